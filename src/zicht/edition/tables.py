"""Tables of figures: what reports set as a table or draw as a chart, read once, so that both show the same."""

from dataclasses import dataclass

from zicht.edition.figures import Figure


@dataclass(frozen=True)
class Line:
    """One row: figures in the order of the columns; None if the release has none."""

    label: str
    code: str
    figures: tuple[Figure | None, ...]
    is_total: bool = False
    level: int = 0


@dataclass(frozen=True)
class FigureTable:
    """Rows and columns of figures.

    Parameters
    ----------
    stub : heading of the column of labels
    columns : headings of the other columns, as shown
    keys : the same as codes: periods, or codes of a dimension
    lines : rows
    by_period : whether the columns are periods
    indicators : ids that the figures come from
    shape : `count`, `share`, `rate` or the unit of cited figures
    adds_up : False if a unit may stand in several rows
    running : keys of periods of which some are pending: a figure of these will rise
    breaks : keys of periods before which something moved the series
    """

    stub: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    lines: tuple[Line, ...]
    by_period: bool
    indicators: tuple[str, ...]
    shape: str
    adds_up: bool = True
    running: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure in it, row by row."""
        figures = []
        for line in self.lines:
            figures += [figure for figure in line.figures if figure is not None]
        return tuple(figures)
