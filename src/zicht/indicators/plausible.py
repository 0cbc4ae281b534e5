"""What not knowing which records are one person does to counts: a band per indicator and period."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.indicators import lint
from zicht.indicators.relations import LINKS, Relations, laid
from zicht.indicators.spans import spans
from zicht.methods.following import course, kaplan_meier
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD, Dimension
from zicht.vocabulary.people import Links, Payload, PlausibleLinks, interval
from zicht.vocabulary.spans import Person, SpanCell, SpanTable

Bands = dict[str, dict[str, tuple[float, float]]]
"""Indicator to period to how far the truth may lie from what is counted, below and above: of counts in per cent of
the count, of survival in percentage points of its headline."""

Totals = Mapping[str, Counter[str]]
"""Indicator to period to its number of units."""
Spans = Mapping[str, Mapping[str, Counter[Person]]]
"""Indicator to period to its persons, by their spans."""


@dataclass(frozen=True)
class _Counted:
    """Totals of every indicator over some linked records."""

    totals: Totals
    spans: Spans


def bands_of_linkage(
    session: Session,
    payload: Payload,
    links: Links,
    plausible: PlausibleLinks,
    indicators: Sequence[Indicator],
    *,
    dimensions: Mapping[str, Dimension],
    views: Mapping[str, str],
) -> Bands:
    """Compute the band of linkage of the total of each period, for every indicator that rests on persons.

    Only records whose person is in doubt are counted again: no person has records of both kinds.

    Parameters
    ----------
    session, payload, links, indicators, dimensions, views : as for `count`
    plausible : links of the records in doubt, as they were chosen and as they could be

    Returns
    -------
    bands; an indicator that does not rest on persons has none. The printed count decides whether a band may be printed
    """
    # Only the total is counted, so that nothing is left to watch a series by.
    questions = [
        replace(indicator, breakdowns=((),), watch=None)
        for indicator in indicators
        if rests_on_persons(indicator, views)
    ]

    def counted(some: Links) -> _Counted:
        with laid(session, payload, some, views, dimensions) as relations:
            return _count(relations, questions, dimensions)

    everything = counted(links)
    if not plausible.chosen.records:
        return {
            question.id: dict.fromkeys(everything.totals[question.id], (0.0, 0.0))
            for question in questions
        }
    chosen = counted(plausible.chosen)
    drawn = [counted(linkage) for linkage in plausible.drawn]
    bands: Bands = {}
    for question in questions:
        moves_by_period = _moves(question, everything, chosen, drawn)
        bands[question.id] = {
            period: interval(moves) for period, moves in moves_by_period
        }
    return bands


def rests_on_persons(indicator: Indicator, views: Mapping[str, str]) -> bool:
    """Whether the query of an indicator reads which records are one person, itself or through views."""
    reads = [*lint.relations(indicator.sql)]
    known: set[str] = set()
    while reads:
        name = reads.pop()
        if name == LINKS:
            return True
        if name in views and name not in known:
            known.add(name)
            reads += lint.relations(views[name])
    return False


def _count(
    relations: Relations,
    indicators: Sequence[Indicator],
    dimensions: Mapping[str, Dimension],
) -> _Counted:
    totals: dict[str, Counter[str]] = {}
    of_spans: dict[str, dict[str, Counter[Person]]] = {}
    for indicator in indicators:
        source = relations.ready(indicator.sql, where=f"indicator {indicator.id}")
        rows = relations.session.rows(
            sql(
                "SELECT {period}::VARCHAR, count(DISTINCT unit) FROM ({source}) AS r GROUP BY ALL",
                period=PERIOD,
                source=source,
            )
        )
        totals[indicator.id] = Counter({period: int(n) for period, n in rows})
        if indicator.shape == "survival":
            table = spans(relations, indicator, dimensions, {})
            of_spans[indicator.id] = _by_period(table)
    return _Counted(totals, of_spans)


def _by_period(table: SpanTable) -> dict[str, Counter[Person]]:
    return {cell.codes[0]: cell.kinds for cell in table.cells}


def _moves(
    indicator: Indicator,
    everything: _Counted,
    chosen: _Counted,
    drawn: Sequence[_Counted],
) -> Iterator[tuple[str, list[float]]]:
    """Yield per period how far each plausible linkage lies from what is counted."""
    if indicator.shape == "survival":
        yield from _moves_of_survival(indicator, everything, chosen, drawn)
        return
    totals_drawn = [linkage.totals[indicator.id] for linkage in drawn]
    for period, n in sorted(everything.totals[indicator.id].items()):
        if n:
            n_chosen = chosen.totals[indicator.id][period]
            yield (
                period,
                [100 * (totals[period] - n_chosen) / n for totals in totals_drawn],
            )


def _moves_of_survival(
    indicator: Indicator,
    everything: _Counted,
    chosen: _Counted,
    drawn: Sequence[_Counted],
) -> Iterator[tuple[str, list[float]]]:
    statistics = indicator.statistics
    if statistics is None:
        return
    step = statistics.steps[statistics.headline]
    for period, people in sorted(everything.spans[indicator.id].items()):
        if not people.total():
            continue
        # People in doubt are taken out once and put back as each linkage has them.
        certain = people - chosen.spans[indicator.id].get(period, Counter())
        as_counted = _share_with_event(people, step)
        moves = []
        for linkage in drawn:
            in_doubt = linkage.spans[indicator.id].get(period, Counter())
            moves.append(_share_with_event(certain + in_doubt, step) - as_counted)
        yield period, moves


def _share_with_event(people: Counter[Person], step: int) -> float:
    """Percentage with an event within some days, by Kaplan and Meier."""
    days, is_over, n = SpanCell((), people).as_arrays()
    curve = kaplan_meier(course(days, is_over, people=n), [step])
    return 100 * float(curve.share[0, 0])
