"""Withdrawals of consent: whose records must go, and what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zicht.vocabulary.forms import Form
from zicht.vocabulary.link_roles import LinkRole

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
    look_alikes : the key with other signs that look like its hyphens, the plain one first; they are tried where the
        vault holds no record of the key as it is written
    mixes_scripts : whether the key has letters or digits of two scripts, which may look alike
    """

    form: Form
    key: tuple[str, ...] = ()
    link: Mapping[LinkRole, str] = field(default_factory=dict)
    spellings: tuple[str, ...] = ()
    look_alikes: tuple[tuple[str, ...], ...] = ()
    mixes_scripts: bool = False


@dataclass(frozen=True)
class Answer:
    """What became of one row of a request.

    Parameters
    ----------
    row : number of the row
    records : records that the row names and the vault holds
    further : other records that linkage says are of the same people; erased with them
    was_withdrawn : whether all records that it names had been withdrawn before
    stays_out : whether a later delivery is recognised, by its key, a number, or names and a whole birth date
    has_other_signs : whether its records have a key that only looks like the one that was written
    mixes_scripts : whether its key has letters or digits of two scripts, which may look alike
    """

    row: int
    records: int
    further: int
    was_withdrawn: bool = False
    stays_out: bool = True
    has_other_signs: bool = False
    mixes_scripts: bool = False


@dataclass(frozen=True)
class Withdrawn:
    """What a withdrawal did, or would do. Counts rows of the request, quotes none.

    Parameters
    ----------
    asked : rows of the request
    records : records that the vault held and that are withdrawn by it
    not_found : rows of the request of which the vault held nothing
    deliveries : digests of the deliveries whose files held them
    further : records among them that no row names: linkage says that they are of the same people
    answers : one per row of the request
    """

    asked: int
    records: int
    not_found: int
    deliveries: tuple[str, ...]
    further: int = 0
    answers: tuple[Answer, ...] = ()


def is_number(role: LinkRole, text: str) -> bool:
    """Whether a link field alone tells who somebody is: a token, or a national number that is one at first sight."""
    if role is LinkRole.TOKEN:
        return True
    digits = sum(sign.isdigit() for sign in text)
    return role is LinkRole.NATIONAL_NUMBER and digits >= _DIGITS_OF_A_NUMBER
