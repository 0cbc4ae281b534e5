"""Lists that go together member by member: `in 2022 and 2023, 702 and 751`, `751 and 702 women and men`."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Protocol, TypeVar

from zicht.proof.lexicon import lexicon


class Placed(Protocol):
    """A stretch of a text: a quantity, a period or a concept."""

    @property
    def start(self) -> int:
        """Where it begins."""
        ...

    @property
    def end(self) -> int:
        """Where it ends."""
        ...


P = TypeVar("P", bound=Placed)


def lists_in(text: str, members: Sequence[P], language: str) -> list[list[P]]:
    """Group members, in their order, that stand in one list: nothing but a comma or `and` between them.

    Returns
    -------
    lists of two members or more
    """
    joints = frozenset(lexicon(language).structure["joins_members"])
    found: list[list[P]] = [list(members[:1])]
    for left, right in pairwise(members):
        if text[left.end : right.start].strip().lower() in joints:
            found[-1].append(right)
        else:
            found.append([right])
    return [each for each in found if len(each) > 1]


def only_of_size(lists: Iterable[Sequence[P]], size: int) -> Sequence[P] | None:
    """Return the list of a size; None where none has it, or several have and nobody can say which is meant."""
    fitting = [each for each in lists if len(each) == size]
    return fitting[0] if len(fitting) == 1 else None
