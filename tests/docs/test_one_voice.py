"""Numbers that readers see are written in `edition` alone: a number format anywhere else is an error.

A format of a number is an f-string, `format` or `%` with a specification such as `,`, `.1f`, `g` or `%`. The places in
`EXCEPTIONS` write something else than a figure for a reader, each with its reason.
"""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tests.docs.source_trees import nodes_of, tree_of

SOURCE = Path(__file__).parents[2] / "src"
NUMBER_FORMAT = re.compile(
    r"[-+ ]?0?\d*[,_]?(?:\.\d+)?[fFgGeE%]|[-+ ]?\d*[,_]d?|[+ ]\d*d"
)
PERCENT_FORMAT = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[dfFgGeE]")
TEMPLATE_FORMAT = re.compile(r"\{\w*:(?!>|<)[^}]*[,fge%]\}")
FORBIDDEN_MODULES = {"babel", "locale"}

ENGLISH_ROOMS = (
    *("cli", "desk", "disclosure", "engine", "estimation", "linkage", "notebook"),
    *("project", "sources", "vault"),
)
"""Rooms that print no figure of a release: messages, logs and tables in English for one analyst."""
_DRAWING = "places in a drawing, which no reader sees as numbers"
EXCEPTIONS = {
    "zicht/pipeline/run_report.py": "seconds in a line of the log",
    "zicht/pipeline/truth.py": "the comparison with the truth, in English, for one analyst",
    "zicht/proof/documents/reading.py": "sizes in an error of the command line",
    "zicht/release/compare.py": "values as a release keeps them, for machines",
    "zicht/site/pages/areas/maps.py": _DRAWING,
    "zicht/vocabulary/nouns.py": "numbers in errors of the command line, in English",
    "zicht/vocabulary/estimates.py": "a limit in an error of the command line",
}
"""Files of other rooms that format a number for another reason."""
BY_HAND = re.compile(
    r"""\.replace\(\s*["']([.,])["'],\s*["'](?!\1)[.,]["']|maketrans\(\s*["'][.,]{1,2}["']"""
    r"""|\.replace\(\s*["']-["'],\s*["'](?:\\u2212|\u2212)["']"""
)
"""A number of one language made of that of another: wrong in every room."""


def formats_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and specification of every number format in a file."""
    for node in nodes_of(tree):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "1"
                for part in node.format_spec.values  # type: ignore[attr-defined]
            )
            if NUMBER_FORMAT.fullmatch(spec):
                yield node.lineno, spec
        elif isinstance(node, ast.JoinedStr):
            yield from signs_in(node)
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "format"
            and len(node.args) == 2
        ):
            yield node.lineno, ast.unparse(node.args[1])
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            words = node.left.value if isinstance(node.left, ast.Constant) else None
            if isinstance(words, str) and PERCENT_FORMAT.search(words):
                yield node.lineno, words[:40]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if TEMPLATE_FORMAT.search(node.value):
                yield node.lineno, node.value[:40]
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from forbidden_imports(node)


def forbidden_imports(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[int, str]]:
    """Line and module of every import of a library that writes numbers."""
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        names.append(node.module or "")
    for name in names:
        if name.split(".")[0] in FORBIDDEN_MODULES:
            yield node.lineno, f"import {name}"


def signs_in(words: ast.JoinedStr) -> Iterator[tuple[int, str]]:
    """Line and words of every value with a sign of a unit typed at it: French writes `26 %`, Dutch `€ 26`."""
    for before, after in pairwise(words.values):
        is_percentage = (
            isinstance(before, ast.FormattedValue)
            and isinstance(after, ast.Constant)
            and str(after.value).startswith("%")
        )
        is_amount = (
            isinstance(before, ast.Constant)
            and isinstance(after, ast.FormattedValue)
            and str(before.value).rstrip().endswith("€")
        )
        if is_percentage or is_amount:
            yield words.lineno, ast.unparse(words)


def found_outside_edition() -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = str(path.relative_to(SOURCE))
        room = name.removeprefix("zicht/").partition("/")[0]
        if room == "edition" or room in ENGLISH_ROOMS or not name.startswith("zicht/"):
            continue
        formats = list(formats_in(tree_of(path)))
        if formats:
            found[name] = formats
    return found


def test_numbers_are_written_in_edition_alone() -> None:
    strays = {
        name: formats
        for name, formats in found_outside_edition().items()
        if name not in EXCEPTIONS
    }
    assert not strays, "write these with zicht.edition.figures or numerals"


def test_no_room_makes_a_dutch_number_of_an_english_one() -> None:
    assert [
        str(path.relative_to(SOURCE))
        for path in sorted(SOURCE.rglob("*.py"))
        if "edition" not in path.parts and BY_HAND.search(path.read_text("utf-8"))
    ] == []


def test_no_room_formats_a_number_within_the_words_of_a_language() -> None:
    """Rooms that write English for an analyst hold texts for readers too: `Text(nl=..., en=...)`.

    A template such as `{value:.2f}` may stand in one, as `numerals.filled_in` fills it in; an f-string may not.
    """
    strays = []
    for path in sorted(SOURCE.rglob("*.py")):
        if "edition" in path.parts:
            continue
        for node in nodes_of(tree_of(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Text":
                strays += [
                    (path.name, part.lineno)
                    for part in ast.walk(node)
                    if isinstance(part, ast.FormattedValue) and any(formats_in(part))
                ]
    assert not strays, "write these with zicht.edition.numerals"


def test_every_exception_is_still_needed() -> None:
    assert set(EXCEPTIONS) <= set(found_outside_edition())


def test_a_number_format_is_recognised() -> None:
    source = (
        'f"{a:,}"; f"{a:.1f}"; f"{a:g}"; f"{a:.0%}"; f"{a:>{w}}"; f"{a:02d}"; f"{a!r}"\n'
        'format(a, ".2f"); "{:.1f}".format(a); "%.1f" % a; "%s" % a; f"{a:+d}"; f"{a:,d}"'
    )
    found = {spec for _, spec in formats_in(ast.parse(source))}
    assert found == {",", ".1f", "g", ".0%", "'.2f'", "{:.1f}", "%.1f", "+d", ",d"}
    assert BY_HAND.search("""words.replace(",", ".")""")
    assert BY_HAND.search("""words.replace(".", ",")""")
    assert not BY_HAND.search("""words.replace(",", "")""")
