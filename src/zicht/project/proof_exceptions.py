"""Reads `proof.toml`: the contradictions that a project knows of and prints all the same."""

from pathlib import Path

from zicht.project.documents import date_of
from zicht.project.rows import Row, each, read_sheet
from zicht.vocabulary.proof_exceptions import ProofException

NAME = "proof.toml"
EXCEPTION_KEYS = "number words language reason date"


def read_exceptions(project: Path) -> tuple[ProofException, ...]:
    """Read the declared contradictions of a project; none where it has no `proof.toml`.

    Raises
    ------
    ProjectError : a number, a reason or a date is missing, or the date is not a day; names file and line
    """
    path = project / NAME
    if not path.exists():
        return ()
    rows = read_sheet(path, project, known=("exception",)).only_tables()
    return each(rows.rows("exception"), _exception)


def _exception(row: Row) -> ProofException:
    row.only(EXCEPTION_KEYS)
    date = date_of(row, "date")
    if not date:
        raise row.wrong(
            "date", "An exception has no date.", "Write the day it was decided."
        )
    return ProofException(
        number=row.text("number"),
        words=row.text("words", ""),
        language=row.text("language", ""),
        reason=row.text("reason"),
        date=date,
    )
