"""Estimates in a report: `::: estimate`."""

from collections.abc import Sequence

from zicht.edition import charts, estimates
from zicht.edition.edition import NoSuchFigure
from zicht.edition.figures import ESTIMATE, Figure
from zicht.edition.nodes import Directive
from zicht.edition.tables import FigureTable, Line
from zicht.reports.wording import Node, WordSetter


def estimate(setter: WordSetter, block: Directive) -> list[Node]:
    """Set an estimate: its methods side by side under the verdict, or the part in view by year or group."""
    if len(block.words) != 1:
        raise NoSuchFigure("One estimate is needed here.", "Write ::: estimate P01 :::")
    id_, name = block.words[0], block.settings.get("of", estimates.METHODS)
    is_whole = name == estimates.METHODS
    estimate = estimates.find(setter.edition, id_)
    rows = (
        estimates.by_method(setter.edition, id_)
        if is_whole
        else estimates.by_level(setter.edition, id_, name)
    )
    told = [
        figure
        for row in rows
        for figure in (row.figure, row.share)
        if figure is not None
    ]
    lines = tuple(Line(figure.title, "", (figure,)) for figure in told)
    shown = FigureTable(
        "",
        ("",),
        ("",),
        lines,
        by_period=False,
        indicators=(),
        shape=ESTIMATE,
    )
    setter.result.tables.append(shown)
    setter.keep_estimate(id_)
    setter.numbers["chart"] += 1
    drawn = (
        _methods_drawn(setter, block, id_, rows)
        if is_whole
        else _views_drawn(setter, block, rows)
    )
    head = {
        "t": "chart",
        "number": setter.numbers["chart"],
        "title": setter.text(block, "title") or setter.edition.say(estimate.title),
        "source": f"{setter.edition.say(estimate.source)} ({id_})",
    }
    said: Node = {
        "t": "strong",
        "c": [{"t": "text", "s": setter.edition.say(estimate.verdict.words)}],
    }
    before: list[Node] = [{"t": "para", "c": [said]}] if is_whole else []
    return [*before, {**head, **drawn}]


def _methods_drawn(
    setter: WordSetter, block: Directive, id_: str, rows: Sequence[estimates.Spread]
) -> Node:
    words, edition = setter.edition.words, setter.edition
    seen = estimates.find(edition, id_).observed
    made = [_whisker(row, row.figure) for row in rows if row.figure]
    table = [
        {
            "head": row.label,
            "level": 0,
            "total": row.is_firm,
            "cells": _ends(setter, row.figure) if row.figure else _refused(setter, 3),
        }
        for row in rows
    ]
    columns = [
        words("estimate.value"),
        words("estimate.low"),
        words("estimate.high"),
    ]
    notes = [
        words("estimate.reading"),
        f"{words('estimate.baseline')} {words('estimate.three_digits')}",
    ]
    if seen is not None:
        notes[0] += " " + words("seen_line", n=edition.number(seen))
    notes += [
        words("estimate.refused", name=row.label, why=row.remark)
        for row in rows
        if row.remark
    ]
    return {
        **_spreads(setter, block, made, seen=seen),
        "subtitle": setter.text(block, "subtitle") or words("estimate.subtitle"),
        "table": {
            "stub": words("estimate.method"),
            "columns": columns,
            "rows": table,
        },
        "notes": notes,
    }


def _whisker(row: estimates.Spread, figure: Figure) -> charts.Whisker:
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


def _views_drawn(
    setter: WordSetter, block: Directive, rows: Sequence[estimates.Spread]
) -> Node:
    words, number = setter.edition.words, setter.edition.number
    made = [
        charts.Whisker(
            row.label,
            row.share.lower or 0.0,
            row.share.upper or 0.0,
            None,
            row.share.shown,
        )
        for row in rows
        if row.share
    ]
    if not made:
        raise NoSuchFigure(
            "Of none of these the part in view is known.", "Choose another of=."
        )
    table = []
    for row in rows:
        in_view: Node = {
            "s": number(row.seen) if row.seen is not None else "\u2013",
            "hidden": False,
            "key": "",
        }
        share: Node = {
            "s": row.share.shown if row.share else "\u2013",
            "hidden": False,
            "key": "",
        }
        if row.share:
            share["key"] = row.share.address
        ends = _ends(setter, row.figure) if row.figure else _refused(setter, 3)
        table.append(
            {
                "head": row.label,
                "level": 0,
                "total": False,
                "cells": [in_view, *ends, share],
            }
        )
    columns = [
        *(words(f"estimate.{key}") for key in ("seen", "value", "low", "high")),
        words("part_in_view"),
    ]
    stub = words("estimate.year" if block.settings["of"] == "jaar" else "estimate.whom")
    return {
        **_spreads(setter, block, made, top=100.0, percent=True),
        "subtitle": setter.text(block, "subtitle") or words("estimate.share_subtitle"),
        "table": {"stub": stub, "columns": columns, "rows": table},
        "notes": [
            words("estimate.share_reading"),
            f"{words('estimate.apart')} {words('estimate.low_share')}",
        ],
    }


def _ends(setter: WordSetter, figure: Figure) -> list[Node]:
    return [
        {
            "s": end or "\u2013",
            "hidden": False,
            "key": figure.address if at == 0 else "",
        }
        for at, end in enumerate(estimates.ends(setter.edition, figure))
    ]


def _refused(setter: WordSetter, n: int) -> list[Node]:
    words = setter.edition.words("no_estimate")
    return [
        {"s": words if at == 0 else "\u2013", "hidden": at == 0, "key": ""}
        for at in range(n)
    ]


def _spreads(
    setter: WordSetter,
    block: Directive,
    rows: Sequence[charts.Whisker],
    *,
    top: float = 0.0,
    seen: float | None = None,
    percent: bool = False,
) -> Node:
    told = setter.edition.words(
        "alt.spread", rows="; ".join(f"{row.label}: {row.shown}" for row in rows)
    )
    alt = f"{setter.text(block, 'alt')} {told}".strip()

    def drawn(frame: charts.Frame) -> str:
        said = "" if frame.font else alt
        return charts.draw_spreads(
            rows,
            setter.edition.language,
            frame,
            top=top,
            seen=seen,
            percent=percent,
            alt=said,
        )

    return {
        "kind": "spread",
        "alt": alt,
        "print": drawn(charts.PRINT),
        "wide": drawn(charts.WIDE),
        "narrow": drawn(charts.NARROW),
    }
