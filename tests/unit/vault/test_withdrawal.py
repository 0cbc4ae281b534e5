"""Who withdraws consent is erased from every shelf of the vault, and stays out."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.spec.sources.making import (
    CODES,
    FORMS,
    GEOGRAPHY,
    INCIDENT,
    PERSON,
    ZAAK,
    melding,
    write_delivery,
)

from zicht.engine.session import Session
from zicht.engine.words import identifier, sql
from zicht.sources import check, read_withdrawals
from zicht.vault.journal import Journal
from zicht.vault.keys import Keys
from zicht.vault.record import Record
from zicht.vault.vault import Vault
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.errors import DeliveryError, ZichtError
from zicht.vocabulary.link_roles import LinkRole
from zicht.vocabulary.withdrawals import Withdrawal

Deliver = Callable[..., Delivery]
SOURCE = "comensha_meldingen"
MARKER = "QXZWKJV"
SHELVES = (
    "payload.comensha_meldingen",
    "identities.comensha_meldingen",
    "main.quarantine",
)
OTHER = {
    "bsn": "987654329",
    "voornamen": "Bram",
    "tussenvoegsel": "",
    "achternaam": "Zandwijk",
    "geboortedatum": "1980-01-02",
}


def keys(*numbers: int, source: str = SOURCE) -> list[Withdrawal]:
    return [Withdrawal(FORMS[source][-1], (f"M-{number:05}",)) for number in numbers]


def rows_on(session: Session) -> list[int]:
    return [
        session.value(
            sql("SELECT count(*) FROM {t}", t=identifier("vault", *shelf.split(".")))
        )
        for shelf in SHELVES
    ]


def test_who_withdraws_is_erased_now_and_later(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    spoiled = melding(3, sector="nergens", achternaam="Weg")
    other = {**melding(2), **OTHER}
    vault.receive(deliver([melding(1), other, spoiled]))
    done = vault.withdraw(keys(1, 3, 99), day="2026-02-01", ground="wet")
    assert (done.asked, done.records, done.not_found) == (3, 2, 1)
    assert rows_on(session) == [1, 1, 0]
    again = vault.withdraw(keys(1), day="2026-03-01", ground="wet")
    assert (again.records, again.not_found, again.deliveries) == (0, 1, ())
    vault.receive(
        deliver(
            [melding(1), other, spoiled, {**melding(4), **OTHER}],
            extracted_on="2025-03-01",
        )
    )
    assert vault.payload().rows == {SOURCE: 2}
    assert vault.link_fields().rows == 2
    assert rows_on(session) == [3, 3, 0]
    assert vault.status().withdrawn == 3


def test_a_record_that_was_never_delivered_stays_out_when_it_comes(
    vault: Vault, deliver: Deliver
) -> None:
    vault.withdraw(
        [Withdrawal(FORMS["om_zaken"][-1], (ZAAK["zaak_id"],))],
        day="2026-02-01",
        ground="wet",
    )
    vault.receive(deliver([ZAAK], "om_zaken"))
    assert vault.payload().rows["om_zaken"] == 0


def test_a_key_of_two_columns(vault: Vault, deliver: Deliver) -> None:
    vault.receive(
        deliver([INCIDENT, {**INCIDENT, "persoon_volgnr": "2"}], "politie_incidenten")
    )
    asked = [Withdrawal(FORMS["politie_incidenten"][-1], ("I-1", "2"))]
    assert vault.withdraw(asked, day="2026-02-01", ground="wet").records == 1
    assert vault.payload().rows == {"politie_incidenten": 1}


def test_older_deliveries_are_erased_too(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    first = vault.receive(deliver([melding(1), melding(2)]))
    second = vault.receive(
        deliver([melding(1), melding(2), melding(3)], extracted_on="2025-03-01")
    )
    done = vault.withdraw(keys(1), day="2026-02-01", ground="wet")
    assert set(done.deliveries) == {first.digest, second.digest}
    assert set(done.deliveries) == vault.brought_withdrawn()
    assert rows_on(session) == [3, 3, 0]


def test_rows_in_quarantine_without_a_key_are_erased_when_they_show_the_person(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    nameless = melding(7, melding_id="")
    other = {**nameless, **OTHER}
    vault.receive(deliver([melding(1), {**melding(2), **OTHER}, nameless, other]))
    assert rows_on(session) == [2, 2, 2]
    vault.withdraw(keys(1), day="2026-02-01", ground="wet")
    assert rows_on(session) == [1, 1, 1]
    (values,) = session.rows("SELECT texts FROM vault.quarantine")[0]
    assert "Zandwijk" in values


def test_a_person_is_found_by_link_fields(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    kept = {**melding(2), **OTHER}
    vault.receive(deliver([melding(1), kept, melding(3), melding(4, sector="nergens")]))
    form = FORMS[SOURCE][-1]
    done = vault.withdraw(
        [Withdrawal(form, (), {LinkRole.NATIONAL_NUMBER: PERSON["bsn"]})],
        day="2026-02-01",
        ground="wet",
    )
    assert (done.asked, done.records, done.not_found) == (1, 3, 0)
    assert rows_on(session) == [1, 1, 0]
    none = vault.withdraw(
        [Withdrawal(form, (), {LinkRole.NATIONAL_NUMBER: "111222333"})],
        day="2026-02-01",
        ground="wet",
    )
    assert (none.records, none.not_found) == (0, 1)


def test_the_state_of_withdrawals_changes_with_them_and_tells_no_number(
    vault: Vault, deliver: Deliver
) -> None:
    vault.receive(deliver([melding(1), melding(2)]))
    assert vault.withdrawals() == ""
    assert vault.withdraw(keys(1), dry_run=True).records == 1
    assert vault.withdrawals() == ""
    vault.withdraw(keys(1), day="2026-02-01", ground="wet")
    one = vault.withdrawals()
    vault.withdraw(keys(1), day="2026-02-02", ground="wet")
    assert vault.withdrawals() == one
    vault.withdraw(keys(2), day="2026-02-02", ground="wet")
    assert len(vault.withdrawals()) == len(one) == 64
    assert vault.withdrawals() != one


def test_tombstones_tell_when_and_why_and_not_who(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    vault.receive(deliver([melding(1)]))
    vault.withdraw(keys(1), day="2026-02-01", ground="AVG, artikel 7 lid 3")
    ((source, tombstone, day, ground),) = session.rows("SELECT * FROM vault.withdrawn")
    assert (source, str(day), ground) == (SOURCE, "2026-02-01", "AVG, artikel 7 lid 3")
    assert len(tombstone) == 32
    assert "M-00001" not in tombstone


def test_a_delivery_that_brings_a_withdrawn_record_is_known(
    vault: Vault, deliver: Deliver
) -> None:
    vault.receive(deliver([melding(1)]))
    vault.withdraw(keys(1), day="2026-02-01", ground="wet")
    clean = vault.receive(deliver([{**melding(2), **OTHER}], extracted_on="2025-03-01"))
    stained = vault.receive(
        deliver([melding(1), melding(3)], extracted_on="2025-04-01")
    )
    assert stained.digest in vault.brought_withdrawn()
    assert clean.digest not in vault.brought_withdrawn()


# ---- nothing is left in the bytes of the file


@pytest.fixture(name="plain")
def _plain(tmp_path: Path) -> Iterator[Session]:
    """A session without encryption, so that every byte of the file can be read."""
    with Session(
        tmp_path / "plain", reads=[tmp_path], disk_is_encrypted=True
    ) as session:
        yield session


def marked(folder: Path, session: Session) -> Delivery:
    rows = [{**melding(n), **OTHER} for n in range(2, 400)]
    rows += [
        melding(1, achternaam=MARKER, voornamen=MARKER),
        melding(9000, melding_id="", achternaam=MARKER),
    ]
    file, letter = write_delivery(folder / "in", rows, source=SOURCE)
    return check(session, FORMS[SOURCE], CODES, GEOGRAPHY, file, letter)


def files_with_marker(folder: Path) -> list[str]:
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and MARKER.encode() in path.read_bytes()
    ]


def test_the_marker_is_in_no_byte_of_the_file(
    plain: Session, tmp_path: Path, keys: Keys
) -> None:
    path = tmp_path / "plain" / "vault.duckdb"
    with Vault.open(path, keys, plain) as vault:
        vault.receive(marked(tmp_path, plain))
    assert files_with_marker(tmp_path / "plain") == ["vault.duckdb"], (
        "the search finds what is there"
    )
    with Vault.open(path, keys, plain) as vault:
        vault.withdraw(
            [Withdrawal(FORMS[SOURCE][-1], ("M-00001",))],
            day="2026-02-01",
            ground="wet",
        )
        assert files_with_marker(tmp_path / "plain") == []
    assert files_with_marker(tmp_path / "plain") == []


def test_deleting_alone_would_leave_it_there(
    plain: Session, tmp_path: Path, keys: Keys
) -> None:
    path = tmp_path / "plain" / "vault.duckdb"
    with Vault.open(path, keys, plain) as vault:
        vault.receive(marked(tmp_path, plain))
    with Vault.open(path, keys, plain) as vault:
        plain.execute(
            "DELETE FROM vault.identities.comensha_meldingen WHERE family_name = ?",
            [MARKER],
        )
        plain.execute("DELETE FROM vault.quarantine")
    assert files_with_marker(tmp_path / "plain") == ["vault.duckdb"]


def test_killed_before_the_file_is_new_the_next_opening_makes_it(
    plain: Session, tmp_path: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plain" / "vault.duckdb"
    with Vault.open(path, keys, plain) as vault:
        vault.receive(marked(tmp_path, plain))
        execute = Session.execute

        def full(self: Session, text: str, *values: object) -> None:
            execute(
                self,
                "SELECT error('no space')" if text.startswith("COPY FROM") else text,
                *values,
            )  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            patch.setattr(Session, "execute", full)
            with pytest.raises(ZichtError, match="written anew"):
                vault.withdraw(
                    [Withdrawal(FORMS[SOURCE][-1], ("M-00001",))],
                    day="2026-02-01",
                    ground="wet",
                )
        assert vault.status().withdrawn == 1
        assert not list(path.parent.glob("*.new*"))
    with Vault.open(path, keys, plain) as vault:
        assert files_with_marker(tmp_path / "plain") == []
        assert vault.payload().rows == {SOURCE: 398}


# ---- the file that names them


def request(folder: Path, *rows: Mapping[str, str]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines: Sequence[str] = [
        ",".join(names),
        *(",".join(row.get(name, "") for name in names) for row in rows),
    ]
    path = folder / "request.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_request_names_records_of_several_sources(tmp_path: Path) -> None:
    file = request(
        tmp_path,
        {"source": SOURCE, "melding_id": "M-1"},
        {"source": "politie_incidenten", "incident_id": "I-1", "persoon_volgnr": "02"},
        {"source": SOURCE, "bsn": "123456782"},
    )
    assert [one.key for one in read_withdrawals(file, FORMS)] == [
        ("M-1",),
        ("I-1", "2"),
        (),
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"source": "nergens", "melding_id": MARKER}, "no source of this project"),
        ({"source": SOURCE, "melding_id": ""}, "neither the key"),
        ({"source": SOURCE, "achternaam": MARKER}, "neither the key"),
        (
            {"source": SOURCE, "incident_id": MARKER},
            "columns incident_id are not of this source",
        ),
        (
            {"source": "politie_incidenten", "incident_id": MARKER},
            "column persoon_volgnr of the key is empty",
        ),
        ({"source": "cbs_bevolking", "jaar": "2024"}, "counts nobody in particular"),
        ({"melding_id": MARKER}, "column `source` is missing"),
        (
            {"source": SOURCE, "melding_id": "M-1", MARKER: MARKER},
            "1 column is of no source: in place 3",
        ),
    ],
)
def test_a_request_that_does_not_hold_is_told_by_row_and_quotes_nothing(
    row: Mapping[str, str], told: str, tmp_path: Path
) -> None:
    with pytest.raises(DeliveryError) as refused:
        read_withdrawals(request(tmp_path, row), FORMS)
    assert told in str(refused.value)
    assert MARKER not in str(refused.value)


def test_a_row_without_a_key_does_not_come_back_with_an_earlier_vault(
    tmp_path: Path,
) -> None:
    """It has no pseudonym by which the journal could name it: the place in its file does."""
    keys_of_vault = Keys.create(tmp_path / "keys")
    path = tmp_path / "private" / "vault.duckdb"

    @contextmanager
    def opened() -> Iterator[tuple[Session, Vault]]:
        with (
            Session(tmp_path / "private", reads=[tmp_path]) as session,
            Vault.open(path, keys_of_vault, session) as vault,
        ):
            journal = Journal.open((tmp_path / "journal.jsonl",), bytes(range(32)))
            record = Record(journal, tmp_path / "cells", keys_of_vault)
            vault.follow(record, why="test")
            yield session, vault

    unkeyed = {**melding(1), "melding_id": ""}
    rows = [unkeyed, {**melding(2), **OTHER}]
    file, letter = write_delivery(tmp_path / "in", rows, source=SOURCE)
    with opened() as (session, vault):
        vault.receive(check(session, FORMS[SOURCE], CODES, GEOGRAPHY, file, letter))
        assert vault.status().quarantined == 1
    before = shutil.copy(path, tmp_path / "before")
    with opened() as (_, vault):
        named = {LinkRole.NATIONAL_NUMBER: unkeyed["bsn"]}
        asked = [Withdrawal(FORMS[SOURCE][-1], link=named)]
        vault.withdraw(asked, day="2026-02-01", ground="wet")
        assert vault.status().quarantined == 0
    shutil.copy(before, path)
    with opened() as (_, vault):
        assert vault.agreement.records_erased >= 1
        assert vault.status().quarantined == 0
