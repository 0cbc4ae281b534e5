"""What is kept no longer than the legal ground of its form allows: counted, forgotten, and kept out afterwards."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zicht.engine.session import Session
from zicht.engine.words import Sql, sql
from zicht.vault.coverage import coverage
from zicht.vault.link_reviews import TABLE as REVIEWS
from zicht.vault.link_reviews import erase_reviews, fit_reviews
from zicht.vault.notes import (
    ESTIMATE,
    HOLDS_WITHDRAWN,
    REWRITE,
    forget_notes,
    write_note,
)
from zicht.vault.person_keys import KEYS, erase_keys, fit_keys
from zicht.vault.receipts import read_receipts
from zicht.vault.shelves import IDENTITIES, PAYLOAD, fit_shelf, shelf, sources_in
from zicht.vocabulary.forms import Retention

LINK_FIELDS, WHOLE_RECORDS, QUARANTINE = "link fields", "payload", "quarantine"
"""What has a term of its own."""
TABLE = "forgotten"
COLUMNS = {"source": "VARCHAR", "what": "VARCHAR", "before": "DATE"}
Cutoffs = Mapping[tuple[str, str], datetime.date]
"""Source and what is forgotten, to the first day of which it is kept."""


@dataclass(frozen=True)
class Due:
    """What is kept longer than its legal ground allows.

    Parameters
    ----------
    source : id
    what : link fields, payload or quarantine
    before : days before this one are due
    rows : number of rows
    ground : legal ground of the term
    """

    source: str
    what: str
    before: datetime.date
    rows: int
    ground: str


def cutoffs_of(terms: Mapping[str, Retention], today: datetime.date) -> Cutoffs:
    """Return from which day on each part of each source is kept today.

    Parameters
    ----------
    terms : source to the term of its form
    today : day
    """
    cutoffs = {}
    for source, term in terms.items():
        years_of = {
            LINK_FIELDS: term.link_fields,
            WHOLE_RECORDS: term.payload,
            QUARANTINE: term.quarantine,
        }
        for what, years in years_of.items():
            if years:
                cutoffs[source, what] = _years_before(today, years)
    return cutoffs


def rows_due(session: Session, cutoffs: Cutoffs) -> dict[tuple[str, str], int]:
    """Count the rows from before each cutoff; a cutoff without such rows is left out."""
    counted = {}
    for (source, what), before in cutoffs.items():
        rows = _count(session, source, what, before)
        if rows:
            counted[source, what] = rows
    return counted


def read_cutoffs(session: Session) -> dict[tuple[str, str], datetime.date]:
    """Return what was forgotten: source and part to the first day of which it is kept."""
    fit_shelf(session, "main", TABLE, COLUMNS)
    query = sql(
        "SELECT source, what, max(before) FROM {t} GROUP BY ALL", t=shelf(TABLE)
    )
    return {(source, what): before for source, what, before in session.rows(query)}


def counts_from(cutoffs: Cutoffs, source: str) -> datetime.date | None:
    """Return the first day whose records of a source can be counted; earlier records no longer have link fields."""
    days = [
        cutoffs[source, what]
        for what in (LINK_FIELDS, WHOLE_RECORDS)
        if (source, what) in cutoffs
    ]
    # A record counts as long as its link fields are kept. Without them nobody knows which records are
    # of one person: counting each alone raises the number of persons, and leaving all out lowers it
    # (ADR 0197).
    return max(days, default=None)


def forget(session: Session, cutoffs: Cutoffs) -> None:
    """Delete what lies before some cutoffs, and keep it out from now on; the file is still to be written anew."""
    fit_shelf(session, "main", TABLE, COLUMNS)
    with session.transaction():
        for digest in _deliveries_before(session, cutoffs):
            write_note(session, HOLDS_WITHDRAWN + digest, "forgotten")
        for (source, what), before in cutoffs.items():
            # The cutoff stays, so that a later delivery of these days adds nothing (ADR 0197).
            insert = sql("INSERT INTO {t} VALUES (?, ?, ?)", t=shelf(TABLE))
            session.execute(insert, [source, what, before])
        for source in sorted({source for source, _ in cutoffs}):
            settle_source(session, source)
        _forget_persons(session)
        # Estimates hold counts of what is forgotten.
        forget_notes(session, ESTIMATE)
        write_note(session, REWRITE, "to do")


def _forget_persons(session: Session) -> None:
    """Forget the keys of persons, and judgements about pairs, of records of which no link field is left."""
    fit_keys(session)
    fit_reviews(session)
    people = [
        sql("SELECT pseud_id FROM {t}", t=shelf(IDENTITIES, source))
        for source in sources_in(session, IDENTITIES)
    ]
    if not people:
        return
    gone = sql(
        "(SELECT pseud_id FROM (SELECT pseud_id FROM {keys} UNION SELECT left_id FROM {reviews}"
        " UNION SELECT right_id FROM {reviews}) WHERE pseud_id NOT IN ({people}))",
        keys=shelf(KEYS),
        reviews=shelf(REVIEWS),
        people=Sql(" UNION ".join(people)),
    )
    erase_reviews(session, gone)
    erase_keys(session, gone)


def settle_source(session: Session, source: str) -> None:
    """Delete what a source holds from before its cutoffs, and mark which delivery counts for each day."""
    delete_forgotten(session, source)
    settle_coverage(session, source)


def delete_forgotten(session: Session, source: str) -> None:
    """Delete what a source holds from before its cutoffs, within a transaction of the caller."""
    for (of_source, what), before in read_cutoffs(session).items():
        if of_source == source:
            _delete(session, source, what, before)


def settle_coverage(session: Session, source: str) -> None:
    """Mark which delivery counts for each day of each part of a source, within a transaction of the caller."""
    receipts = [
        receipt for receipt in read_receipts(session) if receipt.source == source
    ]
    first = counts_from(read_cutoffs(session), source)
    delete = sql("DELETE FROM {t} WHERE source = ?", t=shelf("coverage"))
    session.execute(delete, [source])
    insert = sql("INSERT INTO {t} VALUES (?, ?, ?, ?, ?)", t=shelf("coverage"))
    for run in coverage(receipts, {source: first} if first else {}):
        session.execute(
            insert,
            [run.source, run.part, run.days.first, run.days.last, run.delivery_id],
        )


def wholly_forgotten(session: Session, cutoffs: Cutoffs) -> list[str]:
    """Return the digests of deliveries of which no day can count any more."""
    return [
        receipt.digest
        for receipt in read_receipts(session)
        if (first := counts_from(cutoffs, receipt.source)) and receipt.days.last < first
    ]


def _deliveries_before(session: Session, cutoffs: Cutoffs) -> list[str]:
    """Return the digests of the deliveries whose files hold records from before a cutoff."""
    firsts: dict[str, datetime.date] = {}
    for (source, _), before in cutoffs.items():
        firsts[source] = max(before, firsts.get(source, before))
    return [
        receipt.digest
        for receipt in read_receipts(session)
        if receipt.source in firsts and receipt.days.first < firsts[receipt.source]
    ]


def _count(session: Session, source: str, what: str, before: datetime.date) -> int:
    count: int
    if what == QUARANTINE:
        query = "SELECT count(*) FROM {t} WHERE list_contains(?, delivery_id)"
        ids = _ended_before(session, source, before)
        count = session.value(sql(query, t=shelf(QUARANTINE)), [ids])
        return count
    if source not in sources_in(session, PAYLOAD):
        return 0
    if what == WHOLE_RECORDS:
        query = "SELECT count(*) FROM {t} WHERE valid_from < ?"
        count = session.value(sql(query, t=shelf(PAYLOAD, source)), [before])
        return count
    if source not in sources_in(session, IDENTITIES):
        return 0
    query = "SELECT count(*) FROM {people} AS person SEMI JOIN {due} USING (pseud_id, delivery_id)"
    count = session.value(
        sql(query, people=shelf(IDENTITIES, source), due=_records_before(source)),
        [before],
    )
    return count


def _delete(session: Session, source: str, what: str, before: datetime.date) -> None:
    if what == QUARANTINE:
        ids = _ended_before(session, source, before)
        query = "DELETE FROM {t} WHERE list_contains(?, delivery_id)"
        session.execute(sql(query, t=shelf(QUARANTINE)), [ids])
        return
    if source not in sources_in(session, PAYLOAD):
        return
    if source in sources_in(session, IDENTITIES):
        _delete_link_fields(session, source, before)
    if what == WHOLE_RECORDS:
        query = "DELETE FROM {t} WHERE valid_from < ?"
        session.execute(sql(query, t=shelf(PAYLOAD, source)), [before])


def _delete_link_fields(session: Session, source: str, before: datetime.date) -> None:
    """Delete link fields of records from before a day, and those that were set aside with them."""
    for table in (shelf(IDENTITIES, source), shelf("doubtful")):
        query = (
            "DELETE FROM {t} WHERE (pseud_id, delivery_id) IN"
            " (SELECT (pseud_id, delivery_id) FROM {due})"
        )
        session.execute(sql(query, t=table, due=_records_before(source)), [before])


def _records_before(source: str) -> str:
    return sql(
        "(SELECT pseud_id, delivery_id FROM {t} WHERE valid_from < ?)",
        t=shelf(PAYLOAD, source),
    )


def _ended_before(session: Session, source: str, before: datetime.date) -> list[str]:
    """Return the deliveries of a source that end before a day: refused rows may have no day of their own."""
    return [
        receipt.delivery_id
        for receipt in read_receipts(session)
        if receipt.source == source and receipt.days.last < before
    ]


def _years_before(day: datetime.date, years: int) -> datetime.date:
    """Return the same day some years before; of 29 February the last day of that month."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def as_rows(
    counted: Mapping[tuple[str, str], int], cutoffs: Cutoffs, grounds: Mapping[str, str]
) -> tuple[Due, ...]:
    """Return what is due, by source and part."""
    return tuple(
        Due(source, what, cutoffs[source, what], rows, grounds.get(source, ""))
        for (source, what), rows in sorted(counted.items())
    )


def cutoffs_in(
    entries: Iterable[Mapping[str, object]],
) -> dict[tuple[str, str], datetime.date]:
    """Return the last cutoffs that entries of the journal state."""
    cutoffs: dict[tuple[str, str], datetime.date] = {}
    for about in entries:
        key = str(about["source"]), str(about["what"])
        before = datetime.date.fromisoformat(str(about["before"]))
        # A term that is lengthened later brings nothing back, so the latest day counts.
        cutoffs[key] = max(before, cutoffs.get(key, before))
    return cutoffs
