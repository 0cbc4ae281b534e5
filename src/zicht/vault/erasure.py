"""Erasure: every row of a record that was withdrawn, wherever the vault keeps one."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import numpy as np

from zicht.engine.session import Session
from zicht.engine.words import Sql, literal, sql
from zicht.vault.link_reviews import erase_reviews, fit_reviews
from zicht.vault.marking import pseudonym_of
from zicht.vault.notes import (
    ESTIMATE,
    HOLDS_WITHDRAWN,
    REWRITE,
    forget_notes,
    write_note,
)
from zicht.vault.person_keys import erase_keys, fit_keys
from zicht.vault.pseudonyms import Pseudonyms
from zicht.vault.shelves import (
    IDENTITIES,
    PAYLOAD,
    columns_of,
    fit_shelf,
    shelf,
    sources_in,
)
from zicht.vocabulary.link_roles import LinkRole
from zicht.vocabulary.withdrawals import (
    NAMES_AND_DATES,
    Answer,
    Withdrawal,
    is_number,
)

_NAMED = "memory.main.withdrawing"
Pair = tuple[str, str]
"""Source and pseudonym of a record."""
SamePerson = Callable[[Sequence[str]], Mapping[str, Sequence[Pair]]]
"""From pseudonyms to the other records that linkage says are of the same person."""
_Shown = tuple[str, int]
"""Where a row lies in quarantine: its delivery, and its number in the file."""
# One name fits many people. Two may still fit a namesake, whose broken row counts in no figure
# (ADR 0005).
_ENOUGH = 2
"""Names and dates which, standing together in a row that has no key, make it that person's row."""
TOMBSTONES = {
    "source": "VARCHAR",
    "pseud_id": "VARCHAR",
    "withdrawn_on": "DATE",
    "ground": "VARCHAR",
}
"""Columns of the table of those who withdrew: keyed digests of records, and no word of who they are."""


ERASED_ROWS = "erased_rows"
ROW_PLACES = {"delivery_id": "VARCHAR", "row_number": "BIGINT"}
"""Rows without a key that were erased from quarantine, by their place in the file alone."""


class Erasure:
    """One request for withdrawal, as the vault sees it; used once, within a `with`."""

    def __init__(
        self,
        session: Session,
        pseudonyms: Pseudonyms,
        asked: Sequence[Withdrawal],
        same_person: SamePerson | None = None,
    ) -> None:
        self.session, self.pseudonyms, self.asked = session, pseudonyms, asked
        self.tables = {one: sources_in(session, one) for one in (PAYLOAD, IDENTITIES)}
        self.has_other_signs = [False for _ in asked]
        self.named = [
            self._pseudonyms_of(one, place) for place, one in enumerate(asked)
        ]
        self.shown: list[list[_Shown]] = [[] for _ in asked]
        self._look_in_quarantine()
        pairs: set[Pair] = {
            (one.form.source, pseudonym)
            for one, pseudonyms_of_one in zip(asked, self.named, strict=True)
            for pseudonym in pseudonyms_of_one
        }
        self.further = self._further(pairs, same_person)
        pairs.update(*self.further)
        _name(self.session, pairs)
        self.held = {
            pseud_id for (pseud_id,) in session.rows(self._rows_of("pseud_id"))
        }

    def _further(
        self, named: set[Pair], same_person: SamePerson | None
    ) -> list[set[Pair]]:
        """Return, per row of the request, the other records of the same people, as linkage sees them."""
        if same_person is None:
            return [set() for _ in self.asked]
        others = same_person([pseudonym for _, pseudonym in sorted(named)])
        return [
            {
                pair
                for pseudonym in pseudonyms_of_row
                for pair in others.get(pseudonym, ())
            }
            - named
            for pseudonyms_of_row in self.named
        ]

    def answers(
        self, points_at_one: Callable[[Mapping[LinkRole, str]], bool]
    ) -> tuple[Answer, ...]:
        """Return what becomes of each row of the request.

        Parameters
        ----------
        points_at_one : whether link fields point at one person, who is recognised in a later delivery
        """
        query = sql("SELECT pseud_id FROM {t}", t=shelf("withdrawn"))
        before = {pseud_id for (pseud_id,) in self.session.rows(query)}
        answers = []
        rows = zip(self.asked, self.named, self.shown, self.further, strict=True)
        for number, (asked, named, shown, further) in enumerate(rows, start=1):
            held = len(self.held.intersection(named)) or len(shown)
            answers.append(
                Answer(
                    number,
                    held,
                    len(further),
                    was_withdrawn=not held and not before.isdisjoint(named),
                    stays_out=bool(asked.key) or points_at_one(asked.link),
                    has_other_signs=self.has_other_signs[number - 1],
                    mixes_scripts=asked.mixes_scripts,
                )
            )
        return tuple(answers)

    def held_records(self) -> int:
        """Count the records that the vault holds, whatever the request names."""
        # A row in quarantine counts only for people of whom no record is held. Otherwise one record
        # counts twice.
        without_key = {
            place
            for named, shown in zip(self.named, self.shown, strict=True)
            if self.held.isdisjoint(named)
            for place in shown
        }
        return len(self.held) + len(without_key)

    def not_found(self) -> int:
        """Count rows of the request of which the vault holds nothing."""
        return sum(
            not shown and self.held.isdisjoint(named)
            for named, shown in zip(self.named, self.shown, strict=True)
        )

    def deliveries(self) -> tuple[str, ...]:
        """Digests of the deliveries that brought what will be erased."""
        query = "SELECT digest FROM {receipts} WHERE delivery_id IN ({held}) OR list_contains(?, delivery_id)"
        ids = sorted({delivery for delivery, _ in self._places()})
        held = self._rows_of("delivery_id")
        rows = self.session.rows(
            sql(f"{query} ORDER BY digest", receipts=shelf("receipts"), held=held),
            [ids],
        )
        return tuple(digest for (digest,) in rows)

    def pairs(self) -> list[tuple[str, str]]:
        """Return source and pseudonym of every record of the request, sorted."""
        query = sql("SELECT source, pseud_id FROM {t} ORDER BY ALL", t=Sql(_NAMED))
        rows = self.session.rows(query)
        return [(source, pseud_id) for source, pseud_id in rows]

    def places(self) -> dict[str, list[int]]:
        """Return the rows without a key that show these people: digest of the delivery to row numbers."""
        rows = self.session.rows(
            sql("SELECT delivery_id, digest FROM {t}", t=shelf("receipts"))
        )
        digest_of: dict[str, str] = dict(rows)
        places: dict[str, list[int]] = {}
        for delivery, row in sorted(self._places()):
            places.setdefault(digest_of[delivery], []).append(row)
        return places

    def carry_out(self, day: str, ground: str) -> None:
        """Erase, and leave tombstones, within one transaction of the caller."""
        _erase_named(self.session, day, ground)
        erase_places(self.session, self._places())

    def close(self) -> None:
        """Drop what the session holds of the request."""
        self.session.drop("withdrawing")

    def _rows_of(self, column: str) -> Sql:
        """Write SQL for one column of all rows that bear a pseudonym of the request."""
        query = (
            "SELECT {column} FROM {t} WHERE pseud_id IN (SELECT pseud_id FROM {named})"
        )
        selects = [
            sql(query, column=column, t=table, named=Sql(_NAMED))
            for table in _tables_by_pseudonym(self.session)
        ]
        return Sql(" UNION ".join(selects))

    def _places(self) -> set[_Shown]:
        return {place for shown in self.shown for place in shown}

    def _pseudonyms_of(self, one: Withdrawal, place: int) -> list[str]:
        """Return the pseudonyms of a record by its key, or of everything a source holds of a person."""
        if one.key:
            return self._pseudonyms_of_key(one, place)
        if one.form.source not in self.tables[IDENTITIES]:
            return []
        known = set(columns_of(self.session, IDENTITIES, one.form.source))
        asked = [role for role in one.link if role in known]
        if not asked:
            return []
        same = []
        for role in asked:
            spellings = ", ".join(["lower(?)"] * len(_texts_of(one, role)))
            # Suppliers write a name with other capitals and blanks than the request does.
            same.append(f"lower(trim({role})) IN ({spellings})")
        query = sql(
            "SELECT DISTINCT pseud_id FROM {t} WHERE {same}",
            t=shelf(IDENTITIES, one.form.source),
            same=Sql(" AND ".join(same)),
        )
        texts = [text for role in asked for text in _texts_of(one, role)]
        found = [pseud_id for (pseud_id,) in self.session.rows(query, texts)]
        return [*found, *self._set_aside_of(one)]

    def _pseudonyms_of_key(self, one: Withdrawal, place: int) -> list[str]:
        """Return the pseudonyms of the records of a key; of a look-alike where the vault holds none as it is written.

        Where it holds no such record at all, the key stays out as it is written and with plain hyphens.
        """
        named, *others = (
            pseudonym_of(one.form.source, key, self.pseudonyms)
            for key in (one.key, *one.look_alikes)
        )
        # Word processors replace hyphens, so a key that is not held as written is looked for with other
        # signs (ADR 0193). How the supplier will write it is not known, so that both spellings stay out.
        if not others or self._held_among([named]):
            return [named]
        held = self._held_among(others)
        self.has_other_signs[place] = bool(held)
        return held or [named, others[0]]

    def _held_among(self, pseudonyms: Sequence[str]) -> list[str]:
        """Return those of some pseudonyms of which the vault holds something."""
        query = "SELECT pseud_id FROM {t} WHERE list_contains($pseudonyms, pseud_id)"
        selects = [sql(query, t=table) for table in _tables_by_pseudonym(self.session)]
        rows = self.session.rows(
            Sql(" UNION ".join(selects)), {"pseudonyms": list(pseudonyms)}
        )
        return [pseud_id for (pseud_id,) in rows]

    def _set_aside_of(self, one: Withdrawal) -> list[str]:
        """Return the pseudonyms of records whose number failed its check and is the number of the request."""
        numbers = [text for role, text in one.link.items() if is_number(role, text)]
        query = sql(
            "SELECT DISTINCT pseud_id FROM {t} WHERE source = {source} AND list_contains(?, text)",
            t=shelf("doubtful"),
            source=literal(one.form.source),
        )
        return [pseud_id for (pseud_id,) in self.session.rows(query, [numbers])]

    def _look_in_quarantine(self) -> None:
        """Find rows without a key that show one of these people, and all rows of those named by link fields alone."""
        sources = sorted({one.form.source for one in self.asked})
        query = "SELECT delivery_id, row_number, source, pseud_id, texts FROM {t} WHERE list_contains(?, source)"
        rows = self.session.rows(sql(query, t=shelf("quarantine")), [sources])
        if not rows:
            return
        for one, named, shown in zip(self.asked, self.named, self.shown, strict=True):
            people = self._shown_by(one, named)
            for delivery, row, source, pseud_id, values in rows:
                # A row with a key is of the record with that key. Only a request by link fields alone looks
                # into it.
                is_asked = source == one.form.source and (
                    pseud_id is None or not one.key
                )
                if is_asked and any(_shows(values, person) for person in people):
                    shown.append((delivery, row))
                    named.extend(
                        [] if pseud_id is None or pseud_id in named else [pseud_id]
                    )

    def _shown_by(self, one: Withdrawal, named: Sequence[str]) -> list["_Person"]:
        """Return what rows without a key are searched for: the key, and the link fields that the vault has of it."""
        found = [dict(one.link)]
        if one.form.source in self.tables[IDENTITIES] and named:
            known = [
                role
                for role in one.form.link_roles
                if role in columns_of(self.session, IDENTITIES, one.form.source)
            ]
            query = sql(
                "SELECT DISTINCT {roles} FROM {t} WHERE list_contains(?, pseud_id)",
                roles=known,
                t=shelf(IDENTITIES, one.form.source),
            )
            found += [
                {role: text for role, text in zip(known, row, strict=True) if text}
                for row in self.session.rows(query, [list(named)])
            ]
        return [_Person(one.key, link, one.spellings) for link in found]


def note_deliveries(session: Session, delivery_ids: Iterable[str]) -> None:
    """Note that the files of deliveries hold what is erased, within a transaction of the caller."""
    query = sql(
        "SELECT digest FROM {t} WHERE list_contains(?, delivery_id)",
        t=shelf("receipts"),
    )
    for (digest,) in session.rows(query, [sorted(delivery_ids)]):
        write_note(session, HOLDS_WITHDRAWN + digest, "withdrawn")


def erase_places(session: Session, places: Collection[_Shown]) -> None:
    """Erase rows from quarantine by delivery and number, within a transaction, and remember the places."""
    # The files of these deliveries are cut after the vault. The note survives a kill in between.
    note_deliveries(session, {delivery for delivery, _ in places})
    fit_shelf(session, "main", ERASED_ROWS, ROW_PLACES)
    # The place stays, so that the row is left out again when the file is judged again or the vault is
    # rebuilt.
    for place in sorted(places):
        for statement in (
            "DELETE FROM {quarantine} WHERE (delivery_id, row_number) = (?, ?)",
            "INSERT INTO {erased} VALUES (?, ?)",
        ):
            session.execute(
                sql(
                    statement,
                    quarantine=shelf("quarantine"),
                    erased=shelf(ERASED_ROWS),
                ),
                list(place),
            )


def rows_in_quarantine(session: Session, places: Iterable[_Shown]) -> set[_Shown]:
    """Return those of some places at which a row lies in quarantine."""
    query = sql(
        "SELECT count(*) FROM {t} WHERE (delivery_id, row_number) = (?, ?)",
        t=shelf("quarantine"),
    )
    return {place for place in places if session.value(query, list(place))}


def erase_records(
    session: Session, pairs: Iterable[tuple[str, str]], day: str, ground: str
) -> None:
    """Erase records by source and pseudonym, and leave tombstones; the file is still to be written anew."""
    _name(session, pairs)
    with session.transaction():
        for digest in _deliveries_of_named(session):
            write_note(session, HOLDS_WITHDRAWN + digest, "withdrawn")
        _erase_named(session, day, ground)
        write_note(session, REWRITE, "to do")
    session.drop("withdrawing")


def _name(session: Session, pairs: Iterable[tuple[str, str]]) -> None:
    """Make the table of the session that names the records to erase."""
    ordered = sorted(pairs)
    session.write(
        "withdrawing",
        {
            "source": _texts(source for source, _ in ordered),
            "pseud_id": _texts(pseud_id for _, pseud_id in ordered),
        },
    )


def _deliveries_of_named(session: Session) -> list[str]:
    """Return the digests of the deliveries that brought the records that were named."""
    query = "SELECT delivery_id FROM {t} WHERE pseud_id IN (SELECT pseud_id FROM {n})"
    selects = [
        sql(query, t=table, n=Sql(_NAMED)) for table in _tables_by_pseudonym(session)
    ]
    rows = session.rows(
        sql(
            "SELECT digest FROM {receipts} WHERE delivery_id IN ({held}) ORDER BY digest",
            receipts=shelf("receipts"),
            held=Sql(" UNION ".join(selects)),
        )
    )
    return [digest for (digest,) in rows]


def _erase_named(session: Session, day: str, ground: str) -> None:
    """Erase the records that were named, from every table, and leave tombstones."""
    # Estimates hold counts in which the person still is.
    forget_notes(session, ESTIMATE)
    fit_shelf(session, "main", "withdrawn", TOMBSTONES)
    fit_keys(session)
    fit_reviews(session)
    session.execute(
        sql(
            # A record that was withdrawn before keeps the day and ground of that time.
            "INSERT INTO {t} BY NAME SELECT *, $day::DATE AS withdrawn_on, $ground AS ground FROM {named}"
            " ANTI JOIN {t} USING (source, pseud_id)",
            t=shelf("withdrawn"),
            named=Sql(_NAMED),
        ),
        {"day": day, "ground": ground},
    )
    erase_keys(session, _NAMED)
    erase_reviews(session, _NAMED)
    for table in (*_tables_by_pseudonym(session), shelf("superseded")):
        session.execute(
            sql(
                "DELETE FROM {t} WHERE pseud_id IN (SELECT pseud_id FROM {n})",
                t=table,
                n=Sql(_NAMED),
            )
        )


def _tables_by_pseudonym(session: Session) -> list[Sql]:
    """List the tables with rows by pseudonym. Pseudonyms are unique per source, so no source filter is needed."""
    of_sources = [
        shelf(schema, source)
        for schema in (PAYLOAD, IDENTITIES)
        for source in sources_in(session, schema)
    ]
    return [*of_sources, shelf("quarantine"), shelf("doubtful")]


class _Person:
    """What a row without a key may show of one person."""

    def __init__(
        self,
        key: Sequence[str],
        link: Mapping[LinkRole, str],
        spellings: Sequence[str],
    ) -> None:
        numbers = [text for role, text in link.items() if is_number(role, text)]
        self.alone = {text.casefold() for text in (*numbers, *spellings)}
        self.together = {
            text.casefold() for role, text in link.items() if role in NAMES_AND_DATES
        }
        self.key = {value.casefold() for value in key}


def _texts_of(one: Withdrawal, role: LinkRole) -> tuple[str, ...]:
    """Return the spellings under which a link field of the request may stand in the vault."""
    others = one.spellings if role is LinkRole.NATIONAL_NUMBER else ()
    return (one.link[role], *others)


def _shows(values: Sequence[str | None], person: _Person) -> bool:
    texts = [value.casefold() for value in values if value]
    # A refused row may have a field too many or too few, so that no value stands in its column for
    # certain. The whole line is searched, for whole words: a short name is part of many others.
    line = " ".join(texts)

    def stands(value: str) -> bool:
        return (
            value in texts
            or re.search(rf"(?<!\w){re.escape(value)}(?!\w)", line) is not None
        )

    if person.key and all(map(stands, person.key)):
        return True
    return (
        any(map(stands, person.alone)) or sum(map(stands, person.together)) >= _ENOUGH
    )


def _texts(values: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(list(values), dtype=object)
