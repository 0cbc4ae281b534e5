"""What is wrong with a row: one change to a good row, and the reasons that follow."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.spec.sources.making import (
    BEVOLKING,
    FORMS,
    INCIDENT,
    MELDING,
    ZAAK,
    melding,
    write_delivery,
)

from zicht.edition.catalogue_files import languages_with_words, words_of
from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.sources import reason_text
from zicht.sources import reasons as known_reasons
from zicht.vocabulary.checked_deliveries import Delivery

Check = Callable[..., Delivery]

MELDINGEN = [
    ({}, []),
    ({"meld_datum": ""}, ["missing:meld_datum"]),
    ({"meld_datum": "2024-02-30"}, ["not_a_date:meld_datum"]),
    ({"meld_datum": "01-03-2024"}, ["not_a_date:meld_datum"]),
    ({"meld_datum": "2024-3-1"}, ["not_a_date:meld_datum"]),
    (
        {"meld_datum": "2022-12-31", "pleegperiode_van": "2022-01-01"},
        ["outside_period:meld_datum"],
    ),
    ({"meld_datum": "2025-01-31"}, ["outside_period:meld_datum"]),
    (
        {"meld_datum": "2025-02-02"},
        ["after_extraction:meld_datum", "outside_period:meld_datum"],
    ),
    ({"leeftijd_bij_melding": ""}, []),
    ({"leeftijd_bij_melding": "0"}, []),
    ({"leeftijd_bij_melding": "-1"}, ["too_low:leeftijd_bij_melding"]),
    ({"leeftijd_bij_melding": "121"}, ["too_high:leeftijd_bij_melding"]),
    ({"leeftijd_bij_melding": "2.5"}, ["not_a_whole_number:leeftijd_bij_melding"]),
    ({"leeftijd_bij_melding": "1e1"}, ["not_a_whole_number:leeftijd_bij_melding"]),
    ({"leeftijd_bij_melding": "twintig"}, ["not_a_whole_number:leeftijd_bij_melding"]),
    (
        {"leeftijd_bij_melding": "99999999999"},
        ["not_a_whole_number:leeftijd_bij_melding"],
    ),
    ({"sector": "hotel"}, []),
    ({"sector": "hotel;hotel"}, ["repeated_code:sector"]),
    ({"sector": "hotel;motel"}, ["unknown_code:sector"]),
    ({"sector": "hotel;"}, ["unknown_code:sector"]),
    ({"sector": ";"}, ["unknown_code:sector", "repeated_code:sector"]),
    ({"sector": ""}, ["missing:sector"]),
    ({"uitbuitingsvorm": "onbekend"}, []),
    ({"uitbuitingsvorm": "AU;onbekend"}, ["rule:vorm_onbekend_staat_alleen"]),
    ({"melder_type": "Politie"}, ["unknown_code:melder_type"]),
    ({"melder_type": " politie "}, []),
    ({"nationaliteit": "NL"}, ["unknown_code:nationaliteit"]),
    ({"nationaliteit": "onbekend"}, []),
    ({"gemeente_verblijf": "onbekend"}, []),
    ({"gemeente_verblijf": "VP01"}, ["unknown_area:gemeente_verblijf"]),
    ({"gemeente_verblijf": "VB9999"}, ["unknown_area:gemeente_verblijf"]),
    ({"geboortedatum": ""}, []),
    ({"geboortedatum": "1999"}, []),
    ({"geboortedatum": "1999-04"}, []),
    ({"geboortedatum": "1999-13"}, []),
    ({"geboortedatum": "99"}, []),
    ({"geboortedatum": "1899-12"}, []),
    ({"geboortedatum": "2025-03"}, []),
    ({"geboortedatum": "2025"}, []),
    ({"bsn": ""}, []),
    ({"bsn": "12345678"}, []),
    ({"achternaam": "Ḉa d'Él-ös 王"}, []),
    ({"achternaam": "x" * 201}, []),
    ({"achternaam": "a\tb"}, []),
    ({"pleegperiode_van": "", "pleegperiode_tot": ""}, []),
    ({"pleegperiode_van": "2024-02-02"}, ["rule:pleegperiode_in_volgorde"]),
    (
        {"pleegperiode_van": "2024-04-01", "pleegperiode_tot": "2024-05-01"},
        ["rule:pleegperiode_voor_melding"],
    ),
    ({"pleegperiode_van": "1949-12-31"}, ["too_low:pleegperiode_van"]),
    (
        {"toestemming": "misschien", "dublin": ""},
        ["missing:dublin", "unknown_code:toestemming"],
    ),
    ({"melding_id": ""}, ["missing:melding_id"]),
]
OTHERS = [
    ("politie_incidenten", INCIDENT, {}, []),
    ("politie_incidenten", INCIDENT, {"vorm": ""}, ["rule:mensenhandel_heeft_vorm"]),
    # Articles were numbered anew on 1 July 2024. What happened before keeps its old article, whenever it is registered.
    (
        "politie_incidenten",
        INCIDENT,
        {
            "registratie_datum": "2024-06-30",
            "wetsartikel": "sr_245",
            "pleeg_van": "",
            "pleeg_tot": "",
        },
        ["rule:artikel_bestond"],
    ),
    (
        "politie_incidenten",
        INCIDENT,
        {
            "registratie_datum": "2023-05-01",
            "wetsartikel": "sr_253",
            "pleeg_van": "",
            "pleeg_tot": "",
        },
        ["rule:artikel_bestond"],
    ),
    (
        "politie_incidenten",
        INCIDENT,
        {
            "registratie_datum": "2024-07-01",
            "wetsartikel": "sr_245",
            "pleeg_van": "",
            "pleeg_tot": "",
        },
        [],
    ),
    (
        "politie_incidenten",
        INCIDENT,
        {
            "registratie_datum": "2024-06-30",
            "wetsartikel": "sr_245_oud",
            "pleeg_van": "",
            "pleeg_tot": "",
        },
        [],
    ),
    (
        "politie_incidenten",
        INCIDENT,
        {
            "registratie_datum": "2024-12-31",
            "wetsartikel": "sr_245_oud",
            "pleeg_van": "",
            "pleeg_tot": "",
        },
        [],
    ),
    (
        "politie_incidenten",
        INCIDENT,
        {
            "registratie_datum": "2024-06-30",
            "wetsartikel": "overig",
            "pleeg_van": "",
            "pleeg_tot": "",
        },
        [],
    ),
    (
        "om_zaken",
        ZAAK,
        {
            "instroom_datum": "2024-06-30",
            "feit_artikel": "sr_245",
            "beslis_datum": "2024-12-31",
            "uitspraak_datum": "2024-12-31",
        },
        ["rule:artikel_bestond"],
    ),
    (
        "om_zaken",
        ZAAK,
        {
            "instroom_datum": "2023-05-01",
            "feit_artikel": "sr_253",
            "beslis_datum": "2024-12-31",
            "uitspraak_datum": "2024-12-31",
        },
        ["rule:artikel_bestond"],
    ),
    (
        "om_zaken",
        ZAAK,
        {
            "instroom_datum": "2024-07-01",
            "feit_artikel": "sr_245",
            "beslis_datum": "2024-12-31",
            "uitspraak_datum": "2024-12-31",
        },
        [],
    ),
    (
        "om_zaken",
        ZAAK,
        {
            "instroom_datum": "2024-06-30",
            "feit_artikel": "sr_245_oud",
            "beslis_datum": "2024-12-31",
            "uitspraak_datum": "2024-12-31",
        },
        [],
    ),
    (
        "om_zaken",
        ZAAK,
        {
            "instroom_datum": "2024-12-31",
            "feit_artikel": "sr_245_oud",
            "beslis_datum": "2024-12-31",
            "uitspraak_datum": "2024-12-31",
        },
        [],
    ),
    (
        "om_zaken",
        ZAAK,
        {
            "instroom_datum": "2024-06-30",
            "feit_artikel": "overig",
            "beslis_datum": "2024-12-31",
            "uitspraak_datum": "2024-12-31",
        },
        [],
    ),
    (
        "politie_incidenten",
        INCIDENT,
        {"delict": "grooming"},
        ["rule:delict_past_bij_klasse"],
    ),
    (
        "politie_incidenten",
        INCIDENT,
        {"maatschappelijke_klasse": "sgtk", "vorm": "", "delict": "grooming"},
        [],
    ),
    (
        "politie_incidenten",
        INCIDENT,
        {"maatschappelijke_klasse": "sgtk"},
        ["rule:delict_past_bij_klasse"],
    ),
    (
        "politie_incidenten",
        INCIDENT,
        {"persoon_volgnr": "0"},
        ["too_low:persoon_volgnr"],
    ),
    (
        "politie_incidenten",
        INCIDENT,
        {"persoon_volgnr": ""},
        ["missing:persoon_volgnr"],
    ),
    (
        "politie_incidenten",
        INCIDENT,
        {"eenheid": "VB0001"},
        ["unknown_area:eenheid"],
    ),
    ("politie_incidenten", INCIDENT, {"eenheid": "onbekend"}, []),
    ("om_zaken", ZAAK, {}, []),
    (
        "om_zaken",
        ZAAK,
        {
            "om_beslissing": "",
            "beslis_datum": "",
            "rechter_uitspraak": "",
            "uitspraak_datum": "",
        },
        [],
    ),
    ("om_zaken", ZAAK, {"beslis_datum": ""}, ["rule:beslissing_met_datum"]),
    ("om_zaken", ZAAK, {"rechter_uitspraak": ""}, ["rule:uitspraak_met_datum"]),
    (
        "om_zaken",
        ZAAK,
        {"beslis_datum": "2024-02-01"},
        ["rule:beslissing_na_instroom"],
    ),
    (
        "om_zaken",
        ZAAK,
        {"uitspraak_datum": "2024-04-01"},
        ["rule:uitspraak_na_beslissing"],
    ),
    (
        "om_zaken",
        ZAAK,
        {"straf_dagen_onvoorwaardelijk": "301"},
        ["rule:straf_dagen_passen"],
    ),
    ("cbs_bevolking", BEVOLKING, {}, []),
    ("cbs_bevolking", BEVOLKING, {"jaar": "2022"}, ["outside_period:jaar"]),
    ("cbs_bevolking", BEVOLKING, {"n": "-1"}, ["too_low:n"]),
    ("cbs_bevolking", BEVOLKING, {"gemeente": ""}, ["missing:gemeente"]),
]


def reasons_of(session: Session, delivery: Delivery) -> dict[int, list[str]]:
    return dict(
        session.rows(
            sql(
                "SELECT row_number, reasons FROM {refused} ORDER BY row_number",
                refused=delivery.refused,
            )
        )
    )


def test_every_reason_of_a_notification(
    session: Session, checked: Check, tmp_path: Path
) -> None:
    rows = [
        {**melding(number), **changes}
        for number, (changes, _) in enumerate(MELDINGEN, start=1)
    ]
    delivery = checked(*write_delivery(tmp_path, rows))
    found = reasons_of(session, delivery)
    for number, (changes, reasons) in enumerate(MELDINGEN, start=1):
        assert sorted(found.get(number, [])) == sorted(reasons), changes
    assert delivery.receipt.rows == len(rows)
    assert delivery.receipt.quarantined == len(found)


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: f"{case[0]} {case[2]}")
def test_reasons_of_other_sources(
    checked: Check,
    tmp_path: Path,
    case: tuple[str, dict[str, str], dict[str, str], list[str]],
) -> None:
    source, good, changes, reasons = case
    delivery = checked(
        *write_delivery(tmp_path, [{**good, **changes}], source=source), source
    )
    assert sorted(delivery.receipt.reasons) == sorted(reasons)
    assert delivery.receipt.accepted == (not reasons)


def test_a_key_may_stand_once(session: Session, checked: Check, tmp_path: Path) -> None:
    """Equal rows: the first stays. Different rows: nobody knows which is right. A spoiled copy harms nobody."""
    rows = [
        melding(1),
        melding(1),
        melding(2),
        melding(2, aangifte="ja"),
        melding(3),
        melding(3, sector="nergens"),
        melding(4),
        melding(1),
    ]
    delivery = checked(*write_delivery(tmp_path, rows))
    assert reasons_of(session, delivery) == {
        2: ["repeated_row"],
        3: ["repeated_key"],
        4: ["repeated_key"],
        6: ["unknown_code:sector"],
        8: ["repeated_row"],
    }
    kept = session.rows(
        sql("SELECT melding_id FROM {accepted} ORDER BY 1", accepted=delivery.accepted)
    )
    assert kept == [("M-00001",), ("M-00003",), ("M-00004",)]


def test_a_key_of_two_columns(checked: Check, tmp_path: Path) -> None:
    rows = [
        INCIDENT,
        {**INCIDENT, "persoon_volgnr": "2"},
        {**INCIDENT, "incident_id": "I-2"},
        INCIDENT,
    ]
    delivery = checked(
        *write_delivery(tmp_path, rows, source="politie_incidenten"),
        "politie_incidenten",
    )
    assert delivery.receipt.accepted == 3
    assert delivery.receipt.reasons == {"repeated_row": 1}


def test_lines_that_are_no_rows_are_kept_too(
    session: Session, checked: Check, tmp_path: Path
) -> None:
    file, letter = write_delivery(tmp_path, [melding(number) for number in range(1, 5)])
    head, *lines = file.read_text().splitlines()
    lines[1:1] = ["te,weinig", "ook,te,weinig"]
    lines[4:4] = [lines[0] + ",te,veel", lines[0].replace("M-00001", "M-9,")]
    lines[-1] = lines[-1].replace("politie", "nergens")
    file.write_text("\n".join([head, *lines]) + "\n")
    delivery = checked(file, letter)
    assert reasons_of(session, delivery) == {
        2: ["field_count"],
        3: ["field_count"],
        5: ["field_count"],
        6: ["field_count"],
        8: ["unknown_code:melder_type"],
    }
    assert delivery.receipt.rows == 8
    assert delivery.receipt.accepted == 3
    kept = dict(
        session.rows(
            sql("SELECT row_number, texts FROM {refused}", refused=delivery.refused)
        )
    )
    assert kept[2] == ["te,weinig"]
    assert kept[8][0] == "M-00004"


def test_values_are_typed_and_texts_kept(
    session: Session, checked: Check, tmp_path: Path
) -> None:
    rows = [
        melding(1, voornamen="  Fenna ", leeftijd_bij_melding=" 24"),
        melding(2, meld_datum=" 2024-13-01"),
    ]
    delivery = checked(*write_delivery(tmp_path, rows))
    accepted = sql(
        "SELECT voornamen, leeftijd_bij_melding + 1, year(meld_datum) FROM {t}",
        t=delivery.accepted,
    )
    assert session.rows(accepted) == [("Fenna", 25, 2024)]
    (values,) = session.rows(sql("SELECT texts FROM {t}", t=delivery.refused))[0]
    assert values[list(MELDING).index("meld_datum")] == "2024-13-01"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_order_line_ends_and_marks_do_not_matter(
    checked: Check, tmp_path: Path, delimiter: str
) -> None:
    file, letter = write_delivery(tmp_path, [melding(1)])
    columns = list(reversed(MELDING))
    with file.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(
            handle,
            columns,
            delimiter=delimiter,
            lineterminator="\r\n",
            quoting=csv.QUOTE_ALL,
        )
        writer.writeheader()
        writer.writerows(
            [melding(1), melding(2, achternaam='Van "t', sector="hotel;escort")]
        )
    assert checked(file, letter).receipt.accepted == 2


def test_every_reason_is_put_into_words_in_two_languages() -> None:
    for form in (form for versions in FORMS.values() for form in versions):
        for check in form.checks:
            assert reason_text(f"rule:{check}", form).nl != check
    form = FORMS["comensha_meldingen"][-1]
    text = reason_text("unknown_code:sector", form)
    assert text.nl == "Sectoren: staat niet in de codelijst"
    assert text.en == "Sectors: is not in the code list"
    assert (
        reason_text("field_count", form).en
        == "The row has not as many fields as the header"
    )


def test_an_older_vault_keeps_its_ids_and_they_still_have_words() -> None:
    form = FORMS["comensha_meldingen"][0]
    now = reason_text("unknown_code:sector", form)
    assert reason_text("onbekende_code:sector", form) == now
    assert now.en.endswith("is not in the code list")
    titles = form.check_titles["pleegperiode_in_volgorde"]
    assert reason_text("regel:pleegperiode_in_volgorde", form) == titles


def test_every_reason_has_words_in_every_language_that_zicht_has() -> None:
    ids = {name: id_ for name, id_ in vars(known_reasons).items() if name.isupper()}
    without = [
        (id_, language)
        for name, id_ in ids.items()
        if name not in {"CHECK", "UNDETERMINED"}
        for language in languages_with_words()
        if f"quarantine.{id_}" not in words_of(language)
    ]
    assert len(ids) > 20
    assert without == []
