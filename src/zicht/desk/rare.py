"""Merges rare categories. The choice depends only on published numbers, so that it reveals nothing further."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from secrets import token_bytes

import numpy as np

from zicht.desk.layouts import Layout
from zicht.desk.records import Records
from zicht.disclosure.audit.attackers import Fact
from zicht.disclosure.gate import publish
from zicht.disclosure.small_areas import Inhabitants
from zicht.edition.numerals import sentence
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import IndicatorError, UsageError
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable, Draft
from zicht.vocabulary.text import Text

OTHER = "Other (merged)"
"""Name of the category that rare ones become part of."""


@dataclass(frozen=True)
class Gate:
    """The gate, as one run uses it.

    Parameters
    ----------
    policy : the rules
    inhabitants : per area
    progress : called with words about each step
    seconds : time limit of each part
    secret : for random choices; without a ledger a new one per run
    ledger : what earlier outputs printed
    facts : bounds of counts that follow from earlier sums
    """

    policy: Policy
    inhabitants: Inhabitants
    progress: Progress | None
    seconds: float
    # Without a ledger no later output repeats these numbers, so the secret may be
    # forgotten.
    secret: bytes = field(default_factory=lambda: token_bytes(32), repr=False)
    ledger: Ledger | None = None
    facts: Sequence[Fact] = ()

    def publish(self, tables: Sequence[CountTable]) -> Protected:
        """Protect tables, attack them together with what earlier outputs printed, and seal them."""
        try:
            draft = Draft(tuple(tables))
        # Rows of totals, of levels and of counted columns may disagree with each other.
        except IndicatorError as error:
            raise UsageError(
                "The records give two different counts for some cells.",
                now="Correct the rows of totals, of levels, and of columns in which one person may have several codes.",
            ) from error
        return publish(
            draft,
            self.policy,
            sign=lambda digest: hashlib.sha256(digest).hexdigest(),
            secret=self.secret,
            ledger=self.ledger,
            facts=self.facts,
            progress=self.progress,
            inhabitants=self.inhabitants,
            seconds=self.seconds,
        )


@dataclass(frozen=True, eq=False)
class Grouped:
    """Records with their rare categories merged.

    Parameters
    ----------
    records : with the merged categories
    groups : per column, each merged category and the category it became part of
    notes : on the merges
    """

    records: Records
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()


def group_rare(
    records: Records,
    least: Mapping[str, int],
    gate: Gate,
    merged: Mapping[str, Mapping[str, str]] | None = None,
) -> Grouped:
    """Merge the categories of a column whose published number in a table of that column alone is absent or too low.

    A merge reveals that the rounded number of a category is below the limit. The limit lies so far above the thresholds
    that the category may still be large.

    Parameters
    ----------
    records : to be counted
    least : by column, the number below which categories are merged
    gate : that publishes the tables by which the categories are chosen
    merged : per column of earlier outputs of the same ledger, the categories that they
        merged. The same categories are merged again, requested or not, and no others
    """
    for column, limit in least.items():
        _refuse_unfit(column, limit, records, gate.policy)
    # The ledger comes first: its categories must be merged as they were.
    earlier = merged or {}
    groups = _groups_of_earlier(earlier, records)
    notes = [_note_on_earlier_groups(name, group) for name, group in groups.items()]
    records = _merged(records, groups)
    new_limits = {name: limit for name, limit in least.items() if name not in earlier}
    if new_limits:
        rare = _rare_categories(records, new_limits, gate)
        for column, codes in rare.items():
            notes.append(_note_on_rare(column, len(codes), new_limits[column]))
        new_groups = _groups_of_rare(rare)
        records = _merged(records, new_groups)
        groups |= new_groups
    return Grouped(records, groups, tuple(notes))


def _groups_of_rare(
    rare: Mapping[str, Sequence[str]],
) -> dict[str, Mapping[str, str]]:
    """Return, per column with rare categories, the category that each of them becomes part of."""
    return {
        column: dict.fromkeys(codes, OTHER) for column, codes in rare.items() if codes
    }


def _rare_categories(
    records: Records, least: Mapping[str, int], gate: Gate
) -> dict[str, list[str]]:
    """Return, per column, the categories that are merged as rare; empty if a merge would change little.

    They are chosen by what the gate would publish in a table of each column alone. These
    tables are not published, only the choice of categories is: so the ledger is not used.
    """
    one_table_per_column = Layout(tuple((column,) for column in least), {})
    margins = replace(records, layout=one_table_per_column)
    # The ledger keeps what was printed; these tables are not.
    published = replace(gate, ledger=None).publish(margins.tables()).tables
    return {
        column: _rare_codes(table, limit, gate.policy)
        for table, (column, limit) in zip(published, least.items(), strict=True)
    }


def _groups_of_earlier(
    merged: Mapping[str, Mapping[str, str]], records: Records
) -> dict[str, Mapping[str, str]]:
    """Return the rare categories that earlier outputs merged, in columns that tables show."""
    groups: dict[str, Mapping[str, str]] = {}
    for column, merges in merged.items():
        # Other merges are those of the policy, which are applied already.
        group = {code: target for code, target in merges.items() if target == OTHER}
        if group and column in records.dimensions:
            groups[column] = group
    return groups


def _note_on_rare(column: str, n_rare: int, number: int) -> Text:
    """Return a note on the number of merged categories, or that too few are rare."""
    if not n_rare:
        return sentence("gate_note.too_few_rare", column=column)
    return sentence(
        "gate_note.rare_merged", column=column, n=n_rare, number=str(number)
    )


def _note_on_earlier_groups(column: str, group: Mapping[str, str]) -> Text:
    """Return a note that the merged categories are those of earlier outputs."""
    return sentence("gate_note.merged_as_before", column=column, n=len(group))


def _rare_codes(table: ProtectedTable, limit: int, policy: Policy) -> list[str]:
    """Return the categories with a published number below a limit; empty if merging them would change little."""
    codes = table.codes[0]
    shown = np.where(table.statuses == Status.PUBLISHED, table.values, 0)
    is_rare = (codes != TOTAL) & (shown < limit)
    n_rare = int(is_rare.sum())
    # Together they must lie clearly below as many categories at the limit.
    is_clearly_below = int(shown[is_rare].sum()) <= n_rare * (limit - policy.base)
    rare_codes: list[str] = codes[is_rare].tolist()
    # A single rare category would keep its count under another name.
    return rare_codes if n_rare > 1 and is_clearly_below else []


def _merged(records: Records, groups: Mapping[str, Mapping[str, str]]) -> Records:
    """Return the records with rare categories replaced by the merged one."""
    codes = dict(records.codes)
    dimensions = dict(records.dimensions)
    for column, group in groups.items():
        is_rare = np.isin(codes[column], list(group))
        codes[column] = np.where(is_rare, OTHER, codes[column])
        leaves = tuple(sorted(set(codes[column].tolist())))
        dimensions[column] = Dimension(column, leaves)
    return replace(records, codes=codes, dimensions=dimensions)


def _refuse_unfit(column: str, limit: int, records: Records, policy: Policy) -> None:
    """Refuse to merge rare categories of a column if that is not possible or not safe."""
    option = f"--merge-rare '{column}={limit}'"
    dimension = records.dimensions.get(column)
    if dimension is None:
        raise UsageError(
            f"{option} names a column that no table shows.",
            now=f"Columns are {', '.join(sorted(records.dimensions))}.",
        )
    # A merged category may lie a base above its rounded number, so it may still be
    # large.
    lowest = policy.base + max(policy.threshold, policy.local_threshold)
    if limit < lowest:
        raise UsageError(
            f"{option}: a merge would reveal that the categories are small.",
            now=f"Take {lowest} or more.",
        )
    if not dimension.adds_up:
        raise UsageError(
            f"{option}: one may carry several of its codes.",
            now="Write the merge under [merges] instead.",
        )
    if dimension.hierarchies:
        raise UsageError(
            f"{option}: the column has a hierarchy.",
            now="Publish it by one of its levels.",
        )
    if OTHER in dimension.leaves:
        raise UsageError(
            f"{option}: a category is called {OTHER} already.",
            now="Rename it.",
        )
