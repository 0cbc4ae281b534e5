"""Totals among plain records: they are recognised, compared with the sum of their details, and left out."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress

import numpy as np

from zicht.desk.columns import Columns, CountedRows
from zicht.desk.names import is_total, is_total_of
from zicht.desk.trees import Trees, upper_codes
from zicht.desk.words import any_of
from zicht.edition.numerals import sentence
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.dimensions import TOTAL, Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.text import Text

SUBTOTAL = re.compile(
    rf"(^|\s)({any_of('subtotals')})$|^({any_of('subtotals')})\s", re.IGNORECASE
)
MOST_NAMED = 3
"""Highest number of totals that a note names."""
Key = tuple[str, ...]
"""Codes of a row, one per column; empty for a total."""


@dataclass(frozen=True)
class TotalNames:
    """Names of totals.

    Parameters
    ----------
    given : by column, the code of its total if the user gave one; empty if the column has no total
    """

    given: Mapping[str, str]

    def renamed(self, file: Columns) -> Columns:
        """Replace the totals that the user named by the standard code of a total."""
        renamed = {
            name: file[name].replaced({total: TOTAL})
            for name, total in self.given.items()
            if total
        }
        return file.replaced(renamed)

    def is_whole(self, column: str, code: str) -> bool:
        """Whether a code of a column is the total of the whole column."""
        return is_total_of(column, code, self.given)

    def has(self, column: str, code: str) -> bool:
        """Whether a code of a column is a total, or a subtotal by its name."""
        # What the user stated of a column holds alone: a code `subtotal` may be a
        # category there.
        if column in self.given:
            return code == TOTAL
        return code != "" and (is_total(code) or SUBTOTAL.search(code) is not None)


def without_upper_levels(
    rows: CountedRows, columns: Sequence[str], trees: Trees, names: TotalNames
) -> CountedRows:
    """Leave out the rows of levels above the finest, if they are the sums of the rows below them.

    Parameters
    ----------
    rows : as they stand in the file
    columns : that tables show
    trees : hierarchies by column
    names : of totals

    Raises
    ------
    UsageError : naming the column in which a level is not the sum of the codes below it
    """
    is_finest = np.ones(len(rows.file), dtype=bool)
    notes: list[Text] = []
    for name in columns:
        hierarchies = trees.get(name, [])
        upper = upper_codes(hierarchies)
        is_upper = rows.file[name].where(upper.__contains__)
        if not is_upper.any():
            continue
        others = [column for column in columns if column != name]
        # Persons of whom only the upper level is known are in no row below: left out
        # with the upper rows, they would not count at all.
        if not _levels_add_up(rows, name, others, hierarchies, names):
            raise UsageError(
                f"{rows.file.where}: column {name} holds codes of an upper level whose counts are not the sums of "
                "the codes below them.",
                now="Leave the rows of the upper level out, or give persons of whom only that level is known a code "
                "below it.",
            )
        is_finest &= ~is_upper
        notes.append(sentence("gate_note.levels_above", name=name))
    return rows.only(is_finest, *notes)


def _levels_add_up(
    rows: CountedRows,
    name: str,
    others: Sequence[str],
    hierarchies: Sequence[Hierarchy],
    names: TotalNames,
) -> bool:
    """Whether the rows of upper codes are the sums of the rows of the codes below them."""
    levels = _counts_by_level(rows, name, others, hierarchies, names)
    # Details added up over each set of columns in which some row is a total.
    details: dict[tuple[bool, ...], Counter[Key]] = {}
    for key, count in levels.upper.items():
        if key in levels.below:
            expected = levels.below[key]
        else:
            # No row below it has the same totals in the other columns: compare with the details.
            is_total_in = tuple(not code for code in key)
            if is_total_in not in details:
                details[is_total_in] = _summed_over(levels.below, is_total_in)
            expected = details[is_total_in][key]
        if count != expected:
            return False
    return True


def _ancestors(code: str, hierarchies: Sequence[Hierarchy]) -> set[str]:
    """Return the codes above a code in any of its hierarchies."""
    return set[str]().union(*(tree.ancestors(code) for tree in hierarchies))


@dataclass(frozen=True)
class _CountsByLevel:
    """Units of the rows of upper codes, and of the rows below them.

    Keys hold an upper code of the column and the codes of the others; a total is an empty text.

    Parameters
    ----------
    upper : as the rows of the upper codes have it
    below : summed over the rows of the codes below
    """

    upper: Counter[Key]
    below: Counter[Key]


def _counts_by_level(
    rows: CountedRows,
    name: str,
    others: Sequence[str],
    hierarchies: Sequence[Hierarchy],
    names: TotalNames,
) -> _CountsByLevel:
    """Count the rows of upper codes, and the rows below them by the codes above."""
    upper = upper_codes(hierarchies)
    codes_above = {
        code: _ancestors(code, hierarchies) for code in rows.file[name].texts
    }
    with_blank_totals = {
        column: rows.file[column].replaced_where(partial(names.has, column), "")
        for column in others
    }
    file = rows.file.replaced(with_blank_totals)
    counts = _CountsByLevel(Counter(), Counter())
    keys = file.keys([name, *others])
    for (code, *further), weight in zip(keys, rows.weights.tolist(), strict=True):
        if code in upper:
            counts.upper[code, *further] += weight
        else:
            for above in codes_above[code]:
                counts.below[above, *further] += weight
    return counts


def _summed_over(
    summed: Mapping[Key, int], is_total_in: tuple[bool, ...]
) -> Counter[Key]:
    """Add up the details over the columns in which a row is a total."""
    sums: Counter[Key] = Counter()
    for key, n in summed.items():
        if all(key):
            codes = zip(key, is_total_in, strict=True)
            of_total = tuple("" if is_summed else code for code, is_summed in codes)
            sums[of_total] += n
    return sums


def without_totals(
    rows: CountedRows,
    columns: Sequence[str],
    names: TotalNames,
    several: Collection[str],
) -> CountedRows:
    """Leave out the rows that are totals of other rows, if they are their sums.

    Parameters
    ----------
    rows : to be counted
    columns : that tables show
    names : of totals
    several : columns whose totals are not the sums of other rows

    Raises
    ------
    UsageError : every row is a total, or a total is not the sum of its details
    """
    file = rows.file
    totals = _totals_by_column(file, names, several)
    total_rows = _total_rows(file, columns, totals)
    if not total_rows:
        return rows
    # Totals that nobody marked would count every unit twice; totals that are not sums
    # show that the file holds something else than it seems.
    compared = _Compared(
        where=file.where,
        columns=columns,
        keys=file.keys(columns),
        weights=rows.weights,
        total_in_shown={
            name: total_rows[name] for name in columns if name in total_rows
        },
        total_in_hidden={
            name: is_total_row
            for name, is_total_row in total_rows.items()
            if name not in columns
        },
        totals=totals,
    )
    is_detail = compared.details()
    compared.refuse_wrong_totals(is_detail)
    listed = "; ".join(f"{name} = {_listed(totals[name])}" for name in total_rows)
    note = sentence("gate_note.totals", listed=listed)
    return rows.only(is_detail, note)


def _totals_by_column(
    file: Columns, names: TotalNames, several: Collection[str]
) -> dict[str, set[str]]:
    """Return, per column, its codes that are totals by their name."""
    totals = {}
    for name in file.names:
        # A person with several codes counts once in the total and several times below
        # it.
        if name not in several:
            totals[name] = {code for code in file[name].texts if names.has(name, code)}
    return totals


def _total_rows(
    file: Columns, columns: Sequence[str], totals: Mapping[str, set[str]]
) -> dict[str, Bools]:
    """Mark, per column that holds both totals and details, the rows with a total.

    Raises
    ------
    UsageError : a column that tables show holds nothing but totals
    """
    marked = {}
    for name, codes in totals.items():
        is_total_row = file[name].where(codes.__contains__)
        if is_total_row.all():
            # Of a column that no table shows, nothing but totals is the usual form of a
            # margin.
            if name in columns:
                raise _every_row_is_a_total(file.where)
        elif is_total_row.any():
            marked[name] = is_total_row
    return marked


def _every_row_is_a_total(where: str) -> UsageError:
    """Return the error about a file that holds nothing but totals."""
    return UsageError(
        f"{where}: every row is a total.",
        now="Give the details, and leave the totals out.",
    )


def _listed(codes: Iterable[str]) -> str:
    """Name the first totals of a column."""
    names = sorted({"Total" if code == TOTAL else code for code in codes})
    more = " and others" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


@dataclass(frozen=True, eq=False)
class _Compared:
    """The rows of totals and of details in one file.

    Parameters
    ----------
    where : name of the file
    columns : that tables show
    keys : codes of each row in these columns
    weights : number of units of each row
    total_in_shown : per column that tables show, which rows hold a total in it
    total_in_hidden : the same for columns that no table shows
    totals : per column, its codes that are totals
    """

    where: str
    columns: Sequence[str]
    keys: Sequence[Key]
    weights: Ints
    total_in_shown: Mapping[str, Bools]
    total_in_hidden: Mapping[str, Bools]
    totals: Mapping[str, set[str]]

    def details(self) -> Bools:
        """Mark the rows without a total, which are counted.

        A column that no table shows may hold totals as well as details. The file then breaks the same units down in
        several ways, and only one of these breakdowns is counted.
        """
        is_detail = np.ones(len(self.keys), dtype=bool)
        for is_total_row in self.total_in_shown.values():
            is_detail &= ~is_total_row
        if not is_detail.any():
            raise _every_row_is_a_total(self.where)
        breakdowns = self._breakdowns()
        kinds = np.unique(breakdowns[is_detail]).tolist()
        sums = [
            self._sums_over(is_detail & (breakdowns == kind), set()) for kind in kinds
        ]
        # Breakdowns of the same units have the same sums; others are different units,
        # of which one breakdown would leave some out.
        if any(of_kind != sums[0] for of_kind in sums):
            names = list(self.total_in_hidden)
            raise UsageError(
                f"{self.where}: totals of {', '.join(names)} stand among the records, and differ from the sum of "
                "their details.",
                now=f"Correct them, or {self._advice(names)}",
            )
        return np.asarray(is_detail & (breakdowns == kinds[0]), dtype=bool)

    def refuse_wrong_totals(self, details: Bools) -> None:
        """Refuse a file in which a total differs from the sum of its details.

        Raises
        ------
        UsageError : naming the columns, and how to count only the details
        """
        wrong: set[str] = set()
        marks = [rows.tolist() for rows in self.total_in_shown.values()]
        # The different sets of columns that some row is the total of.
        for pattern in set(zip(*marks, strict=True)):
            summed = list(compress(self.total_in_shown, pattern))
            if summed and not self._adds_up(summed, details):
                wrong.update(summed)
        if wrong:
            raise UsageError(
                f"{self.where}: totals of {', '.join(sorted(wrong))} stand among the records, and differ from the "
                "sum of their details.",
                now=f"Correct them, or {self._advice(sorted(wrong))}",
            )

    def _adds_up(self, summed: Sequence[str], details: Bools) -> bool:
        """Whether the rows that are totals of exactly these columns are the sums of the details.

        A subtotal is a sum of some of the details: it must not exceed the sum of all.
        """
        positions = {self.columns.index(name) for name in summed}
        # Totals of one, of two and of all columns stand side by side: each set of
        # columns has sums of its own.
        expected = self._sums_over(details, positions)
        rows = self._rows_with_totals_of(summed)
        is_whole = self._is_whole_total(positions)
        breakdowns = self._breakdowns()
        for kind in np.unique(breakdowns[rows]).tolist():
            rows_of_kind = rows & (breakdowns == kind)
            totals = self._sums_over(rows_of_kind & is_whole, positions)
            subtotals = self._sums_over(rows_of_kind & ~is_whole, positions)
            if totals and totals != expected:
                return False
            if any(n > expected.get(key, 0) for key, n in subtotals.items()):
                return False
        return True

    def _rows_with_totals_of(self, summed: Sequence[str]) -> Bools:
        """Mark the rows that are totals of exactly these columns."""
        rows = np.ones(len(self.keys), dtype=bool)
        for name, is_total_row in self.total_in_shown.items():
            rows &= is_total_row == (name in summed)
        return rows

    def _is_whole_total(self, positions: Collection[int]) -> Bools:
        """Mark the rows whose codes at these positions are totals, and not subtotals."""
        marks = [
            all(is_total(key[position]) for position in positions) for key in self.keys
        ]
        return np.asarray(marks, dtype=bool)

    def _breakdowns(self) -> Ints:
        """Return a number per row: which of the columns that no table shows hold a total in it."""
        numbers = np.zeros(len(self.keys), dtype=np.int64)
        for bit, is_total_row in enumerate(self.total_in_hidden.values()):
            numbers += is_total_row.astype(np.int64) << bit
        return numbers

    def _sums_over(self, rows: Bools, positions: Collection[int]) -> dict[Key, int]:
        """Add up the weights of the marked rows per key, over all codes of the columns at some positions."""
        sums: Counter[Key] = Counter()
        for row in np.flatnonzero(rows).tolist():
            key = tuple(
                "" if position in positions else code
                for position, code in enumerate(self.keys[row])
            )
            sums[key] += int(self.weights[row])
        # A sum of 0 may have a row or none; both are the same.
        return {key: n for key, n in sums.items() if n}

    def _advice(self, names: Sequence[str]) -> str:
        """Return how to count only the details, and what to do if a code only looks like a total."""
        flags = []
        for name in names:
            codes = sorted(self.totals[name])
            # One pattern covers `total`, `subtotal` and `grand total`.
            if all(code.casefold().endswith("total") for code in codes):
                codes = ["*total"]
            flags += [f'--without "{name}={code}"' for code in codes[:5]]
        none = " ".join(f'--total "{name}="' for name in names)
        several = " ".join(f'--several "{name}"' for name in names)
        return (
            f"count only the details: {' '.join(flags)}; or state that one person may have several codes: {several}; "
            f"or that no code is a total: {none}"
        )
