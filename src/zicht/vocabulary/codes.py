"""Code lists: the categories of a column or a dimension, with their names and the way they add up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from zicht.vocabulary.dimensions import TOTAL, Hierarchy
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text
from zicht.vocabulary.validity import Validity


class Relation(StrEnum):
    """How the codes of a list that a record may carry relate to each other."""

    PARTS = "parts"
    """A unit carries exactly one code: the codes are disjoint and add up to the total."""
    OVERLAPPING = "overlapping"
    """A unit may carry several codes: the codes add up to more than the total."""
    NESTED = "nested"
    """Each code contains the code before it, as `within 2 years` contains `within 1 year`."""
    MEASURES = "measures"
    """The codes are statistics of the same units, such as a median and a decile."""


@dataclass(frozen=True)
class CodeList:
    """Codes in the order in which they are shown.

    Parameters
    ----------
    name : of the list
    labels : code to words, leaves first, then the levels above them
    parents : per level name, child code to parent code; empty for a flat list
    adds_up : False for lists whose codes are not disjoint parts of the total
    about : code to what its figures are about, in concepts of the lexicon of `proof`
    relation : how the leaves relate; derived from `adds_up` where it is left out
    is_ordered : whether the order of the codes is an order of size or time, which a chart keeps
    unknown : codes that mean "not known"
    not_applicable : codes that mean "does not apply"
    rest : codes that mean "any other"
    validity : code to the years in which it may be used; a code that is left out may always be used
    title : what the codes tell apart, as within a sentence: `form of exploitation`
    quantiles : of a list of measures, code to the part of all spans that lasted no longer: 0.5 is the median
    """

    name: str
    labels: Mapping[str, Text]
    parents: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    adds_up: bool = True
    about: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    relation: Relation | None = None
    is_ordered: bool = False
    unknown: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    validity: Mapping[str, Validity] = field(default_factory=dict)
    title: Text | None = None
    quantiles: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._refuse_unknown_codes()
        if TOTAL in self.labels:
            raise ProjectError(
                f"Code list {self.name}: {TOTAL} is kept for the total.",
                now="Rename that code.",
            )
        if self.relation is None:
            relation = Relation.PARTS if self.adds_up else Relation.OVERLAPPING
            object.__setattr__(self, "relation", relation)
        if self.adds_up != (self.relation is Relation.PARTS):
            written = str(self.adds_up).lower()
            raise ProjectError(
                f"Code list {self.name}: codes that are {self.relation} do not fit adds_up = {written}.",
                now='Only codes that are "parts" add up.',
            )

    def _refuse_unknown_codes(self) -> None:
        for level, tree in self.parents.items():
            strays = (set(tree) | set(tree.values())) - set(self.labels)
            if strays:
                raise ProjectError(
                    f"Code list {self.name}, level {level}: {', '.join(sorted(strays))} has no label.",
                    now="Add an entry [[code]] with words for it.",
                )
        declared = {
            "unknown": self.unknown,
            "not_applicable": self.not_applicable,
            "rest": self.rest,
        }
        for key, codes in declared.items():
            strays = set(codes) - set(self.leaves)
            if strays:
                raise ProjectError(
                    f"Code list {self.name}: {key} names {', '.join(sorted(strays))}, which a record cannot carry.",
                    now=f"Name codes that have no code below them: {', '.join(self.leaves)}.",
                )

    @cached_property
    def subtotals(self) -> tuple[str, ...]:
        """Codes that other codes add up to: a record carries none of them itself."""
        above = {parent for tree in self.parents.values() for parent in tree.values()}
        return tuple(code for code in self.labels if code in above)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """Codes that a record may carry."""
        above = set(self.subtotals)
        return tuple(code for code in self.labels if code not in above)

    @cached_property
    def residual(self) -> tuple[str, ...]:
        """Codes that stand at the end of every table: the rest, what is unknown, what does not apply."""
        return (*self.rest, *self.unknown, *self.not_applicable)

    def parts_of(self, code: str) -> tuple[str, ...]:
        """Return the codes directly below a code, in the order of the list."""
        below = {
            child
            for tree in self.parents.values()
            for child, parent in tree.items()
            if parent == code
        }
        return tuple(part for part in self.labels if part in below)

    @property
    def is_disjoint(self) -> bool:
        """Whether a unit carries one code at most, so that codes side by side may be compared as parts."""
        return self.relation is Relation.PARTS

    def exists_in(self, code: str, period: str) -> bool:
        """Whether a code could be used in a period."""
        validity = self.validity.get(code)
        return validity is None or validity.includes(period)

    def side_by_side(
        self, codes: Iterable[str], *, most: int | None = None
    ) -> tuple[str, ...]:
        """Choose the codes that may be drawn side by side: none of them contains another.

        Parameters
        ----------
        codes : for which there are figures
        most : how many may be drawn; where the finest codes are more, those of the level above are chosen

        Returns
        -------
        The finest codes that together stand for as many leaves as possible, in the order of the list. A subtotal is
        among them only where figures of some of its parts are lacking. Of several hierarchies that cross, the first
        that covers most is used.

        Examples
        --------
        >>> names = {code: Text(en=code) for code in ("child", "adult", "unknown", "known")}
        >>> ages = CodeList("age", names, {"age": {"child": "known", "adult": "known"}})
        >>> ages.side_by_side(["known", "child", "adult", "unknown"]), ages.side_by_side(["known", "unknown"])
        (('child', 'adult', 'unknown'), ('unknown', 'known'))
        """
        known = set(codes) & set(self.labels)
        best: tuple[str, ...] = ()
        most_covered = -1
        for tree in self.parents.values() or [{}]:
            available = known
            chosen, n_covered = self._cover(tree, available)
            while most is not None and len(chosen) > most:
                coarser = {
                    code for code in available if tree.get(code) not in available
                }
                if coarser == available:
                    break
                available = coarser
                chosen, n_covered = self._cover(tree, available)
            if n_covered > most_covered:
                best, most_covered = chosen, n_covered
        return best

    def _cover(
        self, tree: Mapping[str, str], available: set[str]
    ) -> tuple[tuple[str, ...], int]:
        """Choose codes of one hierarchy, and count the leaves they stand for."""
        leaves_below = {leaf: frozenset({leaf}) for leaf in self.leaves}
        leaves_below |= Hierarchy("", tree).leaves_below(self.leaves)
        chosen: set[str] = set()
        covered: set[str] = set()
        from_fine_to_coarse = sorted(leaves_below, key=lambda c: len(leaves_below[c]))
        for code in from_fine_to_coarse:
            if code not in available:
                continue
            below = leaves_below[code]
            if below <= covered:
                continue
            chosen -= {part for part in chosen if leaves_below[part] <= below}
            chosen.add(code)
            covered |= below
        return tuple(code for code in self.labels if code in chosen), len(covered)
