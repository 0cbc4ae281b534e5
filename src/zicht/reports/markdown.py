"""Reads an editor's text: CommonMark, with `:::` directives between its blocks or around them."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zicht.edition.nodes import Block, Blocks, Directive, Problem
from zicht.reports.commonmark import Reading, read_blocks, read_words

DIRECTIVES = {
    "table": {"by", "periods", "where", "only", "title", "subtitle", "level", "total"},
    "chart": {
        *("by", "periods", "where", "only", "title", "subtitle", "level"),
        *("alt", "kind", "accent"),
    },
    "cards": set[str](),
    "frame": {"title"},
    "entries": {"where", "show", "sort", "title", "style"},
    "checks": {"title"},
    "estimate": {"of", "title", "subtitle", "alt"},
}
"""Name of each directive to the settings it knows."""
_SEEN_BY_READERS = ("title", "subtitle", "alt")
_NOT_WITHIN_A_FRAME = ("cards", "frame")
_FENCE = ":::"
_OPEN = re.compile(r":::\s*([a-z]+)\b(.*)", re.DOTALL)
_ONE_LINE = re.compile(r":::\s*[a-z]+\b.*:::\s*", re.DOTALL)


def read(words: str, file: str) -> tuple[Blocks, list[Problem]]:
    """Read one text.

    Parameters
    ----------
    words : Markdown
    file : its name, for problems

    Returns
    -------
    its blocks, and what is wrong in how they are written
    """
    reading = Reading(file)
    blocks = tuple(_read_lines(words.splitlines(), 1, reading, within=""))
    return blocks, reading.problems


def _read_lines(
    lines: Sequence[str], first: int, reading: Reading, *, within: str
) -> Iterator[Block]:
    """Read lines, of which the first has number `first`; `within` names the directive they stand in."""
    start_of_text = 0
    index = 0
    while index < len(lines):
        if not lines[index].lstrip().startswith(_FENCE):
            index += 1
            continue
        text = "\n".join(lines[start_of_text:index])
        yield from read_blocks(text, first + start_of_text, reading)
        line = first + index
        extent = _extent(lines, index)
        if extent is None:
            reading.wrong(line, "This ::: is never closed.", "Close it with :::.")
            extent = _Extent(index, has_blocks=False)
        fenced = lines[index : extent.last + 1]
        directive = _directive(fenced, extent, line, reading, within)
        if directive is not None:
            yield directive
        index = extent.last + 1
        start_of_text = index
    text = "\n".join(lines[start_of_text:])
    yield from read_blocks(text, first + start_of_text, reading)


# ---- fences


@dataclass(frozen=True)
class _Extent:
    """Where a directive ends.

    Parameters
    ----------
    last : index of its last line
    has_blocks : whether it stands around blocks, between two fences
    """

    last: int
    has_blocks: bool


def _extent(lines: Sequence[str], start: int) -> _Extent | None:
    """Find the end of the directive that opens on a line; None if it is never closed."""
    if _ONE_LINE.fullmatch(lines[start].strip()):
        return _Extent(start, has_blocks=False)
    depth = 0
    for number in range(start, len(lines)):
        line = lines[number].strip()
        opens = line.startswith(_FENCE)
        if line == _FENCE:
            depth -= 1
            if depth == 0:
                return _Extent(number, has_blocks=True)
        elif opens and not _ONE_LINE.fullmatch(line):
            depth += 1
        elif number > start and depth == 1 and line.endswith(_FENCE) and not opens:
            # Settings that run over several lines end with the closing fence.
            return _Extent(number, has_blocks=False)
    return None


def _directive(
    lines: Sequence[str],
    extent: _Extent,
    line: int,
    reading: Reading,
    within: str,
) -> Directive | None:
    """Read one directive, from its opening fence to its closing one; None if it is not known."""
    if extent.has_blocks:
        head = lines[0].strip()
        opening = head
    else:
        # The settings may run over several lines, of which the last ends with the fence.
        head = " ".join(text.strip() for text in lines)
        opening = head.removesuffix(_FENCE).strip()
    name_and_settings = _OPEN.fullmatch(opening)
    if name_and_settings is None or name_and_settings[1] not in DIRECTIVES:
        reading.wrong(
            line,
            f"{head[:40]!r} is not a known directive.",
            f"Known are {', '.join(sorted(DIRECTIVES))}.",
        )
        return None
    name = name_and_settings[1]
    _check_place(name, within, line, reading)
    words, settings = _settings(name_and_settings[2], line, reading)
    _check_settings(name, settings, line, reading)
    texts = {
        key: read_words(settings[key], line, reading)
        for key in _SEEN_BY_READERS
        if key in settings
    }
    blocks: Blocks = ()
    if extent.has_blocks:
        blocks = tuple(_read_lines(lines[1:-1], line + 1, reading, within=name))
    return Directive(name, words, settings, line, blocks, texts)


def _check_place(name: str, within: str, line: int, reading: Reading) -> None:
    """Note a directive within another: only a frame holds others, and not every one."""
    is_allowed = within == "frame" and name not in _NOT_WITHIN_A_FRAME
    if within and not is_allowed:
        reading.wrong(
            line, f"A {name} cannot stand within {within}.", "Close the first with :::."
        )


def _check_settings(
    name: str, settings: Mapping[str, str], line: int, reading: Reading
) -> None:
    """Note settings that a directive does not know."""
    known = DIRECTIVES[name]
    for key in sorted(set(settings) - known):
        reading.wrong(
            line,
            f"{name} knows no setting {key!r}.",
            f"It knows {', '.join(sorted(known))}.",
        )


def _settings(
    text: str, line: int, reading: Reading
) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Split what follows the name of a directive into words and `key=value`; a value may stand in double quotes."""
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split = True
    lexer.quotes = '"'
    # A number sign or a backslash in a title is a sign as any other.
    lexer.commenters = lexer.escape = ""
    try:
        parts = list(lexer)
    except ValueError:
        reading.wrong(line, "A quotation mark is not closed.", 'Write title="...".')
        return (), {}
    words = []
    settings = {}
    for part in parts:
        key, sign, value = part.partition("=")
        if sign:
            settings[key] = value
        else:
            words.append(part)
    return tuple(words), settings
