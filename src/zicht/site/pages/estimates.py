"""Estimates of those nobody registered: the methods side by side, the verdict in words first."""

import re
from collections.abc import Iterable, Sequence

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
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import addressing, links, prose
from zicht.vocabulary.estimates import (
    PublishedEstimate,
    PublishedMethod,
    StratumEstimate,
)
from zicht.vocabulary.text import Text

_PAGE = "estimates"
_FARTHEST = 1.75
"""The axis ends at this many times the largest estimate at most."""
_WIDEST = 96
"""Percent of the width at which the axis ends: a mark there needs room."""


def pages(library: Library) -> Iterable[Page]:
    """Give the list of estimates and a page for each; none where the release has none."""
    if not library.release.estimates:
        return
    yield addressing.plain_page(library, _PAGE, "estimates", _listed)
    for id_ in library.release.estimates:
        yield Page(
            f"estimate:{id_}",
            addressing.paths(library, "estimates", Text(slugify(id_), slugify(id_))),
            "estimate.html.jinja",
            lambda edition, id_=id_: _content(edition, id_),  # type: ignore[misc]
            section="figures",
            finding=lambda edition, id_=id_: _finding(edition, id_),  # type: ignore[misc]
        )


def _listed(edition: SiteEdition) -> Content:
    here = edition.path(_PAGE)
    return {
        "title": edition.words("estimates"),
        "description": edition.words("estimates_lead"),
        "crumbs": addressing.crumbs(
            edition, here, ("figures", edition.words("figures"))
        ),
        "estimates": [_line(edition, here, id_) for id_ in edition.release.estimates],
    }


def _line(edition: SiteEdition, here: str, id_: str) -> Content:
    verdict = edition.release.estimates[id_].verdict
    return {
        "href": edition.way(here, f"estimate:{id_}"),
        "title": title_of(edition, id_),
        "verdict": _first_sentences(edition.say(verdict.words))[0],
    }


def _finding(edition: SiteEdition, id_: str) -> Finding:
    return Finding(
        "figure",
        edition.say(edition.release.estimates[id_].verdict.words),
        edition.words("estimates"),
        theme=ESTIMATED,
    )


def _content(edition: SiteEdition, id_: str) -> Content:
    here = edition.path(f"estimate:{id_}")
    estimate = edition.release.estimates[id_]
    verdict = estimate.verdict
    opening, rest = _first_sentences(edition.say(verdict.words))
    title = title_of(edition, id_)
    observed = estimate.observed
    about = (
        (edition.words("population"), edition.say(estimate.population)),
        (edition.words("source"), edition.say(estimate.source)),
    )
    return {
        "title": title,
        "description": opening or title,
        "crumbs": addressing.crumbs(
            edition,
            here,
            ("figures", edition.words("figures")),
            (_PAGE, edition.words("estimates")),
        ),
        "verdict": opening,
        "verdict_more": "" if verdict.criteria else rest,
        "note": edition.say(estimate.note),
        "may_publish": verdict.may_publish,
        "disagree": verdict.disagreement,
        "observed": "" if observed is None else edition.number(observed),
        "lists": list_names(edition, estimate),
        "list_codes": [
            (code, edition.say(estimate.list_names[code]))
            for code in estimate.lists
            if code in estimate.list_names
        ],
        "published": _published(edition, here, estimate.published),
        "about": [(heading, words) for heading, words in about if words],
        "methods": _methods_drawn(edition, estimate),
        "by_hand": [_by_hand(edition, method) for method in estimate.methods],
        "criteria": [
            {"words": edition.say(criterion.words), "met": criterion.met}
            for criterion in verdict.criteria
        ],
        "record": [edition.say(remark) for remark in estimate.record],
        "totals": [_stratum(edition, stratum) for stratum in estimate.totals],
        "totals_made": _ways_estimated(edition, estimate.totals),
        "method_page": links.method_link(edition, here, "schatten"),
        "data": "../" * here.count("/") + f"data/estimates/{slugify(id_)}.json",
        "level": edition.number(100 * level_of(estimate)),
    }


def estimate_headline(estimate: PublishedEstimate) -> tuple[float, float] | None:
    """How many were seen, and the estimate that may stand as a headline; None where the rule forbids one."""
    method = estimate.headline
    if method is None or method.estimate is None or not estimate.observed:
        return None
    if method.estimate <= estimate.observed:
        return None
    return estimate.observed, method.estimate


def _stratum(edition: SiteEdition, stratum: StratumEstimate) -> Content:
    """Give a row of estimates by year or kind: seen, estimated, and which part is in view."""
    observed, share = stratum.observed, stratum.visible_share
    return {
        "name": stratum_name(edition, stratum),
        "observed": "" if observed is None else edition.number(observed),
        "estimate": figures.coarse(stratum.estimate, edition.language),
        "bounds": estimated_bounds(edition, stratum.lower, stratum.upper),
        "share": figures.share_range(*share, edition.words) if share else "",
        "is_firm": stratum.may_publish,
    }


def _ways_estimated(edition: SiteEdition, strata: Sequence[StratumEstimate]) -> str:
    """Say by which method and with how many resamples the rows were estimated, each way once, the commonest last."""
    ways: dict[tuple[str, int], list[str]] = {}
    for stratum in strata:
        if stratum.method and stratum.replicates:
            names = ways.setdefault((stratum.method, stratum.replicates), [])
            names.append(stratum_name(edition, stratum))
    ranked = sorted(ways.items(), key=lambda way: len(way[1]))
    parts = []
    for (method, replicates), names in ranked:
        is_last = len(ranked) > 1 and names is ranked[-1][1]
        parts.append(
            edition.words(
                "totals_made_by",
                method=method_name(edition, method),
                n=edition.number(replicates),
                rows=edition.words("totals_other_rows")
                if is_last
                else ", ".join(names),
            )
        )
    return "; ".join(parts)


def _first_sentences(words: str) -> tuple[str, str]:
    """Part a verdict after its second sentence: the first part is set large."""
    sentences = re.split(r"(?<=[.!?]) (?=[A-Z])", words)
    return " ".join(sentences[:2]), " ".join(sentences[2:])


def _published(edition: SiteEdition, here: str, ids: Sequence[str]) -> list[Content]:
    """Series in which others published such an estimate."""
    group_of = edition.library.group_of
    groups = {group_of[id_].id: group_of[id_] for id_ in ids if id_ in group_of}
    return [
        {
            "href": edition.way(here, f"printed:{group.id}"),
            "words": edition.say(group.title),
            "values": prose.joined(
                edition, [edition.printed(figure) for figure in group.newest]
            ),
            "period": edition.cited_period(group.newest[-1]),
        }
        for group in groups.values()
    ]


def _methods_drawn(edition: SiteEdition, estimate: PublishedEstimate) -> list[Content]:
    observed = estimate.observed or 0.0
    top = _axis_end(estimate.methods, estimate.observed or 1.0)
    chosen = estimate.headline
    drawn = []
    for method in estimate.methods:
        content = _method_drawn(edition, method, top)
        content["seen"] = _place(observed, top)
        content["is_chosen"] = method is chosen
        drawn.append(content)
    return drawn


def _method_drawn(edition: SiteEdition, method: PublishedMethod, top: float) -> Content:
    language, upper = edition.language, method.upper
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
    """Place of a value on the axis, in percent of the width."""
    return None if value is None else round(min(_WIDEST * value / top, 100), 2)


def _axis_end(methods: Sequence[PublishedMethod], observed: float) -> float:
    """End of the axis: the widest interval, unless it would press all others together; that one then runs on."""
    estimates = [one.estimate for one in methods if one.estimate is not None]
    uppers = [one.upper for one in methods if one.upper is not None]
    farthest = max([*estimates, observed])
    return min(max([*uppers, farthest]), _FARTHEST * farthest)


def _by_hand(edition: SiteEdition, method: PublishedMethod) -> Content:
    """Give what somebody needs who wants to repeat an estimate: the model, how its limits were made, and notes."""
    interval = method.interval or ""
    key = f"interval.{interval.replace(' ', '_')}"
    made = edition.words.any_of(key, otherwise=interval)
    if made and method.replicates is not None:
        made = f"{made}, {edition.number(method.replicates)}"
    notes = [edition.say(note) for note in (method.refusal, *method.notes)]
    return {
        "name": method_name(edition, method.name),
        "model": method.model or "",
        "made": made,
        "notes": [note for note in notes if note],
    }
