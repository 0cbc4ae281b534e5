"""Why each record is linked, and the relations in which links are handed over."""

from dataclasses import dataclass

import numpy as np

from zicht.engine.session import Session
from zicht.engine.words import Sql, literal, sql
from zicht.linkage.known_fields import little_known_units
from zicht.linkage.model import DOUBT, probability
from zicht.linkage.preparing import OUTCOME, RECORDS, Prepared
from zicht.linkage.weighing import Weighed
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.people import Links

NUMBER, EXACT, LIKELY, DOUBTFUL, ALONE, REFUSED, LITTLE_KNOWN = STATUSES = (
    "number",
    "exact",
    "likely",
    "doubtful",
    "alone",
    "refused",
    "little_known",
)
"""Why a record is linked to another: they share a citizen number; share names, full birth date and sex; agree beyond
doubt; agree more than they differ. Or why it is not: none is like it; one is, but has a different citizen number; too
little is known of it to be linked with anybody."""


def statuses_of(
    weighed: Weighed, prepared: Prepared, persons: Ints, conflicts: Ints
) -> Ints:
    """Return, for each record, why it is linked or not.

    Parameters
    ----------
    weighed : pairs and their odds
    prepared : the units
    persons : person of each unit
    conflicts : units that two citizen numbers kept from a person they are like

    Returns
    -------
    per record, index in `STATUSES`
    """
    unit_of, n_units = prepared.unit_of, prepared.n_units
    is_repeated = np.bincount(unit_of, minlength=n_units) > 1
    has_number = prepared.fields["number"] != ""
    records_of_person = np.bincount(persons[unit_of], minlength=n_units)
    is_alone = records_of_person[persons] == 1
    is_refused = np.zeros(n_units, dtype=np.bool_)
    # Of a person with several records the others are linked all the same; only who
    # stays alone was refused.
    is_refused[conflicts] = True
    is_linked = persons[weighed.pairs.left] == persons[weighed.pairs.right]
    is_likely = probability(_best_weights(weighed, is_linked, n_units)) >= 1 - DOUBT
    status = np.where(is_likely, STATUSES.index(LIKELY), STATUSES.index(DOUBTFUL))
    # A later reason replaces an earlier one: the surest reason of a link, and the last word where there is no link.
    reasons = (
        (EXACT, is_repeated),
        (NUMBER, is_repeated & has_number),
        (NUMBER, _shares_number(weighed, is_linked, n_units)),
        (ALONE, is_alone),
        (LITTLE_KNOWN, is_alone & little_known_units(prepared)),
        (REFUSED, is_alone & is_refused),
    )
    for reason, is_so in reasons:
        status[is_so] = STATUSES.index(reason)
    return np.asarray(status[unit_of], dtype=np.int64)


def _best_weights(weighed: Weighed, is_linked: Bools, n_units: int) -> Floats:
    """Return per unit the largest log2 odds of its linked pairs; minus infinity where it has none."""
    left, right = weighed.pairs.left, weighed.pairs.right
    best = np.full(n_units, -np.inf)
    np.maximum.at(best, left[is_linked], weighed.weights[is_linked])
    np.maximum.at(best, right[is_linked], weighed.weights[is_linked])
    return best


def _shares_number(weighed: Weighed, is_linked: Bools, n_units: int) -> Bools:
    """Return per unit whether it is linked to one with the same citizen number."""
    left, right = weighed.pairs.left, weighed.pairs.right
    has_one_number = is_linked & (weighed.compared.levels["number"] == 1)
    shares_number = np.zeros(n_units, dtype=np.bool_)
    shares_number[left[has_one_number]] = True
    shares_number[right[has_one_number]] = True
    return shares_number


@dataclass(frozen=True)
class LinkWriter:
    """Writes relations of links.

    Parameters
    ----------
    session : in which the prepared records stand
    prepared : the units of the records
    statuses : of each record
    """

    session: Session
    prepared: Prepared
    statuses: Ints

    def write(self, relation: str, persons: Ints, units: Bools | None = None) -> Links:
        """Write the links of all records, or of those of some units.

        `person_id` is the smallest pseudonym of the person.
        """
        unit_of = self.prepared.unit_of
        first_record = self._first_records(persons)
        is_written = np.ones(len(unit_of), dtype=np.bool_)
        if units is not None:
            is_written = units[unit_of]
        outcome = {
            "nr": np.arange(len(unit_of)),
            "first_nr": first_record,
            "status": self.statuses,
            "is_written": is_written,
        }
        self.session.write(OUTCOME, outcome)
        self.session.execute(_make_links(relation))
        statuses = self.statuses[is_written]
        counts = np.bincount(statuses, minlength=len(STATUSES)).tolist()
        return Links(
            relation,
            len(np.unique(first_record[is_written])),
            len(statuses),
            dict(zip(STATUSES, counts, strict=True)),
        )

    def _first_records(self, persons: Ints) -> Ints:
        """Return per record the number of the first record of its person."""
        person_of = persons[self.prepared.unit_of]
        n_records = len(person_of)
        first = np.full(self.prepared.n_units, n_records)
        np.minimum.at(first, person_of, np.arange(n_records))
        return first[person_of]


def _make_links(relation: str) -> Sql:
    """Write SQL that makes a table of links of what `OUTCOME` holds, each person under its smallest pseudonym."""
    words = " ".join(
        f"WHEN {number} THEN {literal(status)}"
        for number, status in enumerate(STATUSES)
    )
    return sql(
        "CREATE OR REPLACE TABLE {relation} AS WITH everybody AS (SELECT r.pseud_id, o.status, o.is_written,"
        " min(r.pseud_id) OVER (PARTITION BY o.first_nr) AS person_id"
        " FROM {outcome} AS o JOIN {records} AS r ON r.nr = o.nr)"
        " SELECT pseud_id, person_id, CASE status {words} END AS status FROM everybody"
        " WHERE is_written ORDER BY pseud_id",
        relation=relation,
        words=Sql(words),
        outcome=OUTCOME,
        records=RECORDS,
    )
