"""Deliveries that were checked against their form, before the vault receives them."""

from dataclasses import dataclass

from zicht.vocabulary.deliveries import Letter, Receipt
from zicht.vocabulary.forms import Form


@dataclass(frozen=True)
class Delivery:
    """A checked delivery, waiting at the vault's door.

    Parameters
    ----------
    form, letter, receipt : what was promised, stated, found
    accepted : name of the relation with typed rows, in the engine's session; the columns of the form, and `DAY`
    refused : name of the relation with refused rows as text, and their reasons
    doubtful : name of the relation with values of link fields that were set aside
    found : what was found out about the file, in words
    n_gaps : of a table of counts, places at which rows go on below an empty line or a title
    """

    form: Form
    letter: Letter
    receipt: Receipt
    accepted: str
    refused: str
    doubtful: str
    found: tuple[str, ...] = ()
    n_gaps: int = 0
