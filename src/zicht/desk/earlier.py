"""What earlier outputs of a ledger reveal about the current records.

A ledger is for one set of records. If a column was renamed, what earlier outputs printed by
its former name would be ignored, so such a file is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from zicht.desk.columns import Columns
from zicht.desk.ledgers import FileLedger
from zicht.desk.requests import Names
from zicht.disclosure.audit.attackers import Attacker, Background, Fact
from zicht.disclosure.audit.axes import leaves_below
from zicht.disclosure.audit.passed_tables import from_protected
from zicht.disclosure.audit.report import audit
from zicht.disclosure.thresholds import limits_of
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import DisclosureRefused, UsageError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status

RECORDS = "records"
"""Universe of counts of plain files."""
NO_UPPER_BOUND = np.iinfo(np.int64).max
MOSTLY = 0.5
"""Share of the records with both amounts above which one column is the other in different units, or plus a constant."""


def refuse_lost_columns(file: Columns, earlier: Sequence[Names]) -> None:
    """Refuse a file without a column by which an earlier output was broken down.

    The column may have a new name: what was printed by the former name would then be ignored.

    Raises
    ------
    UsageError : naming the columns
    """
    lost = sorted({name for names in earlier for name in names} - set(file.names))
    if lost:
        raise UsageError(
            f"{file.where}: the ledger holds outputs by {', '.join(lost)}, and the file"
            " does not have that column.",
            now="Give the column its former name, or leave it in the file; for other"
            " records begin another ledger.",
        )


def refuse_renamed_amounts(
    value: str, amounts: Ints, earlier: Mapping[str, Ints | None], ledger: Path
) -> None:
    """Refuse amounts that earlier outputs summed under another name, or in other units.

    Parameters
    ----------
    value, amounts : name of the column that is summed, and the amount of each record
    earlier : per column that earlier outputs summed, the amount of each record; None if
        the file does not have the column
    ledger : file that holds these outputs

    Raises
    ------
    UsageError : naming the columns
    """
    for name, earlier_amounts in earlier.items():
        if earlier_amounts is None:
            raise UsageError(
                f"{ledger.name} holds sums of {name}, and the file does not have that column:"
                f" {value} may be {name} under another name.",
                now=f"Leave column {name} in the file so that the two can be compared,"
                f" or rename {value} to {name} if it is the same.",
            )
        if _are_the_same(earlier_amounts, amounts):
            raise UsageError(
                f"{ledger.name} holds sums of {name}. In most records with both, {value} equals"
                f" {name}, a fixed multiple of it, or {name} plus a fixed number: the sums"
                " would be of the same amounts.",
                now=f"Sum {name} again: the gate then takes its earlier sums into account.",
            )


def _are_the_same(first: Ints, second: Ints) -> bool:
    """Whether two amounts have the same ratio, or the same difference, in most records with both.

    Records with only one of them are ignored: an amount that is 0 in some records is a part
    of a sum that was printed earlier.
    """
    # Two columns that are 0 in the same records are alike there, whatever they hold.
    has_both = (first > 0) & (second > 0)
    first, second = first[has_both], second[has_both]
    n_records = len(first)
    if not n_records:
        return False
    # Ratios are compared as reduced fractions, because division would round them.
    divisor = np.gcd(first, second)
    ratios = np.stack([first // divisor, second // divisor])
    _, n_per_ratio = np.unique(ratios, axis=1, return_counts=True)
    _, n_per_difference = np.unique(second - first, return_counts=True)
    n_alike = int(max(n_per_ratio.max(), n_per_difference.max()))
    # One record with both agrees with itself in every ratio.
    return n_alike > 1 and n_alike > MOSTLY * n_records


def counts_revealed(
    tables: Sequence[ProtectedTable], policy: Policy, amounts: Ints
) -> tuple[ProtectedTable, ...]:
    """Return bounds of the number of records in each cell, as the printed sums reveal them.

    A sum is printed only if its contributors reach the threshold. Where zeros are printed, a
    withheld sum has at least one record. An attacker who knows the smallest and the largest
    amount divides a printed sum by them.

    Parameters
    ----------
    tables : of sums, as they are printed
    policy : by which they were protected
    amounts : of each record
    """
    if not len(amounts):
        return ()
    smallest = int(amounts.min())
    largest = int(amounts.max())
    return tuple(_counts_of(table, policy, smallest, largest) for table in tables)


def _counts_of(
    table: ProtectedTable, policy: Policy, smallest: int, largest: int
) -> ProtectedTable:
    """Return a table of sums as a table of bands: the possible numbers of records."""
    n_cells = len(table.values)
    # A printed 0 may be of nobody, or of records without an amount.
    is_printed = (table.statuses == Status.PUBLISHED) & (table.values > 0)
    is_withheld = table.statuses == Status.WITHHELD
    # The sum divided by the largest amount, rounded up.
    # No record has more than the largest amount, so that many records at least make the
    # sum.
    fewest = -(-table.values // max(1, largest))
    lower_if_printed = np.maximum(limits_of(table, policy), fewest)
    zeros_are_printed = policy.zeros == "structural"
    lower_if_not = np.where(is_withheld & zeros_are_printed, 1, 0)
    upper = np.full(n_cells, NO_UPPER_BOUND)
    # Records without an amount do not show in a sum: if there may be such, a sum gives
    # no upper bound of their number.
    if smallest > 0:
        upper = np.where(is_printed, table.values // smallest, upper)
    return ProtectedTable.over(
        replace(table, universe=RECORDS),
        values=np.zeros(n_cells, dtype=np.int64),
        statuses=np.full(n_cells, str(Status.BANDED)),
        lower=np.where(is_printed, lower_if_printed, lower_if_not),
        upper=upper,
    )


def facts_about_counts(revealed: Sequence[ProtectedTable]) -> tuple[Fact, ...]:
    """Return what printed sums reveal about counts, as facts that every reader knows."""
    return tuple(fact for table in revealed for fact in _facts_of(table))


def _facts_of(table: ProtectedTable) -> Iterator[Fact]:
    """Yield the bounds of each cell of a table; cells without a bound are left out."""
    leaves = {dimension.name: leaves_below(dimension) for dimension in table.dimensions}
    cells = zip(*(column.tolist() for column in table.codes), strict=True)
    bounds = zip(table.lower.tolist(), table.upper.tolist(), strict=True)
    for cell, (lower, upper) in zip(cells, bounds, strict=True):
        has_upper_bound = upper != NO_UPPER_BOUND
        # A fact that every count fulfils would only slow the attack.
        if lower == 0 and not has_upper_bound:
            continue
        codes = zip(table.names, cell, strict=True)
        predicate = {name: leaves[name][code] for name, code in codes if code != TOTAL}
        yield Fact(
            table.universe, predicate, lower, upper if has_upper_bound else np.inf
        )


def refuse_narrowed_counts(
    ledger: FileLedger,
    revealed: Sequence[ProtectedTable],
    policy: Policy,
    *,
    seconds: float,
) -> None:
    """Refuse sums that would reveal counts which earlier outputs rounded or withheld.

    Parameters
    ----------
    ledger : of the earlier outputs, with counts and with sums
    revealed : bounds of each count that the new sums reveal; the attacker knows the earlier
        sums as well
    policy : with the threshold of counts
    seconds : time limit of each attack

    Raises
    ------
    DisclosureRefused : naming the counts
    """
    facts = facts_about_counts((*ledger.behind_sums.tables, *revealed))
    for entry in ledger.printed.entries:
        tables = [from_protected(table, is_rounded=True) for table in entry.tables]
        is_rounded = any(table.is_rounded for table in tables)
        # Each earlier output is attacked by itself: records were added in between, so
        # two outputs are not one system of equations.
        background = Background(
            Attacker.ROUNDED if is_rounded else Attacker.ZERO,
            small=(1, policy.threshold - 1),
            base=max([2, *(_base_of(table) for table in entry.tables)]),
            facts=facts,
        )
        findings = audit(tables, background, seconds=seconds)
        # If sums and counts contradict each other, they are of different records.
        if not findings.ok and not findings.contradiction:
            raise DisclosureRefused(
                f"The sums would reveal {findings.revealed} counts that an earlier output"
                " rounded or withheld; nothing is published.",
                details=findings.named,
                now="Leave the breakdown out, or merge the categories named.",
            )


def _base_of(table: ProtectedTable) -> int:
    """Return the base of the rounding, read off the bounds of a table; 1 for exact counts."""
    is_shown = table.statuses == Status.PUBLISHED
    reach = (table.upper - table.values)[is_shown]
    return int(reach.max(initial=0)) + 1


def without_records(
    table: ProtectedTable, universe: str, is_known: Sequence[bool]
) -> ProtectedTable | None:
    """Return the cells that a table of counts printed as empty, as sums of 0.

    Parameters
    ----------
    table : of counts
    universe : of the sums
    is_known : whether the current records have the codes of each row

    Returns
    -------
    None if no cell was printed as empty
    """
    # The bound decides and not the printed number: a rounded 0 may stand for some
    # records.
    is_empty = (table.upper == 0) & np.asarray(is_known, dtype=bool)
    n_cells = int(is_empty.sum())
    if not n_cells:
        return None
    zeros = np.zeros(n_cells, dtype=np.int64)
    return ProtectedTable(
        universe,
        table.dimensions,
        tuple(column[is_empty] for column in table.codes),
        values=zeros,
        statuses=np.full(n_cells, str(Status.PUBLISHED)),
        lower=zeros,
        upper=zeros,
    )
