"""Text that was written in UTF-8 and read as cp1252 on its way: José became JosÃ©. It can be told, and turned back."""

_LETTERS = range(0xA1, 0x17F)
"""Letters of Latin-1 and Latin Extended-A, and their signs: those that European registers hold."""


def _pairs() -> dict[str, str]:
    """Give what each letter becomes when its two bytes of UTF-8 are read as cp1252, to the letter."""
    pairs = {}
    for number in _LETTERS:
        letter = chr(number)
        try:
            pairs[letter.encode("utf-8").decode("cp1252")] = letter
        except UnicodeDecodeError:
            # Five bytes are no sign in cp1252; most programs read them as the sign of Latin-1.
            pairs[letter.encode("utf-8").decode("latin-1")] = letter
    return pairs


PAIRS = _pairs()
"""Two signs to the letter that they stand for."""
_SECOND = "".join(sorted({pair[1] for pair in PAIRS}))
GARBLED = f"[\u00c2-\u00c5][{_SECOND}]"
"""Pattern of such pairs: a capital with an accent, followed by a sign that no name has after it."""


def mended(text: str) -> str:
    """Write SQL for a text in which every such pair is turned back into its letter."""
    turned = text
    for pair, letter in PAIRS.items():
        turned = f"replace({turned}, '{pair}', '{letter}')"
    return (
        f"CASE WHEN regexp_matches({text}, '{GARBLED}') THEN {turned} ELSE {text} END"
    )
