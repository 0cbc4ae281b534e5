"""Tables as HTML and as text, for what a notebook shows of a result."""

from collections.abc import Mapping, Sequence
from html import escape

Rows = Sequence[Mapping[str, object]]


def written_cell(value: object) -> str:
    """Write a value of a table: whole from a hundred up, four digits below."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.4g}"
    return str(value)


def html_table(rows: Rows, caption: str) -> str:
    """Write rows as an HTML table with a caption."""
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in rows[0])
    body = []
    for row in rows:
        texts = [escape(written_cell(value)) for value in row.values()]
        cells = "".join(f"<td>{text}</td>" for text in texts)
        body.append(f"<tr>{cells}</tr>")
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


def text_table(rows: Rows) -> str:
    """Write rows as text in columns."""
    if not rows:
        return ""
    cells = [list(rows[0])]
    for row in rows:
        cells.append([written_cell(value) for value in row.values()])
    columns = zip(*cells, strict=True)
    widths = [max(map(len, column)) for column in columns]
    lines = []
    for words in cells:
        pairs = zip(words, widths, strict=True)
        padded = [word.ljust(width) for word, width in pairs]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def columns_of(rows: Rows) -> dict[str, list[object]]:
    """Turn rows into columns."""
    columns: dict[str, list[object]] = {}
    for row in rows:
        for name, value in row.items():
            columns.setdefault(name, []).append(value)
    return columns
