"""How sources write: link fields in a spelling of their own, numbers of records, several codes in one value."""

from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Ints, Texts
from zicht_invented.codes import SEXES
from zicht_invented.country import Country
from zicht_invented.identities import Identities, write_down
from zicht_invented.moves import Moves
from zicht_invented.scene import Scene


@dataclass(frozen=True, eq=False)
class Spelling:
    """Writes the link fields of records, so that each source spells people in its own way.

    Parameters
    ----------
    who : everybody who stands in some record
    row_of : row in `who` of each person of the joined people, below 0 for those in no record
    moves : of the joined people
    """

    who: Identities
    row_of: Ints
    moves: Moves
    scene: Scene

    def sex(self, person: Ints) -> Texts:
        """Write the sex of people as it truly is, for what is counted."""
        return np.asarray(SEXES)[self.who.sex[self.row_of[person]]]

    def link(
        self, source: str, person: Ints, on: Dates, *, with_bsn: float
    ) -> dict[str, Texts]:
        """Write link fields of records about the given people, index in the joined people, as they were on a day."""
        rng = self.scene.stream(f"spelling {source}")
        rows = self.row_of[person]
        home = self.moves.home_on(self.who.home[rows], person, on)
        return write_down(self.who, rows, home, self.scene, rng, with_bsn=with_bsn)


def numbered(prefix: str, years: Ints, marker: str) -> Texts:
    """Return numbers of records in the order of their dates: a letter, the year, a running number within it."""
    if not len(years):
        return np.asarray([], dtype=np.str_)
    first = np.searchsorted(years, years, side="left")
    running = np.strings.zfill((np.arange(len(years)) - first + 1).astype("U7"), 7)
    start = np.strings.add(prefix, np.strings.add(years.astype("U4"), "-"))
    return np.asarray(np.strings.add(np.strings.add(start, running), marker))


def joined(chosen: Bools, names: tuple[str, ...]) -> Texts:
    """Write several codes of one list with a semicolon between them."""
    numbers = chosen @ (1 << np.arange(chosen.shape[1]))
    unique, back = np.unique(numbers, return_inverse=True)
    texts = [
        ";".join(name for bit, name in enumerate(names) if number >> bit & 1)
        for number in unique.tolist()
    ]
    return np.asarray([*texts, ""])[back]


def areas(country: Country) -> Texts:
    """Codes of the municipalities, and after them the word for unknown: index -1."""
    return np.asarray([*country.codes, "onbekend"])
