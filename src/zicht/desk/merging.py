"""Merges the categories of plain records before they are counted."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from zicht.desk.trees import Tree, Trees
from zicht.vocabulary.dimensions import Hierarchy
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.merging import Merges, refuse_unfit
from zicht.vocabulary.policies import Policy


def refuse_idle_rules(
    policy: Policy, columns: set[str], trees: Trees, *, where: str
) -> None:
    """Refuse rules about columns or levels that do not exist, because they would have no effect.

    Raises
    ------
    ProjectError : naming them
    """
    every_tree = chain.from_iterable(trees.values())
    names = columns | {tree.name for tree in every_tree}
    faults: list[str] = []
    for name in sorted(set(policy.merges) - columns):
        faults.append(f"[merges.{name}]: no such column")
    for name in sorted(set(policy.sensitive) - columns):
        faults.append(f"[sensitive] {name}: no such column")
    for name in sorted(set(policy.local_levels) - names):
        faults.append(f"local_levels {name}: no such column or level of a hierarchy")
    if faults:
        raise ProjectError(
            f"{where}: the policy {policy.title} has rules about columns or levels that do not exist.",
            details=faults,
            now=f"Correct the policy; the columns and levels are {', '.join(sorted(names))}.",
        )


def merge_levels(
    codes: Mapping[str, set[str]],
    trees: Trees,
    merges: Mapping[str, Merges],
    *,
    where: str,
) -> Trees:
    """Remove the merged categories from the hierarchies.

    Parameters
    ----------
    codes : the categories of each column
    trees : hierarchies per column
    merges : of the policy, per column category to the category it becomes part of

    Raises
    ------
    ProjectError : the policy names a category that does not exist
    """
    merged = dict(trees)
    for name in merges.keys() & codes.keys():
        of_column = trees.get(name, [])
        parents = {tree.name: tree.parents for tree in of_column}
        known = codes[name].union(*(tree.parents for tree in of_column))
        # A merge of a misspelled category would leave the small one as it is.
        refuse_unfit(merges[name], known, parents, where=f"{where}, [merges.{name}]")
        merged[name] = [_without(tree, merges[name]) for tree in of_column]
    return merged


def _without(tree: Hierarchy, merges: Merges) -> Hierarchy:
    """Return a hierarchy without the categories that become part of others."""
    parents = {
        code: parent for code, parent in tree.parents.items() if code not in merges
    }
    # A merged category no longer stands right below the total.
    if isinstance(tree, Tree):
        return replace(tree, parents=parents, tops=tree.tops - set(merges))
    return replace(tree, parents=parents)
