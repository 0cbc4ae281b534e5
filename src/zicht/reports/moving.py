"""Numbers of a report that changed since an earlier release."""

from zicht.edition.addresses import find_figure
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import Figure
from zicht.reports.built import Moved
from zicht.reports.editions import report_edition
from zicht.reports.wording import Setting
from zicht.vocabulary.releases import Release


def moved_in(setting: Setting, before: Release, after: Edition) -> list[Moved]:
    """List the figures of a resolved text that differ from an earlier release, in the order of the text.

    Parameters
    ----------
    setting : the text, resolved
    before : the earlier release
    after : the later one; its changes give the reasons, where they were filled

    Returns
    -------
    one Moved per figure in text, tables and charts whose shown value differs
    """
    language = after.language
    earlier = report_edition(before, language)
    reasons = {}
    for change in after.release.changes:
        reasons[change.figure] = change.reason.in_language(language)
    lines = _lines_of(setting)
    moved_figures = []
    for address, figure in _figures_of(setting).items():
        # Figures are compared as readers see them: a number that moved within its rounding has not moved
        # for them.
        shown_before = _shown(address, earlier)
        if shown_before != figure.shown:
            moved_figure = Moved(
                figure=address,
                title=_title_with_period(figure),
                before=shown_before or after.words("moved.new"),
                after=figure.shown,
                reason=reasons.get(address, ""),
                lines=tuple(lines.get(address, ())),
            )
            moved_figures.append(moved_figure)
    return moved_figures


def _title_with_period(figure: Figure) -> str:
    if not figure.period:
        return figure.title
    return f"{figure.title}, {figure.period}"


def _shown(address: str, edition: Edition) -> str:
    """Return a figure as shown; empty if the release does not have it."""
    try:
        return find_figure(edition, address).shown
    except NoSuchFigure:
        return ""


def _figures_of(setting: Setting) -> dict[str, Figure]:
    """Return the figures of a text by address: first those in its sentences, then those in tables and charts."""
    figures: dict[str, Figure] = {}
    for use in setting.uses:
        for figure in use.figures:
            figures.setdefault(figure.address, figure)
    for table in setting.tables:
        for figure in table.figures:
            figures.setdefault(figure.address, figure)
    return figures


def _lines_of(setting: Setting) -> dict[str, list[int]]:
    """Return the lines on which each figure stands in a sentence, by its address."""
    lines: dict[str, list[int]] = {}
    for use in setting.uses:
        for figure in use.figures:
            lines.setdefault(figure.address, []).append(use.line)
    return lines
