"""Finds every quantity of a text, with what it is said to be about."""

from dataclasses import replace

from zicht.proof.block_reading import BlockReader, Context
from zicht.proof.blocks import Block, Document, Kind
from zicht.proof.claims import Claim
from zicht.proof.sentence_reading import SentenceReader
from zicht.proof.sentences import sentences
from zicht.proof.topics import Knowledge


def find_claims(document: Document, language: str, knowledge: Knowledge) -> list[Claim]:
    """Find every quantity of a text, with what it is said to be about.

    Parameters
    ----------
    document : blocks
    language : of the words
    knowledge : labels that words may name, beside the lexicon
    """
    claims: list[Claim] = []
    context = Context()
    previous: Block | None = None
    for block in document.blocks:
        if _starts_anew(block, previous):
            context = Context()
        reader = BlockReader(block, language, knowledge)
        for span in sentences(block.text):
            sentence = SentenceReader(reader, span, context)
            claims += sentence.claims()
            sentence.tell_context()
        previous = block
    return [replace(claim, position=number) for number, claim in enumerate(claims)]


def _starts_anew(block: Block, previous: Block | None) -> bool:
    """Whether nothing before a block speaks of it: a new heading, another table."""
    if previous is None or block.kind is Kind.HEADING:
        return True
    if block.kind is Kind.CELL:
        return True
    return previous.headings != block.headings and previous.kind is not Kind.HEADING
