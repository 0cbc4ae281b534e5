"""A page as it was printed, for who reads it before it is put in place."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Form(StrEnum):
    """How a page writes a figure whose address it declares."""

    VALUE = ""
    """As everywhere: its value, its bounds or both, with or without its unit."""
    PER_HUNDRED = "hundred"
    """A share without its sign, where the words around it say `of each hundred`."""
    REST_OF_HUNDRED = "rest"
    """All others of each hundred."""
    NUMERATOR = "numerator"
    """The count above the line of a share or rate."""
    DENOMINATOR = "denominator"
    """The count below that line, or the number of answers that a statistic is based on."""
    UNKNOWN = "unknown"
    """Of a survey, the percentage whose answer is not known."""


@dataclass(frozen=True)
class SourceText:
    """The text of an editor that a page was made from.

    Parameters
    ----------
    file : from the top of the project
    text : its lines
    """

    file: str
    text: str


@dataclass(frozen=True)
class PrintedPage:
    """One page in one language.

    Parameters
    ----------
    file : from the top of the site
    language : of its words
    html : as a browser gets it
    title : of the page
    excerpt : what search shows of it; empty where search does not know it
    indicators : whose figures its tables print; empty where it declares none
    source : the text that an editor wrote for it; None where it has no single one
    """

    file: str
    language: str
    html: str
    title: str = ""
    excerpt: str = ""
    indicators: tuple[str, ...] = ()
    source: SourceText | None = None


class PageReader(Protocol):
    """Reads every page of a site while it is made."""

    def read(self, page: PrintedPage) -> None:
        """Read one page; what is wrong is told at the end, all at once."""

    def finish(self) -> None:
        """Refuse the site where something is wrong.

        Raises
        ------
        PublishingError : what is wrong, each with file and line
        """
