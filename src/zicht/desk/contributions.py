"""Records with the amount of each, and whose it is: what tables of sums are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zicht.desk.columns import Columns
from zicht.desk.numbers import ADVICE_FOR_AMOUNTS, whole_numbers
from zicht.desk.records import Records, read_records
from zicht.desk.requests import Amounts, RecordsFile
from zicht.desk.tabulate import tabulate_amounts
from zicht.disclosure import sums
from zicht.vocabulary.arrays import Ints, Texts
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable

_NOT_IN_RECORDS = -1
"""Row of a cell that the records do not have."""
SUMS_OF = "sums of "
"""First words of the name of a universe of sums; the column that is summed follows."""


@dataclass(frozen=True, eq=False)
class Contributions:
    """Records with the amount of each, and whose it is.

    Parameters
    ----------
    records : to be summed
    universe : name of what is summed
    amounts : of each record
    contributors : number of the contributor of each record
    """

    records: Records
    universe: str
    amounts: Ints
    contributors: Ints

    @classmethod
    def read(cls, file: RecordsFile, asked: Amounts, policy: Policy) -> "Contributions":
        """Read records and their amounts.

        Raises
        ------
        UsageError : a column is missing, holds no amounts, or is one that tables show
        """
        records = read_records(file, policy)
        rows = records.file
        names = [name for name in (asked.value, asked.contributor) if name]
        rows.require(names)
        counted_by = sorted(set(names) & records.codes.keys())
        if counted_by:
            raise UsageError(
                f"{rows.where}: column {', '.join(counted_by)} is in --by too.",
                now=rows.listed(),
            )
        amounts = amounts_of(rows, asked.value)
        contributors = np.arange(len(rows), dtype=np.int64)
        if asked.contributor:
            contributors = rows[asked.contributor].numbers
        universe = universe_of(asked.value)
        return cls(records, universe, amounts, contributors)

    def tables(self) -> list[sums.Amounts]:
        """Sum every table that was asked for."""
        return [
            tabulate_amounts(
                self.records.codes,
                self.amounts,
                self.contributors,
                dimensions,
                universe=self.universe,
                levels=levels,
            )
            for dimensions, levels in self.records.table_dimensions()
        ]

    def of_rows(
        self, names: Sequence[str], codes: Sequence[Texts], where: str
    ) -> sums.Amounts:
        """Sum the cells of a printed table.

        Parameters
        ----------
        names, codes : its columns, and the codes of each row in them
        where : name of the table, for errors

        Raises
        ------
        UsageError : the records know no such cell
        """
        every = self._all_of(names)
        row_of = {row: number for number, row in enumerate(_rows(every.sums.codes))}
        rows = [row_of.get(row, _NOT_IN_RECORDS) for row in _rows(codes)]
        if _NOT_IN_RECORDS in rows:
            raise UsageError(
                f"{where} shows {rows.count(_NOT_IN_RECORDS)} cells whose codes the records do not have.",
                now="Give the records that the table was made of, with the same levels (--hierarchy) and merges.",
            )
        chosen = np.asarray(rows, dtype=np.int64)
        table = CountTable(
            self.universe,
            every.sums.dimensions,
            tuple(codes),
            every.sums.counts[chosen],
        )
        return sums.Amounts(table, every.given[chosen])

    def has_rows(self, names: Sequence[str], codes: Sequence[Texts]) -> list[bool]:
        """Say of each row of a table whether the records have its codes."""
        known = [self.records.dimensions[name].codes for name in names]
        return [
            all(code in of_column for code, of_column in zip(row, known, strict=True))
            for row in _rows(codes)
        ]

    def _all_of(self, names: Sequence[str]) -> sums.Amounts:
        """Sum every cell of some columns."""
        return tabulate_amounts(
            self.records.codes,
            self.amounts,
            self.contributors,
            [self.records.dimensions[name] for name in names],
            universe=self.universe,
        )

    def refuse_counts(self, value: str) -> None:
        """Refuse amounts that are all the same: their sums would be exact counts.

        Raises
        ------
        UsageError : naming the column
        """
        positive = self.amounts[self.amounts > 0]
        if len(positive) > 1 and positive.min() == positive.max():
            raise UsageError(
                f"{self.records.file.where}: every amount in column {value} is the same,"
                " or nothing: sums of them count the records, and would be printed"
                " without the protection of counts.",
                now=f"Count the records that have {value} instead.",
            )


def universe_of(value: str) -> str:
    """Name what is summed: sums of two columns are two universes."""
    return f"{SUMS_OF}{value}"


def amounts_of(file: Columns, name: str) -> Ints:
    """Read the amount of each record."""
    where = f"{file.where}, column {name}"
    amounts = whole_numbers(file[name], where, advice=ADVICE_FOR_AMOUNTS)
    return amounts.astype(np.int64)


def _rows(codes: Sequence[Texts]) -> list[tuple[str, ...]]:
    """Return the codes of each row."""
    return list(zip(*(column.tolist() for column in codes), strict=True))
