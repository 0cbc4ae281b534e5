"""Estimates of people who were not registered, in one language: all methods with their limits."""

from collections.abc import Iterator
from dataclasses import dataclass

from zicht.edition import figures, numerals
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import ESTIMATE, ESTIMATED_SHARE, INTERVAL, Figure
from zicht.vocabulary.dimensions import PERIOD
from zicht.vocabulary.estimates import (
    PublishedEstimate,
    PublishedMethod,
    StratumEstimate,
)
from zicht.vocabulary.figures import FigureKey
from zicht.vocabulary.former_names import advice_on
from zicht.vocabulary.roles import Roles

_SHARE_ENDING = "-share"
"""Ends the id of the part in view where the estimate has an id of its own country."""
METHODS = "methods"
"""Default of `of=`: all methods side by side."""
_BASELINE = "independence"
"""Method that is shown for comparison and does not count in the verdict."""
_DEFAULT_METHOD = "stepwise"
_DEFAULT_LEVEL = 0.95


# ---- what a release says


def find(edition: Edition, id_: str) -> PublishedEstimate:
    """Find an estimate of the release by its id: that of its indicator, or of a published table.

    Raises
    ------
    NoSuchFigure : the release holds no such estimate
    """
    known = edition.release.estimates
    if id_ not in known:
        raise NoSuchFigure(
            f"{id_!r} is not an estimate of this release.",
            f"It holds {', '.join(known) or 'none'}.",
            is_pending=not known,
        )
    return known[id_]


def level_of(estimate: PublishedEstimate) -> float:
    """Confidence level of the intervals."""
    return estimate.methods[0].level if estimate.methods else _DEFAULT_LEVEL


# ---- names


def title_of(edition: Edition, id_: str) -> str:
    """Title of an estimate: that of its indicator, where the release defines it."""
    indicator = edition.release.indicators.get(id_)
    if indicator is not None:
        return edition.say(indicator.title)
    return edition.say(find(edition, id_).title)


def method_name(edition: Edition, name: str) -> str:
    """Name of a method."""
    plain = name.replace("-", " ").replace("_", " ")
    return edition.words.any_of(f"method.{name}", otherwise=plain)


def level_name(edition: Edition, name: str, code: str) -> str:
    """Name of a year or group."""
    if name == PERIOD:
        return edition.period(code)
    return edition.label(name, code)


def stratum_name(edition: Edition, stratum: StratumEstimate) -> str:
    """Name of the year or group of a stratum."""
    names = []
    for name, code in stratum.levels.items():
        names.append(level_name(edition, name, code))
    return ", ".join(names)


def lists_used(edition: Edition, id_: str) -> list[str]:
    """Names of the lists of an estimate."""
    return list_names(edition, find(edition, id_))


def list_names(edition: Edition, estimate: PublishedEstimate) -> list[str]:
    """Names of lists; the code of a list that has none."""
    return [
        edition.say(estimate.list_names.get(code)) or code for code in estimate.lists
    ]


def share_id(roles: Roles, id_: str) -> str:
    """Id of the part in view that follows from an estimate, never that of the estimate itself.

    Examples
    --------
    >>> roles = Roles(estimated="all", estimated_share="seen")
    >>> share_id(roles, "all-2010-2015"), share_id(roles, "hidden")
    ('seen-2010-2015', 'hidden-share')
    """
    renamed = _renamed(id_, roles.estimated, roles.estimated_share)
    return renamed or id_ + _SHARE_ENDING


def _renamed(id_: str, indicator: str, other: str) -> str:
    """Return the id of an estimate of one indicator as that of another; empty if it is of neither."""
    is_of_indicator = id_ == indicator or id_.startswith(f"{indicator}-")
    if not (indicator and other and is_of_indicator):
        return ""
    return other + id_.removeprefix(indicator)


def id_of(edition: Edition, figure: Figure) -> str:
    """Id of the estimate that a figure comes from."""
    return _total_id(edition.release.roles, figure.address.split(":")[0])


def _total_id(roles: Roles, id_: str) -> str:
    """Return the id of the estimate that a part in view follows from; other ids as they are."""
    renamed = _renamed(id_, roles.estimated_share, roles.estimated)
    return renamed or id_.removesuffix(_SHARE_ENDING)


# ---- figures


@dataclass(frozen=True)
class Spread:
    """One row of a table of estimates: an estimate with its limits, and the part in view between its limits.

    Parameters
    ----------
    label : method, year or group
    figure : None if a method gave no estimate
    seen : persons in view, where the row is about a year or group
    share : part in view, where it is known
    is_firm : whether it may stand as a headline
    remark : why there is no estimate
    """

    label: str
    figure: Figure | None
    seen: float | None = None
    share: Figure | None = None
    is_firm: bool = False
    remark: str = ""

    @property
    def figures(self) -> list[Figure]:
        """The estimate and the part in view, as far as they are known."""
        return [figure for figure in (self.figure, self.share) if figure is not None]


def by_method(edition: Edition, id_: str) -> list[Spread]:
    """Every method with its estimate and limits; those that gave none with the reason."""
    estimate = find(edition, id_)
    rows = []
    for method in estimate.methods:
        figure = _method_figure(edition, id_, estimate, method)
        row = Spread(
            label=method_name(edition, method.name),
            figure=figure,
            is_firm=method.name == estimate.verdict.method,
            remark="" if figure else edition.say(method.refusal),
        )
        rows.append(row)
    return rows


def by_level(edition: Edition, id_: str, name: str) -> list[Spread]:
    """Each year, form, sex or age: seen, estimated, and the part in view.

    Raises
    ------
    NoSuchFigure : the estimate was not made by this
    """
    estimate = find(edition, id_)
    strata = [stratum for stratum in estimate.totals if name in stratum.levels]
    if not strata:
        known = ", ".join((METHODS, *_level_names(estimate)))
        raise NoSuchFigure(
            f"{id_} was not estimated by {name!r}.",
            advice_on([name]) or f"Write of= {known}.",
        )
    return [_spread(edition, id_, name, stratum) for stratum in strata]


def figure_of(edition: Edition, key: FigureKey) -> Figure:
    """Find an estimate by its address: what may be published by the verdict, or the part in view.

    Raises
    ------
    NoSuchFigure : it was not estimated
    """
    id_ = _total_id(edition.release.roles, key.indicator)
    estimate = find(edition, id_)
    is_total = key.indicator == id_
    if is_total and not key.where and key.period == estimate.period:
        return _headline(edition, id_)
    for row in _every_row(edition, id_):
        for figure in row.figures:
            if figure.address == str(key):
                return figure
    raise NoSuchFigure(
        f"{key} is not an estimate of this release.",
        f"{id_} is about {estimate.period}.",
    )


def ends(edition: Edition, figure: Figure) -> tuple[str, str, str]:
    """Write an estimate and its limits apart."""
    language = edition.language
    return (
        figures.coarse(figure.value, language),
        figures.coarse(figure.lower, language),
        figures.coarse(figure.upper, language),
    )


def _level_names(estimate: PublishedEstimate) -> list[str]:
    """Return by what an estimate was also made, such as year and sex, in order of first use."""
    names: dict[str, None] = {}
    for stratum in estimate.totals:
        names.update(dict.fromkeys(stratum.levels))
    return list(names)


def _every_row(edition: Edition, id_: str) -> Iterator[Spread]:
    """Yield the methods, then every year and group."""
    yield from by_method(edition, id_)
    for name in _level_names(find(edition, id_)):
        yield from by_level(edition, id_, name)


@dataclass(frozen=True)
class _Interval:
    """An estimate with its limits, where it has them."""

    value: float
    lower: float | None
    upper: float | None


def _method_figure(
    edition: Edition, id_: str, estimate: PublishedEstimate, method: PublishedMethod
) -> Figure | None:
    if method.estimate is None:
        return None
    key = FigureKey(id_, estimate.period, (("method", method.name),))
    interval = _Interval(method.estimate, method.lower, method.upper)
    return _estimated(edition, key, edition.say(estimate.title), interval)


def _headline(edition: Edition, id_: str) -> Figure:
    """Write what may be published: an estimate with its limits, or the range of the methods."""
    estimate = find(edition, id_)
    method = estimate.headline
    if method is None or method.estimate is None:
        return _range_of_methods(edition, id_, estimate)
    key = FigureKey(id_, estimate.period)
    interval = _Interval(method.estimate, method.lower, method.upper)
    return _estimated(edition, key, edition.say(estimate.title), interval)


def _range_of_methods(
    edition: Edition, id_: str, estimate: PublishedEstimate
) -> Figure:
    """Write the range of the estimates, without the method that is shown only for comparison."""
    key = FigureKey(id_, estimate.period)
    # Without a headline no method is better than the others, so that the page prints how far they lie
    # apart. Independence is shown and never counts, because lists refer persons to each other (ADR
    # 0022).
    values = []
    for method in estimate.methods:
        if method.estimate is not None and method.name != _BASELINE:
            values.append(method.estimate)
    if not values:
        raise NoSuchFigure(
            f"No method gives an estimate for {key}.", "Leave it out, and say why."
        )
    low, high = min(values), max(values)
    return Figure(
        address=str(key),
        number=figures.estimated_range(low, high, edition.words),
        value=(low + high) / 2,
        lower=low,
        upper=high,
        unit=ESTIMATE,
        title=edition.say(estimate.title),
        period=key.period,
        revision=revision_of(edition, id_, key.period),
    )


def _spread(edition: Edition, id_: str, name: str, stratum: StratumEstimate) -> Spread:
    """Return the row of one year or group."""
    label = level_name(edition, name, stratum.levels[name])
    period = stratum.levels.get(PERIOD) or whole_period(find(edition, id_))
    id_of_share = share_id(edition.release.roles, id_)
    share_key = FigureKey(id_of_share, period, _groups_of(stratum))
    return Spread(
        label=label,
        figure=_figure_of_stratum(edition, id_, stratum, period),
        seen=stratum.observed,
        share=_share(edition, share_key, label, stratum.visible_share),
        is_firm=stratum.may_publish,
    )


def _groups_of(stratum: StratumEstimate) -> tuple[tuple[str, str], ...]:
    """Return the levels of a stratum without its year."""
    return tuple(pair for pair in stratum.levels.items() if pair[0] != PERIOD)


def _figure_of_stratum(
    edition: Edition, id_: str, stratum: StratumEstimate, period: str
) -> Figure | None:
    """Return the estimate of one year or group; None if the method gave none."""
    if stratum.estimate is None:
        return None
    method = ("method", stratum.method or _DEFAULT_METHOD)
    key = FigureKey(id_, period, tuple(sorted([method, *_groups_of(stratum)])))
    year = stratum.levels.get(PERIOD, "")
    title = _title_of_stratum(edition, find(edition, id_), year)
    interval = _Interval(stratum.estimate, stratum.lower, stratum.upper)
    return _estimated(edition, key, title, interval)


def _title_of_stratum(edition: Edition, estimate: PublishedEstimate, year: str) -> str:
    """Return the title of a stratum: for a year that of the whole, for a group its population up to the first comma."""
    if year:
        key = f"estimate_title.{estimate.indicator}"
        return edition.words.any_of(key, otherwise=edition.say(estimate.title))
    population, *_ = edition.say(estimate.population).split(",")
    return population


def whole_period(estimate: PublishedEstimate) -> str:
    """Return the period of the groups, which cover all years."""
    years = []
    for stratum in estimate.totals:
        if PERIOD in stratum.levels:
            years.append(stratum.levels[PERIOD])
    if not years:
        return estimate.period
    return f"{min(years)}-{max(years)}"


def _estimated(
    edition: Edition, key: FigureKey, title: str, interval: _Interval
) -> Figure:
    """Write the figure of an estimate."""
    value, lower, upper = interval.value, interval.lower, interval.upper
    has_limits = lower is not None and upper is not None
    return Figure(
        address=str(key),
        number=figures.estimated_number(value, lower, upper, edition.words),
        value=value,
        lower=lower,
        upper=upper,
        unit=ESTIMATE,
        title=title,
        period=key.period,
        bounds=estimated_bounds(edition, lower, upper),
        bounds_kind=INTERVAL if has_limits else "",
        revision=revision_of(edition, key.indicator, key.period),
    )


def revision_of(edition: Edition, id_: str, period: str) -> str:
    """State that the estimate of a period is provisional; empty where it is final."""
    if period not in edition.release.provisional.get(id_, ()):
        return ""
    return edition.words("provisional.unknown")


def estimated_bounds(edition: Edition, lower: float | None, upper: float | None) -> str:
    """Write the limits of an estimate; empty if one is not known."""
    if lower is None or upper is None:
        return ""
    language = edition.language
    return figures.between(
        figures.coarse(lower, language), figures.coarse(upper, language)
    )


def _share(
    edition: Edition,
    key: FigureKey,
    label: str,
    visible_share: tuple[float, float] | None,
) -> Figure | None:
    """Return the figure of the part in view; None if it is not known."""
    if visible_share is None:
        return None
    low, high = visible_share
    title = edition.words("part_in_view")
    is_labelled_by_period = label == numerals.period(key.period)
    if not is_labelled_by_period:
        title = edition.labelled(title, label)
    return Figure(
        address=str(key),
        number=figures.share_range(low, high, edition.words),
        value=(low + high) / 2,
        lower=low,
        upper=high,
        unit=ESTIMATED_SHARE,
        title=title,
        period=key.period,
    )
