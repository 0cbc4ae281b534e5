"""Notes for the user that qualify the findings of an audit."""

from collections.abc import Mapping, Sequence

import numpy as np

from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.edition.messages import Message
from zicht.vocabulary.dimensions import TOTAL

MANY = 8
LEAST_STEP = 3
"""So many numbers that are all multiples of so large a number are not a coincidence."""


def notes_on(findings: Findings, tables: Sequence[PublishedTable]) -> list[Message]:
    """Return notes on why the findings may prove less than they seem to.

    A table without sums, or without protection, passes because nothing can be attacked.
    """
    notes = _notes_on_sums(findings, tables)
    if findings.left_out:
        notes.append(Message("audit.combinations_left_out"))
    step = _common_step(tables)
    if step >= LEAST_STEP:
        notes.append(Message("audit.multiples", step=step))
    if not findings.protected:
        notes.append(Message("audit.nothing_protected"))
    return notes


def _notes_on_sums(
    findings: Findings, tables: Sequence[PublishedTable]
) -> list[Message]:
    """Return notes on columns that are not taken to add up."""
    if not findings.relations:
        return [Message("audit.nothing_adds_up")]
    return [
        Message("audit.no_total", column=name)
        for name in _columns_without_total(tables)
    ]


def _columns_without_total(tables: Sequence[PublishedTable]) -> list[str]:
    """Return the columns of every table that have neither a total nor levels in some table.

    A table that is not broken down by a column prints the totals over it.
    """
    # A column that some table lacks is summed over there: that table prints its totals.
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
        # Zero is a multiple of every number, so it is no evidence of a rounding.
        is_number = (table.marks == Mark.SHOWN) & (table.values > 0)
        numbers.append(table.values[is_number])
    printed = np.concatenate(numbers).astype(np.int64)
    return int(np.gcd.reduce(printed)) if len(printed) >= MANY else 1


def notes_on_existence(existence: Mapping[str, int]) -> list[Message]:
    """Return notes that ask whether every reader knows the codes of a column.

    Parameters
    ----------
    existence : by column, how many codes the rows alone reveal
    """
    return [
        Message("audit.codes_revealed", column=name, n=n)
        for name, n in existence.items()
    ]
