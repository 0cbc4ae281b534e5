"""What stands around the figures of a brief: what they mean, and recommendations."""

from zicht.edition import numerals
from zicht.edition.labels import names_local_authorities
from zicht.reports.briefing.draft import Draft
from zicht.reports.entries import fact_words
from zicht.reports.nodes import bullets, heading, para, paragraph, words_of
from zicht.reports.wording import Node
from zicht.vocabulary.releases import Document

_MOST_CAVEATS = 5
_MOST_RECOMMENDATIONS = 4
_WORDS_FOR_LOW = ("laag", "low")

# ---- meaning


def meaning(draft: Draft) -> list[Node]:
    """Say what the figures mean and do not mean: the caveats of the indicators, each once."""
    edition, words = draft.edition, draft.edition.words
    known = edition.release.indicators
    counted = [figure for figure in draft.shown if figure.cited is None]
    ids = dict.fromkeys(figure.address.split(":")[0] for figure in counted)
    indicators = [known[id_] for id_ in ids if id_ in known]
    sentences = [words("estimate.assumes")] if draft.estimates else []
    caveats = [
        edition.say(caveat) for indicator in indicators for caveat in indicator.caveats
    ]
    sentences += dict.fromkeys(caveats)
    sentences = sentences[:_MOST_CAVEATS]
    if not sentences:
        key = "brief.registered" if indicators else "brief.printed"
        sentences = [words(key)]
    # A low local number must never be read as "no problem here".
    if draft.subject.area is not None and not _speaks_of_low(sentences[0]):
        sentences.insert(0, words("brief.low"))
    return [
        heading(words("brief.meaning")),
        bullets(para(sentence) for sentence in sentences),
    ]


def _speaks_of_low(sentence: str) -> bool:
    return any(word in sentence for word in _WORDS_FOR_LOW)


# ---- recommendations


def recommendations(draft: Draft) -> list[Node]:
    """List recommendations to local authorities for an area, of the theme for a committee; the newest first."""
    concerning = [
        document
        for document in draft.edition.release.documents
        if document.kind == "recommendation" and _concerns(draft, document)
    ]
    concerning.sort(key=lambda document: (document.date, document.id), reverse=True)
    if not concerning:
        return []
    return [
        heading(draft.edition.words("brief.recommendations")),
        bullets(_item(draft, one) for one in concerning[:_MOST_RECOMMENDATIONS]),
    ]


def _concerns(draft: Draft, document: Document) -> bool:
    """Whether a recommendation is of the theme, and made to local authorities where the brief is about an area."""
    theme = draft.subject.theme
    if theme and document.theme not in (theme, ""):
        return False
    if draft.subject.area is None:
        return True
    addressee = document.facts.get("addressee", ())
    names = addressee if isinstance(addressee, list | tuple) else [addressee]
    return names_local_authorities(" ".join(map(str, names)))


def _item(draft: Draft, document: Document) -> Node:
    """Write a recommendation with its addressee, its status on what evidence, and its year."""
    edition = draft.edition
    status = [
        fact_words(document, key, edition) for key in ("status", "evidence_strength")
    ]
    facts = [
        fact_words(document, "addressee", edition),
        ", ".join(words for words in status if words),
        document.date[:4],
    ]
    separator = f"{numerals.NO_BREAK}· "
    details = separator.join(fact for fact in facts if fact)
    title = edition.say(document.title).rstrip(".")
    return paragraph([words_of(f"{title}."), {"t": "soft", "s": f" {details}"}])
