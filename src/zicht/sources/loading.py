"""Rows of a file into the database: one text per row, its fields in the order of the header."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from zicht.engine import Session
from zicht.sources.rows import FileRow, Rows
from zicht.vocabulary.forms import Form, Wide

FIELD_MARK = "\x1f"
"""Stands between the fields of a row in the database; in a field it is replaced, as any control character is wrong."""
_REPLACED_MARK = "\x1e"
_AT_ONCE = 20_000
_RELATION = "file_rows"


@dataclass(frozen=True)
class Loaded:
    """The rows of a file in the session.

    Parameters
    ----------
    relation : with `row_number`, `fault` (NULL for a whole row) and `text`
    places : column to its place among the fields, from 1
    rows : number of rows, broken ones among them
    digest : SHA-256 of the bytes that were read
    found : what was found out about the file, in words
    breaks : what makes the whole file unfit
    """

    relation: str
    places: Mapping[str, int]
    rows: int
    digest: bytes
    found: tuple[str, ...]
    breaks: tuple[str, ...]


def load(session: Session, table: Rows, form: Form) -> Loaded:
    """Take all rows of a file into the database.

    Parameters
    ----------
    session : in which the relation is made
    table : file that is being read
    form : of which wide columns are made rows
    """
    session.drop(_RELATION)
    session.execute(
        f"CREATE TABLE {_RELATION} (row_number BIGINT, fault VARCHAR, text VARCHAR)"
    )
    n_rows, torn, last_is_broken = 0, [], False
    header, file_rows = table.header, table.rows
    if form.wide:
        header, file_rows = lengthened(header, file_rows, form.wide)
    for rows in _batches(file_rows):
        session.append(_RELATION, _columns(rows))
        n_rows += len(rows)
        last_is_broken = bool(rows[-1].fault)
        torn += [row.line for row in rows if row.spans > 1]
    breaks = []
    if table.unreadable:
        breaks.append(
            f"{table.unreadable} lines hold bytes that are not text in the encoding {table.found[1]}; if the file is"
            " written in another, state it in the letter: encoding = 'cp1252'"
        )
    if torn:
        lines = ", ".join(map(str, torn[:10]))
        breaks.append(
            f"{len(torn)} values go on over several lines, or their quotes do not match: from line {lines}"
        )
    if last_is_broken and not table.ends:
        breaks.append("the file ends in the middle of a row")
    places = {name: place for place, name in enumerate(header, start=1)}
    return Loaded(_RELATION, places, n_rows, table.digest(), table.found, tuple(breaks))


def lengthened(
    header: Sequence[str], rows: Iterator[FileRow], wide: Wide
) -> tuple[tuple[str, ...], Iterator[FileRow]]:
    """Make a row of each wide column: the other fields, the codes that the column stands for, and its count."""
    kept = [place for place, name in enumerate(header) if name not in wide.columns]
    made = [
        (header.index(name), tuple(codes.values()))
        for name, codes in wide.columns.items()
    ]
    names = (*(header[place] for place in kept), *wide.names)

    def long_rows() -> Iterator[FileRow]:
        number = 0
        for row in rows:
            if row.fault:
                number += 1
                yield replace(row, number=number)
                continue
            fields = [row.fields[place] for place in kept]
            for place, codes in made:
                number += 1
                values = (*fields, *codes, row.fields[place])
                yield replace(row, number=number, fields=values)

    return names, long_rows()


def _batches(rows: Iterator[FileRow]) -> Iterator[list[FileRow]]:
    while batch := list(islice(rows, _AT_ONCE)):
        yield batch


def _columns(rows: Sequence[FileRow]) -> dict[str, np.ndarray]:
    texts = [
        row.text if row.fault else FIELD_MARK.join(_unmarked(row.fields))
        for row in rows
    ]
    return {
        "row_number": np.array([row.number for row in rows], dtype=np.int64),
        "fault": np.array([row.fault or None for row in rows], dtype=object),
        "text": np.array(texts, dtype=object),
    }


def _unmarked(fields: Sequence[str]) -> Sequence[str]:
    if any(FIELD_MARK in text for text in fields):
        return [text.replace(FIELD_MARK, _REPLACED_MARK) for text in fields]
    return fields
