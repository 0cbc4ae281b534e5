"""Link fields and payload of people: two types, so that handing over the wrong one is an error of type."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scipy.special import stdtrit

from zicht.vocabulary.errors import LinkageError
from zicht.vocabulary.link_roles import LinkRole
from zicht.vocabulary.linkage import Share
from zicht.vocabulary.nouns import counted


@dataclass(frozen=True)
class LinkFields:
    """Handle on the link fields of every record: one row per record, keyed by pseudonym. For linkage only.

    Parameters
    ----------
    relation : name in the engine's session; columns `pseud_id`, `source`, `year` of the record, `event` that it is
        about and `part` that the person had in it, both missing for most sources, and one text column per `LinkRole`,
        of that name. A value is missing where the source has none, where it is unknown, a placeholder, or a number that
        fails its check
    columns : names of the link fields, all of them roles
    rows : number of records
    """

    relation: str
    columns: tuple[str, ...]
    rows: int

    def __post_init__(self) -> None:
        strays = sorted(set(self.columns) - set(LinkRole))
        if strays:
            raise LinkageError(
                f"Link fields: {', '.join(strays)} is not a role in linkage.",
                now=f"Roles are {', '.join(LinkRole)}.",
            )


@dataclass(frozen=True)
class Payload:
    """Handle on the payload of every record, without anything that names a person. For indicators only.

    Parameters
    ----------
    relations : source to relation name; columns `pseud_id`, `source_record_id`, `delivery_id`, `valid_from` and its own
    rows : source to number of records
    link_names : columns of the forms that name a person: no relation holds them, and no query may mention them
    """

    relations: Mapping[str, str]
    rows: Mapping[str, int]
    link_names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Links:
    """Which pseudonyms are one person.

    Parameters
    ----------
    relation : name in the engine's session; columns `pseud_id`, `person_id`, `status` (why they were linked)
    persons, records : numbers of each
    statuses : status to number of records
    """

    relation: str
    persons: int
    records: int
    statuses: Mapping[str, int]

    def __post_init__(self) -> None:
        if self.persons > self.records or sum(self.statuses.values()) != self.records:
            raise LinkageError(
                f"Links: {counted(self.persons, 'person')} and {counted(self.records, 'record')} do not fit."
            )


@dataclass(frozen=True)
class PlausibleLinks:
    """Linkages that could be true as well, of the records whose person is in doubt.

    All other records have the same person in every linkage, and no person has records of both kinds: a count of
    persons over a plausible linkage is the count over all records, less that over the doubtful records, plus that over
    the doubtful records in the plausible linkage.

    Parameters
    ----------
    chosen : links of the doubtful records as they were chosen
    drawn : links of the same records, one for each plausible linkage
    """

    chosen: Links
    drawn: tuple[Links, ...]


@dataclass(frozen=True)
class LinkageReport:
    """How linkage went, in counts of records, pairs and persons. Holds nothing of any record.

    Parameters
    ----------
    records, persons : numbers of each
    persons_plausible : 95% interval of the number of persons
    known : link field to the number of records in which it is known
    partial_dates : records whose birth date misses day or month
    placeholder_numbers : records with a number that too many different people carry
    statuses : why a record is linked, to number of records
    sizes : number of records of a person, to number of persons; the last stands for it and more
    possible_pairs, compared_pairs : pairs that could be one person, and those compared in full
    every_pair : whether every possible pair was looked at; False where only blocks were, or tokens in common
    lost_by_blocking : share of pairs of one person that were never compared; zero where every pair was looked at
    doubtful_pairs : compared pairs with a probability between 5% and 95% to be one person
    false_links, missed_links : expected share of the linked pairs that are two persons, and of the pairs of one person
        that are not linked
    conflicts : times that two citizen numbers kept likely pairs apart
    weights : field to level to log2 of how much likelier the level is among pairs of one person
    rests_on_guesses : whether pairs were compared, and the records of one person were too few to learn how people are
        misspelled
    """

    records: int
    persons: int
    persons_plausible: tuple[int, int]
    known: Mapping[str, int]
    partial_dates: int
    placeholder_numbers: int
    statuses: Mapping[str, int]
    sizes: Mapping[int, int]
    possible_pairs: int
    compared_pairs: int
    every_pair: bool
    lost_by_blocking: Share
    doubtful_pairs: int
    false_links: Share
    missed_links: Share
    conflicts: int
    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    rests_on_guesses: bool = False

    @property
    def least_persons(self) -> int:
        """Lower end of the band of persons."""
        return self.persons_plausible[0]

    @property
    def most_persons(self) -> int:
        """Upper end of the band of persons."""
        return self.persons_plausible[1]


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Compute a 95% interval for the truth from its value in each plausible linkage.

    The truth is to the plausible linkages as one more of them: the interval is that for a new value from the same
    normal distribution. The smallest and largest of twenty values would hold it in nine cases of ten only.

    References
    ----------
    Hahn and Meeker, Statistical Intervals (1991), section 4.7

    Examples
    --------
    >>> interval([10, 10, 10])
    (10.0, 10.0)
    """
    n = len(values)
    centre = sum(values) / n
    if n == 1:
        return centre, centre
    variance = sum((value - centre) ** 2 for value in values) / (n - 1)
    half = float(stdtrit(n - 1, 0.975)) * math.sqrt((1 + 1 / n) * variance)
    return centre - half, centre + half
