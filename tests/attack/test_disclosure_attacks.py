"""Attacks on what the gate lets through: each tries to find out what was withheld."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from tests.secret import SECRET

from zicht.desk.tabulate import tabulate
from zicht.disclosure.attack import refuse
from zicht.disclosure.audit.attackers import Attacker, Background, Fact, Share
from zicht.disclosure.audit.passed_tables import from_protected
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.disclosure.audit.report import audit
from zicht.disclosure.gate import publish
from zicht.disclosure.memory import Memory
from zicht.vocabulary.dimensions import Dimension, Hierarchy
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable, Draft

ROUND = Policy("attack", "1", "test", local_levels=("area",), minimum_mean_count=0.0)
SUPPRESS = Policy(
    "attack",
    "2",
    "test",
    local_threshold=5,
    zeros="structural",
    method="suppression",
    minimum_mean_count=0.0,
)
AREAS = tuple(f"A{i:02}" for i in range(12))
PROVINCES = Hierarchy("province", {area: f"P{i // 4}" for i, area in enumerate(AREAS)})
UNITS = Hierarchy("unit", {area: f"Q{i % 3}" for i, area in enumerate(AREAS)})
FORMS = Dimension("form", ("f1", "f2", "f3"))
YEARS = tuple(f"y{i}" for i in range(6))


def people(seed: int, n: int = 300) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {
        "area": rng.choice(AREAS, n, p=rng.dirichlet(np.ones(12))),
        "form": rng.choice(FORMS.leaves, n, p=[0.7, 0.2, 0.1]),
        "year": rng.choice(YEARS, n),
    }


def count(
    records: dict[str, np.ndarray], *dimensions: Dimension, universe: str = "records"
) -> CountTable:
    n = len(records["area"])
    return tabulate(
        {d.name: records[d.name] for d in dimensions},
        np.ones(n, dtype=np.int64),
        dimensions,
        universe,
    )


def area(*hierarchies: Hierarchy) -> Dimension:
    return Dimension("area", AREAS, hierarchies)


def sign(digest: bytes) -> str:
    return digest.hex()


def shown(table, value, mark) -> PublishedTable:
    return PublishedTable(
        table.universe,
        table.dimensions,
        table.codes,
        value,
        mark,
        np.zeros(len(mark)),
        np.full(len(mark), np.inf),
    )


def naive(table: CountTable) -> PublishedTable:
    """Withhold small cells and nothing else, as a spreadsheet would."""
    mark = np.where(
        (table.counts > 0) & (table.counts < 5), int(Mark.PRIMARY), int(Mark.SHOWN)
    )
    return shown(table, np.where(mark == Mark.PRIMARY, np.nan, table.counts), mark)


def test_spreadsheet_suppression_is_broken_by_subtraction():
    findings = audit(
        [naive(count(people(1), area(PROVINCES), FORMS))], Background(Attacker.ONE)
    )
    assert not findings.ok
    assert findings.exact_primary + findings.below_threshold > 0


@pytest.mark.parametrize("attacker", list(Attacker))
def test_suppressed_tables_hold(attacker):
    for seed in range(3):
        protected = publish(
            Draft((count(people(seed), area(PROVINCES), FORMS),)),
            SUPPRESS,
            sign=sign,
            secret=SECRET,
        )
        tables = [from_protected(table, is_rounded=False) for table in protected.tables]
        assert audit(tables, Background(attacker)).ok


def test_differencing_of_cumulative_years_is_seen():
    """Five years, and a year later six: the sixth year follows by subtraction although nobody printed it."""
    records = people(2)
    first = {name: column[records["year"] != "y5"] for name, column in records.items()}
    years = {"year": frozenset(YEARS[:5])}
    old, new = (naive(count(some, area(PROVINCES), FORMS)) for some in (first, records))
    old, new = (
        replace(old, extents=years),
        replace(new, extents={"year": frozenset(YEARS)}),
    )
    findings = audit([old, new], Background(Attacker.ONE))
    assert findings.implicit > 0
    assert any("y5" in name for name in findings.named)


def test_the_gate_hides_more_where_a_year_would_follow_by_subtraction():
    records = people(2)
    first = {name: column[records["year"] != "y5"] for name, column in records.items()}
    before, after = (
        {"records": {"year": frozenset(YEARS[:5])}},
        {"records": {"year": frozenset(YEARS)}},
    )
    printed = publish(
        Draft((count(first, area(PROVINCES), FORMS),)),
        SUPPRESS,
        sign=sign,
        secret=SECRET,
        extents=before,
    )
    ledger = Ledger.from_json(Ledger().entered("first", printed, before).as_json())
    draft = Draft((count(records, area(PROVINCES), FORMS),))
    alone = publish(draft, SUPPRESS, sign=sign, secret=SECRET, extents=after)
    together = publish(
        draft, SUPPRESS, sign=sign, secret=SECRET, ledger=ledger, extents=after
    )
    assert together.losses["cells hidden to guard differences"] > 0
    assert together.losses["hidden share"] > alone.losses["hidden share"]


def test_rounded_cumulative_years_may_both_be_printed():
    records = people(2)
    first = {name: column[records["year"] != "y5"] for name, column in records.items()}
    before, after = (
        {"records": {"year": frozenset(YEARS[:5])}},
        {"records": {"year": frozenset(YEARS)}},
    )
    printed = publish(
        Draft((count(first, area(PROVINCES), FORMS),)),
        ROUND,
        sign=sign,
        secret=SECRET,
        extents=before,
    )
    ledger = Ledger().entered("first", printed, before)
    again = publish(
        Draft((count(records, area(PROVINCES), FORMS),)),
        ROUND,
        sign=sign,
        secret=SECRET,
        ledger=ledger,
        extents=after,
    )
    assert again.tables


def test_a_cell_printed_before_keeps_its_number():
    records = people(3)
    table = count(records, area(PROVINCES), FORMS)
    printed = publish(Draft((table,)), ROUND, sign=sign, secret=SECRET)
    ledger = Ledger().entered("first", printed)
    wider = count(records, area(PROVINCES), FORMS, Dimension("year", YEARS))
    again = publish(Draft((wider,)), ROUND, sign=sign, secret=SECRET, ledger=ledger)
    new = dict(
        zip(again.tables[0].keys(), again.tables[0].values.tolist(), strict=True)
    )
    for key, value, status in zip(
        printed.tables[0].keys(),
        printed.tables[0].values.tolist(),
        printed.tables[0].statuses,
        strict=True,
    ):
        if status == Status.PUBLISHED:
            assert new[key] == value


def test_crossing_geographies_hold_as_one_system():
    tables = (
        count(people(4), area(PROVINCES, UNITS), FORMS),
        count(people(4), area(PROVINCES, UNITS)),
    )
    protected = publish(Draft(tables), SUPPRESS, sign=sign, secret=SECRET)
    assert audit(
        [from_protected(t, is_rounded=False) for t in protected.tables],
        Background(Attacker.ONE),
    ).ok


def test_rounding_cannot_be_inverted():
    """Every rounded cell could be at least `base` different numbers, also to a reader who knows base and rule."""
    table = count(people(5), area(PROVINCES, UNITS), FORMS)
    protected = publish(Draft((table,)), ROUND, sign=sign, secret=SECRET)
    findings = audit(
        [from_protected(t, is_rounded=True) for t in protected.tables],
        Background(Attacker.ROUNDED),
    )
    assert findings.ok


def test_rounding_does_not_prefer_the_nearest():
    """Were 1 and 2 always rounded to 0, a 0 would say: two at most."""
    one = [Dimension("area", tuple(f"A{i:03}" for i in range(400)))]
    ups = 0
    for value in (1, 2, 3, 4):
        codes = np.asarray([*one[0].leaves, "_T"])
        counts = np.asarray([value] * 400 + [400 * value])
        protected = publish(
            Draft((CountTable("u", tuple(one), (codes,), counts),)),
            ROUND,
            sign=sign,
            secret=SECRET,
        )
        share_up = float((protected.tables[0].upper[:400] > 0).mean())
        ups += int(np.abs(protected.tables[0].values[-1] - 400 * value) < 5)
        assert share_up == 1.0
    assert ups == 4


def test_zeros_cannot_be_told_from_small_counts():
    table = count(people(6), area(PROVINCES), FORMS)
    protected = publish(Draft((table,)), ROUND, sign=sign, secret=SECRET).tables[0]
    zero, small = (
        table.counts == 0,
        (table.counts > 0) & (protected.statuses == Status.BANDED),
    )
    kinds = {
        kind: {
            (s, lo, hi)
            for s, lo, hi in zip(
                protected.statuses[own],
                protected.lower[own],
                protected.upper[own],
                strict=True,
            )
        }
        for kind, own in (("zero", zero), ("small", small))
    }
    assert kinds["zero"] <= kinds["small"]


def test_rows_left_out_of_the_draft_do_not_tell_zeros():
    table = count(people(6), area(PROVINCES), FORMS)
    some = table.counts > 0
    sparse = CountTable(
        "records",
        table.dimensions,
        tuple(c[some] for c in table.codes),
        table.counts[some],
    )
    protected = publish(Draft((sparse,)), ROUND, sign=sign, secret=SECRET).tables[0]
    assert len(protected.values) == len(table.counts)
    rows = list(zip(*(column.tolist() for column in protected.codes), strict=True))
    assert rows == sorted(rows)


def test_a_contributor_learns_nothing_of_the_others():
    records = people(7)
    protected = publish(
        Draft((count(records, area(PROVINCES), FORMS),)),
        ROUND,
        sign=sign,
        secret=SECRET,
    )
    tables = [from_protected(t, is_rounded=True) for t in protected.tables]
    for at in range(0, 300, 60):
        own = {"area": str(records["area"][at]), "form": str(records["form"][at])}
        assert audit(tables, Background(Attacker.ROUNDED, own_record=own)).ok


def test_shares_give_counts_away_and_the_audit_sees_it():
    """31.4% of 35 can only be 11: a share of true numbers undoes the withholding."""
    dimension = Dimension("form", ("f1", "f2", "f3"))
    codes = (np.asarray(["f1", "f2", "f3", "_T"]),)
    mark = np.asarray(
        [int(Mark.PRIMARY), int(Mark.SECONDARY), int(Mark.SHOWN), int(Mark.SHOWN)]
    )
    table = PublishedTable(
        "u",
        (dimension,),
        codes,
        np.asarray([np.nan, np.nan, 20, 35]),
        mark,
        np.zeros(4),
        np.full(4, np.inf),
    )
    assert audit([table], Background(Attacker.ONE)).ok
    told = Share("u", {"form": frozenset({"f1"})}, {}, 8.6)
    assert not audit([table], Background(Attacker.ONE, shares=(told,))).ok


def test_a_figure_cited_from_elsewhere_is_known_to_the_attacker():
    dimension = Dimension("form", ("f1", "f2", "f3"))
    codes = (np.asarray(["f1", "f2", "f3", "_T"]),)
    mark = np.asarray(
        [int(Mark.PRIMARY), int(Mark.SECONDARY), int(Mark.SHOWN), int(Mark.SHOWN)]
    )
    table = PublishedTable(
        "u",
        (dimension,),
        codes,
        np.asarray([np.nan, np.nan, 20, 35]),
        mark,
        np.zeros(4),
        np.full(4, np.inf),
    )
    cited = Fact("u", {"form": frozenset({"f2"})}, 12, 12)
    assert audit([table], Background(Attacker.ONE, facts=(cited,))).exact_primary == 1


def test_charts_and_maps_draw_on_the_protected_numbers_alone():
    """A bar or a shade is a printed value: hidden cells carry none from which a height could be measured."""
    protected = publish(
        Draft((count(people(8), area(PROVINCES), FORMS),)),
        ROUND,
        sign=sign,
        secret=SECRET,
    )
    for table in protected.tables:
        hidden = table.statuses != Status.PUBLISHED
        assert not table.values[hidden].any()
        assert (
            len(
                {
                    (lo, hi)
                    for lo, hi in zip(
                        table.lower[hidden], table.upper[hidden], strict=True
                    )
                }
            )
            <= 2
        )


def test_metadata_of_a_release_does_not_add_up_to_a_true_total():
    """A mean change to six decimals, times the cells, would be a sum of true counts."""
    table = count(people(9), area(PROVINCES), FORMS)
    one_more = {
        name: np.append(column, column[0]) for name, column in people(9).items()
    }
    other = count(one_more, area(PROVINCES), FORMS)
    first, second = (
        publish(Draft((t,)), ROUND, sign=sign, secret=SECRET) for t in (table, other)
    )
    assert first.losses["cells"] == second.losses["cells"]
    assert set(first.losses) == {"cells", "hidden share", "largest change"}


def test_nothing_prints_a_true_value():
    table = count(people(10), area(PROVINCES), FORMS)
    draft = Draft((table,))
    protected = publish(draft, ROUND, sign=sign, secret=SECRET)
    said: list[str] = []
    publish(draft, SUPPRESS, sign=sign, secret=SECRET, progress=said.append)
    for words in (repr(table), repr(draft), repr(protected.tables[0]), *said):
        assert "[" not in words
        assert "array" not in words


def test_the_same_draft_gives_the_same_release():
    table = count(people(11), area(PROVINCES, UNITS), FORMS)
    for policy in (ROUND, SUPPRESS):
        first, second = (
            publish(Draft((table,)), policy, sign=sign, secret=SECRET) for _ in range(2)
        )
        assert first.digest == second.digest
        assert first.seal == second.seal


def test_every_rounded_table_adds_up():
    tables = (
        count(people(12), area(PROVINCES, UNITS), FORMS),
        count(people(12), FORMS),
    )
    protected = publish(Draft(tables), ROUND, sign=sign, secret=SECRET)
    numbers: dict[object, set[tuple[int, int]]] = {}
    for table in protected.tables:
        for key, value, low in zip(
            table.keys(), table.values.tolist(), table.lower.tolist(), strict=True
        ):
            numbers.setdefault(key, set()).add((value, low))
    assert all(len(found) == 1 for found in numbers.values())
    assert len(numbers) == len(
        set(itertools.chain.from_iterable(t.keys() for t in protected.tables))
    )


def both_releases(policy: Policy, seed: int):
    """Five years, and a year later six; the second with the first in the ledger."""
    records = people(seed)
    first = {name: column[records["year"] != "y5"] for name, column in records.items()}
    before, after = (
        {"records": {"year": frozenset(YEARS[:5])}},
        {"records": {"year": frozenset(YEARS)}},
    )
    old = publish(
        Draft((count(first, area(PROVINCES), FORMS),)),
        policy,
        sign=sign,
        secret=SECRET,
        extents=before,
    )
    ledger = Ledger().entered("first", old, before)
    new = publish(
        Draft((count(records, area(PROVINCES), FORMS),)),
        policy,
        sign=sign,
        secret=SECRET,
        ledger=ledger,
        extents=after,
    )
    is_rounded = policy.method == "rounding"
    return [
        from_protected(t, is_rounded=is_rounded, extents=extent["records"])
        for made, extent in ((old, before), (new, after))
        for t in made.tables
    ]


@pytest.mark.parametrize(
    ("policy", "attacker"), [(ROUND, Attacker.ROUNDED), (SUPPRESS, Attacker.ONE)]
)
def test_a_longer_period_is_repaired_or_refused(policy, attacker):
    """What one more year would give away by subtraction is shown less precisely; what passed holds with the first."""
    passed = 0
    for seed in range(5):
        try:
            tables = both_releases(policy, seed)
        except DisclosureRefused:
            continue
        passed += 1
        assert audit(tables, Background(attacker)).ok
    assert passed > 0


def test_a_count_cited_elsewhere_is_held_against_the_release():
    """Who knows one of two withheld cells knows the other: the gate hides more, and says how many cells it took."""
    dimension = Dimension("form", ("f1", "f2", "f3", "f4"))
    codes = (np.asarray(["f1", "f2", "f3", "f4", "_T"]),)
    draft = Draft(
        (CountTable("u", (dimension,), codes, np.asarray([3, 12, 20, 30, 65])),)
    )
    plain = publish(draft, SUPPRESS, sign=sign, secret=SECRET)
    (secondary,) = np.flatnonzero(
        (plain.tables[0].statuses == Status.WITHHELD) & (np.arange(5) > 0)
    )
    key = ("u", frozenset({("form", str(codes[0][secondary]))}))
    guarded = publish(
        draft,
        SUPPRESS,
        sign=sign,
        secret=SECRET,
        cited={key: int(draft.tables[0].counts[secondary])},
    )
    assert (guarded.tables[0].statuses == Status.WITHHELD).sum() > 2
    assert guarded.losses["cells hidden to guard differences"] >= 1


def test_a_count_cited_of_other_records_changes_nothing():
    table = count(people(13), area(PROVINCES), FORMS)
    cited = {("records", frozenset({("form", "f1")})): 10_000}
    assert publish(
        Draft((table,)), ROUND, sign=sign, secret=SECRET, cited=cited
    ).digest == (publish(Draft((table,)), ROUND, sign=sign, secret=SECRET).digest)


def test_crossing_areas_are_repaired_and_still_add_up():
    """A province less a police unit inside it may be small, and printed nowhere."""
    unit = Hierarchy(
        "unit", {a: "R0" if 0 < i < 4 else f"Q{i % 2}" for i, a in enumerate(AREAS)}
    )
    repaired = 0.0
    for seed in range(8):
        full = count(
            people(20 + seed, 600), area(PROVINCES, unit), Dimension("year", YEARS)
        )
        coarse = ~np.isin(full.codes[0], AREAS)
        table = CountTable(
            "records",
            full.dimensions,
            tuple(c[coarse] for c in full.codes),
            full.counts[coarse],
        )
        protected = publish(Draft((table,)), ROUND, sign=sign, secret=SECRET)
        repaired += protected.losses.get("cells hidden to guard differences", 0)
        one = protected.tables[0]
        assert audit(
            [from_protected(one, is_rounded=True)], Background(Attacker.ROUNDED)
        ).ok
        assert ((one.lower <= table.counts) & (table.counts <= one.upper)).all()
    assert repaired > 0


def test_a_refusal_of_a_longer_period_says_what_can_be_published_and_that_can_be():
    """The year that came, by itself: its records are in no total that was printed before."""
    records = people(2)
    first, last = (
        {name: column[own] for name, column in records.items()}
        for own in (records["year"] != "y5", records["year"] == "y5")
    )
    before, after, alone = (
        {"records": {"year": frozenset(own)}} for own in (YEARS[:5], YEARS, YEARS[5:])
    )
    printed = publish(
        Draft((count(first, area(PROVINCES), FORMS),)),
        SUPPRESS,
        sign=sign,
        secret=SECRET,
        extents=before,
    )
    ledger = Ledger().entered("first", printed, before)
    revealed = audit(
        [naive(count(last, area(PROVINCES), FORMS))], Background(Attacker.ONE)
    )
    assert revealed.revealed > 0
    with pytest.raises(DisclosureRefused) as refused:
        refuse(revealed, Memory(ledger, after))
    assert "year y5 by itself" in refused.value.now
    assert publish(
        Draft((count(last, area(PROVINCES), FORMS),)),
        SUPPRESS,
        sign=sign,
        secret=SECRET,
        ledger=ledger,
        extents=alone,
    ).tables
