"""Links both ways: a document leads to those that it names, and to those that name it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from zicht.vocabulary.releases import Document

_FACTS_THAT_NAME_DOCUMENTS = ("related", "source", "evidence")


def linked(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return the documents, each with the ids of those that it names and of those that name it.

    The ids stand in the fact `related`. An id of which there is no document is left out.
    """
    names: dict[str, list[str]] = {}
    named_by: dict[str, list[str]] = {}
    for document in documents:
        names[document.id] = _named_documents(document)
    for id_, named_ids in names.items():
        for named_id in named_ids:
            named_by.setdefault(named_id, []).append(id_)
    linked_documents = []
    for document in documents:
        neighbours = dict.fromkeys(names[document.id])
        neighbours.update(dict.fromkeys(named_by.get(document.id, ())))
        related = [id_ for id_ in neighbours if id_ in names and id_ != document.id]
        linked_documents.append(_with_related(document, related))
    return tuple(linked_documents)


def _named_documents(document: Document) -> list[str]:
    """Return the ids that a document names in its facts, in order."""
    ids: list[str] = []
    for fact in _FACTS_THAT_NAME_DOCUMENTS:
        value = document.facts.get(fact)
        if isinstance(value, str):
            ids.append(value)
        elif isinstance(value, list):
            ids += [str(id_) for id_ in value]
    return ids


def _with_related(document: Document, related: list[str]) -> Document:
    """Return a document with its fact `related` replaced; without it where nothing is related."""
    facts = dict(document.facts)
    facts.pop("related", None)
    if related:
        facts["related"] = related
    return replace(document, facts=facts)


def used_by(documents: Iterable[Document]) -> Mapping[str, tuple[str, ...]]:
    """Return for each figure the ids of the documents that rest on it.

    Parameters
    ----------
    documents : of the knowledge base

    Returns
    -------
    id of a cited figure, or address of a counted one, to ids of documents in their order
    """
    users: dict[str, list[str]] = {}
    for document in documents:
        figures = document.facts.get("figures", ())
        if not isinstance(figures, list | tuple):
            continue
        for figure in dict.fromkeys(figures):
            users.setdefault(str(figure), []).append(document.id)
    return {figure: tuple(ids) for figure, ids in users.items()}
