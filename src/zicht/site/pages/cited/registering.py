"""Lists the pages of published figures, and composes each of them."""

from collections.abc import Iterable
from functools import partial
from typing import Literal

from zicht.edition.figures import has_sign
from zicht.edition.printed import Group
from zicht.site import organisations
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import addressing, cards, links, prose, references
from zicht.site.pages.cited.chart import chart_of
from zicht.site.pages.cited.rows import (
    conflict,
    figure_row,
    numbers_by_rule,
    rule_in_words,
    shared_sentences,
    unit_of,
)
from zicht.site.pages.cited.uses import event_lines, uses
from zicht.site.pages.indicators.facts import cite
from zicht.vocabulary.figures import Cited

_METHOD = "gepubliceerde-cijfers"


def pages(library: Library) -> Iterable[Page]:
    """Return a page per series."""
    for group in library.groups:
        yield Page(
            f"printed:{group.id}",
            addressing.paths(library, "printed", group.slug),
            "printed.html.jinja",
            partial(_series, group=group),
            section="figures",
            finding=partial(_finding, group=group),
        )


def _series(edition: SiteEdition, *, group: Group) -> Content:
    page = f"printed:{group.id}"
    here, title = edition.path(page), edition.say(group.title)
    shared = shared_sentences(edition, group)
    populations = [edition.say(figure.population) for figure in group.figures]
    up = "../" * here.count("/")
    return {
        "title": title,
        "description": f"{title}. {edition.words('printed_lead')}",
        "crumbs": addressing.crumbs(
            edition,
            here,
            ("figures", edition.words("figures")),
            (f"theme:{group.theme}", edition.theme(group.theme)),
        ),
        "latest": [_newest(edition, figure) for figure in group.newest],
        "population": list(dict.fromkeys(populations)),
        "figures": [
            figure_row(edition, figure, shared) for figure in reversed(group.figures)
        ],
        "said": " ".join(shared),
        "unit": unit_of(edition, group),
        "conflicts": [conflict(edition, figures) for figures in group.conflicts],
        "by_other_rules": [
            numbers_by_rule(edition, figures) for figures in group.by_other_rules
        ],
        "rules": [rule_in_words(edition, rule) for rule in group.rules],
        "table_title": edition.words("every_edition"),
        "indicator": _indicator_link(edition, here, group),
        "method_page": links.method_link(edition, here, _METHOD),
        "metadata": f"{up}data/cited.json",
        "download": f"{up}data/cited/{group.id}.csv",
        "events": event_lines(edition, here, group),
        "used": uses(edition, here, group),
        "organisations": links.organisation_links(
            edition, here, organisations.of_figures(group)
        ),
        "cite": cite(edition, page, title),
        "drawn_by_year": chart_of(edition, group),
    }


def _newest(edition: SiteEdition, figure: Cited) -> Content:
    """Return one of the numbers at the top of the page."""
    return {
        "figure": edition.cited_figure(figure),
        "unit": "" if has_sign(figure.unit) else edition.cited_unit(figure),
        "period": edition.cited_period(figure),
        "producer": figure.producer or edition.words("producer_not_stated"),
    }


def _indicator_link(edition: SiteEdition, here: str, group: Group) -> Content | None:
    """Return a link to the indicator that counts the same thing, where it has a page."""
    for figure in group.figures:
        if figure.indicator:
            page = f"indicator:{figure.indicator}"
            if not edition.has(page):
                return None
            indicator = edition.release.indicators[figure.indicator]
            words = edition.say(indicator.title)
            return {"href": edition.way(here, page), "words": words}
    return None


# ---- search


def _finding(edition: SiteEdition, *, group: Group) -> Finding:
    """Say in few words what a series is: a long text would sink in the ranking, below short ones that say less."""
    newest = group.newest[-1]
    numbers = [edition.printed(figure) for figure in group.newest]
    latest = f"{edition.cited_period(newest)}: {prose.joined(edition, numbers)}"
    note = " ".join(shared_sentences(edition, group)) or edition.say(newest.note)
    sentences = (edition.say(newest.population), latest, note)
    periods = [figure.period for figure in group.figures]
    return Finding(
        "figure",
        ". ".join(sentence for sentence in sentences if sentence),
        " ".join(_further_words(edition, group)),
        theme=group.theme,
        years=references.years_of(periods),
        place=_place_in_ranking(edition, group),
        organisations=tuple(
            edition.say(name) for name in organisations.of_figures(group)
        ),
    )


def _further_words(edition: SiteEdition, group: Group) -> list[str]:
    """Return words under which readers look for a series: numbers, periods, who counted, and the indicator."""
    figures = group.figures
    words = [edition.printed(figure) for figure in figures]
    words += [figure.period for figure in figures]
    words += [figure.producer or figure.citation.publisher for figure in figures]
    words += [
        figure.indicator for figure in figures if figure.indicator and not figure.where
    ]
    return list(dict.fromkeys(words))


def _place_in_ranking(
    edition: SiteEdition, group: Group
) -> Literal["key", "", "aside"]:
    """Return whether a series stands on a card, is about an indicator, or stands aside."""
    on_cards = cards.on_cards(edition.release)
    if any(figure.id in on_cards for figure in group.figures):
        return "key"
    return "" if any(figure.indicator for figure in group.figures) else "aside"
