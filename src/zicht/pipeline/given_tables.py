"""The tables on demand that a vault remembers to have given."""

import json

from zicht.pipeline import ledger
from zicht.vault.vault import Vault

GIVEN = "table "
"""Before the digest of a table in the notes of the vault: who asked what, when and why."""


def tables_of(vault: Vault) -> list[dict[str, object]]:
    """List the tables that a vault remembers to have given."""
    tables = []
    for entry in ledger.published(vault).entries:
        about = vault.noted(GIVEN + entry.release)
        if about:
            tables.append({"table": entry.release[:16], **json.loads(about)})
    return tables
