"""The methods page says what the rule and the registry say."""

from pathlib import Path

import pytest

from zicht.estimation.judgement.rule import read_rule
from zicht.estimation.methods import METHODS

PAGE = (Path(__file__).parents[3] / "docs/estimation.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", read_rule().lines, ids=lambda line: line.name)
def test_every_line_of_the_rule_is_on_the_page_with_its_limit(line):
    (row,) = [row for row in PAGE.splitlines() if row.startswith(f"| `{line.name}` |")]
    limit = f"{line.limit:.0%}" if line.limit < 1 else f"{line.limit:g}"
    assert line.name in {"interval", "within"} or limit in row


def test_every_method_is_on_the_page():
    assert all(f"| `{name}` |" in PAGE for name in METHODS)
