"""Reports of images to the hotline: counts per month, about nobody in particular."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from zicht.vocabulary.arrays import Floats, Ints
from zicht_invented.counting import Cell
from zicht_invented.deliveries import Column, Table
from zicht_invented.scene import Scene

SOURCE = "eokm"
CHANNELS = (
    "burger",
    "zusterorganisatie",
    "platform",
    "politie",
    "overig",
    "onbekend",
)
AGES_OF_CHILDREN = ("peuter", "kind", "tiener", "onbekend")
MONTHS = tuple(range(1, 13))
_CHANNEL_SHARES = np.asarray([0.22, 0.35, 0.32, 0.05, 0.05, 0.01])
_AGE_SHARES = np.asarray([0.08, 0.52, 0.35, 0.05])
_REPORTS_OF_FIRST_YEAR = 60_000
_YEARS_OF_GROWTH, _TIMES_AFTER_GROWTH = 4, 5.0
"""Reports grow for some years, to so many times those of the first year; after that no more."""
_URLS_PER_REPORT, _IMAGES_PER_URL = 1.1, 12.0
_ILLEGAL, _HOSTED_HERE, _GONE_IN_A_DAY = 0.73, 0.8, 0.9
COUNTED = {
    "S06": "n",
    "S06-gemeld": "urls_gemeld",
    "S06-strafbaar": "urls_strafbaar",
    "S06-eigen-land": "host_nl",
    "S06-beelden": "beelden_strafbaar",
}
"""Indicators that add up a column."""


@dataclass(frozen=True, eq=False)
class Reports:
    """What the hotline counted.

    Parameters
    ----------
    columns : name to counts, years x months x `CHANNELS` x `AGES_OF_CHILDREN`
    """

    columns: Mapping[str, Ints]


def receive_reports(scene: Scene) -> Reports:
    """Draw what is reported, what of it is illegal, where it is hosted and what is removed."""
    rng = scene.stream("hotline")
    n_reports = rng.poisson(_expected_reports(scene)).astype(np.int64)
    n_urls = n_reports + rng.poisson((_URLS_PER_REPORT - 1) * n_reports)
    n_illegal = rng.binomial(n_urls, _ILLEGAL)
    n_here = rng.binomial(n_illegal, _HOSTED_HERE)
    return Reports(
        {
            "urls_gemeld": n_urls,
            "urls_strafbaar": n_illegal,
            "host_nl": n_here,
            "verwijderd_24u": rng.binomial(n_here, _GONE_IN_A_DAY),
            "beelden_strafbaar": rng.poisson(_IMAGES_PER_URL * n_illegal),
            "n": n_reports,
        }
    )


def _expected_reports(scene: Scene) -> Floats:
    """Return expected reports, years x months x `CHANNELS` x `AGES_OF_CHILDREN`."""
    n_years = len(scene.settings.years)
    growth = np.minimum(np.arange(n_years) / _YEARS_OF_GROWTH, 1)
    per_year = _REPORTS_OF_FIRST_YEAR * _TIMES_AFTER_GROWTH**growth
    per_month = scene.settings.scale * per_year / len(MONTHS)
    by_channel = np.multiply.outer(_CHANNEL_SHARES, _AGE_SHARES)
    expected = np.multiply.outer(per_month, by_channel)[:, np.newaxis]
    return np.broadcast_to(
        expected, (n_years, len(MONTHS), len(CHANNELS), len(AGES_OF_CHILDREN))
    )


def hotline_table(reports: Reports, scene: Scene) -> Table:
    """Return the delivery of all years: a row per month, channel and age group."""
    shape = reports.columns["n"].shape
    year, month, channel, age = (index.ravel() for index in np.indices(shape))
    columns: dict[str, Column] = {
        "jaar": year + scene.settings.first_year,
        "maand": np.asarray(MONTHS)[month],
        "kanaal": np.asarray(CHANNELS)[channel],
        "leeftijdsgroep_kind": np.asarray(AGES_OF_CHILDREN)[age],
        **{name: counts.ravel() for name, counts in reports.columns.items()},
    }
    return Table(SOURCE, scene.settings.period, columns, version=2)


Sums = Iterator[tuple[str, Cell, int, int | None]]
"""Indicator, cell, sum, and the sum it is a share of."""


def sums_of_reports(reports: Reports, years: tuple[int, ...]) -> Sums:
    """Yield every sum of the indicators of the hotline, and the share that was gone within a day."""
    for indicator, name in COUNTED.items():
        for cell, n in _cells(reports.columns[name], years).items():
            yield indicator, cell, n, None
    for cell, n in _by_month(reports.columns["n"], years).items():
        yield "S06", cell, n, None
    hosted_here = _cells(reports.columns["host_nl"], years)
    for cell, n in _cells(reports.columns["verwijderd_24u"], years).items():
        yield "S06-verwijderd", cell, n, hosted_here[cell]


def _cells(counts: Ints, years: tuple[int, ...]) -> dict[Cell, int]:
    """Add up by channel, by age group, and by both."""
    per_year = counts.sum(axis=1)
    cells: dict[Cell, int] = {}
    choices = (("", *CHANNELS), ("", *AGES_OF_CHILDREN))
    for year, of_year in zip(years, per_year, strict=True):
        for channel, age in product(*choices):
            rows = CHANNELS.index(channel) if channel else slice(None)
            columns = AGES_OF_CHILDREN.index(age) if age else slice(None)
            named = (("kanaal", channel), ("leeftijdsgroep_kind", age))
            where = tuple((name, code) for name, code in named if code)
            cells[str(year), where] = int(of_year[rows, columns].sum())
    return cells


def _by_month(counts: Ints, years: tuple[int, ...]) -> dict[Cell, int]:
    """Add up by month."""
    per_month = counts.sum(axis=(2, 3))
    return {
        (str(year), (("maand", str(month)),)): int(n)
        for year, of_year in zip(years, per_month, strict=True)
        for month, n in zip(MONTHS, of_year, strict=True)
    }
