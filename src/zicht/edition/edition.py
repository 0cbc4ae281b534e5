"""The figures of a release as one language reads them: values, bands, labels, citations."""

import difflib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from zicht.edition import numerals
from zicht.edition.figures import printed_number
from zicht.edition.words import Words
from zicht.vocabulary.definitions import PERCENTAGES, Indicator
from zicht.vocabulary.dimensions import TOTAL, categories
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import PENDING, Cited, FigureKey, Series
from zicht.vocabulary.protected import Status
from zicht.vocabulary.releases import Release
from zicht.vocabulary.text import Text


@dataclass(frozen=True)
class Figure:
    """One figure as a report shows it.

    Parameters
    ----------
    address : of a counted figure (`V01:2024`), or id of a cited one
    shown : as written in this language; a band or `withheld` where the value is hidden
    value : None where it is hidden
    lower, upper : between what it lies, where that is said
    unit : `count`, `share` (percent), `rate`, or the unit of a cited figure
    qualifier : words before it, as `naar schatting`
    title : what it says
    period : of which it says it
    cited : where it was printed, of figures from elsewhere
    is_pending : whether it has no value because nobody can have been followed for so long
    """

    address: str
    shown: str
    value: float | None
    lower: float | None
    upper: float | None
    unit: str
    title: str
    period: str
    qualifier: str = ""
    cited: Cited | None = None
    is_pending: bool = False

    @property
    def qualified(self) -> str:
        """As shown, with its qualifier: a short one before it, a long one after it."""
        return qualify(self.shown, self.qualifier)

    @property
    def is_share(self) -> bool:
        """Whether it is per hundred."""
        return self.unit in {*PERCENTAGES, "percent"}


def qualify(shown: str, qualifier: str) -> str:
    """Write a number with its qualifier: `bijna 16.500`, `32 (geteld uit een lijst)`.

    Examples
    --------
    >>> qualify("16.500", "bijna"), qualify("32", "geteld uit een lijst"), qualify("984", "")
    ('bijna 16.500', '32 (geteld uit een lijst)', '984')
    """
    if not qualifier:
        return shown
    return f"{shown} ({qualifier})" if is_remark(qualifier) else f"{qualifier} {shown}"


def is_remark(qualifier: str) -> bool:
    """Whether a qualifier is too long to stand before a number: it then stands in its note."""
    return len(qualifier.split()) > 3


class NoSuchFigure(Exception):  # noqa: N818 - caught within this room, told as a problem with file and line
    """A reference points at nothing."""

    def __init__(self, what: str, now: str = "", *, is_pending: bool = False) -> None:
        super().__init__(what)
        self.what, self.now, self.is_pending = what, now, is_pending


class Edition:
    """A release in one language."""

    def __init__(self, release: Release, language: str) -> None:
        self.release = release
        self.language = language
        self.words = Words(language)
        self._rows: dict[str, dict[tuple[str, tuple[tuple[str, str], ...]], int]] = {}

    def say(self, text: Text | None) -> str:
        """Give a text in this language."""
        return "" if text is None else text.in_language(self.language)

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number."""
        return numerals.written(value, self.language, decimals)

    # ---- figures

    @cached_property
    def cited(self) -> Mapping[str, Cited]:
        """Cited figures by id."""
        return {figure.id: figure for figure in self.release.cited}

    def figure(self, words: str) -> Figure:
        """Find a figure by its address or id.

        Raises
        ------
        NoSuchFigure : it is not in the release
        """
        if ":" not in words:
            return self._cited(words)
        try:
            key = FigureKey.read(words)
        except ProjectError as error:
            raise NoSuchFigure(error.what, error.now) from None
        return self.counted(key)

    def counted(self, key: FigureKey) -> Figure:
        """Give a counted figure, or an estimate of those nobody counted."""
        if key.indicator not in self.release.series and self._is_estimate(
            key.indicator
        ):
            from zicht.edition.estimates import figure_of  # noqa: PLC0415 - estimates are written as figures are

            return figure_of(self, key)
        series = self.series(key.indicator)
        row = self.row(key)
        if row is None:
            raise NoSuchFigure(
                f"{key} is no figure of this release.", self._hint(series, key)
            )
        return self.at(series, row, key)

    def _is_estimate(self, indicator: str) -> bool:
        every = (*self.release.estimates, "P01")
        return any(indicator in (id_, id_.replace("P01", "P02", 1)) for id_ in every)

    def row(self, key: FigureKey) -> int | None:
        """Row of a counted figure in its series."""
        series = self.series(key.indicator)
        if key.indicator not in self._rows:
            columns = [column.tolist() for column in series.codes]
            index = {}
            for at, (period, *codes) in enumerate(
                zip(series.periods.tolist(), *columns, strict=True)
            ):
                pairs = zip(series.dimensions, codes, strict=True)
                index[
                    period,
                    categories(pairs),
                ] = at
            self._rows[key.indicator] = index
        where = categories(key.where)
        return self._rows[key.indicator].get((key.period, where))

    def series(self, indicator: str) -> Series:
        """Give the series of an indicator that is defined and counted."""
        if (
            indicator not in self.release.series
            or indicator not in self.release.indicators
        ):
            near = difflib.get_close_matches(
                indicator, self.release.series or self.release.indicators, n=1
            )
            is_pending = indicator in self.release.indicators
            what = f"{indicator!r} is no indicator of this release."
            raise NoSuchFigure(what, self._did_you_mean(near), is_pending=is_pending)
        return self.release.series[indicator]

    def near(self, figure: Figure, most: int = 2) -> list[Figure]:
        """Give counted figures near another that are shown: of other periods, latest first, then of wider groups."""
        if figure.cited is not None or self._is_estimate(
            figure.address.split(":", 1)[0]
        ):
            return []
        key = FigureKey.read(figure.address)
        periods = sorted(
            set(self.series(key.indicator).periods.tolist()) - {key.period},
            reverse=True,
        )
        wider = [tuple(pair for pair in key.where if pair != one) for one in key.where]
        keys = [
            *(FigureKey(key.indicator, period, key.where) for period in periods),
            *(FigureKey(key.indicator, key.period, where) for where in wider),
        ]
        found = [self.counted(one) for one in keys if self.row(one) is not None]
        return [one for one in found if one.value is not None][:most]

    def at(self, series: Series, row: int, key: FigureKey) -> Figure:
        """Give the figure of one row."""
        indicator = self.release.indicators[series.indicator]
        status = str(series.statuses[row])
        value = float(series.values[row])
        return Figure(
            address=str(key),
            shown=self._shown(series, row, indicator),
            value=value
            if status == Status.PUBLISHED and not math.isnan(value)
            else None,
            lower=_known(series.lower[row]),
            upper=_known(series.upper[row]),
            unit=indicator.shape,
            title=self._title(indicator, key),
            period=key.period,
            is_pending=status == PENDING,
        )

    def value(self, shape: str, value: float, *bounds: float) -> str:
        """Write a count, share or rate, as exactly as its bounds bear."""
        return self.number(value, numerals.decimals_of(shape, value, *bounds)) + (
            "%" if shape in PERCENTAGES else ""
        )

    def _shown(self, series: Series, row: int, indicator: Indicator) -> str:
        value, status = float(series.values[row]), str(series.statuses[row])
        if status == Status.PUBLISHED and not math.isnan(value):
            return self.value(
                indicator.shape,
                value,
                float(series.lower[row]),
                float(series.upper[row]),
            )
        if status == Status.BANDED and indicator.shape == "count":
            upper = _known(series.upper[row])
            policy = self.release.policy
            limit = (
                upper + 1
                if upper is not None
                else float(policy.local_threshold if policy else 10)
            )
            return self.words("fewer_than", n=self.number(limit))
        return self.words("pending" if status == PENDING else "withheld")

    def _title(self, indicator: Indicator, key: FigureKey) -> str:
        where = ", ".join(
            self.label(name, code) for name, code in key.where if code != TOTAL
        )
        return (
            f"{self.say(indicator.title)}: {where}"
            if where
            else self.say(indicator.title)
        )

    def _cited(self, id_: str) -> Figure:
        found = self.cited.get(id_)
        if found is None:
            near = difflib.get_close_matches(id_, self.cited, n=1)
            raise NoSuchFigure(
                f"{id_!r} is no figure of this release.", self._did_you_mean(near)
            )
        return Figure(
            address=id_,
            shown=self.printed(found),
            value=float(found.value),
            lower=None,
            upper=None,
            unit=found.unit,
            title=numerals.dashed(self.say(found.title)),
            period=self.say(found.when)
            if found.when
            else numerals.period(found.period),
            qualifier=self.say(found.qualifier),
            cited=found,
        )

    def printed(self, figure: Cited) -> str:
        """Write a cited figure exactly as it was printed."""
        return printed_number(figure, self.language)

    def _hint(self, series: Series, key: FigureKey) -> str:
        strays = [name for name, _ in key.where if name not in series.dimensions]
        if strays:
            return f"{key.indicator} has no dimension {strays[0]!r}; it has {', '.join(series.dimensions) or 'none'}."
        periods = sorted(set(series.periods.tolist()))
        if key.period not in periods:
            return (
                f"{key.indicator} runs from {periods[0]} to {periods[-1]}."
                if periods
                else "It has no figures."
            )
        return "Look in its table which breakdowns and codes are published."

    @staticmethod
    def _did_you_mean(near: list[str]) -> str:
        return f"Did you mean {near[0]!r}?" if near else "Correct the reference."

    # ---- words around figures

    def label(self, dimension: str, code: str) -> str:
        """Name of a category."""
        if code == TOTAL:
            return self.words("total")
        codes = self.release.codes.get(dimension)
        if codes is not None and code in codes.labels:
            return self.say(codes.labels[code])
        country = self.release.geography
        if country is not None and code in country.areas:
            return country.areas[code].name
        return code

    def indicators(self, ids: set[str]) -> Iterator[Indicator]:
        """Definitions of indicators, by id."""
        return (
            self.release.indicators[id_]
            for id_ in sorted(ids)
            if id_ in self.release.indicators
        )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def in_a_sentence(label: str) -> str:
    """Write the name of a category as it stands within a sentence: without its capital, unless it is a short name."""
    head = label.split(" ", 1)[0]
    return (
        label
        if head.isupper() or any(letter.isupper() for letter in head[1:])
        else label[:1].lower() + label[1:]
    )
