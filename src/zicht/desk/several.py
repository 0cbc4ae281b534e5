"""Columns in which one person may have several codes, as forms of exploitation: they do not add up to their total.

A file shows in one of three ways which codes a person has: all codes in one field, separated by ; or |; several rows
of one person; or counts, with rows of the total beside rows of each code.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest

import numpy as np

from zicht.desk.columns import Column, Columns
from zicht.desk.names import is_total_of
from zicht.desk.requests import Names
from zicht.desk.trees import Trees, upper_codes
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.dimensions import TOTAL, Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.policies import Policy

JOINT = "\x1f"
"""Separates the codes of one record after reading."""
BETWEEN = re.compile(r"[;|]")
"""Separates the codes of one field in a file."""


@dataclass(frozen=True)
class Several:
    """The columns in which one person may have several codes.

    Parameters
    ----------
    columns : their names
    counted : those with rows of totals in the file, in which each row counts at its own code only
    totals : by column, the code of its total if the user gave one
    """

    columns: frozenset[str] = frozenset()
    counted: frozenset[str] = field(default_factory=frozenset)
    totals: Mapping[str, str] = field(default_factory=dict)

    def codes(self, text: str, column: str) -> tuple[str, ...]:
        """Return the codes that one field of a file holds."""
        if column in self.counted:
            return (TOTAL if self.is_total(column, text) else text,)
        codes = {code.strip() for code in BETWEEN.split(text)}
        return tuple(sorted(code for code in codes if not self.is_total(column, code)))

    def is_total(self, column: str, code: str) -> bool:
        """Whether a code of a column is its total."""
        return is_total_of(column, code, self.totals)


def find_several(
    file: Columns, columns: Names, *, person: str, totals: Mapping[str, str]
) -> Several:
    """Determine how a file shows that a person has several codes.

    Parameters
    ----------
    file : of records
    columns : in which one person may have several codes
    person : column that identifies the person; empty if there is none
    totals : by column, the code of its total if the user gave one

    Raises
    ------
    UsageError : a column is missing, or the file does not show who has several codes
    """
    file.require([*columns, *([person] if person else [])])
    # Rows with a total show that the file holds counts, in which each row counts at its
    # own code.
    counted = {
        name
        for name in columns
        if any(text and is_total_of(name, text, totals) for text in file[name].texts)
    }
    if counted and person:
        raise UsageError(
            f"{file.where}: column {', '.join(sorted(counted))} holds totals; with --person each row is of a person.",
            now="Leave out the rows with totals, or --person.",
        )
    joined = {
        name
        for name in columns
        if file[name].any(lambda text: BETWEEN.search(text) is not None)
    }
    unclear = set() if person else set(columns) - counted - joined
    if unclear:
        raise UsageError(
            f"{file.where}: the file does not show who has several codes of {', '.join(sorted(unclear))}, so that a "
            "person could be counted twice.",
            now="Write the codes of one record into one field, separated by ; or |, name the column that identifies "
            "the person (--person COLUMN), or add rows with Total beside those of the codes.",
        )
    return Several(frozenset(columns), frozenset(counted), totals)


def whole_rows(file: Columns, columns: Sequence[str], several: Several) -> Bools:
    """Mark the rows that hold the total of every counted column that no table shows."""
    rows = np.ones(len(file), dtype=bool)
    for name in several.counted:
        if name not in columns:
            rows &= file[name].where(partial(several.is_total, name))
    return rows


def one_row_per_person(
    file: Columns, weights: Ints, columns: Sequence[str], several: Several, person: str
) -> Columns:
    """Combine the rows of one person that agree in all columns except those with several codes.

    Parameters
    ----------
    file : of records
    weights : number of units of each row
    columns : that tables show
    several : columns whose codes of one person are joined
    person : column that identifies the person

    Raises
    ------
    UsageError : some rows stand for more than one unit, or do not identify a person
    """
    if (weights != 1).any():
        raise UsageError(
            f"{file.where}: with --person each row is of one person, and some rows stand for more or fewer than one "
            "unit.",
            now="Leave --person out, or give --count rows.",
        )
    if not file[person].all(bool):
        raise UsageError(
            f"{file.where}: column {person} is empty in some rows.",
            now="Identify the person of every row.",
        )
    single = [name for name in columns if name not in several.columns]
    kinds = file.kinds([person, *single])
    # A person with two regions stays two rows: the user did not state that one may have
    # several codes of region.
    first_rows = np.unique(kinds, return_index=True)[1]
    is_first = np.zeros(len(file), dtype=bool)
    is_first[first_rows] = True
    joined = {name: _joined(file[name], kinds, is_first) for name in several.columns}
    return file.only(is_first).replaced(joined)


def _joined(column: Column, kinds: Ints, is_first: Bools) -> Column:
    """Join the texts of all rows of one kind at their first row."""
    texts_of: dict[int, list[str]] = {}
    for kind, text in zip(kinds.tolist(), column.to_list(), strict=True):
        texts_of.setdefault(kind, []).append(text)
    return Column.of(";".join(texts_of[kind]) for kind in kinds[is_first].tolist())


def refuse_unclear_counts(
    file: Columns, columns: Sequence[str], several: Several, trees: Trees, rules: Policy
) -> None:
    """Refuse sums of counts over codes of which one person may have several: the person would count twice.

    Raises
    ------
    UsageError : the policy merges codes of a counted column, or upper codes have no rows of their own
    """
    # With all codes of one record in one field a merge is safe: a set holds the merged
    # code once.
    merged = sorted(several.counted & set(rules.merges))
    if merged:
        raise UsageError(
            f"{file.where}: counts of {', '.join(merged)} cannot be merged: a person with several would count twice.",
            now="Give records with all codes of a person, or leave the merge out of the policy.",
        )
    for name in several.counted & set(columns):
        without_rows = upper_codes(trees.get(name, ())) - set(file[name].texts)
        if without_rows:
            raise UsageError(
                f"{file.where}: above those of {name}, {counted(len(without_rows), 'code has', 'codes have')}"
                " no rows, and the file does not "
                "show who has several codes.",
                now=f"Add rows for them beside those of the total, or leave --hierarchy {name}=... out.",
            )


def join_codes(
    column: Column,
    name: str,
    several: Several,
    merges: Mapping[str, str],
    hierarchies: Iterable[Hierarchy],
) -> Column:
    """Return per record all codes at which it counts: its own, those above them, and the total.

    Parameters
    ----------
    column : as the file holds it
    name : of the column
    several : how the file shows which codes a person has
    merges : category to the category it becomes part of
    hierarchies : above the codes
    """
    trees = list(hierarchies)

    def joined(text: str) -> str:
        codes = {merges.get(code, code) for code in several.codes(text, name)}
        if name not in several.counted:
            # The codes are a set, so a person with two codes below one upper code
            # counts there once.
            codes |= _codes_above(codes, trees) | {TOTAL}
        return JOINT.join(sorted(codes))

    return column.changed(joined)


def _codes_above(codes: Iterable[str], trees: Iterable[Hierarchy]) -> set[str]:
    """Return every code above some of these codes."""
    above: set[str] = set()
    for tree in trees:
        for code in codes:
            above.update(tree.ancestors(code))
    return above


def split_joint(joint: Sequence[str]) -> list[list[str]]:
    """Return joined codes as columns: the first code of each record, the second, and so on, padded with empty texts."""
    codes_of_records = [text.split(JOINT) for text in joint]
    columns = zip_longest(*codes_of_records, fillvalue="")
    # `zip_longest` takes the first code of every record, then the second, and so on.
    return [list(column) for column in columns]
