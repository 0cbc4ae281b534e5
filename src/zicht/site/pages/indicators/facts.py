"""What surrounds the numbers of an indicator: definition, caveats, ways to related pages, downloads, citation."""

from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup

from zicht.edition.printed import Group
from zicht.edition.signals import reading_of_signals, signals_of
from zicht.edition.words import ids_under
from zicht.site import organisations
from zicht.site.library import Content, SiteEdition
from zicht.site.pages import addressing, links, recommendations
from zicht.site.pages.indicators.addresses import (
    breakdown_page,
    breakdowns,
    data_path,
    indicator_page,
)
from zicht.site.pages.indicators.breakdown import dimensions_in_words
from zicht.site.pages.indicators.headlines import headline
from zicht.vocabulary.definitions import Indicator

_CAVEATS_AT_THE_TOP = 2


def frame(
    edition: SiteEdition, indicator: Indicator, page: str, names: tuple[str, ...]
) -> Content:
    """Return what the page of an indicator and those of its breakdowns share.

    Parameters
    ----------
    edition : in which language
    indicator : that the page is about
    page : its id
    names : of the dimensions that the page shows
    """
    here = edition.path(page)
    question, title = edition.say(indicator.question), edition.say(indicator.title)
    caveats = [edition.say(caveat) for caveat in indicator.caveats]
    map_page = f"map:{indicator.id}"
    breaks = [
        {"year": event.year, "words": edition.say(event.text)}
        for event in sorted(
            (*indicator.breaks, *indicator.events), key=lambda event: event.year
        )
    ]
    return {
        "indicator": indicator,
        "title": question,
        "name": title,
        "description": f"{question} {edition.say(indicator.counts)}",
        "crumbs": addressing.crumbs(
            edition,
            here,
            ("figures", edition.words("figures")),
            (f"theme:{indicator.theme}", edition.theme(indicator.theme)),
        ),
        "latest": headline(edition, indicator),
        "tabs": _tabs(edition, here, indicator, names),
        "caveats": caveats[:_CAVEATS_AT_THE_TOP],
        "more_caveats": caveats[_CAVEATS_AT_THE_TOP:],
        "facts": _facts(edition, indicator),
        "breaks": breaks,
        "signals": signals_of(edition, indicator),
        "signals_reading": reading_of_signals(edition, indicator),
        "printed": _printed_elsewhere(edition, here, indicator),
        "used": _uses(edition, here, indicator),
        "organisations": links.organisation_links(
            edition, here, organisations.of_indicator(indicator)
        ),
        "map": edition.way(here, map_page) if edition.has(map_page) else "",
        "cite": cite(edition, page, title),
        "downloads": [],
        "table": None,
        "chart": None,
    }


def _facts(edition: SiteEdition, indicator: Indicator) -> list[tuple[str, str]]:
    """Return the definition of an indicator as terms and words."""
    words = edition.words
    variant = words.any_of(f"variant.{indicator.variant}", otherwise=indicator.variant)
    definition = words("definition_version", id=indicator.id, version=indicator.version)
    return [
        (words("counts"), edition.say(indicator.counts)),
        (words("leaves_out"), edition.say(indicator.leaves_out)),
        (words("counting_unit_title"), edition.say(indicator.counting_unit)),
        (words("population"), edition.say(indicator.population)),
        (words("variant_title"), variant),
        (words("unknowns"), edition.say(indicator.unknowns)),
        (words("source"), edition.say(indicator.source)),
        (words("definition"), definition),
    ]


def _tabs(
    edition: SiteEdition, here: str, indicator: Indicator, selected: tuple[str, ...]
) -> list[Content]:
    """Return links to the total and to every breakdown; those by two dimensions are marked as double."""
    others = breakdowns(edition.library, indicator)
    if not others:
        return []
    plainest = edition.library.rows[indicator.id].plainest
    tabs: list[Content] = []
    for names in (plainest, *others):
        page = indicator_page(indicator)
        if names != plainest:
            page = breakdown_page(indicator, names)
        words = edition.words("total")
        if names:
            by = edition.words("by")
            words = f"{by} {dimensions_in_words(edition, names)}"
        tabs.append(
            {
                "href": edition.way(here, page),
                "words": words,
                "is_selected": names == selected,
                "is_double": len(names) > 1,
            }
        )
    return tabs


def _printed_elsewhere(
    edition: SiteEdition, here: str, indicator: Indicator
) -> list[Content]:
    """Return links to the published series about the same thing."""
    return [
        _series_link(edition, here, group)
        for group in edition.library.groups
        if any(figure.indicator == indicator.id for figure in group.figures)
    ]


def _series_link(edition: SiteEdition, here: str, group: Group) -> Content:
    return {
        "href": edition.way(here, f"printed:{group.id}"),
        "title": edition.say(group.title),
        "n": len(group.figures),
        "has_conflict": bool(group.conflicts),
    }


def _uses(edition: SiteEdition, here: str, indicator: Indicator) -> list[Content]:
    """Return links to where the indicator is used: the chain, key figures, and documents that refer to it."""
    uses: list[Content] = []
    if indicator.id in ids_under("chain_of") and edition.has("chain"):
        uses.append(_page_link(edition, here, "chain", "chain"))
    if _is_on_a_card(edition, indicator):
        uses.append(_page_link(edition, here, "key-figures", "key_figures"))
    return uses + links.user_links(edition, here, indicator.id)


def _is_on_a_card(edition: SiteEdition, indicator: Indicator) -> bool:
    """Whether a key figure refers to the indicator."""
    return any(
        reference.split(":")[0] == indicator.id
        for card in edition.release.key_figures
        for reference in card.figures
    )


def _page_link(edition: SiteEdition, here: str, page: str, words: str) -> Content:
    return {"href": edition.way(here, page), "words": edition.words(words), "kind": ""}


def downloads(
    edition: SiteEdition, here: str, indicator: Indicator, names: Sequence[str]
) -> list[Content]:
    """Return links to the figures of this page, to all figures of the indicator, and to their metadata."""
    up = "../" * here.count("/")
    this_table = edition.words("download_total")
    if names:
        this_table = edition.words(
            "download_breakdown", by=dimensions_in_words(edition, names)
        )
    whole = f"{up}data/{quote(indicator.id)}"
    links = [(up + quote(data_path(indicator.id, names)), this_table, "CSV")]
    if breakdowns(edition.library, indicator):
        links.append((f"{whole}.csv", edition.words("download_all"), "CSV"))
    links.append((f"{whole}.json", edition.words("download_metadata"), "JSON"))
    return [{"href": href, "words": words, "type": kind} for href, words, kind in links]


def cite(edition: SiteEdition, page: str, title: str) -> Markup:
    """Say how to cite a page: who, what, which edition, where."""
    release = edition.release
    citation = Markup("{}. <cite>{}</cite>. {}. {}.").format(
        edition.say(release.face.institute),
        title,
        edition.say(release.face.title),
        recommendations.edition_words(edition),
    )
    # A path without the name of a site leads nowhere: a citation leaves it out.
    if not edition.library.base_address:
        return citation
    return citation + f" {edition.address(edition.path(page))}"
