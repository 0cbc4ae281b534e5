"""How values may be written in the world, and what becomes of them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.spec.sources.making import CODES, write_delivery

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.sources import check
from zicht.vault.keys import Keys
from zicht.vault.vault import Vault
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.forms import Column, Form, Kind, Role
from zicht.vocabulary.text import Text

Made = Callable[..., object]
WORD = Text("a", "a")
KEY = Column("id", Kind.TEXT, Role.KEY, WORD)
DAY = Column("day", Kind.DATE, Role.PAYLOAD, WORD)


def form(*columns: Column, **changes: object) -> Form:
    made = Form("proef", 1, WORD, "x", (KEY, DAY, *columns), ("id",), "day")
    return replace(made, **changes)  # type: ignore[arg-type]


def column(kind: Kind, **declared: object) -> Column:
    return Column("value", kind, Role.PAYLOAD, WORD, **declared)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("declared", "text", "value"),
    [
        (column(Kind.DECIMAL), "0.25", "0.250000"),
        (column(Kind.DECIMAL), "-3", "-3.000000"),
        (column(Kind.DECIMAL), "1e3", "1000.000000"),
        (column(Kind.DECIMAL), "a", "not_a_number:value"),
        (column(Kind.DECIMAL), "1,5", "not_a_number:value"),
        (column(Kind.DECIMAL, decimal_sign=","), "1,5", "1.500000"),
        # A point between thousands, where the decimal sign is a comma: a thousand, or one and a fraction.
        (column(Kind.DECIMAL, decimal_sign=","), "1.234", "not_a_number:value"),
        (column(Kind.DECIMAL, decimal_sign=","), "1.234,5", "not_a_number:value"),
        (column(Kind.DECIMAL, decimal_sign=","), "-12.345.678", "not_a_number:value"),
        (column(Kind.DECIMAL, decimal_sign=","), "0.125", "0.125000"),
        (column(Kind.DECIMAL, decimal_sign=","), "12.5", "12.500000"),
        (
            column(Kind.DECIMAL, decimal_sign=",", repairs=("thousands_point",)),
            "1.234",
            "1234.000000",
        ),
        (
            column(Kind.DECIMAL, decimal_sign=",", repairs=("thousands_point",)),
            "1.234,5",
            "1234.500000",
        ),
        (column(Kind.DECIMAL, minimum="0"), "-0.1", "too_low:value"),
        (column(Kind.DECIMAL, maximum="1.5"), "1.6", "too_high:value"),
        (column(Kind.TIMESTAMP), "2024-02-03 04:05:06", "2024-02-03 04:05:06"),
        (column(Kind.TIMESTAMP), "2024-02-03T04:05:06", "2024-02-03 04:05:06"),
        (column(Kind.TIMESTAMP), "2024-02-30 04:05:06", "not_a_date:value"),
        (column(Kind.TIMESTAMP), "2025-03-03 00:00:00", "after_extraction:value"),
        (column(Kind.DATE, date_format="%d-%m-%Y"), "03-02-2024", "2024-02-03"),
        (column(Kind.DATE, date_format="%d/%m/%Y"), "30/02/2024", "not_a_date:value"),
        (column(Kind.DATE, date_format="%Y%m%d"), "20240203", "2024-02-03"),
        (column(Kind.DATE), "03-02-2024", "not_a_date:value"),
        (column(Kind.DATE, date_format="%G-W%V"), "2024-W05", "2024-01-29"),
        (column(Kind.DATE, date_format="%G-W%V"), "2024-W60", "not_a_date:value"),
        # A year of two digits that is read as four, and the first day that a program knows.
        (column(Kind.DATE, date_format="%d/%m/%Y"), "03/02/24", "too_low:value"),
        (column(Kind.DATE), "0001-01-01", "too_low:value"),
        (column(Kind.DATE), "1799-12-31", "too_low:value"),
        (column(Kind.DATE), "1800-01-01", "1800-01-01"),
        (column(Kind.DATE, minimum="1650-01-01"), "1700-01-01", "1700-01-01"),
        (column(Kind.TIMESTAMP), "0001-01-01 00:00:00", "too_low:value"),
        (column(Kind.PARTIAL_DATE), "0085", "too_low:value"),
        (column(Kind.PARTIAL_DATE), "1799-12", "too_low:value"),
        (column(Kind.PARTIAL_DATE), "1800", "1800"),
        (column(Kind.INTEGER), "1.0", "not_a_whole_number:value"),
        (column(Kind.INTEGER, repairs=("point_zero",)), "1.0", "1"),
        (
            column(Kind.INTEGER, repairs=("point_zero",)),
            "1.5",
            "not_a_whole_number:value",
        ),
        # Three zeros after a point are those of a thousand as well.
        (
            column(Kind.INTEGER, repairs=("point_zero",)),
            "2.000",
            "not_a_whole_number:value",
        ),
        (column(Kind.INTEGER, repairs=("point_zero",)), "2.000000", "2"),
        (column(Kind.INTEGER, repairs=("full_width",)), "１２", "12"),
        (column(Kind.INTEGER, repairs=("digits",)), "٢٠٢٤", "2024"),
        (column(Kind.INTEGER, repairs=("digits",)), "२०२४", "2024"),
        (column(Kind.INTEGER, repairs=("digits",)), "-１２", "-12"),
        (column(Kind.INTEGER), "٢٤", "not_a_whole_number:value"),
        (column(Kind.INTEGER, sentinels=("-99", ".")), "-99", None),
        (column(Kind.INTEGER, sentinels=("-99", ".")), ".", None),
        (
            column(Kind.INTEGER, sentinels=("-99",), required=True),
            "-99",
            "missing:value",
        ),
        (column(Kind.CODE, codes="veld", repairs=("lower",)), "MH", "mh"),
        (column(Kind.CODE, codes="veld"), "MH", "unknown_code:value"),
        (column(Kind.CODE, codes="veld", sentinels=("n/a",)), "n/a", None),
    ],
)
def test_values(
    session: Session, tmp_path: Path, declared: Column, text: str, value: str | None
) -> None:
    rows = [{"id": "1", "day": "2024-01-01", "value": text}]
    delivered = write_delivery(tmp_path, rows, source="proef")
    delivery = check(session, form(declared), CODES, None, *delivered)
    if delivery.receipt.accepted:
        query = sql("SELECT value::VARCHAR FROM {t}", t=delivery.accepted)
        assert session.value(query) == value
    else:
        assert list(delivery.receipt.reasons) == [value]


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        (column(Kind.INTEGER), "1"),
        (column(Kind.DECIMAL), "0.25"),
        (column(Kind.TIMESTAMP), "2024-01-01 04:05:06"),
        (column(Kind.DATE), "2024-01-01"),
        (column(Kind.PARTIAL_DATE), "2024-01"),
        (column(Kind.CODE, codes="veld"), "mh"),
        (column(Kind.CODES, codes="veld"), "mh;sgtk"),
    ],
    ids=lambda declared: str(getattr(declared, "kind", "")),
)
def test_a_source_delivers_every_year_whatever_kinds_it_has(
    tmp_path: Path, declared: Column, text: str
) -> None:
    with (
        Session(tmp_path / "private", reads=[tmp_path]) as own,
        Vault.open(
            tmp_path / "private" / "vault.duckdb",
            Keys.create(tmp_path / "keys"),
            own,
        ) as vault,
    ):
        for year in ("2023", "2024"):
            row = {"id": year, "day": f"{year}-01-01", "value": text}
            place = tmp_path / "in"
            delivered = write_delivery(
                place, [row], name=year, source="proef", period=year
            )
            vault.receive(check(own, form(declared), CODES, None, *delivered))
        assert vault.payload().rows == {"proef": 2}


def test_repairs_are_counted(session: Session, tmp_path: Path) -> None:
    declared = column(Kind.INTEGER, repairs=("point_zero",))
    rows = [
        {"id": str(n), "day": "2024-01-01", "value": text}
        for n, text in enumerate(("1.0", "2", "3.0", ""))
    ]
    delivered = write_delivery(tmp_path, rows, source="proef")
    delivery = check(session, form(declared), CODES, None, *delivered)
    assert delivery.receipt.repairs == {"point_zero:value": 2}


def test_lost_zeros_of_a_number_are_put_back(session: Session, tmp_path: Path) -> None:
    from zicht.vocabulary.link_roles import LinkRole

    number = Column(
        "value",
        Kind.TEXT,
        Role.LINK,
        WORD,
        links_as=LinkRole.NATIONAL_NUMBER,
        validator="nl.bsn",
        repairs=("pad_9",),
    )
    rows = [{"id": "1", "day": "2024-01-01", "value": "12345672"}]
    delivered = write_delivery(tmp_path, rows, source="proef")
    delivery = check(session, form(number), CODES, None, *delivered)
    assert (
        session.value(sql("SELECT value FROM {t}", t=delivery.accepted)) == "012345672"
    )


def test_ignored_columns_are_never_read(session: Session, tmp_path: Path) -> None:
    rows = [{"id": "1", "day": "2024-01-01", "story": "QXMARKERZ"}]
    delivered = write_delivery(tmp_path, rows, source="proef")
    ignoring = form(ignored=("story", "absent"))
    delivery = check(session, ignoring, CODES, None, *delivered)
    assert delivery.receipt.accepted == 1
    assert "QXMARKERZ" not in str(
        session.rows(sql("SELECT * FROM {t}", t=delivery.accepted))
    )


def test_records_without_a_key_are_kept_apart_by_their_place(
    session: Session, tmp_path: Path
) -> None:
    """Two equal rows of anonymised data are two records; a correction takes the place of the whole period."""
    bare = replace(form(), columns=(DAY,), key=())
    rows = [{"day": "2024-01-01"}] * 3
    with Session(tmp_path / "private", reads=[tmp_path]) as own:
        keys = Keys.create(tmp_path / "keys")
        with Vault.open(tmp_path / "private" / "vault.duckdb", keys, own) as vault:
            first = write_delivery(tmp_path / "in", rows, source="proef", period="2024")
            vault.receive(check(own, bare, CODES, None, *first))
            assert vault.payload().rows == {"proef": 3}
            assert vault.link_fields().rows == 0
            nobody = sql("SELECT count(*) FROM {t}", t=vault.anonymous())
            assert own.value(nobody) == 3
            later = write_delivery(
                tmp_path / "in",
                rows[:2],
                name="later",
                source="proef",
                period="2024",
                correction=1,
            )
            vault.receive(check(own, bare, CODES, None, *later))
            assert vault.payload().rows == {"proef": 2}


def test_a_row_without_a_day_is_not_lost(session: Session, tmp_path: Path) -> None:
    rows = [{"id": "1", "day": ""}, {"id": "2", "day": "2024-01-01"}]
    delivered = write_delivery(tmp_path, rows, source="proef")
    delivery = check(session, form(), CODES, None, *delivered)
    assert delivery.receipt.reasons == {"missing:day": 1}


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"repairs": ("sharpen",)}, "sharpen is not a known repair"),
        ({"date_format": "%Y"}, "only a date or timestamp has a date_format"),
        ({"decimal_sign": "'"}, "decimal_sign is a point or a comma"),
    ],
)
def test_declarations_of_reading_that_cannot_be(declared, words: str) -> None:
    with pytest.raises(ProjectError) as raised:
        column(Kind.INTEGER, **declared)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("sign", "repair"), [(".", "thousands_point"), (",", "thousands_comma")]
)
def test_one_sign_cannot_stand_between_thousands_and_before_decimals(
    sign: str, repair: str
) -> None:
    with pytest.raises(ProjectError, match="give one sign two meanings"):
        column(Kind.DECIMAL, decimal_sign=sign, repairs=(repair,))


@pytest.mark.parametrize("text", ["02/03/85", "0001-01-01", "31/12/0001"])
def test_a_birth_date_of_the_first_century_is_set_aside_and_the_record_counts(
    session: Session, tmp_path: Path, text: str
) -> None:
    from zicht.vocabulary.link_roles import LinkRole

    born = Column(
        *("value", Kind.DATE, Role.LINK, WORD),
        links_as=LinkRole.BIRTH_DATE,
        date_format="" if text.startswith("0001") else "%d/%m/%Y",
    )
    rows = [{"id": "1", "day": "2024-01-01", "value": text}]
    delivered = write_delivery(tmp_path, rows, source="proef")
    delivery = check(session, form(born), CODES, None, *delivered)
    assert delivery.receipt.accepted == 1
    assert delivery.receipt.doubtful == {"too_low:value": 1}
