"""Words that `zicht new` leaves for an editor to fill in: a project that still has them is not published."""

_MARK = "<fill in:"


def placeholder(what: str) -> str:
    """Write the words that stand where an editor must write."""
    return f"{_MARK} {what}>"


def is_placeholder(words: str) -> bool:
    """Whether words still have to be filled in."""
    return _MARK in words.casefold()
