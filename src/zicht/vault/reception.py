"""Reception of a delivery: each record parts into pseudonym, link fields and payload, and all of it goes in at once."""

import json

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.vault.marking import coded_keys, mark_accepted, mark_refused, written
from zicht.vault.pseudonyms import Pseudonyms
from zicht.vault.shelves import (
    IDENTITIES,
    PAYLOAD,
    current,
    fit_shelf,
    shelf,
    sources_in,
)
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.deliveries import DAY
from zicht.vocabulary.forms import Column, Form, Kind, Role
from zicht.vocabulary.link_roles import LinkRole

REFUSES = "refuses_processing"
"""Column of the payload: true of a record whose person refuses. No link field of it is kept, no payload handed over."""

_TYPES = {
    Kind.INTEGER: "INTEGER",
    Kind.DECIMAL: "DECIMAL(18,6)",
    Kind.DATE: "DATE",
    Kind.TIMESTAMP: "TIMESTAMP",
}
_HEAD = {
    "pseud_id": "VARCHAR",
    "source_record_id": "VARCHAR",
    "delivery_id": "VARCHAR",
    "valid_from": "DATE",
}


def payload_columns(form: Form) -> dict[str, str]:
    """Return the columns of the payload of a form with their types: what indicators may read of its records."""
    if form.aggregate:
        return {**_HEAD, **own_columns(form)}
    coded = {column.name: "VARCHAR" for column in coded_keys(form)}
    return {**_HEAD, REFUSES: "BOOLEAN", **coded, **own_columns(form)}


def own_columns(form: Form) -> dict[str, str]:
    """Return the columns that go into the payload as they were delivered, with their types."""
    coded = {column.name for column in coded_keys(form)}
    left_out = set() if form.aggregate else coded
    return {
        column.name: _TYPES.get(column.kind, "VARCHAR")
        for column in form.columns
        # Link fields have a table of their own: whoever counts must not see who it is.
        if column.role is not Role.LINK and column.name not in left_out
    }


class Reception:
    """One delivery on its way in.

    Parameters
    ----------
    session : in which the delivery waits, with the vault attached
    delivery : checked
    pseudonyms : of this vault
    accepted_because : reason why it was accepted in spite of what was doubtful about it as a whole
    """

    def __init__(
        self,
        session: Session,
        delivery: Delivery,
        pseudonyms: Pseudonyms,
        accepted_because: str = "",
    ) -> None:
        self.accepted_because = accepted_because
        self.session, self.delivery, self.form, self.pseudonyms = (
            session,
            delivery,
            delivery.form,
            pseudonyms,
        )
        self.marks = f"marks_{delivery.receipt.delivery_id}"
        self.marks_of_refused = f"{self.marks}_refused"
        self.words = {
            "source": literal(self.form.source),
            "id": literal(delivery.receipt.delivery_id),
            "accepted": Sql(f"{identifier(delivery.accepted)} AS record"),
            "refused": Sql(f"{identifier(delivery.refused)} AS record"),
            "set_aside": Sql(f"{identifier(delivery.doubtful)} AS value"),
            "marks": self.marks,
            "marks_of_refused": self.marks_of_refused,
            "day": identifier("record", DAY),
            "pseudonym": written(self.form)["pseud_id"],
            **{
                name: shelf(name)
                for name in (
                    "receipts",
                    "quarantine",
                    "doubtful",
                    "superseded",
                    "withdrawn",
                )
            },
        }

    def prepare(self) -> None:
        """Make the pseudonyms of all rows, in the session and outside any transaction."""
        self.session.drop(self.marks, self.marks_of_refused)
        if not self.form.aggregate:
            mark_accepted(self.session, self.delivery, self.pseudonyms, self.marks)
            mark_refused(
                self.session, self.delivery, self.pseudonyms, self.marks_of_refused
            )

    def take_back(self) -> int:
        """Delete what an earlier judgement of this delivery wrote, within one transaction; return its number."""
        self._say("DELETE FROM {quarantine} WHERE delivery_id = {id}")
        self._say("DELETE FROM {doubtful} WHERE delivery_id = {id}")
        for schema in (PAYLOAD, IDENTITIES):
            if self.form.source in sources_in(self.session, schema):
                self._say(
                    "DELETE FROM {table} WHERE delivery_id = {id}",
                    table=shelf(schema, self.form.source),
                )
        number: int = self.session.value(
            sql("SELECT number FROM {receipts} WHERE delivery_id = {id}", **self.words)
        )
        self._say("DELETE FROM {receipts} WHERE delivery_id = {id}")
        return number

    def write(self, number: int) -> None:
        """Write everything to the vault, within one transaction of the caller; `number` counts deliveries."""
        self._write_receipt(number)
        if self.form.aggregate:
            self._write_counts()
        else:
            self._write_payload()
            self._write_identities()
            self._write_doubtful()
        self._write_quarantine()

    def holds_withdrawn(self) -> bool:
        """Whether the delivery brings records that were withdrawn; they do not go in."""
        if self.form.aggregate:
            return False
        query = (
            "SELECT count(*) FROM (SELECT {pseudonym} AS pseud_id FROM {marks} AS mark UNION ALL"
            " SELECT {pseudonym} FROM {marks_of_refused} AS mark) SEMI JOIN {withdrawn} USING (pseud_id)"
        )
        found: int = self.session.value(sql(query, **self.words))
        return found > 0

    def clear(self) -> None:
        """Drop what the session still holds of this delivery."""
        self.session.drop(
            self.marks,
            self.marks_of_refused,
            self.delivery.accepted,
            self.delivery.refused,
            self.delivery.doubtful,
        )

    def _say(self, template: str, **parts: str | list[Sql]) -> None:
        self.session.execute(sql(template, **{**self.words, **parts}))

    def _write_receipt(self, number: int) -> None:
        receipt = self.delivery.receipt
        values = {
            "number": number,
            "delivery_id": receipt.delivery_id,
            "source": receipt.source,
            "digest": receipt.digest,
            "form_version": receipt.form_version,
            "period": receipt.period,
            "extracted_on": receipt.extracted_on,
            "legal_basis": receipt.legal_basis,
            "consent": self.delivery.letter.consent,
            "n_rows": receipt.rows,
            "accepted": receipt.accepted,
            "quarantined": receipt.quarantined,
            "reasons": json.dumps(dict(receipt.reasons), sort_keys=True),
            "doubtful": json.dumps(dict(receipt.doubtful), sort_keys=True),
            "repairs": json.dumps(dict(receipt.repairs), sort_keys=True),
            "part": receipt.part,
            "correction": receipt.correction,
            "accepted_because": self.accepted_because,
        }
        marks = [Sql(f"${name}") for name in values]
        self.session.execute(
            sql("INSERT INTO {t} VALUES ({marks})", t=shelf("receipts"), marks=marks),
            values,
        )

    def _write_counts(self) -> None:
        fit_shelf(self.session, PAYLOAD, self.form.source, payload_columns(self.form))
        self._say(
            "INSERT INTO {table} BY NAME SELECT {id} AS delivery_id, {day} AS valid_from, {values} FROM {accepted}",
            table=shelf(PAYLOAD, self.form.source),
            values=_values(own_columns(self.form), "record"),
        )

    def _write_payload(self) -> None:
        fit_shelf(self.session, PAYLOAD, self.form.source, payload_columns(self.form))
        # A tombstone keeps the record out of every later delivery. The record of somebody who refuses
        # does go in, with a mark: the office must see that a figure fell for want of consent (ADR 0206).
        self._say(
            "INSERT INTO {table} BY NAME SELECT {marks_written}, {id} AS delivery_id, {day} AS valid_from,"
            " {refuses} AS refuses_processing, {values}"
            " FROM {accepted} JOIN {marks} AS mark ON mark.place = record.rowid"
            " ANTI JOIN {withdrawn} AS gone ON gone.source = {source} AND gone.pseud_id = {pseudonym}",
            table=shelf(PAYLOAD, self.form.source),
            marks_written=[
                Sql(f"{value} AS {identifier(name)}")
                for name, value in written(self.form).items()
            ],
            refuses=_refuses(self.form),
            values=_values(own_columns(self.form), "record"),
        )

    def _write_identities(self) -> None:
        """Write link fields under their roles; of who refuses processing none is kept, also of earlier deliveries."""
        roles = self.form.link_roles
        head = {"pseud_id": "VARCHAR", "delivery_id": "VARCHAR"}
        columns = {**head, **{str(role): "VARCHAR" for role in roles}}
        fit_shelf(self.session, IDENTITIES, self.form.source, columns)
        table = shelf(IDENTITIES, self.form.source)
        values = [Sql(f"{link_value(self.form, role)} AS {role}") for role in roles]
        self._say(
            "INSERT INTO {table} BY NAME"
            " SELECT {head}"
            " FROM {accepted} JOIN {marks} AS mark ON mark.place = record.rowid"
            " ANTI JOIN {withdrawn} AS gone ON gone.source = {source} AND gone.pseud_id = {pseudonym}",
            table=table,
            head=[
                sql("{pseudonym} AS pseud_id", **self.words),
                sql("{id} AS delivery_id", **self.words),
                *values,
            ],
        )
        if self.form.consent:
            self._say(
                "DELETE FROM {table} WHERE pseud_id IN (SELECT {pseudonym} FROM {accepted}"
                " JOIN {marks} AS mark ON mark.place = record.rowid WHERE {refuses})",
                table=table,
                refuses=_refuses(self.form),
            )

    def _write_doubtful(self) -> None:
        """Keep values of link fields that were set aside, but those of who refuses processing."""
        self._say(
            "INSERT INTO {doubtful} SELECT {id}, {source}, {pseudonym}, field, reason, text"
            " FROM {set_aside} JOIN {accepted} ON record.rowid = value.place"
            " JOIN {marks} AS mark ON mark.place = value.place"
            " ANTI JOIN {withdrawn} AS gone ON gone.source = {source} AND gone.pseud_id = {pseudonym}"
            " WHERE NOT {refuses}",
            refuses=_refuses(self.form),
        )
        if self.form.consent:
            self._say(
                "DELETE FROM {doubtful} WHERE source = {source} AND pseud_id IN (SELECT {pseudonym} FROM {accepted}"
                " JOIN {marks} AS mark ON mark.place = record.rowid WHERE {refuses})",
                refuses=_refuses(self.form),
            )

    def _write_quarantine(self) -> None:
        if self.form.aggregate:
            self._say(
                "INSERT INTO {quarantine} SELECT {id}, {source}, row_number, NULL, reasons, texts FROM {refused}"
            )
            return
        self._say(
            "INSERT INTO {quarantine} SELECT {id}, {source}, row_number,"
            " CASE WHEN mark.place IS NOT NULL THEN {pseudonym} END, reasons, texts"
            " FROM {refused} LEFT JOIN {marks_of_refused} AS mark ON mark.place = record.rowid"
            " ANTI JOIN {withdrawn} AS gone ON gone.source = {source} AND gone.pseud_id = {pseudonym}"
        )

    def settle_moved_records(self) -> None:
        """Mark earlier copies of a record that moved to another delivery: the one of the latest extraction counts."""
        if self.form.aggregate:
            return
        # A record whose day was corrected stands in two deliveries that both count, for other days. It
        # would be counted twice.
        self._say("DELETE FROM {superseded} WHERE source = {source}")
        self._say(
            "INSERT INTO {superseded} SELECT {source}, pseud_id, delivery_id FROM (SELECT here.pseud_id,"
            " here.delivery_id, row_number() OVER (PARTITION BY here.pseud_id"
            " ORDER BY extracted_on DESC, correction DESC, digest DESC) AS nth FROM {records} AS here"
            " SEMI JOIN (SELECT pseud_id FROM {records} GROUP BY pseud_id HAVING count(*) > 1) AS twice"
            " ON twice.pseud_id = here.pseud_id"
            " JOIN {receipts} AS receipt ON receipt.delivery_id = here.delivery_id) WHERE nth > 1",
            records=current(self.form.source),
        )


def _refuses(form: Form) -> Sql:
    """Write SQL that is true of an accepted row whose person refuses processing, and false of any other."""
    column = form.consent
    if column is None:
        return Sql("false")
    # Unknown consent does not refuse, because notification rests on a legal basis that the letter
    # states (ADR 0005).
    return sql(
        "coalesce({consent}::VARCHAR IN ({codes}), false)",
        consent=identifier("record", column.name),
        codes=[literal(code) for code in column.refused_by],
    )


def link_value(form: Form, role: LinkRole) -> Sql:
    """Write SQL for the value of an accepted row in one role, as linkage compares it."""
    values = [_compared(column) for column in form.linked_as(role)]
    if len(values) == 1:
        return values[0]
    return sql("nullif(concat_ws(' ', {values}), '')", values=values)


def _compared(column: Column) -> Sql:
    """Write SQL for a link field as text: sex by its meaning, and nothing for a code that says so."""
    text = sql("{column}::VARCHAR", column=identifier("record", column.name))
    meanings = {
        **{code: literal(sex) for code, sex in column.sexes.items()},
        **dict.fromkeys((*column.unknown, *column.not_applicable), Sql("NULL")),
    }
    if not meanings:
        return text
    cases = [
        f"WHEN {literal(code)} THEN {meaning}" for code, meaning in meanings.items()
    ]
    return Sql(f"CASE {text} {' '.join(cases)} ELSE {text} END")


def _values(kinds: dict[str, str], relation: str) -> list[Sql]:
    return [
        Sql(f"{identifier(relation, name)}::{kind} AS {identifier(name)}")
        for name, kind in kinds.items()
    ]
