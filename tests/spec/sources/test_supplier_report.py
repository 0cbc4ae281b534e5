"""The report that a supplier can act on: rule, column, rows, own reference, what was expected; no value of the file."""

import csv
from pathlib import Path

import pytest
import python_calamine
from tests.golden import albion
from tests.spec.sources.forms_of_others import form
from tests.spec.sources.making import write_letter

from zicht.cli import run

MARKER = "QXMARKERZ"


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    folder = albion.make_project(tmp_path / "albion")
    form = folder / "forms" / "referrals.toml"
    text = form.read_text()
    shown = text.replace('role = "key"', 'role = "key"\nin_reports = true', 1)
    form.write_text(shown)
    rows = [
        {**albion.referrals(person)[0], "reference": f"=R{number}"}
        for number, person in enumerate(albion.people()[:20])
    ]
    rows[3]["gender"] = MARKER
    rows[7]["referred_on"] = MARKER
    rows[9]["born"] = MARKER
    return albion.deliver(folder, rows, name="2023")


def checked(file: Path, report: Path, *, language: str = "en") -> int:
    form = file.parents[2] / "forms" / "referrals.toml"
    words = ["check", str(file), "--form", str(form), "--report", str(report)]
    return run([*words, "--language", language])


def test_a_report_in_csv_names_rule_column_rows_and_reference(
    file: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.csv"
    assert checked(file, report) == 0
    text = report.read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    by_column = {row["Column"]: row for row in rows}
    assert by_column["gender"]["Rows"] == "4"
    assert by_column["gender"]["Own reference"] == "'=R3", "never a formula"
    assert by_column["gender"]["Expected"] == "one of: w, x, ?"
    assert by_column["gender"]["What happens"] == "row does not count"
    assert by_column["referred_on"]["Rows"] == "8"
    assert by_column["born"]["What happens"] == "field does not count, row does"
    assert by_column["born"]["Rows"] == "10"
    assert by_column["born"]["Own reference"] == "'=R9"
    assert MARKER not in text


@pytest.mark.parametrize(
    ("language", "counts", "head"),
    [
        ("nl", "Rijen: 20. Meegeteld: 18, niet meegeteld: 2", "Verzonnen voorbeeld"),
        (
            "fr",
            "Lignes\u202f: 20. Comptées\u202f: 18, non comptées\u202f: 2",
            "Exemple fictif",
        ),
    ],
)
def test_a_report_as_page_is_in_the_language_that_was_asked_for(
    file: Path, tmp_path: Path, language: str, counts: str, head: str
) -> None:
    report = tmp_path / "report.html"
    assert checked(file, report, language=language) == 0
    text = report.read_text("utf-8")
    assert f'<html lang="{language}">' in text
    assert counts in text
    assert head in text
    assert MARKER not in text


def test_a_language_without_words_is_refused_with_those_there_are(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(file, tmp_path / "report.html", language="fi") != 0
    assert "Choose one of en, fr, nl." in capsys.readouterr().err


def test_a_report_as_workbook_holds_texts(file: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.xlsx"
    assert checked(file, report) == 0
    sheet = python_calamine.load_workbook(report).get_sheet_by_index(0).to_python()
    assert sheet[0][:3] == ["What happens", "Rule", "Column"]
    assert {row[2] for row in sheet[1:]} >= {"gender", "referred_on", "born"}
    assert "=R3" in {row[5] for row in sheet[1:]}
    assert MARKER not in str(sheet)


@pytest.mark.parametrize(
    ("kind", "declared", "example"),
    [
        ("date", 'date_format = "%d-%m-%Y"', "01-03-2024"),
        ("decimal", 'decimal_sign = ","', "0,5"),
        ("integer", 'minimum = "0"\nmaximum = "1"', "0"),
        ("integer", 'minimum = "2009"', "2009"),
    ],
)
def test_an_example_is_written_as_the_form_declares_and_lies_within_its_bounds(
    tmp_path: Path, kind: str, declared: str, example: str
) -> None:
    forms = tmp_path / "forms"
    forms.mkdir()
    written = form({"x": (kind, f"{declared}\nrequired = true")}, source="numbers")
    (forms / "numbers.toml").write_text(written)
    file = tmp_path / "a.csv"
    file.write_text("x\n?\n?\n")
    write_letter(tmp_path / "a.toml", source="numbers", period="2024")
    report = tmp_path / "report.csv"
    words = ["check", str(file), "--form", str(forms / "numbers.toml")]
    run([*words, "--report", str(report), "--language", "en"])
    (row,) = csv.DictReader(report.read_text("utf-8-sig").splitlines(), delimiter=";")
    assert row["Invented example"] == example


def test_a_key_of_several_columns_is_told_where_each_of_them_may_be(
    tmp_path: Path,
) -> None:
    forms = tmp_path / "forms"
    forms.mkdir()
    columns = {
        "office": ("text key", "in_reports = true"),
        "number": ("integer key", "in_reports = true"),
        "n": ("integer", ""),
    }
    written = form(columns, source="offices", key='["office", "number"]')
    (forms / "offices.toml").write_text(written)
    file = tmp_path / "a.csv"
    file.write_text("office,number,n\nNorth,1,?\nNorth,2,5\n")
    write_letter(tmp_path / "a.toml", source="offices", period="2024")
    report = tmp_path / "report.csv"
    words = ["check", str(file), "--form", str(forms / "offices.toml")]
    run([*words, "--report", str(report), "--language", "en"])
    (row,) = csv.DictReader(report.read_text("utf-8-sig").splitlines(), delimiter=";")
    assert row["Own reference"] == "North / 1"


@pytest.mark.parametrize("name", ["report.pdf", "report"])
def test_a_report_of_another_kind_is_refused(
    file: Path, tmp_path: Path, name: str
) -> None:
    assert checked(file, tmp_path / name) == 2


def test_a_report_is_never_written_over_a_file(file: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    report.write_text("mine")
    assert checked(file, report) == 2
    assert report.read_text() == "mine"


def test_a_file_without_a_form_is_told_what_to_do(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(file)]) == 2
    assert "--form" in capsys.readouterr().err
