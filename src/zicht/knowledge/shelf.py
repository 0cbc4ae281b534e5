"""The shelf: every document of the knowledge base, linked, with what follows from it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from zicht.edition import numerals
from zicht.edition.words import Words, in_every_language
from zicht.knowledge.accounts import account_documents
from zicht.knowledge.follow_up import by_addressee
from zicht.knowledge.links import linked
from zicht.vocabulary.content import (
    Concept,
    Content,
    Recommendation,
)
from zicht.vocabulary.figures import Cited
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text


def shelve(content: Content, cited: Sequence[Cited] = ()) -> tuple[Document, ...]:
    """Make every document of the knowledge base.

    Parameters
    ----------
    content : what editors wrote
    cited : figures that the accounts refer to

    Returns
    -------
    the documents, linked both ways; besides those of editors one per year of accounts, one per addressee of
    recommendations, and one per concept of the words of readers (kind `synonym`)

    Raises
    ------
    ProjectError : the accounts refer to a figure that is not there, or have two totals

    References
    ----------
    docs/knowledge.md

    Examples
    --------
    >>> shelve(Content())
    ()
    """
    documents = (
        *content.documents,
        *account_documents(content.accounts, cited),
        *_addressees(content.recommendations),
    )
    return (*linked(documents), *_synonyms(content.concepts))


def _addressees(recommendations: Iterable[Recommendation]) -> list[Document]:
    return [
        _addressee(name, found) for name, found in by_addressee(recommendations).items()
    ]


def _addressee(name: str, recommendations: Sequence[Recommendation]) -> Document:
    word = _word(name)
    return Document(
        kind="addressee",
        id=f"aan-{word}",
        slug=Text(word, word),
        title=Text(name, name),
        body=in_every_language(lambda language: _standing(recommendations, language)),
        facts={
            "related": [found.id for found in recommendations],
            "made": len(recommendations),
        },
        theme="organisatie",
        date=max(found.date for found in recommendations),
    )


def _standing(recommendations: Sequence[Recommendation], language: str) -> str:
    """List what was recommended, where it stands, and on what evidence."""
    lead = Words(language)("standing.lead")
    return "\n".join(
        [lead, "", *(f"- {_line(found, language)}" for found in recommendations)]
    )


def _line(found: Recommendation, language: str) -> str:
    words = Words(language)
    status = words(f"standing.{found.status}")
    strength = found.history[-1].strength
    evidence = f", {words(f'evidence.{strength}')}" if strength else ""
    look = "" if found.is_closed else _look(found, language)
    return f"**{found.title.in_language(language)}** ({numerals.day(found.date, language)}): {status}{evidence}.{look}"


def _look(found: Recommendation, language: str) -> str:
    day = numerals.day(found.next_look, language)
    return " " + Words(language)("standing.next_look", day=day)


def _word(name: str) -> str:
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name)
        if not unicodedata.combining(letter)
    )
    return re.sub(r"[^a-z0-9]+", "-", bare.lower()).strip("-")


def _synonyms(concepts: Iterable[Concept]) -> tuple[Document, ...]:
    """Make one document per concept: its first word is the field's own, the others lead to it and it to them."""
    return tuple(
        Document(
            kind="synonym",
            id=f"woord-{concept.id}",
            slug=Text(f"woord-{concept.id}", f"word-{concept.id}"),
            title=Text.of({code: words[0] for code, words in concept.words.items()}),
            body=Text.of(
                {code: ", ".join(words) for code, words in concept.words.items()}
            ),
            facts={
                **{code: list(words[1:]) for code, words in concept.words.items()},
                "both_ways": True,
            },
        )
        for concept in concepts
    )
