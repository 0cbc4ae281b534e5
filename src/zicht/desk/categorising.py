"""The codes of every record, and the dimensions that these codes form."""

from collections.abc import Mapping, Sequence

import numpy as np

from zicht.desk.columns import Column, Columns
from zicht.desk.existence import must_be_listed
from zicht.desk.marginals import refuse_unmarked
from zicht.desk.merging import merge_levels
from zicht.desk.names import MARGIN
from zicht.desk.several import JOINT, Several, join_codes, refuse_unclear_counts
from zicht.desk.totals import TotalNames
from zicht.desk.trees import Trees, dimension_of, upper_codes
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.dimensions import Dimension, Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.policies import Policy


def categorise(
    file: Columns,
    columns: Sequence[str],
    several: Several,
    trees: Trees,
    policy: Policy,
    *,
    lists: Mapping[str, set[str]],
) -> tuple[dict[str, Column], dict[str, Dimension]]:
    """Return the codes of every record, and the dimensions of these codes.

    The merges of the policy are applied. The dimensions include the codes of a list that no record has.

    Parameters
    ----------
    file : of records
    columns : that tables show
    several : columns in which one person may have several codes
    trees : hierarchies above the codes
    policy : whose merges are applied
    lists : by column, the codes that every reader knows

    Raises
    ------
    UsageError : a code is not on its list, or a category has the name of the margin
    """
    # Merging two codes of one person's several would count that person twice, so this
    # is refused before any merge.
    refuse_unclear_counts(file, columns, several, trees, policy)
    categories = {name: _categories(file[name], name, several) for name in columns}
    hierarchies_of = merge_levels(categories, trees, policy.merges, where=file.where)
    codes: dict[str, Column] = {}
    dimensions: dict[str, Dimension] = {}
    for name in columns:
        merges = policy.merges.get(name, {})
        hierarchies = hierarchies_of.get(name, [])
        codes[name] = _codes_of_records(file[name], name, several, merges, hierarchies)
        all_codes = _codes_in(codes[name])
        if name in lists:
            listed = {merges.get(code, code) for code in lists[name]}
            all_codes = _with_listed(name, all_codes, listed, hierarchies)
        adds_up = name not in several.columns
        dimensions[name] = dimension_of(name, all_codes, hierarchies, adds_up=adds_up)
    _refuse_categories_called_as_margin(dimensions, file.where)
    return codes, dimensions


def _with_listed(
    name: str, codes: set[str], listed: set[str], hierarchies: Sequence[Hierarchy]
) -> set[str]:
    """Return the codes of a column with those of its list that no record has.

    Raises
    ------
    UsageError : a code of the records is not on the list
    """
    # Lists name the finest codes; upper codes come from the hierarchy.
    must_be_listed(name, codes - upper_codes(hierarchies), listed)
    # A row for every listed code reveals nothing about who is in the file (ADR 0101).
    return codes | listed


def _codes_in(column: Column) -> set[str]:
    """Return every code of a column of records, each of several joined codes by itself."""
    codes: set[str] = set()
    for text in column.texts:
        codes.update(text.split(JOINT))
    return codes


def _codes_of_records(
    column: Column,
    name: str,
    several: Several,
    merges: Mapping[str, str],
    hierarchies: Sequence[Hierarchy],
) -> Column:
    """Return the code of every record; if a person may have several codes, all of them joined."""
    if name in several.columns:
        return join_codes(column, name, several, merges, hierarchies)
    return column.replaced(merges)


def _categories(column: Column, name: str, several: Several) -> set[str]:
    """Return the categories that a column of the file holds."""
    if name not in several.columns:
        return set(column.texts)
    categories: set[str] = set()
    for text in column.texts:
        categories.update(several.codes(text, name))
    return categories


def _refuse_categories_called_as_margin(
    dimensions: Mapping[str, Dimension], where: str
) -> None:
    """Refuse a category with the name of the total in the tables that Zicht writes."""
    # The tables name every margin so; a category of that name could not be told from
    # it.
    names = [
        name for name, dimension in dimensions.items() if MARGIN in dimension.codes
    ]
    if names:
        raise UsageError(
            f"{where}: a category of {', '.join(names)} is called {MARGIN}, which is the"
            " name of the total in the tables.",
            now="Give that category another name.",
        )


def refuse_unmarked_totals(
    codes: Mapping[str, Column],
    weights: Ints,
    dimensions: Mapping[str, Dimension],
    names: TotalNames,
) -> None:
    """Refuse counts in which a code looks like the sum of all others.

    Such a total would be counted as one more category, and every unit twice.

    Parameters
    ----------
    codes : of every row, by column
    weights : number of units of each row
    dimensions : of these codes
    names : of totals

    Raises
    ------
    UsageError : naming the code
    """
    # Rows that each stand for one unit are records, among which no row is a sum.
    if (weights == 1).all():
        return
    texts = [column.to_list() for column in codes.values()]
    has_equal_rows = len(set(zip(*texts, strict=True))) < len(weights)
    # Only a printed table has one row per combination of codes; records repeat combinations.
    if has_equal_rows:
        return
    table = _as_printed_table(codes, weights, dimensions)
    # Only a code that is the sum of all others doubles every count; that some
    # neighbours add up to another code is a coincidence in records.
    refuse_unmarked([table], names.given, tops=True)


def _as_printed_table(
    codes: Mapping[str, Column], weights: Ints, dimensions: Mapping[str, Dimension]
) -> PublishedTable:
    """Return the rows as a table in which every number is printed."""
    return PublishedTable(
        universe="records",
        dimensions=tuple(dimensions[name] for name in codes),
        codes=tuple(column.to_array() for column in codes.values()),
        values=weights.astype(np.float64),
        marks=np.full(len(weights), int(Mark.SHOWN), dtype=np.int64),
        lower=np.zeros(len(weights)),
        upper=np.full(len(weights), np.inf),
    )
