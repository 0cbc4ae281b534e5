"""Addresses: words in the language of the page, which never change and never clash."""

import re
from collections.abc import Mapping

from zicht.vocabulary.errors import PublishingError

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

CATALOGUE = "data/catalogue.jsonld"
"""Where the catalogue of downloads for machines stands."""
COMPARISONS = "data/comparisons.csv"
"""Path of the file of all comparisons."""


def check_slug(slug: str, *, where: str) -> str:
    """Return a slug, if it is valid in an address."""
    if not _SLUG.fullmatch(slug):
        raise PublishingError(
            f"{where}: {slug!r} cannot stand in an address.",
            now="Use small letters, digits and single hyphens.",
        )
    return slug


def path_of(language: str, *parts: str) -> str:
    """Path of a page from the top of the site, such as `nl/slachtoffers/gemelde-slachtoffers/`."""
    return "/".join([language, *(part for part in parts if part)]) + "/"


def way_up(path: str) -> str:
    """Relative way from a page to the top of the site: `../../` for `nl/zoeken/`."""
    return "../" * path.count("/")


def refuse_duplicates(owners: Mapping[str, list[str]]) -> None:
    """Refuse a site in which two pages would stand at one address."""
    clashes = [
        f"{path}: {', '.join(ids)}"
        for path, ids in sorted(owners.items())
        if len(ids) > 1
    ]
    if clashes:
        raise PublishingError(
            f"{len(clashes)} addresses belong to more than one page.",
            details=clashes,
            now="Give each its own slug; an address that was published stays with its page.",
        )
