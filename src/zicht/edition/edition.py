"""A release in one language: its rows and cited figures, each written as every outlet prints it."""

import difflib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from zicht.edition import figures, numerals
from zicht.edition.figures import Figure
from zicht.edition.labels import Labels
from zicht.edition.revisions import provisional_sentence
from zicht.edition.rows import Row, Rows
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.figures import FigureKey, Series
from zicht.vocabulary.releases import Change
from zicht.vocabulary.statuses import Status

_DEFAULT_THRESHOLD = 10
"""Counts below it are banded, in a release that does not state its policy."""


class NoSuchFigure(Exception):  # noqa: N818 - caught by its readers, told as a problem with file and line
    """A reference does not lead to a figure.

    Parameters
    ----------
    what : what is wrong
    now : what to do about it
    is_pending : whether it may come right once the figures are counted
    """

    def __init__(self, what: str, now: str = "", *, is_pending: bool = False) -> None:
        super().__init__(what)
        self.what, self.now, self.is_pending = what, now, is_pending


class Edition(Labels):
    """A release in one language."""

    @cached_property
    def rows(self) -> Mapping[str, Rows]:
        """Rows of every series that has any, by indicator."""
        return rows_of(self.release.series)

    @cached_property
    def cited(self) -> Mapping[str, Cited]:
        """Cited figures by id."""
        return {figure.id: figure for figure in self.release.cited}

    @property
    def threshold(self) -> float:
        """Local counts below it are banded."""
        policy = self.release.policy
        return policy.local_threshold if policy else _DEFAULT_THRESHOLD

    def number(self, value: float | Decimal, decimals: int = 0) -> str:
        """Write a number that is not a figure of the release, such as a number of rows, inhabitants or documents."""
        return numerals.written(value, self.language, decimals)

    # ---- counted figures

    def series(self, indicator: str) -> Series:
        """Return the series of an indicator that is defined and counted.

        Raises
        ------
        NoSuchFigure : it is not in the release
        """
        known = self.release.series
        if indicator in known and indicator in self.release.indicators:
            return known[indicator]
        near = difflib.get_close_matches(
            indicator, known or self.release.indicators, n=1
        )
        raise NoSuchFigure(
            f"{indicator!r} is not an indicator of this release.",
            did_you_mean(near),
            is_pending=indicator in self.release.indicators,
        )

    def row(self, key: FigureKey) -> Row | None:
        """Find the row of a counted figure; None if the series has no such row."""
        self.series(key.indicator)
        rows = self.rows.get(key.indicator)
        return rows.at(key.period, key.where) if rows else None

    def counted(self, row: Row) -> Figure:
        """Write the figure of a row."""
        indicator = self.release.indicators[row.indicator]
        bounds = figures.bounds_run(row, indicator.shape, self.language)
        return Figure(
            address=str(row.key),
            number=self.shown(row),
            value=row.value,
            lower=row.lower,
            upper=row.upper,
            unit=indicator.shape,
            title=self._title(indicator, row),
            period=row.period,
            bounds=bounds,
            bounds_kind=figures.bounds_kind(indicator.shape) if bounds else "",
            status=row.status,
            revision=self.revision(row),
        )

    def _title(self, indicator: Indicator, row: Row) -> str:
        title = self.say(indicator.title)
        if not row.where:
            return title
        return self.labelled(title, self.where(row.where))

    def shown(self, row: Row) -> str:
        """Write the value of a row: a number, a band, or the word for a missing number.

        A provisional number says so wherever it is printed.
        """
        return self.with_word(self.number_alone(row), row)

    def with_word(self, number: str, row: Row) -> str:
        """Write a number that belongs to a row, with the word provisional where it is so."""
        if not self.is_provisional(row):
            return number
        return self.words("provisional.number", number=number)

    def number_alone(self, row: Row) -> str:
        """Write the value of a row for a place that says beside it whether it is provisional."""
        shape = self.release.indicators[row.indicator].shape
        return figures.row_number(row, shape, self.words, self.threshold)

    def is_provisional(self, row: Row) -> bool:
        """Whether a row has a number, or bounds, that later deliveries may still change."""
        periods = self.release.provisional.get(row.indicator, ())
        is_printed = row.status in (Status.PUBLISHED, Status.BANDED)
        return is_printed and row.period in periods

    def revision(self, row: Row) -> str:
        """State how much a provisional figure may still change; empty of a final one."""
        if not self.is_provisional(row):
            return ""
        indicator = self.release.indicators[row.indicator]
        return provisional_sentence(self.release, indicator, self.words)

    def bounds(self, row: Row) -> str:
        """Write the bounds of the true value of a row; empty if it is exact or hidden."""
        shape = self.release.indicators[row.indicator].shape
        return figures.bounds_run(row, shape, self.language)

    def interval(self, row: Row) -> str:
        """Write the interval of an estimate, such as a share of a survey; empty where the bounds of a row are hard."""
        shape = self.release.indicators[row.indicator].shape
        is_estimate = figures.bounds_kind(shape) == figures.INTERVAL
        return self.bounds(row) if is_estimate else ""

    def with_interval(self, row: Row) -> str:
        """Write the value of a row, with the interval behind it where it is an estimate."""
        return figures.with_interval(self.shown(row), self.interval(row))

    def per_hundred(self, row: Row) -> tuple[str, str]:
        """Write a share and its bounds without their sign, where the words around them say `of each hundred`.

        Whether it is provisional is left to the place that prints it.
        """
        shape = self.release.indicators[row.indicator].shape
        number = figures.row_number(
            row, shape, self.words, self.threshold, has_sign=False
        )
        bounds = figures.bounds_run(row, shape, self.language, has_sign=False)
        return number, bounds

    def rest_of_hundred(self, row: Row) -> Row:
        """Return the row of all others of each hundred: 100 less the share as written, its bounds swapped."""
        decimals = row.decimals(self.release.indicators[row.indicator].shape)

        def rest(share: float | None) -> float | None:
            if share is None:
                return None
            return float(100 - numerals.rounded(share, decimals))

        return replace(
            row, value=rest(row.value), lower=rest(row.upper), upper=rest(row.lower)
        )

    def quantity(self, value: float, indicator: Indicator) -> str:
        """Write a round number of what an indicator counts, such as the limit of a class of a map."""
        return figures.quantity(value, indicator.shape, self.language)

    def unknown_share(self, row: Row) -> str:
        """Write the percentage of a survey without a known answer; empty if it is not stated."""
        return figures.unknown_share(row, self.words)

    def bounds_sentence(self, row: Row) -> str:
        """State the bounds of the true value of a row, and the kind of these bounds."""
        shape = self.release.indicators[row.indicator].shape
        return figures.bounds_sentence(row, shape, self.words)

    def interval_sentence(self, row: Row) -> str:
        """State the interval of an estimate; empty where the bounds of a row are those of rounding."""
        return self.bounds_sentence(row) if self.interval(row) else ""

    def labelled(self, label: str, value: str) -> str:
        """Write a label and its value, with the signs that the language puts between them."""
        return self.words("labelled", label=label, value=value)

    # ---- cited figures

    def cited_figure(self, cited: Cited) -> Figure:
        """Write a figure that was printed elsewhere."""
        is_dated = cited.when is not None or bool(cited.period)
        return Figure(
            address=cited.id,
            number=self.printed_number(cited),
            value=float(cited.value),
            lower=None,
            upper=None,
            unit=cited.unit,
            title=numerals.dashed(self.say(cited.title)),
            period=self.cited_period(cited) if is_dated else "",
            qualifier=self.say(cited.qualifier),
            cited=cited,
        )

    def printed(self, figure: Cited) -> str:
        """Write a cited figure exactly as it was printed, with its qualifier."""
        return figures.printed(figure, self.language)

    def printed_number(self, figure: Cited) -> str:
        """Write a cited number without its qualifier, for a place that writes the qualifier beside it."""
        return figures.printed_number(figure, self.language)

    def printed_within(self, figure: Cited, sentence: str) -> str:
        """Write a cited number for a sentence: its qualifier is left to the sentence where that says it."""
        qualifier = self.say(figure.qualifier)
        if figures.is_remark(qualifier) or qualifier.casefold() in sentence.casefold():
            return self.printed_number(figure)
        return self.printed(figure)

    # ---- changes

    def before(self, change: Change) -> str:
        """Write what a figure that moved was."""
        unit = self._unit_of(change.figure)
        return figures.change_value(change.before, unit, self.words)

    def after(self, change: Change) -> str:
        """Write what a figure that moved became."""
        unit = self._unit_of(change.figure)
        return figures.change_value(change.after, unit, self.words)

    def _unit_of(self, address: str) -> str:
        if address in self.cited:
            return self.cited[address].unit
        indicator = self.release.indicators.get(address.partition(":")[0])
        return indicator.shape if indicator else ""


def rows_of(series: Mapping[str, Series]) -> dict[str, Rows]:
    """Read the rows of every series that has any."""
    return {
        id_: Rows(of_indicator)
        for id_, of_indicator in sorted(series.items())
        if len(of_indicator)
    }


def did_you_mean(near: list[str]) -> str:
    """State which name comes nearest to one that does not exist."""
    return f"Did you mean {near[0]!r}?" if near else "Correct the reference."
