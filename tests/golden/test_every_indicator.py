"""A country that delivers every source and chooses every indicator: nothing is refused, and all of it is true."""

import json
import re
from pathlib import Path

import pytest

from tests.dutch import WITHOUT_A_TRUTH, read_indicators
from tests.golden.conftest import run_zicht, smallest_project

SOURCES = (
    *("bevolkingsgebeurtenissen", "cbs_bevolking", "comensha_meldingen", "enquete"),
    *("eokm", "ind_verblijf", "jeugdhulp", "objd", "om_zaken"),
    *("politie_incidenten", "politie_overige_incidenten", "veilig_thuis"),
    "werkenden",
)


@pytest.fixture(scope="module", name="published")
def _published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invent it with slips of the pen, at a third of its size, and run it."""
    project = smallest_project(tmp_path_factory.mktemp("every") / "voorbeeldland")
    settings = project / "zicht.toml"
    words = settings.read_text().replace("noise = 0.0", "noise = 0.5")
    sources = ", ".join(f'"{source}"' for source in SOURCES)
    chosen = {one.id for one in read_indicators() if one.sql}
    indicators = ", ".join(f'"{id_}"' for id_ in sorted(chosen))
    words = _with_list(words, "sources", sources)
    words = _with_list(words, "indicators", indicators)
    settings.write_text(words)
    run_zicht("invent", project, "--scale", "0.3")
    run_zicht("run", project)
    return project


def _with_list(words: str, table: str, names: str) -> str:
    """Replace the list `use` of one table of the settings."""
    pattern = rf"(\[{table}\][^\[]*?use = )\[[^\]]*\]"
    changed, n = re.subn(pattern, rf"\1[{names}]", words, count=1)
    assert n == 1, table
    return changed


@pytest.mark.nightly
def test_every_indicator_is_published_and_true(published: Path) -> None:
    """What the truth does not say is named; what linkage moves is right over the true persons."""
    told = json.loads(run_zicht("truth", published, "--json").stdout)
    counted = {one.id for one in read_indicators() if one.sql}
    assert counted <= told["indicators"].keys()
    assert set(told["without_truth"]) == WITHOUT_A_TRUTH


@pytest.mark.nightly
def test_pages_of_every_indicator_are_made(published: Path) -> None:
    """The proof of the pages finds nothing that contradicts the figures, or there would be none."""
    pages = {page.parent.name for page in (published / "site" / "en").rglob("*.html")}
    slugs = {one.slug.en for one in read_indicators() if one.sql}
    assert slugs <= pages
