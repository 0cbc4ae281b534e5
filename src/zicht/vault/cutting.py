"""Which rows of a delivered file are of people who withdrew: sealed files are written without them."""

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, sql
from zicht.vault.erasure import ERASED_ROWS, ROW_PLACES
from zicht.vault.marking import written
from zicht.vault.persons import PersonDigests, read_tombstones, returning
from zicht.vault.pseudonyms import Pseudonyms
from zicht.vault.reception import Reception
from zicht.vault.retention import QUARANTINE, counts_from, read_cutoffs
from zicht.vault.shelves import fit_shelf, shelf
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.deliveries import DAY, ROW_NUMBER


def withdrawn_rows(
    session: Session, delivery: Delivery, pseudonyms: Pseudonyms
) -> frozenset[int]:
    """Return the numbers of the rows of people who withdrew.

    Parameters
    ----------
    session : with the vault, and the delivery checked with the numbers of its rows; its relations are dropped
    delivery : that was received before
    pseudonyms : of the vault
    """
    reception = Reception(session, delivery, pseudonyms)
    reception.prepare()
    try:
        # A row can be of somebody who withdrew in three ways: by its key, by its link fields under
        # another key, and by its place where it never had a key.
        by_key = _rows_by_key(session, reception)
        tombstones = read_tombstones(session)
        back = returning(session, reception, PersonDigests(pseudonyms), tombstones)
        erased = _erased_places(session, delivery) | _rows_past_term(session, delivery)
        return by_key | {*back.rows} | erased
    finally:
        # The relations hold names and birth dates, so they leave the session whatever happens.
        reception.clear()


def _rows_by_key(session: Session, reception: Reception) -> frozenset[int]:
    """Return the rows whose record was withdrawn, accepted and refused ones."""
    form, delivery = reception.form, reception.delivery
    if form.aggregate:
        return frozenset()
    query = (
        "SELECT row_number FROM (SELECT {number} AS row_number, {pseudonym} AS pseud_id"
        " FROM {accepted} AS record JOIN {marks} AS mark ON mark.place = record.rowid"
        " UNION ALL SELECT row_number, {pseudonym}"
        " FROM {refused} AS record JOIN {marks_of_refused} AS mark ON mark.place = record.rowid)"
        " SEMI JOIN (SELECT pseud_id FROM {withdrawn} WHERE source = ?) USING (pseud_id)"
    )
    rows = session.rows(
        sql(
            query,
            number=identifier("record", ROW_NUMBER),
            pseudonym=written(form)["pseud_id"],
            accepted=identifier(delivery.accepted),
            refused=identifier(delivery.refused),
            marks=Sql(reception.marks),
            marks_of_refused=Sql(reception.marks_of_refused),
            withdrawn=shelf("withdrawn"),
        ),
        [form.source],
    )
    return frozenset(number for (number,) in rows)


def _rows_past_term(session: Session, delivery: Delivery) -> frozenset[int]:
    """Return the rows whose term has ended: of days that are forgotten, and refused ones of an old delivery."""
    cutoffs, source = read_cutoffs(session), delivery.form.source
    first = counts_from(cutoffs, source)
    rows: list[tuple[int]] = []
    if first is not None:
        query = "SELECT {number} FROM {accepted} WHERE {day} < ?"
        rows += session.rows(
            sql(query, number=ROW_NUMBER, accepted=delivery.accepted, day=DAY), [first]
        )
    kept_from = cutoffs.get((source, QUARANTINE))
    if kept_from is not None and delivery.receipt.days.last < kept_from:
        query = "SELECT row_number FROM {refused}"
        rows += session.rows(sql(query, refused=delivery.refused))
    return frozenset(number for (number,) in rows)


def _erased_places(session: Session, delivery: Delivery) -> frozenset[int]:
    """Return the rows without a key that were erased from quarantine, as they showed the person."""
    fit_shelf(session, "main", ERASED_ROWS, ROW_PLACES)
    rows = session.rows(
        sql("SELECT row_number FROM {t} WHERE delivery_id = ?", t=shelf(ERASED_ROWS)),
        [delivery.receipt.delivery_id],
    )
    return frozenset(number for (number,) in rows)
