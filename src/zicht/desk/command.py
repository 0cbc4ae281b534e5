"""Composes the `zicht audit` command that repeats the attack on protected tables."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from zicht.desk.names import MARGIN, is_total
from zicht.desk.requests import Names
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected


def audit_command(
    folder: Path,
    files: Sequence[str],
    tables: Sequence[Names],
    level_files: Sequence[tuple[str, str]],
    *,
    protected: Protected,
    policy: Policy,
    known: frozenset[str],
    sums_of: str = "",
    behind: Sequence[str] = (),
) -> str:
    """Return the command that attacks protected tables as the gate did.

    Parameters
    ----------
    folder : of the files; empty for a command that is run inside it
    files : names of the tables
    tables : per table its columns
    level_files : column and name of each file with levels
    protected : the tables
    policy : by which they were protected
    known : columns whose codes every reader knows
    sums_of : the column that was summed; empty for counts
    behind : options that name the records and rules of sums
    """
    words = ["zicht", "audit", *(str(folder / name) for name in files)]
    for columns in tables:
        words += ["--by", ",".join(columns)]
    for column, name in level_files:
        words += ["--hierarchy", f"{column}={folder / name}"]
    dimensions = dimensions_of(protected)
    words += _options_of_columns(dimensions, known)
    if sums_of:
        words += ["--value", sums_of, *behind]
    else:
        words += _options_of_attack(dimensions, policy)
    return shlex.join(words)


def _options_of_columns(
    dimensions: Sequence[Dimension], known: frozenset[str]
) -> list[str]:
    """Return the options that state how the codes of each column relate to persons and totals."""
    several: list[str] = []
    totals: list[str] = []
    codes: list[str] = []
    for dimension in dimensions:
        if not dimension.adds_up:
            several += ["--several", dimension.name]
        if any(is_total(code) for code in dimension.codes - {TOTAL}):
            # A category has a usual name of a total, so the name of the total must be given.
            totals += ["--total", f"{dimension.name}={MARGIN}"]
        if dimension.name in known and not dimension.hierarchies:
            codes += ["--codes", f"{dimension.name}="]
    return [*several, *totals, *codes]


def dimensions_of(protected: Protected) -> list[Dimension]:
    """Return the dimensions of all tables, each once."""
    by_name = {
        dimension.name: dimension
        for table in protected.tables
        for dimension in table.dimensions
    }
    return list(by_name.values())


def _options_of_attack(dimensions: Sequence[Dimension], policy: Policy) -> list[str]:
    """Return the options that state what the attacker knows, and what had to be withheld."""
    words = [
        *_sensitive_categories(dimensions, policy),
        *("--small", f"1-{max(1, policy.threshold - 1)}"),
        *_local_thresholds(dimensions, policy),
    ]
    if policy.method != "suppression":
        return [*words, "--attacker", "rounded", "--base", str(policy.base)]
    # If zeros are printed, a withheld cell is known to be one or more.
    zeros_are_printed = policy.zeros == "structural"
    return [*words, "--attacker", "one" if zeros_are_printed else "zero"]


def _sensitive_categories(dimensions: Sequence[Dimension], policy: Policy) -> list[str]:
    """Return an option per sensitive category that the tables show."""
    columns = {dimension.name for dimension in dimensions}
    words: list[str] = []
    for column, codes in policy.sensitive.items():
        if column in columns:
            for code in codes:
                words += ["--sensitive", f"{column}={code}"]
    return words


def _local_thresholds(dimensions: Sequence[Dimension], policy: Policy) -> list[str]:
    """Return an option per column or level that has the local threshold, if it differs."""
    if policy.local_threshold == policy.threshold:
        return []
    names: set[str] = set()
    for dimension in dimensions:
        names.add(dimension.name)
        names.update(tree.name for tree in dimension.hierarchies)
    words: list[str] = []
    for level in policy.local_levels:
        if level in names:
            words += ["--threshold", f"{level}={policy.local_threshold}"]
    return words
