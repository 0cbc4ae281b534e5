"""The ledger of the gate, kept in the vault: what every published release and table printed.

A table asked on demand counts from the moment it is given. A release is written down before it is frozen, under the
digest of the gate, and counts from its publication on: a preview that nobody approved does not bind the next one.
"""

import hashlib
import json
from dataclasses import replace

from zicht.vault import Vault
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.spans import PrintedSpan

_PUBLISHED = "published "
_TABLE = "cells"


def write_down(
    vault: Vault, protected: Protected, spans: tuple[PrintedSpan, ...] = ()
) -> None:
    """Write what a release will print, before it is frozen; of spans of time also what it was printed of."""
    entry = json.loads(
        Ledger().entered(protected.digest, protected, spans=spans).as_json()
    )
    vault.remember(protected.digest, {_TABLE: json.dumps(entry, sort_keys=True)})


def mark_published(vault: Vault, gate_digest: str, release: str) -> None:
    """Let a release, or a table, count from now on."""
    if vault.noted(_PUBLISHED + gate_digest) != release:
        vault.note(_PUBLISHED + gate_digest, release)


def is_published(vault: Vault, gate_digest: str) -> bool:
    """Whether what the gate sealed under this digest counts."""
    return bool(vault.noted(_PUBLISHED + gate_digest))


def digest_of(ledger: Ledger) -> str:
    """Give the digest by which a ledger is known; that of an empty one is empty.

    It stands beside releases, so it is of what was printed alone: the name of an entry is the digest of all of that.
    """
    printed = Ledger(tuple(replace(entry, spans=()) for entry in ledger.entries))
    return (
        hashlib.sha256(printed.as_json().encode()).hexdigest() if ledger.entries else ""
    )


def refuse_outdated(vault: Vault, gate_digest: str, attacked_with: str | None) -> None:
    """Refuse to publish what was protected before another release or a table was published.

    What counts already is not refused: it may be signed once more.

    Parameters
    ----------
    gate_digest : of what is to be published
    attacked_with : digest of the ledger it was attacked together with, as the gate signed it; None where no signature
        covers it

    Raises
    ------
    ReleaseError : the ledger has moved on; the two were never attacked together
    """
    if is_published(vault, gate_digest):
        return
    if attacked_with is None:
        raise ReleaseError(
            "The gate did not sign which ledger this release was attacked together with.",
            now="An earlier version made it. Move it out of releases/ and run again.",
        )
    others = Ledger(
        tuple(
            entry for entry in published(vault).entries if entry.release != gate_digest
        )
    )
    if digest_of(others) != attacked_with:
        raise ReleaseError(
            "Another release or a table was published since this one was protected: together they were never attacked.",
            now="Move this release out of releases/ and run again; then have the new one reviewed.",
        )


def published(vault: Vault) -> Ledger:
    """Give what every published release printed, oldest first."""
    entries = [
        entry
        for kept in vault.recall()
        if kept.table == _TABLE and is_published(vault, kept.release)
        for entry in Ledger.from_json(kept.cells).entries
    ]
    return Ledger(tuple(entries))
