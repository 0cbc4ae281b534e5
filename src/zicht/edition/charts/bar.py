"""A bar on a page: its ends and its fill."""

from dataclasses import dataclass

from zicht.vocabulary.printed_pages import Form


@dataclass(frozen=True)
class Bar:
    """One bar of a page.

    Parameters
    ----------
    name, words : what it is about, and its figure as written
    width : where it ends, in percent of the width
    is_hidden : whether it is a hatched stretch in which a hidden value lies
    start : where a hatched stretch starts, in percent of its own width
    is_residual : whether it is about what is rest, unknown or not applicable, which stands back in grey
    figure : address of the figure that it shows; empty if it shows none that was counted
    form : how its words write that figure
    interval : of an estimate, as written; empty for all else
    low, high : ends of the line that shows the interval, in percent of the length of the bar
    """

    name: str
    words: str
    width: float
    is_hidden: bool = False
    start: float = 0.0
    is_residual: bool = False
    figure: str = ""
    form: Form = Form.VALUE
    interval: str = ""
    low: float = 0.0
    high: float = 0.0

    @property
    def style(self) -> str:
        """How it is filled."""
        if self.is_hidden:
            return "hidden"
        return "mark residual" if self.is_residual else "mark"
