"""Pseudonyms are HMAC-SHA-256, and kinds and texts are kept apart."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from zicht.vault.pseudonyms import Pseudonyms

TEXTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    min_size=1,
    max_size=3,
)


def message(*lists: list[str]) -> bytes:
    return b"".join(
        len(t.encode()).to_bytes(4, "big") + t.encode()
        for texts in lists
        for t in texts
    )


@given(key=st.binary(min_size=32, max_size=32), about=TEXTS, values=TEXTS)
def test_they_equal_the_hmac_of_the_standard_library(
    key: bytes, about: list[str], values: list[str]
) -> None:
    expected = hmac.new(key, message(about, values), hashlib.sha256).digest()
    digest = Pseudonyms(key).of(*about)
    assert digest(values) == expected
    assert digest(values) == expected, "a prepared digest is not used up"


@given(first=TEXTS, second=TEXTS)
def test_different_keys_of_records_never_look_alike(
    first: list[str], second: list[str]
) -> None:
    digest = Pseudonyms(b"k" * 32).of("record", "bron")
    assert (digest(first) == digest(second)) == (first == second)


def test_kinds_sources_and_secrets_are_apart() -> None:
    digests = {
        Pseudonyms(key).of(*about)(["1"])
        for key in (b"a" * 32, b"b" * 32)
        for about in (
            ("record", "x"),
            ("record", "y"),
            ("column", "x", "a"),
            ("column", "x", "b"),
        )
    }
    assert len(digests) == 8
