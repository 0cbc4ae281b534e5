"""What a text says: each quantity with the subject, period and context that its words give."""

from collections.abc import Callable
from dataclasses import dataclass, field

from zicht.proof.blocks import Block
from zicht.proof.quantity import Quantity
from zicht.proof.topics import Axes


@dataclass(frozen=True)
class Reading:
    """One way to read the words around a quantity.

    Parameters
    ----------
    certain, possible : as of `Claim`
    """

    certain: Axes
    possible: Axes


@dataclass(frozen=True)
class Claim:
    """A quantity and what its sentence says it is about.

    Parameters
    ----------
    quantity : with its place in the block
    block : where it stands
    sentence : its sentence
    certain : concepts by axis that the words beside the quantity name
    readings : other ways to read them: with what the last member of a list says for all of them, or, for the whole of
        which another quantity is a part, without what is said of the part
    possible : concepts by axis that other words of the sentence, the sentences before it or headings name
    period : label of its period, when the words beside it name one; else empty
    context_period : label of the nearest period before it
    main_periods : labels of the periods that the text is mainly about: of its headings, and the first ones named
    base_period : label of the period with which a change compares
    position : number of the claim in the text
    language : of the text
    narrowing : words that narrow the group in a way that the lexicon does not know
    find_strange : finds the words by which the sentence says something that no figure is about; asked only where a
        figure supports or contradicts the claim
    find_inherited : as `find_strange`, of the last number of the sentence before
    find_doubt : finds the words by which the sentence denies something or says what may be; asked only where numbers of
        the text support or contradict the claim
    own : concepts by axis that words in the own stretch of the quantity name, or its headers
    elsewhere : concepts by axis that only stretches of other quantities of the sentence name
    is_hypothetical : whether the sentence says what would be, or what is computed, not what is
    refers_back : whether the subject was said before: by a word such as `these`, or by a number of the same kind
    is_yearly : whether words beside the quantity say that it is of each year
    is_together : whether words beside the quantity say that it is of several years together
    changed : `rise` or `fall` where words beside the quantity say that something changed to it
    extreme : `highest` or `lowest` where words beside the quantity say that no other period has more, or fewer
    stretch : start and end in the block of the words that belong to the quantity
    extreme_since : label of the period since which that is said, or of the run of years in which; empty for ever
    """

    quantity: Quantity
    block: Block
    sentence: str
    certain: Axes
    possible: Axes
    period: str = ""
    context_period: str = ""
    main_periods: tuple[str, ...] = ()
    base_period: str = ""
    position: int = 0
    language: str = "nl"
    readings: tuple[Reading, ...] = ()
    narrowing: str = ""
    find_strange: Callable[[], str] = field(default=str, compare=False, repr=False)
    find_inherited: Callable[[], str] = field(default=str, compare=False, repr=False)
    find_doubt: Callable[[], str] = field(default=str, compare=False, repr=False)
    own: Axes = field(default_factory=dict)
    elsewhere: Axes = field(default_factory=dict)
    is_hypothetical: bool = False
    refers_back: bool = False
    is_yearly: bool = False
    is_together: bool = False
    changed: str = ""
    extreme: str = ""
    extreme_since: str = ""
    stretch: tuple[int, int] = (0, 0)

    @property
    def strange(self) -> str:
        """Words by which the sentence says something that no figure is about; empty where there are none."""
        return self.find_strange()

    @property
    def doubt(self) -> str:
        """Words by which the sentence denies something or says what may be; empty where there are none."""
        return self.find_doubt()

    @property
    def line(self) -> int:
        """Line of the source."""
        return self.block.line_at(self.quantity.start)

    @property
    def known_period(self) -> str:
        """The period that is said, else the nearest before it."""
        return self.period or self.context_period
