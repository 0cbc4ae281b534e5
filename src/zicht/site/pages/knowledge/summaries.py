"""What a document is about, in a few words."""

from zicht.site.library import SiteEdition
from zicht.site.pages import prose
from zicht.site.pages.knowledge.values import in_words
from zicht.vocabulary.releases import Document


def readable_body(edition: SiteEdition, document: Document) -> str:
    """Return the body of a document; empty for a report, because the site does not resolve its references."""
    return "" if document.kind == "report" else edition.say(document.body)


def summary_of(edition: SiteEdition, document: Document) -> str:
    """State in a few words what a document is about; empty if that only repeats its title."""
    summary = document.facts.get("summary") or document.facts.get("subtitle")
    words = in_words(edition, summary)
    if not summary:
        words = prose.first_words(readable_body(edition, document))
    repeats_title = words.rstrip(".") == edition.say(document.title).rstrip(".")
    return "" if repeats_title else words
