"""Where people leave the justice chain and how long it takes: from published series only, cohort and flow apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from zicht.edition.charts import fluid
from zicht.edition.charts.bar import Bar
from zicht.edition.rows import Row, Where
from zicht.site import organisations
from zicht.site.library import Finding, Library, Page, PageContent, SiteEdition
from zicht.site.pages import addressing, chain_printed, chain_times, references
from zicht.site.pages.chain_counted import (
    counted_steps,
    is_counted,
    settled_period,
    title,
)
from zicht.site.pages.chain_printed import PrintedPart
from zicht.site.pages.chain_steps import (
    NOTHING,
    ChainStep,
    Shown,
    chain_step,
    everybody_and_fields,
    field_of,
    name_of,
)
from zicht.site.pages.indicators.cells import quiet
from zicht.site.parts import Cell, Line, Table
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.printed_pages import Form
from zicht.vocabulary.text import Text

_HUNDRED = 100.0


def pages(library: Library) -> Iterable[Page]:
    """Return the page, if cases were followed to their end here, or others printed a chain."""
    theme = library.release.roles.theme_of_chain
    is_counted_here = is_counted(library)
    has_steps = is_counted_here or chain_printed.steps_of(library)
    if not (theme and has_steps):
        return
    slug = "chain" if is_counted_here else "chain_printed"
    yield Page(
        "chain",
        addressing.paths(library, addressing.theme_slug(library, theme), slug),
        "chain.html.jinja",
        _content,
        section="figures",
        finding=_finding,
    )


def _lead(edition: SiteEdition) -> str:
    if is_counted(edition.library):
        return edition.words("chain_lead")
    return edition.words("chain_printed_lead")


# ---- the page


@dataclass(frozen=True)
class Part:
    """Steps of the chain of one kind: cohorts, flows, or durations."""

    id: str
    title: str
    steps: Sequence[ChainStep]


@dataclass(frozen=True, kw_only=True)
class ChainPage(PageContent):
    """The justice chain.

    Parameters
    ----------
    is_counted : whether it was counted here
    parts : steps that were counted, by kind
    printed_part : the chain as others printed it; None if nobody did
    more_about : way to what cohort and flow mean; empty if there is none
    """

    is_counted: bool
    parts: Sequence[Part]
    printed_part: PrintedPart | None
    more_about: str


def _content(edition: SiteEdition) -> ChainPage:
    steps = [_step(edition, id_) for id_ in counted_steps(edition.library)]
    times = chain_times.steps(edition) if steps else []
    definition = edition.release.roles.definition_of_cohorts
    source_page = f"document:definition:{definition}"
    has_source = edition.has(source_page)
    return ChainPage(
        title=title(edition),
        description=_lead(edition),
        crumbs=addressing.below_theme(edition, edition.release.roles.theme_of_chain),
        is_counted=bool(steps),
        parts=_parts(edition, steps, times),
        printed_part=chain_printed.part(edition),
        more_about=edition.way(source_page) if has_source else "",
    )


def _parts(
    edition: SiteEdition, steps: Sequence[ChainStep], times: Sequence[ChainStep]
) -> list[Part]:
    """Separate cohorts and flows, because they do not count the same cases."""
    steps_of = {
        "cohort": [step for step in steps if step.is_cohort],
        "flow": [step for step in steps if not step.is_cohort],
        "times": times,
    }
    return [
        Part(kind, edition.words(f"chain_part.{kind}"), of_kind)
        for kind, of_kind in steps_of.items()
        if of_kind
    ]


def _step(edition: SiteEdition, id_: str) -> ChainStep:
    """Compose one step: who came to it, how many of each hundred went on, and how many did not."""
    indicator = edition.release.indicators[id_]
    period = settled_period(edition.library, id_)
    words = edition.words
    rows = _rows_in_order(edition, id_, period)
    went_on = words(f"chain_on.{id_}")
    whom = words(f"chain_of.{id_}", period=edition.period(period))
    shown = Shown(
        went_on=went_on,
        alternative_title=f"{whom} {went_on}",
        sentence=_sentence(edition, indicator, period),
        bars=[_bar(edition, row) for row in rows],
        table=_table(edition, indicator, rows),
        is_hundred=True,
    )
    return chain_step(edition, indicator, period, shown)


def _sentence(edition: SiteEdition, indicator: Indicator, period: str) -> Markup:
    """State how many of each hundred went on, and how many did not."""
    total = edition.library.rows[indicator.id].at(period)
    numbers = []
    if total is not None:
        numbers = [_went_on(edition, total), _did_not(edition, total)]
    return edition.sentence(edition.words(f"chain_says.{indicator.id}"), numbers)


def _bar(edition: SiteEdition, row: Row) -> Bar:
    name = name_of(edition, row.where)
    words = _per_hundred(edition, row)
    return fluid.bar_of(fluid.NamedRow(name, words, row), _HUNDRED, Form.PER_HUNDRED)


def _table(edition: SiteEdition, indicator: Indicator, rows: Sequence[Row]) -> Table:
    words = edition.words
    heads = [
        words("chain_whom"),
        words(f"chain_on.{indicator.id}"),
        words("lies_between"),
        words(f"chain_off.{indicator.id}"),
    ]
    return Table(heads, [_line(edition, row) for row in rows])


def _rows_in_order(edition: SiteEdition, id_: str, period: str) -> list[Row]:
    """Return the row of everybody, then those of the fields of work in the order of their list."""
    indicator = edition.release.indicators[id_]
    place_of = edition.code_order(field_of(indicator))

    def place(where: Where) -> int:
        if not where:
            return -1
        _, code = where[0]
        return place_of.get(code, len(place_of))

    wheres = sorted(everybody_and_fields(edition, indicator), key=place)
    rows = [edition.library.rows[id_].at(period, where) for where in wheres]
    return [row for row in rows if row is not None]


def _line(edition: SiteEdition, row: Row) -> Line:
    """Return one line of the table: how many went on, the bounds of that, and how many did not."""
    _, bounds = edition.per_hundred(row)
    key = str(row.key)
    bounds_cell = Cell(bounds, "quiet", key, Form.PER_HUNDRED)
    cells = [
        _went_on(edition, row),
        bounds_cell if bounds else quiet(NOTHING),
        _did_not(edition, row),
    ]
    name = name_of(edition, row.where)
    return Line(name, cells, kind="" if row.where else "total")


def _per_hundred(edition: SiteEdition, row: Row) -> str:
    """Write how many of each hundred went on."""
    number, _ = edition.per_hundred(row)
    return edition.with_word(number, row)


def _went_on(edition: SiteEdition, row: Row) -> Cell:
    """Return how many of each hundred went on, for a table or a sentence."""
    return _of_hundred(edition, row, Form.PER_HUNDRED)


def _did_not(edition: SiteEdition, row: Row) -> Cell:
    """Return how many of each hundred did not go on, for a table or a sentence."""
    return _of_hundred(edition, edition.rest_of_hundred(row), Form.REST_OF_HUNDRED)


def _of_hundred(edition: SiteEdition, row: Row, form: Form) -> Cell:
    number, _ = edition.per_hundred(row)
    kind = "" if row.is_shown else row.status
    return Cell(edition.with_mark(number, row), kind, str(row.key), form)


# ---- search


def _finding(edition: SiteEdition) -> Finding:
    names = dict.fromkeys(edition.say(name) for name in _organisations(edition.library))
    return Finding(
        "figure",
        _lead(edition),
        edition.words("chain_words"),
        theme=edition.release.roles.theme_of_chain,
        years=references.years_of(_periods(edition.library)),
        organisations=tuple(names),
    )


def _periods(library: Library) -> list[str]:
    """Return the period of every step, counted here or printed elsewhere."""
    counted = [settled_period(library, id_) for id_ in counted_steps(library)]
    printed = [step.figure.period for step in chain_printed.steps_of(library)]
    return [*counted, *printed]


def _organisations(library: Library) -> list[Text]:
    """Return the organisations that counted a step, or printed it."""
    names: list[Text] = []
    for id_ in counted_steps(library):
        names += organisations.of_indicator(
            library.release.indicators[id_], library.release.names
        )
    for step in chain_printed.steps_of(library):
        names += organisations.of_figures(step.group, library.release.names)
    return names
