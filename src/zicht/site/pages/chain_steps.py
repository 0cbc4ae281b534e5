"""What a step of the justice chain shows, whichever page part it stands in: bars, a sentence and a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from zicht.edition.charts.bar import Bar
from zicht.edition.rows import Where
from zicht.site.library import SiteEdition
from zicht.site.pages.alternatives import bars_in_words
from zicht.site.parts import Table
from zicht.vocabulary.definitions import Indicator

NOTHING = "\u2013"


@dataclass(frozen=True)
class ChainStep:
    """One step of the chain.

    Parameters
    ----------
    id : of its place on the page
    title : whom it is about, and when
    went_on : what the bars show
    sentence : the step in one sentence, its numbers marked
    bars : everybody, then each field of work
    label : the written alternative of the bars
    table : the same figures with their bounds
    href, question : link to the indicator
    is_cohort : whether people are followed from the year they came in
    is_hundred : whether the bars are of each hundred
    """

    id: str
    title: str
    went_on: str
    sentence: Markup
    bars: Sequence[Bar]
    label: str
    table: Table
    href: str
    question: str
    is_cohort: bool
    is_hundred: bool


@dataclass(frozen=True)
class Shown:
    """What a step shows of the figures of one period.

    Parameters
    ----------
    went_on : what the bars show
    alternative_title : opens the written alternative of the bars
    sentence : the step in one sentence, its numbers marked
    bars, table : everybody, then each field of work
    is_hundred : whether the bars are of each hundred
    """

    went_on: str
    alternative_title: str
    sentence: Markup
    bars: Sequence[Bar]
    table: Table
    is_hundred: bool


def chain_step(
    edition: SiteEdition, indicator: Indicator, period: str, shown: Shown
) -> ChainStep:
    """Put a step together from its figures and the indicator that they are of."""
    when = edition.period(period)
    return ChainStep(
        id=indicator.slug.in_language(edition.language),
        title=edition.words(f"chain_of.{indicator.id}", period=when),
        went_on=shown.went_on,
        sentence=shown.sentence,
        bars=shown.bars,
        label=bars_in_words(edition, shown.alternative_title, shown.bars),
        table=shown.table,
        href=edition.way(f"indicator:{indicator.id}"),
        question=edition.say(indicator.question),
        is_cohort=indicator.variant == "cohort",
        is_hundred=shown.is_hundred,
    )


def field_of(indicator: Indicator) -> str:
    """Return the dimension by which a step is shown apart, such as the field of work; empty if it has none.

    The dimension that holds the statistics of a duration is not one.
    """
    measured = indicator.statistics.dimension if indicator.statistics else ""
    for name in indicator.dimensions:
        if name != measured:
            return name
    return ""


def everybody_and_fields(edition: SiteEdition, indicator: Indicator) -> list[Where]:
    """Return what the rows of a step are about: everybody, then each field of work apart."""
    everybody: Where = ()
    field = field_of(indicator)
    fields = []
    for where in edition.library.rows[indicator.id].wheres:
        if [name for name, _ in where] == [field]:
            fields.append(where)
    return [everybody, *fields]


def name_of(edition: SiteEdition, where: Where) -> str:
    """Name everybody, or a field of work."""
    if not where:
        return edition.words("chain_all")
    return edition.where(where)
