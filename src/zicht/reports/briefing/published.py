"""Figures of a theme that were printed elsewhere: key figures in a sentence each, and what else the register holds."""

from collections.abc import Sequence

from zicht.edition.addresses import find_figure
from zicht.edition.figures import Figure
from zicht.reports.briefing.draft import Draft
from zicht.reports.nodes import bullets, heading, paragraph, words_of
from zicht.reports.wording import Node, note_words
from zicht.vocabulary.figures import Cited
from zicht.vocabulary.releases import KeyFigure

_MOST_CARDS = 8
_MOST_PRINTED = 10
_MOST_BESIDE_AN_ESTIMATE = 2
_ESTIMATES = ("P01", "P02")
"""Indicators of hidden populations: a printed figure of these would stand without its limits."""


def published_figures(draft: Draft) -> list[Node]:
    """List key figures of the theme that were printed elsewhere, then the newest of other series."""
    cited, theme = draft.edition.cited, draft.subject.theme
    cards = [
        card
        for card in draft.edition.release.key_figures
        if (not theme or card.theme == theme)
        and all(id_ in cited for id_ in card.figures)
    ]
    items = [paragraph(_sentence(draft, card)) for card in cards[:_MOST_CARDS]]
    most = _MOST_BESIDE_AN_ESTIMATE if draft.estimates else _MOST_PRINTED
    n_left = max(0, most - len(items))
    series = _newest_by_series(draft)[:n_left]
    items += [paragraph(_line(draft, figures)) for figures in series]
    if not items:
        return []
    return [heading(draft.edition.words("brief.published")), bullets(items)]


def _newest_by_series(draft: Draft) -> list[list[Cited]]:
    """Return the newest figures of each series of the theme that is not shown yet: values of an indicator first."""
    theme = draft.subject.theme
    if not theme:
        return []
    shown = {figure.cited.series for figure in draft.shown if figure.cited is not None}
    series: dict[str, list[Cited]] = {}
    for figure in draft.edition.release.cited:
        is_estimate = figure.indicator in _ESTIMATES
        if figure.theme == theme and figure.series not in shown and not is_estimate:
            series.setdefault(figure.series or figure.id, []).append(figure)
    newest = []
    for figures in series.values():
        last_period = max(figure.period for figure in figures)
        newest.append([figure for figure in figures if figure.period == last_period])
    newest.sort(key=lambda figures: figures[0].period, reverse=True)
    return sorted(
        newest,
        key=lambda figures: (not figures[0].indicator, bool(figures[0].where)),
    )


def _line(draft: Draft, cited: Sequence[Cited]) -> list[Node]:
    """Write one thing that was printed elsewhere: every number of its newest period."""
    edition = draft.edition
    figures = [find_figure(edition, figure.id) for figure in cited]
    period = figures[0].period or edition.words("period_not_stated")
    parts: list[Node] = [words_of(f"{figures[0].title} ({period}): ")]
    for place, figure in enumerate(figures):
        parts.append(words_of("; " if place else ""))
        parts.append(_number_with_note(draft, figure))
    return [*parts, words_of(".")]


def _sentence(draft: Draft, card: KeyFigure) -> list[Node]:
    """Write the sentence of a key figure, each number with its note."""
    edition = draft.edition
    sentence = edition.say(card.sentence)
    parts: list[Node] = []
    rest = sentence
    for place, id_ in enumerate(card.figures):
        figure = find_figure(edition, id_)
        number = figure.shown
        if figure.cited is not None:
            number = edition.printed_within(figure.cited, sentence)
        before, _, rest = rest.partition(f"{{{place}}}")
        parts += [words_of(before), _number_with_note(draft, figure, number)]
    return [*parts, words_of(rest)]


def _number_with_note(draft: Draft, figure: Figure, number: str = "") -> Node:
    """Set a figure from elsewhere, with a note on its source; a remark on the number stands in the note."""
    if not number:
        number = figure.number if figure.remark else figure.shown
    note = note_words(figure, draft.edition)
    if note and note not in draft.notes:
        draft.notes.append(note)
    draft.shown.append(figure)
    node: Node = {
        "t": "figure",
        "s": number,
        "key": figure.address,
        "notes": [draft.notes.index(note) + 1] if note else [],
    }
    return {"t": "strong", "c": [node]}
