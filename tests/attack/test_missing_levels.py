"""Sums through levels that nobody printed: what is withheld in one table follows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.attack.policies import ROUNDING, SUPPRESSION
from tests.secret import SECRET

from zicht.desk.tabulate import tabulate
from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.passed_tables import from_protected
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.disclosure.audit.report import audit
from zicht.disclosure.gate import publish
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable, Draft

PROVINCE = {"m1": "P", "m2": "P", "m3": "Q", "m4": "Q"}
AREA = Dimension("area", tuple(PROVINCE), (Hierarchy("province", PROVINCE),))
SEX = Dimension("sex", ("f", "m"))
FORM = Dimension("form", ("f1", "f2"))
AGE = Dimension("age", ("a1", "a2", "a3"))
DIMENSIONS = {own.name: own for own in (AREA, SEX, FORM, AGE)}


def published(
    dimensions: tuple[Dimension, ...], cells: dict[tuple[str, ...], int | None]
) -> PublishedTable:
    """A printed table; None stands for a withheld number."""
    values = np.asarray(
        [np.nan if n is None else float(n) for n in cells.values()], dtype=np.float64
    )
    withheld = np.isnan(values)
    return PublishedTable(
        "u",
        dimensions,
        tuple(np.asarray(column) for column in zip(*cells, strict=True)),
        values,
        np.where(withheld, int(Mark.PRIMARY), int(Mark.SHOWN)),
        np.zeros(len(values)),
        np.full(len(values), np.inf),
    )


def test_rows_that_a_table_leaves_out_are_not_counted_as_printed():
    """Of three ages two are printed: the third is empty, and nobody printed it."""
    table = published((AGE,), {(TOTAL,): 30, ("a1",): 10, ("a2",): 20})
    findings = audit(
        [table], Background(Attacker.ZERO, small=(1, 4), base=5), seconds=30
    )
    assert findings.cells == 3


def test_a_municipality_by_sex_beside_its_province_by_form():
    """66 in the province, 12, 20 and 31 printed: the fourth is 3."""
    fine = {
        ("m1", "f", "f1"): 12, ("m1", "m", "f1"): 20,
        ("m2", "f", "f1"): 31, ("m2", "m", "f1"): None,
    }  # fmt: skip
    coarse = {("P", "f1"): 66}
    tables = [published((AREA, SEX, FORM), fine), published((AREA, FORM), coarse)]
    found = audit(tables, Background(Attacker.ONE))
    assert found.exact_primary == 1
    assert not found.ok
    assert audit(tables[:1], Background(Attacker.ONE)).ok


def test_two_tables_that_share_sums_and_print_none_of_them():
    """By sex and by form, without totals: who adds up both knows the missing one."""
    by_sex = {("m1", "f"): 12, ("m1", "m"): 20, ("m2", "f"): 9, ("m2", "m"): 8}
    by_form = {("m1", "f1"): 29, ("m1", "f2"): None, ("m2", "f1"): 10, ("m2", "f2"): 7}
    tables = [published((AREA, SEX), by_sex), published((AREA, FORM), by_form)]
    assert audit(tables, Background(Attacker.ONE)).exact_primary == 1
    assert audit(tables[1:], Background(Attacker.ONE)).ok


def test_two_levels_that_are_missing_at_once():
    """The country by nothing, beside municipality by sex by form by age."""
    rng = np.random.default_rng(4)
    rows = [
        (area, sex, form, age)
        for area in AREA.leaves
        for sex in SEX.leaves
        for form in FORM.leaves
        for age in AGE.leaves
    ]
    counts = dict(zip(rows, rng.integers(5, 30, len(rows)).tolist(), strict=True))
    counts[rows[7]] = 2
    total = {(TOTAL,): sum(counts.values())}
    fine = {row: None if row == rows[7] else n for row, n in counts.items()}
    tables = [published(tuple(DIMENSIONS.values()), fine), published((SEX,), total)]
    assert audit(tables, Background(Attacker.ONE)).exact_primary == 1


def counted(
    records: dict[str, np.ndarray], names: tuple[str, ...], levels: dict[str, bool]
) -> CountTable:
    """Count records by some dimensions, with only the level asked of each."""
    n = len(records["area"])
    columns = {name: records[name] for name in names}
    whole = tabulate(
        columns, np.ones(n, dtype=np.int64), [DIMENSIONS[name] for name in names], "u"
    )
    kept = np.ones(len(whole.counts), dtype=bool)
    for name, codes in zip(names, whole.codes, strict=True):
        uppers = [*PROVINCE.values()] if name == "area" else [TOTAL]
        wanted = uppers if levels[name] else DIMENSIONS[name].leaves
        kept &= np.isin(codes, list(wanted))
    return CountTable(
        "u", whole.dimensions, tuple(c[kept] for c in whole.codes), whole.counts[kept]
    )


def ranges(tables: list[ProtectedTable]) -> list[tuple[np.ndarray, np.ndarray]]:
    """What an attacker finds who writes every cell as a sum of the finest cells."""
    leaves = [
        (area, sex, form, age)
        for area in AREA.leaves for sex in SEX.leaves
        for form in FORM.leaves for age in AGE.leaves
    ]  # fmt: skip
    names = list(DIMENSIONS)
    rows, lows, highs = [], [], []
    for table in tables:
        for at, codes in enumerate(
            zip(*(c.tolist() for c in table.codes), strict=True)
        ):
            where = dict(zip(table.names, codes, strict=True))
            rows.append(
                [
                    all(
                        code in (leaf[names.index(name)], TOTAL, PROVINCE.get(leaf[0]))
                        for name, code in where.items()
                    )
                    for leaf in leaves
                ]
            )
            is_withheld = table.statuses[at] == Status.WITHHELD
            lows.append(1 if is_withheld else table.lower[at])
            highs.append(1e6 if is_withheld else table.upper[at])
    matrix = np.asarray(rows, dtype=float)
    limits = {
        "A_ub": np.vstack([matrix, -matrix]),
        "b_ub": np.concatenate([highs, -np.asarray(lows, dtype=float)]),
    }
    found = []
    for row in matrix:
        least = linprog(row, **limits)
        most = linprog(-row, **limits)
        if not (least.success and most.success):
            return []
        found.append((least.fun, -most.fun))
    return found


@pytest.mark.parametrize(
    "policy", [ROUNDING, SUPPRESSION], ids=lambda policy: policy.method
)
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_pair_of_tables_with_missing_levels_reveals_a_cell(policy, seed):
    """Two tables of random dimensions and levels, against the finest combinations."""
    rng = np.random.default_rng(seed)
    records = {
        name: rng.choice(dimension.leaves, 150)
        for name, dimension in DIMENSIONS.items()
    }
    drafts = []
    for _ in range(2):
        size = int(rng.integers(1, 4))
        names = tuple(
            sorted(rng.choice(list(DIMENSIONS), size, replace=False).tolist())
        )
        levels = {name: bool(rng.random() < 0.4) for name in names}
        drafts.append(counted(records, names, levels))
    try:
        protected = publish(Draft(tuple(drafts)), policy, sign=bytes.hex, secret=SECRET)
    except DisclosureRefused:
        return
    tables = list(protected.tables)
    printed = [
        from_protected(table, is_rounded=policy.method == "rounding")
        for table in tables
    ]
    found = iter(ranges(tables))
    for table, own in zip(tables, printed, strict=True):
        for status, mark, (least, most) in zip(
            table.statuses, own.marks, found, strict=False
        ):
            if status == Status.WITHHELD:
                assert most >= policy.threshold - 1e-6 or most - least >= 1 - 1e-6
            elif mark in (Mark.ROUNDED, Mark.BANDED):
                assert np.floor(most + 1e-6) - np.ceil(least - 1e-6) >= policy.base - 1
