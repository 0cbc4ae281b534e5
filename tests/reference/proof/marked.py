"""Texts in which every quantity is marked with what must be said of it."""

import re
from dataclasses import dataclass
from pathlib import Path

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
