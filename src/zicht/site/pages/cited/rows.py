"""Cited figures as rows of a table, with what is said of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zicht.edition.figures import Figure, has_sign
from zicht.edition.printed import Group
from zicht.site.library import SiteEdition
from zicht.site.pages import prose, references
from zicht.vocabulary.cited import Cited, CountingRule

_END_OF_SENTENCE = re.compile(r"(?<=[.!?]) ")


def _sentences(words: str) -> list[str]:
    return _END_OF_SENTENCE.split(words) if words else []


def shared_sentences(edition: SiteEdition, group: Group) -> list[str]:
    """Return the sentences that the note of every figure of a series ends with: they are said once, above the table."""
    notes = [_sentences(edition.say(figure.note)) for figure in group.figures]
    shared: list[str] = []
    while len(notes) > 1 and all(len(note) > len(shared) for note in notes):
        next_from_the_end = {note[-1 - len(shared)] for note in notes}
        if len(next_from_the_end) > 1:
            break
        shared.insert(0, next_from_the_end.pop())
    return shared


@dataclass(frozen=True)
class FigureRow:
    """One cited figure as a row of the table of editions.

    Parameters
    ----------
    id : of the figure
    figure : what stands before the number, the number, and a remark
    period, population, producer, vintage, publisher : of the figure, in words
    printed_in, address : in what it was printed, and where that stands on the web
    checked : who compared it with the source
    note : without the sentences that are said of the whole series
    """

    id: str
    period: str
    figure: Figure
    population: str
    producer: str
    vintage: str
    printed_in: str
    publisher: str
    address: str
    checked: str
    note: str


def figure_row(edition: SiteEdition, figure: Cited, shared: Sequence[str]) -> FigureRow:
    """Return one cited figure as a row of a table, without the sentences that are said of all."""
    address = figure.citation.address
    return FigureRow(
        id=figure.id,
        period=edition.cited_period(figure),
        figure=edition.cited_figure(figure),
        population=edition.say(figure.population),
        producer=figure.producer or edition.words("producer_not_stated"),
        vintage=figure.vintage,
        printed_in=references.cited_in(edition, figure),
        publisher=figure.citation.publisher,
        address=address if address.startswith("https://") else "",
        checked=edition.words.any_of(f"checked.{figure.checked}", otherwise=""),
        note=_note_besides(edition, figure, shared),
    )


def _note_besides(edition: SiteEdition, figure: Cited, shared: Sequence[str]) -> str:
    """Return the note of a figure without its last sentences, which are said of the whole series."""
    sentences = _sentences(edition.say(figure.note))
    return " ".join(sentences[: len(sentences) - len(shared)])


def unit_of(edition: SiteEdition, group: Group) -> str:
    """Name the unit of a whole series; empty if it has several, or its sign stands at the numbers."""
    units = {edition.cited_unit(figure) for figure in group.figures}
    if has_sign(group.figures[0].unit) or len(units) > 1:
        return ""
    return units.pop()


@dataclass(frozen=True)
class NumberOf:
    """One of several numbers that were printed of one period, and who says so."""

    value: str
    who: str


@dataclass(frozen=True)
class NumbersOfPeriod:
    """The different numbers that were printed of one period."""

    period: str
    values: Sequence[NumberOf]


def conflict(edition: SiteEdition, figures: Sequence[Cited]) -> NumbersOfPeriod:
    """Show the different numbers that were printed of one period, each with its editions."""
    editions_by_number: dict[str, list[str]] = {}
    for figure in figures:
        name = figure.vintage or figure.producer or figure.citation.title
        editions = editions_by_number.setdefault(edition.printed(figure), [])
        if name not in editions:
            editions.append(name)
    values = [
        NumberOf(number, prose.joined(edition, editions))
        for number, editions in editions_by_number.items()
    ]
    return NumbersOfPeriod(edition.cited_period(figures[0]), values)


def numbers_by_rule(edition: SiteEdition, figures: Sequence[Cited]) -> NumbersOfPeriod:
    """Show the numbers that several rules of counting give of one period, each with its rule."""
    values = [
        NumberOf(edition.printed(figure), edition.say(figure.identity.rule.title))
        for figure in figures
        if figure.identity is not None
    ]
    return NumbersOfPeriod(edition.cited_period(figures[0]), values)


@dataclass(frozen=True)
class RuleInWords:
    """A rule of counting: its title, and facts about it as terms with their meaning."""

    title: str
    facts: Sequence[tuple[str, str]]


def rule_in_words(edition: SiteEdition, rule: CountingRule) -> RuleInWords:
    """Describe a rule of counting: in words, with who counts, whose records, and under which law."""
    facts = [
        (edition.words("counted_by"), rule.counted_by),
        (edition.words("register_of"), rule.register),
        (edition.words("rule_law"), rule.law),
    ]
    stated = [(term, meaning) for term, meaning in facts if meaning]
    return RuleInWords(edition.say(rule.title), stated)
