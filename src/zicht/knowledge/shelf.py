"""The shelf: every document of the knowledge base, linked, with what follows from it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from zicht.edition import numerals
from zicht.edition.numerals import sentence
from zicht.edition.words import Words, in_every_language
from zicht.knowledge.accounts import account_documents
from zicht.knowledge.follow_up import by_addressee
from zicht.knowledge.links import linked
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.content import (
    Concept,
    Content,
    Recommendation,
)
from zicht.vocabulary.releases import Document
from zicht.vocabulary.roles import Roles
from zicht.vocabulary.text import Text


def shelve(
    content: Content, cited: Sequence[Cited] = (), roles: Roles | None = None
) -> tuple[Document, ...]:
    """Make every document of the knowledge base.

    Parameters
    ----------
    content : what editors wrote
    cited : figures that the accounts refer to
    roles : that name the themes of accounts and of addressees; left out, these have no theme

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
    roles = roles or Roles()
    documents = [
        *content.documents,
        *account_documents(content.accounts, cited, roles.theme_of_accounts),
        *_addressees(content.recommendations, roles.theme_of_institute),
    ]
    return (*linked(documents), *_synonyms(content.concepts))


# ---- addressees of recommendations


def _addressees(
    recommendations: Iterable[Recommendation], theme: str
) -> list[Document]:
    """Make one document per addressee, with the recommendations made to it."""
    documents = []
    for name, received in by_addressee(recommendations).items():
        documents.append(_addressee(name, received, theme))
    return documents


def _addressee(
    name: str, recommendations: Sequence[Recommendation], theme: str
) -> Document:
    slug = _slug(name)
    newest_date = max(recommendation.date for recommendation in recommendations)
    return Document(
        kind="addressee",
        id=f"aan-{slug}",
        slug=Text(slug, slug),
        title=Text(name, name),
        body=in_every_language(lambda language: _standing(recommendations, language)),
        facts={
            "related": [recommendation.id for recommendation in recommendations],
            "made": len(recommendations),
        },
        theme=theme,
        date=newest_date,
    )


def _standing(recommendations: Sequence[Recommendation], language: str) -> str:
    """List what was recommended, where it stands, and on what evidence."""
    lines = [Words(language)("standing.lead"), ""]
    for recommendation in recommendations:
        lines.append(f"- {_line(recommendation, language)}")
    return "\n".join(lines)


def _line(recommendation: Recommendation, language: str) -> str:
    """Write one recommendation: title, date, status, evidence, and the day of the next look."""
    words = Words(language)
    title = recommendation.title.in_language(language)
    date = numerals.day(recommendation.date, language)
    status = words(f"standing.{recommendation.status}")
    strength = recommendation.history[-1].strength
    evidence = f", {words(f'evidence.{strength}')}" if strength else ""
    next_look = ""
    if not recommendation.is_closed:
        day = numerals.day(recommendation.next_look, language)
        next_look = " " + words("standing.next_look", day=day)
    return f"**{title}** ({date}): {status}{evidence}.{next_look}"


def _slug(name: str) -> str:
    """Return a name in small letters without accents, with hyphens between its words."""
    decomposed = unicodedata.normalize("NFKD", name)
    letters = [letter for letter in decomposed if not unicodedata.combining(letter)]
    plain_name = "".join(letters).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain_name).strip("-")


# ---- words of readers


def _synonyms(concepts: Iterable[Concept]) -> tuple[Document, ...]:
    """Make one document per concept."""
    return tuple(_synonym(concept) for concept in concepts)


def _synonym(concept: Concept) -> Document:
    """Make the document of a concept: its first word is the term of the field, and its words lead to each other."""
    titles = {}
    bodies = {}
    facts: dict[str, object] = {}
    for language, words in concept.words.items():
        titles[language] = words[0]
        bodies[language] = ", ".join(words)
        facts[language] = list(words[1:])
    facts["both_ways"] = True
    return Document(
        kind="synonym",
        id=f"woord-{concept.id}",
        slug=sentence("slug_of_a_word", id=concept.id),
        title=Text.of(titles),
        body=Text.of(bodies),
        facts=facts,
    )
