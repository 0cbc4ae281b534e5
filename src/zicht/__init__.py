"""Zicht: the monitoring system of a national rapporteur.

In a notebook, these names suffice; each takes a table of pyarrow, pandas or polars and gives tables of the same
library. Nothing is loaded until a name is used.

- `capture_table`, `estimate` : how many persons are on no list
- `fit_model`, `compare_models`, `simple_estimates` : one model at a time, and estimators in closed form
- `protect` : tables of records as they may be published
- `audit` : what printed tables reveal
- `open_release` : published figures as tables
"""

from typing import TYPE_CHECKING

from zicht.vocabulary.package import VERSION

if TYPE_CHECKING:
    from zicht.notebook import (
        audit,
        capture_table,
        compare_models,
        estimate,
        fit_model,
        open_release,
        protect,
        simple_estimates,
    )

__version__ = VERSION
__all__ = [
    "audit",
    "capture_table",
    "compare_models",
    "estimate",
    "fit_model",
    "open_release",
    "protect",
    "simple_estimates",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'zicht' has no attribute {name!r}")
    from zicht import notebook  # noqa: PLC0415 - `import zicht` and `zicht --help` stay quick

    return getattr(notebook, name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
