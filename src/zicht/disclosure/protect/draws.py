"""Chance with a secret: a number from 0 to 1 that belongs to a cell and its count.

Whoever knows the method, but not the secret, cannot make the draws again. A cell keeps
its draw for as long as its count stays, in whatever table, release or file it stands.
So many releases of one unchanged cell tell no more than one of them.

References
----------
Fraser & Wooton (2005), A proposed method for confidentialising tabular output to
protect against differencing: the same noise for the same records, from a keyed hash.
"""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from zicht.disclosure.protect.system import System
from zicht.disclosure.protect.universes import Universe
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.tables import SameRecords

SHORTEST = 16
"""Bytes of a secret that cannot be guessed."""


def draws(
    system: System,
    secret: bytes,
    purpose: str,
    same: Sequence[SameRecords] = (),
    drawn_as: Mapping[str, str] | None = None,
) -> Floats:
    """Draw a number from 0 up to 1 for every cell of a system.

    Parameters
    ----------
    system : cells with their true counts
    secret : of the gate, 16 bytes or more
    purpose : what the numbers are for: other purposes give other numbers
    same : universes of the same records under two names: their cells draw the same
    drawn_as : dimension to the name under which its cells are drawn, where it was renamed

    Returns
    -------
    a number per cell: a keyed hash of its universe, codes and count

    Raises
    ------
    DisclosureRefused : the secret is too short
    """
    refuse_short(secret)
    # BLAKE2b takes keys of at most 64 bytes, and a secret may be longer.
    key = hashlib.sha256(secret).digest()
    known_as = {records.part: records for records in same}
    drawn = np.zeros(len(system.counts))
    for universe in system.universes:
        itself = SameRecords(universe.name, universe.name)
        whole = known_as.get(universe.name, itself)
        leaves = _leaves_of_codes(universe)
        rows = zip(universe.cells.tolist(), universe.codes.tolist(), strict=True)
        for cell, codes in rows:
            words = _words(universe, codes, whole, leaves, drawn_as or {})
            # The count is part of the text: a cell that changes draws anew. Pseudonyms are
            # not: a release must not depend on the keys that made them (ADR 0110).
            text = "\x1f".join([purpose, *words, str(system.counts[cell])])
            drawn[cell] = from_0_to_1(text, key)
    return drawn


def refuse_short(secret: bytes) -> None:
    """Refuse a secret that could be guessed: draws could then be made again."""
    if len(secret) < SHORTEST:
        raise DisclosureRefused(
            f"The secret of the gate has {counted(len(secret), 'byte')}; {SHORTEST} are needed.",
            now="Take it from the keys of the vault, or from a ledger.",
        )


def _words(
    universe: Universe,
    codes: list[int],
    whole: SameRecords,
    leaves: Sequence[Sequence[str]],
    drawn_as: Mapping[str, str],
) -> list[str]:
    """Return the universe and the codes of a cell in words; totals say nothing."""
    selected = {
        name: "+".join(sorted(of_dimension))
        for name, of_dimension in whole.where.items()
    }
    for axis, code in enumerate(codes):
        if code:
            name = universe.names[axis]
            selected[drawn_as.get(name, name)] = leaves[axis][code]
    words = [f"{name}={leaf}" for name, leaf in sorted(selected.items())]
    return [whole.whole, *words]


def _leaves_of_codes(universe: Universe) -> list[list[str]]:
    """Name every code of every axis by its leaves: codes of the same leaves are one."""
    names_of_axes = []
    for name, words in zip(universe.names, universe.words, strict=True):
        below: dict[str, frozenset[str]] = {}
        for dimension in universe.dimensions:
            if dimension.name == name and dimension.adds_up:
                below |= dimension.leaves_below
        names = ["+".join(sorted(below.get(word, {word}))) for word in words]
        names_of_axes.append(names)
    return names_of_axes


def from_0_to_1(text: str, key: bytes) -> float:
    """Return the first 53 bits of a keyed hash as a fraction."""
    digest = hashlib.blake2b(text.encode(), digest_size=8, key=key).digest()
    # A float holds 53 bits: more would round some draws up to 1.
    return float((int.from_bytes(digest, "little") >> 11) * 2.0**-53)
