"""Figures of a theme that were printed elsewhere: key figures in a sentence each, and what else the register holds."""

from collections.abc import Sequence

from zicht.edition.addresses import find_figure
from zicht.edition.figures import Figure
from zicht.reports.briefing.draft import Draft
from zicht.reports.nodes import Node, bullets, heading, paragraph, words_of
from zicht.reports.wording import note_words
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.releases import KeyFigure

_MOST_CARDS = 8
_MOST_PRINTED = 10
_MOST_BESIDE_AN_ESTIMATE = 2


def published_figures(draft: Draft) -> list[Node]:
    """List key figures of the theme that were printed elsewhere, then the newest of other series."""
    items = []
    for card in _printed_cards(draft)[:_MOST_CARDS]:
        items.append(paragraph(_sentence(draft, card)))
    most_items = _MOST_BESIDE_AN_ESTIMATE if draft.estimates else _MOST_PRINTED
    n_left = max(0, most_items - len(items))
    # Writing a sentence marks its figures as shown, so the series are chosen after the cards.
    for figures in _newest_by_series(draft)[:n_left]:
        items.append(paragraph(_line(draft, figures)))
    if not items:
        return []
    return [heading(draft.edition.words("brief.published")), bullets(items)]


def _printed_cards(draft: Draft) -> list[KeyFigure]:
    """Return the key figures of the theme of which every number was printed elsewhere."""
    theme = draft.subject.theme
    cards = []
    for card in draft.edition.release.key_figures:
        is_printed = all(id_ in draft.edition.cited for id_ in card.figures)
        is_of_theme = not theme or card.theme == theme
        if is_of_theme and is_printed:
            cards.append(card)
    return cards


def _newest_by_series(draft: Draft) -> list[list[Cited]]:
    """Return the newest figures of each series of the theme that is not shown yet: values of an indicator first."""
    newest = []
    for figures in _series_not_shown(draft).values():
        last_period = max(figure.period for figure in figures)
        newest.append([figure for figure in figures if figure.period == last_period])
    newest.sort(key=_period, reverse=True)
    newest.sort(key=_is_of_an_indicator_first)
    return newest


def _series_not_shown(draft: Draft) -> dict[str, list[Cited]]:
    """Return the series of the theme of which the brief shows no figure yet."""
    theme = draft.subject.theme
    if not theme:
        return {}
    shown_series = set()
    for shown in draft.shown:
        if shown.cited is not None:
            shown_series.add(shown.cited.series)
    roles = draft.edition.release.roles
    # A printed figure of a hidden population would stand without its limits.
    estimated = {roles.estimated, roles.estimated_share} - {""}
    series: dict[str, list[Cited]] = {}
    for figure in draft.edition.release.cited:
        is_estimate = figure.indicator in estimated
        is_shown = figure.series in shown_series
        if figure.theme == theme and not is_shown and not is_estimate:
            series.setdefault(figure.series or figure.id, []).append(figure)
    return series


def _period(figures: Sequence[Cited]) -> str:
    return figures[0].period


def _is_of_an_indicator_first(figures: Sequence[Cited]) -> tuple[bool, bool]:
    """Order totals of an indicator before its categories, and these before other figures."""
    first = figures[0]
    return not first.indicator, bool(first.where)


def _line(draft: Draft, cited: Sequence[Cited]) -> list[Node]:
    """Write one thing that was printed elsewhere: every number of its newest period."""
    edition = draft.edition
    figures = [find_figure(edition, figure.id) for figure in cited]
    first = figures[0]
    period = first.period or edition.words("period_not_stated")
    nodes: list[Node] = [words_of(f"{first.title} ({period}): ")]
    for figure in figures:
        separator = "" if figure is first else "; "
        nodes.append(words_of(separator))
        nodes.append(_number_with_note(draft, figure))
    return [*nodes, words_of(".")]


def _sentence(draft: Draft, card: KeyFigure) -> list[Node]:
    """Write the sentence of a key figure, each number with its note."""
    edition = draft.edition
    sentence = edition.say(card.sentence)
    nodes: list[Node] = []
    text_left = sentence
    for index, id_ in enumerate(card.figures):
        figure = find_figure(edition, id_)
        number = figure.shown
        if figure.cited is not None:
            number = edition.printed_within(figure.cited, sentence)
        text, _, text_left = text_left.partition(f"{{{index}}}")
        nodes += [words_of(text), _number_with_note(draft, figure, number)]
    return [*nodes, words_of(text_left)]


def _number_with_note(draft: Draft, figure: Figure, number: str = "") -> Node:
    """Set a figure from elsewhere, with a note on its source; a remark on the number stands in the note."""
    if not number:
        number = figure.number if figure.remark else figure.shown
    draft.shown.append(figure)
    node: Node = {
        "t": "figure",
        "s": number,
        "key": figure.address,
        "notes": _notes_on(draft, figure),
    }
    return {"t": "strong", "c": [node]}


def _notes_on(draft: Draft, figure: Figure) -> list[int]:
    """Return the number of the note on a figure, as a list; empty if it has none."""
    note = note_words(figure, draft.edition)
    if not note:
        return []
    if note not in draft.notes:
        draft.notes.append(note)
    return [draft.notes.index(note) + 1]
