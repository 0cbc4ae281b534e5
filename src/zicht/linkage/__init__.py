"""Says which records are one person, and how sure that is. Sees link fields, never payload."""

from zicht.linkage.lasting import keep_keys
from zicht.linkage.linking import Linkage, link

__all__ = ["Linkage", "keep_keys", "link"]
