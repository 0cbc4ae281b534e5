"""The vault: what goes in, what is handed over, what happens the second time."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.spec.sources.making import (
    BEVOLKING,
    INCIDENT,
    LINK_FIELDS,
    PERSON,
    ZAAK,
    melding,
)

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.vault.keys import Keys
from zicht.vault.vault import Vault
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.errors import VaultError, ZichtError
from zicht.vocabulary.forms import Column, Kind, Role
from zicht.vocabulary.text import Text

Deliver = Callable[..., Delivery]
SOURCE = "comensha_meldingen"
FILTERS = {"given_bloom", "family_bloom", "birth_bloom"}
"""Link fields that no form of these tests hands over."""


def held(
    session: Session, vault: Vault, columns: str = "meld_datum", source: str = SOURCE
) -> list[tuple[object, ...]]:
    """Columns of the payload, in the order of the register."""
    relation = vault.payload().relations[source]
    names = columns.split()
    return session.rows(
        sql(
            "SELECT {c} FROM {t} ORDER BY valid_from, source_record_id",
            c=names,
            t=relation,
        )
    )


def test_a_record_parts_in_two(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    receipt = vault.receive(deliver([melding(1), melding(2, sector="nergens")]))
    assert (receipt.rows, receipt.accepted, receipt.quarantined) == (2, 1, 1)
    payload, links = vault.payload(), vault.link_fields()
    assert payload.rows == {SOURCE: 1}
    assert links.rows == 1
    assert set(links.columns) == {*LINK_FIELDS, *FILTERS}
    columns = session.columns(sql("SELECT * FROM {t}", t=payload.relations[SOURCE]))
    assert list(columns)[:5] == [
        "pseud_id",
        "source_record_id",
        "delivery_id",
        "valid_from",
        "melding_id",
    ]
    assert not set(columns) & set(PERSON)
    assert columns["delivery_id"][0] == receipt.delivery_id
    assert str(columns["valid_from"][0]).startswith("2024-03-01")
    assert "M-00001" not in str(columns)
    assert columns["source_record_id"][0] == f"0000001-{columns['melding_id'][0]}"
    fields = session.columns(sql("SELECT * FROM {t}", t=links.relation))
    assert list(fields)[:5] == ["pseud_id", "source", "year", "event", "part"]
    assert tuple(fields)[5:] == links.columns
    assert all(fields[name][0] is None for name in FILTERS)
    assert fields["pseud_id"][0] == columns["pseud_id"][0]
    assert {name: fields[name][0] for name in LINK_FIELDS} == LINK_FIELDS
    assert len(fields["pseud_id"][0]) == 32


def test_records_of_one_day_keep_their_order(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    rows = [melding(n, leeftijd_bij_melding=str(n)) for n in (7, 30, 4, 12)] + [
        melding(1, meld_datum="2024-03-02")
    ]
    vault.receive(deliver(rows))
    ages = [age for (age,) in held(session, vault, "leeftijd_bij_melding")]
    assert ages == [4, 7, 12, 30, 24]


def test_incidents_keep_their_number_as_a_digest(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    rows = [
        INCIDENT,
        {**INCIDENT, "persoon_volgnr": "2", "rol": "slachtoffer"},
        {**INCIDENT, "incident_id": "I-2"},
    ]
    vault.receive(deliver(rows, "politie_incidenten"))
    found = held(
        session,
        vault,
        "incident_id persoon_volgnr pseud_id source_record_id",
        "politie_incidenten",
    )
    assert [row[1] for row in found] == [1, 2, 1]
    assert found[0][0] == found[1][0] != found[2][0]
    assert len({row[2] for row in found}) == len({row[3] for row in found}) == 3
    assert "I-1" not in str(found)


def test_linkage_sees_which_records_share_an_incident_and_nothing_of_it(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    rows = [
        INCIDENT,
        {**INCIDENT, "persoon_volgnr": "2", "rol": "slachtoffer"},
        {**INCIDENT, "incident_id": "I-2"},
    ]
    vault.receive(deliver(rows, "politie_incidenten"))
    fields = vault.link_fields({"politie_incidenten": ("incident_id", "rol")})
    query = sql("SELECT event, part FROM {t} ORDER BY ALL", t=fields.relation)
    found = session.rows(query)
    assert sorted(Counter(event for event, _ in found).values()) == [1, 2]
    assert sorted(Counter(part for _, part in found).values()) == [1, 2]
    assert not {"I-1", "slachtoffer"} & {str(value) for row in found for value in row}


def test_counts_about_nobody_have_no_pseudonym(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    vault.receive(deliver([BEVOLKING, {**BEVOLKING, "leeftijd": "x"}], "cbs_bevolking"))
    assert held(
        session, vault, "pseud_id jaar gemeente leeftijd n", "cbs_bevolking"
    ) == [(None, 2024, "VB0001", 30, 12)]
    assert vault.link_fields().rows == 0
    vault.receive(deliver([ZAAK], "om_zaken"))
    assert vault.link_fields().rows == 1
    assert vault.payload().rows == {"cbs_bevolking": 1, "om_zaken": 1}


def test_the_same_delivery_again_changes_nothing(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    first = deliver([melding(1), melding(2, sector="nergens")])
    assert not vault.holds(first.receipt.digest)
    receipt = vault.receive(first)
    assert vault.holds(first.receipt.digest)
    before = (vault.receipts(), vault.status(), held(session, vault, "pseud_id"))
    assert vault.receive(first) == receipt, "its relations are gone already"
    assert vault.receive(deliver([melding(1), melding(2, sector="nergens")])) == receipt
    assert (
        vault.receipts(),
        vault.status(),
        held(session, vault, "pseud_id"),
    ) == before
    assert (
        session.rows(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'memory'"
        )
        == []
    )


def test_receipts_come_back_as_they_were(vault: Vault, deliver: Deliver) -> None:
    first, second = deliver([melding(1, sector="nergens")]), deliver([ZAAK], "om_zaken")
    assert (vault.receive(first), vault.receive(second)) == (
        first.receipt,
        second.receipt,
    )
    assert vault.receipts() == (first.receipt, second.receipt)


def test_a_later_extraction_replaces_the_years_it_covers(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    old = {"meld_datum": "2023-06-01"}
    vault.receive(
        deliver([melding(1, **old), melding(2, aangifte="nee")], period="2023-2024")
    )
    newer = deliver(
        [melding(2, aangifte="ja"), melding(3)],
        period="2024",
        extracted_on="2025-03-01",
    )
    vault.receive(newer)
    assert held(session, vault, "aangifte") == [("onbekend",), ("ja",), ("onbekend",)]
    assert vault.link_fields().rows == 3
    late = deliver([melding(9)], period="2024", extracted_on="2025-02-15")
    vault.receive(late)
    assert held(session, vault, "aangifte") == [
        ("onbekend",),
        ("ja",),
        ("onbekend",),
    ], "it was extracted earlier"
    assert vault.status().left_out == 2
    assert len(vault.receipts()) == 3
    assert late.receipt not in vault.receipts(current_only=True)
    same_day = deliver([melding(5)], period="2023-2024", extracted_on="2025-03-01")
    vault.receive(same_day)
    assert vault.receipts(current_only=True) == (same_day.receipt,), (
        "of one day, the last received counts"
    )
    assert vault.payload().rows == {SOURCE: 1}


def test_a_record_that_moved_to_another_year_counts_once(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    vault.receive(
        deliver(
            [melding(1, meld_datum="2023-06-01"), melding(2, meld_datum="2023-07-01")],
            period="2023",
        )
    )
    vault.receive(
        deliver(
            [melding(1, meld_datum="2024-01-01")],
            period="2024",
            extracted_on="2025-03-01",
        )
    )
    assert [str(day) for (day,) in held(session, vault)] == ["2023-07-01", "2024-01-01"]
    assert vault.link_fields().rows == 2
    vault.receive(deliver([melding(3)], period="2024", extracted_on="2025-04-01"))
    assert [str(day) for (day,) in held(session, vault)] == [
        "2023-06-01",
        "2023-07-01",
        "2024-03-01",
    ]


def test_who_refuses_consent_is_left_out(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    vault.receive(
        deliver(
            [
                melding(1),
                melding(2, toestemming="nee"),
                melding(3, toestemming="onbekend"),
            ]
        )
    )
    assert vault.payload().rows == {SOURCE: 2}
    assert vault.refused_consent() == {SOURCE: 1}
    assert vault.link_fields().rows == 2
    assert (
        session.value("SELECT count(*) FROM vault.identities.comensha_meldingen") == 2
    )
    vault.receive(
        deliver([melding(1, toestemming="nee"), melding(3)], extracted_on="2025-03-01")
    )
    assert vault.payload().rows == {SOURCE: 1}
    assert vault.refused_consent() == {SOURCE: 1}, "of the later delivery alone"
    assert (
        session.value("SELECT count(*) FROM vault.identities.comensha_meldingen") == 2
    ), "erased from the older too"


def test_quarantine_keeps_rows_as_they_came(
    session: Session, vault: Vault, deliver: Deliver
) -> None:
    vault.receive(deliver([melding(1), melding(2, sector="nergens", meld_datum="x")]))
    ((row, reasons, values),) = session.rows(
        "SELECT row_number, reasons, texts FROM vault.quarantine"
    )
    assert row == 2
    assert sorted(reasons) == ["not_a_date:meld_datum", "unknown_code:sector"]
    assert "nergens" in values


def test_a_delivery_that_fails_half_way_leaves_nothing(
    session: Session, vault: Vault, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute, delivery = (
        Session.execute,
        deliver([melding(1), melding(2, sector="nergens")]),
    )

    def broken(self: Session, text: str, *values: object) -> None:
        if "quarantine" in text:
            text = "SELECT error('de schijf is vol')"
        execute(self, text, *values)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Session, "execute", broken)
        with pytest.raises(ZichtError, match="withheld"):
            vault.receive(delivery)
    assert vault.receipts() == ()
    assert vault.payload().rows == {}
    assert vault.receive(delivery).accepted == 1
    assert session.value("SELECT count(*) FROM vault.payload.comensha_meldingen") == 1


def test_a_newer_form_may_add_columns_but_not_change_their_type(
    session: Session, vault: Vault, deliver: Deliver, tmp_path: Path
) -> None:
    vault.receive(deliver([melding(1)]))
    second = deliver([melding(2)], extracted_on="2025-03-01")
    added = Column("nieuw", Kind.INTEGER, Role.PAYLOAD, Text("a", "a"))
    session.execute(
        sql("ALTER TABLE {t} ADD COLUMN nieuw INTEGER DEFAULT 7", t=second.accepted)
    )
    vault.receive(
        replace(
            second,
            form=replace(second.form, version=2, columns=(*second.form.columns, added)),
        )
    )
    assert held(session, vault, "nieuw") == [(7,)]
    third = deliver([melding(3)], extracted_on="2025-04-01")
    columns = [
        replace(c, kind=Kind.TEXT) if c.name == "leeftijd_bij_melding" else c
        for c in third.form.columns
    ]
    with pytest.raises(VaultError, match="leeftijd_bij_melding had another type"):
        vault.receive(replace(third, form=replace(third.form, columns=tuple(columns))))
    assert len(vault.receipts()) == 2


def test_the_ledger_never_rewrites(vault: Vault) -> None:
    assert vault.recall() == ()
    vault.remember("r1", {"b": "[1]", "a": "[]"})
    vault.remember("r1", {"a": "[]", "b": "[1]"})
    vault.remember("r2", {"a": "[2]"})
    assert [(one.release, one.table, one.cells) for one in vault.recall()] == [
        ("r1", "a", "[]"),
        ("r1", "b", "[1]"),
        ("r2", "a", "[2]"),
    ]
    with pytest.raises(VaultError, match="other cells"):
        vault.remember("r1", {"a": "[3]"})
    vault.remember("r3", {})
    assert vault.status().releases == 2


def test_steps_of_a_run_are_noted(vault: Vault) -> None:
    assert vault.noted("tellen") == ""
    vault.note("tellen", "abc")
    vault.note("tellen", "def")
    vault.note("koppelen", "x")
    assert (vault.noted("tellen"), vault.noted("koppelen")) == ("def", "x")


def test_a_vault_opens_again_with_the_same_pseudonyms(
    tmp_path: Path, keys: Keys, deliver: Deliver
) -> None:
    path = tmp_path / "private" / "vault.duckdb"
    with (
        Session(tmp_path / "private") as session,
        Vault.open(path, keys, session) as vault,
    ):
        assert repr(vault) == "<Vault vault.duckdb>"
        vault.note("stap", "1")
    stamp = path.stat().st_mtime_ns
    with (
        Session(tmp_path / "private") as session,
        Vault.open(path, keys, session) as vault,
    ):
        assert vault.noted("stap") == "1"
        assert vault.status().records == {}
    assert path.stat().st_mtime_ns == stamp, "looking changes nothing"
    assert path.stat().st_mode & 0o077 == 0
    assert not list((tmp_path / "private").glob("*.new*"))
    with Session(tmp_path / "private") as session:
        other = Keys(keys.file, bytes(32))
        with pytest.raises(VaultError, match="another key"):
            Vault.open(path, other, session)
        with pytest.raises(VaultError, match="another one"):
            Vault.open(path, Keys(bytes(32), keys.pseudonym), session)
        with Vault.open(path, keys, session):
            session.execute(
                "UPDATE vault.about SET value = '99' WHERE name = 'version'"
            )
        with pytest.raises(VaultError, match="this is version 2"):
            Vault.open(path, keys, session)


def test_what_an_interrupted_making_left_is_made_anew(
    tmp_path: Path, keys: Keys
) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "vault.duckdb.new").write_bytes(b"half a header")
    with (
        Session(tmp_path / "private") as session,
        Vault.open(tmp_path / "private" / "vault.duckdb", keys, session),
    ):
        pass
    assert sorted(path.name for path in (tmp_path / "private").glob("vault*")) == [
        "vault.duckdb"
    ]


def test_handing_over_the_wrong_thing_is_an_error_of_type(
    vault: Vault, deliver: Deliver
) -> None:
    vault.receive(deliver([melding(1)]))
    assert not hasattr(vault.payload(), "columns")
    assert not hasattr(vault.link_fields(), "relations")
