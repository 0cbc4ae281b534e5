"""Former addresses: an address that was published always leads to its page, or says that the page was withdrawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from zicht.site.library import Library
from zicht.vocabulary.errors import PublishingError


@dataclass(frozen=True)
class FormerAddress:
    """An address at which a page once stood.

    Parameters
    ----------
    language : of that page
    path : from the top of the site
    page : id of the page that it leads to now; empty if the page was withdrawn
    """

    language: str
    path: str
    page: str = ""


def former_addresses(
    library: Library, earlier: Sequence[Library]
) -> tuple[FormerAddress, ...]:
    """Find every address that was left, and where it leads now.

    Parameters
    ----------
    library : of this release, with its pages
    earlier : of the releases published before, with their pages, oldest first

    Returns
    -------
    one per address: as the editors declare (`formerly`), else to the page of the same id, else withdrawn

    Raises
    ------
    PublishingError : an address is declared as left, but a page stands there or two pages claim it
    """
    current_paths = _paths_of(library)
    former_by_path: dict[str, FormerAddress] = {}
    for declared in _declared(library):
        claimed = former_by_path.setdefault(declared.path, declared)
        if declared.path in current_paths or claimed != declared:
            raise PublishingError(
                f"{declared.path} is named as a former address of {declared.page}, but belongs to another page.",
                now="Correct `formerly`: an address leads to one page.",
            )
    # The newest release comes first: what it says of an address holds.
    for earlier_library in reversed(earlier):
        for former in _addresses_of(earlier_library):
            # A page that stands at the address now is what a reader wants there.
            is_left = former.path not in current_paths
            if is_left and former.language in library.release.face.languages:
                current = _as_of_now(former, library)
                former_by_path.setdefault(former.path, current)
    return tuple(former_by_path[path] for path in sorted(former_by_path))


def _paths_of(library: Library) -> set[str]:
    """Return every path at which a page stands, in any language."""
    paths: set[str] = set()
    for page in library.pages.values():
        paths.update(page.paths.values())
    return paths


def _addresses_of(library: Library) -> Iterator[FormerAddress]:
    """Return the addresses of an earlier release: those of its pages, then those that were former then."""
    for id_, page in library.pages.items():
        for language, path in page.paths.items():
            yield FormerAddress(language, path, id_)
    yield from _declared(library)


def _declared(library: Library) -> Iterator[FormerAddress]:
    """Return the addresses that pages declare as their former ones."""
    for id_, page in library.pages.items():
        for language, paths in page.formerly.items():
            for path in paths:
                yield FormerAddress(language, path, id_)


def _as_of_now(former: FormerAddress, library: Library) -> FormerAddress:
    """Return a former address, marked as withdrawn where its page no longer exists."""
    if former.page in library.pages:
        return former
    return replace(former, page="")
