"""Why each record is linked, and the relations in which links are handed over."""

from dataclasses import dataclass

import numpy as np

from zicht.engine.session import Session
from zicht.engine.words import Sql, literal, sql
from zicht.linkage.known_fields import little_known_units
from zicht.linkage.model import DOUBT, probability
from zicht.linkage.preparing import OUTCOME, RECORDS, Prepared
from zicht.linkage.weighing import Weighed
from zicht.vocabulary.arrays import Bools, Ints
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
    """Say of each record why it is linked, or not.

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
    records_of_unit = np.bincount(unit_of, minlength=n_units)
    records_of_person = np.bincount(persons[unit_of], minlength=n_units)
    left, right = weighed.pairs.left, weighed.pairs.right
    linked = persons[left] == persons[right]
    best = np.full(n_units, -np.inf)
    np.maximum.at(best, left[linked], weighed.weights[linked])
    np.maximum.at(best, right[linked], weighed.weights[linked])
    is_likely = probability(best) >= 1 - DOUBT
    status = np.where(is_likely, STATUSES.index(LIKELY), STATUSES.index(DOUBTFUL))
    is_repeated = records_of_unit > 1
    status[is_repeated] = STATUSES.index(EXACT)
    status[is_repeated & (prepared.fields["number"] != "")] = STATUSES.index(NUMBER)
    shares_number = linked & (weighed.compared.levels["number"] == 1)
    status[left[shares_number]] = STATUSES.index(NUMBER)
    status[right[shares_number]] = STATUSES.index(NUMBER)
    is_alone = records_of_person[persons] == 1
    status[is_alone] = STATUSES.index(ALONE)
    status[is_alone & little_known_units(prepared)] = STATUSES.index(LITTLE_KNOWN)
    is_refused = np.zeros(n_units, dtype=np.bool_)
    is_refused[conflicts] = True
    status[is_alone & is_refused] = STATUSES.index(REFUSED)
    return np.asarray(status[unit_of], dtype=np.int64)


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
        rows = np.arange(len(unit_of))
        first = np.full(self.prepared.n_units, len(unit_of))
        np.minimum.at(first, persons[unit_of], rows)
        is_written = np.ones(len(rows), dtype=np.bool_)
        if units is not None:
            is_written = units[unit_of]
        first_record = first[persons[unit_of]]
        outcome = {
            "nr": rows,
            "first_nr": first_record,
            "status": self.statuses,
            "is_written": is_written,
        }
        self.session.write(OUTCOME, outcome)
        words = " ".join(
            f"WHEN {number} THEN {literal(status)}"
            for number, status in enumerate(STATUSES)
        )
        self.session.execute(
            sql(
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
        )
        statuses = self.statuses[is_written]
        counts = np.bincount(statuses, minlength=len(STATUSES)).tolist()
        return Links(
            relation,
            len(np.unique(first_record[is_written])),
            len(statuses),
            dict(zip(STATUSES, counts, strict=True)),
        )
