"""Estimates in a report: `::: estimate`."""

from collections.abc import Sequence

from zicht.edition import charts, estimates
from zicht.edition.edition import NoSuchFigure
from zicht.edition.estimates import Spread
from zicht.edition.figures import ESTIMATE, Figure
from zicht.edition.nodes import Directive
from zicht.edition.tables import FigureTable, Line
from zicht.reports.nodes import Node, paragraph, plain_cell, strong, table_row
from zicht.reports.wording import WordSetter
from zicht.vocabulary.dimensions import PERIOD
from zicht.vocabulary.estimates import PublishedEstimate

_NOTHING = "\u2013"


def estimate(setter: WordSetter, block: Directive) -> list[Node]:
    """Set an estimate: its methods side by side under the verdict, or the part in view by year or group."""
    if len(block.words) != 1:
        raise NoSuchFigure("One estimate is needed here.", "Write ::: estimate ID :::")
    id_ = block.words[0]
    published = estimates.find(setter.edition, id_)
    level = block.settings.get("of", estimates.METHODS)
    if level == estimates.METHODS:
        return _methods_under_verdict(setter, block, published)
    rows = estimates.by_level(setter.edition, id_, level)
    _keep_shown(setter, id_, rows)
    return [_chart(setter, block, published, _parts_in_view(setter, block, rows))]


def _methods_under_verdict(
    setter: WordSetter, block: Directive, published: PublishedEstimate
) -> list[Node]:
    id_ = block.words[0]
    rows = estimates.by_method(setter.edition, id_)
    _keep_shown(setter, id_, rows)
    drawn = _methods(setter, block, rows, seen=published.observed)
    verdict = strong(setter.edition.say(published.verdict.words))
    return [paragraph([verdict]), _chart(setter, block, published, drawn)]


def _chart(
    setter: WordSetter, block: Directive, published: PublishedEstimate, drawn: Node
) -> Node:
    """Return what was drawn with its number, title and source."""
    say = setter.edition.say
    return {
        "t": "chart",
        "number": setter.numbers["chart"],
        "title": setter.text(block, "title") or say(published.title),
        "source": f"{say(published.source)} ({block.words[0]})",
        **drawn,
    }


def _keep_shown(setter: WordSetter, id_: str, rows: Sequence[Spread]) -> None:
    """Record the figures that are shown, for the chapters at the end, and count the chart."""
    figures = [figure for row in rows for figure in (row.figure, row.share)]
    table = FigureTable(
        stub="",
        columns=("",),
        keys=("",),
        lines=tuple(
            Line(figure.title, "", (figure,))
            for figure in figures
            if figure is not None
        ),
        by_period=False,
        indicators=(),
        shape=ESTIMATE,
    )
    setter.result.tables.append(table)
    setter.keep_estimate(id_)
    setter.numbers["chart"] += 1


# ---- methods side by side


def _methods(
    setter: WordSetter, block: Directive, rows: Sequence[Spread], *, seen: float | None
) -> Node:
    """Set every method with its limits, as a chart and as a table; those without an estimate with the reason."""
    words = setter.edition.words
    whiskers = [_whisker(row, row.figure) for row in rows if row.figure is not None]
    body = [
        table_row(row.label, _ends(setter, row.figure), is_total=row.is_firm)
        for row in rows
    ]
    return {
        **_spreads(setter, block, whiskers, seen=seen),
        "subtitle": setter.text(block, "subtitle") or words("estimate.subtitle"),
        "table": {
            "stub": words("estimate.method"),
            "columns": _heads_of_ends(setter),
            "rows": body,
        },
        "notes": _notes_on_methods(setter, rows, seen=seen),
    }


def _notes_on_methods(
    setter: WordSetter, rows: Sequence[Spread], *, seen: float | None
) -> list[str]:
    """State how to read the methods, and why some gave no estimate."""
    words = setter.edition.words
    reading = words("estimate.reading")
    if seen is not None:
        reading += " " + words("seen_line", n=setter.edition.number(seen))
    baseline = f"{words('estimate.baseline')} {words('estimate.three_digits')}"
    notes = [reading, baseline]
    for row in rows:
        if row.remark:
            notes.append(words("estimate.refused", name=row.label, why=row.remark))
    return notes


def _whisker(row: Spread, figure: Figure) -> charts.Whisker:
    """Draw the interval of an estimate; one without limits is a dot."""
    value = figure.value or 0.0
    return charts.Whisker(
        row.label,
        value if figure.lower is None else figure.lower,
        value if figure.upper is None else figure.upper,
        figure.value,
        figure.shown,
        is_first=row.is_firm,
    )


# ---- the part in view


def _parts_in_view(
    setter: WordSetter, block: Directive, rows: Sequence[Spread]
) -> Node:
    """Set the part in view by year or group, as a chart, and with the estimates as a table."""
    words = setter.edition.words
    bars = []
    for row in rows:
        if row.share is not None:
            low, high = row.share.lower or 0.0, row.share.upper or 0.0
            bars.append(charts.Whisker(row.label, low, high, None, row.share.shown))
    if not bars:
        raise NoSuchFigure(
            "The part in view is not known for any of these.", "Choose another of=."
        )
    return {
        **_spreads(setter, block, bars, top=100.0, percent=True),
        "subtitle": setter.text(block, "subtitle") or words("estimate.share_subtitle"),
        "table": _table_of_parts(
            setter, rows, is_by_year=block.settings["of"] == PERIOD
        ),
        "notes": [
            words("estimate.share_reading"),
            f"{words('estimate.apart')} {words('estimate.low_share')}",
        ],
    }


def _table_of_parts(
    setter: WordSetter, rows: Sequence[Spread], *, is_by_year: bool
) -> Node:
    """Return the table of persons seen, estimates with their limits, and parts in view."""
    words = setter.edition.words
    body = []
    for row in rows:
        seen = _NOTHING if row.seen is None else setter.edition.number(row.seen)
        cells = [plain_cell(seen), *_ends(setter, row.figure), _share(row.share)]
        body.append(table_row(row.label, cells))
    return {
        "stub": words("estimate.year" if is_by_year else "estimate.whom"),
        "columns": [
            words("estimate.seen"),
            *_heads_of_ends(setter),
            words("part_in_view"),
        ],
        "rows": body,
    }


def _share(share: Figure | None) -> Node:
    """Return the cell of a part in view."""
    if share is None:
        return plain_cell(_NOTHING)
    return {**plain_cell(share.shown), "key": share.address}


# ---- what both share


def _heads_of_ends(setter: WordSetter) -> list[str]:
    words = setter.edition.words
    return [words("estimate.value"), words("estimate.low"), words("estimate.high")]


def _ends(setter: WordSetter, figure: Figure | None) -> list[Node]:
    """Return the cells of an estimate and its limits; the first says where there is no estimate."""
    if figure is None:
        refused = {**plain_cell(setter.edition.words("no_estimate")), "hidden": True}
        return [refused, plain_cell(_NOTHING), plain_cell(_NOTHING)]
    value, low, high = estimates.ends(setter.edition, figure)
    first = {**plain_cell(value or _NOTHING), "key": figure.address}
    return [first, plain_cell(low or _NOTHING), plain_cell(high or _NOTHING)]


def _spreads(
    setter: WordSetter,
    block: Directive,
    rows: Sequence[charts.Whisker],
    *,
    top: float = 0.0,
    seen: float | None = None,
    percent: bool = False,
) -> Node:
    """Draw spreads for print and for wide and narrow pages; a page has the written alternative at the drawing."""
    words = setter.edition.words
    described = "; ".join(
        words("labelled", label=row.label, value=row.shown) for row in rows
    )
    alternative = setter.edition.words("alt.spread", rows=described)
    alt = f"{setter.text(block, 'alt')} {alternative}".strip()

    def draw(frame: charts.Frame, alt: str) -> str:
        return charts.draw_spreads(
            rows,
            setter.edition.language,
            frame,
            top=top,
            seen=seen,
            percent=percent,
            alt=alt,
        )

    return {
        "kind": "spread",
        "alt": alt,
        "print": draw(charts.PRINT, ""),
        "wide": draw(charts.WIDE, alt),
        "narrow": draw(charts.NARROW, alt),
    }
