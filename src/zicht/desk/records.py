"""Reads a plain file of records, and counts it into tables.

The steps, each of which may refuse the file:

1. leave out the rows that the user named;
2. determine how many units each row stands for (`row_weights`);
3. leave out rows of totals and further rows of a person (`totals`, `several`);
4. turn the codes into dimensions (`categorising`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np

from zicht.desk.categorising import categorise, refuse_unmarked_totals
from zicht.desk.columns import Column, Columns, CountedRows
from zicht.desk.csvs import read_columns
from zicht.desk.earlier import refuse_lost_columns
from zicht.desk.existence import read_code_lists
from zicht.desk.layouts import Layout, refuse_bad_tables
from zicht.desk.levels import is_column, read_levels, refuse_unnamed_levels
from zicht.desk.merging import refuse_idle_rules
from zicht.desk.requests import COUNT_ROWS, Exclusion, RecordsFile
from zicht.desk.row_weights import refuse_repeated_persons, weights_of
from zicht.desk.several import (
    JOINT,
    Several,
    find_several,
    one_row_per_person,
    whole_rows,
)
from zicht.desk.tabulate import tabulate
from zicht.desk.totals import TotalNames, without_totals, without_upper_levels
from zicht.desk.trees import Trees, must_be_used
from zicht.edition.numerals import sentence
from zicht.vocabulary.arrays import Ints, Texts
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable
from zicht.vocabulary.text import Text


@dataclass(frozen=True, eq=False)
class Records:
    """Records, ready to be counted.

    Parameters
    ----------
    codes : per dimension, the leaf of each record; if a person may have several codes, all at which the record counts
    weights : number of units of each record
    dimensions : by column
    layout : the tables that were asked for
    file : the records that are counted, with all their columns
    known : columns whose codes every reader knows, by a list or by a file of levels
    notes : on rows that were left out
    """

    codes: Mapping[str, Texts]
    weights: Ints
    dimensions: Mapping[str, Dimension]
    layout: Layout
    file: Columns
    known: frozenset[str] = frozenset()
    notes: tuple[Text, ...] = ()

    def table_dimensions(self) -> list[tuple[list[Dimension], dict[str, str]]]:
        """Return, per table, its dimensions and the level at which it shows each of them."""
        of_tables = []
        for names in self.layout.tables:
            columns = [self.layout.column_of(name) for name in names]
            dimensions = [self.dimensions[column] for column in columns]
            of_tables.append((dimensions, self.layout.levels_in(names)))
        return of_tables

    def tables(self) -> tuple[CountTable, ...]:
        """Count every table that was asked for."""
        tables = []
        for dimensions, levels in self.table_dimensions():
            weights = self._weights_for(dimensions)
            table = tabulate(self.codes, weights, dimensions, "records", levels=levels)
            tables.append(table)
        return tuple(tables)

    def _weights_for(self, shown: Sequence[Dimension]) -> Ints:
        """Return the weights for a table, with 0 for records that it would count twice.

        If one person may have several codes, a file of counts holds rows of the total beside
        rows of each code. A table without that column counts only the rows of the total.
        """
        shown_names = {dimension.name for dimension in shown}
        weights = self.weights
        for name, dimension in self.dimensions.items():
            if dimension.adds_up or name in shown_names:
                continue
            column = Column.of(self.codes[name].tolist())
            counts_in_total = column.where(lambda text: TOTAL in text.split(JOINT))
            weights = np.where(counts_in_total, weights, 0)
        return weights


def read_records(request: RecordsFile, policy: Policy) -> Records:
    """Read a file of records.

    Parameters
    ----------
    request : the file, and the tables to count
    policy : whose merges are applied

    Raises
    ------
    UsageError : columns are missing, or totals among the records differ from the sum of their details
    ProjectError : the policy has rules about columns or levels that do not exist
    """
    raw = read_columns(request.path)
    # What the user asked for is checked before what the file holds: a wrong option costs
    # one message, not a long search for totals among a million rows.
    refuse_bad_tables(request.tables, raw.where)
    refuse_lost_columns(raw, request.earlier)
    trees, without_level = read_levels(request.levels, raw, request.totals)
    layout = Layout.of(request.tables, trees, raw)
    raw.require(layout.columns)
    must_be_used(trees, set(layout.columns))
    names = TotalNames(request.totals)
    raw.require(names.given)

    # Rules and levels are compared with the rows that are counted: totals that were
    # left out are not codes of a column.
    several, rows = _counted_rows(request, raw, layout, trees, names)
    refuse_idle_rules(policy, set(rows.file.by_name), trees, where=rows.file.where)
    _refuse_unnamed_levels(request, rows.file, layout, several, without_level)

    lists = read_code_lists(request.code_lists, request.totals, layout.columns)
    codes, dimensions = categorise(
        rows.file, layout.columns, several, trees, policy, lists=lists
    )
    # Who states that rows are counted states that no row is the sum of others.
    if request.count != COUNT_ROWS:
        refuse_unmarked_totals(codes, rows.weights, dimensions, names)
    known = set(lists) | _listed_by_levels(request, raw)
    return _records(rows, codes, dimensions, layout, known)


def _records(
    rows: CountedRows,
    codes: Mapping[str, Column],
    dimensions: Mapping[str, Dimension],
    layout: Layout,
    known: set[str],
) -> Records:
    """Return the counted rows with the code of each record as an array per dimension."""
    return Records(
        codes={name: column.to_array() for name, column in codes.items()},
        weights=rows.weights,
        dimensions=dimensions,
        layout=layout,
        file=rows.file,
        known=frozenset(known),
        notes=rows.notes,
    )


def _refuse_unnamed_levels(
    request: RecordsFile,
    file: Columns,
    layout: Layout,
    several: Several,
    without_level: set[str],
) -> None:
    """Refuse columns of which one is a level of another, unless the user stated so.

    Columns of earlier outputs are compared too: the attack cannot relate a level to a
    column of an earlier output if it does not know that the one is a level of the other.
    """
    earlier = {name for names in request.earlier for name in names}
    single = sorted((earlier | set(layout.columns)) - set(several.columns))
    refuse_unnamed_levels(
        {name: file[name] for name in single},
        [*layout.columns_of_tables, *request.earlier],
        without_level,
        file.where,
    )


def _listed_by_levels(request: RecordsFile, file: Columns) -> set[str]:
    """Return the columns with a file of levels, which is a list of their codes.

    Another column of the records is not such a list: it holds only the codes that occur.
    """
    listed = set()
    for level in request.levels:
        source = level.source
        if isinstance(source, Hierarchy) or (source and not is_column(source, file)):
            listed.add(level.column)
    return listed


# ---- which rows are counted


def _counted_rows(
    request: RecordsFile,
    raw: Columns,
    layout: Layout,
    trees: Trees,
    names: TotalNames,
) -> tuple[Several, CountedRows]:
    """Leave out the rows that the user named, totals, upper levels, and further rows of a person.

    Returns
    -------
    the columns with several codes, and the rows of the finest level
    """
    columns = layout.columns
    # The advice about wrong totals is to leave them out, so exclusions come before
    # totals are judged.
    file, notes = _leave_out(names.renamed(raw), request.without)
    weights = weights_of(file, request.count, columns)
    _refuse_blanks(file, columns)
    # Either option states what a row is, so there is nothing to ask.
    if not request.person and not request.count:
        refuse_repeated_persons(file, columns)
    several = find_several(
        file, request.several, person=request.person, totals=names.given
    )
    rows = CountedRows(file, weights, notes)
    persons = _count_persons(rows, columns, several, request.person)
    # Where one person may have several codes, an upper code is not the sum of those
    # below.
    trees_that_add_up = {
        name: of_column
        for name, of_column in trees.items()
        if name not in several.columns
    }
    # Levels go before totals: rows of an upper level among the details would double the
    # sum with which a total is compared.
    finest = without_upper_levels(persons, columns, trees_that_add_up, names)
    return several, without_totals(finest, columns, names, several.columns)


def _leave_out(
    file: Columns, without: Sequence[Exclusion]
) -> tuple[Columns, tuple[Text, ...]]:
    """Leave out the rows that the user named, with a note on each exclusion.

    Raises
    ------
    UsageError : an exclusion matches no row, or every row
    """
    notes = []
    for exclusion in without:
        file.require([exclusion.column])
        pattern = exclusion.pattern.casefold()
        is_named = file[exclusion.column].where(_matcher(pattern))
        # A misspelled exclusion would leave totals among the records, and every unit
        # would count twice.
        if not is_named.any():
            raise UsageError(
                f"--without '{exclusion}' matches no row.",
                now="Check the spelling; * stands for any text.",
            )
        if is_named.all():
            raise UsageError(
                f"--without '{exclusion}' leaves no row.",
                now="Leave fewer rows out.",
            )
        file = file.only(~is_named)
        notes.append(_note_on_exclusion(exclusion.column, pattern))
    return file, tuple(notes)


def _note_on_exclusion(column: str, pattern: str) -> Text:
    """Return a note on the rows that were left out."""
    return sentence(
        "gate_note.excluded",
        column=column,
        pattern=pattern or sentence("gate_note.nothing"),
    )


def _matcher(pattern: str) -> Callable[[str], bool]:
    """Return a test of whether a text fits a pattern, in which * stands for any text."""
    return lambda text: fnmatchcase(text.casefold(), pattern)


def _refuse_blanks(file: Columns, columns: Sequence[str]) -> None:
    """Refuse rows without a code: they would count in the total but in no category."""
    blank = [name for name in columns if not file[name].all(bool)]
    if blank:
        raise UsageError(
            f"{file.where}: column {', '.join(blank)} is empty in some rows.",
            now='Write a category such as unknown there, or leave the rows out with --without "COLUMN=".',
        )


def _count_persons(
    rows: CountedRows, columns: Sequence[str], several: Several, person: str
) -> CountedRows:
    """Return one row per person, if a column identifies persons.

    For columns in which a person may have several codes and which no table shows, only the
    rows of the total remain.
    """
    # Otherwise a person with two codes would count twice in a table without that
    # column.
    total_rows = rows.only(whole_rows(rows.file, columns, several))
    if not person:
        return total_rows
    file = one_row_per_person(
        total_rows.file, total_rows.weights, columns, several, person
    )
    weights = np.ones(len(file), dtype=np.int64)
    return CountedRows(file, weights, total_rows.notes)
