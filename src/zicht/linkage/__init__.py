"""Says which pseudonyms are one person. Sees link fields, never payload."""

from zicht.linkage.matching import Evidence, link, link_with_evidence
from zicht.linkage.quality import Quality, quality

__all__ = ["Evidence", "Quality", "link", "link_with_evidence", "quality"]
