"""Pictures of an estimate as SVG and PNG: methods, model path, distributions, overlap.

One accent marks the headline or the point; all else is grey. The picture of the overlap shows small counts: it is a
working picture for the analyst, and goes through the gate before it is published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zicht.edition import numerals
from zicht.edition.charts.overlaps import Overlap, overlaps
from zicht.edition.charts.pictures import PICTURE, picture, png
from zicht.edition.charts.ridges import Ridge, ridges
from zicht.edition.charts.scales import from_zero, logarithmic
from zicht.edition.charts.spreads import Whisker, spreads
from zicht.edition.charts.svg import Drawing
from zicht.edition.words import Words
from zicht.estimation.judgement.rule import read_rule
from zicht.estimation.problem import Trace
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.estimates import Estimate, MethodEstimate, lists_of

MAX_PATTERNS = 24
"""Combinations of lists that are drawn, the largest first."""
MAX_MODELS = 12
"""Models near the best that are drawn."""
_MAX_IN_WORDS = 10
"""Combinations that the written alternative names."""
_FEWEST_DRAWS = 50
"""A distribution of fewer draws is not drawn."""
_N_GRID = 160
_TAILS = (0.005, 0.99)
"""Quantiles between which a distribution is drawn."""
_SPACE = (0.85, 1.15)
"""How far an axis runs beyond its smallest and largest value, as a factor."""

ModelPath = Sequence[tuple[str, float, float]]
"""Models with their estimates and their distance from the best, as a `Trace` holds them."""


@dataclass(frozen=True)
class Plot:
    """A picture.

    Parameters
    ----------
    name : of the files, without ending
    svg : the drawing
    alt : what it shows, in words
    """

    name: str
    svg: str
    alt: str


def write_plots(
    estimate: Estimate,
    traces: Mapping[str, Trace],
    folder: Path,
    *,
    language: str = "en",
) -> tuple[Path, ...]:
    """Write every picture that can be drawn as SVG and PNG, with its alternative text beside it.

    Parameters
    ----------
    estimate : methods and verdict
    traces : per method its draws and path
    folder : made when absent
    language : of the words, one that has a file in `edition/words`

    Returns
    -------
    paths written
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for plot in all_plots(estimate, traces, language=language):
        drawing = folder / f"{plot.name}.svg"
        image = folder / f"{plot.name}.png"
        alternative = folder / f"{plot.name}.txt"
        drawing.write_text(plot.svg, encoding="utf-8")
        image.write_bytes(png(plot.svg))
        alternative.write_text(plot.alt + "\n", encoding="utf-8")
        written += [drawing, image, alternative]
    return tuple(written)


def all_plots(
    estimate: Estimate, traces: Mapping[str, Trace], *, language: str = "en"
) -> tuple[Plot, ...]:
    """Draw every picture for which there is something to show."""
    words = Words(language, "picture")
    drawn = [
        plot_methods(estimate, words),
        plot_path(traces, words),
        plot_draws(estimate, traces, words),
        plot_overlap(estimate, words),
    ]
    return tuple(plot for plot in drawn if plot is not None)


# ---- methods


def plot_methods(estimate: Estimate, words: Words) -> Plot | None:
    """Draw the estimate and interval of each method; a dotted line marks how many persons were seen."""
    estimated = [m for m in estimate.methods if m.estimate is not None]
    if not estimated:
        return None
    n_seen = estimate.table.n_observed
    values = [float(n_seen)]
    for method in estimated:
        ends = (method.estimate, method.lower, method.upper)
        values += [end for end in ends if end]
    below, above = _SPACE
    axis = logarithmic(min(values) * below, max(values) * above)
    rows = [
        _method_row(method, words, is_first=method.name == estimate.verdict.method)
        for method in estimate.methods
    ]
    drawing = spreads(rows, axis, words.language, PICTURE, seen=float(n_seen))
    seen = words.count("seen", n_seen)
    alt = f"{words('methods')}. {'; '.join(row.label for row in rows)}; {seen}."
    return _plot("methods", words, [(f"{words('persons')}. {seen}", drawing)], alt)


def _method_row(method: MethodEstimate, words: Words, *, is_first: bool) -> Whisker:
    """Return the row of one method: its number and interval stand in its label."""
    name = _method_name(method.name, words)
    if method.estimate is None:
        label = f"{name}: {words('refused')}"
        return Whisker(label, 0.0, 0.0, None, "", is_empty=True)
    shown = _number(method.estimate, words)
    low, high = method.lower, method.upper
    if low is None or high is None:
        low = high = method.estimate
    else:
        ends = {"low": _number(low, words), "high": _number(high, words)}
        shown = words("shown.with_interval", value=shown, **ends)
        shown = shown.replace(" ", numerals.NO_BREAK)
    return Whisker(f"{name}: {shown}", low, high, method.estimate, shown, is_first)


# ---- model path


def plot_path(traces: Mapping[str, Trace], words: Words) -> Plot | None:
    """Draw how the estimate moves as pairs are added, and over the models that BIC finds about as good."""
    panels = []
    sentences = []
    steps = traces["stepwise"].path if "stepwise" in traces else ()
    if len(steps) > 1:
        labels = [
            f"{number}. {_method_name(name, words)}"
            for number, (name, _, _) in enumerate(steps)
        ]
        panels.append((words("added"), _path_panel(steps, labels, words)))
        sentences.append(f"{words('added')}: {_estimates_of(steps, words)}")
    ranked = traces["bic"].path[:MAX_MODELS] if "bic" in traces else ()
    if len(ranked) > 1:
        labels = [
            f"{model} (BIC +{numerals.written(distance, words.language, 1)})"
            for model, _, distance in ranked
        ]
        panels.append((words("near"), _path_panel(ranked, labels, words)))
        sentences.append(f"{words('near')}: {_estimates_of(ranked, words)}")
    if not panels:
        return None
    return _plot("path", words, panels, f"{words('path')}. {'; '.join(sentences)}.")


def _path_panel(path: ModelPath, labels: Sequence[str], words: Words) -> Drawing:
    """Draw a dot per model; the best model, and a step of the search, has the accent."""
    rows = []
    for label, (_, value, distance) in zip(labels, path, strict=True):
        shown = _number(value, words)
        is_first = distance == 0
        rows.append(Whisker(f"{label}: {shown}", value, value, value, shown, is_first))
    axis = from_zero(max(value for _, value, _ in path))
    return spreads(rows, axis, words.language, PICTURE)


def _estimates_of(path: ModelPath, words: Words) -> str:
    return ", ".join(_number(value, words) for _, value, _ in path)


# ---- distributions


def plot_draws(
    estimate: Estimate, traces: Mapping[str, Trace], words: Words
) -> Plot | None:
    """Draw the distribution of each method's resamples or posterior, one above the other."""
    drawn = {
        name: trace
        for name, trace in traces.items()
        if trace.draws.size >= _FEWEST_DRAWS
    }
    if not drawn:
        return None
    ends = [_ends(trace) for trace in drawn.values()]
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    if not 0 < low < high:
        return None
    grid = np.geomspace(low, high, _N_GRID)
    may_be_headline = read_rule().headline
    rows = [
        Ridge(
            _method_name(name, words),
            grid.tolist(),
            _density(trace, grid).tolist(),
            is_first=name in may_be_headline,
        )
        for name, trace in drawn.items()
    ]
    drawing = ridges(rows, logarithmic(low, high), words.language, PICTURE)
    alt = _modes_in_words(estimate, words)
    return _plot("draws", words, [(words("persons"), drawing)], alt)


def _modes_in_words(estimate: Estimate, words: Words) -> str:
    parts = []
    for method in estimate.methods:
        if method.modes:
            modes = ", ".join(_number(mode, words) for mode in method.modes)
            parts.append(f"{_method_name(method.name, words)}: {modes}")
    peaks = f" {'; '.join(parts)}." if parts else ""
    return f"{words('draws')}.{peaks}"


def _weights(trace: Trace) -> Floats:
    """Return the weight of each draw, equal where none are given."""
    if trace.weights is not None:
        return trace.weights
    return np.full(trace.draws.size, 1.0 / trace.draws.size)


def _ends(trace: Trace) -> tuple[float, float]:
    """Return the weighted quantiles between which a distribution is drawn."""
    order = np.argsort(trace.draws)
    cumulative = np.cumsum(_weights(trace)[order])
    low, high = np.interp(_TAILS, cumulative / cumulative[-1], trace.draws[order])
    return float(low), float(high)


def _density(trace: Trace, grid: Floats) -> Floats:
    """Return a smoothed histogram of the draws over a grid of equal ratios; its highest point is 1."""
    logs = np.log(grid)
    points = np.log(np.maximum(trace.draws, 1e-9))
    step = logs[1] - logs[0]
    places = np.round((points - logs[0]) / step).astype(np.int64)
    is_inside = (places >= 0) & (places < len(grid))
    tally = np.bincount(
        places[is_inside],
        weights=_weights(trace)[is_inside],
        minlength=len(grid),
    )
    kernel = np.exp(-0.5 * (np.arange(-6, 7) / 2.0) ** 2)
    density = np.convolve(tally, kernel / kernel.sum(), mode="same")
    return np.asarray(density / max(float(density.max()), 1e-300))


# ---- overlap


def plot_overlap(estimate: Estimate, words: Words) -> Plot | None:
    """Draw how many persons are on exactly which lists."""
    table = estimate.table
    counts = {
        pattern: int(table.by_pattern[pattern])
        for pattern in set(table.patterns)
        if table.by_pattern[pattern]
    }
    if not counts:
        return None
    largest_first = sorted(counts, key=lambda pattern: (-counts[pattern], pattern))
    names = list(table.lists)
    columns = []
    sentences = []
    for pattern in largest_first[:MAX_PATTERNS]:
        shown = _number(counts[pattern], words)
        lists = lists_of(pattern, names)
        columns.append(Overlap(frozenset(lists), counts[pattern], shown))
        sentences.append(f"{' + '.join(lists)}: {shown}")
    drawing = overlaps(columns, names, PICTURE)
    alt = f"{words('overlap')}. {'; '.join(sentences[:_MAX_IN_WORDS])}."
    return _plot("overlap", words, [(words("count"), drawing)], alt)


# ---- what they share


def _plot(
    name: str, words: Words, panels: Sequence[tuple[str, Drawing]], alt: str
) -> Plot:
    return Plot(name, picture(words(name), panels, PICTURE, alt), alt)


def _method_name(name: str, words: Words) -> str:
    """Return the name of a method for readers; the pairs of a model keep their own."""
    return words.any_of(f"method.{name}", otherwise=name)


def _number(value: float, words: Words) -> str:
    return numerals.written(value, words.language)
