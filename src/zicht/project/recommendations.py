"""Recommendations and their history, from Markdown pages with `[[history]]` in the front matter."""

import re

from zicht.edition import numerals
from zicht.edition.catalogue_files import languages_with_words
from zicht.edition.words import Words, in_every_language
from zicht.project.documents import COMMON, date_of, document
from zicht.project.rows import Row
from zicht.vocabulary.content import EVIDENCE, Recommendation, StatusStep
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text

STEP_KEYS = "date status by note evidence strength"
_KEYS = f"{COMMON} number addressees source history last_checked next_look reaction reaction_by"
_PLACED = re.compile(r"[^ ]+:\d+: ")


def read_recommendation(row: Row, look_every_months: int) -> Recommendation:
    """Read one recommendation.

    Parameters
    ----------
    row : its front matter
    look_every_months : when somebody must look again after the last look, where the page does not say

    Raises
    ------
    ProjectError : a key is missing, the history is out of order, or something counts as adopted without evidence;
        names file and line
    """
    row.only(_KEYS)
    if not row.texts("addressees"):
        raise row.wrong(
            "addressees",
            "A recommendation is made to somebody.",
            'Write addressees = ["..."].',
        )
    checked = date_of(row, "last_checked") or row.text("last_checked")
    try:
        return Recommendation(
            id=row.text("id"),
            number=row.text("number", ""),
            title=row.words("title"),
            date=date_of(row, "date") or row.text("date"),
            addressees=row.texts("addressees"),
            source=row.text("source"),
            figures=row.texts("figures"),
            history=tuple(_step(step) for step in row.rows("history")),
            last_checked=checked,
            next_look=date_of(row, "next_look")
            or months_later(checked, look_every_months),
            reaction=row.maybe_words("reaction"),
            theme=row.text("theme", ""),
        )
    except ProjectError as error:
        raise _placed(error, row, "id") from error


def _step(row: Row) -> StatusStep:
    row.only(STEP_KEYS)
    try:
        return StatusStep(
            date_of(row, "date") or row.text("date"),
            row.text("status"),
            row.text("by"),
            row.words("note"),
            row.text("evidence", ""),
            row.text("strength", ""),
        )
    except ProjectError as error:
        raise _placed(error, row, "status") from error


def _placed(error: ProjectError, row: Row, key: str) -> ProjectError:
    """Add file and line to an error that has none yet."""
    return error if _PLACED.match(error.what) else row.wrong(key, error.what, error.now)


def months_later(date: str, months: int) -> str:
    """Add months to a date; where its month or day is missing, to the end of that year or month."""
    year, month, day = (*(int(part) for part in date.split("-")), 0, 0)[:3]
    month = (month or 12) - 1 + months
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}-{min(day or 28, 28):02d}"


def recommendation_document(row: Row, found: Recommendation, body: Text) -> Document:
    """Make the document of a recommendation: what a page shows of it."""
    last = found.history[-1]
    facts = {
        "number": found.number,
        "status": found.status,
        "evidence": last.evidence,
        "evidence_strength": _strength(last),
        "addressee": found.addressees,
        "reaction": found.reaction,
        "reaction_by": row.text("reaction_by", ""),
        "source": found.source,
        "last_checked": found.last_checked,
        "next_look": found.next_look,
        "history": [_told(step) for step in found.history],
    }
    return document(row, "recommendation", body, facts)


def _strength(step: StatusStep) -> dict[str, str]:
    """Strength of evidence in words, and its code."""
    if step.strength not in EVIDENCE:
        return {}
    words = in_every_language(
        lambda language: Words(language)(f"evidence.{step.strength}")
    )
    return {**dict(words.items()), "code": step.strength}


def _told(step: StatusStep) -> dict[str, str]:
    """One entry of the history in words, and its parts."""
    words = {
        language: f"{numerals.day(step.date, language)}: {Words(language)(f'standing.{step.status}')} ({step.by})."
        f" {step.note.in_language(language)}"
        for language in step.note.languages
        if language in languages_with_words()
    }
    parts = {"date": step.date, "status": step.status, "by": step.by}
    return {**words, **parts, "evidence": step.evidence, "strength": step.strength}
