"""Following recommendations: what became of them, who must look again, and what nobody checked."""

from collections import Counter
from collections.abc import Iterable, Mapping
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
    """Recommendations that somebody should have looked at again by now.

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
        found
        for found in recommendations
        if not found.is_closed and "" < found.next_look < today
    ]
    return tuple(sorted(late, key=lambda found: (found.next_look, found.id)))


def adopted_unchecked(
    recommendations: Iterable[Recommendation],
) -> tuple[Recommendation, ...]:
    """Recommendations called adopted, of which nobody looked whether it was done."""
    return tuple(
        found
        for found in recommendations
        if found.status in NEEDS_EVIDENCE and found.history[-1].strength != "checked"
    )


def by_addressee(
    recommendations: Iterable[Recommendation],
) -> dict[str, tuple[Recommendation, ...]]:
    """Give addressee to the recommendations made to it, in order of name; one with several stands under each."""
    found: dict[str, list[Recommendation]] = {}
    for recommendation in recommendations:
        for addressee in recommendation.addressees:
            found.setdefault(addressee, []).append(recommendation)
    return {addressee: tuple(found[addressee]) for addressee in sorted(found)}


def overview(
    recommendations: Iterable[Recommendation], today: str
) -> tuple[Overview, ...]:
    """Say where all recommendations stand, and then those to each addressee.

    Parameters
    ----------
    recommendations : with their history
    today : ISO date

    Returns
    -------
    the whole first, then one per addressee in order of name
    """
    made = tuple(recommendations)
    parts = [("", made), *by_addressee(made).items()]
    return tuple(
        Overview(
            addressee=addressee,
            made=len(part),
            by_status=dict(Counter(found.status for found in part)),
            unchecked=len(adopted_unchecked(part)),
            overdue=len(overdue(part, today)),
        )
        for addressee, part in parts
    )
