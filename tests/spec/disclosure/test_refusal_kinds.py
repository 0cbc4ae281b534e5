"""Each refusal of a table on demand says of which kind it is: the journal states the kind and nothing else of it."""

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.laws.test_table_laws import SECRET, people, shape_of, sign

from zicht.disclosure import ondemand
from zicht.disclosure.audit import published
from zicht.disclosure.gate import publish
from zicht.disclosure.tallying import tally
from zicht.vocabulary.errors import DisclosureRefused, Refusal
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import Draft

FILES_OF_THE_GATE = """
import sys
import zicht.disclosure.ondemand
for name, module in sorted(sys.modules.items()):
    if name.startswith("zicht."):
        print(module.__file__)
"""


def files_that_may_refuse() -> list[Path]:
    """Return the files that are loaded for a table on demand."""
    listed = subprocess.run(
        [sys.executable, "-c", FILES_OF_THE_GATE],
        check=True,
        capture_output=True,
        text=True,
    )
    return [Path(line) for line in listed.stdout.splitlines()]


def refusals_without_kind(path: Path) -> list[str]:
    """Return where a file refuses without saying of which kind the reason is."""
    places = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        is_refusal = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "DisclosureRefused"
        )
        if is_refusal and "reason" not in {word.arg for word in node.keywords}:
            places.append(f"{path.name}:{node.lineno}")
    return places


def test_no_refusal_of_a_table_is_for_another_reason():
    files = files_that_may_refuse()
    assert "ondemand.py" in {path.name for path in files}
    assert "small_areas.py" in {path.name for path in files}
    assert [place for path in files for place in refusals_without_kind(path)] == []


def test_a_system_that_is_too_large_for_the_attack_is_refused_as_large(monkeypatch):
    policy = Policy("kinds", "1", "test", minimum_mean_count=0.0)
    units = people(1, 200, n_areas=9)
    no_keys = np.zeros(len(units.names), dtype=np.uint64)
    drafts = [{"area": ["area"]}, {"sex": ["sex"]}]
    tables = tuple(tally(units, shape_of(units, names), no_keys)[0] for names in drafts)
    release = publish(Draft(tables), policy, sign=sign, secret=SECRET)
    ledger = Ledger().entered("release", release)
    shape = shape_of(units, {"area": ["above"], "sex": ["sex"]})
    monkeypatch.setattr(published, "MOST_CELLS", 3)
    with pytest.raises(DisclosureRefused) as refused:
        ondemand.answer(units, shape, policy, secret=SECRET, sign=sign, ledger=ledger)
    assert refused.value.reason is Refusal.LARGE
