"""Tables of counts before and after the gate: `Draft` goes in, `Protected` comes out.

A cell is a set of records: a universe (whose records are counted) and a predicate (the categories that select them).
Two cells with the same universe and the same predicate are one cell, in whatever table they stand.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zicht.vocabulary.errors import DisclosureRefused, IndicatorError
from zicht.vocabulary.spans import PrintedSpan, ProtectedSpans, SpanTable

TOTAL = "_T"
"""Code of the margin of a dimension, as in SDMX."""

CELL_KEY = "cell key"
"""Method of tables asked on demand: their numbers carry noise, and do not add up."""

CellKey = tuple[str, frozenset[tuple[str, str]]]
"""Universe and predicate: what makes two cells one."""


@dataclass(frozen=True)
class Hierarchy:
    """One way to add the leaves of a dimension up, for instance municipality < province.

    Parameters
    ----------
    name : of the level above the leaves, such as `province`
    parents : child code to parent code; tops of the hierarchy have no entry and add up to the total
    """

    name: str
    parents: Mapping[str, str]

    def __post_init__(self) -> None:
        for start in self.parents:
            seen, code = {start}, start
            while code in self.parents:
                code = self.parents[code]
                if code in seen:
                    raise IndicatorError(
                        f"Hierarchy {self.name}: code {code} is its own ancestor.",
                        now="Remove the cycle from its file.",
                    )
                seen.add(code)


@dataclass(frozen=True)
class Dimension:
    """What a table is broken down by.

    Parameters
    ----------
    name : as in the published file, for instance `leeftijdsgroep`
    leaves : codes of the finest level; the total is not among them
    hierarchies : none, one, or several that cross (provinces and police units)
    adds_up : whether the leaves are disjoint and complete, so that they add up to the total. Forms of exploitation
        are multi-coded and do not.
    """

    name: str
    leaves: tuple[str, ...]
    hierarchies: tuple[Hierarchy, ...] = ()
    adds_up: bool = True

    def __post_init__(self) -> None:
        if len(set(self.leaves)) != len(self.leaves):
            raise IndicatorError(
                f"Dimension {self.name}: a code stands twice.",
                now="Give every category one code.",
            )
        if TOTAL in self.leaves:
            raise IndicatorError(
                f"Dimension {self.name}: {TOTAL} is kept for the total.",
                now="Rename that category.",
            )

    @cached_property
    def canonical(self) -> Mapping[str, str]:
        """Give one code to codes that stand for the same leaves: a province that is one police unit is one area."""
        return self._canonical(
            {frozenset(self.leaves): TOTAL} if self.adds_up and self.leaves else {}
        )

    @cached_property
    def canonical_apart(self) -> Mapping[str, str]:
        """Give the same, but never the total: a block of all years so far is no total once there is a year more."""
        return self._canonical({})

    def _canonical(self, first: dict[frozenset[str], str]) -> Mapping[str, str]:
        below: dict[str, set[str]] = {leaf: {leaf} for leaf in self.leaves}
        for hierarchy in self.hierarchies:
            for leaf in self.leaves:
                code = leaf
                while code in hierarchy.parents:
                    code = hierarchy.parents[code]
                    below.setdefault(code, set()).add(leaf)
        return {
            TOTAL: TOTAL,
            **{
                code: first.setdefault(frozenset(own), code)
                for code, own in below.items()
            },
        }

    @cached_property
    def roots(self) -> frozenset[str]:
        """Leaves that no hierarchy places, such as `onbekend` beside provinces; none where there are no hierarchies."""
        if not self.hierarchies:
            return frozenset()
        return frozenset(
            leaf
            for leaf in self.leaves
            if not any(leaf in h.parents for h in self.hierarchies)
        )

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every code that may stand in a table: leaves, levels above them, the total."""
        above = {
            parent
            for hierarchy in self.hierarchies
            for parent in hierarchy.parents.values()
        }
        return frozenset({*self.leaves, *above, TOTAL})

    def named(self, names: Iterable[str]) -> frozenset[str]:
        """Codes that the names of levels and codes stand for; the total is always among them."""
        levels = {
            hierarchy.name: set(hierarchy.parents.values())
            for hierarchy in self.hierarchies
        }
        return frozenset({TOTAL}.union(*(levels.get(name, {name}) for name in names)))


def _frozen(values: NDArray[np.generic]) -> NDArray[np.generic]:
    values = np.ascontiguousarray(values)
    values.setflags(write=False)
    return values


@dataclass(frozen=True, eq=False)
class CountTable:
    """Counts of one universe by some dimensions, margins included. True values: never leaves the gate's side.

    Parameters
    ----------
    universe : whose units are counted, for instance `slachtofferjaren`
    dimensions : of the table, in the order of `codes`
    codes : one array of codes per dimension, a row per cell
    counts : whole numbers from 0, a row per cell; absent combinations of known categories count 0
    """

    universe: str
    dimensions: tuple[Dimension, ...]
    codes: tuple[NDArray[np.str_], ...]
    counts: NDArray[np.int64]

    def __post_init__(self) -> None:
        counts = np.asarray(self.counts)
        if not np.issubdtype(counts.dtype, np.integer) or (
            counts.size and counts.min() < 0
        ):
            raise IndicatorError(
                f"Table {self.universe}: counts must be whole numbers from 0.",
                now="Check its SQL.",
            )
        if len(self.codes) != len(self.dimensions) or any(
            len(c) != len(counts) for c in self.codes
        ):
            raise IndicatorError(
                f"Table {self.universe}: dimensions and codes differ in length.",
                now="Check its SQL.",
            )
        for dimension, codes in zip(self.dimensions, self.codes, strict=True):
            unknown = set(np.asarray(codes).tolist()) - dimension.codes
            if unknown:
                raise IndicatorError(
                    f"Table {self.universe}, dimension {dimension.name}: {len(unknown)} codes are in no list.",
                    now="Add them to the code list or correct the SQL.",
                )
        object.__setattr__(self, "counts", _frozen(counts.astype(np.int64)))
        object.__setattr__(
            self,
            "codes",
            tuple(_frozen(np.asarray(c, dtype=np.str_)) for c in self.codes),
        )

    def __repr__(self) -> str:
        names = ", ".join(dimension.name for dimension in self.dimensions)
        return f"<CountTable {self.universe} by {names or 'nothing'}: {len(self.counts)} cells>"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the dimensions."""
        return tuple(dimension.name for dimension in self.dimensions)

    def keys(self) -> Iterator[CellKey]:
        """Identity of each cell, in the order of the rows."""
        return _keys(self.universe, self.names, self.codes)


def _keys(
    universe: str, names: tuple[str, ...], codes: Sequence[NDArray[np.str_]]
) -> Iterator[CellKey]:
    if not names:
        yield universe, frozenset()
        return
    for row in zip(*(column.tolist() for column in codes), strict=True):
        yield (
            universe,
            frozenset(
                (name, code)
                for name, code in zip(names, row, strict=True)
                if code != TOTAL
            ),
        )


def number_cells(
    tables: Sequence["CountTable | ProtectedTable"],
) -> tuple[NDArray[np.int64], ...]:
    """Give every cell of several tables a number from 0.

    Two rows get one number when universe and predicate are the same.

    Parameters
    ----------
    tables : any mixture of drafts and protected tables

    Returns
    -------
    one array per table, a number per row; numbers follow no order that means anything
    """
    packed: dict[str, list[tuple[int, NDArray[np.int64]]]] = {}
    for universe in {table.universe: None for table in tables}:
        own = [
            (at, table) for at, table in enumerate(tables) if table.universe == universe
        ]
        packed[universe] = list(
            zip([at for at, _ in own], _pack([table for _, table in own]), strict=True)
        )
    numbers: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)] * len(tables)
    start = 0
    for arrays in packed.values():
        unique, inverse = np.unique(
            np.concatenate([array for _, array in arrays]), return_inverse=True
        )
        parts = np.split(
            inverse.astype(np.int64) + start,
            np.cumsum([len(array) for _, array in arrays])[:-1],
        )
        for (at, _), part in zip(arrays, parts, strict=True):
            numbers[at] = part
        start += len(unique)
    return tuple(numbers)


def _pack(tables: Sequence["CountTable | ProtectedTable"]) -> list[NDArray[np.int64]]:
    """Give each row of tables of one universe a whole number that stands for its predicate."""
    packed = [
        np.zeros(len(table.codes[0]) if table.codes else _length(table), dtype=np.int64)
        for table in tables
    ]
    size = 1
    for name in sorted({name for table in tables for name in table.names}):
        index: dict[str, int] = {TOTAL: 0}
        columns: dict[int, NDArray[np.int64]] = {}
        own = [
            dimension
            for table in tables
            for dimension in table.dimensions
            if dimension.name == name
        ]
        is_one = len({frozenset(dimension.leaves) for dimension in own}) == 1
        for at, table in enumerate(tables):
            if name in table.names:
                axis = table.names.index(name)
                same = (
                    table.dimensions[axis].canonical
                    if is_one
                    else table.dimensions[axis].canonical_apart
                )
                column = [same.get(code, code) for code in table.codes[axis].tolist()]
                for code in column:
                    index.setdefault(code, len(index))
                columns[at] = np.fromiter(
                    map(index.__getitem__, column), dtype=np.int64, count=len(column)
                )
        if size * len(index) >= 2**62:
            packed, size = _compact(packed)
        for at, column_codes in columns.items():
            packed[at] = packed[at] + size * column_codes
        size *= len(index)
    return packed


def _compact(packed: list[NDArray[np.int64]]) -> tuple[list[NDArray[np.int64]], int]:
    unique, inverse = np.unique(np.concatenate(packed), return_inverse=True)
    return np.split(
        inverse.astype(np.int64), np.cumsum([len(array) for array in packed])[:-1]
    ), max(1, len(unique))


def _length(table: "CountTable | ProtectedTable") -> int:
    return len(table.counts) if isinstance(table, CountTable) else len(table.values)


@dataclass(frozen=True)
class Draft:
    """All count tables of one release, before the gate.

    Cells that stand in several tables must agree: a draft that contradicts itself cannot be made.
    """

    tables: tuple[CountTable, ...]
    spans: tuple[SpanTable, ...] = ()
    """Spans of time of the records that are counted."""

    def __post_init__(self) -> None:
        clashes = 0
        numbers = number_cells(self.tables)
        if numbers:
            cells, counts = (
                np.concatenate(numbers),
                np.concatenate([table.counts for table in self.tables]),
            )
            first = np.zeros(int(cells.max(initial=-1)) + 1, dtype=np.int64)
            first[cells[::-1]] = counts[::-1]
            clashes = int(np.count_nonzero(first[cells] != counts))
        if clashes:
            raise IndicatorError(
                f"Draft: {clashes} cells stand in two tables with different counts.",
                now="Two indicators use one universe name for different records: rename one, or mend its SQL.",
            )

    def __repr__(self) -> str:
        return f"<Draft: {len(self.tables)} tables, {sum(len(t.counts) for t in self.tables)} cells>"


class Status(StrEnum):
    """What the gate did with a cell."""

    PUBLISHED = "published"
    """The value may be shown (rounded or perturbed as the policy says)."""
    BANDED = "banded"
    """Only bounds are shown: below the threshold of this level of area."""
    WITHHELD = "withheld"
    """Nothing is shown."""


@dataclass(frozen=True, eq=False)
class ProtectedTable:
    """One table as it may be published.

    Parameters
    ----------
    universe, dimensions, codes : as in the table it came from
    values : published whole numbers, a row per cell; 0 where the status is not `published`
    statuses : a `Status` per cell
    lower, upper : bounds that are published with the cell; both equal the value of exact or suppressed-free cells
        is not implied: for a rounded cell they say between what the true count lies
    """

    universe: str
    dimensions: tuple[Dimension, ...]
    codes: tuple[NDArray[np.str_], ...]
    values: NDArray[np.int64]
    statuses: NDArray[np.str_]
    lower: NDArray[np.int64]
    upper: NDArray[np.int64]

    def __post_init__(self) -> None:
        n = len(self.values)
        if any(
            len(column) != n
            for column in (*self.codes, self.statuses, self.lower, self.upper)
        ):
            raise DisclosureRefused(
                f"Protected table {self.universe}: columns differ in length."
            )
        hidden = self.statuses != Status.PUBLISHED
        if np.any(self.values[hidden] != 0):
            raise DisclosureRefused(
                f"Protected table {self.universe}: a hidden cell carries a value."
            )
        for name in ("values", "lower", "upper"):
            object.__setattr__(
                self, name, _frozen(np.asarray(getattr(self, name), dtype=np.int64))
            )
        object.__setattr__(
            self, "statuses", _frozen(np.asarray(self.statuses, dtype=np.str_))
        )
        object.__setattr__(
            self,
            "codes",
            tuple(_frozen(np.asarray(c, dtype=np.str_)) for c in self.codes),
        )

    def __repr__(self) -> str:
        return f"<ProtectedTable {self.universe} by {', '.join(self.names)}: {len(self.values)} cells>"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the dimensions."""
        return tuple(dimension.name for dimension in self.dimensions)

    def keys(self) -> Iterator[CellKey]:
        """Identity of each cell, in the order of the rows."""
        return _keys(self.universe, self.names, self.codes)


@dataclass(frozen=True)
class Protected:
    """All tables of one release, as they may be published, with the seal of the gate.

    Parameters
    ----------
    tables : protected tables
    policy : name and version of the policy that was applied
    method : `controlled rounding`, `suppression` or `cell key`
    losses : what was lost, by name: cells, information, bias
    seal : signature of the gate over `digest`; the release room checks it against the gate's public key
    spans : what may be published of spans of time, by indicator
    """

    tables: tuple[ProtectedTable, ...]
    policy: str
    method: str
    losses: Mapping[str, float] = field(default_factory=dict)
    seal: str = ""
    spans: tuple[ProtectedSpans, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that may be published."""
        state = hashlib.sha256(
            json.dumps([self.policy, self.method, sorted(self.losses.items())]).encode()
        )
        for table in self.tables:
            state.update(
                json.dumps([table.universe, table.names, len(table.values)]).encode()
            )
            for column in (*table.codes, table.statuses):
                state.update("\x1f".join(column.tolist()).encode())
            for numbers in (table.values, table.lower, table.upper):
                state.update(numbers.astype("<i8").tobytes())
        for spans in self.spans:
            state.update(
                json.dumps([spans.indicator, spans.names, len(spans.values)]).encode()
            )
            for column in spans.codes:
                state.update("\x1f".join(column.tolist()).encode())
            for floats in (spans.values, spans.lower, spans.upper):
                state.update(
                    np.where(np.isnan(floats), np.nan, floats).astype("<f8").tobytes()
                )
        return state.hexdigest()


Extents = Mapping[str, Mapping[str, frozenset[str]]]
"""Per universe and dimension: the leaves that its total covers."""


@dataclass(frozen=True)
class LedgerEntry:
    """What one release printed, remembered so that a later one does not give it away.

    Parameters
    ----------
    release : name of the release
    tables : as they were printed
    extents : per universe, what the total of a dimension covered (`year`: y0 to y4); a universe that grows by a year
        keeps its name, and its total a different extent
    method : by which they were protected; the numbers of `cell key` do not add up
    """

    release: str
    tables: tuple[ProtectedTable, ...]
    extents: Extents = field(default_factory=dict)
    spans: tuple[PrintedSpan, ...] = ()
    """What was printed of spans of time, and of which: true values, for the vault alone."""
    method: str = ""

    def __repr__(self) -> str:
        return f"<LedgerEntry {self.release}: {len(self.tables)} tables>"


@dataclass(frozen=True)
class Ledger:
    """Every published cell of every release: the record set as a predicate, and what was printed about it."""

    entries: tuple[LedgerEntry, ...] = ()

    def __repr__(self) -> str:
        return f"<Ledger: {len(self.entries)} releases>"

    def entered(
        self,
        release: str,
        protected: Protected,
        extents: Extents | None = None,
        spans: tuple[PrintedSpan, ...] = (),
    ) -> "Ledger":
        """Give the ledger with one release more."""
        return Ledger(
            (
                *self.entries,
                LedgerEntry(
                    release, protected.tables, extents or {}, spans, protected.method
                ),
            )
        )

    def as_json(self) -> str:
        """Write the ledger down for the vault."""
        return json.dumps([_entry_out(entry) for entry in self.entries], sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Ledger":
        """Read back what `as_json` wrote."""
        return cls(tuple(_entry_in(entry) for entry in json.loads(text)))


def _entry_out(entry: LedgerEntry) -> dict[str, object]:
    # An entry of an earlier version names no method, and keeps the digest it had.
    method = {"method": entry.method} if entry.method else {}
    return method | {
        "release": entry.release,
        **({"spans": [span.as_plain() for span in entry.spans]} if entry.spans else {}),
        "extents": {
            u: {n: sorted(codes) for n, codes in own.items()}
            for u, own in entry.extents.items()
        },
        "tables": [
            {
                "universe": table.universe,
                "dimensions": [
                    [
                        d.name,
                        list(d.leaves),
                        [[h.name, dict(h.parents)] for h in d.hierarchies],
                        d.adds_up,
                    ]
                    for d in table.dimensions
                ],
                "codes": [column.tolist() for column in table.codes],
                "values": table.values.tolist(),
                "statuses": table.statuses.tolist(),
                "lower": table.lower.tolist(),
                "upper": table.upper.tolist(),
            }
            for table in entry.tables
        ],
    }


def _entry_in(entry: Mapping[str, Any]) -> LedgerEntry:
    tables = tuple(
        ProtectedTable(
            universe=table["universe"],
            dimensions=tuple(
                Dimension(
                    name,
                    tuple(leaves),
                    tuple(Hierarchy(n, parents) for n, parents in above),
                    adds_up,
                )
                for name, leaves, above, adds_up in table["dimensions"]
            ),
            codes=tuple(np.asarray(column, dtype=np.str_) for column in table["codes"]),
            values=np.asarray(table["values"], dtype=np.int64),
            statuses=np.asarray(table["statuses"], dtype=np.str_),
            lower=np.asarray(table["lower"], dtype=np.int64),
            upper=np.asarray(table["upper"], dtype=np.int64),
        )
        for table in entry["tables"]
    )
    extents = {
        u: {n: frozenset(codes) for n, codes in own.items()}
        for u, own in entry["extents"].items()
    }
    spans = tuple(PrintedSpan.from_plain(span) for span in entry.get("spans", ()))
    return LedgerEntry(
        entry["release"], tables, extents, spans, entry.get("method", "")
    )
