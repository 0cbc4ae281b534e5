"""Attacks on weighted shares: find one respondent, subtract two shares, compare two releases."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from zicht.disclosure.surveys import protect, remembered, share_of, unknown_share
from zicht.methods.surveys import Design
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.ledger import Ledger, LedgerEntry
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.surveys import Sample, SurveyCell, SurveyTable

POLICY = Policy("attack", "1", "Because.")
N = 400
Answers = NDArray[np.float64]


def sample(weights: Answers) -> Sample:
    names = np.array([f"r{number:04}" for number in range(len(weights))])
    return Sample(names, weights, None, (), ())


def yes(n: int, of: int = N) -> Answers:
    return np.repeat([1.0, 0.0], [n, of - n])


def table(drawn: Sample, **cells: Answers) -> SurveyTable:
    """Cells of 2020: `all` is the margin."""
    made = (
        SurveyCell(("2020", TOTAL if name == "all" else name), drawn, answers)
        for name, answers in cells.items()
    )
    return SurveyTable(
        "P03", "respondents", ("period", "sex"), 100, "logit", tuple(made)
    )


def counts(answers: SurveyTable, status: str = "published") -> ProtectedTable:
    """The printed numbers of respondents of every cell."""
    values = np.array([int(cell.is_known.sum()) for cell in answers.cells])
    n = len(values)
    return ProtectedTable(
        "respondents",
        (Dimension("period", ("2020",)), Dimension("sex", ("w", "x"))),
        tuple(np.array(column) for column in zip(*(c.codes for c in answers.cells), strict=True)),
        values if status == "published" else 0 * values, np.full(n, status), values, values,
    )  # fmt: skip


def printed(
    answers: SurveyTable, ledger: Ledger | None = None
) -> dict[str, tuple[float, float, float]]:
    (shares,) = protect([answers], [counts(answers)], POLICY, ledger)
    numbers = zip(shares.values, shares.lower, shares.upper, strict=True)
    return dict(zip(shares.codes[1].tolist(), numbers, strict=True))


def is_shown(numbers: tuple[float, float, float]) -> bool:
    return not np.isnan(numbers[0])


@settings(max_examples=60, deadline=None)
@given(
    n_yes=st.integers(5, N - 10),
    weights=st.lists(st.floats(0.5, 2), min_size=N, max_size=N),
)
def test_k_answers_move_a_printed_share_by_one_step_at_most(
    n_yes: int, weights: list[float]
) -> None:
    """Whoever knows all answers but k cannot tell these k from a printed share."""
    drawn = sample(np.array(weights))
    design = Design.of(drawn.weights)
    before, after = (
        share_of(SurveyCell(("2020",), drawn, yes(n)), design, "logit", POLICY)
        for n in (n_yes, n_yes + POLICY.threshold)
    )
    if before and after:
        assert after[0] - before[0] <= 5.0
        heaviest = np.sort(drawn.weights)[-POLICY.threshold :].sum()
        step = next(s for s in (0.5, 1, 2, 5) if 100 * heaviest <= s * sum(weights))
        assert after[0] - before[0] <= step + 1e-9


@settings(max_examples=60, deadline=None)
@given(n_yes=st.integers(5, N - 5))
def test_at_least_k_numbers_of_yes_give_the_same_print(n_yes: int) -> None:
    """Of equal weights, interval included: the print leaves k counts possible."""
    drawn = sample(np.ones(N))
    design = Design.of(drawn.weights)

    def print_of(n: int) -> tuple[float, float, float] | None:
        return share_of(SurveyCell(("2020",), drawn, yes(n)), design, "logit", POLICY)

    mine = print_of(n_yes)
    near = range(max(0, n_yes - 20), min(N, n_yes + 20) + 1)
    assert sum(print_of(n) == mine for n in near) >= POLICY.threshold


@pytest.mark.parametrize(
    "n_yes",
    [0, 1, POLICY.threshold - 1, N - POLICY.threshold + 1, N],
)
def test_a_share_of_almost_nobody_or_almost_everybody_is_withheld(n_yes: int) -> None:
    shown = printed(table(sample(np.ones(N)), all=yes(n_yes)))
    assert not is_shown(shown[TOTAL])


def test_a_share_of_too_few_respondents_is_withheld() -> None:
    drawn = sample(np.ones(99))
    assert not is_shown(printed(table(drawn, all=yes(40, of=99)))[TOTAL])
    drawn = sample(np.ones(100))
    assert is_shown(printed(table(drawn, all=yes(40, of=100)))[TOTAL])


def test_a_share_whose_respondents_are_not_printed_is_withheld() -> None:
    answers = table(sample(np.ones(N)), all=yes(100))
    (shares,) = protect([answers], [counts(answers, "withheld")], POLICY)
    assert np.isnan(shares.values).all()


def test_a_share_that_few_heavy_respondents_decide_is_withheld() -> None:
    """Five respondents stand for a quarter of the people."""
    weights = np.ones(N)
    weights[:5] = 30.0
    assert not is_shown(printed(table(sample(weights), all=yes(100)))[TOTAL])


def test_two_shares_that_differ_by_few_answers_are_not_both_printed() -> None:
    """Subtraction: everybody, and everybody but two."""
    everybody = yes(100)
    without_two = everybody.copy()
    without_two[:2] = np.nan
    shown = printed(table(sample(np.ones(N)), all=everybody, w=without_two))
    assert is_shown(shown[TOTAL])
    assert not is_shown(shown["w"])


def test_two_groups_with_equal_answers_are_both_printed() -> None:
    """They are of different people: nothing can be subtracted."""
    first, second = yes(100), yes(100)[::-1].copy()
    first[200:], second[:200] = np.nan, np.nan
    shown = printed(table(sample(np.ones(N)), w=first, x=second))
    assert is_shown(shown["w"])
    assert is_shown(shown["x"])


def released(answers: SurveyTable, before: Ledger | None = None) -> Ledger:
    shares = protect([answers], [counts(answers)], POLICY, before)
    kept = remembered([answers], shares, before, POLICY)
    earlier = before.entries if before else ()
    return Ledger((*earlier, LedgerEntry(f"r{len(earlier)}", (), spans=kept)))


def test_a_later_release_keeps_a_share_of_which_few_answers_changed() -> None:
    """One answer after another: none of them moves the print, until k have changed."""
    drawn = sample(np.ones(N))
    first = table(drawn, all=yes(100))
    ledger = released(first)
    for changed in range(1, POLICY.threshold):
        again = table(drawn, all=yes(100 + changed))
        assert printed(again, ledger) == printed(first)
        ledger = released(again, ledger)
    moved = table(drawn, all=yes(100 + 8))
    assert printed(moved, ledger)[TOTAL] != printed(first)[TOTAL]


def test_an_interval_says_nothing_that_the_printed_share_does_not() -> None:
    """Two samples with one printed share, and one precision, have one interval."""
    shares = {printed(table(sample(np.ones(N)), all=yes(n)))[TOTAL] for n in (101, 103)}
    assert len(shares) == 1


def test_a_print_does_not_depend_on_who_answered() -> None:
    drawn = sample(np.ones(N))
    backwards = replace(drawn, respondents=drawn.respondents[::-1].copy())
    assert printed(table(drawn, all=yes(100))) == printed(
        table(backwards, all=yes(100))
    )


@settings(max_examples=40, deadline=None)
@given(
    n_silent=st.integers(0, 60),
    weights=st.lists(st.floats(0.5, 2), min_size=N, max_size=N),
)
def test_k_who_did_not_answer_move_the_unknown_share_by_one_step_at_most(
    n_silent: int, weights: list[float]
) -> None:
    """It is never less than the true share, and never says that everybody answered."""
    drawn = sample(np.array(weights))
    bounds = []
    for n in (n_silent, n_silent + POLICY.threshold):
        answers = yes(100)
        answers[:n] = np.nan
        cell = SurveyCell(("2020",), drawn, answers, np.ones(N, dtype=np.bool_))
        bound = unknown_share(cell, POLICY)
        assert bound is not None
        true = 100 * drawn.weights[:n].sum() / drawn.weights.sum()
        assert bound[0] > 0
        assert bound[0] >= true - 1e-9
        bounds.append(bound[0])
    assert bounds[1] - bounds[0] <= 5.0
