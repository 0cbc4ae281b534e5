"""Texts in which every quantity is marked with what must be said of it."""

import re
from dataclasses import dataclass
from pathlib import Path

from zicht.proof.judging import Judgement

TEXTS = Path(__file__).parent / "texts"
_MARK = re.compile(r"\{(?P<words>[^{}=!?]+)(?P<mark>[=!?])(?P<series>[^{}]*)\}")


@dataclass(frozen=True)
class Marked:
    """A quantity of a text and what must be said of it."""

    words: str
    mark: str
    series: str


def read(path: Path) -> tuple[str, str, list[Marked]]:
    """Return a text without its marks, its language, and the marks in their order."""
    raw = path.read_text("utf-8")
    marks = [
        Marked(match["words"], match["mark"], match["series"])
        for match in _MARK.finditer(raw)
    ]
    return _MARK.sub(lambda match: match["words"], raw), path.stem.split("-")[2], marks


def aligned(
    marks: list[Marked], judgements: list[Judgement]
) -> tuple[list[tuple[Marked, Judgement | None]], int]:
    """Lay marks and judgements beside each other, in their order.

    Returns
    -------
    each mark with the judgement on the same words, or None where the quantity was not found; and how many judgements
    are on words that bear no mark
    """
    pairs: list[tuple[Marked, Judgement | None]] = []
    position = 0
    n_matched = 0
    for mark in marks:
        places = [
            number
            for number in range(position, len(judgements))
            if judgements[number].claim.quantity.words == mark.words
        ]
        if places:
            position = places[0] + 1
            n_matched += 1
        pairs.append((mark, judgements[places[0]] if places else None))
    return pairs, len(judgements) - n_matched
