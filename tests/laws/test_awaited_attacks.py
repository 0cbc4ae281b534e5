"""Laws of the attack for which somebody waits: it finds what the attack on a release finds, by fewer programmes.

It passes a cell where it saw two possible tables. So each count that it says to have seen is looked up: the oracle
solves two programmes per cell with another library, from the rows and bounds alone.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.laws.test_table_laws import CHOICES, SECRET, people, policies, shape_of

from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.beginning import begin_attack
from zicht.disclosure.audit.cell_bounds import Knowledge
from zicht.disclosure.audit.exchanges import Exchanges
from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.audit.one_attack import OneAttack
from zicht.disclosure.audit.passed_tables import from_bands
from zicht.disclosure.audit.possible_counts import fill
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.disclosure.audit.report import audit
from zicht.disclosure.audit.safety import Demands
from zicht.disclosure.drawn_table import DrawnTable
from zicht.disclosure.standing import standing
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy

SLOW = {"deadline": None, "suppress_health_check": list(HealthCheck)}
MOST_FINEST = 1_000
SYSTEMS = st.tuples(
    st.integers(0, 2**32 - 1),
    st.integers(5, 200),
    st.integers(3, 9),
    st.lists(st.integers(0, len(CHOICES) - 1), min_size=1, max_size=4, unique=True),
    policies(),
)
"""Seed, number of people, number of areas, tables and policy."""
System = tuple[int, int, int, list[int], Policy]


def banded_tables(system: System) -> tuple[list[PublishedTable], Background]:
    """Return tables whose bands were drawn one by one, so that many of them reveal something together."""
    seed, n, n_areas, choices, policy = system
    units = people(seed, n, n_areas=n_areas)
    rng = np.random.default_rng(seed)
    tables, counts = [], []
    for choice in choices:
        drawn = DrawnTable(
            units,
            shape_of(units, CHOICES[choice]),
            policy,
            secret=SECRET,
            standing=standing(Ledger(), units),
            inhabitants={},
        )
        truth = drawn.table.counts
        furthest = rng.choice([3, 9, 40])
        table = replace(
            from_bands(drawn.shown()),
            values=np.full(len(truth), np.nan),
            marks=np.full(len(truth), int(Mark.BANDED)),
            lower=np.maximum(truth - rng.integers(0, furthest, len(truth)), 0.0),
            upper=truth + rng.integers(1, furthest, len(truth)).astype(np.float64),
        )
        tables.append(table)
        counts.append(truth)
    background = Background(
        Attacker.ROUNDED,
        small=(1, policy.threshold - 1),
        base=policy.base,
        truth=tuple(counts),
    )
    return tables, background


def exact_intervals(known: Knowledge) -> tuple[Floats, Floats]:
    """Return the lowest and the highest count of every cell, a programme each."""
    matrix = known.matrix.toarray()
    has_end = np.isfinite(known.row_upper), np.isfinite(known.row_lower)
    programme = {
        "A_ub": np.vstack([matrix[has_end[0]], -matrix[has_end[1]]]),
        "b_ub": np.concatenate(
            [known.row_upper[has_end[0]], -known.row_lower[has_end[1]]]
        ),
        "bounds": list(zip(known.lower, known.upper, strict=True)),
    }
    ends = []
    for cell in range(len(known.lower)):
        costs = np.zeros(len(known.lower))
        costs[cell] = 1.0
        least, most = linprog(costs, **programme), linprog(-costs, **programme)
        assert least.status == 0
        assert most.status in (0, 3)
        ends.append((least.fun, -most.fun if most.status == 0 else np.inf))
    lowest, highest = np.asarray(ends).T
    return lowest, highest


def begun(tables: list[PublishedTable], background: Background) -> OneAttack:
    return begin_attack(tables, background, deadline=np.inf, most_finest=MOST_FINEST)


def attacked(
    tables: list[PublishedTable], background: Background, *, is_awaited: bool
) -> Findings:
    return audit(tables, background, most_finest=MOST_FINEST, is_awaited=is_awaited)


def check_verdict(system: System) -> None:
    tables, background = banded_tables(system)
    awaited = attacked(tables, background, is_awaited=True)
    full = attacked(tables, background, is_awaited=False)
    assert awaited.complete
    assert full.complete
    assert awaited.contradiction == full.contradiction
    assert set(awaited.named) == set(full.named)
    event(f"something is revealed: {full.revealed > 0}")


def check_seen(lowest: Floats, highest: Floats, known: Knowledge) -> None:
    """Compare counts that were seen with what a cell can be."""
    was_seen = np.isfinite(lowest)
    assert was_seen.any()
    exact_lowest, exact_highest = exact_intervals(known)
    assert np.all(lowest[was_seen] >= exact_lowest[was_seen] - 1e-5)
    assert np.all(highest[was_seen] <= exact_highest[was_seen] + 1e-5)


def check_witnesses(system: System) -> None:
    tables, background = banded_tables(system)
    findings = attacked(tables, background, is_awaited=True)
    # The tables hold the truth within their bands, so that something is possible.
    assert findings.seen is not None
    check_seen(*findings.seen, begun(tables, background).known)


def check_exchanges(system: System) -> None:
    tables, background = banded_tables(system)
    attack = begun(tables, background)
    known = attack.known
    n_cells = len(known.lower)
    point = fill(known, np.full(n_cells, np.nan), np.zeros(n_cells), seconds=60.0)
    assert point is not None
    known.see(slice(None), point)
    # As if no cell were ever far enough apart: every exchange is tried.
    endless = Demands(
        np.full(n_cells, np.inf), np.full(n_cells, -np.inf), np.full(n_cells, 1e6)
    )
    exchanges = Exchanges(attack.cells, known, endless)
    for cell in range(n_cells):
        exchanges.see_from(cell, point)
    event(f"an exchange was possible: {bool(np.any(known.seen_upper > point + 0.5))}")
    check_seen(known.seen_lower, known.seen_upper, begun(tables, background).known)


@given(SYSTEMS)
@settings(max_examples=40, **SLOW)
def test_the_awaited_attack_reveals_what_the_full_one_reveals(system):
    check_verdict(system)


@pytest.mark.nightly
@given(SYSTEMS)
@settings(max_examples=1_000, **SLOW)
def test_the_awaited_attack_reveals_what_the_full_one_reveals_at_length(system):
    check_verdict(system)


@given(SYSTEMS)
@settings(max_examples=10, **SLOW)
def test_every_count_that_was_seen_is_possible(system):
    check_witnesses(system)


@pytest.mark.nightly
@given(SYSTEMS)
@settings(max_examples=200, **SLOW)
def test_every_count_that_was_seen_is_possible_at_length(system):
    check_witnesses(system)


@given(SYSTEMS)
@settings(max_examples=10, **SLOW)
def test_codes_that_exchange_their_records_make_a_possible_table(system):
    check_exchanges(system)


@pytest.mark.nightly
@given(SYSTEMS)
@settings(max_examples=200, **SLOW)
def test_codes_that_exchange_their_records_make_a_possible_table_at_length(system):
    check_exchanges(system)
