"""Addresses that were left: where they lead now. An address that was published never leads nowhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zicht.site.library import Library
from zicht.vocabulary.errors import PublishingError


@dataclass(frozen=True)
class Lead:
    """What stands at an address that was left: the way to a page, or, without one, that it was withdrawn."""

    language: str
    path: str
    page: str = ""


def leads(library: Library, earlier: Sequence[Library]) -> tuple[Lead, ...]:
    """Find what stands at every address that was left.

    Parameters
    ----------
    library : of this release, with its pages
    earlier : of the releases published before, with their pages, oldest first

    Returns
    -------
    a lead per address: as the editors say (`formerly`), else to the page of the same id, else withdrawn

    Raises
    ------
    PublishingError : an address is said to have been left, but a page stands there or two pages claim it
    """
    here = {path for page in library.pages.values() for path in page.paths.values()}
    found: dict[str, Lead] = {}
    for lead in _said(library):
        if lead.path in here or found.get(lead.path, lead) != lead:
            raise PublishingError(
                f"{lead.path} is named as a former address of {lead.page}, but belongs to another page.",
                now="Correct `formerly`: an address leads to one page.",
            )
        found[lead.path] = lead
    for before in reversed(earlier):
        for id_, page in before.pages.items():
            for language, path in page.paths.items():
                if path not in here and language in library.release.face.languages:
                    found.setdefault(
                        path, Lead(language, path, id_ if id_ in library.pages else "")
                    )
        for lead in _said(before):
            if (
                lead.path not in here
                and lead.language in library.release.face.languages
            ):
                found.setdefault(
                    lead.path,
                    Lead(
                        lead.language,
                        lead.path,
                        lead.page if lead.page in library.pages else "",
                    ),
                )
    return tuple(found[path] for path in sorted(found))


def _said(library: Library) -> Iterator[Lead]:
    """Give the addresses that pages say they stood at before."""
    for id_, page in library.pages.items():
        for language, paths in page.formerly.items():
            yield from (Lead(language, path, id_) for path in paths)
