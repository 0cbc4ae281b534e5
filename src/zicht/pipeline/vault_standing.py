"""Opens the vault of a project and sees how it stands, before anything is done with it."""

from zicht.pipeline.delivered import lost_files, not_cut
from zicht.pipeline.standing import Standing
from zicht.pipeline.vaults import has_vault, open_vault
from zicht.project.folder import Project
from zicht.vocabulary.progress import Progress


def standing_of(project: Project, *, why: str, tell: Progress) -> Standing:
    """Open the vault of a project where it has one, and return how it stands."""
    if not has_vault(project.folder):
        return Standing()
    with open_vault(project, why=why, tell=tell) as (_, vault):
        return Standing(
            withdrawals=vault.withdrawals(),
            forgotten=vault.forgotten(),
            missing=vault.agreement.missing,
            lost=tuple(lost_files(project, vault)),
            holds_withdrawn=bool(not_cut(project.folder, vault)),
            in_ledger=frozenset(entry.release for entry in vault.recall()),
        )
