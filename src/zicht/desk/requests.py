"""What a user asks of the desk, as values. The command line parses its options into these, once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zicht.desk.columns import Columns
from zicht.vocabulary.dimensions import Hierarchy
from zicht.vocabulary.policies import Policy

COUNT_ROWS = "rows"
"""In the place of a column of counts: every row counts as one."""
Names = tuple[str, ...]


@dataclass(frozen=True)
class Levels:
    """Where the levels above a column stand.

    Parameters
    ----------
    column : whose codes are added up to levels
    source : path of a file, or name of a column of the records, or a hierarchy; empty where no other column is a
        level of it
    """

    column: str
    source: str | Hierarchy


@dataclass(frozen=True)
class CodeList:
    """All codes that a column may hold, so that which rows there are says nothing about persons.

    Parameters
    ----------
    column : with the codes
    source : path of a CSV with the codes in its first column; empty where every reader knows that the codes occur
    """

    column: str
    source: str


@dataclass(frozen=True)
class Exclusion:
    """Rows to leave out.

    Parameters
    ----------
    column : to look at
    pattern : texts to leave out, `*` for anything; empty for rows without a text
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
    """What the total over a column covers in one table.

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
    count : column that says how many units a row stands for; `rows` counts rows; empty for `n` where there is one
    without : rows to leave out
    several : columns of which one person may carry several codes: they do not add up to their total
    person : column that says whose row it is: rows of one person with the same other codes count once
    totals : by column the code of its total, where its name does not say so; empty where there is none
    code_lists : of columns; a column with a file of levels has a list already
    earlier : per table that an earlier output printed of these records, its columns
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
    """What to sum.

    Parameters
    ----------
    value : column with the amount of each record: days, euros; whole numbers from 0
    contributor : column that says whose amount it is; where it is empty each record is one contributor
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
    seconds : the longest one part of the protection, or the attack, may take
    """

    policy: Policy
    policy_file: str = ""
    inhabitants: tuple[AreaFile, ...] = ()
    merge_rare: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 300.0


@dataclass(frozen=True)
class Destination:
    """Where protected tables are written, and in which language the page beside them is.

    Parameters
    ----------
    folder : new, or written by an earlier run
    ledger : file with what earlier outputs printed; none guards no differences between outputs
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
    extent : what its totals cover, where not all that other tables cover
    """

    path: Path | Columns
    columns: Names
    extent: Extent | None = None


@dataclass(frozen=True, kw_only=True)
class Notation:
    """How printed tables are to be read.

    Parameters
    ----------
    value, status : columns; without a status, what stands in the place of a number says what was done with a cell
    levels : files with the levels above the columns
    totals : by column the code of its margin, where its name does not say so; empty where there is none
    several : columns of which one may carry several codes: each is at most the total, and they do not add up to it
    base : of the rounding; tables are read as rounded where it is given
    nearest : whether numbers were rounded to the nearest multiple of the base
    original : column with the true counts, to check a rounding against
    code_lists : of columns; a column with a file of levels has a list already
    counts : whether the user says that the numbers are counts, where their column is not called so
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
    """How printed tables are attacked.

    Parameters
    ----------
    small : lowest and highest count that had to be withheld
    attacker : what the attacker knows of withheld cells: zero, one, threshold or rounded
    sensitive : categories of which nobody may know that somebody of a row is in it, and fewer than the highest of
        `small` and one are not
    thresholds : by column or level, the count from which its cells may be shown, where it is another than one above the
        highest of `small`
    seconds : the longest the attack may take
    """

    small: tuple[int, int] = (1, 4)
    attacker: str = "one"
    sensitive: tuple[Category, ...] = ()
    thresholds: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 600.0


@dataclass(frozen=True, kw_only=True)
class AttackOnSums:
    """How printed sums of amounts are attacked.

    Parameters
    ----------
    records : CSV of the records that were summed, or its columns
    policy : dominance, p% and thresholds, as numbers of contributors
    contributor : column that says whose amount it is; where it is empty each record is
        one contributor
    without : records to leave out
    seconds : the longest the attack may take
    """

    records: Path | Columns
    policy: Policy
    contributor: str = ""
    without: tuple[Exclusion, ...] = ()
    seconds: float = 600.0
