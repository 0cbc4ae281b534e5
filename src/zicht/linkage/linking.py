"""Record linkage: which records are one person, and which other linkages are plausible."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from zicht.engine.session import Session
from zicht.linkage.clustering import LEAST_WEIGHT, Clusters
from zicht.linkage.gaps import lost_in_gaps
from zicht.linkage.little_known import join_little_known
from zicht.linkage.plausible import doubtful_units, draw_linkages
from zicht.linkage.preparing import Prepared, prepare, scratch_tables
from zicht.linkage.reporting import report_of
from zicht.linkage.reviewing import ReviewSample, sample_for_review
from zicht.linkage.screening import (
    AFFORDABLE_PAIRS,
    possible_pairs,
    screen_blocks,
    screen_every_pair,
)
from zicht.linkage.statuses import LinkWriter, statuses_of
from zicht.linkage.uncompared import (
    Uncompared,
    join_uncompared,
    joined_shares,
    lost_in_blocks,
    lost_without_token,
)
from zicht.linkage.unlike import lost_among_unlike
from zicht.linkage.weighing import (
    LostInBlocks,
    Weighed,
    weigh_blocks,
    weigh_every_pair,
)
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.errors import LinkageError, ZichtError
from zicht.vocabulary.linkage import Share
from zicht.vocabulary.people import LinkageReport, LinkFields, Links, PlausibleLinks

EVEN_ODDS = 0.0
"""Records join above log2 odds of zero: a link is made when it is more likely right than wrong."""

N_LINKAGES = 20
"""Plausible linkages: with twenty, an interval is hardly wider than with very many (Rubin, Multiple Imputation for
Nonresponse in Surveys, 1987, table 4.1)."""


@dataclass(frozen=True)
class Linkage:
    """What linkage found out.

    Parameters
    ----------
    links : of every record
    plausible : linkages that could be true as well
    report : how it went, in counts
    review : pairs drawn for clerical review
    """

    links: Links
    plausible: PlausibleLinks
    report: LinkageReport
    review: ReviewSample


def link(
    session: Session,
    link_fields: LinkFields,
    *,
    relation: str = "links",
    affordable_pairs: int = AFFORDABLE_PAIRS,
) -> Linkage:
    """Find out which records are one person.

    Parameters
    ----------
    session : in which the link fields stand
    link_fields : one row per record; columns are named by their role (`national_number`, `given_names`, `name_prefix`,
        `family_name`, `birth_date`, `sex`, `nationality`, `municipality`); a role that no source has is left out.
        `source` and `year` of the record, where they are there, tell how often two records are one person
    relation : name of the table that is made: `pseud_id`, `person_id`, `status`. The links of plausible linkages are
        made beside it
    affordable_pairs : possible pairs up to which every pair is looked at; beyond, pairs in blocks

    Returns
    -------
    Linkage; `person_id` is the smallest pseudonym of the person. The same records give the same linkage

    Raises
    ------
    LinkageError : two records have one pseudonym, or a query failed

    References
    ----------
    docs/adr/0150-probabilistic-linkage.md
    """
    with _scratch(session):
        prepared = prepare(session, link_fields)
        weighed, beyond_blocks = _weigh(session, prepared, affordable_pairs)
        # Pairs that say no more than dropped ones tie nobody, so they are left out.
        clusters = Clusters(weighed, prepared, weighed.weights > LEAST_WEIGHT)
        # Every pair above even odds joins: the linkage that is counted is the
        # likeliest, and not a draw.
        clusters.grow(lambda _weight: True, EVEN_ODDS)
        # What was never compared, and what is doubtful, is estimated beside the chosen
        # persons.
        persons = clusters.persons(prepared.n_units)
        uncompared = _uncompared(weighed, beyond_blocks, prepared, persons)
        draws, doubtful = _plausible_persons(weighed, prepared, persons, uncompared)
        conflicts = np.array(clusters.conflicts, dtype=np.int64).reshape(-1)
        statuses = statuses_of(weighed, prepared, persons, conflicts)
        writer = LinkWriter(session, prepared, statuses)
        links = writer.write(relation, persons)
        plausible = _write_plausible(writer, relation, persons, draws, doubtful)
        report = report_of(
            session,
            prepared,
            weighed,
            persons=persons,
            draws=draws,
            links=links,
            lost=_share_lost(uncompared),
            undrawn_links=_undrawn_links(uncompared),
            n_conflicts=len(clusters.conflicts),
        )
        # Drawn now: the weights are not kept after linkage.
        review = sample_for_review(session, weighed, prepared, persons)
    return Linkage(links, plausible, report, review)


def _weigh(
    session: Session, prepared: Prepared, affordable_pairs: int
) -> tuple[Weighed, LostInBlocks | None]:
    """Weigh every pair where that is affordable, else pairs in blocks.

    Returns
    -------
    the weighed pairs, and what is known of pairs in no block; None where every pair was looked at
    """
    # A comparison of every pair misses no pair. Blocks miss some, so they are used only
    # where comparing every pair would take too long.
    if possible_pairs(prepared) <= affordable_pairs:
        pairs = screen_every_pair(prepared)
        # Where nearly all pairs look alike, too many are left to weigh: blocks are used instead.
        if pairs is not None:
            return weigh_every_pair(session, prepared, pairs), None
    return weigh_blocks(session, prepared, screen_blocks(session, prepared))


def _uncompared(
    weighed: Weighed,
    beyond_blocks: LostInBlocks | None,
    prepared: Prepared,
    persons: Ints,
) -> list[Uncompared]:
    """List the causes for which no plausible linkage draws pairs of one person from their odds."""
    causes = [lost_among_unlike(weighed, prepared, persons, n=N_LINKAGES)]
    in_gaps = lost_in_gaps(weighed, prepared, persons, n=N_LINKAGES)
    if in_gaps is not None:
        causes.append(in_gaps)
    if beyond_blocks is not None:
        causes.append(lost_in_blocks(beyond_blocks, prepared, persons, n=N_LINKAGES))
    without_token = lost_without_token(weighed, prepared, persons, n=N_LINKAGES)
    if without_token is not None:
        causes.append(without_token)
    return causes


def _share_lost(uncompared: Sequence[Uncompared]) -> Share | None:
    """Return the share of pairs of one person that were never compared; None where every pair was looked at."""
    shares = [cause.share for cause in uncompared if cause.share is not None]
    return joined_shares(shares) if shares else None


def _undrawn_links(uncompared: Sequence[Uncompared]) -> Ints:
    """Return how many links each plausible linkage joins that no share of pairs stands for in the report."""
    causes = [cause.n_links for cause in uncompared if cause.share is None]
    return np.asarray(np.sum(causes, axis=0), dtype=np.int64)


def _plausible_persons(
    weighed: Weighed,
    prepared: Prepared,
    persons: Ints,
    uncompared: Sequence[Uncompared],
) -> tuple[list[Ints], Bools]:
    """Draw linkages that could be true as well.

    Three kinds of doubt come one after the other: which compared pairs are one person, which pairs were never compared,
    and whom the records are of that say too little (docs/adr/0151, 0158 and 0167).

    Returns
    -------
    persons in each plausible linkage, and the units whose person may differ between them
    """
    doubtful = doubtful_units(weighed, persons)
    draws = draw_linkages(weighed, prepared, persons, doubtful, n=N_LINKAGES)
    # In this order: who is doubtful already is not joined at random.
    draws, doubtful = join_uncompared(
        draws, uncompared, prepared, persons=persons, doubtful=doubtful
    )
    return join_little_known(draws, prepared, persons=persons, doubtful=doubtful)


def _write_plausible(
    writer: LinkWriter,
    relation: str,
    persons: Ints,
    draws: Sequence[Ints],
    doubtful: Bools,
) -> PlausibleLinks:
    """Write the links of the units in doubt: as they were chosen, and as each plausible linkage has them."""
    chosen = writer.write(f"{relation}_doubtful", persons, doubtful)
    drawn = tuple(
        writer.write(f"{relation}_plausible_{number}", draw, doubtful)
        for number, draw in enumerate(draws, start=1)
    )
    return PlausibleLinks(chosen, drawn)


@contextmanager
def _scratch(session: Session) -> Iterator[None]:
    """Keep tables with link fields no longer than linkage takes."""
    failure = None
    try:
        yield
    except LinkageError:
        raise
    except ZichtError as error:
        failure = LinkageError(f"Record linkage: {error.what}", now=error.now)
    finally:
        session.drop(*scratch_tables())
    if failure:
        raise failure  # outside the except clause: the error that it retells does not travel along
