"""Group disclosure: that nearly everybody of a row has a sensitive attribute may not follow from what is printed."""

from collections.abc import Mapping

import numpy as np

from zicht.disclosure.protect.system import System
from zicht.vocabulary.arrays import Bools
from zicht.vocabulary.dimensions import TOTAL
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
    strangers = sorted(
        {
            f"{dimension.name} = {code}"
            for table in tables
            for dimension in table.dimensions
            for code in sensitive.get(dimension.name, ())
            if code not in dimension.leaves
        }
    )
    if strangers:
        raise DisclosureRefused(
            f"The policy calls {', '.join(strangers)} sensitive, which is no category there.",
            now="Correct [sensitive] in the policy; after a merge, name the category that stays.",
        )


def beside_sensitive(table: CountTable, policy: Policy) -> Bools:
    """Tell which rows are of a dimension with sensitive categories, its total apart.

    They are shown from twice the threshold, whatever they hold: were only the remainder of a sensitive group shown
    less precisely, that alone would tell.
    """
    found = np.zeros(len(table.counts), dtype=bool)
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        if policy.sensitive.get(dimension.name):
            found |= codes != TOTAL
    return found


def whole_groups(system: System, policy: Policy) -> Bools:
    """Tell which cells hold all of their row, or all but fewer than the threshold, in a category that does not add up.

    Where categories add up, the remainder is small itself and withheld for that.
    """
    sensitive = np.zeros(len(system.counts), dtype=bool)
    for universe in system.universes:
        for axis, name in enumerate(universe.names):
            codes = [
                at
                for at, word in enumerate(universe.words[axis])
                if word in policy.sensitive.get(name, ())
            ]
            sensitive[universe.cells[np.isin(universe.codes[:, axis], codes)]] = True
    inside, around = system.within, system.around
    alike = sensitive[inside] & (system.counts[inside] > 0)
    alike &= system.counts[around] - system.counts[inside] < policy.threshold
    found = np.zeros(len(system.counts), dtype=bool)
    found[inside[alike]] = True
    return found
