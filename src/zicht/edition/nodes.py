"""What an editor's Markdown is read into: blocks of words in which figures are references, with the line of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Plain:
    """Words as typed."""

    words: str
    line: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A number that an editor typed on purpose: `{literal 23}`."""

    words: str


@dataclass(frozen=True, slots=True)
class Reference:
    """`[[...]]`: a figure, or a word computed from figures."""

    words: str
    line: int


@dataclass(frozen=True, slots=True)
class Styled:
    """Emphasised (`em`) or strong words."""

    style: str
    inlines: "Inlines"


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another address."""

    href: str
    inlines: "Inlines"
    line: int


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line that ends where the editor says."""


Inline = Plain | Literal | Reference | Styled | Link | LineBreak
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """Heading of level 1 and below; the title of a report stands in its `report.toml`."""

    level: int
    inlines: Inlines
    line: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item consists of blocks."""

    is_ordered: bool
    items: tuple["Blocks", ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words set apart."""

    blocks: "Blocks"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of words; numbers belong in `::: table`."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Directive:
    """`::: name words key=value :::`, or the same around blocks.

    Parameters
    ----------
    name : what it makes: `table`, `chart`, `cards`, `frame`, `entries`, `checks`
    words : what follows the name
    settings : key to value
    blocks : what stands between its fences
    line : of its opening fence
    texts : settings that readers see (`title`, `alt`), read as words
    """

    name: str
    words: tuple[str, ...]
    settings: Mapping[str, str]
    line: int
    blocks: "Blocks" = ()
    texts: Mapping[str, Inlines] = field(default_factory=dict)


Block = Heading | Paragraph | Items | Quotation | Grid | Directive
Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault that keeps a report from being built, with its place.

    `is_pending` says that it may come right once the figures are counted: the indicator exists, its figures do not.
    """

    file: str
    line: int
    what: str
    now: str = ""
    is_pending: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" + (
            f" {self.now}" if self.now else ""
        )


def gathered(problems: Iterable[Problem]) -> list[str]:
    """Write problems for an editor, each once with all its places: `nl.md:6,39; en.md:6`, what, and what now."""
    places: dict[tuple[str, str], dict[str, list[str]]] = {}
    for problem in problems:
        places.setdefault((problem.what, problem.now), {}).setdefault(
            problem.file, []
        ).append(str(problem.line))
    found = []
    for (what, now), files in places.items():
        where = "; ".join(
            f"{file}:{','.join(dict.fromkeys(lines))}" for file, lines in files.items()
        )
        found.append(" ".join(filter(None, (f"{where}: {what}", now))))
    return found
