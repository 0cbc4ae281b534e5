"""Keys of persons in the vault, with their history."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zicht.engine.session import Session
from zicht.engine.words import Sql, sql
from zicht.vault.shelves import fit_shelf, shelf
from zicht.vocabulary.people import Links
from zicht.vocabulary.persons import Change, KeptKeys, Kind

KEYS, HISTORY = "person_keys", "person_history"
_STAGED_KEYS, _STAGED_CHANGES = "keys_of_run", "changes_of_run"
COLUMNS = {
    KEYS: {"pseud_id": "VARCHAR", "person": "VARCHAR", "status": "VARCHAR"},
    HISTORY: {
        "day": "DATE",
        "change": "VARCHAR",
        "person": "VARCHAR",
        "other": "VARCHAR",
        "n_records": "BIGINT",
    },
}


def read_keys(session: Session) -> dict[str, str]:
    """Return the key of the person of each record, as the last run gave it."""
    fit_keys(session)
    query = sql("SELECT pseud_id, person FROM {t} ORDER BY pseud_id", t=shelf(KEYS))
    return dict(session.rows(query))


def links_of_keys(session: Session, relation: str = "links") -> Links:
    """Make a table of links from the keys of the last run: a person is called by its smallest pseudonym, as in linkage.

    Parameters
    ----------
    session : of the vault
    relation : name of the table that is made: `pseud_id`, `person_id`, `status`
    """
    fit_keys(session)
    session.execute(
        sql(
            "CREATE OR REPLACE TABLE memory.main.{relation} AS SELECT pseud_id,"
            " min(pseud_id) OVER (PARTITION BY person) AS person_id, status FROM {keys} ORDER BY pseud_id",
            relation=Sql(relation),
            keys=shelf(KEYS),
        )
    )
    counts = sql(
        "SELECT status, count(*) FROM {keys} GROUP BY status", keys=shelf(KEYS)
    )
    statuses: dict[str, int] = dict(session.rows(counts))
    persons = sql("SELECT count(DISTINCT person) FROM {keys}", keys=shelf(KEYS))
    return Links(relation, session.value(persons), sum(statuses.values()), statuses)


def used_keys(session: Session) -> set[str]:
    """Return every key that was ever used."""
    fit_keys(session)
    # A key is one person's and is never used for another, so retired ones count too (ADR 0152).
    query = sql("SELECT person FROM {t} UNION SELECT other FROM {t}", t=shelf(HISTORY))
    return {key for (key,) in session.rows(query)} - {""}


def write_keys(
    session: Session, kept: KeptKeys, status_of: Sequence[tuple[str, str]], day: str
) -> None:
    """Keep the keys of a run and what changed.

    Parameters
    ----------
    session : of the vault
    kept : keys and changes
    status_of : pseudonym of each record, and why it is linked
    day : of the run, YYYY-MM-DD
    """
    fit_keys(session)
    _stage(session, kept, status_of)
    delete = "DELETE FROM {keys}"
    insert = "INSERT INTO {keys} SELECT * FROM {staged} ORDER BY pseud_id"
    append = "INSERT INTO {history} SELECT $day::DATE, * EXCLUDE (nr) FROM {staged} ORDER BY nr"
    keys, history = shelf(KEYS), shelf(HISTORY)
    try:
        with session.transaction():
            session.execute(sql(delete, keys=keys))
            session.execute(sql(insert, keys=keys, staged=_STAGED_KEYS))
            session.execute(
                sql(append, history=history, staged=_STAGED_CHANGES), {"day": day}
            )
    finally:
        session.drop(_STAGED_KEYS, _STAGED_CHANGES)


def _stage(
    session: Session, kept: KeptKeys, status_of: Sequence[tuple[str, str]]
) -> None:
    """Write keys and changes beside the vault: one transaction writes in one database."""
    records = [record for record, _ in status_of]
    session.write(
        _STAGED_KEYS,
        {
            "pseud_id": _texts(records),
            "person": _texts([kept.keys[record] for record in records]),
            "status": _texts([status for _, status in status_of]),
        },
    )
    changes = kept.changes
    session.write(
        _STAGED_CHANGES,
        {
            "nr": np.arange(len(changes)),
            "change": _texts([str(change.kind) for change in changes]),
            "person": _texts([change.key for change in changes]),
            "other": _texts([change.other for change in changes]),
            "n_records": np.array([one.n_records for one in changes], dtype=np.int64),
        },
    )


def read_history(session: Session) -> list[tuple[str, Change]]:
    """Return the day and what happened, oldest first."""
    fit_keys(session)
    query = sql(
        "SELECT day::VARCHAR, change, person, other, n_records FROM {t} ORDER BY rowid",
        t=shelf(HISTORY),
    )
    return [
        (day, Change(Kind(kind), person, other, n))
        for day, kind, person, other, n in session.rows(query)
    ]


def erase_keys(session: Session, named: str) -> None:
    """Erase the keys of records that were named, and the history of persons of whom no record is left.

    Parameters
    ----------
    session : of the vault, in a transaction
    named : relation with the column `pseud_id`
    """
    words = {"keys": shelf(KEYS), "history": shelf(HISTORY), "named": Sql(named)}
    session.execute(
        sql(
            "DELETE FROM {keys} WHERE pseud_id IN (SELECT pseud_id FROM {named})",
            **words,
        )
    )
    session.execute(
        sql(
            "DELETE FROM {history} WHERE person NOT IN (SELECT person FROM {keys})",
            **words,
        )
    )


def _texts(values: Sequence[str]) -> NDArray[np.object_]:
    return np.array(values, dtype=object)


def fit_keys(session: Session) -> None:
    """Make the tables of keys where a vault has none yet."""
    for table, columns in COLUMNS.items():
        fit_shelf(session, "main", table, columns)
