"""The verbs for a file and a form alone: what a supplier runs before a delivery is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import AsJson, File, Folder, LanguageOfOutput
from zicht.edition.messages import Message
from zicht.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from zicht.pipeline.at_supplier import Checked

FormName = Annotated[
    Path, Parameter(help="File of the form, or the name of a standard one.")
]
forms = App(name="form", help="Propose a form for a file, and check a file by a form.")
app.command(forms)
keyed = App(
    name="tokens", help="Put keyed tokens in the place of names, at the source."
)
app.command(keyed)


@app.command
def letter(
    file: File,
    *,
    form: FormName,
    period: str = "",
    legal_basis: str = "",
    consent: str = "",
    part: str = "",
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    header_row: int = 1,
    out: Path | None = None,
    json: AsJson = False,
) -> None:
    """Write the letter beside a delivery, with control totals counted in the file.

    Example: `zicht letter 2024.csv --form forms/referrals.toml --period 2024 --out 2024.toml`

    Parameters
    ----------
    period
        What the file covers: 2024, 2019-2024, 2024-Q1, 2024-03 or two days with a slash between.
    legal_basis
        Why this may be processed.
    consent
        How withdrawal of consent is handled.
    part
        Which part of the source this is.
    encoding
        Such as cp1252, where the file is not written in UTF-8.
    delimiter
        Where it cannot be found by the names in the header.
    sheet
        Of a workbook with several.
    header_row
        Row with the names of columns.
    out
        File for the letter, written only when the letter is whole; standard output when left out.
    """
    from zicht.pipeline import at_supplier
    from zicht.vocabulary.deliveries import Layout

    stated = {
        "period": period,
        "legal_basis": legal_basis,
        "consent": consent,
        "part": part,
    }
    layout = Layout(encoding, delimiter, sheet, header_row)
    text = at_supplier.letter_of(file, form, layout=layout, stated=stated)
    if out:
        at_supplier.write_letter(text, out)
    if json:
        output.give_json({"letter": text})
    elif not out:
        output.give(text.rstrip())
    if "Fill in" in text:
        output.say(Message("note.fill_in_letter"))


@forms.command(name="check")
def check_file(
    file: File,
    *,
    form: FormName,
    letter: Path | None = None,
    report: Path | None = None,
    language: LanguageOfOutput = "",
    json: AsJson = False,
) -> None:
    """Check a file by its form as the receiver would, without a project, vault or key. Rows are counted, never shown.

    Example: `zicht form check 2024.csv --form forms/referrals.toml --report 2024.html`

    Parameters
    ----------
    letter
        Letter of the file; NAME.toml beside it when left out.
    report
        File with a report that can be acted on: .html, .xlsx or .csv by its ending.
    language
        Language of the report and the command: en, fr or nl; see `zicht --help`.
    """
    from zicht.pipeline import at_supplier

    checked = at_supplier.check_file(file, form, letter=letter)
    if report:
        checked.report.write(report, language or output.language())
    if json:
        output.give_json(checked.as_json())
    else:
        _show_checked_file(checked)


def _show_checked_file(checked: "Checked") -> None:
    """Print how the receiver would judge the file: rows, why some go to quarantine, and what is doubtful."""
    receipt = checked.receipt
    output.give_fields(
        {
            "rows": receipt.rows,
            "accepted": receipt.accepted,
            "quarantined": receipt.quarantined,
            "the file": "; ".join(checked.found),
        }
    )
    if checked.reasons:
        output.give_table(
            ("reason of quarantine", "rows", "first rows"), checked.reasons
        )
    for doubt in checked.doubts:
        output.give_fields({"doubtful": doubt})


@forms.command
def propose(
    file: File,
    *,
    source: str = "",
    out: Folder | None = None,
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    header_row: int = 1,
    json: AsJson = False,
) -> None:
    """Propose a form and code lists from a file, for a person to correct. Text is proposed as ignored: roles are yours.

    A column whose texts recur becomes a code list, with every text in it. Look at each list: names that recur may be
    among them.

    Example: `zicht form propose 2024.csv --source referrals --out projects/mijnland`

    Parameters
    ----------
    source
        Id of the source; the name of the file when left out.
    out
        Project in whose folders `forms` and `codes` they are written, never over a file that is there; when left out
        the form goes to standard output.
    encoding
        Such as cp1252, where the file is not written in UTF-8.
    delimiter
        Where it cannot be found by the names in the header.
    sheet
        Of a workbook with several.
    header_row
        Row with the names of columns.
    """
    from zicht import sources
    from zicht.pipeline.proposing import languages_of, write_proposal
    from zicht.vocabulary.deliveries import Layout

    layout = Layout(encoding, delimiter, sheet, header_row)
    proposal = sources.propose(
        file,
        source=source or file.stem,
        layout=layout,
        languages=languages_of(out),
    )
    written = write_proposal(proposal, out, source or file.stem) if out else []
    files = [str(path) for path in written]
    if json:
        answer = {
            "form": proposal.form,
            "lists": proposal.lists,
            "questions": list(proposal.questions),
            "files": files,
        }
        output.give_json(answer)
        return
    if not out:
        output.give(proposal.form.rstrip())
    for name in files:
        output.give(name)
    for question in proposal.questions:
        output.say(question)


@forms.command
def workbook(form: Path, *, out: Path, json: AsJson = False) -> None:
    """Write a workbook (XLSX) for a supplier to fill in: columns, code lists to choose from, an invented example.

    Example: `zicht form workbook forms/referrals.toml --out referrals.xlsx`

    Parameters
    ----------
    form
        File of the form, or the name of a standard one.
    out
        File that is made.
    """
    from zicht.pipeline import at_supplier

    at_supplier.workbook_of(form, out)
    output.give_json({"file": str(out)}) if json else output.give(str(out))


@keyed.command(name="new-key")
def new_token_key(key: Path, *, json: AsJson = False) -> None:
    """Make the key with which all suppliers make tokens. Whoever receives tokens must never have it.

    Example: `zicht tokens new-key ~/tokens.key`

    Parameters
    ----------
    key
        File to write; its owner alone may read it.
    """
    from zicht.linkage import at_source

    with _usage_errors():
        at_source.new_key(str(key))
    output.give_answer({"key": str(key)}, as_json=json)


@keyed.command(name="script")
def token_script(*, json: AsJson = False) -> None:
    """Print the program that makes tokens, as one file that needs nothing but Python, to send to a supplier.

    Example: `zicht tokens script > tokens.py`
    """
    from zicht.linkage import at_source

    script = Path(at_source.__file__).read_text(encoding="utf-8").rstrip()
    if json:
        output.give_json({"script": script})
    else:
        output.give(script)


@keyed.command(name="write")
def write_tokens(
    file: File,
    *,
    key: Path,
    out: Path,
    given_names: str,
    family_name: str,
    birth_date: str,
    sex: str,
    name_prefix: str = "",
    bloom: str = "",
    keep_names: bool = False,
    encoding: str = "utf-8-sig",
    delimiter: str = "",
    json: AsJson = False,
) -> None:
    """Write a CSV file with keyed tokens in the place of names; of a birth date the year stays.

    Several tokens are made of each person, so that a slip in one part leaves others equal. Beside them, filters may be
    written for one unit that is trusted with them (docs/adr/0156).

    Example: `zicht tokens write 2024.csv --key tokens.key --out 2024-tokens.csv --given-names voornamen --family-name
    achternaam --birth-date geboortedatum --sex geslacht`

    Parameters
    ----------
    key
        Of all suppliers, made with `zicht tokens new-key`.
    out
        File to write; it must not be there yet.
    given_names
        Column, as the header names it.
    family_name
        Column.
    birth_date
        Column, written YYYY-MM-DD.
    sex
        Column.
    name_prefix
        Column of particles, if there is one.
    bloom
        Name of the unit that is trusted with Bloom filters.
    keep_names
        For a source that may hand names over: names stay beside the tokens.
    encoding
        Such as cp1252, where the file is not written in UTF-8.
    delimiter
        Where it cannot be found in the header.
    """
    from zicht.linkage import at_source

    fields = at_source.Fields(given_names, family_name, birth_date, sex, name_prefix)
    with _usage_errors():
        written = at_source.write_tokens(
            str(file),
            str(out),
            fields,
            at_source.read_key(str(key)),
            unit=bloom,
            keeps_names=keep_names,
            encoding=encoding,
            delimiter=delimiter,
        )
    output.give_answer(
        {
            "rows": written.n_rows,
            "without_token": written.n_without_token,
            "file": str(out),
        },
        as_json=json,
    )
    if written.n_without_token:
        output.say(Message("note.rows_without_token"))


@contextmanager
def _usage_errors() -> Iterator[None]:
    """Turn what the program for suppliers refuses into wrong use."""
    from zicht.linkage.at_source import AtSourceError

    try:
        yield
    except AtSourceError as error:
        raise UsageError(str(error)) from None
