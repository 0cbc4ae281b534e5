"""Attacks on medians and deciles: subtract one from another, today's from yesterday's; look for one person."""

from dataclasses import replace

import numpy as np
import pytest

from zicht.disclosure.spans import protect, quantile, remembered
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Ledger, LedgerEntry
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.spans import PrintedSpan, SpanCell, SpanTable

POLICY = Policy("attack", "1", "Because.")
BASE = tuple(((100 + at, True),) for at in range(100))


def table(**cells: tuple) -> SpanTable:
    """Cells of 2020: `alle` is the margin."""
    made = (
        SpanCell.of(("2020", TOTAL if name == "alle" else name), tuple(sorted(p)))
        for name, p in cells.items()
    )
    return SpanTable(
        "K08-om",
        "duration",
        "zaken",
        {},
        ("year", "veld"),
        "maat",
        {"mediaan": 7},
        tuple(made),
        {"mediaan": 0.5},
    )


def counts(*codes: str, status: str = "published") -> ProtectedTable:
    words = [TOTAL if code == "alle" else code for code in codes]
    n = len(words)
    return ProtectedTable(
        "zaken", (Dimension("year", ("2020",)), Dimension("veld", ("mh", "sgtk"))),
        (np.full(n, "2020"), np.array(words)),
        np.full(n, 100 if status == "published" else 0), np.full(n, status), np.full(n, 96), np.full(n, 104),
    )  # fmt: skip


def printed(
    spans: SpanTable, *shown: ProtectedTable, ledger: Ledger | None = None
) -> dict[str, float]:
    (told,) = protect([spans], shown, POLICY, ledger)
    return dict(zip(told.codes[1].tolist(), told.values.tolist(), strict=True))


def released(
    spans: SpanTable, *shown: ProtectedTable, before: Ledger | None = None
) -> Ledger:
    """What the vault remembers, as it is read back from there."""
    kept = remembered([spans], protect([spans], shown, POLICY, before), POLICY, before)
    entry = LedgerEntry(f"r{len(before.entries) if before else 0}", (), spans=kept)
    return Ledger.from_json(
        Ledger((*(before.entries if before else ()), entry)).as_json()
    )


def test_a_part_that_lacks_two_people_of_the_whole_is_not_told_beside_it():
    """The two medians would tell on which side of the middle those two are."""
    found = printed(
        table(alle=BASE, mh=BASE[2:], sgtk=BASE[:2]), counts("alle", "mh", "sgtk")
    )
    assert found[TOTAL] == 147
    assert np.isnan(found["mh"])
    assert np.isnan(found["sgtk"])


def test_a_part_that_lacks_many_is_told():
    found = printed(
        table(alle=BASE, mh=BASE[:60], sgtk=BASE[60:]), counts("alle", "mh", "sgtk")
    )
    assert not any(np.isnan(list(found.values())))


def test_two_people_more_in_the_next_release_change_nothing():
    more = (*BASE, ((5000, True),), ((5001, True),))
    before = released(table(alle=BASE), counts("alle"))
    for extra in range(3):
        spans = table(alle=more[: 100 + extra])
        assert printed(spans, counts("alle"), ledger=before) == {TOTAL: 147.0}


def test_changes_of_a_few_at_a_time_are_held_against_what_was_printed_of_whom():
    """Four more, and four more again: the second is eight away from what was printed, and may be told."""
    grow = tuple(((5000 + at, True),) for at in range(40))
    ledger = released(table(alle=BASE), counts("alle"))
    for extra in (4, 4, 4):
        ledger = released(
            table(alle=(*BASE, *grow[:extra])), counts("alle"), before=ledger
        )
    assert printed(table(alle=(*BASE, *grow[:4])), counts("alle"), ledger=ledger) == {
        TOTAL: 147.0
    }
    assert (
        printed(table(alle=(*BASE, *grow)), counts("alle"), ledger=ledger)[TOTAL] > 160
    )


def test_a_new_cell_is_not_subtracted_from_an_old_one():
    """The whole was printed; a year later a part is asked for that lacks three of it."""
    ledger = released(table(alle=BASE), counts("alle"))
    found = printed(
        table(alle=(*BASE, *BASE), mh=BASE[3:]), counts("alle", "mh"), ledger=ledger
    )
    assert np.isnan(found["mh"])


def test_what_was_withheld_for_a_change_of_a_few_stays_withheld():
    small = BASE[:9]
    ledger = released(table(alle=small), counts("alle"))
    assert np.isnan(
        printed(table(alle=BASE[:12]), counts("alle"), ledger=ledger)[TOTAL]
    )


def test_nothing_is_told_of_a_count_that_is_not_shown():
    assert np.isnan(printed(table(alle=BASE), counts("alle", status="banded"))[TOTAL])
    assert np.isnan(printed(table(alle=BASE))[TOTAL])


def test_that_a_median_is_printed_says_nothing_of_the_count():
    """A count printed as 15 is of 11 to 19, and a median needs 15 spans."""
    for value, is_printed in ((15, False), (20, True)):
        shown = counts("alle")
        near = replace(
            shown,
            values=np.full(1, value),
            lower=np.full(1, value - 4),
            upper=np.full(1, value + 4),
        )
        found = printed(table(alle=BASE[:17]), near)
        assert np.isnan(found[TOTAL]) is not is_printed


def test_one_person_with_many_spans_is_no_crowd():
    one = tuple((100 + at, True) for at in range(100))
    assert quantile([one], 0.5, POLICY, step=7) is None
    assert quantile([one, *BASE[:20]], 0.5, POLICY, step=7) is None


def test_a_lonely_quantile_between_two_groups_is_not_told():
    """Half near 100 and half near 1000: one person would carry the median from one to the other."""
    people = [
        *(((100, True),) for _ in range(50)),
        *(((1000, True),) for _ in range(50)),
    ]
    assert quantile(people, 0.5, POLICY, step=7) is None


def test_few_people_tell_nothing():
    assert quantile(BASE[:14], 0.5, POLICY, step=7) is None
    assert quantile(BASE[:15], 0.5, POLICY, step=7) is not None
    assert quantile(BASE[:60], 0.9, POLICY, step=7) is None


def test_nothing_says_what_it_holds():
    cell = SpanCell.of(("2020",), BASE)
    kept = PrintedSpan("K08-om", frozenset({("year", "2020")}), {}, BASE)
    for shown in (
        repr(cell),
        repr(table(alle=BASE)),
        repr(kept),
        repr(LedgerEntry("r", (), spans=(kept,))),
    ):
        assert "100" not in shown.replace("100 cells", "")
        assert "True" not in shown


def test_an_unknown_statistic_is_refused():
    spans = SpanTable(
        "K",
        "duration",
        "zaken",
        {},
        ("year",),
        "maat",
        {"hoogste": 7},
        (SpanCell.of(("2020",), BASE),),
        {"hoogste": 1.0},
    )
    with pytest.raises(DisclosureRefused, match="hoogste"):
        protect([spans], (), POLICY)
