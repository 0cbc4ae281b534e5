"""Names in one spelling, so that the same person is written alike whoever wrote it down."""

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ĳ": "ij",
        "ŋ": "n",
        "ħ": "h",
        "ŧ": "t",
    }
)
_SHORT = (
    (re.compile(r"\bv\s*[./]\s*d\b\.?"), "van der"),
    (re.compile(r"\bvd\b\.?"), "van der"),
    (re.compile(r"\bv\.?(?=\s)"), "van"),
)
"""Prefixes as they are shortened on forms."""


def spelled(words: str | None) -> str:
    """Write a name in small letters without accents, spaces, hyphens or other signs.

    Letters of other scripts stay as they are: a name in Arabic or Cyrillic is not made empty.

    Examples
    --------
    >>> spelled("Anne-Sofie  Özlem")
    'annesofieozlem'
    """
    if not words:
        return ""
    plain = unicodedata.normalize("NFKD", words.casefold().translate(_LETTERS))
    return "".join(sign for sign in plain.translate(_LETTERS) if sign.isalnum())


def family(prefix: str | None, name: str | None) -> str:
    """Write a family name with its prefix, wherever the prefix was written.

    Examples
    --------
    >>> family("van der", "Berg"), family(None, "van der Berg"), family("v.d.", "BERG"), family(None, "Berg, van der")
    ('vanderberg', 'vanderberg', 'vanderberg', 'vanderberg')
    """
    name = (name or "").strip()
    if not spelled(name):
        return ""
    if "," in name:
        first, _, rest = name.partition(",")
        name = f"{rest} {first}"
    whole = f"{prefix or ''} {name}".casefold()
    for pattern, long in _SHORT:
        whole = pattern.sub(f"{long} ", whole)
    return spelled(whole)
