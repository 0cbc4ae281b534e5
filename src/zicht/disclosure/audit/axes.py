"""One dimension of a universe as an attacker reads it: sets of leaves that cover one another.

A code is read as the set of leaves it stands for. Two codes with the same leaves are one
set, whatever they are called and whatever release they stand in. A set and its subset
make a third, their difference, even where nobody printed it.
"""

from collections.abc import Iterator, Mapping, Sequence

from zicht.vocabulary.dimensions import TOTAL, Dimension

EVERYTHING = frozenset({TOTAL})
"""The set behind the total of a dimension without an extent."""
Place = tuple[int, int]
"""A table, and a hierarchy in it."""


class Axis:
    """One dimension of one universe over all its tables.

    Attributes
    ----------
    name : of the dimension
    sets : of leaves; a set is known by its position, and the first one is everything
    index : position of each set
    covers : a set, and the sets that add up to it
    lists : a set, and the codes in it of which one record may carry several
    sources : per set, the places in which it is printed
    rests : sets of those who do not carry a code of which one may carry several
    groups : sets that stand for a group of such codes, all of which are listed
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.sets: list[frozenset[str]] = [EVERYTHING]
        self.index: dict[frozenset[str], int] = {EVERYTHING: 0}
        self.covers: dict[tuple[int, frozenset[int]], None] = {}
        self.lists: dict[tuple[int, frozenset[int]], None] = {}
        self.sources: dict[int, set[Place]] = {}
        self.rests: set[int] = set()
        self.groups: set[frozenset[str]] = set()

    def number(self, leaves: frozenset[str]) -> int:
        """Return the position of a set; a set that is not there yet is added."""
        if leaves not in self.index:
            self.index[leaves] = len(self.sets)
            self.sets.append(leaves)
        return self.index[leaves]

    def read(
        self,
        dimension: Dimension,
        used: set[str],
        extent: frozenset[str] | None,
        source: int,
    ) -> dict[str, int]:
        """Take in the codes of a table, and note how they cover one another.

        Parameters
        ----------
        dimension : as the table has it
        used : codes that the table shows
        extent : leaves that its total covers; None where it covers everything
        source : number of the table

        Returns
        -------
        the set of each code in use, and of the total
        """
        positions = self._positions_of(dimension, used, extent)
        trees = [hierarchy.parents for hierarchy in dimension.hierarchies] or [{}]
        for tree, parents in enumerate(trees):
            shown = {*dimension.leaves, *parents, *parents.values()} & used
            # A hierarchy that shows nothing but codes beside it places nothing.
            if shown <= dimension.roots:
                continue
            for code in shown:
                self._note_place(positions[code], (source, tree))
            self._note_groups(parents, used)
            for whole, parts in _nearest_below(shown, parents).items():
                numbers = [positions[part] for part in parts]
                if dimension.adds_up:
                    self._note_sum(positions[whole], numbers)
                else:
                    self._note_list(positions[whole], numbers)
        return positions

    def read_total(self, extent: frozenset[str], source: int) -> int:
        """Take in a table that has no codes of this dimension, and return the set of its rows.

        Parameters
        ----------
        extent : leaves that its totals cover
        source : number of the table
        """
        whole = self.number(extent)
        self._note_place(whole, (source, 0))
        return whole

    def _positions_of(
        self, dimension: Dimension, used: set[str], extent: frozenset[str] | None
    ) -> dict[str, int]:
        """Return the set of each code in use, and of the total."""
        below = leaves_below(dimension)
        # A total up to one year and a total up to the next are two sets, and their
        # difference is that next year (ADR 0032).
        below[TOTAL] = extent or EVERYTHING
        return {code: self.number(below[code]) for code in sorted(used | {TOTAL})}

    def _note_place(self, number: int, place: Place) -> None:
        """Note where a set is printed."""
        self.sources.setdefault(number, set()).add(place)

    def _note_groups(self, parents: Mapping[str, str], used: set[str]) -> None:
        """Note the codes that stand for a group of others, all of which are listed."""
        for group in {*parents.values()} & used:
            if _is_listed(group, parents, used):
                self.groups.add(frozenset({group}))

    def _note_sum(self, whole: int, parts: list[int]) -> None:
        """Note that parts add up to a whole."""
        if parts != [whole]:
            self.covers[whole, frozenset(parts)] = None

    def _note_list(self, whole: int, parts: list[int]) -> None:
        """Note codes of which one may carry several, and who lacks each of them.

        Who is counted and does not carry a code is printed nowhere, and known all the
        same: the whole less the code.
        """
        self.lists[whole, frozenset(parts)] = None
        for part in parts:
            if part == whole:
                continue
            words = f"{in_words(self.sets[whole])} less {in_words(self.sets[part])}"
            rest = self.number(frozenset({words}))
            self.rests.add(rest)
            self.covers[whole, frozenset({part, rest})] = None

    def add_differences(self) -> None:
        """Add what is left of a set when sets inside it are taken away.

        They are taken from another release, table or hierarchy; within one hierarchy
        sums are noted already. Of the years to 2024 in one release and to 2023 in
        another, 2024 is left. Sets that fill a set leave nothing: a province in one
        table is the sum of its municipalities in another.
        """
        printed = [number for number in self.sources if self.sets[number] != EVERYTHING]
        for whole in printed:
            inside = [part for part in printed if self.sets[part] < self.sets[whole]]
            self._take_away(whole, self._printed_elsewhere(whole, inside))
            # Sets of several places may overlap; those of one place seldom do.
            for of_place in self._by_place(whole, inside):
                self._take_away(whole, of_place)

    def _printed_elsewhere(self, whole: int, parts: Sequence[int]) -> list[int]:
        """Return the sets that stand in none of the places in which a whole is printed."""
        places = self.sources[whole]
        return [part for part in parts if not self.sources[part] & places]

    def _by_place(self, whole: int, parts: Sequence[int]) -> Iterator[list[int]]:
        """Yield the sets of each place in which a whole is not printed."""
        places = set[Place]().union(*(self.sources[part] for part in parts))
        for place in sorted(places - self.sources[whole]):
            yield [part for part in parts if place in self.sources[part]]

    def _lies_within(self, part: int, others: Sequence[int]) -> bool:
        """Whether a set is a part of one of some others."""
        return any(self.sets[part] < self.sets[other] for other in others)

    def _take_away(self, whole: int, inside: Sequence[int]) -> None:
        """Note that a whole is the largest sets inside it and the rest.

        Nothing is noted where the largest sets overlap.
        """
        largest = [part for part in inside if not self._lies_within(part, inside)]
        sets = [self.sets[part] for part in largest]
        together = frozenset[str]().union(*sets)
        do_overlap = len(together) < sum(map(len, sets))
        if not largest or do_overlap:
            return
        parts = frozenset(largest)
        rest = self.sets[whole] - together
        if rest:
            parts |= {self.number(rest)}
        self.covers[whole, parts] = None


def leaves_below(dimension: Dimension) -> dict[str, frozenset[str]]:
    """Return the set of leaves that each code stands for.

    Codes of which one may carry several stand for themselves: no leaves tell who is
    behind two of them.
    """
    below = dict(dimension.leaves_below)
    for hierarchy in dimension.hierarchies:
        for code in hierarchy.parents.values():
            below.setdefault(code, frozenset({code}))
    if not dimension.adds_up:
        return {code: frozenset({code}) for code in below}
    return below


def in_words(leaves: frozenset[str]) -> str:
    """Name a set by its first and its last leaf."""
    names = sorted(leaves)
    return names[0] if len(names) == 1 else f"{names[0]}..{names[-1]} ({len(names)})"


def _is_listed(group: str, parents: Mapping[str, str], used: set[str]) -> bool:
    """Whether each code right below a group is in use, or listed by codes below it."""
    below = [code for code, parent in parents.items() if parent == group]
    return bool(below) and all(
        code in used or _is_listed(code, parents, used) for code in below
    )


def _nearest_below(used: set[str], parents: Mapping[str, str]) -> dict[str, list[str]]:
    """Return, per code in use and for the total, the codes in use right below it."""
    below: dict[str, list[str]] = {}
    for code in sorted(used - {TOTAL}):
        above = parents.get(code, TOTAL)
        while above != TOTAL and above not in used:
            above = parents.get(above, TOTAL)
        below.setdefault(above, []).append(code)
    return below
