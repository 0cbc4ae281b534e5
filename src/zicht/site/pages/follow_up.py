"""The overview of recommendations: where each stands, on what evidence, who must look again, and what happened."""

from collections.abc import Iterable, Mapping, Sequence

from zicht.site import organisations
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import addressing, links
from zicht.vocabulary.content import EVIDENCE, NEEDS_EVIDENCE, STATUSES
from zicht.vocabulary.releases import Document, Release

_MOST_STEPS = 40
_NOT_OF_THE_DAY = ("event",)


def pages(library: Library) -> Iterable[Page]:
    """Give the overview, where there are recommendations."""
    if _made(library.release):
        listed = addressing.paths(library, "knowledge", "kind_recommendation")
        yield Page(
            "follow-up",
            addressing.paths(library, "follow_up"),
            "follow_up.html.jinja",
            _follow_up,
            section="follow-up",
            finding=lambda edition: Finding(
                "page",
                f"{edition.words('follow_up_lead')} {_sum(edition)}",
                edition.words("follow_up_words"),
            ),
            formerly={language: (path,) for language, path in listed.items()},
        )


def _made(release: Release) -> list[Document]:
    return links.of_kind(release.documents, "recommendation")


def day_of(release: Release) -> str:
    """Newest day that a release knows of: pages are made once, so they cannot know today.

    Days of events are left out: they may lie ahead.
    """
    days = [
        document.date
        for document in release.documents
        if document.kind not in _NOT_OF_THE_DAY
    ]
    days += [figure.citation.date for figure in release.cited]
    days += [receipt.extracted_on for receipt in release.receipts]
    days += [step["date"] for document in _made(release) for step in steps(document)]
    return max((day for day in days if day[:4].isdigit()), default="")


def edition_words(edition: SiteEdition) -> str:
    """Name the edition: its mark, and up to which day it knows."""
    day, digest = day_of(edition.release), edition.release.digest[:12]
    return (
        edition.words("edition_of", digest=digest, day=edition.day(day))
        if day
        else edition.words("edition_short", digest=digest)
    )


def steps(document: Document) -> list[Mapping[str, str]]:
    """History of a recommendation, oldest first, as far as it is told in parts."""
    history = document.facts.get("history", ())
    found = (
        [step for step in history if isinstance(step, Mapping)]
        if isinstance(history, list | tuple)
        else []
    )
    return [
        {key: str(value or "") for key, value in step.items()}
        for step in found
        if step.get("status")
    ]


def strength(document: Document) -> str:
    """How strong the evidence of where a recommendation stands is, as a code of `EVIDENCE`; empty without any."""
    value = document.facts.get("evidence_strength")
    return str(value.get("code", "") if isinstance(value, Mapping) else value or "")


def status(document: Document) -> str:
    """Where a recommendation stands."""
    return str(document.facts.get("status", "open"))


def next_look(document: Document) -> str:
    """Day on which somebody must look again; empty where nobody needs to."""
    return str(document.facts.get("next_look", "")) if links.is_open(document) else ""


def is_overdue(document: Document, day: str) -> bool:
    """Whether somebody should have looked again by a day."""
    return "" < next_look(document) < day


def standing(edition: SiteEdition, document: Document) -> str:
    """Say where a recommendation stands, and on whose word."""
    code, evidence = status(document), strength(document)
    words = edition.words.any_of(f"status.{code}", otherwise=code.replace("_", " "))
    return (
        f"{words}, {edition.words(f'evidence.{evidence}')}"
        if evidence in EVIDENCE and code in NEEDS_EVIDENCE
        else words
    )


def line_of(edition: SiteEdition, here: str, document: Document) -> Content:
    """One recommendation in a list: what it asks, of whom, where it stands, and when somebody looks again."""
    look = next_look(document)
    return {
        "href": edition.way(here, f"document:recommendation:{document.id}"),
        "title": edition.say(document.title),
        "date": edition.day(document.date) if document.date else "",
        "iso": document.date,
        "standing": standing(edition, document),
        "look": edition.day(look) if look else "",
        "is_overdue": is_overdue(document, day_of(edition.release)),
        "to": links.organisation_links(
            edition, here, organisations.of_document(document, edition.release)
        ),
    }


def told_steps(edition: SiteEdition, here: str, document: Document) -> list[Content]:
    """History of one recommendation in words, with a way to the evidence."""
    by_id = {other.id: other for other in edition.release.documents}
    found: list[Content] = []
    for step in steps(document):
        evidence = by_id.get(step.get("evidence", ""))
        page = f"document:{evidence.kind}:{evidence.id}" if evidence else ""
        address = step.get("evidence", "")
        kind = step.get("strength", "")
        found.append(
            {
                "iso": step["date"],
                "date": edition.day(step["date"]),
                "status": edition.words.any_of(
                    f"status.{step['status']}", otherwise=step["status"]
                ),
                "by": step.get("by", ""),
                "note": _note(step, edition.language),
                "evidence": edition.say(evidence.title)
                if evidence and edition.has(page)
                else address.removeprefix("https://"),
                "evidence_href": (
                    edition.way(here, page)
                    if page and edition.has(page)
                    else address
                    if address.startswith("https://")
                    else ""
                ),
                "strength": edition.words(f"evidence.{kind}")
                if kind in EVIDENCE
                else "",
                "title": edition.say(document.title),
                "href": edition.way(here, f"document:recommendation:{document.id}"),
            }
        )
    return found


def _note(step: Mapping[str, str], language: str) -> str:
    """Words of a step without date, status and speaker, which stand beside it."""
    words, by = step.get(language, ""), f"({step.get('by', '')}). "
    return words.split(by, 1)[1] if by in words else words


def _sum(edition: SiteEdition) -> str:
    made = _made(edition.release)
    adopted = [document for document in made if status(document) in NEEDS_EVIDENCE]
    checked = sum(strength(document) == "checked" for document in adopted)
    key = (
        "follow_up_sum"
        if checked
        else "follow_up_sum_unchecked"
        if adopted
        else "follow_up_sum_none"
    )
    return edition.words(
        key,
        n=edition.number(len(made)),
        adopted=edition.number(len(adopted)),
        checked=edition.number(checked),
    )


def _follow_up(edition: SiteEdition) -> Content:
    here, made, day = (
        edition.path("follow-up"),
        _made(edition.release),
        day_of(edition.release),
    )
    late = sorted((one for one in made if is_overdue(one, day)), key=next_look)
    history = [
        step for document in made for step in told_steps(edition, here, document)
    ]
    history.sort(
        key=lambda step: f"{step['iso']}-99", reverse=True
    )  # a year alone is after its days
    method = "document:method:aanbevelingen-volgen"
    return {
        "title": edition.words("follow_up"),
        "description": edition.words("follow_up_lead"),
        "crumbs": addressing.crumbs(edition, here),
        "sum": _sum(edition),
        "method": edition.way(here, method) if edition.has(method) else "",
        "day": edition.day(day) if day else "",
        "by_status": _by_status(edition, made),
        "late": [line_of(edition, here, document) for document in late],
        "addressees": _by_addressee(edition, here, made, day),
        "history": history[:_MOST_STEPS],
        "recommendations": [line_of(edition, here, document) for document in made],
    }


def _by_status(edition: SiteEdition, made: Sequence[Document]) -> list[Content]:
    """Give a row per status, and where it claims adoption one per strength of its evidence."""
    rows: list[Content] = []
    for code in STATUSES:
        found = [document for document in made if status(document) == code]
        if not found:
            continue
        words = edition.words.any_of(f"status.{code}", otherwise=code)
        rows.append(
            {
                "name": words.capitalize(),
                "n": len(found),
                "kind": "",
                "share": round(100 * len(found) / len(made), 1),
            }
        )
        if code in NEEDS_EVIDENCE:
            for name in EVIDENCE:
                n = sum(strength(document) == name for document in found)
                if n or name == "checked":
                    rows.append(
                        {
                            "name": edition.words(f"evidence.{name}"),
                            "n": n,
                            "kind": "part",
                            "share": 0,
                        }
                    )
    return rows


def _by_addressee(
    edition: SiteEdition, here: str, made: Sequence[Document], day: str
) -> list[Content]:
    recommendations: dict[str, list[Document]] = {}
    link_of: dict[str, Content] = {}
    for document in made:
        names = [
            name
            for role, name in organisations.roles(document, edition.release)
            if role == "addressee"
        ]
        for link in links.organisation_links(edition, here, names):
            name = str(link["words"])
            link_of[name] = link
            recommendations.setdefault(name, []).append(document)
    by_name = sorted(recommendations.items(), key=lambda item: item[0].lower())
    return [{**link_of[name], **_tally(to_it, day)} for name, to_it in by_name]


def _tally(recommendations: Sequence[Document], day: str) -> Content:
    """Count the recommendations to one organisation by where they stand."""
    adopted = [one for one in recommendations if status(one) in NEEDS_EVIDENCE]
    return {
        "made": len(recommendations),
        "open": sum(links.is_open(one) for one in recommendations),
        "adopted": len(adopted),
        "checked": sum(strength(one) == "checked" for one in adopted),
        "late": sum(is_overdue(one, day) for one in recommendations),
    }
