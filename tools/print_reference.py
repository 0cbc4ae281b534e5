"""Prints docs/reference.md: every key of every TOML of a project, with its meaning.

The keys come from the readers themselves, the meanings from docs/keys.toml. `--check` leaves with 1 when the page is
not what it would print.
"""

import dataclasses
import pkgutil
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
MEANINGS = ROOT / "docs" / "keys.toml"
PAGE = ROOT / "docs" / "reference.md"
HEAD = """# Reference: every key of every TOML

Printed by `tools/print_reference.py` from the readers of the program and from `docs/keys.toml`; edit the latter.
Texts *per language* are tables such as `{ en = "...", nl = "..." }`. A key that is not listed here is refused, with
file and line.
"""


class IncompleteReferenceError(Exception):
    """A key has no meaning, or a meaning has no key."""


def keys_of(place: str) -> tuple[str, ...]:
    """Return the keys that a reader accepts.

    Parameters
    ----------
    place : `module:NAME` of a constant (words, or a tuple) or of a dataclass
    """
    source = pkgutil.resolve_name(place)
    if dataclasses.is_dataclass(source):
        return tuple(field.name for field in dataclasses.fields(source))
    return tuple(source.split()) if isinstance(source, str) else tuple(source)


def section_of(title: str, keys: tuple[str, ...], meaning: Mapping[str, str]) -> str:
    """Return the section of one table.

    Raises
    ------
    IncompleteReferenceError : keys and meanings are not the same
    """
    missing = sorted(set(keys) ^ set(meaning))
    if missing:
        raise IncompleteReferenceError(
            f"{title}: {', '.join(missing)} is accepted and not explained in docs/keys.toml, or the reverse."
        )
    rows = []
    for key in keys:
        required = "yes" if meaning[key].startswith("!") else ""
        rows.append(f"| `{key}` | {required} | {meaning[key].removeprefix('! ')} |")
    heading = f"## {title}\n\n| key | required | meaning |\n|---|---|---|"
    return "\n".join([heading, *rows])


def printed_page() -> str:
    """Return the page as it should be."""
    tables = tomllib.loads(MEANINGS.read_text("utf-8"))["table"]
    sections = [
        section_of(table["title"], keys_of(table["keys"]), table["meaning"])
        for table in tables
    ]
    return "\n\n".join([HEAD.rstrip(), *sections]) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(printed_page() != PAGE.read_text("utf-8"))
    PAGE.write_text(printed_page(), "utf-8")
