"""The vault: one encrypted file with everything that was received, and what was published from it."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from zicht.engine import Session, Sql, identifier, literal, sql
from zicht.vault.keys import Keys
from zicht.vault.ledger import Remembered
from zicht.vault.marking import pseudonym_of
from zicht.vault.pseudonyms import Pseudonyms
from zicht.vault.reception import CONSENT, Reception, refuses
from zicht.vault.shelves import (
    IDENTITIES,
    NAME,
    PAYLOAD,
    check_shelves,
    columns_of,
    current,
    make_shelves,
    shelf,
    sources_in,
)
from zicht.vocabulary.deliveries import Delivery, Receipt
from zicht.vocabulary.errors import VaultError
from zicht.vocabulary.people import LinkFields, Payload

_HEAD_OF_IDENTITIES = ("pseud_id", "delivery_id", "jaar")


@dataclass(frozen=True)
class Status:
    """What a vault holds, in counts.

    Parameters
    ----------
    deliveries : number received
    records : source to records that count now
    left_out : further rows, which do not count now: replaced by a later delivery, withdrawn, or refused consent
    quarantined : rows in quarantine
    withdrawn : records whose people withdrew
    releases : releases in the ledger
    size_bytes : of the file
    """

    deliveries: int
    records: Mapping[str, int]
    left_out: int
    quarantined: int
    withdrawn: int
    releases: int
    size_bytes: int


class Vault:
    """An open vault; made by `Vault.open`, to be closed after use."""

    def __init__(self, path: Path, session: Session, pseudonyms: Pseudonyms) -> None:
        self._path, self._session, self._pseudonyms = path, session, pseudonyms
        self._views: dict[str, None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Vault {self._path.name}>"

    @classmethod
    def open(cls, path: Path, keys: Keys, session: Session) -> Self:
        """Open a vault, or make one where there is none.

        Parameters
        ----------
        path : of its file, in the private folder of the session
        keys : of this vault
        session : in which the vault works; one vault at a time

        Raises
        ------
        VaultError : wrong keys, a damaged file, or another process uses the vault
        """
        pseudonyms = Pseudonyms(keys.pseudonym)
        proof = hmac.digest(keys.pseudonym, b"zicht: this secret made the pseudonyms", hashlib.sha256).hex()
        if not path.exists():
            _make(path, keys, session, proof)
        session.attach(path, keys.file, NAME)
        try:
            check_shelves(session, proof)
        except BaseException:
            session.detach(NAME)
            raise
        return cls(path, session, pseudonyms)

    def close(self) -> None:
        """Close the file; handles that were given out are void."""
        self._session.drop(*self._views)
        self._session.detach(NAME)

    def holds(self, digest: str) -> bool:
        """Whether a delivery with this digest was received."""
        query = sql("SELECT 1 FROM {receipts} WHERE digest = ?", receipts=shelf("receipts"))
        return bool(self._session.rows(query, [digest]))

    def receive(self, delivery: Delivery) -> Receipt:
        """Receive a delivery whole, or not at all. One that was received before changes nothing (see `holds`).

        Parameters
        ----------
        delivery : checked, in the same session; its relations are dropped when it is in

        Returns
        -------
        Receipt that was kept

        Raises
        ------
        VaultError : its columns do not fit those of earlier deliveries of this source
        ZichtError : it could not be written; nothing of it is kept
        """
        reception = Reception(self._session, delivery, self._pseudonyms)
        if not self.holds(delivery.receipt.digest):
            try:
                reception.prepare()
                number = self._count("receipts") + 1
                with self._session.transaction():
                    reception.write(number)
            except BaseException:
                with suppress(Exception):
                    self._session.drop(reception.marks, reception.marks_of_refused)
                raise
        reception.clear()
        return next(one for one in self.receipts() if one.digest == delivery.receipt.digest)

    def withdraw(self, source: str, keys: Iterable[Sequence[str]]) -> int:
        """Withdraw records: their link fields and quarantined rows are erased, now and when delivered again.

        Their payload stays, without a way back to anybody, and is not handed over any more.

        Parameters
        ----------
        source : of the records
        keys : key columns of each record, in the order of its form, as the source writes them

        Returns
        -------
        number of records withdrawn that were not yet
        """
        pseudonyms = {pseudonym_of(source, key, self._pseudonyms) for key in keys}
        known = {
            found
            for (found,) in self._session.rows(
                sql("SELECT pseud_id FROM {withdrawn} WHERE source = ?", withdrawn=shelf("withdrawn")), [source]
            )
        }
        new = sorted(pseudonyms - known)
        with self._session.transaction():
            for pseudonym in new:
                self._session.execute(sql("INSERT INTO {t} VALUES (?, ?)", t=shelf("withdrawn")), [source, pseudonym])
            for table in (shelf("quarantine"), *self._tables(IDENTITIES, source)):
                gone = sql("SELECT pseud_id FROM {withdrawn} WHERE source = ?", withdrawn=shelf("withdrawn"))
                self._session.execute(sql("DELETE FROM {t} WHERE pseud_id IN ({gone})", t=table, gone=gone), [source])
        return len(new)

    def link_fields(self) -> LinkFields:
        """Hand over the link fields of all records that count now: to linkage, and to nobody else."""
        sources = sources_in(self._session, IDENTITIES)
        columns: dict[str, None] = {}
        selects = []
        for source in sources:
            names = [name for name in columns_of(self._session, IDENTITIES, source) if name not in _HEAD_OF_IDENTITIES]
            columns |= dict.fromkeys(names)
            selects.append(
                sql(
                    "SELECT pseud_id, {source} AS source, {names} FROM {records}",
                    source=literal(source),
                    names=names,
                    records=current(shelf(IDENTITIES, source), source, "record.jaar"),
                )
            )
        if not selects:
            raise VaultError("The vault holds no records of people yet.", now="Receive a delivery first.")
        return LinkFields(
            "link_fields", tuple(columns), self._view("link_fields", Sql(" UNION ALL BY NAME ".join(selects)))
        )

    def payload(self) -> Payload:
        """Hand over the payload of all records that count now, without anything that names a person."""
        relations, rows = {}, {}
        for source in sources_in(self._session, PAYLOAD):
            records = current(shelf(PAYLOAD, source), source, "year(record.valid_from)")
            asks = CONSENT in columns_of(self._session, PAYLOAD, source)
            query = sql("SELECT * FROM {records} AS record", records=records)
            relations[source] = f"payload_{source}"
            rows[source] = self._view(
                relations[source], Sql(f"{query} WHERE NOT {refuses('record')}") if asks else query
            )
        return Payload(relations, rows)

    def receipts(self, *, current_only: bool = False) -> tuple[Receipt, ...]:
        """Receipts of all deliveries in the order of reception, or of those that count for some year."""
        chosen = sql("SEMI JOIN {years} USING (delivery_id)", years=shelf("current_years")) if current_only else Sql("")
        rows = self._session.rows(
            sql(
                "SELECT delivery_id, source, digest, form_version, period, extracted_on::VARCHAR, legal_basis, n_rows,"
                " accepted, quarantined, reasons FROM {receipts} {chosen} ORDER BY volgnr",
                receipts=shelf("receipts"),
                chosen=chosen,
            )
        )
        return tuple(Receipt(*(*row[:-1], json.loads(row[-1]))) for row in rows)

    def status(self) -> Status:
        """Count what the vault holds."""
        records = self.payload().rows
        held = sum(self._session.value(_count(shelf(PAYLOAD, source))) for source in records)
        return Status(
            deliveries=self._count("receipts"),
            records=records,
            left_out=held - sum(records.values()),
            quarantined=self._count("quarantine"),
            withdrawn=self._count("withdrawn"),
            releases=self._session.value(sql("SELECT count(DISTINCT release) FROM {t}", t=shelf("ledger"))),
            size_bytes=self._path.stat().st_size,
        )

    def remember(self, release: str, records: Mapping[str, str]) -> None:
        """Write in the ledger what a release published.

        Parameters
        ----------
        release : its digest
        records : name of a table to its cells, in canonical JSON

        Raises
        ------
        VaultError : the release stands in the ledger with other cells; what was published is never rewritten
        """
        kept = {entry.table: entry.cells for entry in self.recall() if entry.release == release}
        if kept == dict(records):
            return
        if kept:
            raise VaultError(
                "The ledger has this release with other cells.", now="A release that changed needs a digest of its own."
            )
        number = self._count("ledger")
        with self._session.transaction():
            for nth, (table, cells) in enumerate(sorted(records.items()), start=number + 1):
                query = sql("INSERT INTO {ledger} VALUES (?, ?, ?, ?)", ledger=shelf("ledger"))
                self._session.execute(query, [nth, release, table, cells])

    def recall(self) -> tuple[Remembered, ...]:
        """Everything in the ledger, oldest first."""
        query = sql("SELECT release, table_name, cells FROM {ledger} ORDER BY volgnr", ledger=shelf("ledger"))
        return tuple(Remembered(*row) for row in self._session.rows(query))

    def note(self, step: str, fingerprint: str) -> None:
        """Note that a step of a run was done, on input with this fingerprint."""
        with self._session.transaction():
            self._session.execute(sql("DELETE FROM {runs} WHERE step = ?", runs=shelf("runs")), [step])
            self._session.execute(sql("INSERT INTO {runs} VALUES (?, ?)", runs=shelf("runs")), [step, fingerprint])

    def noted(self, step: str) -> str:
        """Fingerprint that was noted for a step; empty where none was."""
        found = self._session.rows(sql("SELECT fingerprint FROM {runs} WHERE step = ?", runs=shelf("runs")), [step])
        return str(found[0][0]) if found else ""

    def _view(self, name: str, query: Sql) -> int:
        self._session.execute(sql("CREATE OR REPLACE VIEW memory.main.{name} AS {query}", name=name, query=query))
        self._views[name] = None
        rows: int = self._session.value(_count(identifier("memory", "main", name)))
        return rows

    def _tables(self, schema: str, source: str) -> list[Sql]:
        return [shelf(schema, source)] if source in sources_in(self._session, schema) else []

    def _count(self, table: str) -> int:
        count: int = self._session.value(_count(shelf(table)))
        return count


def _count(relation: Sql) -> Sql:
    return sql("SELECT count(*) FROM {relation}", relation=relation)


def _make(path: Path, keys: Keys, session: Session, proof: str) -> None:
    """Make the file under another name, so that there is a whole vault or none."""
    made = path.with_name(f"{path.name}.new")
    for left in (made, made.with_name(f"{made.name}.wal")):
        left.unlink(missing_ok=True)
    session.attach(made, keys.file, NAME)
    try:
        make_shelves(session, proof)
    finally:
        session.detach(NAME)
    made.rename(path)
