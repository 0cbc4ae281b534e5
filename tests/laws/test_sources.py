"""Laws of reception: no row is lost, no row is judged by its neighbours, nothing that stands in a file is repeated."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.spec.sources.making import (
    CODES,
    FORMS,
    GEOGRAPHY,
    MELDING,
    melding,
    write_delivery,
)

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.sources import check
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.errors import DeliveryError

FEW = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
COLUMNS = [name for name in MELDING if name != "melding_id"]
VALUES = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "0",
            "onbekend",
            "2024-01-01",
            "2024-02-30",
            "9999-99-99",
            "v",
            "BSU;BSU",
            "NaN",
            "'",
            "-",
        ]
    ),
    st.text(
        st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]),
        max_size=12,
    ),
)
CHANGES = st.dictionaries(st.sampled_from(COLUMNS), VALUES, max_size=4)


@pytest.fixture(scope="module", name="session")
def _session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with Session(
        tmp_path_factory.mktemp("private"), reads=[Path(tempfile.gettempdir())]
    ) as opened:
        yield opened


def deliver(
    session: Session, rows: list[Mapping[str, str]], extra: bytes = b""
) -> Delivery:
    with tempfile.TemporaryDirectory() as folder:
        file, letter = write_delivery(Path(folder), rows)
        file.write_bytes(file.read_bytes() + extra)
        return check(
            session, FORMS["comensha_meldingen"], CODES, GEOGRAPHY, file, letter
        )


def accepted(session: Session, delivery: Delivery) -> Counter[object]:
    return Counter(session.rows(sql("SELECT * FROM {t}", t=delivery.accepted)))


@FEW
@given(changes=st.lists(CHANGES, min_size=1, max_size=12), numbers=st.data())
def test_every_row_is_accepted_or_refused_with_a_reason(
    session: Session, changes: list[dict[str, str]], numbers: st.DataObject
) -> None:
    rows = [
        {**melding(numbers.draw(st.integers(1, 8))), **change} for change in changes
    ]
    delivery = deliver(session, rows)
    places = session.rows(
        sql(
            "SELECT row_number, len(reasons) FROM {t} ORDER BY row_number",
            t=delivery.refused,
        )
    )
    assert delivery.receipt.rows == len(rows) == delivery.receipt.accepted + len(places)
    assert all(reasons >= 1 for _, reasons in places)
    assert len({place for place, _ in places}) == len(places)
    assert all(1 <= place <= len(rows) for place, _ in places)
    keys = [row[0] for row in accepted(session, delivery).elements()]  # type: ignore[index]
    assert len(set(keys)) == len(keys)


@FEW
@given(
    changes=st.lists(CHANGES, min_size=1, max_size=8),
    order=st.randoms(use_true_random=False),
)
def test_the_order_of_rows_does_not_matter(
    session: Session, changes: list[dict[str, str]], order: object
) -> None:
    rows = [{**melding(number), **change} for number, change in enumerate(changes)]
    shuffled = [*rows]
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = deliver(session, rows), deliver(session, shuffled)
    assert first.receipt.reasons == second.receipt.reasons
    assert accepted(session, first) == accepted(session, second)


@FEW
@given(change=CHANGES, spoiled=st.integers(1, 3))
def test_a_spoiled_copy_changes_nothing(
    session: Session, change: dict[str, str], spoiled: int
) -> None:
    rows: list[Mapping[str, str]] = [melding(1), melding(2), melding(3)]
    copy = {**melding(spoiled), **change, "meld_datum": "gisteren"}
    assert accepted(session, deliver(session, rows)) == accepted(
        session, deliver(session, [*rows, copy])
    )


@settings(FEW, max_examples=25)
@given(extra=st.binary(min_size=1, max_size=60))
def test_no_bytes_break_the_check_or_show_in_its_error(
    session: Session, extra: bytes
) -> None:
    """Whatever follows good rows: it is refused as a whole, or counted in quarantine."""
    told = ""
    try:
        delivery = deliver(
            session,
            [melding(1, achternaam="QXMARKERZ"), melding(2)],
            b"QXMARKERZ" + extra + b"\n",
        )
    except DeliveryError as error:
        told = str(error)
    else:
        assert delivery.receipt.accepted == 2
        assert delivery.receipt.quarantined == delivery.receipt.rows - 2 >= 1
    assert "QXMARKERZ" not in told
