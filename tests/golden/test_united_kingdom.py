"""The second country: published tables of the United Kingdom in, a site in English out, tested against those tables."""

import csv
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.golden.test_languages import phrases, seen
from zicht.edition.edition import Edition
from zicht.edition.signals import signals_of
from zicht.figures.register import Register
from zicht.pipeline import folders, itinerary
from zicht.release import store
from zicht.vocabulary.figures import FigureKey
from zicht.vocabulary.progress import silent
from zicht.vocabulary.releases import Release

PROJECT = Path(__file__).parents[2] / "projects" / "united-kingdom"
BASE = 5
DUTCH = re.compile(
    r"\b(?:Sr|Wetboek|gemeenten?|onbekend|jaar|Dutch|Netherlands|Nederland\w*|CoMensha|rapporteur|provinc\w+|"
    r"municipalit\w+|burgerservicenummer|273f)\b",
    re.IGNORECASE,
)
REFERRED = {
    2014: 2337, 2015: 3263, 2016: 3805, 2017: 5136, 2018: 6974, 2019: 10607, 2020: 10582, 2021: 12701, 2022: 16922,
}  # fmt: skip
"""People referred in a year: sums of the quarters that the Home Office published on 2 November 2023."""
WALES = {
    "Dyfed-Powys Police",
    "Gwent Police",
    "North Wales Police",
    "South Wales Police",
}


@pytest.fixture(scope="module", name="project")
def _project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("second") / "united-kingdom"
    made = (".zicht", "releases", "site", "journal")
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns(*made))
    itinerary.run(folder, tell=silent)
    return folder


@pytest.fixture(scope="module", name="release")
def _release(project: Path) -> Release:
    return store.read(store.find(folders.releases(project)))


def rows(project: Path, source: str, name: str) -> list[dict[str, str]]:
    path = project / "deliveries" / source / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def assert_shown(release: Release, address: str, published: int) -> None:
    """The number of the site lies next to the published one, which lies within the bounds that the site tells."""
    key = FigureKey.read(address)
    series = release.series[key.indicator]
    row = series.row(key)
    assert row is not None, address
    low, high = series.lower[row], series.upper[row]
    if series.statuses[row] == "published":
        assert abs(series.values[row] - published) < 2 * BASE, address
    if low == low:  # noqa: PLR0124 - NaN where bounds are not told
        assert low <= published <= high, address


def test_referrals_are_those_published(project: Path, release: Release) -> None:
    published: Counter[str] = Counter()
    for row in rows(project, "nrm_referrals", "2014-2023"):
        if row["Location of exploitation"] == "Total":
            continue
        n, year = int(float(row["NRM referrals"])), int(float(row["Year"]))
        published[f"N01:{year}"] += n
        published[f"N01:{year}:age={row['Age at exploitation']}"] += n
        published[f"N01:{year}:quarter={row['Quarter']}"] += n
    for year, total in REFERRED.items():
        assert published[f"N01:{year}"] == total
    for address, n in published.items():
        assert_shown(release, address, n)


@pytest.mark.parametrize(
    ("indicator", "stage"), [("N02", "reasonable"), ("N04", "conclusive")]
)
def test_decisions_are_those_published(
    project: Path, release: Release, indicator: str, stage: str
) -> None:
    totals: Counter[str] = Counter()
    for row in rows(project, f"nrm_{stage}_grounds", "2014-2023"):
        totals[row["Year"].removesuffix(".0")] += int(float(row["Total"]))
    assert len(totals) == 10
    for year, n in totals.items():
        assert_shown(release, f"{indicator}:{year}", n)


def test_the_share_of_positive_decisions_fell_when_the_guidance_changed(
    release: Release,
) -> None:
    """88% of reasonable grounds decisions were positive in 2022, 53.9% in January to September of 2023."""
    series = release.series["N03"]
    shown = {
        period: float(series.values[row])
        for period in ("2022", "2023")
        if (row := series.row(FigureKey("N03", period))) is not None
    }
    assert shown["2022"] == pytest.approx(88.5, abs=0.2)
    assert shown["2023"] == pytest.approx(53.9, abs=0.2)
    assert 2023 in {event.year for event in release.indicators["N03"].breaks}


def test_nations_are_the_sum_of_their_police_forces(
    project: Path, release: Release
) -> None:
    welsh = sum(
        int(float(row["People"]))
        for quarter in ("2022-Q2", "2022-Q3", "2022-Q4")
        for row in rows(project, "nrm_police", quarter)
        if row["First responder"] in WALES
    )
    assert welsh > 100
    assert_shown(release, "N05:2022:force=Wales", welsh)


def test_a_quarter_that_was_revised_is_a_conflict_of_two_editions(
    release: Release,
) -> None:
    conflicts = {
        conflict.period: conflict.words.en
        for conflict in Register(release.cited).conflicts()
    }
    assert conflicts["2023-Q2"] == (
        "3,998 (Home Office, Quarter 2 2023); 3,995 (Home Office, Quarter 3 2023)"
    )
    assert len(conflicts) == 5
    assert {
        figure.identity.rule.country for figure in release.cited if figure.identity
    } == {"GB"}


def test_pages_are_in_english_alone_without_a_dutch_word_law_or_place(
    project: Path,
) -> None:
    site = project / "site"
    assert not (site / "nl").exists()
    pages = sorted((site / "en").rglob("*.html"))
    assert len(pages) > 25
    strange = phrases("nl", beside="en") | phrases("fr", beside="en")
    for page in pages:
        text = seen(page)
        found = [phrase for phrase in strange if phrase in text]
        assert (found, DUTCH.findall(text)) == ([], []), page.relative_to(site)


def signs(release: Release, indicator: str, **where: str) -> list[tuple[str, str]]:
    """Words and reasons of every sign in one series, the newest first."""
    edition = Edition(release, "en")
    return [
        (sign.words, " ".join(sign.reasons))
        for sign in signals_of(edition, release.indicators[indicator])
        if dict(sign.where) == where
    ]


def test_a_source_that_nothing_else_names_is_called_by_its_form(
    project: Path, release: Release
) -> None:
    methods = (project / "site" / "en" / "methods" / "index.html").read_text()
    for receipt in release.receipts:
        form = (project / "forms" / f"{receipt.source}.toml").read_text()
        title = re.search(r'^title = \{ en = "(.+)" \}$', form, re.MULTILINE)
        assert title is not None, receipt.source
        assert title[1] in methods, receipt.source
    assert "Nrm " not in methods, "the id of a source is not its name"


def test_the_breaks_that_the_publisher_names_are_found_in_the_quarters(
    release: Release,
) -> None:
    """The pandemic in referrals; the guidance of January 2023 in decisions, both ways."""
    falls = [sign for sign in signs(release, "N01") if "fewer than" in sign[0]]
    assert falls[0][0].startswith("2023, July to September: 4,1")
    assert "30 January 2023" in falls[0][1]
    assert falls[1][0].startswith("2020, April to June to 2020, July to September: 2,4")
    assert "pandemic" in falls[1][1]
    fewer = signs(release, "N02", outcome="Positive")[0]
    assert "2023, April to June to 2023, July to September" in fewer[0]
    assert "fewer than" in fewer[0]
    assert "30 January 2023" in fewer[1]
    more = signs(release, "N02", outcome="Negative")[0]
    assert "more than" in more[0]
    assert "30 January 2023" in more[1]


def test_signs_stand_on_the_page_with_how_they_must_be_read(project: Path) -> None:
    page = project / "site" / "en" / "referrals" / "people-referred" / "index.html"
    text = page.read_text("utf-8")
    assert "Something changed here, and this may be why" in text
    assert "It is not a verdict." in text
    assert "about once in 9 years by chance" in text


def test_the_false_alarms_of_a_page_are_those_of_all_its_series_together(
    project: Path,
) -> None:
    """Three years and a quarter come before the first quarter that is judged; one sign in 8.5 years is chance."""
    pages = (project / "site" / "en").rglob("index.html")
    sentences = [
        found
        for page in pages
        for found in re.findall(
            r"watched on this page: (\d+), over ([\d,]+) years together\."
            r"[^.]*: about (\d+)\.",
            page.read_text("utf-8"),
        )
    ]
    assert sentences
    for series, years, signs_by_chance in sentences:
        n_years = int(years.replace(",", ""))
        assert n_years <= 8.75 * int(series) + 1
        assert int(signs_by_chance) == max(1, round(0.117 * n_years))
