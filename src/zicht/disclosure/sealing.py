"""The seal of the gate: whoever reads protected tables later can check that they passed it."""

from collections.abc import Callable
from dataclasses import replace

from zicht.vocabulary.protected import Protected

Sign = Callable[[bytes], str]
"""Returns the gate's signature over a digest."""


def seal(protected: Protected, sign: Sign) -> Protected:
    """Return the tables with the gate's signature over their digest."""
    return replace(protected, seal=sign(bytes.fromhex(protected.digest)))
