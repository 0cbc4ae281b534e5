"""Sets the blocks of a text: headings, lists and grids here, each directive by its own module."""

from collections.abc import Callable, Mapping, Sequence

from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.nodes import (
    Block,
    Blocks,
    Directive,
    Grid,
    Heading,
    Inlines,
    Items,
    Paragraph,
    Quotation,
)
from zicht.reports.directives import entries, estimates, tables
from zicht.reports.nodes import Node
from zicht.reports.resolved import Resolve
from zicht.reports.wording import Setting, WordSetter

_LISTS: Mapping[str, Callable[[WordSetter, Directive], list[Node]]] = {
    "entries": entries.entries,
    "checks": entries.checks,
    "estimate": estimates.estimate,
}
"""Directives that make several nodes."""


def set_blocks(
    blocks: Blocks, edition: Edition, file: str, resolve: Resolve
) -> Setting:
    """Resolve everything in a text.

    Parameters
    ----------
    blocks : as read from Markdown
    edition : the release in the language of the text
    file : its name, for problems
    resolve : finds what a reference shows

    Returns
    -------
    what is set, with every problem; nothing is raised for what an editor wrote
    """
    setter = _BlockSetter(edition, file, resolve)
    setter.result.blocks = setter.blocks(blocks)
    return setter.result


class _BlockSetter(WordSetter):
    """Sets blocks; each directive is set by its own module."""

    # ---- blocks

    def blocks(self, blocks: Sequence[Block]) -> list[Node]:
        nodes: list[Node] = []
        for block in blocks:
            nodes += self._block(block)
        return nodes

    def _block(self, block: Block) -> list[Node]:
        if isinstance(block, Directive):
            return self._directive(block)
        match block:
            case Heading():
                node = self._heading(block)
            case Paragraph():
                node = {"t": "para", "c": self.inlines(block.inlines)}
            case Items():
                items = [self.blocks(item) for item in block.items]
                node = {"t": "list", "ordered": block.is_ordered, "items": items}
            case Quotation():
                node = {"t": "quote", "blocks": self.blocks(block.blocks)}
            case Grid():
                node = self._grid(block)
        return [node]

    def _heading(self, block: Heading) -> Node:
        last = self.headings[-1] if self.headings else 0
        # Readers of a screen go from heading to heading, and PDF/UA-1 refuses a level that is skipped.
        if block.level > last + 1:
            self.wrong(
                block.line,
                f"A heading of level {block.level} follows one of level {last}.",
                "Skip no level.",
            )
        self.headings.append(block.level)
        return {
            "t": "heading",
            "level": block.level,
            "c": self.inlines(block.inlines, notes=False),
        }

    def _grid(self, block: Grid) -> Node:
        header = self._row(block.header)
        rows = [self._row(row) for row in block.rows]
        return {"t": "grid", "header": header, "rows": rows}

    def _row(self, cells: Sequence[Inlines]) -> list[list[Node]]:
        return [self.inlines(cell) for cell in cells]

    def _directive(self, block: Directive) -> list[Node]:
        try:
            return self._set_directive(block)
        except NoSuchFigure as error:
            self.wrong(block.line, error.what, error.now, is_pending=error.is_pending)
            return []

    def _set_directive(self, block: Directive) -> list[Node]:
        if block.name in _LISTS:
            return _LISTS[block.name](self, block)
        if block.name == "frame":
            return [self._frame(block)]
        if block.name == "cards":
            return [entries.cards(self, block)]
        if block.name == "table" and self._is_list_of_cited(block):
            return [tables.printed(self, block)]
        return [tables.figures(self, block)]

    def _is_list_of_cited(self, block: Directive) -> bool:
        """Whether a table lists printed figures one below another."""
        if not block.words or block.settings.get("by") == "period":
            return False
        return all(word in self.edition.cited for word in block.words)

    def _frame(self, block: Directive) -> Node:
        return {
            "t": "frame",
            "title": self.text(block, "title"),
            "blocks": self.blocks(block.blocks),
        }
