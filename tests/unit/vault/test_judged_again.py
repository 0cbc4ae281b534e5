"""Rows in quarantine are judged again when a form or a code list was corrected; nothing is lost or counted twice."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.spec.sources.making import CODES, FORMS, GEOGRAPHY, melding, write_delivery

from zicht.engine.session import Session
from zicht.sources import check, judged_by
from zicht.vault.vault import Vault
from zicht.vocabulary.areas import Area
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.text import Text
from zicht.vocabulary.withdrawals import Withdrawal

Deliver = Callable[..., Delivery]
SOURCE = "comensha_meldingen"
FORM = FORMS[SOURCE][-1]
WIDER = {
    **CODES,
    "sector": replace(
        CODES["sector"],
        labels={**CODES["sector"].labels, "nieuw": Text("nieuw", "new")},
    ),
}


@pytest.fixture(name="judge")
def _judge(session: Session, tmp_path: Path) -> Callable[..., Delivery]:
    rows = [
        melding(1),
        melding(2, sector="nieuw"),
        melding(3, sector="nergens"),
        melding(4, melding_id=""),
    ]
    file, letter = write_delivery(tmp_path / "in", rows, source=SOURCE)

    def judge(codes: object = CODES, form: object = FORM) -> Delivery:
        return check(session, form, codes, GEOGRAPHY, file, letter)  # type: ignore[arg-type]

    return judge


def counts(session: Session, vault: Vault) -> tuple[int, int, int]:
    quarantined = session.value("SELECT count(*) FROM vault.quarantine")
    return vault.payload().rows[SOURCE], vault.link_fields().rows, quarantined


def test_a_corrected_list_lets_rows_out_of_quarantine(
    session: Session, vault: Vault, judge: Deliver
) -> None:
    before = vault.receive(judge(), judged_by="old")
    assert counts(session, vault) == (1, 1, 3)
    now = vault.receive(judge(WIDER), judged_by="new")
    assert counts(session, vault) == (2, 2, 2)
    assert (before.rows, before.accepted, before.quarantined) == (4, 1, 3)
    assert (now.rows, now.accepted, now.quarantined) == (4, 2, 2)
    assert vault.receipts() == (now,)


def test_the_same_forms_change_nothing(
    session: Session, vault: Vault, judge: Deliver
) -> None:
    vault.receive(judge(), judged_by="old")
    stamp = session.rows("SELECT * FROM vault.receipts")
    vault.receive(judge(), judged_by="old")
    assert session.rows("SELECT * FROM vault.receipts") == stamp


def test_a_stricter_form_puts_rows_back(
    session: Session, vault: Vault, judge: Deliver
) -> None:
    vault.receive(judge(WIDER), judged_by="new")
    vault.receive(judge(), judged_by="old")
    assert counts(session, vault) == (1, 1, 3)


def test_the_order_of_reception_stays(
    vault: Vault, judge: Deliver, deliver: Deliver
) -> None:
    first = vault.receive(judge(), judged_by="old")
    later = vault.receive(deliver([melding(9)], correction=1), judged_by="old")
    vault.receive(judge(WIDER), judged_by="new")
    assert [receipt.digest for receipt in vault.receipts()] == [
        first.digest,
        later.digest,
    ]
    assert vault.receipts(current_only=True) == (later,), (
        "of one day, the correction still counts"
    )


def test_who_withdrew_stays_out(session: Session, vault: Vault, judge: Deliver) -> None:
    vault.receive(judge(), judged_by="old")
    vault.withdraw([Withdrawal(FORM, ("M-00002",))], day="2026-02-01", ground="wet")
    vault.receive(judge(WIDER), judged_by="new")
    assert vault.payload().rows == {SOURCE: 1}


def test_what_a_delivery_is_judged_by() -> None:
    now = judged_by(FORM, CODES, GEOGRAPHY)
    assert judged_by(replace(FORM, title=Text("a", "b")), CODES, GEOGRAPHY) == now, (
        "words judge nothing"
    )
    assert judged_by(FORM, WIDER, GEOGRAPHY) != now
    assert judged_by(replace(FORM, checks={}), CODES, GEOGRAPHY) != now
    optional = tuple(replace(column, required=False) for column in FORM.columns)
    assert judged_by(replace(FORM, columns=optional), CODES, GEOGRAPHY) != now
    areas = {**GEOGRAPHY.areas, "VL2": Area("VL2", "Nog een land", "land")}
    assert judged_by(FORM, CODES, replace(GEOGRAPHY, areas=areas)) != now
    other = {**CODES, "besluit": replace(CODES["sector"], name="besluit")}
    assert judged_by(FORM, other, GEOGRAPHY) == now, "a list that the form does not use"
