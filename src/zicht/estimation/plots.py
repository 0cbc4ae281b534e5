"""Pictures of an estimate as SVG and PNG: methods, model path, distributions, overlap.

Calm on purpose: one accent for what carries the headline or the point, greys for the rest. The overlap picture shows
small counts and is a working picture; it goes through the gate before it is published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np

from zicht.edition import numerals
from zicht.estimation.judgement.rule import read_rule
from zicht.estimation.problem import Trace
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.estimates import Estimate, MethodEstimate, lists_of
from zicht.vocabulary.text import Text

ACCENT = "#0b6e8a"
INK = "#2b2b2b"
GREY = "#8a8a8a"
PALE = "#d9d9d9"
FONT = "Roboto, Helvetica, Arial, sans-serif"
"""Roboto comes with the renderer, so that pictures look the same everywhere."""
WIDTH = 560
MAX_PATTERNS = 24
N_GRID = 160
PNG_SCALE = 2

METHOD_WORDS = {
    "independence": Text(nl="onafhankelijk", en="independence"),
    "pairwise": Text(nl="alle paren", en="all pairs"),
    "stepwise": Text(nl="stapsgewijs", en="stepwise"),
    "bic": Text(nl="beste BIC", en="best BIC"),
    "threshold": Text(nl="Bayes met drempel", en="Bayesian threshold"),
    "graphs": Text(nl="grafen gemiddeld", en="averaged graphs"),
    "latent": Text(nl="latente klassen", en="latent classes"),
    "heterogeneity": Text(nl="verschil in zichtbaarheid", en="visibility"),
    "heterogeneity_gamma": Text(nl="sterk verschil", en="strong differences"),
    "covariates": Text(nl="met kenmerken", en="with covariates"),
    "combined": Text(nl="samen", en="combined"),
}
"""Names of the methods for readers."""

WORDS = {
    "persons": Text(
        nl="personen in de populatie (logaritmische schaal)",
        en="persons in the population (log scale)",
    ),
    "seen": Text(nl="gezien", en="seen"),
    "refused": Text(nl="geweigerd", en="refused"),
    "methods": Text(
        nl="Schattingen en intervallen per methode",
        en="Estimates and intervals by method",
    ),
    "path": Text(
        nl="De schatting langs het pad van modellen",
        en="The estimate along the path of models",
    ),
    "added": Text(
        nl="stapsgewijs, per toegevoegd paar", en="stepwise, as pairs are added"
    ),
    "ranked": Text(
        nl="verschil in BIC met het beste model", en="BIC above the best model"
    ),
    "draws": Text(
        nl="Verdeling van hertrekkingen of posterior",
        en="Distribution of resamples or posterior",
    ),
    "overlap": Text(nl="Wie op welke lijsten staat", en="Who is on which lists"),
    "count": Text(nl="personen", en="persons"),
    "near": Text(
        nl="modellen met een BIC dicht bij het beste",
        en="models with a BIC near the best",
    ),
}


@dataclass(frozen=True)
class Plot:
    """A picture.

    Parameters
    ----------
    name : of the files, without ending
    chart : Vega-Lite, as Altair holds it
    alt : what the picture shows, in words
    """

    name: str
    chart: Any
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
    language : nl or en

    Returns
    -------
    paths written
    """
    import vl_convert  # noqa: PLC0415 - loads slowly

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for plot in all_plots(estimate, traces, language=language):
        spec = plot.chart.to_dict()
        svg, png, words = (
            folder / f"{plot.name}.{ending}" for ending in ("svg", "png", "txt")
        )
        svg.write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8")
        png.write_bytes(vl_convert.vegalite_to_png(spec, scale=PNG_SCALE))
        words.write_text(plot.alt + "\n", encoding="utf-8")
        written += [svg, png, words]
    return tuple(written)


def all_plots(
    estimate: Estimate, traces: Mapping[str, Trace], *, language: str = "en"
) -> tuple[Plot, ...]:
    """Draw every picture for which there is something to show."""
    drawn = [
        plot_methods(estimate, language=language),
        plot_path(traces, language=language),
        plot_draws(estimate, traces, language=language),
        plot_overlap(estimate, language=language),
    ]
    return tuple(plot for plot in drawn if plot is not None)


def _method(name: str, language: str) -> str:
    return METHOD_WORDS[name].in_language(language) if name in METHOD_WORDS else name


def _say(key: str, language: str) -> str:
    return WORDS[key].in_language(language)


def _number(value: float, language: str) -> str:
    return numerals.written(value, language)


def _log_scale(values: Sequence[float]) -> alt.Scale:
    return alt.Scale(
        type="log", domain=[min(values) * 0.85, max(values) * 1.15], nice=False
    )


def _label_words(language: str) -> str:
    return (
        "replace(format(datum.value, ','), /,/g, '.')"
        if language == "nl"
        else "format(datum.value, ',')"
    )


def _ticks(low: float, high: float) -> list[float]:
    """Choose round numbers: one, two and five times powers of ten, more of them on a short axis."""
    powers = [10.0**k for k in range(13)]
    for steps in ((1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 8)):
        found = [
            step * power
            for power in powers
            for step in steps
            if low <= step * power <= high
        ]
        if len(found) >= 4:
            break
    return (
        found
        if len(found) <= 9
        else [power for power in powers if low <= power <= high]
    )


def _log_axis(values: Sequence[float], language: str) -> alt.Axis:
    ticks = _ticks(min(values) * 0.85, max(values) * 1.15)
    return alt.Axis(
        title=_say("persons", language),
        labelExpr=_label_words(language),
        values=ticks,
        labelOverlap="greedy",
    )


def _finish(chart: Any, title: str, words: str) -> Any:
    styled = chart.properties(title=title, description=words)
    return (
        styled.configure(font=FONT, background="white", padding=12)
        .configure_view(stroke=None)
        .configure_title(anchor="start", fontSize=15, color=INK, offset=12, fontWeight="bold")
        .configure_axis(
            labelColor=INK, titleColor=INK, gridColor="#eeeeee", domainColor=PALE, tickColor=PALE,
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelLimit=220,
        )
    )  # fmt: skip


def _data(rows: Sequence[Mapping[str, object]]) -> alt.InlineData:
    return alt.InlineData(values=[dict(row) for row in rows])


def plot_methods(estimate: Estimate, *, language: str = "en") -> Plot | None:
    """Draw estimates and intervals over methods; refusals are named, persons seen are a line."""
    given = [m for m in estimate.methods if m.estimate is not None]
    if not given:
        return None
    order = [_method(m.name, language) for m in estimate.methods]
    values = [v for m in given for v in (m.estimate, m.lower, m.upper) if v] + [
        float(estimate.table.n_observed)
    ]
    headline = estimate.verdict.method
    rows = [_method_row(m, headline, language) for m in given]
    x = alt.X("estimate:Q", scale=_log_scale(values), axis=_log_axis(values, language))
    y = alt.Y(
        "method:N",
        sort=order,
        scale=alt.Scale(domain=order),
        axis=alt.Axis(title=None, ticks=False, domain=False),
    )
    colour = alt.Color("colour:N", scale=None)
    base = alt.Chart(_data(rows)).encode(y=y, color=colour)
    bars = base.mark_rule(strokeWidth=3, strokeCap="round").encode(
        x=x.copy(), x2="upper:Q"
    )
    bars.encoding.x.shorthand = "lower:Q"
    layers = [
        _seen_line(estimate, language),
        bars,
        base.mark_point(filled=True, size=90, opacity=1).encode(x=x),
        base.mark_text(dy=-12, fontSize=12).encode(x=x.copy(), text="words:N"),
        *_refusal_layer(estimate, values, y, language),
    ]
    words = _methods_words(estimate, language)
    chart = alt.layer(*layers).properties(width=WIDTH, height=46 * len(order))
    return Plot("methods", _finish(chart, _say("methods", language), words), words)


def _method_row(
    method: MethodEstimate, headline: str | None, language: str
) -> dict[str, object]:
    middle = method.estimate or 0.0
    return {
        "method": _method(method.name, language),
        "estimate": middle,
        "lower": method.lower if method.lower is not None else middle,
        "upper": method.upper if method.upper is not None else middle,
        "words": _number(middle, language),
        "colour": ACCENT if method.name == headline else INK,
    }


def _seen_line(estimate: Estimate, language: str) -> Any:
    rows = [
        {
            "x": estimate.table.n_observed,
            "words": f"{_say('seen', language)}: {_number(estimate.table.n_observed, language)}",
        }
    ]
    line = (
        alt.Chart(_data(rows)).mark_rule(strokeDash=[3, 3], color=GREY).encode(x="x:Q")
    )
    label = line.mark_text(align="left", dx=4, y=8, color=GREY, fontSize=11).encode(
        x="x:Q", text="words:N"
    )
    return line + label


def _refusal_layer(
    estimate: Estimate, values: Sequence[float], y: alt.Y, language: str
) -> list[Any]:
    rows = [
        {
            "method": _method(m.name, language),
            "x": float(np.sqrt(min(values) * max(values))),
            "words": _say("refused", language),
        }
        for m in estimate.methods
        if m.estimate is None
    ]
    if not rows:
        return []
    mark = alt.Chart(_data(rows)).mark_text(color=GREY, fontStyle="italic", fontSize=12)
    return [mark.encode(x="x:Q", y=y.copy(), text="words:N")]


def _methods_words(estimate: Estimate, language: str) -> str:
    parts = []
    for m in estimate.methods:
        if m.estimate is None:
            parts.append(f"{_method(m.name, language)}: {_say('refused', language)}")
        else:
            limits = (
                f" ({_number(m.lower, language)}–{_number(m.upper, language)})"
                if m.lower is not None and m.upper is not None
                else ""
            )
            parts.append(
                f"{_method(m.name, language)} {_number(m.estimate, language)}{limits}"
            )
    seen = f"{_say('seen', language)} {_number(estimate.table.n_observed, language)}"
    return f"{_say('methods', language)}. {'; '.join(parts)}; {seen}."


def plot_path(traces: Mapping[str, Trace], *, language: str = "en") -> Plot | None:
    """Draw how the estimate moves as pairs enter, and over the models that BIC finds about as good."""
    panels = []
    told = []
    steps = traces["stepwise"].path if "stepwise" in traces else ()
    if len(steps) > 1:
        panels.append(_steps_panel(steps, language))
        told.append(
            f"{_say('added', language)}: "
            + ", ".join(_number(row[1], language) for row in steps)
        )
    ranked = traces["bic"].path if "bic" in traces else ()
    if len(ranked) > 1:
        panels.append(_ranked_panel(ranked, language))
        told.append(
            f"{_say('near', language)}: "
            + ", ".join(_number(row[1], language) for row in ranked[:8])
        )
    if not panels:
        return None
    words = f"{_say('path', language)}. {'; '.join(told)}."
    return Plot(
        "path",
        _finish(alt.vconcat(*panels, spacing=28), _say("path", language), words),
        words,
    )


def _steps_panel(steps: Sequence[tuple[str, float, float]], language: str) -> Any:
    rows = [
        {
            "step": f"{i}. {_method(name, language)}",
            "order": i,
            "estimate": value,
            "words": _number(value, language),
        }
        for i, (name, value, _away) in enumerate(steps)
    ]
    order = [str(row["step"]) for row in rows]
    base = alt.Chart(
        _data(rows),
        title=alt.Title(_say("added", language), fontSize=12, fontWeight="normal"),
    ).encode(
        y=alt.Y(
            "step:N", sort=order, axis=alt.Axis(title=None, ticks=False, domain=False)
        ),
        x=alt.X(
            "estimate:Q",
            scale=_log_scale([s[1] for s in steps]),
            axis=_log_axis([s[1] for s in steps], language),
        ),
    )
    line = base.mark_line(color=PALE, strokeWidth=2).encode(order="order:Q")
    points = base.mark_point(filled=True, size=70, color=ACCENT, opacity=1)
    labels = base.mark_text(align="left", dx=9, color=INK, fontSize=11).encode(
        text="words:N"
    )
    return alt.layer(line, points, labels).properties(
        width=WIDTH, height=30 * len(steps)
    )


def _ranked_panel(ranked: Sequence[tuple[str, float, float]], language: str) -> Any:
    rows = [
        {"model": m, "estimate": value, "away": away, "first": away == 0}
        for m, value, away in ranked
    ]
    base = alt.Chart(
        _data(rows),
        title=alt.Title(_say("near", language), fontSize=12, fontWeight="normal"),
    ).encode(
        x=alt.X(
            "estimate:Q",
            scale=_log_scale([r[1] for r in ranked]),
            axis=_log_axis([r[1] for r in ranked], language),
        ),
        y=alt.Y(
            "away:Q",
            scale=alt.Scale(reverse=True),
            axis=alt.Axis(title=_say("ranked", language), tickCount=5),
        ),
        color=alt.condition("datum.first", alt.value(ACCENT), alt.value(GREY)),
    )
    return alt.layer(base.mark_point(filled=True, size=70, opacity=0.85)).properties(
        width=WIDTH, height=200
    )


def plot_draws(
    estimate: Estimate, traces: Mapping[str, Trace], *, language: str = "en"
) -> Plot | None:
    """Draw the distribution of each method's resamples or posterior, one above the other."""
    drawn = {name: trace for name, trace in traces.items() if trace.draws.size >= 50}
    if not drawn:
        return None
    low = min(_ends(trace)[0] for trace in drawn.values())
    high = max(_ends(trace)[1] for trace in drawn.values())
    grid = np.geomspace(low, high, N_GRID)
    panels = []
    last = list(drawn)[-1]
    rule = read_rule()
    for name, trace in drawn.items():
        rows = [
            {"x": float(x), "y": float(y)}
            for x, y in zip(grid, _density(trace, grid), strict=True)
        ]
        x = alt.X(
            "x:Q",
            scale=alt.Scale(type="log", domain=[float(low), float(high)], nice=False),
            axis=_log_axis([low, high], language)
            if name == last
            else _bare_axis([low, high]),
        )
        colour = ACCENT if name in rule.headline else GREY
        area = alt.Chart(_data(rows)).mark_area(
            color=colour, opacity=0.55, line={"color": colour}
        )
        y = alt.Y(
            "y:Q",
            axis=alt.Axis(
                title=_method(name, language),
                labels=False,
                ticks=False,
                grid=False,
                titleAngle=0,
                titleAlign="right",
            ),
        )
        panels.append(area.encode(x=x, y=y).properties(width=WIDTH, height=52))
    modes = "; ".join(
        f"{_method(m.name, language)}: {', '.join(_number(v, language) for v in m.modes)}"
        for m in estimate.methods
        if m.modes
    )
    words = f"{_say('draws', language)}. {modes}".strip() + ("." if modes else "")
    return Plot(
        "draws",
        _finish(alt.vconcat(*panels, spacing=6), _say("draws", language), words),
        words,
    )


def _bare_axis(values: Sequence[float]) -> alt.Axis:
    return alt.Axis(
        title=None, labels=False, ticks=False, values=_ticks(min(values), max(values))
    )


def _weights(trace: Trace) -> Floats:
    return (
        trace.weights
        if trace.weights is not None
        else np.full(trace.draws.size, 1.0 / trace.draws.size)
    )


def _ends(trace: Trace) -> tuple[float, float]:
    order = np.argsort(trace.draws)
    cumulative = np.cumsum(_weights(trace)[order])
    low, high = np.interp(
        [0.005, 0.99], cumulative / cumulative[-1], trace.draws[order]
    )
    return float(low), float(high)


def _density(trace: Trace, grid: Floats) -> Floats:
    logs, points = np.log(grid), np.log(np.maximum(trace.draws, 1e-9))
    step = logs[1] - logs[0]
    places = np.round((points - logs[0]) / step).astype(np.int64)
    inside = (places >= 0) & (places < len(grid))
    tally = np.bincount(
        places[inside], weights=_weights(trace)[inside], minlength=len(grid)
    )
    smooth = np.exp(-0.5 * (np.arange(-6, 7) / 2.0) ** 2)
    found = np.convolve(tally, smooth / smooth.sum(), mode="same")
    return np.asarray(found / max(float(found.max()), 1e-300))


def plot_overlap(estimate: Estimate, *, language: str = "en") -> Plot | None:
    """Draw how many persons are on exactly which lists: bars above a matrix of dots (Lex et al. 2014)."""
    table = estimate.table
    counts = {
        pattern: int(table.by_pattern[pattern])
        for pattern in set(table.patterns)
        if table.by_pattern[pattern]
    }
    shown = sorted(counts, key=lambda pattern: (-counts[pattern], pattern))[
        :MAX_PATTERNS
    ]
    names = list(table.lists)
    bars = [
        {
            "order": i,
            "count": counts[p],
            "words": _number(counts[p], language),
            "several": p.bit_count() > 1,
        }
        for i, p in enumerate(shown)
    ]
    dots = [
        {
            "order": i,
            "list": name,
            "on": name in lists_of(p, names),
            "several": p.bit_count() > 1,
        }
        for i, p in enumerate(shown)
        for name in names
    ]
    x = alt.X("order:O", axis=None)
    colour = alt.condition("datum.several", alt.value(ACCENT), alt.value(GREY))
    scale = alt.Scale(type="symlog", constant=5)
    top = alt.Chart(_data(bars)).encode(x=x)
    heights = top.mark_bar(size=14).encode(
        y=alt.Y(
            "count:Q",
            scale=scale,
            axis=alt.Axis(
                title=_say("count", language),
                labelExpr=_label_words(language),
                values=[1, 10, 100, 1000, 10000, 100000],
            ),
        ),
        color=colour,
    )
    labels = top.mark_text(dy=-7, fontSize=10, color=INK).encode(
        y=alt.Y("count:Q", scale=scale), text="words:N"
    )
    on = [row for row in dots if row["on"]]
    off = [row for row in dots if not row["on"]]
    y = alt.Y(
        "list:N", sort=names, axis=alt.Axis(title=None, ticks=False, domain=False)
    )
    blank = (
        alt.Chart(_data(off))
        .mark_point(filled=True, size=80, color="#ececec", opacity=1)
        .encode(x=x, y=y)
    )
    filled = (
        alt.Chart(_data(on))
        .mark_point(filled=True, size=90, opacity=1)
        .encode(x=x, y=y, color=colour)
    )
    width = 24 * len(shown)
    chart = alt.vconcat(
        alt.layer(heights, labels).properties(width=width, height=170),
        alt.layer(blank, filled).properties(width=width, height=22 * len(names)),
        spacing=4,
    )
    words = _overlap_words(shown, counts, names, language)
    return Plot("overlap", _finish(chart, _say("overlap", language), words), words)


def _overlap_words(
    shown: Sequence[int], counts: Mapping[int, int], names: Sequence[str], language: str
) -> str:
    parts = [
        f"{' + '.join(lists_of(p, names))}: {_number(counts[p], language)}"
        for p in shown[:10]
    ]
    return f"{_say('overlap', language)}. {'; '.join(parts)}."
