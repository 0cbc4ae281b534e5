"""The verbs for a file and a form alone: what a supplier runs before a delivery is sent."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import AsJson, File, Folder

FormName = Annotated[
    Path, Parameter(help="File of the form, or the name of a standard one.")
]
forms = App(name="form", help="Propose a form for a file, and check a file by a form.")
app.command(forms)


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
    json: AsJson = False,
) -> None:
    """Write the letter beside a delivery, with control totals counted in the file; it goes to standard output.

    Example: `zicht letter 2024.csv --form forms/referrals.toml --period 2024 > 2024.toml`

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
    output.give_json({"letter": text}) if json else output.give(text.rstrip())
    if "Fill in" in text:
        output.say("Fill in what the letter leaves open before it is sent.")


@forms.command(name="check")
def check_file(
    file: File,
    *,
    form: FormName,
    letter: Path | None = None,
    report: Path | None = None,
    language: str = "en",
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
        Language of the report: nl or en.
    """
    from zicht.pipeline import at_supplier

    found = at_supplier.check_file(file, form, letter=letter)
    if report:
        found.report.write(report, language)
    if json:
        output.give_json(found.as_json())
        return
    receipt = found.receipt
    output.give_fields(
        {
            "rows": receipt.rows,
            "accepted": receipt.accepted,
            "quarantined": receipt.quarantined,
            "the file": "; ".join(found.found),
        }
    )
    if found.reasons:
        output.give_table(("reason of quarantine", "rows", "first rows"), found.reasons)
    for doubt in found.doubts:
        output.give(f"doubtful: {doubt}")


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
    if json:
        output.give_json(
            {
                "form": proposal.form,
                "lists": proposal.lists,
                "questions": list(proposal.questions),
                "files": [str(path) for path in written],
            }
        )
        return
    if not out:
        output.give(proposal.form.rstrip())
    for path in written:
        output.give(str(path))
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
