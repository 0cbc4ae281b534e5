"""Parts of a brief around its figures: caveats and recommendations."""

from zicht.edition import numerals
from zicht.edition.labels import names_local_authorities
from zicht.reports.briefing.draft import Draft
from zicht.reports.entries import fact_words
from zicht.reports.nodes import Node, bullets, heading, para, paragraph, words_of
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.releases import Document

_MOST_CAVEATS = 5
_MOST_RECOMMENDATIONS = 4
_WORDS_FOR_LOW = ("laag", "low")

# ---- meaning


def meaning(draft: Draft) -> list[Node]:
    """State what the figures mean and do not mean: the caveats of the indicators, each once."""
    words = draft.edition.words
    indicators = _indicators_shown(draft)
    caveats: dict[str, None] = {}
    if draft.estimates:
        caveats[words("estimate.assumes")] = None
    for indicator in indicators:
        for caveat in indicator.caveats:
            caveats[draft.edition.say(caveat)] = None
    sentences = list(caveats)[:_MOST_CAVEATS]
    if not sentences:
        key = "brief.registered" if indicators else "brief.printed"
        sentences = [words(key)]
    # A low local number must never be read as "no problem here".
    if draft.subject.area is not None and not _speaks_of_low(sentences[0]):
        sentences.insert(0, words("brief.low"))
    title = heading(words("brief.meaning"))
    return [title, bullets(para(sentence) for sentence in sentences)]


def _indicators_shown(draft: Draft) -> list[Indicator]:
    """Return the indicators of the counted figures on the page, in the order in which they were set."""
    indicators = {}
    for figure in draft.shown:
        indicator_id, *_ = figure.address.split(":")
        indicator = draft.edition.release.indicators.get(indicator_id)
        if figure.cited is None and indicator is not None:
            indicators[indicator_id] = indicator
    return list(indicators.values())


def _speaks_of_low(sentence: str) -> bool:
    return any(word in sentence for word in _WORDS_FOR_LOW)


# ---- recommendations


def recommendations(draft: Draft) -> list[Node]:
    """List recommendations to local authorities for an area, of the theme for a committee; the newest first."""
    concerning = []
    for document in draft.edition.release.documents:
        if document.kind == "recommendation" and _concerns(draft, document):
            concerning.append(document)
    if not concerning:
        return []
    concerning.sort(key=lambda document: (document.date, document.id), reverse=True)
    newest = concerning[:_MOST_RECOMMENDATIONS]
    title = heading(draft.edition.words("brief.recommendations"))
    return [title, bullets(_item(draft, document) for document in newest)]


def _concerns(draft: Draft, document: Document) -> bool:
    """Whether a recommendation is of the theme, and made to local authorities where the brief is about an area."""
    theme = draft.subject.theme
    if theme and document.theme not in (theme, ""):
        return False
    if draft.subject.area is None:
        return True
    addressee = str(document.facts.get("addressee", ""))
    return names_local_authorities(draft.edition.release, addressee)


def _item(draft: Draft, document: Document) -> Node:
    """Write a recommendation with its addressee, its status on what evidence, and its year."""
    edition = draft.edition
    status = fact_words(document, "status", edition)
    evidence = fact_words(document, "evidence_strength", edition)
    facts = [
        fact_words(document, "addressee", edition),
        ", ".join(words for words in (status, evidence) if words),
        document.date[:4],
    ]
    separator = f"{numerals.NO_BREAK}· "
    details = separator.join(fact for fact in facts if fact)
    title = edition.say(document.title).rstrip(".")
    return paragraph([words_of(f"{title}."), {"t": "soft", "s": f" {details}"}])
