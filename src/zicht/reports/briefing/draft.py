"""A brief while it is composed: its subject, and the figures that it shows so far."""

from dataclasses import dataclass, field

from zicht.edition.edition import Edition
from zicht.edition.figures import Figure
from zicht.reports.briefing.subject import Subject
from zicht.reports.nodes import Node, figure_cell
from zicht.vocabulary.definitions import Indicator


@dataclass
class Draft:
    """A brief while it is written.

    Parameters
    ----------
    edition : the release in one language
    subject : what the brief is about
    shown : figures on the page, in the order in which they were set
    notes : words of the notes, in the order of their numbers
    estimates : ids of the estimates on the page
    """

    edition: Edition
    subject: Subject
    shown: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    estimates: list[str] = field(default_factory=list)

    def cell(self, figure: Figure) -> Node:
        """Return the cell of a figure, and record that the brief shows it."""
        self.shown.append(figure)
        return figure_cell(figure)

    def is_of_theme(self, indicator: Indicator) -> bool:
        """Whether an indicator belongs to the theme that was asked for, or counts the units that one of it counts."""
        theme = self.subject.theme
        if not theme or indicator.theme == theme:
            return True
        universes = {
            known.universe
            for known in self.edition.release.indicators.values()
            if known.theme == theme
        }
        return indicator.universe in universes
