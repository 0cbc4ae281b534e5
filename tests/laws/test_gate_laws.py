"""Laws of the gate, judged by every table of whole numbers that agrees with what it printed.

Random countries, releases and policies: areas with hierarchies that cross, forms of which a person may have several,
zeros of both kinds, thresholds of their own for small areas, base 2, 3, 5 and 10; releases that cover a year more,
break the same records down otherwise, move a boundary, merge two areas, or follow a revision or an erasure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from tests.laws.judging import leaks, read, world
from tests.laws.oracle import TooLargeError, World
from tests.laws.sizes import cases
from tests.laws.systems import Country, countries, policies
from tests.secret import SECRET

from zicht.disclosure.gate import publish
from zicht.vocabulary.cells import CellKey
from zicht.vocabulary.dimensions import Hierarchy
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Extents, Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.tables import Draft

METHODS = ("rounding", "suppression")
SMALL = countries(areas=3, forms=2, others=2, people=25)
GROUPED = countries(areas=2, forms=3, others=1, people=20, has_groups=True)
YEARLY = countries(areas=2, forms=2, others=1, people=20, years=3)
SEEDS = st.integers(0, 2**32 - 1)


def sign(digest: bytes) -> str:
    return digest.hex()


@dataclass(frozen=True)
class Issue:
    """One release of a history: its country and what its totals cover."""

    country: Country
    extents: Extents | None = None


def release(
    issue: Issue,
    policy: Policy,
    ledger: Ledger | None = None,
    cited: Mapping[CellKey, int] | None = None,
) -> Protected:
    return publish(
        Draft(issue.country.tables()),
        policy,
        sign=sign,
        secret=SECRET,
        ledger=ledger,
        extents=issue.extents,
        cited=cited,
    )


def issued(issues: Sequence[Issue], policy: Policy) -> list[Protected]:
    """Publish one release after another until one is refused."""
    ledger, made = Ledger(), []
    for number, issue in enumerate(issues):
        try:
            made.append(release(issue, policy, ledger))
        except DisclosureRefused as refused:
            event(f"refused: {refused.what[:40]}")
            break
        ledger = ledger.entered(f"release {number}", made[-1], issue.extents or {})
    return made


def reader_of(
    issues: Sequence[Issue], made: Sequence[Protected], policy: Policy
) -> World:
    judge = world([issue.country for issue in issues])
    for issue, one in zip(issues, made, strict=False):
        read(judge, one, policy, (issue.extents or {}).get("u"))
    return judge


def counts(judge: World, country: Country) -> np.ndarray:
    """True number of records of each kind."""
    index = {kind: at for at, kind in enumerate(judge.kinds)}
    found = np.zeros(len(judge.kinds), dtype=np.int64)
    for record in country.records:
        found[index[tuple(record[name] for name in judge.names)]] += 1
    return found


def holds(issues: Sequence[Issue], policy: Policy) -> None:
    made = issued(issues, policy)
    if not made:
        return
    try:
        assert leaks(reader_of(issues, made, policy), policy, made) == []
    except TooLargeError:
        event("too many tables for the judge")


def by_method(
    day: int, night: int
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def law(check: Callable[..., None]) -> Callable[..., None]:
        return pytest.mark.parametrize("method", METHODS)(cases(day, night)(check))

    return law


@by_method(25, 1200)
@given(SMALL, st.data())
def test_nothing_printed_is_known_too_well(method, country, data):
    policy = data.draw(policies(method))
    made = issued([Issue(country)], policy)
    if not made:
        return
    judge = reader_of([Issue(country)], made, policy)
    true = counts(judge, country)
    for said in judge.said:
        assert said.low <= int(true[np.asarray(said.holds)].sum()) <= said.high
    holds([Issue(country)], policy)


@by_method(12, 600)
@given(GROUPED, st.data())
def test_groups_of_codes_of_which_one_may_carry_several(method, country, data):
    holds([Issue(country)], data.draw(policies(method)))


@by_method(8, 500)
@given(SMALL, st.data())
def test_a_contributor_knows_his_own_record_and_no_more(method, country, data):
    policy = data.draw(policies(method))
    issue = Issue(country)
    made = issued([issue], policy)
    judge = reader_of([issue], made, policy)
    present = (
        np.flatnonzero(counts(judge, country)) if made else np.zeros(0, dtype=np.int64)
    )
    own = int(data.draw(st.sampled_from(present.tolist()))) if len(present) else -1
    if own >= 0:
        judge.at_least_one(own)
        try:
            assert leaks(judge, policy, made, spent=1) == []
        except TooLargeError:
            event("too many tables for the judge")


@by_method(12, 700)
@given(YEARLY, st.data())
def test_a_period_that_grows_tells_nothing_of_the_year_that_came(method, country, data):
    years = country.dimensions[-1]
    before = replace(years, leaves=years.leaves[:-1])
    first = replace(
        country.of("year", before.leaves), dimensions=(*country.dimensions[:-1], before)
    )
    issues = [
        Issue(first, {"u": {"year": frozenset(before.leaves)}}),
        Issue(country, {"u": {"year": frozenset(years.leaves)}}),
    ]
    policy = data.draw(policies(method))
    made = issued(issues, policy)
    judge = world(
        [country, replace(country, choices=((len(country.dimensions) - 1,),))]
    )
    for issue, one in zip(issues, made, strict=False):
        read(judge, one, policy, (issue.extents or {}).get("u"))
    try:
        assert not made or leaks(judge, policy, made) == []
    except TooLargeError:
        event("too many tables for the judge")


@by_method(12, 600)
@given(SMALL, st.data())
def test_the_same_records_broken_down_otherwise(method, country, data):
    size = len(country.dimensions)
    choice = st.sets(st.integers(0, size - 1), min_size=1, max_size=3).map(
        lambda own: tuple(sorted(own))
    )
    choices = tuple(data.draw(st.lists(choice, min_size=1, max_size=2)))
    other = replace(country, choices=choices, levels=(frozenset(),) * len(choices))
    holds([Issue(country), Issue(other)], data.draw(policies(method)))


@by_method(8, 400)
@given(SMALL, st.data())
def test_a_boundary_that_moves(method, country, data):
    """A municipality goes to another province: two provinces of one name differ by exactly that municipality."""
    area, *rest = country.dimensions
    if not area.hierarchies:
        return
    first, *others = area.hierarchies
    moved = data.draw(st.sampled_from(sorted(first.parents)))
    to = data.draw(st.sampled_from(sorted(set(first.parents.values()))))
    after = replace(
        area, hierarchies=(Hierarchy(first.name, {**first.parents, moved: to}), *others)
    )
    holds(
        [Issue(country), Issue(replace(country, dimensions=(after, *rest)))],
        data.draw(policies(method)),
    )


@by_method(8, 400)
@given(SMALL, SEEDS, st.data())
def test_a_revision_or_an_erasure(method, country, seed, data):
    """Whoever takes both releases for the same records learns nothing, or sees that they are not."""
    rng = np.random.default_rng(seed)
    kept = rng.permutation(len(country.records))[data.draw(st.integers(1, 2)) :]
    after = replace(country, records=tuple(country.records[at] for at in sorted(kept)))
    policy = data.draw(policies(method))
    made = issued([Issue(country), Issue(after)], policy)
    for at, one in enumerate(made):
        try:
            assert (
                leaks(
                    reader_of([Issue((country, after)[at])], [one], policy),
                    policy,
                    [one],
                )
                == []
            )
            both = reader_of([Issue(country), Issue(after)], made, policy)
            if len(made) == 2 and both.possible((True,) * len(both.kinds)):
                assert leaks(both, policy, made) == []
        except TooLargeError:
            event("too many tables for the judge")
