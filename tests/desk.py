"""The desk as the command line reaches it: options are text, and the parser of the command line reads them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from zicht.cli import parsing
from zicht.desk import amounts, audit, protect
from zicht.desk.protect import ProtectReport, read_policy
from zicht.desk.records import read_records
from zicht.desk.requests import (
    COUNT_ROWS,
    Amounts,
    Attack,
    Destination,
    Notation,
    Protection,
    RecordsFile,
)
from zicht.disclosure.audit.findings import Findings
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable


def records_file(
    micro: Path,
    by: Sequence[str],
    hierarchies: Sequence[str] = (),
    *,
    without: Sequence[str] = (),
    several: Sequence[str] = (),
    totals: Sequence[str] = (),
    codes: Sequence[str] = (),
    **further: Any,
) -> RecordsFile:
    return RecordsFile(
        path=micro,
        tables=tuple(parsing.parse_columns(columns) for columns in by),
        levels=parsing.parse_levels(hierarchies),
        without=parsing.parse_exclusions(without),
        several=tuple(several),
        totals=parsing.parse_totals(totals),
        code_lists=parsing.parse_code_lists(codes),
        **further,
    )


def protection(
    policy: Path,
    inhabitants: Sequence[str] = (),
    merge_rare: Sequence[str] = (),
    seconds: float = 300.0,
) -> Protection:
    return Protection(
        policy=read_policy(policy),
        inhabitants=parsing.parse_area_files(inhabitants),
        merge_rare=parsing.parse_rare(merge_rare),
        seconds=seconds,
    )


def protect_files(
    micro: Path,
    *,
    by: Sequence[str],
    policy: Path,
    out: Path,
    hierarchies: Sequence[str] = (),
    inhabitants: Sequence[str] = (),
    merge_rare: Sequence[str] = (),
    language: Any = "en",
    ledger: Path | None = None,
    seconds: float = 300.0,
    **further: Any,
) -> ProtectReport:
    return protect.protect_files(
        records_file(micro, by, hierarchies, **further),
        protection(policy, inhabitants, merge_rare, seconds),
        Destination(out, language, ledger),
    )


def protect_amounts(
    micro: Path,
    *,
    value: str,
    by: Sequence[str],
    policy: Path,
    out: Path,
    contributor: str = "",
    hierarchies: Sequence[str] = (),
    inhabitants: Sequence[str] = (),
    language: Any = "en",
    seconds: float = 300.0,
    ledger: Path | None = None,
    **further: Any,
) -> ProtectReport:
    return amounts.protect_amounts(
        records_file(micro, by, hierarchies, count=COUNT_ROWS, **further),
        Amounts(value, contributor),
        protection(policy, inhabitants, (), seconds),
        Destination(out, language, ledger),
    )


def count_file(
    micro: Path, by: Sequence[str], hierarchies: Sequence[str], rules: Policy
) -> tuple[CountTable, ...]:
    return read_records(records_file(micro, by, hierarchies), rules).tables()


def audit_files(
    tables: Sequence[Path],
    *,
    by: Sequence[str],
    hierarchies: Sequence[str] = (),
    totals: Sequence[str] = (),
    extents: Sequence[str] = (),
    several: Sequence[str] = (),
    sensitive: Sequence[str] = (),
    codes: Sequence[str] = (),
    thresholds: Sequence[str] = (),
    small: str = "1-4",
    attacker: str = "one",
    seconds: float = 600.0,
    **notation: Any,
) -> Findings:
    return audit.audit_files(
        parsing.parse_printed(tables, by, extents),
        Notation(
            levels=parsing.parse_level_files(hierarchies),
            totals=parsing.parse_totals(totals),
            several=tuple(several),
            code_lists=parsing.parse_code_lists(codes),
            **notation,
        ),
        Attack(
            small=parsing.parse_small(small),
            attacker=attacker,
            sensitive=parsing.parse_categories("--sensitive", sensitive),
            thresholds=parsing.parse_thresholds(thresholds),
            seconds=seconds,
        ),
    )
