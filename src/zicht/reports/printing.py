"""Sets a sheet as a tagged, accessible PDF with the fonts of Typst, without other files."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from zicht.edition.words import Words
from zicht.reports.editions import SECTION
from zicht.reports.row_headers import mark_row_headers
from zicht.reports.wording import note_mark
from zicht.vocabulary.errors import PublishingError

_TEMPLATES = Path(__file__).parent / "templates"
_MOST_FLOATS = 40
_BLOCKS_WITH_AN_END = ("para", "frame", "chart", "table")
"""Blocks of which the template reports the page on which they end. What follows a heading stays with it."""


@cache
def _fonts() -> typst.Fonts:
    # With the fonts of a machine the same report would have other bytes on another machine.
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def day_of(date: str) -> tuple[int, int, int]:
    """Return year, month and day of an ISO date; what is not known of it is 1."""
    parts = [int(part) for part in date.split("-") if part.isdigit()]
    year, month, day, *_ = [*parts, 1, 1, 1]
    return year, month, day


def print_pdf(
    content: Mapping[str, object],
    *,
    language: str,
    date: str,
    template: str = "report.typ",
) -> bytes:
    """Set a document.

    Parameters
    ----------
    content : what the template reads
    language : `nl` or `en`
    date : ISO date of the document; it is also the time in the file, so that the same content gives the same bytes
    template : file in `templates/`

    Returns
    -------
    a PDF that Typst checked against PDF/UA-1: it refuses one without title, language, heading order or alternatives

    Raises
    ------
    PublishingError : Typst refuses it, with its reason
    """
    day = day_of(date)
    midnight = datetime(*day, tzinfo=UTC)
    with_floats = _with_floats(content, language, day, template)
    try:
        pdf = typst.compile(
            _TEMPLATES / template,
            root=_TEMPLATES,
            font_paths=_fonts(),
            sys_inputs=_inputs(with_floats, language, day),
            pdf_standards=["ua-1"],
            format="pdf",
            timestamp=int(midnight.timestamp()),
        )
    except typst.TypstError as error:
        raise _refusal(error) from None
    return mark_row_headers(pdf)


def count_pages(
    content: Mapping[str, object],
    *,
    language: str,
    date: str,
    template: str = "report.typ",
) -> int:
    """Return how many pages a document takes."""
    answers = _query("<pages>", content, language, day_of(date), template)
    return int(answers[0])


def _with_floats(
    content: Mapping[str, object],
    language: str,
    day: tuple[int, int, int],
    template: str,
) -> Mapping[str, object]:
    """Let tables and charts that are pushed to a next page float to its top: one by one, as each moves what follows."""
    floats: list[str] = []
    for _ in range(_MOST_FLOATS):
        content_so_far = {**content, "floats": floats}
        places = _query("<place>", content_so_far, language, day, template)
        first = _first_pushed(places, floats)
        if not first:
            break
        floats.append(first)
    return {**content, "floats": floats}


def _first_pushed(places: Sequence[Mapping[str, Any]], floats: Sequence[str]) -> str:
    """Return the id of the first table or chart on a later page than the block before it; empty if there is none.

    Parameters
    ----------
    places : what the template reports in order: where a block ends, or where a table or chart stands
    floats : ids of those that float already
    """
    last_page = 0
    for place in places:
        if "end" in place:
            last_page = place["end"]
            continue
        if place["id"] in floats:
            continue
        is_on_later_page = last_page and place["page"] > last_page
        if is_on_later_page and place["after"] in _BLOCKS_WITH_AN_END:
            return str(place["id"])
        last_page = place["page"]
    return ""


def _query(
    label: str,
    content: Mapping[str, object],
    language: str,
    day: tuple[int, int, int],
    template: str,
) -> Any:
    """Set a document only to read what its template reports under a label."""
    try:
        answers = typst.query(
            _TEMPLATES / template,
            label,
            field="value",
            root=_TEMPLATES,
            font_paths=_fonts(),
            sys_inputs=_inputs(content, language, day),
        )
        return json.loads(answers)
    except typst.TypstError as error:
        raise _refusal(error) from None


def _inputs(
    content: Mapping[str, object], language: str, day: tuple[int, int, int]
) -> dict[str, str]:
    """Return what the template reads, as the one text that Typst takes from outside."""
    notes = content.get("notes")
    n_notes = len(notes) if isinstance(notes, list) else 0
    marks = [note_mark(number) for number in range(1, n_notes + 1)]
    sheet = {
        "floats": (),
        **content,
        "language": language,
        "day": day,
        "marks": marks,
        "words": Words(language, SECTION).all(),
    }
    return {"sheet": json.dumps(sheet, ensure_ascii=False)}


def _refusal(error: typst.TypstError) -> PublishingError:
    return PublishingError(
        f"The PDF could not be set: {error.message}",
        now="Report this with the report's name.",
        details=error.hints,
    )
