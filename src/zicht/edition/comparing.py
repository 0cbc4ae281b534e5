"""Which figures may be compared over time: the rule that pages, reports and briefs share."""

import re

from zicht.edition.edition import Edition
from zicht.edition.figures import Figure
from zicht.vocabulary.cited import OF_THE_GROUP, CountingRule, FigureKind, Identity
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.figures import FigureKey

_YEAR = re.compile(r"\d{4}")

SETTLED_AFTER_YEARS = 4
"""Years after which those who came in are taken to be done; what still runs then counts as not (yet) arrived.

Our choice, not a measurement: published series do not say how many still run.
"""


_KINDS = {
    "count": FigureKind.COUNT,
    "share": FigureKind.SHARE,
    "survival": FigureKind.SHARE,
    "survey": FigureKind.SHARE,
    "rate": FigureKind.RATE,
    "duration": FigureKind.RATIO,
}


def identity_of(figure: Figure, edition: Edition) -> Identity | None:
    """Return what a figure is a figure of; None of figures of early releases, and of estimates.

    A cited figure declares it. That of a figure counted here follows from its indicator: the rule is the definition
    in its version, who counts is the institute, and the country is that of the project.
    """
    if figure.cited is not None:
        return figure.cited.identity
    if figure.is_estimate or figure.is_change:
        return None
    return _identity_counted(FigureKey.read(figure.address), edition)


def identity_at(address: str, edition: Edition) -> Identity | None:
    """Return what the figure of an address is a figure of, also before it is counted; None if nothing declares it.

    Parameters
    ----------
    address : of a counted figure, or id of a cited one
    """
    if ":" in address:
        return _identity_counted(FigureKey.read(address), edition)
    cited = edition.cited.get(address)
    return cited.identity if cited else None


def period_at(address: str, edition: Edition) -> str:
    """Return the period of the figure of an address, also before it is counted; empty if none is stated."""
    if ":" in address:
        return FigureKey.read(address).period
    cited = edition.cited.get(address)
    return cited.period if cited else ""


def _identity_counted(key: FigureKey, edition: Edition) -> Identity | None:
    """Return the identity of a figure that is counted here; it follows from its indicator."""
    indicator = edition.release.indicators.get(key.indicator)
    if indicator is None:
        return None
    face = edition.release.face
    rule = CountingRule(
        id=f"{indicator.id}:{indicator.version}",
        title=indicator.counts,
        counted_by=edition.say(face.institute),
        country=face.country,
        register=edition.say(indicator.source),
    )
    return Identity(
        series=indicator.id,
        rule=rule,
        population=indicator.population,
        about=indicator.about,
        unit=edition.say(indicator.counting_unit),
        kind=_KINDS[indicator.shape],
        where=key.where,
    )


def differences(
    before: Figure, after: Figure, edition: Edition, *, over_time: bool
) -> tuple[str, ...]:
    """Name the fields of identity in which two figures differ, so that comparing them would mislead.

    Parameters
    ----------
    before, after : figures that a text compares
    over_time : whether the comparison is of two periods of one thing; otherwise two groups of one measure, such as
        two forms of exploitation in one year, may be compared

    Returns
    -------
    names of fields; `("identity",)` where one of them declares none
    """
    if before.address == after.address:
        return ()
    first, second = identity_of(before, edition), identity_of(after, edition)
    if first is None or second is None:
        return ("identity",)
    differing = first.differences(second)
    if over_time:
        return differing
    return tuple(name for name in differing if name not in OF_THE_GROUP)


def why_not_comparable(indicator: Indicator, first: str, last: str) -> str:
    """Return why a change between two periods would mislead: `cohort`, the year of a break, or an empty text.

    People followed from the year they came in are not all done in recent years; across an event that moved a series
    its figures mean something else.

    Parameters
    ----------
    indicator : of both figures
    first, last : years or runs of years, in any order
    """
    if first == last:
        return ""
    if _runs_on(indicator):
        return "cohort"
    first, last = sorted((first, last))
    began, ended = _years_of(first)[0], _years_of(last)[-1]
    for event in indicator.breaks:
        if began < event.year <= ended:
            return str(event.year)
    return ""


def holds_a_break(indicator: Indicator, period: str) -> bool:
    """Whether law or definition changed in a period, so that its figure cannot be joined to the one before."""
    years = _years_of(period)
    return any(years[0] <= event.year <= years[-1] for event in indicator.breaks)


def _years_of(period: str) -> tuple[int, int]:
    """Return the first and the last year of a period."""
    years = [int(year) for year in _YEAR.findall(period)]
    return years[0], years[-1]


def is_settled(indicator: Indicator, period: str, newest: str) -> bool:
    """Whether a figure will hardly move any more because those whom it follows are done.

    Parameters
    ----------
    indicator : what was counted; only a cohort is ever unsettled
    period : of the figure
    newest : newest period of its series

    Examples
    --------
    A cohort of 2020 is settled in a series that runs to 2024, one of 2021 is not.
    """
    return (
        not _runs_on(indicator)
        or int(newest[:4]) - int(period[-4:]) >= SETTLED_AFTER_YEARS
    )


def _runs_on(indicator: Indicator) -> bool:
    """Whether recent cohorts are not done; survival counts those for as long as they were followed."""
    return indicator.variant == "cohort" and indicator.shape != "survival"
