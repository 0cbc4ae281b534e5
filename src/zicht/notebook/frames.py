"""Tables of pyarrow, pandas and polars as columns of text, and back."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import narwhals as nw

from zicht.vocabulary.errors import UsageError

Library = Literal["pyarrow", "pandas", "polars"]
LIBRARIES: tuple[Library, ...] = ("pyarrow", "pandas", "polars")


def read_frame(table: Any) -> tuple[dict[str, list[str]], Library]:
    """Return the columns of a table as texts, and the library that the table is of.

    A missing value is an empty text, true and false are 1 and 0, and a whole number has no decimals.

    Raises
    ------
    UsageError : it is not a table, or has no rows or two columns of one name
    """
    try:
        frame = nw.from_native(table, eager_only=True)
    except TypeError:
        raise UsageError(
            f"This is not a table but {type(table).__name__}.",
            now="Give a table of pyarrow, pandas or polars.",
        ) from None
    except ValueError:
        raise UsageError(
            "Two columns of this table have one name.",
            now="Give every column a name of its own.",
        ) from None
    if not len(frame):
        raise UsageError("This table has no rows.", now="Give a table with rows.")
    columns = {
        str(name): [as_text(value) for value in frame[name].to_list()]
        for name in frame.columns
    }
    return columns, library_named(str(frame.implementation))


def make_frame(columns: Mapping[str, Sequence[object]], library: Library) -> Any:
    """Make a table of columns.

    Raises
    ------
    UsageError : the library is not installed
    """
    try:
        frame = nw.from_dict(
            {name: list(values) for name, values in columns.items()}, backend=library
        )
    except ImportError:
        raise UsageError(
            f"{library} is not installed.",
            now=f"pip install {library}, or name another library: {', '.join(LIBRARIES)}.",
        ) from None
    return frame.to_native()


def library_named(name: str) -> Library:
    """Return a library by its name.

    Raises
    ------
    UsageError : it is not one of the three
    """
    for library in LIBRARIES:
        if library == name:
            return library
    raise UsageError(
        f"Tables of {name} are not read.", now=f"Take one of {', '.join(LIBRARIES)}."
    )


def as_text(value: object) -> str:
    """Write one value of a table as a CSV file would hold it.

    Examples
    --------
    >>> [as_text(value) for value in (True, 5.0, 0.25, None, " Delft ")]
    ['1', '5', '0.25', '', 'Delft']
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
