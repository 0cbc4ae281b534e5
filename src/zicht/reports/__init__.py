"""Reports: monitors, annual reports, brochures and briefings, as pages and as tagged PDF, from a `Release` only."""

from zicht.edition.nodes import Problem, gathered
from zicht.reports.briefing import brief
from zicht.reports.building import Built, build, check
from zicht.reports.moving import Moved, moved
from zicht.reports.sheet import source_file

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
