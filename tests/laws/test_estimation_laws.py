"""Laws of estimation, on tables that nobody chose."""

import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from zicht.estimation.comparing import compare
from zicht.estimation.existence import check, sound_models
from zicht.estimation.fitting import fit, parameters_of
from zicht.estimation.methods import run
from zicht.estimation.models import closed, hierarchical_models, padded
from zicht.estimation.problem import Problem
from zicht.estimation.search import search
from zicht.estimation.settings import Settings
from zicht.estimation.stepwise import select
from zicht.estimation.tables import merge_lists
from zicht.vocabulary.errors import EstimationRefused
from zicht.vocabulary.estimates import CaptureTable

few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def tables(draw, least=3, most=4):
    n_lists = draw(st.integers(least, most))
    cells = list(range(1, 1 << n_lists))
    counts = [draw(st.sampled_from([0, 0, 1, 2, 5, 30, 400])) for _ in cells]
    try:
        return CaptureTable(tuple("ABCDEF"[:n_lists]), tuple(cells), tuple(counts))
    except EstimationRefused:
        reject()


def counts_of(table):
    return table.by_pattern.astype(float)


@few
@given(tables())
def test_no_table_crashes_or_warns_and_no_estimate_is_below_what_was_seen(table):
    problem = Problem(table, Settings(replicates=0))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in ("independence", "pairwise", "stepwise", "bic", "graphs"):
            found = run(problem, name)[0]
            assert (found.estimate is None) == (found.refusal is not None)
            assert found.estimate is None or found.estimate >= table.n_observed


@few
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_lists_does_not_matter(table, random):
    order = list(range(table.n_lists))
    random.shuffle(order)
    moved = tuple(
        sum(1 << order[i] for i in range(table.n_lists) if p >> i & 1)
        for p in table.patterns
    )
    other = CaptureTable(table.lists, moved, table.counts)
    for name in ("independence", "pairwise", "bic", "graphs"):
        one, two = (
            run(Problem(t, Settings(replicates=0)), name)[0].estimate
            for t in (table, other)
        )
        assert (one is None) == (two is None)
        if one is not None and name != "bic":
            assert one == pytest.approx(two, rel=1e-5)
    best = [search(counts_of(t), t.n_lists) for t in (table, other)]
    assert len(best[0].models) == len(best[1].models)
    if best[0].models:
        assert best[0].bic[0] == pytest.approx(best[1].bic[0], abs=1e-5)


@few
@given(tables())
def test_a_batch_says_what_each_table_says_alone(table):
    rng = np.random.default_rng(1)
    n = table.n_observed
    counts = counts_of(table)
    many = np.column_stack(
        [counts, *rng.multinomial(n, counts / n, size=5).astype(float)]
    )
    together = select(many, table.n_lists)
    for column in range(many.shape[1]):
        alone = select(many[:, [column]], table.n_lists)
        assert alone.is_fitted[0] == together.is_fitted[column]
        if alone.is_fitted[0]:
            assert alone.dark[0] == pytest.approx(together.dark[column], rel=1e-9)


@few
@given(tables(), st.data())
def test_quick_and_full_checks_of_existence_agree(table, data):
    models = hierarchical_models(table.n_lists, table.n_lists)
    model = data.draw(st.sampled_from(models))
    counts = counts_of(table)
    quick = sound_models(
        counts[:, None], padded([model], table.n_lists), table.n_lists
    )[0]
    full = check(counts, parameters_of(model, table.n_lists), table.n_lists).standing
    assert quick == full.is_sound


@few
@given(tables(), st.data())
def test_a_sound_fit_keeps_the_margins_and_a_larger_model_fits_better(table, data):
    counts = counts_of(table)
    smaller = data.draw(st.sampled_from(hierarchical_models(table.n_lists, 2)))
    extra = data.draw(st.sampled_from([0b011, 0b101, 0b110]))
    parameters = padded([smaller, closed([*smaller, extra])], table.n_lists)
    assume(
        sound_models(
            np.repeat(counts[:, None], 2, axis=1), parameters, table.n_lists
        ).all()
    )
    found = fit(np.repeat(counts[:, None], 2, axis=1), parameters)
    assert found.converged.all()
    assert found.loglik[1] >= found.loglik[0] - 1e-6
    seen = np.array(
        [
            sum(counts[c] for c in range(1, len(counts)) if c & s == s)
            for s in (0, *smaller)
        ]
    )
    assert found.overlaps[[0, *smaller], 0] == pytest.approx(seen, rel=1e-4, abs=1e-4)


@few
@given(tables(least=3, most=4))
def test_merging_loses_nobody(table):
    assert merge_lists(table, table.lists[:2]).n_observed == table.n_observed


@settings(max_examples=5, deadline=None)
@given(tables(least=3, most=3))
def test_the_whole_verb_gives_an_answer_or_a_refusal(table):
    try:
        found = compare(
            table,
            methods=["stepwise", "bic", "graphs"],
            settings=Settings(replicates=30),
        ).estimate
    except EstimationRefused:
        return
    assert found.verdict.words.nl
    assert found.verdict.words.en
