"""The chapter of every number in a report with its address, and the one of those that moved since a draft."""

from zicht.edition.edition import Edition
from zicht.reports.built import Moved
from zicht.reports.nodes import Node, heading, para, word_table
from zicht.reports.wording import Setting


def numbers_chapter(setting: Setting, edition: Edition) -> list[Node]:
    """List every figure of the text with its address: once, in the order of the text."""
    words = edition.words
    figures = {figure.address: figure for use in setting.uses for figure in use.figures}
    if not figures:
        return []
    columns = [
        words("figure"),
        words("period"),
        words("value"),
        words("numbers.address"),
    ]
    rows = [
        [figure.title, figure.period, figure.shown, figure.address]
        for figure in figures.values()
    ]
    return [
        heading(words("numbers.title")),
        para(words("numbers.intro")),
        word_table(words("numbers.caption"), columns, rows, wide=True),
    ]


def moved_chapter(moved: "list[Moved]", edition: Edition, before: str) -> list[Node]:
    """List what moved since the last draft; an empty list says so.

    Parameters
    ----------
    moved : figures that differ
    edition : the release in one language
    before : digest of the earlier release
    """
    words = edition.words
    title = heading(words("moved.title"))
    if not moved:
        return [title, para(words("moved.none", digest=before))]
    columns = [
        words("figure"),
        words("moved.before"),
        words("moved.after"),
        words("numbers.address"),
        words("moved.why"),
    ]
    rows = [
        [change.title, change.before, change.after, change.figure, change.reason]
        for change in moved
    ]
    return [
        title,
        para(words("moved.intro", digest=before)),
        word_table(
            words("moved.caption"), columns, rows, wide=True, prints_earlier=True
        ),
    ]
