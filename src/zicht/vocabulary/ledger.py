"""What every release printed, remembered so that a later one does not give it away."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from zicht.vocabulary.dimensions import Dimension, Hierarchy
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.spans import PrintedSpan

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

    def with_names(self, name_of: Callable[[str], str]) -> "LedgerEntry":
        """Return the entry with other names for dimensions."""
        return replace(
            self,
            tables=tuple(table.with_names(name_of) for table in self.tables),
            extents={
                universe: {name_of(name): codes for name, codes in extents.items()}
                for universe, extents in self.extents.items()
            },
            spans=tuple(span.with_names(name_of) for span in self.spans),
        )

    def __repr__(self) -> str:
        return f"<LedgerEntry {self.release}: {len(self.tables)} tables>"


@dataclass(frozen=True)
class Ledger:
    """Every published cell of every release: the record set as a predicate, and what was printed about it."""

    entries: tuple[LedgerEntry, ...] = ()

    def __repr__(self) -> str:
        return f"<Ledger: {len(self.entries)} releases>"

    @property
    def tables(self) -> tuple[ProtectedTable, ...]:
        """Every table of every release, the oldest release first."""
        return tuple(table for entry in self.entries for table in entry.tables)

    def entered(
        self,
        release: str,
        protected: Protected,
        extents: Extents | None = None,
        spans: tuple[PrintedSpan, ...] = (),
    ) -> "Ledger":
        """Return the ledger with one release more."""
        return Ledger(
            (
                *self.entries,
                LedgerEntry(
                    release, protected.tables, extents or {}, spans, protected.method
                ),
            )
        )

    def with_names(self, name_of: Callable[[str], str]) -> "Ledger":
        """Return the ledger with other names for dimensions."""
        return Ledger(tuple(entry.with_names(name_of) for entry in self.entries))

    def as_json(self) -> str:
        """Write the ledger down for the vault."""
        return json.dumps([_entry_out(entry) for entry in self.entries], sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Ledger":
        """Read back what `as_json` wrote."""
        return cls(tuple(_entry_in(entry) for entry in json.loads(text)))


def _entry_out(entry: LedgerEntry) -> dict[str, object]:
    plain: dict[str, object] = {
        "release": entry.release,
        "extents": {
            universe: {name: sorted(codes) for name, codes in extents.items()}
            for universe, extents in entry.extents.items()
        },
        "tables": [_table_out(table) for table in entry.tables],
    }
    # An entry of an earlier version names no method and no spans, and keeps the digest it had.
    if entry.method:
        plain["method"] = entry.method
    if entry.spans:
        plain["spans"] = [span.as_plain() for span in entry.spans]
    return plain


def _table_out(table: ProtectedTable) -> dict[str, object]:
    return {
        "universe": table.universe,
        "dimensions": [_dimension_out(dimension) for dimension in table.dimensions],
        "codes": [column.tolist() for column in table.codes],
        "values": table.values.tolist(),
        "statuses": table.statuses.tolist(),
        "lower": table.lower.tolist(),
        "upper": table.upper.tolist(),
    }


def _dimension_out(dimension: Dimension) -> list[object]:
    hierarchies = [[one.name, dict(one.parents)] for one in dimension.hierarchies]
    return [dimension.name, list(dimension.leaves), hierarchies, dimension.adds_up]


def _entry_in(plain: Mapping[str, Any]) -> LedgerEntry:
    return LedgerEntry(
        release=plain["release"],
        tables=tuple(map(_table_in, plain["tables"])),
        extents={
            universe: {name: frozenset(codes) for name, codes in extents.items()}
            for universe, extents in plain["extents"].items()
        },
        spans=tuple(map(PrintedSpan.from_plain, plain.get("spans", ()))),
        method=plain.get("method", ""),
    )


def _table_in(plain: Mapping[str, Any]) -> ProtectedTable:
    return ProtectedTable(
        universe=plain["universe"],
        dimensions=tuple(map(_dimension_in, plain["dimensions"])),
        codes=tuple(np.asarray(column, dtype=np.str_) for column in plain["codes"]),
        values=np.asarray(plain["values"], dtype=np.int64),
        statuses=np.asarray(plain["statuses"], dtype=np.str_),
        lower=np.asarray(plain["lower"], dtype=np.int64),
        upper=np.asarray(plain["upper"], dtype=np.int64),
    )


def _dimension_in(plain: Sequence[Any]) -> Dimension:
    name, leaves, hierarchies, adds_up = plain
    return Dimension(
        name,
        tuple(leaves),
        tuple(Hierarchy(level, parents) for level, parents in hierarchies),
        adds_up,
    )
