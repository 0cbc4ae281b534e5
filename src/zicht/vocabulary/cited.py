"""Figures printed elsewhere, and what a figure is a figure of: figures are compared only where that is the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import StrEnum

from zicht.vocabulary.text import Text


class FigureKind(StrEnum):
    """What sort of number a figure is."""

    COUNT = "count"
    ESTIMATE = "estimate"
    """A number of people or things that nobody counted one by one."""
    SHARE = "share"
    """A part of a whole, in per cent or as a fraction."""
    RATE = "rate"
    """So many per thousand or per hundred thousand."""
    RATIO = "ratio"
    """One number divided by another of something else."""
    CHANGE = "change"
    """Growth or decline, in per cent."""
    DIFFERENCE = "difference"
    """How many more or fewer."""
    MULTIPLE = "multiple"
    """How many times as many."""
    AMOUNT = "amount"
    """Money."""


class Direction(StrEnum):
    """Which way something changed."""

    UP = "up"
    DOWN = "down"


CHANGES = frozenset({FigureKind.CHANGE, FigureKind.DIFFERENCE, FigureKind.MULTIPLE})
"""Kinds that compare two periods, and so have a direction and a period that they compare with."""


@dataclass(frozen=True)
class CountingRule:
    """Who counts, by which rule, under which law, in which country.

    Parameters
    ----------
    id : word for it
    title : the rule in words
    counted_by : who applies the rule
    country : of which country or union, by its two letters (`NL`, `GB`, `EU`)
    law : under which law or definition; empty where no law defines what is counted
    register : whose records are counted; empty where that is nobody else's
    is_stated : False where the publications do not say by which rule they count
    """

    id: str
    title: Text
    counted_by: str
    country: str
    law: str = ""
    register: str = ""
    is_stated: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Names of whoever may be said to have counted."""
        return tuple(filter(None, (self.counted_by, self.register)))


@dataclass(frozen=True)
class Identity:
    """What a figure is a figure of, whatever its period, edition and value.

    Parameters
    ----------
    series : id of what is measured; of a figure counted here, its indicator
    rule : who counts, by which rule, under which law, in which country
    population : of whom, in words
    about : the same in concepts of the lexicon of `proof`
    unit : counting unit, by its code
    kind : sort of number
    follow_up : for how long people are followed, in months (`24m`); empty where nobody is
    where : breakdown, dimension and code
    since : period with which a change compares
    publication : id of the publication, where the rule is not stated: only figures of one publication are then alike
    """

    series: str
    rule: CountingRule
    population: Text
    about: tuple[str, ...]
    unit: str
    kind: FigureKind
    follow_up: str = ""
    where: tuple[tuple[str, str], ...] = ()
    since: str = ""
    publication: str = ""

    def differences(self, other: "Identity") -> tuple[str, ...]:
        """Name the fields in which two identities differ, those of the rule among them.

        Examples
        --------
        >>> from dataclasses import replace
        >>> words = Text(en="persons in the file")
        >>> rule = CountingRule("file", words, "Office", "NL")
        >>> people = Identity("victims", rule, words, (), "persons", FigureKind.COUNT)
        >>> british = CountingRule("referrals", words, "Home Office", "GB")
        >>> people.differences(replace(people, rule=british))
        ('rule', 'counted_by', 'country')
        """
        return tuple(self._differences(other))

    def _differences(self, other: "Identity") -> Iterator[str]:
        if self.rule != other.rule:
            yield "rule"
            for name in ("counted_by", "law", "country"):
                if getattr(self.rule, name) != getattr(other.rule, name):
                    yield name
        for part in fields(self):
            is_other = getattr(self, part.name) != getattr(other, part.name)
            if part.name != "rule" and is_other:
                yield part.name


OF_THE_GROUP = frozenset({"series", "population", "about", "where"})
"""Fields that say of which group a figure is: two groups of one measure may be compared within a period."""


@dataclass(frozen=True)
class Citation:
    """Where a figure was printed."""

    title: str
    publisher: str
    date: str
    """ISO date, or as much of it as is known."""
    place: str = ""
    """Page or heading."""
    address: str = ""


@dataclass(frozen=True)
class Cited:
    """A figure published elsewhere, shown exactly as printed.

    Parameters
    ----------
    id : stable, words
    theme : as of indicators
    title : what the number says, without the number
    value, unit : as printed: `984`, `persons`; `percent`, `euro`, `ratio`, `per 1,000`, `index`
    population, period : of whom and when; the period is empty where the document does not say
    producer : who counted; empty when the document does not say
    vintage : which edition, as `CoMensha 2021`; conflicting vintages are all kept
    qualifier : `almost`, `about`, `estimate` and the like
    citation : where it was printed
    indicator : id of the indicator it is a value of, where there is one
    where : breakdown, dimension to code
    note : what a reader must know, such as an ambiguity in the source
    field_of_work : `mensenhandel`, `sgtk` or `beide`
    series : what is measured, the same for every year, producer and vintage of it
    printed : the number as the document writes it, where that is a word (`een derde`)
    unit_words : the unit as a reader sees it
    when : the period in words, where it is no year or run of years
    checked : `document` when read in the document itself, `copy` when read in a stored copy of the page,
        `list` when it is only known from the list of published figures
    row : of that list (`SF020`, `PF012`), where it came from there
    about : what it is about, in concepts of the lexicon: who counts, age, sex, form, step in the chain,
        term of follow-up; one that a text may leave out has a `~` before it
    kind : sort of number, as of `Identity`; empty in early releases: as its unit says
    since : period with which a change, difference or multiple compares
    identity : who counts, by which rule, under which law, of which country, population and unit; early releases
        have none
    direction : which way a change went
    line : the line of the source in which it stands, literally and no longer than needed
    """

    id: str
    theme: str
    title: Text
    value: Decimal
    unit: str
    population: Text
    period: str
    producer: str
    vintage: str
    citation: Citation
    qualifier: Text | None = None
    indicator: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    note: Text | None = None
    field_of_work: str = ""
    series: str = ""
    printed: Text | None = None
    unit_words: Text | None = None
    when: Text | None = None
    checked: str = ""
    row: str = ""
    about: tuple[str, ...] = ()
    kind: str = ""
    since: str = ""
    identity: Identity | None = None
    direction: Direction | None = None
    line: str = ""

    def is_of_the_same(self, other: "Cited") -> bool:
        """Whether two figures may be joined into one line and compared: both declare the same identity.

        A figure of an early release declares none, and is joined to nothing.
        """
        return self.identity is not None and self.identity == other.identity

    def agrees_with(self, other: "Cited") -> bool:
        """Whether two printed numbers are the same, or the one is the other rounded.

        A number with a word such as `about` or `more than` may differ by less than its last printed digit; without such
        a word a number that ends in hundreds or coarser may be rounded to half of that.
        """
        return abs(self.value - other.value) <= max(self._slack, other._slack)

    @property
    def rounding(self) -> Decimal:
        """By how much the number may differ from what it was rounded from; 0 for a count printed to the last unit."""
        if self.unit != "percent":
            return self._slack
        last_digit = Decimal(10) ** int(self.value.as_tuple().exponent)
        return max(self._slack, last_digit / 2)

    @property
    def _slack(self) -> Decimal:
        coarse = Decimal(10) ** int(self.value.normalize().as_tuple().exponent)
        if self.qualifier is not None:
            return coarse if coarse > 1 else Decimal(0)
        return coarse / 2 if coarse >= 100 else Decimal(0)
