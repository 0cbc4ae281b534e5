"""Withdrawals of consent: whose records must go, and what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zicht.vocabulary.forms import Form, LinkRole

NAMES_AND_DATES = frozenset(
    {
        LinkRole.GIVEN_NAMES,
        LinkRole.NAME_PREFIX,
        LinkRole.FAMILY_NAME,
        LinkRole.BIRTH_DATE,
    }
)
"""Link fields that tell who somebody is when several stand together."""
_DIGITS_OF_A_NUMBER = 6


@dataclass(frozen=True, repr=False)
class Withdrawal:
    """One record, or one person, to be erased. It says who somebody is, so it is never shown.

    Parameters
    ----------
    form : of the source
    key : values of the key columns, in the order of the form; empty where the person is named by link fields
    link : link fields that were filled in, by their role
    spellings : other spellings of the national number that name the same person
    """

    form: Form
    key: tuple[str, ...] = ()
    link: Mapping[LinkRole, str] = field(default_factory=dict)
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Withdrawn:
    """What a withdrawal did, or would do. Counts rows of the request, quotes none.

    Parameters
    ----------
    asked : rows of the request
    records : records withdrawn by it that were not yet
    not_found : rows of the request of which the vault held nothing
    deliveries : digests of the deliveries whose files held them
    """

    asked: int
    records: int
    not_found: int
    deliveries: tuple[str, ...]


def is_number(role: LinkRole, text: str) -> bool:
    """Whether a link field alone tells who somebody is: a token, or a national number that is one at first sight."""
    if role is LinkRole.TOKEN:
        return True
    digits = sum(sign.isdigit() for sign in text)
    return role is LinkRole.NATIONAL_NUMBER and digits >= _DIGITS_OF_A_NUMBER
