"""Sets a sheet as a tagged, accessible PDF, with the fonts that come with Typst and nothing from outside."""

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
_TOLD = ("para", "frame", "chart", "table")
"""Blocks that tell on which page they end. What follows a heading stays with it."""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def day_of(date: str) -> tuple[int, int, int]:
    """Year, month and day of an ISO date, or of as much of it as is known."""
    parts = [int(part) for part in date.split("-") if part.isdigit()]
    year, month, day = (*parts, *(1,) * (3 - len(parts)))[:3]
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
    made = datetime(*day, tzinfo=UTC)
    try:
        printed = typst.compile(
            _TEMPLATES / template,
            root=_TEMPLATES,
            font_paths=_fonts(),
            sys_inputs=_inputs(
                _settled(content, language, day, template), language, day
            ),
            pdf_standards=["ua-1"],
            format="pdf",
            timestamp=int(made.timestamp()),
        )
    except typst.TypstError as error:
        raise _refusal(error) from None
    return mark_row_headers(printed)


def count_pages(
    content: Mapping[str, object],
    *,
    language: str,
    date: str,
    template: str = "report.typ",
) -> int:
    """How many pages a document takes."""
    return int(_found("<pages>", content, language, day_of(date), template)[0])


def _settled(
    content: Mapping[str, object],
    language: str,
    day: tuple[int, int, int],
    template: str,
) -> Mapping[str, object]:
    """Let tables and charts that are pushed to a next page float to its top: one by one, as each moves what follows."""
    floats: list[str] = []
    for _ in range(_MOST_FLOATS):
        places = _found(
            "<place>", {**content, "floats": floats}, language, day, template
        )
        first = _first_pushed(places, floats)
        if not first:
            break
        floats.append(first)
    return {**content, "floats": floats}


def _first_pushed(places: Sequence[Mapping[str, Any]], floats: Sequence[str]) -> str:
    """Find the first table or chart that stands on a later page than the block before it ends."""
    last = 0
    for place in places:
        if "end" in place:
            last = place["end"]
        elif place["id"] not in floats:
            if last and place["page"] > last and place["after"] in _TOLD:
                return str(place["id"])
            last = place["page"]
    return ""


def _found(
    what: str,
    content: Mapping[str, object],
    language: str,
    day: tuple[int, int, int],
    template: str,
) -> Any:
    """Set a document only to look where something is."""
    try:
        return json.loads(
            typst.query(
                _TEMPLATES / template,
                what,
                field="value",
                root=_TEMPLATES,
                font_paths=_fonts(),
                sys_inputs=_inputs(content, language, day),
            )
        )
    except typst.TypstError as error:
        raise _refusal(error) from None


def _inputs(
    content: Mapping[str, object], language: str, day: tuple[int, int, int]
) -> dict[str, str]:
    notes = content.get("notes")
    marks = [
        note_mark(n + 1) for n in range(len(notes) if isinstance(notes, list) else 0)
    ]
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
