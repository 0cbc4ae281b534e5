"""Protected tables of records in a notebook: nothing is written to disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from zicht.desk.names import MARGIN
from zicht.desk.protect import ProtectedRecords, protect_records, read_policy
from zicht.desk.requests import Protection, RecordsFile
from zicht.disclosure import policy as policies
from zicht.notebook.arguments import (
    NamesOfColumns,
    columns_of,
    is_of_one_table,
    levels_of,
)
from zicht.notebook.frames import Library, make_frame, read_frame
from zicht.project.policies import STANDARD
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status


@dataclass(frozen=True, eq=False)
class ProtectResult:
    """Tables as they may be published.

    Parameters
    ----------
    result : sealed by the gate
    policy : that was applied
    library : of the tables that are given
    """

    result: ProtectedRecords
    policy: Policy
    library: Library

    def __repr__(self) -> str:
        hidden = sum(
            int((table.statuses != Status.PUBLISHED).sum())
            for table in self.result.protected.tables
        )
        cells = sum(table.n_cells for table in self.result.protected.tables)
        return f"<ProtectResult by {self.policy.title}: {cells} cells, {hidden} show no number>"

    @cached_property
    def tables(self) -> tuple[Any, ...]:
        """A table per breakdown, in the order asked: its columns, then `n`, `status`, `lower` and `upper`."""
        pairs = zip(self.result.protected.tables, self.result.tables, strict=True)
        return tuple(self._frame(table, columns) for table, columns in pairs)

    @property
    def losses(self) -> Mapping[str, float]:
        """What was lost, by name: cells, information, bias."""
        return self.result.protected.losses

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out or merged, in words."""
        return tuple(note.en for note in self.result.notes)

    def _frame(self, table: ProtectedTable, names: Sequence[str]) -> Any:
        """Return one table: its columns, then what is printed of each cell."""
        is_published = table.statuses == Status.PUBLISHED
        has_bounds = table.statuses != Status.WITHHELD
        columns: dict[str, Sequence[object]] = {
            name: np.where(codes == TOTAL, MARGIN, codes).tolist()
            for name, codes in zip(names, table.codes, strict=True)
        }
        columns["n"] = _where_shown(table.values, is_published)
        columns["lower"] = _where_shown(table.lower, has_bounds)
        columns["upper"] = _where_shown(table.upper, has_bounds)
        columns["status"] = table.statuses.tolist()
        return make_frame(columns, self.library)


def _where_shown(numbers: Ints, is_shown: Bools) -> list[object]:
    """Return the numbers that are shown, and None for the others."""
    pairs = zip(numbers.tolist(), is_shown.tolist(), strict=True)
    return [number if shown else None for number, shown in pairs]


def protect(
    records: Any,
    by: NamesOfColumns,
    *,
    policy: Policy | Mapping[str, Any] | Path | str | None = None,
    count: str = "",
    person: str = "",
    levels: Mapping[str, Mapping[str, str]] | None = None,
    several: Sequence[str] = (),
    totals: Mapping[str, str] | None = None,
    merge_rare: Mapping[str, int] | None = None,
    seconds: float = 300.0,
    progress: Progress | None = None,
) -> ProtectResult:
    """Count records, protect all tables as one system, and attack them before they are given.

    Parameters
    ----------
    records : pyarrow.Table, pandas.DataFrame or polars.DataFrame, shape (n_records, n_columns)
        A row per record, or per number of equal records.
    by : sequence of sequences of str, or sequence of str
        The columns of each table; a single list of columns is one table.
    policy : Policy, mapping, or path of a TOML file, optional
        The rules (thresholds in records, base of the rounding); the standard policy by default.
    count : str
        Column that says how many units a row stands for; `rows` to count rows.
    person : str
        Column that says whose row it is; rows of one person with the same codes count once.
    levels : mapping of str to mapping of str to str, optional
        Per column, the code above each code: `{"town": {"Delft": "South"}}`.
    several : sequence of str
        Columns of which one person may carry several codes; they do not add up to their total.
    totals : mapping of str to str, optional
        Per column the code of its total, where its name does not say so.
    merge_rare : mapping of str to int, optional
        Per column the published number below which categories are published together.
    seconds : float
        The longest one part of the protection, or the attack, may take.
    progress : callable, optional
        Called with words about each step.

    Returns
    -------
    ProtectResult
        `tables` holds a table per breakdown, of the library of `records`, shape (n_cells, n_columns + 4). `n` is
        null where no number is shown; `lower` and `upper` are bounds of the true count.

    Raises
    ------
    UsageError, ProjectError
        A column does not exist, or the policy does not hold.
    DisclosureRefused
        The gate refuses; the message says what to merge.

    References
    ----------
    Hundepool, A. et al. (2012). Statistical Disclosure Control. Wiley, chapters 4 and 5.
    The rules: docs/disclosure-reference.md.

    Examples
    --------
    >>> import pyarrow as pa
    >>> records = pa.table({"sex": ["f"] * 60 + ["m"] * 45, "age": ["18-22"] * 50 + ["23+"] * 55})
    >>> protect(records, ["sex"]).tables[0]["n"].to_pylist()
    [105, 60, 45]
    """
    texts, library = read_frame(records)
    file = RecordsFile(
        path=columns_of(texts, "the table"),
        tables=_breakdowns(by),
        levels=levels_of(levels or {}),
        count=count,
        person=person,
        several=tuple(several),
        totals=totals or {},
    )
    rules = _policy(policy)
    protection = Protection(policy=rules, merge_rare=merge_rare or {}, seconds=seconds)
    protected = protect_records(file, protection, progress=progress)
    return ProtectResult(protected, rules, library)


def _breakdowns(by: NamesOfColumns) -> tuple[tuple[str, ...], ...]:
    """Return the columns of each table; a single list of columns is one table."""
    if is_of_one_table(by):
        return (tuple(map(str, by)),)
    return tuple(tuple(names) for names in by)


def _policy(policy: Policy | Mapping[str, Any] | Path | str | None) -> Policy:
    if isinstance(policy, Policy):
        return policy
    if isinstance(policy, Mapping):
        return policies.read(policy)
    return read_policy(Path(policy) if policy else STANDARD)
