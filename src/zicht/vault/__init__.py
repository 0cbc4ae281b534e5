"""Keeps identities apart from what is counted: pseudonyms, link fields and payload, encrypted at rest."""

from zicht.vault.keys import Keys
from zicht.vault.ledger import Remembered
from zicht.vault.noise import noise_key
from zicht.vault.reception import payload_columns
from zicht.vault.vault import Status, Vault

__all__ = ["Keys", "Remembered", "Status", "Vault", "noise_key", "payload_columns"]
