"""Totals among plain records: they are found, checked against their details, and left out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.desk.csvs import Rows, is_total
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.dimensions import TOTAL, Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.text import Text

SUBTOTAL = re.compile(r"(^|\s)(sub)?tota(a)?l(s)?$|^(sub)?tota(a)?l\s", re.IGNORECASE)


@dataclass(frozen=True)
class Margins:
    """How totals are called.

    Parameters
    ----------
    said : by column the code of its total, as the user says; empty where it has none
    """

    said: Mapping[str, str]

    def renamed(self, rows: Rows) -> Rows:
        """Give the totals that the user named the code of a total."""
        for name, code in self.said.items():
            if code:
                rows = [
                    {**row, name: TOTAL} if row[name].strip() == code else row
                    for row in rows
                ]
        return rows

    def are_in(self, column: str, code: str) -> bool:
        """Say whether a code of a column is a total."""
        word = code.strip()
        if column in self.said:
            return word == TOTAL
        return bool(word) and (is_total(word) or bool(SUBTOTAL.search(word)))


Key = tuple[str, ...]


def levels_left_out(
    rows: Rows,
    weights: Ints,
    columns: Sequence[str],
    above: Mapping[str, Sequence[Hierarchy]],
    *,
    margins: Margins,
    where: str,
) -> tuple[Bools, list[Text]]:
    """Tell which rows are of the finest level; those of levels above are left out where they add up to them.

    Raises
    ------
    UsageError : naming the columns where they do not
    """
    kept, notes = np.ones(len(rows), dtype=bool), list[Text]()
    for name in columns:
        upper = {
            code
            for hierarchy in above.get(name, ())
            for code in hierarchy.parents.values()
        }
        codes = [row[name].strip() for row in rows]
        is_upper = np.asarray([code in upper for code in codes], dtype=bool)
        if not is_upper.any():
            continue
        others = [other for other in columns if other != name]
        keys = [
            tuple(
                "" if margins.are_in(other, row[other]) else row[other].strip()
                for other in others
            )
            for row in rows
        ]
        own, parts = dict[Key, int](), dict[Key, int]()
        for code, key, n, high in zip(
            codes, keys, weights.tolist(), is_upper.tolist(), strict=True
        ):
            for one, sums in (
                [(code, own)]
                if high
                else [(up, parts) for up in _above(code, above[name])]
            ):
                sums[one, *key] = sums.get((one, *key), 0) + n
        if any(n != parts[key] for key, n in own.items() if key in parts) or any(
            n != sums.get(key, 0) for key, n, sums in _of_totals(own, parts)
        ):
            raise UsageError(
                f"{where}: column {name} holds codes of a level above others, and they do not add up to those.",
                now="Leave the rows of the upper level out, or give who is known by that level alone a code below it.",
            )
        kept &= ~is_upper
        notes.append(
            Text(
                nl=f"Rijen van niveaus boven {name} zijn weggelaten, want ze zijn de som van de details.",
                en=f"Rows of levels above {name} were left out, for they add up to the details.",
            )
        )
    return kept, notes


def _of_totals(
    own: Mapping[Key, int], parts: Mapping[Key, int]
) -> Iterator[tuple[Key, int, Mapping[Key, int]]]:
    """Give the rows whose parts are not given as totals of the other columns, with the sums of their details."""
    left = {key: n for key, n in own.items() if key not in parts}
    for gone in {tuple(not code for code in key) for key in left}:
        sums = dict[Key, int]()
        for key, n in parts.items():
            if all(key):
                total = tuple(
                    "" if is_gone else code
                    for code, is_gone in zip(key, gone, strict=True)
                )
                sums[total] = sums.get(total, 0) + n
        yield from (
            (key, n, sums)
            for key, n in left.items()
            if tuple(not code for code in key) == gone
        )


def _above(code: str, hierarchies: Sequence[Hierarchy]) -> set[str]:
    return {above for tree in hierarchies for above in tree.ancestors(code)}


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
    members : per column, its codes that are totals
    """

    keys: Sequence[tuple[str, ...]]
    weights: Ints
    margins: Bools
    kinds: Ints
    columns: Sequence[str]
    inside: Sequence[str]
    other: Sequence[str]
    where: str
    members: Mapping[str, frozenset[str]]

    def sums(
        self, chosen: Bools, gone: frozenset[int] = frozenset()
    ) -> dict[tuple[str, ...], int]:
        """Count the rows chosen, with the columns taken together that are gone."""
        found: dict[tuple[str, ...], int] = {}
        for at in np.flatnonzero(chosen).tolist():
            key = tuple(
                "" if column in gone else code
                for column, code in enumerate(self.keys[at])
            )
            found[key] = found.get(key, 0) + int(self.weights[at])
        return {key: n for key, n in found.items() if n}


def details(
    rows: Rows,
    weights: Ints,
    columns: Sequence[str],
    where: str,
    *,
    margins: Margins,
    apart: frozenset[str],
) -> tuple[Bools, list[Text]]:
    """Tell which rows are details; rows that are totals of others are left out where they add up.

    Parameters
    ----------
    rows, weights, columns : what is counted, and the columns that tables show
    where : name of the file
    margins : how totals are called
    apart : columns whose totals do not add up and are no totals of others

    Raises
    ------
    UsageError : every row is a total, or they do not add up
    """
    members = {
        name: {
            code for code in {row[name] for row in rows} if margins.are_in(name, code)
        }
        for name in rows[0]
        if name and name not in apart
    }
    marked = {
        name: np.asarray([row[name] in own for row in rows])
        for name, own in members.items()
    }
    if any(marked[name].all() for name in columns if name in marked):
        raise UsageError(
            f"{where}: every row is a total.",
            now="Give the details, and leave the totals out.",
        )
    marked = {name: own for name, own in marked.items() if own.any() and not own.all()}
    if not marked:
        return np.ones(len(rows), dtype=bool), []
    other, inside = (
        [name for name in marked if name not in columns],
        [name for name in columns if name in marked],
    )
    totals = np.asarray([marked[name] for name in inside], dtype=bool).T.reshape(
        len(rows), -1
    )
    read = _Rows(
        keys=[tuple(row[name].strip() for name in columns) for row in rows],
        weights=weights,
        margins=totals,
        kinds=sum(
            (marked[name].astype(np.int64) << at for at, name in enumerate(other)),
            np.zeros(len(rows), np.int64),
        ),
        columns=columns,
        inside=inside,
        other=other,
        where=where,
        members={
            name: frozenset(code.strip() for code in own)
            for name, own in members.items()
        },
    )
    is_detail = np.asarray(~totals.any(axis=1), dtype=bool)
    if not is_detail.any():
        raise UsageError(
            f"{where}: every row is a total.",
            now="Give the details, and leave the totals out.",
        )
    kept = np.asarray(
        is_detail & (read.kinds == _one_kind(read, is_detail)), dtype=bool
    )
    _must_add(read, kept)
    told = [f"{name} = {_members(members[name])}" for name in marked]
    return kept, [
        Text(
            nl=f"Totalen tussen de records zijn weggelaten, want ze zijn de som van de details: {'; '.join(told)}.",
            en=f"Totals among the records were left out, for they add up to the details: {'; '.join(told)}.",
        )
    ]


def _members(codes: Iterable[str]) -> str:
    found = sorted(
        {"Total" if code.strip() == TOTAL else code.strip() for code in codes}
    )
    return ", ".join(found[:3]) + (" and others" if len(found) > 3 else "")


def _instead(read: _Rows, columns: Sequence[str]) -> str:
    """Say how the details alone are counted, and what to do where a category only looks like a total."""
    flags = []
    for name in columns:
        own = sorted(read.members[name])
        if all(code.casefold().endswith("total") for code in own):
            own = ["*total"]
        flags += [f'--without "{name}={code}"' for code in own[:5]]
    none = " ".join(f'--total "{name}="' for name in columns)
    several = " ".join(f'--several "{name}"' for name in columns)
    return (
        f"count the details only: {' '.join(flags)}; or say that one person may carry several codes: {several}; "
        f"or that no code is a total: {none}"
    )


def _one_kind(read: _Rows, is_detail: Bools) -> int:
    """Choose one breakdown by the columns that no table shows: totals and details of them say the same."""
    found = {
        kind: read.sums(is_detail & (read.kinds == kind))
        for kind in np.unique(read.kinds[is_detail]).tolist()
    }
    first = min(found)
    if any(own != found[first] for own in found.values()):
        raise UsageError(
            f"{read.where}: totals of {', '.join(read.other)} stand among the records, and do not add up to their "
            "details.",
            now=f"Mend them, or {_instead(read, read.other)}",
        )
    return int(first)


def _must_add(read: _Rows, kept: Bools) -> None:
    """Refuse where totals among the records are not the sum of the details that are kept."""
    broken: set[str] = set()
    for pattern in {tuple(row) for row in read.margins.tolist() if any(row)}:
        gone = frozenset(
            read.columns.index(name)
            for name, is_gone in zip(read.inside, pattern, strict=True)
            if is_gone
        )
        details = read.sums(kept, gone)
        own = (read.margins == np.asarray(pattern)).all(axis=1)
        exact = np.asarray(
            [all(is_total(key[at]) for at in gone) for key in read.keys], dtype=bool
        )
        for kind in np.unique(read.kinds[own]).tolist():
            same = own & (read.kinds == kind)
            totals, parts = (
                read.sums(same & exact, gone),
                read.sums(same & ~exact, gone),
            )
            if (totals and totals != details) or any(
                n > details.get(key, 0) for key, n in parts.items()
            ):
                broken.update(read.columns[at] for at in gone)
    if broken:
        raise UsageError(
            f"{read.where}: totals of {', '.join(sorted(broken))} stand among the records, and do not add up to their "
            "details.",
            now=f"Mend them, or {_instead(read, sorted(broken))}",
        )
