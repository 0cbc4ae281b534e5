"""Reading a capture table from whatever form it has, and saying what was understood."""

from zicht.estimation.reading.choices import Choices
from zicht.estimation.reading.covariates import NO_COVARIATES
from zicht.estimation.reading.reading import (
    Reading,
    read_capture_table,
    read_chosen,
    read_table,
)

__all__ = [
    "NO_COVARIATES",
    "Choices",
    "Reading",
    "read_capture_table",
    "read_chosen",
    "read_table",
]
