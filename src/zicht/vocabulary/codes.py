"""Code lists: the categories of a column or a dimension, with their names and the levels above them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text

UNKNOWN = "onbekend"
"""Not known: always explicit, and never the same as not applicable."""
NOT_APPLICABLE = "nvt"


@dataclass(frozen=True)
class CodeList:
    """Codes in the order in which they are shown.

    Parameters
    ----------
    name : of the list
    labels : code to words, leaves first, then the levels above them
    parents : per level name, child code to parent code; empty for a flat list
    adds_up : False for lists of which a record may carry several codes
    about : code to what its figures are about, in concepts of the lexicon of `proof`
    """

    name: str
    labels: Mapping[str, Text]
    parents: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    adds_up: bool = True
    about: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = set(self.labels)
        for level, tree in self.parents.items():
            strays = (set(tree) | set(tree.values())) - known
            if strays:
                raise ProjectError(
                    f"Code list {self.name}, level {level}: {', '.join(sorted(strays))} has no label.",
                    now="Add the label in Dutch and English.",
                )
        if TOTAL in known:
            raise ProjectError(
                f"Code list {self.name}: {TOTAL} is kept for the total.",
                now="Rename that code.",
            )

    @property
    def leaves(self) -> tuple[str, ...]:
        """Codes that a record may carry."""
        above = {parent for tree in self.parents.values() for parent in tree.values()}
        return tuple(code for code in self.labels if code not in above)
