"""How long the steps of the justice chain take: half of the cases, and nine in ten."""

from collections.abc import Sequence

from markupsafe import Markup

from zicht.edition.charts import fluid
from zicht.edition.rows import Row, Where
from zicht.edition.words import ids_under
from zicht.site.library import Content, Library, SiteEdition
from zicht.site.pages.chain_steps import (
    NOTHING,
    ChainStep,
    chain_step,
    everybody_and_fields,
    name_of,
    table_of,
)
from zicht.site.pages.indicators.tables import cell
from zicht.vocabulary.definitions import Indicator, Statistics


def steps(edition: SiteEdition, here: str) -> list[ChainStep]:
    """Return a step per duration: half and nine in ten in a sentence, the fields of work as bars and table."""
    chain_steps = []
    for indicator in _shown_durations(edition.library):
        if indicator.statistics is not None:
            step = _step(edition, here, indicator, indicator.statistics)
            chain_steps.append(step)
    return chain_steps


def _shown_durations(library: Library) -> list[Indicator]:
    """Return the durations of the chain of which the latest year has a number."""
    durations = []
    for id_ in ids_under("chain_of"):
        indicator = library.release.indicators.get(id_)
        if indicator is not None and _is_shown(library, indicator):
            durations.append(indicator)
    return durations


def _is_shown(library: Library, indicator: Indicator) -> bool:
    rows = library.rows.get(indicator.id)
    if rows is None:
        return False
    latest = rows.at(rows.periods[-1])
    return latest is not None and latest.is_shown


def _step(
    edition: SiteEdition, here: str, indicator: Indicator, statistics: Statistics
) -> ChainStep:
    words = edition.words
    period = edition.library.rows[indicator.id].periods[-1]
    drawn = words("chain_times_drawn")
    bars: list[tuple[str, str, Row]] = []
    lines = []
    for where in everybody_and_fields(edition, indicator):
        name = name_of(edition, where)
        rows = _statistic_rows(edition, indicator, statistics, where)
        headline = rows[0]
        if headline is not None:
            bars.append((name, _days(edition, indicator, headline), headline))
        lines.append(_line(edition, name, rows, is_total=not where))
    drawn_bars = fluid.bars_of(bars)
    everybody = _statistic_rows(edition, indicator, statistics, ())
    title = words(f"chain_of.{indicator.id}", period=edition.period(period))
    return chain_step(
        edition,
        here,
        indicator,
        period,
        went_on=drawn,
        alternative_title=f"{title}. {drawn}",
        sentence=_sentence(edition, everybody),
        bars=drawn_bars,
        table=table_of(_heads(edition, statistics), lines),
        is_hundred=False,
    )


def _codes(statistics: Statistics) -> list[str]:
    """Return the codes of the statistics that are shown, the headline first."""
    others = [code for code in statistics.steps if code != statistics.headline]
    return [statistics.headline, *others]


def _statistic_rows(
    edition: SiteEdition, indicator: Indicator, statistics: Statistics, where: Where
) -> list[Row | None]:
    """Return the row of each statistic in the latest period; None where the release has none."""
    rows = edition.library.rows[indicator.id]
    latest = rows.periods[-1]
    rows_of_statistics = []
    for code in _codes(statistics):
        where_of_statistic = sorted([*where, (statistics.dimension, code)])
        rows_of_statistics.append(rows.at(latest, tuple(where_of_statistic)))
    return rows_of_statistics


def _heads(edition: SiteEdition, statistics: Statistics) -> list[str]:
    """Return the heads of the table: whom, and for each statistic its number and its bounds."""
    heads = [edition.words("chain_whom")]
    for code in _codes(statistics):
        heads += [edition.words(f"chain_told.{code}"), edition.words("lies_between")]
    return heads


def _line(
    edition: SiteEdition, name: str, rows: Sequence[Row | None], *, is_total: bool
) -> Content:
    cells = []
    for row in rows:
        cells += [cell(edition, row), _bounds_cell(edition, row)]
    return {"name": name, "cells": cells, "kind": "total" if is_total else ""}


def _bounds_cell(edition: SiteEdition, row: Row | None) -> Content:
    bounds = edition.bounds(row) if row is not None else ""
    return {"words": bounds or NOTHING, "kind": "quiet"}


def _days(edition: SiteEdition, indicator: Indicator, row: Row) -> str:
    """Write a duration with its unit; a word for a hidden number stands alone."""
    number = edition.shown(row)
    if not row.is_shown:
        return number
    return f"{number} {edition.unit(indicator)}"


def _sentence(edition: SiteEdition, rows: Sequence[Row | None]) -> Markup:
    """Say how long half and nine in ten of the cases took; only half where the other is not shown."""
    numbers = []
    for row in rows[:2]:
        if row is not None and row.is_shown:
            numbers.append(edition.shown(row))
    key = "chain_times_both" if len(numbers) > 1 else "chain_times_half"
    return edition.sentence(edition.words(key), numbers)
