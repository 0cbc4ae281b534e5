"""Lists the pages of every indicator, and composes each of them."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from zicht.site import organisations
from zicht.site.library import Finding, Library, Page, SiteEdition
from zicht.site.pages import addressing, cards, references
from zicht.site.pages.indicators.addresses import (
    breakdown_page,
    breakdown_slug,
    breakdowns,
    indicator_page,
)
from zicht.site.pages.indicators.bar_chart import bar_chart
from zicht.site.pages.indicators.breakdown import Breakdown
from zicht.site.pages.indicators.curve_chart import curve_chart, is_curve
from zicht.site.pages.indicators.facts import IndicatorPage, downloads, frame
from zicht.site.pages.indicators.tables import (
    breakdown_table,
    note_on_rows,
    notes_on_missing,
    total_table,
)
from zicht.site.pages.indicators.total_chart import total_chart
from zicht.site.parts import Link
from zicht.vocabulary.definitions import Indicator

_TEMPLATE = "indicator.html.jinja"
_ONLY_TOTALS = ((),)


def pages(library: Library) -> Iterable[Page]:
    """Return a page per indicator and per breakdown that was published."""
    for indicator in library.release.indicators.values():
        theme = addressing.theme_slug(library, indicator.theme)
        yield Page(
            indicator_page(indicator),
            addressing.paths(library, theme, indicator.slug),
            _TEMPLATE,
            partial(_page_of_indicator, indicator=indicator),
            section="figures",
            finding=partial(_finding, indicator=indicator),
            indicators=(indicator.id,),
        )
        for names in breakdowns(library, indicator):
            slug = breakdown_slug(library, names)
            yield Page(
                breakdown_page(indicator, names),
                addressing.paths(library, theme, indicator.slug, slug),
                _TEMPLATE,
                partial(_page_of_breakdown, indicator=indicator, names=names),
                section="figures",
                indicators=(indicator.id,),
            )


def _page_of_indicator(edition: SiteEdition, *, indicator: Indicator) -> IndicatorPage:
    """Compose the page of an indicator: its totals, or its first breakdown where no total is published."""
    page = indicator_page(indicator)
    rows = edition.library.rows.get(indicator.id)
    names = rows.plainest if rows else ()
    content = frame(edition, indicator, page, names)
    if rows is None:
        return content
    if names:
        return _with_breakdown(content, Breakdown(edition, indicator, names))
    return replace(
        content,
        table=total_table(edition, indicator),
        chart=total_chart(edition, indicator),
        notes=notes_on_missing(edition, indicator, _ONLY_TOTALS),
        downloads=downloads(edition, indicator, ()),
    )


def _page_of_breakdown(
    edition: SiteEdition, *, indicator: Indicator, names: tuple[str, ...]
) -> IndicatorPage:
    """Compose the page of one breakdown."""
    shown = Breakdown(edition, indicator, names)
    content = frame(edition, indicator, shown.page, names)
    title = f"{shown.title} {edition.words('by')} {shown.by}"
    above = edition.way(indicator_page(indicator))
    return replace(
        _with_breakdown(content, shown),
        title=title,
        description=title,
        crumbs=[*content.crumbs, Link(above, shown.title)],
    )


def _with_breakdown(content: IndicatorPage, shown: Breakdown) -> IndicatorPage:
    """Add table, chart, notes and downloads of a breakdown."""
    on_rows = note_on_rows(shown)
    on_missing = notes_on_missing(shown.edition, shown.indicator, shown.wheres)
    return replace(
        content,
        table=breakdown_table(shown),
        chart=curve_chart(shown) if is_curve(shown) else bar_chart(shown),
        notes=[on_rows, *on_missing] if on_rows else on_missing,
        downloads=downloads(shown.edition, shown.indicator, shown.names),
    )


def _finding(edition: SiteEdition, *, indicator: Indicator) -> Finding:
    """Return the search record of an indicator: its definition, and the categories of its breakdowns."""
    definition = [
        indicator.question,
        indicator.counts,
        indicator.leaves_out,
        indicator.population,
        *indicator.caveats,
    ]
    rows = edition.library.rows.get(indicator.id)
    names = [edition.say(indicator.title), *sorted(_categories(edition, indicator))]
    return Finding(
        "figure",
        " ".join(edition.say(part) for part in definition),
        " ".join([indicator.id, *names]),
        theme=indicator.theme,
        years=references.years_of(rows.periods if rows else ()),
        place="key" if _is_on_a_card(edition, indicator) else "",
        organisations=tuple(
            edition.say(name)
            for name in organisations.of_indicator(indicator, edition.release.names)
        ),
    )


def _categories(edition: SiteEdition, indicator: Indicator) -> set[str]:
    """Name every category of the breakdowns; municipalities have pages of their own."""
    lists = edition.release.codes
    labels = set()
    country = edition.release.geography
    small_areas = country.leaf_level if country else ""
    for names in breakdowns(edition.library, indicator):
        for name in names:
            if name != small_areas and name in lists:
                labels |= {edition.label(name, code) for code in lists[name].labels}
    return labels


def _is_on_a_card(edition: SiteEdition, indicator: Indicator) -> bool:
    """Whether a figure of the indicator stands on a card."""
    return any(
        address.startswith(f"{indicator.id}:")
        for address in cards.on_cards(edition.release)
    )
