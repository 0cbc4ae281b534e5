"""Marks the first cell of every row of a table as the header of that row, which Typst cannot yet."""

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object


def mark_row_headers(printed: bytes) -> bytes:
    """Tag the first cell of each row in the body of a table as a header of scope `Row`.

    Typst gives every cell the header of its column by name. Named headers hide those of the row, so they are taken off:
    in a table without merged cells a reader finds both by their scope (ISO 32000-2, 14.8.5.7).

    Parameters
    ----------
    printed : a tagged PDF

    Returns
    -------
    the same PDF with headers of rows; equal bytes for equal bytes
    """
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        for row in _rows_of_bodies(pdf.Root.StructTreeRoot):
            _remove_named_headers(row)
            _mark_first_cell(row)
        out = io.BytesIO()
        pdf.save(
            out,
            # The same report gives the same bytes, so that a reader can compare two of them.
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return out.getvalue()


def _rows_of_bodies(node: Object) -> Iterator[Object]:
    """Yield the rows in the bodies of all tables below a node."""
    for child in _children(node):
        if Name.TBody != child.S:
            yield from _rows_of_bodies(child)
            continue
        for row in _children(child):
            if row.S == Name.TR:
                yield row


def _children(node: Object) -> list[Object]:
    """Return the structure elements directly below a node; a single one stands there without a list."""
    inside = node.get("/K")
    members = list(inside) if isinstance(inside, Array) else [inside]
    return [
        member
        for member in members
        if isinstance(member, Dictionary) and "/S" in member
    ]


def _remove_named_headers(row: Object) -> None:
    """Remove the names of column headers from the cells of a row."""
    for cell in _children(row):
        for attributes in cell.get("/A", Array()):
            if attributes.get("/O") == Name.Table and "/Headers" in attributes:
                del attributes["/Headers"]


def _mark_first_cell(row: Object) -> None:
    """Make the first cell of a row its header."""
    cells = _children(row)
    if not cells or cells[0].S != Name.TD:
        return
    header = cells[0]
    header.S = Name.TH
    attributes = [
        attribute
        for attribute in header.get("/A", Array())
        if attribute.get("/O") != Name.Table
    ]
    attributes.append(Dictionary(O=Name.Table, Scope=Name.Row))
    header.A = Array(attributes)
