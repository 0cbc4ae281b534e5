"""Finds every quantity of a text, with what it is said to be about."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from zicht.proof.block_reading import BlockReader, Context
from zicht.proof.blocks import Block, Document, Kind
from zicht.proof.claims import Claim
from zicht.proof.quantities import find_quantities
from zicht.proof.sentence_reading import SentenceReader
from zicht.proof.sentences import sentences
from zicht.proof.topics import Knowledge, Pair


def find_claims(document: Document, language: str, knowledge: Knowledge) -> list[Claim]:
    """Find every quantity of a text, with what it is said to be about.

    Parameters
    ----------
    document : blocks
    language : of the words
    knowledge : labels that words may name, beside the lexicon
    """
    claims: list[Claim] = []
    carried: Sequence[Pair] = ()
    main_of_text = ""
    for passage in _passages(document.blocks):
        # A section that names nobody goes on about those of the section before it: `Who are they?`.
        context = Context(carried=carried, main_of_text=main_of_text)
        for block in _up_to_last_number(passage, language):
            reader = BlockReader(block, language, knowledge)
            for span in sentences(block.text):
                sentence = SentenceReader(reader, span, context)
                claims += sentence.claims()
                sentence.tell_context()
        carried = context.last_counted()
        main_of_text = main_of_text or context.main_period
    return [replace(claim, position=number) for number, claim in enumerate(claims)]


def _passages(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Cut a text where nothing before a block speaks of it."""
    passage: list[Block] = []
    for block in blocks:
        if passage and _starts_anew(block, passage[-1]):
            yield passage
            passage = []
        passage.append(block)
    if passage:
        yield passage


def _up_to_last_number(passage: Sequence[Block], language: str) -> Sequence[Block]:
    """Return the blocks of a passage that hold a number, or of which a later number may speak."""
    counting = [
        number
        for number, block in enumerate(passage)
        if find_quantities(block.text, language)
    ]
    return passage[: counting[-1] + 1] if counting else ()


def _starts_anew(block: Block, previous: Block) -> bool:
    """Whether nothing before a block speaks of it: a new heading, another table."""
    if block.kind in {Kind.HEADING, Kind.CELL}:
        return True
    return previous.headings != block.headings and previous.kind is not Kind.HEADING
