"""What a reference shows, once it is resolved."""

from collections.abc import Callable
from dataclasses import dataclass

from zicht.edition.edition import Edition
from zicht.edition.figures import Figure


@dataclass(frozen=True)
class Resolved:
    """What a reference shows.

    Parameters
    ----------
    shown : words or number
    figures : what it rests on
    qualifier : words that always go with it (`naar schatting`)
    is_number : whether it shows a number; False for words such as `gedaald`
    """

    shown: str
    figures: tuple[Figure, ...] = ()
    qualifier: str = ""
    is_number: bool = True


Resolve = Callable[[str, Edition], Resolved]
"""Finds what the words of a reference show; raises `NoSuchFigure` where it cannot."""
