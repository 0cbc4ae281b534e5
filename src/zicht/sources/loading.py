"""Rows of a file into the database: one text per row, its fields in the order of the header."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.sources import reasons
from zicht.sources.gaps import Gaps
from zicht.sources.rows import Block, FileRow, Rows
from zicht.vocabulary.errors import DeliveryError
from zicht.vocabulary.forms import Form, Kind, Split, Wide
from zicht.vocabulary.nouns import counted

FIELD_MARK = "\x1f"
"""Stands between the fields of a row in the database; in a field it is replaced, as any control character is wrong."""
_REPLACED_MARK = "\x1e"
_AT_ONCE = 20_000
_MOST_CHARACTERS = 20_000_000
"""Rows, and characters of rows, that are held before they go to the database."""
_LONG_ROW, _LONGEST_FIELD = 50_000, 10_000
"""Characters of a row from which its fields are cut, and of a field that is cut: no kind of value is that long."""
_SHOWN = 10
"""Numbers of lines that a message shows."""
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
    n_gaps : of a table of counts, places at which rows go on below an empty line or a title
    """

    relation: str
    places: Mapping[str, int]
    rows: int
    digest: bytes
    found: tuple[str, ...]
    breaks: tuple[str, ...]
    n_gaps: int = 0


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
    gaps = Gaps(len(table.header), table.delimiter or "\t", _passed_over(form))
    if form.aggregate:
        # Of people a second table holds other people, or the same keys once more, which are refused.
        table.parts = _watched(table.parts, gaps)
    header: Sequence[str] = table.header
    parts: Iterator[FileRow | Block] = table.parts
    if form.split or form.wide:
        header, parts = _reshaped(table, form)
    kept = [place for place, name in enumerate(header) if name not in form.ignored]
    taken = kept if len(kept) < len(header) else ()
    is_reshaped = bool(form.split or form.wide)
    seen = _Seen(
        delimiter=table.delimiter,
        unread=frozenset() if is_reshaped else {*range(len(header))} - {*kept},
    )
    for batch in _batches(parts):
        if isinstance(batch, Block):
            _append_block(session, batch, taken)
            seen.add_block(batch)
        else:
            session.append(_RELATION, _columns(batch, taken))
            seen.add(batch)
    return Loaded(
        relation=_RELATION,
        places={header[place]: nth for nth, place in enumerate(kept, start=1)},
        rows=seen.n_rows,
        digest=table.digest(),
        found=(*table.found, *_remarks(table, form), *seen.remarks()),
        breaks=tuple(_breaks(table, seen)),
        n_gaps=gaps.n,
    )


def _watched(parts: Iterator[FileRow | Block], gaps: Gaps) -> Iterator[FileRow | Block]:
    """Yield the parts of a table as they are, and note where its rows go on below a gap."""
    for part in parts:
        if isinstance(part, Block):
            gaps.add_lines(part.line, part.lines)
        elif part.fault:
            gaps.add_broken(part.line, part.spans, part.text)
        else:
            gaps.add(part.line, part.spans, part.fields)
        yield part


def _passed_over(form: Form) -> set[str]:
    """Return the texts by which the form passes rows over, as totals of others or as notes."""
    return {text for column in form.columns for text in column.totals}


@dataclass
class _Seen:
    """What was seen of the rows while they were loaded.

    Parameters
    ----------
    delimiter : between the fields of the file
    unread : places of the columns that are never read
    n_rows : all of them
    n_wrapped : rows that go on over several lines within columns that are never read
    n_torn : other rows that go on over several lines
    torn_lines : numbers of the first of these lines
    last_is_broken : whether the last row is no whole row
    """

    delimiter: str = ""
    unread: Collection[int] = ()
    n_rows: int = 0
    n_wrapped: int = 0
    n_torn: int = 0
    torn_lines: list[int] = field(default_factory=list)
    last_is_broken: bool = False

    def add(self, rows: Sequence[FileRow]) -> None:
        """Count the rows of a batch."""
        long_rows = [row for row in rows if row.spans > 1]
        torn_lines = [row.line for row in long_rows if not self._is_wrapped(row)]
        self.n_wrapped += len(long_rows) - len(torn_lines)
        self.n_rows += len(rows)
        self.n_torn += len(torn_lines)
        self.torn_lines = (self.torn_lines + torn_lines)[:_SHOWN]
        self.last_is_broken = bool(rows[-1].fault)

    def _is_wrapped(self, row: FileRow) -> bool:
        """Whether a row goes on over several lines within columns that are never read, as free text does.

        Two quotes that are amiss make one value of what stands between them. Such a value holds the delimiters of a
        whole row for each line end that it swallowed, so a value with fewer swallowed none.
        """
        wrapped = [place for place, text in enumerate(row.fields) if "\n" in text]
        n_delimiters_of_a_row = len(row.fields) - 1
        return bool(wrapped) and all(
            place in self.unread
            and row.fields[place].count(self.delimiter)
            < n_delimiters_of_a_row * row.fields[place].count("\n")
            for place in wrapped
        )

    def remarks(self) -> Iterator[str]:
        """Say what was passed over."""
        if self.n_wrapped:
            yield (
                f"{counted(self.n_wrapped, 'row goes on', 'rows go on')}"
                " over several lines, within columns that are not read"
            )

    def add_block(self, block: Block) -> None:
        """Count the rows of a block: each is whole, and stands on a line."""
        self.n_rows += len(block.lines)
        self.last_is_broken = False


def _breaks(table: Rows, seen: _Seen) -> Iterator[str]:
    """Say what makes the whole file unfit, now that all of it was read."""
    yield from table.breaks
    if table.unreadable:
        yield (
            f"{counted(table.unreadable, 'line holds', 'lines hold')}"
            f" bytes that are not text in the encoding {table.found[1]}; if the file is"
            " written in another, state it in the letter: encoding = 'cp1252'"
        )
    if seen.torn_lines:
        lines = ", ".join(map(str, seen.torn_lines))
        yield (
            f"{counted(seen.n_torn, 'value goes on', 'values go on')} over several lines, or quotes do not match:"
            f" from line {lines}"
        )
    if seen.last_is_broken and not table.ends:
        yield "the file ends in the middle of a row"


def _remarks(table: Rows, form: Form) -> Iterator[str]:
    """Say where a workbook holds numbers and the form has something else: zeros and dates may be lost."""
    for column in form.columns:
        numbers = table.numbers.get(column.name, 0)
        if numbers and column.kind in _LOST:
            cells = counted(numbers, "cell is a number", "cells are numbers")
            yield f"column {column.name}: {cells}; {_LOST[column.kind]}"


_ZEROS = "zeros in front may be lost: store the column as text"
_SERIAL = "serial numbers of days are no dates: format the column as a date"
_LOST = {
    Kind.TEXT: _ZEROS,
    Kind.TOKEN: _ZEROS,
    Kind.AREA: _ZEROS,
    Kind.CODE: _ZEROS,
    Kind.DATE: _SERIAL,
    Kind.TIMESTAMP: _SERIAL,
}
"""Kind to what it means that a workbook holds a number there."""


def _reshaped(table: Rows, form: Form) -> tuple[Sequence[str], Iterator[FileRow]]:
    """Return header and rows of a file with the columns that its form has: split, and made rows of."""
    header: Sequence[str] = table.header
    rows = table.rows
    for split in form.split:
        header, rows = _split_up(header, rows, split)
    if form.wide:
        header, rows = lengthened(header, rows, form.wide)
    return header, rows


def _split_up(
    header: Sequence[str], rows: Iterator[FileRow], split: Split
) -> tuple[tuple[str, ...], Iterator[FileRow]]:
    """Make columns of the parts of one column; a row with another number of parts is broken."""
    place = header.index(split.column)
    names = (*header[:place], *split.into, *header[place + 1 :])

    def rows_of_parts() -> Iterator[FileRow]:
        for row in rows:
            if row.fault:
                yield row
                continue
            fields = [*row.fields]
            texts = fields[place].split(split.sign)
            if len(texts) == len(split.into):
                fields[place : place + 1] = texts
                yield row._replace(fields=fields)
            else:
                text = " ".join(fields)[:_LONGEST_FIELD]
                yield row._replace(fields=(), fault=reasons.FIELD_COUNT, text=text)

    return names, rows_of_parts()


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
                yield row._replace(number=number)
                continue
            _refuse_second_header(row, header, made)
            fields = [row.fields[place] for place in kept]
            for place, codes in made:
                number += 1
                values = (*fields, *codes, row.fields[place])
                yield row._replace(number=number, fields=values)

    return names, long_rows()


def _refuse_second_header(
    row: FileRow, header: Sequence[str], made: Sequence[tuple[int, tuple[str, ...]]]
) -> None:
    """Refuse a row that holds the name of each wide column in its place: where years are named, names are numbers.

    Raises
    ------
    DeliveryError : a second table begins in this row
    """
    if all(row.fields[place].strip() == header[place] for place, _ in made):
        raise DeliveryError(
            f"line {row.line} holds the names of the columns once more: another table begins there",
            now="Send each table by itself.",
        )


def _batches(
    parts: Iterator[FileRow | Block],
) -> Iterator[Sequence[FileRow] | Block]:
    """Gather rows; blocks, and rows that are too long for one, go by themselves."""
    batch: list[FileRow] = []
    size = 0
    for part in _without_long_rows(parts):
        if isinstance(part, Block):
            if batch:
                yield batch
            yield part
            batch, size = [], 0
            continue
        batch.append(part)
        size += part.size
        if len(batch) == _AT_ONCE or size > _MOST_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _without_long_rows(
    parts: Iterator[FileRow | Block],
) -> Iterator[FileRow | Block]:
    """Split a block that holds a long row: the fields of such a row are cut."""
    for part in parts:
        if isinstance(part, Block) and max(map(len, part.lines)) > _LONG_ROW:
            yield from part.rows()
        else:
            yield part


def _append_block(session: Session, block: Block, kept: Sequence[int]) -> None:
    """Append the rows of a block; see `_columns` for the places that are kept.

    The database splits the lines of one long text in half the time that it takes to read as many texts of Python.
    """
    text = "\n".join(block.lines)
    if kept or FIELD_MARK in text:
        session.append(_RELATION, _columns_of_block(block, kept))
        return
    session.execute(
        sql(
            "INSERT INTO {rows} (row_number, text)"
            " SELECT $first_number + generate_subscripts(lines, 1) - 1, unnest(lines)"
            " FROM (SELECT string_split($text, chr(10)) AS lines)",
            rows=_RELATION,
        ),
        {
            "first_number": block.number,
            "text": text.replace(block.delimiter, FIELD_MARK),
        },
    )


def _columns_of_block(block: Block, kept: Sequence[int]) -> dict[str, np.ndarray]:
    """Lay the rows of a block out for the database; see `_columns`."""
    lines = block.lines
    if kept:
        fields_of_rows = [line.split(block.delimiter) for line in lines]
        texts = [
            _joined([fields[place] for place in kept]) for fields in fields_of_rows
        ]
    elif any(FIELD_MARK in line for line in lines):
        texts = [_joined(line.split(block.delimiter)) for line in lines]
    else:
        texts = [line.replace(block.delimiter, FIELD_MARK) for line in lines]
    return {
        "row_number": np.arange(block.number, block.number + len(lines)),
        "text": np.array(texts, dtype=object),
    }


def _columns(rows: Sequence[FileRow], kept: Sequence[int]) -> dict[str, np.ndarray]:
    """Lay rows out for the database.

    Parameters
    ----------
    rows : whole and broken ones
    kept : places of the fields that are taken; none where all are
    """
    texts = []
    for row in rows:
        if row.fault:
            texts.append(row.text)
            continue
        fields = [row.fields[place] for place in kept] if kept else row.fields
        if row.size > _LONG_ROW:
            fields = [text[:_LONGEST_FIELD] for text in fields]
        texts.append(_joined(fields))
    return {
        "row_number": np.array([row.number for row in rows], dtype=np.int64),
        "fault": np.array([row.fault or None for row in rows], dtype=object),
        "text": np.array(texts, dtype=object),
    }


def _joined(fields: Sequence[str]) -> str:
    """Write the fields of a row as one text; a mark that stands in a field is replaced."""
    text = FIELD_MARK.join(fields)
    if text.count(FIELD_MARK) >= len(fields):
        return FIELD_MARK.join(
            field.replace(FIELD_MARK, _REPLACED_MARK) for field in fields
        )
    return text
