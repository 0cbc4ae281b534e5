"""Merges the categories of plain records before they are counted."""

from collections.abc import Mapping, Sequence

from zicht.vocabulary.dimensions import Hierarchy
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.merging import Merges, refuse_unfit
from zicht.vocabulary.policies import LOCAL_LEVELS, Policy

Columns = Mapping[str, Sequence[str]]


def refuse_idle(
    policy: Policy,
    listed: set[str],
    above: Mapping[str, Sequence[Hierarchy]],
    *,
    where: str,
) -> None:
    """Refuse rules about columns or levels that are not there: they would silently do nothing.

    Raises
    ------
    ProjectError : naming them. The local level of the standard policy may be absent: then nothing here is local
    """
    levels = listed | {hierarchy.name for own in above.values() for hierarchy in own}
    local = set(policy.local_levels) - set(LOCAL_LEVELS)
    faults = [
        *(
            f"[merges.{name}]: no such column"
            for name in sorted(set(policy.merges) - listed)
        ),
        *(
            f"[sensitive] {name}: no such column"
            for name in sorted(set(policy.sensitive) - listed)
        ),
        *(
            f"local_levels {name}: no such column or level of a hierarchy"
            for name in sorted(local - levels)
        ),
    ]
    if faults:
        raise ProjectError(
            f"{where}: the policy {policy.title} has rules about what is not there.",
            details=faults,
            now=f"Correct the policy; the columns and levels are {', '.join(sorted(levels))}.",
        )


def merge_categories(
    columns: Columns,
    above: Mapping[str, Sequence[Hierarchy]],
    merges: Mapping[str, Merges],
    *,
    where: str,
) -> tuple[dict[str, list[str]], dict[str, list[Hierarchy]]]:
    """Give the columns, and the hierarchies above them, with the categories merged that a policy publishes together.

    Parameters
    ----------
    columns : the category of every record, per column of some table
    above : hierarchies per column
    merges : of the policy

    Raises
    ------
    ProjectError : the policy names a category that is not there
    """
    found = {name: list(codes) for name, codes in columns.items()}
    trees = {name: list(hierarchies) for name, hierarchies in above.items()}
    for name in merges.keys() & columns.keys():
        own = merges[name]
        levels = {
            hierarchy.name: hierarchy.parents for hierarchy in trees.get(name, [])
        }
        known = {
            *columns[name],
            *(code for parents in levels.values() for code in parents),
        }
        refuse_unfit(own, known, levels, where=f"{where}, [merges.{name}]")
        found[name] = [own.get(code, code) for code in columns[name]]
        trees[name] = [_without(hierarchy, own) for hierarchy in trees.get(name, [])]
    return found, trees


def _without(hierarchy: Hierarchy, merges: Merges) -> Hierarchy:
    return Hierarchy(
        hierarchy.name,
        {code: up for code, up in hierarchy.parents.items() if code not in merges},
    )
