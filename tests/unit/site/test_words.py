"""The fixed words of the pages can be read, and both languages ask for the same values."""

import re

from zicht.site.words import all_words


def test_both_languages_ask_for_the_same_values() -> None:
    differ = [
        key
        for key, text in all_words().items()
        if set(re.findall(r"\{(\w*)\}", text.nl))
        != set(re.findall(r"\{(\w*)\}", text.en))
    ]
    assert not differ
