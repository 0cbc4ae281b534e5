"""Forms: what a source declares about the columns of its deliveries.

The program understands a column by what its form declares: its role, and for link fields what they are in `links_as`.
Names of columns and codes mean nothing to it, so a form may be written in any language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.link_roles import BLOOM_ROLES, JOINED_ROLES, LinkRole, Sex
from zicht.vocabulary.text import Text


class Role(StrEnum):
    """Where a column goes: link fields and payload part ways at the vault's door."""

    KEY = "key"
    LINK = "link"
    PAYLOAD = "payload"
    CONSENT = "consent"
    """Payload that says whether the person consents; `refused_by` lists the codes that refuse."""


class Kind(StrEnum):
    """What a value must look like."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    """A number with up to six decimals, such as a weight or an amount."""
    TIMESTAMP = "timestamp"
    """YYYY-MM-DD HH:MM:SS, with or without a T between them."""
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    """YYYY, YYYY-MM or YYYY-MM-DD: parts of a birth date may be missing."""
    CODE = "code"
    CODES = "codes"
    """Several codes of one list, separated by a semicolon."""
    AREA = "area"
    TOKEN = "token"  # noqa: S105 - a keyed token handed over in place of a name
    """A keyed token in place of a name."""


REPAIRS: Mapping[str, str] = {
    "point_zero": "1.0 is read as 1",
    "pad_9": "12345678 is read as 012345678: a workbook loses zeros",
    "upper": "small letters are read as capitals",
    "lower": "capitals are read as small letters",
    "full_width": "full-width digits are read as plain ones",
    "digits": "digits of other scripts, such as ٢٠٢٤ and २०२४, are read as 2024",
    "thousands_comma": "1,234,567 is read as 1234567",
    "thousands_point": "1.234.567 is read as 1234567",
    "thousands_space": "1 234 567 is read as 1234567",
    "percent": "12.5% is read as 12.5",
    "months": "names of months are read as numbers: 12 gennaio 2023 and 12jan2023 are 12 01 2023",
    "flags": "letters after a number, such as the b of 12 b, are left out",
    "mojibake": "text of which the encoding was mistaken before it was sent is turned back",
}
"""What may be put right in a text before it is read, and counted in the receipt."""
_KINDS_OF_PERIODS = frozenset({Kind.DATE, Kind.TIMESTAMP, Kind.INTEGER})
"""Kinds of column that can place a row in a year."""
KINDS_OF_ROLES: Mapping[LinkRole, frozenset[Kind]] = {
    LinkRole.NATIONAL_NUMBER: frozenset({Kind.TEXT}),
    LinkRole.TOKEN: frozenset({Kind.TOKEN}),
    LinkRole.GIVEN_BLOOM: frozenset({Kind.TOKEN}),
    LinkRole.FAMILY_BLOOM: frozenset({Kind.TOKEN}),
    LinkRole.BIRTH_BLOOM: frozenset({Kind.TOKEN}),
    LinkRole.GIVEN_NAMES: frozenset({Kind.TEXT}),
    LinkRole.NAME_PREFIX: frozenset({Kind.TEXT}),
    LinkRole.FAMILY_NAME: frozenset({Kind.TEXT}),
    LinkRole.BIRTH_DATE: frozenset({Kind.DATE, Kind.PARTIAL_DATE}),
    LinkRole.SEX: frozenset({Kind.CODE}),
    LinkRole.NATIONALITY: frozenset({Kind.CODE}),
    LinkRole.MUNICIPALITY: frozenset({Kind.AREA, Kind.CODE}),
}
"""Kinds of column that can play a role in linkage."""


@dataclass(frozen=True)
class Column:
    """One column of a form.

    Parameters
    ----------
    name : in the header of the file
    kind, role : what a value looks like, and where it goes
    title : words for the reader
    required : whether a row without a value goes to quarantine
    codes : name of the code list, for `code` and `codes`; name of the level of areas, for `area`
    minimum, maximum : bounds of a number or date, as text; empty for none
    links_as : what a link field says about the person
    validator : name of the check of a national number, such as `nl.bsn`; `none` where there is no check
    sexes : code to sex, for a link field that links as `sex`
    refused_by : codes by which a person refuses processing, for `consent`
    unknown, not_applicable : codes that mean so; an area column accepts them beside its areas
    placeholders : texts in a link field that stand for no value, such as `NN` or `1900-01-01`
    sentinels : texts in any other column that stand for no value, such as `-99` or `.`; they are read as missing
    totals : texts by which a row says that it is a total of other rows; such rows are counted apart and passed over
    repairs : names in `REPAIRS`, in the order in which they are done
    age : column with the age on the day by which a row counts, for a birth date: the two are compared
    in_reports : whether a key may stand in the report to the supplier; only where it points at nobody by itself
    date_format : how the source writes a date, such as `%d-%m-%Y`; YYYY-MM-DD where it is left out
    decimal_sign : `,` where the source writes decimals so
    declared_at : file and line, for errors
    """

    name: str
    kind: Kind
    role: Role
    title: Text
    required: bool = False
    codes: str = ""
    minimum: str = ""
    maximum: str = ""
    links_as: LinkRole | None = None
    validator: str = ""
    sexes: Mapping[str, Sex] = field(default_factory=dict)
    refused_by: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()
    sentinels: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    age: str = ""
    in_reports: bool = False
    date_format: str = ""
    decimal_sign: str = "."
    declared_at: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        breaks = self._breaks()
        if breaks:
            where = self.declared_at or f"Column {self.name}"
            raise ProjectError(
                f"{where}: {'; '.join(breaks)}.",
                now="Each column declares its role: docs/forms.md.",
            )

    def _breaks(self) -> list[str]:
        """List what the declaration lacks or has too much of."""
        breaks = []
        if self.kind in (Kind.CODE, Kind.CODES) and not self.codes:
            breaks.append("a column of codes names its code list: codes = '...'")
        if self.kind is Kind.AREA and not self.codes:
            breaks.append("a column of areas names its level: codes = '...'")
        if (self.role is Role.LINK) != (self.links_as is not None):
            breaks.append(
                "role = 'link' and links_as go together: links_as says what the link field is"
            )
        if self.links_as and self.kind not in KINDS_OF_ROLES[self.links_as]:
            kinds = " or ".join(sorted(KINDS_OF_ROLES[self.links_as]))
            breaks.append(f"links_as = '{self.links_as}' needs kind {kinds}")
        if (self.links_as is LinkRole.NATIONAL_NUMBER) != bool(self.validator):
            breaks.append(
                "links_as = 'national_number' and validator go together: validator = 'nl.bsn', or 'none'"
            )
        if (self.links_as is LinkRole.SEX) != bool(self.sexes):
            breaks.append(
                "links_as = 'sex' and sexes go together: sexes = { f = 'female', m = 'male' }"
            )
        if (self.role is Role.CONSENT) != bool(self.refused_by):
            breaks.append(
                "role = 'consent' and refused_by go together: refused_by lists the codes that refuse"
            )
        if self.role is Role.CONSENT and self.kind is not Kind.CODE:
            breaks.append("role = 'consent' needs kind code")
        if self.in_reports and self.role is not Role.KEY:
            breaks.append("only a key may stand in a report to the supplier")
        if self.age and self.links_as is not LinkRole.BIRTH_DATE:
            breaks.append("only a birth date has an age beside it")
        if self.placeholders and self.role is not Role.LINK:
            breaks.append("only a link field has placeholders")
        return breaks + self._breaks_of_reading()

    def _breaks_of_reading(self) -> list[str]:
        breaks = []
        strays = sorted(set(self.repairs) - set(REPAIRS))
        if strays:
            breaks.append(
                f"{', '.join(strays)} is not a known repair; known are {', '.join(REPAIRS)}"
            )
        if self.date_format and self.kind not in (Kind.DATE, Kind.TIMESTAMP):
            breaks.append("only a date or timestamp has a date_format")
        if self.decimal_sign not in (".", ","):
            breaks.append("decimal_sign is a point or a comma")
        of_thousands = (
            "thousands_point" if self.decimal_sign == "." else "thousands_comma"
        )
        if self.kind is Kind.DECIMAL and of_thousands in self.repairs:
            breaks.append(
                f"{of_thousands} and decimal_sign = '{self.decimal_sign}' give one sign two meanings"
            )
        return breaks


@dataclass(frozen=True)
class Wide:
    """Columns of a file that are rows of its form: a count for each, and codes that say what it counts.

    Parameters
    ----------
    value : column of the form that receives the count
    columns : name in the file to column of the form to code
    """

    value: str
    columns: Mapping[str, Mapping[str, str]]

    @property
    def names(self) -> tuple[str, ...]:
        """Columns of the form that are not in the file: those of the codes, and the count."""
        named = dict.fromkeys(name for codes in self.columns.values() for name in codes)
        return (*named, self.value)


@dataclass(frozen=True)
class Split:
    """A column of a file that holds several columns of its form, with a sign between.

    Parameters
    ----------
    column : name in the file
    into : columns that it holds, in order
    sign : between them
    """

    column: str
    into: tuple[str, ...]
    sign: str = ","


@dataclass(frozen=True)
class Limits:
    """Beyond which a delivery as a whole is doubtful, and refused unless somebody accepts it with a reason.

    Parameters
    ----------
    least : rows from which a comparison says anything
    quarantine : largest share of rows in quarantine; None for the usual one, see `of_quarantine`
    fall, rise : smallest and largest number of rows of a year, relative to what it replaces or to the year before
    unknown : largest share of unknown codes in a column
    shift : largest change of the share of a code, as a fraction of all rows
    doubtful : largest share of numbers that fail their check, and of birth dates on the first of January
    same : largest share of one value in a link field that differs from person to person
    """

    least: int = 30
    quarantine: float | None = None
    fall: float = 0.55
    rise: float = 3.0
    unknown: float = 0.9
    shift: float = 0.4
    doubtful: float = 0.25
    same: float = 0.5

    def of_quarantine(self, *, is_aggregate: bool) -> float:
        """Return the largest share of rows in quarantine: one in ten of people, and none of counts of people."""
        usual = 0.0 if is_aggregate else 0.1
        return usual if self.quarantine is None else self.quarantine


@dataclass(frozen=True)
class Retention:
    """How long what a source delivered may be kept, in years after the day by which a record counts.

    Parameters
    ----------
    ground : legal ground of these terms
    link_fields : years that names, numbers and birth dates are kept; 0 for no term. A record counts as long as they are
        kept: afterwards nobody knows which records are of one person
    payload : years that the rest of a record is kept; 0 for no term
    quarantine : years that refused rows are kept, after the last day of their delivery; 0 for no term
    """

    ground: str = ""
    link_fields: int = 0
    payload: int = 0
    quarantine: int = 0

    @property
    def has_terms(self) -> bool:
        """Whether anything has a term."""
        return bool(self.link_fields or self.payload or self.quarantine)


@dataclass(frozen=True)
class Form:
    """One version of what a source delivers.

    Parameters
    ----------
    source : id of the source, such as `comensha_meldingen`
    version : of the form, from 1
    title, producer : words for the reader; producer is the organisation
    columns : in the order of the file
    key : columns that together are unique within a delivery; empty where the source has none. Its records then bear no
        name that a later delivery would know, and a correction replaces a whole period
    period_column : date column that places a row in a year; empty where the period in the letter does
    aggregate : True when rows are counts about nobody in particular; then there are no link fields
    checks : name to SQL condition over the typed columns that every good row fulfils; a condition about a missing
        value is fulfilled
    check_titles : name of a check to what it says, in words
    check_places : name of a check to the file and line where it stands
    limits : beyond which a delivery as a whole is doubtful
    retention : how long what was delivered may be kept
    ignored : columns that may stand in the file and are never read
    wide : columns of counts that stand beside each other in the file, as rows of this form
    split : columns of the file that hold several columns of this form
    event : column that names what a record is about, such as an incident; empty where records share no event
    part : column with the part that somebody had in the event: two parts in one event are two persons
    trusted_unit : unit that may receive Bloom filters; a form that has them names it
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
    check_places: Mapping[str, str] = field(default_factory=dict, compare=False)
    limits: Limits = Limits()
    retention: Retention = Retention()
    ignored: tuple[str, ...] = ()
    wide: Wide | None = None
    split: tuple[Split, ...] = ()
    event: str = ""
    part: str = ""
    trusted_unit: str = ""

    def __post_init__(self) -> None:
        where = f"Form {self.source} {self.version}"
        self._refuse_unknown_columns(where)
        self._refuse_doubles(where)
        self._refuse_people_in_counts(where)
        self._refuse_unfit_filters(where)
        self._refuse_unfit_event(where)
        self._refuse_unfit_split(where)
        self._refuse_shared_roles(where)
        self._refuse_unfit_days(where)
        self._refuse_unfit_terms(where)

    def _refuse_unknown_columns(self, where: str) -> None:
        strays = {*self.key, self.period_column, self.event, self.part}
        strays -= {*(column.name for column in self.columns), ""}
        if strays:
            raise ProjectError(
                f"{where}: {', '.join(sorted(strays))} is not a column of the form.",
                now="key, period_column, event and part name columns of the form.",
            )

    def _refuse_doubles(self, where: str) -> None:
        twice_in_key = sorted({name for name in self.key if self.key.count(name) > 1})
        if twice_in_key:
            raise ProjectError(
                f"{where}: key names {', '.join(twice_in_key)} twice.",
                now="Name each column of the key once.",
            )
        names = [column.name for column in self.columns]
        doubles = sorted({name for name in names if names.count(name) > 1})
        if doubles:
            raise ProjectError(
                f"{where}: {', '.join(doubles)} stands twice.",
                now="A column has one role. Ask the supplier for a second column"
                " where a value is both linked and counted.",
            )

    def _refuse_people_in_counts(self, where: str) -> None:
        """Refuse columns about a person in a source of counts: nobody is linked, so they would only be kept."""
        personal = [
            column.name
            for column in self.columns
            if column.role in (Role.LINK, Role.CONSENT)
        ]
        if self.aggregate and personal:
            raise ProjectError(
                f"{where}: an aggregate source has no link fields and no consent: {', '.join(personal)}.",
                now="Drop them, or aggregate = false.",
            )

    def _refuse_unfit_filters(self, where: str) -> None:
        blooms = [
            column.name for column in self.columns if column.links_as in BLOOM_ROLES
        ]
        if bool(blooms) != bool(self.trusted_unit):
            raise ProjectError(
                f"{where}: Bloom filters and trusted_unit go together: {', '.join(blooms) or 'there is no filter'}.",
                now="Some persons can be recognised from Bloom filters. Name the unit for which the source made them:"
                " trusted_unit = '...'; or use tokens.",
            )

    def _refuse_unfit_event(self, where: str) -> None:
        link_fields = {column.name for column in self.of_role(Role.LINK)}
        if link_fields & {self.event, self.part}:
            raise ProjectError(
                f"{where}: event and part cannot be link fields.",
                now="Name columns of role key or payload.",
            )
        if bool(self.event) != bool(self.part):
            raise ProjectError(
                f"{where}: event and part go together.",
                now="Name the column of the event and that of the part in it, or neither.",
            )

    def _refuse_unfit_split(self, where: str) -> None:
        """Refuse a column that is split into columns that nobody declares, or into one of them twice."""
        declared = {*(column.name for column in self.columns), *self.ignored}
        into = [name for split in self.split for name in split.into]
        wrong = sorted({n for n in into if n not in declared or into.count(n) > 1})
        if wrong:
            raise ProjectError(
                f"{where}: [[split]] makes columns that the form lacks, or one of them twice: {', '.join(wrong)}.",
                now="Declare each as a [[column]], or name it under `ignore`.",
            )

    def _refuse_unfit_terms(self, where: str) -> None:
        """Refuse terms without a ground, and names that would be kept longer than what they belong to."""
        terms = self.retention
        if terms.has_terms and not terms.ground.strip():
            raise ProjectError(
                f"{where}: [retention] states terms, and no legal ground for them.",
                now='Write ground = "the article that says so".',
            )
        # Link fields without a term of their own are kept as long as the payload.
        term_of_link_fields = terms.link_fields or terms.payload
        if terms.payload and not 0 < term_of_link_fields <= terms.payload:
            raise ProjectError(
                f"{where}: link fields are kept longer than the payload they belong to.",
                now="Give link_fields a term of at most that of payload.",
            )

    def _refuse_unfit_days(self, where: str) -> None:
        """Refuse a period column that holds no days or years, and an age that is no number of this form."""
        kinds = {column.name: column.kind for column in self.columns}
        if kinds.get(self.period_column, Kind.DATE) not in _KINDS_OF_PERIODS:
            raise ProjectError(
                f"{where}: period_column {self.period_column} is of kind {kinds[self.period_column]}.",
                now="Name a column of kind date, timestamp or integer (a year), or none: period_column = ''.",
            )
        ages = [column.age for column in self.columns if column.age]
        strays = [name for name in ages if kinds.get(name) is not Kind.INTEGER]
        if strays:
            raise ProjectError(
                f"{where}: age names {', '.join(strays)}, which is no column of whole numbers.",
                now="Name the column with the age, or leave age out.",
            )

    def _refuse_shared_roles(self, where: str) -> None:
        """Refuse two columns with one role, where only names and tokens may share one."""
        roles = [
            column.links_as or column.role
            for column in self.columns
            if column.role in (Role.LINK, Role.CONSENT)
            and column.links_as not in JOINED_ROLES
            and column.links_as is not LinkRole.TOKEN
        ]
        shared = sorted({role for role in roles if roles.count(role) > 1})
        if shared:
            raise ProjectError(
                f"{where}: several columns are declared as {', '.join(shared)}.",
                now="Keep one column for each role; only names and tokens may stand in several.",
            )

    def of_role(self, role: Role) -> tuple[Column, ...]:
        """Columns that play one role."""
        return tuple(column for column in self.columns if column.role is role)

    @property
    def file_columns(self) -> tuple[str, ...]:
        """Names that must stand in the header of a file."""
        wide = {} if self.wide is None else self.wide.columns
        made = {name for split in self.split for name in split.into}
        made |= set() if self.wide is None else {*self.wide.names}
        kept = (column.name for column in self.columns if column.name not in made)
        return (*kept, *(split.column for split in self.split), *wide)

    @property
    def consent(self) -> Column | None:
        """Column that tells whether a person consents; None where the source has none."""
        columns = self.of_role(Role.CONSENT)
        return columns[0] if columns else None

    def linked_as(self, role: LinkRole) -> tuple[Column, ...]:
        """Columns with one role in linkage, in the order of the form; several only for names."""
        return tuple(column for column in self.columns if column.links_as is role)

    @property
    def link_roles(self) -> tuple[LinkRole, ...]:
        """Roles in linkage that this source has columns for."""
        return tuple(role for role in LinkRole if self.linked_as(role))


def link_names(forms: Iterable[Form]) -> frozenset[str]:
    """Return the columns that name a person, and that no form has with another meaning."""
    names: set[str] = set()
    other_names: set[str] = set()
    for form in forms:
        for column in form.columns:
            is_link = column.role is Role.LINK
            (names if is_link else other_names).add(column.name)
    return frozenset(names - other_names)
