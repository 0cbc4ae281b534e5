"""What was published from a vault, kept inside it: the gate compares new releases with old ones."""

from dataclasses import dataclass

CELLS = "cells"
"""Name under which the ledger keeps everything that a publication printed."""


@dataclass(frozen=True)
class Remembered:
    """One table of a release, as it was published.

    Parameters
    ----------
    release : digest of the release
    table : name of the table
    cells : its cells, in canonical JSON
    """

    release: str
    table: str
    cells: str
