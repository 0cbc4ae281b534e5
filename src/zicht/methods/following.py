"""Following people: how many had an event by a day, with censoring and competing events.

People are arrays: a whole number of days each, and what ended their time. Everything is
computed from two counts per day and group, of events and of people whose time ended, so
that ten million people cost one pass. With n(d) at risk and e(d) events on day d:

    S(t) = product of (1 - e(d) / n(d)) over d up to t              Kaplan and Meier
    V(t) = sum of e(d) / (n(d) (n(d) - e(d)))                       Greenwood
    F_c(t) = sum of S(d - 1) e_c(d) / n(d)                          Aalen and Johansen

Who is lost on a day is at risk on that day. Intervals are log-log: of survival
`S ** exp(+-z sqrt(V) / log S)`, of an incidence `F ** exp(+-z sqrt(V_c) / (F log F))`,
with the variance of Aalen (1978) as Pintilie writes it.

References
----------
Kaplan & Meier (1958), Nonparametric estimation from incomplete observations, JASA 53.
Aalen & Johansen (1978), An empirical transition matrix for non-homogeneous Markov chains,
Scandinavian Journal of Statistics 5. Pintilie (2006), Competing Risks: A Practical
Perspective, equation 4.5. Kalbfleisch & Prentice (2002), sections 1.4 and 8.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zicht.methods.distributions import normal_quantile
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import IndicatorError

CENSORED = 0
"""Cause of people whose time ended without an event."""
NORMAL_975 = normal_quantile(0.975)
LONG_AGO = np.iinfo(np.int64).min
LARGEST = 50_000_000
"""Days times groups times causes of one count; a larger one is a mistake in units."""


@dataclass(frozen=True, eq=False)
class Course:
    """Counts per group and day: all that estimates are computed from.

    Parameters
    ----------
    at_risk : groups by days; people whose time lasts to the day or beyond
    events : groups by causes by days; causes from 1, the first at place 0
    """

    at_risk: Ints
    events: Ints

    def happened_by(self, days: Sequence[int]) -> Ints:
        """Return, by group and day, to how many anything happened on that day or before."""
        happened = np.cumsum(self.events.sum(axis=1), axis=1)
        return happened[:, np.minimum(days, happened.shape[1] - 1)]

    def followed_after(self, days: Sequence[int]) -> Ints:
        """Return, by group and day, how many are followed beyond that day."""
        beyond = np.pad(self.at_risk, ((0, 0), (0, 1)))
        return beyond[:, np.minimum(np.add(days, 1), beyond.shape[1] - 1)]


@dataclass(frozen=True, eq=False)
class Curve:
    """Estimates of every group at some days.

    Parameters
    ----------
    days : of the columns
    share : groups by days: the share to whom it happened, from 0 to 1
    lower, upper : ends of the 95% interval; equal to the share where it is 0 or 1
    at_risk : groups by days: people followed until that day or beyond
    events : groups by days: people to whom it happened by that day
    standard_error : of the share
    """

    days: Ints
    share: Floats
    lower: Floats
    upper: Floats
    at_risk: Ints
    events: Ints
    standard_error: Floats


def course(
    days: Sequence[int] | Ints,
    cause: Sequence[int] | Ints | Bools,
    *,
    groups: Sequence[int] | Ints | None = None,
    entered: Sequence[int] | Ints | None = None,
    people: Sequence[int] | Ints | None = None,
) -> Course:
    """Count events and people at risk by day.

    Parameters
    ----------
    days : how long each was followed, in whole days from 0
    cause : what ended it: 0 for nothing (censored), or the number of an event from 1
    groups : number of the group of each, from 0; one group when left out
    entered : day from which each was followed (left truncation); 0 when left out.
        Somebody is at risk from the day after it
    people : how many people each row stands for; one when left out

    Raises
    ------
    IndicatorError : arrays differ in length, a number is negative, or somebody entered
        on the day on which the time ended, or later
    """
    ended = np.asarray(days, dtype=np.int64)
    causes = np.asarray(cause, dtype=np.int64)
    group = np.zeros(len(ended), dtype=np.int64)
    if groups is not None:
        group = np.asarray(groups, dtype=np.int64)
    _refuse_unfit(ended, causes, group)
    by_cause = _ended_by_cause(ended, causes, group, people)
    at_risk = _from_day_on(by_cause.sum(axis=1))
    if entered is not None:
        at_risk = at_risk - _not_yet(entered, ended, group, at_risk.shape)
    # Censoring ends a time without an event.
    events = by_cause[:, CENSORED + 1 :]
    return Course(at_risk.astype(np.int64), events.astype(np.int64))


def _ended_by_cause(
    ended: Ints, causes: Ints, group: Ints, people: Sequence[int] | Ints | None
) -> Ints:
    """Count whose time ended, by group, cause and day.

    Raises
    ------
    IndicatorError : there are too many of these cells
    """
    n_days = int(ended.max(initial=0)) + 1
    # Censoring is counted like a cause, and stands before the others.
    n_causes = max(int(causes.max(initial=0)), 1) + 1
    n_groups = int(group.max(initial=0)) + 1
    n_cells = n_groups * n_causes * n_days
    if n_cells > LARGEST:
        raise IndicatorError(
            f"Following: {n_days} days of {n_groups} groups are too many to count.",
            now="Give days, not seconds, and groups, not people.",
        )
    # One number per cell, so that a single pass over the people counts all of them.
    cell = (group * n_causes + causes) * n_days + ended
    counted = np.bincount(cell, weights=people, minlength=n_cells).astype(np.int64)
    return counted.reshape(n_groups, n_causes, n_days)


def _refuse_unfit(ended: Ints, causes: Ints, group: Ints) -> None:
    """Refuse columns that differ in length, or hold a negative number."""
    if not len(ended) == len(causes) == len(group):
        raise IndicatorError("Following: days, causes and groups differ in length.")
    least = min(int(column.min(initial=0)) for column in (ended, causes, group))
    if least < 0:
        raise IndicatorError(
            "Following: a number of days, cause or group is negative.",
            now="Let a time end on or after the day it begins.",
        )


def _from_day_on(counts: Ints) -> Ints:
    """Add up counts by group and day from each day to the last: who leaves later is there now."""
    return np.asarray(counts[:, ::-1].cumsum(axis=1)[:, ::-1])


def _not_yet(
    entered: Sequence[int] | Ints, ended: Ints, group: Ints, shape: tuple[int, ...]
) -> Ints:
    """Return how many of each group have not entered before a day."""
    first = np.asarray(entered, dtype=np.int64)
    if len(first) != len(ended) or np.any(first < 0) or np.any(first >= ended):
        raise IndicatorError(
            "Following: somebody entered before day 0, or not before the time ended.",
            now="Leave out who was not followed for a day.",
        )
    n_groups, n_days = shape
    entering = np.bincount(group * n_days + first, minlength=n_groups * n_days)
    return _from_day_on(entering.reshape(shape)).astype(np.int64)


def kaplan_meier(counted: Course, at: Sequence[int]) -> Curve:
    """Estimate the share to whom anything happened, whatever the cause.

    Parameters
    ----------
    counted : by `course`
    at : days, in any order

    Returns
    -------
    one minus the Kaplan-Meier estimate, with Greenwood's standard error
    """
    events = counted.events.sum(axis=1)
    survival, greenwood = _survival(counted.at_risk, events)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = NORMAL_975 * np.sqrt(greenwood) / np.log(survival)
        ends = survival ** np.exp(reach), survival ** np.exp(-reach)
    return _curve(counted, events, 1 - survival, [1 - end for end in ends],
                  survival * np.sqrt(greenwood), at)  # fmt: skip


def aalen_johansen(counted: Course, cause: int, at: Sequence[int]) -> Curve:
    """Estimate the share to whom one cause happened, where the others prevent it.

    Parameters
    ----------
    counted : by `course`
    cause : its number, from 1
    at : days, in any order
    """
    n = counted.at_risk.astype(np.float64)
    all_events = counted.events.sum(axis=1)
    events = counted.events[:, cause - 1].astype(np.float64)
    survival, _ = _survival(counted.at_risk, all_events)
    before = np.concatenate([np.ones((len(n), 1)), survival[:, :-1]], axis=1)
    share = np.cumsum(_divided(before * events, n), axis=1)
    variance = _aalen_variance(n, all_events.astype(np.float64), events, before, share)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = NORMAL_975 * np.sqrt(variance) / (share * np.log(share))
        ends = share ** np.exp(reach), share ** np.exp(-reach)
    return _curve(counted, counted.events[:, cause - 1], share, list(ends),
                  np.sqrt(variance), at)  # fmt: skip


def _survival(at_risk: Ints, events: Ints) -> tuple[Floats, Floats]:
    """Return survival after each day, and the sum of Greenwood."""
    n, happened = at_risk.astype(np.float64), events.astype(np.float64)
    survival = np.cumprod(1 - _divided(happened, n), axis=1)
    greenwood = np.cumsum(_divided(happened, n * (n - happened)), axis=1)
    return survival.astype(np.float64), greenwood.astype(np.float64)


def _aalen_variance(
    n: Floats, all_events: Floats, events: Floats, before: Floats, share: Floats
) -> Floats:
    """Compute the variance of an incidence after each day.

    It is a sum over earlier days of `(F(t) - F(d)) ** 2 a(d) + b(d) - 2 (F(t) - F(d)) c(d)`,
    written out in running sums, so that it costs one pass over the days.
    """
    # With one person at risk nothing is known of the spread, and the term is left out.
    less_one = np.maximum(n - 1, 0)
    a = _divided(all_events, less_one * (n - all_events))
    b = _divided((n - events) * events * before**2, less_one * n**2)
    c = _divided(events * (n - events) * before, n * (n - all_events) * less_one)

    def running(values: Floats) -> Floats:
        return np.cumsum(values, axis=1)

    squares = share**2 * running(a) - 2 * share * running(share * a)
    crossed = share * running(c) - running(share * c)
    variance = squares + running(share**2 * a) + running(b) - 2 * crossed
    # A difference of running sums may end just below 0.
    return np.maximum(variance, 0.0)


def _divided(above: Floats, below: Floats) -> Floats:
    """Divide where there is something to divide by; 0 elsewhere."""
    quotient = np.zeros(np.broadcast_shapes(above.shape, below.shape))
    np.divide(above, below, out=quotient, where=below > 0)
    return quotient


def _curve(  # noqa: PLR0917 - what one curve consists of
    counted: Course,
    events: Ints,
    share: Floats,
    ends: Sequence[Floats],
    error: Floats,
    at: Sequence[int],
) -> Curve:
    """Read the estimates off at some days; after the last day nothing changes."""
    days = np.asarray(at, dtype=np.int64)
    last = counted.at_risk.shape[1] - 1
    column = np.clip(days, 0, last)
    # At 0 and 1 the logarithm of the share has no interval.
    has_interval = (share > 0) & (share < 1) & np.isfinite(ends[0] + ends[1])
    lower = np.where(has_interval, np.minimum(*ends), share)
    upper = np.where(has_interval, np.maximum(*ends), share)
    at_risk = np.where(days > last, 0, counted.at_risk[:, column])
    return Curve(
        days,
        share[:, column],
        lower[:, column],
        upper[:, column],
        at_risk.astype(np.int64),
        np.cumsum(events, axis=1)[:, column],
        np.where(np.isfinite(error), error, 0.0)[:, column],
    )


def days_at_liberty(
    begin: Ints, end: Ints, *, person: Ints, detained: Ints, released: Ints
) -> Ints:
    """Return the days that each person was followed, net of days in detention.

    Parameters
    ----------
    begin, end : first and last day of each person, as day numbers
    person : whose detention it is, as a place in `begin`
    detained, released : first day in and first day out; they may overlap each other, and
        lie partly or wholly outside the time that is followed

    Raises
    ------
    IndicatorError : a time ends before it begins

    Examples
    --------
    >>> begin, end = np.array([0, 0]), np.array([100, 100])
    >>> days_at_liberty(begin, end, person=np.array([0, 0]), detained=np.array([10, 15]),
    ...                 released=np.array([20, 30]))
    array([ 80, 100])
    """
    if np.any(end < begin) or np.any(released < detained):
        raise IndicatorError(
            "Following: a time ends before it begins.",
            now="Let release lie on or after detention, and the end after the begin.",
        )
    # Cut to the time that is followed: detention before it or beyond it shortens
    # nothing.
    first = np.maximum(detained, begin[person])
    last = np.minimum(released, end[person])
    is_inside = last > first
    behind_bars = _days_covered(
        person[is_inside],
        first[is_inside],
        last[is_inside],
        n_persons=len(begin),
    )
    return (end - begin - behind_bars).astype(np.int64)


def _days_covered(person: Ints, first: Ints, last: Ints, *, n_persons: int) -> Ints:
    """Count, per person, the days of stays that may overlap; each day counts once."""
    # In order of person and first day, so that one running maximum tells what is
    # covered.
    order = np.lexsort((first, person))
    person, first, last = person[order], first[order], last[order]
    # Stays may overlap: of each only the days count that no earlier stay has.
    covered = _covered_before(person, last)
    days = np.maximum(last - np.maximum(first, covered), 0)
    return np.bincount(person, weights=days, minlength=n_persons).astype(np.int64)


def _covered_before(person: Ints, last: Ints) -> Ints:
    """Return the latest end of the earlier stays of the same person; long ago for the first.

    Persons are lifted far apart, so that one running maximum serves all of them.
    """
    if not len(person):
        return last
    lowest = int(last.min())
    width = int(last.max()) - lowest + 1
    lifted = person * width + (last - lowest)
    running = np.maximum.accumulate(lifted)
    before = np.concatenate([[person[0] * width - 1], running[:-1]])
    # What lies lower is the end of a stay of another person.
    is_same = before >= person * width
    return np.where(is_same, before - person * width + lowest, LONG_AGO)
