"""The fewest cells to withhold: held against every pattern there is, and against a published example."""

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog
from tests.secret import SECRET

from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.passed_tables import from_protected
from zicht.disclosure.audit.report import audit
from zicht.disclosure.gate import publish
from zicht.disclosure.protect import optimal, suppression
from zicht.disclosure.protect.bound import fewest_further
from zicht.disclosure.protect.building import build
from zicht.disclosure.protect.optimal import fewest
from zicht.disclosure.protect.problem import Problem
from zicht.disclosure.protect.suppression import suppress
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable, Draft

RULES = Policy(
    "spec",
    "1",
    "test",
    local_threshold=5,
    zeros="structural",
    method="suppression",
    minimum_mean_count=0.0,
    group_disclosure=False,
)


def sign(digest: bytes) -> str:
    return digest.hex()


def table(inner: list[list[int]], above: dict[str, str] | None = None) -> CountTable:
    """Rows by columns with all margins; `above` gives the rows provinces."""
    body = np.asarray(inner)
    rows, columns = (
        tuple(f"{letter}{i}" for i in range(n))
        for letter, n in zip("rc", body.shape, strict=True)
    )
    places = {row: [at] for at, row in enumerate(rows)}
    for at, row in enumerate(rows):
        if above:
            places.setdefault(above[row], []).append(at)
    sets = {**places, TOTAL: list(range(len(rows)))}
    wide = {
        **{column: [at] for at, column in enumerate(columns)},
        TOTAL: list(range(len(columns))),
    }
    cells = [
        (r, c, int(body[np.ix_(sets[r], wide[c])].sum())) for r in sets for c in wide
    ]
    hierarchies = (Hierarchy("province", above),) if above else ()
    codes = tuple(np.asarray([cell[axis] for cell in cells]) for axis in (0, 1))
    dimensions = (Dimension("row", rows, hierarchies), Dimension("column", columns))
    return CountTable("u", dimensions, codes, np.asarray([cell[2] for cell in cells]))


def can_rise(problem: Problem, hidden: np.ndarray, cell: int) -> bool:
    """Ask another solver whether a cell can reach what it needs when these cells are withheld."""
    goal = np.zeros(len(problem.counts))
    goal[cell] = -1.0
    limits = [
        (f, None) if h else (n, n)
        for n, f, h in zip(problem.counts, problem.floors, hidden, strict=True)
    ]
    found = linprog(
        goal, A_eq=problem.matrix.toarray(), b_eq=problem.row_lower, bounds=limits
    )
    return found.status == 3 or (
        found.status == 0 and -found.fun >= problem.need[cell] - 1e-6
    )


def fewest_by_trying(problem: Problem) -> int:
    """Try every pattern, the smallest first."""
    others = np.flatnonzero(problem.can_hide & ~problem.primary)
    small = np.flatnonzero(problem.primary).tolist()
    for n in range(len(others) + 1):
        for extra in combinations(others.tolist(), n):
            hidden = problem.primary.copy()
            hidden[list(extra)] = True
            if all(can_rise(problem, hidden, cell) for cell in small):
                return n
    raise AssertionError("no pattern at all")


def taken_apart(monkeypatch, table: CountTable):
    """Give the programme of a table, the pattern of the heuristic and the outcome."""
    asked = []

    def spy(problem, known, complete, *, seconds):
        asked.append((problem, known.copy()))
        return fewest(problem, known, complete, seconds=seconds)

    monkeypatch.setattr("zicht.disclosure.protect.suppression.fewest", spy)
    system = build([table])
    thresholds = np.full(len(system.counts), RULES.threshold)
    chosen = suppress(system, thresholds, RULES, np.zeros(len(system.counts)))
    return *asked[0], chosen


@pytest.mark.parametrize("seed", range(4))
def test_no_pattern_withholds_fewer(monkeypatch, seed):
    rng = np.random.default_rng(seed)
    above = {"r0": "p0", "r1": "p0", "r2": "p1"} if seed % 2 else None
    inner = rng.choice(
        [0, 1, 3, 6, 8, 12, 20],
        (3, 2 if above else 3),
        p=[0.1, 0.15, 0.1, 0.15, 0.2, 0.2, 0.1],
    )
    inner[0, 0], inner[2, 1] = 2, 9
    problem, known, chosen = taken_apart(monkeypatch, table(inner.tolist(), above))
    assert chosen.is_fewest
    extra = int((chosen.hidden & ~problem.primary).sum())
    assert extra == fewest_by_trying(problem)
    system = build([table(inner.tolist(), above)])
    can_hide = problem.can_hide & ~problem.primary
    least = fewest_further(system, problem.primary, can_hide, seconds=60)
    assert 0 <= least <= extra
    assert extra <= int((known & ~problem.primary).sum())


def test_the_example_of_fischetti_and_salazar():
    """Three activities by three regions, one sensitive cell: three more cells, and an attacker is left 5 to 30."""
    counts = [[20, 50, 10], [8, 19, 22], [17, 32, 12]]
    system = build([table(counts)])
    thresholds = np.where(system.counts == 22, 27, 1)
    chosen = suppress(system, thresholds, RULES, np.zeros(len(system.counts)))
    assert chosen.is_fewest
    assert int(chosen.hidden.sum()) == 4
    # The pattern they print.
    draft = table(counts)
    own = np.isin(draft.counts, (22, 8, 17, 12))
    matrix = np.asarray([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])
    sums = [8 + 22, 17 + 12, 8 + 17, 22 + 12]
    least, most = (
        linprog([0, sense, 0, 0], A_eq=matrix, b_eq=sums).fun * sense
        for sense in (1, -1)
    )
    assert (round(least), round(most)) == (5, 30)
    assert int(own.sum()) == int(chosen.hidden.sum())


def test_a_search_that_gives_up_says_so_and_is_safe(monkeypatch):
    draft = Draft((table([[2, 9, 7], [8, 3, 14], [6, 12, 21]]),))
    assert (
        publish(draft, RULES, sign=sign, secret=SECRET).losses["fewest cells withheld"]
        == 1.0
    )
    monkeypatch.setattr(optimal, "MOST_QUESTIONS", 0)
    made = publish(draft, RULES, sign=sign, secret=SECRET)
    assert made.losses["fewest cells withheld"] == 0.0
    assert (made.tables[0].statuses == Status.WITHHELD).any()
    assert audit(
        [from_protected(t, is_rounded=False) for t in made.tables],
        Background(Attacker.ONE),
    ).ok


def test_a_cell_that_is_alone_in_both_its_sums_takes_three_more():
    """A rectangle: one more in its row, one in its column, and the one that these two would give away."""
    system = build([table([[2, 9, 7], [8, 13, 14], [6, 12, 21]])])
    primary = system.counts == 2
    assert fewest_further(system, primary, ~primary, seconds=60) == 3


def test_witnesses_sought_nearby_guard_every_small_cell(monkeypatch):
    """A table that is treated as a large one: two provinces of three municipalities each."""
    monkeypatch.setattr(suppression, "LARGE", 0)
    above = {f"r{n}": f"p{n // 3}" for n in range(6)}
    rng = np.random.default_rng(3)
    draft = Draft((table(rng.integers(0, 15, (6, 5)).tolist(), above),))
    made = publish(draft, RULES, sign=sign, secret=SECRET)
    (printed,) = made.tables
    is_small = (draft.tables[0].counts > 0) & (draft.tables[0].counts < RULES.threshold)
    assert is_small.any()
    assert (printed.statuses[is_small] == Status.WITHHELD).all()
    read = from_protected(
        printed, is_rounded=False, thresholds=np.full(len(is_small), RULES.threshold)
    )
    assert audit([read], Background(Attacker.ONE)).ok
