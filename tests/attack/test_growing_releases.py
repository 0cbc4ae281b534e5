"""A year is added, and with it the block of years that it completes: what was printed stays, and nothing follows."""

import hashlib

import numpy as np
import pytest
from tests.secret import SECRET

from zicht.disclosure.gate import publish
from zicht.vocabulary.dimensions import Dimension, Hierarchy
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable, Draft

YEARS = ("2022", "2023", "2024")
BLOCK = "2022-2024"
AREAS = tuple(f"A{at:02}" for at in range(12))
POLICY = Policy("growing", "1", "test", minimum_mean_count=0.0)


def sign(digest: bytes) -> str:
    return hashlib.sha256(digest).hexdigest()


def table(counts: np.ndarray, years: tuple[str, ...]) -> CountTable:
    """Years by areas with the margin of areas; the block too, once it is complete."""
    own = {year: counts[at] for at, year in enumerate(years)}
    is_complete = years == YEARS
    if is_complete:
        own[BLOCK] = counts.sum(axis=0)
    period = Dimension(
        "year",
        years,
        (Hierarchy("year_block", dict.fromkeys(years, BLOCK)),) if is_complete else (),
    )
    rows = [
        (year, code, int(n))
        for year, areas in own.items()
        for code, n in [("_T", areas.sum()), *zip(AREAS, areas, strict=True)]
    ]
    codes = (np.asarray([row[0] for row in rows]), np.asarray([row[1] for row in rows]))
    return CountTable(
        "u",
        (period, Dimension("area", AREAS)),
        codes,
        np.asarray([row[2] for row in rows]),
    )


def shown(printed: ProtectedTable) -> dict[tuple[str, str], tuple[int, str, int, int]]:
    years, areas = (codes.tolist() for codes in printed.codes)
    columns = (
        printed.values.tolist(),
        printed.statuses.tolist(),
        printed.lower.tolist(),
        printed.upper.tolist(),
    )
    return dict(
        zip(zip(years, areas, strict=True), zip(*columns, strict=True), strict=True)
    )


@pytest.fixture(scope="module")
def releases() -> list[tuple[np.ndarray, ProtectedTable, ProtectedTable]]:
    found = []
    for seed in range(8):
        counts = np.random.default_rng(seed).integers(3, 90, (3, len(AREAS)))
        first = publish(
            Draft((table(counts[:2], YEARS[:2]),)), POLICY, sign=sign, secret=SECRET
        )
        ledger = Ledger.from_json(Ledger().entered("first", first).as_json())
        second = publish(
            Draft((table(counts, YEARS),)),
            POLICY,
            sign=sign,
            secret=SECRET,
            ledger=ledger,
        )
        found.append((counts, first.tables[0], second.tables[0]))
    return found


def test_no_number_moves(releases):
    for _, first, second in releases:
        now = shown(second)
        assert {key: now[key] for key in shown(first)} == shown(first)


def test_every_number_lies_within_its_bounds_and_all_add_up(releases):
    for counts, _, second in releases:
        now, true = shown(second), shown_counts(counts)
        assert all(now[key][2] <= count <= now[key][3] for key, count in true.items())
        totals = {year: now[year, "_T"] for year in (*YEARS, BLOCK)}
        assert all(status == Status.PUBLISHED for _, status, _, _ in totals.values())
        assert totals[BLOCK][0] == sum(totals[year][0] for year in YEARS)


def test_a_block_says_how_far_its_years_may_have_drifted(releases):
    """Each year was rounded before the block was in view, so the sum of the three may lie further from the truth."""
    widths = {key[0]: set() for key in shown(releases[0][2])}
    for _, _, second in releases:
        for (year, _), (_, status, lower, upper) in shown(second).items():
            if status == Status.PUBLISHED:
                widths[year].add(upper - lower)
    usual = 2 * (POLICY.base - 1)
    assert all(widths[year] == {usual} for year in YEARS)
    assert widths[BLOCK] > {usual}


def shown_counts(counts: np.ndarray) -> dict[tuple[str, str], int]:
    whole = table(counts, YEARS)
    years, areas = (codes.tolist() for codes in whole.codes)
    return dict(zip(zip(years, areas, strict=True), whole.counts.tolist(), strict=True))


@pytest.mark.parametrize("most", [1, 12], ids=["a few", "many"])
def test_a_year_that_was_revised_meanwhile_is_published_with_the_next(most: int):
    """Late registrations belong to every release; without room for them nine of twelve of these were refused."""
    for seed in range(8):
        random = np.random.default_rng(seed)
        counts = random.integers(3, 90, (3, len(AREAS)))
        first = publish(
            Draft((table(counts[:2], YEARS[:2]),)), POLICY, sign=sign, secret=SECRET
        )
        ledger = Ledger.from_json(Ledger().entered("first", first).as_json())
        counts[1] += random.integers(0, most + 1, len(AREAS))
        second = publish(
            Draft((table(counts, YEARS),)),
            POLICY,
            sign=sign,
            secret=SECRET,
            ledger=ledger,
        )
        now, before, true = (
            shown(second.tables[0]),
            shown(first.tables[0]),
            shown_counts(counts),
        )
        assert all(now[key][2] <= count <= now[key][3] for key, count in true.items())
        room = {
            key: min(now[key][3], before[key][3]) - max(now[key][2], before[key][2])
            for key in before
        }
        is_seen = min(room.values()) < 0
        assert is_seen or min(room.values()) >= POLICY.base - 1
        assert second.losses["largest change"] >= max(
            abs(now[key][0] - true[key]) for key in true if now[key][0]
        )
