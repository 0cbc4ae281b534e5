"""Writes a sheet as one self-contained HTML page, without scripts, fonts or other files."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from zicht.edition.edition import Edition
from zicht.edition.slugs import slugify
from zicht.edition.words import Words
from zicht.reports.nodes import Node
from zicht.reports.wording import note_mark, plain
from zicht.vocabulary.ways import ReportWays


@cache
def _template_file(name: str) -> str:
    """Return the text of a file in the folder of templates."""
    file = files("zicht.reports").joinpath("templates", name)
    return file.read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_template_file),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = _words_of_nodes
    environment.filters["letter"] = note_mark
    # Drawings are made by Zicht, which escapes every word in them.
    environment.filters["svg"] = Markup
    return environment


def _words_of_nodes(nodes: Sequence[Node]) -> str:
    return "".join(plain(node) for node in nodes)


def write_page(
    content: Mapping[str, object],
    edition: Edition,
    name: str,
    others: Sequence[str],
    ways: ReportWays | None = None,
) -> str:
    """Write a sheet as HTML.

    Parameters
    ----------
    content : what the print reads too
    edition : whose language and words it has
    name : of its file, without language
    others : languages of its other editions
    ways : where it leads on a site; None if it stands alone
    """
    blocks = _nodes(content["blocks"])
    headings = address_headings(blocks)
    ways = ways or ReportWays()
    folders_of_others = [(other, ways.folders.get(other, "")) for other in others]

    def plates(kind: str) -> list[Node]:
        """Return the tables or charts of the text, those in frames included."""
        return [node for node in _with_blocks_within(blocks) if node["t"] == kind]

    return (
        _environment()
        .get_template("report.html")
        .render(
            **content,
            w=edition.words,
            read_in=_link_to_language,
            language=edition.language,
            name=name,
            about=ways.about,
            others=folders_of_others,
            style=Markup(_template_file("report.css")),  # noqa: S704 - a file of this package
            contents=headings,
            content_blocks=blocks,
            body_plates=plates,
            refers=_NoteReferences(),
        )
    )


def _link_to_language(language: str) -> str:
    """Return the words of the link to another language, in that language."""
    return Words(language)("language.read_report")


class _NoteReferences:
    """Counts how often a note was referred to, so that each reference has an address to go back to."""

    def __init__(self) -> None:
        self._n_references: Counter[int] = Counter()

    def __call__(self, note: int) -> str:
        self._n_references[note] += 1
        number = self._n_references[note]
        if number == 1:
            return f"ref-{note}"
        return f"ref-{note}-{number}"


def address_headings(blocks: Sequence[Node]) -> list[tuple[int, str, str]]:
    """Set an address on every heading, made of its words.

    Returns
    -------
    level, address and words of each heading that stands in the contents
    """
    n_with_slug: Counter[str] = Counter()
    headings = []
    for block in blocks:
        if block["t"] != "heading" or block.get("minor"):
            continue
        words = _words_of_nodes(_nodes(block["c"]))
        address = slugify(words) or "deel"
        n_with_slug[address] += 1
        if n_with_slug[address] > 1:
            address = f"{address}-{n_with_slug[address]}"
        block["address"] = address
        level = int(str(block["level"]))
        headings.append((level, address, words))
    return headings


def _with_blocks_within(blocks: Sequence[Node]) -> Iterator[Node]:
    """Yield blocks, and those that stand within them."""
    for block in blocks:
        yield block
        yield from _with_blocks_within(_nodes(block.get("blocks")))


def _nodes(value: object) -> list[Node]:
    return value if isinstance(value, list) else []
