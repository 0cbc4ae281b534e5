"""Counts and follows: payload and links in, a draft of tables out. Never sees a link field."""

from zicht.indicators.counting import count

__all__ = ["count"]
