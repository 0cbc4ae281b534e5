"""Deliveries and receipts: what came in, and what was made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zicht.vocabulary.days import Days
from zicht.vocabulary.errors import DeliveryError
from zicht.vocabulary.nouns import counted

DAY = "~day"
"""Column of accepted rows, beside those of the form: the day by which a row counts."""
ROW_NUMBER = "~row"
"""Column of accepted rows that were asked for with it: the number of the row in the file, from 1."""


@dataclass(frozen=True)
class Layout:
    """How a file is laid out, as its letter declares it; what is empty is found by looking.

    Parameters
    ----------
    encoding : such as `cp1252`; UTF-8 where nothing is declared and the file has no mark
    delimiter : one of `, ; tab |`
    sheet : name of the sheet of a workbook; needed where several have rows
    header_row : row of the file that holds the names of columns, from 1
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 1


@dataclass(frozen=True)
class Totals:
    """Control totals that the supplier counted in the file before it was sent.

    Parameters
    ----------
    rows : number of rows below the header; None where it is not stated
    checksum : SHA-256 of the file, in hexadecimal digits; empty where it is not stated
    sums : column to the sum of its numbers
    counts : column to code to number of rows
    with_totals : whether rows, sums and counts include the rows that the form declares to be totals of others
    """

    rows: int | None = None
    checksum: str = ""
    sums: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    with_totals: bool = False


@dataclass(frozen=True)
class Letter:
    """What the supplier states beside the file.

    Parameters
    ----------
    source, form_version : which form the file follows
    period : days covered: `2019`, `2019-2024`, `2024-Q1`, `2024-03` or `2024-01-01/2024-03-31`
    extracted_on : ISO date of extraction at the supplier
    legal_basis : why this may be processed; a delivery without one is refused
    consent : how withdrawal of consent is handled
    part : which part of the source this is, such as a region or shelter; parts add up. Empty for the whole
    correction : of deliveries extracted on one day, the one with the highest number counts
    totals : counted by the supplier
    layout : of the file
    """

    source: str
    form_version: int
    period: str
    extracted_on: str
    legal_basis: str
    consent: str
    part: str = ""
    correction: int = 0
    totals: Totals = Totals()
    layout: Layout = Layout()

    @property
    def days(self) -> Days:
        """Days covered."""
        return Days.read(self.period)

    def __post_init__(self) -> None:
        if not self.legal_basis.strip():
            raise DeliveryError(
                f"Delivery of {self.source}: no legal basis is stated.",
                now="Ask the supplier for it.",
            )


@dataclass(frozen=True)
class Receipt:
    """Proof of what was received. Counts rows, quotes none; may be published.

    Parameters
    ----------
    delivery_id : first 16 hexadecimal digits of the digest
    digest : SHA-256 of the delivered file and its letter
    rows, accepted, quarantined : rows of the file = accepted + quarantined
    reasons : reason of quarantine to number of rows (a row may have several)
    doubtful : reason for which a value of a link field was set aside, to number of accepted rows
    repairs : repairs that the form declares, with their column, to number of texts
    part, correction : as stated in the letter
    """

    delivery_id: str
    source: str
    digest: str
    form_version: int
    period: str
    extracted_on: str
    legal_basis: str
    rows: int
    accepted: int
    quarantined: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    doubtful: Mapping[str, int] = field(default_factory=dict)
    repairs: Mapping[str, int] = field(default_factory=dict)
    part: str = ""
    correction: int = 0

    def __post_init__(self) -> None:
        if self.rows != self.accepted + self.quarantined:
            raise DeliveryError(
                f"Receipt of {self.source}: {counted(self.rows, 'row is not', 'rows are not')} all accounted for."
            )

    @property
    def days(self) -> Days:
        """Days covered."""
        return Days.read(self.period)


@dataclass(frozen=True)
class Judged:
    """A delivery whose rows were judged, and how they were judged before, where the forms were corrected since."""

    now: Receipt
    before: Receipt | None = None
