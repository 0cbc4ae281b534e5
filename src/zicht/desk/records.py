"""Reads a plain file of records, and counts it into tables.

The order matters, and every step may refuse: rows are left out as was asked; it is
settled how many units a row stands for (`row_weights`); rows of totals and second rows of
a person go (`totals`, `several`); the codes become dimensions (`categorising`).
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
    codes : per dimension the leaf of each record; where one may carry several, all codes at which it counts
    weights : how many units each record stands for
    dimensions : by column
    layout : the tables that were asked for
    file : the records that are counted, with their further columns
    known : columns whose codes are known to every reader, by a list or by a file of levels
    notes : what was left out, in words
    """

    codes: Mapping[str, Texts]
    weights: Ints
    dimensions: Mapping[str, Dimension]
    layout: Layout
    file: Columns
    known: frozenset[str] = frozenset()
    notes: tuple[Text, ...] = ()

    def table_dimensions(self) -> list[tuple[list[Dimension], dict[str, str]]]:
        """Return per table its dimensions, and the level at which a dimension is shown."""
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

        A file of counts holds rows of the total beside rows of each code: a table that
        does not show the column of the codes counts the rows of the total alone.
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
    UsageError : columns are missing, or totals among the records do not add up to their details
    ProjectError : the policy has rules about what is not there
    """
    raw = read_columns(request.path)
    refuse_bad_tables(request.tables, raw.where)
    refuse_lost_columns(raw, request.earlier)
    trees, without_level = read_levels(request.levels, raw, request.totals)
    layout = Layout.of(request.tables, trees, raw)
    raw.require(layout.columns)
    must_be_used(trees, set(layout.columns))
    names = TotalNames(request.totals)
    raw.require(names.given)

    several, rows = _counted_rows(request, raw, layout, trees, names)
    refuse_idle_rules(policy, set(rows.file.by_name), trees, where=rows.file.where)
    _refuse_unnamed_levels(request, rows.file, layout, several, without_level)

    lists = read_code_lists(request.code_lists, request.totals, layout.columns)
    codes, dimensions = categorise(
        rows.file, layout.columns, several, trees, policy, lists=lists
    )
    if request.count != COUNT_ROWS:
        refuse_unmarked_totals(codes, rows.weights, dimensions, names)
    return Records(
        codes={name: column.to_array() for name, column in codes.items()},
        weights=rows.weights,
        dimensions=dimensions,
        layout=layout,
        file=rows.file,
        known=frozenset(set(lists) | _listed_by_levels(request, raw)),
        notes=rows.notes,
    )


def _refuse_unnamed_levels(
    request: RecordsFile,
    file: Columns,
    layout: Layout,
    several: Several,
    without_level: set[str],
) -> None:
    """Refuse columns of which one is a level of another, and nobody says so.

    Columns of earlier outputs count too: a level that one output shows by another name
    makes a difference that no attack would look for.
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
    """Return the columns with a file of levels: it lists their codes.

    A column of the records lists only what is in them.
    """
    listed = set()
    for level in request.levels:
        source = level.source
        is_file = not isinstance(source, Hierarchy) and not is_column(source, file)
        if isinstance(source, Hierarchy) or (source and is_file):
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
    """Leave out every row that is not counted: as was asked, totals, levels above, second rows of a person.

    Returns
    -------
    the columns with several codes, and the rows of the finest level
    """
    columns = layout.columns
    file, notes = _leave_out(names.renamed(raw), request.without)
    weights = weights_of(file, request.count, columns)
    _refuse_blanks(file, columns)
    if not request.person and not request.count:
        refuse_repeated_persons(file, columns)
    several = find_several(
        file, request.several, person=request.person, totals=names.given
    )
    rows = CountedRows(file, weights, notes)
    persons = _count_persons(rows, columns, several, request.person)
    trees_that_add_up = {
        name: of_column
        for name, of_column in trees.items()
        if name not in several.columns
    }
    finest = without_upper_levels(persons, columns, trees_that_add_up, names)
    return several, without_totals(finest, columns, names, several.columns)


def _leave_out(
    file: Columns, without: Sequence[Exclusion]
) -> tuple[Columns, tuple[Text, ...]]:
    """Leave out the rows that the user named, and say so in notes.

    Raises
    ------
    UsageError : no row is as the user says, or every row is
    """
    notes = []
    for exclusion in without:
        file.require([exclusion.column])
        pattern = exclusion.pattern.casefold()
        is_named = file[exclusion.column].where(_matcher(pattern))
        if not is_named.any():
            raise UsageError(
                f"--without '{exclusion}': no row has that.",
                now="Mind the spelling; * stands for anything.",
            )
        if is_named.all():
            raise UsageError(
                f"--without '{exclusion}' leaves no row.", now="Leave fewer rows out."
            )
        file = file.only(~is_named)
        notes.append(_note_on_exclusion(exclusion.column, pattern))
    return file, tuple(notes)


def _note_on_exclusion(column: str, pattern: str) -> Text:
    """Say which rows were left out."""
    return sentence(
        "gate_note.excluded",
        column=column,
        pattern=pattern or sentence("gate_note.nothing"),
    )


def _matcher(pattern: str) -> Callable[[str], bool]:
    """Return the rule by which a text fits a pattern, with * for anything."""
    return lambda text: fnmatchcase(text.casefold(), pattern)


def _refuse_blanks(file: Columns, columns: Sequence[str]) -> None:
    """Refuse rows without a code: they would be in the total and in no category."""
    blank = [name for name in columns if not file[name].all(bool)]
    if blank:
        raise UsageError(
            f"{file.where}: column {', '.join(blank)} is empty in some rows.",
            now='Write unknown out as a category, or leave them out with --without "COLUMN=".',
        )


def _count_persons(
    rows: CountedRows, columns: Sequence[str], several: Several, person: str
) -> CountedRows:
    """Return one row per person where rows are of persons, and rows of totals for columns that no table shows."""
    whole = rows.only(whole_rows(rows.file, columns, several))
    if not person:
        return whole
    file = one_row_per_person(whole.file, whole.weights, columns, several, person)
    return CountedRows(file, np.ones(len(file), dtype=np.int64), whole.notes)
