"""Notes for the user that qualify the findings of an audit."""

from collections.abc import Mapping, Sequence

import numpy as np

from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.dimensions import TOTAL

MANY = 8
LEAST_STEP = 3
"""So many numbers that are all multiples of so large a number are not a coincidence."""


def notes_on(findings: Findings, tables: Sequence[PublishedTable]) -> list[str]:
    """Return notes on why the findings may prove less than they seem to.

    A table without sums, or without protection, passes because nothing can be attacked.
    """
    notes = _notes_on_sums(findings, tables)
    if findings.left_out:
        notes.append(
            "The tables cross more combinations of codes than were attacked: limits"
            " that no sum of printed cells shows were not looked for."
        )
    step = _common_step(tables)
    if step >= LEAST_STEP:
        notes.append(
            f"Every number is a multiple of {step}: give --base {step} where they were rounded (and --nearest)."
        )
    if not findings.protected:
        notes.append(
            "No cell is withheld, banded or rounded: there was nothing to attack."
        )
    return notes


def _notes_on_sums(findings: Findings, tables: Sequence[PublishedTable]) -> list[str]:
    """Return notes on columns that are not taken to add up."""
    if not findings.relations:
        return [
            "Nothing adds up: no column has a total or a hierarchy, so that no cell follows from others."
        ]
    return [
        f"No total of {name} was found: its cells are not taken to add up."
        for name in _columns_without_total(tables)
    ]


def _columns_without_total(tables: Sequence[PublishedTable]) -> list[str]:
    """Return the columns of every table that have neither a total nor levels in some table.

    A table that is not broken down by a column prints the totals over it.
    """
    in_every_table = set.intersection(*map(_names_of_columns, tables))
    bare = set()
    for table in tables:
        for dimension, codes in zip(table.dimensions, table.codes, strict=True):
            adds_up = TOTAL in codes or dimension.hierarchies
            has_parts = len(dimension.leaves) > 1
            if dimension.name in in_every_table and has_parts and not adds_up:
                bare.add(dimension.name)
    return sorted(bare)


def _names_of_columns(table: PublishedTable) -> set[str]:
    return {dimension.name for dimension in table.dimensions}


def _common_step(tables: Sequence[PublishedTable]) -> int:
    """Return the number of which every printed number is a multiple; 1 where few are printed."""
    numbers = []
    for table in tables:
        is_number = (table.marks == Mark.SHOWN) & (table.values > 0)
        numbers.append(table.values[is_number])
    printed = np.concatenate(numbers).astype(np.int64)
    return int(np.gcd.reduce(printed)) if len(printed) >= MANY else 1


def notes_on_existence(existence: Mapping[str, int]) -> list[str]:
    """Return notes that ask whether every reader knows the codes of a column.

    Parameters
    ----------
    existence : by column, how many codes the rows alone reveal
    """
    return [
        f"Column {name}: is there a public list of its codes? Without one, the presence of rows reveals that somebody "
        f"has each of {n} codes. Give --codes {name}=FILE, or --codes {name}= if every reader knows that they occur."
        for name, n in existence.items()
    ]
