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
from zicht.site.pages.indicators.headlines import latest_settled
from zicht.vocabulary.definitions import Indicator

_HUNDRED = 100.0
_NEEDED = ("K03", "K04")
_SOURCE = "document:definition:cohort-en-stroom"


def pages(library: Library) -> Iterable[Page]:
    """Give the page, where cases were followed long enough to say how it ended, or others printed how it did."""
    is_counted = _is_counted(library)
    if not is_counted and not chain_printed.found(library):
        return
    yield Page(
        "chain",
        addressing.paths(
            library,
            addressing.theme_slug("keten"),
            "chain" if is_counted else "chain_printed",
        ),
        "chain.html.jinja",
        _content,
        section="figures",
        finding=_finding,
    )


def _is_counted(library: Library) -> bool:
    return any(_period(library, id_) for id_ in _NEEDED)


def title(edition: SiteEdition) -> str:
    """Title of the page: per hundred where it was counted here."""
    return edition.words("chain" if _is_counted(edition.library) else "chain_printed")


def _lead(edition: SiteEdition) -> str:
    return edition.words(
        "chain_lead" if _is_counted(edition.library) else "chain_printed_lead"
    )


def _period(library: Library, id_: str) -> str:
    """Latest year of which all who are followed are done; empty where there is none with a total."""
    indicator, rows = library.release.indicators.get(id_), library.rows.get(id_)
    if indicator is None or rows is None or indicator.shape != "share":
        return ""
    period = latest_settled(indicator, rows.periods)
    total = rows.at(period)
    is_done = comparing.is_settled(indicator, period, rows.periods[-1])
    return period if is_done and total is not None and total.is_shown else ""


def _content(edition: SiteEdition) -> Content:
    here = edition.path("chain")
    steps = [
        _step(edition, here, id_)
        for id_ in ids_under("chain_on")
        if _is_counted(edition.library) and _period(edition.library, id_)
    ]
    parts = {
        "cohort": [step for step in steps if step["is_cohort"]],
        "flow": [step for step in steps if not step["is_cohort"]],
        "times": chain_times.steps(edition, here) if steps else [],
    }
    return {
        "title": title(edition),
        "description": _lead(edition),
        "is_counted": bool(steps),
        "crumbs": addressing.crumbs(
            edition,
            here,
            ("figures", edition.words("figures")),
            ("theme:keten", edition.theme("keten")),
        ),
        "parts": [
            {"id": name, "title": edition.words(f"chain_part.{name}"), "steps": found}
            for name, found in parts.items()
            if found
        ],
        "printed_part": chain_printed.part(edition, here),
        "more_about": edition.way(here, _SOURCE) if edition.has(_SOURCE) else "",
    }


def _step(edition: SiteEdition, here: str, id_: str) -> Content:
    """One step: who came to it, how many of each hundred went on, and how many did not."""
    indicator, period = edition.release.indicators[id_], _period(edition.library, id_)
    rows = edition.library.rows[id_]
    found = [
        (_name(edition, where), row)
        for where in _wheres(edition, id_)
        if (row := rows.at(period, where))
    ]
    words = edition.words
    when = edition.period(period)
    bars = [
        fluid.bar_of(name, _per_hundred(edition, row), row, _HUNDRED)
        for name, row in found
    ]
    title = words(f"chain_of.{id_}", period=when)
    total = found[0][1]
    return {
        "id": indicator.slug.in_language(edition.language),
        "is_cohort": indicator.variant == "cohort",
        "is_hundred": True,
        "title": title,
        "went_on": words(f"chain_on.{id_}"),
        "sentence": edition.sentence(
            words(f"chain_says.{id_}"),
            [_per_hundred(edition, total), _left(edition, total, indicator)],
        ),
        "bars": bars,
        "label": words(
            "bar_alternative",
            title=f"{title} {words(f'chain_on.{id_}')}",
            values="; ".join(f"{bar.name}: {bar.words}" for bar in bars),
        ),
        "table": {
            "head": [
                words("chain_whom"),
                words(f"chain_on.{id_}"),
                words("lies_between"),
                words(f"chain_off.{id_}"),
            ],
            "body": [_line(edition, name, row, indicator) for name, row in found],
            "is_wide": False,
        },
        "href": edition.way(here, f"indicator:{id_}"),
        "question": edition.say(indicator.question),
    }


def _wheres(edition: SiteEdition, id_: str) -> list[Where]:
    """Everybody, and the fields of work apart."""
    field = chain_times.field_of(edition.release.indicators[id_])
    codes = edition.code_order(field)
    fields = [
        where
        for where in edition.library.rows[id_].wheres
        if [name for name, _ in where] == [field]
    ]
    return [(), *sorted(fields, key=lambda where: codes.get(where[0][1], len(codes)))]


def _name(edition: SiteEdition, where: Where) -> str:
    return edition.where(where) if where else edition.words("chain_all")


def _per_hundred(edition: SiteEdition, row: Row) -> str:
    """Write how many of each hundred."""
    return edition.per_hundred(row)[0]


def _others(row: Row, shape: str) -> Row:
    """Row of all others of each hundred: 100 less the share, its bounds the other way round."""
    decimals = row.decimals(shape)

    def rest(share: float | None) -> float | None:
        return None if share is None else float(100 - rounded(share, decimals))

    return replace(
        row, value=rest(row.value), lower=rest(row.upper), upper=rest(row.lower)
    )


def _left(edition: SiteEdition, row: Row, indicator: Indicator) -> str:
    """Write how many of each hundred did not go on."""
    return _per_hundred(edition, _others(row, indicator.shape))


def _line(edition: SiteEdition, name: str, row: Row, indicator: Indicator) -> Content:
    kind = "" if row.is_shown else row.status
    return {
        "name": name,
        "cells": [
            {"words": _per_hundred(edition, row), "kind": kind},
            {"words": edition.per_hundred(row)[1] or "\u2013", "kind": "quiet"},
            {"words": _left(edition, row, indicator), "kind": kind},
        ],
        "kind": "" if row.where else "total",
    }


def _finding(edition: SiteEdition) -> Finding:
    library = edition.library
    known = [
        id_
        for id_ in ids_under("chain_on")
        if _is_counted(library) and _period(library, id_)
    ]
    printed = [figure for _, figure in chain_printed.found(library)]
    named = [
        name
        for id_ in known
        for name in organisations.of_indicator(library.release.indicators[id_])
    ]
    named += [
        name
        for group, _ in chain_printed.found(library)
        for name in organisations.of_figures(group)
    ]
    return Finding(
        "figure",
        _lead(edition),
        edition.words("chain_words"),
        theme="keten",
        years=references.years_of(
            [
                *(_period(library, id_) for id_ in known),
                *(figure.period for figure in printed),
            ]
        ),
        organisations=tuple(dict.fromkeys(edition.say(name) for name in named)),
    )
