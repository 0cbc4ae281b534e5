"""Pages of survival: a curve per period or group, and what is not known yet."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import site_sample as sample
from tests.dutch import read_codes, read_indicators
from tests.sites import build_site

from zicht.vocabulary.dimensions import TOTAL

PAGE = "nl/slachtoffers/opnieuw-slachtoffer"
(AGAIN,) = read_indicators(chosen=["V08"])


def _rows() -> Iterator[tuple[object, ...]]:
    """Give more for sexual violence than for trafficking, which is withheld at first; of 2022-2024 until two years."""
    assert AGAIN.statistics is not None
    for period in ("2019-2021", "2022-2024"):
        for at, (time, days) in enumerate(AGAIN.statistics.steps.items()):
            for field, share in ((TOTAL, 1.0), ("mh", 0.5), ("sgtk", 2.0)):
                value, status = share * (at + 1), "published"
                if period == "2022-2024" and days > 1095:
                    value, status = None, "pending"
                elif field == "mh" and at == 0:
                    value, status = None, "withheld"
                bounds = (None, None) if value is None else (value, value)
                for code in (
                    time,
                    *([TOTAL] if time == AGAIN.statistics.headline else []),
                ):
                    yield (
                        period,
                        field,
                        TOTAL,
                        code,
                        value,
                        status,
                        *bounds,
                        None,
                        1000.0,
                    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    whole, codes = sample.release(), read_codes()
    indicator = replace(
        AGAIN, breakdowns=((), ("veld",), ("termijn",), ("veld", "termijn"))
    )
    dimensions = ("veld", "leeftijdsgroep", "termijn")
    release = replace(
        whole,
        indicators={**whole.indicators, "V08": indicator},
        series={**whole.series, "V08": sample.make_series("V08", dimensions, _rows())},
        codes={**whole.codes, "termijn": codes["termijn"]},
    )
    out = tmp_path_factory.mktemp("curves") / "site"
    build_site(release, out)
    return out


def read(pages: Path, name: str) -> str:
    return (pages / f"{PAGE}/{name}/index.html").read_text("utf-8")


def test_groups_by_time_are_curves_of_those_followed_longest(pages: Path) -> None:
    html = read(pages, "naar-onderwerp-en-termijn")
    (chart,) = re.findall(r'<svg class="chart".*?</svg>', html, re.DOTALL)
    assert len(re.findall(r'<circle class="point s0"', chart)) == 1 + 10
    assert len(re.findall(r'<circle class="point s1"', chart)) == 1 + 11
    assert "van wie in 2019\u20132021 begon" in html
    assert (
        "Mensenhandel: doorgetrokken; Seksueel geweld tegen kinderen: gestreept" in html
    )


def test_what_is_not_known_yet_is_not_called_withheld(pages: Path) -> None:
    html = read(pages, "naar-onderwerp-en-termijn")
    assert (
        len(re.findall(r'<td class="pending"[^>]*>nog niet bekend</td>', html)) == 3 * 6
    )
    assert len(re.findall(r'<td class="withheld"[^>]*>afgeschermd</td>', html)) == 2
    assert "sinds deze jaren is er nog niet zo veel tijd verstreken" in html
    assert "zodat niemand herkenbaar is" in html


def test_no_reason_is_given_that_no_cell_has(pages: Path) -> None:
    html = read(pages, "naar-termijn")
    assert "nog niet zo veel tijd verstreken" in html
    assert "zodat niemand herkenbaar is" not in html
