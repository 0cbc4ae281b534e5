"""Search: Pagefind indexes a short page per page, aside from the site; synonyms widen what a reader asks."""

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from markupsafe import escape

from zicht.site.library import Finding, SiteEdition
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.releases import Release

FOLDER = "search"
_SECONDS = 120
_WORD = re.compile(r"[^\W\d_]{5,}")
_ANY_WORD = re.compile(r"[\w-]+")


def index(
    records: Iterable[tuple[str, str, str, Finding]],
    edition_of: Mapping[str, SiteEdition],
    out: Path,
) -> int:
    """Make the search index of all languages, and say how many bytes it takes.

    Parameters
    ----------
    records : language, path, title and what search knows of each page
    edition_of : edition per language, for the names of kinds and themes
    out : top of the site

    Raises
    ------
    PublishingError : Pagefind is missing or fails
    """
    with tempfile.TemporaryDirectory(prefix="zicht-search-") as aside:
        for language, path, title, finding in records:
            page = Path(aside) / path / "index.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(
                _stub(edition_of[language], title, finding), encoding="utf-8"
            )
        _run(
            Path(aside), out.resolve() / FOLDER
        )  # it runs elsewhere, from where a relative path leads astray
    return sum(
        path.stat().st_size for path in (out / FOLDER).rglob("*") if path.is_file()
    )


def _stub(edition: SiteEdition, title: str, finding: Finding) -> str:
    words = edition.words
    kind = words.any_of(f"kind_one.{finding.kind}", otherwise=finding.kind)
    facets = [
        ("kind", kind),
        ("theme", edition.theme(finding.theme) if finding.theme else ""),
    ]
    facets += [("year", year) for year in finding.years]
    facets += [("organisation", name) for name in finding.organisations]
    filters = [
        f'<i data-pagefind-filter="{name}">{escape(value)}</i>'
        for name, value in facets
        if value
    ]
    return (
        f'<!doctype html><html lang="{edition.language}"><title>{escape(title)}</title><body data-pagefind-body>'
        f'<h1>{escape(title)}</h1><div hidden data-pagefind-ignore="index">{"".join(filters)}'
        f'<i data-pagefind-meta="kind">{escape(kind)}</i>'
        f'<i data-pagefind-meta="place">{finding.place}</i>'
        f'<i data-pagefind-meta="summary">{escape(_summary(finding.text.removeprefix(title).strip()))}</i></div>'
        f'<p>{escape(finding.text)}</p><p data-pagefind-weight="2">{escape(finding.words)}</p>'
    )


def _summary(text: str, limit: int = 180) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " \u2026"


def _run(site: Path, out: Path) -> None:
    from pagefind_bin import get_executable  # type: ignore[import-untyped]  # noqa: PLC0415 - only this step needs it

    command = [
        str(get_executable()),
        "--site",
        str(site),
        "--output-path",
        str(out),
        "--silent",
    ]
    try:
        subprocess.run(  # noqa: S603 - own binary
            command, check=True, capture_output=True, timeout=_SECONDS, cwd=site
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PublishingError(
            f"The search index could not be made ({type(error).__name__}).",
            now="Install the package pagefind-bin, or look whether the disk is full.",
        ) from None
    for spare in ("pagefind-ui.js", "pagefind-ui.css", "pagefind-modular-ui.js", "pagefind-modular-ui.css",
                  "pagefind-component-ui.js", "pagefind-component-ui.css", "pagefind-highlight.js"):  # fmt: skip
        (out / spare).unlink(missing_ok=True)


def synonyms(release: Release, language: str) -> dict[str, list[str]]:
    """Give term to further terms under which the same is found.

    They come from documents of kind `synonym`: the title is a term, and the fact named after the language lists the
    others. With the fact `both_ways` whoever types one of them finds what all the others find.
    """
    found: dict[str, set[str]] = {}
    for document in release.documents:
        if document.kind != "synonym":
            continue
        listed = document.facts.get(language, document.facts.get("terms", ()))
        others = (
            [listed]
            if isinstance(listed, str)
            else [str(word) for word in _sequence(listed)]
        )
        terms = [
            word.lower() for word in (document.title.in_language(language), *others)
        ]
        for term in terms if document.facts.get("both_ways") else terms[:1]:
            found.setdefault(term, set()).update(terms)
    return {term: sorted(others - {term}) for term, others in sorted(found.items())}


def _sequence(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else ()


def synonyms_json(
    release: Release, records: Iterable[tuple[str, str, str, Finding]], language: str
) -> str:
    """Write the synonyms of one language for the search page: a term leads to those others that stand on a page.

    One that stands nowhere would be asked by its first letters only, and find what it does not mean.
    """
    pages = [
        _words(f"{title} {found.text} {found.words}")
        for of, _, title, found in records
        if of == language
    ]
    standing = {
        term: [
            other for other in others if any(_words(other) <= page for page in pages)
        ]
        for term, others in synonyms(release, language).items()
    }
    return json.dumps(standing, ensure_ascii=False, indent=0) + "\n"


def _words(text: str) -> frozenset[str]:
    return frozenset(_ANY_WORD.findall(text.lower()))


def organisations_json(edition: SiteEdition) -> str:
    """Write where the page of each organisation stands, for who narrows a search to one."""
    found = edition.library.organisations
    paths = {
        edition.say(each.name): edition.path(f"organisation:{key}")
        for key, each in found.items()
    }
    return json.dumps(paths, ensure_ascii=False, indent=0) + "\n"


def spelling_json(titles: Iterable[str]) -> str:
    """Write the words of titles, by which the search page mends a word that is found nowhere."""
    words = sorted({word for title in titles for word in _WORD.findall(title.lower())})
    return json.dumps(words, ensure_ascii=False, separators=(",", ":")) + "\n"
