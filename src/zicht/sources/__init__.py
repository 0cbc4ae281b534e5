"""Checks a delivery against the form its source declared; quarantines rows and loses none."""

from zicht.sources.checking import check, cut_file
from zicht.sources.declaring import check_forms
from zicht.sources.doubts import (
    Doubt,
    Profile,
    compared,
    doubts,
    profile,
    profile_of,
    summed,
)
from zicht.sources.formats import SUFFIXES_OF_TABLES
from zicht.sources.judging import judged_by
from zicht.sources.letters import (
    content_digest,
    delivery_digest,
    digest_with_letter,
    read_letter,
)
from zicht.sources.opening import Delivered, Kept, opened, printable
from zicht.sources.overlaps import overlaps
from zicht.sources.proposing import Proposal, propose
from zicht.sources.reasons import QUOTES
from zicht.sources.reasons_in_words import reason_text, rows_of_reasons
from zicht.sources.reporting import SupplierReport, report_for_supplier
from zicht.sources.requests import read_withdrawals
from zicht.sources.rows import FileRow, open_rows
from zicht.sources.rules import faults_of_rules
from zicht.sources.workbooks import write_workbook
from zicht.sources.writing import write_letter

__all__ = [
    "QUOTES",
    "SUFFIXES_OF_TABLES",
    "Delivered",
    "Doubt",
    "FileRow",
    "Kept",
    "Profile",
    "Proposal",
    "SupplierReport",
    "check",
    "check_forms",
    "compared",
    "content_digest",
    "cut_file",
    "delivery_digest",
    "digest_with_letter",
    "doubts",
    "faults_of_rules",
    "judged_by",
    "open_rows",
    "opened",
    "overlaps",
    "printable",
    "profile",
    "profile_of",
    "propose",
    "read_letter",
    "read_withdrawals",
    "reason_text",
    "report_for_supplier",
    "rows_of_reasons",
    "summed",
    "write_letter",
    "write_workbook",
]
