"""Reads what a pack or a project declares about inhabitants, and about registers that overlap."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import cast

from zicht.project.rows import Row
from zicht.vocabulary.designs import InhabitantsSource, Registers, Split
from zicht.vocabulary.plain import is_whole_number

INHABITANTS_KEYS = "source year area sex age count groups"
REGISTERS_KEYS = (
    "dimension members people strata splits indicator seen title population"
)
SPLIT_KEYS = "dimension codes"
_OLDEST = 999
"""Highest age of a group: some write it for everybody who is older."""


def inhabitants_of(row: Row) -> InhabitantsSource:
    """Read the table [inhabitants].

    Raises
    ------
    ProjectError : a key is missing or unknown, or a group has no two ages
    """
    row.only(INHABITANTS_KEYS)
    groups = row.values.get("groups")
    if not isinstance(groups, Mapping) or not _are_apart(list(groups.values())):
        raise row.wrong(
            "groups",
            "'groups' must be age groups that do not overlap, each with its youngest and oldest age.",
            "Write groups = { child = [0, 17], adult = [18, 120] }.",
        )
    return InhabitantsSource(
        source=row.text("source"),
        year=row.text("year"),
        area=row.text("area"),
        sex=row.text("sex"),
        age=row.text("age"),
        count=row.text("count"),
        groups={
            str(code): (int(ages[0]), int(ages[1])) for code, ages in groups.items()
        },
    )


def _are_apart(groups: Sequence[object]) -> bool:
    """Whether these are runs of ages, and no age is in two of them."""
    if not groups or not all(map(_is_span, groups)):
        return False
    spans = sorted(cast("Sequence[list[int]]", groups))
    return all(older[0] > younger[1] for younger, older in pairwise(spans))


def _is_span(ages: object) -> bool:
    return (
        isinstance(ages, list)
        and len(ages) == 2
        and all(map(is_whole_number, ages))
        and 0 <= ages[0] <= ages[1] <= _OLDEST
    )


def registers_of(row: Row) -> Registers:
    """Read the table [registers].

    Raises
    ------
    ProjectError : a key is missing or unknown
    """
    row.only(REGISTERS_KEYS)
    splits = row.values.get("splits", {})
    tables = splits if isinstance(splits, Mapping) else {}
    return Registers(
        dimension=row.text("dimension"),
        members=row.text("members"),
        people=row.text("people"),
        strata=row.texts("strata"),
        indicator=row.text("indicator"),
        seen=row.text("seen"),
        title=row.words("title"),
        population=row.words("population"),
        splits={str(name): _split(row, table) for name, table in tables.items()},
    )


def _split(row: Row, table: object) -> Split:
    inner = Row(
        row.file,
        row.lines.get("splits", row.line),
        table if isinstance(table, Mapping) else {},
    )
    inner.only(SPLIT_KEYS)
    codes = inner.values.get("codes", {})
    lists = codes if isinstance(codes, Mapping) else {}
    return Split(
        inner.text("dimension"),
        {str(code): tuple(map(str, members)) for code, members in lists.items()},
    )
