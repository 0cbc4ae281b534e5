"""Judges short texts."""

from zicht import proof
from zicht.proof import Judgement, Knowledge


def judged(text: str, language: str, known: Knowledge) -> list[Judgement]:
    """Judge the quantities of a Markdown text."""
    document = proof.read_text(text.encode(), ".md", "text.md")
    return proof.check(document, language, known)
