"""Attacks on pictures: read charts and maps back into numbers; they may say no more than is written beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.sites import build_site
from tests.spec.site import site_sample

CHART = re.compile(r'<svg class="chart".*?</svg>', re.DOTALL)
ANY_CHART = re.compile(r'<svg class="chart[^"]*".*?</svg>', re.DOTALL)
GRID = re.compile(
    r'class="grid" [^>]*y1="([\d.]+)"[^>]*/><text class="tick"[^>]*>([^<]+)<'
)
BASE = re.compile(r'class="base" [^>]*y1="([\d.]+)"')
POINT = re.compile(r'<circle class="point[^>]*cy="([\d.]+)"[^>]*data-words="([^"]+)"')
HIDDEN = re.compile(
    r'<line class="hidden"[^>]*y1="([\d.]+)" y2="([\d.]+)"[^>]*data-words="([^"]+)"'
)
PLACE = re.compile(
    r'aria-label="[^"]*?: ([^":]+)"><title>[^<]*</title><(?:use|path) class="(\w+)"'
)
LEGEND = re.compile(r'<rect class="(\w+)"[^>]*/></svg>([^<]*)<')
HALF_A_STEP = 0.0501
"""Coordinates are drawn to a tenth of a pixel."""


@pytest.fixture(scope="module", name="pages")
def built_pages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    out = tmp_path_factory.mktemp("pictures") / "site"
    build_site(site_sample.release(), out)
    return [
        path.read_text(encoding="utf-8")
        for path in sorted(Path(out / "en").rglob("*.html"))
    ]


def number(words: str) -> float | None:
    found = re.match(r"-?[\d,]+(?:\.\d+)?", words)
    return float(found.group().replace(",", "")) if found else None


@dataclass(frozen=True)
class Ruler:
    """The scale of a chart, laid along its own ticks."""

    zero: float
    per_pixel: float

    def read(self, y: float) -> float:
        return (self.zero - y) * self.per_pixel


def charts(pages: list[str]) -> Iterator[tuple[Ruler, str]]:
    for chart in (found for page in pages for found in CHART.findall(page)):
        zero, ticks = BASE.search(chart), GRID.findall(chart)
        values = [(float(y), number(words)) for y, words in ticks]
        far = [(y, value) for y, value in values if value]
        if zero and far:
            y, value = min(far)
            yield Ruler(float(zero.group(1)), value / (float(zero.group(1)) - y)), chart


def test_a_point_measured_to_a_tenth_of_a_pixel_is_the_number_beside_it(pages):
    measured = 0
    for ruler, chart in charts(pages):
        for y, words in POINT.findall(chart):
            printed = number(words)
            assert printed is not None
            # A true count elsewhere within the rounding would stand at another height; a share has one decimal.
            as_written = 0.0501 if "." in words else 0.0
            assert (
                abs(ruler.read(float(y)) - printed)
                <= 2.5 * HALF_A_STEP * ruler.per_pixel + as_written
            )
            measured += 1
    assert measured > 50


def test_what_is_hidden_is_drawn_as_high_as_its_band_and_no_other_height(pages):
    heights: dict[tuple[int, str], set[str]] = {}
    for at, chart in enumerate(
        found for page in pages for found in ANY_CHART.findall(page)
    ):
        for top, bottom, words in HIDDEN.findall(chart):
            heights.setdefault((at, words), set()).add(
                f"{float(bottom) - float(top):.1f}"
            )
    assert heights
    assert all(len(found) == 1 for found in heights.values())


def test_a_shade_on_the_map_tells_the_class_of_the_number_beside_it(pages):
    seen = 0
    for page in pages:
        if 'class="map"' not in page:
            continue
        legend = dict(LEGEND.findall(page))
        words_of: dict[str, set[str]] = {}
        for words, style in PLACE.findall(page):
            words_of.setdefault(style, set()).add(words)
            seen += 1
            if style.startswith("k"):
                ends = [number(part) for part in re.findall(r"[\d,]+", legend[style])]
                value = number(words)
                assert value is not None
                assert ends[0] is not None
                assert ends[0] <= value
                assert len(ends) == 1 or value < (ends[1] or 0)
        # Zeros, ones and nines alike: one shade and one wording for all that is too small to show.
        assert len(words_of.get("banded", {""})) == 1
        assert len(words_of.get("withheld", {""})) == 1
    assert seen > 0
