"""Totals among plain records: they are found, compared with the sum of their details, and left out."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from zicht.desk.columns import Columns, CountedRows
from zicht.desk.names import is_total, is_total_of
from zicht.desk.trees import Trees, upper_codes
from zicht.edition.numerals import sentence
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.dimensions import TOTAL, Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.text import Text

SUBTOTAL = re.compile(r"(^|\s)(sub)?tota(a)?l(s)?$|^(sub)?tota(a)?l\s", re.IGNORECASE)
MOST_NAMED = 3
"""Totals that a note names."""
Key = tuple[str, ...]
"""Codes of a row, one per column; empty for a total."""


@dataclass(frozen=True)
class TotalNames:
    """How totals are called.

    Parameters
    ----------
    given : by column the code of its total, as the user gave it; empty where the column has none
    """

    given: Mapping[str, str]

    def renamed(self, file: Columns) -> Columns:
        """Replace the totals that the user named by the code of a total."""
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
        if column in self.given:
            return code == TOTAL
        return code != "" and (is_total(code) or SUBTOTAL.search(code) is not None)


def without_upper_levels(
    rows: CountedRows, columns: Sequence[str], trees: Trees, names: TotalNames
) -> CountedRows:
    """Leave out the rows of levels above the finest, where they add up from it.

    Parameters
    ----------
    rows : as they stand in the file
    columns : that tables show
    trees : hierarchies by column
    names : of totals

    Raises
    ------
    UsageError : naming the column of which a level does not add up
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
        if not _levels_add_up(rows, name, others, hierarchies, names):
            raise UsageError(
                f"{rows.file.where}: column {name} holds codes of a level above others, and they do not add up to "
                "those.",
                now="Leave the rows of the upper level out, or give who is known by that level alone a code below it.",
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
    printed, summed = _upper_and_lower(rows, name, others, hierarchies, names)
    # Per set of columns in which a row is a total: the details added up over these.
    details: dict[tuple[bool, ...], Counter[Key]] = {}
    for key, count in printed.items():
        if key in summed:
            expected = summed[key]
        else:
            # No part has the same totals in the other columns: compare with the details.
            is_total_in = tuple(not code for code in key)
            if is_total_in not in details:
                details[is_total_in] = _summed_over(summed, is_total_in)
            expected = details[is_total_in][key]
        if count != expected:
            return False
    return True


def _ancestors(code: str, hierarchies: Sequence[Hierarchy]) -> set[str]:
    """Return the codes above a code in any of its hierarchies."""
    return {above for tree in hierarchies for above in tree.ancestors(code)}


def _upper_and_lower(
    rows: CountedRows,
    name: str,
    others: Sequence[str],
    hierarchies: Sequence[Hierarchy],
    names: TotalNames,
) -> tuple[Counter[Key], Counter[Key]]:
    """Count the rows of upper codes, and the rows below them by the codes above.

    Returns
    -------
    printed and summed counts, by the code of the column and those of the others, in which
    a total is an empty text
    """
    upper = upper_codes(hierarchies)
    codes_above = {
        code: _ancestors(code, hierarchies) for code in rows.file[name].texts
    }
    with_blank_totals = {
        column: rows.file[column].replaced_where(partial(names.has, column), "")
        for column in others
    }
    file = rows.file.replaced(with_blank_totals)
    printed: Counter[Key] = Counter()
    summed: Counter[Key] = Counter()
    keys = file.keys([name, *others])
    for (code, *further), weight in zip(keys, rows.weights.tolist(), strict=True):
        if code in upper:
            printed[code, *further] += weight
        else:
            for above in codes_above[code]:
                summed[above, *further] += weight
    return printed, summed


def _summed_over(
    summed: Mapping[Key, int], is_total_in: tuple[bool, ...]
) -> Counter[Key]:
    """Add up the details over the columns in which a row is a total."""
    sums: Counter[Key] = Counter()
    for key, n in summed.items():
        if all(key):
            codes = zip(key, is_total_in, strict=True)
            sums[tuple("" if is_summed else code for code, is_summed in codes)] += n
    return sums


def without_totals(
    rows: CountedRows,
    columns: Sequence[str],
    names: TotalNames,
    several: Collection[str],
) -> CountedRows:
    """Leave out the rows that are totals of others, where they add up.

    Parameters
    ----------
    rows : to be counted
    columns : that tables show
    names : of totals
    several : columns whose totals do not add up and are not totals of other rows

    Raises
    ------
    UsageError : every row is a total, or totals do not add up
    """
    file = rows.file
    totals = {
        name: {code for code in file[name].texts if names.has(name, code)}
        for name in file.names
        if name not in several
    }
    is_total_of = {
        name: file[name].where(codes.__contains__) for name, codes in totals.items()
    }
    if any(is_total_of[name].all() for name in columns if name in is_total_of):
        raise _every_row_is_a_total(file.where)
    marked = {
        name: is_total
        for name, is_total in is_total_of.items()
        if is_total.any() and not is_total.all()
    }
    if not marked:
        return rows
    compared = _Compared(
        where=file.where,
        columns=columns,
        keys=file.keys(columns),
        weights=rows.weights,
        shown={name: marked[name] for name in columns if name in marked},
        hidden={name: marked[name] for name in marked if name not in columns},
        totals=totals,
    )
    is_detail = compared.details()
    compared.refuse_wrong_totals(is_detail)
    listed = "; ".join(f"{name} = {_listed(totals[name])}" for name in marked)
    note = sentence("gate_note.totals", listed=listed)
    return rows.only(is_detail, note)


def _every_row_is_a_total(where: str) -> UsageError:
    """Return the refusal of a file that holds nothing but totals."""
    return UsageError(
        f"{where}: every row is a total.",
        now="Give the details, and leave the totals out.",
    )


def _listed(codes: Iterable[str]) -> str:
    """Name some totals of a column."""
    names = sorted({"Total" if code == TOTAL else code for code in codes})
    more = " and others" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


@dataclass(frozen=True, eq=False)
class _Compared:
    """Totals and details of one file.

    Parameters
    ----------
    where : name of the file
    columns : that tables show
    keys, weights : per row its codes in these columns, and how many units it stands for
    shown : per column that tables show, which rows are totals
    hidden : the same for columns that no table shows
    totals : per column its codes that are totals
    """

    where: str
    columns: Sequence[str]
    keys: Sequence[Key]
    weights: Ints
    shown: Mapping[str, Bools]
    hidden: Mapping[str, Bools]
    totals: Mapping[str, set[str]]

    def details(self) -> Bools:
        """Mark the rows without any total: those that are counted.

        Columns that no table shows may hold totals and details side by side: the file then breaks the same units down
        in several ways, and one of these breakdowns is kept.
        """
        is_detail = np.ones(len(self.keys), dtype=bool)
        for is_total_row in self.shown.values():
            is_detail &= ~is_total_row
        if not is_detail.any():
            raise _every_row_is_a_total(self.where)
        breakdowns = self._breakdowns()
        present = np.unique(breakdowns[is_detail]).tolist()
        sums = [self._sums(is_detail & (breakdowns == kind), set()) for kind in present]
        if any(other != sums[0] for other in sums):
            names = list(self.hidden)
            raise UsageError(
                f"{self.where}: totals of {', '.join(names)} stand among the records, and do not add up to their "
                "details.",
                now=f"Mend them, or {self._advice(names)}",
            )
        return np.asarray(is_detail & (breakdowns == present[0]), dtype=bool)

    def refuse_wrong_totals(self, details: Bools) -> None:
        """Refuse a file in which totals are not the sum of the details.

        Raises
        ------
        UsageError : naming the columns, and how to count the details alone
        """
        wrong: set[str] = set()
        patterns = set(
            zip(*(rows.tolist() for rows in self.shown.values()), strict=True)
        )
        for pattern in patterns:
            summed = [
                name for name, is_sum in zip(self.shown, pattern, strict=True) if is_sum
            ]
            if summed and not self._adds_up(summed, details):
                wrong.update(summed)
        if wrong:
            raise UsageError(
                f"{self.where}: totals of {', '.join(sorted(wrong))} stand among the records, and do not add up to "
                "their details.",
                now=f"Mend them, or {self._advice(sorted(wrong))}",
            )

    def _adds_up(self, summed: Sequence[str], details: Bools) -> bool:
        """Whether the rows that are totals of exactly these columns are the sums of the details.

        A row that is called a subtotal may be a part of them only: it must not be more.
        """
        positions = {self.columns.index(name) for name in summed}
        expected = self._sums(details, positions)
        rows = np.ones(len(self.keys), dtype=bool)
        for name, is_total_row in self.shown.items():
            rows &= is_total_row == (name in summed)
        is_whole = np.asarray(
            [
                all(is_total(key[position]) for position in positions)
                for key in self.keys
            ],
            dtype=bool,
        )
        breakdowns = self._breakdowns()
        for kind in np.unique(breakdowns[rows]).tolist():
            of_kind = rows & (breakdowns == kind)
            totals = self._sums(of_kind & is_whole, positions)
            subtotals = self._sums(of_kind & ~is_whole, positions)
            if totals and totals != expected:
                return False
            if any(n > expected.get(key, 0) for key, n in subtotals.items()):
                return False
        return True

    def _breakdowns(self) -> Ints:
        """Give every row a number: which of the columns that no table shows hold a total in it."""
        numbers = np.zeros(len(self.keys), dtype=np.int64)
        for bit, is_total_row in enumerate(self.hidden.values()):
            numbers += is_total_row.astype(np.int64) << bit
        return numbers

    def _sums(self, rows: Bools, together: Collection[int]) -> dict[Key, int]:
        """Add up the weights of the marked rows per key, with the codes of some columns taken together."""
        sums: Counter[Key] = Counter()
        for row in np.flatnonzero(rows).tolist():
            key = tuple(
                "" if position in together else code
                for position, code in enumerate(self.keys[row])
            )
            sums[key] += int(self.weights[row])
        return {key: n for key, n in sums.items() if n}

    def _advice(self, names: Sequence[str]) -> str:
        """Say how the details alone are counted, and what to do where a code only looks like a total."""
        flags = []
        for name in names:
            codes = sorted(self.totals[name])
            if all(code.casefold().endswith("total") for code in codes):
                codes = ["*total"]
            flags += [f'--without "{name}={code}"' for code in codes[:5]]
        none = " ".join(f'--total "{name}="' for name in names)
        several = " ".join(f'--several "{name}"' for name in names)
        return (
            f"count the details only: {' '.join(flags)}; or say that one person may carry several codes: {several}; "
            f"or that no code is a total: {none}"
        )
