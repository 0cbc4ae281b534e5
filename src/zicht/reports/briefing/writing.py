"""Writes a brief: composes its page, and sets it in the largest size of text that fits."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from zicht.edition import numerals
from zicht.edition.edition import Edition
from zicht.edition.labels import with_capital
from zicht.edition.messages import Message
from zicht.reports.briefing.alike import municipalities_alike
from zicht.reports.briefing.around import meaning, recommendations
from zicht.reports.briefing.draft import Draft
from zicht.reports.briefing.local import local_figures
from zicht.reports.briefing.national import estimate_of_all, national_figures
from zicht.reports.briefing.published import published_figures
from zicht.reports.briefing.subject import Subject, find_subject
from zicht.reports.built import Built
from zicht.reports.composing import Sheet, helps, imprint
from zicht.reports.editions import report_edition
from zicht.reports.files import write_files
from zicht.reports.nodes import Node
from zicht.reports.printing import count_pages
from zicht.reports.wording import Setting, Use
from zicht.vocabulary.errors import PublishingError, UsageError
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Release
from zicht.vocabulary.text import Text

_MOST_HELP_LINES = 7
_SIZES = (11.0, 10.6, 10.2, 9.8, 9.4, 9.2, 8.8, 8.4, 8.0, 7.6)
"""Sizes of text, in points, that are tried until everything stands on one page."""
_SIZE_OF_DRAWINGS = 10.8
"""Size of text at which drawings keep their width: their letters are then as large as those around them."""


def brief(
    release: Release,
    *,
    area: str = "",
    theme: str = "",
    out: Path,
    languages: Sequence[str] = (),
    progress: Progress | None = None,
) -> Built:
    """Write one page for a municipality or a committee.

    Parameters
    ----------
    release : nothing else is read; every figure has passed the gate, or was published elsewhere
    area : code or name of an area; empty for a committee
    theme : as of indicators (`slachtoffers`, `sgtk`); empty for all
    out : folder; files become `brief-<area or theme>.<language>.html` and `.pdf`
    languages : to write in; all of the project where it is empty
    progress : told what is being written

    Returns
    -------
    what was written; `figures` counts those on the page

    Raises
    ------
    UsageError : the area or theme is not known, or the release has no figures about it
    PublishingError : it does not fit on one page
    """
    subject = find_subject(release, area, theme)
    if progress:
        progress(Message("progress.writing_brief", name=subject.file_name))
    out.mkdir(parents=True, exist_ok=True)
    editions = {
        language: report_edition(release, language)
        for language in languages or release.face.languages
    }
    sheets = {
        language: _compose(Draft(edition, subject))
        for language, edition in editions.items()
    }
    titles = {language: str(sheet.cover["title"]) for language, sheet in sheets.items()}
    files = _write(editions, sheets, out / subject.file_name, _date(release))
    n_figures = len(_addresses(sheets.values()))
    return Built(subject.file_name, Text.of(titles), tuple(files), n_figures)


def _write(
    editions: Mapping[str, Edition],
    sheets: Mapping[str, Sheet],
    place: Path,
    date: str,
) -> list[Path]:
    """Write the page and the print of each language."""
    files: list[Path] = []
    for language, sheet in sheets.items():
        files += write_files(
            _fitted(sheet, language, date),
            editions[language],
            place,
            date,
            others=[other for other in sheets if other != language],
            template="brief",
        )
    return files


def _addresses(sheets: Iterable[Sheet]) -> set[str]:
    """Return the addresses of all figures on some sheets."""
    addresses: set[str] = set()
    for sheet in sheets:
        for use in sheet.setting.uses:
            addresses |= {figure.address for figure in use.figures}
    return addresses


def _date(release: Release) -> str:
    """Return the day of the latest delivery or report, so that a brief made twice is the same."""
    days = [receipt.extracted_on for receipt in release.receipts]
    days += [
        document.date for document in release.documents if document.kind == "report"
    ]
    if not days:
        days = [figure.citation.date for figure in release.cited]
    return max((day for day in days if day), default="2000")


def _fitted(sheet: Sheet, language: str, date: str) -> dict[str, object]:
    """Return the content in the largest size of text with which everything stands on one page."""
    for size in _SIZES:
        drawing = min(100, round(100 * size / _SIZE_OF_DRAWINGS))
        content = sheet.content(size=size, hang=0, has_contents=False, drawing=drawing)
        n_pages = count_pages(
            content, language=language, date=date, template="brief.typ"
        )
        if n_pages == 1:
            return content
    raise PublishingError(
        "This brief does not fit on one page.",
        now="Ask for an area or a theme, not for both.",
    )


def _compose(draft: Draft) -> Sheet:
    """Put one brief together: figures first, then what they mean."""
    blocks = _figures(draft)
    if not blocks:
        raise UsageError(
            "The release has no figures about this.",
            now="Choose another area or theme, or leave one out.",
        )
    blocks += meaning(draft)
    blocks += municipalities_alike(draft)
    blocks += recommendations(draft)
    uses = [Use(figure.address, 0, figure.shown, (figure,)) for figure in draft.shown]
    return Sheet(
        _cover(draft.edition, draft.subject),
        blocks,
        draft.notes,
        helps(draft.edition)[:_MOST_HELP_LINES],
        Setting(uses=uses),
    )


def _figures(draft: Draft) -> list[Node]:
    """Set the figures: of the area, or of the theme in the whole country."""
    if draft.subject.area is not None:
        return local_figures(draft, draft.subject.area)
    blocks = national_figures(draft)
    blocks += estimate_of_all(draft)
    blocks += published_figures(draft)
    return blocks


def _cover(edition: Edition, subject: Subject) -> Node:
    """Return what stands at the top of the page."""
    return {
        "title": _title(edition, subject),
        "subtitle": "",
        "kind": edition.words("kind.briefing"),
        "date": numerals.day(_date(edition.release), edition.language),
        "authors": "",
        **imprint(edition),
    }


def _title(edition: Edition, subject: Subject) -> str:
    """Name the area, and the theme or that it is about all of them."""
    plain_name = subject.theme.replace("_", " ")
    keys = (f"theme_in_a_sentence.{subject.theme}", f"theme.{subject.theme}")
    theme = edition.words.any_of(*keys, otherwise=plain_name)
    about = theme or edition.words("brief.subject")
    if subject.area:
        return edition.labelled(subject.area.name, about)
    return with_capital(about)
