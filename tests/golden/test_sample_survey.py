"""A survey in a folder of a project, without code: its shares reach the release, the page, the CSV and explain."""

import csv
import io
from pathlib import Path

import pytest

from tests.golden import sample_survey
from zicht.pipeline import folders, itinerary
from zicht.pipeline.explanation import explain
from zicht.release import store
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.figures import FigureKey, Series
from zicht.vocabulary.progress import silent


@pytest.fixture(scope="module", name="project")
def _project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = sample_survey.make_project(tmp_path_factory.mktemp("survey") / "albion")
    sample_survey.deliver(folder)
    itinerary.run(folder, tell=silent)
    return folder


@pytest.fixture(scope="module", name="series")
def _series(project: Path) -> dict[str, Series]:
    return store.read(store.find(folders.releases(project))).series


def row(series: dict[str, Series], address: str) -> tuple[float, ...]:
    """Value, bounds, base and the share whose answer is not known."""
    key = FigureKey.read(address)
    found = series[key.indicator]
    place = found.row(key)
    assert place is not None
    assert found.unknown is not None
    columns = (found.values, found.lower, found.upper, found.denominators)
    columns = (*columns, found.unknown)
    return tuple(float(column[place]) for column in columns)


@pytest.mark.parametrize(
    ("address", "weighted"),
    [
        ("P03:2024", {"place": "either"}),
        ("P03:2024:place=online", {"place": "online"}),
        ("P03:2024:gender=w,place=offline", {"place": "offline", "gender": "w"}),
    ],
)
def test_a_printed_share_is_the_weighted_one_within_its_rounding(
    series: dict[str, Series], address: str, weighted: dict[str, str]
) -> None:
    """Counted here person by person, without a design."""
    people = known = asked = 0.0
    for one in sample_survey.respondents():
        if weighted.get("gender", one.gender) != one.gender:
            continue
        place = weighted["place"]
        answers = [one.offline, one.online] if place == "either" else [vars(one)[place]]
        asked += one.weight
        if "yes" in answers or "unknown" not in answers:
            known += one.weight
            people += one.weight * ("yes" in answers)
    value, lower, upper, _, unknown = row(series, address)
    assert abs(value - 100 * people / known) <= 1.0
    assert lower < value < upper
    true_unknown = 100 * (1 - known / asked)
    assert true_unknown <= unknown <= true_unknown + 2.0


def test_the_printed_base_is_the_rounded_number_of_respondents(
    series: dict[str, Series],
) -> None:
    asked = sum(
        one.told not in ("none", "unknown") for one in sample_survey.respondents()
    )
    *_, base, _ = row(series, "P03-nobody:2024")
    assert base % 5 == 0
    assert abs(base - asked) < 5


def test_a_group_without_respondents_is_withheld(series: dict[str, Series]) -> None:
    value, *_ = row(series, "P03:2024:gender=?")
    assert value != value  # noqa: PLR0124 - NaN


def test_page_csv_and_explain_hold_share_interval_and_base(
    project: Path, series: dict[str, Series]
) -> None:
    value, lower, upper, base, unknown = row(series, "P03:2024")
    site = project / "site"
    pages = [page for page in site.rglob("*.html") if "/en/" in str(page)]
    texts = [page.read_text("utf-8") for page in pages if page.parent.name == "P03"]
    bounds = f"{lower:.1f}\u2013{upper:.1f}%"
    assert any(bounds in text and "1,200" in text for text in texts)
    (data,) = site.rglob("P03.csv")
    rows = list(csv.DictReader(io.StringIO(data.read_text("utf-8-sig"))))
    total = next(one for one in rows if one["place"] == one["gender"] == TOTAL)
    assert float(total["value"]) == value
    assert float(total["denominator"]) == base
    assert float(total["answer_unknown_at_most"]) == unknown
    assert any(f"at most {unknown:g}" in text for text in texts)
    explained = explain(project, "P03:2024")
    assert "1,200" in str(explained)
    assert explained["answer not known"].startswith(f"at most {unknown:g}")
    assert "95% interval" in str(explained)
    assert explained["design of the sample"] == (
        "weights weight; strata region; clusters school; of all clusters schools;"
        " logit interval; at least 100 respondents"
    )
