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
        columns = (*self.codes, self.statuses, self.lower, self.upper)
        if any(len(column) != len(self.values) for column in columns):
            raise DisclosureRefused(
                f"Protected table {self.universe}: columns differ in length.",
                reason=Refusal.MALFORMED,
            )
        is_hidden = self.statuses != Status.PUBLISHED
        if np.any(self.values[is_hidden] != 0):
            raise DisclosureRefused(
                f"Protected table {self.universe}: a hidden cell carries a value.",
                reason=Refusal.MALFORMED,
            )
        # The seal is of the numbers as they are now, so nobody may write to them afterwards.
        for name in ("values", "lower", "upper"):
            numbers = np.asarray(getattr(self, name), dtype=np.int64)
            object.__setattr__(self, name, frozen(numbers))
        statuses = frozen(np.asarray(self.statuses, dtype=np.str_))
        codes = tuple(frozen(np.asarray(codes, dtype=np.str_)) for codes in self.codes)
        object.__setattr__(self, "statuses", statuses)
        object.__setattr__(self, "codes", codes)

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
        tables = tuple(table.with_names(name_of) for table in self.tables)
        spans = tuple(
            replace(spans, names=tuple(map(name_of, spans.names)))
            for spans in self.spans
        )
        return replace(self, tables=tables, spans=spans)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that may be published."""
        state = hashlib.sha256()
        state.update(_json(self.policy, self.method, sorted(self.losses.items())))
        # The number of rows stands before the columns, so that what follows can be read in one way only.
        for table in self.tables:
            state.update(_json(table.universe, table.names, len(table.values)))
            for texts in (*table.codes, table.statuses):
                state.update(_bytes_of_texts(texts))
            for numbers in (table.values, table.lower, table.upper):
                state.update(numbers.astype("<i8").tobytes())
        for spans in self.spans:
            state.update(_json(spans.indicator, spans.names, len(spans.values)))
            for texts in spans.codes:
                state.update(_bytes_of_texts(texts))
            for floats in spans.numbers:
                # A missing number has many forms in memory; each of them must give the same digest.
                same_nan = np.where(np.isnan(floats), np.nan, floats)
                state.update(same_nan.astype("<f8").tobytes())
        return state.hexdigest()


def _json(*values: object) -> bytes:
    return json.dumps(values).encode()


def _bytes_of_texts(texts: Texts) -> bytes:
    return "\x1f".join(texts.tolist()).encode()
