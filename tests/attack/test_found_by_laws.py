"""What the laws found once, in its smallest form."""

import numpy as np

from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.published import Mark, PublishedTable, from_protected
from zicht.disclosure.audit.report import audit
from zicht.disclosure.audit.safety import Demands
from zicht.disclosure.gate import publish
from zicht.disclosure.protect.system import build
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import TOTAL, CountTable, Dimension, Draft, Hierarchy, Status


def sign(digest: bytes) -> str:
    return digest.hex()


def policy(**rules) -> Policy:
    given = {"threshold": 5, "local_threshold": 5, "minimum_mean_count": 0.0, "method": "suppression"} | rules
    return Policy("found", "1", "test", **given)


def row(dimension: Dimension, counts: dict[str, int]) -> CountTable:
    return CountTable("u", (dimension,), (np.asarray(list(counts)),), np.asarray(list(counts.values())))


def printed(dimension: Dimension, counts: dict[str, int | None], **more) -> PublishedTable:
    values = np.asarray([np.nan if n is None else n for n in counts.values()])
    marks = np.where(np.isnan(values), int(Mark.PRIMARY), int(Mark.SHOWN))
    n = len(values)
    codes = (np.asarray(list(counts)),)
    return PublishedTable("u", (dimension,), codes, values, marks, np.zeros(n), np.full(n, np.inf), **more)


def test_between_18_and_a_half_and_23_and_a_half_lie_five_counts():
    six = Demands(np.asarray([np.inf]), np.asarray([-np.inf]), np.asarray([5.0]))
    assert not six.met(np.asarray([18.5]), np.asarray([23.5])).any()
    assert six.met(np.asarray([18.0]), np.asarray([23.0])).all()


def test_a_small_area_must_be_able_to_reach_the_threshold_of_small_areas():
    places = Dimension("place", ("a", "b", "c"))
    told = {"a": None, "b": None, "c": 40, TOTAL: 48}
    thresholds = np.asarray([10, 10, 10, 5])
    assert audit([printed(places, told)], Background(Attacker.ONE)).ok
    assert audit([printed(places, told, thresholds=thresholds)], Background(Attacker.ONE)).revealed == 2


def test_those_without_a_form_follow_by_subtraction():
    """18 persons, 13 of them with this form: five without, although forms do not add up."""
    forms, counts = Dimension("form", ("f0", "f1"), adds_up=False), {"f0": 13, "f1": 12, TOTAL: 18}
    assert audit([printed(forms, counts)], Background(Attacker.ONE, (1, 5))).implicit == 1
    rules = policy(zeros="structural", threshold=6, local_threshold=6)
    made = publish(Draft((row(forms, counts),)), rules, sign=sign).tables[0]
    shown = dict(zip(made.codes[0].tolist(), (made.statuses == Status.PUBLISHED).tolist(), strict=True))
    assert not (shown["f0"] and shown[TOTAL])


def test_a_contributor_of_one_cell_learns_nothing_of_the_other():
    """Two persons, both in b: who is one of them may not learn that at most one is in a."""
    places = Dimension("place", ("a", "b"))
    rules = policy(zeros="disclosive", threshold=2, local_threshold=2)
    made = publish(Draft((row(places, {"a": 0, "b": 2, TOTAL: 2}),)), rules, sign=sign)
    tables = [from_protected(table, is_rounded=False) for table in made.tables]
    assert (made.tables[0].statuses == Status.WITHHELD).sum() > 1
    assert audit(tables, Background(Attacker.ZERO, (1, 1), own_record={"place": "b"})).ok


def test_a_band_holds_two_counts_at_least():
    places = Dimension("place", tuple("abcdef"))
    rules = policy(method="rounding", zeros="structural", base=2, threshold=2, local_threshold=2)
    counts = dict.fromkeys("abcdef", 1) | {TOTAL: 6}
    made = publish(Draft((row(places, counts),)), rules, sign=sign).tables[0]
    banded = made.statuses == Status.BANDED
    assert banded.any()
    assert (made.upper[banded] > made.lower[banded]).all()


def test_a_unit_of_one_municipality_is_no_province():
    """Its code and the municipality's are one cell, and no province is the sum of that cell alone."""
    areas = Dimension(
        "place",
        ("a", "b", "c"),
        (Hierarchy("province", dict.fromkeys("abc", "P")), Hierarchy("unit", {"a": "Q", "b": "Q", "c": "R"})),
    )
    system = build([row(areas, {"P": 30, "Q": 20, "R": 10, TOTAL: 30})])
    assert len(system.relations) == 1
