"""Tables of true counts, before the gate: a `Draft` goes in, a `Protected` comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.cells import CellTable, frozen, number_cells
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.spans import SpanTable
from zicht.vocabulary.surveys import SurveyTable


@dataclass(frozen=True, eq=False)
class CountTable(CellTable):
    """Counts of one universe by some dimensions, margins included. True values: never leaves the gate's side.

    Parameters
    ----------
    universe : whose units are counted, for instance `slachtofferjaren`
    dimensions : of the table, in the order of `codes`
    codes : one array of codes per dimension, a row per cell
    counts : whole numbers from 0, a row per cell; absent combinations of known categories count 0
    """

    counts: Ints

    def __post_init__(self) -> None:
        counts = np.asarray(self.counts)
        is_whole = np.issubdtype(counts.dtype, np.integer)
        if not is_whole or counts.min(initial=0) < 0:
            raise IndicatorError(
                f"Table {self.universe}: counts must be whole numbers from 0.",
                now="Check its SQL.",
            )
        has_column_per_dimension = len(self.codes) == len(self.dimensions)
        has_row_per_count = all(len(codes) == len(counts) for codes in self.codes)
        if not (has_column_per_dimension and has_row_per_count):
            raise IndicatorError(
                f"Table {self.universe}: dimensions and codes differ in length.",
                now="Check its SQL.",
            )
        self._refuse_stray_codes()
        codes = tuple(frozen(np.asarray(codes, dtype=np.str_)) for codes in self.codes)
        object.__setattr__(self, "counts", frozen(counts.astype(np.int64)))
        object.__setattr__(self, "codes", codes)

    def _refuse_stray_codes(self) -> None:
        """Refuse codes that no list holds; their number is stated, as a delivered text may be among them."""
        for dimension, codes in zip(self.dimensions, self.codes, strict=True):
            strays = set(np.asarray(codes).tolist()) - dimension.codes
            if strays:
                raise IndicatorError(
                    f"Table {self.universe}, dimension {dimension.name}: "
                    f"{counted(len(strays), 'code is', 'codes are')}"
                    " in no list.",
                    now="Add them to the code list or correct the SQL.",
                )

    def __repr__(self) -> str:
        names = ", ".join(dimension.name for dimension in self.dimensions)
        return f"<CountTable {self.universe} by {names or 'nothing'}: {len(self.counts)} cells>"

    @property
    def n_cells(self) -> int:
        """Number of rows."""
        return len(self.counts)


@dataclass(frozen=True)
class SameRecords:
    """A universe whose records are those of another, or of one cell of another.

    Parameters
    ----------
    part, whole : names of the two universes
    where : per dimension, the leaves that select the part; none where both are equal
    """

    part: str
    whole: str
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class YearsLeftOut:
    """Years of records that an indicator yields, and that lie in none of the periods it counts.

    Parameters
    ----------
    indicator : id
    years : as the query yields them, in order
    """

    indicator: str
    years: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """All count tables of one release, before the gate.

    Cells that stand in several tables must agree: a draft that contradicts itself cannot be made.
    """

    tables: tuple[CountTable, ...]
    spans: tuple[SpanTable, ...] = ()
    """Spans of time of the records that are counted."""
    same: tuple[SameRecords, ...] = ()
    """Universes that are of the same records under two names."""
    surveys: tuple[SurveyTable, ...] = ()
    """Answers of respondents who are counted."""
    left_out: tuple[YearsLeftOut, ...] = ()
    """Records that no table holds, as their year is in no period that is counted."""

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
                f"Draft: {counted(clashes, 'cell stands', 'cells stand')} in two tables with different counts.",
                now="Two indicators use one universe name for different records: rename one, or mend its SQL.",
            )

    def __repr__(self) -> str:
        return f"<Draft: {len(self.tables)} tables, {sum(len(t.counts) for t in self.tables)} cells>"
