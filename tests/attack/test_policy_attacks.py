"""An attack per rule of a policy: each tries to find out what the rule keeps."""

import numpy as np
import pytest
from tests.secret import SECRET

from zicht.desk.tabulate import tabulate
from zicht.disclosure.audit.attackers import Attacker, Background, Groups
from zicht.disclosure.audit.passed_tables import from_protected
from zicht.disclosure.audit.report import audit
from zicht.disclosure.gate import publish
from zicht.disclosure.masking import without_rows
from zicht.disclosure.small_areas import small_areas
from zicht.vocabulary.dimensions import Dimension, Hierarchy
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable, Draft

AREAS = tuple(f"A{i:02}" for i in range(12))
PROVINCES = Hierarchy("province", {area: f"P{i // 6}" for i, area in enumerate(AREAS)})
UNITS = Hierarchy("unit", {area: f"Q{i // 3 % 2}" for i, area in enumerate(AREAS)})
AREA = Dimension("area", AREAS, (PROVINCES, UNITS))
FORMS = Dimension("form", ("f1", "f2", "f3"))
RULES = {
    "local_levels": ("area",),
    "minimum_mean_count": 0.0,
    "minimum_population": 1000,
}
ROUND = Policy("attack", "1", "test", **RULES)
SUPPRESS = Policy(
    "attack", "2", "test", local_threshold=5, method="suppression", **RULES
)
INHABITANTS = dict.fromkeys(AREAS, 5000) | {
    "A00": 800,
    "A04": 100,
    "A05": 90,
    "A09": 600,
}


def people(seed: int, n: int = 300) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {
        "area": rng.choice(AREAS, n),
        "form": rng.choice(FORMS.leaves, n, p=[0.7, 0.2, 0.1]),
    }


def count(records: dict[str, np.ndarray], *dimensions: Dimension) -> CountTable:
    return tabulate(
        records, np.ones(len(records["area"]), dtype=np.int64), dimensions, "records"
    )


def sign(digest: bytes) -> str:
    return digest.hex()


def test_a_small_area_is_never_hidden_alone():
    """Each has company under the same province and the same unit, and together they are as many as the policy asks."""
    hidden = small_areas(AREA, INHABITANTS, ROUND)
    assert {"A00", "A04", "A05", "A09"} < hidden
    for province, unit in {(PROVINCES.parents[a], UNITS.parents[a]) for a in hidden}:
        group = [
            a
            for a in hidden
            if (PROVINCES.parents[a], UNITS.parents[a]) == (province, unit)
        ]
        assert len(group) >= 2
        assert sum(INHABITANTS[a] for a in group) >= ROUND.minimum_population
    assert len(hidden) == 7


@pytest.mark.parametrize("policy", [ROUND, SUPPRESS])
def test_what_is_left_of_a_province_does_not_tell_a_small_area(policy):
    """Province and unit minus all areas shown: nobody of the area may be there, and all of its company may be."""
    for seed in range(3):
        tables = (count(people(seed), AREA, FORMS), count(people(seed), AREA))
        protected = publish(
            Draft(tables),
            policy,
            sign=sign,
            secret=SECRET,
            inhabitants={"area": INHABITANTS},
        )
        hidden = sorted(small_areas(AREA, INHABITANTS, policy))
        is_rounded = policy.method == "rounding"
        for draft, table in zip(tables, protected.tables, strict=True):
            rows = np.isin(table.codes[0], hidden)
            assert set(table.statuses[rows]) == {Status.WITHHELD}
            assert not is_rounded or Status.WITHHELD not in table.statuses[~rows]
            assert np.all(table.lower[rows] == 0)
            assert np.all(table.upper[rows] > draft.counts.sum())
        printed = [
            from_protected(table, is_rounded=is_rounded) for table in protected.tables
        ]
        kind = Attacker.ROUNDED if is_rounded else Attacker.ZERO
        assert audit(
            printed, Background(kind, (1, policy.threshold - 1), policy.base)
        ).ok


def test_a_mask_over_one_area_is_seen_through():
    """One area is blanked after rounding: its province minus its neighbours says that somebody is there."""
    table = count(people(4, n=600), AREA)
    before = Policy("attack", "0", "test", **{**RULES, "minimum_population": 0})
    (printed,) = publish(Draft((table,)), before, sign=sign, secret=SECRET).tables
    masked = without_rows(printed, printed.codes[0] == "A00")
    findings = audit(
        [from_protected(masked, is_rounded=True)], Background(Attacker.ROUNDED)
    )
    assert findings.named == ("records: area=A00",)


def test_a_small_area_printed_before_is_not_given_away_by_its_company():
    """Two areas are hidden together; an earlier release printed one of them, and so tells the other."""
    records = people(4, n=600)
    table = count(records, AREA)
    before = Policy("attack", "0", "test", **{**RULES, "minimum_population": 0})
    ledger = Ledger().entered(
        "first", publish(Draft((table,)), before, sign=sign, secret=SECRET)
    )
    with pytest.raises(DisclosureRefused):
        publish(
            Draft((table,)),
            ROUND,
            sign=sign,
            secret=SECRET,
            ledger=ledger,
            inhabitants={"area": INHABITANTS},
        )


@pytest.mark.parametrize(
    "inhabitants",
    [
        {},
        {"area": {"A00": 5}},
        {"area": {**INHABITANTS, "A06": 10, "A07": 10, "A08": 10}},
    ],
    ids=["unknown", "incomplete", "a whole intersection too small"],
)
def test_a_minimum_that_cannot_be_kept_is_refused(inhabitants):
    with pytest.raises(DisclosureRefused, match="inhabitants"):
        publish(
            Draft((count(people(1), AREA),)),
            ROUND,
            sign=sign,
            secret=SECRET,
            inhabitants=inhabitants,
        )


SENSITIVE = {
    "sensitive": {"form": ("f2",)},
    "local_levels": (),
    "minimum_mean_count": 0.0,
}
GROUP_ROUND = Policy("attack", "3", "test", **SENSITIVE)
GROUP_SUPPRESS = Policy("attack", "4", "test", method="suppression", **SENSITIVE)
GROUPS = Groups(GROUP_ROUND.sensitive, GROUP_ROUND.threshold)


def by_form(rows: dict[str, tuple[int, int, int]], *, adds_up: bool) -> CountTable:
    """Two areas by two forms: everybody, those of form f1, those of form f2."""
    totals = [sum(own) for own in zip(*rows.values(), strict=True)]
    cells = [
        (area, form, n)
        for area, own in [*rows.items(), ("_T", totals)]
        for form, n in zip(CODES, own, strict=True)
    ]
    area, form, n = zip(*cells, strict=True)
    forms = Dimension("form", ("f1", "f2"), adds_up=adds_up)
    codes = (np.asarray(area), np.asarray(form))
    return CountTable(
        "records",
        (Dimension("area", tuple(rows)), forms),
        codes,
        np.asarray(n, dtype=np.int64),
    )


CODES = ("_T", "f1", "f2")
ALIKE = {"A": (52, 2, 50), "B": (60, 48, 12)}
"""All but two of area A are of form f2."""


def attacked(protected, policy: Policy):
    is_rounded = policy.method == "rounding"
    tables = [
        from_protected(table, is_rounded=is_rounded) for table in protected.tables
    ]
    kind = Attacker.ROUNDED if is_rounded else Attacker.ZERO
    return audit(
        tables, Background(kind, (1, policy.threshold - 1), policy.base, groups=GROUPS)
    )


@pytest.mark.parametrize("adds_up", [True, False])
@pytest.mark.parametrize("policy", [GROUP_ROUND, GROUP_SUPPRESS])
def test_nobody_learns_that_all_of_a_row_are_alike(policy, adds_up):
    table = by_form(ALIKE, adds_up=adds_up)
    findings = attacked(
        publish(Draft((table,)), policy, sign=sign, secret=SECRET), policy
    )
    assert findings.ok
    assert findings.groups == 0


def test_a_remainder_below_the_threshold_gives_a_group_away():
    """Rounded without the rule, the rest of the area is `0 to 4`: everybody but four at most is of form f2."""
    plain = Policy("attack", "5", "test", local_levels=(), minimum_mean_count=0.0)
    findings = attacked(
        publish(
            Draft((by_form(ALIKE, adds_up=True),)), plain, sign=sign, secret=SECRET
        ),
        plain,
    )
    assert findings.groups == 1
    assert findings.named == ("records: area=A, form=f2",)


def test_a_whole_that_equals_its_part_gives_a_group_away():
    """Suppressed without the rule, the area and its form f2 are both printed, and are the same number."""
    plain = Policy(
        "attack",
        "6",
        "test",
        local_threshold=5,
        local_levels=(),
        method="suppression",
        minimum_mean_count=0.0,
    )
    table = by_form({"A": (50, 20, 50), "B": (60, 48, 12)}, adds_up=False)
    assert (
        attacked(
            publish(Draft((table,)), plain, sign=sign, secret=SECRET), plain
        ).groups
        == 1
    )


def test_less_precision_does_not_tell_that_a_group_was_guarded():
    """The remainder of every row is shown from twice the threshold, whether it is small or not."""
    for rest in range(10):
        table = by_form({"A": (50 + rest, rest, 50), "B": (60, 48, 12)}, adds_up=True)
        (found,) = publish(
            Draft((table,)), GROUP_ROUND, sign=sign, secret=SECRET
        ).tables
        at = int(np.flatnonzero((found.codes[0] == "A") & (found.codes[1] == "f1"))[0])
        if found.statuses[at] == Status.BANDED:
            assert (int(found.lower[at]), int(found.upper[at])) == (0, 9)
        else:
            assert found.values[at] == 10


def test_a_sensitive_category_that_is_not_there_is_refused():
    policy = Policy(
        "attack", "7", "test", sensitive={"form": ("f9",)}, minimum_mean_count=0.0
    )
    with pytest.raises(DisclosureRefused, match="f9"):
        publish(
            Draft((by_form(ALIKE, adds_up=True),)), policy, sign=sign, secret=SECRET
        )


def in_blocks(years: int, counts: dict[str, np.ndarray]) -> CountTable:
    """Areas by blocks of three years, of a project that counts so many years."""
    names = tuple(str(2019 + i) for i in range(years))
    blocks = {
        year: "2019-2021" if year < "2022" else "2022-2024"
        for year in names[: years // 3 * 3]
    }
    period = Dimension("year", names, (Hierarchy("year_block", blocks),))
    area = Dimension(
        "area", tuple(f"A{i}" for i in range(len(next(iter(counts.values())))))
    )
    rows = [
        (block, code, int(n))
        for block, own in counts.items()
        for code, n in [*zip(area.leaves, own, strict=True), ("_T", own.sum())]
    ]
    codes = (np.asarray([row[0] for row in rows]), np.asarray([row[1] for row in rows]))
    return CountTable(
        "u", (period, area), codes, np.asarray([row[2] for row in rows], dtype=np.int64)
    )


def test_a_block_of_years_keeps_its_numbers_when_there_is_a_year_more():
    """While three years are counted, their block is all there is; with a fourth it is a part: the same cells still."""
    first = np.random.default_rng(1).integers(0, 60, 30)
    then = np.random.default_rng(2).integers(0, 60, 30)
    policy = Policy(
        "attack", "8", "test", local_levels=("area",), minimum_mean_count=0.0
    )
    old = publish(
        Draft((in_blocks(3, {"2019-2021": first}),)), policy, sign=sign, secret=SECRET
    )
    ledger = Ledger.from_json(Ledger().entered("first", old).as_json())
    for years, counts in (
        (4, {"2019-2021": first}),
        (6, {"2019-2021": first, "2022-2024": then}),
    ):
        new = publish(
            Draft((in_blocks(years, counts),)),
            policy,
            sign=sign,
            secret=SECRET,
            ledger=ledger,
        )
        (one,) = new.tables
        now = dict(
            zip(one.keys(), zip(one.values, one.statuses, strict=True), strict=True)
        )
        (was,) = old.tables
        for area, value, status in zip(
            was.codes[1], was.values, was.statuses, strict=True
        ):
            rest = {("area", str(area))} if area != "_T" else set()
            assert now["u", frozenset({("year", "2019-2021")} | rest)] == (
                value,
                status,
            )
