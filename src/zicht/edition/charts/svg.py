"""Parts that all charts share: frame, marks, words and axes, as SVG in black, greys and one accent colour."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_STEPS = (1, 2, 2.5, 5, 10)
PRINT_STYLE = """
.grid{stroke:#d3dadd;stroke-width:.7}.base{stroke:#5f6d77;stroke-width:.9}
text{fill:#15212a}.soft{fill:#4b5963}.accent{fill:#0b5467}.strong{font-weight:600}.accent-text{fill:#0b5467;font-weight:600}
.line{fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:butt}
.s0{stroke:#0b5467;stroke-width:2.6}.s1{stroke:#15212a}.s2{stroke:#5f6d77;stroke-dasharray:7 3}
.s3{stroke:#15212a;stroke-dasharray:2.5 2.5}.s4{stroke:#77858e}.s5{stroke:#77858e;stroke-dasharray:8 3 2 3}
.dot{stroke:#fff;stroke-width:1.2;stroke-dasharray:none}.d0{fill:#0b5467}.d1,.d3{fill:#15212a}.d2,.d4,.d5{fill:#5f6d77}
.open{fill:#fff;stroke:#15212a}.d0.open{stroke:#0b5467;stroke-width:1.6}
.bar{fill:#808d96}.bar.first{fill:#0b5467}.hidden{fill:none;stroke:#5f6d77;stroke-width:1;stroke-dasharray:3 2}
.edge{stroke:#fff;stroke-width:4}.whisker{stroke:#15212a;stroke-width:1.5}.interval{stroke:#0b5467;stroke-width:6;stroke-opacity:.28}
.seen{stroke:#15212a;stroke-width:1;stroke-dasharray:1.5 2.5}
"""


@dataclass(frozen=True)
class Frame:
    """Room to draw in.

    Parameters
    ----------
    width : of the drawing; text keeps its size
    height : of the part of a line chart in which lines lie
    font : family, for print; on a page the page decides
    size : of the text
    narrow : whether labels go above instead of beside the lines
    """

    width: float
    font: str = ""
    size: float = 13
    height: float = 230
    narrow: bool = False
    style: str = ""


PRINT = Frame(
    width=460, font="Libertinus Serif", size=10, height=120, style=PRINT_STYLE
)
WIDE = Frame(width=640)
NARROW = Frame(width=320, height=190, narrow=True)


@dataclass(frozen=True)
class Drawing:
    """Parts of a drawing, in SVG, and how high they are together."""

    height: float
    parts: list[str]


def svg(frame: Frame, height: float, parts: Sequence[str], alt: str) -> str:
    """Wrap the parts of a drawing: its room, its typeface where it is printed, its written alternative on a page."""
    label = f' role="img" aria-label="{escape(alt)}"' if alt else ""
    font = f' font-family="{frame.font}"' if frame.font else ""
    style = f"<style>{frame.style}</style>" if frame.style else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(frame.width)} {n(height)}"'
        f'{label}{font} font-size="{n(frame.size)}">{style}{"".join(parts)}</svg>'
    )


def n(value: float) -> str:
    """Write a place in a drawing."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text(
    x: float, y: float, words: str, *, kind: str = "", anchor: str = "start"
) -> str:
    """Set words at a place."""
    turn = f' text-anchor="{anchor}"' if anchor != "start" else ""
    style = f' class="{kind}"' if kind else ""
    return f'<text x="{n(x)}" y="{n(y)}"{turn}{style}>{escape(words)}</text>'


def ceiling(largest: float) -> tuple[float, tuple[float, ...]]:
    """Round top of an axis that starts at 0, and its ticks."""
    if largest <= 0:
        return 1.0, (0.0,)
    rough = largest / 3
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * step for step in _STEPS if power * step >= rough * 0.999)
    n = math.ceil(largest / step - 1e-9)
    return n * step, tuple(at * step for at in range(n + 1))


def wrap(words: str, width: int) -> list[str]:
    """Break a label into lines of at most so many letters; a space that may not break is a letter."""
    made: list[str] = []
    for word in words.split(" "):
        if made and len(made[-1]) + 1 + len(word) <= width:
            made[-1] += f" {word}"
        else:
            made.append(word)
    return made


def mark(style: int, x: float, y: float, *, is_open: bool = False) -> str:
    """Draw the mark of a style: a disc, a square, a triangle or a diamond."""
    r = 3.6 if style == 0 else 3
    kind = f'class="dot d{style}{" open" if is_open else ""}"'
    if style in (0, 4):
        return f'<circle {kind} cx="{n(x)}" cy="{n(y)}" r="{r}"/>'
    if style in (1, 5):
        return f'<rect {kind} x="{n(x - r)}" y="{n(y - r)}" width="{2 * r}" height="{2 * r}"/>'
    corners = (
        [(0, -r - 0.8), (r + 0.8, r), (-r - 0.8, r)]
        if style == 2
        else [(0, -r - 1), (r + 1, 0), (0, r + 1), (-r - 1, 0)]
    )
    points = " ".join(f"{n(x + a)},{n(y + b)}" for a, b in corners)
    return f'<polygon {kind} points="{points}"/>'
