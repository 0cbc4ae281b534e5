"""Drawings as separate files, SVG and PNG, with a title and in the typeface of the printed reports."""

from collections.abc import Sequence

import typst

from zicht.edition.charts.svg import PRINT_STYLE, Drawing, Frame, svg, text

_STYLE = f"""{PRINT_STYLE}
.sheet{{fill:#fff}}.ridge{{fill:#808d96;fill-opacity:.55;stroke:#5f6d77}}
.ridge.first{{fill:#0b5467;fill-opacity:.55;stroke:#0b5467}}.off{{fill:#e6eaec}}
"""
PICTURE = Frame(
    width=640, font="Libertinus Serif, Georgia, serif", size=13, style=_STYLE
)
"""Frame of a picture. Typst includes Libertinus Serif, so that a PNG looks the same on every machine."""
_MARGIN = 14.0
_SHARPNESS = 144
"""Dots per inch: two for each unit of the drawing."""
_PAGE = """#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.picture), format: "svg")"""


def picture(
    title: str, panels: Sequence[tuple[str, Drawing]], frame: Frame, alt: str
) -> str:
    """Set drawings below each other, under one title.

    Parameters
    ----------
    title : of the whole
    panels : heading of each drawing, empty if it needs none, and the drawing
    frame : that they were drawn in
    alt : the written alternative

    Returns
    -------
    SVG on a white ground
    """
    y = _MARGIN + frame.size
    elements = [text(0, y, title, kind="strong")]
    y += frame.size * 0.8
    for heading, drawing in panels:
        if heading:
            y += frame.size * 1.6
            elements.append(text(0, y, heading, kind="soft"))
            y += frame.size * 0.4
        elements.append(f'<g transform="translate(0 {y:g})">')
        elements += drawing.parts
        elements.append("</g>")
        y += drawing.height
    whole = Frame(
        width=frame.width + 2 * _MARGIN,
        font=frame.font,
        size=frame.size,
        style=frame.style,
    )
    ground = f'<rect class="sheet" width="{whole.width:g}" height="{y + _MARGIN:g}"/>'
    inside = [ground, f'<g transform="translate({_MARGIN:g} 0)">', *elements, "</g>"]
    return svg(whole, y + _MARGIN, inside, alt)


def png(picture: str) -> bytes:
    """Convert an SVG to PNG with Typst, which uses its own typefaces and no other file."""
    image = typst.compile(
        _PAGE.encode(),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
        format="png",
        ppi=_SHARPNESS,
        sys_inputs={"picture": picture},
    )
    return bytes(image)
