"""Digits of other scripts, and the plain digits 0 to 9 that they are read as."""

_ZEROS = "\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0be6\u0e50\u1040\u17e0\uff10"
"""Arabic, Persian, N'Ko, Devanagari, Bengali, Gurmukhi, Gujarati, Tamil, Thai, Burmese, Khmer and full-width.

In each script the nine other digits follow the zero (the Unicode Standard, section 4.6, general category Nd).
"""
PLAIN_DIGITS = "0123456789"
OTHER_DIGITS = "".join(chr(ord(zero) + digit) for zero in _ZEROS for digit in range(10))
_TO_PLAIN = str.maketrans(OTHER_DIGITS, PLAIN_DIGITS * len(_ZEROS))


def with_plain_digits(text: str) -> str:
    """Write the digits of a text as 0 to 9.

    Examples
    --------
    >>> with_plain_digits("٢٠٢٤"), with_plain_digits("２０２４-03")
    ('2024', '2024-03')
    """
    return text.translate(_TO_PLAIN)


def plain_digits_in_sql() -> str:
    """Write SQL that writes the digits of `{text}` as 0 to 9."""
    return f"translate({{text}}, '{OTHER_DIGITS}', '{PLAIN_DIGITS * len(_ZEROS)}')"
