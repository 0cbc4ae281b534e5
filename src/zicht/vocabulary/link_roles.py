"""What link fields say about a person, under the names by which linkage compares them."""

from enum import StrEnum


class LinkRole(StrEnum):
    """What a link field says about a person. Linkage receives one column per role, under this name."""

    NATIONAL_NUMBER = "national_number"
    """Number that a state gave to one person; only numbers that pass their check are handed over."""
    TOKEN = "token"  # noqa: S105 - a keyed token handed over in place of a name
    GIVEN_BLOOM = "given_bloom"
    """Keyed Bloom filter of the given names, in hexadecimal digits; for the trusted unit that the form names."""
    FAMILY_BLOOM = "family_bloom"
    BIRTH_BLOOM = "birth_bloom"
    GIVEN_NAMES = "given_names"
    NAME_PREFIX = "name_prefix"
    """Particle that some countries write apart from the family name."""
    FAMILY_NAME = "family_name"
    BIRTH_DATE = "birth_date"
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    SEX = "sex"
    """One of `Sex`; missing where the code says that it is unknown."""
    NATIONALITY = "nationality"
    MUNICIPALITY = "municipality"
    """Area of residence."""


class Sex(StrEnum):
    """Sex as linkage compares it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


JOINED_ROLES = frozenset(
    {LinkRole.GIVEN_NAMES, LinkRole.NAME_PREFIX, LinkRole.FAMILY_NAME}
)
"""Roles of names, which several columns may share: their texts are joined by a space, in the order of the form."""

BLOOM_ROLES = frozenset(
    {LinkRole.GIVEN_BLOOM, LinkRole.FAMILY_BLOOM, LinkRole.BIRTH_BLOOM}
)
"""Roles of Bloom filters, which a trusted unit alone may receive."""

KEY_MARK = "^[ku][0-9a-f]{8}-"
"""Pattern of the mark with which tokens (k) and filters (u) of `zicht tokens` begin. It tells two keys apart, and
nothing of either."""
