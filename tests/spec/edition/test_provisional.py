"""A provisional figure says so wherever it is printed, with how much such figures usually changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.spec.reports import reports_sample

from zicht.edition import estimates
from zicht.edition.addresses import find_figure
from zicht.edition.catalogue_files import words_of
from zicht.edition.edition import Edition
from zicht.pipeline.explanation import explain_in
from zicht.pipeline.provisional import months_later, provisional_periods
from zicht.release.vintages import vintages
from zicht.reports.wording import note_words
from zicht.site.pages.data import explained_columns
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.designs import Registers
from zicht.vocabulary.figures import FigureKey
from zicht.vocabulary.releases import Release, Vintage
from zicht.vocabulary.statuses import Status

RELEASE = reports_sample.release(only=("V01", "V02", "V03", "D01"))
ESTIMATE = RELEASE.estimates["P01"]
REGISTERS = Registers(
    dimension="melder",
    members="slachtofferjaren",
    people="slachtofferjaren",
    strata=(),
    indicator="P01",
    seen="V01",
    title=ESTIMATE.title,
    population=ESTIMATE.population,
)


def with_totals(
    totals: Mapping[str, float], *, provisional: tuple[str, ...] = ()
) -> Release:
    """Return the sample release with other totals of V01 per year."""
    series = RELEASE.series["V01"]
    values = series.values.copy()
    for period, value in totals.items():
        values[series.row(FigureKey("V01", period))] = value
    moved = {**RELEASE.series, "V01": replace(series, values=values)}
    return replace(RELEASE, series=moved, provisional={"V01": provisional})


FIRST = with_totals({"2021": 1_000}, provisional=("2021",))
SECOND = with_totals({"2021": 1_040, "2022": 2_000}, provisional=("2022",))
THIRD = with_totals({"2022": 2_120, "2023": 500}, provisional=("2023",))
NOW = with_totals({"2023": 520, "2024": 700}, provisional=("2024",))


# ---- which figures are provisional


class Office:
    """The parts of a project that say which figures are provisional."""

    indicators = tuple(RELEASE.indicators.values())
    registers: Registers | None = None
    views: Mapping[str, str] = {
        "slachtofferjaren": "SELECT 1 AS x FROM comensha_meldingen"
    }

    def __init__(self, months: Mapping[str, int]) -> None:
        self.settles_after_months = months


def received(period: str, extracted_on: str) -> Receipt:
    template = RELEASE.receipts[0]
    return replace(template, period=period, extracted_on=extracted_on)


def provisional(months: Mapping[str, int], *receipts: Receipt) -> object:
    series = {"V01": RELEASE.series["V01"]}
    office = Office(months)
    periods = provisional_periods(office, receipts, series, {})  # type: ignore[arg-type]
    return periods.get("V01", ())


def test_a_figure_is_provisional_until_its_source_was_extracted_late_enough() -> None:
    """Of 2023 the delivery came in March 2025, of 2024 in March 2025 as well: two months after its end."""
    receipts = (received("2023", "2025-03-01"), received("2024", "2025-03-01"))
    assert provisional({"comensha_meldingen": 12}, *receipts) == ("2024",)


def test_a_later_delivery_of_the_same_period_makes_it_final() -> None:
    receipts = (received("2024", "2025-03-01"), received("2024", "2026-01-15"))
    assert provisional({"comensha_meldingen": 12}, *receipts) == ()


def test_each_quarter_of_a_year_must_have_settled() -> None:
    """The first quarter came a day after its end, the others two years later."""
    late = [received(f"2024-Q{quarter}", "2026-12-31") for quarter in (2, 3, 4)]
    early, settled = (
        received("2024-Q1", "2024-04-01"),
        received("2024-Q1", "2025-03-31"),
    )
    months = {"comensha_meldingen": 12}
    assert provisional(months, early, *late) == ("2024",)
    assert provisional(months, settled, *late) == ()


def test_each_part_of_a_source_must_have_settled() -> None:
    north = replace(received("2024", "2025-01-02"), part="North")
    south = replace(received("2024", "2026-12-31"), part="South")
    months = {"comensha_meldingen": 12}
    assert provisional(months, north, south) == ("2024",)
    assert provisional(months, south) == ()


def test_a_source_of_which_nothing_is_declared_makes_nothing_provisional() -> None:
    assert provisional({}, received("2024", "2025-03-01")) == ()
    assert provisional({"om_zaken": 12}, received("2024", "2025-03-01")) == ()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 12, 31), 12, date(2025, 12, 31)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2023, 3, 31), 1, date(2023, 4, 30)),
        (date(2024, 1, 31), 11, date(2024, 12, 31)),
    ],
)
def test_months_end_on_the_last_day_that_a_month_has(
    day: date, months: int, later: date
) -> None:
    assert months_later(day, months) == later


# ---- vintages


def test_a_vintage_pairs_the_first_figure_with_the_first_final_one() -> None:
    assert vintages((FIRST, SECOND, THIRD), NOW) == (
        Vintage("V01", "2021", 1_000, 1_040),
        Vintage("V01", "2022", 2_000, 2_120),
        Vintage("V01", "2023", 500, 520),
    )


def test_figures_of_another_version_of_the_definition_are_no_vintage() -> None:
    indicator = replace(RELEASE.indicators["V01"], version=99)
    now = replace(NOW, indicators={**NOW.indicators, "V01": indicator})
    assert vintages((FIRST, SECOND, THIRD), now) == ()


def test_a_hidden_figure_is_no_vintage() -> None:
    assert vintages((with_totals({"2021": np.nan}, provisional=("2021",)),), NOW) == ()


# ---- what is printed


def edition_of(*earlier: Release) -> Edition:
    return Edition(replace(NOW, vintages=vintages(earlier, NOW)), "en")


def test_a_provisional_number_says_so_and_a_final_one_does_not() -> None:
    edition = edition_of()
    assert find_figure(edition, "V01:2024").number == "700 (provisional)"
    assert find_figure(edition, "V01:2023").number == "520"
    assert "(provisional)" not in find_figure(edition, "D01:2024").number


@pytest.mark.parametrize(
    ("status", "is_marked"),
    [
        (Status.PUBLISHED, True),
        (Status.BANDED, True),
        (Status.WITHHELD, False),
    ],
)
def test_bounds_are_provisional_as_a_number_is(status: Status, is_marked: bool) -> None:
    series = NOW.series["V01"]
    place = series.row(FigureKey("V01", "2024"))
    assert place is not None
    statuses, values = series.statuses.copy(), series.values.copy()
    statuses[place] = status
    if status != Status.PUBLISHED:
        values[place] = np.nan
    changed = replace(series, statuses=statuses, values=values)
    release = replace(NOW, series={**NOW.series, "V01": changed})
    figure = find_figure(Edition(release, "en"), "V01:2024")
    assert ("(provisional)" in figure.number) == is_marked
    assert bool(figure.revision) == is_marked


def test_the_usual_revision_is_the_range_of_what_earlier_figures_became() -> None:
    """1,000 became 1,040, 2,000 became 2,120 and 500 became 520: 4, 6 and 4 per cent more."""
    revision = find_figure(edition_of(FIRST, SECOND, THIRD), "V01:2024").revision
    assert "In 3 earlier periods" in revision
    assert "+4% to +6%" in revision


def test_of_two_earlier_periods_nothing_is_said() -> None:
    revision = find_figure(edition_of(SECOND, THIRD), "V01:2024").revision
    assert "not known" in revision


def test_explain_and_the_note_of_a_report_say_how_much_it_may_change() -> None:
    edition = edition_of(FIRST, SECOND, THIRD)
    figure = find_figure(edition, "V01:2024")
    assert note_words(figure, edition) == figure.revision
    assert explain_in(edition, "V01:2024")["provisional"] == figure.revision
    assert "provisional" not in explain_in(edition, "V01:2023")


def test_the_page_of_files_explains_the_column_of_provisional_figures() -> None:
    assert "provisional" in explained_columns(FIRST)
    assert "provisional" not in explained_columns(replace(FIRST, provisional={}))
    assert words_of("fr")["column.provisional"].startswith("yes si")


# ---- estimates


def test_an_estimate_is_provisional_while_a_register_of_it_may_still_change() -> None:
    """Of 2024 the registers were extracted two months after its end, of 2023 long after."""
    office = Office({"comensha_meldingen": 12})
    office.registers = REGISTERS
    receipts = (received("2023", "2025-03-01"), received("2024", "2025-03-01"))
    stratum = ESTIMATE.totals[0]
    by_year = [replace(stratum, levels={"year": year}) for year in ("2023", "2024")]
    estimate = replace(ESTIMATE, period="2024", totals=tuple(by_year))
    periods = provisional_periods(office, receipts, {}, {"P01": estimate})  # type: ignore[arg-type]
    assert periods == {"P01": ("2023-2024", "2024")}


def test_a_provisional_estimate_says_so_and_a_final_one_does_not() -> None:
    final = Edition(RELEASE, "en")
    period = ESTIMATE.period
    provisional = replace(RELEASE, provisional={"P01": (period,)})
    edition = Edition(provisional, "en")
    assert estimates.revision_of(final, "P01", period) == ""
    assert "Provisional" in estimates.revision_of(edition, "P01", period)
    assert "Provisional" in find_figure(edition, f"P01:{period}").revision
