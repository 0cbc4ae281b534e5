"""Deliveries and receipts: what came in, and what was made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zicht.vocabulary.errors import DeliveryError
from zicht.vocabulary.forms import Form


@dataclass(frozen=True)
class Letter:
    """What the supplier states beside the file.

    Parameters
    ----------
    source, form_version : which form the file follows
    period : years covered, `2019` or `2019-2024`
    extracted_on : ISO date of extraction at the supplier
    legal_basis : why this may be processed; a delivery without one is refused
    consent : how withdrawal of consent is handled
    """

    source: str
    form_version: int
    period: str
    extracted_on: str
    legal_basis: str
    consent: str

    def __post_init__(self) -> None:
        if not self.legal_basis.strip():
            raise DeliveryError(
                f"Delivery of {self.source}: no legal basis is stated.",
                now="Ask the supplier for it.",
            )


@dataclass(frozen=True)
class Receipt:
    """Proof of what was received. Counts rows, quotes none; may be published.

    Parameters
    ----------
    delivery_id : first 16 hexadecimal digits of the digest
    digest : SHA-256 of the delivered file and its letter
    rows, accepted, quarantined : rows of the file = accepted + quarantined
    reasons : reason of quarantine to number of rows (a row may have several)
    doubtful : reason for which a value of a link field was set aside, to number of accepted rows
    """

    delivery_id: str
    source: str
    digest: str
    form_version: int
    period: str
    extracted_on: str
    legal_basis: str
    rows: int
    accepted: int
    quarantined: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    doubtful: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.rows != self.accepted + self.quarantined:
            raise DeliveryError(
                f"Receipt of {self.source}: {self.rows} rows are not all accounted for."
            )


@dataclass(frozen=True)
class Delivery:
    """A checked delivery, waiting at the vault's door.

    Parameters
    ----------
    form, letter, receipt : what was promised, stated, found
    accepted : name of the relation with typed rows, in the engine's session
    refused : name of the relation with refused rows as text, and their reasons
    doubtful : name of the relation with values of link fields that were set aside
    """

    form: Form
    letter: Letter
    receipt: Receipt
    accepted: str
    refused: str
    doubtful: str
