"""Checks of national numbers, by name.

Most checks are those of python-stdnum: `nl.bsn`, `fi.hetu`, `be.nn`, `se.personnummer`, and some two hundred others.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from stdnum import get_cc_module
from stdnum.exceptions import ValidationError

from zicht.engine.words import Sql, sql

Validator = Callable[[str], str]
"""Gives a number in its one spelling, or nothing where it fails its check."""

UNCHECKED = "none"
"""Name of the validator of numbers that have no check."""

_BRITISH_INSURANCE_NUMBER = re.compile(
    r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]"
)
"""Form of a National Insurance number, after the manual of HM Revenue and Customs, NIM39110."""


def validator_named(name: str) -> Validator | None:
    """Give the validator of a name, or None where there is none of that name.

    Parameters
    ----------
    name : country and number, such as `nl.bsn` or `gb.nino`; `none` for numbers without a check

    Examples
    --------
    >>> validator_named("nl.bsn")("1112.22.333"), validator_named("nl.bsn")("111222334")
    ('111222333', '')
    """
    if name in _OWN:
        return _OWN[name]
    country, _, number = name.partition(".")
    module = get_cc_module(country, number) if country and number else None
    if module is None or not hasattr(module, "validate"):
        return None

    def validate(text: str) -> str:
        try:
            return str(module.validate(text))
        except ValidationError:
            return ""

    return validate


def _insurance_number(text: str) -> str:
    compact = re.sub(r"[\s.-]", "", text).upper()
    return compact if _BRITISH_INSURANCE_NUMBER.fullmatch(compact) else ""


def _unchecked(text: str) -> str:
    return re.sub(r"[\s.-]", "", text).upper()


_OWN: dict[str, Validator] = {
    UNCHECKED: _unchecked,
    "gb.nino": _insurance_number,
}


@dataclass(frozen=True)
class CheckInSql:
    """A check that the database can do for numbers in their one spelling; it says nothing of any other text.

    Parameters
    ----------
    is_plain : true of a text that it can judge
    fails : true of such a text that fails the check
    """

    is_plain: Sql
    fails: Sql


def check_in_sql(name: str, text: Sql) -> CheckInSql | None:
    """Write SQL for a check of numbers, or None where there is none; it equals the validator of that name.

    Parameters
    ----------
    name : as for `validator_named`
    text : SQL of the number
    """
    if name != "nl.bsn":
        return None
    number = sql("TRY_CAST({text} AS BIGINT)", text=text)
    digits = [f"({number} // {10**place}) % 10" for place in range(9)]
    # The eleven test: the last digit counts negatively, the others for 2 to 9 from the right.
    products = [f"{weight} * ({digit})" for weight, digit in enumerate(digits, start=1)]
    total = " + ".join(products[1:])
    return CheckInSql(
        is_plain=sql("regexp_full_match({text}, '[0-9]{{9}}')", text=text),
        fails=Sql(f"({number} = 0 OR ({total} - {digits[0]}) % 11 <> 0)"),
    )
