"""Pictures of an estimate show the numbers of the estimate, in the chart room of the house."""

import re
from pathlib import Path

import numpy as np
import pytest

from zicht.estimation.plots import all_plots, write_plots
from zicht.estimation.problem import Trace
from zicht.vocabulary.estimates import (
    CaptureTable,
    Estimate,
    MethodEstimate,
    Verdict,
)
from zicht.vocabulary.text import Text

TABLE = CaptureTable(("police", "shelter"), (1, 2, 3), (400, 250, 50))
ESTIMATE = Estimate(
    TABLE,
    (
        MethodEstimate("stepwise", 2483.0, lower=1270.0, upper=3913.0),
        MethodEstimate("latent", None, refusal=Text(nl="Te weinig.", en="Too few.")),
    ),
    Verdict(
        may_publish=True,
        method="stepwise",
        disagreement=False,
        criteria=(),
        words=Text(nl="Eén getal.", en="One number."),
    ),
)
TRACES = {
    "stepwise": Trace(
        draws=np.geomspace(1300.0, 3900.0, 200),
        path=(("independence", 2007.0, 4.1), ("+ police×shelter", 2483.0, 0.0)),
    ),
    "bic": Trace(path=(("police, shelter", 2483.0, 0.0), ("both", 3000.0, 2.55))),
}


def svg_of(name: str, language: str = "en") -> str:
    plots = {plot.name: plot for plot in all_plots(ESTIMATE, TRACES, language=language)}
    return plots[name].svg.replace("\u00a0", " ")


def words_in(svg: str) -> str:
    return " ".join(re.findall(r">([^<>]+)</text>", svg))


def test_every_method_stands_with_its_number_and_interval() -> None:
    words = words_in(svg_of("methods"))
    assert "Pairs chosen stepwise:" in words
    assert "2,483 (1,270 to 3,913)" in words
    assert "2.483 (1.270 tot 3.913)" in words_in(svg_of("methods", "nl"))
    assert "700 were seen" in words


def test_a_method_without_an_estimate_is_named_and_has_no_mark() -> None:
    svg = svg_of("methods")
    assert "Latent classes: no estimate" in words_in(svg)
    assert len(re.findall(r'class="line', svg)) == 1


def test_on_a_logarithmic_axis_equal_ratios_lie_equally_far_apart() -> None:
    svg = svg_of("methods")
    ticks = {
        float(words.replace(",", "")): float(x)
        for x, words in re.findall(r'<text x="([\d.]+)"[^>]*soft">([\d,]+)</text>', svg)
    }
    assert ticks[2000.0] - ticks[1000.0] == pytest.approx(
        ticks[4000.0] - ticks[2000.0], abs=0.05
    )


def test_the_path_is_drawn_from_zero_with_the_distance_of_each_model() -> None:
    words = words_in(svg_of("path"))
    assert "0. Independent lists: 2,007" in words
    assert "both (BIC +2.6): 3,000" in words
    bases = re.findall(r'class="base"', svg_of("path"))
    assert len(bases) == 2


def test_bars_of_the_overlap_are_as_high_as_their_counts() -> None:
    svg = svg_of("overlap")
    heights = [
        float(height) for height in re.findall(r'class="bar[^>]*height="([\d.]+)"', svg)
    ]
    assert heights == pytest.approx(
        [max(heights) * share for share in (1.0, 250 / 400, 50 / 400)], abs=0.02
    )
    assert len(re.findall(r'class="dot off"', svg)) == 2


def test_the_highest_point_of_a_distribution_lies_at_its_mode() -> None:
    draws = np.concatenate([np.full(300, 2000.0), np.geomspace(1000.0, 4000.0, 100)])
    traces = {"stepwise": Trace(draws=draws)}
    (plot,) = [plot for plot in all_plots(ESTIMATE, traces) if plot.name == "draws"]
    outline = re.search(r'class="ridge[^>]*d="M([^"]+) Z"', plot.svg)
    assert outline is not None
    corners = [tuple(map(float, corner.split())) for corner in outline[1].split(" L")]
    highest = min(corners, key=lambda corner: corner[1])[0]
    tick = re.search(r'<text x="([\d.]+)"[^>]*soft">2,000<', plot.svg)
    assert tick is not None
    assert highest == pytest.approx(float(tick[1]), abs=4)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_picture_is_written_as_svg_png_and_words(
    tmp_path: Path, language: str
) -> None:
    paths = write_plots(ESTIMATE, TRACES, tmp_path, language=language)
    assert {path.name for path in paths} == {
        f"{name}.{ending}"
        for name in ("methods", "path", "draws", "overlap")
        for ending in ("svg", "png", "txt")
    }
    for path in paths:
        if path.suffix == ".png":
            assert path.read_bytes().startswith(b"\x89PNG\r\n")
        if path.suffix == ".txt":
            alternative = path.read_text("utf-8").strip()
            svg = path.with_suffix(".svg").read_text("utf-8")
            assert f'aria-label="{alternative}"' in svg
