"""What the institute knows and did: documents linked both ways, recommendations, accounts, words of readers."""

from zicht.knowledge.accounts import AccountTotal, totals
from zicht.knowledge.follow_up import (
    Overview,
    adopted_unchecked,
    by_addressee,
    overdue,
    overview,
)
from zicht.knowledge.links import used_by
from zicht.knowledge.shelf import shelve

__all__ = [
    "AccountTotal",
    "Overview",
    "adopted_unchecked",
    "by_addressee",
    "overdue",
    "overview",
    "shelve",
    "totals",
    "used_by",
]
