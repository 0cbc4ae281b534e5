"""How the parts of a release stand in files: canonical bytes, so that the same content has the same digest."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
import numpy as np

from zicht.vocabulary import plain
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.figures import Series
from zicht.vocabulary.former_names import with_names_of_today
from zicht.vocabulary.plain import to_plain
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.spans import ProtectedSpans

T = TypeVar("T")

_SERIES_COLUMNS = ("value", "status", "lower", "upper", "numerator", "denominator")
_CELL_COLUMNS = ("value", "status", "lower", "upper")
_SPAN_COLUMNS = ("value", "lower", "upper")
_UNKNOWN = "unknown"
"""Column of surveys alone, behind the others."""


def digest_of(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def to_json(value: object) -> bytes:
    """Write JSON in one way: keys in their own order, which code lists mean something by, and two spaces."""
    return (json.dumps(to_plain(value), ensure_ascii=False, indent=2) + "\n").encode()


def from_json(content: bytes, kind: type[T] | Any) -> T:
    """Read JSON into a vocabulary type; a file that does not fit is a damaged release."""
    try:
        made: T = plain.from_json(content, kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ReleaseError(
            "A file of the release does not have the expected form.",
            details=(str(error),),
        ) from None
    return made


def from_former_json(content: bytes, kind: type[T] | Any) -> T:
    """Read JSON of a release in which the period and the universe of inhabitants had other names."""
    try:
        with_former_names = json.loads(content)
    except ValueError:
        raise ReleaseError("A file of the release is not JSON.") from None
    content_of_today = json.dumps(with_names_of_today(with_former_names)).encode()
    made: T = from_json(content_of_today, kind)
    return made


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write CSV as of RFC 4180 with UTF-8 and bare newlines."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def from_csv(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Read CSV back as header and rows of text."""
    rows = list(csv.reader(io.StringIO(content.decode())))
    if not rows:
        raise ReleaseError("A table of the release is empty: its header is missing.")
    return rows[0], rows[1:]


def _columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the texts of each column; empty ones where there are no rows."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in header]


def _without_unknown(header: list[str]) -> list[str]:
    """Return a header without the last column that surveys alone have."""
    return header[:-1] if header[-1] == _UNKNOWN else header


def _number(value: float) -> str:
    # `repr` gives the shortest text that reads back as the same number, so that writing and reading a
    # release again changes no digest.
    return (
        ""
        if np.isnan(value)
        else repr(int(value))
        if float(value).is_integer()
        else repr(float(value))
    )


def series_to_csv(series: Series) -> bytes:
    """Write every published figure of one indicator; an empty value is one that may not be shown."""
    columns = [series.periods.tolist(), *(codes.tolist() for codes in series.codes)]
    head = ["period", *series.dimensions, *_SERIES_COLUMNS]
    further: list[list[str]] = []
    if series.unknown is not None:
        head.append(_UNKNOWN)
        further.append(list(map(_number, series.unknown.tolist())))
    numbers = [
        list(map(_number, column.tolist()))
        for column in (
            series.values,
            series.lower,
            series.upper,
            series.numerators,
            series.denominators,
        )
    ]
    value, lower, upper, numerator, denominator = numbers
    rows = zip(
        *columns,
        value,
        series.statuses.tolist(),
        lower,
        upper,
        numerator,
        denominator,
        *further,
        strict=True,
    )
    return to_csv(head, rows)


def _floats(column: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(
        [float(text) if text else np.nan for text in column], dtype=np.float64
    )


def series_from_csv(indicator: str, content: bytes) -> Series:
    """Read a series back."""
    header, rows = from_csv(content)
    usual = _without_unknown(header)
    if (
        usual[:1] != ["period"]
        or tuple(usual[-len(_SERIES_COLUMNS) :]) != _SERIES_COLUMNS
    ):
        raise ReleaseError(
            f"Table of {indicator}: its columns are not those of a series."
        )
    columns = _columns(header, rows)
    unknown = _floats(columns.pop()) if header[-1] == _UNKNOWN else None
    dimensions = tuple(usual[1 : -len(_SERIES_COLUMNS)])
    value, status, lower, upper, numerator, denominator = columns[
        -len(_SERIES_COLUMNS) :
    ]
    return Series(
        indicator=indicator,
        dimensions=dimensions,
        periods=np.array(columns[0], dtype=np.str_),
        codes=tuple(
            np.array(column, dtype=np.str_)
            for column in columns[1 : 1 + len(dimensions)]
        ),
        values=_floats(value),
        statuses=np.array(status, dtype=np.str_),
        lower=_floats(lower),
        upper=_floats(upper),
        numerators=_floats(numerator),
        denominators=_floats(denominator),
        unknown=unknown,
    )


def cells_to_csv(table: ProtectedTable) -> bytes:
    """Write one protected table as the gate sealed it."""
    # A withheld cell has no number in the file, whatever the array holds: the file is part of what is
    # published.
    values = np.where(table.statuses == "published", table.values.astype(np.str_), "")
    columns = (
        *(codes.tolist() for codes in table.codes),
        values.tolist(),
        table.statuses.tolist(),
    )
    rows = zip(*columns, table.lower.tolist(), table.upper.tolist(), strict=True)
    return to_csv([*table.names, *_CELL_COLUMNS], rows)


def cells_from_csv(universe: str, content: bytes) -> ProtectedTable:
    """Read one protected table back; the lists of categories are not in the file and stay empty."""
    header, rows = from_csv(content)
    columns = _columns(header, rows)
    names = header[: -len(_CELL_COLUMNS)]
    values, statuses, lower, upper = columns[len(names) :]
    return ProtectedTable(
        universe=universe,
        dimensions=tuple(Dimension(name, ()) for name in names),
        codes=tuple(
            np.array(column, dtype=np.str_) for column in columns[: len(names)]
        ),
        # A withheld count is 0 in the tables that the gate sealed, so their digest fits again.
        values=np.array([int(value or 0) for value in values], dtype=np.int64),
        statuses=np.array(statuses, dtype=np.str_),
        lower=np.array(lower, dtype=np.int64),
        upper=np.array(upper, dtype=np.int64),
    )


def spans_to_csv(spans: ProtectedSpans) -> bytes:
    """Write what the gate sealed of spans of time."""
    numbers = ([_number(n) for n in column.tolist()] for column in spans.numbers)
    rows = zip(*(codes.tolist() for codes in spans.codes), *numbers, strict=True)
    unknown = () if spans.unknown is None else (_UNKNOWN,)
    return to_csv([*spans.names, *_SPAN_COLUMNS, *unknown], rows)


def spans_from_csv(indicator: str, content: bytes) -> ProtectedSpans:
    """Read them back."""
    header, rows = from_csv(content)
    columns = _columns(header, rows)
    unknown = _floats(columns.pop()) if header[-1] == _UNKNOWN else None
    names = tuple(_without_unknown(header)[: -len(_SPAN_COLUMNS)])
    values, lower, upper = (_floats(column) for column in columns[len(names) :])
    codes = tuple(np.array(column, dtype=np.str_) for column in columns[: len(names)])
    return ProtectedSpans(indicator, names, codes, values, lower, upper, unknown)


def population_to_csv(population: Mapping[tuple[str, str, str, str], int]) -> bytes:
    """Write inhabitants by year, area, sex and age group."""
    # The digest must not depend on the order in which inhabitants were read.
    rows = ((*key, count) for key, count in sorted(population.items()))
    return to_csv(["year", "area", "sex", "age_group", "n"], rows)


def population_from_csv(content: bytes) -> dict[tuple[str, str, str, str], int]:
    """Read inhabitants back."""
    _, rows = from_csv(content)
    return {(year, area, sex, age): int(n) for year, area, sex, age, n in rows}
