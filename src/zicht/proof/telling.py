"""Retells judgements: as sentences, as plain values, and as a page with the text annotated in place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from jinja2 import Environment, PackageLoader

from zicht.proof.blocks import Block, Document
from zicht.proof.judging import Judgement, Verdict
from zicht.proof.lexicon import lexicon
from zicht.proof.topics import Fact

_MOST_FACTS = 3
_TEMPLATES = Environment(
    loader=PackageLoader("zicht.proof", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def sentence(judgement: Judgement) -> str:
    """Say in the language of the text why a claim has its verdict."""
    words = lexicon(judgement.claim.language)
    facts = _listed(judgement.facts)
    others = _listed(judgement.others)
    if facts and others and "{facts}{others}" in words.says[judgement.reason]:
        others = f"; {others}"
    return words.says[judgement.reason].format(
        facts=facts,
        others=others,
        sum=judgement.sum,
        narrowing=judgement.claim.narrowing,
        strange=judgement.claim.strange,
    )


def _listed(facts: Sequence[Fact]) -> str:
    """Write what figures say: value, period, and where each comes from."""
    by_value: dict[tuple[str, str], list[str]] = {}
    for fact in facts:
        by_value.setdefault((fact.shown, fact.period), []).append(fact.id)
    pieces: list[str] = []
    for (shown, period), ids in list(by_value.items())[:_MOST_FACTS]:
        of_period = f" ({period})" if period else ""
        pieces.append(f"{shown}{of_period} [{', '.join(ids[:2])}]")
    return "; ".join(pieces)


def place(judgement: Judgement, document: Document) -> str:
    """Where a claim stands: `3:14` in a text with lines, `p2:10` in a PDF, else the number of its block."""
    claim = judgement.claim
    if claim.block.page:
        return f"p{claim.block.page}:{claim.line}"
    if document.has_lines:
        column = document.column(claim.line, claim.quantity.words)
        return f"{claim.line}:{column}"
    return str(claim.block.line)


def as_values(judgement: Judgement, document: Document) -> dict[str, object]:
    """Return a judgement as plain values."""
    claim = judgement.claim
    subject = {axis: sorted(concepts) for axis, concepts in claim.certain.items()}
    return {
        "place": place(judgement, document),
        "line": claim.line,
        "words": claim.quantity.words,
        "value": str(claim.quantity.value),
        "kind": str(claim.quantity.kind),
        "qualifier": str(claim.quantity.qualifier),
        "period": claim.known_period,
        "subject": dict(sorted(subject.items())),
        "verdict": str(judgement.verdict),
        "reason": str(judgement.reason),
        "figures": [fact.id for fact in judgement.facts],
        "should_be": [fact.id for fact in judgement.others],
        "sum": judgement.sum,
        "says": sentence(judgement),
    }


def page(
    judgements: Sequence[Judgement], document: Document, *, name: str, language: str
) -> str:
    """Return an HTML page of the text in which every quantity bears its verdict."""
    words = lexicon(language)
    counts = Counter(judgement.verdict for judgement in judgements)
    of_block = _by_block(judgements)
    blocks = [
        {
            "kind": str(block.kind),
            "pieces": _pieces(block, of_block.get(id(block), ())),
            "place": block.line,
        }
        for block in document.blocks
    ]
    rows = [
        {
            "number": number,
            "place": place(judgement, document),
            "words": judgement.claim.quantity.words,
            "verdict": judgement.verdict,
            "says": sentence(judgement),
        }
        for number, judgement in enumerate(judgements, start=1)
    ]
    return _TEMPLATES.get_template("proof.html").render(
        language=language,
        title=words.verdicts["title"].format(name=name),
        words=words.verdicts,
        counts=[(verdict, counts[verdict]) for verdict in Verdict if counts[verdict]],
        blocks=blocks,
        rows=rows,
    )


def _by_block(
    judgements: Sequence[Judgement],
) -> Mapping[int, Sequence[tuple[int, Judgement]]]:
    numbered = enumerate(judgements, start=1)
    return {
        key: list(group)
        for key, group in groupby(numbered, key=lambda pair: id(pair[1].claim.block))
    }


def _pieces(
    block: Block, judgements: Sequence[tuple[int, Judgement]]
) -> list[dict[str, object]]:
    """Cut the words of a block at its quantities."""
    pieces: list[dict[str, object]] = []
    position = 0
    for number, judgement in judgements:
        quantity = judgement.claim.quantity
        pieces.append({"words": block.text[position : quantity.start]})
        pieces.append(
            {
                "words": block.text[quantity.start : quantity.end],
                "verdict": judgement.verdict,
                "number": number,
                "says": sentence(judgement),
            }
        )
        position = quantity.end
    pieces.append({"words": block.text[position:]})
    return pieces
