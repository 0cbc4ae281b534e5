"""A page per organisation: recommendations to it, figures that it counted or published, and its documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from zicht.edition.all_words import all_words
from zicht.site.library import Finding, Library, Page, PageContent, SiteEdition
from zicht.site.organisations import Organisation
from zicht.site.pages import addressing, links, references
from zicht.site.pages.knowledge.kinds import kind_name, name_of_one
from zicht.site.pages.recommendations import RecommendationLine, recommendation_line
from zicht.site.parts import FigureLine, Link
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.releases import Document, HelpLine

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
"""Titles in the search record of an organisation. With more, its page would match every query."""

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
        if links.addressee_key(library, document) != key:
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


@dataclass(frozen=True)
class OrganisationLine:
    """One organisation in the list: the way to its page, and how much there is of each kind."""

    href: str
    name: str
    has: str


@dataclass(frozen=True, kw_only=True)
class ListOfOrganisations(PageContent):
    """All organisations, by their first letter."""

    letters: Mapping[str, Sequence[OrganisationLine]]


def _list(edition: SiteEdition) -> ListOfOrganisations:
    knowledge = ("knowledge", edition.words("knowledge"))
    return ListOfOrganisations(
        title=edition.words("organisations"),
        description=edition.words("organisations_lead"),
        crumbs=addressing.crumbs(edition, knowledge),
        letters=_by_letter(edition),
    )


def _by_letter(edition: SiteEdition) -> dict[str, list[OrganisationLine]]:
    """Return all organisations by their first letter, in order of name."""
    lines = [
        OrganisationLine(
            href=edition.way(f"organisation:{key}"),
            name=edition.say(organisation.name),
            has=_summary(edition, organisation),
        )
        for key, organisation in edition.library.organisations.items()
    ]
    letters: dict[str, list[OrganisationLine]] = {}
    for line in sorted(lines, key=lambda line: line.name.lower()):
        letters.setdefault(line.name[:1].upper(), []).append(line)
    return letters


# ---- the page of one


def _finding(edition: SiteEdition, *, organisation: Organisation) -> Finding:
    """Return the search record of an organisation."""
    name = edition.say(organisation.name)
    whom_it_helps = [edition.say(line.what) for line in organisation.help_lines]
    text = [f"{name}.", _summary(edition, organisation), *whom_it_helps]
    titles = _titles(edition, organisation)
    return Finding(
        "organisation",
        " ".join(text),
        "; ".join(titles[:_MOST_NAMED]),
        organisations=(name,),
    )


def _titles(edition: SiteEdition, organisation: Organisation) -> list[str]:
    """Return the titles of its series and documents, each once."""
    titles = [group.title for group in (*organisation.counted, *organisation.printed)]
    titles += [document.title for _, document in organisation.documents]
    return list(dict.fromkeys(edition.say(title) for title in titles))


def _summary(edition: SiteEdition, organisation: Organisation) -> str:
    """State the number of items of each kind."""
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


@dataclass(frozen=True)
class DocumentLine:
    """One document of an organisation."""

    href: str
    title: str
    date: str


@dataclass(frozen=True)
class DocumentsOfKind:
    """The documents of one kind: the name of the kind, the word for one of them, and the documents."""

    name: str
    one: str
    documents: Sequence[DocumentLine]


@dataclass(frozen=True, kw_only=True)
class OrganisationPage(PageContent):
    """One organisation.

    Parameters
    ----------
    named, lead : title in the browser, and how much there is of each kind
    asked, follow_up : recommendations made to it, and the way to all
    counted, printed_only, indicators : figures that it counted, printed, or registered
    kinds : documents by kind
    help_lines : where it helps people
    """

    named: str
    lead: str
    asked: Sequence[RecommendationLine]
    follow_up: str
    counted: Sequence[FigureLine]
    printed_only: Sequence[FigureLine]
    indicators: Sequence[FigureLine]
    kinds: Sequence[DocumentsOfKind]
    help_lines: Sequence[HelpLine]


def _content(edition: SiteEdition, *, organisation: Organisation) -> OrganisationPage:
    name = edition.say(organisation.name)
    summary = _summary(edition, organisation)
    documents = [document for _, document in organisation.documents]
    asked = links.of_kind(documents, "recommendation")
    return OrganisationPage(
        title=name,
        named=f"{name} ({edition.words('kind_one.organisation')})",
        description=f"{name}. {summary}",
        lead=summary,
        crumbs=_crumbs(edition),
        asked=[recommendation_line(edition, document) for document in asked],
        follow_up=edition.way("follow-up") if asked else "",
        counted=references.group_lines(edition, organisation.counted),
        printed_only=references.group_lines(edition, organisation.printed),
        indicators=_indicator_lines(edition, organisation.indicators),
        kinds=_documents_by_kind(edition, documents),
        help_lines=organisation.help_lines,
    )


def _crumbs(edition: SiteEdition) -> list[Link]:
    knowledge = ("knowledge", edition.words("knowledge"))
    list_of_all = ("organisations", edition.words("organisations"))
    return addressing.crumbs(edition, knowledge, list_of_all)


def _indicator_lines(
    edition: SiteEdition, indicators: Iterable[Indicator]
) -> list[FigureLine]:
    return [
        FigureLine(
            edition.way(f"indicator:{indicator.id}"), edition.say(indicator.title)
        )
        for indicator in indicators
    ]


def _documents_by_kind(
    edition: SiteEdition, documents: Sequence[Document]
) -> list[DocumentsOfKind]:
    """Return the documents besides recommendations, by kind; each once, however often it names the organisation."""
    by_kind: dict[str, dict[str, Document]] = {}
    for document in documents:
        if document.kind != "recommendation":
            by_kind.setdefault(document.kind, {})[document.id] = document
    first = [kind for kind in _KINDS_IN_ORDER if kind in by_kind]
    others = [kind for kind in by_kind if kind not in _KINDS_IN_ORDER]
    return [
        _documents_of_kind(edition, kind, by_kind[kind].values())
        for kind in (*first, *others)
    ]


def _documents_of_kind(
    edition: SiteEdition, kind: str, documents: Iterable[Document]
) -> DocumentsOfKind:
    in_order = links.of_kind(documents, kind)
    return DocumentsOfKind(
        name=kind_name(edition, kind),
        one=name_of_one(edition, kind),
        documents=[_document_line(edition, document) for document in in_order],
    )


def _document_line(edition: SiteEdition, document: Document) -> DocumentLine:
    return DocumentLine(
        href=edition.way(f"document:{document.kind}:{document.id}"),
        title=edition.say(document.title),
        date=edition.day(document.date) if document.date else "",
    )
