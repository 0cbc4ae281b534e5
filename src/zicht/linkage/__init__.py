"""Says which records are one person, and how sure that is. Sees link fields, never payload."""

from zicht.linkage.lasting import keep_keys
from zicht.linkage.linking import Linkage, link
from zicht.linkage.reviewing import Quality, ReviewSample, estimate_quality

__all__ = [
    "Linkage",
    "Quality",
    "ReviewSample",
    "estimate_quality",
    "keep_keys",
    "link",
]
