"""Puts a whole report together: cover, the editor's text, and the chapters that are made from the release."""

from collections.abc import Mapping
from dataclasses import dataclass

from zicht.edition import numerals
from zicht.edition.edition import Edition
from zicht.reports.appendix.methods import methods_chapter
from zicht.reports.appendix.numbers import moved_chapter, numbers_chapter
from zicht.reports.appendix.sources import sources_chapter
from zicht.reports.built import Moved
from zicht.reports.nodes import Node
from zicht.reports.wording import Setting
from zicht.vocabulary.releases import Document

REVIEWERS_NEEDED = 2
_DIGITS_OF_DIGEST = 16
_HEADINGS_WITHOUT_CONTENTS = 3


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
        """Return what the templates read."""
        headings = sum(block["t"] == "heading" for block in self.blocks)
        return {
            "cover": self.cover,
            "blocks": self.blocks,
            "notes": self.notes,
            "help": self.help,
            "has_contents": headings > _HEADINGS_WITHOUT_CONTENTS,
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
    moved : figures that differ from an earlier release; None if no release was given to compare with
    before : digest of that release
    """
    blocks = [] if moved is None else moved_chapter(moved, edition, before)
    blocks += setting.blocks
    blocks += methods_chapter(setting, edition)
    blocks += sources_chapter(setting, edition)
    blocks += numbers_chapter(setting, edition)
    return Sheet(
        cover(document, edition), blocks, setting.notes, helps(edition), setting
    )


# ---- the title page


def cover(document: Document, edition: Edition) -> Node:
    """Return what stands on the title page of a report."""
    facts = document.facts
    authors = facts.get("authors")
    by = authors if isinstance(authors, str) else _in_language(authors, edition)
    subtitle = _in_language(facts.get("subtitle"), edition)
    return {
        "title": numerals.dashed(edition.say(document.title)),
        "subtitle": numerals.dashed(subtitle),
        "kind": edition.words(f"kind.{facts.get('report_kind', 'monitor')}"),
        "date": numerals.day(document.date, edition.language),
        "authors": by,
        **imprint(edition),
    }


def _in_language(words: object, edition: Edition) -> str:
    """Return the words of a fact that holds them by language; empty if it holds none."""
    return str(words[edition.language]) if isinstance(words, Mapping) else ""


def imprint(edition: Edition) -> Node:
    """Return what every title page says of the publisher and the release."""
    release, words = edition.release, edition.words
    return {
        "institute": edition.say(release.face.institute),
        "contact": release.face.contact,
        "marks": marks(edition),
        "made_from": words("made_from", digest=release.digest[:_DIGITS_OF_DIGEST]),
        "licence": words("licence", licence=release.face.licence),
    }


def marks(edition: Edition) -> list[Node]:
    """Return the warnings at the start: an invented country, a draft, or a demonstration."""
    release, words = edition.release, edition.words
    n_signed = len(release.approvals)
    warnings = []
    if release.face.invented:
        warnings.append((words("invented_short"), edition.not_real))
    if n_signed < REVIEWERS_NEEDED:
        unsigned = words("preview", n=n_signed, needed=REVIEWERS_NEEDED)
        warnings.append((words("preview_short"), unsigned))
    # A report travels without the site, so that the warning stands in the report itself.
    elif any(approval.demonstration for approval in release.approvals):
        warnings.append((words("demonstration_short"), words("demonstration")))
    return [{"short": short, "long": long} for short, long in warnings]


def helps(edition: Edition) -> list[Node]:
    """Return where to find help."""
    return [
        {
            "name": line.name,
            "what": edition.say(line.what),
            "address": line.address,
            "telephone": line.telephone,
        }
        for line in edition.release.face.help_lines
    ]
