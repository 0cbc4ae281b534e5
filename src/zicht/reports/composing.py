"""Puts a whole report together: cover, the editor's text, and the chapters that are made from the release."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zicht.edition import estimates, numerals
from zicht.edition.edition import Edition
from zicht.edition.figures import quantity
from zicht.reports.moving import Moved
from zicht.reports.references import CLEAR_CHANGE, CLEAR_POINTS
from zicht.reports.wording import Node, Setting, citation_words
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.figures import Citation
from zicht.vocabulary.releases import Document, Release

REVIEWERS_NEEDED = 2


@dataclass(frozen=True)
class Sheet:
    """One report in one language, ready to be set.

    Parameters
    ----------
    cover : title, marks and what else stands before the text
    blocks : the editor's text and the generated chapters
    notes : words of the notes, in order
    help : where to find help
    setting : what came of the editor's text
    """

    cover: Node
    blocks: list[Node]
    notes: list[str]
    help: list[Node]
    setting: Setting

    def content(self, **more: object) -> dict[str, object]:
        """Give what the templates read."""
        headings = sum(block["t"] == "heading" for block in self.blocks)
        return {
            "cover": self.cover,
            "blocks": self.blocks,
            "notes": self.notes,
            "help": self.help,
            "has_contents": headings > 3,
            "keywords": sorted(self.setting.indicators),
            "hang": 24,
            **more,
        }


def compose(
    document: Document,
    edition: Edition,
    setting: Setting,
    moved: "list[Moved] | None",
    before: str,
) -> Sheet:
    """Put one report together.

    Parameters
    ----------
    document : of kind `report`
    edition : the release in one language
    setting : its text, resolved
    moved : figures that differ from an earlier release; None where no release was given to compare with
    before : digest of that release
    """
    blocks = list(setting.blocks)
    if moved is not None:
        blocks = [*moved_chapter(moved, edition, before), *blocks]
    blocks += [
        *_methods(setting, edition),
        *_sources(setting, edition),
        *_numbers(setting, edition),
    ]
    return Sheet(
        cover(document, edition), blocks, setting.notes, helps(edition), setting
    )


def cover(document: Document, edition: Edition) -> Node:
    """Give what stands on the title page."""
    release, words = edition.release, edition.words
    subtitle, authors = document.facts.get("subtitle"), document.facts.get("authors")
    return {
        "title": numerals.dashed(edition.say(document.title)),
        "subtitle": numerals.dashed(str(subtitle[edition.language]))
        if isinstance(subtitle, Mapping)
        else "",
        "kind": words(f"kind.{document.facts.get('report_kind', 'monitor')}"),
        "date": numerals.day(document.date, edition.language),
        "authors": str(authors[edition.language])
        if isinstance(authors, Mapping)
        else str(authors or ""),
        "institute": edition.say(release.face.institute),
        "contact": release.face.contact,
        "marks": marks(edition),
        "made_from": words("made_from", digest=release.digest[:16]),
        "licence": words("licence", licence=release.face.licence),
    }


def marks(edition: Edition) -> list[Node]:
    """Give what a reader must see first: that a country is invented, that figures are a draft or a demonstration."""
    release, words = edition.release, edition.words
    made: list[Node] = []
    if release.face.invented:
        made.append(
            {
                "short": words("invented_short"),
                "long": words("invented", country=_country(release, edition)),
            }
        )
    if len(release.approvals) < REVIEWERS_NEEDED:
        long = words("preview", n=len(release.approvals), needed=REVIEWERS_NEEDED)
        made.append({"short": words("preview_short"), "long": long})
    elif any(approval.demonstration for approval in release.approvals):
        made.append(
            {"short": words("demonstration_short"), "long": words("demonstration")}
        )
    return made


def _country(release: Release, edition: Edition) -> str:
    country = release.geography
    if country is not None and country.country in country.areas:
        return country.areas[country.country].name
    return release.face.country or edition.say(release.face.title)


def helps(edition: Edition) -> list[Node]:
    """Where to find help."""
    return [
        {
            "name": line.name,
            "what": edition.say(line.what),
            "address": line.address,
            "telephone": line.telephone,
        }
        for line in edition.release.face.help_lines
    ]


# ---- plain nodes


def heading(words: str, level: int = 1) -> Node:
    """Make a heading."""
    return {
        "t": "heading",
        "level": level,
        "c": [{"t": "text", "s": words}],
        "generated": True,
    }


def para(words: str) -> Node:
    """Make a paragraph of plain words."""
    return {"t": "para", "c": [{"t": "text", "s": words}]}


def word_table(
    title: str,
    columns: list[str],
    rows: list[list[str]],
    *,
    wide: bool = False,
    numbers_from: int = 99,
) -> Node:
    """Make a table of words without a number of its own; its first column heads the rows.

    From column `numbers_from` on it holds numbers, set to the right.
    """
    made = [
        {
            "head": row[0],
            "level": 0,
            "total": False,
            "cells": [{"s": s, "hidden": False, "key": ""} for s in row[1:]],
        }
        for row in rows
    ]
    return {
        "t": "words_table",
        "title": title,
        "wide": wide,
        "widths": _widths([columns, *rows]),
        "numbers_from": numbers_from,
        "table": {"stub": columns[0], "columns": columns[1:], "rows": made},
    }


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """How wide the columns of a table of words are beside each other: as the longest in each, within limits."""
    longest = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        min(max(longest[0], 20), 44),
        *(min(max(letters, 8), 28) for letters in longest[1:]),
    ]


# ---- generated chapters


def _methods(setting: Setting, edition: Edition) -> list[Node]:
    words = edition.words
    blocks = [heading(words("methods.title"))]
    indicators = edition.release.indicators
    used = [indicators[id_] for id_ in sorted(setting.indicators) if id_ in indicators]
    estimated = [
        block for id_ in setting.estimates for block in _estimation(id_, edition)
    ]
    if not used:
        return [*blocks, *(estimated or [para(words("methods.none"))])]
    points = edition.number(CLEAR_POINTS)
    change = quantity(100 * CLEAR_CHANGE, "percent", edition.language)
    blocks += [
        heading(words("methods.reading"), 2),
        para(words("methods.registered")),
        para(words("methods.presumed")),
        para(words("methods.words", change=change, points=points)),
    ]
    if setting.cited:
        blocks.append(para(words("methods.both")))
    return [
        *blocks,
        *estimated,
        *_protection(edition),
        heading(words("methods.definitions"), 2),
        _definitions(used, edition),
    ]


def _estimation(id_: str, edition: Edition) -> list[Node]:
    """Say how an estimate was made, what it assumes, and which rules for a headline it did not meet."""
    words = edition.words
    lists = estimates.lists_used(edition, id_)
    blocks = [
        heading(words("estimate.how_title"), 2),
        para(words("estimate.how", lists="; ".join(lists))),
        para(words("estimate.assumes")),
    ]
    estimate = estimates.find(edition, id_)
    note = edition.say(estimate.note)
    blocks += [para(note)] if note else []
    failed = [
        edition.say(one.words) for one in estimate.verdict.criteria if one.met is False
    ]
    if failed:
        blocks += [
            para(words("estimate.not_met")),
            {"t": "list", "ordered": False, "items": [[para(one)] for one in failed]},
        ]
    return blocks


def _protection(edition: Edition) -> list[Node]:
    words, policy = edition.words, edition.release.policy
    if policy is None:
        return []
    named = words.any_of(
        f"gate.{edition.release.method.replace(' ', '_')}",
        otherwise=edition.release.method,
    )
    method = [para(words("methods.method", method=named))] if named else []
    said: Node = {
        "t": "text",
        "s": words("methods.policy", policy=policy.name, version=policy.version) + " ",
    }
    told = policy.reason
    is_foreign = edition.language not in told.languages
    reason: Node = {"t": "text", "s": edition.say(told)}
    if is_foreign:
        reason = {"t": "foreign", "lang": "en", "s": edition.say(told)}
    rule = "methods.rounding" if policy.method == "rounding" else "methods.withholding"
    return [
        heading(words("methods.protection"), 2),
        {"t": "para", "c": [said, reason]},
        para(
            words(
                rule,
                base=policy.base,
                threshold=policy.threshold,
                local=policy.local_threshold,
            )
            + " "
            + words("methods.rates")
        ),
        *method,
    ]


def _definitions(used: list[Indicator], edition: Edition) -> Node:
    """Define every indicator; what must be said of several of them is said once."""
    said = Counter(
        edition.say(caveat) for indicator in used for caveat in indicator.caveats
    )
    said.update(
        _break_words(indicator, edition)
        for indicator in used
        for _ in indicator.breaks[:1]
    )
    shared = [words for words, times in said.items() if times > 1 or len(used) == 1]
    return {
        "t": "definitions",
        "shared_title": edition.words("definition.shared"),
        "shared": shared,
        "indicators": [_define(indicator, edition, set(shared)) for indicator in used],
    }


def _break_words(indicator: Indicator, edition: Edition) -> str:
    word = edition.words("definition.breaks")
    return " ".join(
        f"{word} {event.year}: {edition.say(event.text)}" for event in indicator.breaks
    )


def _define(indicator: Indicator, edition: Edition, shared: set[str]) -> Node:
    words, say = edition.words, edition.say
    caveats = [say(caveat) for caveat in indicator.caveats]
    caveats += [_break_words(indicator, edition)] if indicator.breaks else []
    facts = [
        (words("definition.counts"), say(indicator.counts)),
        (words("definition.leaves_out"), say(indicator.leaves_out)),
        (words("definition.unit"), say(indicator.counting_unit)),
        (words("definition.unknowns"), say(indicator.unknowns)),
        (
            words("definition.caveats"),
            " ".join(caveat for caveat in caveats if caveat not in shared),
        ),
        (words("definition.source"), say(indicator.source)),
    ]
    return {
        "id": indicator.id,
        "title": say(indicator.title),
        "facts": [list(fact) for fact in facts if fact[1]],
    }


def _sources(setting: Setting, edition: Edition) -> list[Node]:
    words, release = edition.words, edition.release
    blocks = [heading(words("sources.title"))]
    if setting.indicators and release.receipts:
        blocks += _deliveries(edition)
    citations = dict.fromkeys(
        _without_place(figure.citation) for figure in setting.cited.values()
    )
    if citations:
        blocks.append(heading(words("sources.citations"), 2))
        items = [[_cited_source(citation, edition)] for citation in citations]
        blocks.append({"t": "list", "ordered": False, "items": items})
        blocks += _register_notes(setting, edition)
    return blocks if len(blocks) > 1 else []


def _deliveries(edition: Edition) -> list[Node]:
    """Tell what was delivered, by source. How many rows is not told: that would undo the rounding of a total."""
    words, release = edition.words, edition.release
    columns = ["source", "period", "deliveries_column"]
    rows = []
    for source in dict.fromkeys(receipt.source for receipt in release.receipts):
        own = [receipt for receipt in release.receipts if receipt.source == source]
        years = sorted(year for receipt in own for year in receipt.period.split("-"))
        span = years[0] if years[0] == years[-1] else f"{years[0]}-{years[-1]}"
        named = words.any_of(f"source_name.{source}", otherwise=source)
        rows.append([named, numerals.period(span), edition.number(len(own))])
    bases = dict.fromkeys(
        receipt.legal_basis.rstrip(".") for receipt in release.receipts
    )
    last = max(receipt.extracted_on for receipt in release.receipts)
    intro = words("sources.deliveries_intro", date=numerals.day(last, edition.language))
    stated: Node = {"t": "text", "s": f"{words('sources.bases')}: "}
    basis: Node = {"t": "foreign", "lang": "nl", "s": f"{'; '.join(bases)}."}
    return [
        heading(words("sources.deliveries"), 2),
        para(intro),
        word_table(
            words("sources.delivery_table"),
            [words(f"sources.{c}") for c in columns],
            rows,
            numbers_from=2,
        ),
        {"t": "para", "c": [stated, basis]},
    ]


def _register_notes(setting: Setting, edition: Edition) -> list[Node]:
    """Say what a reader must know of printed figures, such as that no year was given: each note once."""
    noted: dict[str, list[str]] = {}
    for figure in setting.cited.values():
        if figure.note is not None:
            noted.setdefault(edition.say(figure.note), []).append(
                edition.say(figure.title)
            )
    if not noted:
        return []
    items: list[object] = []
    for note, titles in noted.items():
        about: Node = {"t": "soft", "s": f" {'; '.join(dict.fromkeys(titles))}."}
        items.append([{"t": "para", "c": [{"t": "text", "s": note}, about]}])
    return [
        heading(edition.words("sources.notes"), 2),
        {"t": "small", "blocks": [{"t": "list", "ordered": False, "items": items}]},
    ]


def _without_place(citation: Citation) -> Citation:
    return Citation(
        citation.title, citation.publisher, citation.date, "", citation.address
    )


def _cited_source(citation: Citation, edition: Edition) -> Node:
    node = para(citation_words(citation, edition))
    if citation.address:
        link: Node = {
            "t": "link",
            "href": citation.address,
            "c": [{"t": "text", "s": citation.address}],
        }
        node = {
            "t": "para",
            "c": [{"t": "text", "s": citation_words(citation, edition) + " "}, link],
        }
    return node


def _numbers(setting: Setting, edition: Edition) -> list[Node]:
    """Every figure of the text, with its address: once, in the order of the text."""
    words = edition.words
    figures = {figure.address: figure for use in setting.uses for figure in use.figures}
    if not figures:
        return []
    rows = [
        [figure.title, figure.period, figure.shown, figure.address]
        for figure in figures.values()
    ]
    columns = [
        words("figure"),
        words("period"),
        words("value"),
        words("numbers.address"),
    ]
    return [
        heading(words("numbers.title")),
        para(words("numbers.intro")),
        word_table(words("numbers.caption"), columns, rows, wide=True),
    ]


def moved_chapter(moved: "list[Moved]", edition: Edition, before: str) -> list[Node]:
    """List what moved since the last draft; an empty list says so."""
    words = edition.words
    blocks = [heading(words("moved.title"))]
    if not moved:
        return [*blocks, para(words("moved.none", digest=before))]
    rows = [[one.title, one.before, one.after, one.figure, one.reason] for one in moved]
    columns = [
        words("figure"),
        words("moved.before"),
        words("moved.after"),
        words("numbers.address"),
        words("moved.why"),
    ]
    return [
        *blocks,
        para(words("moved.intro", digest=before)),
        word_table(words("moved.caption"), columns, rows, wide=True),
    ]
