"""Attacks printed sums of amounts: each withheld one must possibly be as much higher as the rules ask."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.audit.attackers import Attacker, Background, bounds
from zicht.disclosure.audit.cells import Cells, gather
from zicht.disclosure.audit.intervals import Knowledge, narrow, propagate
from zicht.disclosure.audit.published import PublishedTable, joined
from zicht.disclosure.audit.safety import Demands
from zicht.vocabulary.arrays import Bools, Floats


@dataclass(frozen=True)
class Revealed:
    """What an attack on sums found.

    Parameters
    ----------
    rows : per table, which rows are told too precisely
    named : the cells in words, without their values
    complete : whether every sum was looked at
    """

    rows: tuple[Bools, ...]
    named: tuple[str, ...]
    complete: bool

    @property
    def ok(self) -> bool:
        """Whether nothing was revealed and nothing left unlooked at."""
        return self.complete and not self.named


def audit_sums(
    tables: Sequence[PublishedTable],
    least: Sequence[Floats],
    *,
    own: tuple[int, int] | None = None,
    value: float = 0.0,
    seconds: float = 300.0,
) -> Revealed:
    """Attack sums jointly, as a reader or as the only contributor to one of them.

    Parameters
    ----------
    tables : printed sums; a withheld one is known to be at least 0
    least : per table and row, what the upper end of the sum must reach; not a number where nothing is asked
    own : table and row to which the reader alone contributed
    value : that he contributed
    seconds : the longest the attack may take

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, section 4.3: the feasibility interval.
    """
    cells = gather(list(joined(tables)))
    low, high = bounds(cells, list(joined(tables)), Background(Attacker.ZERO))
    upper = np.full(len(cells), -np.inf)
    for asked, rows in zip(least, cells.rows, strict=True):
        at = np.flatnonzero(np.isfinite(asked))
        np.maximum.at(upper, rows[at], asked[at])
    if own is not None:
        cell = int(cells.rows[own[0]][own[1]])
        low[cell] = high[cell] = value
        upper[cell] = -np.inf
    known = Knowledge(
        cells.matrix,
        np.zeros(cells.matrix.shape[0]),
        np.zeros(cells.matrix.shape[0]),
        low,
        high,
    )
    wanted = Demands(np.full(len(cells), np.inf), upper, np.zeros(len(cells)))
    propagate(known)
    narrow(known, wanted, seconds=seconds)
    return _found(cells, known, wanted, [len(asked) for asked in least])


def _found(
    cells: Cells, known: Knowledge, wanted: Demands, sizes: Sequence[int]
) -> Revealed:
    bad = wanted.any & ~wanted.met(known.lower, known.upper)
    return Revealed(
        rows=tuple(
            bad[rows[:size]] for rows, size in zip(cells.rows, sizes, strict=True)
        ),
        named=tuple(cells.label(int(cell)) for cell in np.flatnonzero(bad)),
        complete=known.complete and not known.contradicts,
    )
