"""How long the steps of the justice chain take: half of the cases, and nine in ten."""

from zicht.edition.charts import fluid
from zicht.edition.rows import Row, Where
from zicht.edition.words import ids_under
from zicht.site.library import Content, Library, SiteEdition
from zicht.site.pages.indicators.tables import cell
from zicht.vocabulary.definitions import Indicator, Statistics


def known(library: Library) -> list[Indicator]:
    """Durations of the chain of which the latest year may be told."""
    found = [
        library.release.indicators[id_]
        for id_ in ids_under("chain_of")
        if id_ in library.release.indicators
    ]
    return [one for one in found if one.statistics and _is_shown(library, one)]


def _is_shown(library: Library, indicator: Indicator) -> bool:
    rows = library.rows.get(indicator.id)
    row = rows.at(rows.periods[-1]) if rows else None
    return row is not None and row.is_shown


def field_of(indicator: Indicator) -> str:
    """Return the dimension by which a step is shown apart; what statistics tell of a step is not one."""
    told = indicator.statistics.dimension if indicator.statistics else ""
    return next((name for name in indicator.dimensions if name != told), "")


def steps(edition: SiteEdition, here: str) -> list[Content]:
    """Give a step per duration: half and nine in ten in a sentence, the fields of work as bars and table."""
    return [
        _step(edition, here, indicator, indicator.statistics)
        for indicator in known(edition.library)
        if indicator.statistics
    ]


def _step(
    edition: SiteEdition, here: str, indicator: Indicator, told: Statistics
) -> Content:
    words, rows = edition.words, edition.library.rows[indicator.id]
    field = field_of(indicator)
    period = rows.periods[-1]
    title = words(f"chain_of.{indicator.id}", period=edition.period(period))
    wheres: list[Where] = [
        (),
        *(where for where in rows.wheres if [name for name, _ in where] == [field]),
    ]
    lines = [
        (
            edition.where(where) if where else words("chain_all"),
            _told(edition, indicator, told, where),
        )
        for where in wheres
    ]
    bars = fluid.bars_of(
        [
            (name, _days(edition, indicator, found[0]), found[0])
            for name, found in lines
            if found[0]
        ]
    )
    return {
        "id": indicator.slug.in_language(edition.language),
        "title": title,
        "is_hundred": False,
        "went_on": words("chain_times_drawn"),
        "sentence": _sentence(edition, lines[0][1]),
        "bars": bars,
        "label": words(
            "bar_alternative",
            title=f"{title}. {words('chain_times_drawn')}",
            values="; ".join(f"{bar.name}: {bar.words}" for bar in bars),
        ),
        "table": {
            "head": [
                words("chain_whom"),
                *(
                    head
                    for code in _codes(told)
                    for head in (words(f"chain_told.{code}"), words("lies_between"))
                ),
            ],
            "body": [
                {
                    "name": name,
                    "cells": [
                        each
                        for row in found
                        for each in (
                            cell(edition, row),
                            _between(edition, row),
                        )
                    ],
                    "kind": "total" if at == 0 else "",
                }
                for at, (name, found) in enumerate(lines)
            ],
            "is_wide": False,
        },
        "href": edition.way(here, f"indicator:{indicator.id}"),
        "question": edition.say(indicator.question),
    }


def _codes(told: Statistics) -> list[str]:
    """Name what is told, the headline first."""
    return [told.headline, *(code for code in told.steps if code != told.headline)]


def _told(
    edition: SiteEdition, indicator: Indicator, told: Statistics, where: Where
) -> list[Row | None]:
    rows = edition.library.rows[indicator.id]
    return [
        rows.at(rows.periods[-1], tuple(sorted((*where, (told.dimension, code)))))
        for code in _codes(told)
    ]


def _days(edition: SiteEdition, indicator: Indicator, row: Row) -> str:
    value = edition.shown(row)
    return f"{value} {edition.unit(indicator)}" if row.is_shown else value


def _sentence(edition: SiteEdition, found: list[Row | None]) -> Content | str:
    """Say both where both may be told, else only how long half of the cases took."""
    shown = [
        edition.shown(row) for row in found[:2] if row is not None and row.is_shown
    ]
    return edition.sentence(
        edition.words("chain_times_both" if len(shown) > 1 else "chain_times_half"),
        shown,
    )


def _between(edition: SiteEdition, row: Row | None) -> Content:
    return {
        "words": (edition.bounds(row) if row else "") or "\u2013",
        "kind": "quiet",
    }
