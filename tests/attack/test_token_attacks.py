"""What somebody learns from tokens and Bloom filters who does not have the key.

The attacker knows everybody's names and birth dates, how common each name is, and how tokens are made.
"""

import hashlib
from collections import Counter

import numpy as np
import pytest
from tests.bloom_filters import bits_of

from zicht.linkage.at_source import (
    KINDS,
    Fields,
    Spelled,
    blooms_of,
    plain_values,
    tokens_of,
)

FIELDS = Fields("given", "family", "birth", "sex")
KEY = hashlib.sha256(b"the key of the suppliers").digest()
N_PEOPLE = 1500
FAMILIES = [
    "Jansen", "Bakker", "Visser", "Smit", "Meijer", "Mulder", "Bos", "Peters", "Hendriks",
    "Dekker", "Brouwer", "Dijkstra",
]  # fmt: skip
GIVEN = [
    "Anna",
    "Maria",
    "Johanna",
    "Emma",
    "Fatima",
    "Sofia",
    "Daan",
    "Lucas",
    "Mohammed",
    "Sem",
]


def people_of(seed: int) -> list[Spelled]:
    """Draw people of one country; the most common family name is twelve times as common as the rarest."""
    rng = np.random.default_rng(seed)
    weights = 1 / np.arange(1, len(FAMILIES) + 1)
    family = rng.choice(FAMILIES, N_PEOPLE, p=weights / weights.sum())
    given = rng.choice(GIVEN, N_PEOPLE)
    born = np.datetime64("1960-01-01") + rng.integers(0, 18_000, N_PEOPLE)
    rows = [
        {
            "given": given[n],
            "family": family[n],
            "birth": str(born[n]),
            "sex": "v" if n % 2 else "m",
        }
        for n in range(N_PEOPLE)
    ]
    return [Spelled(row, FIELDS) for row in rows]


@pytest.fixture(scope="module")
def people() -> list[Spelled]:
    """People who are on record."""
    return people_of(5)


@pytest.fixture(scope="module")
def others() -> list[Spelled]:
    """Other people of the same country: from them the attacker knows which names are common."""
    return people_of(6)


def dictionary(people: list[Spelled], key: bytes) -> set[str]:
    """Compute the tokens of everybody with a key, and plain digests of what they are made of."""
    tokens = set()
    for person in people:
        tokens.update(tokens_of(person, key).values())
        for kind, value in plain_values(person).items():
            for text in (value, f"{kind}\x1f{value}"):
                tokens.add(hashlib.sha256(text.encode()).hexdigest()[:32])
    return tokens


def test_a_dictionary_of_everybody_finds_nobody_without_the_key(people):
    """Not by plain digests, and not by keys that are easily guessed."""
    made = {token for person in people for token in tokens_of(person, KEY).values()}
    for guess in (b"", bytes(32), b"zicht", b"password", b"the key of the suppliers"):
        assert not made & dictionary(people[:200], guess)


def test_with_the_key_a_dictionary_finds_everybody(people):
    """So whoever receives tokens must not have it."""
    made = {token for person in people for token in tokens_of(person, KEY).values()}
    assert made <= dictionary(people, KEY)


def recognised(values: list[str], truth: list[str], known: list[str]) -> float:
    """Share of records that are guessed by rank: the most common value is the most common name, and so on.

    Parameters
    ----------
    values : as they are handed over
    truth : what each stands for
    known : the same of other people, from which the attacker knows what is common
    """
    by_rank = [value for value, _ in Counter(values).most_common()]
    names = [name for name, _ in Counter(known).most_common()]
    guess = dict(zip(by_rank, names, strict=False))
    right = [
        guess.get(value) == name for value, name in zip(values, truth, strict=True)
    ]
    return sum(right) / len(right)


@pytest.mark.parametrize("kind", KINDS)
def test_ranks_of_tokens_recognise_no_more_than_chance(people, others, kind):
    """Nearly every token is of one person: none is common enough to be known by it."""
    tokens = [tokens_of(person, KEY)[kind] for person in people]
    truth = [plain_values(person)[kind] for person in people]
    known = [plain_values(person)[kind] for person in others]
    assert recognised(tokens, truth, known) < 0.02


def test_ranks_of_filters_recognise_common_names(people, others):
    """Why filters are for a trusted unit alone: equal names have equal filters, and the most common are known."""
    filters = [blooms_of(person, KEY)["family"] for person in people]
    truth = [" ".join(person.family) for person in people]
    known = [" ".join(person.family) for person in others]
    assert recognised(filters, truth, known) > 0.4


def test_a_filter_tells_nothing_to_a_dictionary_without_the_key(people):
    made = [blooms_of(person, KEY)["family"] for person in people[:50]]
    guessed = [blooms_of(person, bytes(32))["family"] for person in people[:50]]
    assert not set(made) & set(guessed)
    alike = [
        2 * (bits_of(one) & bits_of(other)).bit_count()
        / (bits_of(one).bit_count() + bits_of(other).bit_count())
        for one, other in zip(made, guessed, strict=True)
    ]  # fmt: skip
    assert max(alike) < 0.5
