"""Withdrawals of consent: whose records must go, and what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zicht.vocabulary.forms import Form, Kind

_TELLS_WHO = frozenset({Kind.TEXT, Kind.DATE, Kind.PARTIAL_DATE, Kind.TOKEN})
_DIGITS_OF_A_NUMBER = 6


@dataclass(frozen=True, repr=False)
class Withdrawal:
    """One record, or one person, to be erased. It says who somebody is, so it is never shown.

    Parameters
    ----------
    form : of the source
    key : values of the key columns, in the order of the form; empty where the person is named by link fields
    link : link fields that were filled in
    """

    form: Form
    key: tuple[str, ...] = ()
    link: Mapping[str, str] = field(default_factory=dict)


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


def telling(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    """Give the values that tell who somebody is: names, dates, numbers and tokens, no codes and areas."""
    kinds = {column.name: column.kind for column in form.columns}
    return {
        name: value
        for name, value in values.items()
        if value and kinds.get(name) in _TELLS_WHO
    }


def is_number(form: Form, name: str, value: str) -> bool:
    """Whether a value alone tells who somebody is: a token, or a number such as the citizen number."""
    kind = next((column.kind for column in form.columns if column.name == name), None)
    return kind is Kind.TOKEN or (
        kind is Kind.TEXT
        and sum(sign.isdigit() for sign in value) >= _DIGITS_OF_A_NUMBER
    )
