"""A page per organisation: what was asked of it, what it counted, published, said, and took part in."""

from collections.abc import Iterable, Sequence

from zicht.edition.words import all_words
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.organisations import Organisation, key_of
from zicht.site.pages import addressing, links, references
from zicht.site.pages.follow_up import line_of
from zicht.vocabulary.releases import Document

_ORDER = (
    "report", "publication", "letter", "brochure", "magazine", "news", "reflection", "activity", "media",
)  # fmt: skip
_MOST_NAMED = 40
"""Titles that search knows of an organisation: with more, its page would be found for everything."""


def pages(library: Library) -> Iterable[Page]:
    """Give the list of organisations, and a page per organisation."""
    if not library.organisations:
        return
    words = all_words()
    yield Page(
        "organisations",
        addressing.paths(library, "knowledge", "kind_organisation"),
        "organisations.html.jinja",
        _list,
        section="knowledge",
        finding=lambda edition: Finding(
            "page", edition.words("organisations_lead"), edition.words("organisations")
        ),
        formerly=_formerly(library, ""),
    )
    for key, found in library.organisations.items():
        yield Page(
            f"organisation:{key}",
            addressing.paths(
                library, "knowledge", words["slug.kind_organisation"], found.slug
            ),
            "organisation.html.jinja",
            lambda edition, found=found: _organisation(edition, found),  # type: ignore[misc]
            section="knowledge",
            finding=lambda edition, found=found: _finding(edition, found),  # type: ignore[misc]
            formerly=_formerly(library, key),
        )


def _formerly(library: Library, key: str) -> dict[str, tuple[str, ...]]:
    """Addresses of the pages of addressees, which organisations took over."""
    addressees = [
        document
        for document in library.release.documents
        if document.kind == "addressee"
    ]
    if not addressees or (
        key and not any(links.addressee_key(document) == key for document in addressees)
    ):
        return {}
    slugs = (
        [
            document.slug
            for document in addressees
            if links.addressee_key(document) == key
        ]
        if key
        else [None]
    )
    found = [
        addressing.paths(
            library, "knowledge", "kind_addressee", *([slug] if slug else [])
        )
        for slug in slugs
    ]
    return {
        language: tuple(paths[language] for paths in found)
        for language in library.release.face.languages
    }


def _finding(edition: SiteEdition, found: Organisation) -> Finding:
    groups = [edition.say(group.title) for group in (*found.counted, *found.printed)]
    titles = [edition.say(document.title) for _, document in found.documents]
    lines = [edition.say(line.what) for line in found.help_lines]
    return Finding(
        "organisation",
        " ".join([f"{edition.say(found.name)}.", _summary(edition, found), *lines]),
        "; ".join(list(dict.fromkeys([*groups, *titles]))[:_MOST_NAMED]),
        organisations=(edition.say(found.name),),
    )


def _summary(edition: SiteEdition, found: Organisation) -> str:
    """Say in one sentence what there is."""
    counts = [
        (
            "recommendations_to",
            sum(document.kind == "recommendation" for _, document in found.documents),
        ),
        ("figures_counted", len(found.counted) + len(found.indicators)),
        ("figures_printed", len(found.printed)),
        (
            "documents_of",
            sum(document.kind != "recommendation" for _, document in found.documents),
        ),
    ]
    told = [
        edition.words(f"organisation_has.{name}", n=edition.number(n))
        for name, n in counts
        if n
    ]
    return " ".join(told)


def _list(edition: SiteEdition) -> Content:
    here = edition.path("organisations")
    letters: dict[str, list[Content]] = {}
    named = sorted(
        (
            (edition.say(found.name), key, found)
            for key, found in edition.library.organisations.items()
        ),
        key=lambda item: item[0].lower(),
    )
    for name, key, found in named:
        letters.setdefault(name[:1].upper(), []).append(
            {
                "href": edition.way(here, f"organisation:{key}"),
                "name": name,
                "has": _summary(edition, found),
            }
        )
    return {
        "title": edition.words("organisations"),
        "description": edition.words("organisations_lead"),
        "crumbs": addressing.crumbs(
            edition, here, ("knowledge", edition.words("knowledge"))
        ),
        "letters": letters,
    }


def _organisation(edition: SiteEdition, found: Organisation) -> Content:
    here = edition.path(f"organisation:{key_of(found.name)}")
    asked = [
        document
        for role, document in found.documents
        if document.kind == "recommendation"
    ]
    return {
        "title": edition.say(found.name),
        "named": f"{edition.say(found.name)} ({edition.words('kind_one.organisation')})",
        "description": f"{edition.say(found.name)}. {_summary(edition, found)}",
        "lead": _summary(edition, found),
        "crumbs": addressing.crumbs(
            edition,
            here,
            ("knowledge", edition.words("knowledge")),
            ("organisations", edition.words("organisations")),
        ),
        "asked": [
            line_of(edition, here, document)
            for document in links.of_kind(asked, "recommendation")
        ],
        "follow_up": edition.way(here, "follow-up") if asked else "",
        "counted": [
            references.group_line(edition, here, group) for group in found.counted
        ],
        "printed_only": [
            references.group_line(edition, here, group) for group in found.printed
        ],
        "indicators": [
            {
                "href": edition.way(here, f"indicator:{one.id}"),
                "title": edition.say(one.title),
                "value": "",
                "period": "",
            }
            for one in found.indicators
        ],
        "kinds": _kinds(edition, here, [document for _, document in found.documents]),
        "help_lines": found.help_lines,
    }


def _kinds(
    edition: SiteEdition, here: str, documents: Sequence[Document]
) -> list[Content]:
    """Give the documents besides recommendations, by kind."""
    used = dict.fromkeys(
        document.kind for document in documents if document.kind != "recommendation"
    )
    order = (
        *(kind for kind in _ORDER if kind in used),
        *(kind for kind in used if kind not in _ORDER),
    )
    return [
        {
            "name": edition.words.any_of(f"kind.{kind}", otherwise=kind.capitalize()),
            "one": edition.words.any_of(f"kind_one.{kind}", otherwise=kind),
            "documents": [
                {
                    "href": edition.way(here, f"document:{kind}:{document.id}"),
                    "title": edition.say(document.title),
                    "date": edition.day(document.date) if document.date else "",
                }
                for document in links.of_kind(_once(documents), kind)
            ],
        }
        for kind in order
    ]


def _once(documents: Sequence[Document]) -> list[Document]:
    return list(
        {(document.kind, document.id): document for document in documents}.values()
    )
