"""From any published number back to its definition, SQL, gate, release and deliveries, or to its citation."""

import difflib
from dataclasses import replace
from pathlib import Path

from zicht.edition import estimates
from zicht.edition.addresses import compare, find_figure, is_estimate
from zicht.edition.comparing import identity_at
from zicht.edition.comparisons import find_comparison
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import HARD, Figure, quantity
from zicht.edition.messages import Message
from zicht.edition.numerals import written
from zicht.edition.rows import Row
from zicht.edition.words import REFERENCE
from zicht.pipeline import folders, pages
from zicht.project.folder import Project
from zicht.release import store, vintages
from zicht.vocabulary.cited import Cited, Identity
from zicht.vocabulary.definitions import Indicator, Survey
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import Comparison, FigureKey
from zicht.vocabulary.linkage import PublishedLinkage, Share
from zicht.vocabulary.releases import Release

Explanation = dict[str, object]
"""What is known of a figure, by name; in the order in which it is printed."""

_SHORT_DIGEST = 16
_KINDS_OF_BOUNDS = {HARD: "explain.guaranteed", "interval": "explain.interval"}
"""Kind of bounds to the key of the message that names it."""


def explain(
    project: Path, figure: str, *, release: str = "", language: str = REFERENCE
) -> Explanation:
    """Explain one figure of a release, from the release alone.

    Parameters
    ----------
    project : folder
    figure : address of a counted figure or estimate, or id of a cited one
    release : start of a digest; the newest where it is empty
    language : of numbers and of what the project says; a message is written by the command line

    Raises
    ------
    ProjectError : no such figure; the nearest addresses are named
    """
    Project.open(project)
    path = store.find(folders.releases(project), release)
    opened_release = store.read(path)
    # Earlier releases are read only for the usual revision of a provisional figure:
    # they are large.
    if opened_release.provisional:
        earlier = [
            store.read(folder) for folder in pages.published_before(project, path)
        ]
        opened_release = replace(
            opened_release, vintages=vintages.vintages(earlier, opened_release)
        )
    return explain_in(Edition(opened_release, language), figure)


def explain_in(edition: Edition, figure: str) -> Explanation:
    """Explain one figure of a release that was read.

    Raises
    ------
    ProjectError : no such figure; the nearest addresses are named
    """
    try:
        published_figure = find_figure(edition, figure)
    except NoSuchFigure:
        raise _unknown(figure, edition.release) from None
    if published_figure.cited is not None:
        return _explain_cited(edition, published_figure, published_figure.cited)
    comparison = find_comparison(edition, figure)
    if comparison is not None:
        return _explain_comparison(edition, comparison)
    key = FigureKey.read(published_figure.address)
    if is_estimate(edition, key.indicator):
        return _explain_estimate(edition, published_figure)
    row = edition.row(key)
    if row is None:
        raise _unknown(figure, edition.release)
    return _explain_counted(edition, published_figure, row)


def _unknown(figure: str, release: Release) -> ProjectError:
    digest = release.digest[:_SHORT_DIGEST]
    addresses = [comparison.id for comparison in release.comparisons]
    addresses += [cited.id for cited in release.cited]
    addresses += [*sorted(release.series), *release.estimates]
    if not addresses:
        return ProjectError(
            f"Release {digest} has no figures.",
            now="Choose [sources] and [indicators] in zicht.toml, and run.",
        )
    name = figure.partition(":")[0]
    near = difflib.get_close_matches(name, addresses, n=3) or addresses[:3]
    now = _addresses_of(name, release) or (
        f"Near it: {', '.join(near)}. A counted figure is written INDICATOR:PERIOD[:dimension=code,...]."
    )
    return ProjectError(f"There is no figure {figure!r} in release {digest}.", now=now)


def _addresses_of(name: str, release: Release) -> str:
    """State how the figures of an indicator or an estimate are addressed; empty if none has that name."""
    if name in release.estimates:
        return f"Write {name}:{release.estimates[name].period}."
    if name not in release.series or not len(release.series[name]):
        return ""
    series = release.series[name]
    periods = sorted(set(map(str, series.periods)))
    last = periods[-1]
    examples = [f"{name}:{last}"]
    examples += [f"{name}:{last}:{dimension}=CODE" for dimension in series.dimensions]
    return f"{name} has figures of {', '.join(periods)}. Write {' or '.join(examples)}."


def _explain_cited(edition: Edition, figure: Figure, cited: Cited) -> Explanation:
    return _without_empty(
        {
            "figure": cited.id,
            "value": _value_with_unit(edition, figure, cited),
            "kind": Message("explain.cited"),
            "counts": edition.say(cited.title),
            "population": edition.say(cited.population),
            "period": cited.period,
            "producer": cited.producer or Message("explain.no_producer"),
            **_explain_identity(edition, cited.identity),
            "vintage": cited.vintage,
            "citation": _citation_in_words(cited),
            "address": cited.citation.address,
            "note": edition.say(cited.note),
            "other vintages": _other_vintages(edition, cited),
            "release": edition.release.digest,
        }
    )


def _without_empty(explanation: Explanation) -> Explanation:
    return {name: value for name, value in explanation.items() if value}


def _value_with_unit(edition: Edition, figure: Figure, cited: Cited) -> str:
    """Return a printed number with its unit, where its words or its sign do not name the unit."""
    has_sign = cited.unit in ("percent", "euro")
    if has_sign or cited.printed:
        return figure.shown
    return f"{figure.shown} {edition.cited_unit(cited)}".rstrip()


def _citation_in_words(cited: Cited) -> str:
    citation = cited.citation
    parts = (citation.title, citation.publisher, citation.date, citation.place)
    return ", ".join(part for part in parts if part)


def _other_vintages(edition: Edition, cited: Cited) -> list[dict[str, str]]:
    """List what other documents print of the same people and period."""
    return [
        {
            "figure": other.id,
            "value": edition.printed(other),
            "producer": other.producer,
            "vintage": other.vintage,
        }
        for other in edition.release.cited
        if _is_other_vintage(cited, other)
    ]


def _explain_identity(edition: Edition, identity: Identity | None) -> Explanation:
    """State who counted, by which rule, under which law and in which country."""
    if identity is None:
        return {}
    return {
        "counted by": identity.rule.counted_by,
        "rule": edition.say(identity.rule.title),
        "law": identity.rule.law,
        "country": identity.rule.country,
        "follow-up": identity.follow_up,
    }


def _is_other_vintage(cited: Cited, other: Cited) -> bool:
    """Whether another cited figure says the same thing of the same people and period."""
    is_another = other.id != cited.id
    return is_another and cited.period == other.period and cited.is_of_the_same(other)


def _explain_comparison(edition: Edition, comparison: Comparison) -> Explanation:
    """State a declared change: of what, within which bounds, and why."""
    shown = compare(edition, comparison)
    return _without_empty(
        {
            "figure": comparison.id,
            "value": shown.figure.number,
            "kind": Message("explain.change"),
            **_explain_bounds(shown.figure),
            "status": shown.figure.status,
            "compares": shown.definition,
            "from": shown.before.address,
            "to": shown.after.address,
            **_explain_identity(edition, identity_at(comparison.after, edition)),
            "reason": shown.reason,
            "release": edition.release.digest,
        }
    )


def _explain_estimate(edition: Edition, figure: Figure) -> Explanation:
    id_ = estimates.id_of(edition, figure)
    estimate = estimates.find(edition, id_)
    return _without_empty(
        {
            "figure": figure.address,
            "value": figure.shown,
            "kind": Message("explain.estimated"),
            **_explain_bounds(figure),
            "title": figure.title,
            "population": edition.say(estimate.population),
            "verdict": edition.say(estimate.verdict.words),
            "methods": [
                {
                    "method": row.label,
                    "value": row.figure.shown if row.figure else Message("value.none"),
                }
                for row in estimates.by_method(edition, id_)
            ],
            "lists": ", ".join(estimates.lists_used(edition, id_)),
            "source": edition.say(estimate.source),
            "note": edition.say(estimate.note),
            "release": edition.release.digest,
        }
    )


def _explain_bounds(figure: Figure) -> Explanation:
    kind = _KINDS_OF_BOUNDS.get(figure.bounds_kind)
    return {
        "between": figure.bounds,
        "kind of bounds": Message(kind) if kind else "",
    }


def _explain_counted(edition: Edition, figure: Figure, row: Row) -> Explanation:
    release = edition.release
    indicator = release.indicators[row.indicator]
    explanation: Explanation = {
        "figure": figure.address,
        "value": figure.shown,
        **_explain_bounds(figure),
        "status": row.status,
        **_explain_revision(edition, row),
        **_parts(edition, row),
        **_explain_definition(edition, indicator),
        "linkage": _linkage(release, row, edition.language),
        **_explain_release(release, edition.language),
    }
    if indicator.survey is not None:
        explanation["design of the sample"] = _design(indicator.survey)
    if release.has_withdrawals:
        explanation["withdrawn"] = Message("explain.withdrawn")
    return explanation


def _explain_revision(edition: Edition, row: Row) -> Explanation:
    """State that a figure is provisional, and how much such figures usually changed; empty for a final one."""
    revision = edition.revision(row)
    return {"provisional": revision} if revision else {}


def _explain_definition(edition: Edition, indicator: Indicator) -> Explanation:
    """State what is counted, of whom, and by which query."""
    caveats = [edition.say(caveat) for caveat in indicator.caveats]
    return {
        "definition": Message(
            "explain.definition",
            indicator=indicator.id,
            version=indicator.version,
            day=indicator.valid_from,
        ),
        "title": edition.say(indicator.title),
        "counts": edition.say(indicator.counts),
        "leaves out": edition.say(indicator.leaves_out),
        "counting unit": edition.say(indicator.counting_unit),
        "population": edition.say(indicator.population),
        "unknowns": edition.say(indicator.unknowns),
        "caveats": "\n".join(caveats),
        "sql": indicator.sql.strip(),
    }


def _explain_release(release: Release, language: str) -> Explanation:
    """State what a release was made from, what the gate did, and who signed."""
    reviewers = [approval.reviewer for approval in release.approvals]
    return {
        "gate": _gate_in_words(release, language),
        "release": release.digest,
        "settings": release.inputs.settings,
        "code": release.inputs.code,
        "signed by": ", ".join(reviewers) or Message("explain.nobody_yet"),
        "deliveries": [_explain_delivery(receipt) for receipt in release.receipts],
    }


def _gate_in_words(release: Release, language: str) -> str:
    policy = release.policy
    if policy is None:
        return ""
    return Message(
        "explain.gate",
        method=release.method,
        policy=policy.title,
        reason=policy.reason_in(language),
    )


def _explain_delivery(receipt: Receipt) -> Explanation:
    return {
        "source": receipt.source,
        "period": receipt.period,
        "delivery": receipt.digest[:_SHORT_DIGEST],
        "form": receipt.form_version,
        "extracted": receipt.extracted_on,
        "legal basis": receipt.legal_basis,
    }


def _design(survey: Survey) -> Message:
    """State the declared design of a sample, by the columns that its query yields."""
    parts = [Message("explain.weights", column=survey.weight)]
    if survey.strata:
        parts.append(Message("explain.strata", column=survey.strata))
    if survey.clusters:
        parts.append(Message("explain.clusters", columns=survey.clusters))
    if survey.population:
        drawn = "clusters" if survey.clusters else "people"
        parts.append(Message(f"explain.of_all_{drawn}", columns=survey.population))
    parts.append(Message("explain.kind_of_interval", kind=survey.interval))
    parts.append(Message("explain.respondents", n=survey.minimum))
    design = parts[0]
    for part in parts[1:]:
        design = Message("explain.and_also", first=design, second=part)
    return design


def _linkage(release: Release, row: Row, language: str) -> str:
    """State how far doubtful record linkage may move a figure; empty where the figure does not rest on persons."""
    linkage = release.linkage
    if linkage is None or row.indicator not in linkage.bands:
        return ""
    words = _band_of_linkage(release, linkage, row, language)
    if not linkage.rests_on_guesses:
        return words
    few = Message("explain.few_to_learn_from")
    return Message("explain.and_also", first=words, second=few)


def _band_of_linkage(
    release: Release, linkage: PublishedLinkage, row: Row, language: str
) -> Message:
    """State how far other plausible linkages lie from what is counted."""
    band = linkage.band(row.indicator, row.period)
    if band is None:
        return Message("explain.linkage_without_band")
    indicator = release.indicators[row.indicator]
    is_in_points = indicator.shape == "survival"
    below, above = (written(abs(end), language) for end in band)
    return Message(
        "explain.linkage_in_points" if is_in_points else "explain.linkage",
        period=row.period,
        below=below,
        above=above,
        false=_at_most(linkage.false_links, language),
        missed=_at_most(linkage.missed_links, language),
    )


def _at_most(share: Share, language: str) -> str:
    return quantity(100 * share.upper, "share", language, 1)


def _parts(edition: Edition, row: Row) -> dict[str, str]:
    """Numerator and denominator, as far as they were published."""
    if row.denominator is None:
        return {}
    denominator = edition.number(row.denominator)
    if row.unknown is not None:
        unknown = edition.unknown_share(row)
        return {"based on (protected)": denominator, "answer not known": unknown}
    if row.numerator is None:
        return {"based on (protected)": denominator}
    return {
        "numerator (protected)": edition.number(row.numerator),
        "denominator (protected)": denominator,
    }
