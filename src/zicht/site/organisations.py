"""Organisations: whose work a page is about, under one name, however it was written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from zicht.edition.printed import Group
from zicht.edition.slugs import slugify
from zicht.edition.words import all_words, languages_with_words
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.releases import Document, HelpLine, Release
from zicht.vocabulary.text import Text, is_language

_TABLE = "organisation."
ROLES = ("addressee", "publisher", "partner", "partners", "organisation", "medium")
"""Facts of a document that name an organisation."""
_PART = re.compile(r"\s*;\s*")
_SHORT = 4


@dataclass(frozen=True)
class Organisation:
    """One organisation and everything of the release that concerns it.

    Parameters
    ----------
    name : under which it stands everywhere
    slug : word of its address per language
    documents : what names it, with the fact in which it does
    counted, printed : series of published figures that it counted, and those that it only published
    indicators : counted from its registers
    help_lines : of its own
    """

    name: Text
    slug: Text
    documents: list[tuple[str, Document]] = field(default_factory=list)
    counted: list[Group] = field(default_factory=list)
    printed: list[Group] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    help_lines: list[HelpLine] = field(default_factory=list)


def index(release: Release, groups: Iterable[Group]) -> Mapping[str, Organisation]:
    """Give every organisation that a release names, by its key, in the order of the alphabet."""
    found = _Directory()
    for document in release.documents:
        for role, name in roles(document, release):
            found.at(name).documents.append((role, document))
    for group in groups:
        counted = _distinct(_one(figure.producer) for figure in group.figures)
        printed = _distinct(_one(figure.citation.publisher) for figure in group.figures)
        for name in dict.fromkeys((*counted, *printed)):
            organisation = found.at(name)
            (organisation.counted if name in counted else organisation.printed).append(
                group
            )
    for indicator in release.indicators.values():
        for name in of_indicator(indicator):
            found.at(name).indicators.append(indicator)
    for line in release.face.help_lines:
        for name in _one(line.name):
            if (
                key_of(name) in found
            ):  # where to find help stands on every page; a line alone needs no page
                found[key_of(name)].help_lines.append(line)
    return dict(sorted(found.items()))


class _Directory(dict[str, Organisation]):
    """Organisations by key, each with a word of its own in the addresses of every language."""

    def __init__(self) -> None:
        super().__init__()
        self._taken: dict[tuple[str, str], str] = {}

    def at(self, name: Text) -> Organisation:
        key = key_of(name)
        if key not in self:
            self[key] = Organisation(name, self._slug(name, key))
        return self[key]

    def _slug(self, name: Text, key: str) -> Text:
        """Return the word of its address in every language; the key where another has that word."""
        slugs = {}
        for language, words in name.items():
            word = slugify(words)
            is_free = self._taken.setdefault((language, word), key) == key
            slugs[language] = word if word and is_free else key
        return Text.of(slugs)


def key_of(name: Text) -> str:
    """Return the key of an organisation: the word of its address in the first language of its name."""
    return slugify(_first(name))


def _first(text: Text) -> str:
    return next(words for _, words in text.items())


def of_figures(group: Group) -> tuple[Text, ...]:
    """Who counted and who printed the figures of a series."""
    return _distinct(
        name
        for figure in group.figures
        for written in (figure.producer, figure.citation.publisher)
        for name in (_one(written),)
    )


def of_document(document: Document, release: Release) -> tuple[Text, ...]:
    """Who published a document, worked on it, spoke in it, or is asked something by it."""
    return tuple(dict.fromkeys(name for _, name in roles(document, release)))


def of_indicator(indicator: Indicator) -> tuple[Text, ...]:
    """Whose registers an indicator is counted from; the register itself where no organisation is named."""
    found: list[Text] = []
    for part in _parts(indicator.source):
        place = f"-{key_of(part)}-"
        named = [key for key in _known() if len(key) >= _SHORT and f"-{key}-" in place]
        found += [
            name for key in named for name in canonical(all_words()[f"{_TABLE}{key}"])
        ] or [_capitalised(part)]
    return tuple(dict.fromkeys(found))


def roles(document: Document, release: Release) -> list[tuple[str, Text]]:
    """Give every organisation that a document names, with the fact in which it does."""
    if document.kind == "addressee":
        return []
    found = [
        (role, name)
        for role in ROLES
        for written in _written(document.facts.get(role))
        for name in canonical(written)
    ]
    if document.kind == "report":
        found += [("publisher", name) for name in canonical(release.face.institute)]
    return list(dict.fromkeys(found))


def _known() -> list[str]:
    return [key.removeprefix(_TABLE) for key in all_words() if key.startswith(_TABLE)]


def canonical(written: Text) -> list[Text]:
    """Give the one name of an organisation, however it was written; several where it names several at once."""
    known = all_words().get(f"{_TABLE}{key_of(written)}", written)
    return [part for part in _parts(known) if key_of(part)] or [known]


def _parts(text: Text) -> list[Text]:
    """Split a text that names several organisations; one of which languages name another number is left whole."""
    parts = {language: _PART.split(words) for language, words in text.items()}
    numbers = {len(names) for names in parts.values()}
    if len(numbers) > 1 or not all(
        name.strip() for names in parts.values() for name in names
    ):
        return [text]
    return [
        Text.of({language: names[at] for language, names in parts.items()})
        for at in range(numbers.pop())
    ]


def _capitalised(text: Text) -> Text:
    return Text.of(
        {language: words[:1].upper() + words[1:] for language, words in text.items()}
    )


def _same(name: str) -> Text:
    """Make a text of a name that is the same in every language."""
    return Text.of(dict.fromkeys(languages_with_words(), name))


def _one(written: str) -> tuple[Text, ...]:
    return tuple(canonical(_same(written))) if slugify(written) else ()


def _distinct(names: Iterable[Sequence[Text]]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(name for several in names for name in several))


def _written(value: object) -> list[Text]:
    """Names as they stand in a fact: words, words per language, or a list of those."""
    if isinstance(value, str):
        return [_same(name) for name in _PART.split(value) if slugify(name)]
    if isinstance(value, Mapping):
        names = {
            str(code): str(words)
            for code, words in value.items()
            if is_language(str(code)) and slugify(str(words))
        }
        return [Text.of(names)] if names else []
    return (
        [name for part in value for name in _written(part)]
        if isinstance(value, list | tuple)
        else []
    )
