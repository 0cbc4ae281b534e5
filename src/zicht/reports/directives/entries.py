"""Cards, documents and checks in a report: `::: cards`, `::: entries`, `::: checks`."""

import difflib

from zicht.edition import numerals
from zicht.edition.addresses import find_figure
from zicht.edition.edition import NoSuchFigure
from zicht.edition.nodes import Directive, Items, Paragraph, Reference
from zicht.reports.entries import entry, refuse_unknown, select
from zicht.reports.wording import Node, WordSetter


def cards(setter: WordSetter, block: Directive) -> Node:
    """Set key figures as cards: each item of a list opens with a figure."""
    cards: list[Node] = []
    items = [
        item
        for found in block.blocks
        if isinstance(found, Items)
        for item in found.items
    ]
    for item in items:
        first = item[0] if len(item) == 1 and isinstance(item[0], Paragraph) else None
        if (
            first is None
            or not first.inlines
            or not isinstance(first.inlines[0], Reference)
        ):
            setter.wrong(
                block.line,
                "A card opens with a figure.",
                "Write - [[V01:2024]] words about it.",
            )
            continue
        nodes = setter.inlines(first.inlines)
        if len(nodes) > 1 and nodes[1]["t"] == "text":
            nodes[1]["s"] = str(nodes[1]["s"]).lstrip()
        if nodes and nodes[0]["t"] == "figure":
            figure = {**nodes[0], "s": nodes[0]["bare"]}
            cards.append({"figure": figure, "c": nodes[1:]})
    if not items or any(not isinstance(found, Items) for found in block.blocks):
        setter.wrong(
            block.line,
            "Cards are one list.",
            "Write - [[V01:2024]] words about it.",
        )
    return {"t": "cards", "cards": cards}


def entries(setter: WordSetter, block: Directive) -> list[Node]:
    """Set documents of one kind as a list, with the facts that were asked for.

    Raises
    ------
    NoSuchFigure : the release holds no such documents, or a setting is not valid
    """
    release, settings = setter.edition.release, block.settings
    if len(block.words) != 1:
        raise NoSuchFigure(
            "Entries are of one kind.",
            "Write ::: entries recommendation year=2024 :::",
        )
    where = dict(
        pair.partition("=")[::2]
        for pair in settings.get("where", "").split(";")
        if pair
    )
    known = {
        document.id for document in release.documents if document.kind == block.words[0]
    }
    strays = [id_ for id_ in where.get("id", "").split(",") if id_ and id_ not in known]
    if strays:
        near = difflib.get_close_matches(strays[0], known, n=1)
        raise NoSuchFigure(
            f"{strays[0]!r} is no {block.words[0]} of this release.",
            f"Did you mean {near[0]!r}?"
            if near
            else "Correct the id, or add the document.",
        )
    show = [key for key in settings.get("show", "").split(",") if key]
    found = list(select(release, block.words[0], where))
    if known:
        refuse_unknown(release, block.words[0], where, show)
    if not found:
        kinds = sorted({document.kind for document in release.documents})
        raise NoSuchFigure(
            "The release holds no such documents.",
            f"It holds {', '.join(kinds) or 'none'}.",
        )
    if settings.get("sort", "date") != "date":
        raise NoSuchFigure(
            f"Entries are not sorted by {settings['sort']!r}.",
            "Write sort=date, or leave it out.",
        )
    if settings.get("sort"):
        found.sort(key=lambda document: (document.date, document.id))
    style = settings.get("style", "full")
    facts = [key for key in show if key != "summary"]
    entries = [
        entry(one, setter.edition, facts, summary="summary" in show) for one in found
    ]
    nodes = [
        {
            "title": numerals.dashed(one.title),
            "facts": [
                list(fact)
                for fact in one.facts
                if style != "short" or fact[1] not in one.title
            ],
            "summary": one.summary,
        }
        for one in entries
    ]
    if style not in ("full", "short", "byline"):
        raise NoSuchFigure(
            f"Entries have no style {style!r}.",
            "Write style=full, style=short or style=byline.",
        )
    return [
        *setter.group_title(block),
        {"t": "entries", "entries": nodes, "style": style},
    ]


def checks(setter: WordSetter, block: Directive) -> list[Node]:
    """Show whether printed figures agree; one that fails is shown, not mended."""
    known = {one.id: one for one in setter.edition.release.reconciliations}
    strays = [word for word in block.words if word not in known]
    if strays or not block.words:
        raise NoSuchFigure(
            f"{' '.join(strays) or 'Nothing'} is no reconciliation of this release."
        )
    rows = []
    for one in (known[word] for word in block.words):
        whole = find_figure(setter.edition, one.whole)
        for part in (
            find_figure(setter.edition, id_) for _, id_ in (*one.parts, *one.divisor)
        ):
            setter.keep_figure(part, block.line)
        setter.keep_figure(whole, block.line)
        words = {"title": one.title, "verdict": one.verdict, "reason": one.reason}
        rows.append({key: setter.edition.say(text) for key, text in words.items()})
    return [*setter.group_title(block), {"t": "checks", "checks": rows}]
