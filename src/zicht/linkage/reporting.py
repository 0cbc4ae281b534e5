"""How linkage went, in counts of records, pairs and persons."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from zicht.engine.session import Session
from zicht.engine.words import Sql, sql
from zicht.linkage.levels import LEVELS
from zicht.linkage.model import DOUBT, FEWEST_ANCHORED, Model, probability
from zicht.linkage.preparing import RECORDS, Prepared
from zicht.linkage.screening import Pairs
from zicht.linkage.weighing import Weighed
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.linkage import Share
from zicht.vocabulary.people import LinkageReport, Links, interval

LARGE_PERSON = 10
"""Persons with so many records or more are counted together."""
FEW_SLIPS = 0.05
"""Share of the further records of a person that are written otherwise, below which two slips in one record are rare: a
quarter of a per cent where they are independent."""


def report_of(
    session: Session,
    prepared: Prepared,
    weighed: Weighed,
    *,
    persons: Ints,
    draws: Sequence[Ints],
    links: Links,
    lost: Share | None,
    undrawn_links: Ints,
    n_conflicts: int,
) -> LinkageReport:
    """Report on a linkage.

    Parameters
    ----------
    session : in which the prepared records stand
    prepared, weighed : units and pairs
    persons : chosen person of each unit
    draws : persons in plausible linkages
    links : as they were written
    lost : pairs of one person that were never compared; None where every pair was looked at
    undrawn_links : links that no odds of pairs draw, and that each plausible linkage joins
    n_conflicts : times that two citizen numbers kept likely pairs apart
    """
    false_links, missed_links = _errors(weighed.pairs, persons, draws, undrawn_links)
    counts = _counts(session)
    return LinkageReport(
        records=links.records,
        persons=links.persons,
        persons_plausible=_persons_plausible(draws, links),
        known={field: counts[field] for field in LEVELS},
        partial_dates=counts["partial_dates"],
        placeholder_numbers=prepared.placeholder_records,
        statuses=links.statuses,
        sizes=_sizes(persons[prepared.unit_of]),
        possible_pairs=weighed.pairs.n_possible,
        compared_pairs=len(weighed.pairs),
        every_pair=lost is None,
        lost_by_blocking=lost or Share(0.0, 0.0, 0.0),
        doubtful_pairs=_n_doubtful(weighed),
        false_links=false_links,
        missed_links=missed_links,
        conflicts=n_conflicts,
        weights=_weights(weighed.model),
        rests_on_guesses=_rests_on_guesses(weighed, prepared.n_units, links),
    )


def _rests_on_guesses(weighed: Weighed, n_units: int, links: Links) -> bool:
    """Whether people may be written in other ways than the few records of one person taught.

    Many records of people who are all written alike teach as well that few are misspelled.

    Parameters
    ----------
    weighed : pairs of units
    n_units : groups of records that are written alike
    links : records and persons
    """
    if weighed.model.trust == 1 or len(weighed.pairs) == 0:
        return False
    n_repeats = links.records - links.persons
    if n_repeats < FEWEST_ANCHORED:
        return True
    n_written_otherwise = n_units - links.persons
    return n_written_otherwise > FEW_SLIPS * n_repeats


def _n_doubtful(weighed: Weighed) -> int:
    """Count the pairs of which neither one person nor two is nearly certain."""
    posterior = probability(weighed.weights)
    is_doubtful = (posterior > DOUBT) & (posterior < 1 - DOUBT)
    return int(np.count_nonzero(is_doubtful))


def _persons_plausible(draws: Sequence[Ints], links: Links) -> tuple[int, int]:
    """Return the bounds of the number of persons over plausible linkages, in whole numbers rounded outward."""
    least, most = interval([len(np.unique(draw)) for draw in draws])
    # The linkage that was counted is plausible too, and no person is without a record.
    lower = min(math.floor(least), links.persons)
    upper = max(min(math.ceil(most), links.records), links.persons)
    return lower, upper


def _sizes(person_of_record: Ints) -> dict[int, int]:
    """Count persons by their number of records."""
    sizes = np.unique(person_of_record, return_counts=True)[1]
    n_persons = np.bincount(np.minimum(sizes, LARGE_PERSON))
    return {size: int(n) for size, n in enumerate(n_persons.tolist()) if n}


def _errors(
    pairs: Pairs, persons: Ints, draws: Sequence[Ints], undrawn_links: Ints
) -> tuple[Share, Share]:
    """Share of linked pairs that plausible linkages separate, and of their pairs that are not linked.

    A link that is not drawn from the odds of a pair is one pair at least.
    """
    linked = persons[pairs.left] == persons[pairs.right]
    false_shares, missed_shares = [], []
    for draw, n_undrawn in zip(draws, undrawn_links.tolist(), strict=True):
        together = draw[pairs.left] == draw[pairs.right]
        false_shares.append(_part(linked & ~together, linked))
        n_together = np.count_nonzero(together) + n_undrawn
        n_missed = np.count_nonzero(together & ~linked) + n_undrawn
        missed_shares.append(n_missed / max(n_together, 1))
    return _share_of(false_shares), _share_of(missed_shares)


def _part(part: Bools, whole: Bools) -> float:
    return float(part.sum() / max(whole.sum(), 1))


def _share_of(values: Sequence[float]) -> Share:
    low, high = interval(values)
    return Share(float(np.mean(values)), max(low, 0.0), min(high, 1.0))


def _weights(model: Model) -> Mapping[str, Mapping[str, float]]:
    """Log2 of how much likelier each level is among pairs of one person."""
    weights = {}
    for field, levels in LEVELS.items():
        labels = [str(level["label_for_charts"]) for level in levels[1:]]
        # Levels are listed from the best, and the model holds them from the worst.
        ratios = np.log2(model.m[field] / model.u[field])[::-1].tolist()
        weights[field] = dict(zip(labels, ratios, strict=True))
    return weights


def _counts(session: Session) -> dict[str, int]:
    """Count records in which each field is known, and those with half a birth date."""
    counted_fields = ", ".join(f"count({field})" for field in LEVELS)
    query = sql(
        "SELECT {known}, count(*) FILTER (birth LIKE '%-00') FROM {records}",
        known=Sql(counted_fields),
        records=RECORDS,
    )
    names = (*LEVELS, "partial_dates")
    counts = dict(zip(names, session.rows(query)[0], strict=True))
    return {name: int(n) for name, n in counts.items()}
