"""Who holds the release before a withdrawal and the one after it subtracts them, and looks for the one who left."""

import numpy as np
import pytest
from tests.attack.test_disclosure_attacks import (
    FORMS,
    PROVINCES,
    ROUND,
    UNITS,
    YEARS,
    area,
    count,
    people,
    sign,
)
from tests.secret import SECRET

from zicht.disclosure.gate import publish
from zicht.pipeline.unmoved import keep_printed
from zicht.vocabulary.cells import CellKey
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.estimates import (
    PublishedEstimate,
    PublishedMethod,
    StratumEstimate,
    Verdict,
)
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.tables import CountTable, Draft
from zicht.vocabulary.text import Text


def tables(records: dict[str, np.ndarray]) -> tuple[CountTable, ...]:
    return count(records, area(PROVINCES, UNITS), FORMS), count(
        records, FORMS, Dimension("year", YEARS)
    )


def without(
    records: dict[str, np.ndarray], gone: int, seed: int
) -> dict[str, np.ndarray]:
    stays = np.ones(len(records["area"]), dtype=bool)
    stays[np.random.default_rng(seed).choice(len(stays), gone, replace=False)] = False
    return {name: column[stays] for name, column in records.items()}


def printed(release: Protected) -> dict[CellKey, tuple[int, str]]:
    return {
        key: (value, status)
        for table in release.tables
        for key, value, status in zip(
            table.keys(), table.values.tolist(), table.statuses.tolist(), strict=True
        )
    }


def released(records: dict[str, np.ndarray]) -> tuple[Protected, Ledger]:
    first = publish(Draft(tables(records)), ROUND, sign=sign, secret=SECRET)
    return first, Ledger.from_json(Ledger().entered("first", first).as_json())


@pytest.mark.parametrize("gone", [1, 2, 10])
def test_no_printed_number_moves_when_people_withdraw(gone: int) -> None:
    for seed in range(4):
        records = people(seed)
        first, ledger = released(records)
        draft = Draft(tables(without(records, gone, seed)))
        second = publish(
            draft, ROUND, sign=sign, secret=SECRET, ledger=ledger, withdrawn=True
        )
        assert printed(second).items() >= printed(first).items(), seed


def test_the_bounds_hold_every_true_count_after_it() -> None:
    for seed in range(4):
        records = people(seed)
        _, ledger = released(records)
        draft = Draft(tables(without(records, 2, seed)))
        second = publish(
            draft, ROUND, sign=sign, secret=SECRET, ledger=ledger, withdrawn=True
        )
        for true, shown in zip(draft.tables, second.tables, strict=True):
            n = len(true.counts)
            assert np.all(
                (shown.lower[:n] <= true.counts) & (true.counts <= shown.upper[:n])
            )


def test_bounds_are_widened_once_and_for_every_number_alike() -> None:
    """Were only the numbers of the one who left given wider bounds, the bounds would tell."""
    records = people(0)
    first, ledger = released(records)
    draft = Draft(tables(without(records, 1, 0)))
    second = publish(
        draft, ROUND, sign=sign, secret=SECRET, ledger=ledger, withdrawn=True
    )
    for old, new in zip(first.tables, second.tables, strict=True):
        shown = old.statuses == "published"
        np.testing.assert_array_equal(
            new.lower[shown], np.maximum(old.lower[shown] - ROUND.base // 2, 0)
        )
        np.testing.assert_array_equal(new.upper, old.upper)
    third = publish(
        draft,
        ROUND,
        sign=sign,
        secret=SECRET,
        ledger=ledger.entered("second", second),
        withdrawn=True,
    )
    for old, new in zip(second.tables, third.tables, strict=True):
        np.testing.assert_array_equal(new.lower, old.lower)


def widest(release: Protected) -> int:
    return max(int((table.upper - table.lower).max()) for table in release.tables)


def estimated(
    year: str, observed: int, forms: dict[str, tuple[int, float]]
) -> PublishedEstimate:
    """The estimate of a year, with the persons in view and the estimate of each form."""
    words = Text("woorden", "words")
    whole = sum(value for _, value in forms.values())
    return PublishedEstimate(
        indicator="P01",
        title=words,
        population=words,
        period=year,
        observed=observed,
        lists=("a", "b"),
        methods=(PublishedMethod("stepwise", whole),),
        verdict=Verdict(
            may_publish=False,
            method=None,
            disagreement=False,
            criteria=(),
            words=words,
        ),
        totals=tuple(
            StratumEstimate({"vorm": form}, n, value)
            for form, (n, value) in forms.items()
        ),
    )


def test_an_estimate_printed_before_does_not_move() -> None:
    """One person of form B left: without the rule, B moves and A does not, and that tells their form."""
    before = estimated("2024", 300, {"A": (200, 1000.0), "B": (100, 640.0)})
    after = estimated("2024", 300, {"A": (200, 1000.0), "B": (100, 630.0)})
    assert before.totals != after.totals
    assert keep_printed(before, after) == before


def test_an_estimate_of_others_is_told_anew() -> None:
    before = estimated("2024", 300, {"A": (200, 1000.0), "B": (100, 640.0)})
    now = estimated(
        "2025", 350, {"A": (250, 1200.0), "B": (100, 630.0), "C": (20, 90.0)}
    )
    kept = keep_printed(before, now)
    assert kept.methods == now.methods
    assert [total.estimate for total in kept.totals] == [1200.0, 640.0, 90.0]


def test_without_it_the_release_tells_on_the_person() -> None:
    """As a mere revision, a number moves or the bounds widen for some of these people, and for others nothing does."""
    told = set()
    for seed in range(24):
        records = people(seed)
        first, ledger = released(records)
        gone = np.random.default_rng(seed).choice(300, 1, replace=False)
        stays = np.ones(300, dtype=bool)
        stays[gone] = False
        draft = Draft(tables({name: column[stays] for name, column in records.items()}))
        second = publish(draft, ROUND, sign=sign, secret=SECRET, ledger=ledger)
        told.add((printed(second) != printed(first), widest(second)))
    assert len(told) > 1
