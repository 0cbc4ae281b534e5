"""A release in the words of reports, which take precedence over the shared words."""

from zicht.edition.edition import Edition
from zicht.vocabulary.releases import Release

SECTION = "report"
"""Table of the fixed words that reports have of their own."""


def report_edition(release: Release, language: str) -> Edition:
    """Read a release in one language, in the words of reports."""
    return Edition(release, language, SECTION)
