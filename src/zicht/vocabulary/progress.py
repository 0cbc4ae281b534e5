"""How long work says where it is."""

from typing import Protocol


class Progress(Protocol):
    """A function that is called when a step begins, and as it advances.

    Parameters
    ----------
    step : what is being done, in words
    done, total : how many parts of the step are done, of how many; None where that is not counted
    """

    def __call__(
        self, step: str, done: int | None = None, total: int | None = None, /
    ) -> None:
        """Show it, or do nothing."""


def silent(_step: str, _done: int | None = None, _total: int | None = None, /) -> None:
    """Show nothing."""
