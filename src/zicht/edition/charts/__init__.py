"""Charts as SVG, for pages, reports and pictures of estimates.

`plates` draws a table of figures in a frame, for print and for reports as pages. `fluid` draws lines and bars that take
the width of a page of the site. `spreads` draws intervals, `ridges` distributions, and `overlaps` who is on which
lists. `pictures` makes a file of a drawing. All share the axes of `scales` and the marks of `svg`, and write numbers
with `edition.figures`.
"""

from zicht.edition.charts.alternatives import describe, running_words
from zicht.edition.charts.plates import draw
from zicht.edition.charts.spreads import Whisker, draw_spreads
from zicht.edition.charts.svg import NARROW, PRINT, WIDE, Frame, ceiling

__all__ = [
    "NARROW",
    "PRINT",
    "WIDE",
    "Frame",
    "Whisker",
    "ceiling",
    "describe",
    "draw",
    "draw_spreads",
    "running_words",
]
