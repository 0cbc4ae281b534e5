"""Deliveries of which nobody can tell which counts: their suppliers must say so."""

import unicodedata
from collections.abc import Iterable

from zicht.vocabulary.deliveries import Receipt


def plain_part(part: str) -> str:
    """Write the name of a part so that two spellings of one name are equal: without capitals, accents and signs."""
    decomposed = unicodedata.normalize("NFKD", part).casefold()
    return "".join(sign for sign in decomposed if sign.isalnum())


def overlaps(new: Receipt, others: Iterable[Receipt]) -> list[str]:
    """List what is unclear about a delivery beside others of its source.

    Parameters
    ----------
    new : receipt of the delivery
    others : receipts of deliveries that were received

    Returns
    -------
    a line per question; empty where its letter says enough
    """
    questions = []
    for other in others:
        if other.source != new.source or other.digest == new.digest:
            continue
        if other.part != new.part and plain_part(other.part) == plain_part(new.part):
            questions.append(
                f"its part {new.part} is written as {other.part} in delivery {other.delivery_id}; as two parts their"
                " rows would add up"
            )
        if not other.days.overlaps(new.days):
            continue
        same_order = (other.extracted_on, other.correction) == (
            new.extracted_on,
            new.correction,
        )
        if other.part == new.part and same_order:
            questions.append(
                f"delivery {other.delivery_id} of the same period was extracted on the same day, {new.extracted_on};"
                " the letter of the one that counts needs a higher number: correction = 1"
            )
        elif bool(other.part) != bool(new.part):
            whole, part = ("it", "delivery") if not new.part else ("delivery", "it")
            questions.append(
                f"{whole} is of the whole source and {part} of a part of it, for overlapping days (delivery"
                f" {other.delivery_id}); their rows would count twice"
            )
    return questions
