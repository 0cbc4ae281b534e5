"""The `zicht audit` command that repeats the attack on protected tables."""

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
    behind : options that say which records and rules are behind sums
    """
    words = ["zicht", "audit", *(str(folder / name) for name in files)]
    for columns in tables:
        words += ["--by", ",".join(columns)]
    for column, name in level_files:
        words += ["--hierarchy", f"{column}={folder / name}"]
    dimensions = dimensions_of(protected)
    for dimension in dimensions:
        if not dimension.adds_up:
            words += ["--several", dimension.name]
    for dimension in dimensions:
        if any(is_total(code) for code in dimension.codes - {TOTAL}):
            # A category is called as totals usually are: say which code the margin is.
            words += ["--total", f"{dimension.name}={MARGIN}"]
    for dimension in dimensions:
        if dimension.name in known and not dimension.hierarchies:
            words += ["--codes", f"{dimension.name}="]
    if sums_of:
        return shlex.join([*words, "--value", sums_of, *behind])
    return shlex.join([*words, *_attack(dimensions, policy)])


def dimensions_of(protected: Protected) -> list[Dimension]:
    """Return the dimensions of all tables, each once."""
    by_name = {
        dimension.name: dimension
        for table in protected.tables
        for dimension in table.dimensions
    }
    return list(by_name.values())


def _attack(dimensions: Sequence[Dimension], policy: Policy) -> list[str]:
    """Return the options that say what the attacker knows and looks for."""
    names = {dimension.name for dimension in dimensions}
    words: list[str] = []
    for name, codes in policy.sensitive.items():
        if name in names:
            for code in codes:
                words += ["--sensitive", f"{name}={code}"]
    words += ["--small", f"1-{max(1, policy.threshold - 1)}"]
    if policy.local_threshold != policy.threshold:
        levels = {
            tree.name for dimension in dimensions for tree in dimension.hierarchies
        }
        for level in policy.local_levels:
            if level in names | levels:
                words += ["--threshold", f"{level}={policy.local_threshold}"]
    if policy.method == "suppression":
        knows_zeros = policy.zeros == "structural"
        return [*words, "--attacker", "one" if knows_zeros else "zero"]
    return [*words, "--attacker", "rounded", "--base", str(policy.base)]
