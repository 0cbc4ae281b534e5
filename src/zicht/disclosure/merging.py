"""Merges the categories of plain records before they are counted."""

from collections.abc import Mapping, Sequence

from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.merging import Merges, refuse_unfit
from zicht.vocabulary.tables import Hierarchy

Columns = Mapping[str, Sequence[str]]


def merge_categories(
    columns: Columns,
    above: Mapping[str, Sequence[Hierarchy]],
    merges: Mapping[str, Merges],
    *,
    listed: set[str],
    where: str,
) -> tuple[dict[str, list[str]], dict[str, list[Hierarchy]]]:
    """Give the columns, and the hierarchies above them, with the categories merged that a policy publishes together.

    Parameters
    ----------
    columns : the category of every record, per column of some table
    above : hierarchies per column
    merges : of the policy
    listed : every column of the file: one that no table shows needs no merge

    Raises
    ------
    ProjectError : the policy names a column or category that is not there
    """
    strangers = sorted(set(merges) - listed)
    if strangers:
        raise ProjectError(
            f"{where}: the policy merges categories of {', '.join(strangers)}, of which there is no column.",
            now=f"Correct [merges]; the columns are {', '.join(sorted(listed))}.",
        )
    found = {name: list(codes) for name, codes in columns.items()}
    trees = {name: list(hierarchies) for name, hierarchies in above.items()}
    for name in merges.keys() & columns.keys():
        own = merges[name]
        levels = {hierarchy.name: hierarchy.parents for hierarchy in trees.get(name, [])}
        known = {*columns[name], *(code for parents in levels.values() for code in parents)}
        refuse_unfit(own, known, levels, where=f"{where}, [merges.{name}]")
        found[name] = [own.get(code, code) for code in columns[name]]
        trees[name] = [_without(hierarchy, own) for hierarchy in trees.get(name, [])]
    return found, trees


def _without(hierarchy: Hierarchy, merges: Merges) -> Hierarchy:
    return Hierarchy(hierarchy.name, {code: up for code, up in hierarchy.parents.items() if code not in merges})
