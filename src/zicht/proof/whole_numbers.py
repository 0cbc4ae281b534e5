"""Whole numbers in digits and in words."""

from functools import cache

from text_to_num import text2num


@cache
def whole_number(words: str, language: str) -> int | None:
    """Return the whole number that digits or words are; None where they are none."""
    if words.isdigit():
        return int(words)
    try:
        return int(text2num(words.lower().replace("één", "een"), language))
    except ValueError:
        return None
