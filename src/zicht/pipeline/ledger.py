"""The ledger of the gate, kept in the vault: what every published release printed.

A release is written down before it is frozen, under the digest of the gate, and counts from its publication on: a
preview that nobody approved does not bind the next one.
"""

import json

from zicht.vault import Vault
from zicht.vocabulary.tables import Ledger, Protected

_PUBLISHED = "published "
_TABLE = "cells"


def write_down(vault: Vault, protected: Protected) -> None:
    """Write what a release will print, before it is frozen."""
    entry = json.loads(Ledger().entered(protected.digest, protected).as_json())
    vault.remember(protected.digest, {_TABLE: json.dumps(entry, sort_keys=True)})


def mark_published(vault: Vault, gate_digest: str, release: str) -> None:
    """Let a release count from now on."""
    if vault.noted(_PUBLISHED + gate_digest) != release:
        vault.note(_PUBLISHED + gate_digest, release)


def published(vault: Vault) -> Ledger:
    """Give what every published release printed, oldest first."""
    entries = [
        entry
        for kept in vault.recall()
        if vault.noted(_PUBLISHED + kept.release)
        for entry in Ledger.from_json(kept.cells).entries
    ]
    return Ledger(tuple(entries))
