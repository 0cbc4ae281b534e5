"""Checks a delivery against the form its source declared; quarantines rows and loses none."""

from zicht.sources.checking import check
from zicht.sources.declaring import check_forms
from zicht.sources.judging import judged_by
from zicht.sources.letters import delivery_digest, read_letter
from zicht.sources.reasons import reason_text
from zicht.sources.requests import read_withdrawals
from zicht.sources.rules import faults_of_rules

__all__ = [
    "check",
    "check_forms",
    "delivery_digest",
    "faults_of_rules",
    "judged_by",
    "read_letter",
    "read_withdrawals",
    "reason_text",
]
