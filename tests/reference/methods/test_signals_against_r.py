"""Changes in series of counts, against the R package surveillance, and on invented series."""

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from zicht.methods.signals import Watch, changes, cusum, judge
from zicht.vocabulary.errors import IndicatorError

ROOT = Path(__file__).parents[3]
FACTS = ROOT / "tests" / "reference" / "data" / "signals"


def rows(name: str) -> list[dict[str, str]]:
    with (FACTS / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def agona() -> list[float]:
    return [float(row["count"]) for row in rows("salmonella_agona")]


def referrals() -> list[float]:
    """People referred per quarter from 2014 on, as the Home Office published them."""
    path = ROOT / "projects" / "united-kingdom" / "deliveries" / "nrm_referrals"
    sums: dict[tuple[str, str], float] = {}
    with (path / "2014-2023.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if "Total" not in (
                row["Location of exploitation"],
                row["Age at exploitation"],
            ):
                key = (row["Year"], row["Quarter"])
                sums[key] = sums.get(key, 0.0) + float(row["NRM referrals"])
    return [sums[key] for key in sorted(sums)]


def test_expected_dispersion_and_bound_are_those_of_r() -> None:
    for row in rows("r_farrington"):
        watch = Watch(
            52, years=4, half_width=3, trend=row["trend"] == "TRUE", reach=1.0,
            reweight=row["reweighted"] == "TRUE",
        )  # fmt: skip
        one = judge(agona(), int(row["week"]) - 1, watch)
        assert one.expected == pytest.approx(float(row["expected"]), abs=1e-6)
        assert one.dispersion == pytest.approx(float(row["dispersion"]), rel=1e-4)
        if not watch.reweight:
            assert one.upper == float(row["upper"])


def test_quarters_of_referrals_are_judged_as_r_judges_them() -> None:
    watch = Watch(4, years=3, half_width=1, reach=1.0, reweight=False)
    for row in rows("r_farrington_uk"):
        one = judge(referrals(), int(row["place"]) - 1, watch)
        assert one.count == float(row["count"])
        assert one.expected == pytest.approx(float(row["expected"]), rel=1e-6)
        assert one.upper == float(row["upper"])


@pytest.mark.parametrize("kind", ["standard", "rossi"])
def test_a_cusum_is_that_of_r(kind: str) -> None:
    read = rows("r_cusum")
    mean = float(read[0]["m"])
    counts = np.array(agona()[259:312])
    standardised = (counts - mean) / np.sqrt(mean)
    if kind == "rossi":
        standardised = (counts - 3 * mean + 2 * np.sqrt(counts * mean)) / (
            2 * np.sqrt(mean)
        )
    expected = [float(row[kind]) for row in read]
    assert cusum(standardised, 1.04).tolist() == pytest.approx(expected, abs=1e-9)


def test_the_fall_of_2020_and_that_after_the_guidance_of_2023_are_found() -> None:
    """The Home Office names the pandemic, and the guidance of 30 January 2023."""
    quarters = [f"{2014 + n // 4} Q{1 + n % 4}" for n in range(len(referrals()))]
    low = [
        quarters[each.place]
        for change in changes(referrals(), Watch(4))
        if change.direction < 0
        for each in change.judged
    ]
    assert low == ["2020 Q2", "2020 Q3", "2023 Q3"]


def test_a_small_change_that_lasts_is_seen_though_no_count_stands_out() -> None:
    counts = [100.0, 104.0, 98.0, 102.0] * 6 + [120.0, 125.0, 118.0, 122.0] * 2
    watch = Watch(4, half_width=1)
    found = changes(counts, watch)
    assert [(one.direction, one.is_gradual) for one in found] == [(1, True)]
    assert found[0].judged[0].place >= 24


def test_a_steady_series_and_one_with_gaps_raise_nothing() -> None:
    steady = [100.0, 104.0, 98.0, 102.0] * 8
    assert changes(steady, Watch(4)) == ()
    with_gaps = [np.nan if n % 5 == 0 else count for n, count in enumerate(steady)]
    assert changes(with_gaps, Watch(4)) == ()
    assert changes([np.nan] * 30, Watch(4)) == ()
    assert changes([0.0] * 30, Watch(4)) == ()


def test_a_series_that_is_too_short_is_not_judged() -> None:
    assert changes([100.0] * 12, Watch(4)) == ()
    with pytest.raises(IndicatorError, match="fewer than 3 years before it"):
        judge([100.0] * 12, 5, Watch(4))


@pytest.fixture(scope="module", name="bench")
def _bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("signals", ROOT / "bench/signals.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "n", [60, pytest.param(1000, marks=pytest.mark.nightly)], ids=str
)
def test_false_alarms_are_as_rare_as_is_stated(bench: ModuleType, n: int) -> None:
    """`FALSE_ALARMS_PER_YEAR` is what pages print."""
    from zicht.edition.signals import FALSE_ALARMS_PER_YEAR

    random = np.random.default_rng(7)
    stated = FALSE_ALARMS_PER_YEAR[4]
    rate = bench.false_alarms(random, n, Watch(4))
    noise = 3 * np.sqrt(stated / (n * 7.75))
    assert abs(rate - stated) < noise + 0.02


@pytest.mark.parametrize(
    "n", [40, pytest.param(1000, marks=pytest.mark.nightly)], ids=str
)
def test_a_doubling_is_nearly_always_seen_within_a_year(
    bench: ModuleType, n: int
) -> None:
    seen, delay = bench.detected(np.random.default_rng(8), n, Watch(4), 2.0)
    assert seen > 0.8
    assert delay < 1.0
