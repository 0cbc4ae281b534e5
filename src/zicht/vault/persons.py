"""Tombstones of persons: keyed digests of numbers and names, which keep who withdrew out under any key."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, sql
from zicht.vault.erasure import Pair, erase_places
from zicht.vault.marking import written
from zicht.vault.notes import REWRITE, write_note
from zicht.vault.pseudonyms import Pseudonyms
from zicht.vault.reception import Reception, link_value
from zicht.vault.shelves import IDENTITIES, columns_of, fit_shelf, shelf, sources_in
from zicht.vocabulary.forms import Form
from zicht.vocabulary.link_roles import LinkRole
from zicht.vocabulary.text import letters_and_digits
from zicht.vocabulary.withdrawals import is_number

TABLE = "withdrawn_persons"
COLUMNS = {"digest": "VARCHAR", "withdrawn_on": "DATE", "ground": "VARCHAR"}
_WHOLE_DATE = 10
"""Characters of a birth date with year, month and day."""
_ONE_LETTER = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i"})
_TWO_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe"}
)
"""How letters are written where a keyboard lacks them."""
Link = Mapping[LinkRole, str]


class PersonDigests:
    """Turns link fields into digests that stand for a person in every source.

    Parameters
    ----------
    pseudonyms : of the vault
    """

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._of_number = pseudonyms.of("person", "number")
        self._of_token = pseudonyms.of("person", "token")
        self._of_name = pseudonyms.of("person", "name and birth date")

    def __repr__(self) -> str:
        return "<PersonDigests>"

    def of(self, link: Link) -> list[str]:
        """Return the digests of one person; none where the link fields do not point at one.

        A number or token is one. So are family name, first letter of the given names and whole birth date together:
        spelling, case, accents and initials differ between suppliers. A family name stands with its prefix and without
        it, and in every spelling of `_spellings`, since suppliers differ in these too.
        """
        digests = []
        number = link.get(LinkRole.NATIONAL_NUMBER, "")
        if is_number(LinkRole.NATIONAL_NUMBER, number):
            digits = letters_and_digits(number).lstrip("0")
            digests.append(self._of_number([digits]).hex())
        token = link.get(LinkRole.TOKEN, "")
        if token:
            digests.append(self._of_token([token.strip().casefold()]).hex())
        born = link.get(LinkRole.BIRTH_DATE, "").strip()[:_WHOLE_DATE]
        # Without the day a name and an initial fit many people, who would all be left out.
        if len(born) == _WHOLE_DATE:
            names = _names_of(link)
            digests += [self._of_name([*name, born]).hex() for name in sorted(names)]
        return digests


def _names_of(link: Link) -> set[tuple[str, str]]:
    """Return first letter and family name of a person, in the ways in which suppliers write them."""
    family = link.get(LinkRole.FAMILY_NAME, "")
    # An initial and a birth date without a family name fit many people.
    if not letters_and_digits(family):
        return set()
    with_prefix = f"{link.get(LinkRole.NAME_PREFIX, '')} {family}"
    families = _spellings(family) | _spellings(with_prefix)
    # Some suppliers write given names in full, and others initials. All of them have the first letter
    # (ADR 0193).
    letters = {given[0] for given in _spellings(link.get(LinkRole.GIVEN_NAMES, ""))}
    return {(letter, name) for letter in letters for name in families}


def _spellings(text: str) -> set[str]:
    """Return a name in bare letters: without accents, and as it is written where a letter is not on the keyboard."""
    whole = unicodedata.normalize("NFC", text).casefold()
    spelled = (whole, whole.translate(_ONE_LETTER), whole.translate(_TWO_LETTERS))
    return {letters_and_digits(name) for name in spelled} - {""}


@dataclass(frozen=True)
class Returning:
    """Records of a delivery that are of people who withdrew, though under another key.

    Parameters
    ----------
    pairs : source and pseudonym, of rows whose key is there
    rows : numbers of refused rows without a key
    """

    pairs: tuple[Pair, ...] = ()
    rows: tuple[int, ...] = ()


def read_tombstones(session: Session) -> set[str]:
    """Return the digests of everybody who withdrew."""
    fit_shelf(session, "main", TABLE, COLUMNS)
    query = sql("SELECT digest FROM {t}", t=shelf(TABLE))
    return {digest for (digest,) in session.rows(query)}


def tombstones_without(
    session: Session, known: Collection[str]
) -> dict[tuple[str, str], list[str]]:
    """Return digests of people who withdrew that are not among those known, by day and ground."""
    query = sql(
        "SELECT digest, withdrawn_on::VARCHAR, ground FROM {t} ORDER BY ALL",
        t=shelf(TABLE),
    )
    by_reason: dict[tuple[str, str], list[str]] = {}
    for digest, day, ground in session.rows(query):
        if digest not in known:
            by_reason.setdefault((day, ground), []).append(digest)
    return by_reason


def write_tombstones(
    session: Session, digests: Iterable[str], day: str, ground: str
) -> None:
    """Keep digests of persons who withdrew, within a transaction of the caller."""
    insert = sql("INSERT INTO {t} VALUES (?, ?::DATE, ?)", t=shelf(TABLE))
    for digest in sorted(set(digests)):
        session.execute(insert, [digest, day, ground])


def links_of(session: Session, pairs: Iterable[Pair]) -> list[Link]:
    """Return the link fields that the vault has of some records, of every delivery."""
    by_source: dict[str, list[str]] = {}
    for source, pseudonym in pairs:
        by_source.setdefault(source, []).append(pseudonym)
    known_sources = sources_in(session, IDENTITIES)
    links: list[Link] = []
    for source, named in by_source.items():
        if source not in known_sources:
            continue
        columns = columns_of(session, IDENTITIES, source)
        roles = [role for role in LinkRole if role in columns]
        query = sql(
            "SELECT DISTINCT {roles} FROM {t} WHERE list_contains(?, pseud_id)",
            roles=list(map(str, roles)),
            t=shelf(IDENTITIES, source),
        )
        for row in session.rows(query, [named]):
            filled = {role: text for role, text in zip(roles, row, strict=True) if text}
            links.append(filled)
    return links


def returning(
    session: Session,
    reception: Reception,
    digests: PersonDigests,
    tombstones: set[str],
) -> Returning:
    """Find the rows of a prepared delivery that are of people who withdrew.

    Parameters
    ----------
    session : in which the delivery waits
    reception : prepared: its pseudonyms are made
    digests : of the vault
    tombstones : of everybody who withdrew
    """
    form = reception.form
    # Two digests per record are saved as long as nobody withdrew (ADR 0193).
    if not tombstones or form.aggregate or not form.link_roles:
        return Returning()

    def has_withdrawn(link: Link) -> bool:
        return not tombstones.isdisjoint(digests.of(link))

    pairs: set[Pair] = set()
    for pseudonym, link in _accepted(session, reception):
        if has_withdrawn(link):
            pairs.add((form.source, pseudonym))
    rows: list[int] = []
    for number, keyed, link in _refused(session, reception):
        if not has_withdrawn(link):
            continue
        if keyed:
            pairs.add((form.source, keyed))
        else:
            rows.append(number)
    return Returning(tuple(sorted(pairs)), tuple(rows))


def erase_rows(session: Session, delivery_id: str, rows: Sequence[int]) -> None:
    """Erase rows of a delivery from quarantine, within a transaction of the caller."""
    if rows:
        erase_places(session, [(delivery_id, row) for row in rows])
        write_note(session, REWRITE, "to do")


def _accepted(session: Session, reception: Reception) -> list[tuple[str, Link]]:
    """Return pseudonym and link fields of every accepted row."""
    form = reception.form
    roles = list(form.link_roles)
    values = [Sql(f"{link_value(form, role)}") for role in roles]
    query = sql(
        "SELECT {pseudonym}, {values} FROM {accepted} AS record JOIN {marks} AS mark ON mark.place = record.rowid",
        pseudonym=written(form)["pseud_id"],
        values=values,
        accepted=identifier(reception.delivery.accepted),
        marks=reception.marks,
    )
    return [
        (row[0], _filled(roles, row[1:]))
        for batch in session.batches(query)
        for row in batch
    ]


def _refused(session: Session, reception: Reception) -> list[tuple[int, str, Link]]:
    """Return row number, pseudonym (empty without a key) and link fields of every refused row."""
    form = reception.form
    query = sql(
        "SELECT row_number, CASE WHEN mark.place IS NOT NULL THEN {pseudonym} ELSE '' END, texts"
        " FROM {refused} AS record LEFT JOIN {marks} AS mark ON mark.place = record.rowid",
        pseudonym=written(form)["pseud_id"],
        refused=identifier(reception.delivery.refused),
        marks=reception.marks_of_refused,
    )
    return [
        (number, pseudonym, _link_of_texts(form, texts))
        for batch in session.batches(query)
        for number, pseudonym, texts in batch
    ]


def _link_of_texts(form: Form, texts: Sequence[str | None]) -> Link:
    """Read the link fields of a refused row by the places of their columns."""
    places = {column.name: place for place, column in enumerate(form.columns)}
    link = {}
    for role in form.link_roles:
        of_role = [
            texts[places[column.name]] or ""
            for column in form.linked_as(role)
            if places[column.name] < len(texts)
        ]
        text = " ".join(filter(None, of_role))
        if text:
            link[role] = text
    return link


def _filled(roles: Sequence[LinkRole], values: Sequence[str | None]) -> Link:
    return {role: text for role, text in zip(roles, values, strict=True) if text}
