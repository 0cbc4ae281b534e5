"""Checks the numbers of a text, one by one, against what a release says."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from zicht.edition.numbers_in_text import FoundNumber, find_numbers
from zicht.edition.words import Words
from zicht.proof.known import Knowledge, Known, know, stems, years_in
from zicht.proof.plain import PlainText, read_plain
from zicht.vocabulary.releases import Release

SMALL = 12
"""Number words up to this are looked up only where a figure is printed as a word: they mostly count no people."""
_PART_TOLERANCE = Decimal(2)
"""Percentage points that `een derde` or `one in three` may differ from the figure it stands for."""
_DISTINCT = 100
"""Numbers from here on are matched even where no word tells what they are about."""
_ROUGHLY = Decimal("0.05")
_ABOUT = {
    "nl": r"(?:ongeveer|circa|ca\.|zo['’]n|rond de|bijna|ruim|meer dan|minder dan|naar schatting|krap|een kleine)\s*$",
    "en": r"(?:about|around|some|nearly|almost|over|(?:more|less|fewer) than|roughly|estimated|just under)\s*$",
}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^a-z])|\n\s*\n|\n(?=\s*(?:[-*#|]|\d+\.))")
_BLANK_LINE = re.compile(r"\s*\n\s*\n")


class Verdict(StrEnum):
    """What is to be said of a number in a text."""

    MATCHED = "matched"
    """A figure of the release says this."""
    OTHER_VINTAGE = "other_vintage"
    """A figure says this, and another edition of the same figure says something else."""
    CONTRADICTED = "contradicted"
    """The text names a figure that says something else: another year, an earlier release, another value."""
    UNMATCHED = "unmatched"
    """No figure says this."""
    SMALL = "small"
    """A small number in words, which was not looked up."""


@dataclass(frozen=True)
class Finding:
    """One number of a text.

    Parameters
    ----------
    line, column : where it stands, from 1
    words : as written
    value : what it says; parts and ratios as a percentage
    verdict : what the release says of it
    figures : addresses and ids of the figures that were found, the likeliest first
    says : the verdict in words, in the language of the text
    """

    line: int
    column: int
    words: str
    value: Decimal
    verdict: Verdict
    figures: tuple[str, ...]
    says: str

    def as_json(self) -> dict[str, object]:
        """Give the finding as plain values."""
        return {
            "line": self.line,
            "column": self.column,
            "words": self.words,
            "value": str(self.value),
            "verdict": str(self.verdict),
            "figures": list(self.figures),
            "says": self.says,
        }


@dataclass(frozen=True)
class _Place:
    """A number with the sentence around it."""

    number: FoundNumber
    before: str
    sentence: str
    years: frozenset[str]
    stems: frozenset[str]
    around: frozenset[str]
    """Beginnings of the words of its paragraph, up to its sentence."""
    others: frozenset[Decimal]
    """Values of the other numbers of its sentence."""


def check(text: str, language: str, release: Release) -> list[Finding]:
    """Find the numbers of a text and check each against the figures of a release.

    Parameters
    ----------
    text : Markdown, HTML or plain words; references `[[...]]` are left alone
    language : `nl` (1.372,5) or `en` (1,372.5)
    release : whose figures count; with `changes`, values of the release before are recognised too

    Returns
    -------
    one Finding per number, in the order of the text. Years, dates, articles of law, ages and telephone numbers are no
    numbers here

    Examples
    --------
    >>> from zicht.vocabulary.releases import Face, Release
    >>> from zicht.vocabulary.text import Text
    >>> words = Text("x", "x")
    >>> face = Face("x", words, words, "XX", True, ("nl",), words, "", ())
    >>> [(f.words, f.verdict.value) for f in check("In 2020 waren het er 984.", "nl", Release("0", face))]
    [('984', 'unmatched')]
    """
    plain = read_plain(text)
    knowledge = know(release, language)
    return [
        _finding(place, plain, knowledge, language, _about_areas(release, plain.words))
        for place in _places(plain.words, language)
    ]


def _about_areas(release: Release, words: str) -> bool:
    """Whether a text names an area, so that figures of areas may be meant."""
    country = release.geography
    return country is not None and any(
        area.name in words
        for area in country.areas.values()
        if area.level != "land" and len(area.name) > 3
    )


def _places(words: str, language: str) -> Iterable[_Place]:
    ends = [match.start() for match in _SENTENCE_END.finditer(words)] + [len(words)]
    numbers = find_numbers(words, language)
    start = 0
    years: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    for end in ends:
        sentence = words[start:end]
        if _BLANK_LINE.match(sentence):
            years, around = frozenset(), frozenset()
        own = stems(sentence)
        years, around = years_in(sentence) or years, around | own
        inside = [number for number in numbers if start <= number.start < end]
        for number in inside:
            others = frozenset(
                other.value.normalize() for other in inside if other is not number
            )
            before = words[max(start, number.start - 30) : number.start]
            yield _Place(number, before, sentence, years, own, around, others)
        start = end


def _finding(
    place: _Place, plain: PlainText, knowledge: Knowledge, language: str, areas: bool
) -> Finding:
    verdict, key, figures, values = _judge(place, knowledge, language, areas=areas)
    line, column = plain.place(place.number.start)
    says = Words(language)(f"proof.{key}", **values)
    ids = tuple(figure.id for figure in figures)
    return Finding(
        line, column, place.number.words, place.number.value, verdict, ids, says
    )


_Judgement = tuple[Verdict, str, Sequence[Known], dict[str, str]]


def _judge(
    place: _Place, knowledge: Knowledge, language: str, *, areas: bool
) -> _Judgement:
    number = place.number
    same = [
        figure
        for figure in _equal(place, knowledge, language)
        if areas or not figure.area
    ]
    fitting = _ranked([figure for figure in same if _fits(figure, place)], place)
    if number.kind == "word" and number.value <= SMALL:
        fitting = [figure for figure in fitting if figure.stems & place.stems]
        if not fitting:
            return Verdict.SMALL, "small", (), {}
    meant = _meant(place, knowledge, areas=areas)
    if fitting and not (
        meant and _named(meant[0], place) > _named(fitting[0], place) + 1
    ):
        return _matched(fitting, knowledge)
    moved = [
        figure
        for figure in knowledge.figures
        if _was(figure, knowledge, number.value) and _fits(figure, place)
    ]
    if moved:
        best = _ranked(moved, place)[:3]
        return (
            Verdict.CONTRADICTED,
            "earlier",
            best,
            {"figures": best[0].id, "shown": best[0].shown or "\u2013"},
        )
    wrong_year = [
        (figure, other)
        for figure in _ranked(same, place)
        for other in _of_named_year(figure, place, knowledge)
    ]
    if wrong_year:
        figure, other = wrong_year[0]
        values = {
            "figures": figure.id,
            "period": ", ".join(sorted(figure.years)),
            "others": f"{other.shown} ({other.id})",
        }
        return Verdict.CONTRADICTED, "period", (figure, other), values
    if meant:
        return (
            Verdict.CONTRADICTED,
            "differs",
            meant,
            {"figures": meant[0].id, "shown": meant[0].shown},
        )
    return Verdict.UNMATCHED, "unmatched", (), {}


def _matched(fitting: Sequence[Known], knowledge: Knowledge) -> _Judgement:
    best = fitting[0]
    others = [
        figure
        for figure in knowledge.by_thing[best.same]
        if figure.value is not None
        and figure.value != best.value
        and figure.vintage != best.vintage
    ]
    values = {
        "figures": ", ".join(figure.id for figure in fitting[:3]),
        "shown": best.shown,
    }
    if others and len({figure.same for figure in fitting}) == 1:
        values["others"] = ", ".join(
            f"{figure.shown} ({figure.id})" for figure in others
        )
        values["figures"] = best.id
        return Verdict.OTHER_VINTAGE, "vintage", (*fitting, *others), values
    return Verdict.MATCHED, "matched", fitting[:5], values


def _equal(place: _Place, knowledge: Knowledge, language: str) -> list[Known]:
    """Figures that say the same number, as exactly as the text means it."""
    number = place.number
    kind = (
        "percent"
        if number.is_percentage
        else "euro"
        if number.kind == "euro"
        else "number"
    )
    exact = knowledge.by_value.get((kind, number.value.normalize()), [])
    if number.kind in ("part", "ratio"):
        return [
            f
            for f in knowledge.figures
            if _near(f, kind, number.value, _PART_TOLERANCE)
        ]
    if exact or not re.search(_ABOUT[language], place.before, re.IGNORECASE):
        return list(exact)
    return [
        f
        for f in knowledge.figures
        if _near(f, kind, number.value, abs(number.value) * _ROUGHLY)
    ]


def _near(figure: Known, kind: str, value: Decimal, tolerance: Decimal) -> bool:
    return (
        figure.kind == kind
        and figure.value is not None
        and abs(figure.value - value) <= tolerance
    )


def _fits(figure: Known, place: _Place) -> bool:
    """Whether a figure may be meant: its year is named, or none is, and something of what it is about."""
    if figure.years and place.years and not figure.years & place.years:
        return False
    if figure.area:
        return figure.narrow <= place.around
    if figure.narrow and not figure.narrow & place.around:
        return False
    of_its_year = bool(figure.years) and figure.years <= place.years
    return (
        of_its_year
        or bool(figure.stems & place.around)
        or abs(place.number.value) >= _DISTINCT
    )


def _ranked(figures: Sequence[Known], place: _Place) -> list[Known]:
    """Put the likeliest first: shared words, then few words that the text lacks."""

    def weight(figure: Known) -> tuple[float, ...]:
        named = len(figure.stems & place.stems)
        strange = len(figure.narrow - place.stems)
        return (-named + strange, -bool(figure.years & place.years), len(figure.narrow))

    return sorted(figures, key=lambda figure: (*weight(figure), figure.id))


def _named(figure: Known, place: _Place) -> int:
    return len(figure.stems & place.stems)


def _was(figure: Known, knowledge: Knowledge, value: Decimal) -> bool:
    before = knowledge.earlier.get(figure.id, "")
    try:
        return Decimal(before) == value and figure.value != value
    except ArithmeticError:
        return False


def _of_named_year(figure: Known, place: _Place, knowledge: Knowledge) -> list[Known]:
    """Find the same thing in the year that the sentence names."""
    if not place.stems & figure.stems or len(figure.stems & place.stems) < 2:
        return []
    thing, _, _ = figure.same.partition(":")
    others = [
        other
        for other in knowledge.figures
        if other.same.partition(":")[0] == thing
        and other.narrow == figure.narrow
        and other.years & place.years
    ]
    return [other for other in others if other.value is not None]


def _meant(place: _Place, knowledge: Knowledge, *, areas: bool) -> list[Known]:
    """Figures that the sentence clearly speaks of: its year, and nearly all words that describe it."""
    number = place.number
    kind = (
        "percent"
        if number.is_percentage
        else "euro"
        if number.kind == "euro"
        else "number"
    )
    if not place.years or number.kind == "word":
        return []
    candidates = [
        figure
        for figure in knowledge.figures
        if figure.kind == kind
        and figure.value is not None
        and figure.years
        and figure.years <= place.years
        and figure.narrow <= place.stems
        and figure.value.normalize() not in {*place.others, number.value.normalize()}
        and (areas or not figure.area)
    ]
    scored = [
        (len(figure.stems & place.stems), len(figure.stems), figure)
        for figure in candidates
    ]
    strong = [
        (named, of, figure)
        for named, of, figure in scored
        if named >= 2 and named / of >= 0.5
    ]
    if not strong:
        return []
    most = max((named, named / of) for named, of, _ in strong)
    best = [figure for named, of, figure in strong if (named, named / of) == most]
    return sorted(best, key=lambda figure: figure.id)[:3] if len(best) <= 2 else []
