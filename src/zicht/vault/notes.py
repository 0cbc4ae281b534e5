"""Notes of the vault: which step was done, on which input."""

from collections.abc import Collection

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.vault.shelves import shelf

REWRITE = "rewrite the file"
"""Step that is still to be done after an erasure: free blocks of the file hold what was erased."""
PUBLISHED = "published "
"""Before the digest of the gate: what it sealed was published."""
HOLDS_WITHDRAWN = "holds withdrawn "
"""Before the digest of a delivery: its file holds records that were withdrawn."""
JOURNAL = "journal"
"""Number and digest of the last entry of the journal when the vault last changed."""


ESTIMATE = "estimate "
"""Before the digest of what an estimate was made from; the note is the estimate itself, with true counts."""


def write_note(session: Session, step: str, fingerprint: str) -> None:
    """Note that a step was done, within a transaction of the caller."""
    runs = shelf("runs")
    session.execute(sql("DELETE FROM {runs} WHERE step = ?", runs=runs), [step])
    session.execute(
        sql("INSERT INTO {runs} VALUES (?, ?)", runs=runs), [step, fingerprint]
    )


def read_note(session: Session, step: str) -> str:
    """Return what was noted for a step; empty where nothing was."""
    query = sql("SELECT fingerprint FROM {runs} WHERE step = ?", runs=shelf("runs"))
    rows = session.rows(query, [step])
    return str(rows[0][0]) if rows else ""


def notes_that_start(session: Session, start: str) -> dict[str, str]:
    """Return the notes of steps that start with a text: the rest of the step to what was noted."""
    query = sql(
        "SELECT step, fingerprint FROM {runs} WHERE starts_with(step, ?) ORDER BY step",
        runs=shelf("runs"),
    )
    rows = session.rows(query, [start])
    return {step.removeprefix(start): fingerprint for step, fingerprint in rows}


def forget_notes(
    session: Session, start: str, *, except_for: Collection[str] = ()
) -> None:
    """Delete the notes of steps that start with a text, within a transaction of the caller."""
    query = sql(
        "DELETE FROM {runs} WHERE starts_with(step, ?) AND NOT list_contains(?, step)",
        runs=shelf("runs"),
    )
    session.execute(query, [start, list(except_for)])
