"""Tables far from all bounds spare programmes; they decide nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from tests.laws.sizes import cases
from tests.laws.systems import Country, countries

from zicht.disclosure.audit import seeing
from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.cell_bounds import Knowledge
from zicht.disclosure.audit.passed_tables import from_protected
from zicht.disclosure.audit.possible_counts import inner_point
from zicht.disclosure.audit.report import audit
from zicht.disclosure.masking import withhold_rows


def test_the_centre_lies_in_the_middle_of_what_is_possible() -> None:
    """Two withheld parts of 10: the centre is 5 and 5."""
    rows = csr_array(np.asarray([[1.0, 1.0, -1.0]]))
    zeros = np.zeros(1)
    lower, upper = np.asarray([0.0, 0.0, 10.0]), np.asarray([10.0, 10.0, 10.0])
    known = Knowledge(rows, zeros, zeros.copy(), lower, upper)
    point = inner_point(known, np.zeros(3), seconds=10.0)
    assert point is not None
    assert point == pytest.approx([5.0, 5.0, 10.0], abs=1e-3)


@pytest.mark.parametrize("attacker", [Attacker.ZERO, Attacker.ONE])
def test_inner_tables_change_no_verdict(
    attacker: Attacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    @cases(15, 500)
    @given(countries(areas=4, forms=3, others=3, people=40), st.integers(0, 2**32 - 1))
    def law(country: Country, seed: int) -> None:
        rng = np.random.default_rng(seed)
        tables = []
        for table in country.tables():
            is_hidden = ((table.counts > 0) & (table.counts < 5)) | (
                (rng.random(table.n_cells) < 0.1) & (table.counts > 0)
            )
            protected = withhold_rows(table, is_hidden)
            tables.append(from_protected(protected, is_rounded=False))
        background = Background(attacker)
        with_inner = audit(tables, background)
        monkeypatch.setattr(seeing, "INNER_SIGNS", ())
        without = audit(tables, background)
        monkeypatch.undo()
        assert with_inner.named == without.named
        assert with_inner.as_mapping()["exact"] == without.as_mapping()["exact"]
        assert with_inner.ok == without.ok

    law()
