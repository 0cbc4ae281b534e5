"""Merges rare categories, chosen by what is published of them, so that the choice itself tells nothing."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from zicht.desk.records import Records
from zicht.disclosure.gate import publish
from zicht.disclosure.small_areas import Inhabitants
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import IndicatorError, UsageError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.protected import Protected, Status
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
    progress : told in words
    seconds : the longest one part may take
    """

    policy: Policy
    inhabitants: Inhabitants
    progress: Progress | None
    seconds: float

    def publish(self, tables: Sequence[CountTable]) -> Protected:
        """Protect, attack and seal."""
        try:
            draft = Draft(tuple(tables))
        except IndicatorError as error:
            raise UsageError(
                "Some cells follow from the records in two ways, and with different counts.",
                now="Mend the rows of totals, of levels, and of columns of which one may carry several codes.",
            ) from error
        return publish(
            draft,
            self.policy,
            sign=lambda digest: hashlib.sha256(digest).hexdigest(),
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


def group_rare(records: Records, given: Sequence[str], gate: Gate) -> Grouped:
    """Merge the categories of a column that, protected by itself, shows no number for them or one below the least.

    Which categories were merged says of each that its rounded number is below the least, and no more. The least lies so
    far above the thresholds that none is thereby known to be small.

    Parameters
    ----------
    records : as they are to be counted
    given : `COLUMN=LEAST`
    gate : by whose rules
    """
    least = dict(_least(one, records, gate.policy) for one in given)
    if not least:
        return Grouped(records)
    margins = replace(
        records,
        wanted=tuple((column,) for column in least),
        levels=dict.fromkeys(least),
    )
    groups: dict[str, dict[str, str]] = {}
    columns, dimensions, notes = (
        dict(records.columns),
        dict(records.dimensions),
        list[Text](),
    )
    for table, (column, number) in zip(
        gate.publish(margins.tables()).tables, least.items(), strict=True
    ):
        codes, values = (
            table.codes[0].tolist(),
            np.where(table.statuses == Status.PUBLISHED, table.values, 0),
        )
        rare = [
            code
            for code, n in zip(codes, values.tolist(), strict=True)
            if code != TOTAL and n < number
        ]
        together = int(values[np.isin(table.codes[0], rare)].sum())
        if len(rare) < 2 or together > len(rare) * (number - gate.policy.base):
            notes.append(
                Text(
                    nl=f"{column}: te weinig zeldzame categorieën om samen te voegen.",
                    en=f"{column}: too few rare categories to merge.",
                )
            )
            continue
        groups[column] = dict.fromkeys(rare, OTHER)
        columns[column] = np.asarray(
            [groups[column].get(code, code) for code in columns[column].tolist()]
        )
        dimensions[column] = Dimension(
            column, tuple(sorted(set(columns[column].tolist())))
        )
        notes.append(
            Text(
                nl=f"{column}: {len(rare)} categorieën die op zichzelf minder dan {number} tonen zijn samengevoegd.",
                en=f"{column}: {len(rare)} categories that show less than {number} by themselves were merged.",
            )
        )
    return Grouped(
        replace(records, columns=columns, dimensions=dimensions), groups, tuple(notes)
    )


def _least(one: str, records: Records, policy: Policy) -> tuple[str, int]:
    column, _, number = (part.strip() for part in one.partition("="))
    if column not in records.dimensions:
        raise UsageError(
            f"--merge-rare {one!r} is of no column that a table shows.",
            now=f"Columns are {', '.join(sorted(records.dimensions))}.",
        )
    if not number.isdigit() or int(number) < 1:
        raise UsageError(
            f"--merge-rare {one!r} is not understood.",
            now=f"Write --merge-rare {column}=50",
        )
    floor = policy.base + max(policy.threshold, policy.local_threshold)
    if int(number) < floor:
        raise UsageError(
            f"--merge-rare {one!r}: to be merged would tell that a category is small.",
            now=f"Take {floor} or more.",
        )
    if not records.dimensions[column].adds_up:
        raise UsageError(
            f"--merge-rare {one!r}: one may carry several of its codes.",
            now="Write the merge under [merges] instead.",
        )
    if records.dimensions[column].hierarchies:
        raise UsageError(
            f"--merge-rare {one!r}: the column has a hierarchy.",
            now="Publish it by a level of that.",
        )
    if OTHER in records.dimensions[column].leaves:
        raise UsageError(
            f"--merge-rare {one!r}: a category is called {OTHER} already.",
            now="Rename it.",
        )
    return column, int(number)
