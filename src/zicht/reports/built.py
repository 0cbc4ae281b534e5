"""The result of building a report: its files, and the figures that differ from an earlier release."""

from dataclasses import dataclass
from pathlib import Path

from zicht.vocabulary.text import Text


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


@dataclass(frozen=True)
class Built:
    """One report, built.

    Parameters
    ----------
    id, title : of the report
    files : what was written: per language a page and a print
    figures : how many figures it shows
    moved : figures that differ from the release it was compared with
    """

    id: str
    title: Text
    files: tuple[Path, ...]
    figures: int
    moved: tuple[Moved, ...] = ()
