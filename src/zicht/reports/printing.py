"""Sets a sheet as a tagged, accessible PDF, with the fonts that come with Typst and nothing from outside."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import typst

from zicht.reports.row_headers import mark_row_headers
from zicht.reports.words import Words
from zicht.vocabulary.errors import PublishingError

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def day_of(date: str) -> tuple[int, int, int]:
    """Year, month and day of an ISO date, or of as much of it as is known."""
    parts = [int(part) for part in date.split("-") if part.isdigit()]
    year, month, day = (*parts, *(1,) * (3 - len(parts)))[:3]
    return year, month, day


def print_pdf(content: Mapping[str, object], *, language: str, date: str, template: str = "report.typ") -> bytes:
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
            sys_inputs=_inputs(content, language, day),
            pdf_standards=["ua-1"],
            format="pdf",
            timestamp=int(made.timestamp()),
        )
    except typst.TypstError as error:
        raise _refusal(error) from None
    return mark_row_headers(printed)


def count_pages(content: Mapping[str, object], *, language: str, date: str, template: str = "report.typ") -> int:
    """How many pages a document takes."""
    try:
        found = typst.query(
            _TEMPLATES / template,
            "<pages>",
            field="value",
            one=True,
            root=_TEMPLATES,
            font_paths=_fonts(),
            sys_inputs=_inputs(content, language, day_of(date)),
        )
    except typst.TypstError as error:
        raise _refusal(error) from None
    return int(found)


def _inputs(content: Mapping[str, object], language: str, day: tuple[int, int, int]) -> dict[str, str]:
    sheet = {**content, "language": language, "day": day, "words": Words(language).all()}
    return {"sheet": json.dumps(sheet, ensure_ascii=False)}


def _refusal(error: typst.TypstError) -> PublishingError:
    return PublishingError(
        f"The PDF could not be set: {error.message}", now="Report this with the report's name.", details=error.hints
    )
