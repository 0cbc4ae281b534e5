"""Deliveries of which nobody can tell which counts: their suppliers must say so."""

from collections.abc import Iterable

from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.text import letters_and_digits


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
        is_same_name = letters_and_digits(other.part) == letters_and_digits(new.part)
        if other.part != new.part and is_same_name:
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
