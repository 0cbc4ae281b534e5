"""Writes a sheet as one self-contained page: no script, no font, nothing from outside."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from zicht.edition.edition import Edition
from zicht.edition.slugs import slugify
from zicht.edition.words import Words
from zicht.reports.wording import Node, note_mark, plain
from zicht.vocabulary.ways import ReportWays


@cache
def _source(name: str) -> str:
    return (
        files("zicht.reports").joinpath("templates", name).read_text(encoding="utf-8")
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = lambda nodes: "".join(plain(node) for node in nodes)
    environment.filters["letter"] = note_mark
    environment.filters["svg"] = (
        Markup  # drawn in this room; every word in it was escaped there
    )
    return environment


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
    ways : where it leads on a site; None where it stands alone
    """
    blocks = _nodes(content["blocks"])
    headings = address_headings(blocks)
    found = _environment().get_template("report.html")
    return found.render(
        **content,
        w=edition.words,
        read_in=lambda other: Words(other)("language.read_report"),
        language=edition.language,
        name=name,
        about=ways.about if ways else "",
        others=[
            (other, ways.folders.get(other, "") if ways else "") for other in others
        ],
        style=Markup(_source("report.css")),  # noqa: S704 - a file of this package
        contents=headings,
        content_blocks=blocks,
        body_plates=lambda kind: [
            node for node in _within(blocks) if node["t"] == kind
        ],
        refers=_Referrals(),
    )


class _Referrals:
    """Counts how often a note was referred to, so that each way back has an address of its own."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}

    def __call__(self, note: int) -> str:
        self._seen[note] = self._seen.get(note, 0) + 1
        return (
            f"ref-{note}" if self._seen[note] == 1 else f"ref-{note}-{self._seen[note]}"
        )


def address_headings(blocks: Sequence[Node]) -> list[tuple[int, str, str]]:
    """Give every heading an address made of its words; gives level, address and words of each."""
    seen: dict[str, int] = {}
    found = []
    for block in blocks:
        if block["t"] != "heading" or block.get("minor"):
            continue
        words = "".join(plain(node) for node in _nodes(block["c"]))
        base = slugify(words) or "deel"
        seen[base] = seen.get(base, 0) + 1
        block["address"] = base if seen[base] == 1 else f"{base}-{seen[base]}"
        found.append((int(str(block["level"])), str(block["address"]), words))
    return found


def _within(blocks: Sequence[Node]) -> Iterator[Node]:
    for block in blocks:
        yield block
        yield from _within(_nodes(block.get("blocks")))


def _nodes(value: object) -> list[Node]:
    return value if isinstance(value, list) else []
