"""Tables as they may be published: what the gate did with each cell."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from zicht.vocabulary.arrays import Ints, Texts
from zicht.vocabulary.cells import CellTable, frozen
from zicht.vocabulary.errors import DisclosureRefused, Refusal
from zicht.vocabulary.spans import ProtectedSpans
from zicht.vocabulary.statuses import Status

CELL_KEY = "cell key"
"""Method of tables asked on demand: their numbers carry noise, and do not add up."""


@dataclass(frozen=True, eq=False)
class ProtectedTable(CellTable):
    """One table as it may be published.

    Parameters
    ----------
    universe, dimensions, codes : as in the table it came from
    values : published whole numbers, a row per cell; 0 where the status is not `published`
    statuses : a `Status` per cell
    lower, upper : bounds that are published with the cell; both equal the value of exact or suppressed-free cells
        is not implied: for a rounded cell they say between what the true count lies
    """

    values: Ints
    statuses: Texts
    lower: Ints
    upper: Ints

    @classmethod
    def over(
        cls,
        cells: CellTable,
        *,
        values: Ints,
        statuses: Texts,
        lower: Ints,
        upper: Ints,
    ) -> "ProtectedTable":
        """Make a protected table of the cells of another table; the parameters are those of the class."""
        return cls(
            cells.universe,
            cells.dimensions,
            cells.codes,
            values,
            statuses,
            lower,
            upper,
        )

    def __post_init__(self) -> None:
        n = len(self.values)
        if any(
            len(column) != n
            for column in (*self.codes, self.statuses, self.lower, self.upper)
        ):
            raise DisclosureRefused(
                f"Protected table {self.universe}: columns differ in length.",
                reason=Refusal.MALFORMED,
            )
        hidden = self.statuses != Status.PUBLISHED
        if np.any(self.values[hidden] != 0):
            raise DisclosureRefused(
                f"Protected table {self.universe}: a hidden cell carries a value.",
                reason=Refusal.MALFORMED,
            )
        for name in ("values", "lower", "upper"):
            object.__setattr__(
                self, name, frozen(np.asarray(getattr(self, name), dtype=np.int64))
            )
        object.__setattr__(
            self, "statuses", frozen(np.asarray(self.statuses, dtype=np.str_))
        )
        object.__setattr__(
            self,
            "codes",
            tuple(frozen(np.asarray(c, dtype=np.str_)) for c in self.codes),
        )

    def with_names(self, name_of: Callable[[str], str]) -> "ProtectedTable":
        """Return the table with other names for its dimensions."""
        renamed = [dimension.with_names(name_of) for dimension in self.dimensions]
        return replace(self, dimensions=tuple(renamed))

    def __repr__(self) -> str:
        return f"<ProtectedTable {self.universe} by {', '.join(self.names)}: {len(self.values)} cells>"

    @property
    def n_cells(self) -> int:
        """Number of rows."""
        return len(self.values)


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

    def with_names(self, name_of: Callable[[str], str]) -> "Protected":
        """Return what may be published with other names for the dimensions."""
        return replace(
            self,
            tables=tuple(table.with_names(name_of) for table in self.tables),
            spans=tuple(
                replace(one, names=tuple(map(name_of, one.names))) for one in self.spans
            ),
        )

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
            for floats in spans.numbers:
                state.update(
                    np.where(np.isnan(floats), np.nan, floats).astype("<f8").tobytes()
                )
        return state.hexdigest()
