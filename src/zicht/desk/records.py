"""Reads a plain file of records, and counts it into tables."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np

from zicht.desk.columns import Column, Columns, CountedRows
from zicht.desk.csvs import read_columns
from zicht.desk.earlier import refuse_lost_columns
from zicht.desk.existence import must_be_listed, read_code_lists
from zicht.desk.levels import is_column, read_levels, refuse_unnamed_levels
from zicht.desk.marginals import refuse_unmarked
from zicht.desk.merging import merge_levels, refuse_idle_rules
from zicht.desk.names import COUNT, COUNTS, MARGIN
from zicht.desk.numbers import whole_numbers
from zicht.desk.requests import COUNT_ROWS, Exclusion, Names, RecordsFile
from zicht.desk.several import (
    JOINT,
    Several,
    find_several,
    join_codes,
    one_row_per_person,
    refuse_unclear_counts,
    whole_rows,
)
from zicht.desk.tabulate import tabulate
from zicht.desk.totals import TotalNames, without_totals, without_upper_levels
from zicht.desk.trees import Trees, dimension_of, must_be_used, upper_codes
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.edition.numerals import sentence
from zicht.vocabulary.arrays import Ints, Texts
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable
from zicht.vocabulary.text import Text

RESERVED = frozenset({"n", "status", "lower", "upper"})
"""Columns that a protected table has besides those it is broken down by."""
PERSON = re.compile(
    r"(^|[_\s.-])(id|person|persoon|client|cli[eë]nt|victim|slachtoffer|pseudonym|pseudoniem|rin|rinpersoon|bsn)($|[_\s.-])"
    r"|(person|persoon|client|victim|slachtoffer)_?(id|nr|nummer|number|key)$",
    re.IGNORECASE,
)
"""What a column is called that says whose row it is."""
SHARE_OF_PERSONS = 0.2
"""Values by the number of rows, from which they are persons and no groups of them."""
FEW = 2000
"""Rows among which equal ones are sought first: most files of records have some."""
FEWEST = 4
"""Rows of a file from which its numbers may be called counts."""


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
    layout: "Layout"
    file: Columns
    known: frozenset[str] = frozenset()
    notes: tuple[Text, ...] = ()

    def table_dimensions(self) -> list[tuple[list[Dimension], dict[str, str]]]:
        """Return per table its dimensions, and the level at which a dimension is shown."""
        found = []
        for names in self.layout.tables:
            dimensions = [
                self.dimensions[self.layout.column_of(name)] for name in names
            ]
            levels = {
                self.layout.column_of(name): name
                for name in names
                if name in self.layout.levels
            }
            found.append((dimensions, levels))
        return found

    def tables(self) -> tuple[CountTable, ...]:
        """Count every table that was asked for."""
        return tuple(
            tabulate(
                self.codes,
                self._weights_for(dimensions),
                dimensions,
                "records",
                levels=levels,
            )
            for dimensions, levels in self.table_dimensions()
        )

    def _weights_for(self, shown: Sequence[Dimension]) -> Ints:
        """Return the weights for a table, with 0 for records that it would count at a code and at the total.

        A file of counts holds rows of the total beside rows of each code: a table that does not show the column of the
        codes counts the rows of the total alone.
        """
        names = {dimension.name for dimension in shown}
        weights = self.weights
        for name, dimension in self.dimensions.items():
            if dimension.adds_up or name in names:
                continue
            column = Column.of(self.codes[name].tolist())
            counts_in_total = column.where(lambda text: TOTAL in text.split(JOINT))
            weights = np.where(counts_in_total, weights, 0)
        return weights


@dataclass(frozen=True)
class Layout:
    """The tables that were asked for.

    Parameters
    ----------
    tables : per table its columns and levels, as they were asked for
    levels : by name of a level, the column that it is a level of
    """

    tables: tuple[Names, ...]
    levels: Mapping[str, str]

    @classmethod
    def of(cls, tables: Sequence[Names], trees: Trees, file: Columns) -> "Layout":
        """Find out which names are levels of columns."""
        levels = {}
        for names in tables:
            for name in names:
                column = _column_below(name, names, trees, file)
                if column:
                    levels[name] = column
        return cls(tuple(tables), levels)

    def column_of(self, name: str) -> str:
        """Return the column that is counted under a name: itself, or the column it is a level of."""
        return self.levels.get(name, name)

    @property
    def columns(self) -> list[str]:
        """Columns that tables count by."""
        return sorted({self.column_of(name) for names in self.tables for name in names})

    @property
    def columns_of_tables(self) -> list[Names]:
        """Per table the columns that it counts by."""
        return [tuple(self.column_of(name) for name in names) for names in self.tables]


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
    _refuse_bad_tables(request.tables, raw.where)
    refuse_lost_columns(raw, request.earlier)
    trees, without_level = read_levels(request.levels, raw, request.totals)
    layout = Layout.of(request.tables, trees, raw)
    raw.require(layout.columns)
    must_be_used(trees, set(layout.columns))
    names = TotalNames(request.totals)
    raw.require(names.given)
    several, details = _read_details(request, raw, layout, trees, names)
    file = details.file
    refuse_idle_rules(policy, set(file.by_name), trees, where=file.where)
    earlier = {name for names in request.earlier for name in names}
    single = sorted((earlier | set(layout.columns)) - set(several.columns))
    refuse_unnamed_levels(
        {name: file[name] for name in single},
        [*layout.columns_of_tables, *request.earlier],
        without_level,
        file.where,
    )
    lists = read_code_lists(request.code_lists, request.totals, layout.columns)
    codes, dimensions = _categorise(
        file, layout.columns, several, trees, policy, lists=lists
    )
    if request.count != COUNT_ROWS:
        _refuse_unmarked(codes, details.weights, dimensions, names)
    arrays = {name: column.to_array() for name, column in codes.items()}
    return Records(
        codes=arrays,
        weights=details.weights,
        dimensions=dimensions,
        layout=layout,
        file=file,
        known=frozenset(set(lists) | _listed_by_levels(request, raw)),
        notes=details.notes,
    )


def _listed_by_levels(request: RecordsFile, file: Columns) -> set[str]:
    """Return the columns with a file of levels: it lists their codes. A column of the records lists what is in them."""
    return {
        level.column
        for level in request.levels
        if isinstance(level.source, Hierarchy)
        or (level.source and not is_column(level.source, file))
    }


def _read_details(
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
    asked, notes = _leave_out(names.renamed(raw), request.without)
    weights = _weights(asked, request.count, columns)
    _refuse_blanks(asked, columns)
    if not request.person and not request.count:
        _refuse_repeated_persons(asked, columns)
    several = find_several(
        asked, request.several, person=request.person, totals=names.given
    )
    rows = CountedRows(asked, weights, notes)
    persons = _count_persons(rows, columns, several, request.person)
    single_trees = {
        name: of_column
        for name, of_column in trees.items()
        if name not in several.columns
    }
    finest = without_upper_levels(persons, columns, single_trees, names)
    return several, without_totals(finest, columns, names, several.columns)


def _refuse_bad_tables(tables: Sequence[Names], where: str) -> None:
    """Refuse tables that cannot be written: none, the same twice, or columns that protected tables have besides."""
    if not tables:
        raise UsageError(
            "No table was asked for.", now="Say which columns: --by region,year"
        )
    reserved = {
        name for names in tables for name in names if name.casefold() in RESERVED
    }
    if reserved:
        raise UsageError(
            f"{where}: column {', '.join(sorted(reserved))} would stand twice in the tables that are written.",
            now="Give the column another name.",
        )
    n_double = len(tables) - len({frozenset(names) for names in tables})
    if n_double:
        raise UsageError(
            f"{n_double} tables are asked for twice.",
            now="Give each set of columns in one --by.",
        )


def _column_below(name: str, names: Names, trees: Trees, file: Columns) -> str:
    """Return the column of which a name is a level, so that a province is the sum of its municipalities in any table.

    A column of the file that has the name of a level is that level where all its codes agree with the hierarchy.
    """
    for column, hierarchies in trees.items():
        if column == name or column not in file:
            continue
        for tree in hierarchies:
            if tree.name != name:
                continue
            pairs = set(file.keys([column, name])) if name in file else set()
            if any(tree.parents.get(code) != above for code, above in pairs):
                continue
            if column in names:
                raise UsageError(
                    f"--by names {column} and {name}, which is a level of it.",
                    now=f"Leave {name} out: it is added.",
                )
            return column
    return ""


def _leave_out(
    file: Columns, without: Sequence[Exclusion]
) -> tuple[Columns, tuple[Text, ...]]:
    """Leave out the rows that the user named.

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
        notes.append(
            sentence(
                "gate_note.excluded",
                column=exclusion.column,
                pattern=pattern or sentence("gate_note.nothing"),
            )
        )
    return file, tuple(notes)


def _matcher(pattern: str) -> Callable[[str], bool]:
    """Return the rule by which a text fits a pattern, with * for anything."""
    return lambda text: fnmatchcase(text.casefold(), pattern)


def _weights(file: Columns, count: str, columns: Sequence[str]) -> Ints:
    """Return how many units each row stands for.

    Raises
    ------
    UsageError : a column looks like a count, and the user does not say whether it is one
    """
    if not count and COUNT in file and COUNT not in columns:
        count = COUNT
    if count and count != COUNT_ROWS:
        file.require([count])
        where = f"{file.where}, column {count}"
        return whole_numbers(file[count], where).astype(np.int64)
    if not count:
        likely = [
            name
            for name in file.names
            if name.casefold() in COUNTS and name not in columns
        ]
        likely = likely or _numbers_beside_different_rows(file, columns)
        if likely:
            raise UsageError(
                f"{file.where}: column {likely[0]} may say how many units a row stands for.",
                now=f"Give --count {likely[0]}, or --count {COUNT_ROWS} to count rows.",
            )
    return np.ones(len(file), dtype=np.int64)


def _numbers_beside_different_rows(file: Columns, columns: Sequence[str]) -> list[str]:
    """Return the columns of whole numbers of a file in which no two rows are of one kind: then it holds counts."""
    if len(file) < FEWEST:
        return []
    is_first = np.arange(len(file)) < FEW
    # The first rows alone tell most files apart, and quickly.
    return _counts_in(file.only(is_first), columns) and _counts_in(file, columns)


def _counts_in(file: Columns, columns: Sequence[str]) -> list[str]:
    further = [name for name in file.names if name not in columns]
    numbers = [name for name in further if file[name].all(str.isdecimal)]
    counts = [name for name in numbers if file[name].any(lambda text: text != "1")]
    groups = [
        name
        for name in further
        if name not in numbers and 2 * len(file[name].texts) <= len(file)
    ]
    shown = [name for name in file.names if name in columns]
    kinds = file.kinds([*shown, *groups])
    has_equal_rows = len(np.unique(kinds)) < len(file)
    return [] if has_equal_rows else counts


def _refuse_blanks(file: Columns, columns: Sequence[str]) -> None:
    blank = [name for name in columns if not file[name].all(bool)]
    if blank:
        raise UsageError(
            f"{file.where}: column {', '.join(blank)} is empty in some rows.",
            now='Write unknown out as a category, or leave them out with --without "COLUMN=".',
        )


def _refuse_repeated_persons(file: Columns, columns: Sequence[str]) -> None:
    """Refuse records in which one person may stand several times: five rows of one person are not five persons."""
    for name in file.names:
        if name in columns or not PERSON.search(name):
            continue
        if SHARE_OF_PERSONS * len(file) <= len(file[name].texts) < len(file):
            raise UsageError(
                f"{file.where}: some values of column {name} stand in several rows: are these of one person?",
                now=f"Give --person {name} to count each once, or --count {COUNT_ROWS} to count rows.",
            )


def _count_persons(
    rows: CountedRows, columns: Sequence[str], several: Several, person: str
) -> CountedRows:
    """Keep one row per person where rows are of persons, and rows of totals for columns that no table shows."""
    whole = rows.only(whole_rows(rows.file, columns, several))
    if not person:
        return whole
    file = one_row_per_person(whole.file, whole.weights, columns, several, person)
    return CountedRows(file, np.ones(len(file), dtype=np.int64), whole.notes)


def _categorise(
    file: Columns,
    columns: Sequence[str],
    several: Several,
    trees: Trees,
    policy: Policy,
    *,
    lists: Mapping[str, set[str]],
) -> tuple[dict[str, Column], dict[str, Dimension]]:
    """Return the codes of every record, and the dimensions of these codes.

    The merges of the policy are made; codes of a list that nobody has are there too.
    """
    refuse_unclear_counts(file, columns, several, trees, policy)
    categories = {name: _categories(file[name], name, several) for name in columns}
    merged = merge_levels(categories, trees, policy.merges, where=file.where)
    codes: dict[str, Column] = {}
    dimensions: dict[str, Dimension] = {}
    for name in columns:
        merges, hierarchies = policy.merges.get(name, {}), merged.get(name, [])
        adds_up = name not in several.columns
        codes[name] = file[name].replaced(merges)
        if not adds_up:
            codes[name] = join_codes(file[name], name, several, merges, hierarchies)
        leaves = {code for text in codes[name].texts for code in text.split(JOINT)}
        if name in lists:
            listed = {merges.get(code, code) for code in lists[name]}
            must_be_listed(name, leaves - upper_codes(hierarchies), listed)
            leaves |= listed
        dimensions[name] = dimension_of(name, leaves, hierarchies, adds_up=adds_up)
    _refuse_categories_called_as_margin(dimensions, file.where)
    return codes, dimensions


def _refuse_categories_called_as_margin(
    dimensions: Mapping[str, Dimension], where: str
) -> None:
    """Refuse a category that is called as the margin of the tables that are written."""
    names = [name for name, own in dimensions.items() if MARGIN in own.codes]
    if names:
        raise UsageError(
            f"{where}: a category of {', '.join(names)} is called {MARGIN}, as the margin"
            " of the tables is.",
            now="Give that category another name.",
        )


def _categories(column: Column, name: str, several: Several) -> set[str]:
    """Return the categories that a column of the file holds."""
    if name not in several.columns:
        return set(column.texts)
    return {code for text in column.texts for code in several.codes(text, name)}


def _refuse_unmarked(
    codes: Mapping[str, Column],
    weights: Ints,
    dimensions: Mapping[str, Dimension],
    names: TotalNames,
) -> None:
    """Refuse counts in which a code looks like all others together: read as one part more it would count all twice."""
    if (weights == 1).all():
        return
    texts = [column.to_list() for column in codes.values()]
    has_equal_rows = len(set(zip(*texts, strict=True))) < len(weights)
    if has_equal_rows:
        return
    table = PublishedTable(
        universe="records",
        dimensions=tuple(dimensions[name] for name in codes),
        codes=tuple(column.to_array() for column in codes.values()),
        values=weights.astype(np.float64),
        marks=np.full(len(weights), int(Mark.SHOWN), dtype=np.int64),
        lower=np.zeros(len(weights)),
        upper=np.full(len(weights), np.inf),
    )
    refuse_unmarked([table], names.given, tops=True)
