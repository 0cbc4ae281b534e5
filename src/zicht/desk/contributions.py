"""Records with an amount and a contributor each, from which tables of sums are made."""

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
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable

_NOT_IN_RECORDS = -1
"""Stands for the row of a cell whose codes the records do not have."""
SUMS_OF = "sums of "
"""First words of the name of a universe of sums; the column that is summed follows."""


@dataclass(frozen=True, eq=False)
class Contributions:
    """Records with an amount and a contributor each.

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
    def read(
        cls, file: RecordsFile, request: Amounts, policy: Policy
    ) -> "Contributions":
        """Read records and their amounts.

        Raises
        ------
        UsageError : a column is missing, does not hold amounts, or is one that tables show
        """
        records = read_records(file, policy)
        rows = records.file
        names = [name for name in (request.value, request.contributor) if name]
        rows.require(names)
        # A table by amounts would print single amounts as codes; one by contributors
        # would name them.
        in_tables = sorted(set(names) & records.codes.keys())
        if in_tables:
            raise UsageError(
                f"{rows.where}: column {', '.join(in_tables)} is in --by too.",
                now=rows.listed(),
            )
        amounts = amounts_of(rows, request.value)
        # If one contributor had several records, this would count them as several and
        # find them less dominant: only the user knows, and names the column.
        contributors = np.arange(len(rows), dtype=np.int64)
        if request.contributor:
            contributors = rows[request.contributor].numbers
        return cls(records, universe_of(request.value), amounts, contributors)

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
        UsageError : the records do not have the codes of some cell
        """
        all_sums = self._all_of(names)
        row_of = {row: number for number, row in enumerate(_rows(all_sums.sums.codes))}
        rows = [row_of.get(row, _NOT_IN_RECORDS) for row in _rows(codes)]
        if _NOT_IN_RECORDS in rows:
            raise UsageError(
                f"{where} shows {counted(rows.count(_NOT_IN_RECORDS), 'cell')} whose codes the records do not have.",
                now="Give the records that the table was made of, with the same levels (--hierarchy) and merges.",
            )
        chosen = np.asarray(rows, dtype=np.int64)
        table = CountTable(
            self.universe,
            all_sums.sums.dimensions,
            tuple(codes),
            all_sums.sums.counts[chosen],
        )
        return sums.Amounts(table, all_sums.given[chosen])

    def has_rows(self, names: Sequence[str], codes: Sequence[Texts]) -> list[bool]:
        """Return, per row of a table, whether the records have its codes."""
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
        """Refuse amounts that are all equal, because their sums would be exact counts.

        Raises
        ------
        UsageError : naming the column
        """
        # Amounts of 0 do not count: a column of 0 and 1 is a count of the ones.
        positive = self.amounts[self.amounts > 0]
        if len(positive) > 1 and positive.min() == positive.max():
            raise UsageError(
                f"{self.records.file.where}: every amount in column {value} is the same,"
                " or nothing: sums of them count the records, and would be printed"
                " without the protection of counts.",
                now=f"Count the records that have {value} instead.",
            )


def universe_of(value: str) -> str:
    """Return the name of the universe: sums of different columns are different universes."""
    return f"{SUMS_OF}{value}"


def amounts_of(file: Columns, name: str) -> Ints:
    """Read the amount of each record."""
    where = f"{file.where}, column {name}"
    amounts = whole_numbers(file[name], where, advice=ADVICE_FOR_AMOUNTS)
    return amounts.astype(np.int64)


def _rows(codes: Sequence[Texts]) -> list[tuple[str, ...]]:
    """Return the codes of each row."""
    return list(zip(*(column.tolist() for column in codes), strict=True))
