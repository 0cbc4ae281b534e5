"""Reads the lexicon and finds its concepts in words."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
AGE = "age"
"""Axis whose values are ranges of ages, not named concepts."""
WEAK_AGE = "weak_age"
"""Axis of ages that a word brings along, as `girls` does."""
FOLLOW_UP = "follow_up"
"""Axis of terms during which people are followed, in months: `24m`."""
_REMEMBERED = 4096
"""Texts whose concepts are kept."""
_TERM = re.compile(r"\d{1,3}m")
_MOST_BETWEEN = 4
"""Words that ` ... ` may stand for."""
_CLASS = re.compile(r"<(?P<name>\w+)>")
_ALTERNATIVES = re.compile(r"(\([^)]*\))")
_LETTERS = re.compile(r"[^\W\d_]+")
_BEGINNING = 6
"""Most letters of a word by which the concepts that it may name are found."""
_SPACE = r"(?:\s+|-)"
"""Stands between two words of a phrase: `sex offence`, `sex-offence cases`."""
_AGE_RANGE = re.compile(r"\d{1,2}-(?:\d{1,2})?")


@dataclass(frozen=True)
class Axis:
    """One way in which two figures, or a figure and a sentence, can differ.

    Parameters
    ----------
    name : such as `sex`
    concepts : its values
    is_silent : whether a sentence may leave it out and still mean a figure that has it
    has_several : whether a figure can have more than one value on it
    incidental : concepts that a sentence may name by the way, without speaking of them
    optional : concepts that a sentence need not name
    covers : axes whose words count for nothing within words of this axis
    codes : code by which figures declare a concept, such as that of a country
    implies : whom a concept is said of, where a sentence only speaks of people
    entails : concept of this axis that another one brings along
    unsaid_of : concept of this axis that narrows nothing, by the field of the figures
    """

    name: str
    concepts: frozenset[str]
    is_silent: bool = False
    has_several: bool = False
    incidental: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    covers: frozenset[str] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)
    implies: Mapping[str, str] = field(default_factory=dict)
    entails: Mapping[str, str] = field(default_factory=dict)
    unsaid_of: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept that words name.

    Parameters
    ----------
    start, end : place of the words in the text
    axis, concept : what they name
    """

    start: int
    end: int
    axis: str
    concept: str


@dataclass(frozen=True)
class ConceptWords:
    """The words that name one concept.

    Parameters
    ----------
    axis : of the concept
    phrases : the words as `pattern` reads them
    beginnings : first letters of words of which a text with any of the words holds one; None where that is not known
    """

    axis: str
    phrases: tuple[str, ...]
    beginnings: frozenset[str] | None

    @property
    def pattern(self) -> re.Pattern[str]:
        """What finds the words.

        It is compiled when the first text may hold one of them: most texts name a few of hundreds of concepts, and
        to compile all patterns takes longer than to read a small site.
        """
        return pattern(self.phrases)


@dataclass(frozen=True)
class Lexicon:
    """The words of one language.

    Parameters
    ----------
    language : code of the language
    concepts : words that name each concept
    directions : words of a rise or a fall, as patterns
    qualifiers : qualifier to its words, the longest first
    structure : words that shape a sentence, by what they do
    ages : range of ages to the words that name it
    age_forms : how ages stand in digits
    relative_periods : how periods are named by another one, by where they lie from it
    weak_ages : words such as `girls`, whose age gives way to one that is said
    headers : words that name a concept where they are a whole header of a table
    written_as : name of a source, as figures declare it, to the other names that texts give it
    says : sentence for each reason of a verdict
    verdicts : words for each verdict, and headings of a report
    """

    language: str
    concepts: Mapping[str, ConceptWords]
    directions: Mapping[str, re.Pattern[str]]
    qualifiers: Mapping[str, tuple[str, ...]]
    structure: Mapping[str, tuple[str, ...]]
    ages: Mapping[str, re.Pattern[str]]
    age_forms: tuple[re.Pattern[str], ...]
    relative_periods: Mapping[str, tuple[str, ...]]
    weak_ages: re.Pattern[str]
    headers: Mapping[str, re.Pattern[str]]
    written_as: Mapping[str, tuple[str, ...]]
    says: Mapping[str, str]
    verdicts: Mapping[str, str]

    def mentions(self, text: str) -> list[Mention]:
        """Find every concept that a text names; of overlapping words the longest name counts on its axis."""
        return list(_mentions(self.language, text))

    def named(self, text: str) -> Iterator[Mention]:
        """Yield every concept that a text names, overlapping ones too."""
        yield from self._ages(text)
        for concept in self._that_may_stand_in(text):
            words = self.concepts[concept]
            for match in words.pattern.finditer(text):
                yield Mention(match.start(), match.end(), words.axis, concept)

    def _that_may_stand_in(self, text: str) -> list[str]:
        """Return the concepts that are worth a search in a text: hardly any stands in a given sentence."""
        likely = set(self.searched_always)
        for word in set(_LETTERS.findall(text.lower())):
            for n_letters in range(1, _BEGINNING + 1):
                likely.update(self.by_beginning.get(word[:n_letters], ()))
        return [concept for concept in self.concepts if concept in likely]

    @cached_property
    def by_beginning(self) -> Mapping[str, list[str]]:
        """Concepts by the first letters of a word that their words hold."""
        concepts: dict[str, list[str]] = defaultdict(list)
        for concept, words in self.concepts.items():
            for beginning in words.beginnings or ():
                concepts[beginning].append(concept)
        return concepts

    @cached_property
    def searched_always(self) -> tuple[str, ...]:
        """Concepts whose words may begin with any letters."""
        return tuple(
            concept
            for concept, words in self.concepts.items()
            if words.beginnings is None
        )

    def header_mention(self, header: str) -> Mention | None:
        """Return the concept that a header of a table is the name of: `Dutch` in a table of nationalities."""
        bare = header.strip(" *:")
        for concept, words in self.headers.items():
            if words.fullmatch(bare):
                return Mention(0, len(header), axis_of(concept), concept)
        return None

    def _ages(self, text: str) -> Iterator[Mention]:
        """Ages in words and in digits."""
        for ages, words in self.ages.items():
            for match in words.finditer(text):
                is_weak = self.weak_ages.fullmatch(match[0]) is not None
                axis = WEAK_AGE if is_weak else AGE
                yield Mention(match.start(), match.end(), axis, ages)
        for form in self.age_forms:
            for match in form.finditer(text):
                yield Mention(match.start(), match.end(), AGE, _age_range(match))

    def direction(self, text: str) -> str:
        """Return `rise` or `fall` where the words say one of them and not the other, else nothing."""
        plain = pattern(self.structure["no_direction"]).sub("", text)
        named = [
            direction
            for direction, words in self.directions.items()
            if words.search(plain)
        ]
        return named[0] if len(named) == 1 else ""

    def last_direction(self, text: str) -> str:
        """Return `rise` or `fall` by the last words that say one of them, else nothing."""
        last = ""
        last_start = -1
        plain = pattern(self.structure["no_direction"]).sub("", text)
        for direction, words in self.directions.items():
            for match in words.finditer(plain):
                if match.start() > last_start:
                    last, last_start = direction, match.start()
        return last


def _age_range(match: re.Match[str]) -> str:
    """Write the ages that digits name: `12-16`, `0-22`, `23-`."""
    words = match.groupdict()
    first = words.get("from") or "0"
    last = words.get("to") or ""
    if words.get("below"):
        last = str(int(words["below"]) - 1)
    return f"{int(first)}-{last}"


def _longest_per_axis(candidates: Iterable[Mention]) -> list[Mention]:
    """Drop a mention whose words lie within longer words of the same axis, or of one that covers it."""
    kept: list[Mention] = []
    by_length = sorted(
        candidates, key=lambda m: (m.start - m.end, m.start, not _covers_others(m.axis))
    )
    for mention in by_length:
        is_covered = any(
            _covers(longer.axis, mention.axis)
            and longer.start <= mention.start
            and mention.end <= longer.end
            for longer in kept
        )
        if not is_covered:
            kept.append(mention)
    return sorted(kept, key=lambda m: (m.start, m.end))


def _covers_others(axis: str) -> bool:
    known = axes().get(axis)
    return known is not None and bool(known.covers)


def _covers(longer: str, shorter: str) -> bool:
    known = axes().get(longer)
    return longer == shorter or (known is not None and shorter in known.covers)


@cache
def _axes_file() -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / "axes.toml").read_text("utf-8"))


@cache
def axes() -> Mapping[str, Axis]:
    """Every axis by its name."""
    return {
        name: Axis(
            name,
            frozenset(fields["concepts"]),
            is_silent=fields.get("silent", False),
            has_several=fields.get("several", False),
            incidental=frozenset(fields.get("incidental", ())),
            optional=frozenset(fields.get("optional", ())),
            covers=frozenset(fields.get("covers", ())),
            codes=fields.get("codes", {}),
            implies=fields.get("implies", {}),
            entails=fields.get("entails", {}),
            unsaid_of=fields.get("unsaid_of", {}),
        )
        for name, fields in _axes_file()["axis"].items()
    }


@cache
def _axis_by_concept() -> Mapping[str, str]:
    return {concept: axis.name for axis in axes().values() for concept in axis.concepts}


def present_name(concept: str) -> str:
    """Return the present name of a concept: an earlier release may hold a name that is retired.

    Examples
    --------
    >>> present_name("~by_not_police"), present_name("victim")
    ('~by_others', 'victim')
    """
    bare = concept.removeprefix("~")
    mark = concept[: len(concept) - len(bare)]
    return mark + str(_axes_file()["retired"].get(bare, bare))


def axis_of(concept: str) -> str:
    """Return the axis of a concept.

    Raises
    ------
    KeyError : no axis has this concept
    """
    if _AGE_RANGE.fullmatch(concept):
        return AGE
    if _TERM.fullmatch(concept):
        return FOLLOW_UP
    return _axis_by_concept()[concept]


def about_problems(about: Collection[str]) -> list[str]:
    """Return the words of a declaration `about` that name no concept.

    Examples
    --------
    >>> about_problems(["victim", "~images", "12-16", "24m", "victims"])
    ['victims']
    """
    problems: list[str] = []
    for word in about:
        try:
            axis_of(word.removeprefix("~"))
        except KeyError:
            problems.append(word)
    return problems


def languages() -> tuple[str, ...]:
    """Languages that have a lexicon."""
    names = (path.stem for path in FOLDER.glob("*.toml") if path.stem != "axes")
    return tuple(sorted(names))


@cache
def lexicon(language: str) -> Lexicon:
    """Return the lexicon of a language.

    Raises
    ------
    FileNotFoundError : there is none; `languages` lists those that exist
    """
    content = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    classes = content.pop("classes")
    directions = content.pop("directions")
    qualifiers = content.pop("qualifiers")
    structure = content.pop("structure")
    ages = content.pop("ages")
    age_forms = content.pop("age_forms")
    weak_ages = age_forms.pop("weak")
    relative_periods = content.pop("relative_periods")
    headers = content.pop("headers")
    written_as = content.pop("written_as")
    says = content.pop("says")
    verdicts = content.pop("verdicts")
    return Lexicon(
        language=language,
        concepts={
            concept: _concept_words(concept, words, classes)
            for concept, words in content.items()
        },
        directions={name: pattern(words) for name, words in directions.items()},
        qualifiers={name: longest_first(words) for name, words in qualifiers.items()},
        structure={name: longest_first(words) for name, words in structure.items()},
        ages={name: pattern(words) for name, words in ages.items()},
        age_forms=tuple(
            re.compile(rf"(?<![\w.,]){form}", re.IGNORECASE)
            for forms in age_forms.values()
            for form in forms
        ),
        relative_periods={
            name: tuple(forms) for name, forms in relative_periods.items()
        },
        weak_ages=pattern(weak_ages),
        headers={concept: pattern(words) for concept, words in headers.items()},
        written_as={source: tuple(names) for source, names in written_as.items()},
        says=says,
        verdicts=verdicts,
    )


def _concept_words(
    concept: str, words: Sequence[str], classes: Mapping[str, Sequence[str]]
) -> ConceptWords:
    spelled_out = [_with_classes(word, classes) for word in words]
    beginnings = [_beginnings(phrase) for phrase in spelled_out]
    known = [found for found in beginnings if found is not None]
    is_known = len(known) == len(beginnings)
    any_of = frozenset().union(*known) if is_known else None
    return ConceptWords(axis_of(concept), tuple(spelled_out), any_of)


def _with_classes(words: str, classes: Mapping[str, Sequence[str]]) -> str:
    """Put the members of a class of words where its name stands: `<again>` becomes `(opnieuw|weer)`."""
    return _CLASS.sub(lambda match: f"({'|'.join(classes[match['name']])})", words)


def _beginnings(phrase: str) -> frozenset[str] | None:
    """Return how words begin of which a text with this phrase holds one; None where it may begin with any letters.

    The longest word is the most telling one, or else a group of which one member must stand there.
    """
    lowered = phrase.lower()
    group = _ALTERNATIVES.search(lowered)
    if group is None:
        beginnings = [_beginning_of_longest(lowered)]
    else:
        before, after = lowered[: group.start()][-1:], lowered[group.end() :][:1]
        members = group[0].strip("()").split("|")
        beginnings = [_beginning_of_longest(before + m + after) for m in members]
    found = frozenset(filter(None, beginnings))
    return found if all(beginnings) else None


def _beginning_of_longest(words: str) -> str:
    """Return the first letters of the longest of some words; nothing where other letters may stand before them."""
    longest = max(_LETTERS.finditer(words), key=lambda match: len(match[0]))
    is_beginning = words[: longest.start()][-1:] != "*"
    return longest[0][:_BEGINNING] if is_beginning else ""


@lru_cache(_REMEMBERED)
def _mentions(language: str, text: str) -> tuple[Mention, ...]:
    """Find the concepts of a text; headers and headings come back with every cell of a table."""
    return tuple(_longest_per_axis(lexicon(language).named(text)))


def longest_first(words: Iterable[str]) -> tuple[str, ...]:
    """Sort words so that an alternation tries the longest first."""
    return tuple(sorted(words, key=len, reverse=True))


def pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Compile words to one pattern.

    `*` at either side of a word stands for any letters, ` ... ` for up to four words between two, `(a|b)` for one of
    several. Words with a capital are matched as they are written: `het OM` is not `het om`.
    """
    return _compiled(tuple(words))


@cache
def _compiled(words: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(_spelled(word) for word in longest_first(words))
    return re.compile(alternatives, re.IGNORECASE)


def _spelled(word: str) -> str:
    """Write one word or phrase of the lexicon as a regular expression."""
    bare = word.strip("*")
    pieces = [
        _alternatives(piece) if piece.startswith("(") else _literally(piece)
        for piece in _ALTERNATIVES.split(bare)
    ]
    written = "".join(pieces)
    if bare != bare.lower():
        written = f"(?-i:{written})"
    before = r"(?<!\w)\w*" if word.startswith("*") else r"(?<!\w)"
    after = r"\w*" if word.endswith("*") else r"(?!\w)"
    return f"{before}{written}{after}"


def _literally(words: str) -> str:
    """Write words so that any space stands for any white space, and ` ... ` for some words between."""
    escaped = re.escape(words)
    between = rf"(?:\s+\S+){{0,{_MOST_BETWEEN}}}?\s+"
    spaced = escaped.replace(r"\ \.\.\.\ ", between).replace(r"\ ", _SPACE)
    return spaced.replace(r"\*", r"\w*")


def _alternatives(group: str) -> str:
    """Write a group such as `(told|tell*)`: one of its members must stand there."""
    members = longest_first(group.strip("()").split("|"))
    spelled = [
        _literally(member.rstrip("*")) + (r"\w*" if member.endswith("*") else "")
        for member in members
    ]
    return f"(?:{'|'.join(spelled)})"
