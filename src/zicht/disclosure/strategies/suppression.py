"""Suppression: small counts are withheld, with further ones that guard them."""

import numpy as np

from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.masking import withhold_rows
from zicht.disclosure.protect.draws import draws
from zicht.disclosure.protect.groups import whole_groups
from zicht.disclosure.protect.suppression import Chosen, Known, suppress
from zicht.disclosure.repair import Repair
from zicht.disclosure.strategies.task import Task
from zicht.disclosure.thresholds import thresholds_of
from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.protected import ProtectedTable


class Suppression:
    """Tables with withheld cells. A repair withholds further cells."""

    only_widens = False
    """Another pattern of withheld cells may forbid what was possible under the first."""

    def __init__(self, task: Task) -> None:
        system = task.system
        self.task = task
        was_withheld, self.was_shown = task.printed.statuses()
        self.must_hide = was_withheld | task.is_small_area
        self.floors = task.printed.floors()
        # Where zeros are printed, readers take every withheld cell to be at least one.
        zero_is_shown = (system.counts == 0) & (task.policy.zeros == "structural")
        self.draws = draws(system, task.secret, "suppression", task.same, task.drawn_as)
        self.repair = Repair(
            system,
            self.was_shown | zero_is_shown,
            self.draws if task.same else None,
        )
        self.hidden = np.zeros(len(system.counts), dtype=bool)
        self.is_fewest = False
        self.pattern: Chosen | None = None

    def tables(self) -> tuple[ProtectedTable, ...]:
        """Choose the cells to withhold, and return the tables without them."""
        task, system = self.task, self.task.system
        was_repaired = self.repair.level > 0
        # The fewest cells are sought before any repair only; a large system begins with
        # the pattern before the repair.
        pattern = suppress(
            system,
            self._thresholds(),
            task.policy,
            self.draws,
            seconds=task.seconds,
            progress=task.progress,
            known=Known(self.must_hide | was_repaired, self.was_shown, self.floors),
            exact=not self.repair.cells,
            before=self.pattern,
        )
        self.pattern = pattern
        # A category that holds nearly all of its row tells the row too: it is withheld
        # whatever its count, and no proof of the fewest cells counts it.
        groups = whole_groups(system, task.policy)
        self.hidden = pattern.hidden | groups
        self.is_fewest = pattern.is_fewest and not np.any(groups & ~pattern.hidden)
        return tuple(
            withhold_rows(table, self.hidden[cells])
            for table, cells in zip(task.tables, system.rows, strict=True)
        )

    def hints(self) -> tuple[Floats, ...]:
        """Return the counts that are printed."""
        counts = np.where(self.hidden, np.nan, self.task.system.counts)
        return tuple(counts[cells] for cells in self.task.system.rows)

    def proofs(self) -> dict[str, float]:
        """Return 1 where no safe pattern withholds fewer cells, else 0."""
        return {
            "fewest cells withheld": float(self.is_fewest and not self.repair.cells)
        }

    def mend(self, findings: Findings) -> bool:
        """Withhold a few cells more; False if none of them helps."""
        before = self.repair.cells
        # The repair prefers the largest number: with the sign turned it withholds the
        # smallest count, of which the fewest records are lost.
        self.repair.mend(findings, -self.task.system.counts, ~self.hidden)
        return self.repair.cells > before

    def _thresholds(self) -> Ints:
        """Return the count from which each cell may be shown, in its strictest row."""
        policy, system = self.task.policy, self.task.system
        thresholds = np.full(len(system.counts), policy.threshold, dtype=np.int64)
        for table, cells in zip(self.task.tables, system.rows, strict=True):
            np.maximum.at(thresholds, cells, thresholds_of(table, policy))
        return thresholds
