"""Following recommendations: what became of them, who must look again, and what nobody checked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zicht.vocabulary.content import NEEDS_EVIDENCE, Recommendation


@dataclass(frozen=True)
class Overview:
    """Where the recommendations to one addressee, or all of them, stand.

    Parameters
    ----------
    addressee : empty for all
    made : how many recommendations
    by_status : status to number, in the order of first use
    unchecked : adopted in whole or in part, but nobody looked whether it was done
    overdue : past the day on which somebody had to look again
    """

    addressee: str
    made: int
    by_status: Mapping[str, int]
    unchecked: int
    overdue: int


def overdue(
    recommendations: Iterable[Recommendation], today: str
) -> tuple[Recommendation, ...]:
    """Return the recommendations that somebody should have looked at again by now.

    Parameters
    ----------
    recommendations : with their history
    today : ISO date

    Returns
    -------
    those not closed whose day has passed, longest overdue first

    References
    ----------
    methods/aanbevelingen-volgen.md

    Examples
    --------
    >>> overdue((), "2026-01-01")
    ()
    """
    late = [
        recommendation
        for recommendation in recommendations
        if not recommendation.is_closed and "" < recommendation.next_look < today
    ]
    late.sort(key=lambda recommendation: (recommendation.next_look, recommendation.id))
    return tuple(late)


def adopted_unchecked(
    recommendations: Iterable[Recommendation],
) -> tuple[Recommendation, ...]:
    """Return the recommendations that are called adopted though nobody checked whether they were carried out."""
    unchecked = []
    for recommendation in recommendations:
        # Who was addressed says that they adopted it. Only somebody who looked knows whether it was done.
        is_adopted = recommendation.status in NEEDS_EVIDENCE
        if is_adopted and recommendation.history[-1].strength != "checked":
            unchecked.append(recommendation)
    return tuple(unchecked)


def by_addressee(
    recommendations: Iterable[Recommendation],
) -> dict[str, tuple[Recommendation, ...]]:
    """Return the recommendations made to each addressee, in order of name; one with several stands under each."""
    received: dict[str, list[Recommendation]] = {}
    for recommendation in recommendations:
        for addressee in recommendation.addressees:
            received.setdefault(addressee, []).append(recommendation)
    return {addressee: tuple(received[addressee]) for addressee in sorted(received)}


def overview(
    recommendations: Iterable[Recommendation], today: str
) -> tuple[Overview, ...]:
    """Return where all recommendations stand, and then those to each addressee.

    Parameters
    ----------
    recommendations : with their history
    today : ISO date

    Returns
    -------
    the whole first, then one per addressee in order of name
    """
    recommendations = tuple(recommendations)
    overviews = [_overview_of("", recommendations, today)]
    for addressee, received in by_addressee(recommendations).items():
        overviews.append(_overview_of(addressee, received, today))
    return tuple(overviews)


def _overview_of(
    addressee: str, recommendations: Sequence[Recommendation], today: str
) -> Overview:
    statuses = Counter(recommendation.status for recommendation in recommendations)
    return Overview(
        addressee=addressee,
        made=len(recommendations),
        by_status=dict(statuses),
        unchecked=len(adopted_unchecked(recommendations)),
        overdue=len(overdue(recommendations, today)),
    )
