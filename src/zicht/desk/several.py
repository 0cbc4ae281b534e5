"""Columns of which one person may carry several codes: forms of exploitation. They do not add up to their total."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from zicht.desk.csvs import Rows, is_total, need
from zicht.desk.merging import merge_categories
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.dimensions import TOTAL, Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.policies import Policy

JOINT = "\x1f"
"""Between the codes of one record."""
BETWEEN = re.compile(r"[;|]")
"""Between the codes of one cell of a file."""


@dataclass(frozen=True)
class Several:
    """Which columns they are, and how a file tells who carries what.

    Parameters
    ----------
    columns : of which one may carry several codes
    counted : those whose totals stand in the file, in rows of their own: each row counts at its own code only
    """

    columns: frozenset[str] = frozenset()
    counted: frozenset[str] = field(default_factory=frozenset)

    def codes(self, text: str, column: str) -> tuple[str, ...]:
        """Give the codes of one cell of a file."""
        if column in self.counted:
            return (TOTAL if is_total(text) else text.strip(),)
        return tuple(
            sorted({code.strip() for code in BETWEEN.split(text) if not is_total(code)})
        )


def read_several(
    rows: Rows, columns: Sequence[str], *, person: str, where: str
) -> Several:
    """Find out how a file tells who carries several codes.

    Raises
    ------
    UsageError : a column is missing, or nothing in the file tells who carries two
    """
    need(rows, [*columns, *([person] if person else [])], where)
    counted = frozenset(
        name
        for name in columns
        if any(is_total(row[name]) for row in rows if row[name].strip())
    )
    if counted and person:
        raise UsageError(
            f"{where}: column {', '.join(sorted(counted))} holds totals, and --person says whose row it is.",
            now="A row is of a person or a total: leave the rows with totals out, or --person.",
        )
    told = counted | {
        name
        for name in columns
        if person or any(BETWEEN.search(row[name]) for row in rows)
    }
    untold = sorted(set(columns) - told)
    if untold:
        raise UsageError(
            f"{where}: nothing tells who has several codes of {', '.join(untold)}, so that nobody can be counted once.",
            now="Put the codes of one record into one field with ; or | between them, name the column that says whose "
            "row it is (--person COLUMN), or give rows with Total beside those of the codes.",
        )
    return Several(frozenset(columns), counted)


def each_once(
    rows: Rows,
    weights: Ints,
    columns: Sequence[str],
    several: Several,
    *,
    person: str,
    where: str,
) -> tuple[Rows, Ints]:
    """Make one record of the rows of one person that agree in all columns but those of which he may carry several."""
    hidden = [name for name in several.counted if name not in columns]
    if hidden:
        kept = np.asarray(
            [all(is_total(row[name]) for name in hidden) for row in rows], dtype=bool
        )
        rows, weights = (
            [row for row, keep in zip(rows, kept.tolist(), strict=True) if keep],
            weights[kept],
        )
    if not person:
        return rows, weights
    if (weights != 1).any():
        raise UsageError(
            f"{where}: --person says whose row it is, and some rows stand for more or fewer than one.",
            now="Leave --person out, or give --count rows.",
        )
    if any(not row[person].strip() for row in rows):
        raise UsageError(
            f"{where}: column {person} is empty in some rows.",
            now="Say of every row whose it is.",
        )
    single = [name for name in columns if name not in several.columns]
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        key = (row[person].strip(), *(row[name].strip() for name in single))
        first = found.setdefault(key, dict(row))
        for name in several.columns:
            first[name] = f"{first[name]};{row[name]}"
    return list(found.values()), np.ones(len(found), dtype=np.int64)


def merged_codes(
    rows: Rows,
    columns: Sequence[str],
    several: Several,
    *,
    above: Mapping[str, Sequence[Hierarchy]],
    rules: Policy,
    where: str,
) -> tuple[dict[str, list[str]], dict[str, list[Hierarchy]]]:
    """Give the codes of every record, with the categories merged that the policy merges.

    The codes of which one carries several stand together, with those above them: a record counts once at each.
    """
    clash = sorted(several.counted & set(rules.merges))
    if clash:
        raise UsageError(
            f"{where}: counts of {', '.join(clash)} cannot be merged, for who carries both would count twice.",
            now="Give records with all codes of a person, or leave the merge out of the policy.",
        )
    for name in several.counted & set(columns):
        uppers = {
            code for tree in above.get(name, ()) for code in tree.parents.values()
        }
        bare = uppers - {row[name].strip() for row in rows}
        if bare:
            raise UsageError(
                f"{where}: {len(bare)} codes above those of {name} have no rows, and who carries two is not told.",
                now=f"Give rows for them beside those of the total, or leave --hierarchy {name}=... out.",
            )
    cells = {
        name: [several.codes(row[name], name) for row in rows]
        for name in columns
        if name in several.columns
    }
    flat = {
        name: [row[name].strip() for row in rows]
        for name in columns
        if name not in cells
    }
    flat |= {
        name: [code for codes in own for code in codes] for name, own in cells.items()
    }
    found, trees = merge_categories(flat, above, rules.merges, where=where)
    for name, own in cells.items():
        codes = iter(found[name])
        groups = [{next(codes) for _ in range(len(cell))} for cell in own]
        if name not in several.counted:
            groups = [
                {TOTAL, *_with_above(group, trees.get(name, ()))} for group in groups
            ]
        found[name] = [JOINT.join(sorted(group)) for group in groups]
    return found, trees


def _with_above(codes: set[str], hierarchies: Sequence[Hierarchy]) -> set[str]:
    with_above = set(codes)
    for hierarchy in hierarchies:
        for code in codes:
            with_above.update(hierarchy.ancestors(code))
    return with_above


def apart(joint: Sequence[str]) -> list[list[str]]:
    """Give the codes of joint records as columns: the first of each record, the second, and so on; blank where none."""
    split = [text.split(JOINT) for text in joint]
    widest = max((len(codes) for codes in split), default=0)
    return [
        [codes[at] if at < len(codes) else "" for codes in split]
        for at in range(widest)
    ]
