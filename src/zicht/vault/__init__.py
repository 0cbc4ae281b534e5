"""Keeps identities apart from what is counted: pseudonyms, link fields and payload, encrypted at rest."""

from zicht.vault.erasure import SamePerson
from zicht.vault.journal import Entry, Journal
from zicht.vault.keys import Keys
from zicht.vault.ledger import CELLS, Remembered
from zicht.vault.noise import JOURNAL_KEY, journal_key, noise_key
from zicht.vault.reception import payload_columns
from zicht.vault.record import Agreement, MissingDelivery, Record
from zicht.vault.vault import Status, Vault

__all__ = [
    "CELLS",
    "JOURNAL_KEY",
    "Agreement",
    "Entry",
    "Journal",
    "Keys",
    "MissingDelivery",
    "Record",
    "Remembered",
    "SamePerson",
    "Status",
    "Vault",
    "journal_key",
    "noise_key",
    "payload_columns",
]
