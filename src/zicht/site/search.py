"""Search: Pagefind indexes one short page per page of the site; synonyms extend a query."""

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import escape

from zicht.site.library import Finding, SiteEdition
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.releases import Document, Release

FOLDER = "search"
_SECONDS_ALLOWED = 120
_SUMMARY_LENGTH = 180
"""Characters of a page that search shows below its title."""
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_WORD = re.compile(r"[\w-]+")
_UNUSED_FILES_OF_PAGEFIND = (
    "pagefind-ui.js",
    "pagefind-ui.css",
    "pagefind-modular-ui.js",
    "pagefind-modular-ui.css",
    "pagefind-component-ui.js",
    "pagefind-component-ui.css",
    "pagefind-highlight.js",
)


@dataclass(frozen=True)
class SearchRecord:
    """Record of one page for search.

    Parameters
    ----------
    language : of the page
    path : from the top of the site
    title : of the page
    finding : what else search knows of it
    """

    language: str
    path: str
    title: str
    finding: Finding


def index(
    records: Iterable[SearchRecord],
    editions: Mapping[str, SiteEdition],
    out: Path,
) -> int:
    """Make the search index of all languages, and return its size in bytes.

    Parameters
    ----------
    records : one per page and language
    editions : by language, for the names of kinds and themes
    out : top of the site

    Raises
    ------
    PublishingError : Pagefind is missing or fails
    """
    with tempfile.TemporaryDirectory(prefix="zicht-search-") as aside:
        for record in records:
            page = Path(aside) / record.path / "index.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            html = _page_to_index(editions[record.language], record)
            page.write_text(html, encoding="utf-8")
        # Pagefind runs in another folder, where a relative path would lead elsewhere.
        _run_pagefind(Path(aside), out.resolve() / FOLDER)
    size_in_bytes = 0
    for path in (out / FOLDER).rglob("*"):
        if path.is_file():
            size_in_bytes += path.stat().st_size
    return size_in_bytes


def _page_to_index(edition: SiteEdition, record: SearchRecord) -> str:
    """Return the short page that Pagefind reads in the place of a page of the site."""
    finding = record.finding
    title = escape(record.title)
    kind = edition.words.any_of(f"kind_one.{finding.kind}", otherwise=finding.kind)
    return (
        f'<!doctype html><html lang="{edition.language}"><title>{title}</title><body data-pagefind-body>'
        f'<h1>{title}</h1><div hidden data-pagefind-ignore="index">{_filters(edition, finding, kind)}'
        f'<i data-pagefind-meta="kind">{escape(kind)}</i>'
        f'<i data-pagefind-meta="place">{finding.place}</i>'
        f'<i data-pagefind-meta="summary">{escape(summary(record))}</i></div>'
        f'<p>{escape(finding.text)}</p><p data-pagefind-weight="2">{escape(finding.words)}</p>'
    )


def _filters(edition: SiteEdition, finding: Finding, kind: str) -> str:
    """Return the elements by which a reader narrows a search."""
    facets = [("kind", kind)]
    if finding.theme:
        facets.append(("theme", edition.theme(finding.theme)))
    for year in finding.years:
        facets.append(("year", year))
    for organisation in finding.organisations:
        facets.append(("organisation", organisation))
    elements = []
    for name, value in facets:
        if value:
            elements.append(f'<i data-pagefind-filter="{name}">{escape(value)}</i>')
    return "".join(elements)


def summary(record: SearchRecord) -> str:
    """Return what search shows of a page below its title."""
    return _shortened(record.finding.text.removeprefix(record.title).strip())


def _shortened(text: str) -> str:
    """Return the start of a text, cut between two words."""
    if len(text) <= _SUMMARY_LENGTH:
        return text
    start = text[:_SUMMARY_LENGTH]
    whole_words, *_ = start.rsplit(" ", 1)
    return f"{whole_words} \u2026"


def _run_pagefind(pages: Path, out: Path) -> None:
    """Index a folder of pages, and remove what the search page does not use."""
    from pagefind_bin import get_executable  # type: ignore[import-untyped]  # noqa: PLC0415 - only this step needs it

    command = [str(get_executable())]
    command += ["--site", str(pages)]
    command += ["--output-path", str(out)]
    command += ["--silent"]
    try:
        subprocess.run(  # noqa: S603 - the binary of the package, no shell
            command,
            check=True,
            capture_output=True,
            timeout=_SECONDS_ALLOWED,
            cwd=pages,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PublishingError(
            f"The search index could not be made ({type(error).__name__}).",
            now="Install the package pagefind-bin, or check whether the disk is full.",
        ) from None
    for name in _UNUSED_FILES_OF_PAGEFIND:
        (out / name).unlink(missing_ok=True)


def synonyms(release: Release, language: str) -> dict[str, list[str]]:
    """Return for each term the further terms under which the same is found.

    They come from documents of kind `synonym`: the title is a term, and the fact named after the language lists the
    others. With the fact `both_ways` each of the terms leads to all the others.
    """
    further_terms: dict[str, set[str]] = {}
    for document in release.documents:
        if document.kind != "synonym":
            continue
        terms = _terms_of(document, language)
        entries = terms if document.facts.get("both_ways") else terms[:1]
        for term in entries:
            further_terms.setdefault(term, set()).update(terms)
    sorted_terms = {}
    for term in sorted(further_terms):
        sorted_terms[term] = sorted(further_terms[term] - {term})
    return sorted_terms


def _terms_of(document: Document, language: str) -> list[str]:
    """Return the terms of a synonym in lower case, its title first."""
    listed = document.facts.get(language, document.facts.get("terms", ()))
    terms = [document.title.in_language(language)]
    if isinstance(listed, str):
        terms.append(listed)
    elif isinstance(listed, list | tuple):
        terms += [str(term) for term in listed]
    return [term.lower() for term in terms]


def synonyms_json(
    release: Release, records: Iterable[SearchRecord], language: str
) -> str:
    """Write the synonyms of one language for the search page: each term with those others that stand on a page.

    Search would look for a term that stands nowhere by its first letters only, and show pages about something else.
    """
    words_of_pages = []
    for record in records:
        if record.language == language:
            finding = record.finding
            text = f"{record.title} {finding.text} {finding.words}"
            words_of_pages.append(_words(text))
    usable_terms = {}
    for term, others in synonyms(release, language).items():
        usable_terms[term] = [
            other for other in others if _stands_on_a_page(other, words_of_pages)
        ]
    return json.dumps(usable_terms, ensure_ascii=False, indent=0) + "\n"


def _stands_on_a_page(term: str, words_of_pages: Iterable[frozenset[str]]) -> bool:
    """Whether one page holds every word of a term."""
    words = _words(term)
    return any(words <= page for page in words_of_pages)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def organisations_json(edition: SiteEdition) -> str:
    """Write the path of the page of each organisation, for readers who narrow a search to one."""
    paths = {}
    for key, organisation in edition.library.organisations.items():
        name = edition.say(organisation.name)
        paths[name] = edition.path(f"organisation:{key}")
    return json.dumps(paths, ensure_ascii=False, indent=0) + "\n"


def spelling_json(titles: Iterable[str]) -> str:
    """Write the words of titles, with which the search page corrects a word that stands nowhere."""
    words: set[str] = set()
    for title in titles:
        words.update(_LONG_WORD.findall(title.lower()))
    return json.dumps(sorted(words), ensure_ascii=False, separators=(",", ":")) + "\n"
