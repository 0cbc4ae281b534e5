"""The verb that protects tables of a plain file of records, without a project."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import (
    AsJson,
    File,
    Flag,
    Folder,
    LanguageOfOutput,
    NewFile,
    Repeated,
    Seconds,
)
from zicht.edition.messages import Message
from zicht.vocabulary.errors import AuditFailed, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zicht.desk.protect import ProtectReport
    from zicht.desk.requests import Amounts, Destination, Protection, RecordsFile
    from zicht.vocabulary.policies import Policy


@app.command
def protect(
    micro: File,
    *,
    by: Repeated,
    hierarchy: Repeated = (),
    policy: File | None = None,
    inhabitants: Repeated = (),
    value: str = "",
    contributor: str = "",
    count: str = "",
    without: Repeated = (),
    merge_rare: Repeated = (),
    several: Repeated = (),
    person: str = "",
    total: Repeated = (),
    codes: Repeated = (),
    local: Repeated = (),
    out: Folder,
    ledger: NewFile | None = None,
    without_ledger: Flag = False,
    language: LanguageOfOutput = "",
    seconds: Seconds = 300.0,
    json: AsJson = False,
) -> None:
    """Count records into tables, protect the tables as one system, attack the result, and write it.

    If the gate refuses, it writes nothing and names what to merge.

    Example: `zicht protect records.csv --by region,year --hierarchy region=tree.csv --policy policy.toml --out new`

    Parameters
    ----------
    micro
        CSV with a row per record. Totals among the rows are recognised, checked and left out.
    by
        Columns of a table, separated by commas. Repeat for more tables.
    hierarchy
        COLUMN=FILE: a CSV of child and parent, or a .hrc file. Repeat for levels that cross. COLUMN=COLUMN2 if another
        column of the records is its level; COLUMN= if it has no level.
    policy
        TOML with the rules, as in docs/disclosure-reference.md; by default the standard policy.
    inhabitants
        COLUMN=FILE: a CSV of area and inhabitants, for a policy with minimum_population.
    value
        Column with amounts (days, euros) to sum. Sums are withheld if few contributors, or one large one, make them up.
    contributor
        Column that identifies the contributor, if a person or firm may have several records.
    count
        Column with the number of units of each row; by default `n` if it exists. `rows` counts rows.
    without
        COLUMN=MEMBER: rows to leave out, such as totals that differ from the sum of their details; * is any text.
    merge_rare
        COLUMN=LEAST: categories with a published number below LEAST are published together.
    several
        Column in which one person may have several codes, such as forms of exploitation, so that the codes do not add
        up to the total. The codes of a person stand in one field, separated by ; or |, or in several rows of one
        --person, or in rows per code beside rows of the total.
    person
        Column that identifies the person: rows of one person with the same codes in the other columns count once.
    total
        COLUMN=CODE: the code of a total, if it is not a usual one such as Total, Totaal or _T; COLUMN= if no code
        is a total.
    codes
        COLUMN=FILE: a CSV with all codes that a column may hold, so that the presence of a row reveals nothing;
        COLUMN= if every reader knows that the codes occur. Without either, rows that reveal that somebody has a code
        end the command with exit code 10.
    local
        Column or level of small areas, to which the local threshold applies. Replaces local_levels of the policy.
    out
        Folder for the tables (one CSV each), their levels and a page; new, or written by an earlier run.
    ledger
        Encrypted file with what earlier outputs printed. An unchanged count keeps its printed number, and a combination
        of outputs that would reveal a count is repaired or refused. Use one ledger for all files of the same people
        over time; by default OUT.ledger. Sums of amounts stay as they were printed or withheld, and are refused if
        their records changed.
    without_ledger
        Neither read nor write a ledger. The page then states what is not guarded.
    language
        Language of the page, the notes and the command: en, fr or nl; see `zicht --help`.
    seconds
        Time limit of the attack, and of each part of the protection.
    json
        Give the report as JSON.
    """
    from zicht.cli import parsing
    from zicht.desk.requests import (
        COUNT_ROWS,
        Amounts,
        Destination,
        Protection,
        RecordsFile,
    )

    _refuse_idle_options(
        of_counts={
            "count": count,
            "merge-rare": merge_rare,
            "several": several,
            "person": person,
        },
        value=value,
        contributor=contributor,
    )
    columns = parsing.columns_of(by)
    file = RecordsFile(
        path=micro,
        tables=tuple(parsing.parse_columns(columns) for columns in by),
        levels=parsing.parse_levels(hierarchy, columns),
        count=COUNT_ROWS if value else count,
        without=parsing.parse_exclusions(without, columns),
        several=several,
        person=person,
        totals=parsing.parse_totals(total, columns),
        code_lists=parsing.parse_code_lists(codes, columns),
    )
    protection = Protection(
        policy=_read_policy(policy, local),
        policy_file=str(policy or ""),
        inhabitants=parsing.parse_area_files(inhabitants, columns),
        merge_rare=parsing.parse_rare(merge_rare, columns),
        seconds=seconds,
    )
    ledger = ledger or out.with_name(f"{out.name}.ledger")
    destination = Destination(
        out, output.language_of_output(language), None if without_ledger else ledger
    )
    amounts = Amounts(value, contributor) if value else None
    report = _protect(file, amounts, protection, destination)
    if json:
        output.give_json(report.as_mapping())
    else:
        _show(report)
    _refuse_disclosed_codes(report)


def _protect(
    file: "RecordsFile",
    amounts: "Amounts | None",
    protection: "Protection",
    destination: "Destination",
) -> "ProtectReport":
    """Protect and write the tables: of sums where a column of amounts is given, else of counts."""
    from zicht.desk.amounts import protect_amounts
    from zicht.desk.protect import protect_files

    if amounts is not None:
        return protect_amounts(file, amounts, protection, destination)
    with output.steps() as tell:
        return protect_files(file, protection, destination, progress=tell)


# ---- options


def _refuse_idle_options(
    *, of_counts: "Mapping[str, object]", value: str, contributor: str
) -> None:
    """Refuse an option that would have no effect: it would be taken for one that was applied.

    Parameters
    ----------
    of_counts : name of each option about counts to its setting; those left out are empty
    value, contributor : options about amounts; the second means nothing without the first

    Raises
    ------
    UsageError : naming the option
    """
    if contributor and not value:
        raise UsageError(
            Message("error.contributor_without_value"),
            now=Message("error.add_value"),
        )
    options_given = [name for name, setting in of_counts.items() if setting]
    if value and options_given:
        raise UsageError(
            Message("error.option_about_counts", option=f"--{options_given[0]}"),
            now=Message("error.leave_option_out"),
        )


def _read_policy(path: Path | None, local_levels: tuple[str, ...]) -> "Policy":
    """Read the policy, the standard one without a file; --local replaces its local levels."""
    from zicht.desk.protect import read_policy
    from zicht.project.policies import STANDARD

    policy = read_policy(path or STANDARD)
    if local_levels:
        return replace(policy, local_levels=local_levels)
    return policy


# ---- what is told of the tables


def _show(report: "ProtectReport") -> None:
    """Print the fields of the report, what each table lost, and the notes."""
    fields = report.as_mapping()
    fields["files"] = ", ".join(map(str, report.files))
    fields["page"] = report.page
    for name in ("tables", "notes", "losses"):
        # These follow below as a table and as notes.
        fields.pop(name, None)
    output.give_fields(fields)
    header = ("table", "cells", "shown", "banded", "withheld")
    output.give_table(header, [loss.row for loss in report.tables])
    for note in report.notes:
        output.say(Message("note.note", note=note))


def _refuse_disclosed_codes(report: "ProtectReport") -> None:
    """End with an error if the rows alone reveal that somebody has a code.

    The tables are written already: only the user knows whether the codes are public.

    Raises
    ------
    AuditFailed : counting the codes per column
    """
    if not report.existence:
        return
    raise AuditFailed(
        Message("error.rows_reveal_codes"),
        details=[
            Message("error.codes_of_column", column=column, n=n)
            for column, n in report.existence.items()
        ],
        now=Message("error.give_codes"),
    )
