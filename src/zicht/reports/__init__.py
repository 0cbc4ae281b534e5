"""Reports: monitors, annual reports, brochures and briefings, as pages and as tagged PDF, from a `Release` only."""

from zicht.edition.nodes import Problem, gathered
from zicht.reports.briefing.writing import brief
from zicht.reports.building import build, check
from zicht.reports.built import Built, Moved
from zicht.reports.moving import moved
from zicht.reports.resolving import source_file

__all__ = [
    "Built",
    "Moved",
    "Problem",
    "brief",
    "build",
    "check",
    "gathered",
    "moved",
    "source_file",
]
