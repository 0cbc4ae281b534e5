"""Attacks on tables asked on demand: each asks for several, and tries to find somebody in what lies between."""

import numpy as np
import pytest

from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.passed_tables import from_bands
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.disclosure.audit.report import audit
from zicht.disclosure.drawn_table import noise_of
from zicht.disclosure.gate import publish
from zicht.disclosure.ondemand import Answer, answer
from zicht.disclosure.protect.cellkey import Noise, perturb
from zicht.disclosure.tallying import keys_of, tally
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import CELL_KEY
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable, Draft
from zicht.vocabulary.units import Units, layers

SECRET = b"a secret of the tests, 32 bytes."
POLICY = Policy("attack", "1", "test", local_levels=("area",), minimum_mean_count=0.0)
AREAS = tuple(f"A{i}" for i in range(6))
DIMENSIONS = (
    Dimension(
        "area",
        AREAS,
        (Hierarchy("province", {area: f"P{i // 3}" for i, area in enumerate(AREAS)}),),
    ),
    Dimension("sex", ("m", "v")),
    Dimension("form", ("f0", "f1", "f2"), adds_up=False),
)


def sign(digest: bytes) -> str:
    return digest.hex()


def people(seed: int = 1, n: int = 300, *, with_forms: bool = False) -> Units:
    """Everybody is invented; with forms, some have two and stand in two rows."""
    rng = np.random.default_rng(seed)
    rows = (
        np.arange(n)
        if not with_forms
        else np.concatenate([np.arange(n), np.flatnonzero(rng.random(n) < 0.4)])
    )
    areas, sexes = (
        rng.choice(6, n, p=rng.dirichlet(np.full(6, 2.0)))[rows],
        rng.integers(0, 2, n)[rows],
    )
    forms = np.where(np.arange(len(rows)) < n, rows % 2, 2)
    dimensions = DIMENSIONS if with_forms else DIMENSIONS[:2]
    return Units(
        "u", dimensions, _names(n), rows, (areas, sexes, forms)[: len(dimensions)]
    )


def _names(n: int) -> np.ndarray:
    return np.asarray([f"p{i:04}" for i in range(n)], dtype=object)


def without(units: Units, *gone: int) -> Units:
    """Take some people out."""
    kept = ~np.isin(units.rows, gone)
    left = np.setdiff1d(np.arange(len(units.names)), gone)
    rows = np.searchsorted(left, units.rows[kept])
    return Units(
        units.universe,
        units.dimensions,
        units.names[left],
        rows,
        tuple(c[kept] for c in units.codes),
    )


def shape_of(units: Units, **names: str):
    return {
        d.name: layers(d, [names[d.name]], total=True)
        for d in units.dimensions
        if d.name in names
    }


def ask(
    units: Units, ledger: Ledger | None = None, policy: Policy = POLICY, **names: str
) -> Answer:
    return answer(
        units, shape_of(units, **names), policy, secret=SECRET, sign=sign, ledger=ledger
    )


def rounded(
    units: Units, *, ledger: Ledger | None = None, policy: Policy = POLICY, **names: str
):
    table, _ = tally(
        units, shape_of(units, **names), np.zeros(len(units.names), dtype=np.uint64)
    )
    return publish(Draft((table,)), policy, sign=sign, secret=SECRET, ledger=ledger)


def cells(table) -> dict[object, tuple[str, int, int, int]]:
    return {
        key: (
            str(table.statuses[at]),
            int(table.values[at]),
            int(table.lower[at]),
            int(table.upper[at]),
        )
        for at, key in enumerate(table.keys())
    }


def noisy(units: Units, **names: str) -> dict[object, int]:
    """Give what the noise makes of every cell, before anything is banded."""
    table, sums = tally(units, shape_of(units, **names), keys_of(units, SECRET))
    return dict(
        zip(table.keys(), perturb(table, sums, Noise()).values.tolist(), strict=True)
    )


@pytest.mark.parametrize("with_forms", [False, True])
def test_the_same_people_have_the_same_noise_in_every_table(with_forms):
    units = people(with_forms=with_forms)
    one, other = noisy(units, area="area"), noisy(units, area="area", sex="sex")
    assert all(one[key] == other[key] for key in one)
    if with_forms:
        by_form = noisy(units, area="area", form="form")
        assert all(one[key] == by_form[key] for key in one), (
            "who has two forms counts once in the margin"
        )


def test_a_union_of_the_same_people_has_their_noise():
    """A province of one municipality with people is that municipality."""
    units = people()
    alone = without(
        units, *np.flatnonzero(np.isin(units.column("area"), [0, 1])).tolist()
    )
    province, municipality = noisy(alone, area="province"), noisy(alone, area="area")
    assert (
        province["u", frozenset({("area", "P0")})]
        == municipality["u", frozenset({("area", "A2")})]
    )


def test_noise_has_mean_zero_and_the_variance_asked_for():
    rng = np.random.default_rng(3)
    n = 40_000
    table = CountTable("u", (), (), np.full(n, 60))
    moved = (
        perturb(table, rng.integers(0, 2**64, n, dtype=np.uint64), Noise()).values - 60
    )
    assert abs(moved.mean()) < 5 * np.sqrt(3 / n)
    assert abs(moved.var() - 3) < 0.1
    assert np.abs(moved).max() <= 5


def test_a_cell_of_a_release_is_given_as_it_was_printed():
    """A rounded number and one with noise of the same cell would meet in the middle."""
    units = people()
    release = rounded(units, area="area")
    found = ask(units, Ledger().entered("r", release), area="area", sex="sex")
    printed, given = cells(release.tables[0]), cells(found.table)
    assert all(given[key] == printed[key] for key in printed)
    assert found.is_before.sum() == len(printed)


def test_naively_together_a_rounded_and_a_noisy_number_tell_the_count():
    """What the rule above is for: there are cells that rounding and noise side by side would tell exactly."""
    rng = np.random.default_rng(0)
    counts = np.repeat(np.arange(10, 60), 40)
    table = CountTable("u", (), (), counts)
    noise = perturb(
        table, rng.integers(0, 2**64, len(counts), dtype=np.uint64), Noise()
    ).values
    up = counts // 5 * 5 + 5 * (rng.random(len(counts)) < (counts % 5) / 5)
    width = np.minimum(up + 4, noise + 5) - np.maximum(up - 4, noise - 5) + 1
    assert width.min() < 3


def test_a_table_given_before_stands_when_the_counts_moved_within_it():
    """One person fewer must not show: the cells that were printed stay, though other people have other noise."""
    units = people()
    first = ask(units, area="area", sex="sex")
    fewer = without(units, 7)
    again = ask(fewer, Ledger().entered("a", first.protected), area="area", sex="sex")
    assert cells(again.table) == cells(first.table)
    assert not again.is_new


def test_two_tables_that_differ_by_one_person_do_not_tell_him():
    """All people in one table, and all but one in a universe of its own: the difference is never 1 for certain."""
    units = people()
    differences = set()
    for gone in range(60):
        with_, without_ = (
            noisy(units, area="area"),
            noisy(without(units, gone), area="area"),
        )
        key = "u", frozenset({("area", AREAS[units.column("area")[gone]])})
        differences.add(with_[key] - without_[key])
    assert len(differences) > 5
    assert min(differences) < 0 < max(differences)


def test_averaging_over_many_margins_leaves_a_base_of_possibilities():
    """Every margin of every breakdown is added up to the total, many times over: the bands still leave it five."""
    units = people(n=400)
    ledger = Ledger()
    for at, names in enumerate(
        (
            {"area": "area"},
            {"area": "province"},
            {"sex": "sex"},
            {"area": "area", "sex": "sex"},
        )
    ):
        ledger = ledger.entered(f"t{at}", ask(units, ledger, **names).protected)
    sums = []
    for entry in ledger.entries:
        table = entry.tables[0]
        finest = np.ones(len(table.values), dtype=bool)
        for column in table.codes:
            finest &= column != TOTAL
        sums.append((table.lower[finest].sum(), table.upper[finest].sum()))
    low, high = max(low for low, _ in sums), min(high for _, high in sums)
    total = cells(ledger.entries[0].tables[0])["u", frozenset()]
    assert min(high, total[3]) - max(low, total[2]) >= 4


def test_a_number_with_noise_is_a_band_to_the_audit():
    read = from_bands(ask(people(), area="area").table)
    shown = read.marks == Mark.BANDED
    assert shown.all()
    assert np.isnan(read.values).all()


def test_small_cells_are_bands_and_local_ones_sooner():
    units = people(n=60)
    found = ask(units, area="area", sex="sex").table
    for key, (status, value, lower, upper) in cells(found).items():
        limit = (
            10
            if any(name == "area" and code.startswith("A") for name, code in key[1])
            else 5
        )
        if status == Status.PUBLISHED:
            assert value >= limit
        else:
            assert lower == 0
            assert upper >= limit - 1 + 5


def test_a_known_zero_is_shown_only_where_the_policy_says_that_zeros_tell_nothing():
    units = people(n=40)
    empty = without(units, *units.rows[units.column("area") == 0].tolist())
    key = "u", frozenset({("area", "A0")})
    hidden = cells(ask(empty, area="area").table)[key]
    told = Policy(
        "attack",
        "2",
        "test",
        local_levels=("area",),
        zeros="structural",
        minimum_mean_count=0.0,
    )
    assert hidden[0] == Status.BANDED
    assert hidden[2:] == (0, 14)
    assert cells(ask(empty, policy=told, area="area").table)[key] == (
        Status.PUBLISHED,
        0,
        0,
        0,
    )


def test_areas_with_too_few_inhabitants_get_no_cell():
    policy = Policy(
        "attack",
        "3",
        "test",
        local_levels=("area",),
        minimum_mean_count=0.0,
        minimum_population=1000,
    )
    units = people()
    shape = shape_of(units, area="area")
    inhabitants = {"area": {area: 300 if area == "A0" else 900 for area in AREAS}}
    found = answer(
        units, shape, policy, secret=SECRET, sign=sign, inhabitants=inhabitants
    )
    statuses = {key: cell[0] for key, cell in cells(found.table).items()}
    assert statuses["u", frozenset({("area", "A0")})] == Status.WITHHELD
    again = answer(
        units, shape, policy, secret=SECRET, sign=sign, inhabitants=inhabitants,
        ledger=Ledger().entered("a", found.protected),
    )  # fmt: skip
    assert not again.is_new


def test_a_table_too_sparse_is_refused_with_a_merge_that_would_do():
    strict = Policy("attack", "4", "test", minimum_mean_count=20.0)
    with pytest.raises(DisclosureRefused, match="too sparse") as refused:
        ask(people(n=100), policy=strict, area="area", sex="sex")
    assert "publish area by province" in str(refused.value)


def test_a_policy_that_prints_exact_numbers_gives_no_noise_beside_them():
    exact = Policy(
        "attack",
        "5",
        "test",
        local_threshold=5,
        zeros="structural",
        method="suppression",
    )
    with pytest.raises(DisclosureRefused, match="withholds cells"):
        ask(people(), policy=exact, area="area")


def test_with_a_larger_base_the_noise_is_larger():
    assert noise_of(POLICY).largest == 5
    wide = noise_of(Policy("attack", "6", "test", base=10))
    assert wide.largest == 10
    assert wide.variance == pytest.approx(12)


def test_records_that_were_revised_do_not_block_a_table_and_the_others_still_count():
    units = people(n=300)
    first = ask(units, area="area")
    half = without(units, *units.rows[units.column("area") == 0].tolist())
    again = ask(half, Ledger().entered("a", first.protected), area="area")
    key = "u", frozenset({("area", "A0")})
    assert cells(again.table)[key] != cells(first.table)[key]
    other = "u", frozenset({("area", "A4")})
    assert cells(again.table)[other] == cells(first.table)[other]


@pytest.mark.parametrize("seed", range(4))
def test_a_release_after_a_table_keeps_every_cell_wide_enough(seed):
    """The release rounds what a table gave with noise: it shows a band where the two would meet in the middle."""
    units = people(seed)
    table = ask(units, area="area", sex="sex")
    ledger = Ledger().entered("t", table.protected)
    release = rounded(units, ledger=ledger, area="area", sex="sex")
    before, after = cells(table.table), cells(release.tables[0])
    for key in before:
        width = min(before[key][3], after[key][3]) - max(before[key][2], after[key][2])
        assert width >= 4
        if before[key][0] == Status.BANDED:
            assert after[key] == before[key], "a band stays the band it was"


def test_the_ledger_remembers_how_a_table_was_protected():
    ledger = Ledger().entered("t", ask(people(), area="area").protected)
    assert Ledger.from_json(ledger.as_json()).entries[0].method == CELL_KEY
    old = ledger.as_json().replace('"method": "cell key", ', "")
    assert Ledger.from_json(old).as_json() == old, (
        "an entry of an earlier version keeps its digest"
    )


def test_a_refusal_names_cells_and_no_count():
    """Refused where repair cannot help: a cited count leaves a noisy cell too little room."""
    units = people(n=30)
    policy = Policy("attack", "7", "test", minimum_mean_count=0.0)
    told, _ = tally(units, shape_of(units, area="area"), np.zeros(30, dtype=np.uint64))
    cited = {
        key: int(n) for key, n in zip(told.keys(), told.counts.tolist(), strict=True)
    }
    shape = shape_of(units, area="area", sex="sex")
    with pytest.raises(DisclosureRefused) as refused:
        answer(units, shape, policy, secret=SECRET, sign=sign, cited=cited)
    assert "would be revealed" in refused.value.what
    assert all("sex=" in name for name in refused.value.details)


def test_who_withdraws_moves_no_number_that_a_table_gave():
    """The count falls below the band printed: a new number would say that somebody of this cell left."""
    units = people()
    first = ask(units, area="area", sex="sex")
    printed = cells(first.table)
    counts, _ = tally(
        units,
        shape_of(units, area="area", sex="sex"),
        np.zeros(len(units.names), dtype=np.uint64),
    )
    told = dict(zip(counts.keys(), counts.counts.tolist(), strict=True))
    tight = min(
        (key for key in told if printed[key][0] == Status.PUBLISHED),
        key=lambda key: told[key] - printed[key][2],
    )
    where = dict(tight[1])
    inside = np.ones(len(units.rows), dtype=bool)
    for name, code in where.items():
        dimension = next(d for d in units.dimensions if d.name == name)
        inside &= units.column(name) == dimension.leaves.index(code)
    room = told[tight] - printed[tight][2]
    fewer = without(units, *units.rows[inside][: room + 1].tolist())
    shape = shape_of(units, area="area", sex="sex")
    ledger = Ledger().entered("a", first.protected)
    given = {"secret": SECRET, "sign": sign, "ledger": ledger}
    after = cells(answer(fewer, shape, POLICY, withdrawn=True, **given).table)
    moved = cells(answer(fewer, shape, POLICY, **given).table)
    assert all(after[key][:2] == printed[key][:2] for key in printed)
    assert {
        printed[key][2] - after[key][2] for key in printed if printed[key][2] > 1
    } == {2}, "all of them alike"
    assert (
        moved[tight][:2] != printed[tight][:2] or moved[tight][2] != printed[tight][2]
    )


def test_a_province_in_one_table_is_the_sum_of_its_municipalities_in_another():
    """Two of three municipalities and their province, printed apart, tell the third."""
    area = DIMENSIONS[0]
    provinces = _published(area, ["P0", "P1"], [12.0, 30.0], [Mark.SHOWN, Mark.SHOWN])
    marks = [Mark.PRIMARY, *[Mark.SHOWN] * 5]
    municipalities = _published(
        area, list(AREAS), [np.nan, 4.0, 5.0, 10.0, 10.0, 10.0], marks
    )
    found = audit([provinces, municipalities], Background(Attacker.ONE, (1, 4)))
    assert found.exact_primary == 1


def _published(
    dimension: Dimension, codes: list[str], values: list[float], marks: list[Mark]
) -> PublishedTable:
    n = len(codes)
    return PublishedTable(
        "u", (dimension,), (np.asarray(codes),), np.asarray(values), np.asarray(marks, dtype=np.int64),
        np.zeros(n), np.full(n, np.inf),
    )  # fmt: skip
