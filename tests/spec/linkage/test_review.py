"""Clerical review: pairs are shown by field; judgements are signed, kept and erased, and say how good linkage is."""

import io
import sys
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.spec.sources.making import CODES, FORMS, GEOGRAPHY, melding, write_delivery

from zicht.cli import linking, main
from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.linkage.linking import link
from zicht.linkage.reviewing import estimate_quality
from zicht.pipeline.link_review import Answer, Reviewed, Shown, judge_sample
from zicht.sources import check
from zicht.vault.erasure import erase_records
from zicht.vault.keys import Keys
from zicht.vault.vault import Vault
from zicht.vocabulary.errors import VaultError

SOURCE = "comensha_meldingen"
ROWS = [
    {"voornamen": "Mina", "achternaam": "Osei", "geboortedatum": "1999-04-05"},
    {"voornamen": "Mima", "achternaam": "Osei", "geboortedatum": "1999-04-05"},
    {"voornamen": "Ioana", "achternaam": "Popescu", "geboortedatum": "2001-02-11"},
    {"voornamen": "Ioana", "achternaam": "Popesku", "geboortedatum": "2001-02"},
]


@pytest.fixture(name="opened")
def _opened(tmp_path):
    keys = Keys.create(tmp_path / "keys")
    with (
        Session(tmp_path / "private", reads=[tmp_path]) as session,
        Vault.open(tmp_path / "private" / "vault.duckdb", keys, session) as vault,
    ):
        rows = [melding(n, bsn="", **row) for n, row in enumerate(ROWS, start=1)]
        file, letter = write_delivery(tmp_path / "in", rows, source=SOURCE)
        vault.receive(check(session, FORMS[SOURCE], CODES, GEOGRAPHY, file, letter))
        yield session, vault


def judge(opened, *answers: Answer) -> tuple[Reviewed, list[Shown]]:
    """Judge the sample with these answers, the last one for all that follow."""
    session, vault = opened
    shown: list[Shown] = []

    def ask(pair: Shown) -> Answer:
        shown.append(pair)
        return answers[min(len(shown), len(answers)) - 1]

    sample = link(session, vault.link_fields()).review
    key = Ed25519PrivateKey.generate()
    found = judge_sample(session, vault, sample, reviewer="A", key=key, ask=ask)
    return found, shown


def test_a_pair_is_shown_by_its_link_fields_and_nothing_else(opened):
    _, shown = judge(opened, Answer.ONE)
    assert len(shown) == 2
    names = {name for pair in shown for name, _, _ in pair.fields}
    assert names <= {
        "given names", "name prefix", "family name", "birth date", "sex", "nationality", "municipality",
    }  # fmt: skip
    values = {frozenset(pair.fields[0][1:]) for pair in shown}
    assert values == {frozenset({"Mina", "Mima"}), frozenset({"Ioana"})}
    assert "Mina" not in repr(shown)


def test_a_judgement_is_kept_and_not_asked_again(opened):
    first, _ = judge(opened, Answer.ONE, Answer.STOP)
    second, shown = judge(opened, Answer.TWO)
    third, none = judge(opened, Answer.ONE)
    assert (first.n_now, first.n_left) == (1, 1)
    assert (second.n_now, second.n_left, len(shown)) == (1, 0, 1)
    assert (third.n_now, none, third.quality.n_judged) == (0, [], 2)


def test_a_judgement_counts_in_the_stratum_where_its_pair_lies_today(opened):
    session, vault = opened
    judge(opened, Answer.ONE)
    sample = link(session, vault.link_fields()).review
    name = "apart, odds above 1 to 64"
    moved = replace(
        sample,
        pairs=tuple(replace(pair, stratum=name) for pair in sample.pairs),
        sizes={name: 2},
    )
    key = Ed25519PrivateKey.generate()
    found = judge_sample(
        session, vault, moved, reviewer="A", key=key, ask=lambda _: Answer.STOP
    )
    assert found.quality == estimate_quality({name: 2}, [(name, True), (name, True)])
    assert found.quality.n_judged == 2


def test_a_judgement_changes_no_link(opened):
    session, vault = opened
    before = link(session, vault.link_fields()).links.persons
    judge(opened, Answer.TWO)
    assert link(session, vault.link_fields()).links.persons == before


def test_who_cannot_tell_judges_nothing(opened):
    found, _ = judge(opened, Answer.SKIP)
    assert (found.n_now, found.quality.n_judged) == (0, 0)
    assert found.quality.precision.lower < 0.2


def test_a_judgement_that_was_altered_is_refused(opened):
    session, vault = opened
    judge(opened, Answer.ONE)
    session.execute(
        sql("UPDATE vault.main.link_reviews SET is_one_person = NOT is_one_person")
    )
    with pytest.raises(VaultError, match="not what was signed"):
        vault.link_reviews()


def test_a_withdrawal_erases_the_judgements_about_its_records(opened):
    session, vault = opened
    judge(opened, Answer.ONE)
    record = vault.link_reviews()[0].left
    erase_records(session, [(SOURCE, record)], "2025-01-01", "test")
    assert record not in {pair.left for pair in vault.link_reviews()}
    assert len(vault.link_reviews()) == 1


SIZES = {"linked, odds below 4 to 1": 100, "linked, higher odds": 900}


def test_precision_is_that_of_the_strata_by_their_sizes():
    """Half of 100 and all of 900 pairs are right: 0.95; twenty judgements of each leave some doubt."""
    judged = [("linked, odds below 4 to 1", n % 2 == 0) for n in range(20)]
    judged += [("linked, higher odds", True)] * 20
    precision = estimate_quality(SIZES, judged).precision
    assert precision.lower < 0.95 < precision.upper
    assert 0.02 < precision.upper - precision.lower < 0.15


def test_intervals_hold_the_truth_in_nineteen_of_twenty_samples():
    rng = __import__("numpy").random.default_rng(3)
    held = 0
    for _ in range(200):
        judged = [("linked, odds below 4 to 1", bool(x)) for x in rng.random(25) < 0.6]
        judged += [("linked, higher odds", bool(x)) for x in rng.random(25) < 0.97]
        precision = estimate_quality(SIZES, judged).precision
        held += precision.lower <= (60 + 873) / 1000 <= precision.upper
    assert held >= 180


def test_without_a_terminal_nobody_is_shown_anything(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["link", "review", str(tmp_path), "--key", "nowhere.key"])
    assert ended.value.code == 2
    assert "terminal" in capsys.readouterr().err


def test_the_screen_is_cleared_and_wrong_keys_ask_again(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(sys, "stdin", io.StringIO("x\n2\n"))
    shown = Shown(1, 2, (("given names", "Mina", "Mima"), ("sex", "v", "v")))
    assert linking._ask(shown) is Answer.TWO
    text = screen.getvalue()
    assert "\x1b[?1049h" in text
    assert "* given names" in text
    assert "* sex" not in text
    assert text.endswith("\x1b[2J\x1b[H")


def test_a_delivered_value_gives_the_terminal_no_orders(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(sys, "stdin", io.StringIO("q\n"))
    fields = (("family name", "Osei\x1b[?1049l", "Os\u202eei"),)
    linking._ask(Shown(1, 1, fields))
    assert "Osei\N{REPLACEMENT CHARACTER}[?1049l" in screen.getvalue()
    assert "\u202e" not in screen.getvalue()
