"""Parses values of options, such as COLUMN=FILE, into the values that the desk takes.

Every function raises a UsageError with an example of the option. Those of COLUMN=VALUE take the columns of the
tables: the name of one may hold an equals sign itself.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from zicht.desk.extents import ADVICE as ADVICE_ON_EXTENTS
from zicht.desk.extents import parse_extent, split_at_column
from zicht.desk.requests import (
    AreaFile,
    Category,
    CodeList,
    Exclusion,
    Levels,
    Names,
    PrintedFile,
)
from zicht.edition.messages import Message
from zicht.vocabulary.errors import UsageError


def parse_columns(text: str) -> Names:
    """Parse the columns of one table: `region,year`."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names or len(set(names)) != len(names):
        raise UsageError(
            Message("error.by_names_no_columns", text=repr(text)),
            now=Message("error.write_option", option="--by", example="region,year"),
        )
    return names


def parse_levels(
    texts: Sequence[str], columns: Collection[str] = ()
) -> tuple[Levels, ...]:
    """Parse `region=FILE`, `region=province` for a column of the records, and `region=` where no column is a level."""
    pairs = _pairs("--hierarchy", texts, columns, "region=FILE", may_be_empty=True)
    return tuple(Levels(column, source) for column, source in pairs)


def parse_level_files(
    texts: Sequence[str], columns: Collection[str] = ()
) -> tuple[Levels, ...]:
    """Parse `region=FILE`."""
    levels = parse_levels(texts, columns)
    for text, level in zip(texts, levels, strict=True):
        if not level.source:
            raise _not_understood("--hierarchy", text, "region=FILE")
    return levels


def parse_area_files(
    texts: Sequence[str], columns: Collection[str] = ()
) -> tuple[AreaFile, ...]:
    """Parse `region=FILE` with the inhabitants of areas."""
    pairs = _pairs("--inhabitants", texts, columns, "region=FILE")
    return tuple(AreaFile(column, Path(file)) for column, file in pairs)


def parse_exclusions(
    texts: Sequence[str], columns: Collection[str] = ()
) -> tuple[Exclusion, ...]:
    """Parse `COLUMN=MEMBER`, with * for anything, and `COLUMN=` for rows without a text."""
    pairs = _pairs("--without", texts, columns, "COLUMN=MEMBER", may_be_empty=True)
    return tuple(Exclusion(column, pattern) for column, pattern in pairs)


def parse_totals(texts: Sequence[str], columns: Collection[str] = ()) -> dict[str, str]:
    """Parse `region=CODE` for the code of a total, and `region=` if there is none."""
    return dict(_pairs("--total", texts, columns, "region=CODE", may_be_empty=True))


def parse_code_lists(
    texts: Sequence[str], columns: Collection[str] = ()
) -> tuple[CodeList, ...]:
    """Parse `region=FILE`, and `region=` where every reader knows that the codes occur."""
    pairs = _pairs("--codes", texts, columns, "region=FILE", may_be_empty=True)
    return tuple(CodeList(column, source) for column, source in pairs)


def parse_thresholds(
    texts: Sequence[str], columns: Collection[str] = ()
) -> dict[str, int]:
    """Parse `LEVEL=COUNT`: the count from which cells of a column or level may be shown."""
    thresholds = {}
    for text in texts:
        level, _, number = split_at_column(text, columns)
        # A threshold of 1 would withhold nothing.
        if not level or not number.isdecimal() or int(number) < 2:
            raise _not_understood("--threshold", text, "region=10")
        thresholds[level] = int(number)
    return thresholds


def parse_rare(texts: Sequence[str], columns: Collection[str] = ()) -> dict[str, int]:
    """Parse `COLUMN=LEAST`: the number below which categories are published together."""
    least = {}
    for text in texts:
        column, _, number = split_at_column(text, columns)
        if not column or not number.isdecimal() or int(number) < 1:
            raise _not_understood("--merge-rare", text, f"{column or 'region'}=50")
        least[column] = int(number)
    return least


def parse_categories(
    option: str, texts: Sequence[str], columns: Collection[str] = ()
) -> tuple[Category, ...]:
    """Parse `form=CODE`."""
    pairs = _pairs(option, texts, columns, "form=CODE")
    return tuple(Category(column, code) for column, code in pairs)


def parse_small(text: str) -> tuple[int, int]:
    """Parse the lowest and highest count that had to be withheld: `1-4`."""
    low, _, high = text.partition("-")
    is_range = low.isdecimal() and high.isdecimal()
    if not is_range or not 1 <= int(low) <= int(high):
        raise _not_understood("--small", text, "1-4")
    return int(low), int(high)


def parse_printed(
    paths: Sequence[Path], by: Sequence[str], extents: Sequence[str]
) -> tuple[PrintedFile, ...]:
    """Parse printed tables with their columns and extents, each given once for all tables or once per table."""
    columns = [parse_columns(text) for text in by]
    if len(columns) not in (1, len(paths)):
        raise UsageError(
            Message("error.tables_and_by", n=len(paths), by=len(columns)),
            now=Message("error.give_by"),
        )
    if len(extents) not in (0, 1, len(paths)):
        raise UsageError(
            Message("error.tables_and_extents", n=len(paths), extents=len(extents)),
            now=ADVICE_ON_EXTENTS,
        )
    parsed = [parse_extent(text, columns_of(by)) for text in extents]
    files = []
    for number, path in enumerate(paths):
        # What was given once holds for every table.
        extent = parsed[number % len(parsed)] if parsed else None
        files.append(PrintedFile(path, columns[number % len(columns)], extent))
    return tuple(files)


def columns_of(by: Sequence[str]) -> frozenset[str]:
    """Return the columns of all tables."""
    return frozenset[str]().union(*(parse_columns(text) for text in by))


def _pairs(
    option: str,
    texts: Sequence[str],
    columns: Collection[str],
    example: str,
    *,
    may_be_empty: bool = False,
) -> Iterator[tuple[str, str]]:
    """Yield the column and the value of each COLUMN=VALUE.

    Parameters
    ----------
    option : as it is typed, for errors
    texts : as the user gave them
    columns : of the tables
    example : of the option, for errors
    may_be_empty : whether `COLUMN=` says something too
    """
    for text in texts:
        column, mark, value = split_at_column(text, columns)
        is_complete = bool(mark) if may_be_empty else bool(value)
        if not column or not is_complete:
            raise _not_understood(option, text, example)
        yield column, value


def _not_understood(option: str, text: str, example: str) -> UsageError:
    return UsageError(
        Message("error.not_understood", option=option, text=repr(text)),
        now=Message("error.write_option", option=option, example=example),
    )
