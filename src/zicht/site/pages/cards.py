"""Cards of key figures: a sentence with its numbers, and for each number its meaning, period and source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from markupsafe import Markup

from zicht.edition.rows import Row
from zicht.site.library import SiteEdition
from zicht.site.pages.references import counted, printed_page
from zicht.site.parts import Cell, Link
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.releases import KeyFigure, Release

_Value = TypeVar("_Value", str, tuple[str, str])


@dataclass(frozen=True)
class _Number:
    """One number of a card.

    Parameters
    ----------
    value : as written in the sentence
    counts, period, source : what it counts, when, and who says so
    printed_in : in what it was printed, or that it was counted for this edition
    note : what a reader must know of it
    interval : of an estimate from a sample; None of other numbers
    page, title : where it stands, and under which title
    """

    value: str
    counts: str
    period: str
    source: str
    printed_in: str
    note: str
    interval: Cell | None
    page: str
    title: str


def on_cards(release: Release) -> frozenset[str]:
    """Return the figures of the cards: ids of cited ones, addresses of counted ones."""
    return frozenset(name for card in release.key_figures for name in card.figures)


@dataclass(frozen=True)
class Card:
    """One card: its sentence, and the facts below it; facts that several numbers share stand there once.

    Parameters
    ----------
    sentence : with its numbers marked
    counts, periods, notes : of its numbers
    intervals : of its estimates
    sources : who says so, and in what it was printed
    links : ways to the pages of its numbers
    """

    sentence: Markup
    counts: Sequence[str]
    periods: Sequence[str]
    sources: Sequence[tuple[str, str]]
    notes: Sequence[str]
    intervals: Sequence[Cell]
    links: Sequence[Link]


def card(edition: SiteEdition, key_figure: KeyFigure) -> Card:
    """Return the card of a key figure."""
    numbers = _numbers(edition, key_figure)
    return Card(
        sentence=_sentence(edition, key_figure, numbers),
        counts=_each_once(number.counts for number in numbers),
        periods=_each_once(number.period for number in numbers),
        sources=_each_once((number.source, number.printed_in) for number in numbers),
        notes=_each_once(number.note for number in numbers if number.note),
        intervals=[number.interval for number in numbers if number.interval],
        links=_links(edition, numbers),
    )


def _each_once(values: Iterable[_Value]) -> list[_Value]:
    """Return values in their order, each once."""
    return list(dict.fromkeys(values))


def _links(edition: SiteEdition, numbers: Iterable[_Number]) -> list[Link]:
    """Return links to the pages of some numbers, each page once under its last title."""
    titles = {
        edition.way(number.page): number.title for number in numbers if number.page
    }
    return [Link(href, words) for href, words in titles.items()]


def card_sentence(edition: SiteEdition, key_figure: KeyFigure) -> Markup:
    """Write the sentence of a key figure with its numbers."""
    return _sentence(edition, key_figure, _numbers(edition, key_figure))


def _sentence(
    edition: SiteEdition, key_figure: KeyFigure, numbers: list[_Number]
) -> Markup:
    sentence = edition.say(key_figure.sentence)
    return edition.sentence(sentence, [Cell(number.value) for number in numbers])


def _numbers(edition: SiteEdition, key_figure: KeyFigure) -> list[_Number]:
    """Find the numbers of a key figure.

    Raises
    ------
    PublishingError : a reference does not lead to a figure
    """
    sentence = edition.say(key_figure.sentence)
    numbers = []
    for reference in key_figure.figures:
        cited = edition.cited.get(reference)
        if cited is not None:
            numbers.append(_cited_number(edition, cited, sentence))
        else:
            numbers.append(_counted_number(edition, reference))
    return numbers


def _counted_number(edition: SiteEdition, reference: str) -> _Number:
    found = counted(edition.library, reference)
    if found is None:
        raise PublishingError(
            f"A key figure refers to {reference}, which is neither a cited figure nor a counted one.",
            now="Correct the reference in the key figures of the project.",
        )
    row, indicator = found
    return _Number(
        value=edition.marked(row),
        counts=edition.say(indicator.counts),
        period=edition.period(row.period),
        source=edition.say(indicator.source),
        printed_in=edition.words("this_release"),
        note="",
        interval=_interval(edition, row),
        page=f"indicator:{indicator.id}",
        title=edition.say(indicator.title),
    )


def _interval(edition: SiteEdition, row: Row) -> Cell | None:
    """Return the sentence on the interval of an estimate, with the address of its figure."""
    sentence = edition.interval_sentence(row)
    return Cell(sentence, figure=str(row.key)) if sentence else None


def _cited_number(edition: SiteEdition, figure: Cited, sentence: str) -> _Number:
    """Return a number that was printed elsewhere; its qualifier is left to the sentence where that says it."""
    return _Number(
        value=edition.printed_within(figure, sentence),
        counts=edition.say(figure.population),
        period=edition.cited_period(figure),
        source=figure.producer or edition.words("producer_not_stated"),
        printed_in=_publication(edition, figure),
        note=_note(edition, figure),
        interval=None,
        page=printed_page(edition.library, figure),
        title=edition.say(figure.title),
    )


def _note(edition: SiteEdition, figure: Cited) -> str:
    """Return the note of a cited figure, with the remark that is too long to stand before its number."""
    remark = edition.cited_figure(figure).remark
    opening = f"{remark[:1].upper()}{remark[1:]}." if remark else ""
    return f"{opening} {edition.say(figure.note)}".strip()


def _publication(edition: SiteEdition, figure: Cited) -> str:
    """Name in what a figure was printed, without its subtitle."""
    citation = figure.citation
    title = citation.title.split(":", maxsplit=1)[0]
    return f"{title}, {edition.day(citation.date)}" if citation.date else title
