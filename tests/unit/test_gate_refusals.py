"""What the gate says when it refuses: why, and where a newcomer writes what to do."""

from dataclasses import replace

import numpy as np
import pytest
from tests.secret import SECRET

from zicht.desk.tabulate import tabulate
from zicht.disclosure.attack import refuse
from zicht.disclosure.audit.attackers import Background
from zicht.disclosure.audit.report import audit
from zicht.disclosure.gate import publish
from zicht.disclosure.memory import Memory
from zicht.vocabulary.dimensions import Dimension, Hierarchy
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import Draft

FOUND = audit([], Background())


@pytest.mark.parametrize(
    ("findings", "why"),
    [
        (replace(FOUND, complete=False), "did not end in time"),
        (replace(FOUND, contradiction=True), "contradict"),
        (replace(FOUND, revealed=3, named=("u: a=b",)), "3 cells"),
    ],
)
def test_a_refusal_says_why_and_where_to_merge(findings, why):
    with pytest.raises(DisclosureRefused, match=why) as refusal:
        refuse(findings, Memory(Ledger()))
    assert "[policy.merges]" in refusal.value.now
    assert refusal.value.details == findings.named


def test_a_table_that_is_too_large_or_too_sparse_says_what_to_leave_out():
    areas = tuple(f"A{i}" for i in range(40))
    area = Dimension(
        "area",
        areas,
        (Hierarchy("province", {a: f"P{i % 2}" for i, a in enumerate(areas)}),),
    )
    form = Dimension("form", tuple(f"f{i}" for i in range(30)))
    records = {"area": np.asarray(["A0", "A1"]), "form": np.asarray(["f0", "f1"])}
    table = tabulate(records, np.ones(2, dtype=np.int64), [area, form], "u")
    with pytest.raises(DisclosureRefused, match="too sparse") as refusal:
        publish(
            Draft((table,)), Policy("p", "1", "test"), sign=bytes.hex, secret=SECRET
        )
    assert "publish area by province and leave out form" in refusal.value.details[0]
    assert "zicht.toml" in refusal.value.now


def test_an_attack_that_does_not_end_is_no_pass():
    rng = np.random.default_rng(1)
    dimensions = [
        Dimension("a", tuple(f"a{i}" for i in range(9))),
        Dimension("b", tuple(f"b{i}" for i in range(9))),
    ]
    records = {d.name: rng.choice(d.leaves, 400) for d in dimensions}
    table = tabulate(records, np.ones(400, dtype=np.int64), dimensions, "u")
    rules = Policy(
        "p",
        "1",
        "test",
        method="suppression",
        local_threshold=5,
        minimum_mean_count=0.0,
    )
    with pytest.raises(DisclosureRefused, match="in time"):
        publish(Draft((table,)), rules, sign=bytes.hex, secret=SECRET, seconds=1e-9)


def test_a_search_that_its_time_ended_is_not_finished_and_says_so():
    """Nothing is known then: not that a cell cannot be protected."""
    dimensions = [Dimension("row", ("r1", "r2")), Dimension("column", ("c1", "c2"))]
    columns = {
        "row": np.asarray(["r1", "r1", "r2", "r2"]),
        "column": np.asarray(["c1", "c2", "c1", "c2"]),
    }
    table = tabulate(columns, np.asarray([2, 30, 40, 50]), dimensions, "u")
    policy = Policy(
        "time", "1", "test", method="suppression", zeros="structural"
    )  # fmt: skip
    given = {"sign": bytes.hex, "secret": SECRET}
    with pytest.raises(DisclosureRefused, match="not finished in time") as refused:
        publish(Draft((table,)), policy, seconds=0.0, **given)
    assert "cannot be protected" not in refused.value.what
    assert "--seconds" in refused.value.now
    assert publish(Draft((table,)), policy, **given)
