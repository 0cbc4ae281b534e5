"""Suppliers of tokens who use two keys: nobody of one could ever be found at the other, so the delivery is refused."""

from pathlib import Path

import pytest

from tests.golden import albion
from tests.golden.test_deliveries_judged import received, rows
from zicht.linkage.at_source import Fields, Spelled, tokens_of
from zicht.sources.token_keys import doubtful_keys
from zicht.vocabulary.errors import DeliveryError
from zicht.vocabulary.link_roles import KEY_MARK

FIELDS = Fields("first_name", "surname", "born", "gender")
ONE_KEY, OTHER_KEY = bytes(32), bytes(range(32))
COLUMN = """
[[column]]
name = "token_names"
kind = "token"
role = "link"
links_as = "token"
title = { nl = "Kenmerk van de persoon", en = "Token" }
"""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    settings = albion.SETTINGS.replace("[2023, 2024]", "[2024, 2024]")
    folder = albion.make_project(tmp_path / "albion", settings=settings)
    form = folder / "forms" / "referrals.toml"
    form.write_text(albion.FORM + COLUMN, encoding="utf-8")
    return folder


def with_tokens(key: bytes, *, month: int = 3) -> list[dict[str, str]]:
    return [
        {**row, "token_names": tokens_of(Spelled(row, FIELDS), key)["names"]}
        for row in rows(40, month=month)
    ]


def test_a_supplier_with_another_key_is_refused_unless_somebody_says_why(
    folder: Path,
) -> None:
    albion.deliver(folder, with_tokens(ONE_KEY), name="2024-a", part="North")
    albion.deliver(folder, with_tokens(OTHER_KEY, month=4), name="2024-b", part="South")
    with pytest.raises(DeliveryError, match="made with another key"):
        received(folder)
    assert received(folder, accept=["referrals/2024-b.csv:key.tokens=it changes"]) == {
        2024: 80
    }


@pytest.mark.parametrize(
    ("new", "held", "words"),
    [
        (["k1"], [], ""),
        (["k1"], ["k1"], ""),
        (["k1"], ["k1", "k2"], ""),
        (["k1"], ["u7"], ""),
        (["k1", "k2"], [], "made with 2 keys"),
        (["k1"], ["k2"], "made with another key"),
        (["k?"], ["k2"], "by another program"),
        (["u1"], ["u2", "k1"], "name one unit"),
        (["u1", "u?"], [], "made with 2 keys"),
    ],
)
def test_what_is_doubtful_about_marks(new, held, words: str) -> None:
    doubts = list(doubtful_keys(new, held))
    assert [words in doubt for _, doubt in doubts] == ([True] if words else [])


def test_a_key_may_change_once_everything_is_delivered_anew(folder: Path) -> None:
    """The old tokens count no longer, so nothing is left that could not be compared."""
    albion.deliver(folder, with_tokens(ONE_KEY), name="2024-a", part="North")
    received(folder, is_complete=False)
    albion.deliver(
        *(folder, with_tokens(OTHER_KEY)),
        name="2024-b",
        part="North",
        extracted_on="2025-03-01",
    )
    received(
        folder, is_complete=False, accept=["referrals/2024-b.csv:key.tokens=it changes"]
    )
    albion.deliver(folder, with_tokens(OTHER_KEY, month=4), name="2024-c", part="South")
    assert received(folder) == {2024: 80}


def test_the_mark_of_a_token_has_the_pattern_that_reception_reads() -> None:
    row = rows(1)[0]
    token = tokens_of(Spelled(row, FIELDS), ONE_KEY)["names"]
    assert KEY_MARK == "^[ku][0-9a-f]{8}-"
    mark, _, digest = token.partition("-")
    assert (mark[0], len(mark), len(digest)) == ("k", 9, 32)
