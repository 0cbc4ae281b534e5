"""Laws of attacks on tables whose lists of codes differ: what was seen is possible by every row and bound.

One table lists two forms, another one three; records lie outside what one table covers; one record may carry several
forms. A record more then fits some sums and not others. The oracle knows nothing of records: it solves two programmes
per cell with another library, and for tables that add up an integer programme over the finest combinations.
"""

from itertools import product

import numpy as np
from hypothesis import event, given
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp
from tests.laws.sizes import cases
from tests.laws.test_awaited_attacks import check_seen

from zicht.disclosure.audit import seeing
from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.beginning import begin_attack
from zicht.disclosure.audit.cell_bounds import propagate
from zicht.disclosure.audit.exchanges import Exchanges
from zicht.disclosure.audit.possible_counts import fill
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.disclosure.audit.report import audit
from zicht.disclosure.audit.safety import Demands
from zicht.disclosure.audit.witnesses import vary_records
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy

FORMS = ("A", "B", "C", "D")
OTHERS = {"area": ("P", "Q", "R"), "sex": ("f", "m")}
MOST_FINEST = 1_000
Record = dict[str, frozenset[str]]


def drawn_records(rng: np.random.Generator, *, has_several: bool) -> list[Record]:
    """Return invented records; some forms may be carried by none of them."""
    n_used = int(rng.integers(1, len(FORMS) + 1))
    records = []
    for _ in range(int(rng.integers(1, 30))):
        carried = {str(rng.choice(FORMS[:n_used]))}
        if has_several:
            carried |= {form for form in FORMS[:n_used] if rng.random() < 0.3}
        others = {
            name: frozenset({str(rng.choice(codes))}) for name, codes in OTHERS.items()
        }
        records.append({"form": frozenset(carried), **others})
    return records


def drawn_dimension(
    rng: np.random.Generator, records: list[Record], *, has_several: bool
) -> tuple[Dimension, bool]:
    """Return the forms that one table lists, and whether it covers these alone.

    Where each record has one form, a table lists all that occur, or says that it covers fewer.
    """
    occurring = frozenset[str]().union(*(record["form"] for record in records))
    listed = {form for form in FORMS if rng.random() < 0.6} or {"A"}
    covers_these_alone = not has_several and bool(rng.random() < 0.3)
    if not has_several and not covers_these_alone:
        listed |= occurring
    codes = tuple(sorted(listed))
    hierarchies: tuple[Hierarchy, ...] = ()
    if rng.random() < 0.4:
        # A group of this table may hold other forms than those of another table. It is
        # named after them: a group of one name and two meanings would contradict itself.
        n_first = int(rng.integers(1, len(codes) + 1))
        halves = [half for half in (codes[:n_first], codes[n_first:]) if half]
        parents = {form: "group " + "".join(half) for half in halves for form in half}
        hierarchies = (Hierarchy("kind", parents),)
    dimension = Dimension("form", codes, hierarchies, adds_up=not has_several)
    return dimension, covers_these_alone


def printed(
    rng: np.random.Generator, records: list[Record], *, has_several: bool
) -> tuple[PublishedTable, Ints]:
    """Return one table whose bands were drawn one by one around its counts, and these counts."""
    form, covers_these_alone = drawn_dimension(rng, records, has_several=has_several)
    extents = {}
    if covers_these_alone:
        extents = {"form": frozenset(form.leaves)}
        records = [record for record in records if record["form"] <= extents["form"]]
    dimensions = [form]
    dimensions += [
        Dimension(name, codes) for name, codes in OTHERS.items() if rng.random() < 0.5
    ]
    below = []
    for dimension in dimensions:
        members = {leaf: frozenset({leaf}) for leaf in dimension.leaves}
        for hierarchy in dimension.hierarchies:
            for leaf, group in hierarchy.parents.items():
                members[group] = members.get(group, frozenset()) | {leaf}
        below.append(members)
    rows = list(product(*([*members, TOTAL] for members in below)))
    counts = np.zeros(len(rows), dtype=np.int64)
    for number, row in enumerate(rows):
        wanted = [
            (dimension.name, members[code])
            for dimension, members, code in zip(dimensions, below, row, strict=True)
            if code != TOTAL
        ]
        counts[number] = sum(
            all(record[name] & codes for name, codes in wanted) for record in records
        )
    furthest = int(rng.choice([3, 9, 30]))
    below_truth = rng.integers(0, furthest, len(rows))
    above_truth = rng.integers(1, furthest, len(rows))
    table = PublishedTable(
        "u",
        tuple(dimensions),
        tuple(np.asarray(column) for column in zip(*rows, strict=True)),
        values=np.full(len(rows), np.nan),
        marks=np.full(len(rows), int(Mark.BANDED)),
        lower=np.maximum(counts - below_truth, 0).astype(np.float64),
        upper=(counts + above_truth).astype(np.float64),
        extents=extents,
    )
    return table, counts


def drawn_attack(
    seed: int, *, has_several: bool
) -> tuple[list[PublishedTable], Background]:
    rng = np.random.default_rng(seed)
    records = drawn_records(rng, has_several=has_several)
    pairs = [
        printed(rng, records, has_several=has_several)
        for _ in range(int(rng.integers(2, 4)))
    ]
    truth = tuple(counts for _, counts in pairs)
    background = Background(Attacker.ROUNDED, small=(1, 4), base=3, truth=truth)
    return [table for table, _ in pairs], background


@cases(25, 2_000)
@given(st.integers(0, 2**32 - 1), st.booleans(), st.booleans())
def test_what_other_records_show_is_possible(seed, has_several, by_exchange):
    tables, background = drawn_attack(seed, has_several=has_several)
    attack, untouched = (
        begin_attack(tables, background, deadline=np.inf, most_finest=MOST_FINEST)
        for _ in range(2)
    )
    known = attack.known
    n_cells = len(known.lower)
    propagate(known)
    # The bands hold the truth, so that something is possible.
    assert not known.contradicts
    point = fill(known, np.full(n_cells, np.nan), np.zeros(n_cells), seconds=60.0)
    assert point is not None
    known.see(slice(None), point)
    # As if no cell were ever far enough apart: every record is tried for every cell.
    endless = Demands(
        np.full(n_cells, np.inf), np.full(n_cells, -np.inf), np.full(n_cells, 1e6)
    )
    if by_exchange:
        exchanges = Exchanges(attack.cells, known, endless)
        for cell in range(n_cells):
            exchanges.see_from(cell, point)
    else:
        vary_records(attack.cells, known, point, endless)
    event(f"a cell rose: {bool(np.any(known.seen_upper > point + 0.5))}")
    check_seen(known.seen_lower, known.seen_upper, untouched.known)


@cases(20, 1_000)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_the_attack_reveals_as_much_with_other_records_as_without(seed, has_several):
    tables, background = drawn_attack(seed, has_several=has_several)
    with_records = audit(tables, background, most_finest=MOST_FINEST)
    varied = seeing.vary_records
    seeing.vary_records = lambda *_: None
    try:
        without = audit(tables, background, most_finest=MOST_FINEST)
    finally:
        seeing.vary_records = varied
    awaited = audit(tables, background, most_finest=MOST_FINEST, is_awaited=True)
    event(f"something is revealed: {without.revealed > 0}")
    assert set(with_records.named) == set(without.named) == set(awaited.named)


def test_a_form_that_another_table_lacks_is_revealed_to_be_of_nobody() -> None:
    """Forms A and B add up to the total of one table, and A, B and C to that of another."""

    def banded(dimensions: tuple[Dimension, ...]) -> PublishedTable:
        rows = list(product(*([*d.leaves, TOTAL] for d in dimensions)))
        return PublishedTable(
            "u",
            dimensions,
            tuple(np.asarray(column) for column in zip(*rows, strict=True)),
            values=np.full(len(rows), np.nan),
            marks=np.full(len(rows), int(Mark.BANDED)),
            lower=np.zeros(len(rows)),
            upper=np.full(len(rows), 20.0),
        )

    sex = Dimension("sex", ("f", "m"))
    tables = [
        banded((Dimension("form", ("A", "B")),)),
        banded((Dimension("form", ("A", "B", "C")), sex)),
    ]
    # The finest combinations: form by sex, A f to C m. Nobody is outside A and B.
    nobody_else = np.asarray([[0.0, 0.0, 0.0, 0.0, 1.0, 1.0]])
    most = milp(
        np.asarray([0.0, 0.0, 0.0, 0.0, -1.0, 0.0]),
        integrality=np.ones(6),
        constraints=[
            LinearConstraint(nobody_else, 0, 0),
            LinearConstraint(np.ones((1, 6)), 0, 20),
        ],
    )
    assert most.fun == 0
    background = Background(Attacker.ROUNDED, small=(1, 4), base=5)
    findings = audit(tables, background)
    assert set(findings.named) == {
        "u: form=C",
        "u: form=C, sex=f",
        "u: form=C, sex=m",
    }
