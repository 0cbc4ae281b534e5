"""Parts that many pages share: links, tables and charts, each with the names that the templates use."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from zicht.edition.charts.bar import Bar
from zicht.vocabulary.printed_pages import Form


@dataclass(frozen=True)
class Link:
    """A link to another page.

    Parameters
    ----------
    href : relative address, seen from the page that shows the link
    words : that are clicked on
    kind : what stands there, in a word behind the link; empty if that is plain
    """

    href: str
    words: str
    kind: str = ""


@dataclass(frozen=True)
class FileLink:
    """A link to a file.

    Parameters
    ----------
    href, words : as of a link
    type : of the file, such as `CSV`
    """

    href: str
    words: str
    type: str


@dataclass(frozen=True)
class Tab:
    """A link in a row of views of the same thing.

    Parameters
    ----------
    href, words : as of a link
    is_selected : whether it is the view that is shown
    is_double : whether it is by two dimensions; such tabs are folded
    """

    href: str
    words: str
    is_selected: bool
    is_double: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell of a table.

    Parameters
    ----------
    words : as printed
    kind : style: `quiet`, or the status of a figure without a number
    figure : address of the figure that it prints, by which proof holds it; empty if it prints none
    form : how its words write that figure
    interval : of an estimate, set smaller below its words
    """

    words: str
    kind: str = ""
    figure: str = ""
    form: Form = Form.VALUE
    interval: str = ""


@dataclass(frozen=True)
class Line:
    """One row of a table.

    Parameters
    ----------
    name : head of the row
    cells : of the row
    kind : style: `total`, `margin`, or `group` for a heading between rows
    detail : further words of the head, set smaller
    span : columns that a heading between rows takes
    """

    name: str
    cells: Sequence[Cell]
    kind: str = ""
    detail: str = ""
    span: int = 0


@dataclass(frozen=True)
class Table:
    """A table of figures.

    Parameters
    ----------
    head : heads of the columns
    body : rows
    is_wide : whether it may need more width than the text
    """

    head: Sequence[str]
    body: Sequence[Line]
    is_wide: bool = False


@dataclass(frozen=True)
class FigureLine:
    """One line of a list of figures.

    Parameters
    ----------
    href : way to the page of the figure
    title : of the indicator or the series; the question stands in its place if there is one
    value, period : newest figure; empty if there is none
    figure : address of that figure, where it was counted
    has_conflict : whether different numbers were printed of one period
    """

    href: str
    title: str
    value: str = ""
    period: str = ""
    question: str = ""
    has_conflict: bool = False
    figure: str = ""


@dataclass(frozen=True)
class LegendEntry:
    """The name of a line in a chart, and how it is drawn."""

    name: str
    style: int
    is_loose: bool


@dataclass(frozen=True)
class SmallChart:
    """A line of one group among those of other groups."""

    name: str
    chart: Markup


@dataclass(frozen=True)
class ChartTitle:
    """The title of a chart, and the addresses of the figures of which it gives the number."""

    words: str
    says: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart with its words.

    Parameters
    ----------
    title, subtitle : above it
    drawing : lines as a picture, or bars
    kind : `line` or `bars`
    label : written alternative of bars; a picture holds its own
    has_break : whether a dashed line marks a break in the series
    legend : names of the lines, where there are several
    several : whether a unit may be counted in several bars
    small : a small line per group through the periods
    says : addresses of the figures of which the title gives the number
    """

    title: str
    subtitle: str
    drawing: Markup | Sequence[Bar]
    kind: str = "line"
    label: str = ""
    has_break: bool = False
    legend: Sequence[LegendEntry] = ()
    several: bool = False
    small: Sequence[SmallChart] = ()
    says: Sequence[str] = ()
