"""Content of the knowledge base that has rules of its own: recommendations, accounts, search terms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text

STATUSES = (
    "open",
    "answered",
    "promised",
    "in_progress",
    "partly_adopted",
    "adopted",
    "rejected",
    "withdrawn",
)
"""What a recommendation may be, from made to closed; `[standing]` of the fixed words says it in words."""
PUBLICATION_STATUSES = ("planned", "published", "postponed")
NEEDS_EVIDENCE = ("partly_adopted", "adopted")
CLOSED = ("adopted", "rejected", "withdrawn")
EVIDENCE = ("own_statement", "statement_of_addressee", "document", "checked")
"""How strong evidence is; `[evidence]` of the fixed words says it in words."""


@dataclass(frozen=True)
class StatusStep:
    """One entry of the history of a recommendation.

    Parameters
    ----------
    date : ISO date, or as much of it as is known
    status : one of `STATUSES`
    by : who says so
    note : what was said or done
    evidence : id of a document of the knowledge base, or an https address; required for adoption
    strength : of the evidence, one of `EVIDENCE`; required with evidence
    """

    date: str
    status: str
    by: str
    note: Text
    evidence: str = ""
    strength: str = ""

    def __post_init__(self) -> None:
        where = f"Status {self.status!r} of {self.date}"
        if self.status not in STATUSES:
            raise ProjectError(
                f"{where} is not known.", now=f"Known are {', '.join(STATUSES)}."
            )
        if self.status in NEEDS_EVIDENCE and not self.evidence:
            raise ProjectError(
                f"{where} has no evidence: nothing counts as adopted without it.",
                now="Name a document or an address as evidence, or use a status that claims less.",
            )
        if bool(self.evidence) != bool(self.strength) or self.strength not in (
            "",
            *EVIDENCE,
        ):
            raise ProjectError(
                f"{where}: evidence and its strength go together.",
                now=f"Strength is one of {', '.join(EVIDENCE)}.",
            )


@dataclass(frozen=True)
class Recommendation:
    """One recommendation and what became of it.

    Parameters
    ----------
    id : stable, words
    number : as in its report; empty where it has none
    title : what is recommended, in own words
    date : ISO date on which it was made, or as much of it as is known
    addressees : organisations that it asks something of
    source : id of the publication in which it was made
    figures : ids of cited figures, or addresses of counted ones, that it rests on
    history : oldest first; the last entry gives the status
    last_checked, next_look : ISO dates; on the second somebody must look again
    reaction : what the addressee answered
    theme : as of indicators
    """

    id: str
    number: str
    title: Text
    date: str
    addressees: tuple[str, ...]
    source: str
    figures: tuple[str, ...]
    history: tuple[StatusStep, ...]
    last_checked: str
    next_look: str
    reaction: Text | None = None
    theme: str = ""

    def __post_init__(self) -> None:
        where = f"Recommendation {self.id}"
        if not self.history:
            raise ProjectError(
                f"{where} has no history.",
                now="Begin with the day it was made: status open.",
            )
        dates = [self.date, *(step.date for step in self.history)]
        if any(_starts_after(one, other) for one, other in pairwise(dates)):
            raise ProjectError(
                f"{where}: its history is not in order of date.",
                now="Put the oldest entry first; none comes before the day it was made.",
            )
        if self.next_look and self.next_look <= self.last_checked:
            raise ProjectError(
                f"{where}: the next look is not after the last.",
                now="Give next_look a later date.",
            )

    @property
    def status(self) -> str:
        """What it is now, as the last entry of its history says."""
        return self.history[-1].status

    @property
    def is_closed(self) -> bool:
        """Whether nobody needs to look any more: adopted and checked in practice, rejected or withdrawn."""
        last = self.history[-1]
        return last.status in CLOSED and (
            last.status != "adopted" or last.strength == "checked"
        )


def _starts_after(one: str, other: str) -> bool:
    """Compare dates of which the day or month may be missing: `2021` does not start after `2021-01-11`."""
    length = min(len(one), len(other))
    return one[:length] > other[:length]


@dataclass(frozen=True)
class AccountLine:
    """One line of the accounts of a year: a cited figure, never a number.

    Parameters
    ----------
    year, part : of which account (`framework`, `spending` or `result`)
    title : what it is for
    figure : id of the cited figure
    is_total : whether the lines of its part should add up to it
    check : id of the reconciliation that says whether they do
    place : file and line, for errors
    """

    year: str
    part: str
    title: Text
    figure: str
    is_total: bool = False
    check: str = ""
    note: Text | None = None
    place: str = ""


@dataclass(frozen=True)
class Concept:
    """Words of readers for one thing of the field.

    Parameters
    ----------
    id : stable, words
    words : per language, the field's own word first; a reader who types one finds what the others find
    """

    id: str
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class CaptureSource:
    """A published capture table of a project.

    Parameters
    ----------
    id : stable
    indicator : that the estimate is a value of
    file : path in the project
    period : years that were pooled; `years` is how many, so that a reader can divide
    lists : column of the table to its name
    observed : id of the cited figure that the counts add up to
    source : who published the counts
    """

    id: str
    indicator: str
    file: str
    period: str
    title: Text
    population: Text
    source: Text
    lists: Mapping[str, Text] = field(default_factory=dict)
    years: int = 1
    observed: str = ""
    note: Text | None = None


@dataclass(frozen=True)
class Content:
    """Everything that editors wrote in a project.

    Parameters
    ----------
    documents : of every kind, recommendations and accounts among them, ids unique
    recommendations : with their history, for follow-up
    accounts : lines in the order of the file
    concepts : words of readers, standard and of the project
    """

    documents: tuple[Document, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    accounts: tuple[AccountLine, ...] = ()
    concepts: tuple[Concept, ...] = ()
