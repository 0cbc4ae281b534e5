"""How the vault of a project stands, seen before anything is done with it."""

from dataclasses import dataclass

from zicht.vault.record import MissingDelivery
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
