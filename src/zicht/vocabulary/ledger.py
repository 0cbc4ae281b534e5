"""What every release printed, remembered so that a later one does not give it away."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
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
