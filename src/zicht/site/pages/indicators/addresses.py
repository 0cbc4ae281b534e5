"""Where the pages and downloads of an indicator stand, and which breakdowns it has."""

from collections.abc import Sequence

from zicht.edition.all_words import all_words
from zicht.edition.slugs import slugify
from zicht.edition.words import in_every_language
from zicht.site.library import Library
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.text import Text


def indicator_page(indicator: Indicator) -> str:
    """Id of the page of an indicator."""
    return f"indicator:{indicator.id}"


def breakdown_page(indicator: Indicator, names: Sequence[str]) -> str:
    """Id of the page of one breakdown."""
    return f"indicator:{indicator.id}:{'-'.join(names)}"


def breakdowns(library: Library, indicator: Indicator) -> tuple[tuple[str, ...], ...]:
    """Return the breakdowns with a page of their own: all but the one on the page of the indicator itself."""
    rows = library.rows.get(indicator.id)
    if rows is None:
        return ()
    return tuple(names for names in rows.breakdowns if names != rows.plainest)


def _slug_of(library: Library, name: str, language: str) -> str:
    """Return the word of a dimension in addresses: of the catalogue, else of the title of its list."""
    known = library.release.names.get(f"dimension_slug.{name}")
    codes = library.release.codes.get(name)
    title = codes.title if codes is not None else None
    if known is not None:
        return known.in_language(language)
    return slugify(title.in_language(language) if title else name)


def breakdown_slug(library: Library, names: Sequence[str]) -> Text:
    """Return the last part of the address of a breakdown: `by-form-and-age`."""
    words = all_words()

    def slug(language: str) -> str:
        parts = [_slug_of(library, name, language) for name in names]
        by = words["slug.by"].in_language(language)
        conjunction = words["and"].in_language(language)
        return f"{by}-" + f"-{conjunction}-".join(parts)

    return in_every_language(slug)


def data_path(indicator: str, names: Sequence[str] = ()) -> str:
    """Path of the download of one breakdown; of the totals where no dimension is named."""
    return f"data/{indicator}/{'-'.join(names) or 'totaal'}.csv"
