"""What is left of a delivered file when rows are taken out of it is judged as those rows of the whole file were."""

import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from tests.spec.sources.making import CODES, FORMS, GEOGRAPHY, melding, write_delivery

from zicht.engine.session import Session
from zicht.engine.words import identifier, sql
from zicht.sources import check, cut_file
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.deliveries import ROW_NUMBER
from zicht.vocabulary.forms import Form

SOURCE = "comensha_meldingen"
ROWS = [melding(1), {**melding(2), "geslacht": "?"}, melding(3), melding(4), melding(5)]
"""Five rows, of which the second is refused."""


@dataclass(frozen=True)
class Held:
    """What is left of a file, in memory."""

    content: bytes
    name: str = "2024.csv"
    is_cut: bool = True

    def open(self) -> BinaryIO:
        return io.BytesIO(self.content)


def judged(
    session: Session, form: Form, folder: Path, without: set[int]
) -> tuple[Delivery, Delivery]:
    """Check a file as a whole, and what is left of it."""
    file, letter = write_delivery(folder, ROWS, source=SOURCE)
    whole = check(session, form, CODES, GEOGRAPHY, file, letter, numbered=True)
    before = rows_of(session, whole)
    session.drop(whole.accepted, whole.refused, whole.doubtful)
    left = b"".join(cut_file(session, [form], file, letter, without))
    cut = check(session, form, CODES, GEOGRAPHY, Held(left), letter, numbered=True)
    expected = [row for row in before if row[1] not in without]
    assert rows_of(session, cut) == expected
    return whole, cut


def rows_of(session: Session, delivery: Delivery) -> list[tuple[object, ...]]:
    """Return place, number and key of the accepted rows."""
    query = sql(
        "SELECT rowid, {number}, melding_id FROM {t} ORDER BY 1",
        number=ROW_NUMBER,
        t=identifier(delivery.accepted),
    )
    return session.rows(query)


def test_rows_that_stay_keep_their_place_number_and_verdict(
    session: Session, tmp_path: Path
) -> None:
    form = FORMS[SOURCE][-1]
    whole, cut = judged(session, form, tmp_path, {1, 4})
    assert (whole.receipt.accepted, whole.receipt.quarantined) == (4, 1)
    assert (cut.receipt.accepted, cut.receipt.quarantined) == (2, 1)
    assert cut.receipt.digest == whole.receipt.digest


def test_a_record_without_a_key_is_still_known_by_its_place(
    session: Session, tmp_path: Path
) -> None:
    form = replace(FORMS[SOURCE][-1], key=())
    judged(session, form, tmp_path, {1, 3})


def test_a_refused_row_can_be_taken_out(session: Session, tmp_path: Path) -> None:
    _, cut = judged(session, FORMS[SOURCE][-1], tmp_path, {2})
    assert (cut.receipt.accepted, cut.receipt.quarantined) == (4, 0)


def test_a_file_of_which_nothing_is_left_has_no_rows(
    session: Session, tmp_path: Path
) -> None:
    _, cut = judged(session, FORMS[SOURCE][-1], tmp_path, {1, 2, 3, 4, 5})
    assert (cut.receipt.rows, cut.receipt.accepted) == (0, 0)


def test_what_was_cut_can_be_cut_again(session: Session, tmp_path: Path) -> None:
    form = FORMS[SOURCE][-1]
    file, letter = write_delivery(tmp_path, ROWS, source=SOURCE)
    once = b"".join(cut_file(session, [form], file, letter, {1}))
    twice = b"".join(cut_file(session, [form], Held(once), letter, {3}))
    assert twice == b"".join(cut_file(session, [form], file, letter, {1, 3}))
