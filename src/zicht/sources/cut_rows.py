"""The rows that are left of a delivered file when people who withdrew are taken out of it.

What is left is no file of the supplier any more: it may have been a workbook or an archive, and its control totals do
not agree. It is written as lines of JSON: first what is known of the whole file, then a line per row. A row that was
taken out leaves its number, so that the others keep their places: a record without a key of its own is known by its
place.
"""

import io
import json
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

import numpy as np

from zicht.engine.session import Session
from zicht.engine.words import Sql, sql
from zicht.sources.loading import Loaded
from zicht.sources.opening import Delivered, opened

_RELATION = "file_rows"
_AT_ONCE = 20_000
"""Rows that go to the database at a time."""


def cut(session: Session, loaded: Loaded, without: Collection[int]) -> Iterator[bytes]:
    """Write what is left of a loaded file.

    Parameters
    ----------
    session : with the loaded rows
    loaded : the whole file, or what an earlier cut left of it
    without : numbers of the rows that are taken out, from 1

    Yields
    ------
    lines
    """
    head = {
        "places": dict(loaded.places),
        "digest": loaded.digest.hex(),
        "found": list(loaded.found),
    }
    yield _line(head)
    taken_out = frozenset(without)
    rows = sql(
        "SELECT row_number, fault, text FROM {rows} ORDER BY row_number",
        rows=Sql(loaded.relation),
    )
    for batch in session.batches(rows):
        for number, fault, text in batch:
            yield _line(
                [number, *([None, None] if number in taken_out else [fault, text])]
            )


def load_cut(session: Session, file: Delivered) -> Loaded:
    """Load what `cut` wrote, under the row numbers and the digest of the whole file.

    Parameters
    ----------
    session : in which the rows are loaded
    file : kept elsewhere; `is_cut` holds of it
    """
    session.drop(_RELATION)
    session.execute(
        f"CREATE TABLE {_RELATION} (row_number BIGINT, fault VARCHAR, text VARCHAR)"
    )
    rows = 0
    with opened(file) as content:
        lines = io.TextIOWrapper(content, "utf-8", newline="\n")
        head: dict[str, Any] = json.loads(next(lines))
        while batch := [json.loads(line) for line in islice(lines, _AT_ONCE)]:
            numbers, faults, texts = zip(*batch, strict=True)
            rows += sum(text is not None for text in texts)
            session.append(
                _RELATION,
                {
                    "row_number": np.array(numbers, dtype=np.int64),
                    "fault": np.array(faults, dtype=object),
                    "text": np.array(texts, dtype=object),
                },
            )
        lines.detach()
    return Loaded(
        relation=_RELATION,
        places=head["places"],
        rows=rows,
        digest=bytes.fromhex(head["digest"]),
        found=tuple(head["found"]),
        breaks=(),
    )


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"
