"""What editors may refer to: every reference in a document leads somewhere, and to what can bear it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from zicht.project.documents import PUBLICATION_KINDS, is_address
from zicht.project.rows import Row
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import FigureKey
from zicht.vocabulary.releases import Document

EVIDENCE_KINDS = (*PUBLICATION_KINDS, "event", "activity", "media", "reflection")
"""Documents that can show that something was done; a recommendation, a theme or a definition cannot."""


class Everything(Collection[str]):
    """Ids that are not known: each word is taken for one of them."""

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@dataclass(frozen=True)
class Known:
    """What a project has, to which its documents may refer.

    Parameters
    ----------
    figures : ids of the cited figures
    indicators : ids of the indicators; None when they are not known: then what looks like one is let through
    measures : ids of indicators and of what cited figures are values of, which an event may move; None as above
    refuse_address : raises for the address of a figure (`ID:2024`) that will not be counted; None: left unchecked
    """

    figures: Collection[str] = ()
    indicators: Collection[str] | None = None
    measures: Collection[str] | None = None
    refuse_address: Callable[[str], None] | None = None

    def why_no_figure(self, word: str) -> str:
        """Return why a word is not a figure; empty when it is one."""
        if word in self.figures:
            return ""
        indicator, colon, _ = word.partition(":")
        if not self._counts(indicator):
            return f"{word!r} is not a figure of the register and no figure of an indicator."
        try:
            if colon:
                (self.refuse_address or FigureKey.read)(word)
        except ProjectError as error:
            return f"{word!r} is not a figure: {error.what} {error.now}"
        return ""

    def _counts(self, indicator: str) -> bool:
        if self.indicators is None:
            return indicator[:1].isupper() and indicator[1:2].isdigit()
        return indicator in self.indicators


def without_strays(document: Document, known: Known) -> Document:
    """Leave out of a standard document the indicators that this project does not use."""
    kept = [
        word
        for word in _listed(document.facts.get("figures"))
        if not known.why_no_figure(word)
    ]
    others = {key: value for key, value in document.facts.items() if key != "figures"}
    return replace(document, facts={**others, "figures": kept} if kept else others)


def refuse_dangling(
    places: Mapping[str, Row], documents: Collection[Document], known: Known
) -> None:
    """Refuse references that lead nowhere or to what cannot bear them; all of them together.

    Parameters
    ----------
    places : id of a document to where it stands
    documents : of the pack and the project
    known : figures, indicators and years of the project

    Raises
    ------
    ProjectError : names file and line of each
    """
    by_id = {document.id: document for document in documents}
    mistakes = [
        f"{_place(places[document.id], key, word)}: {what}"
        for document in documents
        for key, word, what in (
            *_figures(document, known),
            *_documents(document, by_id),
        )
    ]
    mistakes += _same_addresses(places, documents)
    if mistakes:
        raise ProjectError(
            f"{len(mistakes)} references lead nowhere.",
            details=mistakes,
            now="Correct the id, or add what it refers to.",
        )


def _place(row: Row, key: str, word: str) -> str:
    """Where a word stands: evidence in its step of the history, all else at its key."""
    steps = row.rows("history") if key == "evidence" else ()
    return next(
        (step.at(key) for step in steps if step.values.get(key) == word), row.at(key)
    )


def _figures(document: Document, known: Known) -> Iterator[tuple[str, str, str]]:
    for word in _listed(document.facts.get("figures")):
        if why := known.why_no_figure(word):
            yield "figures", word, why
    for word in _listed(document.facts.get("moves")):
        if known.measures is not None and word not in known.measures:
            yield (
                "moves",
                word,
                f"{word!r} is not an indicator, and no figure of the register is a value of it.",
            )


def _documents(
    document: Document, by_id: Mapping[str, Document]
) -> Iterator[tuple[str, str, str]]:
    themes = {one.id for one in by_id.values() if one.kind == "theme"}
    if document.theme and document.theme not in themes:
        yield (
            "theme",
            document.theme,
            f"{document.theme!r} is not a theme. Known are {', '.join(sorted(themes))}.",
        )
    for word in _listed(document.facts.get("related")):
        if word not in by_id:
            yield "related", word, f"{word!r} is not a document."
    for word in _listed(document.facts.get("source")):
        if why := _why_no_source(document, word, by_id):
            yield "source", word, why
    for word in _evidence(document):
        if why := _why_no_evidence(document, word, by_id):
            yield "evidence", word, why


def _evidence(document: Document) -> list[str]:
    """Name the evidence of every step of a history."""
    history = document.facts.get("history")
    steps = history if isinstance(history, list) else []
    return list(
        dict.fromkeys(str(step["evidence"]) for step in steps if step.get("evidence"))
    )


def _why_no_source(document: Document, word: str, by_id: Mapping[str, Document]) -> str:
    named = by_id.get(word)
    if named is None:
        is_elsewhere = is_address(word) and document.kind != "recommendation"
        return "" if is_elsewhere else f"{word!r} is not a document."
    if named.kind not in PUBLICATION_KINDS:
        return f"{word!r} is a {named.kind}, no publication."
    return "" if _has_appeared(named) else f"{word!r} was not published yet."


def _why_no_evidence(
    document: Document, word: str, by_id: Mapping[str, Document]
) -> str:
    named = by_id.get(word)
    if named is None:
        return "" if is_address(word) else f"{word!r} is not a document."
    # A recommendation could be its own evidence, or rest on a report still to be
    # written (ADR 0060).
    if named is document or named.kind not in EVIDENCE_KINDS:
        return f"{word!r} is a {named.kind} and no evidence of what was done."
    return (
        ""
        if _has_appeared(named)
        else f"{word!r} was not published yet and is no evidence."
    )


def _has_appeared(document: Document) -> bool:
    return (
        document.kind not in PUBLICATION_KINDS
        or document.facts.get("status") == "published"
    )


def _same_addresses(
    places: Mapping[str, Row], documents: Iterable[Document]
) -> list[str]:
    """Return which documents of a kind would stand at one address."""
    first: dict[tuple[str, str, str], Document] = {}
    found = []
    for document in documents:
        for language, slug in document.slug.items():
            other = first.setdefault((document.kind, language, slug), document)
            if other is not document:
                at = places[other.id].at("slug")
                found.append(
                    f"{places[document.id].at('slug')}: its address {slug!r} is that of {at} too. Add a slug."
                )
                break
    return found


def _listed(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [str(part) for part in value] if isinstance(value, list) else []
