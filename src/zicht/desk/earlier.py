"""What earlier outputs of a ledger tell about the records of today.

A ledger is for one set of records, whatever their columns are called. An output by a
renamed column would be protected as if nothing had been printed of it.
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
from zicht.disclosure.audit.published import from_protected
from zicht.disclosure.audit.report import audit
from zicht.disclosure.thresholds import limits_of
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import DisclosureRefused, UsageError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable, Status

RECORDS = "records"
"""Universe of counts of plain files."""
ENDLESS = np.iinfo(np.int64).max
MOSTLY = 0.5
"""Share of the records with both from which two columns of amounts are one, in other units or with something added."""


def refuse_lost_columns(file: Columns, earlier: Sequence[Names]) -> None:
    """Refuse a file without a column by which an earlier output was broken down.

    It may have another name now, and nothing would be known of what was printed by it.

    Raises
    ------
    UsageError : naming the columns
    """
    lost = sorted({name for names in earlier for name in names} - set(file.names))
    if lost:
        raise UsageError(
            f"{file.where}: the ledger holds outputs by {', '.join(lost)}, and the file"
            " has no such column.",
            now="Give the column the name that it had, or leave it in the file; for"
            " other records begin another ledger.",
        )


def refuse_renamed_amounts(
    value: str, amounts: Ints, earlier: Mapping[str, Ints | None], ledger: Path
) -> None:
    """Refuse amounts that earlier outputs summed under another name, or in other units.

    Parameters
    ----------
    value, amounts : name of the column that is summed, and the amount of each record
    earlier : per column that earlier outputs summed, the amount of each record; None
        where the file has no such column
    ledger : that holds these outputs

    Raises
    ------
    UsageError : naming the columns
    """
    for name, before in earlier.items():
        if before is None:
            raise UsageError(
                f"{ledger.name} holds sums of {name}, and the file has no such column:"
                f" {value} may be {name} under another name.",
                now=f"Leave column {name} in the file so that the two can be compared,"
                f" or give {value} the name {name} where it is the same.",
            )
        if _are_of_the_same(before, amounts):
            raise UsageError(
                f"{ledger.name} holds sums of {name}, and most records with both have"
                f" the same amount of {value}, a multiple of it, or as much more: the"
                " sums would be of the same amounts.",
                now=f"Sum {name} again: the gate then knows what it printed before.",
            )


def _are_of_the_same(first: Ints, second: Ints) -> bool:
    """Whether most records with two amounts have one proportion, or one difference, between them.

    Records with only one of them do not count: amounts of some records and 0 of the others are a part of a sum that was
    printed before.
    """
    has_both = (first > 0) & (second > 0)
    before, now = first[has_both], second[has_both]
    if not len(before):
        return False
    divisor = np.gcd(before, now)
    proportions = np.stack([before // divisor, now // divisor])
    _, n_of_proportion = np.unique(proportions, axis=1, return_counts=True)
    _, n_of_difference = np.unique(now - before, return_counts=True)
    n_alike = int(max(n_of_proportion.max(), n_of_difference.max()))
    return n_alike > 1 and n_alike > MOSTLY * len(before)


def counts_revealed(
    tables: Sequence[ProtectedTable], policy: Policy, amounts: Ints
) -> tuple[ProtectedTable, ...]:
    """Return the fewest and the most records that each cell can have, given the printed sums.

    A sum is printed only of as many as the threshold; where zeros are printed, a withheld
    sum has one at least. Who knows the smallest and the largest amount there is divides
    a printed sum by them.

    Parameters
    ----------
    tables : of sums, as they are printed
    policy : by which they were protected
    amounts : of each record
    """
    if not len(amounts):
        return ()
    least, most = int(amounts.min()), int(amounts.max())
    return tuple(_counts_of(table, policy, least, most) for table in tables)


def _counts_of(
    table: ProtectedTable, policy: Policy, least: int, most: int
) -> ProtectedTable:
    is_printed = (table.statuses == Status.PUBLISHED) & (table.values > 0)
    is_withheld = table.statuses == Status.WITHHELD
    by_largest = -(-table.values // max(1, most))
    lower = np.maximum(limits_of(table, policy), by_largest)
    without_number = np.where(is_withheld & (policy.zeros == "structural"), 1, 0)
    upper = np.full(len(table.values), ENDLESS)
    if least > 0:
        upper = np.where(is_printed, table.values // least, upper)
    return ProtectedTable.over(
        replace(table, universe=RECORDS),
        values=np.zeros(len(table.values), dtype=np.int64),
        statuses=np.full(len(table.values), str(Status.BANDED)),
        lower=np.where(is_printed, lower, without_number),
        upper=upper,
    )


def facts_about_counts(revealed: Sequence[ProtectedTable]) -> tuple[Fact, ...]:
    """Return what printed sums reveal about counts, as facts that every reader knows."""
    return tuple(fact for table in revealed for fact in _facts_of(table))


def _facts_of(table: ProtectedTable) -> Iterator[Fact]:
    leaves = {dimension.name: leaves_below(dimension) for dimension in table.dimensions}
    rows = zip(*(column.tolist() for column in table.codes), strict=True)
    bounds = zip(table.lower.tolist(), table.upper.tolist(), strict=True)
    for row, (lower, upper) in zip(rows, bounds, strict=True):
        if lower == 0 and upper == ENDLESS:
            continue
        codes = zip(table.names, row, strict=True)
        predicate = {name: leaves[name][code] for name, code in codes if code != TOTAL}
        highest = np.inf if upper == ENDLESS else upper
        yield Fact(table.universe, predicate, lower, highest)


def refuse_narrowed_counts(
    ledger: FileLedger,
    revealed: Sequence[ProtectedTable],
    policy: Policy,
    *,
    seconds: float,
) -> None:
    """Refuse sums that would reveal counts which earlier outputs printed imprecisely.

    Parameters
    ----------
    ledger : of the earlier outputs, with counts and with sums
    revealed : the lowest and the highest that each count can be, given the new sums; who
        reads them has read earlier sums too
    policy : its threshold is that of withheld counts
    seconds : the longest one attack may take

    Raises
    ------
    DisclosureRefused : naming the counts
    """
    facts = facts_about_counts((*ledger.behind_sums.tables, *revealed))
    for entry in ledger.printed.entries:
        tables = [from_protected(table, is_rounded=True) for table in entry.tables]
        is_rounded = any(table.is_rounded for table in tables)
        background = Background(
            Attacker.ROUNDED if is_rounded else Attacker.ZERO,
            small=(1, policy.threshold - 1),
            base=max([2, *(_base_of(table) for table in entry.tables)]),
            facts=facts,
        )
        findings = audit(tables, background, seconds=seconds)
        # Sums that contradict the counts are of other records.
        if not findings.ok and not findings.contradiction:
            raise DisclosureRefused(
                f"The sums would reveal {findings.revealed} counts that an earlier output"
                " printed imprecisely; nothing is published.",
                details=findings.named,
                now="Leave the breakdown out, or merge the categories named.",
            )


def _base_of(table: ProtectedTable) -> int:
    """Return the base of the rounding that the bounds of a table show; 1 for exact counts."""
    is_shown = table.statuses == Status.PUBLISHED
    reach = (table.upper - table.values)[is_shown]
    return int(reach.max(initial=0)) + 1


def without_records(
    table: ProtectedTable, universe: str, is_known: Sequence[bool]
) -> ProtectedTable | None:
    """Return the cells that a table of counts printed as empty, as sums of nothing.

    Parameters
    ----------
    table : of counts
    universe : of the sums
    is_known : whether the records of today have the codes of each row

    Returns
    -------
    None where no cell was printed as empty
    """
    is_empty = (table.upper == 0) & np.asarray(is_known, dtype=bool)
    n_cells = int(is_empty.sum())
    if not n_cells:
        return None
    nothing = np.zeros(n_cells, dtype=np.int64)
    return ProtectedTable(
        universe,
        table.dimensions,
        tuple(column[is_empty] for column in table.codes),
        values=nothing,
        statuses=np.full(n_cells, str(Status.PUBLISHED)),
        lower=nothing,
        upper=nothing,
    )
