"""Which sources a query rests on, through the views that it reads."""

from collections.abc import Iterable, Mapping

from zicht.indicators import lint


def relations_read(query: str, views: Mapping[str, str]) -> frozenset[str]:
    """Return the names of all relations that a query reads, itself or through views; views are not among them.

    Parameters
    ----------
    query : of an indicator
    views : name to SQL of the views that queries share

    Examples
    --------
    >>> sorted(relations_read("SELECT unit FROM v", {"v": "SELECT unit FROM a JOIN b ON a.x = b.x"}))
    ['a', 'b']
    """
    return relations_behind(lint.relations(query), views)


def relations_behind(names: Iterable[str], views: Mapping[str, str]) -> frozenset[str]:
    """Return the names of all relations that some relations rest on, themselves or through views."""
    found: set[str] = set()
    queue = set(names)
    while queue:
        name = queue.pop()
        if name in found:
            continue
        found.add(name)
        if name in views:
            queue |= lint.relations(views[name])
    return frozenset(found - views.keys())
