"""A page per organisation: what was asked of it, what it counted, published, said, and took part in."""

from collections.abc import Iterable, Sequence
from functools import partial

from zicht.edition.words import all_words
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.organisations import Organisation, key_of
from zicht.site.pages import addressing, links, references
from zicht.site.pages.recommendations import recommendation_line
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.releases import Document

_KINDS_IN_ORDER = (
    "report",
    "publication",
    "letter",
    "brochure",
    "magazine",
    "news",
    "reflection",
    "activity",
    "media",
)
"""Kinds of documents that come first on the page of an organisation."""
_MOST_NAMED = 40
"""Titles that search knows of an organisation: with more, its page would be found for everything."""

FormerPaths = dict[str, tuple[str, ...]]
"""Language to the paths at which a page stood before."""


def pages(library: Library) -> Iterable[Page]:
    """Return the list of organisations, and a page per organisation."""
    if not library.organisations:
        return
    yield Page(
        "organisations",
        addressing.paths(library, "knowledge", "kind_organisation"),
        "organisations.html.jinja",
        _list,
        section="knowledge",
        finding=_finding_of_list,
        formerly=_former_paths_of_list(library),
    )
    kind_slug = all_words()["slug.kind_organisation"]
    for key, organisation in library.organisations.items():
        yield Page(
            f"organisation:{key}",
            addressing.paths(library, "knowledge", kind_slug, organisation.slug),
            "organisation.html.jinja",
            partial(_content, organisation=organisation),
            section="knowledge",
            finding=partial(_finding, organisation=organisation),
            formerly=_former_paths(library, key),
        )


# ---- former addresses: organisations took over the pages of addressees


def _former_paths_of_list(library: Library) -> FormerPaths:
    if not _addressees(library):
        return {}
    paths = addressing.paths(library, "knowledge", "kind_addressee")
    return {language: (path,) for language, path in paths.items()}


def _former_paths(library: Library, key: str) -> FormerPaths:
    """Return the paths of the pages that an organisation had as an addressee."""
    former: dict[str, list[str]] = {}
    for document in _addressees(library):
        if links.addressee_key(document) != key:
            continue
        paths = addressing.paths(library, "knowledge", "kind_addressee", document.slug)
        for language, path in paths.items():
            former.setdefault(language, []).append(path)
    return {language: tuple(paths) for language, paths in former.items()}


def _addressees(library: Library) -> list[Document]:
    documents = library.release.documents
    return [document for document in documents if document.kind == "addressee"]


# ---- the list


def _finding_of_list(edition: SiteEdition) -> Finding:
    lead = edition.words("organisations_lead")
    return Finding("page", lead, edition.words("organisations"))


def _list(edition: SiteEdition) -> Content:
    """Return what the list of organisations needs: names by their first letter."""
    here = edition.path("organisations")
    lines: list[Content] = []
    for key, organisation in edition.library.organisations.items():
        lines.append(
            {
                "href": edition.way(here, f"organisation:{key}"),
                "name": edition.say(organisation.name),
                "has": _summary(edition, organisation),
            }
        )
    lines.sort(key=lambda line: str(line["name"]).lower())
    letters: dict[str, list[Content]] = {}
    for line in lines:
        first_letter = str(line["name"])[:1].upper()
        letters.setdefault(first_letter, []).append(line)
    knowledge = ("knowledge", edition.words("knowledge"))
    return {
        "title": edition.words("organisations"),
        "description": edition.words("organisations_lead"),
        "crumbs": addressing.crumbs(edition, here, knowledge),
        "letters": letters,
    }


# ---- the page of one


def _finding(edition: SiteEdition, *, organisation: Organisation) -> Finding:
    """Return what search knows of an organisation."""
    name = edition.say(organisation.name)
    text = [f"{name}.", _summary(edition, organisation)]
    for line in organisation.help_lines:
        text.append(edition.say(line.what))
    titles = []
    for group in (*organisation.counted, *organisation.printed):
        titles.append(edition.say(group.title))
    for _, document in organisation.documents:
        titles.append(edition.say(document.title))
    different_titles = list(dict.fromkeys(titles))
    return Finding(
        "organisation",
        " ".join(text),
        "; ".join(different_titles[:_MOST_NAMED]),
        organisations=(name,),
    )


def _summary(edition: SiteEdition, organisation: Organisation) -> str:
    """Say in a few words how much there is of each kind."""
    documents = [document for _, document in organisation.documents]
    asked = [document for document in documents if document.kind == "recommendation"]
    counts = {
        "recommendations_to": len(asked),
        "figures_counted": len(organisation.counted) + len(organisation.indicators),
        "figures_printed": len(organisation.printed),
        "documents_of": len(documents) - len(asked),
    }
    sentences = []
    for name, n in counts.items():
        if n:
            number = edition.number(n)
            sentences.append(edition.words(f"organisation_has.{name}", n=number))
    return " ".join(sentences)


def _content(edition: SiteEdition, *, organisation: Organisation) -> Content:
    """Return what the page of an organisation needs."""
    here = edition.path(f"organisation:{key_of(organisation.name)}")
    name = edition.say(organisation.name)
    summary = _summary(edition, organisation)
    documents = [document for _, document in organisation.documents]
    asked = links.of_kind(documents, "recommendation")
    crumbs = addressing.crumbs(
        edition,
        here,
        ("knowledge", edition.words("knowledge")),
        ("organisations", edition.words("organisations")),
    )
    return {
        "title": name,
        "named": f"{name} ({edition.words('kind_one.organisation')})",
        "description": f"{name}. {summary}",
        "lead": summary,
        "crumbs": crumbs,
        "asked": [recommendation_line(edition, here, document) for document in asked],
        "follow_up": edition.way(here, "follow-up") if asked else "",
        "counted": [
            references.group_line(edition, here, group)
            for group in organisation.counted
        ],
        "printed_only": [
            references.group_line(edition, here, group)
            for group in organisation.printed
        ],
        "indicators": [
            _indicator_line(edition, here, indicator)
            for indicator in organisation.indicators
        ],
        "kinds": _documents_by_kind(edition, here, documents),
        "help_lines": organisation.help_lines,
    }


def _indicator_line(edition: SiteEdition, here: str, indicator: Indicator) -> Content:
    return {
        "href": edition.way(here, f"indicator:{indicator.id}"),
        "title": edition.say(indicator.title),
        "value": "",
        "period": "",
    }


def _documents_by_kind(
    edition: SiteEdition, here: str, documents: Sequence[Document]
) -> list[Content]:
    """Return the documents besides recommendations, by kind; each once, however often it names the organisation."""
    by_kind: dict[str, dict[str, Document]] = {}
    for document in documents:
        if document.kind != "recommendation":
            by_kind.setdefault(document.kind, {})[document.id] = document
    kinds = [kind for kind in _KINDS_IN_ORDER if kind in by_kind]
    kinds += [kind for kind in by_kind if kind not in _KINDS_IN_ORDER]
    sections: list[Content] = []
    for kind in kinds:
        in_order = links.of_kind(by_kind[kind].values(), kind)
        sections.append(
            {
                "name": edition.words.any_of(
                    f"kind.{kind}", otherwise=kind.capitalize()
                ),
                "one": edition.words.any_of(f"kind_one.{kind}", otherwise=kind),
                "documents": [
                    _document_line(edition, here, document) for document in in_order
                ],
            }
        )
    return sections


def _document_line(edition: SiteEdition, here: str, document: Document) -> Content:
    return {
        "href": edition.way(here, f"document:{document.kind}:{document.id}"),
        "title": edition.say(document.title),
        "date": edition.day(document.date) if document.date else "",
    }
