"""Percentages beside counts: in which part of the records a field is known, and how far links may move a count."""

from math import ceil, floor

from hypothesis import given
from hypothesis import strategies as st
from tests.laws.sizes import cases

from zicht.disclosure.percentages import band_around, step_of_shares, to_step
from zicht.vocabulary.policies import Policy

POLICIES = st.builds(
    lambda base, threshold: Policy("p", "1", "test", base=base, threshold=threshold),
    st.sampled_from((3, 5, 10)),
    st.sampled_from((3, 5, 10)),
)


def test_whole_per_cents_of_few_records_are_a_count() -> None:
    """What the rule is for: of 80 records 99% is 79, and one lacks the field."""
    possible = [count for count in range(81) if round(100 * count / 80) == 99]
    assert possible == [79]


@cases(100, 2_000)
@given(st.integers(1, 3_000), st.data(), POLICIES)
def test_who_knows_the_number_of_records_knows_no_count_behind_a_share(
    n_records: int, data: st.DataObject, policy: Policy
) -> None:
    """The attacker knows n, the rule and the step, and tries every count."""
    count = data.draw(st.integers(0, n_records))
    step = step_of_shares(n_records, policy)
    if step is None:
        assert n_records < 4 * max(policy.base, policy.threshold)
        return
    printed = to_step(100 * count / n_records, step)
    possible = [
        other
        for other in range(n_records + 1)
        if to_step(100 * other / n_records, step) == printed
    ]
    assert count in possible
    assert len(possible) >= max(policy.base, policy.threshold)
    # Whether anybody lacks the field does not follow, nor whether anybody has it.
    assert possible != [0]
    assert possible != [n_records]


def test_a_band_in_whole_per_cents_tells_of_what_it_is_one() -> None:
    """What the rule is for: printed as 10 (6 to 14), a third more is of 6, 9 or 12."""
    possible = [
        count
        for count in range(6, 15)
        if any(ceil(100 * more / count) == 34 for more in range(count))
    ]
    assert possible == [6, 9, 12]


@cases(100, 2_000)
@given(st.integers(1, 400), st.integers(0, 8), st.data())
def test_a_band_says_no_more_of_a_count_than_its_printed_bounds(
    least: int, width: int, data: st.DataObject
) -> None:
    """Every count within the printed bounds has some number of persons that gives the band."""
    count = data.draw(st.integers(least, least + width))
    fewer = data.draw(st.integers(0, count))
    more = data.draw(st.integers(0, 2 * count))
    band = band_around(-100 * fewer / count, 100 * more / count, least=least)
    for other in range(least, least + width + 1):
        assert any(
            band == band_around(-100 * lower / other, 100 * upper / other, least=least)
            for lower, upper in _nearest(band, other)
        )


def _nearest(band: tuple[int, int], count: int) -> list[tuple[int, int]]:
    """Return numbers of persons whose shares of a count lie just inside a band."""
    lower, upper = floor(-band[0] * count / 100), floor(band[1] * count / 100)
    return [(lower, upper)]
