"""A country with columns, codes, number and consent of its own: what is published equals the truth."""

from pathlib import Path

import pytest

from tests.golden import albion
from zicht.pipeline import folders, itinerary
from zicht.release import store
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.progress import silent


@pytest.fixture(scope="module", name="project")
def _project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = albion.make_project(tmp_path_factory.mktemp("project") / "albion")
    albion.deliver_all(folder)
    itinerary.run(folder, tell=silent)
    return folder


def test_published_counts_equal_the_truth(project: Path) -> None:
    """Refused consent is left out, records of one person count once, parts of the country add up."""
    newest = store.find(folders.releases(project))
    series = store.read(newest).series["R01"]
    at = series.dimensions.index("gender")
    published = {
        (period, "" if code == TOTAL else code): int(value)
        for period, code, value in zip(
            series.periods.tolist(),
            series.codes[at].tolist(),
            series.values.tolist(),
            strict=True,
        )
        if code in (TOTAL, "w", "x")
    }
    assert published == albion.truth()
