"""Writes one sheet to disk, as a page and as a print."""

from collections.abc import Sequence
from pathlib import Path

from zicht.edition.edition import Edition
from zicht.reports.pages import write_page
from zicht.reports.printing import print_pdf
from zicht.vocabulary.ways import ReportWays


def write_files(
    content: dict[str, object],
    edition: Edition,
    place: Path,
    date: str,
    *,
    others: Sequence[str],
    ways: ReportWays | None = None,
    template: str = "report",
) -> list[Path]:
    """Write one sheet as a page and as a print.

    Parameters
    ----------
    content : of the sheet
    edition : in whose language it is
    place : folder and name of the files, without language and ending
    date : of the document
    others : further languages in which it exists
    ways : where its page leads on a site
    template : of the print; a page looks the same for both

    Returns
    -------
    the paths of the page and the print
    """
    language = edition.language
    page = place.with_name(f"{place.name}.{language}.html")
    print_ = page.with_suffix(".pdf")
    pdf = print_pdf(content, language=language, date=date, template=f"{template}.typ")
    print_.write_bytes(pdf)
    html = write_page(content, edition, place.name, others, ways)
    page.write_text(html, encoding="utf-8")
    return [page, print_]
