"""Keeps identities apart from what is counted: pseudonyms, link fields and payload, encrypted at rest."""

from zicht.vault.custody import join_shares, read_share, split_keys
from zicht.vault.erasure import SamePerson
from zicht.vault.journal import (
    BACKED_UP,
    PUBLISHED,
    RESTORED,
    WITHDRAWN,
    Entry,
    Journal,
    check_every_signature,
    check_journal,
    head_of,
)
from zicht.vault.keys import Keys, flush
from zicht.vault.ledger import CELLS, Remembered
from zicht.vault.noise import JOURNAL_KEY, journal_key, noise_key
from zicht.vault.notes import ESTIMATE
from zicht.vault.reception import payload_columns
from zicht.vault.record import Agreement, MissingDelivery, Record
from zicht.vault.sealed_cells import decrypt, encrypt, key_for
from zicht.vault.sealed_files import SealedDelivery, SealedFiles, list_sealed
from zicht.vault.vault import Status, Vault

__all__ = [
    "BACKED_UP",
    "CELLS",
    "ESTIMATE",
    "JOURNAL_KEY",
    "PUBLISHED",
    "RESTORED",
    "WITHDRAWN",
    "Agreement",
    "Entry",
    "Journal",
    "Keys",
    "MissingDelivery",
    "Record",
    "Remembered",
    "SamePerson",
    "SealedDelivery",
    "SealedFiles",
    "Status",
    "Vault",
    "check_every_signature",
    "check_journal",
    "decrypt",
    "encrypt",
    "flush",
    "head_of",
    "join_shares",
    "journal_key",
    "key_for",
    "list_sealed",
    "noise_key",
    "payload_columns",
    "read_share",
    "split_keys",
]
