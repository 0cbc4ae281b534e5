"""Where people leave the justice chain and how long it takes: from published series only, cohort and flow apart."""

from collections.abc import Iterable
from dataclasses import replace

from zicht.edition import comparing
from zicht.edition.charts import fluid
from zicht.edition.numerals import rounded
from zicht.edition.rows import Row, Where
from zicht.edition.words import ids_under
from zicht.site import organisations
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import addressing, chain_printed, chain_times, references
from zicht.site.pages.chain_steps import (
    NOTHING,
    ChainStep,
    chain_step,
    everybody_and_fields,
    field_of,
    name_of,
    table_of,
)
from zicht.site.pages.indicators.headlines import latest_settled
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.text import Text

_HUNDRED = 100.0
_NEEDED = ("K03", "K04")
"""Indicators of which one must have a settled total: without them the page shows what others printed."""
_SOURCE_PAGE = "document:definition:cohort-en-stroom"


def pages(library: Library) -> Iterable[Page]:
    """Return the page, where cases were followed long enough to say how it ended, or others printed how it did."""
    is_counted = _is_counted(library)
    if not is_counted and not chain_printed.steps_of(library):
        return
    slug = "chain" if is_counted else "chain_printed"
    yield Page(
        "chain",
        addressing.paths(library, addressing.theme_slug("keten"), slug),
        "chain.html.jinja",
        _content,
        section="figures",
        finding=_finding,
    )


# ---- what is counted here


def _is_counted(library: Library) -> bool:
    return any(_settled_period(library, id_) for id_ in _NEEDED)


def _counted_steps(library: Library) -> list[str]:
    """Return the indicators of the chain that have a settled total, in the order of the chain."""
    if not _is_counted(library):
        return []
    return [id_ for id_ in ids_under("chain_on") if _settled_period(library, id_)]


def _settled_period(library: Library, id_: str) -> str:
    """Latest year of which all who are followed are done; empty where there is none with a total."""
    indicator = library.release.indicators.get(id_)
    rows = library.rows.get(id_)
    if indicator is None or rows is None or indicator.shape != "share":
        return ""
    period = latest_settled(indicator, rows.periods)
    total = rows.at(period)
    if total is None or not total.is_shown:
        return ""
    newest = rows.periods[-1]
    return period if comparing.is_settled(indicator, period, newest) else ""


def title(edition: SiteEdition) -> str:
    """Title of the page: per hundred where it was counted here."""
    is_counted = _is_counted(edition.library)
    return edition.words("chain" if is_counted else "chain_printed")


def _lead(edition: SiteEdition) -> str:
    is_counted = _is_counted(edition.library)
    return edition.words("chain_lead" if is_counted else "chain_printed_lead")


# ---- the page


def _content(edition: SiteEdition) -> Content:
    here = edition.path("chain")
    steps = [_step(edition, here, id_) for id_ in _counted_steps(edition.library)]
    times = chain_times.steps(edition, here) if steps else []
    parts = [
        _part(edition, "cohort", [step for step in steps if step.is_cohort]),
        _part(edition, "flow", [step for step in steps if not step.is_cohort]),
        _part(edition, "times", times),
    ]
    crumbs = addressing.crumbs(
        edition,
        here,
        ("figures", edition.words("figures")),
        ("theme:keten", edition.theme("keten")),
    )
    more_about = ""
    if edition.has(_SOURCE_PAGE):
        more_about = edition.way(here, _SOURCE_PAGE)
    return {
        "title": title(edition),
        "description": _lead(edition),
        "is_counted": bool(steps),
        "crumbs": crumbs,
        "parts": [part for part in parts if part["steps"]],
        "printed_part": chain_printed.part(edition, here),
        "more_about": more_about,
    }


def _part(edition: SiteEdition, name: str, steps: list[ChainStep]) -> Content:
    return {"id": name, "title": edition.words(f"chain_part.{name}"), "steps": steps}


def _step(edition: SiteEdition, here: str, id_: str) -> ChainStep:
    """Compose one step: who came to it, how many of each hundred went on, and how many did not."""
    indicator = edition.release.indicators[id_]
    period = _settled_period(edition.library, id_)
    words = edition.words
    bars = []
    lines = []
    for row in _rows_in_order(edition, id_, period):
        name = name_of(edition, row.where)
        bars.append(fluid.bar_of(name, _per_hundred(edition, row), row, _HUNDRED))
        lines.append(_line(edition, name, row, indicator))
    total = edition.library.rows[id_].at(period)
    numbers = []
    if total is not None:
        numbers = [_per_hundred(edition, total), _left(edition, total, indicator)]
    went_on = words(f"chain_on.{id_}")
    heads = [
        words("chain_whom"),
        went_on,
        words("lies_between"),
        words(f"chain_off.{id_}"),
    ]
    when = edition.period(period)
    return chain_step(
        edition,
        here,
        indicator,
        period,
        went_on=went_on,
        alternative_title=f"{words(f'chain_of.{id_}', period=when)} {went_on}",
        sentence=edition.sentence(words(f"chain_says.{id_}"), numbers),
        bars=bars,
        table=table_of(heads, lines),
        is_hundred=True,
    )


def _rows_in_order(edition: SiteEdition, id_: str, period: str) -> list[Row]:
    """Return the row of everybody, then those of the fields of work in the order of their list."""
    indicator = edition.release.indicators[id_]
    place_of = edition.code_order(field_of(indicator))

    def place(where: Where) -> int:
        if not where:
            return -1
        _, code = where[0]
        return place_of.get(code, len(place_of))

    wheres = sorted(everybody_and_fields(edition, indicator), key=place)
    rows = [edition.library.rows[id_].at(period, where) for where in wheres]
    return [row for row in rows if row is not None]


def _line(edition: SiteEdition, name: str, row: Row, indicator: Indicator) -> Content:
    """Return one line of the table: how many went on, the bounds of that, and how many did not."""
    kind = "" if row.is_shown else row.status
    went_on, bounds = edition.per_hundred(row)
    cells = [
        {"words": went_on, "kind": kind},
        {"words": bounds or NOTHING, "kind": "quiet"},
        {"words": _left(edition, row, indicator), "kind": kind},
    ]
    return {"name": name, "cells": cells, "kind": "" if row.where else "total"}


def _per_hundred(edition: SiteEdition, row: Row) -> str:
    """Write how many of each hundred went on."""
    number, _ = edition.per_hundred(row)
    return number


def _left(edition: SiteEdition, row: Row, indicator: Indicator) -> str:
    """Write how many of each hundred did not go on."""
    return _per_hundred(edition, _complement(row, indicator.shape))


def _complement(row: Row, shape: str) -> Row:
    """Return the row of all others of each hundred: 100 less the share as written, its bounds swapped."""
    decimals = row.decimals(shape)

    def rest(share: float | None) -> float | None:
        if share is None:
            return None
        return float(100 - rounded(share, decimals))

    return replace(
        row, value=rest(row.value), lower=rest(row.upper), upper=rest(row.lower)
    )


# ---- search


def _finding(edition: SiteEdition) -> Finding:
    library = edition.library
    periods = []
    names: list[Text] = []
    for id_ in _counted_steps(library):
        indicator = library.release.indicators[id_]
        periods.append(_settled_period(library, id_))
        names += organisations.of_indicator(indicator)
    for step in chain_printed.steps_of(library):
        periods.append(step.figure.period)
        names += organisations.of_figures(step.group)
    names_in_language = dict.fromkeys(edition.say(name) for name in names)
    return Finding(
        "figure",
        _lead(edition),
        edition.words("chain_words"),
        theme="keten",
        years=references.years_of(periods),
        organisations=tuple(names_in_language),
    )
