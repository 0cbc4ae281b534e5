"""Multiple systems estimation: how many persons no list has seen, by several methods, with a verdict.

`compare` and `estimate_file` run every method and judge them; `estimate_strata` gives totals per covariate and year.
The rest of the room is the machinery; `docs/estimation.md` explains it.
"""

from zicht.estimation.comparing import HEADER, Comparison, compare
from zicht.estimation.linkage_doubt import (
    LinkageSpread,
    spread_of_linkage,
    with_linkage,
    with_perturbation,
)
from zicht.estimation.methods import DEFAULT_METHODS, METHODS
from zicht.estimation.reading import (
    Choices,
    Reading,
    read_capture_table,
    read_table,
)
from zicht.estimation.settings import Settings
from zicht.estimation.tables import (
    capture_table_from_links,
    keep_lists,
    merge_lists,
    omit_list,
)
from zicht.estimation.totals import CovariateEstimate, estimate_strata
from zicht.estimation.verb import Changes, Merge, Plots, estimate_file

__all__ = [
    "DEFAULT_METHODS",
    "HEADER",
    "METHODS",
    "Changes",
    "Choices",
    "Comparison",
    "CovariateEstimate",
    "LinkageSpread",
    "Merge",
    "Plots",
    "Reading",
    "Settings",
    "capture_table_from_links",
    "compare",
    "estimate_file",
    "estimate_strata",
    "keep_lists",
    "merge_lists",
    "omit_list",
    "read_capture_table",
    "read_table",
    "spread_of_linkage",
    "with_linkage",
    "with_perturbation",
]
