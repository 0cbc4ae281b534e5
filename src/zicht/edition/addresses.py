"""Finds the figure of an address: counted here, estimated, compared, or cited."""

import difflib

from zicht.edition import estimates
from zicht.edition.comparisons import ComparedFigures, compared, find_comparison
from zicht.edition.edition import Edition, NoSuchFigure, did_you_mean
from zicht.edition.figures import Figure
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import Comparison, FigureKey, Series


def find_figure(edition: Edition, address: str) -> Figure:
    """Find a figure by its address or id.

    Parameters
    ----------
    edition : release in one language
    address : `ID:2024`, or the id of a cited figure or of a declared comparison

    Raises
    ------
    NoSuchFigure : it is not in the release
    """
    if ":" not in address:
        comparison = find_comparison(edition, address)
        if comparison is not None:
            return compare(edition, comparison).figure
        return _cited(edition, address)
    try:
        key = FigureKey.read(address)
    except ProjectError as error:
        raise NoSuchFigure(error.what, error.now) from None
    if is_estimate(edition, key.indicator):
        return estimates.figure_of(edition, key)
    row = edition.row(key)
    if row is None:
        raise NoSuchFigure(
            f"{key} is not a figure of this release.",
            _hint(edition.series(key.indicator), key),
        )
    return edition.counted(row)


def compare(edition: Edition, comparison: Comparison) -> ComparedFigures:
    """Find the two figures of a declared comparison, and compute it.

    Raises
    ------
    NoSuchFigure : one of them is not in the release
    """
    before = find_figure(edition, comparison.before)
    after = find_figure(edition, comparison.after)
    return compared(edition, comparison, before, after)


def is_estimate(edition: Edition, indicator: str) -> bool:
    """Whether an id belongs to an estimate or to the part in view that follows from it, and not to a counted series."""
    if indicator in edition.release.series:
        return False
    roles = edition.release.roles
    totals = {*edition.release.estimates, roles.estimated} - {""}
    shares = {estimates.share_id(roles, id_) for id_ in totals}
    return indicator in totals or indicator in shares


def near(edition: Edition, figure: Figure, most: int = 2) -> list[Figure]:
    """Find shown figures near another one: first those of other periods, latest first, then those of wider groups."""
    indicator = figure.address.partition(":")[0]
    if figure.cited is not None or is_estimate(edition, indicator):
        return []
    key = FigureKey.read(figure.address)
    shown = []
    for neighbour in _neighbours(edition, key):
        row = edition.row(neighbour)
        if row is not None and row.is_shown:
            shown.append(edition.counted(row))
    return shown[:most]


def _neighbours(edition: Edition, key: FigureKey) -> list[FigureKey]:
    """Return the same figure of other periods, latest first, then of groups with one category less."""
    neighbours = []
    for period in reversed(edition.rows[key.indicator].periods):
        if period != key.period:
            neighbours.append(FigureKey(key.indicator, period, key.where))
    for category in key.where:
        wider = tuple(pair for pair in key.where if pair != category)
        neighbours.append(FigureKey(key.indicator, key.period, wider))
    return neighbours


def _cited(edition: Edition, id_: str) -> Figure:
    cited = edition.cited.get(id_)
    if cited is None:
        close = difflib.get_close_matches(id_, edition.cited, n=1)
        raise NoSuchFigure(
            f"{id_!r} is not a figure of this release.", did_you_mean(close)
        )
    return edition.cited_figure(cited)


def _hint(series: Series, key: FigureKey) -> str:
    """Return what may be wrong with an address that has no row."""
    strays = [name for name, _ in key.where if name not in series.dimensions]
    if strays:
        known = ", ".join(series.dimensions) or "none"
        return f"{key.indicator} has no dimension {strays[0]!r}; it has {known}."
    periods = sorted(set(series.periods.tolist()))
    if not periods:
        return "It has no figures."
    if key.period not in periods:
        return f"{key.indicator} runs from {periods[0]} to {periods[-1]}."
    return "Look in its table which breakdowns and codes are published."
