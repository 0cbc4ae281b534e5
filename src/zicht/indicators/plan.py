"""Which tables the definitions ask for, and which query counts each of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zicht.vocabulary.definitions import POPULATION, Indicator, Selection
from zicht.vocabulary.dimensions import PERIOD, TOTAL, Dimension
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.former_names import advice_on

UNIT = "unit"
"""Column of a query that says what is counted once."""


@dataclass(frozen=True)
class Wanted:
    """One table: a universe by some dimensions, per year or per block of years.

    Parameters
    ----------
    dimensions : names in alphabetical order, without the period
    periods : `year` or `year_block`
    levels : pairs of a dimension and the levels and codes whose rows are wanted; other dimensions have all their rows
    """

    universe: str
    dimensions: tuple[str, ...]
    periods: str
    levels: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass
class Pass:
    """One run of one query: the tables it counts."""

    indicator: Indicator
    tables: dict[Wanted, None] = field(default_factory=dict)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Every dimension of some table."""
        return tuple(
            dict.fromkeys(name for table in self.tables for name in table.dimensions)
        )


def plan(
    indicators: Sequence[Indicator], dimensions: Mapping[str, Dimension]
) -> list[Pass]:
    """Return for every indicator the tables that its figures need, and those that others need of its universe.

    Raises
    ------
    IndicatorError : a share divides by a universe that no indicator counts, or a dimension has no code list
    """
    _refuse_unknown(indicators, dimensions)
    passes = {indicator.id: Pass(indicator) for indicator in indicators}
    asked = [
        (indicator, wanted)
        for indicator in indicators
        for wanted in _wanted(indicator, dimensions)
    ]
    for indicator, wanted in asked:
        if wanted.universe == indicator.universe:
            passes[indicator.id].tables[wanted] = None
    for indicator, wanted in asked:
        if wanted.universe not in (indicator.universe, POPULATION):
            _lender(wanted, indicator, passes).tables[wanted] = None
    return list(passes.values())


def _lender(wanted: Wanted, borrower: Indicator, passes: Mapping[str, Pass]) -> Pass:
    lenders = [p for p in passes.values() if p.indicator.universe == wanted.universe]
    able = [p for p in lenders if set(wanted.dimensions) <= set(p.dimensions)]
    if not able:
        dimensions = ", ".join(wanted.dimensions)
        table = f"by {dimensions}" if dimensions else "as a whole"
        raise IndicatorError(
            f"Indicator {borrower.id} divides by {wanted.universe}, counted {table}: no indicator of this project"
            " counts that.",
            now=advice_on([wanted.universe])
            or "Add an indicator of that universe with those dimensions to the project.",
        )
    return able[0]


def _refuse_unknown(
    indicators: Sequence[Indicator], dimensions: Mapping[str, Dimension]
) -> None:
    fixed = (
        s.where
        for i in indicators
        for s in (i.numerator, i.denominator)
        if s is not None
    )
    used = {
        PERIOD,
        *(name for where in fixed for name in where),
        *(n for i in indicators for n in i.dimensions),
    }
    missing = sorted(used - set(dimensions))
    if missing:
        raise IndicatorError(
            f"No code list of {', '.join(missing)}.",
            now="Add it to the project's code lists.",
        )


def _wanted(
    indicator: Indicator, dimensions: Mapping[str, Dimension]
) -> Iterator[Wanted]:
    own = Selection(indicator.universe)
    if (
        indicator.numerator is not None
        and indicator.numerator.universe != indicator.universe
    ):
        raise IndicatorError(
            f"Indicator {indicator.id}: its numerator is of another universe than its query.",
            now="Give both the same universe.",
        )
    for breakdown in indicator.counted:
        for selection in (own, indicator.numerator, indicator.denominator):
            if selection is not None:
                names = dimensions_of(selection, breakdown)
                levels = _levels(indicator, names, dimensions)
                yield Wanted(
                    selection.universe, tuple(sorted(names)), indicator.periods, levels
                )


def _levels(
    indicator: Indicator, names: Iterable[str], dimensions: Mapping[str, Dimension]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the levels that a table keeps: whole ones are left out alone, as a total needs all parts beside it."""
    kept = []
    for name in sorted(names):
        shown = indicator.shows.get(name, ())
        if {hierarchy.name for hierarchy in dimensions[name].hierarchies} & set(shown):
            kept.append((name, shown))
    return tuple(kept)


def dimensions_of(selection: Selection, breakdown: Iterable[str]) -> tuple[str, ...]:
    """Dimensions of the table that holds a selection for every row of a breakdown."""
    fixed = selection.where
    kept = (name for name in breakdown if fixed.get(name) != TOTAL)
    return tuple(
        dict.fromkeys([*kept, *(name for name, code in fixed.items() if code != TOTAL)])
    )
