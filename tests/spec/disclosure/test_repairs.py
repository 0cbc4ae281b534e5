"""What an attack reveals is repaired: few cells are shown less precisely, and more of them where that does not help."""

from dataclasses import replace

import numpy as np
import pytest

from zicht.desk.tabulate import tabulate
from zicht.disclosure.attack import tables_that_hold
from zicht.disclosure.audit.attackers import Background
from zicht.disclosure.audit.findings import Findings, Suspects
from zicht.disclosure.audit.report import audit
from zicht.disclosure.memory import Memory
from zicht.disclosure.protect.building import build
from zicht.disclosure.protect.system import System
from zicht.disclosure.repair import Repair
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.progress import silent
from zicht.vocabulary.protected import ProtectedTable

CODES = tuple(f"c{number:02}" for number in range(40))
EVERY = np.ones(41, dtype=np.bool_)


@pytest.fixture(name="system")
def _system() -> System:
    """Forty codes of ten people each, and their total."""
    table = tabulate(
        {"code": np.array(CODES)},
        np.full(40, 10),
        [Dimension("code", CODES)],
        "everybody",
    )
    return build((table,))


def revealed_by_everything(system: System) -> Findings:
    """One cell follows from all others, in every attack anew."""
    n = len(system.counts)
    suspects = Suspects(np.array([0]), (np.arange(n),), system.rows)
    return Findings(
        cells=n,
        protected=n,
        exact_primary=0,
        exact_secondary=0,
        implicit=0,
        below_threshold=0,
        narrow=1,
        revealed=1,
        widest=0,
        seconds=0.0,
        complete=True,
        suspects=suspects,
    )


def test_a_cell_that_is_revealed_again_and_again_has_more_cells_chosen_for_it(
    system: System,
) -> None:
    repair = Repair(system, frozen=~EVERY)
    widened = []
    for _ in range(7):
        assert repair.mend(revealed_by_everything(system), system.counts, EVERY)
        widened.append(repair.cells)
    assert widened == [1, 2, 3, 4, 6, 10, 18]


def test_cells_of_the_same_records_are_widened_together(system: System) -> None:
    """Under two names of a universe they have one draw; what was printed before stays as it was."""
    frozen = ~EVERY
    frozen[3] = True
    draws = np.linspace(0, 0.9, 41)
    draws[2] = draws[3] = draws[1]
    repair = Repair(system, frozen, draws)
    repair.level[1] = 2
    repair.mend(revealed_by_everything(system), system.counts, EVERY)
    assert repair.level[1:5].tolist() == [2, 2, 0, 0]


# ---- attack and repair, until nothing is revealed


class Tables:
    """Tables that can always be repaired, and remember how often they were."""

    def __init__(self, system: System) -> None:
        self.repair = Repair(system, np.zeros(len(system.counts), dtype=bool))
        self.n_repairs = 0

    def tables(self) -> tuple[ProtectedTable, ...]:
        return ()

    def mend(self, findings: Findings) -> bool:
        self.n_repairs += 1
        return findings.revealed > 0


class Attacks:
    """Attacks with findings that are given, one after the other; further attacks find what the last one did."""

    def __init__(self, *findings: Findings) -> None:
        self.findings = findings
        self.attacked: list[tuple[ProtectedTable, ...]] = []
        self.befores: list[Findings | None] = []

    def __call__(
        self, tables: tuple[ProtectedTable, ...], before: Findings | None
    ) -> Findings:
        self.attacked.append(tables)
        self.befores.append(before)
        return self.findings[min(len(self.befores), len(self.findings)) - 1]


NOTHING_REVEALED = audit([], Background())
REVEALED = replace(NOTHING_REVEALED, revealed=1, named=("u: a=b",))


def test_ten_repairs_are_made_and_the_last_of_them_is_attacked_too(
    system: System,
) -> None:
    tables, attacks = Tables(system), Attacks(REVEALED)
    with pytest.raises(DisclosureRefused, match="1 cell would be revealed"):
        tables_that_hold(tables, attacks, Memory(), silent)
    assert (tables.n_repairs, len(attacks.attacked)) == (10, 11)


def test_after_a_repair_the_next_attack_knows_what_the_one_before_it_saw(
    system: System,
) -> None:
    tables, attacks = Tables(system), Attacks(REVEALED, NOTHING_REVEALED)
    assert tables_that_hold(tables, attacks, Memory(), silent) == ()
    assert attacks.befores == [None, REVEALED]
    assert tables.n_repairs == 1


@pytest.mark.parametrize(
    "findings",
    [replace(REVEALED, complete=False), replace(REVEALED, contradiction=True)],
)
def test_an_attack_that_names_no_cells_is_refused_and_not_repaired(
    system: System, findings: Findings
) -> None:
    tables, attacks = Tables(system), Attacks(findings)
    with pytest.raises(DisclosureRefused):
        tables_that_hold(tables, attacks, Memory(), silent)
    assert (tables.n_repairs, len(attacks.attacked)) == (0, 1)
