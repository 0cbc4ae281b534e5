"""Judges short texts."""

from zicht.proof import checking, documents
from zicht.proof.judging import Judgement
from zicht.proof.topics import Knowledge


def judged(text: str, language: str, known: Knowledge) -> list[Judgement]:
    """Judge the quantities of a Markdown text."""
    document = documents.read_text(text.encode(), ".md", "text.md")
    return checking.check(document, language, known)


def verdicts(text: str, language: str, words: str, known: Knowledge) -> list[str]:
    """Return the verdicts on the quantities of a text whose words end so."""
    return [
        str(one.verdict)
        for one in judged(text, language, known)
        if one.claim.quantity.words.endswith(words)
    ]
