"""Giving account: what adds up, estimates, methods, data, and what changed."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation

from zicht.edition.estimates import as_plain
from zicht.edition.printed import COLUMNS
from zicht.edition.slugs import slugify
from zicht.site import numbers
from zicht.site.edition import Content, Edition, Finding, Library, Page
from zicht.site.pages import common
from zicht.site.pages.indicators import data_path
from zicht.site.words import all_words
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.figures import Reconciliation
from zicht.vocabulary.releases import ABSENT, Change, Release
from zicht.vocabulary.text import LANGUAGES, Text

CATALOGUE = "data/catalogue.jsonld"
"""Where the catalogue of downloads for machines stands."""
_NO_NUMBER = {
    "banded": "too_small",
    "withheld": "withheld",
    "pending": "pending",
    ABSENT: "no_figure",
}
"""What a release says of a figure that it does not show, to the words for it."""


def pages(library: Library) -> Iterable[Page]:
    """Give these pages, as far as the release has something to put on them."""
    release = library.release
    if release.reconciliations:
        yield _page(library, "adds-up", "adds_up", "adds_up.html.jinja", _adds_up)
    if release.estimates:
        yield _page(
            library, "estimates", "estimates", "estimates.html.jinja", _estimates
        )
    yield _page(library, "methods", "methods", "methods.html.jinja", _methods)
    yield _page(library, "data", "data", "data.html.jinja", _data)
    yield _page(library, "changes", "changes", "changes.html.jinja", _changes)
    for id_ in release.estimates:
        yield Page(
            f"estimate:{id_}",
            common.paths(library, "estimates", Text(slugify(id_), slugify(id_))),
            "estimate.html.jinja",
            lambda edition, id_=id_: _estimate(edition, id_),  # type: ignore[misc]
            section="figures",
            finding=lambda edition, id_=id_: _estimate_finding(edition, id_),  # type: ignore[misc]
        )


def _page(
    library: Library,
    id_: str,
    slug: str,
    template: str,
    content: Callable[[Edition], Content],
) -> Page:
    return Page(
        id_,
        common.paths(library, slug),
        template,
        content,
        finding=lambda edition: Finding("page", edition.words(f"{slug}_lead")),
    )


# ---- what adds up


def _adds_up(edition: Edition) -> Content:
    found = sorted(
        edition.release.reconciliations, key=lambda each: (each.holds, each.id)
    )
    return {
        "title": edition.words("adds_up"),
        "description": edition.words("adds_up_lead"),
        "crumbs": common.crumbs(edition, edition.path("adds-up")),
        "failing": [_sum(edition, each) for each in found if not each.holds],
        "holding": [_sum(edition, each) for each in found if each.holds],
    }


def _sum(edition: Edition, each: Reconciliation) -> Content:
    return {
        "id": slugify(each.id),
        "title": edition.say(each.title),
        "kind": edition.words.any_of(f"sum_kind.{each.kind}", otherwise=""),
        "parts": [_part(edition, sign, figure) for sign, figure in each.parts],
        "divisor": [_part(edition, sign, figure) for sign, figure in each.divisor],
        "computed": _computed(edition, each),
        "whole": _part(edition, 1, each.whole),
        "difference": _signed(edition, each.difference),
        "is_exact": each.difference == 0,
        "holds": each.holds,
        "verdict": edition.say(each.verdict),
        "reason": edition.say(each.reason),
        "is_sum": not each.divisor,
    }


def _part(edition: Edition, sign: int, id_: str) -> Content:
    figure = edition.library.cited.get(id_)
    if figure is None:
        return {
            "sign": "\u2212" if sign < 0 else "+",
            "title": id_,
            "value": "",
            "href": "",
            "who": "",
        }
    here = edition.path("adds-up")
    return {
        "sign": "\u2212" if sign < 0 else "+",
        "title": edition.say(figure.title),
        "period": edition.cited_period(figure),
        "value": edition.printed(figure),
        "who": figure.vintage or figure.producer or figure.citation.title,
        "href": edition.way(here, common.printed_page(edition.library, figure)),
    }


def _computed(edition: Edition, each: Reconciliation) -> str:
    whole = edition.library.cited.get(each.whole)
    places = each.printed.normalize().as_tuple().exponent
    decimals = max(0, -places) if isinstance(places, int) else 0
    if each.divisor:
        decimals = max(decimals, 1)
    shown = edition.number(each.computed, decimals)
    unit = whole.unit if whole else ""
    return (
        f"{shown}%"
        if unit == "percent"
        else f"\u20ac{numbers.NO_BREAK}{shown}"
        if unit == "euro"
        else shown
    )


def _signed(edition: Edition, difference: Decimal) -> str:
    decimals = 0 if difference == difference.to_integral_value() else 1
    shown = edition.number(abs(difference), decimals)
    return (
        shown if difference == 0 else f"{'+' if difference > 0 else chr(0x2212)}{shown}"
    )


# ---- estimates


def _estimates(edition: Edition) -> Content:
    here = edition.path("estimates")
    return {
        "title": edition.words("estimates"),
        "description": edition.words("estimates_lead"),
        "crumbs": common.crumbs(edition, here, ("figures", edition.words("figures"))),
        "estimates": [
            {
                "href": edition.way(here, f"estimate:{id_}"),
                "title": estimate_title(edition, id_),
                "verdict": _first_sentences(
                    _both(
                        edition, _mapping(as_plain(found).get("verdict")).get("words")
                    )
                )[0],
            }
            for id_, found in edition.release.estimates.items()
        ],
    }


def estimate_words(release: Release, id_: str) -> tuple[Text, Text]:
    """Title of an estimate in every language, and of whom it is."""
    found, words = as_plain(release.estimates[id_]), all_words()
    indicator = release.indicators.get(id_)
    plain = words.get(f"estimate_title.{id_}") or Text(
        *(f"{words['estimate'].in_language(one)} {id_}" for one in LANGUAGES)
    )
    title = indicator.title if indicator else _text(found.get("title")) or plain
    return title, _text(found.get("population")) or words["estimates_lead"]


def _text(value: object) -> Text | None:
    table = _mapping(value)
    return (
        Text(str(table["nl"]), str(table["en"])) if {"nl", "en"} <= set(table) else None
    )


def estimate_title(edition: Edition, id_: str) -> str:
    """Title of an estimate."""
    indicator = edition.release.indicators.get(id_)
    if indicator is not None:
        return edition.say(indicator.title)
    found = as_plain(edition.release.estimates[id_])
    return _both(edition, found.get("title")) or edition.words.any_of(
        f"estimate_title.{id_}", otherwise=f"{edition.words('estimate')} {id_}"
    )


def _estimate_finding(edition: Edition, id_: str) -> Finding:
    verdict = _mapping(as_plain(edition.release.estimates[id_]).get("verdict"))
    return Finding(
        "figure",
        _both(edition, verdict.get("words")),
        edition.words("estimates"),
        theme="prevalentie",
    )


def _estimate(edition: Edition, id_: str) -> Content:
    page = f"estimate:{id_}"
    here = edition.path(page)
    found = as_plain(edition.release.estimates[id_])
    verdict = _mapping(found.get("verdict"))
    methods = [_mapping(method) for method in _list(found.get("methods"))]
    names = _mapping(found.get("list_names"))
    verdict_words = _first_sentences(_both(edition, verdict.get("words")))
    chosen = verdict.get("method") if verdict.get("may_publish") else None
    observed = found.get("observed")
    return {
        "title": estimate_title(edition, id_),
        "description": verdict_words[0] or estimate_title(edition, id_),
        "crumbs": common.crumbs(
            edition,
            here,
            ("figures", edition.words("figures")),
            ("estimates", edition.words("estimates")),
        ),
        "verdict": verdict_words[0],
        "verdict_more": "" if verdict.get("criteria") else verdict_words[1],
        "note": _both(edition, found.get("note")),
        "may_publish": bool(verdict.get("may_publish")),
        "disagree": bool(verdict.get("disagreement")),
        "observed": edition.number(observed)
        if isinstance(observed, int | float)
        else "",
        "lists": [
            _both(edition, names.get(str(name))) or str(name)
            for name in _list(found.get("lists"))
        ],
        "list_codes": [
            (str(name), _both(edition, names[str(name)]))
            for name in _list(found.get("lists"))
            if str(name) in names
        ],
        "published": _published(edition, here, found.get("published")),
        "about": [
            (edition.words(key), words)
            for key, name in (("population", "population"), ("source", "source"))
            if (words := _both(edition, found.get(name)))
        ],
        "methods": _methods_drawn(edition, methods, chosen, observed),
        "by_hand": [_by_hand(edition, method) for method in methods],
        "criteria": [
            {"words": _both(edition, each.get("words")), "met": each.get("met")}
            for each in map(_mapping, _list(verdict.get("criteria")))
        ],
        "record": [_both(edition, each) for each in _list(found.get("record"))],
        "totals": [
            _total(edition, _mapping(each)) for each in _list(found.get("totals"))
        ],
        "method_page": common.method_link(edition, here, "schatten"),
        "totals_made": _totals_made(edition, found),
        "data": "../" * here.count("/") + f"data/estimates/{slugify(id_)}.json",
        "level": _level(methods),
    }


def estimate_headline(edition: Edition, id_: str) -> tuple[float, float] | None:
    """How many were seen, and the estimate that may stand as a headline; None where the rule forbids one."""
    found = as_plain(edition.release.estimates[id_])
    verdict = _mapping(found.get("verdict"))
    observed = _float(found.get("observed"))
    if not verdict.get("may_publish") or not observed:
        return None
    for method in map(_mapping, _list(found.get("methods"))):
        total = _float(method.get("estimate"))
        if (
            method.get("name") == verdict.get("method")
            and total is not None
            and total > observed
        ):
            return observed, total
    return None


def _total(edition: Edition, total: Mapping[str, object]) -> Content:
    """Give a row of estimates by year or kind: seen, estimated, and which part is in view."""
    numbers = {name: _float(total.get(name)) for name in ("estimate", "lower", "upper")}
    written = {name: _coarse(edition, value) for name, value in numbers.items()}
    observed = _float(total.get("observed"))
    share = [
        found
        for found in map(_float, _list(total.get("visible_share")))
        if found is not None
    ]
    labels = [
        _level_words(edition, str(name), str(code))
        for name, code in _mapping(total.get("levels")).items()
    ]
    return {
        **written,
        "observed": edition.number(observed) if observed is not None else "",
        "name": ", ".join(labels),
        "share": f"{edition.number(share[0])}–{edition.number(share[1])}%"
        if len(share) == 2
        else "",
        "is_firm": bool(total.get("may_publish")),
    }


def _totals_made(edition: Edition, found: Mapping[str, object]) -> str:
    """Say by which method and with how many resamples the rows were estimated, each way once, the commonest last."""
    ways: dict[tuple[str, int], list[str]] = {}
    for total in map(_mapping, _list(found.get("totals"))):
        method, n = total.get("method"), total.get("replicates")
        if isinstance(method, str) and isinstance(n, int):
            ways.setdefault((method, n), []).append(str(_total(edition, total)["name"]))
    ranked = sorted(ways.items(), key=lambda way: len(way[1]))
    last = ranked[-1][0] if len(ranked) > 1 else None
    told = [
        edition.words(
            "totals_made_by",
            method=_method_name(edition, method),
            n=edition.number(n),
            rows=edition.words("totals_other_rows")
            if (method, n) == last
            else ", ".join(names),
        )
        for (method, n), names in ranked
    ]
    return "; ".join(told)


def _level_words(edition: Edition, name: str, code: str) -> str:
    if name == "jaar":
        return code
    if name == "minderjarig":
        return edition.words(f"minor_{code}")
    return edition.label(name, code)


def _first_sentences(words: str) -> tuple[str, str]:
    """Part a verdict after its second sentence: the first part is set large."""
    sentences = re.split(r"(?<=[.!?]) (?=[A-Z])", words)
    return " ".join(sentences[:2]), " ".join(sentences[2:])


def _published(edition: Edition, here: str, ids: object) -> list[Content]:
    """Series in which others published such an estimate."""
    groups = {
        group.id: group
        for id_ in map(str, _list(ids))
        if (group := edition.library.group_of.get(id_)) is not None
    }
    return [
        {
            "href": edition.way(here, f"printed:{group.id}"),
            "words": edition.say(group.title),
            "values": common.joined(
                edition, [edition.printed(figure) for figure in group.newest]
            ),
            "period": edition.cited_period(group.newest[-1]),
        }
        for group in groups.values()
    ]


def _level(methods: list[Mapping[str, object]]) -> int:
    level = next(
        (
            method["level"]
            for method in methods
            if isinstance(method.get("level"), float)
        ),
        0.95,
    )
    return round(100 * float(str(level)))


def _method_name(edition: Edition, name: str) -> str:
    return edition.words.any_of(
        f"method.{name}", otherwise=name.replace("-", " ").replace("_", " ")
    )


def _coarse(edition: Edition, value: float | None) -> str:
    """Write an estimate in three digits: more would claim what no interval bears. The file has all of them."""
    return "" if value is None else edition.number(float(f"{value:.3g}"))


def _methods_drawn(
    edition: Edition,
    methods: list[Mapping[str, object]],
    chosen: object,
    observed: object,
) -> list[Content]:
    seen, top = _float(observed) or 0.0, _axis(methods, _float(observed) or 1.0)
    drawn: list[Content] = []
    for method in methods:
        value, low, high = (
            _float(method.get(name)) for name in ("estimate", "lower", "upper")
        )
        name = str(method.get("name", ""))
        drawn.append(
            {
                "name": _method_name(edition, name),
                "about": edition.words.any_of(f"method_about.{name}", otherwise=""),
                "value": _coarse(edition, value),
                "low": _coarse(edition, low),
                "high": _coarse(edition, high),
                "x": round(96 * value / top, 2) if value is not None else None,
                "x1": round(96 * low / top, 2) if low is not None else None,
                "x2": round(min(96 * high / top, 100), 2) if high is not None else None,
                "runs_on": high is not None and high > top,
                "seen": round(96 * seen / top, 2),
                "is_chosen": bool(chosen) and name == chosen,
            }
        )
    return drawn


_FARTHEST = 1.75


def _axis(methods: list[Mapping[str, object]], observed: float) -> float:
    """End of the axis: the widest interval, unless it would press all others together; that one then runs on."""
    points = [
        value
        for method in methods
        if (value := _float(method.get("estimate"))) is not None
    ]
    ends = [
        value
        for method in methods
        if (value := _float(method.get("upper"))) is not None
    ]
    farthest = max([*points, observed])
    return min(max([*ends, farthest]), _FARTHEST * farthest)


def _by_hand(edition: Edition, method: Mapping[str, object]) -> Content:
    """Give what somebody needs who wants to repeat an estimate: the model, how its limits were made, and notes."""
    name, interval, replicates = (
        str(method.get("name", "")),
        str(method.get("interval") or ""),
        method.get("replicates"),
    )
    made = edition.words.any_of(
        f"interval.{interval.replace(' ', '_')}", otherwise=interval
    )
    return {
        "name": _method_name(edition, name),
        "model": str(method.get("model") or ""),
        "made": f"{made}, {edition.number(replicates)}"
        if made and isinstance(replicates, int)
        else made,
        "notes": [
            words
            for note in (method.get("refusal"), *_list(method.get("notes")))
            if (words := _both(edition, note))
        ],
    }


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _float(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _both(edition: Edition, value: object) -> str:
    if isinstance(value, Text):
        return edition.say(value)
    if isinstance(value, Mapping):
        return str(value.get(edition.language) or value.get("nl") or "")
    return str(value) if value else ""


# ---- methods, data, changes


def _methods(edition: Edition) -> Content:
    release, here = edition.release, edition.path("methods")
    return {
        "title": edition.words("methods"),
        "description": edition.words("methods_lead"),
        "crumbs": common.crumbs(edition, here),
        "policy": release.policy,
        "policy_reason": release.policy.reason_in(edition.language)
        if release.policy
        else "",
        "method": edition.words.any_of(
            f"gate.{release.method.replace(' ', '_')}", otherwise=release.method
        ),
        "losses": [
            (
                edition.words.any_of(
                    f"loss.{name.replace(' ', '_')}", otherwise=name.replace("_", " ")
                ),
                _loss(edition, name, value),
            )
            for name, value in release.losses.items()
        ],
        "receipts": [_receipt(edition, receipt) for receipt in release.receipts],
        "bases": sorted({receipt.legal_basis for receipt in release.receipts}),
        "withdrawn": release.has_withdrawals,
        "indicators": [
            {
                "href": edition.way(here, f"indicator:{indicator.id}"),
                "id": indicator.id,
                "title": edition.say(indicator.title),
                "unit": edition.say(indicator.counting_unit),
                "version": indicator.version,
            }
            for indicator in release.indicators.values()
        ],
        "documents": [
            {
                "href": edition.way(here, f"document:method:{document.id}"),
                "title": edition.say(document.title),
            }
            for document in common.of_kind(release.documents, "method")
        ],
    }


def _loss(edition: Edition, name: str, value: float) -> str:
    """Write what the gate cost: a part of the cells in per cent, else a number."""
    if name.endswith("share"):
        return f"{edition.number(100 * value, 1)}%"
    return edition.number(value, 0 if float(value).is_integer() else 3)


def _receipt(edition: Edition, receipt: Receipt) -> Content:
    return {
        "id": receipt.delivery_id,
        "source": edition.words.any_of(
            f"source_name.{receipt.source}", otherwise=receipt.source.replace("_", " ")
        ),
        "period": edition.period(receipt.period),
        "extracted": edition.day(receipt.extracted_on),
        "form": receipt.form_version,
        "basis": receipt.legal_basis,
    }


def _data(edition: Edition) -> Content:
    release, here = edition.release, edition.path("data")
    up = "../" * here.count("/")
    return {
        "title": edition.words("data"),
        "description": edition.words("data_lead"),
        "crumbs": common.crumbs(edition, here),
        "files": [
            {
                "title": edition.say(indicator.title),
                "page": edition.way(here, f"indicator:{indicator.id}"),
                "csv": f"{up}data/{indicator.id}.csv",
                "json": f"{up}data/{indicator.id}.json",
                "n": edition.number(len(edition.library.rows[indicator.id].all)),
                "parts": [
                    {
                        "href": up + data_path(indicator.id, names),
                        "words": f" {edition.words('and')} ".join(
                            edition.dimension(name) for name in names
                        ),
                    }
                    for names in edition.library.rows[indicator.id].breakdowns
                    if names
                ],
            }
            for indicator in release.indicators.values()
            if indicator.id in edition.library.rows
        ],
        "catalogue": up + CATALOGUE,
        "cited": (
            {
                "href": f"{up}data/cited.csv",
                "json": f"{up}data/cited.json",
                "n": edition.number(len(release.cited)),
                "columns": _columns(edition),
            }
            if release.cited
            else None
        ),
        "estimates": [
            {
                "href": f"{up}data/estimates/{slugify(id_)}.json",
                "title": estimate_title(edition, id_),
            }
            for id_ in release.estimates
        ],
        "digest": release.digest,
        "approvals": release.approvals,
        "licence": release.face.licence,
        "manifest": _manifest(release.manifest),
    }


def _columns(edition: Edition) -> list[tuple[str, str]]:
    """Columns of the file of cited figures, as far as they are in this language."""
    own, found = f"_{edition.language}", []
    for name in COLUMNS:
        stem, _, ending = name.rpartition("_")
        if ending not in LANGUAGES:
            found.append((name, edition.words(f"cited_column.{name}")))
        elif name.endswith(own):
            found.append((name, edition.words(f"cited_column.{stem}")))
    return found


def _manifest(manifest: Mapping[str, object]) -> list[tuple[str, str]]:
    """Digests of what the release was made from; files are counted."""
    found = []
    for name, value in manifest.items():
        if isinstance(value, str) and len(value) <= 128:
            found.append((name, value))
    return found


def _changes(edition: Edition) -> Content:
    here = edition.path("changes")
    found = []
    moved = moved_figures(edition)
    for change in moved:
        page = common.figure_page(edition.library, change.figure)
        found.append(
            {
                "figure": change_words(edition, change.figure),
                "href": edition.way(here, page) if page and edition.has(page) else "",
                "before": value_words(edition, change.before),
                "after": value_words(edition, change.after),
                "reason": edition.say(change.reason),
            }
        )
    return {
        "title": edition.words("changes"),
        "description": edition.words("changes_lead"),
        "crumbs": common.crumbs(edition, here),
        "changes": found,
        "n_new": len(edition.release.changes) - len(moved),
    }


def moved_figures(edition: Edition) -> list[Change]:
    """Give the figures that were published differently before; one of a new year moved nowhere."""
    return [change for change in edition.release.changes if change.before != ABSENT]


def value_words(edition: Edition, value: str) -> str:
    """Write what a figure was or became, which a release tells as a number or as the status of its cell."""
    if value in _NO_NUMBER:
        return edition.words(_NO_NUMBER[value])
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    return numbers.as_printed(number, edition.language)


def change_words(edition: Edition, figure: str) -> str:
    """Name a figure that moved."""
    counted = common.counted(edition.library, figure)
    if counted:
        row, indicator = counted
        about = f", {edition.where(row.where)}" if row.where else ""
        return f"{edition.say(indicator.title)}, {edition.period(row.period)}{about}"
    cited = edition.library.cited.get(figure)
    return edition.say(cited.title) if cited else figure
