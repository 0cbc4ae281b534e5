"""What was done with a figure: printed, banded, withheld, or not there yet."""

from enum import StrEnum

ABSENT = "-"
"""What a figure was, or became, in a release that does not have it."""

PENDING = "pending"
"""Status of a figure of which there is nothing to show yet: nobody can have been followed for so long."""

MISSING = "missing"
"""Status of a figure that was not counted, as a delivery it rests on has not arrived or is no longer kept: neither zero
nor withheld."""


class Status(StrEnum):
    """What the gate did with a cell."""

    PUBLISHED = "published"
    """The value may be shown (rounded or perturbed as the policy says)."""
    BANDED = "banded"
    """Only bounds are shown: below the threshold of this level of area."""
    WITHHELD = "withheld"
    """Nothing is shown."""
