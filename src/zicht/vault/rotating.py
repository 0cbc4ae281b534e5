"""A vault under new keys: every pseudonym is replaced by another, and records that belonged together still do."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.vault.keys import Keys
from zicht.vault.link_reviews import TABLE as REVIEWS
from zicht.vault.link_reviews import fit_reviews
from zicht.vault.person_keys import HISTORY, KEYS, fit_keys
from zicht.vault.persons import TABLE as PERSONS
from zicht.vault.pseudonyms import HALF, rotated
from zicht.vault.shelves import FILE_PROOF, NAME, PAYLOAD, PROOF
from zicht.vocabulary.errors import VaultError
from zicht.vocabulary.nouns import counted

_DRAFT, _FRESH = "rotating", "rotated"
_MAP = "rotated_halves"
_START = Sql("1")
_WIDTH = 2 * HALF
"""Hexadecimal digits of a half of a digest."""


@dataclass(frozen=True)
class _Digests:
    """A column that holds keyed digests: what stands before and after them is kept.

    Parameters
    ----------
    table : its full name
    column : name
    first : place of the first digit of the digest in the text, from 1, as SQL
    halves : number of halves
    """

    table: Sql
    column: str
    first: Sql = _START
    halves: int = 1


def write_rotated(
    session: Session,
    target: Path,
    keys: Keys,
    coded: Mapping[str, Collection[str]],
) -> int:
    """Write the attached vault to another file under rotated keys.

    It is rotated in a draft and copied from there, so that no block of the file holds a former pseudonym.

    Returns
    -------
    number of judgements of clerical review that were left out, because their reviewers signed former pseudonyms
    """
    fit_reviews(session)
    fit_keys(session)
    draft = target.with_name(f"{target.name}.draft")
    for path in (draft, target):
        path.unlink(missing_ok=True)
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    session.attach(draft, keys.file, _DRAFT)
    try:
        session.execute(f"COPY FROM DATABASE {NAME} TO {_DRAFT}")
        reviews = identifier(_DRAFT, "main", REVIEWS)
        left_out: int = session.value(sql("SELECT count(*) FROM {t}", t=reviews))
        # Reviewers signed the former pseudonyms, and nobody can sign again in their place (ADR 0196).
        session.execute(sql("DELETE FROM {t}", t=reviews))
        for digests in _columns(session, coded):
            _rotate(session, digests, keys.later[-1])
        about = identifier(_DRAFT, "main", "about")
        for name, proof in ((PROOF, keys.proof), (FILE_PROOF, keys.file_proof)):
            session.execute(
                sql("UPDATE {about} SET value = ? WHERE name = ?", about=about),
                [proof, name],
            )
        session.attach(target, keys.file, _FRESH)
        try:
            session.execute(f"COPY FROM DATABASE {_DRAFT} TO {_FRESH}")
        finally:
            session.detach(_FRESH)
    finally:
        session.drop(_MAP)
        session.detach(_DRAFT)
        draft.unlink(missing_ok=True)
        draft.with_name(f"{draft.name}.wal").unlink(missing_ok=True)
    return left_out


def _columns(
    session: Session, coded: Mapping[str, Collection[str]]
) -> Iterator[_Digests]:
    """List every column of the draft that holds keyed digests."""
    query = (
        "SELECT schema_name, table_name, column_name FROM duckdb_columns()"
        " WHERE database_name = ? ORDER BY ALL"
    )
    # Before the digest of a record stands its place within its day, and a line.
    after_line = Sql("strpos(source_record_id, '-') + 1")
    for schema, table, column in session.rows(query, [_DRAFT]):
        place = identifier(_DRAFT, schema, table)
        if column == "pseud_id":
            yield _Digests(place, column)
        elif schema == PAYLOAD and column == "source_record_id":
            yield _Digests(place, column, after_line)
        elif schema == PAYLOAD and column in coded.get(table, ()):
            yield _Digests(place, column)
        elif table in (KEYS, HISTORY) and column in ("person", "other"):
            # The key of a person is the pseudonym of one of its records, with a number where that was taken.
            yield _Digests(place, column)
        elif table == PERSONS and column == "digest":
            yield _Digests(place, column, halves=2)


def _rotate(session: Session, digests: _Digests, key: bytes) -> None:
    """Replace the digests of one column."""
    width = _WIDTH * digests.halves
    parts = {
        "t": digests.table,
        "column": identifier(digests.column),
        "digest": sql(
            "substr({column}, {first}, {width})",
            column=identifier(digests.column),
            first=digests.first,
            width=Sql(str(width)),
        ),
    }
    pattern = literal(f"[0-9a-f]{{{width}}}")
    strange = session.value(
        sql(
            "SELECT count(*) FROM {t} WHERE {column} <> '' AND NOT regexp_full_match({digest}, {pattern})",
            pattern=pattern,
            **parts,
        )
    )
    if strange:
        raise VaultError(
            f"Column {digests.column} holds "
            f"{counted(strange, 'value that is not a keyed digest', 'values that are not keyed digests')}"
            "; nothing was rotated.",
            now="A column that was a key in one version of a form and is none in another cannot be rotated:"
            " give it another name in the form.",
        )
    # Whoever had both columns of this table could undo the rotation. It lies in the session, never in
    # the vault, and is dropped.
    session.execute(f"CREATE OR REPLACE TABLE {_MAP} (before VARCHAR, after VARCHAR)")
    query = sql("SELECT DISTINCT {digest} FROM {t} WHERE {column} <> ''", **parts)
    for batch in session.batches(query):
        before = [digest for (digest,) in batch]
        after = [rotated(bytes.fromhex(digest), [key]).hex() for digest in before]
        session.append(
            _MAP,
            {
                "before": np.array(before, dtype=object),
                "after": np.array(after, dtype=object),
            },
        )
    session.execute(
        sql(
            "UPDATE {t} SET {column} = substr({column}, 1, {first} - 1) || after || substr({column}, {first} + {width})"
            " FROM memory.main.{map} WHERE {digest} = before",
            first=digests.first,
            width=Sql(str(width)),
            map=Sql(_MAP),
            **parts,
        )
    )
