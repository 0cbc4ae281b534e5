"""Capture tables: which organisations saw the same person in the same year, for estimating whom nobody saw."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zicht.edition.numerals import sentence
from zicht.engine.session import Session
from zicht.engine.words import Sql, literal, sql
from zicht.indicators.counting import refuse_unlinked
from zicht.indicators.relations import Relations, laid, merged
from zicht.vocabulary.designs import Registers
from zicht.vocabulary.dimensions import PERIOD, Dimension
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.estimates import MAX_LISTS, CaptureTable
from zicht.vocabulary.merging import Merges
from zicht.vocabulary.people import Links, Payload, PlausibleLinks

Patterns = Counter[tuple[int, tuple[str, ...]]]
"""Persons by the set of lists they stood on, in bits, and their strata."""


def captures(
    session: Session,
    payload: Payload,
    links: Links,
    *,
    dimensions: Mapping[str, Dimension],
    views: Mapping[str, str],
    registers: Registers,
    by: Sequence[str] | None = None,
    merges: Mapping[str, Merges] | None = None,
) -> CaptureTable:
    """Count persons by the set of lists they stood on in a year.

    Parameters
    ----------
    session, payload, links, views : as for `count`
    dimensions : by name; the codes of the dimension of registers are the lists, in that order
    registers : the views that say who stood on which list, and what persons are divided by
    by : columns to divide persons by; where it is left out, the strata of the registers and the year
    merges : as for `count`

    Returns
    -------
    CaptureTable of person-years; lists on which nobody stood are left out, on record. True counts: for estimation only,
    they never leave the gate's side

    Raises
    ------
    IndicatorError : there is no such list, too many, or a notifying organisation is in no list
    EstimationRefused : fewer than two lists have anybody
    """
    question = _Question(
        payload,
        dimensions,
        views,
        registers,
        (*registers.strata, PERIOD) if by is None else tuple(by),
        merges or {},
    )
    refuse_unlinked(session, payload, links)
    return question.table(question.count(session, links))


def plausible_captures(
    session: Session,
    payload: Payload,
    links: Links,
    plausible: PlausibleLinks,
    *,
    dimensions: Mapping[str, Dimension],
    views: Mapping[str, str],
    registers: Registers,
    by: Sequence[str] | None = None,
    merges: Mapping[str, Merges] | None = None,
) -> tuple[CaptureTable, ...]:
    """Count the capture table of every plausible linkage.

    Only records whose person is in doubt are counted again: no person has records of both kinds.

    Parameters
    ----------
    session, payload, links, dimensions, views, registers, by, merges : as for `captures`
    plausible : links of the records in doubt, as they were chosen and as they could be

    Returns
    -------
    one table for each plausible linkage; none where no record is in doubt
    """
    if not plausible.chosen.records:
        return ()
    question = _Question(
        payload,
        dimensions,
        views,
        registers,
        (*registers.strata, PERIOD) if by is None else tuple(by),
        merges or {},
    )
    # Persons in doubt are taken out once and put back per linkage: counting all persons
    # for each linkage would give the same tables.
    certain = question.count(session, links)
    certain.subtract(question.count(session, plausible.chosen))
    return tuple(
        question.table(certain + question.count(session, drawn))
        for drawn in plausible.drawn
    )


@dataclass(frozen=True)
class _Question:
    """What is counted: persons by the lists they stood on, and by strata."""

    payload: Payload
    dimensions: Mapping[str, Dimension]
    views: Mapping[str, str]
    registers: Registers
    by: tuple[str, ...]
    merges: Mapping[str, Merges]

    def __post_init__(self) -> None:
        dimension = self.registers.dimension
        if dimension not in self.dimensions or len(self.names) > MAX_LISTS:
            raise IndicatorError(
                f"Persons cannot be listed by {dimension}.",
                now=f"[registers] names a code list of at most {MAX_LISTS} codes.",
            )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the lists."""
        return self.dimensions[self.registers.dimension].leaves

    def count(self, session: Session, links: Links) -> Patterns:
        """Count the persons of the linked records."""
        with laid(
            session, self.payload, links, self.views, self.dimensions
        ) as relations:
            query = _sql(
                relations, self.names, self.registers, self.by, merges=self.merges
            )
            rows = session.rows(query)
            return _patterns(rows, self.registers.dimension, self.dimensions)

    def table(self, counts: Patterns) -> CaptureTable:
        """Return counts as a capture table."""
        return _table(self.names, self.by, counts)


def _patterns(
    rows: Sequence[tuple[Any, ...]],
    lists: str,
    dimensions: Mapping[str, Dimension],
) -> Patterns:
    """Add up rows of years that the project covers."""
    years = set(dimensions[PERIOD].leaves)
    counts: Patterns = Counter()
    lost = 0
    for year, *levels, pattern, unlisted, n in rows:
        if str(year) in years:
            lost += n if unlisted else 0
            counts[int(pattern), tuple(map(str, levels))] += n
    # Persons on a list that no code list names would be missing from their pattern
    # without a word.
    if lost:
        raise IndicatorError(
            f"Persons on a list that is not in the code list: {lost}.",
            now=f"Mend the list {lists}.",
        )
    return counts


def _sql(
    relations: Relations,
    names: Sequence[str],
    registers: Registers,
    by: Sequence[str],
    *,
    merges: Mapping[str, Merges],
) -> Sql:
    """Write the query of patterns: a bit per list, the sum of which says on which lists a person stood."""
    lists = registers.dimension
    strata = [Sql("s.year AS seen_in")]
    for name in by:
        code = merged(sql("s.{name}", name=name), merges.get(name, {}))
        strata.append(sql("{code} AS {inside}", code=code, inside=f"in_{name}"))
    source = relations.ready(
        # DISTINCT, because a person may be on one list several times, and a bit is added once.
        sql(
            "SELECT DISTINCT s.unit, {strata}, {listed} AS list_name FROM {people} AS s"
            " JOIN {members} AS l ON l.unit = s.unit",
            strata=strata,
            listed=merged(sql("l.{lists}", lists=lists), merges.get(lists, {})),
            people=registers.people,
            members=registers.members,
        ),
        where=f"captures by {lists}",
    )
    bits = " ".join(
        f"WHEN {literal(name)} THEN {1 << bit}" for bit, name in enumerate(names)
    )
    return sql(
        "SELECT {groups}, pattern, is_unlisted, count(*) AS n"
        " FROM (SELECT {groups}, sum(CASE list_name {bits} ELSE 0 END) AS pattern,"
        " min(CASE list_name {bits} ELSE -1 END) < 0 AS is_unlisted FROM ({source}) AS r GROUP BY unit, {groups}) AS p"
        " GROUP BY {groups}, pattern, is_unlisted",
        groups=["seen_in", *(f"in_{name}" for name in by)],
        bits=Sql(bits),
        source=source,
    )


def _table(
    names: tuple[str, ...],
    by: tuple[str, ...],
    counts: Patterns,
) -> CaptureTable:
    """Return counts as a capture table without lists that nobody is on, of which nothing can be estimated."""
    bits_in_use = 0
    for (pattern, _), n in counts.items():
        if n:
            bits_in_use |= pattern
    used = [bit for bit in range(len(names)) if bits_in_use >> bit & 1]
    empty = [name for bit, name in enumerate(names) if bit not in used]
    renumbered: Patterns = Counter()
    for (pattern, levels), n in counts.items():
        renumbered[_with_bits(pattern, used), levels] += n
    rows = sorted(row for row, n in renumbered.items() if n)
    left_out = sentence("estimate_note.empty_lists", names=", ".join(empty))
    return CaptureTable(
        lists=tuple(names[bit] for bit in used),
        patterns=tuple(pattern for pattern, _ in rows),
        counts=tuple(renumbered[row] for row in rows),
        covariates=by,
        levels=tuple(levels for _, levels in rows) if by else (),
        record=(left_out,) if empty else (),
    )


def _with_bits(pattern: int, used: Sequence[int]) -> int:
    """Return a pattern that has the given bits alone, numbered anew in their order."""
    return sum(1 << new for new, bit in enumerate(used) if pattern >> bit & 1)
