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
            _mark(row)
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return out.getvalue()


def _rows_of_bodies(node: Object) -> Iterator[Object]:
    for child in _children(node):
        if Name.TBody == child.S:
            yield from (row for row in _children(child) if row.S == Name.TR)
        else:
            yield from _rows_of_bodies(child)


def _children(node: Object) -> list[Object]:
    inside = node.get("/K")
    many = list(inside) if isinstance(inside, Array) else [inside]
    return [child for child in many if isinstance(child, Dictionary) and "/S" in child]


def _mark(row: Object) -> None:
    cells = _children(row)
    for cell in cells:
        for attributes in cell.get("/A", Array()):
            if attributes.get("/O") == Name.Table and "/Headers" in attributes:
                del attributes["/Headers"]
    if cells and cells[0].S == Name.TD:
        head = cells[0]
        head.S = Name.TH
        kept = [one for one in head.get("/A", Array()) if one.get("/O") != Name.Table]
        head.A = Array([*kept, Dictionary(O=Name.Table, Scope=Name.Row)])
