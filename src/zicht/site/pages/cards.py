"""Cards of key figures: a sentence with its numbers, and of each number what it counts, when, and who says so."""

from dataclasses import dataclass

from markupsafe import Markup

from zicht.site.library import Content, SiteEdition
from zicht.site.pages.references import counted, printed_page
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.figures import Cited
from zicht.vocabulary.releases import KeyFigure, Release


@dataclass(frozen=True)
class _Number:
    """One number of a card.

    Parameters
    ----------
    value : as written in the sentence
    counts, period, source : what it counts, when, and who says so
    printed_in : in what it was printed, or that it was counted for this edition
    note : what a reader must know of it
    page, title : where it stands, and under which title
    """

    value: str
    counts: str
    period: str
    source: str
    printed_in: str
    note: str
    page: str
    title: str


def on_cards(release: Release) -> frozenset[str]:
    """Return the figures of the cards: ids of cited ones, addresses of counted ones."""
    return frozenset(name for card in release.key_figures for name in card.figures)


def card(edition: SiteEdition, key_figure: KeyFigure) -> Content:
    """Return one card: its sentence, and what stands below it; what several numbers share is said once."""
    numbers = _numbers(edition, key_figure)
    titles = {
        edition.way(number.page): number.title for number in numbers if number.page
    }
    notes = [number.note for number in numbers if number.note]
    sources = [(number.source, number.printed_in) for number in numbers]
    return {
        "sentence": _sentence(edition, key_figure, numbers),
        "counts": list(dict.fromkeys(number.counts for number in numbers)),
        "periods": list(dict.fromkeys(number.period for number in numbers)),
        "sources": list(dict.fromkeys(sources)),
        "notes": list(dict.fromkeys(notes)),
        "links": [{"href": href, "words": words} for href, words in titles.items()],
    }


def card_sentence(edition: SiteEdition, key_figure: KeyFigure) -> Markup:
    """Write the sentence of a key figure with its numbers."""
    return _sentence(edition, key_figure, _numbers(edition, key_figure))


def _sentence(
    edition: SiteEdition, key_figure: KeyFigure, numbers: list[_Number]
) -> Markup:
    sentence = edition.say(key_figure.sentence)
    return edition.sentence(sentence, [number.value for number in numbers])


def _numbers(edition: SiteEdition, key_figure: KeyFigure) -> list[_Number]:
    """Find the numbers of a key figure.

    Raises
    ------
    PublishingError : a reference points at nothing
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
        value=edition.shown(row),
        counts=edition.say(indicator.counts),
        period=edition.period(row.period),
        source=edition.say(indicator.source),
        printed_in=edition.words("this_release"),
        note="",
        page=f"indicator:{indicator.id}",
        title=edition.say(indicator.title),
    )


def _cited_number(edition: SiteEdition, figure: Cited, sentence: str) -> _Number:
    """Return a number that was printed elsewhere; its qualifier is left to the sentence where that says it."""
    return _Number(
        value=edition.printed_within(figure, sentence),
        counts=edition.say(figure.population),
        period=edition.cited_period(figure),
        source=figure.producer or edition.words("producer_not_stated"),
        printed_in=_publication(edition, figure),
        note=_note(edition, figure),
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
