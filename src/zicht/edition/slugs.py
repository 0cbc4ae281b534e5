"""Words made fit for an address."""

import re
import unicodedata

_NO_WORD = re.compile(r"[^a-z0-9]+")


def slugify(words: str) -> str:
    """Make words fit for an address: `Súdwest-Fryslân` becomes `sudwest-fryslan`."""
    plain = unicodedata.normalize(
        "NFKD", words.replace("ß", "ss").replace("ø", "o").replace("æ", "ae")
    )
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NO_WORD.sub("-", bare.lower()).strip("-")
