"""What a run counted: protected tables, the figures that follow from them, and how linkage went."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zicht.release.freeze import Sealed
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.estimates import PublishedEstimate
from zicht.vocabulary.figures import Series
from zicht.vocabulary.linkage import PublishedLinkage
from zicht.vocabulary.releases import Awaited


@dataclass(frozen=True)
class Counted:
    """What was counted and let through by the gate.

    Parameters
    ----------
    sealed : protected tables with the gate's seal
    series : figures per indicator, derived from them
    population : public counts by year, area, sex and age group
    receipts : of the deliveries that count
    estimates : of those nobody registered, as the gate lets them through
    persons : found by linkage; respondents of whom nothing is known to link by are not among them
    records : that were linked
    linkage : how it went, as it may be published
    awaited : deliveries that have not arrived, and the figures that are missing because of them
    refused : per source that asks for consent, records that are left out because it was refused; not to be published
    """

    sealed: Sealed
    series: dict[str, Series]
    population: dict[tuple[str, str, str, str], int]
    receipts: tuple[Receipt, ...]
    estimates: dict[str, PublishedEstimate]
    persons: int
    records: int
    linkage: PublishedLinkage
    awaited: tuple[Awaited, ...] = ()
    refused: Mapping[str, int] = field(default_factory=dict)
