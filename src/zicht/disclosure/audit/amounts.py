"""Attacks printed sums of amounts: each withheld one must possibly be as much higher as the rules ask."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.audit.attackers import Attacker, Background, bounds
from zicht.disclosure.audit.cells import gather
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
    least : per table and row, what the upper end of the sum must reach; NaN where nothing
        is asked
    own : table and row to which the reader alone contributed
    value : that he contributed
    seconds : the longest the attack may take

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, section 4.3: the feasibility interval.
    """
    completed = list(joined(tables))
    cells = gather(completed)
    lower, upper = bounds(cells, completed, Background(Attacker.ZERO))
    must_reach = np.full(len(cells), -np.inf)
    for asked, rows in zip(least, cells.rows, strict=True):
        is_asked = np.flatnonzero(np.isfinite(asked))
        np.maximum.at(must_reach, rows[is_asked], asked[is_asked])
    if own is not None:
        table, row = own
        cell = int(cells.rows[table][row])
        lower[cell] = upper[cell] = value
        must_reach[cell] = -np.inf
    zeros = np.zeros(cells.matrix.shape[0])
    known = Knowledge(cells.matrix, zeros, zeros.copy(), lower, upper)
    nothing = np.zeros(len(cells))
    wanted = Demands(np.full(len(cells), np.inf), must_reach, nothing)
    propagate(known)
    narrow(known, wanted, seconds=seconds)
    is_revealed = wanted.any & ~wanted.met(known.lower, known.upper)
    return Revealed(
        rows=tuple(
            is_revealed[rows[: len(asked)]]
            for rows, asked in zip(cells.rows, least, strict=True)
        ),
        named=tuple(cells.label(cell) for cell in np.flatnonzero(is_revealed).tolist()),
        complete=known.complete and not known.contradicts,
    )
