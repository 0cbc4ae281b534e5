"""What a vault writes in the journal, and how it is made to agree with it at every opening."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zicht.edition.messages import Message
from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.vault.erasure import (
    Pair,
    erase_places,
    erase_records,
    rows_in_quarantine,
)
from zicht.vault.journal import (
    FORGOTTEN,
    OPENED,
    PUBLISHED,
    RECEIVED,
    SEALED,
    STATES_EVERY_RELEASE,
    WITHDRAWN,
    Entry,
    Journal,
)
from zicht.vault.keys import Keys
from zicht.vault.ledger import Remembered
from zicht.vault.notes import (
    JOURNAL,
    REWRITE,
    notes_that_start,
    read_note,
    write_note,
)
from zicht.vault.notes import PUBLISHED as NOTE_OF_PUBLICATION
from zicht.vault.persons import (
    read_tombstones,
    tombstones_without,
    write_tombstones,
)
from zicht.vault.pseudonyms import Pseudonyms
from zicht.vault.receipts import read_receipts
from zicht.vault.retention import (
    Cutoffs,
    Due,
    cutoffs_in,
    forget,
    read_cutoffs,
    wholly_forgotten,
)
from zicht.vault.sealed_cells import SealedCells
from zicht.vault.shelves import shelf
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.errors import VaultError

Reason = tuple[str, str]
"""Day and ground of a withdrawal, as stated with the request."""
_KNOWN_TO_THE_VAULT = "as the vault knew it; the entry was lost"
"""Ground of a term that a journal lacks: the vault does not keep grounds of terms."""


@dataclass(frozen=True)
class MissingDelivery:
    """A delivery that was received, and that the vault does not hold.

    Parameters
    ----------
    source, period, part : as its letter stated them
    received_at : time of day in UTC
    """

    source: str
    period: str
    part: str
    received_at: str

    def __str__(self) -> str:
        part = f", part {self.part}" if self.part else ""
        return f"{self.source}, {self.period}{part}: received {self.received_at}"


@dataclass(frozen=True)
class Agreement:
    """How vault and journal were made to agree.

    Parameters
    ----------
    records_erased : records of people who withdrew that stood in the vault again
    publications : names of releases and tables that entered the ledger again
    rewritten : names of those whose printed cells were written beside the journal again
    lost : publications of which no printed cells are kept; their release must be read back
    missing : deliveries that the vault does not hold
    """

    records_erased: int = 0
    publications: tuple[str, ...] = ()
    rewritten: tuple[str, ...] = ()
    lost: tuple[Entry, ...] = ()
    missing: tuple[MissingDelivery, ...] = ()

    def sentences(self) -> list[Message]:
        """State what was wrong with the vault, and what was done."""
        sentences = []
        if self.records_erased or self.publications or self.missing:
            sentences.append(Message("doctor.vault_behind"))
        if self.records_erased:
            sentences.append(Message("doctor.withdrawn_again", n=self.records_erased))
        if self.publications:
            sentences.append(Message("doctor.entered_again", names=self.publications))
        if self.rewritten:
            sentences.append(Message("doctor.cells_rewritten", names=self.rewritten))
        sentences += [
            Message("doctor.delivery_missing", delivery=missing)
            for missing in self.missing
        ]
        return sentences


class Record:
    """The journal of a vault, with the printed cells beside it.

    Parameters
    ----------
    journal : open
    folder : for files with printed cells
    keys : of the vault
    """

    def __init__(self, journal: Journal, folder: Path, keys: Keys) -> None:
        self.journal = journal
        self._cells = SealedCells(folder, keys.file)
        self._pseudonyms = Pseudonyms.of_keys(keys)
        self._digest_delivery = self._pseudonyms.of("journal", "delivery")

    def __repr__(self) -> str:
        return f"<Record of {self.journal!r}>"

    def opened(self, why: str) -> None:
        """Write that the vault is opened."""
        self.journal.append(OPENED, {"for": why})

    def received(self, receipt: Receipt) -> None:
        """Write that a delivery was received."""
        about = {
            "delivery": self._keyed(receipt),
            "source": receipt.source,
            "period": receipt.period,
            "part": receipt.part,
        }
        self.journal.append(RECEIVED, about)

    def sealed(self, digests: Sequence[str]) -> None:
        """Write that the files of deliveries are sealed away, and that no clear copy stays in the project."""
        deliveries = [self._digest_delivery([digest]).hex() for digest in digests]
        self.journal.append(SEALED, {"deliveries": sorted(deliveries)})

    def forgotten(self, due: Sequence[Due], digests: Sequence[str]) -> None:
        """Write that terms ended, before the vault forgets.

        Parameters
        ----------
        due : what is forgotten
        digests : of deliveries of which no day counts any more: they are not missing when the vault is rebuilt
        """
        deliveries = sorted(self._digest_delivery([one]).hex() for one in digests)
        for one in due:
            about = {
                "source": one.source,
                "what": one.what,
                "before": one.before.isoformat(),
                "ground": one.ground,
                "deliveries": deliveries,
            }
            self.journal.append(FORGOTTEN, about)

    def withdrawn(
        self,
        pairs: Sequence[Pair],
        day: str,
        ground: str,
        persons: Sequence[str] = (),
        places: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        """Write that records are withdrawn, before the vault erases them.

        Parameters
        ----------
        pairs : records by source and pseudonym
        day, ground : as stated with the request
        persons : digests of the people
        places : digest of a delivery to the numbers of its rows without a key that show these people
        """
        about: dict[str, object] = {
            "records": [list(pair) for pair in pairs],
            "persons": list(persons),
            "day": day,
            "ground": ground,
        }
        if places:
            about["rows"] = {
                self._digest_delivery([digest]).hex(): list(rows)
                for digest, rows in places.items()
            }
        self.journal.append(WITHDRAWN, about)

    def published(
        self,
        gate_digest: str,
        name: str,
        cells: Sequence[tuple[int, Remembered]],
        about: Mapping[str, object],
    ) -> None:
        """Write that what the gate sealed is published, and keep its printed cells."""
        # The cells come first: an entry without its cells could not be replayed.
        self._cells.write(gate_digest, list(cells))
        stated = {"gate": gate_digest, "name": name, STATES_EVERY_RELEASE: True}
        self.journal.append(PUBLISHED, {**stated, **about})

    def states_publication(self, gate_digest: str, name: str) -> bool:
        """Whether the journal states that what the gate sealed was published under a name."""
        return any(
            (entry.text("gate"), entry.text("name")) == (gate_digest, name)
            for entry in self.journal.of(PUBLISHED)
        )

    def agree(self, session: Session, *, is_replaced: bool = False) -> Agreement:
        """Make vault and journal agree.

        What must not be forgotten is taken over in both directions: withdrawals, publications and receipts. What the
        vault cannot get back by itself, deliveries, is returned.

        Parameters
        ----------
        is_replaced : True where a backup takes the place of the vault. Its journal may lack entries then: what the
            vault knows of withdrawals and publications is written down before the vault goes.

        Raises
        ------
        VaultError : the journal was put back to an earlier state
        """
        # A journal that was put back lacks withdrawals. Nothing may be replayed from it as if it were
        # whole.
        if not is_replaced:
            self._refuse_lost_entries(session)
        erased = self._agree_on_withdrawals(session)
        self._agree_on_terms(session)
        publications, lost = self._agree_on_publications(session)
        rewritten = self._write_cells_again(session)
        missing = self._agree_on_receipts(session)
        return Agreement(erased, publications, rewritten, lost, missing)

    def _refuse_lost_entries(self, session: Session) -> None:
        """Refuse a journal that lacks an entry which the vault noted."""
        head = read_note(session, JOURNAL)
        if head and not self.journal.holds(head):
            number = head.partition(" ")[0]
            raise VaultError(
                f"The journal was put back to an earlier state: entry {number} of the vault is not in it.",
                now="`zicht restore` a backup, the latest that there is: it brings back the entries that it holds. What"
                " this vault knows of withdrawals and publications is written down before.",
            )

    def _agree_on_withdrawals(self, session: Session) -> int:
        """Erase again what came back, and write down withdrawals that the journal lacks; return records erased."""
        held = _withdrawn_records(session)
        n_erased = 0
        written: set[Pair] = set()
        for entry in self.journal.of(WITHDRAWN):
            pairs = self._pairs_of(entry)
            written.update(pairs)
            n_erased += _erase_again(session, entry, pairs, held)
        self._agree_on_persons(session)
        n_erased += self._agree_on_rows(session)
        self._write_withdrawals(held, written)
        return n_erased

    def _write_withdrawals(
        self, held: Mapping[Pair, Reason], written: Collection[Pair]
    ) -> None:
        """Write down the withdrawals that the vault knows and the journal lacks, an entry for each day and ground."""
        unwritten: dict[Reason, list[Pair]] = {}
        for pair, reason in held.items():
            if pair not in written:
                unwritten.setdefault(reason, []).append(pair)
        for (day, ground), pairs in unwritten.items():
            self.withdrawn(pairs, day, ground)

    def _agree_on_rows(self, session: Session) -> int:
        """Erase rows without a key again that came back into quarantine; return how many."""
        delivery_of = {
            self._keyed(receipt): receipt.delivery_id
            for receipt in read_receipts(session)
        }
        places: set[tuple[str, int]] = set()
        for entry in self.journal.of(WITHDRAWN):
            listed = entry.about.get("rows")
            for digest, rows in listed.items() if isinstance(listed, dict) else ():
                delivery = delivery_of.get(self._carried(entry, str(digest)))
                places |= {(delivery, int(row)) for row in rows} if delivery else set()
        held = rows_in_quarantine(session, places)
        if held:
            with session.transaction():
                erase_places(session, held)
                write_note(session, REWRITE, "to do")
        return len(held)

    def _agree_on_terms(self, session: Session) -> None:
        """Forget again what came back after its term had ended, and write down terms that the journal lacks."""
        stated = cutoffs_in(entry.about for entry in self.journal.of(FORGOTTEN))
        held = read_cutoffs(session)
        lacking = _later_than(stated, held)
        if lacking:
            forget(session, lacking)
        unwritten = _later_than(held, stated)
        if unwritten:
            due = [
                Due(source, what, before, rows=0, ground=_KNOWN_TO_THE_VAULT)
                for (source, what), before in unwritten.items()
            ]
            self.forgotten(due, wholly_forgotten(session, held))

    def _agree_on_persons(self, session: Session) -> None:
        """Keep the tombstones of persons that the vault lacks, and write down those that the journal lacks."""
        held = read_tombstones(session)
        written: set[str] = set()
        for entry in self.journal.of(WITHDRAWN):
            persons = entry.about.get("persons", [])
            listed = persons if isinstance(persons, list) else []
            stated = {self._carried(entry, str(digest)) for digest in listed}
            written |= stated
            lacking = stated - held
            if lacking:
                with session.transaction():
                    write_tombstones(
                        session, lacking, entry.text("day"), entry.text("ground")
                    )
        unwritten = tombstones_without(session, written)
        for (day, ground), digests in unwritten.items():
            self.withdrawn([], day, ground, persons=digests)

    def _agree_on_publications(
        self, session: Session
    ) -> tuple[tuple[str, ...], tuple[Entry, ...]]:
        """Enter publications again that the vault lacks, and write down those that the journal lacks."""
        noted = notes_that_start(session, NOTE_OF_PUBLICATION)
        written: set[str] = set()
        entered: list[str] = []
        lost: list[Entry] = []
        for entry in self.journal.of(PUBLISHED):
            gate_digest = entry.text("gate")
            written.add(gate_digest)
            if not gate_digest or gate_digest in noted:
                continue
            cells = self._cells.read(gate_digest)
            if cells is None:
                # Only the signed release still holds these cells, and this room does not read releases.
                lost.append(entry)
                continue
            enter_again(session, cells, entry)
            entered.append(entry.text("name"))
        for gate_digest, name in noted.items():
            if gate_digest not in written:
                cells = ledger_rows(session, gate_digest)
                self.published(gate_digest, name, cells, {})
        return tuple(entered), tuple(lost)

    def _write_cells_again(self, session: Session) -> tuple[str, ...]:
        """Write printed cells beside the journal again where their file is missing or damaged; return whose."""
        noted = notes_that_start(session, NOTE_OF_PUBLICATION)
        rewritten: list[str] = []
        for gate_digest, name in noted.items():
            if self._cells.read(gate_digest) is not None:
                continue
            cells = ledger_rows(session, gate_digest)
            if cells:
                self._cells.write(gate_digest, cells)
                rewritten.append(name)
        return tuple(rewritten)

    def _agree_on_receipts(self, session: Session) -> tuple[MissingDelivery, ...]:
        """Write down receipts that the journal lacks; return deliveries that the vault lacks."""
        receipts = {self._keyed(receipt): receipt for receipt in read_receipts(session)}
        written = {
            self._carried(entry, entry.text("delivery"))
            for entry in self.journal.of(RECEIVED)
        }
        for digest, receipt in receipts.items():
            if digest not in written:
                self.received(receipt)
        return self.missing(session)

    def missing(self, session: Session) -> tuple[MissingDelivery, ...]:
        """List the deliveries that the journal knows and the vault does not hold."""
        held = {self._keyed(receipt) for receipt in read_receipts(session)}
        held |= self._forgotten_deliveries()
        return tuple(
            MissingDelivery(
                entry.text("source"), entry.text("period"), entry.text("part"), entry.at
            )
            for entry in self.journal.of(RECEIVED)
            if self._carried(entry, entry.text("delivery")) not in held
        )

    def sealed_away(self, session: Session) -> tuple[Receipt, ...]:
        """List the deliveries of the vault whose files were sealed away, without those that were forgotten wholly."""
        stated = self._deliveries_in(SEALED) - self._forgotten_deliveries()
        return tuple(
            receipt
            for receipt in read_receipts(session)
            if self._keyed(receipt) in stated
        )

    def _forgotten_deliveries(self) -> set[str]:
        """Return the keyed digests of deliveries of which no day counts any more."""
        return self._deliveries_in(FORGOTTEN)

    def _deliveries_in(self, kind: str) -> set[str]:
        """Return the keyed digests of deliveries that entries of a kind list, as they are after the rotations since."""
        digests: set[str] = set()
        for entry in self.journal.of(kind):
            listed = entry.about.get("deliveries")
            if isinstance(listed, list):
                digests |= {self._carried(entry, str(digest)) for digest in listed}
        return digests

    def withdrawn_as_stated(self) -> dict[Pair, Pair]:
        """Return each withdrawn record, by its pseudonym of today, as the first entry that names it stated it."""
        # Releases name who withdrew by the first statement, so that a rotation of keys moves no digest of
        # a release (ADR 0196).
        as_stated: dict[Pair, Pair] = {}
        for entry in self.journal.of(WITHDRAWN):
            for today, stated in zip(
                self._pairs_of(entry), _listed_pairs(entry), strict=True
            ):
                as_stated.setdefault(today, stated)
        return as_stated

    def _pairs_of(self, entry: Entry) -> list[Pair]:
        """Return the records of a withdrawal, under the pseudonyms of today."""
        return [
            (source, self._carried(entry, pseudonym))
            for source, pseudonym in _listed_pairs(entry)
        ]

    def _carried(self, entry: Entry, digest: str) -> str:
        """Return what a digest of an entry became by the rotations since."""
        rotations = self.journal.rotations_before(entry.number)
        return self._pseudonyms.carried(digest, rotations)

    def _keyed(self, receipt: Receipt) -> str:
        # Whoever has a delivery but one field could try every value of that field against a digest
        # without a key (ADR 0198).
        return self._digest_delivery([receipt.digest]).hex()


def _withdrawn_records(session: Session) -> dict[Pair, Reason]:
    """Return the records that a vault states as withdrawn, with their day and ground."""
    query = sql(
        "SELECT source, pseud_id, withdrawn_on::VARCHAR, ground FROM {t} ORDER BY ALL",
        t=shelf("withdrawn"),
    )
    return {
        (source, pseudonym): (day, ground)
        for source, pseudonym, day, ground in session.rows(query)
    }


def _erase_again(
    session: Session, entry: Entry, pairs: Sequence[Pair], held: Mapping[Pair, Reason]
) -> int:
    """Erase the records of a withdrawal that the vault does not state as withdrawn; return how many."""
    lacking = [pair for pair in pairs if pair not in held]
    if lacking:
        erase_records(session, lacking, entry.text("day"), entry.text("ground"))
    return len(lacking)


def _later_than(cutoffs: Cutoffs, others: Cutoffs) -> dict[tuple[str, str], date]:
    """Return the cutoffs that others lack, or have of an earlier day."""
    return {
        key: before
        for key, before in cutoffs.items()
        if key not in others or others[key] < before
    }


def _listed_pairs(entry: Entry) -> list[Pair]:
    """Return the records of a withdrawal, under the pseudonyms of its day."""
    records = entry.about.get("records")
    if not isinstance(records, list):
        return []
    return [(str(source), str(pseudonym)) for source, pseudonym in records]


def enter_again(
    session: Session, cells: Sequence[tuple[int, Remembered]], entry: Entry
) -> None:
    """Enter a publication in the ledger again, under the numbers that it had, and mark it as published."""
    ledger = shelf("ledger")
    known = "SELECT count(*) FROM {t} WHERE (release, table_name) = (?, ?)"
    with session.transaction():
        for number, kept in cells:
            # A release that waited for its signatures stands in the ledger already. Only the note that it
            # counts is missing.
            rows = session.value(sql(known, t=ledger), [kept.release, kept.table])
            if not rows:
                session.execute(
                    sql("INSERT INTO {t} VALUES (?, ?, ?, ?)", t=ledger),
                    [number, kept.release, kept.table, kept.cells],
                )
        gate_digest, name = entry.text("gate"), entry.text("name")
        write_note(session, NOTE_OF_PUBLICATION + gate_digest, name)
        if entry.text("table"):
            write_note(session, f"table {gate_digest}", entry.text("table"))


def ledger_rows(session: Session, release: str) -> list[tuple[int, Remembered]]:
    """Return the rows of one publication in the ledger, with their numbers."""
    query = sql(
        "SELECT number, release, table_name, cells FROM {t} WHERE release = ? ORDER BY number",
        t=shelf("ledger"),
    )
    return [
        (number, Remembered(name, table, cells))
        for number, name, table, cells in session.rows(query, [release])
    ]
