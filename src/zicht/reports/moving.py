"""Which numbers of a report moved since an earlier release."""

from collections.abc import Iterable
from dataclasses import dataclass

from zicht.edition.addresses import find_figure
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import Figure
from zicht.reports.editions import report_edition
from zicht.reports.sheet import set_report
from zicht.reports.wording import Setting
from zicht.vocabulary.releases import Document, Release


@dataclass(frozen=True)
class Moved:
    """One figure of a report that differs from an earlier release.

    Parameters
    ----------
    figure : its address or id
    title, period : what it says, and of when
    before, after : as shown; what was not there is `nieuw` or `vervallen`, in the language
    reason : why, as the release says
    lines : of the text in which it stands
    """

    figure: str
    title: str
    before: str
    after: str
    reason: str = ""
    lines: tuple[int, ...] = ()


def moved(
    document: Document, before: Release, after: Release, *, language: str = "nl"
) -> list[Moved]:
    """List the figures of a report that differ between two releases, in the order of its text.

    Parameters
    ----------
    document : of kind `report`
    before, after : releases; `after.changes` gives the reasons, where it was filled

    Returns
    -------
    one Moved per figure in text, tables and charts whose shown value differs
    """
    edition = report_edition(after, language)
    return moved_in(set_report(document, edition), before, edition)


def moved_in(setting: Setting, before: Release, after: Edition) -> list[Moved]:
    """List the figures of a resolved text that differ from an earlier release."""
    earlier = report_edition(before, after.language)
    reasons = {
        change.figure: change.reason.in_language(after.language)
        for change in after.release.changes
    }
    found = []
    for address, figure, lines in _used(setting):
        was = _shown(address, earlier)
        if was != figure.shown:
            found.append(
                Moved(
                    address,
                    f"{figure.title}, {figure.period}"
                    if figure.period
                    else figure.title,
                    was or after.words("moved.new"),
                    figure.shown,
                    reasons.get(address, ""),
                    lines,
                )
            )
    return found


def _shown(address: str, edition: Edition) -> str:
    try:
        return find_figure(edition, address).shown
    except NoSuchFigure:
        return ""


def _used(setting: Setting) -> Iterable[tuple[str, Figure, tuple[int, ...]]]:
    figures: dict[str, Figure] = {}
    lines: dict[str, list[int]] = {}
    for use in setting.uses:
        for figure in use.figures:
            figures.setdefault(figure.address, figure)
            lines.setdefault(figure.address, []).append(use.line)
    for table in setting.tables:
        for figure in table.figures:
            figures.setdefault(figure.address, figure)
    return [
        (address, figure, tuple(lines.get(address, ())))
        for address, figure in figures.items()
    ]
