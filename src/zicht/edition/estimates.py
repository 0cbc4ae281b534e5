"""Estimates of those nobody registered, as a report shows them: every method with its limits, never one alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from zicht.edition import numerals
from zicht.edition.edition import Edition, Figure, NoSuchFigure
from zicht.vocabulary.estimates import PublishedEstimate
from zicht.vocabulary.figures import FigureKey

METHODS = "methods"
"""What `of=` asks for when nothing is said: the methods side by side."""
UNIT = "estimate"
_BASELINE = "independence"
"""Shown to compare with; it has no say in the verdict."""


@dataclass(frozen=True)
class Spread:
    """One row: an estimate with its limits, or the part in view between its limits.

    Parameters
    ----------
    label : method, year or group
    figure : None where a method was refused
    seen : persons in view, where the row is about a year or group
    share : part in view, where it is known
    is_firm : whether it may stand as a headline
    """

    label: str
    figure: Figure | None
    seen: float | None = None
    share: Figure | None = None
    is_firm: bool = False
    remark: str = ""


def find(edition: Edition, words: str) -> "Mapping[str, object]":
    """Give an estimate of the release by its id: `P01`, or that of a published table.

    Raises
    ------
    NoSuchFigure : the release holds no such estimate
    """
    found = edition.release.estimates.get(words)
    if found is None:
        known = ", ".join(edition.release.estimates) or "none"
        is_pending = not edition.release.estimates
        raise NoSuchFigure(
            f"{words!r} is no estimate of this release.",
            f"It holds {known}.",
            is_pending=is_pending,
        )
    return as_plain(found)


def as_plain(estimate: PublishedEstimate) -> Mapping[str, object]:
    """Return an estimate as plain values."""
    plain: Mapping[str, object] = msgspec.to_builtins(estimate)
    return plain


def by_method(edition: Edition, id_: str) -> list[Spread]:
    """Give every method with its estimate and limits, those that were refused with the reason."""
    found = find(edition, id_)
    rows = []
    for method in _mappings(found.get("methods")):
        name = str(method.get("name", ""))
        label = edition.words.all().get(
            f"estimation_method.{name}", name.replace("_", " ")
        )
        where = (("method", name),)
        figure = _estimated(
            edition,
            FigureKey(id_, str(found.get("period")), where),
            _said(edition, found),
            method,
        )
        is_chosen = name == _mapping(found.get("verdict")).get("method")
        refused = "" if figure else _both(edition, method.get("refusal"))
        rows.append(Spread(label, figure, is_firm=is_chosen, remark=refused))
    return rows


def by_level(edition: Edition, id_: str, name: str) -> list[Spread]:
    """Give each level of a year, form, sex or age: seen, estimated, and the part in view.

    Raises
    ------
    NoSuchFigure : the estimate was not made by this
    """
    totals = [
        one
        for one in _mappings(find(edition, id_).get("totals"))
        if name in _mapping(one.get("levels"))
    ]
    if not totals:
        known = dict.fromkeys(
            n
            for one in _mappings(find(edition, id_).get("totals"))
            for n in _mapping(one["levels"])
        )
        raise NoSuchFigure(
            f"{id_} was not estimated by {name!r}.",
            f"Write of= {', '.join((METHODS, *known))}.",
        )
    return [_spread(edition, id_, name, total) for total in totals]


def figure_of(edition: Edition, key: FigureKey) -> Figure:
    """Find an estimate by its address: `P01:2024` what the verdict lets be said, `P02:2024` the part in view.

    Raises
    ------
    NoSuchFigure : it was not estimated
    """
    id_ = key.indicator.replace("P02", "P01", 1)
    found = find(edition, id_)
    if key.indicator == id_ and dict(key.where).get("method"):
        figure = next(
            (
                row.figure
                for row in _every(edition, id_)
                if row.figure and row.figure.address == str(key)
            ),
            None,
        )
    elif key.indicator == id_ and not key.where and key.period == found.get("period"):
        figure = _headline(edition, id_)
    else:
        figure = next(
            (
                row.share
                for row in _every(edition, id_)
                if row.share and row.share.address == str(key)
            ),
            None,
        )
    if figure is None:
        raise NoSuchFigure(
            f"{key} is no estimate of this release.",
            f"{id_} is about {found.get('period')}.",
        )
    return figure


def id_of(figure: Figure) -> str:
    """Give the id of the estimate that a figure comes from; a part in view (P02) comes from its estimate (P01)."""
    return figure.address.split(":")[0].replace("P02", "P01", 1)


def verdict(edition: Edition, id_: str) -> str:
    """Say in words what may be said of an estimate."""
    return _both(edition, _mapping(find(edition, id_).get("verdict")).get("words"))


def not_met(edition: Edition, id_: str) -> list[str]:
    """Rules that an estimate did not meet, in words."""
    criteria = _mappings(_mapping(find(edition, id_).get("verdict")).get("criteria"))
    return [
        _both(edition, one.get("words")) for one in criteria if one.get("met") is False
    ]


def lists_used(edition: Edition, id_: str) -> list[str]:
    """Name the lists of an estimate."""
    found = find(edition, id_)
    names = _mapping(found.get("list_names"))
    lists = found.get("lists")
    return (
        [_both(edition, names.get(str(one))) or str(one) for one in lists]
        if isinstance(lists, Sequence)
        else []
    )


def told(edition: Edition, id_: str, what: str) -> str:
    """Give words that an estimate carries: its title, population, source or note."""
    return _both(edition, find(edition, id_).get(what))


def seen(edition: Edition, id_: str) -> float | None:
    """How many persons were in view."""
    return _number(find(edition, id_).get("observed"))


def _every(edition: Edition, id_: str) -> Iterator[Spread]:
    yield from by_method(edition, id_)
    names = dict.fromkeys(
        n
        for one in _mappings(find(edition, id_).get("totals"))
        for n in _mapping(one["levels"])
    )
    for name in names:
        yield from by_level(edition, id_, name)


def _said(edition: Edition, found: Mapping[str, object]) -> str:
    return _both(edition, found.get("title"))


def _headline(edition: Edition, id_: str) -> Figure:
    """Give what may be said in a sentence: an estimate with its limits, or between what the methods lie."""
    found = find(edition, id_)
    rows = [row for row in by_method(edition, id_) if row.figure]
    chosen = next((row.figure for row in rows if row.is_firm), None)
    key = FigureKey(id_, str(found.get("period")))
    if chosen is not None:
        return _figure(
            edition,
            key,
            chosen.value,
            chosen.lower,
            chosen.upper,
            _said(edition, found),
        )
    methods = [m for m in _mappings(found.get("methods")) if m.get("name") != _BASELINE]
    values = sorted(
        value for m in methods if (value := _number(m.get("estimate"))) is not None
    )
    if not values:
        raise NoSuchFigure(
            f"No method gives an estimate for {key}.", "Leave it out, and say why."
        )
    shown = edition.words(
        "estimate.range",
        low=_coarse(edition, values[0]),
        high=_coarse(edition, values[-1]),
    )
    middle = (values[0] + values[-1]) / 2
    return Figure(
        str(key),
        shown,
        middle,
        values[0],
        values[-1],
        UNIT,
        _said(edition, found),
        key.period,
    )


def _spread(
    edition: Edition, id_: str, name: str, total: Mapping[str, object]
) -> Spread:
    levels = {str(n): str(code) for n, code in _mapping(total.get("levels")).items()}
    year = levels.pop("jaar", "")
    found = find(edition, id_)
    years = [
        str(_mapping(one["levels"]).get("jaar", ""))
        for one in _mappings(found.get("totals"))
    ]
    known = sorted(filter(None, years))
    period = year or (f"{known[0]}-{known[-1]}" if known else str(found.get("period")))
    label = numerals.period(year) if year else _label(edition, name, levels[name])
    title = (
        told(edition, id_, "population").split(",")[0]
        if not year
        else edition.words("estimate.of_year")
    )
    method = str(total.get("method", "")) or "stepwise"
    at = tuple(sorted([("method", method), *levels.items()]))
    figure = _estimated(edition, FigureKey(id_, period, at), title, total)
    share = _share(
        edition,
        FigureKey(id_.replace("P01", "P02", 1), period, tuple(levels.items())),
        label,
        total,
    )
    return Spread(
        label,
        figure,
        _number(total.get("observed")),
        share,
        is_firm=bool(total.get("may_publish")),
    )


def _label(edition: Edition, name: str, code: str) -> str:
    return edition.words.all().get(f"estimate.{name}_{code}") or edition.label(
        name, code
    )


def _estimated(
    edition: Edition, key: FigureKey, title: str, row: Mapping[str, object]
) -> Figure | None:
    value, lower, upper = (
        _number(row.get(name)) for name in ("estimate", "lower", "upper")
    )
    return None if value is None else _figure(edition, key, value, lower, upper, title)


def _figure(  # noqa: PLR0917
    edition: Edition,
    key: FigureKey,
    value: float | None,
    lower: float | None,
    upper: float | None,
    title: str,
) -> Figure:
    shown = _coarse(edition, value)
    if lower is not None and upper is not None:
        low, high = _coarse(edition, lower), _coarse(edition, upper)
        shown = edition.words("estimate.with_limits", value=shown, low=low, high=high)
    return Figure(str(key), shown, value, lower, upper, UNIT, title, key.period)


def _share(
    edition: Edition, key: FigureKey, label: str, row: Mapping[str, object]
) -> Figure | None:
    ends = row.get("visible_share")
    if not isinstance(ends, Sequence) or len(ends) != 2:
        return None
    low, high = (float(str(end)) for end in ends)
    shown = edition.words(
        "estimate.share_range", low=edition.number(low), high=edition.number(high)
    )
    title = (
        edition.words("estimate.share")
        if label == key.period
        else f"{edition.words('estimate.share')}: {label}"
    )
    return Figure(str(key), shown, (low + high) / 2, low, high, UNIT, title, key.period)


def _coarse(edition: Edition, value: float | None) -> str:
    """Write an estimate in three digits: more would claim what no interval bears."""
    return "" if value is None else edition.number(float(f"{value:.3g}"))


def ends(edition: Edition, figure: Figure) -> tuple[str, str, str]:
    """Write an estimate and its limits apart."""
    return (
        _coarse(edition, figure.value),
        _coarse(edition, figure.lower),
        _coarse(edition, figure.upper),
    )


def _both(edition: Edition, words: object) -> str:
    return str(words.get(edition.language, "")) if isinstance(words, Mapping) else ""


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> list[Mapping[str, object]]:
    return (
        [one for one in value if isinstance(one, Mapping)]
        if isinstance(value, Sequence)
        else []
    )


def _number(value: object) -> float | None:
    return (
        float(value)
        if isinstance(value, int | float) and not isinstance(value, bool)
        else None
    )
