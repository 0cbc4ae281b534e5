"""Quarters beside years: whoever adds and subtracts them learns nothing that the gate withholds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.attack.policies import ROUNDING, SUPPRESSION
from tests.secret import SECRET

from zicht.disclosure.gate import publish
from zicht.vocabulary.dimensions import PERIOD, TOTAL, Dimension
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable, Draft

YEARS = ("2022", "2023")
QUARTERS = ("K1", "K2", "K3", "K4")
PERIODS, QUARTER = Dimension(PERIOD, YEARS), Dimension("kwartaal", QUARTERS)
THRESHOLD = 5

Counts = dict[tuple[str, str], int]
"""Year and quarter to the true count."""


def by_year(counts: Counts) -> CountTable:
    totals = [sum(counts[year, q] for q in QUARTERS) for year in YEARS]
    return CountTable("incidents", (PERIODS,), (np.array(YEARS),), np.array(totals))


def by_quarter(counts: Counts) -> CountTable:
    rows = [(year, TOTAL) for year in YEARS] + list(counts)
    values = [
        sum(counts[year, q] for q in QUARTERS) if code == TOTAL else counts[year, code]
        for year, code in rows
    ]
    years, codes = (np.array(column) for column in zip(*rows, strict=True))
    return CountTable("incidents", (PERIODS, QUARTER), (years, codes), np.array(values))


def intervals_of(protected: Protected, year: str) -> tuple[np.ndarray, ...]:
    """Return what is printed of a year, in whichever table.

    Returns
    -------
    a row per printed cell that says which quarters it counts; its lower and its upper bounds
    """
    rows, lower, upper = [], [], []
    for table in protected.tables:
        for row, (_, where) in enumerate(table.keys()):
            codes = dict(where)
            if codes[PERIOD] != year:
                continue
            code = codes.get("kwartaal", TOTAL)
            rows.append([float(code in (TOTAL, q)) for q in QUARTERS])
            is_shown = table.statuses[row] == Status.PUBLISHED
            lower.append(table.lower[row] if is_shown else 0.0)
            upper.append(table.upper[row] if is_shown else np.inf)
    return np.array(rows), np.array(lower), np.array(upper)


def what_follows(protected: Protected, year: str, quarter: str) -> tuple[int, int]:
    """Compute the least and the most that a quarter can be, by everything printed of its year.

    The unknowns are the four quarters.
    """
    matrix, lower, upper = intervals_of(protected, year)
    has_end = np.isfinite(upper)
    rows = np.vstack([matrix[has_end], -matrix])
    limits = np.concatenate([upper[has_end], -lower])
    cost = np.array([float(q == quarter) for q in QUARTERS])
    lowest = linprog(cost, A_ub=rows, b_ub=limits, bounds=(0, None))
    highest = linprog(-cost, A_ub=rows, b_ub=limits, bounds=(0, None))
    assert lowest.status == 0, "what is printed contradicts itself"
    most = np.inf if highest.status else -highest.fun
    return round(np.ceil(lowest.fun - 1e-6)), int(min(np.floor(most + 1e-6), 10**9))


counts_of_quarters = st.fixed_dictionaries(
    {
        (year, quarter): st.one_of(st.integers(0, 6), st.integers(0, 400))
        for year in YEARS
        for quarter in QUARTERS
    }
)


@pytest.mark.parametrize(
    "policy", [ROUNDING, SUPPRESSION], ids=lambda policy: policy.method
)
@settings(max_examples=25, deadline=None)
@given(counts=counts_of_quarters)
def test_no_small_quarter_follows_from_its_year_and_the_other_quarters(
    policy: Policy, counts: Counts
) -> None:
    """The attacker knows the year and three quarters: of a small fourth several counts remain possible."""
    draft = Draft((by_year(counts), by_quarter(counts)))
    try:
        protected = publish(draft, policy, sign=bytes.hex, secret=SECRET)
    except DisclosureRefused:
        return
    for (year, quarter), count in counts.items():
        least, most = what_follows(protected, year, quarter)
        assert least <= count <= most
        if 0 < count < THRESHOLD:
            assert most > least, (year, quarter, count)


@pytest.mark.parametrize(
    "policy", [ROUNDING, SUPPRESSION], ids=lambda policy: policy.method
)
def test_a_year_is_one_number_in_the_table_of_years_and_in_that_of_quarters(
    policy: Policy,
) -> None:
    counts = {(year, q): 3 + 7 * n for year in YEARS for n, q in enumerate(QUARTERS)}
    draft = Draft((by_year(counts), by_quarter(counts)))
    protected = publish(draft, policy, sign=bytes.hex, secret=SECRET)
    of_years, of_quarters = protected.tables
    for year in YEARS:
        alone = of_years.values[of_years.codes[0] == year]
        is_total = (of_quarters.codes[0] == year) & (of_quarters.codes[1] == TOTAL)
        np.testing.assert_array_equal(alone, of_quarters.values[is_total])
