"""Columns in which one person may have several codes, as forms of exploitation: they do not add up to their total.

A file tells in one of three ways who carries which codes: all codes of a record in one field with ; or | between them,
several rows of one person, or counts with rows of the total beside those of each code.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from zicht.desk.columns import Column, Columns
from zicht.desk.names import is_total_of
from zicht.desk.requests import Names
from zicht.desk.trees import Trees, upper_codes
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.dimensions import TOTAL, Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.policies import Policy

JOINT = "\x1f"
"""Between the codes of one record, once they are read."""
BETWEEN = re.compile(r"[;|]")
"""Between the codes of one field of a file."""


@dataclass(frozen=True)
class Several:
    """The columns in which one person may have several codes.

    Parameters
    ----------
    columns : their names
    counted : those of which the file holds totals, in rows of their own: each row counts at its own code only
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
    """Find out how a file tells who carries several codes.

    Parameters
    ----------
    file : of records
    columns : in which one person may have several codes
    person : column that says whose row it is; empty if there is none
    totals : by column, the code of its total if the user gave one

    Raises
    ------
    UsageError : a column is missing, or nothing in the file tells who carries two
    """
    file.require([*columns, *([person] if person else [])])
    counted = {
        name
        for name in columns
        if any(text and is_total_of(name, text, totals) for text in file[name].texts)
    }
    if counted and person:
        raise UsageError(
            f"{file.where}: column {', '.join(sorted(counted))} holds totals, and --person says whose row it is.",
            now="A row is of a person or a total: leave the rows with totals out, or --person.",
        )
    joined = {
        name
        for name in columns
        if file[name].any(lambda text: BETWEEN.search(text) is not None)
    }
    unclear = set() if person else set(columns) - counted - joined
    if unclear:
        raise UsageError(
            f"{file.where}: nothing tells who has several codes of {', '.join(sorted(unclear))}, so that nobody can be "
            "counted once.",
            now="Put the codes of one record into one field with ; or | between them, name the column that says whose "
            "row it is (--person COLUMN), or give rows with Total beside those of the codes.",
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
    """Make one record of the rows of one person that agree in all columns but those with several codes.

    Parameters
    ----------
    file : of records
    weights : how many units each row stands for
    columns : that tables show
    several : columns whose codes of one person are joined
    person : column that says whose row it is

    Raises
    ------
    UsageError : some rows stand for more than one unit, or do not say whose they are
    """
    if (weights != 1).any():
        raise UsageError(
            f"{file.where}: --person says whose row it is, and some rows stand for more or fewer than one.",
            now="Leave --person out, or give --count rows.",
        )
    if not file[person].all(bool):
        raise UsageError(
            f"{file.where}: column {person} is empty in some rows.",
            now="Say of every row whose it is.",
        )
    single = [name for name in columns if name not in several.columns]
    kinds = file.kinds([person, *single])
    first_rows = np.unique(kinds, return_index=True)[1]
    is_first = np.zeros(len(file), dtype=bool)
    is_first[first_rows] = True
    joined = {name: _joined(file[name], kinds, is_first) for name in several.columns}
    return file.only(is_first).replaced(joined)


def _joined(column: Column, kinds: Ints, is_first: Bools) -> Column:
    """Join the texts of the rows of one kind, in the place of their first row."""
    texts_of: dict[int, list[str]] = {}
    for kind, text in zip(kinds.tolist(), column.to_list(), strict=True):
        texts_of.setdefault(kind, []).append(text)
    return Column.of(";".join(texts_of[kind]) for kind in kinds[is_first].tolist())


def refuse_unclear_counts(
    file: Columns, columns: Sequence[str], several: Several, trees: Trees, rules: Policy
) -> None:
    """Refuse what cannot be counted where the file holds counts: who carries two codes would count twice.

    Raises
    ------
    UsageError : the policy merges codes of a counted column, or codes above others have no rows of their own
    """
    merged = sorted(several.counted & set(rules.merges))
    if merged:
        raise UsageError(
            f"{file.where}: counts of {', '.join(merged)} cannot be merged, for who carries both would count twice.",
            now="Give records with all codes of a person, or leave the merge out of the policy.",
        )
    for name in several.counted & set(columns):
        without_rows = upper_codes(trees.get(name, ())) - set(file[name].texts)
        if without_rows:
            raise UsageError(
                f"{file.where}: {len(without_rows)} codes above those of {name} have no rows, and who carries two is "
                "not told.",
                now=f"Give rows for them beside those of the total, or leave --hierarchy {name}=... out.",
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
    several : how the file tells who carries what
    merges : category to the category it becomes part of
    hierarchies : above the codes
    """
    trees = list(hierarchies)

    def joined(text: str) -> str:
        own = {merges.get(code, code) for code in several.codes(text, name)}
        if name in several.counted:
            return JOINT.join(sorted(own))
        above = {
            upper for tree in trees for code in own for upper in tree.ancestors(code)
        }
        return JOINT.join(sorted(own | above | {TOTAL}))

    return column.changed(joined)


def split_joint(joint: Sequence[str]) -> list[list[str]]:
    """Return the codes of joint records as columns: the first of each, the second, and so on; empty if none."""
    split = [text.split(JOINT) for text in joint]
    width = max((len(codes) for codes in split), default=0)
    padded = [codes + [""] * (width - len(codes)) for codes in split]
    return [list(column) for column in zip(*padded, strict=True)]
