"""Merges rare categories, chosen by what is published of them, so that the choice itself reveals nothing."""

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
from zicht.vocabulary.protected import Protected, ProtectedTable, Status
from zicht.vocabulary.tables import CountTable, Draft
from zicht.vocabulary.text import Text

OTHER = "Other (merged)"


@dataclass(frozen=True)
class Gate:
    """How tables are published in one run.

    Parameters
    ----------
    policy : the rules
    inhabitants : per area
    progress : called with words about each step
    seconds : the longest one part may take
    secret : for whatever is left to chance; of this run alone when left out
    ledger : what earlier outputs printed
    facts : bounds of counts that follow from earlier sums
    """

    policy: Policy
    inhabitants: Inhabitants
    progress: Progress | None
    seconds: float
    secret: bytes = field(default_factory=lambda: token_bytes(32), repr=False)
    ledger: Ledger | None = None
    facts: Sequence[Fact] = ()

    def publish(self, tables: Sequence[CountTable]) -> Protected:
        """Protect, attack together with what earlier outputs printed, and seal."""
        try:
            draft = Draft(tuple(tables))
        except IndicatorError as error:
            raise UsageError(
                "Some cells follow from the records in two ways, and with different counts.",
                now="Mend the rows of totals, of levels, and of columns in which one person may have several codes.",
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
    records : as they are to be counted
    groups : per column, the categories that were merged and into what
    notes : the same in words
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
    """Merge the categories of a column that, protected by itself, show no number or one below the least.

    That a category is merged says that its rounded number is below the least, and no more. The least lies so far above
    the thresholds that no category is thereby known to be small.

    Parameters
    ----------
    records : as they are to be counted
    least : by column the number below which categories are merged
    gate : by whose rules
    merged : per column of earlier outputs of the same ledger, the categories they
        merged: the same are merged again, asked or not, and no others
    """
    for column, number in least.items():
        _refuse_unfit(column, number, records, gate.policy)
    earlier = merged or {}
    groups = _groups_of_earlier(earlier, records)
    notes = [_note_on_earlier_groups(name, group) for name, group in groups.items()]
    records = _merged(records, groups)
    asked = {name: number for name, number in least.items() if name not in earlier}
    if asked:
        rare = _rare_categories(records, asked, gate)
        for column, codes in rare.items():
            notes.append(_note_on_rare(column, len(codes), asked[column]))
            if codes:
                groups[column] = dict.fromkeys(codes, OTHER)
        new = {name: group for name, group in groups.items() if name in asked}
        records = _merged(records, new)
    return Grouped(records, groups, tuple(notes))


def _rare_categories(
    records: Records, least: Mapping[str, int], gate: Gate
) -> dict[str, list[str]]:
    """Return per column the categories that are merged as rare; none where that is not worth it.

    They are chosen by what the gate would publish of each column by itself. What is
    published of these margins is the choice of categories, and no number: so the ledger
    is left out of it.
    """
    one_table_per_column = Layout(tuple((column,) for column in least), {})
    margins = replace(records, layout=one_table_per_column)
    published = replace(gate, ledger=None).publish(margins.tables()).tables
    return {
        column: _rare_codes(table, number, gate.policy)
        for table, (column, number) in zip(published, least.items(), strict=True)
    }


def _groups_of_earlier(
    merged: Mapping[str, Mapping[str, str]], records: Records
) -> dict[str, Mapping[str, str]]:
    """Return the rare categories that earlier outputs merged, of columns that are shown."""
    groups: dict[str, Mapping[str, str]] = {}
    for column, earlier in merged.items():
        group = {code: into for code, into in earlier.items() if into == OTHER}
        if group and column in records.dimensions:
            groups[column] = group
    return groups


def _note_on_rare(column: str, n_rare: int, number: int) -> Text:
    """Say how many categories were merged, or that there are too few."""
    if not n_rare:
        return sentence("gate_note.too_few_rare", column=column)
    return sentence(
        "gate_note.rare_merged", column=column, n=str(n_rare), number=str(number)
    )


def _note_on_earlier_groups(column: str, group: Mapping[str, str]) -> Text:
    """Say that the categories are those of earlier outputs."""
    n = str(len(group))
    return sentence("gate_note.merged_as_before", column=column, n=n)


def _rare_codes(table: ProtectedTable, number: int, policy: Policy) -> list[str]:
    """Return the categories that show less than a number by themselves; none where merging them would change little."""
    codes = table.codes[0]
    shown = np.where(table.statuses == Status.PUBLISHED, table.values, 0)
    is_rare = (codes != TOTAL) & (shown < number)
    n_rare = int(is_rare.sum())
    # Together they must show clearly less than as many categories at the number would.
    is_worth_it = int(shown[is_rare].sum()) <= n_rare * (number - policy.base)
    return codes[is_rare].tolist() if n_rare > 1 and is_worth_it else []


def _merged(records: Records, groups: Mapping[str, Mapping[str, str]]) -> Records:
    """Return the records with the merged categories in the place of the rare ones."""
    codes = dict(records.codes)
    dimensions = dict(records.dimensions)
    for column, group in groups.items():
        is_rare = np.isin(codes[column], list(group))
        codes[column] = np.where(is_rare, OTHER, codes[column])
        leaves = tuple(sorted(set(codes[column].tolist())))
        dimensions[column] = Dimension(column, leaves)
    return replace(records, codes=codes, dimensions=dimensions)


def _refuse_unfit(column: str, number: int, records: Records, policy: Policy) -> None:
    """Refuse to merge the categories of a column for which that is not possible or not safe."""
    option = f"--merge-rare '{column}={number}'"
    dimension = records.dimensions.get(column)
    if dimension is None:
        raise UsageError(
            f"{option} is of no column that a table shows.",
            now=f"Columns are {', '.join(sorted(records.dimensions))}.",
        )
    lowest = policy.base + max(policy.threshold, policy.local_threshold)
    if number < lowest:
        raise UsageError(
            f"{option}: to be merged would tell that a category is small.",
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
            now="Publish it by a level of that.",
        )
    if OTHER in dimension.leaves:
        raise UsageError(
            f"{option}: a category is called {OTHER} already.",
            now="Rename it.",
        )
