"""The chapter of sources: what was delivered, and what printed figures were taken from."""

import re
from collections.abc import Sequence

from zicht.edition import numerals
from zicht.edition.edition import Edition
from zicht.reports.nodes import (
    Node,
    bullets,
    heading,
    para,
    paragraph,
    word_table,
    words_of,
)
from zicht.reports.wording import Setting, citation_words
from zicht.vocabulary.cited import Citation

_YEAR = re.compile(r"\b\d{4}\b")


def sources_chapter(setting: Setting, edition: Edition) -> list[Node]:
    """Name the sources of the figures in a report; no chapter where it shows none."""
    blocks: list[Node] = []
    if setting.indicators and edition.release.receipts:
        blocks += _deliveries(edition)
    citations = dict.fromkeys(
        _without_place(figure.citation) for figure in setting.cited.values()
    )
    if citations:
        blocks.append(heading(edition.words("sources.citations"), 2))
        blocks.append(
            bullets(_publication(citation, edition) for citation in citations)
        )
        blocks += _notes_on_printed_figures(setting, edition)
    if not blocks:
        return []
    return [heading(edition.words("sources.title")), *blocks]


def _deliveries(edition: Edition) -> list[Node]:
    """State what was delivered, by source.

    The number of rows is left out: it would undo the rounding of a total.
    """
    words, receipts = edition.words, edition.release.receipts
    columns = [
        words("sources.source"),
        words("sources.period"),
        words("sources.deliveries_column"),
    ]
    sources = dict.fromkeys(receipt.source for receipt in receipts)
    rows = [_source_row(edition, source) for source in sources]
    latest = max(receipt.extracted_on for receipt in receipts)
    day = numerals.day(latest, edition.language)
    return [
        heading(words("sources.deliveries"), 2),
        para(words("sources.deliveries_intro", date=day)),
        word_table(words("sources.delivery_table"), columns, rows, numbers_from=2),
        _legal_bases(edition),
    ]


def _source_row(edition: Edition, source: str) -> list[str]:
    """Return the name of a source, the years that it covers, and how many deliveries came."""
    periods = [one.period for one in edition.release.receipts if one.source == source]
    return [
        edition.source(source),
        years_covered(periods),
        edition.number(len(periods)),
    ]


def years_covered(periods: Sequence[str]) -> str:
    """Return the first and the last year of deliveries, whose periods are years, quarters, months or days.

    >>> years_covered(["2014-01-01/2022-12-31", "2023-Q3"])
    '2014–2023'
    """
    years = sorted(_YEAR.findall(" ".join(periods)))
    first, last = years[0], years[-1]
    return numerals.period(first if first == last else f"{first}-{last}")


def _legal_bases(edition: Edition) -> Node:
    """Name the legal bases as the letters state them: in the first language of the project, in every language."""
    receipts = edition.release.receipts
    bases = dict.fromkeys(receipt.legal_basis.rstrip(".") for receipt in receipts)
    language = edition.release.face.languages[0]
    stated: Node = {"t": "foreign", "lang": language, "s": f"{'; '.join(bases)}."}
    return paragraph(
        [words_of(edition.labelled(edition.words("sources.bases"), "")), stated]
    )


def _without_place(citation: Citation) -> Citation:
    """Return a citation of the whole publication, without the page."""
    return Citation(
        citation.title, citation.publisher, citation.date, "", citation.address
    )


def _publication(citation: Citation, edition: Edition) -> Node:
    """Name a publication, with a link where it has an address."""
    words = citation_words(citation, edition)
    if not citation.address:
        return para(words)
    link: Node = {
        "t": "link",
        "href": citation.address,
        "c": [words_of(citation.address)],
    }
    return paragraph([words_of(f"{words} "), link])


def _notes_on_printed_figures(setting: Setting, edition: Edition) -> list[Node]:
    """State what a reader must know of printed figures, such as that no year was given: each note once."""
    titles_by_note: dict[str, list[str]] = {}
    for figure in setting.cited.values():
        if figure.note is not None:
            titles = titles_by_note.setdefault(edition.say(figure.note), [])
            titles.append(edition.say(figure.title))
    if not titles_by_note:
        return []
    items = [_note(note, titles) for note, titles in titles_by_note.items()]
    return [
        heading(edition.words("sources.notes"), 2),
        {"t": "small", "blocks": [bullets(items)]},
    ]


def _note(note: str, titles: Sequence[str]) -> Node:
    """Write a note, with the titles of the figures that it is about."""
    about: Node = {"t": "soft", "s": f" {'; '.join(dict.fromkeys(titles))}."}
    return paragraph([words_of(note), about])
