"""Cards, documents and checks in a report: `::: cards`, `::: entries`, `::: checks`."""

import difflib
from collections.abc import Mapping, Sequence

from zicht.edition import numerals
from zicht.edition.addresses import find_figure
from zicht.edition.edition import NoSuchFigure
from zicht.edition.nodes import Blocks, Directive, Inlines, Items, Paragraph, Reference
from zicht.reports.entries import Entry, entry, refuse_unknown, select
from zicht.reports.nodes import Node
from zicht.reports.wording import WordSetter
from zicht.vocabulary.figures import Reconciliation
from zicht.vocabulary.releases import Document, Release

_STYLES = ("full", "short", "byline")

# ---- cards


def cards(setter: WordSetter, block: Directive) -> Node:
    """Set key figures as cards: each item of a list opens with a figure."""
    items: list[Blocks] = []
    holds_other_blocks = False
    for block_within in block.blocks:
        if isinstance(block_within, Items):
            items += block_within.items
        else:
            holds_other_blocks = True
    card_nodes = []
    for item in items:
        card = _card(setter, block, item)
        if card is not None:
            card_nodes.append(card)
    if not items or holds_other_blocks:
        setter.wrong(
            block.line,
            "Cards are one list.",
            "Write - [[ID:2024]] words about it.",
        )
    return {"t": "cards", "cards": card_nodes}


def _card(setter: WordSetter, block: Directive, item: Blocks) -> Node | None:
    """Set one card: its figure, and the words after it; None if it does not open with a figure."""
    inlines = _inlines_after_a_figure(item)
    if inlines is None:
        setter.wrong(
            block.line,
            "A card opens with a figure.",
            "Write - [[ID:2024]] words about it.",
        )
        return None
    nodes = setter.inlines(inlines)
    if not nodes or nodes[0]["t"] != "figure":
        return None
    first, *others = nodes
    if others and others[0]["t"] == "text":
        others[0]["s"] = str(others[0]["s"]).lstrip()
    figure = {**first, "s": first["bare"]}
    return {"figure": figure, "c": others}


def _inlines_after_a_figure(item: Blocks) -> Inlines | None:
    """Return the words of an item that is one paragraph and opens with a reference; None of any other."""
    if len(item) != 1 or not isinstance(item[0], Paragraph):
        return None
    inlines = item[0].inlines
    if not inlines or not isinstance(inlines[0], Reference):
        return None
    return inlines


# ---- documents


def entries(setter: WordSetter, block: Directive) -> list[Node]:
    """Set documents of one kind as a list, with the facts that were asked for.

    Raises
    ------
    NoSuchFigure : the release holds no such documents, or a setting is not valid
    """
    if len(block.words) != 1:
        raise NoSuchFigure(
            "Entries are of one kind.",
            "Write ::: entries recommendation year=2024 :::",
        )
    kind = block.words[0]
    facts_to_show = [key for key in block.settings.get("show", "").split(",") if key]
    documents = _documents(setter.edition.release, kind, block, facts_to_show)
    style = block.settings.get("style", "full")
    if style not in _STYLES:
        raise NoSuchFigure(
            f"Entries have no style {style!r}.",
            "Write style=full, style=short or style=byline.",
        )
    has_summary = "summary" in facts_to_show
    facts = [key for key in facts_to_show if key != "summary"]
    nodes = []
    for document in documents:
        written = entry(document, setter.edition, facts, summary=has_summary)
        nodes.append(_entry_node(written, style))
    title = setter.group_title(block)
    return [*title, {"t": "entries", "entries": nodes, "style": style}]


def _documents(
    release: Release, kind: str, block: Directive, facts_to_show: Sequence[str]
) -> list[Document]:
    """Find the documents that a directive asks for, in its order."""
    conditions = _conditions(block)
    ids = {document.id for document in release.documents if document.kind == kind}
    _refuse_unknown_ids(kind, conditions, ids)
    if ids:
        refuse_unknown(release, kind, conditions, facts_to_show)
    documents = list(select(release, kind, conditions))
    if not documents:
        kinds = sorted({document.kind for document in release.documents})
        raise NoSuchFigure(
            "The release holds no such documents.",
            f"It holds {', '.join(kinds) or 'none'}.",
        )
    order = block.settings.get("sort", "")
    if order not in ("", "date"):
        raise NoSuchFigure(
            f"Entries are not sorted by {order!r}.",
            "Write sort=date, or leave it out.",
        )
    if order == "date":
        documents.sort(key=lambda document: (document.date, document.id))
    return documents


def _conditions(block: Directive) -> dict[str, str]:
    """Read the conditions of `where="year=2024;theme=ID"`."""
    conditions = {}
    for condition in block.settings.get("where", "").split(";"):
        if condition:
            key, _, value = condition.partition("=")
            conditions[key] = value
    return conditions


def _refuse_unknown_ids(
    kind: str, conditions: Mapping[str, str], known_ids: set[str]
) -> None:
    """Refuse an id of which the release has no document, and name the one that comes nearest."""
    for id_ in conditions.get("id", "").split(","):
        if not id_ or id_ in known_ids:
            continue
        near = difflib.get_close_matches(id_, known_ids, n=1)
        advice = "Correct the id, or add the document."
        if near:
            advice = f"Did you mean {near[0]!r}?"
        raise NoSuchFigure(f"{id_!r} is not a {kind} of this release.", advice)


def _entry_node(written: Entry, style: str) -> Node:
    """Return the node of one document; a short entry leaves out facts that its title states."""
    facts = []
    for heading, words in written.facts:
        if style != "short" or words not in written.title:
            facts.append([heading, words])
    return {
        "title": numerals.dashed(written.title),
        "facts": facts,
        "summary": written.summary,
    }


# ---- checks


def checks(setter: WordSetter, block: Directive) -> list[Node]:
    """Show whether printed figures agree; one that fails is shown as it was printed."""
    known = {check.id: check for check in setter.edition.release.reconciliations}
    unknown_ids = [word for word in block.words if word not in known]
    if unknown_ids or not block.words:
        raise NoSuchFigure(
            f"{' '.join(unknown_ids) or 'Nothing'} is not a reconciliation of this release."
        )
    rows = []
    for id_ in block.words:
        check = known[id_]
        _keep_figures(setter, check, block.line)
        row = {
            "title": setter.edition.say(check.title),
            "verdict": setter.edition.say(check.verdict),
            "reason": setter.edition.say(check.reason),
        }
        rows.append(row)
    title = setter.group_title(block)
    return [*title, {"t": "checks", "checks": rows}]


def _keep_figures(setter: WordSetter, check: Reconciliation, line: int) -> None:
    """Record the figures of a check as shown: parts, divisor and whole."""
    whole = find_figure(setter.edition, check.whole)
    for _, id_ in (*check.parts, *check.divisor):
        part = find_figure(setter.edition, id_)
        setter.keep_figure(part, line)
    setter.keep_figure(whole, line)
