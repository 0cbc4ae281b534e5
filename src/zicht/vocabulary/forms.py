"""Forms: what a source declares about the columns of its deliveries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text


class Role(StrEnum):
    """Where a column goes: link fields and payload part ways at the vault's door."""

    KEY = "key"
    LINK = "link"
    PAYLOAD = "payload"


class Kind(StrEnum):
    """What a value must look like."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    """YYYY, YYYY-MM or YYYY-MM-DD: parts of a birth date may be missing."""
    CODE = "code"
    CODES = "codes"
    """Several codes of one list, separated by a semicolon."""
    AREA = "area"
    TOKEN = "token"  # noqa: S105 - a keyed token handed over in place of a name
    """A keyed token in place of a name."""


@dataclass(frozen=True)
class Column:
    """One column of a form."""

    name: str
    kind: Kind
    role: Role
    title: Text
    required: bool = False
    codes: str = ""
    """Name of its code list, for `code` and `codes`; name of its level, for `area` (empty: any level)."""
    minimum: str = ""
    maximum: str = ""

    def __post_init__(self) -> None:
        if self.kind in (Kind.CODE, Kind.CODES) and not self.codes:
            raise ProjectError(
                f"Column {self.name} holds codes of no list.",
                now="Name its list: codes = '...'.",
            )


@dataclass(frozen=True)
class Form:
    """One version of what a source delivers.

    Parameters
    ----------
    source : id of the source, such as `comensha_meldingen`
    version : of the form, from 1
    title, producer : words for the reader; producer is the organisation
    columns : in the order of the file
    key : columns that together are unique within a delivery
    period_column : date column that places a row in a year
    aggregate : True when rows are counts about nobody in particular; then there are no link fields
    checks : name to SQL condition over the typed columns that every good row fulfils; a condition about a missing
        value is fulfilled
    check_titles : name of a check to what it says, in words
    """

    source: str
    version: int
    title: Text
    producer: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    period_column: str
    aggregate: bool = False
    checks: Mapping[str, str] = field(default_factory=dict)
    check_titles: Mapping[str, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        where = f"Form {self.source} {self.version}"
        strays = {*self.key, self.period_column} - set(names)
        if strays or len(set(names)) != len(names):
            raise ProjectError(
                f"{where}: {', '.join(sorted(strays)) or 'a column'} is unknown or stands twice."
            )
        if self.aggregate and any(column.role is Role.LINK for column in self.columns):
            raise ProjectError(
                f"{where}: an aggregate source has no link fields.",
                now="Drop them, or aggregate = false.",
            )

    def of_role(self, role: Role) -> tuple[Column, ...]:
        """Columns that play one role."""
        return tuple(column for column in self.columns if column.role is role)
