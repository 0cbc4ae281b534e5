"""Capture histories such as 101: one column that says for every list who is on it."""

import re
from collections.abc import Sequence

from zicht.estimation.column_words import column_words

HISTORY_NAMES = column_words("histories")
HISTORY = re.compile(r"[01]+")
APART = re.compile(r"[01](?:[ \-/|;:][01])+")
"""A history with a sign between its lists, such as 1-0-1."""
QUOTES = "'\"=`"
"""Signs by which a spreadsheet keeps the zeros of 011."""


def plain_history(word: str) -> str:
    """Write a history without quotation marks and signs between its lists."""
    bare = word.strip(QUOTES)
    return re.sub(r"[^01]", "", bare) if APART.fullmatch(bare) else bare


def is_history(name: str, words: Sequence[str]) -> bool:
    """Return whether a column holds capture histories."""
    histories = [plain_history(word) for word in words]
    if not all(HISTORY.fullmatch(history) for history in histories):
        return False
    widths = {len(history) for history in histories}
    is_named = name.lower().replace(" ", "_") in HISTORY_NAMES
    return max(widths) > 1 and (is_named or len(widths) == 1)
