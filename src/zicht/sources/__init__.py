"""Checks a delivery against the form its source declared; quarantines rows and loses none."""

from zicht.sources.checking import check
from zicht.sources.declaring import check_forms
from zicht.sources.judging import judged_by
from zicht.sources.letters import delivery_digest, read_letter
from zicht.sources.reasons import reason_text
from zicht.sources.requests import read_withdrawals

__all__ = [
    "check",
    "check_forms",
    "delivery_digest",
    "judged_by",
    "read_letter",
    "read_withdrawals",
    "reason_text",
]
