"""What the figures of a register are figures of: rules of counting, and the identity of each figure.

`[[rule]]` says who counts, by which rule, under which law and in which country; `[[series]]` names its rule, its unit,
its kind of number, its population and its term of follow-up; `[[figure]]` may name another rule than its series.
`docs/register.md` tells an editor how.
"""

from collections.abc import Mapping
from decimal import Decimal

from zicht.project.about import about_of
from zicht.project.rows import Row
from zicht.proof.lexicon.reading import FOLLOW_UP, axis_of
from zicht.vocabulary.cited import (
    CHANGES,
    CountingRule,
    Direction,
    FigureKind,
    Identity,
)

RULE_KEYS = "id title counted_by register country law stated"
NO_LAW = "none"
"""Word for a rule that counts what no law defines."""
KINDS = tuple(kind.value for kind in FigureKind)
DIRECTIONS = tuple(direction.value for direction in Direction)
_KINDS_OF_UNIT = {
    "percent": {FigureKind.SHARE, FigureKind.CHANGE},
    "ratio": {FigureKind.SHARE, FigureKind.RATIO},
    "times": {FigureKind.MULTIPLE, FigureKind.RATIO},
    "euro": {FigureKind.AMOUNT, FigureKind.DIFFERENCE, FigureKind.ESTIMATE},
    "per_1000": {FigureKind.RATE},
    "per_100000": {FigureKind.RATE},
}
"""Kinds of number that a unit can have; every other unit is counted."""
_COUNTED = {
    FigureKind.COUNT,
    FigureKind.ESTIMATE,
    FigureKind.DIFFERENCE,
    FigureKind.RATIO,
}
_COUNTRY = "country"
_ONE = Decimal(1)


def rule_of(row: Row) -> CountingRule:
    """Read a `[[rule]]`; what is missing is refused with file and line."""
    row.only(RULE_KEYS)
    country = row.text("country")
    if not (len(country) in (2, 3) and country.isalpha() and country.isupper()):
        raise row.wrong(
            "country",
            f"'country' is {country!r}, which is not two or three capital letters.",
            "Write the code of ISO 3166, such as NL or GB; EU for the European Union.",
        )
    law = row.text("law")
    is_stated = row.flag("stated", default=True)
    return CountingRule(
        id=row.text("id"),
        title=row.words("title"),
        counted_by=row.text("counted_by") if is_stated else row.text("counted_by", ""),
        country=country,
        law="" if law == NO_LAW else law,
        register=row.text("register", ""),
        is_stated=is_stated,
    )


def identity_of(
    series: Row, figure: Row, rules: Mapping[str, CountingRule], publication: str
) -> Identity:
    """Return what a figure is a figure of.

    Parameters
    ----------
    series, figure : their tables; a figure may name another rule and population than its series
    rules : by id
    publication : id of where it was printed

    Raises
    ------
    ProjectError : a field is missing or contradicts another one; names file and line
    """
    series_rule = series.one_of("rule", rules)
    rule = rules[figure.one_of("rule", rules, series_rule)]
    _refuse_strange_producer(figure, rule)
    kind = FigureKind(series.one_of("kind", KINDS))
    _refuse_unit_of_another_kind(series, kind)
    return Identity(
        series=series.text("id"),
        rule=rule,
        population=figure.maybe_words("population") or series.words("population"),
        about=_about(series),
        unit=series.text("unit"),
        kind=kind,
        follow_up=_follow_up(series),
        where=tuple(sorted(series.pairs("where").items())),
        since=_since(series, kind),
        # Where a publication does not say how it counts, its figures are alike within
        # it alone (ADR 0181).
        publication="" if rule.is_stated else publication,
    )


def direction_of(
    series: Row, figure: Row, value: Decimal, kind: FigureKind
) -> Direction | None:
    """Read which way a change went; None of figures that are no change."""
    if kind not in CHANGES:
        if figure.has("direction"):
            raise figure.wrong(
                "direction",
                f"Series {series.text('id')} is not a change: its figures have no direction.",
                "Leave it out, or correct the kind of the series.",
            )
        return None
    direction = Direction(figure.one_of("direction", DIRECTIONS))
    unchanged = _ONE if kind is FigureKind.MULTIPLE else Decimal()
    rose = value > unchanged
    if value != unchanged and rose != (direction is Direction.UP):
        raise figure.wrong(
            "direction",
            f"'direction' is {direction}, and the value {value} goes the other way.",
            "A fall has a minus sign before its value; a multiple below 1 is a fall.",
        )
    return direction


def _refuse_strange_producer(figure: Row, rule: CountingRule) -> None:
    """Refuse a producer who by the rule neither counts nor keeps the register."""
    producer = figure.text("producer", "")
    if producer and rule.is_stated and producer not in rule.names:
        raise figure.wrong(
            "producer",
            f"'producer' is {producer!r}; by the rule {rule.id!r} {' or '.join(rule.names)} counts.",
            "Name another rule for this figure, or correct its producer.",
        )


def _refuse_unit_of_another_kind(series: Row, kind: FigureKind) -> None:
    unit = series.text("unit")
    possible = _KINDS_OF_UNIT.get(unit, _COUNTED)
    if kind not in possible:
        raise series.wrong(
            "kind",
            f"'kind' is {kind}, which a number in {unit} cannot be.",
            f"It can be {', '.join(sorted(possible))}.",
        )


def _about(series: Row) -> tuple[str, ...]:
    """Read what a series is about; its country and its follow-up have keys of their own."""
    about = about_of(series)
    for concept in about:
        axis = axis_of(concept.removeprefix("~"))
        if axis == _COUNTRY:
            raise series.wrong(
                "about",
                f"{concept!r} is a country, which the rule says.",
                "Leave it out.",
            )
        if axis == FOLLOW_UP:
            raise series.wrong(
                "about",
                f"{concept!r} is a term of follow-up.",
                f'Write follow_up = "{concept}".',
            )
    return about


def _follow_up(series: Row) -> str:
    """Read a term of follow-up: months, such as `24m`."""
    term = series.text("follow_up", "")
    if term and not (term.endswith("m") and term[:-1].isdecimal()):
        raise series.wrong(
            "follow_up",
            f"'follow_up' is {term!r}, which is not a number of months.",
            'Write it as "24m".',
        )
    return term


def _since(series: Row, kind: FigureKind) -> str:
    """Read the period that a change compares with, which every change must name."""
    is_change = kind in CHANGES
    if is_change != series.has("since"):
        raise series.wrong(
            "since",
            f"A series of kind {kind} {'needs' if is_change else 'has no'} 'since'.",
            "Name the period that the change compares with."
            if is_change
            else "Leave it out.",
        )
    return series.text("since", "")
