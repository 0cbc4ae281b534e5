"""Sets a sheet as a tagged, accessible PDF, with the fonts that come with Typst and nothing from outside."""

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from functools import cache
from importlib.resources import files

import typst

from zicht.reports.words import Words
from zicht.vocabulary.errors import PublishingError

STANDARD = "ua-1"
"""PDF/UA-1: Typst refuses a document without title, language, heading order or an alternative for a figure."""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _template(name: str) -> bytes:
    return files("zicht.reports").joinpath("templates", name).read_bytes()


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
    a PDF that Typst checked against PDF/UA-1

    Raises
    ------
    PublishingError : Typst refuses it, with its reason
    """
    day = day_of(date)
    sheet = {**content, "language": language, "day": day, "words": Words(language).all()}
    made = datetime(*day, tzinfo=timezone.utc)
    try:
        return typst.compile(
            _template(template),
            font_paths=_fonts(),
            sys_inputs={"sheet": json.dumps(sheet, ensure_ascii=False)},
            pdf_standards=[STANDARD],
            format="pdf",
            timestamp=int(made.timestamp()),
        )
    except typst.TypstError as error:
        raise PublishingError(
            f"The PDF could not be set: {error.message}", now="Report this with the report's name.", details=error.hints
        ) from None
