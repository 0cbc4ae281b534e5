"""Counts and follows: payload and links in, a draft of tables out. Never sees a link field."""

from zicht.indicators.captures import captures
from zicht.indicators.counting import count
from zicht.indicators.inhabitants import population
from zicht.indicators.lint import check
from zicht.indicators.reads import relations_behind, relations_read
from zicht.indicators.units import units

__all__ = [
    "captures",
    "check",
    "count",
    "population",
    "relations_behind",
    "relations_read",
    "units",
]
