"""The step from the vault's link fields to links."""

from zicht import linkage
from zicht.engine import Session
from zicht.linkage import Linkage
from zicht.vault import Vault


def link_records(session: Session, vault: Vault) -> Linkage:
    """Link all records that count now."""
    return linkage.link(session, vault.link_fields())
