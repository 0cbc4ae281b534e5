"""Organisations of a release, each under one name, in whatever way the sources write it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zicht.edition.catalogue_files import languages_with_words
from zicht.edition.printed import Group
from zicht.edition.slugs import slugify
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.releases import Document, HelpLine, Release
from zicht.vocabulary.text import Text, is_language

Names = Mapping[str, Text]
"""What the country of a release calls things: `Release.names`."""
_SECTION = "organisation."
"""Section of the names that holds the one name of each organisation, by the key of each way to write it."""
ROLES = ("addressee", "publisher", "partner", "partners", "organisation", "medium")
"""Facts of a document that name an organisation."""
_BETWEEN_NAMES = re.compile(r"\s*;\s*")
_SHORTEST_KEY_IN_A_SOURCE = 4
"""Shorter keys are not looked for within the name of a register: they would be part of other words."""


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


# ---- the directory


def index(release: Release, groups: Iterable[Group]) -> Mapping[str, Organisation]:
    """Return every organisation that a release names, by its key, in the order of the alphabet."""
    directory = _Directory()
    names = release.names
    for document in release.documents:
        for role, name in roles(document, release):
            directory.find_or_add(name).documents.append((role, document))
    for group in groups:
        _add_group(directory, group, names)
    for indicator in release.indicators.values():
        for name in of_indicator(indicator, names):
            directory.find_or_add(name).indicators.append(indicator)
    for line in release.face.help_lines:
        for name in _names_written_alike(line.name, names):
            # Where to find help stands on every page, so a help line alone needs no page of its own.
            organisation = directory.by_key.get(key_of(name))
            if organisation is not None:
                organisation.help_lines.append(line)
    return dict(sorted(directory.by_key.items()))


def _add_group(directory: "_Directory", group: Group, names: Names) -> None:
    """Add a series of published figures to who counted it, and to who only printed it."""
    producers = _producers(group, names)
    publishers = _publishers(group, names)
    for name in dict.fromkeys([*producers, *publishers]):
        organisation = directory.find_or_add(name)
        if name in producers:
            organisation.counted.append(group)
        else:
            organisation.printed.append(group)


class _Directory:
    """Organisations by key, each with a word of its own in the addresses of every language."""

    def __init__(self) -> None:
        self.by_key: dict[str, Organisation] = {}
        self._owner_of_slug: dict[tuple[str, str], str] = {}

    def find_or_add(self, name: Text) -> Organisation:
        key = key_of(name)
        if key not in self.by_key:
            self.by_key[key] = Organisation(name, self._slug(name, key))
        return self.by_key[key]

    def _slug(self, name: Text, key: str) -> Text:
        """Return the word of its address in every language; the key where another has that word."""
        slugs = {}
        for language, words in name.items():
            slug = slugify(words)
            owner = self._owner_of_slug.setdefault((language, slug), key)
            # Two names may be one word in an address. The first keeps it, so that no address leads to two
            # pages.
            slugs[language] = slug if slug and owner == key else key
        return Text.of(slugs)


def key_of(name: Text) -> str:
    """Return the key of an organisation: the word of its address in the first language of its name."""
    _, words = next(iter(name.items()))
    return slugify(words)


# ---- whose work something is


def of_figures(group: Group, names: Names) -> tuple[Text, ...]:
    """Return who counted and who printed the figures of a series."""
    organisations: dict[Text, None] = {}
    for figure in group.figures:
        for written in (figure.producer, figure.citation.publisher):
            organisations.update(dict.fromkeys(_names_written_alike(written, names)))
    return tuple(organisations)


def _producers(group: Group, names: Names) -> list[Text]:
    """Return who counted the figures of a series."""
    producers: dict[Text, None] = {}
    for figure in group.figures:
        written_alike = _names_written_alike(figure.producer, names)
        producers.update(dict.fromkeys(written_alike))
    return list(producers)


def _publishers(group: Group, names: Names) -> list[Text]:
    """Return who printed the figures of a series."""
    publishers: dict[Text, None] = {}
    for figure in group.figures:
        written_alike = _names_written_alike(figure.citation.publisher, names)
        publishers.update(dict.fromkeys(written_alike))
    return list(publishers)


def of_document(document: Document, release: Release) -> tuple[Text, ...]:
    """Return who published a document, worked on it, spoke in it, or is asked something by it."""
    names = [name for _, name in roles(document, release)]
    return tuple(dict.fromkeys(names))


def of_indicator(indicator: Indicator, names: Names) -> tuple[Text, ...]:
    """Return whose registers an indicator is counted from; the register itself where it names no organisation."""
    keepers: list[Text] = []
    for source in _split(indicator.source):
        keepers += _names_within(source, names) or [_capitalised(source)]
    return tuple(dict.fromkeys(keepers))


def _names_within(source: Text, names: Names) -> list[Text]:
    """Return the organisations whose name is part of the name of a register."""
    organisations: list[Text] = []
    for name_key, name in names.items():
        if not name_key.startswith(_SECTION):
            continue
        key = name_key.removeprefix(_SECTION)
        is_part = f"-{key}-" in f"-{key_of(source)}-"
        if is_part and len(key) >= _SHORTEST_KEY_IN_A_SOURCE:
            organisations += canonical(name, names)
    return organisations


def roles(document: Document, release: Release) -> list[tuple[str, Text]]:
    """Return every organisation that a document names, with the fact in which it does."""
    if document.kind == "addressee":
        return []
    named: dict[tuple[str, Text], None] = {}
    for role in ROLES:
        for written in _names_in_fact(document.facts.get(role)):
            for name in canonical(written, release.names):
                named[role, name] = None
    if document.kind == "report":
        for name in canonical(release.face.institute, release.names):
            named["publisher", name] = None
    return list(named)


# ---- one name for each


def canonical(written: Text, names: Names) -> list[Text]:
    """Return the one name of an organisation, however it was written; several where it names several at once."""
    known = names.get(f"{_SECTION}{key_of(written)}", written)
    several = [name for name in _split(known) if key_of(name)]
    return several or [known]


def _split(text: Text) -> list[Text]:
    """Split a text that names several organisations; it is left whole where languages name another number of them."""
    names_by_language: dict[str, list[str]] = {}
    for language, words in text.items():
        names_by_language[language] = _BETWEEN_NAMES.split(words)
    numbers = {len(names) for names in names_by_language.values()}
    has_empty_name = any(
        not name.strip() for names in names_by_language.values() for name in names
    )
    if len(numbers) > 1 or has_empty_name:
        return [text]
    split = []
    for place in range(numbers.pop()):
        name = {language: names[place] for language, names in names_by_language.items()}
        split.append(Text.of(name))
    return split


def _capitalised(text: Text) -> Text:
    capitalised = {}
    for language, words in text.items():
        capitalised[language] = words[:1].upper() + words[1:]
    return Text.of(capitalised)


def _same_in_every_language(name: str) -> Text:
    return Text.of(dict.fromkeys(languages_with_words(), name))


def _names_written_alike(written: str, names: Names) -> list[Text]:
    """Return the names of the organisations in words that are the same in every language."""
    if not slugify(written):
        return []
    return canonical(_same_in_every_language(written), names)


def _names_in_fact(value: object) -> list[Text]:
    """Return names as they stand in a fact: words, words per language, or a list of those."""
    if isinstance(value, str):
        names = _BETWEEN_NAMES.split(value)
        return [_same_in_every_language(name) for name in names if slugify(name)]
    if isinstance(value, Mapping):
        return _name_by_language(value)
    names_of_members: list[Text] = []
    if isinstance(value, list | tuple):
        for member in value:
            names_of_members += _names_in_fact(member)
    return names_of_members


def _name_by_language(value: Mapping[object, object]) -> list[Text]:
    """Return a name that is written per language; empty if no language has words."""
    name = {}
    for code, words in value.items():
        if is_language(str(code)) and slugify(str(words)):
            name[str(code)] = str(words)
    return [Text.of(name)] if name else []
