"""What the laws found once, in its smallest form."""

from dataclasses import replace

import numpy as np
import pytest
from tests.secret import SECRET

from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.passed_tables import from_protected
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.disclosure.audit.report import audit
from zicht.disclosure.audit.safety import Demands
from zicht.disclosure.gate import publish
from zicht.disclosure.protect.building import build
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable, Draft


def sign(digest: bytes) -> str:
    return digest.hex()


def policy(**rules) -> Policy:
    given = {
        "threshold": 5,
        "local_threshold": 5,
        "minimum_mean_count": 0.0,
        "method": "suppression",
    } | rules
    return Policy("found", "1", "test", **given)


def row(dimension: Dimension, counts: dict[str, int]) -> CountTable:
    return CountTable(
        "u",
        (dimension,),
        (np.asarray(list(counts)),),
        np.asarray(list(counts.values())),
    )


def printed(
    dimension: Dimension, counts: dict[str, int | None], **more
) -> PublishedTable:
    values = np.asarray([np.nan if n is None else n for n in counts.values()])
    marks = np.where(np.isnan(values), int(Mark.PRIMARY), int(Mark.SHOWN))
    n = len(values)
    codes = (np.asarray(list(counts)),)
    return PublishedTable(
        "u", (dimension,), codes, values, marks, np.zeros(n), np.full(n, np.inf), **more
    )


def test_between_18_and_a_half_and_23_and_a_half_lie_five_counts():
    six = Demands(np.asarray([np.inf]), np.asarray([-np.inf]), np.asarray([5.0]))
    assert not six.met(np.asarray([18.5]), np.asarray([23.5])).any()
    assert six.met(np.asarray([18.0]), np.asarray([23.0])).all()


def test_a_small_area_must_be_able_to_reach_the_threshold_of_small_areas():
    places = Dimension("place", ("a", "b", "c"))
    told = {"a": None, "b": None, "c": 40, TOTAL: 48}
    thresholds = np.asarray([10, 10, 10, 5])
    assert audit([printed(places, told)], Background(Attacker.ONE)).ok
    assert (
        audit(
            [printed(places, told, thresholds=thresholds)], Background(Attacker.ONE)
        ).revealed
        == 2
    )


def test_those_without_a_form_follow_by_subtraction():
    """18 persons, 13 of them with this form: five without, although forms do not add up."""
    forms, counts = (
        Dimension("form", ("f0", "f1"), adds_up=False),
        {"f0": 13, "f1": 12, TOTAL: 18},
    )
    assert (
        audit([printed(forms, counts)], Background(Attacker.ONE, (1, 5))).implicit == 1
    )
    rules = policy(zeros="structural", threshold=6, local_threshold=6)
    made = publish(
        Draft((row(forms, counts),)), rules, sign=sign, secret=SECRET
    ).tables[0]
    shown = dict(
        zip(
            made.codes[0].tolist(),
            (made.statuses == Status.PUBLISHED).tolist(),
            strict=True,
        )
    )
    assert not (shown["f0"] and shown[TOTAL])


def rounded(dimension: Dimension, counts: dict[str, int]) -> PublishedTable:
    values = np.asarray(list(counts.values()), dtype=np.float64)
    codes, marks = (np.asarray(list(counts)),), np.full(len(values), int(Mark.ROUNDED))
    return PublishedTable(
        "u", (dimension,), codes, values, marks, values - 4, values + 4
    )


def test_who_is_in_a_group_of_codes_carries_one_of_them():
    """13 and 13 of 26 in G, printed as 10, 10, 30: 14 and 14 at most are at most 28, so 26 to 28, of 12 to 14 each."""
    forms = Dimension(
        "form",
        ("f0", "f1"),
        (Hierarchy("kind", {"f0": "G", "f1": "G"}),),
        adds_up=False,
    )
    assert (
        audit(
            [rounded(forms, {"f0": 10, "f1": 10, "G": 30})],
            Background(Attacker.ROUNDED),
        ).narrow
        == 3
    )
    counts = {"f0": 13, "f1": 13, "G": 26, TOTAL: 40}
    made = publish(
        Draft((row(forms, counts),)),
        policy(method="rounding"),
        sign=sign,
        secret=SECRET,
    ).tables
    assert audit(
        [from_protected(one, is_rounded=True) for one in made],
        Background(Attacker.ROUNDED),
    ).ok


def test_where_everybody_may_carry_a_code_a_reader_takes_it_that_all_do():
    forms = Dimension("form", ("f0", "f1"), adds_up=False)
    table, reader = (
        rounded(forms, {"f0": 10, "f1": 10, TOTAL: 30}),
        Background(Attacker.ROUNDED),
    )
    assert audit([table], reader).ok
    assert (
        audit([table], replace(reader, truth=(np.asarray([13, 13, 26]),))).narrow == 3
    )
    some_carry_none = np.asarray([10, 10, 28])
    assert audit([table], replace(reader, truth=(some_carry_none,))).ok


@pytest.mark.parametrize("seed", range(4))
def test_the_gate_leaves_such_a_total_its_room(seed):
    forms = Dimension("form", ("f0", "f1"), adds_up=False)
    some = np.random.default_rng(seed).integers(11, 15, 2)
    counts = {"f0": int(some[0]), "f1": int(some[1]), TOTAL: int(some.sum())}
    made = publish(
        Draft((row(forms, counts),)),
        policy(method="rounding"),
        sign=sign,
        secret=SECRET,
    ).tables
    reader = Background(Attacker.ROUNDED, truth=(np.asarray(list(counts.values())),))
    assert audit([from_protected(table, is_rounded=True) for table in made], reader).ok


def test_a_code_is_no_more_than_the_group_it_stands_in():
    """Six in group G, who all carry f0: a withheld f0 cannot be higher than the six printed above it."""
    forms = Dimension(
        "form",
        ("f0", "f1", "f2"),
        (Hierarchy("kind", {"f0": "G", "f1": "G", "f2": "H"}),),
        adds_up=False,
    )
    told = {"f0": None, "f1": None, "f2": 30, "G": 6, "H": 30, TOTAL: None}
    assert (
        audit([printed(forms, told)], Background(Attacker.ONE, (1, 7))).below_threshold
        == 2
    )


def test_a_contributor_of_one_cell_learns_nothing_of_the_other():
    """Two persons, both in b: who is one of them may not learn that at most one is in a."""
    places = Dimension("place", ("a", "b"))
    rules = policy(zeros="disclosive", threshold=2, local_threshold=2)
    made = publish(
        Draft((row(places, {"a": 0, "b": 2, TOTAL: 2}),)),
        rules,
        sign=sign,
        secret=SECRET,
    )
    tables = [from_protected(table, is_rounded=False) for table in made.tables]
    assert (made.tables[0].statuses == Status.WITHHELD).sum() > 1
    assert audit(
        tables, Background(Attacker.ZERO, (1, 1), own_record={"place": "b"})
    ).ok


def test_a_contributor_learns_nothing_where_his_own_area_is_in_no_table():
    """Two persons, both in b, which provinces (a; b and c) and units (a and b; c) show only by what lies around it.

    Two in b and c together, of whom one is surely in b, leave at most one for c.
    """
    areas = Dimension(
        "place",
        ("a", "b", "c"),
        (
            Hierarchy("province", {"a": "P", "b": "Q", "c": "Q"}),
            Hierarchy("unit", {"a": "U", "b": "U", "c": "V"}),
        ),
    )
    counts = {"P": 0, "Q": 2, "U": 2, "V": 0, TOTAL: 2}
    naive = printed(areas, {"P": None, "Q": 2, "U": 2, "V": None, TOTAL: None})
    one_of_them = Background(Attacker.ZERO, (1, 1), own_record={"place": "b"})
    assert audit([naive], Background(Attacker.ZERO, (1, 1))).ok
    assert not audit([naive], one_of_them).ok
    made = publish(
        Draft((row(areas, counts),)),
        policy(zeros="disclosive", threshold=2, local_threshold=2),
        sign=sign,
        secret=SECRET,
    )
    tables = [from_protected(table, is_rounded=False) for table in made.tables]
    assert audit(tables, one_of_them).ok


def test_a_band_holds_two_counts_at_least():
    places = Dimension("place", tuple("abcdef"))
    rules = policy(
        method="rounding", zeros="structural", base=2, threshold=2, local_threshold=2
    )
    counts = dict.fromkeys("abcdef", 1) | {TOTAL: 6}
    made = publish(
        Draft((row(places, counts),)), rules, sign=sign, secret=SECRET
    ).tables[0]
    banded = made.statuses == Status.BANDED
    assert banded.any()
    assert (made.upper[banded] > made.lower[banded]).all()


def test_a_unit_of_one_municipality_is_no_province():
    """Its code and the municipality's are one cell, and no province is the sum of that cell alone."""
    areas = Dimension(
        "place",
        ("a", "b", "c"),
        (
            Hierarchy("province", dict.fromkeys("abc", "P")),
            Hierarchy("unit", {"a": "Q", "b": "Q", "c": "R"}),
        ),
    )
    system = build([row(areas, {"P": 30, "Q": 20, "R": 10, TOTAL: 30})])
    assert len(system.relations) == 1
