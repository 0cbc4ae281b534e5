"""An estimate is made once from the same counts; the vault remembers it, and forgets it when somebody withdraws."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from tests.spec.estimation.test_counted_estimates import (
    AGES,
    GATE,
    YEARS,
    capture_table,
    published_counts,
    small_project,
)
from tests.spec.sources.making import FORMS

from zicht.engine.session import Session
from zicht.estimation import comparing
from zicht.estimation.comparing import Comparison, compare
from zicht.estimation.settings import Settings
from zicht.pipeline import estimating, remembering
from zicht.pipeline.estimating import estimate_counted
from zicht.pipeline.remembering import EstimateMemory
from zicht.vault.keys import Keys
from zicht.vault.notes import ESTIMATE, notes_that_start
from zicht.vault.vault import Vault
from zicht.vocabulary.estimates import CaptureTable, PublishedEstimate
from zicht.vocabulary.progress import silent
from zicht.vocabulary.withdrawals import Withdrawal

Run = Callable[..., dict[str, PublishedEstimate]]


@pytest.fixture(name="session")
def _session(tmp_path: Path) -> Iterator[Session]:
    with Session(tmp_path / "private", reads=[tmp_path]) as opened:
        yield opened


@pytest.fixture(name="vault")
def _vault(session: Session, tmp_path: Path) -> Iterator[Vault]:
    keys = Keys.create(tmp_path / "keys")
    with Vault.open(tmp_path / "private" / "vault.duckdb", keys, session) as opened:
        yield opened


def uneven_table() -> CaptureTable:
    """Persons of two years and two ages, with another number of persons in each."""
    table = capture_table()
    size = {
        (year, age): n for n, (year, age) in enumerate(product(YEARS, AGES), start=1)
    }
    counts = [
        count * size[levels[-1], levels[-2]]
        for count, levels in zip(table.counts, table.levels, strict=True)
    ]
    return replace(table, counts=tuple(counts))


def five_persons_more(table: CaptureTable) -> CaptureTable:
    """Return the table with five more in its first row, which is of 2023 and of a minor."""
    first, *others = table.counts
    return replace(table, counts=(first + 5, *others))


@pytest.fixture(name="run")
def _run(vault: Vault) -> Run:
    def run(table: CaptureTable | None = None) -> dict[str, PublishedEstimate]:
        return estimate_counted(
            small_project(),
            table or uneven_table(),
            {"V01": published_counts()},
            gate=GATE,
            memory=EstimateMemory(vault),
            tell=silent,
        )

    return run


@pytest.fixture(name="made")
def _made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Persons in each table that was really estimated from; by two quick methods, as none is judged here."""
    made: list[int] = []

    def quick(table: CaptureTable, **_settings: object) -> Comparison:
        made.append(table.n_observed)
        return compare(
            table,
            methods=("independence", "stepwise"),
            settings=Settings(replicates=10),
        )

    monkeypatch.setattr(estimating, "compare", quick)
    monkeypatch.setattr(comparing, "compare", quick)
    return made


def test_the_same_counts_are_estimated_once_and_give_the_same_digits(
    run: Run, made: list[int]
) -> None:
    first = run()
    assert made
    made.clear()
    assert run() == first
    assert made == []


def test_five_persons_more_in_2023_do_not_move_2024(run: Run, made: list[int]) -> None:
    run()
    of_2024, of_2023, *_ = made
    made.clear()
    run(five_persons_more(uneven_table()))
    assert made
    assert of_2024 not in made
    assert of_2023 not in made


def test_other_code_estimates_anew(
    run: Run, made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    first = list(made)
    made.clear()
    monkeypatch.setattr(remembering, "digest_of_code", lambda: "other code")
    run()
    assert made == first


def test_estimates_of_earlier_counts_are_forgotten(
    run: Run, made: list[int], session: Session
) -> None:
    run()
    assert made
    n_notes = len(notes_that_start(session, ESTIMATE))
    run(five_persons_more(uneven_table()))
    assert len(notes_that_start(session, ESTIMATE)) == n_notes > 0


def test_a_withdrawal_forgets_every_estimate(
    run: Run, made: list[int], vault: Vault, session: Session
) -> None:
    run()
    assert made
    form = FORMS["comensha_meldingen"][-1]
    request = [Withdrawal(form, ("M-00001",))]
    vault.withdraw(request, day="2024-03-01", ground="AVG, artikel 7 lid 3")
    assert notes_that_start(session, ESTIMATE) == {}
