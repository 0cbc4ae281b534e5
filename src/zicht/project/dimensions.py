"""Dimensions of tables: from code lists, the map of a year, and the years a project covers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zicht.edition.numerals import sentence
from zicht.project.codes import codes_of_areas, labels_of_areas
from zicht.vocabulary.areas import Geography
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.dimensions import BLOCKS, PERIOD, Dimension, Hierarchy
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text

YEARS_IN_A_BLOCK = 3
"""A block begins in a year divisible by this number, whatever years are counted: two blocks that overlap would reveal
single years."""


def dimension_lists(
    codes: Mapping[str, CodeList],
    geography: Geography | None,
    years: Sequence[int],
    *,
    unknown_area: Text | None = None,
) -> dict[str, CodeList]:
    """Return the code list of every dimension a table may have, by the dimension's name.

    Parameters
    ----------
    codes : name to code list, standard and own
    geography : of the country, or None where there are no areas
    years : the years to count, in order
    unknown_area : words for an area that is not known, where the country has its own

    Returns
    -------
    the code lists, with `year` (years, and whole blocks of three) and one under the name of the finest level of areas
    """
    lists = {**codes, PERIOD: years_and_blocks(years)}
    if geography is not None:
        lists |= _lists_of_areas(geography, unknown_area)
    return lists


def _lists_of_areas(geography: Geography, unknown: Text | None) -> dict[str, CodeList]:
    """Make the code list of the finest level with the levels that tables add up to, and one of each other level."""
    areas = codes_of_areas(geography, unknown=unknown)
    in_tables = geography.tables
    if in_tables is None:
        in_tables = tuple(geography.parents)
    trees = {level: areas.parents[level] for level in in_tables}
    above = {code for tree in trees.values() for code in tree.values()}
    labels = {
        code: words
        for code, words in areas.labels.items()
        if code in above or code in areas.leaves
    }
    lists = {areas.name: replace(areas, labels=labels, parents=trees)}
    for level in geography.parents:
        if level not in in_tables:
            lists[level] = CodeList(
                level,
                labels_of_areas(geography, level),
                validity=geography.validity,
            )
    return lists


def dimensions(lists: Mapping[str, CodeList]) -> dict[str, Dimension]:
    """Make a dimension of every code list, by name.

    Examples
    --------
    >>> dimensions({PERIOD: years_and_blocks([2019, 2020, 2021, 2022])})[PERIOD].hierarchies[0].parents["2020"]
    '2019-2021'
    """
    return {
        name: Dimension(
            name=name,
            leaves=code_list.leaves,
            hierarchies=tuple(
                Hierarchy(level, dict(tree))
                for level, tree in code_list.parents.items()
            ),
            adds_up=code_list.adds_up,
            unknown=code_list.unknown,
            quantiles=code_list.quantiles,
        )
        for name, code_list in lists.items()
    }


def years_and_blocks(years: Sequence[int]) -> CodeList:
    """Make the code list of years and blocks of three; a block of which a year is missing is not made."""
    if not years or sorted(set(years)) != list(years):
        raise ProjectError(
            "The years to count must be given once each, in order.",
            now="Mend `years` in zicht.toml.",
        )
    starts = sorted({year - year % YEARS_IN_A_BLOCK for year in years})
    whole = [s for s in starts if all(s + i in years for i in range(YEARS_IN_A_BLOCK))]
    parents = {str(s + i): _block(s) for s in whole for i in range(YEARS_IN_A_BLOCK)}
    labels = {str(year): Text(str(year), str(year)) for year in years}
    blocks = {
        _block(s): sentence("years_of_a_block", first=str(s), last=str(_last(s)))
        for s in whole
    }
    return CodeList(
        PERIOD,
        {**labels, **blocks},
        {BLOCKS: parents} if parents else {},
        is_ordered=True,
    )


def _last(start: int) -> int:
    return start + YEARS_IN_A_BLOCK - 1


def _block(start: int) -> str:
    return f"{start}-{_last(start)}"
