"""What is published of an indicator, from protected cells alone."""

from collections.abc import Mapping, Sequence
from math import isnan

import numpy as np
import pytest
from tests.dutch import read_indicators

from zicht.figures.series import derive
from zicht.vocabulary.definitions import Indicator, Selection
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import FigureKey, Series
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.spans import ProtectedSpans

YEARS = Dimension(
    "year",
    ("2019", "2020", "2021"),
    (Hierarchy("year_block", dict.fromkeys(("2019", "2020", "2021"), "2019-2021")),),
)
OF_INHABITANTS = {"area": "gemeente", "sex": "geslacht", "age": "leeftijdsgroep"}
FORMS = Dimension("vorm", ("BSU", "AU", "onbekend"), adds_up=False)
AGES = Dimension(
    "leeftijdsgroep",
    ("minderjarig", "adolescent", "volwassen", "onbekend"),
    (
        Hierarchy(
            "leeftijd",
            {
                "minderjarig": "onder_23",
                "adolescent": "onder_23",
                "onder_23": "bekend",
                "volwassen": "bekend",
            },
        ),
    ),
)
PLACES = Dimension(
    "gemeente",
    ("VB1", "VB2", "onbekend"),
    (Hierarchy("provincie", {"VB1": "VP1", "VB2": "VP1"}),),
)
DECISIONS = Dimension(
    "om_beslissing",
    ("dagvaarding", "sepot_technisch", "sepot_beleid"),
    (Hierarchy("sepot", {"sepot_technisch": "sepot", "sepot_beleid": "sepot"}),),
)
DIMENSIONS = {d.name: d for d in (YEARS, FORMS, AGES, PLACES, DECISIONS)}

Row = Sequence[object]


def table(
    names: Sequence[str], rows: Sequence[Row], *, universe: str = "u"
) -> ProtectedTable:
    """Make a table of rows: codes, then a value, or a status with bounds: `(2020, 'AU', 'banded', 1, 9)`."""
    n = len(names)
    cells = [tuple(row[n:]) for row in rows]
    shown = [len(cell) == 1 for cell in cells]
    values = np.array(
        [
            cell[0] if is_shown else 0
            for cell, is_shown in zip(cells, shown, strict=True)
        ],
        dtype=np.int64,
    )
    return ProtectedTable(
        universe=universe,
        dimensions=tuple(DIMENSIONS[name] for name in names),
        codes=tuple(
            np.array([str(row[at]) for row in rows], dtype=np.str_) for at in range(n)
        ),
        values=values,
        statuses=np.array(
            [
                "published" if s else str(c[0])
                for s, c in zip(shown, cells, strict=True)
            ],
            dtype=np.str_,
        ),
        lower=np.array(
            [
                max(0, int(v) - 4) if s else int(c[1])
                for v, s, c in zip(values, shown, cells, strict=True)
            ]
        ),
        upper=np.array(
            [
                int(v) + 4 if s else int(c[2])
                for v, s, c in zip(values, shown, cells, strict=True)
            ]
        ),
    )


def protected(*tables: ProtectedTable) -> Protected:
    return Protected(tables, "test 1", "controlled rounding")


@pytest.fixture(scope="module")
def of() -> Mapping[str, Indicator]:
    return {indicator.id: indicator for indicator in read_indicators()}


def indicator(
    of: Mapping[str, Indicator],
    shape: str,
    breakdowns: Sequence[Sequence[str]],
    **more: object,
) -> Indicator:
    base = vars(of["V01"]) | {"id": "X", "universe": "u", "shows": {}}
    scale = {"count": 1, "share": 100, "rate": 100_000}[shape]
    return Indicator(
        **(
            base
            | {
                "shape": shape,
                "scale": scale,
                "breakdowns": tuple(map(tuple, breakdowns)),
            }
            | more
        )
    )


def value(series: Series, key: str) -> float:
    row = series.row(FigureKey.read(f"{series.indicator}:{key}"))
    assert row is not None, key
    return float(series.values[row])


def seen(series: Series, key: str) -> tuple[str, float, float]:
    row = series.row(FigureKey.read(f"{series.indicator}:{key}"))
    assert row is not None, key
    return str(series.statuses[row]), float(series.lower[row]), float(series.upper[row])


BY_FORM = table(
    ("year", "vorm"),
    [
        (2020, TOTAL, 200),
        (2020, "BSU", 60),
        (2020, "AU", 100),
        (2020, "onbekend", 45),
        (2021, TOTAL, 50),
        (2021, "BSU", 0),
        (2021, "AU", "banded", 1, 9),
        (2021, "onbekend", "withheld", 0, 50),
    ],
)


def test_a_count_is_its_cell(of):
    series = derive(indicator(of, "count", [(), ("vorm",)]), protected(BY_FORM))
    assert value(series, "2020") == 200
    assert seen(series, "2020:vorm=BSU") == ("published", 56, 64)
    assert isnan(value(series, "2021:vorm=AU"))
    assert seen(series, "2021:vorm=AU") == ("banded", 1, 9)
    status, lower, upper = seen(series, "2021:vorm=onbekend")
    assert status == "withheld"
    assert isnan(lower)
    assert isnan(upper)
    assert np.isnan(series.numerators).all()
    assert len(series) == 8


def test_a_margin_that_stands_in_two_breakdowns_is_published_once(of):
    other = table(("year",), [(2020, 200), (2021, 50)])
    series = derive(indicator(of, "count", [(), ("vorm",)]), protected(other, BY_FORM))
    addresses = list(
        zip(
            series.periods.tolist(),
            *(column.tolist() for column in series.codes),
            strict=True,
        )
    )
    assert len(addresses) == len(set(addresses)) == 8


def test_share_of_each_form_in_everyone(of):
    """V02: the row's form is the numerator; the denominator drops it. Everyone over everyone is left out."""
    share = indicator(
        of,
        "share",
        [("vorm",)],
        numerator=Selection("u"),
        denominator=Selection("u", {"vorm": TOTAL}),
    )
    series = derive(share, protected(BY_FORM))
    assert value(series, "2020:vorm=BSU") == 30
    assert seen(series, "2020:vorm=BSU") == ("published", 27, 33)
    assert value(series, "2021:vorm=BSU") == 0
    assert series.row(FigureKey.read("X:2020")) is None
    row = series.row(FigureKey.read("X:2020:vorm=BSU"))
    assert (series.numerators[row], series.denominators[row]) == (60, 200)


def test_a_share_with_a_hidden_part_is_withheld(of):
    share = indicator(
        of,
        "share",
        [("vorm",)],
        numerator=Selection("u"),
        denominator=Selection("u", {"vorm": TOTAL}),
    )
    series = derive(share, protected(BY_FORM))
    for code in ("AU", "onbekend"):
        assert seen(series, f"2021:vorm={code}")[0] == "withheld"
        assert isnan(value(series, f"2021:vorm={code}"))


@pytest.mark.parametrize(
    ("numerator", "denominator", "status"),
    [
        (5, 15, "withheld"),  # fewer than 20
        (0, 0, "withheld"),
        (10, 20, "banded"),  # 6/24 to 14/16 says nothing precise
        (30, 50, "banded"),
        (0, 25, "published"),  # 0 to 4/21
        (50, 100, "published"),
    ],
)
def test_shares_of_few_are_not_given_as_one_number(of, numerator, denominator, status):
    rows = table(
        ("year", "vorm"), [(2020, TOTAL, denominator), (2020, "AU", numerator)]
    )
    share = indicator(
        of,
        "share",
        [("vorm",)],
        numerator=Selection("u"),
        denominator=Selection("u", {"vorm": TOTAL}),
    )
    series = derive(share, protected(rows))
    assert seen(series, "2020:vorm=AU")[0] == status
    assert isnan(value(series, "2020:vorm=AU")) == (status != "published")


def test_a_share_carries_as_many_decimals_as_its_bounds_bear(of):
    share = indicator(
        of,
        "share",
        [("vorm",)],
        numerator=Selection("u"),
        denominator=Selection("u", {"vorm": TOTAL}),
    )
    large = table(("year", "vorm"), [(2020, TOTAL, 30_000), (2020, "AU", 10_000)])
    small = table(("year", "vorm"), [(2020, TOTAL, 300), (2020, "AU", 100)])
    assert value(derive(share, protected(large)), "2020:vorm=AU") == 33.3
    assert value(derive(share, protected(small)), "2020:vorm=AU") == 33


def test_bounds_hold_the_true_share_whatever_was_rounded(of):
    """Every pair of true counts that rounds to these cells has its share within the bounds."""
    share = indicator(
        of,
        "share",
        [("vorm",)],
        numerator=Selection("u"),
        denominator=Selection("u", {"vorm": TOTAL}),
    )
    series = derive(
        share,
        protected(table(("year", "vorm"), [(2020, TOTAL, 100), (2020, "AU", 95)])),
    )
    _, lower, upper = seen(series, "2020:vorm=AU")
    shares = [100 * n / d for n in range(91, 100) for d in range(96, 105) if n <= d]
    assert lower <= min(shares)
    assert max(shares) <= upper <= 100


def test_a_part_of_another_universe_is_no_more_than_its_whole(of):
    """Addresses that were removed, of those that a hotline asked to remove: 45 of 45, each rounded by itself."""
    removed = table(("year",), [(2020, 45)])
    asked = table(("year",), [(2020, 45)], universe="w")
    parts = {"numerator": Selection("u"), "denominator": Selection("w")}
    of_two_flows = derive(
        indicator(of, "share", [()], **parts), protected(removed, asked)
    )
    assert seen(of_two_flows, "2020")[2] > 100
    of_a_part = derive(
        indicator(of, "share", [()], **parts, is_part=True), protected(removed, asked)
    )
    assert seen(of_a_part, "2020")[2] == 100


AGES_BY_FORM = table(
    ("year", "leeftijdsgroep", "vorm"),
    [
        (2020, age, form, n)
        for form, counts in (
            ("BSU", (40, 60, 45)),
            ("AU", (20, 90, 100)),
            (TOTAL, (60, 150, 145)),
        )
        for age, n in zip(("onder_23", "bekend", TOTAL), counts, strict=True)
    ],
)


def test_share_of_known_by_what_the_row_says(of):
    """V03: under 23 over known age, for everyone and for each form."""
    share = indicator(
        of,
        "share",
        [(), ("vorm",)],
        numerator=Selection("u", {"leeftijdsgroep": "onder_23"}),
        denominator=Selection("u", {"leeftijdsgroep": "bekend"}),
    )
    series = derive(share, protected(AGES_BY_FORM))
    assert value(series, "2020") == 40
    assert value(series, "2020:vorm=BSU") == 67
    assert series.dimensions == ("vorm",)
    assert len(series) == 3


def test_the_row_of_one_decision_divides_that_decision(of):
    """K02: all dismissals in the total; in the row of one kind, that kind; other decisions are not shown."""
    rows = table(
        ("year", "om_beslissing"),
        [
            (2020, TOTAL, 200),
            (2020, "dagvaarding", 100),
            (2020, "sepot_technisch", 60),
            (2020, "sepot_beleid", 40),
            (2020, "sepot", 100),
        ],
        universe="om_beslissingen",
    )
    k02 = Indicator(**(vars(of["K02"]) | {"breakdowns": ((), ("om_beslissing",))}))
    series = derive(k02, protected(rows))
    assert value(series, "2020") == 50
    assert value(series, "2020:om_beslissing=sepot_technisch") == 30
    assert value(series, "2020:om_beslissing=sepot_beleid") == 20
    assert len(series) == 3


def test_flow_divides_two_universes_and_may_exceed_one_hundred(of):
    judged = table(("year",), [(2020, 300)])
    registered = table(("year",), [(2020, 200)], universe="w")
    share = indicator(
        of,
        "share",
        [()],
        numerator=Selection("u"),
        denominator=Selection("w"),
        variant="flow",
    )
    series = derive(share, protected(judged, registered))
    assert value(series, "2020") == 150


PEOPLE = {
    ("2020", TOTAL, TOTAL, TOTAL): 1_000_000,
    ("2020", TOTAL, TOTAL, "minderjarig"): 200_000,
    ("2020", TOTAL, "v", TOTAL): 500_000,
    ("2021", TOTAL, TOTAL, TOTAL): 1_000_000,
}


def test_rate_per_inhabitant(of):
    """A form has the whole population below it; a group whose inhabitants nobody counts has no rate."""
    ages = table(
        ("year", "leeftijdsgroep"),
        [(2020, TOTAL, 200), (2020, "minderjarig", 50), (2020, "onbekend", 10)],
    )
    rate = indicator(
        of,
        "rate",
        [("vorm",), ("leeftijdsgroep",)],
        numerator=Selection("u"),
        denominator=Selection("inhabitants", by=OF_INHABITANTS),
    )
    series = derive(rate, protected(BY_FORM, ages), PEOPLE)
    assert value(series, "2020") == 20
    assert value(series, "2020:vorm=BSU") == 6
    assert value(series, "2020:leeftijdsgroep=minderjarig") == 25
    assert series.row(FigureKey.read("X:2020:leeftijdsgroep=onbekend")) is None
    assert seen(series, "2020:leeftijdsgroep=minderjarig") == ("published", 23, 27)
    assert seen(series, "2021:vorm=AU") == ("banded", 0.1, 0.9)
    assert seen(series, "2021:vorm=onbekend")[0] == "withheld"


def test_blocks_and_years_keep_apart(of):
    """L01 shows blocks, V01 shows years and levels, both of one universe."""
    years = table(
        ("gemeente", "year"),
        [("VP1", 2020, 20), (TOTAL, 2020, 25), ("onbekend", 2020, 5)],
    )
    blocks = table(
        ("gemeente", "year"),
        [
            ("VB1", "2019-2021", 15),
            ("VB2", "2019-2021", "banded", 0, 9),
            ("VP1", "2019-2021", 20),
            (TOTAL, "2019-2021", 25),
        ],
    )
    local = derive(
        indicator(of, "count", [("gemeente",)], periods="year_block"),
        protected(years, blocks),
    )
    national = derive(
        indicator(
            of, "count", [("gemeente",)], shows={"gemeente": ("provincie", "onbekend")}
        ),
        protected(blocks, years),
    )
    assert set(local.periods.tolist()) == {"2019-2021"}
    assert value(local, "2019-2021:gemeente=VB1") == 15
    assert len(local) == 4
    assert set(national.periods.tolist()) == {"2020"}
    assert set(national.codes[0].tolist()) == {"VP1", TOTAL, "onbekend"}


def test_a_figure_without_a_protected_cell_is_refused(of):
    with pytest.raises(ProjectError, match="no protected table of u by leeftijdsgroep"):
        derive(indicator(of, "count", [("leeftijdsgroep",)]), protected(BY_FORM))
    share = indicator(
        of, "share", [("vorm",)], numerator=Selection("u"), denominator=Selection("w")
    )
    with pytest.raises(ProjectError, match="no protected table holds w"):
        derive(share, protected(BY_FORM))


FOLLOWED = ("2019-2021", "2022-2024")


@pytest.fixture(scope="module")
def survival() -> Series:
    """Give V08 of which the gate printed nothing, in a release that counts the years 2019 to 2024."""
    (indicator,) = read_indicators(chosen=["V08"])
    assert indicator.statistics is not None
    codes = [
        (period, time) for period in FOLLOWED for time in indicator.statistics.steps
    ]
    nothing = np.full(len(codes), np.nan)
    spans = ProtectedSpans(
        "V08",
        ("year", "termijn"),
        (
            np.array([period for period, _ in codes]),
            np.array([time for _, time in codes]),
        ),
        nothing,
        nothing,
        nothing,
    )
    years = Dimension("year", tuple(map(str, range(2019, 2025))))
    none = np.array([], dtype=np.int64)
    counts = ProtectedTable(
        indicator.universe,
        (years,),
        (none.astype(np.str_),),
        none,
        none.astype(np.str_),
        none,
        none,
    )
    return derive(
        indicator, Protected((counts,), "test 1", "controlled rounding", spans=(spans,))
    )


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("2022-2024:termijn=m30", "withheld"),
        ("2022-2024:termijn=m36", "pending"),
        ("2022-2024:termijn=m60", "pending"),
        ("2022-2024", "withheld"),
        ("2019-2021:termijn=m60", "withheld"),
    ],
)
def test_what_nobody_can_have_been_followed_for_is_not_known_yet(
    survival: Series, key: str, status: str
) -> None:
    """From 1 January 2022 until 31 December 2024 are 1,095 days: three years (1,096) are not over. It is no secret."""
    assert seen(survival, key)[0] == status
