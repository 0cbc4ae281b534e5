"""The step from the vault's link fields to links, and the report on it."""

from pathlib import Path

from zicht import linkage
from zicht.engine import Session
from zicht.linkage import Linkage
from zicht.pipeline.intake import open_vault
from zicht.project.folder import Project
from zicht.vault import Vault
from zicht.vocabulary.people import LinkageReport
from zicht.vocabulary.progress import Progress


def link_records(session: Session, vault: Vault) -> Linkage:
    """Link all records that count now."""
    return linkage.link(session, vault.link_fields())


def report_linkage(folder: Path, *, tell: Progress) -> LinkageReport:
    """Link the records in the vault of a project and report how that went, in counts.

    Raises
    ------
    VaultError : the vault holds no records of people yet
    """
    with open_vault(Project.open(folder)) as (session, vault):
        tell("Linking records of one person")
        return link_records(session, vault).report
