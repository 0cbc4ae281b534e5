"""How much is known of a unit: enough to be one person with another, or not."""

import numpy as np

from zicht.linkage.preparing import Prepared
from zicht.vocabulary.arrays import Bools

TELLING = ("given", "family", "birth", "given_bloom", "family_bloom", "birth_bloom")
"""Fields of which two have to be known before two records can be one person."""


def little_known_units(prepared: Prepared) -> Bools:
    """Find the units of which too little is known to be one person with any other.

    Notes
    -----
    `weighing._too_little_known` applies the same rule to pairs.
    """
    n_known = sum((prepared.fields[field] != "").astype(np.int64) for field in TELLING)
    # A number or a token stands for all three.
    is_identified = (prepared.fields["number"] != "") | (prepared.fields["token"] != "")
    return np.asarray((n_known < 2) & ~is_identified)
