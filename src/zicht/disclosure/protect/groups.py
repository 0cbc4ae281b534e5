"""Group disclosure: that nearly everybody of a row has a sensitive attribute may not follow from what is printed."""

from collections.abc import Mapping

import numpy as np

from zicht.disclosure.protect.system import System
from zicht.vocabulary.arrays import Bools
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable


def refuse_unknown(
    tables: tuple[CountTable, ...], sensitive: Mapping[str, tuple[str, ...]]
) -> None:
    """Refuse sensitive categories that a dimension does not have: they would guard nothing.

    Raises
    ------
    DisclosureRefused : naming them
    """
    unknown = set()
    for table in tables:
        for dimension in table.dimensions:
            codes = set(sensitive.get(dimension.name, ())) - set(dimension.leaves)
            unknown |= {f"{dimension.name} = {code}" for code in codes}
    if unknown:
        raise DisclosureRefused(
            f"The policy calls {', '.join(sorted(unknown))} sensitive, which is no"
            " category there.",
            now="Correct [sensitive] in the policy; after a merge, name the category that"
            " stays.",
        )


def whole_groups(system: System, policy: Policy) -> Bools:
    """Return the cells that hold all of their row in a category that does not add up.

    All of it, or all but fewer than the threshold. Where categories add up, the remainder
    is small itself and withheld for that.
    """
    is_sensitive = _sensitive_cells(system, policy)
    part, row = system.within, system.around
    # Where categories do not add up, nothing else says how many are without one.
    without = system.counts[row] - system.counts[part]
    holds_nearly_all = (system.counts[part] > 0) & (without < policy.threshold)
    is_whole = np.zeros(len(system.counts), dtype=bool)
    is_whole[part[is_sensitive[part] & holds_nearly_all]] = True
    return is_whole


def _sensitive_cells(system: System, policy: Policy) -> Bools:
    """Return the cells of sensitive categories."""
    is_sensitive = np.zeros(len(system.counts), dtype=bool)
    for universe in system.universes:
        for axis, name in enumerate(universe.names):
            sensitive = policy.sensitive.get(name, ())
            positions = [
                position
                for position, word in enumerate(universe.words[axis])
                if word in sensitive
            ]
            rows = np.isin(universe.codes[:, axis], positions)
            is_sensitive[universe.cells[rows]] = True
    return is_sensitive
