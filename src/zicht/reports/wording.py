"""Sets the words of an editor: references resolved, typed numbers refused, notes numbered, everything shown kept.

The result is plain data (lists and dicts with a `t` that names the kind), which the page and the print share.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from zicht.edition import estimates, numerals
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import Figure, is_remark, qualify
from zicht.edition.labels import with_capital
from zicht.edition.nodes import (
    Directive,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Literal,
    Plain,
    Problem,
    Reference,
    Styled,
)
from zicht.edition.tables import FigureTable
from zicht.reports.handtyped import typed_numbers
from zicht.reports.nodes import Node, figure_cell
from zicht.reports.resolved import Resolve, Resolved
from zicht.vocabulary.cited import Citation, Cited

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
    """One resolved text.

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
        ids: set[str] = set()
        for use in self.uses:
            for figure in use.figures:
                if figure.cited is None:
                    indicator_id, *_ = figure.address.split(":")
                    ids.add(indicator_id)
        for table in self.tables:
            ids.update(table.indicators)
        return ids


class WordSetter:
    """Resolves words, and records the figures that they show.

    Parameters
    ----------
    edition : the release in the language of the text
    file : its name, for problems
    resolve : finds what a reference shows
    """

    def __init__(self, edition: Edition, file: str, resolve: Resolve) -> None:
        self.edition = edition
        self.file = file
        self._resolve = resolve
        self.result = Setting()
        self.numbers = {"chart": 0, "table": 0}
        self.headings: list[int] = []

    def wrong(
        self, line: int, what: str, now: str = "", *, is_pending: bool = False
    ) -> None:
        """Note something that keeps the report from being built."""
        self.result.problems.append(Problem(self.file, line, what, now, is_pending))

    def text(self, block: Directive, key: str) -> str:
        """Words of a setting, its references resolved; without notes, as titles are repeated in lists."""
        inlines = block.texts.get(key, ())
        self._lint(inlines)
        return "".join(plain(node) for node in self._nodes(inlines, notes=False))

    def inlines(self, inlines: Inlines, *, notes: bool = True) -> list[Node]:
        """Set words, with the notes of the figures in them; a number that was typed is a problem."""
        self._lint(inlines)
        return self._nodes(inlines, notes=notes)

    def _lint(self, inlines: Inlines) -> None:
        # A typed number would stay when its figure moves (ADR 0070).
        for line, words in typed_numbers(inlines, self.edition.language):
            now = (
                "Write [[...]] for a figure, or "
                f"{{literal {words}}} for a number that is not a figure."
            )
            self.wrong(line, f"{words!r} was typed where a reference belongs.", now)

    def _nodes(self, inlines: Inlines, *, notes: bool) -> list[Node]:
        nodes: list[Node] = []
        for inline in inlines:
            nodes += self._inline(inline, notes=notes)
        return nodes

    def _inline(self, inline: Inline, *, notes: bool) -> list[Node]:
        match inline:
            case Plain():
                return [{"t": "text", "s": numerals.dashed(inline.words)}]
            case Literal():
                return [{"t": "text", "s": inline.words}]
            case LineBreak():
                return [{"t": "break"}]
            case Styled():
                content = self._nodes(inline.inlines, notes=notes)
                return [{"t": inline.style, "c": content}]
            case Link():
                content = self._nodes(inline.inlines, notes=notes)
                return [{"t": "link", "href": inline.href, "c": content}]
            case Reference():
                return self._reference(inline, notes=notes)

    def _reference(self, reference: Reference, *, notes: bool) -> list[Node]:
        """Set what a reference shows; one that cannot be resolved is a problem and sets nothing."""
        try:
            resolved = self._resolve(reference.words, self.edition)
        except NoSuchFigure as error:
            line, is_pending = reference.line, error.is_pending
            self.wrong(line, error.what, error.now, is_pending=is_pending)
            return []
        use = Use(reference.words, reference.line, resolved.shown, resolved.figures)
        self.result.uses.append(use)
        for figure in resolved.figures:
            if figure.is_estimate:
                self.keep_estimate(estimates.id_of(self.edition, figure))
        node = _node_of(resolved, reference.words)
        if notes:
            node["notes"] = self._notes_on(resolved.figures)
        return [node]

    def _notes_on(self, figures: Iterable[Figure]) -> list[int]:
        """Return the numbers of the notes on some figures, each once."""
        numbers = dict.fromkeys(self.note(figure) for figure in figures)
        numbers.pop(0, None)
        return list(numbers)

    def note(self, figure: Figure) -> int:
        """Return the number of the note of a figure: its source, the bounds of a change, or how much it may change.

        Final figures that are counted here have none: 0.
        """
        words = note_words(figure, self.edition)
        if not words:
            return 0
        if figure.cited is not None:
            self.result.cited[figure.address] = figure.cited
        if words not in self.result.notes:
            self.result.notes.append(words)
        return self.result.notes.index(words) + 1

    # ---- what was shown

    def keep_figure(self, figure: Figure, line: int) -> None:
        """Keep a figure that the text shows."""
        if figure.cited:
            self.result.cited[figure.address] = figure.cited
        self.result.uses.append(Use(figure.address, line, figure.shown, (figure,)))

    def keep_estimate(self, id_: str) -> None:
        """Keep the id of an estimate that the text shows."""
        if id_ not in self.result.estimates:
            self.result.estimates.append(id_)

    def keep_cited(self, table: FigureTable) -> None:
        """Keep the figures from elsewhere that a table shows."""
        for figure in table.figures:
            if figure.cited:
                self.result.cited[figure.address] = figure.cited

    @staticmethod
    def cell(figure: Figure | None) -> Node:
        """Set a figure as a cell of a table; a dash where the release has none."""
        if figure is None:
            return {"s": "\u2013", "hidden": False, "key": ""}
        return figure_cell(figure)

    def group_title(self, block: Directive) -> list[Node]:
        """Head a list one level below the chapter it stands in; a heading that is not in the contents."""
        title = self.text(block, "title")
        if not title:
            return []
        level_of_chapter = self.headings[-1] if self.headings else 0
        heading: Node = {
            "t": "heading",
            "level": level_of_chapter + 1,
            "c": [{"t": "text", "s": title}],
            "minor": True,
        }
        return [heading]


def _node_of(resolved: Resolved, words: str) -> Node:
    """Return the node of a resolved reference; a qualifier that is a remark stands in the note."""
    qualifier = "" if is_remark(resolved.qualifier) else resolved.qualifier
    return {
        "t": "figure" if resolved.is_number else "text",
        "s": qualify(resolved.shown, qualifier),
        "bare": resolved.shown,
        "qualifier": qualifier,
        "key": words,
        "notes": [],
    }


def plain(node: Node) -> str:
    """Return the words of a node without their markup."""
    children = node.get("c")
    if isinstance(children, list):
        return "".join(plain(child) for child in children)
    return str(node.get("s", " "))


def note_words(figure: Figure, edition: Edition) -> str:
    """Write the note of a figure from elsewhere: its source, and how it was come by where that takes words.

    The note of a change says what it compares, and between which bounds it lies; that of a provisional figure how much
    it may still change.
    """
    if figure.is_change:
        parts = (figure.title, with_capital(figure.bounds))
        return " ".join(f"{part}." for part in parts if part)
    if figure.cited is None:
        return figure.revision
    source = citation_words(figure.cited.citation, edition)
    if not is_remark(figure.qualifier):
        return source
    return f"{source} {with_capital(figure.qualifier)}."


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
    n_before, index = divmod(note - 1, len(_MARKS))
    if not n_before:
        return _MARKS[index]
    return note_mark(n_before) + _MARKS[index]
