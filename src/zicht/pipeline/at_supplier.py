"""What a supplier can do with a file and a form alone: no project, no vault, no key."""

import datetime
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zicht import sources
from zicht.engine.session import Session
from zicht.project.codes import read_codes
from zicht.project.forms import read_form, read_forms
from zicht.project.packs import installed_folders
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.deliveries import Layout, Receipt
from zicht.vocabulary.errors import DeliveryError, UsageError
from zicht.vocabulary.forms import Form, Kind


@dataclass(frozen=True)
class Checked:
    """What a check of one file found, in counts.

    Parameters
    ----------
    receipt : as it would be given
    reasons : in words, with the number of rows
    rows : reason to the numbers of the first rows that it is about
    doubts : about the delivery as a whole
    found : about the file
    report : that a supplier can act on
    """

    receipt: Receipt
    reasons: tuple[tuple[str, int, str], ...]
    doubts: tuple[str, ...]
    found: tuple[str, ...]
    report: sources.SupplierReport

    def as_json(self) -> dict[str, object]:
        """Return the result as plain values."""
        return {
            "rows": self.receipt.rows,
            "accepted": self.receipt.accepted,
            "quarantined": self.receipt.quarantined,
            "found": list(self.found),
            "doubts": list(self.doubts),
            "reasons": [
                {"reason": words, "rows": rows, "first rows": numbers}
                for words, rows, numbers in self.reasons
            ],
            "set aside": dict(self.receipt.doubtful),
            "repaired": dict(self.receipt.repairs),
        }


def form_named(name: Path) -> tuple[Form, dict[str, CodeList]]:
    """Read a form by its file, or by its name in a pack, with the code lists beside it.

    Raises
    ------
    UsageError : there is no such file, and no or more than one installed pack has a form of that name
    """
    if name.is_file():
        # A form lies in forms/, and its code lists in codes/ beside that folder.
        beside = name.resolve().parent.parent / "codes"
        return read_form(name), read_codes(beside)
    folders = installed_folders().values()
    forms = {folder: read_forms(folder / "forms") for folder in folders}
    having = [folder for folder in folders if str(name) in forms[folder]]
    if len(having) != 1:
        names = sorted({source for of_pack in forms.values() for source in of_pack})
        raise UsageError(
            f"{len(having)} installed packs have a form {name}.",
            now=f"Give a file, or one of {', '.join(names) or 'no form: no pack is installed'}.",
        )
    folder = having[0]
    return forms[folder][str(name)][-1], read_codes(folder / "codes")


def check_file(file: Path, form: Path, *, letter: Path | None = None) -> Checked:
    """Check a file against a form as the receiver would, with nothing but these two.

    Columns of areas are not looked up: their list is the receiver's.

    Parameters
    ----------
    file, form : of the supplier
    letter : beside the file where it is not given

    Raises
    ------
    DeliveryError : it would be refused as a whole
    ProjectError : the form is incomplete
    """
    chosen, codes = form_named(form)
    _refuse_areas(chosen)
    letter = letter or _letter_of(file)
    with (
        tempfile.TemporaryDirectory(prefix="zicht-check-") as scratch,
        Session(Path(scratch)) as session,
    ):
        # Without a geography: a supplier has no list of areas (`_refuse_areas`).
        delivery = sources.check(session, chosen, codes, None, file, letter)
        profile = sources.profile_of(session, delivery)
        doubts = [doubt.words for doubt in sources.doubts(session, delivery, profile)]
        rows = sources.rows_of_reasons(session, delivery)
        report = sources.report_for_supplier(session, delivery, codes, doubts)
    return Checked(
        delivery.receipt,
        tuple(_reasons_in_words(delivery.receipt, chosen, rows)),
        tuple(doubts),
        tuple(delivery.found),
        report,
    )


def _reasons_in_words(
    receipt: Receipt, form: Form, rows: Mapping[str, Sequence[int]]
) -> Iterator[tuple[str, int, str]]:
    """Yield each reason in words, its number of rows, and the numbers of the first of them."""
    for reason, n_rows in receipt.reasons.items():
        words = sources.reason_text(reason, form).en
        # The supplier has the file, so a number of a row is enough to find it.
        yield words, n_rows, ", ".join(map(str, rows.get(reason, ())))


def letter_of(
    file: Path, form: Path, *, layout: Layout, stated: Mapping[str, str]
) -> str:
    """Write the letter of a file, with control totals.

    Raises
    ------
    DeliveryError : the file does not follow the form
    """
    chosen, _ = form_named(form)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    with (
        tempfile.TemporaryDirectory(prefix="zicht-letter-") as scratch,
        Session(Path(scratch)) as session,
    ):
        return sources.write_letter(
            session, chosen, file, layout=layout, stated=stated, today=today
        )


def write_letter(text: str, out: Path) -> None:
    """Write a letter to a file.

    Raises
    ------
    UsageError : there is a file of that name already, or no folder for it
    """
    _refuse_place(out)
    out.write_text(text, encoding="utf-8")


def workbook_of(form: Path, out: Path) -> None:
    """Write a workbook that a supplier can fill in.

    Raises
    ------
    UsageError : there is a file of that name already, or no folder for it
    """
    _refuse_place(out)
    chosen, codes = form_named(form)
    sources.write_workbook(chosen, codes, out)


def _refuse_place(out: Path) -> None:
    """Refuse to write over a file, or where there is no folder."""
    if out.exists():
        raise UsageError(
            f"{out} is there already; nothing was written.", now="Name another file."
        )
    if not out.parent.is_dir():
        raise UsageError(
            f"There is no folder {out.parent}; nothing was written.",
            now="Make it first, or name another.",
        )


def _letter_of(file: Path) -> Path:
    for ending in sorted(sources.SUFFIXES_OF_TABLES, key=len, reverse=True):
        for suffix in (f"{ending}.gz", ending):
            if file.name.lower().endswith(suffix):
                return file.with_name(f"{file.name[: -len(suffix)]}.toml")
    return file.with_suffix(".toml")


def _refuse_areas(form: Form) -> None:
    areas = [column.name for column in form.columns if column.kind is Kind.AREA]
    if areas:
        raise DeliveryError(
            f"Form {form.source} has columns of areas, whose list only the receiver has: {', '.join(areas)}.",
            now="Ask the receiver to check the file: zicht check PROJECT.",
        )
