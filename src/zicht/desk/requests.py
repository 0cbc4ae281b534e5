"""Requests to the desk, as values. The command line parses its options into these, once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zicht.desk.columns import Columns
from zicht.vocabulary.dimensions import Hierarchy
from zicht.vocabulary.policies import Policy

COUNT_ROWS = "rows"
"""Stands for a column of counts: every row counts as one."""
Names = tuple[str, ...]
"""Names of columns, or of levels above them."""


@dataclass(frozen=True)
class Levels:
    """The source of the levels above a column.

    Parameters
    ----------
    column : whose codes are added up to levels
    source : path of a file, name of a column of the records, or a hierarchy; empty to state that no other column is
        a level of it
    """

    column: str
    source: str | Hierarchy


@dataclass(frozen=True)
class CodeList:
    """All codes that a column may hold, so that the presence of a row reveals nothing about persons.

    Parameters
    ----------
    column : with the codes
    source : path of a CSV with the codes in its first column; empty if every reader knows that the codes occur
    """

    column: str
    source: str


@dataclass(frozen=True)
class Exclusion:
    """Rows to leave out.

    Parameters
    ----------
    column : to look at
    pattern : texts to leave out; `*` stands for any text, and an empty pattern for rows without a text
    """

    column: str
    pattern: str

    def __str__(self) -> str:
        return f"{self.column}={self.pattern}"


@dataclass(frozen=True)
class AreaFile:
    """A file with the inhabitants of the areas of a column."""

    column: str
    path: Path


@dataclass(frozen=True)
class Category:
    """A code of a column."""

    column: str
    code: str

    def __str__(self) -> str:
        return f"{self.column}={self.code}"


@dataclass(frozen=True)
class Extent:
    """The codes that the total over a column covers in one table.

    Parameters
    ----------
    column : with the codes
    codes : that the total covers; empty for the codes that the table lists
    text : as the user wrote it, for errors
    """

    column: str
    codes: Names
    text: str


@dataclass(frozen=True, kw_only=True)
class RecordsFile:
    """A file of records, and the tables to count.

    Parameters
    ----------
    path : CSV with a row per record, or per number of equal records; or its columns
    tables : per table its columns; the name of a level stands for its column there
    levels : above the columns, several for one column where they cross
    count : column with the number of units of each row; `rows` counts rows; empty for `n` if that column exists
    without : rows to leave out
    several : columns in which one person may have several codes: they do not add up to their total
    person : column that identifies the person: rows of one person with the same other codes count once
    totals : by column, the code of its total if it is not a usual one; empty if the column has no total
    code_lists : of columns; a file of levels is a code list too
    earlier : columns of each table that an earlier output printed of these records
    """

    path: Path | Columns
    tables: tuple[Names, ...]
    levels: tuple[Levels, ...] = ()
    count: str = ""
    without: tuple[Exclusion, ...] = ()
    several: Names = ()
    person: str = ""
    totals: Mapping[str, str] = field(default_factory=dict)
    code_lists: tuple[CodeList, ...] = ()
    earlier: tuple[Names, ...] = ()


@dataclass(frozen=True)
class Amounts:
    """The column to sum, and its contributors.

    Parameters
    ----------
    value : column with the amount of each record: days, euros; whole numbers from 0
    contributor : column that identifies the contributor; if empty, each record is one contributor
    """

    value: str
    contributor: str = ""


@dataclass(frozen=True, kw_only=True)
class Protection:
    """How tables are protected.

    Parameters
    ----------
    policy : the rules
    policy_file : path of their file, as commands name it; empty for the standard policy
    inhabitants : per column of areas, for a policy with `minimum_population`
    merge_rare : by column, the published number below which categories are published together
    seconds : time limit of the attack, and of each part of the protection
    """

    policy: Policy
    policy_file: str = ""
    inhabitants: tuple[AreaFile, ...] = ()
    merge_rare: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 300.0


@dataclass(frozen=True)
class Destination:
    """The folder for protected tables, their ledger, and the language of the page beside them.

    Parameters
    ----------
    folder : new, or written by an earlier run
    ledger : file with what earlier outputs printed; without one, differences between outputs are not guarded
    language : of the page and the notes
    """

    folder: Path
    language: str = "en"
    ledger: Path | None = None


@dataclass(frozen=True)
class PrintedFile:
    """A printed table.

    Parameters
    ----------
    path : CSV file, or its columns
    columns : by which the table is broken down
    extent : what its totals cover, if other tables cover more
    """

    path: Path | Columns
    columns: Names
    extent: Extent | None = None


@dataclass(frozen=True, kw_only=True)
class Notation:
    """How to read printed tables.

    Parameters
    ----------
    value : column with the numbers
    status : column that states how a cell was protected; without one, a symbol in place of the number states it
    levels : files with the levels above the columns
    totals : by column, the code of its total if it is not a usual one; empty if the column has no total
    several : columns in which one person may have several codes: their counts are at most the total and do not add up
    base : of the rounding; if given, tables are read as rounded
    nearest : whether numbers were rounded to the nearest multiple of the base
    original : column with the true counts, to check a rounding
    code_lists : of columns; a file of levels is a code list too
    counts : whether the user states that the numbers are counts, although the name of their column does not show it
    """

    value: str = "n"
    status: str | None = "status"
    levels: tuple[Levels, ...] = ()
    totals: Mapping[str, str] = field(default_factory=dict)
    several: Names = ()
    base: int | None = None
    nearest: bool = False
    original: str | None = None
    code_lists: tuple[CodeList, ...] = ()
    counts: bool = False


@dataclass(frozen=True, kw_only=True)
class Attack:
    """How to attack printed tables.

    Parameters
    ----------
    small : lowest and highest count that had to be withheld
    attacker : what the attacker knows of withheld cells: zero, one, threshold or rounded
    sensitive : categories of which nobody may learn that all of a row belong to it, but at most the highest of `small`
    thresholds : by column or level, the count from which its cells may be shown, if it differs from one above the
        highest of `small`
    seconds : time limit
    """

    small: tuple[int, int] = (1, 4)
    attacker: str = "one"
    sensitive: tuple[Category, ...] = ()
    thresholds: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 600.0


@dataclass(frozen=True, kw_only=True)
class AttackOnSums:
    """How to attack printed sums of amounts.

    Parameters
    ----------
    records : CSV of the records that were summed, or its columns
    policy : dominance, p% and thresholds, as numbers of contributors
    contributor : column that identifies the contributor; if empty, each record is one
        contributor
    without : records to leave out
    seconds : time limit
    """

    records: Path | Columns
    policy: Policy
    contributor: str = ""
    without: tuple[Exclusion, ...] = ()
    seconds: float = 600.0
