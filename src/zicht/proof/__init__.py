"""Proof: finds the quantities in any text and compares each with the known figures."""

from zicht.proof.blocks import Document
from zicht.proof.built import Contradiction, Proofreader
from zicht.proof.checking import check
from zicht.proof.documents import read_document, read_text
from zicht.proof.facts import know
from zicht.proof.judging import Judgement, Reason, Verdict
from zicht.proof.lexicon import languages
from zicht.proof.plain_figures import read_figures
from zicht.proof.telling import as_values, page, place, sentence
from zicht.proof.topics import Knowledge

__all__ = [
    "Contradiction",
    "Document",
    "Judgement",
    "Knowledge",
    "Proofreader",
    "Reason",
    "Verdict",
    "as_values",
    "check",
    "know",
    "languages",
    "page",
    "place",
    "read_document",
    "read_figures",
    "read_text",
    "sentence",
]
