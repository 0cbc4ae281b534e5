"""Counts a plain file of records into tables; totals among the records are found, checked and left out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zicht.disclosure.csvs import Rows, is_total, need, numbers_of, read_rows
from zicht.disclosure.merging import refuse_idle
from zicht.disclosure.several import JOINT, Several, each_once, merged_codes, read_several
from zicht.disclosure.tabulate import tabulate
from zicht.disclosure.trees import dimension_of, must_be_used, read_hierarchies
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable, Dimension, Hierarchy

COUNT = "n"
ROWS = "rows"
COUNTS = frozenset({"count", "counts", "freq", "frequency", "people", "persons", "personen", "aantal", "weight"})
SUBTOTAL = re.compile(r"(^|\s)(sub)?tota(a)?l(s)?$|^(sub)?tota(a)?l\s", re.IGNORECASE)
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Records:
    """Records as they are counted.

    Parameters
    ----------
    columns : per dimension the leaf of each record; where one may carry several, all codes at which it counts
    weights : how many units each record stands for
    dimensions : by column
    wanted : per table its columns, as they were asked for
    levels : the column of which a name is a level; None where it is a column itself
    rows : of the file that are counted, for further columns
    notes : what was left out, in words
    """

    columns: Mapping[str, NDArray[np.str_]]
    weights: Ints
    dimensions: Mapping[str, Dimension]
    wanted: tuple[tuple[str, ...], ...]
    levels: Mapping[str, str | None]
    rows: Rows = field(repr=False)
    notes: tuple[str, ...] = ()

    def layout(self) -> list[tuple[list[Dimension], dict[str, str]]]:
        """Give per table its dimensions, and the level at which a dimension is shown."""
        return [
            (
                [self.dimensions[self.levels[name] or name] for name in names],
                {own: name for name in names if (own := self.levels[name]) is not None},
            )
            for names in self.wanted
        ]

    def tables(self) -> tuple[CountTable, ...]:
        """Count every table that was asked for."""
        return tuple(
            tabulate(self.columns, self.weights, dimensions, "records", levels=levels)
            for dimensions, levels in self.layout()
        )


def names_of(one: str) -> tuple[str, ...]:
    """Read the columns of one table: `region,year`."""
    names = tuple(name.strip() for name in one.split(",") if name.strip())
    if not names or len(set(names)) != len(names):
        raise UsageError(f"--by {one!r} names no columns, or one twice.", now="Write --by region,year")
    return names


def read_records(
    micro: Path,
    by: Sequence[str],
    hierarchies: Sequence[str],
    rules: Policy,
    *,
    count: str = "",
    without: Sequence[str] = (),
    several: Sequence[str] = (),
    person: str = "",
) -> Records:
    """Read a file of records.

    Parameters
    ----------
    micro : CSV with a row per record, or per number of equal records
    by : for each table its columns
    hierarchies : `region=FILE`
    rules : whose merges are applied
    count : column that says how many units a row stands for; `n` where it is empty and there is one
    without : `COLUMN=MEMBER` (with * for anything): rows to leave out
    several : columns of which one may carry several codes
    person : column that says whose row it is; rows of one person with the same other codes count once

    Raises
    ------
    UsageError : columns are missing, or totals among the records do not add up to their details
    """
    rows: Rows = read_rows(micro)
    wanted = tuple(names_of(one) for one in by)
    if not wanted:
        raise UsageError("No table was asked for.", now="Say which columns: --by region,year")
    twice = len(wanted) - len({frozenset(names) for names in wanted})
    if twice:
        raise UsageError(f"{twice} tables are asked for twice.", now="Give each set of columns in one --by.")
    above = read_hierarchies(hierarchies)
    levels = {name: _level_of(name, names, above, rows) for names in wanted for name in names}
    columns = sorted({levels[name] or name for names in wanted for name in names})
    need(rows, columns, micro.name)
    must_be_used(above, [columns])
    rows, notes = _filtered(rows, without, micro.name)
    weights = _weights(rows, count, columns, micro.name)
    blank = [name for name in columns if any(not row[name].strip() for row in rows)]
    if blank:
        raise UsageError(
            f"{micro.name}: column {', '.join(blank)} is empty in some rows.",
            now='Write unknown out as a category, or leave them out with --without "COLUMN=".',
        )
    carried = read_several(rows, several, person=person, where=micro.name)
    rows, weights = each_once(rows, weights, columns, carried, person=person, where=micro.name)
    kept, left_out = _details(rows, weights, columns, micro.name, carried)
    rows, weights = [row for row, keep in zip(rows, kept.tolist(), strict=True) if keep], weights[kept]
    refuse_idle(rules, set(rows[0]), above, where=micro.name)
    codes, trees = merged_codes(rows, columns, carried, above=above, rules=rules, where=micro.name)
    dimensions = {
        name: dimension_of(
            name,
            {code for joint in dict.fromkeys(own) for code in joint.split(JOINT)},
            trees.get(name, ()),
            adds_up=name not in carried.columns,
        )
        for name, own in codes.items()
    }
    arrays = {name: np.asarray(own) for name, own in codes.items()}
    return Records(arrays, weights, dimensions, wanted, levels, rows, (*notes, *left_out))


def _level_of(name: str, names: Sequence[str], above: Mapping[str, Sequence[Hierarchy]], rows: Rows) -> str | None:
    """Give the column of which a name is a level, so that a province is the sum of its municipalities in any table."""
    for column, hierarchies in above.items():
        for hierarchy in hierarchies:
            if hierarchy.name != name or column == name or column not in rows[0]:
                continue
            if name in rows[0] and any(hierarchy.parents.get(row[column].strip()) != row[name].strip() for row in rows):
                continue
            if column in names:
                raise UsageError(
                    f"--by names {column} and {name}, which is a level of it.", now=f"Leave {name} out: it is added."
                )
            return column
    return None


def _weights(rows: Rows, count: str, columns: Sequence[str], where: str) -> Ints:
    """How many units each row stands for; a column that looks like a count is not passed over in silence."""
    if count and count != ROWS:
        return numbers_of(rows, count, where).astype(np.int64)
    if not count and COUNT in rows[0] and COUNT not in columns:
        return numbers_of(rows, COUNT, where).astype(np.int64)
    likely = [name for name in rows[0] if name.casefold() in COUNTS and name not in columns]
    if likely and not count:
        raise UsageError(
            f"{where}: column {likely[0]} may say how many units a row stands for.",
            now=f"Give --count {likely[0]}, or --count {ROWS} to count rows.",
        )
    return np.ones(len(rows), dtype=np.int64)


def _filtered(rows: Rows, without: Sequence[str], where: str) -> tuple[Rows, list[str]]:
    notes = []
    for one in without:
        column, mark, pattern = one.partition("=")
        column, pattern = column.strip(), pattern.strip().casefold()
        if not column or not mark:
            raise UsageError(f"--without {one!r} is not understood.", now="Write --without COLUMN=MEMBER")
        need(rows, [column], where)
        left = [row for row in rows if not fnmatchcase(row[column].strip().casefold(), pattern)]
        if len(left) == len(rows):
            raise UsageError(f"--without {one!r}: no row has that.", now="Mind the spelling; * stands for anything.")
        if not left:
            raise UsageError(f"--without {one!r} leaves no row.", now="Leave fewer rows out.")
        rows = left
        notes.append(f"Rows with {column} = {pattern or 'nothing'} were left out, as was asked.")
    return rows, notes


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows while totals are sought among them.

    Parameters
    ----------
    keys : per row its codes in the columns that tables show
    weights : units
    margins : per row and column of `inside`, whether it is a total there
    kinds : number of the combination of totals in columns that no table shows
    columns, inside, other : names: that tables show; of these with totals; with totals, that no table shows
    where : name of the file
    """

    keys: Sequence[tuple[str, ...]]
    weights: Ints
    margins: Bools
    kinds: Ints
    columns: Sequence[str]
    inside: Sequence[str]
    other: Sequence[str]
    where: str

    def sums(self, chosen: Bools, gone: frozenset[int] = frozenset()) -> dict[tuple[str, ...], int]:
        """Count the rows chosen, with the columns taken together that are gone."""
        found: dict[tuple[str, ...], int] = {}
        for at in np.flatnonzero(chosen).tolist():
            key = tuple("" if column in gone else code for column, code in enumerate(self.keys[at]))
            found[key] = found.get(key, 0) + int(self.weights[at])
        return {key: n for key, n in found.items() if n}


def _details(
    rows: Rows, weights: Ints, columns: Sequence[str], where: str, several: Several
) -> tuple[Bools, list[str]]:
    """Tell which rows are details; rows that are totals of others are left out where they add up."""
    marked = {
        name: np.asarray([_is_margin(row[name]) for row in rows])
        for name in rows[0]
        if name and name not in several.columns
    }
    if any(marked[name].all() for name in columns if name in marked):
        raise UsageError(f"{where}: every row is a total.", now="Give the details, and leave the totals out.")
    marked = {name: own for name, own in marked.items() if own.any() and not own.all()}
    if not marked:
        return np.ones(len(rows), dtype=bool), []
    other, inside = [name for name in marked if name not in columns], [name for name in columns if name in marked]
    margins = np.asarray([marked[name] for name in inside], dtype=bool).T.reshape(len(rows), -1)
    read = _Rows(
        keys=[tuple(row[name].strip() for name in columns) for row in rows],
        weights=weights,
        margins=margins,
        kinds=sum(
            (marked[name].astype(np.int64) << at for at, name in enumerate(other)), np.zeros(len(rows), np.int64)
        ),
        columns=columns,
        inside=inside,
        other=other,
        where=where,
    )
    is_detail = np.asarray(~margins.any(axis=1), dtype=bool)
    if not is_detail.any():
        raise UsageError(f"{where}: every row is a total.", now="Give the details, and leave the totals out.")
    kept = np.asarray(is_detail & (read.kinds == _one_kind(read, is_detail)), dtype=bool)
    _must_add(read, kept)
    told = [f"{name} = {_members(row[name] for row in rows)}" for name in marked]
    return kept, [f"Totals among the records were left out, for they add up to the details: {'; '.join(told)}."]


def _members(codes: Iterable[str]) -> str:
    found = sorted({code.strip() for code in codes if _is_margin(code)})
    return ", ".join(found[:3]) + (" and others" if len(found) > 3 else "")


def _is_margin(code: str) -> bool:
    word = code.strip()
    return bool(word) and (is_total(word) or bool(SUBTOTAL.search(word)))


def _one_kind(read: _Rows, is_detail: Bools) -> int:
    """Choose one breakdown by the columns that no table shows: totals and details of them say the same."""
    found = {kind: read.sums(is_detail & (read.kinds == kind)) for kind in np.unique(read.kinds[is_detail]).tolist()}
    first = min(found)
    if any(own != found[first] for own in found.values()):
        flags = " ".join(f'--without "{name}=*total"' for name in read.other)
        raise UsageError(
            f"{read.where}: totals of {', '.join(read.other)} stand among the records, and do not add up to their "
            "details.",
            now=f"Count the details only: {flags}",
        )
    return int(first)


def _must_add(read: _Rows, kept: Bools) -> None:
    """Refuse where totals among the records are not the sum of the details that are kept."""
    broken: set[str] = set()
    for pattern in {tuple(row) for row in read.margins.tolist() if any(row)}:
        gone = frozenset(
            read.columns.index(name) for name, is_gone in zip(read.inside, pattern, strict=True) if is_gone
        )
        details = read.sums(kept, gone)
        own = (read.margins == np.asarray(pattern)).all(axis=1)
        exact = np.asarray([all(is_total(key[at]) for at in gone) for key in read.keys], dtype=bool)
        for kind in np.unique(read.kinds[own]).tolist():
            same = own & (read.kinds == kind)
            totals, parts = read.sums(same & exact, gone), read.sums(same & ~exact, gone)
            if (totals and totals != details) or any(n > details.get(key, 0) for key, n in parts.items()):
                broken.update(read.columns[at] for at in gone)
    if broken:
        flags = " ".join(f'--without "{name}=*total"' for name in sorted(broken))
        raise UsageError(
            f"{read.where}: totals of {', '.join(sorted(broken))} stand among the records, and do not add up to their "
            "details.",
            now=f"Mend them, or count the details only: {flags}",
        )
