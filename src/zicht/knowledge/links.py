"""Links both ways: what a document names also names it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from zicht.vocabulary.releases import Document

_POINTERS = ("related", "source", "evidence")


def linked(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Give every document, in its fact `related`, the ids of those that name it as well as those it names."""
    named = {document.id: _named(document) for document in documents}
    back: dict[str, list[str]] = {}
    for id_, others in named.items():
        for other in others:
            back.setdefault(other, []).append(id_)
    known = set(named)
    return tuple(
        _with_related(
            document, [*named[document.id], *back.get(document.id, ())], known
        )
        for document in documents
    )


def _named(document: Document) -> list[str]:
    found: list[str] = []
    for key in _POINTERS:
        value = document.facts.get(key)
        found += (
            [value]
            if isinstance(value, str)
            else [str(part) for part in value]
            if isinstance(value, list)
            else []
        )
    return found


def _with_related(
    document: Document, others: Iterable[str], known: set[str]
) -> Document:
    related = [
        other
        for other in dict.fromkeys(others)
        if other in known and other != document.id
    ]
    facts = {key: value for key, value in document.facts.items() if key != "related"}
    return replace(document, facts={**facts, "related": related} if related else facts)


def used_by(documents: Iterable[Document]) -> Mapping[str, tuple[str, ...]]:
    """Give figure to the ids of the documents that rest on it.

    Parameters
    ----------
    documents : of the knowledge base

    Returns
    -------
    id of a cited figure, or address of a counted one, to ids of documents in their order
    """
    found: dict[str, dict[str, None]] = {}
    for document in documents:
        figures = document.facts.get("figures", ())
        for figure in figures if isinstance(figures, list | tuple) else ():
            found.setdefault(str(figure), {})[document.id] = None
    return {figure: tuple(ids) for figure, ids in found.items()}
