"""What a figure is a figure of: two figures are joined or compared only where this is the same."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from zicht.vocabulary.text import Text


class FigureKind(StrEnum):
    """What sort of number a figure is."""

    COUNT = "count"
    ESTIMATE = "estimate"
    """A number of people or things that nobody counted one by one."""
    SHARE = "share"
    """A part of a whole, in per cent or as a fraction."""
    RATE = "rate"
    """So many per thousand or per hundred thousand."""
    RATIO = "ratio"
    """One number divided by another of something else."""
    CHANGE = "change"
    """Growth or decline, in per cent."""
    DIFFERENCE = "difference"
    """How many more or fewer."""
    MULTIPLE = "multiple"
    """How many times as many."""
    AMOUNT = "amount"
    """Money."""


class Direction(StrEnum):
    """Which way something changed."""

    UP = "up"
    DOWN = "down"


CHANGES = frozenset({FigureKind.CHANGE, FigureKind.DIFFERENCE, FigureKind.MULTIPLE})
"""Kinds that compare two periods, and so have a direction and a period that they compare with."""


@dataclass(frozen=True)
class CountingRule:
    """Who counts, by which rule, under which law, in which country.

    Parameters
    ----------
    id : word for it
    title : the rule in words
    counted_by : who applies the rule
    country : of which country or union, by its two letters (`NL`, `GB`, `EU`)
    law : under which law or definition; empty where no law defines what is counted
    register : whose records are counted; empty where that is nobody else's
    is_stated : False where the publications do not say by which rule they count
    """

    id: str
    title: Text
    counted_by: str
    country: str
    law: str = ""
    register: str = ""
    is_stated: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Names of whoever may be said to have counted."""
        return tuple(filter(None, (self.counted_by, self.register)))


@dataclass(frozen=True)
class Identity:
    """What a figure is a figure of, whatever its period, edition and value.

    Parameters
    ----------
    series : id of what is measured; of a figure counted here, its indicator
    rule : who counts, by which rule, under which law, in which country
    population : of whom, in words
    about : the same in concepts of the lexicon of `proof`
    unit : counting unit, by its code
    kind : sort of number
    follow_up : for how long people are followed, in months (`24m`); empty where nobody is
    where : breakdown, dimension and code
    since : period with which a change compares
    publication : id of the publication, where the rule is not stated: only figures of one publication are then alike
    """

    series: str
    rule: CountingRule
    population: Text
    about: tuple[str, ...]
    unit: str
    kind: FigureKind
    follow_up: str = ""
    where: tuple[tuple[str, str], ...] = ()
    since: str = ""
    publication: str = ""

    def differences(self, other: "Identity") -> tuple[str, ...]:
        """Name the fields in which two identities differ, those of the rule among them.

        Examples
        --------
        >>> from dataclasses import replace
        >>> words = Text(en="persons in the file")
        >>> rule = CountingRule("file", words, "Office", "NL")
        >>> people = Identity("victims", rule, words, (), "persons", FigureKind.COUNT)
        >>> british = CountingRule("referrals", words, "Home Office", "GB")
        >>> people.differences(replace(people, rule=british))
        ('rule', 'counted_by', 'country')
        """
        return tuple(self._differences(other))

    def _differences(self, other: "Identity") -> Iterator[str]:
        if self.rule != other.rule:
            yield "rule"
            for name in ("counted_by", "law", "country"):
                if getattr(self.rule, name) != getattr(other.rule, name):
                    yield name
        for field in fields(self):
            is_other = getattr(self, field.name) != getattr(other, field.name)
            if field.name != "rule" and is_other:
                yield field.name


OF_THE_GROUP = frozenset({"series", "population", "about", "where"})
"""Fields that say of which group a figure is: two groups of one measure may be compared within a period."""
