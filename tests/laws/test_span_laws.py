"""Laws of the gate over spans of time: what one person, or a few, can move in print."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.disclosure.spans import durations, quantile
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.spans import Person, SpanCell, SpanTable, persons_apart

POLICY = Policy("law", "1", "Because.")
seeds = st.integers(0, 2**32 - 1)


def people_of(
    rng: np.random.Generator, n: int, most: int, spread: float
) -> list[Person]:
    """Skewed durations, now and then tied, of people with up to `most` spans."""
    return [
        tuple(
            sorted(
                (int(200 * np.exp(rng.normal(0, spread))), True)
                for _ in range(rng.integers(1, most + 1))
            )
        )
        for _ in range(n)
    ]


@settings(max_examples=150, deadline=None)
@given(
    seeds,
    st.integers(20, 300),
    st.integers(1, 2),
    st.sampled_from([0.05, 0.4, 1.0]),
    st.sampled_from([1, 7, 30]),
)
def test_other_spans_of_one_person_move_a_quantile_by_one_step_at_most(
    seed, n, most, spread, step
):
    rng = np.random.default_rng(seed)
    people = people_of(rng, n, most, spread)
    people[0] = people[0] + people[0][: most - len(people[0])]
    at = int(rng.integers(n))
    elsewhere = int(rng.choice([0, 36_500, people[int(rng.integers(n))][0][0]]))
    other = [
        *people[:at],
        tuple((elsewhere, True) for _ in people[at]),
        *people[at + 1 :],
    ]
    for q in (0.5, 0.9):
        before, after = (
            quantile(people, q, POLICY, step=step),
            quantile(other, q, POLICY, step=step),
        )
        if before is not None and after is not None:
            assert abs(before[0] - after[0]) <= step


@settings(max_examples=60, deadline=None)
@given(
    seeds, st.integers(60, 200), st.lists(st.integers(0, 12), min_size=2, max_size=4)
)
def test_printed_cells_are_of_the_same_people_or_differ_by_a_threshold_of_them(
    seed, n, rest
):
    """A total, and parts that leave out a few people each."""
    rng = np.random.default_rng(seed)
    everybody = people_of(rng, n, 1, 0.05)
    parts = [tuple(sorted(everybody[few:])) for few in rest]
    cells = (("2020", TOTAL), *(("2020", f"c{at}") for at in range(len(parts))))
    table = SpanTable(
        "X", "duration", "u", {}, ("year", "c"), "maat", {"mediaan": 7},
        tuple(SpanCell.of(codes, people) for codes, people in zip(cells, (tuple(everybody), *parts), strict=True)),
        {"mediaan": 0.5},
    )  # fmt: skip
    printed = [
        one.people
        for one in durations(table, [shown(cells)], POLICY, None)
        if one.printed
    ]
    for at, one in enumerate(printed):
        assert all(
            persons_apart(one, other) in (0, *range(5, 400)) for other in printed[:at]
        )


def shown(cells: tuple[tuple[str, str], ...]) -> ProtectedTable:
    n = len(cells)
    leaves = tuple(code for _, code in cells if code != TOTAL)
    return ProtectedTable(
        "u", (Dimension("year", ("2020",)), Dimension("c", leaves)),
        tuple(np.array(column) for column in zip(*cells, strict=True)),
        np.full(n, 100), np.full(n, "published"), np.full(n, 96), np.full(n, 104),
    )  # fmt: skip
