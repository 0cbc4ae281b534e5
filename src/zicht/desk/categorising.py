"""The codes of every record, and the dimensions that these codes make."""

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

    The merges of the policy are made; codes of a list that nobody has are there too.

    Parameters
    ----------
    file : of records
    columns : that tables show
    several : columns of which one person may carry several codes
    trees : hierarchies above the codes
    policy : whose merges are applied
    lists : by column, the codes that are known to every reader

    Raises
    ------
    UsageError : a code is not on its list, or a category has the name of the margin
    """
    refuse_unclear_counts(file, columns, several, trees, policy)
    categories = {name: _categories(file[name], name, several) for name in columns}
    hierarchies_of = merge_levels(categories, trees, policy.merges, where=file.where)
    codes: dict[str, Column] = {}
    dimensions: dict[str, Dimension] = {}
    for name in columns:
        merges = policy.merges.get(name, {})
        hierarchies = hierarchies_of.get(name, [])
        codes[name] = _codes_of_records(file[name], name, several, merges, hierarchies)
        leaves = {code for text in codes[name].texts for code in text.split(JOINT)}
        if name in lists:
            listed = {merges.get(code, code) for code in lists[name]}
            must_be_listed(name, leaves - upper_codes(hierarchies), listed)
            leaves |= listed
        adds_up = name not in several.columns
        dimensions[name] = dimension_of(name, leaves, hierarchies, adds_up=adds_up)
    _refuse_categories_called_as_margin(dimensions, file.where)
    return codes, dimensions


def _codes_of_records(
    column: Column,
    name: str,
    several: Several,
    merges: Mapping[str, str],
    hierarchies: Sequence[Hierarchy],
) -> Column:
    """Return the code of every record; where one may carry several, all of them joined."""
    if name in several.columns:
        return join_codes(column, name, several, merges, hierarchies)
    return column.replaced(merges)


def _categories(column: Column, name: str, several: Several) -> set[str]:
    """Return the categories that a column of the file holds."""
    if name not in several.columns:
        return set(column.texts)
    return {code for text in column.texts for code in several.codes(text, name)}


def _refuse_categories_called_as_margin(
    dimensions: Mapping[str, Dimension], where: str
) -> None:
    """Refuse a category that is called as the margin of the tables that are written."""
    names = [
        name for name, dimension in dimensions.items() if MARGIN in dimension.codes
    ]
    if names:
        raise UsageError(
            f"{where}: a category of {', '.join(names)} is called {MARGIN}, as the margin"
            " of the tables is.",
            now="Give that category another name.",
        )


def refuse_unmarked_totals(
    codes: Mapping[str, Column],
    weights: Ints,
    dimensions: Mapping[str, Dimension],
    names: TotalNames,
) -> None:
    """Refuse counts in which a code looks like all others together.

    Read as one part more, such a total would count everything twice.

    Parameters
    ----------
    codes : of every row, by column
    weights : how many units each row stands for
    dimensions : of these codes
    names : what totals are called

    Raises
    ------
    UsageError : naming the code
    """
    if (weights == 1).all():
        return
    texts = [column.to_list() for column in codes.values()]
    has_equal_rows = len(set(zip(*texts, strict=True))) < len(weights)
    # A printed table has one row per combination; records repeat themselves.
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
