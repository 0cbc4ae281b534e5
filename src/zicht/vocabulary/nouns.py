"""Numbers with their nouns in messages that are written in English."""


def counted(n: int, one: str, more: str = "") -> str:
    """Write a number with what is counted, and with the verb where that agrees with it.

    Parameters
    ----------
    n : number of things
    one, more : words for one thing and for any other number; without `more`, the noun takes an s

    Examples
    --------
    >>> counted(1, "row"), counted(1200, "row"), counted(0, "code is", "codes are")
    ('1 row', '1,200 rows', '0 codes are')
    """
    words = one if n == 1 else more or f"{one}s"
    return f"{n:,} {words}"
