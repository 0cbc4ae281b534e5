"""Definitions of indicators: data, printed as the handbook and published with every figure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from zicht.vocabulary.dimensions import PERIOD
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text

Shape = Literal["count", "share", "rate", "duration", "survival", "survey"]
POPULATION = "inhabitants"
"""Universe of inhabitants: public, never counted from records."""
PERCENTAGES = frozenset({"share", "survival", "survey"})
"""Shapes of which the figures are percentages."""
Variant = Literal["flow", "cohort", "stock"]
Needs = Literal["own", "until", "from", "all"]
"""Of which years a figure needs the deliveries: of its own period, until it, from it on, or of all."""


@dataclass(frozen=True)
class Selection:
    """Cells of a universe: those whose dimensions carry the given codes.

    Parameters
    ----------
    universe : whose cells are meant
    where : dimension to code
    by : of inhabitants: `area`, `sex` and `age` to the dimension that says it; a dimension that is not among them says
        nothing of inhabitants
    """

    universe: str
    where: Mapping[str, str] = field(default_factory=dict)
    by: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Break:
    """An event that moves a series, such as a new law or a change of who notifies."""

    year: int
    text: Text


@dataclass(frozen=True)
class Statistics:
    """What is told of spans of time, as a dimension of the figures.

    Parameters
    ----------
    dimension : name of the code list of what is told: `maat`, `termijn`
    headline : code that stands at the margin of that dimension, and is shown first
    steps : codes, each with the days to which a quantile is rounded, or with the days of a horizon
    """

    dimension: str
    headline: str
    steps: Mapping[str, int]


@dataclass(frozen=True)
class Survey:
    """How the respondents of a survey were drawn, and what they are asked.

    Parameters
    ----------
    outcome : column of the query with 1 for yes, 0 for no, and nothing where the answer
        is not known
    weight : column that says how many people a respondent stands for
    strata : column with the stratum; empty where the sample has none
    clusters : columns with the clusters, a column per stage of drawing; none where
        respondents themselves were drawn
    population : columns that say how many clusters (or people) there are to draw from, a
        column per stage; none where respondents count as drawn with replacement
    minimum : respondents at risk below which no share is published
    interval : `logit`, or `beta` for rare outcomes
    asked : column with 1 in rows of a question that was put to the respondent, and 0 in
        the others; empty where everybody was asked. It tells an answer that is not known
        from a question that nobody asked
    """

    outcome: str
    weight: str
    strata: str = ""
    clusters: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    minimum: int = 100
    interval: Literal["logit", "beta"] = "logit"
    asked: str = ""

    @property
    def design(self) -> tuple[str, ...]:
        """Every column of the query that says how respondents were drawn."""
        named = (self.weight, self.strata, *self.clusters, *self.population)
        return tuple(name for name in named if name)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the query that says something of the design or the outcome."""
        answered = (self.outcome, self.asked) if self.asked else (self.outcome,)
        return (*answered, *self.design)


@dataclass(frozen=True)
class Watched:
    """How a series is watched for change.

    Parameters
    ----------
    within : dimension whose codes, in the order of their list, are the parts of a year:
        quarters or months
    years : how many earlier years a part is compared with
    """

    within: str
    years: int = 3


@dataclass(frozen=True)
class Indicator:
    """What is counted, of whom, and how it must be read.

    Parameters
    ----------
    id : letters, digits and hyphens; never reused
    version : rises whenever the figures may move
    theme : one that the pack or the project declares
    shape : a count, a share (numerator / denominator, times `scale` 100), a rate (per `scale` inhabitants or others), a
        duration (quantiles of days), a survival (the percentage to whom something happened within a time, by
        Kaplan-Meier), or a survey (the weighted percentage of respondents who say yes)
    variant : flow (events of the year), cohort (the same people followed), or stock
    slug : words of the page's address, per language
    title, question : heading; the question the page answers
    counts, leaves_out : what is counted, and what is not
    counting_unit : what one is: person-year, suspect, case, judgment, incident
    population : of whom
    universe : name of the set of records that its SQL yields, one row per unit (and per code of a multi-coded list)
    sql : text of its query; columns `unit`, `year` and the dimensions
    breakdowns : each a tuple of dimension names, published with all margins; the empty one is the total
    numerator, denominator : cells a share or rate divides; a rate's denominator is `inhabitants`, or a universe that
        another indicator counts. The numerator of a duration or survival are the records it is about
    statistics : what is told of a duration or survival; its query yields `person`, and `days` or `start_date`
        and `end_date`
    periods : what a period is: a year (`year`) or a block of years (`year_block`)
    shows : per dimension, the levels or codes whose rows are published; a dimension without an entry shows them all
    unknowns : how unknown values are treated
    caveats : how it may be misread
    source : who registers this
    valid_from, valid_until : ISO dates of this version
    about : what its figures are about, in concepts of the lexicon of `proof`
    needs : years of which a figure needs the deliveries; `all` where nothing is declared, which is always safe
    survey : of a survey, how respondents were drawn; its query yields a row per respondent, also of those whose answer
        is not known
    events : what may have moved its figures and leaves them comparable
    watch : how its counts are watched for change; those of no indicator without one are
    in_overviews : whether briefs list it beside others; a variant of another indicator has its own page only
    sums : column of its query with counts of an aggregate source, which are added up; empty where units are counted
    is_part : whether a share of two universes has a numerator that is part of its denominator, so that 100% is its
        limit; within one universe it always is
    """

    id: str
    version: int
    theme: str
    shape: Shape
    variant: Variant
    slug: Text
    title: Text
    question: Text
    counts: Text
    leaves_out: Text
    counting_unit: Text
    population: Text
    universe: str
    sql: str
    breakdowns: tuple[tuple[str, ...], ...]
    unknowns: Text
    source: Text
    valid_from: str
    caveats: tuple[Text, ...] = ()
    breaks: tuple[Break, ...] = ()
    numerator: Selection | None = None
    denominator: Selection | None = None
    scale: int = 1
    periods: str = PERIOD
    shows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    valid_until: str = ""
    statistics: Statistics | None = None
    about: tuple[str, ...] = ()
    sums: str = ""
    needs: Needs = "all"
    survey: Survey | None = None
    watch: Watched | None = None
    events: tuple[Break, ...] = ()
    in_overviews: bool = True
    is_part: bool = False

    def __post_init__(self) -> None:
        if self.shape in ("share", "rate") and (
            self.numerator is None or self.denominator is None
        ):
            raise ProjectError(
                f"Indicator {self.id}: a {self.shape} needs a numerator and a denominator.",
                now="Write [numerator] and [denominator].",
            )
        if (self.shape in ("duration", "survival")) != (self.statistics is not None):
            raise ProjectError(
                f"Indicator {self.id}: a duration or survival has [statistics], and nothing else has.",
                now="Write or remove [statistics].",
            )
        if (self.shape == "survey") != (self.survey is not None):
            raise ProjectError(
                f"Indicator {self.id}: a survey has [survey], and nothing else has.",
                now="Write or remove [survey].",
            )
        if self.is_part and self.shape != "share":
            raise ProjectError(
                f"Indicator {self.id}: a {self.shape} is not a part of a whole.",
                now="Remove part_of_whole, or make it a share.",
            )
        if self.watch is not None and (
            self.shape != "count" or self.watch.within not in self.dimensions
        ):
            raise ProjectError(
                f"Indicator {self.id}: [watch] names {self.watch.within}, by which no count is broken down.",
                now="Watch a count, and write the dimension in breakdowns.",
            )
        if self.shape == "count" and self.scale != 1:
            raise ProjectError(
                f"Indicator {self.id}: a count has scale 1.", now="Remove scale."
            )

    @property
    def is_percentage(self) -> bool:
        """Whether its figures are percentages."""
        return self.shape in PERCENTAGES

    @property
    def counted(self) -> tuple[tuple[str, ...], ...]:
        """Its breakdowns by what records say: without what is told of them."""
        told = self.statistics.dimension if self.statistics else ""
        return tuple(
            dict.fromkeys(
                tuple(name for name in names if name != told)
                for names in self.breakdowns
            )
        )

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Every dimension that some breakdown uses, in order of first use."""
        return tuple(
            dict.fromkeys(name for breakdown in self.breakdowns for name in breakdown)
        )
