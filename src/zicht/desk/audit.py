"""The verb `zicht audit` on plain CSV files: attacks printed tables, whoever protected them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from zicht.desk.audit_notes import notes_on, notes_on_existence
from zicht.desk.audit_reading import USUAL_BASE, Printed, base_of, read_tables
from zicht.desk.columns import did_you_mean
from zicht.desk.existence import disclosed_by_print
from zicht.desk.extents import with_extents
from zicht.desk.marginals import refuse_unmarked
from zicht.desk.requests import Attack, Category, Notation, PrintedFile
from zicht.disclosure.audit.attackers import Attacker, Background, Groups
from zicht.disclosure.audit.contradictions import contradictions
from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.disclosure.audit.report import audit
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.progress import Progress


def audit_files(
    files: Sequence[PrintedFile],
    notation: Notation,
    attack: Attack,
    *,
    progress: Progress | None = None,
) -> Findings:
    """Attack printed tables, whoever protected them.

    Parameters
    ----------
    files : attacked together
    notation : how they are to be read; the value of a withheld cell is never looked at
    attack : what the attacker knows, and what had to be withheld
    progress : called with words about each step

    Returns
    -------
    findings; `.ok` says whether the tables hold, `.as_mapping()` is what `--json` prints

    Raises
    ------
    UsageError : a file cannot be read as what it should be, or a code looks like a total that nobody marked
    """
    begin = time.monotonic()
    _refuse_bad_request(files, notation, attack)
    printed = read_tables(files, notation, attack)
    # A total that is read as a category is an equation that the attacker has and the
    # attack lacks: the tables would pass.
    coincidences = refuse_unmarked(printed.tables, notation.totals)
    background = _background(printed.tables, notation, attack)
    existence = _existence(printed, attack, background)

    # Extents come first: a column with an extent keeps its own categories.
    extended = with_extents(printed.tables, [file.extent for file in files])
    tables = _with_same_leaves(extended)
    findings = audit(tables, background, seconds=attack.seconds, progress=progress)
    # Tables that contradict each other allow no attack: the user gets the sums that do
    # not hold, because most are misprints or wrong options.
    broken = contradictions(tables, background) if findings.contradiction else ()
    notes = (
        *notes_on(findings, printed.tables),
        *notes_on_existence(existence),
        *coincidences,
    )
    return replace(
        findings,
        off_base=printed.off_base,
        small_printed=printed.small_printed,
        existence=sum(existence.values()),
        notes=notes,
        broken=broken or findings.broken,
        seconds=time.monotonic() - begin,
    )


def _refuse_bad_request(
    files: Sequence[PrintedFile], notation: Notation, attack: Attack
) -> None:
    """Refuse options that contradict each other.

    Raises
    ------
    UsageError : naming the option
    """
    if attack.attacker not in list(Attacker):
        raise UsageError(
            f"--attacker {attack.attacker!r} is not known.",
            now="Take zero, one, threshold or rounded.",
        )
    if notation.nearest and notation.base is None:
        raise UsageError(
            "--nearest needs the base of the rounding.", now="Add --base 5"
        )
    if notation.original is not None and notation.base is None:
        raise UsageError(
            "--original needs the base of the rounding.", now="Add --base 5"
        )
    if not files:
        raise UsageError("No table was given.", now="Give one CSV or more.")


# ---- what the attacker knows


def _background(
    tables: Sequence[PublishedTable], notation: Notation, attack: Attack
) -> Background:
    """Return what the attacker knows.

    Tables that print their own rounding bounds are rounded, whatever was said.
    """
    base = base_of(notation, attack)
    printed_bases = [_printed_base(table) for table in tables]
    # One rounded table makes all rounded: the attacker may assume no more of the others
    # than their numbers say.
    is_rounded = base is not None or any(printed_bases)
    return Background(
        Attacker.ROUNDED if is_rounded else Attacker(attack.attacker),
        attack.small,
        base or max([USUAL_BASE, *printed_bases]),
        groups=Groups(_sensitive_codes(attack.sensitive, tables), attack.small[1] + 1),
    )


def _printed_base(table: PublishedTable) -> int:
    """Return the base of a rounding that the printed bounds reveal; 0 where they reveal none.

    A number rounded to base b reaches to b - 1 above itself.
    """
    has_bounds = (table.marks == Mark.ROUNDED) & np.isfinite(table.upper)
    reach = (table.upper - table.values)[has_bounds]
    # Without any printed bound the maximum is -1, and the base 0.
    return int(reach.max(initial=-1)) + 1


def _sensitive_codes(
    categories: Sequence[Category], tables: Sequence[PublishedTable]
) -> Mapping[str, tuple[str, ...]]:
    """Return the sensitive codes by column.

    Raises
    ------
    UsageError : no table shows a category at its finest level
    """
    leaves = _leaves_by_column(tables)
    codes: dict[str, tuple[str, ...]] = {}
    for category in categories:
        known = leaves.get(category.column, set())
        if category.code not in known:
            raise UsageError(
                f"--sensitive '{category}': no table has that category.",
                now=did_you_mean(
                    category.code,
                    sorted(known),
                    "Name a column of --by and one of its finest categories.",
                ),
            )
        codes[category.column] = (*codes.get(category.column, ()), category.code)
    return codes


def _existence(
    printed: Printed, attack: Attack, background: Background
) -> dict[str, int]:
    """Count per column the codes of which the rows alone reveal that somebody has them."""
    is_rounded = any(table.is_rounded for table in printed.tables)
    may_be_empty = attack.attacker == Attacker.ZERO or is_rounded
    # Only if zeros are printed does a withheld cell reveal that somebody is in it.
    least = 0.0 if may_be_empty else 1.0
    return disclosed_by_print(printed.tables, printed.known, background.base, least)


# ---- tables side by side


def _with_same_leaves(tables: Sequence[PublishedTable]) -> list[PublishedTable]:
    """Give a column the same categories in every table: an absent row means zero.

    A column whose extent differs keeps its own: its total covers other records.
    """
    leaves = _leaves_by_column(tables)
    extended = []
    for table in tables:
        dimensions = [
            _with_leaves(dimension, leaves, table) for dimension in table.dimensions
        ]
        extended.append(replace(table, dimensions=tuple(dimensions)))
    return extended


def _with_leaves(
    dimension: Dimension, leaves: Mapping[str, set[str]], table: PublishedTable
) -> Dimension:
    """Return a dimension of a table with the categories that any table shows."""
    if dimension.name in table.extents:
        return dimension
    return replace(dimension, leaves=tuple(sorted(leaves[dimension.name])))


def _leaves_by_column(tables: Sequence[PublishedTable]) -> dict[str, set[str]]:
    """Return the finest categories of each column in any table."""
    leaves: dict[str, set[str]] = {}
    for table in tables:
        for dimension in table.dimensions:
            leaves.setdefault(dimension.name, set()).update(dimension.leaves)
    return leaves
