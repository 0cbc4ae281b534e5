"""Keeps identities apart from what is counted: pseudonyms, link fields and payload, encrypted at rest."""

from zicht.vault.backups import read_backup, write_backup
from zicht.vault.custody import join_shares, read_share, split_keys
from zicht.vault.erasure import SamePerson
from zicht.vault.journal import (
    BACKED_UP,
    KEY_CHANGED,
    PUBLISHED,
    RESTORED,
    ROTATION,
    WITHDRAWN,
    Entry,
    Journal,
    check_every_signature,
    check_journal,
    continue_copy,
    head_of,
    how_copies_come_back,
    public_key_of,
    read_copies,
)
from zicht.vault.keys import (
    FILE,
    HOW_KEYS_COME_BACK,
    Keys,
    copy_key,
    flush,
    later_name,
    read_key,
    read_rotated,
    write_rotated,
)
from zicht.vault.ledger import CELLS, Remembered
from zicht.vault.link_reviews import LinkReview
from zicht.vault.marking import coded_keys
from zicht.vault.noise import (
    JOURNAL_KEY,
    NOISE,
    first_journal_key,
    has_noise_key,
    journal_key,
    later_journal_key,
    noise_key,
    write_journal_key,
)
from zicht.vault.notes import ESTIMATE
from zicht.vault.reception import payload_columns
from zicht.vault.record import Agreement, MissingDelivery, Record
from zicht.vault.retention import Due
from zicht.vault.sealed_cells import SealedCells
from zicht.vault.sealed_files import SealedDelivery, SealedFiles
from zicht.vault.vault import DamagedVaultError, Status, Vault

__all__ = [
    "BACKED_UP",
    "CELLS",
    "ESTIMATE",
    "FILE",
    "HOW_KEYS_COME_BACK",
    "JOURNAL_KEY",
    "KEY_CHANGED",
    "NOISE",
    "PUBLISHED",
    "RESTORED",
    "ROTATION",
    "WITHDRAWN",
    "Agreement",
    "DamagedVaultError",
    "Due",
    "Entry",
    "Journal",
    "Keys",
    "LinkReview",
    "MissingDelivery",
    "Record",
    "Remembered",
    "SamePerson",
    "SealedCells",
    "SealedDelivery",
    "SealedFiles",
    "Status",
    "Vault",
    "check_every_signature",
    "check_journal",
    "coded_keys",
    "continue_copy",
    "copy_key",
    "first_journal_key",
    "flush",
    "has_noise_key",
    "head_of",
    "how_copies_come_back",
    "join_shares",
    "journal_key",
    "later_journal_key",
    "later_name",
    "noise_key",
    "payload_columns",
    "public_key_of",
    "read_backup",
    "read_copies",
    "read_key",
    "read_rotated",
    "read_share",
    "split_keys",
    "write_backup",
    "write_journal_key",
    "write_rotated",
]
