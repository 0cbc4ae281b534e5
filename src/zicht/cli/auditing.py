"""The verb that attacks printed tables, without a project."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, validators

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import AsJson, File, Flag, Repeated, Seconds
from zicht.edition.messages import Message
from zicht.vocabulary.errors import AuditFailed, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zicht.desk.audit_sums import FindingsOnSums
    from zicht.desk.requests import Attack, AttackOnSums, Notation, PrintedFile
    from zicht.disclosure.audit.findings import Findings

_CELLS_SHOWN = 20
"""Revealed cells that an error names."""
_USUAL_SMALL = "1-4"
_USUAL_ATTACKER = "one"


@app.command
def audit(
    table: Annotated[list[File], Parameter(negative="")],
    *,
    by: Repeated,
    value: str = "n",
    status: str = "status",
    hierarchy: Repeated = (),
    small: str = _USUAL_SMALL,
    attacker: str = _USUAL_ATTACKER,
    original: str | None = None,
    base: Annotated[int, Parameter(validator=validators.Number(gte=2))] | None = None,
    nearest: Flag = False,
    extent: Repeated = (),
    total: Repeated = (),
    several: Repeated = (),
    sensitive: Repeated = (),
    codes: Repeated = (),
    threshold: Repeated = (),
    counts: Flag = False,
    records: File | None = None,
    contributor: str = "",
    policy: File | None = None,
    without: Repeated = (),
    seconds: Seconds = 600.0,
    json: AsJson = False,
) -> None:
    """Attack printed tables of any origin; end with exit code 10 if they reveal a count that had to be withheld.

    Example: `zicht audit table.csv --by region,year --hierarchy region=provinces.csv --small 1-4 --attacker one`

    Parameters
    ----------
    table
        CSV files. They are attacked together.
    by
        Columns of a table, separated by commas. Give it once for all tables, or once per table.
    value
        Column with the printed numbers. The value of a withheld cell is never read.
    status
        Column that states how a cell was protected.
    hierarchy
        COLUMN=FILE: a CSV of child and parent, or a .hrc file. Repeat for levels that cross.
    small
        Lowest and highest count that had to be withheld.
    attacker
        What the attacker knows of a withheld cell. `zero`: nothing; `one`: it is at least one; `threshold`: also which
        cells were withheld for being small; `rounded`: the tables are rounded.
    original
        Column with the true counts, to check a rounding.
    base
        Base of the rounding. Every number is then read as rounded, less than the base away from its count.
    nearest
        Numbers were rounded to the nearest multiple of --base, at most half the base away from their count.
    extent
        What the totals cover, if a later table covers more: year=2019-2024, or year for the years that the table
        lists. Give it once, or once per table.
    total
        COLUMN=CODE: the code of the total, if it is not a usual one such as Total, Totaal or _T; COLUMN= if there is
        no total.
    several
        Column in which one person may have several codes: each count is at most the total, and they do not add up.
    sensitive
        COLUMN=CODE: a category of which nobody may learn that nearly everybody in a row belongs to it:
        all but at most the highest count of --small.
    codes
        COLUMN=FILE: a CSV with all codes that a column may hold; COLUMN= if every reader knows that the codes occur.
        Without either, the presence of a row reveals that somebody has its code.
    threshold
        LEVEL=COUNT: the count from which cells of a column or level may be shown, if it differs from --small.
    counts
        The numbers are counts of units, although the name of their column does not show it.
    records
        CSV of the records behind printed sums of amounts. The numbers in --value are then sums, attacked as any reader
        and as every contributor, and judged by the dominance and p% rules.
    contributor
        With --records: column that identifies the contributor, if one may have several records.
    policy
        With --records: TOML with dominance, p_percent and thresholds; by default the standard policy.
    without
        With --records: COLUMN=MEMBER, records to leave out.
    seconds
        Time limit of the attack.
    json
        Give the findings as JSON.
    """
    from zicht.cli import parsing
    from zicht.desk.protect import read_policy
    from zicht.desk.requests import Attack, AttackOnSums, Notation
    from zicht.project.policies import STANDARD

    _refuse_idle_options(
        of_counts={
            "small": small != _USUAL_SMALL,
            "attacker": attacker != _USUAL_ATTACKER,
            "original": original,
            "nearest": nearest,
            "sensitive": sensitive,
            "threshold": threshold,
            "counts": counts,
        },
        of_sums={"contributor": contributor, "policy": policy, "without": without},
        are_sums_attacked=records is not None,
    )
    columns = parsing.columns_of(by)
    notation = Notation(
        value=value,
        status=status,
        levels=parsing.parse_level_files(hierarchy, columns),
        totals=parsing.parse_totals(total, columns),
        several=several,
        base=base,
        nearest=nearest,
        original=original,
        code_lists=parsing.parse_code_lists(codes, columns),
        counts=counts,
    )
    files = parsing.parse_printed(table, by, extent)
    if records is not None:
        attack_on_sums = AttackOnSums(
            records=records,
            policy=read_policy(policy or STANDARD),
            contributor=contributor,
            without=parsing.parse_exclusions(without, columns),
            seconds=seconds,
        )
        _audit_sums(files, notation, attack_on_sums, as_json=json)
        return
    attack = Attack(
        small=parsing.parse_small(small),
        attacker=attacker,
        sensitive=parsing.parse_categories("--sensitive", sensitive, columns),
        thresholds=parsing.parse_thresholds(threshold, columns),
        seconds=seconds,
    )
    _audit_counts(files, notation, attack, as_json=json)


# ---- the two attacks


def _audit_counts(
    files: "Sequence[PrintedFile]",
    notation: "Notation",
    attack: "Attack",
    *,
    as_json: bool,
) -> None:
    """Attack tables of counts, print the findings, and end with an error if anything is wrong.

    Raises
    ------
    AuditFailed : naming the gravest fault
    """
    from zicht.desk.audit import audit_files

    with output.steps() as tell:
        findings = audit_files(files, notation, attack, progress=tell)
    output.give_answer(findings.as_mapping(), as_json=as_json)
    for note in findings.notes:
        output.say(Message("note.note", note=note))
    if not findings.ok:
        lowest, highest = attack.small
        raise _audit_failed(findings, small=f"{lowest}-{highest}", base=notation.base)


def _audit_sums(
    files: "Sequence[PrintedFile]",
    notation: "Notation",
    attack: "AttackOnSums",
    *,
    as_json: bool,
) -> None:
    """Attack printed sums of amounts with the records behind them, and print the findings.

    Raises
    ------
    AuditFailed : the sums are not those of the records, time ran out, or a sum is revealed
    """
    from zicht.desk.audit_sums import audit_sums_of_files

    findings = audit_sums_of_files(files, notation, attack)
    output.give_answer(findings.as_mapping(), as_json=as_json)
    _refuse_revealed_sums(findings)


# ---- options that would have no effect


def _refuse_idle_options(
    *,
    of_counts: "Mapping[str, object]",
    of_sums: "Mapping[str, object]",
    are_sums_attacked: bool,
) -> None:
    """Refuse options of the other attack: an option that does nothing would be taken for one that was tried.

    Parameters
    ----------
    of_counts, of_sums : name of each option of that attack alone to its setting; those that were left out are empty

    Raises
    ------
    UsageError : naming the options, as they are typed
    """
    if are_sums_attacked:
        _refuse_options(
            of_counts,
            because="error.options_of_counts",
            now=Message("error.policy_states_sums"),
        )
    else:
        _refuse_options(
            of_sums,
            because="error.options_of_sums",
            now=Message("error.add_records"),
        )


def _refuse_options(
    options: "Mapping[str, object]", *, because: str, now: Message
) -> None:
    """Refuse the options that the user gave and that would have no effect.

    Parameters
    ----------
    options : name of each option to its setting; those that were left out are empty
    because : key of the message that says why they have no effect
    now : what to do

    Raises
    ------
    UsageError : naming the options, as they are typed
    """
    names = ", ".join(f"--{name}" for name, setting in options.items() if setting)
    if names:
        raise UsageError(Message(because, options=names), now=now)


# ---- what is wrong with the tables


def _refuse_revealed_sums(findings: "FindingsOnSums") -> None:
    """End with an error if the attack on printed sums revealed anything.

    Raises
    ------
    AuditFailed : the sums are not those of the records, time ran out, or a sum is revealed
    """
    if findings.ok:
        return
    if findings.others:
        raise AuditFailed(
            Message("error.other_sums", n=findings.others),
            now=Message("error.give_records_of_tables"),
        )
    if not findings.complete:
        raise _not_finished(findings.named)
    raise _revealed(findings.named)


def _audit_failed(findings: "Findings", *, small: str, base: int | None) -> AuditFailed:
    """Return the error about printed tables: the gravest of their faults."""
    if findings.contradiction:
        return _contradictory(findings)
    if findings.small_printed:
        return AuditFailed(
            Message("error.small_printed", n=findings.small_printed, small=small),
            now=Message("error.withhold_small"),
            details=findings.named[:_CELLS_SHOWN],
        )
    if findings.off_base and not findings.revealed:
        return AuditFailed(
            Message("error.off_base", n=findings.off_base, base=base or 5),
            now=Message("error.give_base"),
        )
    # A revealed count is graver than a revealed code, and an attack that did not end may still find
    # one.
    if findings.existence and findings.complete and not findings.revealed:
        return AuditFailed(
            Message("error.rows_reveal_each_code", n=findings.existence),
            now=Message("error.give_codes"),
            details=[note for note in findings.notes if "--codes" in note],
        )
    if not findings.complete:
        return _not_finished(findings.named)
    return _revealed(findings.named)


def _contradictory(findings: "Findings") -> AuditFailed:
    """Return the error about figures that no table of counts can have."""
    return AuditFailed(
        Message("error.figures_contradict"),
        now=Message("error.state_structure"),
        details=findings.broken or (Message("error.several_sums"),),
    )


def _not_finished(cells: Sequence[str]) -> AuditFailed:
    return AuditFailed(
        Message("error.audit_out_of_time"),
        now=Message("error.give_seconds"),
        details=cells[:_CELLS_SHOWN],
    )


def _revealed(cells: Sequence[str]) -> AuditFailed:
    return AuditFailed(
        Message("error.tables_do_not_hold"),
        now=Message("error.protect_again"),
        details=cells[:_CELLS_SHOWN],
    )
