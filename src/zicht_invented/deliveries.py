"""Deliveries as the sources would send them: a CSV and a letter each, with some rows that must be refused."""

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zicht.vocabulary.arrays import Ints
from zicht_invented.scene import Scene
from zicht_invented.settings import InventSettings

INVENTED = "Verzonnen gegevens: geen van deze mensen en plaatsen bestaat. Invented data: none of these exist."
Column = NDArray[np.generic]
Change = Callable[[dict[str, str]], None]
_CHUNK = 50_000


@dataclass(frozen=True)
class Spoiling:
    """One way to spoil a copy of a good row.

    Parameters
    ----------
    reason : for which the row must be refused, as receipts write it
    change : what is done to the row
    keeps_key : whether the copy keeps the key of the good row; the others get one of their own
    """

    reason: str
    change: Change
    keeps_key: bool = False


@dataclass(frozen=True, eq=False)
class Table:
    """Good rows of one delivery, and how a copy of one may be spoiled.

    Parameters
    ----------
    source : id of the form
    period : years as its letter states them
    columns : name to one value per row, in the order of the form; numbers below 0 and dates NaT are written empty
    spoilings : ways to spoil a row, which take turns; none in a table of counts, of which a row that is refused would
        stop the run: it may stand for many people
    version : of the form
    """

    source: str
    period: str
    columns: Mapping[str, Column]
    spoilings: tuple[Spoiling, ...] = ()
    version: int = 1

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


@dataclass(frozen=True)
class Sent:
    """What was written of one delivery: rows, and of these the spoiled ones by reason."""

    source: str
    file: str
    good: int
    faults: Mapping[str, int]


def by_year(
    source: str,
    columns: Mapping[str, Column],
    years: NDArray[np.integer],
    spoil: Callable[[int], tuple[Spoiling, ...]],
) -> Iterator[Table]:
    """Divide rows, which stand in the order of their years, over one delivery per year."""
    for year in np.unique(years).tolist():
        start, end = np.searchsorted(years, [year, year + 1]).tolist()
        yield Table(
            source,
            str(year),
            {name: column[start:end] for name, column in columns.items()},
            spoil(year),
        )


def send(table: Table, folder: Path, scene: Scene) -> Sent:
    """Write one delivery and its letter; spoiled rows stand right behind the row they were copied from."""
    place = folder / "deliveries" / table.source
    place.mkdir(parents=True, exist_ok=True)
    file = place / f"verzonnen-{table.period}.csv"
    rng = scene.stream(f"faults {table.source} {table.period}")
    copies_behind = _spoiled(table, scene.settings.faults, rng)
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(",".join(table.columns) + "\n")
        for start in range(0, len(table), _CHUNK):
            lines = _lines(table, slice(start, start + _CHUNK))
            for row, line in enumerate(lines, start=start):
                out.write(line)
                out.writelines(copy.line for copy in copies_behind.get(row, ()))
    letter = _letter(table, scene.settings)
    file.with_suffix(".toml").write_text(letter, encoding="utf-8")
    faults: Counter[str] = Counter()
    for copies in copies_behind.values():
        faults.update(copy.reason for copy in copies)
    return Sent(
        table.source,
        f"{table.source}/{file.name}",
        len(table),
        dict(sorted(faults.items())),
    )


def _lines(table: Table, rows: slice | Ints) -> list[str]:
    """Write rows as lines. No value holds a comma, a quote or a line end, so that none needs quoting."""
    texts = (as_text(column[rows]) for column in table.columns.values())
    return [line + "\n" for line in map(",".join, zip(*texts, strict=True))]


def as_text(column: Column) -> list[str]:
    """Write a column as text: empty for what is missing."""
    if column.dtype.kind == "M":
        return [
            "" if text == "NaT" else text
            for text in np.datetime_as_string(column.astype("datetime64[D]")).tolist()
        ]
    if column.dtype.kind == "i":
        return [str(number) if number >= 0 else "" for number in column.tolist()]
    return [str(text) for text in column.tolist()]


_MOST_OF_FEW_ROWS = 0.05
"""Share of the rows of a small delivery that is spoiled at most, unless more is asked for."""


@dataclass(frozen=True)
class _SpoiledCopy:
    """A copy of a row that was spoiled: why it will be refused, and how it stands in the file."""

    reason: str
    line: str


def _spoiled(
    table: Table, share: float, rng: np.random.Generator
) -> dict[int, list[_SpoiledCopy]]:
    """Copy rows at random and spoil each in one way, the ways in turn; return the copies by the row they follow."""
    if not table.spoilings:
        return {}
    # Of a delivery of a few rows one spoiled row is so large a part that the office would ask about it.
    most = int(len(table) * max(share, _MOST_OF_FEW_ROWS))
    n = min(int(np.ceil(len(table) * share)), most)
    turn = int(rng.random() * len(table.spoilings))
    rows = (rng.random(n) * len(table)).astype(np.int64)
    copies: dict[int, list[_SpoiledCopy]] = {}
    for number, (row, line) in enumerate(
        zip(rows.tolist(), _lines(table, rows), strict=True)
    ):
        fields = dict(zip(table.columns, line.rstrip("\n").split(","), strict=True))
        spoiling = table.spoilings[(number + turn) % len(table.spoilings)]
        key = next(iter(fields))
        # With the key of its row the copy would be refused as a repeated row, and not for the reason that
        # the truth states.
        if key.endswith("_id") and not spoiling.keeps_key:
            fields[key] = f"{fields[key]}F{number}"
        spoiling.change(fields)
        spoiled_line = ",".join(fields.values()) + "\n"
        copies.setdefault(row, []).append(_SpoiledCopy(spoiling.reason, spoiled_line))
    return copies


def _letter(table: Table, settings: InventSettings) -> str:
    last = int(table.period.rpartition("-")[2])
    text = io.StringIO()
    text.write(f"# {INVENTED}\n")
    text.write(
        f'source = "{table.source}"\nform_version = {table.version}\n'
        f'period = "{table.period}"\n'
    )
    text.write(f'extracted_on = "{last + 1}-03-01"\n')
    text.write(
        'legal_basis = "Invented: nobody exists, so no ground is needed (verzonnen: niemand bestaat). Seed '
    )
    text.write(f'{settings.seed}."\n')
    text.write(
        'consent = "Invented: nobody exists, so nobody can consent or withdraw (verzonnen: niemand bestaat)."\n'
    )
    return text.getvalue()


def put(**values: str) -> Change:
    """Change a row by writing values into columns."""

    def change(row: dict[str, str]) -> None:
        row.update(values)

    return change


def nothing(row: dict[str, str]) -> None:
    """Leave a copy as it is: then the row stands there twice."""
    del row


def cut_short(row: dict[str, str]) -> None:
    """Lose the last field of a row."""
    row.popitem()
