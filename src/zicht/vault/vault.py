"""The vault: one encrypted file with everything that was received, and what was published from it."""

import datetime
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zicht.engine.failures import UnreadableFileError
from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.vault.coverage import Covered, coverage
from zicht.vault.cutting import withdrawn_rows
from zicht.vault.erasure import (
    Erasure,
    Pair,
    SamePerson,
    erase_records,
)
from zicht.vault.journal import (
    BACKED_UP,
    FORGOTTEN,
    KEY_CHANGED,
    RESTORED,
    WITHDRAWN,
    Entry,
    files_set_aside,
)
from zicht.vault.keys import HOW_KEYS_COME_BACK, Keys, move_away
from zicht.vault.ledger import CELLS, Remembered
from zicht.vault.link_reviews import LinkReview, read_reviews, write_review
from zicht.vault.marking import pseudonym_of
from zicht.vault.notes import (
    HOLDS_WITHDRAWN,
    JOURNAL,
    PUBLISHED,
    REWRITE,
    forget_notes,
    notes_that_start,
    read_note,
    write_note,
)
from zicht.vault.person_keys import (
    links_of_keys,
    read_history,
    read_keys,
    used_keys,
    write_keys,
)
from zicht.vault.persons import (
    COLUMNS,
    PersonDigests,
    Returning,
    erase_rows,
    links_of,
    read_tombstones,
    returning,
    write_tombstones,
)
from zicht.vault.persons import TABLE as PERSONS
from zicht.vault.pseudonyms import Pseudonyms
from zicht.vault.receipts import read_receipts
from zicht.vault.reception import REFUSES, Reception
from zicht.vault.record import (
    Agreement,
    MissingDelivery,
    Record,
    enter_again,
    ledger_rows,
)
from zicht.vault.retention import (
    Due,
    as_rows,
    counts_from,
    cutoffs_of,
    forget,
    read_cutoffs,
    rows_due,
    settle_source,
    wholly_forgotten,
)
from zicht.vault.rotating import write_rotated
from zicht.vault.shelves import (
    IDENTITIES,
    NAME,
    PAYLOAD,
    check_shelves,
    columns_of,
    current,
    current_identities,
    fit_shelf,
    make_shelves,
    shelf,
    sources_in,
)
from zicht.vault.token_keys import key_marks
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.durable import move_whole
from zicht.vocabulary.errors import VaultError, ZichtError
from zicht.vocabulary.forms import Retention
from zicht.vocabulary.link_roles import LinkRole
from zicht.vocabulary.people import LinkFields, Links, Payload
from zicht.vocabulary.persons import Change, KeptKeys
from zicht.vocabulary.withdrawals import Withdrawal, Withdrawn

_JUDGED_BY = "judged by "
_CAME_BACK = "came back under another key"
_FRESH = "fresh"
ANONYMOUS = "anonymous"
"""Name of the relation of records that nothing can link."""


@dataclass(frozen=True)
class Status:
    """What a vault holds, in counts.

    Parameters
    ----------
    deliveries : number received
    records : source to records that count now
    left_out : further rows, which do not count now: replaced by a later delivery, or refused consent
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

    def __init__(self, path: Path, session: Session, keys: Keys) -> None:
        self._path, self._session, self._keys, self._pseudonyms = (
            path,
            session,
            keys,
            Pseudonyms.of_keys(keys),
        )
        self._persons = PersonDigests(self._pseudonyms)
        self._record: Record | None = None
        self.agreement = Agreement()
        self._views: dict[str, None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
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
        if not path.exists():
            _make(path, keys, session)
        try:
            session.attach(path, keys.file, NAME)
        except UnreadableFileError:
            raise damaged(path) from None
        try:
            check_shelves(session, keys.proof, keys.file_proof)
        except BaseException:
            session.detach(NAME)
            raise
        opened = cls(path, session, keys)
        # A command that was killed after an erasure left what it erased in free blocks of the file.
        if opened.noted(REWRITE):
            opened._rewrite()
        return opened

    def follow(
        self, record: Record, *, why: str, is_replaced: bool = False
    ) -> Agreement:
        """Make the vault agree with its journal, and write in it from now on.

        Parameters
        ----------
        record : journal of this vault
        why : for which verb the vault is opened; the journal states it
        is_replaced : True where a backup takes the place of this vault: it may know more than its journal then

        Returns
        -------
        What the vault had forgotten, what was replayed, and which deliveries it lacks

        Raises
        ------
        VaultError : the journal was put back to an earlier state
        """
        with _telling_damage(self._path):
            self.agreement = record.agree(self._session, is_replaced=is_replaced)
        self._record = record
        record.opened(why)
        if self.noted(REWRITE):
            self._rewrite()
        return self.agreement

    def state_change_of_keys(self, what: str, about: Mapping[str, object]) -> None:
        """State in the journal that keys or roles changed."""
        if self._record is not None:
            self._record.journal.append(KEY_CHANGED, {"change": what, **about})

    def write_rotated(
        self, target: Path, keys: Keys, coded: Mapping[str, Collection[str]]
    ) -> int:
        """Write the vault to another file under rotated keys; this one stays as it is.

        Parameters
        ----------
        target : file in the private folder of the session
        keys : of the next rotation
        coded : source to the columns of its payload that hold keyed digests

        Returns
        -------
        number of judgements of clerical review that were left out

        Raises
        ------
        VaultError : a column that should hold digests holds something else
        """
        self._session.drop(*self._views)
        return write_rotated(self._session, target, keys, coded)

    def write_in_journal(self, what: str, about: Mapping[str, object]) -> int:
        """State in the journal what was done with the vault as a whole, such as a backup.

        Returns
        -------
        number of the entry; 0 where the vault has no journal
        """
        if self._record is None:
            return 0
        return self._record.journal.append(what, about).number

    def last_erasure(self) -> str:
        """Return when somebody withdrew, or a term ended, for the last time, in UTC; empty where nothing was erased."""
        if self._record is None:
            return ""
        erasures = self._record.journal.of(WITHDRAWN, FORGOTTEN)
        return erasures[-1].at if erasures else ""

    def backups_before_erasure(self) -> frozenset[str]:
        """Return the names of the backups that the journal states before the last time that something was erased.

        Among them are those that were made while the journal was put back to an earlier state, whatever their date:
        the vault of then did not know what had been erased.
        """
        if self._record is None:
            return frozenset()
        journal = self._record.journal
        entries = journal.of(BACKED_UP, WITHDRAWN, FORGOTTEN)
        erased = [
            place for place, entry in enumerate(entries) if entry.what != BACKED_UP
        ]
        if not erased:
            return frozenset()
        earlier = entries[: erased[-1]]
        names = {entry.text("file") for entry in earlier if entry.what == BACKED_UP}
        for entry in journal.of(RESTORED):
            names |= files_set_aside(entry)
        return frozenset(names)

    def missing_deliveries(self) -> tuple[MissingDelivery, ...]:
        """List the deliveries that the journal knows and the vault does not hold."""
        if self._record is None:
            return ()
        return self._record.missing(self._session)

    @property
    def journal_head(self) -> str:
        """Number and digest of the last entry of the journal when the vault last changed; empty before the first."""
        # It is read before anything else: what was altered in the file shows here first.
        with _telling_damage(self._path):
            return self.noted(JOURNAL)

    def enter_again(self, publication: Entry, cells: str) -> None:
        """Enter a publication in the ledger again, from the cells that its signed release holds.

        Parameters
        ----------
        publication : entry of the journal
        cells : of its release, as the ledger keeps them
        """
        number = 1 + int(
            self._session.value(
                sql("SELECT coalesce(max(number), 0) FROM {t}", t=shelf("ledger"))
            )
        )
        kept = Remembered(publication.text("gate"), CELLS, cells)
        enter_again(self._session, [(number, kept)], publication)

    def read_through(self) -> None:
        """Read every row of every table: what is damaged in the file shows.

        Raises
        ------
        VaultError : it is damaged
        """
        query = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ?"
        # A count of rows would be answered without reading their values. The hash reads each of them.
        every_row = "SELECT bit_xor(hash(kept)) FROM {t} AS kept"
        with _telling_damage(self._path):
            for schema, table in self._session.rows(query, [NAME]):
                self._session.value(sql(every_row, t=shelf(schema, table)))

    def close(self) -> None:
        """Close the file; handles that were given out are void."""
        self._session.drop(*self._views)
        self._session.detach(NAME)

    def holds(self, digest: str) -> bool:
        """Whether a delivery with this digest was received."""
        query = sql(
            "SELECT 1 FROM {receipts} WHERE digest = ?", receipts=shelf("receipts")
        )
        return bool(self._session.rows(query, [digest]))

    def receive(
        self, delivery: Delivery, *, judged_by: str = "", accepted_because: str = ""
    ) -> Receipt:
        """Receive a delivery whole, or not at all. One that was received before changes nothing (see `holds`).

        Parameters
        ----------
        delivery : checked, in the same session; its relations are dropped when it is in
        judged_by : digest of the forms and lists it was checked against; when it was received under others, the new
            judgement takes the place of the old one
        accepted_because : reason why it is accepted in spite of what is doubtful about it as a whole

        Returns
        -------
        Receipt that was kept

        Raises
        ------
        VaultError : its columns do not fit those of earlier deliveries of this source
        ZichtError : it could not be written; nothing of it is kept
        """
        reception = Reception(
            self._session, delivery, self._pseudonyms, accepted_because
        )
        digest = delivery.receipt.digest
        is_held = self.holds(digest)
        if not is_held or self.judged_by(digest) != judged_by:
            try:
                reception.prepare()
                back = self._keep_out(reception)
                number = self._count("receipts") + 1
                with self._session.transaction():
                    reception.write(reception.take_back() if is_held else number)
                    settle_source(self._session, delivery.receipt.source)
                    reception.settle_moved_records()
                    self._note(_JUDGED_BY + digest, judged_by)
                    erase_rows(self._session, delivery.receipt.delivery_id, back.rows)
                    if reception.holds_withdrawn() or back.rows:
                        self._note(HOLDS_WITHDRAWN + digest, "withdrawn")
                    self._note_journal()
            except BaseException:
                with suppress(Exception):
                    self._session.drop(reception.marks, reception.marks_of_refused)
                raise
        reception.clear()
        receipt = next(one for one in self.receipts() if one.digest == digest)
        # The journal states a receipt after the vault: a kill in between leaves a delivery that the next
        # opening adds (ADR 0191).
        if self._record is not None and not is_held:
            self._record.received(receipt)
        return receipt

    def _keep_out(self, reception: Reception) -> Returning:
        """Leave tombstones for records of a prepared delivery that are of people who withdrew under another key."""
        tombstones = read_tombstones(self._session)
        back = returning(self._session, reception, self._persons, tombstones)
        if back.pairs:
            day = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
            if self._record is not None:
                # The journal states an erasure before the vault erases: a kill in between leaves one that the
                # next opening completes (ADR 0191).
                self._record.withdrawn(back.pairs, day, _CAME_BACK)
            erase_records(self._session, back.pairs, day, _CAME_BACK)
        return back

    def judged_by(self, digest: str) -> str:
        """Digest of the forms and lists that a delivery was judged by; empty where it was not noted."""
        return self.noted(_JUDGED_BY + digest)

    def withdraw(
        self,
        asked: Sequence[Withdrawal],
        *,
        day: str = "",
        ground: str = "",
        same_person: SamePerson | None = None,
        dry_run: bool = False,
    ) -> Withdrawn:
        """Erase records: payload, link fields, pseudonyms and rows in quarantine, of every delivery.

        A tombstone stays, a keyed digest of the record, which keeps it out when it is delivered again. The file is
        written anew, so that nothing is left in its free blocks.

        Parameters
        ----------
        asked : records by key, or people by link fields
        day : on which consent was withdrawn, YYYY-MM-DD
        ground : legal ground
        same_person : linkage: from pseudonyms to the other records of the same people, which are erased as well; where
            it is left out only the records of the request are
        dry_run : True to count only

        Returns
        -------
        What was done, in rows of the request

        Raises
        ------
        ZichtError : the vault could not be written; what was erased by then is stated in the message
        """
        fit_shelf(self._session, "main", PERSONS, COLUMNS)
        erasure = Erasure(self._session, self._pseudonyms, asked, same_person)
        try:
            done = Withdrawn(
                len(asked),
                erasure.held_records(),
                erasure.not_found(),
                erasure.deliveries(),
                len(set().union(*erasure.further)),
                erasure.answers(lambda link: bool(self._persons.of(link))),
            )
            if dry_run:
                return done
            persons = self._digests_of_persons(asked, erasure.pairs())
            places = erasure.places()
            # The journal states it first: killed after this line, the erasure is completed by the next
            # opening (ADR 0191).
            if self._record is not None and (erasure.pairs() or persons or places):
                self._record.withdrawn(erasure.pairs(), day, ground, persons, places)
            with self._session.transaction():
                erasure.carry_out(day, ground)
                # Who withdrew before keeps the day and ground of that time.
                known = read_tombstones(self._session)
                write_tombstones(self._session, set(persons) - known, day, ground)
                for digest in done.deliveries:
                    self._note(HOLDS_WITHDRAWN + digest, "withdrawn")
                self._note(REWRITE, "to do")
                self._note_journal()
        finally:
            erasure.close()
        self._rewrite()
        return done

    def _digests_of_persons(
        self, asked: Sequence[Withdrawal], pairs: Sequence[Pair]
    ) -> list[str]:
        """Return the digests of the people of a request: as they are named in it, and as the vault knows them."""
        links = [*(withdrawal.link for withdrawal in asked)]
        links += links_of(self._session, pairs)
        digests = {digest for link in links for digest in self._persons.of(link)}
        return sorted(digests)

    def withdrawals(self) -> str:
        """Digest of who withdrew; empty while nobody did. It changes when somebody does, and tells nothing else.

        A rotation of keys does not change it: records are named as they were when the journal first stated them.
        """
        query = sql("SELECT source, pseud_id FROM {t}", t=shelf("withdrawn"))
        as_stated = self._record.withdrawn_as_stated() if self._record else {}
        rows = sorted(as_stated.get(row, row) for row in self._session.rows(query))
        return hashlib.sha256(repr(rows).encode()).hexdigest() if rows else ""

    def forgotten(self) -> str:
        """Digest of what is past its retention period and was forgotten; empty while nothing was."""
        rows = [
            (source, what, before.isoformat())
            for (source, what), before in sorted(read_cutoffs(self._session).items())
        ]
        return hashlib.sha256(repr(rows).encode()).hexdigest() if rows else ""

    def erasures(self) -> str:
        """Return a digest of all erasures that the journal states; a rotation of keys does not change it.

        Raises
        ------
        VaultError : the vault does not follow a journal, so that nobody knows what was erased
        """
        if self._record is None:
            raise VaultError(
                "A vault without its journal does not know what was erased.",
                now="Open it together with its journal, as every command does.",
            )
        state = hashlib.sha256()
        for entry in self._record.journal.of(WITHDRAWN, FORGOTTEN):
            state.update(entry.digest.encode())
        return state.hexdigest()

    def withdrawn_rows(self, delivery: Delivery) -> frozenset[int]:
        """Return the numbers of the rows of a delivered file that are of people who withdrew.

        Parameters
        ----------
        delivery : checked again, with the numbers of its rows; its relations are dropped
        """
        return withdrawn_rows(self._session, delivery, self._pseudonyms)

    def due(
        self, terms: Mapping[str, Retention], today: datetime.date
    ) -> tuple[Due, ...]:
        """Return what is kept longer than the legal ground of its form allows.

        Parameters
        ----------
        terms : source to the term of its form
        today : day
        """
        cutoffs = cutoffs_of(terms, today)
        grounds = {source: term.ground for source, term in terms.items()}
        return as_rows(rows_due(self._session, cutoffs), cutoffs, grounds)

    def forget(
        self, terms: Mapping[str, Retention], today: datetime.date
    ) -> tuple[Due, ...]:
        """Forget what is due, and write the file anew; the journal states it first.

        Returns
        -------
        what was forgotten
        """
        # Forgetting is a verb of its own and no part of a run: a mistyped term would erase years that no
        # supplier can send again (ADR 0197).
        due = self.due(terms, today)
        if not due:
            return ()
        cutoffs = {(one.source, one.what): one.before for one in due}
        if self._record is not None:
            known = {**read_cutoffs(self._session), **cutoffs}
            digests = wholly_forgotten(self._session, known)
            self._record.forgotten(due, digests)
        forget(self._session, cutoffs)
        with self._session.transaction():
            self._note_journal()
        self._rewrite()
        return due

    def state_sealed(self, digests: Sequence[str]) -> None:
        """State in the journal that the files of deliveries are sealed away."""
        if self._record is not None and digests:
            self._record.sealed(digests)

    def sealed_away(self) -> tuple[Receipt, ...]:
        """List the deliveries of which the journal states that their files were sealed away, unless forgotten since."""
        if self._record is None:
            return ()
        return self._record.sealed_away(self._session)

    def brought_withdrawn(self) -> frozenset[str]:
        """Digests of the deliveries whose files hold records that were withdrawn: those files must not stay."""
        return frozenset(notes_that_start(self._session, HOLDS_WITHDRAWN))

    def _rewrite(self) -> None:
        """Copy the vault to a new file: erased rows would linger in the free blocks of the old one.

        Killed at any moment there is one whole file; the note tells the next opening that this is still to be done.
        """
        fresh = self._path.with_name(f"{self._path.name}.new")
        self._session.drop(*self._views)
        _remove(fresh)
        try:
            self._session.attach(fresh, self._keys.file, _FRESH)
            try:
                self._session.execute(f"COPY FROM DATABASE {NAME} TO {_FRESH}")
                # The note goes in the new file only, so that it disappears at the moment when that file takes
                # its place.
                runs = identifier(_FRESH, "main", "runs")
                self._session.execute(
                    sql("DELETE FROM {runs} WHERE step = ?", runs=runs), [REWRITE]
                )
            finally:
                self._session.detach(_FRESH)
        except ZichtError as error:
            _remove(fresh)
            raise VaultError(
                "The records are erased, but the vault's file could not be written anew: its free blocks hold them.",
                now="Make room for a second file of its size; the next command on this project does it again.",
                details=[error.what],
            ) from None
        self._session.detach(NAME)
        # A log that is left of the old file must not be replayed on the new one.
        self._path.with_name(f"{self._path.name}.wal").unlink(missing_ok=True)
        move_whole(fresh, self._path)
        self._session.attach(self._path, self._keys.file, NAME)

    def link_fields(
        self, events: Mapping[str, tuple[str, str]] | None = None
    ) -> LinkFields:
        """Hand over the link fields of all records that count now: to linkage, and to nobody else.

        Sources without link fields hand over nothing: see `anonymous`.

        Parameters
        ----------
        events : source to its columns of the event and of the part in it. They are handed over as numbers that say
            only what is the same
        """
        selects = [
            self._link_fields_of(source, (events or {}).get(source))
            for source in sources_in(self._session, IDENTITIES)
            if self._has_link_fields(source)
        ]
        if not self._count("receipts"):
            raise VaultError(
                "The vault holds no deliveries yet.",
                now="Receive a delivery first.",
            )
        if not selects:  # sources that count nobody in particular, or nobody by name
            nothing = [Sql(f"NULL::VARCHAR AS {role}") for role in LinkRole]
            empty = (
                "SELECT NULL::VARCHAR AS pseud_id, NULL::VARCHAR AS source,"
                " NULL::BIGINT AS year, NULL::VARCHAR AS event, NULL::BIGINT AS part, {nothing} WHERE false"
            )
            selects = [sql(empty, nothing=nothing)]
        return LinkFields(
            "link_fields",
            tuple(LinkRole),
            self._view("link_fields", Sql(" UNION ALL ".join(selects))),
        )

    def anonymous(self) -> str:
        """Hand over the records of sources without link fields: a relation of `pseud_id`."""
        selects = [
            sql(
                "SELECT pseud_id FROM {records}",
                records=current_identities(source, None),
            )
            for source in sources_in(self._session, IDENTITIES)
            if not self._has_link_fields(source)
        ] or [Sql("SELECT NULL::VARCHAR AS pseud_id WHERE false")]
        self._view(ANONYMOUS, Sql(" UNION ALL ".join(selects)))
        return ANONYMOUS

    def _has_link_fields(self, source: str) -> bool:
        known = columns_of(self._session, IDENTITIES, source)
        return not set(LinkRole).isdisjoint(known)

    def _link_fields_of(self, source: str, event: tuple[str, str] | None) -> Sql:
        """Write SQL for the link fields of one source, one column per role."""
        known = columns_of(self._session, IDENTITIES, source)
        roles = [
            identifier(role) if role in known else Sql(f"NULL::VARCHAR AS {role}")
            for role in LinkRole
        ]
        return sql(
            "SELECT pseud_id, {source} AS source, year, event, part, {roles} FROM {records}",
            source=literal(source),
            roles=roles,
            records=current_identities(source, event),
        )

    def pseudonym(self, source: str, key: Sequence[str]) -> str:
        """Return the pseudonym under which a record stands.

        Parameters
        ----------
        source : id of the source
        key : values of its key columns, in the order of the form
        """
        return pseudonym_of(source, key, self._pseudonyms)

    def payload(self) -> Payload:
        """Hand over the payload of all records that count now, without anything that names a person."""
        relations, rows = {}, {}
        for source in sources_in(self._session, PAYLOAD):
            records = current(source)
            is_personal = REFUSES in columns_of(self._session, PAYLOAD, source)
            without = Sql(f"EXCLUDE ({REFUSES})" if is_personal else "")
            # Counting a record without its name would still be a use that the person refused (ADR 0005).
            consenting = Sql(f"WHERE NOT {REFUSES}" if is_personal else "")
            relations[source] = f"payload_{source}"
            rows[source] = self._view(
                relations[source],
                sql(
                    "SELECT * {without} FROM {records} AS record {consenting}",
                    without=without,
                    records=records,
                    consenting=consenting,
                ),
            )
        return Payload(relations, rows)

    def refused_consent(self) -> dict[str, int]:
        """Count, per source about people, records that would count now, but for the consent that was refused."""
        # These exact numbers are for the office. Who refuses consent refuses to be processed for figures,
        # and a published count of them is one (ADR 0206).
        refused = {}
        for source in sources_in(self._session, PAYLOAD):
            if REFUSES in columns_of(self._session, PAYLOAD, source):
                refused[source] = self._session.value(
                    sql(
                        "SELECT count(*) FROM {records} AS record WHERE {refuses}",
                        records=current(source),
                        refuses=REFUSES,
                    )
                )
        return refused

    def receipts(self, *, current_only: bool = False) -> tuple[Receipt, ...]:
        """Receipts of all deliveries, or of those that count for some day, in the order that their letters give."""
        return read_receipts(self._session, current_only=current_only)

    def coverage(self) -> tuple[Covered, ...]:
        """Days of each part of each source for which some delivery counts, and which."""
        return tuple(coverage(self.receipts(), self.counts_from()))

    def counts_from(self) -> dict[str, datetime.date]:
        """Return, per source of which something is forgotten, the first day that can be counted."""
        cutoffs = read_cutoffs(self._session)
        firsts = {source: counts_from(cutoffs, source) for source, _ in cutoffs}
        return {source: first for source, first in firsts.items() if first}

    def held(self, source: str, part: str) -> tuple[Sql, list[str]] | None:
        """Write SQL for the records of a part of a source that count now, with its columns; None where none came in."""
        if source not in sources_in(self._session, PAYLOAD):
            return None
        records = sql(
            "(SELECT record.* FROM {records} AS record SEMI JOIN"
            " (SELECT delivery_id FROM {receipts} WHERE part = {part}) AS receipt USING (delivery_id))",
            records=current(source),
            receipts=shelf("receipts"),
            part=literal(part),
        )
        return records, columns_of(self._session, PAYLOAD, source)

    def key_marks(self) -> frozenset[str]:
        """Find the marks of the keys with which the tokens and filters that count now were made.

        Returns
        -------
        marks; `k?` stands for tokens without one, and `u?` for such filters
        """
        return key_marks(self._session)

    def accepted_because(self) -> dict[str, str]:
        """Delivery to the reason why it was accepted in spite of what was doubtful about it as a whole."""
        query = "SELECT delivery_id, accepted_because FROM {t} WHERE accepted_because <> '' ORDER BY number"
        return dict(self._session.rows(sql(query, t=shelf("receipts"))))

    def status(self) -> Status:
        """Count what the vault holds."""
        records = self.payload().rows
        held = sum(
            self._session.value(_count(shelf(PAYLOAD, source))) for source in records
        )
        return Status(
            deliveries=self._count("receipts"),
            records=records,
            left_out=held - sum(records.values()),
            quarantined=self._count("quarantine"),
            withdrawn=self._count("withdrawn"),
            releases=self._session.value(
                sql("SELECT count(DISTINCT release) FROM {t}", t=shelf("ledger"))
            ),
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
        kept = {
            entry.table: entry.cells
            for entry in self.recall()
            if entry.release == release
        }
        # A run that was cut short is run again, and prints the same cells.
        if kept == dict(records):
            return
        if kept:
            raise VaultError(
                "The ledger has this release with other cells.",
                now="A release that changed needs a digest of its own.",
            )
        number = self._count("ledger")
        with self._session.transaction():
            for nth, (table, cells) in enumerate(
                sorted(records.items()), start=number + 1
            ):
                query = sql(
                    "INSERT INTO {ledger} VALUES (?, ?, ?, ?)", ledger=shelf("ledger")
                )
                self._session.execute(query, [nth, release, table, cells])

    def recall(self) -> tuple[Remembered, ...]:
        """Everything in the ledger, oldest first."""
        query = sql(
            "SELECT release, table_name, cells FROM {ledger} ORDER BY number",
            ledger=shelf("ledger"),
        )
        return tuple(Remembered(*row) for row in self._session.rows(query))

    def person_keys(self) -> dict[str, str]:
        """Return the key of the person of each record, as the last run gave it."""
        return read_keys(self._session)

    def links_of_last_run(self) -> Links:
        """Make the links of the last run once more, from the keys of persons that it left.

        Records that were erased or forgotten since are not among them.
        """
        return links_of_keys(self._session)

    def used_person_keys(self) -> set[str]:
        """Return every key of a person that was ever used."""
        return used_keys(self._session)

    def keep_person_keys(
        self, kept: KeptKeys, status_of: Sequence[tuple[str, str]], *, day: str
    ) -> None:
        """Keep the keys of persons of a run, and what changed about them.

        Parameters
        ----------
        kept : keys and changes
        status_of : pseudonym of each record, and why it is linked
        day : of the run, YYYY-MM-DD
        """
        write_keys(self._session, kept, status_of, day)

    def person_history(self) -> list[tuple[str, Change]]:
        """Return the day and what happened to a person, oldest first."""
        return read_history(self._session)

    def keep_link_review(self, review: LinkReview, key: Ed25519PrivateKey) -> None:
        """Sign a judgement of clerical review with the key of who gave it, and keep it."""
        with self._session.transaction():
            write_review(self._session, review, key)

    def link_reviews(self) -> list[LinkReview]:
        """Return the judgements of clerical review, oldest first.

        Raises
        ------
        VaultError : a judgement is not what was signed
        """
        return read_reviews(self._session)

    def note(self, step: str, fingerprint: str) -> None:
        """Note that a step of a run was done, on input with this fingerprint."""
        with self._session.transaction():
            self._note(step, fingerprint)

    def _note(self, step: str, fingerprint: str) -> None:
        write_note(self._session, step, fingerprint)

    def _note_journal(self) -> None:
        """Note the last entry of the journal: without it the journal was rolled back."""
        if self._record is not None:
            self._note(JOURNAL, self._record.journal.head)

    def noted(self, step: str) -> str:
        """Fingerprint that was noted for a step; empty where none was."""
        return read_note(self._session, step)

    def forget_notes(self, start: str, *, except_for: Collection[str] = ()) -> None:
        """Delete the notes of steps that start with a text, but for those named."""
        with self._session.transaction():
            forget_notes(self._session, start, except_for=except_for)

    def publish(
        self, gate_digest: str, name: str, about: Mapping[str, object] | None = None
    ) -> None:
        """Publish what the gate sealed under a digest: it counts from now on.

        The journal has it, with its printed cells, before the vault: a process killed in between leaves a publication
        that the next opening enters. A release that prints what an earlier one printed, with other texts, is stated
        as well; the ledger holds its cells once.

        Parameters
        ----------
        gate_digest : of the protected tables, under which `remember` keeps them
        name : of the release or table
        about : what else the journal states of it
        """
        is_stated = self._record is None or self._record.states_publication(
            gate_digest, name
        )
        if is_stated and self.is_published(gate_digest):
            return
        if self._record is not None:
            cells = ledger_rows(self._session, gate_digest)
            self._record.published(gate_digest, name, cells, about or {})
        with self._session.transaction():
            self._note(PUBLISHED + gate_digest, name)
            self._note_journal()

    def is_published(self, gate_digest: str) -> bool:
        """Whether what the gate sealed under this digest counts."""
        return bool(self.noted(PUBLISHED + gate_digest))

    def _view(self, name: str, query: Sql) -> int:
        self._session.execute(
            sql(
                "CREATE OR REPLACE VIEW memory.main.{name} AS {query}",
                name=name,
                query=query,
            )
        )
        self._views[name] = None
        rows: int = self._session.value(_count(identifier("memory", "main", name)))
        return rows

    def _count(self, table: str) -> int:
        count: int = self._session.value(_count(shelf(table)))
        return count


def _count(relation: Sql) -> Sql:
    return sql("SELECT count(*) FROM {relation}", relation=relation)


def _make(path: Path, keys: Keys, session: Session) -> None:
    """Make the file under another name, so that there is a whole vault or none."""
    made = path.with_name(f"{path.name}.new")
    _remove(made)
    # Changes that a vault which is gone had not written yet do not belong to the new one.
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    session.attach(made, keys.file, NAME)
    try:
        make_shelves(session, keys.proof, keys.file_proof)
    finally:
        session.detach(NAME)
    move_whole(made, path)


class DamagedVaultError(VaultError):
    """The file of a vault cannot be read."""


@contextmanager
def _telling_damage(path: Path) -> Iterator[None]:
    """Raise the error for a damaged vault where the database cannot read its file.

    The database then fails in a way that the engine has no error of its own for. Errors of a kind of their own say what
    is wrong, and are raised as they are.
    """
    try:
        yield
    except ZichtError as error:
        if type(error) is not ZichtError:
            raise
        raise damaged(path) from None


def damaged(path: Path) -> DamagedVaultError:
    """Return the error for a vault whose file cannot be read, with what to do."""
    away = move_away(path)
    return DamagedVaultError(
        f"{path.name} cannot be read: it is damaged, or file.key is another one.",
        now="Where `zicht doctor` reads the sealed deliveries, the keys are right: `zicht restore` puts a backup in its"
        f" place. Without one move it away: {away}; then `zicht run` receives again what was sealed away. Where it"
        f" does not read them: {HOW_KEYS_COME_BACK}",
    )


def _remove(path: Path) -> None:
    for left in (path, path.with_name(f"{path.name}.wal")):
        left.unlink(missing_ok=True)
