"""Estimates of those nobody registered: the methods side by side, the verdict in words first."""

import re
from collections.abc import Iterable, Sequence
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
from zicht.edition.labels import ESTIMATED
from zicht.edition.slugs import slugify
from zicht.site.addresses import way_up
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import addressing, links, prose
from zicht.vocabulary.estimates import (
    PublishedEstimate,
    PublishedMethod,
    StratumEstimate,
)
from zicht.vocabulary.text import Text

_PAGE = "estimates"
_END_OF_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_FARTHEST = 1.75
"""The axis ends at this many times the largest estimate at most."""
_WIDEST = 96
"""Percent of the width at which the axis ends: a mark there needs room."""


def pages(library: Library) -> Iterable[Page]:
    """Return the list of estimates and a page for each; none where the release has none."""
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
        theme=ESTIMATED,
    )


# ---- the list


def _list(edition: SiteEdition) -> Content:
    here = edition.path(_PAGE)
    figures_above = ("figures", edition.words("figures"))
    return {
        "title": edition.words("estimates"),
        "description": edition.words("estimates_lead"),
        "crumbs": addressing.crumbs(edition, here, figures_above),
        "estimates": [_line(edition, here, id_) for id_ in edition.release.estimates],
    }


def _line(edition: SiteEdition, here: str, id_: str) -> Content:
    verdict = edition.release.estimates[id_].verdict
    opening, _ = _split_verdict(edition.say(verdict.words))
    return {
        "href": edition.way(here, f"estimate:{id_}"),
        "title": title_of(edition, id_),
        "verdict": opening,
    }


# ---- the page of one


def _content(edition: SiteEdition, *, id_: str) -> Content:
    here = edition.path(f"estimate:{id_}")
    estimate = edition.release.estimates[id_]
    title = title_of(edition, id_)
    observed = estimate.observed
    crumbs = addressing.crumbs(
        edition,
        here,
        ("figures", edition.words("figures")),
        (_PAGE, edition.words("estimates")),
    )
    return {
        "title": title,
        "crumbs": crumbs,
        **_verdict(edition, estimate, title),
        "note": edition.say(estimate.note),
        "observed": "" if observed is None else edition.number(observed),
        "lists": list_names(edition, estimate),
        "list_codes": _codes_of_lists(edition, estimate),
        "published": _published(edition, here, estimate.published),
        "about": _about(edition, estimate),
        "methods": _methods_drawn(edition, estimate),
        "by_hand": [_by_hand(edition, method) for method in estimate.methods],
        "record": [edition.say(remark) for remark in estimate.record],
        "totals": [_stratum(edition, stratum) for stratum in estimate.totals],
        "totals_made": _ways_estimated(edition, estimate.totals),
        "method_page": links.method_link(edition, here, "schatten"),
        "data": way_up(here) + f"data/estimates/{slugify(id_)}.json",
        "level": edition.number(100 * level_of(estimate)),
    }


def _verdict(edition: SiteEdition, estimate: PublishedEstimate, title: str) -> Content:
    """Return the verdict: its opening, the rest where no criteria say the same, and each criterion."""
    verdict = estimate.verdict
    opening, rest = _split_verdict(edition.say(verdict.words))
    criteria = []
    for criterion in verdict.criteria:
        words = edition.say(criterion.words)
        criteria.append({"words": words, "met": criterion.met})
    return {
        "description": opening or title,
        "verdict": opening,
        "verdict_more": "" if criteria else rest,
        "may_publish": verdict.may_publish,
        "disagree": verdict.disagreement,
        "criteria": criteria,
    }


def _codes_of_lists(
    edition: SiteEdition, estimate: PublishedEstimate
) -> list[tuple[str, str]]:
    """Return the code of each list that has a name, as models are written with codes."""
    codes_and_names = []
    for code in estimate.lists:
        if code in estimate.list_names:
            codes_and_names.append((code, edition.say(estimate.list_names[code])))
    return codes_and_names


def _about(edition: SiteEdition, estimate: PublishedEstimate) -> list[tuple[str, str]]:
    """Return the population and the source, as far as they are stated."""
    headings_and_words = (
        (edition.words("population"), edition.say(estimate.population)),
        (edition.words("source"), edition.say(estimate.source)),
    )
    return [(heading, words) for heading, words in headings_and_words if words]


def estimate_headline(estimate: PublishedEstimate) -> tuple[float, float] | None:
    """Return how many were seen, and the estimate that may stand as a headline; None where the rule forbids one."""
    method = estimate.headline
    if method is None or method.estimate is None or not estimate.observed:
        return None
    if method.estimate <= estimate.observed:
        return None
    return estimate.observed, method.estimate


def _stratum(edition: SiteEdition, stratum: StratumEstimate) -> Content:
    """Return a row of estimates by year or kind: seen, estimated, and which part is in view."""
    observed = stratum.observed
    share = ""
    if stratum.visible_share is not None:
        low, high = stratum.visible_share
        share = figures.share_range(low, high, edition.words)
    return {
        "name": stratum_name(edition, stratum),
        "observed": "" if observed is None else edition.number(observed),
        "estimate": figures.coarse(stratum.estimate, edition.language),
        "bounds": estimated_bounds(edition, stratum.lower, stratum.upper),
        "share": share,
        "is_firm": stratum.may_publish,
    }


def _ways_estimated(edition: SiteEdition, strata: Sequence[StratumEstimate]) -> str:
    """Say by which method and with how many resamples the rows were estimated, each way once, the commonest last."""
    rows_by_way: dict[tuple[str, int], list[str]] = {}
    for stratum in strata:
        if stratum.method and stratum.replicates:
            way = (stratum.method, stratum.replicates)
            rows = rows_by_way.setdefault(way, [])
            rows.append(stratum_name(edition, stratum))
    rarest_first = sorted(rows_by_way, key=lambda way: len(rows_by_way[way]))
    sentences = []
    for place, way in enumerate(rarest_first, start=1):
        method, replicates = way
        rows_in_words = ", ".join(rows_by_way[way])
        if 1 < place == len(rarest_first):
            rows_in_words = edition.words("totals_other_rows")
        sentence = edition.words(
            "totals_made_by",
            method=method_name(edition, method),
            n=edition.number(replicates),
            rows=rows_in_words,
        )
        sentences.append(sentence)
    return "; ".join(sentences)


def _split_verdict(words: str) -> tuple[str, str]:
    """Split a verdict after its second sentence: the first part is set large."""
    sentences = _END_OF_SENTENCE.split(words)
    return " ".join(sentences[:2]), " ".join(sentences[2:])


def _published(edition: SiteEdition, here: str, ids: Sequence[str]) -> list[Content]:
    """Return the series in which others published such an estimate, each once."""
    group_of = edition.library.group_of
    groups = {}
    for id_ in ids:
        if id_ in group_of:
            group = group_of[id_]
            groups[group.id] = group
    lines: list[Content] = []
    for group in groups.values():
        numbers = [edition.printed(figure) for figure in group.newest]
        lines.append(
            {
                "href": edition.way(here, f"printed:{group.id}"),
                "words": edition.say(group.title),
                "values": prose.joined(edition, numbers),
                "period": edition.cited_period(group.newest[-1]),
            }
        )
    return lines


# ---- the methods, drawn and by hand


def _methods_drawn(edition: SiteEdition, estimate: PublishedEstimate) -> list[Content]:
    """Return every method with the places of its marks on one axis."""
    observed = estimate.observed or 0.0
    top = _axis_end(estimate.methods, estimate.observed or 1.0)
    drawn = []
    for method in estimate.methods:
        content = _method_drawn(edition, method, top)
        content["seen"] = _place(observed, top)
        content["is_chosen"] = method is estimate.headline
        drawn.append(content)
    return drawn


def _method_drawn(edition: SiteEdition, method: PublishedMethod, top: float) -> Content:
    language = edition.language
    upper = method.upper
    return {
        "name": method_name(edition, method.name),
        "about": edition.words.any_of(f"method_about.{method.name}", otherwise=""),
        "value": figures.coarse(method.estimate, language),
        "low": figures.coarse(method.lower, language),
        "high": figures.coarse(upper, language),
        "bounds": estimated_bounds(edition, method.lower, upper),
        "x": _place(method.estimate, top),
        "x1": _place(method.lower, top),
        "x2": _place(upper, top),
        "runs_on": upper is not None and upper > top,
    }


def _place(value: float | None, top: float) -> float | None:
    """Return the place of a value on the axis, in percent of the width."""
    if value is None:
        return None
    return round(min(_WIDEST * value / top, 100), 2)


def _axis_end(methods: Sequence[PublishedMethod], observed: float) -> float:
    """Return the end of the axis: that of the widest interval.

    An interval that would press all others together runs on beyond the axis.
    """
    estimates = [observed]
    ends = [observed]
    for method in methods:
        if method.estimate is not None:
            estimates.append(method.estimate)
            ends.append(method.estimate)
        if method.upper is not None:
            ends.append(method.upper)
    return min(max(ends), _FARTHEST * max(estimates))


def _by_hand(edition: SiteEdition, method: PublishedMethod) -> Content:
    """Return what somebody needs to repeat an estimate: the model, how its limits were computed, and notes."""
    interval = method.interval or ""
    key = f"interval.{interval.replace(' ', '_')}"
    how_computed = edition.words.any_of(key, otherwise=interval)
    if how_computed and method.replicates is not None:
        how_computed = f"{how_computed}, {edition.number(method.replicates)}"
    notes = [edition.say(note) for note in (method.refusal, *method.notes)]
    return {
        "name": method_name(edition, method.name),
        "model": method.model or "",
        "made": how_computed,
        "notes": [note for note in notes if note],
    }
