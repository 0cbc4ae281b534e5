"""What makes a whole delivery unfit: everything at once in one error, which repeats nothing that stands in the file."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.spec.sources.making import (
    CODES,
    FORMS,
    GEOGRAPHY,
    melding,
    write_delivery,
    write_letter,
)

from zicht.engine.session import Session
from zicht.sources import check, delivery_digest, read_letter
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.errors import DeliveryError, ProjectError
from zicht.vocabulary.forms import Column, Form, Kind, Role
from zicht.vocabulary.link_roles import LinkRole
from zicht.vocabulary.text import Text

Check = Callable[..., Delivery]
MARKER = "QXMARKERZ"


def refusal(checked: Check, file: Path, letter: Path) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        checked(file, letter)
    assert MARKER not in str(raised.value)
    assert raised.value.now
    return raised.value


def rewritten(tmp_path: Path, change: Callable[[bytes], bytes]) -> tuple[Path, Path]:
    file, letter = write_delivery(
        tmp_path, [melding(1, achternaam=MARKER), melding(2, achternaam=MARKER)]
    )
    file.write_bytes(change(file.read_bytes()))
    return file, letter


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _: b"", "`melding_id` is missing"),
        (lambda good: good.partition(b"\n")[0] + b"\n", "no rows"),
        (
            lambda good: good.partition(b"\n")[2],
            "columns are not in form 1: in place 1, 2",
        ),
        (
            lambda good: good.replace(b"meld_datum", b"QXMARKERZ"),
            "`meld_datum` is missing",
        ),
        (
            lambda good: good.replace(b"melder_type", b"meld_datum"),
            "1 column stands twice",
        ),
        (
            lambda good: good.replace(b"QXMARKERZ", b"QXMARKERZ\xff"),
            "2 lines hold bytes that are not text in the encoding utf-8",
        ),
        (
            lambda good: good.replace(b"QXMARKERZ", b"QXMARKERZ\0"),
            "2 lines hold bytes that are not text",
        ),
        (
            lambda good: good.replace(b"QXMARKERZ", b'"QXMARKERZ'),
            "1 value goes on over several lines, or quotes do not match: from line 2",
        ),
        (
            lambda good: good.replace(b"QXMARKERZ", b'"QXMARKERZ\n"'),
            "2 values go on over several lines",
        ),
        (lambda good: good[:-60], "middle of a row"),
    ],
)
def test_files_that_do_not_hold(
    checked: Check, tmp_path: Path, change: Callable[[bytes], bytes], words: str
) -> None:
    assert words in str(refusal(checked, *rewritten(tmp_path, change)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"legal_basis": None}, "says nothing of legal_basis"),
        ({"legal_basis": " "}, "says nothing of legal_basis"),
        ({"extracted_on": None, "consent": None}, "says nothing of consent"),
        ({"form_version": 7}, "form version 7 is unknown; known: 1"),
        ({"form_version": "1"}, "form_version in the letter is not a whole number"),
        ({"source": "om_zaken"}, "about another source"),
        ({"period": "2024-2023"}, "is not a year"),
        ({"period": "vorig jaar"}, "is not a year"),
        ({"extracted_on": "2025-02-30"}, "is not a date"),
        ({"extracted_on": "2022-02-03"}, "before their period began"),
        ({MARKER: "x"}, "1 fields that mean nothing"),
    ],
)
def test_letters_that_do_not_hold(
    checked: Check, tmp_path: Path, changes: Mapping[str, object], words: str
) -> None:
    file, letter = write_delivery(tmp_path, [melding(1)])
    write_letter(letter, **changes)
    assert words in str(refusal(checked, file, letter))


@pytest.mark.parametrize(
    "line",
    [
        f"form_version = 0x{'f' * 5_000}",
        f"rows = 0o{'7' * 20_000}",
        f"sums = {{ leeftijd_bij_melding = 0x{'f' * 5_000} }}",
        "sums = { leeftijd_bij_melding = 1e99999999999999999999 }",
        "sums = { leeftijd_bij_melding = inf }",
        "sums = { leeftijd_bij_melding = -nan }",
        f"counts = {{ sector = {{ hotel = 0x{'f' * 5_000} }} }}",
        f"part = {'[' * 5_000}{']' * 5_000}",
    ],
)
def test_letters_with_numbers_beyond_all_bounds(
    checked: Check, tmp_path: Path, line: str
) -> None:
    file, letter = write_delivery(tmp_path, [melding(1)])
    name = line.partition(" ")[0]
    write_letter(letter, **{name: None})
    letter.write_text(f"{line}\n{letter.read_text()}")
    assert "the letter is not" in str(refusal(checked, file, letter))


def test_a_sum_is_compared_digit_by_digit(session: Session, tmp_path: Path) -> None:
    amounts = form_with(
        Column(
            "bedrag",
            Kind.DECIMAL,
            Role.PAYLOAD,
            Text("a", "a"),
            decimal_sign=",",
            repairs=("thousands_point",),
        )
    )
    rows = [
        {"nummer": "1", "dag": "2024-01-01", "bedrag": "9.007.199.254,740993"},
        {"nummer": "2", "dag": "2024-01-01", "bedrag": "0,000001"},
    ]
    file, letter = write_delivery(tmp_path, rows, source="proef")
    header = "nummer;dag;bedrag"
    lines = [";".join(row.values()) for row in rows]
    file.write_text("\n".join([header, *lines]) + "\n")
    letter.write_text(f"{letter.read_text()}sums = {{ bedrag = 9007199254.740994 }}\n")
    assert check(session, amounts, CODES, None, file, letter).receipt.rows == 2
    letter.write_text(letter.read_text().replace("740994", "740993"))
    with pytest.raises(DeliveryError, match="sum of column bedrag"):
        check(session, amounts, CODES, None, file, letter)


def test_everything_is_reported_together(checked: Check, tmp_path: Path) -> None:
    file, letter = write_delivery(
        tmp_path, [melding(1, achternaam=MARKER)], leave_out=["bsn", "sector"]
    )
    file.write_bytes(
        file.read_bytes().replace(b"voornamen", b"v").replace(b"M-1", b"\xff")
    )
    write_letter(letter, legal_basis=None, consent=None)
    broken = refusal(checked, file, letter)
    assert len(broken.details) == 2, "no form is chosen while the letter does not hold"
    write_letter(letter, period="2025", form_version=1)
    broken = refusal(checked, file, letter)
    assert [detail for detail in broken.details if "missing" in detail] == [
        f"column `{name}` is missing (form 1)"
        for name in ("bsn", "voornamen", "sector")
    ]
    assert "1 column is not in form 1: in place 2" in broken.details


def test_a_letter_that_is_absent_or_no_toml(checked: Check, tmp_path: Path) -> None:
    file, letter = write_delivery(tmp_path, [melding(1)])
    letter.write_text(MARKER)
    assert "not valid TOML" in str(refusal(checked, file, letter))
    letter.unlink()
    assert "not there" in str(refusal(checked, file, letter))
    assert "not there" in str(refusal(checked, tmp_path / "none.csv", letter))


def test_a_refused_delivery_leaves_nothing(
    session: Session, checked: Check, tmp_path: Path
) -> None:
    before = session.rows("SELECT table_name FROM duckdb_tables() ORDER BY 1")
    refusal(checked, *rewritten(tmp_path, lambda good: good[:-60]))
    assert session.rows("SELECT table_name FROM duckdb_tables() ORDER BY 1") == before


def test_the_same_bytes_are_the_same_delivery(checked: Check, tmp_path: Path) -> None:
    first = write_delivery(tmp_path / "a", [melding(1)])
    again = write_delivery(tmp_path / "b", [melding(1)], name="anders")
    other = write_delivery(tmp_path / "c", [melding(1)], extracted_on="2025-02-02")
    receipt = checked(*first).receipt
    assert receipt == checked(*again).receipt
    assert receipt.digest == delivery_digest(*first)
    assert receipt.delivery_id == receipt.digest[:16]
    assert checked(*other).receipt.digest != receipt.digest


def test_letters_are_read(tmp_path: Path) -> None:
    letter = write_letter(tmp_path / "a.toml", period=" 2023 ")
    assert read_letter(letter).period == "2023"
    with pytest.raises(DeliveryError, match="nothing of consent"):
        read_letter(write_letter(letter, consent=None))
    (tmp_path / "b.toml").write_text(
        letter.read_text().replace('"2025-02-01"', "2025-02-01")
    )


def test_a_file_that_changes_while_it_is_read_is_refused(
    checked: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, letter = write_delivery(tmp_path, [melding(1)])
    execute = Session.execute

    def disturbed(self: Session, *arguments: object) -> None:
        execute(self, *arguments)  # type: ignore[arg-type]
        if "CREATE TABLE file_rows" in str(arguments[0]):
            file.write_bytes(file.read_bytes() + b"\n")

    monkeypatch.setattr(Session, "execute", disturbed)
    assert "changed while it was read" in str(refusal(checked, file, letter))


def form_with(column: Column) -> Form:
    key = Column("nummer", Kind.TEXT, Role.KEY, Text("a", "a"))
    day = Column("dag", Kind.DATE, Role.PAYLOAD, Text("a", "a"))
    return Form("proef", 1, Text("a", "a"), "x", (key, day, column), ("nummer",), "dag")


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (
            Column("verhaal", Kind.TEXT, Role.PAYLOAD, Text("a", "a")),
            "free text may not enter",
        ),
        (
            Column(
                "soort", Kind.CODE, Role.PAYLOAD, Text("a", "a"), codes="geen_lijst"
            ),
            "no code list geen_lijst",
        ),
        (
            Column(
                "vorm",
                Kind.CODE,
                Role.PAYLOAD,
                Text("a", "a"),
                codes="vorm",
                minimum="1",
            ),
            "has no range",
        ),
    ],
)
def test_forms_that_do_not_hold(
    session: Session, tmp_path: Path, column: Column, words: str
) -> None:
    delivered = write_delivery(
        tmp_path,
        [{"nummer": "1", "dag": "2024-01-01", column.name: "x"}],
        source="proef",
    )
    with pytest.raises(ProjectError, match=words):
        check(session, form_with(column), CODES, GEOGRAPHY, *delivered)


def test_areas_need_a_geography(session: Session, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no geography"):
        check(
            session,
            FORMS["comensha_meldingen"],
            CODES,
            None,
            *write_delivery(tmp_path, [melding(1)]),
        )


def test_tokens_and_areas_of_a_level(session: Session, tmp_path: Path) -> None:
    token = form_with(
        Column(
            "woord",
            Kind.TOKEN,
            Role.LINK,
            Text("a", "a"),
            links_as=LinkRole.TOKEN,
        )
    )
    rows = [
        {"nummer": "1", "dag": "2024-01-01", "woord": "a" * 32},
        {"nummer": "2", "dag": "2024-01-01", "woord": "b"},
    ]
    delivery = check(
        session, token, CODES, None, *write_delivery(tmp_path, rows, source="proef")
    )
    assert delivery.receipt.reasons == {}
    assert delivery.receipt.doubtful == {"not_a_token:woord": 1}
    area = form_with(
        Column("gebied", Kind.AREA, Role.PAYLOAD, Text("a", "a"), codes="provincie")
    )
    rows = [
        {"nummer": str(n), "dag": "2024-01-01", "gebied": code}
        for n, code in enumerate(("VP01", "VP01", "NL"))
    ]
    delivery = check(
        session, area, CODES, GEOGRAPHY, *write_delivery(tmp_path, rows, source="proef")
    )
    assert delivery.receipt.reasons == {"unknown_area:gebied": 1}
