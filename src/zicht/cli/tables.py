"""The verbs on a plain CSV, without a project."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter, validators

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import AsJson, File, Flag, Folder, Seconds
from zicht.vocabulary.errors import AuditFailed, EstimationRefused, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zicht.desk.protect import ProtectReport
    from zicht.desk.requests import AttackOnSums, Notation, PrintedFile
    from zicht.disclosure.audit.findings import Findings

_CELLS_SHOWN = 20
"""Revealed cells that an error names."""


@app.command
def estimate(
    table: File,
    *,
    method: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    replicates: int = 10_000,
    resamples: File | None = None,
    seed: int = 1,
    level: float = 0.95,
    threads: int = 0,
    lists: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    covariate: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    count: str = "",
    on: str = "",
    off: str = "",
    sheet: str = "",
    merge: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    omit: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    max_order: int | None = None,
    p_value: float = 0.02,
    bootstrap: Literal["unconditional", "conditional"] = "unconditional",
    year: str | None = None,
    out: Folder | None = None,
    language: str = "en",
    json: AsJson = False,
) -> None:
    """Estimate how many persons no list has seen: every method side by side, and whether a headline may be published.

    The table has a column per list, and a row per combination with its count or a row per person. What was
    understood of it is said above the results.

    Example: `zicht estimate lists.csv --out plots`

    Parameters
    ----------
    table
        The capture table: CSV, XLSX or Parquet; `-` reads CSV from standard input.
    method
        A method: independence, pairwise, stepwise, bic, threshold, graphs, latent, heterogeneity,
        heterogeneity_gamma, covariates. Repeat for more. Fewer than all give estimates and no verdict.
    replicates
        Bootstrap resamples; 0 for point estimates only. `bic` takes at most 2,000 of them, `covariates` 1,000.
    resamples
        Use these resamples: one per line, counts in the order of the table's rows.
    seed
        Of all draws.
    level
        Of the intervals.
    threads
        Processes, at most 1,024; 0, the default, for as many as there are cores.
    lists
        Columns that are lists; by default every column that holds 0 and 1, yes and no, TRUE and FALSE or the like.
    covariate
        Columns that are covariates, or `none`; by default every other column. Repeat for more.
    count
        Column of counts, or `rows` where every row is one person; by default found by its name or its values.
    on
        Word that says that a person was on a list; by default a usual coding.
    off
        Word that says that a person was not on a list; by default, where `on` is given, every other word.
    sheet
        Sheet of a spreadsheet; by default the first.
    merge
        Lists to merge, `A+B` or `A+B=NAME`; it stands on record.
    omit
        Lists to leave out; it stands on record.
    max_order
        Most lists in one interaction, for `bic`.
    p_value
        At which a pair of lists still enters, for `stepwise`.
    bootstrap
        `unconditional` draws the number of persons seen as well; `conditional` holds it fixed, as SparseMSE does.
    year
        Covariate with a trend, for `covariates`.
    out
        Folder for plots, as SVG and PNG.
    language
        Of the plots and the verdict: en, fr or nl.
    json
        Give the result as JSON.
    """
    from zicht.cli.estimates import parse_covariates, parse_merges
    from zicht.edition.words import refuse_other_language
    from zicht.estimation import Choices, Settings
    from zicht.estimation.comparing import HEADER
    from zicht.estimation.verb import Changes, Plots, estimate_file

    refuse_other_language(language)
    settings = Settings(
        replicates=replicates,
        seed=seed,
        level=level,
        threads=threads or os.cpu_count() or 1,
        max_order=max_order,
        p_value=p_value,
        year=year,
        bootstrap=bootstrap,
    )
    with output.steps() as tell:
        comparison = estimate_file(
            table,
            methods=method,
            choices=Choices(lists, parse_covariates(covariate), count, on, off, sheet),
            changes=Changes(parse_merges(merge), omit),
            settings=settings,
            resamples=resamples,
            plots=None if out is None else Plots(out, language),
            progress=tell,
        )
    if json:
        output.give_json(comparison.to_json())
    else:
        output.give_table(
            HEADER,
            comparison.rows(),
            title=f"{comparison.estimate.table.n_observed:,} persons observed",
        )
        for line in comparison.lines(language):
            output.give(line)
    if all(
        method_estimate.estimate is None
        for method_estimate in comparison.estimate.methods
    ):
        raise EstimationRefused(
            "No method gives an estimate.",
            details=[
                f"{method_estimate.name}: {method_estimate.refusal.in_language(language)}"
                for method_estimate in comparison.estimate.methods
                if method_estimate.refusal
            ],
            now="Take other methods, or add the columns that they need.",
        )


@app.command
def protect(
    micro: File,
    *,
    by: Annotated[tuple[str, ...], Parameter(negative="")],
    hierarchy: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    policy: File | None = None,
    inhabitants: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    value: str = "",
    contributor: str = "",
    count: str = "",
    without: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    merge_rare: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    several: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    person: str = "",
    total: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    codes: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    local: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    out: Folder,
    ledger: Annotated[Path, Parameter(validator=validators.Path(dir_okay=False))]
    | None = None,
    without_ledger: Flag = False,
    language: str = "en",
    seconds: Seconds = 300.0,
    json: AsJson = False,
) -> None:
    """Count a file of records into tables, protect them as one system, attack the result, and write it.

    Nothing is written when the gate refuses; it says what to merge.

    Example: `zicht protect records.csv --by region,year --hierarchy region=tree.csv --policy policy.toml --out new`

    Parameters
    ----------
    micro
        CSV with a row per record; totals among them are found, checked and left out.
    by
        Columns of a table, separated by commas. Repeat for more tables.
    hierarchy
        COLUMN=FILE: a CSV of child and parent, or a .hrc file. Repeat for levels that cross. COLUMN=COLUMN2 where a
        column of the records is its level; COLUMN= where none is.
    policy
        TOML with the rules: docs/disclosure-reference.md. The standard policy when left out.
    inhabitants
        COLUMN=FILE: a CSV of area and inhabitants, for a policy with minimum_population.
    value
        Column with amounts (days, euros): sums are written, of which those that rest on few or on one are withheld.
    contributor
        Column that says whose amount it is, where a person or firm may have several records.
    count
        Column that says how many units a row stands for: n where there is one. `rows` counts rows.
    without
        COLUMN=MEMBER: rows to leave out, with * for anything, such as totals that do not add up to their details.
    merge_rare
        COLUMN=LEAST: categories that show less than this by themselves are published together.
    several
        Column of which one person may carry several codes, such as forms of exploitation: they do not add up. The codes
        of a record stand in one field with ; or | between them, or in several rows of one --person, or each has rows
        of its own beside those of the total.
    person
        Column that says whose row it is: rows of one person with the same other codes count once.
    total
        COLUMN=CODE: the code of totals among the records that are not called Total, Totaal, _T or the like; COLUMN=
        where no code is a total.
    codes
        COLUMN=FILE: a CSV with all codes that a column may hold, so that which rows there are says nothing; COLUMN=
        where every reader knows that the codes occur. Without either, rows that exist because somebody is in the file
        end with code 10.
    local
        Column or level of small areas, which have the policy's local threshold: in the place of its local_levels.
    out
        Folder for the tables (one CSV each), their levels and a page; new, or written by an earlier run.
    ledger
        File with what earlier outputs printed, encrypted: counts that did not change keep their numbers, and what
        outputs would reveal together is repaired or refused. One for all files of the same people over time; OUT.ledger
        when left out. Sums of amounts stay what they were, shown or withheld, and are refused when records changed.
    without_ledger
        Read and write no ledger; the page says what is then not guarded.
    language
        Of the page and the notes: en, fr or nl.
    seconds
        Longest time one part of the protection, or the attack, may take.
    json
        Give the report as JSON.
    """
    from zicht.cli import parsing
    from zicht.desk.amounts import protect_amounts
    from zicht.desk.protect import protect_files, read_policy
    from zicht.desk.requests import (
        COUNT_ROWS,
        Amounts,
        Destination,
        Protection,
        RecordsFile,
    )
    from zicht.edition.words import refuse_other_language
    from zicht.project.policies import STANDARD

    if contributor and not value:
        raise UsageError(
            "--contributor says whose amount it is, and there is no --value.",
            now="Add --value COLUMN.",
        )
    about_counts = {
        "count": count,
        "merge-rare": merge_rare,
        "several": several,
        "person": person,
    }
    idle = [name for name, text in about_counts.items() if text]
    if value and idle:
        raise UsageError(
            f"--{idle[0]} is about counts, and --value sums amounts.",
            now="Leave it out; write merges of categories under [merges] of the policy.",
        )
    file = RecordsFile(
        path=micro,
        tables=tuple(parsing.parse_columns(columns) for columns in by),
        levels=parsing.parse_levels(hierarchy),
        count=COUNT_ROWS if value else count,
        without=parsing.parse_exclusions(without),
        several=several,
        person=person,
        totals=parsing.parse_totals(total),
        code_lists=parsing.parse_code_lists(codes),
    )
    rules = read_policy(policy or STANDARD)
    protection = Protection(
        policy=replace(rules, local_levels=local) if local else rules,
        policy_file=str(policy or ""),
        inhabitants=parsing.parse_area_files(inhabitants),
        merge_rare=parsing.parse_rare(merge_rare),
        seconds=seconds,
    )
    refuse_other_language(language)
    beside = out.with_name(f"{out.name}.ledger")
    destination = Destination(
        out, language, None if without_ledger else ledger or beside
    )
    if value:
        amounts = Amounts(value, contributor)
        report = protect_amounts(file, amounts, protection, destination)
    else:
        with output.steps() as tell:
            report = protect_files(file, protection, destination, progress=tell)
    _show_report(report, json=json)
    if report.existence:
        raise AuditFailed(
            "The tables are written, and which rows there are reveals something.",
            details=[
                f"{column}: of {n} codes, that somebody has them"
                for column, n in report.existence.items()
            ],
            now="Give --codes COLUMN=FILE with all codes that a column may hold, or --codes COLUMN= where every reader "
            "knows that its codes occur.",
        )


def _show_report(report: "ProtectReport", *, json: bool) -> None:
    if json:
        output.give_json(report.as_mapping())
        return
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
        output.say(f"Note: {note}")


@app.command
def audit(
    table: Annotated[list[File], Parameter(negative="")],
    *,
    by: Annotated[tuple[str, ...], Parameter(negative="")],
    value: str = "n",
    status: str = "status",
    hierarchy: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    small: str = "1-4",
    attacker: str = "one",
    original: str | None = None,
    base: Annotated[int, Parameter(validator=validators.Number(gte=2))] | None = None,
    nearest: Flag = False,
    extent: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    total: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    several: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    sensitive: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    codes: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    threshold: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    counts: Flag = False,
    records: File | None = None,
    contributor: str = "",
    policy: File | None = None,
    without: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    seconds: Seconds = 600.0,
    json: AsJson = False,
) -> None:
    """Attack protected tables, whoever protected them; leaves with an error when anything is revealed.

    Example: `zicht audit table.csv --by region,year --hierarchy region=provinces.csv --small 1-4 --attacker one`

    Parameters
    ----------
    table
        CSV files, attacked together.
    by
        Columns of the dimensions: one for all tables, or one per table.
    value
        Column with the printed numbers; that of a withheld cell is never looked at.
    status
        Column that says what was done with a cell.
    hierarchy
        COLUMN=FILE: a CSV of child and parent, or a .hrc file. Repeat for levels that cross.
    small
        Lowest and highest count that had to be withheld.
    attacker
        What the attacker knows of withheld cells: zero, one, threshold; or rounded.
    original
        Column with the true counts, to check a rounding against.
    base
        Base of the rounding; tables are read as rounded when it is given, each number less than the base away.
    nearest
        Numbers were rounded to the nearest multiple of --base: a reader knows them to within half of it.
    extent
        What totals cover, where a later table covers more: year=2019-2024, or year for the years a table lists. Once,
        or once per table.
    total
        COLUMN=CODE: the code of a margin that is not called Total, Totaal, _T or the like; COLUMN= where there is none.
    several
        Column of which one person may carry several codes: each is at most the total, and they do not add up to it.
    sensitive
        COLUMN=CODE: a category of which nobody may know that nearly everybody of a row is in it. Nearly: all but the
        highest of --small.
    codes
        COLUMN=FILE: a CSV with all codes that a column may hold; COLUMN= where every reader knows that the codes occur.
        Without either, rows reveal that somebody has a code.
    threshold
        LEVEL=COUNT: the count from which cells of a column or level may be shown, where it is another than by --small.
    counts
        Say that the numbers are counts of units, where their column is not called as counts are.
    records
        CSV of the records behind printed sums of amounts: with it --value are sums, attacked by dominance and p% as any
        reader and as every contributor.
    contributor
        With --records: column that says whose amount it is, where one may have several records.
    policy
        With --records: TOML with dominance, p_percent and thresholds. The standard policy when left out.
    without
        With --records: COLUMN=MEMBER, records to leave out.
    seconds
        Longest time the attack may take.
    json
        Give the findings as JSON.
    """
    from zicht.cli import parsing
    from zicht.desk.audit import audit_files
    from zicht.desk.requests import Attack, Notation

    about_counts = {
        "small": small != "1-4",
        "attacker": attacker != "one",
        "original": original,
        "nearest": nearest,
        "sensitive": sensitive,
        "threshold": threshold,
        "counts": counts,
    }
    about_sums = {"contributor": contributor, "policy": policy, "without": without}
    idle = about_counts if records else about_sums
    _refuse_idle_options(idle, has_records=records is not None)
    notation = Notation(
        value=value,
        status=status,
        levels=parsing.parse_level_files(hierarchy),
        totals=parsing.parse_totals(total),
        several=several,
        base=base,
        nearest=nearest,
        original=original,
        code_lists=parsing.parse_code_lists(codes),
        counts=counts,
    )
    attack = Attack(
        small=parsing.parse_small(small),
        attacker=attacker,
        sensitive=parsing.parse_categories("--sensitive", sensitive),
        thresholds=parsing.parse_thresholds(threshold),
        seconds=seconds,
    )
    files = parsing.parse_printed(table, by, extent)
    if records:
        from zicht.desk.protect import read_policy
        from zicht.desk.requests import AttackOnSums
        from zicht.project.policies import STANDARD

        attack_on_sums = AttackOnSums(
            records=records,
            policy=read_policy(policy or STANDARD),
            contributor=contributor,
            without=parsing.parse_exclusions(without),
            seconds=seconds,
        )
        _audit_sums(files, notation, attack_on_sums, json=json)
        return
    with output.steps() as tell:
        findings = audit_files(files, notation, attack, progress=tell)
    if json:
        output.give_json(findings.as_mapping())
    else:
        output.give_fields(findings.as_mapping())
    for note in findings.notes:
        output.say(f"Note: {note}")
    if not findings.ok:
        raise _audit_failed(findings, small=small, base=base)


def _refuse_idle_options(options: "Mapping[str, object]", *, has_records: bool) -> None:
    """Refuse options of counts where sums are attacked, and the reverse: they would do nothing."""
    options_given = [f"--{name}" for name, value in options.items() if value]
    if options_given and has_records:
        raise UsageError(
            f"{', '.join(options_given)}: about counts, and --records says that sums of amounts are attacked.",
            now="Leave it out; the policy says what may be known of a sum.",
        )
    if options_given:
        raise UsageError(
            f"{', '.join(options_given)}: about sums of amounts, and no records are given.",
            now="Add --records FILE, or leave it out.",
        )


def _audit_sums(
    files: "Sequence[PrintedFile]",
    notation: "Notation",
    attack: "AttackOnSums",
    *,
    json: bool,
) -> None:
    """Attack printed sums, and leave with an error when anything is revealed."""
    from zicht.desk.audit_sums import audit_sums_of_files

    findings = audit_sums_of_files(files, notation, attack)
    if json:
        output.give_json(findings.as_mapping())
    else:
        output.give_fields(findings.as_mapping())
    if findings.ok:
        return
    if findings.others:
        raise AuditFailed(
            f"{findings.others} printed sums are not those of the records.",
            now="Give the records that the tables were made of, and --without for records that were left out.",
        )
    if not findings.complete:
        raise _not_finished(findings.named)
    raise _revealed(findings.named)


def _not_finished(named: Sequence[str]) -> AuditFailed:
    return AuditFailed(
        "The audit did not end in time.",
        now="Give --seconds more.",
        details=named[:_CELLS_SHOWN],
    )


def _revealed(named: Sequence[str]) -> AuditFailed:
    return AuditFailed(
        "The tables do not hold.",
        now="Do not publish them: protect them anew.",
        details=named[:_CELLS_SHOWN],
    )


def _audit_failed(findings: "Findings", *, small: str, base: int | None) -> AuditFailed:
    """Say what is wrong with printed tables, the gravest first."""
    if findings.contradiction:
        return AuditFailed(
            "The printed figures contradict each other.",
            now="Give the levels of a column (--hierarchy), name its total (--total), add rows that were left out, "
            "give --base where numbers were rounded, --attacker zero where zeros are withheld too, --several where one "
            "may carry several codes of a column, or --extent year where a later table covers more years.",
            details=findings.broken
            or ("No single sum is wrong; several together are.",),
        )
    if findings.small_printed:
        return AuditFailed(
            f"{findings.small_printed} cells print a number of {small} openly.",
            now="Withhold them, or say with --small what had to be withheld.",
            details=findings.named[:_CELLS_SHOWN],
        )
    if findings.off_base and not findings.revealed:
        return AuditFailed(
            f"{findings.off_base} numbers are not multiples of {base or 5}, or lie that far from the original: this is "
            "not a rounding of all cells to one base.",
            now="Give the --base that was used. Numbers with noise (cell key), or of which only the small ones were "
            "rounded, are not audited here.",
        )
    if findings.existence and findings.complete and not findings.revealed:
        return AuditFailed(
            f"Which rows there are reveals of {findings.existence} codes that somebody has them.",
            now="Give --codes COLUMN=FILE with all codes that a column may hold, or --codes COLUMN= where every reader "
            "knows that its codes occur.",
            details=[note for note in findings.notes if "--codes" in note],
        )
    if not findings.complete:
        return _not_finished(findings.named)
    return _revealed(findings.named)
