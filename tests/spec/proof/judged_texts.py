"""Judges short texts."""

from zicht import proof
from zicht.proof import Judgement, Knowledge


def judged(text: str, language: str, known: Knowledge) -> list[Judgement]:
    """Judge the quantities of a Markdown text."""
    document = proof.read_text(text.encode(), ".md", "text.md")
    return proof.check(document, language, known)


def verdicts(text: str, language: str, words: str, known: Knowledge) -> list[str]:
    """Return the verdicts on the quantities of a text whose words end so."""
    return [
        str(one.verdict)
        for one in judged(text, language, known)
        if one.claim.quantity.words.endswith(words)
    ]
