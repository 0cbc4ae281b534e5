"""Cited figures as rows of a table, with what is said of them."""

import re
from collections.abc import Sequence

from zicht.edition.figures import has_sign
from zicht.edition.printed import Group
from zicht.site.library import Content, SiteEdition
from zicht.site.pages import prose, references
from zicht.vocabulary.figures import Cited
from zicht.vocabulary.identity import CountingRule

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


def figure_row(edition: SiteEdition, figure: Cited, shared: Sequence[str]) -> Content:
    """Return one cited figure as a row of a table, without the sentences that are said of all."""
    note = _sentences(edition.say(figure.note))
    address = figure.citation.address
    return {
        "id": figure.id,
        "period": edition.cited_period(figure),
        "figure": edition.cited_figure(figure),
        "population": edition.say(figure.population),
        "producer": figure.producer or edition.words("producer_not_stated"),
        "vintage": figure.vintage,
        "printed_in": references.cited_in(edition, figure),
        "publisher": figure.citation.publisher,
        "address": address if address.startswith("https://") else "",
        "checked": edition.words.any_of(f"checked.{figure.checked}", otherwise=""),
        "note": " ".join(note[: len(note) - len(shared)]),
    }


def unit_of(edition: SiteEdition, group: Group) -> str:
    """Name the unit of a whole series; nothing where it has several, or its sign stands at the numbers."""
    units = {edition.cited_unit(figure) for figure in group.figures}
    if has_sign(group.figures[0].unit) or len(units) > 1:
        return ""
    return units.pop()


def conflict(edition: SiteEdition, figures: Sequence[Cited]) -> Content:
    """Show the different numbers that were printed of one period, each with its editions."""
    editions_by_number: dict[str, list[str]] = {}
    for figure in figures:
        name = figure.vintage or figure.producer or figure.citation.title
        editions = editions_by_number.setdefault(edition.printed(figure), [])
        if name not in editions:
            editions.append(name)
    return {
        "period": edition.cited_period(figures[0]),
        "values": [
            {"value": number, "who": prose.joined(edition, editions)}
            for number, editions in editions_by_number.items()
        ],
    }


def numbers_by_rule(edition: SiteEdition, figures: Sequence[Cited]) -> Content:
    """Show the numbers that several rules of counting give of one period, each with its rule."""
    return {
        "period": edition.cited_period(figures[0]),
        "values": [
            {
                "value": edition.printed(figure),
                "who": edition.say(figure.identity.rule.title),
            }
            for figure in figures
            if figure.identity is not None
        ],
    }


def rule_in_words(edition: SiteEdition, rule: CountingRule) -> Content:
    """Describe a rule of counting: in words, with who counts, whose records, and under which law."""
    facts = [
        (edition.words("counted_by"), rule.counted_by),
        (edition.words("register_of"), rule.register),
        (edition.words("rule_law"), rule.law),
    ]
    return {
        "title": edition.say(rule.title),
        "facts": [(term, meaning) for term, meaning in facts if meaning],
    }
