"""The chart of a breakdown: what is unknown or rest stands back, and is no finding."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[2] / "spec" / "site"))

import site_sample as sample

from zicht.site.library import Library, SiteEdition
from zicht.site.pages.indicators.bar_chart import bar_chart
from zicht.site.pages.indicators.breakdown import Breakdown
from zicht.site.parts import Chart
from zicht.site.planning import plan_pages


def chart_of(unknown: float) -> Chart:
    """Chart of reported victims by sex, where so many are of unknown sex."""
    release = sample.release()
    series = release.series["V01"]
    of_unknown = series.codes[series.dimensions.index("geslacht")] == "onbekend"
    for name, code in zip(series.dimensions, series.codes, strict=True):
        if name != "geslacht":
            of_unknown &= code == "_T"
    changed = replace(
        series,
        values=np.where(of_unknown, unknown, series.values),
        lower=np.where(of_unknown, unknown - 2, series.lower),
        upper=np.where(of_unknown, unknown + 2, series.upper),
        statuses=np.where(of_unknown, "published", series.statuses),
    )
    library = Library(replace(release, series={**release.series, "V01": changed}), "")
    plan_pages(library)
    edition = SiteEdition(library, "en")
    chart = bar_chart(Breakdown(edition, release.indicators["V01"], ("geslacht",)))
    assert chart is not None
    return chart


@pytest.mark.parametrize("unknown", [5.0, 9000.0])
def test_the_bar_of_what_is_unknown_stands_back_in_grey(unknown: float) -> None:
    bars = chart_of(unknown).drawing
    assert isinstance(bars, list)
    assert {bar.name: bar.style for bar in bars} == {
        "Female": "mark",
        "Male": "mark",
        "Unknown": "mark residual",
    }


def test_that_most_is_unknown_is_no_title() -> None:
    assert "is largest" in chart_of(5.0).title
    assert "is largest" not in chart_of(9000.0).title
