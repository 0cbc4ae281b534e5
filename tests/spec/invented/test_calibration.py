"""The invented country resembles what was published: each figure within a distance that is stated here.

Published are the Key figures 2022 of the National Rapporteur (Kerncijfers en inzichten 2022), the victim monitor
2016-2020 (https://www.huiselijkgeweld.nl/publicaties/rapporten/2021/12/07/slachtoffermonitor-mensenhandel-2016-2020)
and the offender monitor 2013-2017
(https://www.nationaalrapporteur.nl/publicaties/rapporten/2018/11/22/dadermonitor-seksueel-geweld-tegen-kinderen-2013-2017).
"""

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from zicht_invented import InventSettings, invent

PAGE = Path(__file__).parents[3] / "docs" / "invented-country.md"
MINORS = "leeftijdsgroep=minderjarig,termijn=m24,veld=sgtk"

PUBLISHED = [
    # what, published per cent, most distance in points, indicator, period, breakdown
    ("Victims of trafficking again within five years", 45, 3, "V08", "2019-2021", "termijn=m60"),
    ("of whom of a serious offence", 66.7, 4, "V09", "2019-2021", ""),
    ("Minors with a new case within two years", 24, 4, "R01", "2019-2021", MINORS),
    ("Suspects known to the child", 77, 2, "S09", "2020", ""),
    ("Suspects who are peers", 46, 2, "S10", "2020", ""),
    ("Incidents with a complaint", 48, 3, "S02", "2019", ""),
    ("Cases that lead to a conviction", 41, 3, "K04", "2019", "veld=sgtk"),
    ("Labour exploitation among the reported of 2020", 43, 3, "V02", "2020", "vorm=AU"),
    ("Domestic sexual exploitation among the reported of 2020", 11, 3, "V02", "2020", "vorm=BSU"),
    ("Reported of 2019 younger than 23", 30, 4, "V03", "2019", ""),
    ("Reported of 2020 younger than 23", 22, 5, "V03", "2020", ""),
    ("Victims who told nobody", 33.3, 2, "P03-niemand", "2022", ""),
]  # fmt: skip


PUBLISHED_COUNTS = [
    # what, published number, most distance in per cent of it, indicator, period
    ("Reported presumed victims of trafficking in 2020", 984, 10, "V01", "2020"),
    ("Suspects of trafficking in 2019", 170, 10, "D01", "2019"),
]


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, float]:
    """True percentages of the country as it is made by default."""
    folder = tmp_path_factory.mktemp("calibrated")
    invent(InventSettings(), folder)
    with (folder / "truth" / "figures.csv").open(newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    figures = {}
    for row in rows:
        below = row["denominator"]
        value = float(row["numerator"])
        share = 100 * value / int(below) if below not in ("", "0") else value
        figures[row["indicator"], row["period"], row["breakdown"]] = share
    known = {what: figures[tuple(address)] for what, _, _, *address in PUBLISHED}
    known |= {
        what: figures[indicator, year, ""]
        for what, _, _, indicator, year in PUBLISHED_COUNTS
    }
    reports = [figures["S06", year, ""] for year in ("2019", "2023")]
    return known | {"Reports after four years": reports[1] / reports[0]}


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row[0])
def test_a_figure_lies_near_what_was_published(
    row: tuple[str, float, float, str, str, str], invented: Mapping[str, float]
) -> None:
    what, published, distance, *_ = row
    assert abs(invented[what] - published) <= distance


@pytest.mark.parametrize("row", PUBLISHED_COUNTS, ids=lambda row: row[0])
def test_a_count_lies_near_what_was_published(
    row: tuple[str, int, float, str, str], invented: Mapping[str, float]
) -> None:
    what, published, distance, *_ = row
    assert abs(invented[what] / published - 1) <= distance / 100


def test_the_table_of_the_page_is_that_of_the_country(
    invented: Mapping[str, float],
) -> None:
    table = [
        f"| {what} | {published:g}% | {invented[what]:.1f}% | {distance:g} |"
        for what, published, distance, *_ in PUBLISHED
    ]
    table += [
        f"| {what} | {published:,} | {invented[what]:,.0f} | {distance}% |"
        for what, published, distance, *_ in PUBLISHED_COUNTS
    ]
    assert "\n".join(table) in PAGE.read_text("utf-8")


def test_reports_of_images_are_five_times_as_many_after_four_years(
    invented: Mapping[str, float],
) -> None:
    """Published of 2015 and 2019 (Key figures 2022)."""
    assert abs(invented["Reports after four years"] - 5) <= 0.2
