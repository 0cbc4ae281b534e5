"""Pages of estimates of people who were not registered: the verdict in words, then all methods side by side."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from zicht.edition import figures
from zicht.edition.estimates import (
    estimated_bounds,
    level_of,
    list_names,
    method_name,
    stratum_name,
    title_of,
)
from zicht.edition.printed import Group
from zicht.edition.slugs import slugify
from zicht.site.library import Finding, Library, Page, PageContent, SiteEdition
from zicht.site.pages import addressing, links, prose
from zicht.site.parts import Link
from zicht.vocabulary.estimates import (
    PublishedEstimate,
    PublishedMethod,
    StratumEstimate,
    Verdict,
)
from zicht.vocabulary.text import Text

_Way = tuple[str, int]
"""A method, and its number of resamples."""
_PAGE = "estimates"
_END_OF_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_FARTHEST = 1.75
"""The axis ends at this many times the largest estimate at most."""
_WIDEST = 96
"""Percent of the width at which the axis ends: a mark there needs room."""


def pages(library: Library) -> Iterable[Page]:
    """Return the list of estimates and a page for each; empty if the release has none."""
    if not library.release.estimates:
        return
    yield addressing.plain_page(library, _PAGE, "estimates", _list)
    for id_ in library.release.estimates:
        slug = slugify(id_)
        yield Page(
            f"estimate:{id_}",
            addressing.paths(library, "estimates", Text(slug, slug)),
            "estimate.html.jinja",
            partial(_content, id_=id_),
            section="figures",
            finding=partial(_finding, id_=id_),
        )


def _finding(edition: SiteEdition, *, id_: str) -> Finding:
    return Finding(
        "figure",
        edition.say(edition.release.estimates[id_].verdict.words),
        edition.words("estimates"),
        theme=edition.release.roles.theme_of_estimates,
    )


# ---- the list


@dataclass(frozen=True)
class EstimateLine:
    """One estimate in the list: the way to its page, and the opening of its verdict."""

    href: str
    title: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class ListOfEstimates(PageContent):
    """All estimates."""

    estimates: Sequence[EstimateLine]


def _list(edition: SiteEdition) -> ListOfEstimates:
    return ListOfEstimates(
        title=edition.words("estimates"),
        description=edition.words("estimates_lead"),
        crumbs=addressing.below_figures(edition),
        estimates=[_line(edition, id_) for id_ in edition.release.estimates],
    )


def _line(edition: SiteEdition, id_: str) -> EstimateLine:
    verdict = edition.release.estimates[id_].verdict
    opening, _ = _split_verdict(edition.say(verdict.words))
    return EstimateLine(edition.way(f"estimate:{id_}"), title_of(edition, id_), opening)


# ---- the page of one


@dataclass(frozen=True)
class CriterionInWords:
    """One criterion of the verdict, and whether it is met; None if it was not judged."""

    words: str
    met: bool | None


@dataclass(frozen=True)
class PublishedLine:
    """A series in which others published such an estimate, with its newest numbers."""

    href: str
    words: str
    values: str
    period: str


@dataclass(frozen=True)
class MethodDrawn:
    """One method: its numbers as written, and the places of its marks in percent of the axis.

    Parameters
    ----------
    name, about : of the method
    value, low, high, bounds : its estimate and its limits, as written
    x, x1, x2 : places of the estimate and the limits; None if there is none
    seen : place of those who were seen
    runs_on : whether its interval ends beyond the axis
    is_chosen : whether it is the headline
    """

    name: str
    about: str
    value: str
    low: str
    high: str
    bounds: str
    x: float | None
    x1: float | None
    x2: float | None
    seen: float | None
    runs_on: bool
    is_chosen: bool


@dataclass(frozen=True)
class ByHand:
    """Facts that are needed to repeat an estimate: its model, how its limits were computed, and notes."""

    name: str
    model: str
    made: str
    notes: Sequence[str]


@dataclass(frozen=True)
class StratumLine:
    """A row of estimates by year or kind: seen, estimated, and which part is in view."""

    name: str
    observed: str
    estimate: str
    bounds: str
    share: str
    is_firm: bool


@dataclass(frozen=True, kw_only=True)
class EstimatePage(PageContent):
    """An estimate of people who were not registered.

    Parameters
    ----------
    verdict, verdict_more : its opening, and the rest where no criteria say the same
    may_publish, disagree : whether it may be a headline, and whether methods disagree
    criteria : of the verdict
    note, about : what a reader must know, and population and source
    observed, lists, list_codes, record : who was seen, on which lists
    published : series in which others published such an estimate
    methods, by_hand, level : the methods drawn, how to repeat them, and the level of the intervals in percent
    totals, totals_made : estimates by year or kind, and how they were computed
    method_page, data : way to the method, and address of the file
    """

    verdict: str
    verdict_more: str
    may_publish: bool
    disagree: bool
    criteria: Sequence[CriterionInWords]
    note: str
    observed: str
    lists: Sequence[str]
    list_codes: Sequence[tuple[str, str]]
    record: Sequence[str]
    published: Sequence[PublishedLine]
    about: Sequence[tuple[str, str]]
    methods: Sequence[MethodDrawn]
    by_hand: Sequence[ByHand]
    level: str
    totals: Sequence[StratumLine]
    totals_made: str
    method_page: Link | None
    data: str


def _content(edition: SiteEdition, *, id_: str) -> EstimatePage:
    estimate = edition.release.estimates[id_]
    verdict, observed = estimate.verdict, estimate.observed
    title = title_of(edition, id_)
    opening, rest = _split_verdict(edition.say(verdict.words))
    return EstimatePage(
        title=title,
        description=opening or title,
        crumbs=addressing.below_figures(edition, (_PAGE, edition.words("estimates"))),
        verdict=opening,
        verdict_more="" if verdict.criteria else rest,
        may_publish=verdict.may_publish,
        disagree=verdict.disagreement,
        criteria=_criteria(edition, verdict),
        note=edition.say(estimate.note),
        observed="" if observed is None else edition.number(observed),
        lists=list_names(edition, estimate),
        list_codes=_codes_of_lists(edition, estimate),
        record=[edition.say(remark) for remark in estimate.record],
        published=_published(edition, estimate.published),
        about=_about(edition, id_, estimate),
        methods=_methods_drawn(edition, estimate),
        by_hand=[_by_hand(edition, method) for method in estimate.methods],
        level=edition.number(100 * level_of(estimate)),
        totals=[_stratum(edition, stratum) for stratum in estimate.totals],
        totals_made=_ways_estimated(edition, estimate.totals),
        method_page=links.method_link(
            edition, edition.release.roles.method_of_estimates
        ),
        data=f"{edition.up}data/estimates/{slugify(id_)}.json",
    )


def _criteria(edition: SiteEdition, verdict: Verdict) -> list[CriterionInWords]:
    return [
        CriterionInWords(edition.say(criterion.words), criterion.met)
        for criterion in verdict.criteria
    ]


def _codes_of_lists(
    edition: SiteEdition, estimate: PublishedEstimate
) -> list[tuple[str, str]]:
    """Return the code of each list that has a name, as models are written with codes."""
    codes_and_names = []
    for code in estimate.lists:
        if code in estimate.list_names:
            codes_and_names.append((code, edition.say(estimate.list_names[code])))
    return codes_and_names


def _about(
    edition: SiteEdition, id_: str, estimate: PublishedEstimate
) -> list[tuple[str, str]]:
    """Return the population, the source, and whether it is provisional, as far as they are stated."""
    provisional = edition.release.provisional.get(id_, ())
    periods = ", ".join(edition.period(period) for period in provisional)
    headings_and_words = (
        (edition.words("population"), edition.say(estimate.population)),
        (edition.words("source"), edition.say(estimate.source)),
        (edition.words("provisional.heading"), periods),
    )
    return [(heading, words) for heading, words in headings_and_words if words]


def estimate_headline(estimate: PublishedEstimate) -> tuple[float, float] | None:
    """Return the number of people seen and the headline estimate; None if no estimate may be a headline."""
    method = estimate.headline
    if method is None or method.estimate is None or not estimate.observed:
        return None
    if method.estimate <= estimate.observed:
        return None
    return estimate.observed, method.estimate


def _stratum(edition: SiteEdition, stratum: StratumEstimate) -> StratumLine:
    observed = stratum.observed
    return StratumLine(
        name=stratum_name(edition, stratum),
        observed="" if observed is None else edition.number(observed),
        estimate=figures.coarse(stratum.estimate, edition.language),
        bounds=estimated_bounds(edition, stratum.lower, stratum.upper),
        share=_share_in_view(edition, stratum),
        is_firm=stratum.may_publish,
    )


def _share_in_view(edition: SiteEdition, stratum: StratumEstimate) -> str:
    """Write the share of people who are in view; empty if it is not known."""
    if stratum.visible_share is None:
        return ""
    low, high = stratum.visible_share
    return figures.share_range(low, high, edition.words)


def _ways_estimated(edition: SiteEdition, strata: Sequence[StratumEstimate]) -> str:
    """State by which method and with how many resamples the rows were estimated, each way once, the commonest last."""
    rows_by_way = _rows_by_way(edition, strata)
    rarest_first = sorted(rows_by_way, key=lambda way: len(rows_by_way[way]))
    sentences = []
    for way in rarest_first:
        rows = ", ".join(rows_by_way[way])
        is_commonest = way == rarest_first[-1]
        if is_commonest and len(rarest_first) > 1:
            rows = edition.words("totals_other_rows")
        sentences.append(_way_in_words(edition, way, rows))
    return "; ".join(sentences)


def _rows_by_way(
    edition: SiteEdition, strata: Sequence[StratumEstimate]
) -> dict[_Way, list[str]]:
    """Return the names of the rows by how they were estimated."""
    rows_by_way: dict[_Way, list[str]] = {}
    for stratum in strata:
        if stratum.method and stratum.replicates:
            way = (stratum.method, stratum.replicates)
            rows_by_way.setdefault(way, []).append(stratum_name(edition, stratum))
    return rows_by_way


def _way_in_words(edition: SiteEdition, way: _Way, rows: str) -> str:
    method, replicates = way
    return edition.words(
        "totals_made_by",
        method=method_name(edition, method),
        n=edition.number(replicates),
        rows=rows,
    )


def _split_verdict(words: str) -> tuple[str, str]:
    """Split a verdict after its second sentence: the first part is set large."""
    sentences = _END_OF_SENTENCE.split(words)
    return " ".join(sentences[:2]), " ".join(sentences[2:])


def _published(edition: SiteEdition, ids: Sequence[str]) -> list[PublishedLine]:
    """Return the series in which others published such an estimate, each once."""
    group_of = edition.library.group_of
    groups = {group_of[id_].id: group_of[id_] for id_ in ids if id_ in group_of}
    return [_published_line(edition, group) for group in groups.values()]


def _published_line(edition: SiteEdition, group: Group) -> PublishedLine:
    numbers = [edition.printed(figure) for figure in group.newest]
    return PublishedLine(
        href=edition.way(f"printed:{group.id}"),
        words=edition.say(group.title),
        values=prose.joined(edition, numbers),
        period=edition.cited_period(group.newest[-1]),
    )


# ---- the methods, drawn and by hand


def _methods_drawn(
    edition: SiteEdition, estimate: PublishedEstimate
) -> list[MethodDrawn]:
    """Return every method with the places of its marks on one axis."""
    top = _axis_end(estimate.methods, estimate.observed or 1.0)
    return [
        _method_drawn(edition, estimate, method, top) for method in estimate.methods
    ]


def _method_drawn(
    edition: SiteEdition,
    estimate: PublishedEstimate,
    method: PublishedMethod,
    top: float,
) -> MethodDrawn:
    language, about = edition.language, f"method_about.{method.name}"
    return MethodDrawn(
        name=method_name(edition, method.name),
        about=edition.words.any_of(about, otherwise=""),
        value=figures.coarse(method.estimate, language),
        low=figures.coarse(method.lower, language),
        high=figures.coarse(method.upper, language),
        bounds=estimated_bounds(edition, method.lower, method.upper),
        x=_place(method.estimate, top),
        x1=_place(method.lower, top),
        x2=_place(method.upper, top),
        seen=_place(estimate.observed or 0.0, top),
        runs_on=method.upper is not None and method.upper > top,
        is_chosen=method is estimate.headline,
    )


def _place(value: float | None, top: float) -> float | None:
    """Return the place of a value on the axis, in percent of the width."""
    if value is None:
        return None
    return round(min(_WIDEST * value / top, 100), 2)


def _axis_end(methods: Sequence[PublishedMethod], observed: float) -> float:
    """Return the end of the axis: that of the widest interval.

    An interval that would press all others together runs on beyond the axis.
    """
    values = [method.estimate for method in methods if method.estimate is not None]
    limits = [method.upper for method in methods if method.upper is not None]
    largest_value = max([observed, *values])
    return min(max([largest_value, *limits]), _FARTHEST * largest_value)


def _by_hand(edition: SiteEdition, method: PublishedMethod) -> ByHand:
    notes = [edition.say(note) for note in (method.refusal, *method.notes)]
    return ByHand(
        name=method_name(edition, method.name),
        model=method.model or "",
        made=_how_computed(edition, method),
        notes=[note for note in notes if note],
    )


def _how_computed(edition: SiteEdition, method: PublishedMethod) -> str:
    """State how the limits of an estimate were computed, and with how many resamples."""
    interval = method.interval or ""
    key = f"interval.{interval.replace(' ', '_')}"
    words = edition.words.any_of(key, otherwise=interval)
    if not words or method.replicates is None:
        return words
    return f"{words}, {edition.number(method.replicates)}"
