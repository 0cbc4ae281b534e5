"""What a statistician needs in a notebook: estimates, protection, audits and releases, as tables of their own library.

A table comes from pyarrow, pandas or polars, and answers are tables of the same library. `import zicht` offers these
names without loading anything until one is used.
"""

from zicht.notebook.auditing import audit
from zicht.notebook.estimating import EstimateResult, capture_table, estimate
from zicht.notebook.modelling import (
    ModelResult,
    compare_models,
    fit_model,
    simple_estimates,
)
from zicht.notebook.protecting import ProtectResult, protect
from zicht.notebook.releases import OpenRelease, open_release

__all__ = [
    "EstimateResult",
    "ModelResult",
    "OpenRelease",
    "ProtectResult",
    "audit",
    "capture_table",
    "compare_models",
    "estimate",
    "fit_model",
    "open_release",
    "protect",
    "simple_estimates",
]
