"""How the vault of a project stands, seen before anything is done with it."""

from dataclasses import dataclass

from zicht.pipeline.delivered import lost_files, not_cut
from zicht.pipeline.vaults import has_vault, open_vault
from zicht.project.folder import Project
from zicht.vault import MissingDelivery, Vault
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import SealedBy


@dataclass(frozen=True)
class Standing:
    """What the vault of a project says of itself, and of the files that were sealed away.

    Parameters
    ----------
    withdrawals : digest of who withdrew; empty while nobody did
    forgotten : digest of what is past its retention period and was forgotten; empty while nothing was
    missing : deliveries that were received, and that the vault does not hold
    lost : deliveries whose sealed files are gone: without them the vault cannot be rebuilt
    holds_withdrawn : whether a sealed file still holds somebody who withdrew
    in_ledger : digests of what the gate sealed that stand in the ledger, published or not
    """

    withdrawals: str = ""
    forgotten: str = ""
    missing: tuple[MissingDelivery, ...] = ()
    lost: tuple[str, ...] = ()
    holds_withdrawn: bool = False
    in_ledger: frozenset[str] = frozenset()

    def can_publish(self, gate: SealedBy | None) -> bool:
        """Whether the ledger holds what a release prints; a release that counts nothing prints nothing of people."""
        return gate is None or gate.digest in self.in_ledger


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


def accepted_in_doubt(vault: Vault) -> list[dict[str, object]]:
    """Return a row for each doubt about a delivery as a whole that was accepted, with the reason."""
    rows: list[dict[str, object]] = []
    for delivery, reasons in vault.accepted_because().items():
        for line in reasons.splitlines():
            doubt, separator, reason = line.partition(": ")
            if not separator:
                # Deliveries of earlier versions were accepted with all of their doubts.
                doubt, reason = "all", line
            rows.append({"delivery": delivery, "doubt": doubt, "because": reason})
    return rows
