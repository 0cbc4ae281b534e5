"""Small pieces of HTML for the page beside protected tables."""

from collections.abc import Iterable
from html import escape


class Markup(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


def code(text: str) -> Markup:
    """Mark a text as code."""
    return Markup(f"<code>{escape(text)}</code>")


def section(title: str, content: str) -> str:
    """Write a section with a heading."""
    return f"<section><h2>{title}</h2>{content}</section>"


def bullets(items: Iterable[str], *, if_empty: str = "") -> str:
    """Write a list of HTML items; without items, a paragraph with `if_empty`."""
    markup = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{markup}</ul>" if markup else f"<p>{if_empty}</p>"


def definitions(rows: Iterable[tuple[str, str]]) -> str:
    """Write a definition list of terms and their HTML descriptions."""
    markup = "".join(f"<dt>{term}</dt><dd>{text}</dd>" for term, text in rows)
    return f"<dl>{markup}</dl>"


def details(summary: str, content: str) -> str:
    """Write content that a reader unfolds."""
    return f"<details><summary>{summary}</summary>{content}</details>"
