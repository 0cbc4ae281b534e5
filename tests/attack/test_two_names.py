"""One population under two names of a universe: two numbers for one set of records."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.secret import SECRET

from zicht.desk.tabulate import tabulate
from zicht.disclosure.gate import publish
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.tables import CountTable, Draft, SameRecords

AGES = {"0-11": "minor", "12-17": "minor", "18-22": "adult", "23+": "adult"}
AGE = Dimension("age", tuple(AGES), (Hierarchy("group", AGES),))
FORM = Dimension("form", ("f1", "f2", "f3"))
SEX = Dimension("sex", ("f", "m"))
MINORS = frozenset({"0-11", "12-17"})
ROUND = Policy("two names", "1", "test", minimum_mean_count=0.0)
SUPPRESS = Policy(
    "two names", "2", "test", minimum_mean_count=0.0, zeros="structural",
    method="suppression", local_threshold=5,
)  # fmt: skip
WHERE = {"cell": {"age": MINORS}, "equal": {}}
Columns = dict[str, np.ndarray]


def people(rng: np.random.Generator, n: int) -> Columns:
    return {
        "age": rng.choice(list(AGES), n, p=[0.1, 0.2, 0.3, 0.4]),
        "form": rng.choice(FORM.leaves, n, p=[0.6, 0.3, 0.1]),
        "sex": rng.choice(SEX.leaves, n),
    }


def count(records: Columns, universe: str, *dimensions: Dimension) -> CountTable:
    columns = {own.name: records[own.name] for own in dimensions}
    ones = np.ones(len(records["age"]), dtype=np.int64)
    return tabulate(columns, ones, list(dimensions), universe)


def draft(records: Columns, kind: str, *, known: bool = True) -> Draft:
    """All by age and form; the part by sex and form, and by form, under its own name."""
    inside = np.isin(records["age"], list(MINORS)) | (kind == "equal")
    part = {name: column[inside] for name, column in records.items()}
    tables = (
        count(records, "all", AGE, FORM),
        count(part, "part", SEX, FORM),
        count(part, "part", AGE, FORM),
    )
    same = (SameRecords("part", "all", WHERE[kind]),) if known else ()
    return Draft(tables, (), same)


def published(draft: Draft, policy: Policy) -> Protected:
    return publish(draft, policy, sign=bytes.hex, secret=SECRET)


def bounds(table: ProtectedTable) -> dict[tuple[tuple[str, str], ...], tuple[int, int]]:
    """Lower and upper bound by the codes that are no totals."""
    rows = zip(*(column.tolist() for column in table.codes), strict=True)
    found = {}
    for row, low, up in zip(rows, table.lower, table.upper, strict=True):
        key = [(n, c) for n, c in zip(table.names, row, strict=True) if c != TOTAL]
        found[tuple(sorted(key))] = (int(low), int(up))
    return found


def both(
    protected: Protected, kind: str
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """What is printed of each set of records under either name."""
    whole, part, by_age = (bounds(table) for table in protected.tables)
    chosen = {"cell": (("age", "minor"),), "equal": ()}[kind]
    pairs = [
        (own, whole[tuple(sorted((*key, *chosen)))])
        for key, own in part.items()
        if all(name == "form" for name, _ in key)
    ]
    pairs += [
        (own, whole[key])
        for key, own in by_age.items()
        if any(code in MINORS for _, code in key)
    ]
    return pairs


@pytest.mark.parametrize("kind", ["cell", "equal"])
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_two_names_leave_as_many_numbers_as_one(kind, seed):
    """What both prints of a set of records allow is no less than what one does."""
    rng = np.random.default_rng(seed)
    try:
        protected = published(draft(people(rng, 160), kind), ROUND)
    except DisclosureRefused:
        return
    for (low, up), (other_low, other_up) in both(protected, kind):
        allowed = min(up, other_up) - max(low, other_low)
        assert allowed >= ROUND.base - 1 or (low, up) == (other_low, other_up)


def test_told_that_two_names_are_two_populations_the_gate_prints_two_numbers():
    """The attack is real: without the comparison some sets are pinned to one or two."""
    pinned = 0
    for seed in range(12):
        records = people(np.random.default_rng(seed), 160)
        protected = published(draft(records, "cell", known=False), ROUND)
        for (low, up), (other_low, other_up) in both(protected, "cell"):
            pinned += min(up, other_up) - max(low, other_low) < ROUND.base - 1
    assert pinned > 0


@pytest.mark.parametrize("seed", range(4))
def test_what_is_withheld_under_one_name_is_not_printed_under_the_other(seed):
    rng = np.random.default_rng(seed)
    try:
        protected = published(draft(people(rng, 160), "cell"), SUPPRESS)
    except DisclosureRefused:
        return
    records = people(np.random.default_rng(seed), 160)
    true = draft(records, "cell").tables[0]
    small = {
        tuple(
            sorted((n, c) for n, c in zip(true.names, row, strict=True) if c != TOTAL)
        )
        for row, n in zip(
            zip(*(c.tolist() for c in true.codes), strict=True),
            true.counts,
            strict=True,
        )
        if 0 < n < SUPPRESS.threshold
    }
    whole = bounds(protected.tables[0])
    assert all(whole[key][1] > 10**6 for key in small)
    for (_, up), (_, other_up) in both(protected, "cell"):
        assert (up > 10**6) == (other_up > 10**6) or min(up, other_up) >= 5
