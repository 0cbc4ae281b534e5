"""Turns an editor's blocks into what is set: every reference resolved, every table filled, every problem told.

The result is plain data (lists and dicts with a `t` that names the kind), which the page and the print share.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

from zicht.edition import charts, estimates, numerals
from zicht.edition.addresses import find_figure
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import ESTIMATE, Figure, is_remark, qualify
from zicht.edition.nodes import (
    Block,
    Blocks,
    Directive,
    Grid,
    Heading,
    Inline,
    Inlines,
    Items,
    LineBreak,
    Link,
    Literal,
    Paragraph,
    Plain,
    Problem,
    Quotation,
    Reference,
    Styled,
)
from zicht.edition.tables import FigureTable, Line, read_table, totals_of
from zicht.reports.entries import entry, refuse_unknown, select
from zicht.reports.handtyped import typed_numbers
from zicht.reports.references import Resolved, resolve
from zicht.vocabulary.figures import Citation, Cited

Node = dict[str, object]
_MARKS = "abcdefghkmnpqrstuvwxyz"


@dataclass(frozen=True)
class Use:
    """One reference in the text: which figures, on which line, and what it shows."""

    words: str
    line: int
    shown: str
    figures: tuple[Figure, ...]


@dataclass
class Setting:
    """What came of one text.

    Parameters
    ----------
    blocks : what is set
    problems : what keeps it from being built
    uses : references in the text, in order
    tables : figures behind tables and charts
    notes : words of the notes, in the order of their numbers: source, and how a figure was come by
    cited : figures from elsewhere that were shown
    estimates : ids of the estimates that were shown
    """

    blocks: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    tables: list[FigureTable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cited: dict[str, Cited] = field(default_factory=dict)
    estimates: list[str] = field(default_factory=list)

    @property
    def indicators(self) -> set[str]:
        """Ids of the indicators whose figures are shown."""
        inline = {
            f.address.split(":")[0]
            for use in self.uses
            for f in use.figures
            if f.cited is None
        }
        return inline | {id_ for table in self.tables for id_ in table.indicators}


def set_blocks(blocks: Blocks, edition: Edition, file: str) -> Setting:
    """Resolve everything in a text.

    Parameters
    ----------
    blocks : as read from Markdown
    edition : the release in the language of the text
    file : its name, for problems

    Returns
    -------
    what is set, with every problem; nothing is raised for what an editor wrote
    """
    setter = _Setter(edition, file)
    setter.result.blocks = setter.blocks(blocks)
    return setter.result


class _Setter:
    def __init__(self, edition: Edition, file: str) -> None:
        self.edition = edition
        self.file = file
        self.result = Setting()
        self._numbers = {"chart": 0, "table": 0}
        self._headings: list[int] = []

    def wrong(
        self, line: int, what: str, now: str = "", *, is_pending: bool = False
    ) -> None:
        self.result.problems.append(Problem(self.file, line, what, now, is_pending))

    # ---- blocks

    def blocks(self, blocks: Sequence[Block]) -> list[Node]:
        return [node for block in blocks for node in self._block(block)]

    def _block(self, block: Block) -> list[Node]:
        if isinstance(block, Directive):
            return self._directive(block)
        match block:
            case Heading():
                node = self._heading(block)
            case Paragraph():
                node = {"t": "para", "c": self.inlines(block.inlines)}
            case Items():
                node = {
                    "t": "list",
                    "ordered": block.is_ordered,
                    "items": [self.blocks(item) for item in block.items],
                }
            case Quotation():
                node = {"t": "quote", "blocks": self.blocks(block.blocks)}
            case Grid():
                node = self._grid(block)
        return [node]

    def _heading(self, block: Heading) -> Node:
        last = self._headings[-1] if self._headings else 0
        if block.level > last + 1:
            self.wrong(
                block.line,
                f"A heading of level {block.level} follows one of level {last}.",
                "Skip no level.",
            )
        self._headings.append(block.level)
        return {
            "t": "heading",
            "level": block.level,
            "c": self.inlines(block.inlines, notes=False),
        }

    def _grid(self, block: Grid) -> Node:
        header = [self.inlines(cell) for cell in block.header]
        return {
            "t": "grid",
            "header": header,
            "rows": [[self.inlines(cell) for cell in row] for row in block.rows],
        }

    def _directive(self, block: Directive) -> list[Node]:
        lists = {
            "entries": self._entries,
            "checks": self._checks,
            "estimate": self._estimate,
        }
        makers = {"cards": self._cards, "frame": self._frame}
        is_printed = block.name == "table" and all(
            word in self.edition.cited for word in block.words
        )
        is_list = is_printed and block.settings.get("by") != "period"
        make = (
            self._printed
            if is_list and block.words
            else makers.get(block.name, self._figures)
        )
        try:
            return lists[block.name](block) if block.name in lists else [make(block)]
        except NoSuchFigure as error:
            self.wrong(block.line, error.what, error.now, is_pending=error.is_pending)
            return []

    def _frame(self, block: Directive) -> Node:
        return {
            "t": "frame",
            "title": self._text(block, "title"),
            "blocks": self.blocks(block.blocks),
        }

    # ---- tables and charts

    def _figures(self, block: Directive) -> Node:
        table = read_table(block, self.edition)
        self.result.tables.append(table)
        self._keep_cited(table)
        if block.name == "table":
            return {
                "t": "table",
                **self._head(block, table),
                "table": self._table(table),
            }
        kind = block.settings.get(
            "kind", "line" if table.by_period and len(table.keys) > 1 else "bar"
        )
        if kind not in ("line", "bar"):
            raise NoSuchFigure(
                f"A chart of kind {kind!r} does not exist.",
                "Write kind=line or kind=bar.",
            )
        if kind == "line" and (not table.by_period or len(table.keys) < 2):
            raise NoSuchFigure(
                "A line needs two periods or more.",
                "Ask for more periods, or write kind=bar.",
            )
        if len(table.lines) > 6 and kind == "line":
            raise NoSuchFigure(
                f"A chart of {len(table.lines)} lines cannot be read.",
                "Choose up to six with only=.",
            )
        return {
            "t": "chart",
            **self._head(block, table),
            **self._drawings(block, table, kind),
        }

    def _drawings(self, block: Directive, table: FigureTable, kind: str) -> Node:
        described = charts.describe(table, self.edition, kind=kind)
        alt = self._text(block, "alt")
        alt = f"{alt} {described}" if alt else described
        accent = block.settings.get("accent", "")

        def drawn(frame: charts.Frame) -> str:
            return charts.draw(
                table,
                self.edition,
                frame,
                kind=kind,
                accent=accent,
                alt="" if frame.font else alt,
            )

        return {
            "kind": kind,
            "alt": alt,
            "print": drawn(charts.PRINT),
            "wide": drawn(charts.WIDE),
            "narrow": drawn(charts.NARROW),
            "table": self._table(table),
        }

    def _head(self, block: Directive, table: FigureTable) -> Node:
        self._numbers[block.name] += 1
        release = self.edition.release
        titles = [
            self.edition.say(release.indicators[id_].title) for id_ in table.indicators
        ]
        title = self._text(block, "title")
        if not title and len(titles) != 1:
            raise NoSuchFigure(
                f"This {block.name} needs a title.", 'Write title="...".'
            )
        subtitle = self._text(block, "subtitle") or (
            self._described(titles, table) if title else ""
        )
        return {
            "number": self._numbers[block.name],
            "title": title or titles[0],
            "subtitle": subtitle,
            "source": self._source(table),
            "notes": self._remarks(
                table,
                is_drawn=block.name == "chart" and block.settings.get("kind") != "bar",
            ),
        }

    def _described(self, titles: list[str], table: FigureTable) -> str:
        """Say what is drawn: the indicator, its unit where that is no count, and the years."""
        if len(titles) != 1:
            return ""
        years = (
            f"{table.columns[0]}\u2013{table.columns[-1]}"
            if len(table.columns) > 1
            else table.columns[0]
        )
        units = {
            "share": "percent",
            "survival": "percent",
            "rate": "rate",
            "duration": "days",
        }
        unit = (
            self.edition.words(f"drawn_in.{units[table.shape]}")
            if table.shape in units
            else ""
        )
        when = years if table.by_period else table.figures[0].period
        return ", ".join(part for part in (titles[0], unit, when) if part)

    def _source(self, table: FigureTable) -> str:
        release = self.edition.release
        if table.indicators:
            sources = dict.fromkeys(
                self.edition.say(release.indicators[id_].source)
                for id_ in table.indicators
            )
            return f"{'; '.join(sources)} ({', '.join(table.indicators)})"
        sources = dict.fromkeys(
            figure.cited.citation.title for figure in table.figures if figure.cited
        )
        return "; ".join(sources)

    def _remarks(self, table: FigureTable, *, is_drawn: bool) -> list[str]:
        words = self.edition.words
        hidden = [
            figure
            for figure in table.figures
            if figure.value is None and not figure.is_pending
        ]
        made = []
        policy = self.edition.release.policy
        if (
            table.shape == "count"
            and table.indicators
            and policy
            and policy.method == "rounding"
        ):
            has_parts = table.adds_up and any(line.is_total for line in table.lines)
            made.append(
                words(
                    "note.rounded_parts" if has_parts else "note.rounded",
                    base=policy.base,
                )
            )
        if not table.adds_up:
            made.append(words("note.several"))
        if any(
            self.edition.release.indicators[id_].variant == "cohort"
            for id_ in table.indicators
        ):
            key = "note.running_drawn" if is_drawn else "note.running"
            running = charts.running_words(table, self.edition, key)
            made.append(f"{words('note.cohort')} {running}".rstrip())
        for key in table.breaks:
            name = "note.break_drawn" if is_drawn else "note.break"
            made.append(words(name, year=table.columns[table.keys.index(key)]))
        if hidden:
            made.append(words("note.hidden"))
        if any(figure.is_pending for figure in table.figures):
            made.append(words("pending_note"))
        if any(figure is None for line in table.lines for figure in line.figures):
            made.append(words("note.absent"))
        return made

    def _table(self, table: FigureTable) -> Node:
        rows = [
            {
                "head": line.label,
                "level": line.level,
                "total": line.is_total,
                "cells": [self._cell(figure) for figure in line.figures],
            }
            for line in table.lines
        ]
        return {"stub": table.stub, "columns": list(table.columns), "rows": rows}

    @staticmethod
    def _cell(figure: Figure | None) -> Node:
        if figure is None:
            return {"s": "\u2013", "hidden": False, "key": ""}
        return {
            "s": figure.shown,
            "hidden": figure.value is None,
            "key": figure.address,
        }

    def _printed(self, block: Directive) -> Node:
        """Set printed figures one below another, each with its period and source."""
        figures = [find_figure(self.edition, word) for word in block.words]
        self._numbers["table"] += 1
        words = self.edition.words
        rows, totals = [], totals_of(block, figures)
        for figure in figures:
            note = self._note(figure)
            cells = [
                self._cell(figure),
                {
                    "s": figure.period or words("period_not_stated"),
                    "hidden": False,
                    "key": "",
                },
            ]
            is_total = figure.address in totals
            rows.append(
                {
                    "head": figure.title,
                    "level": 0,
                    "total": is_total,
                    "cells": cells,
                    "note": note,
                }
            )
            self._keep_figure(figure, block.line)
        title = self._text(block, "title")
        if not title:
            raise NoSuchFigure("This table needs a title.", 'Write title="...".')
        return {
            "t": "table",
            "number": self._numbers["table"],
            "title": title,
            "subtitle": self._text(block, "subtitle"),
            "source": "; ".join(
                dict.fromkeys(f.cited.citation.title for f in figures if f.cited)
            ),
            "notes": [],
            "table": {
                "stub": words("figure"),
                "columns": [words("value"), words("period")],
                "rows": rows,
            },
        }

    def _keep_cited(self, table: FigureTable) -> None:
        for figure in table.figures:
            if figure.cited:
                self.result.cited[figure.address] = figure.cited

    # ---- estimates

    def _estimate(self, block: Directive) -> list[Node]:
        """Set an estimate: its methods side by side under the verdict, or the part in view by year or group."""
        if len(block.words) != 1:
            raise NoSuchFigure(
                "One estimate is needed here.", "Write ::: estimate P01 :::"
            )
        id_, name = block.words[0], block.settings.get("of", estimates.METHODS)
        is_whole = name == estimates.METHODS
        estimate = estimates.find(self.edition, id_)
        rows = (
            estimates.by_method(self.edition, id_)
            if is_whole
            else estimates.by_level(self.edition, id_, name)
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
        self.result.tables.append(shown)
        self._keep_estimate(id_)
        self._numbers["chart"] += 1
        drawn = (
            self._methods_drawn(block, id_, rows)
            if is_whole
            else self._views_drawn(block, rows)
        )
        head = {
            "t": "chart",
            "number": self._numbers["chart"],
            "title": self._text(block, "title") or self.edition.say(estimate.title),
            "source": f"{self.edition.say(estimate.source)} ({id_})",
        }
        said: Node = {
            "t": "strong",
            "c": [{"t": "text", "s": self.edition.say(estimate.verdict.words)}],
        }
        before: list[Node] = [{"t": "para", "c": [said]}] if is_whole else []
        return [*before, {**head, **drawn}]

    def _keep_estimate(self, id_: str) -> None:
        if id_ not in self.result.estimates:
            self.result.estimates.append(id_)

    def _methods_drawn(
        self, block: Directive, id_: str, rows: Sequence[estimates.Spread]
    ) -> Node:
        words, edition = self.edition.words, self.edition
        seen = estimates.find(edition, id_).observed
        made = [
            charts.Whisker(
                row.label,
                low,
                high,
                row.figure.value,
                row.figure.shown,
                is_first=row.is_firm,
            )
            for row in rows
            if row.figure
            and (low := row.figure.lower or row.figure.value or 0.0) is not None
            and (high := row.figure.upper or row.figure.value or 0.0) is not None
        ]
        table = [
            {
                "head": row.label,
                "level": 0,
                "total": row.is_firm,
                "cells": self._ends(row.figure) if row.figure else self._refused(3),
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
            **self._spreads(block, made, seen=seen),
            "subtitle": self._text(block, "subtitle") or words("estimate.subtitle"),
            "table": {
                "stub": words("estimate.method"),
                "columns": columns,
                "rows": table,
            },
            "notes": notes,
        }

    def _views_drawn(self, block: Directive, rows: Sequence[estimates.Spread]) -> Node:
        words, number = self.edition.words, self.edition.number
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
            ends = self._ends(row.figure) if row.figure else self._refused(3)
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
        stub = words(
            "estimate.year" if block.settings["of"] == "jaar" else "estimate.whom"
        )
        return {
            **self._spreads(block, made, top=100.0, percent=True),
            "subtitle": self._text(block, "subtitle")
            or words("estimate.share_subtitle"),
            "table": {"stub": stub, "columns": columns, "rows": table},
            "notes": [
                words("estimate.share_reading"),
                f"{words('estimate.apart')} {words('estimate.low_share')}",
            ],
        }

    def _ends(self, figure: Figure) -> list[Node]:
        return [
            {
                "s": end or "\u2013",
                "hidden": False,
                "key": figure.address if at == 0 else "",
            }
            for at, end in enumerate(estimates.ends(self.edition, figure))
        ]

    def _refused(self, n: int) -> list[Node]:
        words = self.edition.words("no_estimate")
        return [
            {"s": words if at == 0 else "\u2013", "hidden": at == 0, "key": ""}
            for at in range(n)
        ]

    def _spreads(
        self,
        block: Directive,
        rows: Sequence[charts.Whisker],
        *,
        top: float = 0.0,
        seen: float | None = None,
        percent: bool = False,
    ) -> Node:
        told = self.edition.words(
            "alt.spread", rows="; ".join(f"{row.label}: {row.shown}" for row in rows)
        )
        alt = f"{self._text(block, 'alt')} {told}".strip()

        def drawn(frame: charts.Frame) -> str:
            said = "" if frame.font else alt
            return charts.draw_spreads(
                rows,
                self.edition.language,
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

    # ---- cards and entries

    def _cards(self, block: Directive) -> Node:
        cards: list[Node] = []
        items = [
            item
            for found in block.blocks
            if isinstance(found, Items)
            for item in found.items
        ]
        for item in items:
            first = (
                item[0] if len(item) == 1 and isinstance(item[0], Paragraph) else None
            )
            if (
                first is None
                or not first.inlines
                or not isinstance(first.inlines[0], Reference)
            ):
                self.wrong(
                    block.line,
                    "A card opens with a figure.",
                    "Write - [[V01:2024]] words about it.",
                )
                continue
            nodes = self.inlines(first.inlines)
            if len(nodes) > 1 and nodes[1]["t"] == "text":
                nodes[1]["s"] = str(nodes[1]["s"]).lstrip()
            if nodes and nodes[0]["t"] == "figure":
                figure = {**nodes[0], "s": nodes[0]["bare"]}
                cards.append({"figure": figure, "c": nodes[1:]})
        if not items or any(not isinstance(found, Items) for found in block.blocks):
            self.wrong(
                block.line,
                "Cards are one list.",
                "Write - [[V01:2024]] words about it.",
            )
        return {"t": "cards", "cards": cards}

    def _entries(self, block: Directive) -> list[Node]:
        release, settings = self.edition.release, block.settings
        if len(block.words) != 1:
            raise NoSuchFigure(
                "Entries are of one kind.",
                "Write ::: entries recommendation year=2024 :::",
            )
        where = dict(
            pair.partition("=")[::2]
            for pair in settings.get("where", "").split(";")
            if pair
        )
        known = {
            document.id
            for document in release.documents
            if document.kind == block.words[0]
        }
        strays = [
            id_ for id_ in where.get("id", "").split(",") if id_ and id_ not in known
        ]
        if strays:
            near = difflib.get_close_matches(strays[0], known, n=1)
            raise NoSuchFigure(
                f"{strays[0]!r} is no {block.words[0]} of this release.",
                f"Did you mean {near[0]!r}?"
                if near
                else "Correct the id, or add the document.",
            )
        show = [key for key in settings.get("show", "").split(",") if key]
        found = list(select(release, block.words[0], where))
        if known:
            refuse_unknown(release, block.words[0], where, show)
        if not found:
            kinds = sorted({document.kind for document in release.documents})
            raise NoSuchFigure(
                "The release holds no such documents.",
                f"It holds {', '.join(kinds) or 'none'}.",
            )
        if settings.get("sort", "date") != "date":
            raise NoSuchFigure(
                f"Entries are not sorted by {settings['sort']!r}.",
                "Write sort=date, or leave it out.",
            )
        if settings.get("sort"):
            found.sort(key=lambda document: (document.date, document.id))
        style = settings.get("style", "full")
        facts = [key for key in show if key != "summary"]
        entries = [
            entry(one, self.edition, facts, summary="summary" in show) for one in found
        ]
        nodes = [
            {
                "title": numerals.dashed(one.title),
                "facts": [
                    list(fact)
                    for fact in one.facts
                    if style != "short" or fact[1] not in one.title
                ],
                "summary": one.summary,
            }
            for one in entries
        ]
        if style not in ("full", "short", "byline"):
            raise NoSuchFigure(
                f"Entries have no style {style!r}.",
                "Write style=full, style=short or style=byline.",
            )
        return [
            *self._group_title(block),
            {"t": "entries", "entries": nodes, "style": style},
        ]

    def _group_title(self, block: Directive) -> list[Node]:
        """Head a list one level below the chapter it stands in; a heading that is not in the contents."""
        words = self._text(block, "title")
        level = (self._headings[-1] if self._headings else 0) + 1
        return (
            [
                {
                    "t": "heading",
                    "level": level,
                    "c": [{"t": "text", "s": words}],
                    "minor": True,
                }
            ]
            if words
            else []
        )

    def _checks(self, block: Directive) -> list[Node]:
        """Show whether printed figures agree; one that fails is shown, not mended."""
        known = {one.id: one for one in self.edition.release.reconciliations}
        strays = [word for word in block.words if word not in known]
        if strays or not block.words:
            raise NoSuchFigure(
                f"{' '.join(strays) or 'Nothing'} is no reconciliation of this release."
            )
        rows = []
        for one in (known[word] for word in block.words):
            whole = find_figure(self.edition, one.whole)
            for part in (
                find_figure(self.edition, id_) for _, id_ in (*one.parts, *one.divisor)
            ):
                self._keep_figure(part, block.line)
            self._keep_figure(whole, block.line)
            words = {"title": one.title, "verdict": one.verdict, "reason": one.reason}
            rows.append({key: self.edition.say(text) for key, text in words.items()})
        return [*self._group_title(block), {"t": "checks", "checks": rows}]

    def _keep_figure(self, figure: Figure, line: int) -> None:
        if figure.cited:
            self.result.cited[figure.address] = figure.cited
        self.result.uses.append(Use(figure.address, line, figure.shown, (figure,)))

    # ---- words

    def _text(self, block: Directive, key: str) -> str:
        """Words of a setting, its references resolved; without notes, as titles are repeated in lists."""
        inlines = block.texts.get(key, ())
        self._lint(inlines)
        return "".join(plain(node) for node in self._nodes(inlines, notes=False))

    def inlines(self, inlines: Inlines, *, notes: bool = True) -> list[Node]:
        self._lint(inlines)
        return self._nodes(inlines, notes=notes)

    def _lint(self, inlines: Inlines) -> None:
        for line, words in typed_numbers(inlines, self.edition.language):
            now = (
                "Write [[...]] for a figure, or {literal "
                + words
                + "} for a number that is none."
            )
            self.wrong(line, f"{words!r} was typed where a reference belongs.", now)

    def _nodes(self, inlines: Inlines, *, notes: bool) -> list[Node]:
        return [
            node for inline in inlines for node in self._inline(inline, notes=notes)
        ]

    def _inline(self, inline: Inline, *, notes: bool) -> list[Node]:
        match inline:
            case Plain():
                return [{"t": "text", "s": numerals.dashed(inline.words)}]
            case Literal():
                return [{"t": "text", "s": inline.words}]
            case LineBreak():
                return [{"t": "break"}]
            case Styled():
                return [
                    {"t": inline.style, "c": self._nodes(inline.inlines, notes=notes)}
                ]
            case Link():
                return [
                    {
                        "t": "link",
                        "href": inline.href,
                        "c": self._nodes(inline.inlines, notes=notes),
                    }
                ]
            case Reference():
                return self._reference(inline, notes=notes)

    def _reference(self, inline: Reference, *, notes: bool) -> list[Node]:
        try:
            found = resolve(inline.words, self.edition)
        except NoSuchFigure as error:
            self.wrong(inline.line, error.what, error.now, is_pending=error.is_pending)
            return []
        self.result.uses.append(
            Use(inline.words, inline.line, found.shown, found.figures)
        )
        for figure in found.figures:
            if figure.is_estimate:
                self._keep_estimate(estimates.id_of(figure))
        node = self._shown(found, inline.words)
        if notes:
            node["notes"] = [
                n
                for n in dict.fromkeys(self._note(figure) for figure in found.figures)
                if n
            ]
        return [node]

    @staticmethod
    def _shown(found: Resolved, words: str) -> Node:
        qualifier = "" if is_remark(found.qualifier) else found.qualifier
        return {
            "t": "figure" if found.is_number else "text",
            "s": qualify(found.shown, qualifier),
            "bare": found.shown,
            "qualifier": qualifier,
            "key": words,
            "notes": [],
        }

    def _note(self, figure: Figure) -> int:
        """Give the number of the note with the source of a figure from elsewhere; 0 for a figure counted here."""
        if figure.cited is None:
            return 0
        self.result.cited[figure.address] = figure.cited
        words = note_words(figure, self.edition)
        if words not in self.result.notes:
            self.result.notes.append(words)
        return self.result.notes.index(words) + 1


def plain(node: Node) -> str:
    """Give the words of a node without their markup."""
    inner = node.get("c")
    return (
        "".join(plain(part) for part in inner)
        if isinstance(inner, list)
        else str(node.get("s", " "))
    )


def note_words(figure: Figure, edition: Edition) -> str:
    """Write the note of a figure from elsewhere: its source, and how it was come by where that takes words."""
    if figure.cited is None:
        return ""
    remark = (
        f" {figure.qualifier[:1].upper()}{figure.qualifier[1:]}."
        if is_remark(figure.qualifier)
        else ""
    )
    return citation_words(figure.cited.citation, edition) + remark


def citation_words(citation: Citation, edition: Edition) -> str:
    """Write where a figure was printed."""
    where = f"\u2018{citation.place}\u2019" if citation.place else ""
    parts = [
        citation.publisher,
        numerals.dashed(citation.title),
        numerals.day(citation.date, edition.language),
        where,
    ]
    return ", ".join(part for part in parts if part) + "."


def note_mark(note: int) -> str:
    """Mark of a note: a letter, as a small 3 behind a number would be read with it; none that looks like 1 or 0.

    Examples
    --------
    >>> [note_mark(n) for n in (1, 8, 9, 22, 23)]
    ['a', 'h', 'k', 'z', 'aa']
    """
    above, own = divmod(note - 1, len(_MARKS))
    return (note_mark(above) if above else "") + _MARKS[own]
