"""What a supplier does with a file and a form alone: a letter with totals, a check, a proposal of a form."""

import json
import shutil
import tomllib
import zipfile
from pathlib import Path

import pytest
import python_calamine
from tests.golden import albion

from zicht import cli
from zicht.pipeline import at_supplier
from zicht.pipeline.proposing import write_proposal
from zicht.project.forms import read_form
from zicht.sources import Proposal, propose, read_letter
from zicht.vocabulary.deliveries import Layout
from zicht.vocabulary.errors import DeliveryError, ProjectError, UsageError
from zicht.vocabulary.forms import Kind

TABLE = """Case ID;Referred on;Age;Notes;Weight;Score;First responder;Stamp
{rows}"""
ROW = "C{n};{day:02}-03-2024;{age}.0;Story {n} of somebody, told at length;0,{n};-99;{who};2024-03-01 10:00:0{digit}"


@pytest.fixture(name="place")
def _place(tmp_path: Path) -> Path:
    folder = albion.make_project(tmp_path / "albion")
    albion.deliver_all(folder)
    return folder


def run(*arguments: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = cli.run([str(word) for word in arguments])
    return code, capsys.readouterr().out


def test_a_letter_is_written_and_the_file_agrees_with_it(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = place / "deliveries" / "referrals" / "2024-North.csv"
    form = place / "forms" / "referrals.toml"
    code, text = run(
        *("letter", file, "--form", form, "--period", 2024),
        *("--legal-basis", "Act", "--consent", "In the column", "--part", "North"),
        capsys=capsys,
    )
    assert code == 0
    letter = file.with_suffix(".toml")
    letter.write_text(text)
    stated = read_letter(letter)
    assert (stated.part, stated.period) == ("North", "2024")
    assert stated.totals.rows == len(albion.of_part("North", "2024"))
    assert sum(stated.totals.counts["gender"].values()) == stated.totals.rows
    assert not {"surname", "nino", "reference"} & set(stated.totals.counts)
    assert at_supplier.check_file(file, form).receipt.quarantined == 0
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:-20]))
    with pytest.raises(DeliveryError) as raised:
        at_supplier.check_file(file, form)
    assert f"the letter states {stated.totals.rows} rows" in str(raised.value)


def test_a_check_tells_reasons_and_rows_and_no_value(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = albion.of_part("North", "2024")[:40]
    rows[3]["gender"] = "QXMARKERZ"
    rows[7]["referred_on"] = "QXMARKERZ"
    file = albion.deliver(place, rows, name="2024-x")
    form = place / "forms" / "referrals.toml"
    code, text = run("form", "check", file, "--form", form, "--json", capsys=capsys)
    assert code == 0
    found = json.loads(text)
    assert (found["rows"], found["quarantined"]) == (40, 2)
    assert {
        (reason["reason"], reason["first rows"]) for reason in found["reasons"]
    } == {
        ("Gender: is not in the code list", "4"),
        ("Date of referral: is not a date (YYYY-MM-DD)", "8"),
    } or len(found["reasons"]) == 2
    assert "QXMARKERZ" not in text


def test_a_form_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="have a form nowhere"):
        at_supplier.form_named(Path("nowhere"))
    assert at_supplier.form_named(Path("om_zaken"))[0].source == "om_zaken"


@pytest.mark.parametrize("verb", [("form", "check"), ("letter",)])
def test_form_and_file_may_lie_in_the_folder_where_the_supplier_works(
    verb: tuple[str, ...],
    place: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for file in (place / "deliveries" / "referrals").glob("2024-North.*"):
        shutil.copy(file, place / "forms")
    monkeypatch.chdir(place / "forms")
    code, _ = run(*verb, "2024-North.csv", "--form", "referrals.toml", capsys=capsys)
    assert code == 0


@pytest.fixture(name="proposed")
def _proposed(tmp_path: Path):
    rows = "\n".join(
        ROW.format(
            n=n,
            day=1 + n % 28,
            age=20 + n,
            who="Police" if n % 2 else "Helpline",
            digit=n % 10,
        )
        for n in range(30)
    )
    file = tmp_path / "table.csv"
    file.write_text(TABLE.format(rows=rows))
    return propose(file, source="table", layout=Layout())


def test_a_form_is_proposed_and_can_be_read(proposed, tmp_path: Path) -> None:
    place = tmp_path / "forms" / "table.toml"
    place.parent.mkdir()
    place.write_text(proposed.form)
    form = read_form(place)
    assert form.key == ("Case ID",)
    assert form.period_column == "Referred on"
    assert form.ignored == ("Notes", "Score"), "free text, and a column of -99 alone"
    kinds = {column.name: column.kind for column in form.columns}
    assert kinds == {
        "Case ID": Kind.TEXT,
        "Referred on": Kind.DATE,
        "Age": Kind.INTEGER,
        "Weight": Kind.DECIMAL,
        "First responder": Kind.CODE,
        "Stamp": Kind.TIMESTAMP,
    }
    by_name = {column.name: column for column in form.columns}
    assert by_name["Referred on"].date_format == "%d-%m-%Y"
    assert by_name["Age"].repairs == ("point_zero",)
    assert by_name["Weight"].decimal_sign == ","
    assert "Police" in proposed.lists["first_responder"]
    assert "Story" not in proposed.form


def proposed_of_people(tmp_path: Path, header: str, *columns: int) -> Proposal:
    """Propose from thirty rows with some columns of a case, a birth date, an intake and a telephone number."""
    rows = [
        (f"A{n}", f"{1960 + n}-03-04", f"2024-01-{n + 1:02}", str(7_700_900_000 + n))
        for n in range(30)
    ]
    lines = [",".join(row[place] for place in columns) for row in rows]
    file = tmp_path / "people.csv"
    file.write_text("\n".join([header, *lines]))
    return propose(file, source="people", layout=Layout())


def test_a_count_that_is_unique_by_chance_is_not_taken_for_the_key_before_a_text(
    tmp_path: Path,
) -> None:
    file = tmp_path / "table.csv"
    file.write_text("positive,case\n30,A-1\n41,A-2\n33,A-3\n")
    proposal = propose(file, source="table", layout=Layout())
    assert tomllib.loads(proposal.form)["key"] == ["case"]
    assert any("is case the key" in question for question in proposal.questions)


def test_a_column_that_stands_twice_in_a_form_is_named(tmp_path: Path) -> None:
    place = tmp_path / "forms" / "table.toml"
    place.parent.mkdir()
    column = '[[column]]\nname = "sex"\nkind = "code"\nrole = "payload"\ncodes = "sex"\ntitle = { en = "Sex" }\n'
    place.write_text(
        'source = "table"\nversion = 1\nproducer = "Office"\ntitle = { en = "T" }\nkey = []\nperiod_column = ""\n'
        + 2 * column
    )
    with pytest.raises(ProjectError, match="sex stands twice"):
        read_form(place)


def test_of_several_dates_a_person_says_which_places_a_row_in_a_year(
    tmp_path: Path,
) -> None:
    """A birth date that is taken for payload leaves the part of the vault that holds link fields."""
    proposed = proposed_of_people(tmp_path, "case,born,intake", 0, 1, 2)
    form = tomllib.loads(proposed.form)
    assert form["ignore"] == ["born", "intake"]
    assert form["period_column"].startswith("<Fill in")
    assert any("born, intake" in question for question in proposed.questions)


def test_a_single_date_that_spans_many_years_may_be_a_birth_date(
    tmp_path: Path,
) -> None:
    form = tomllib.loads(proposed_of_people(tmp_path, "case,born", 0, 1).form)
    assert form["ignore"] == ["born"]
    form = tomllib.loads(proposed_of_people(tmp_path, "case,intake", 0, 2).form)
    assert (form["ignore"], form["period_column"]) == ([], "intake")


def test_long_numbers_that_do_not_recur_may_be_numbers_of_persons(
    tmp_path: Path,
) -> None:
    form = tomllib.loads(proposed_of_people(tmp_path, "case,phone", 0, 3).form)
    assert form["ignore"] == ["phone"]


def test_names_that_recur_a_few_times_are_not_written_as_a_code_list(
    tmp_path: Path,
) -> None:
    names = ["Virtanen", "Korhonen", "Laine", "Rautio", "Salo", "Niemi"]
    rows = "".join(f"{n},{names[n % 6]},{'fm'[n % 2]}\n" for n in range(48))
    file = tmp_path / "people.csv"
    file.write_text(f"id,surname,sex\n{rows}")
    proposal = propose(file, source="people", layout=Layout())
    assert list(proposal.lists) == ["sex"]
    written = proposal.form + "".join(proposal.lists.values())
    assert not any(name in written for name in names)
    assert any("names of persons: sex?" in words for words in proposal.questions)


def test_a_proposal_is_in_the_languages_of_the_project_and_check_refuses_what_is_left_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "suomi"
    assert run("new", project, "--languages", "en,fr", capsys=capsys)[0] == 0
    file = tmp_path / "t.csv"
    rows = "".join(f"{n},{'fm'[n % 2]}\n" for n in range(20))
    file.write_text(f"id,sex\n{rows}")
    words = ("form", "propose", file, "--source", "shelter", "--out", project)
    assert run(*words, capsys=capsys)[0] == 0
    codes = (project / "codes" / "sex.toml").read_text()
    assert [word for word in ("en", "fr", "nl") if f"{word} = " in codes] == [
        "en",
        "fr",
    ]
    assert cli.run(["check", str(project)]) == ProjectError.exit_code
    assert "forms/shelter.toml:8: producer is still to be" in capsys.readouterr().err


def test_a_letter_that_is_not_filled_in_is_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = place / "deliveries" / "referrals" / "2024-North.csv"
    form = place / "forms" / "referrals.toml"
    text = run("letter", file, "--form", form, "--period", 2024, capsys=capsys)[1]
    letter = place / "letter.toml"
    letter.write_text(text)
    with pytest.raises(DeliveryError) as refused:
        read_letter(letter)
    assert "legal_basis in the letter is still to be filled in" in str(refused.value)


def test_a_proposal_is_written_and_never_over_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "t.csv"
    rows = "".join(f"{n},{'fm'[n % 2]}\n" for n in range(20))
    file.write_text(f"id,sex\n{rows}")
    out = tmp_path / "project"
    out.mkdir()
    words = ("form", "propose", file, "--source", "shelter", "--out", out)
    assert run(*words, capsys=capsys)[0] == 0
    assert (out / "forms" / "shelter.toml").is_file()
    assert (out / "codes" / "sex.toml").is_file()
    assert run(*words, capsys=capsys)[0] == UsageError.exit_code


def test_a_workbook_for_a_supplier_has_columns_codes_and_choices(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, made = place / "forms" / "referrals.toml", tmp_path / "made.xlsx"
    assert run("form", "workbook", form, "--out", made, capsys=capsys)[0] == 0
    book = python_calamine.CalamineWorkbook.from_path(str(made))
    assert book.sheet_names == ["data", "columns", "codes"]
    header = book.get_sheet_by_name("data").to_python()[0]
    assert header == [column.name for column in read_form(form).columns]
    codes = book.get_sheet_by_name("codes").to_python()
    assert ["w", "x", "?"] in [list(column[1:4]) for column in zip(*codes, strict=True)]
    with zipfile.ZipFile(made) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<dataValidation ") == 3, "gender, for linkage too, and consent"
    code = run("form", "workbook", form, "--out", made, capsys=capsys)[0]
    assert code == UsageError.exit_code, "no file is written over"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "no row with names of columns"),
        ("\n\n", "no row with names of columns"),
        ("case,age\n", "no rows below its header"),
        ("case,age,\n1,2,3\n", "none of its 1 rows"),
        ("case,age,case\n1,2,3\n", "several columns are called case"),
    ],
)
def test_no_form_is_proposed_that_nobody_can_read(
    tmp_path: Path, content: str, problem: str
) -> None:
    file = tmp_path / "table.csv"
    file.write_text(content, "utf-8")
    with pytest.raises(DeliveryError) as refused:
        propose(file, source="table", layout=Layout())
    assert "table.csv" in str(refused.value)
    assert problem in str(refused.value)
    assert refused.value.now


def test_a_letter_that_cannot_be_written_leaves_no_file(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = place / "forms" / "referrals.toml"
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("another,header\n1,2\n", "utf-8")
    out = tmp_path / "wrong.toml"
    code, _ = run("letter", wrong, "--form", form, "--out", out, capsys=capsys)
    assert code == 4
    assert not out.exists()


def test_a_letter_is_written_to_a_file_and_never_over_another(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = place / "deliveries" / "referrals" / "2024-North.csv"
    form, out = place / "forms" / "referrals.toml", tmp_path / "letter.toml"
    words = ("letter", file, "--form", form, "--period", 2024, "--out", out)
    code, given = run(*words, capsys=capsys)
    assert (code, given) == (0, "")
    assert tomllib.loads(out.read_text("utf-8"))["source"] == "referrals"
    assert run(*words, capsys=capsys)[0] == 2


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        (Layout(delimiter=";;"), "the delimiter is not one of"),
        (Layout(header_row=0), "0 is not a valid row"),
    ],
)
def test_a_layout_that_no_file_has_is_refused_wherever_it_is_stated(
    tmp_path, layout, words
):
    file = tmp_path / "table.csv"
    file.write_text("id,age\n1,30\n", encoding="utf-8")
    with pytest.raises(DeliveryError, match=words):
        propose(file, source="table", layout=layout)


def test_nothing_is_written_where_there_is_no_folder(tmp_path):
    out = tmp_path / "no folder" / "made.xlsx"
    with pytest.raises(UsageError, match="There is no folder"):
        at_supplier.workbook_of(Path("eokm"), out)
    with pytest.raises(UsageError, match="There is no folder"):
        at_supplier.write_letter("", out)


def test_a_proposed_form_stays_within_the_folder_of_forms(tmp_path):
    proposal = Proposal("", {}, ())
    with pytest.raises(UsageError, match="not a valid id of a source"):
        write_proposal(proposal, tmp_path, "../x")
    assert not any(tmp_path.iterdir())
