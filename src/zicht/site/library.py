"""What all pages share: the release, the register of pages, and the links between pages."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Literal

from markupsafe import Markup, escape

from zicht.edition.edition import Edition, rows_of
from zicht.edition.printed import Group, group
from zicht.edition.rows import Row, Rows
from zicht.site import organisations
from zicht.site.addresses import way_up
from zicht.site.parts import Cell, Link
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.releases import Release


@dataclass(frozen=True, kw_only=True)
class PageContent:
    """What the template of a page shows; each kind of page adds its own parts.

    Parameters
    ----------
    title : of the page
    description : of the page in search engines
    crumbs : links to the pages above it
    """

    title: str
    description: str
    crumbs: Sequence[Link]

    def values(self) -> dict[str, object]:
        """Return the parts by the names that the template uses."""
        return {part.name: getattr(self, part.name) for part in fields(self)}


_REVIEWERS_NEEDED = 2
_LONGEST_LARGE_VALUE = 14
"""Letters of a value that is set large in a sentence."""


def _style_of(value: str) -> str:
    """Class of a value in a sentence: words are set smaller than digits."""
    # A mark behind a number is set small whatever its length.
    number = value.partition("<")[0]
    has_digits = any(letter.isdigit() for letter in number)
    if has_digits and len(number) <= _LONGEST_LARGE_VALUE:
        return "figure"
    return "figure words"


def _strong(value: Cell) -> Markup:
    """Mark a value of a sentence as a figure."""
    strong = Markup('<strong class="{}"{}>{}</strong>')
    return strong.format(_style_of(value.words), _address(value), value.words)


def _address(value: Cell) -> Markup:
    """Write the address of a value, and how its words write that figure, as attributes."""
    address = Markup(' data-cell="{}"').format(value.figure)
    form = Markup(' data-form="{}"').format(value.form)
    return (address if value.figure else Markup()) + (form if value.form else Markup())


@dataclass(frozen=True)
class Finding:
    """Record of a page for search."""

    kind: str
    text: str
    words: str = ""
    """Further words under which readers look for it."""
    theme: str = ""
    years: tuple[str, ...] = ()
    """Every year it says something about."""
    place: Literal["key", "", "aside"] = ""
    """Of figures: one of the cards, which readers mean first of several, or one of no indicator and on no card."""
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """One page in every language.

    Parameters
    ----------
    id : by which other pages refer to it, such as `indicator:ID`
    paths : language to path from the top of the site
    template : that draws it
    content : gives what the template needs; `title` at least
    section : entry of the navigation it belongs to
    help_first : whether where to find help stands at its top
    finding : gives what search knows of it; None keeps it out of search
    formerly : language to addresses at which it, or what it replaces, stood before; they lead here
    indicators : whose figures its tables print, for who checks the page
    """

    id: str
    paths: Mapping[str, str]
    template: str
    content: "Callable[[SiteEdition], PageContent]"
    section: str = ""
    help_first: bool = False
    finding: "Callable[[SiteEdition], Finding] | None" = None
    formerly: Mapping[str, Sequence[str]] = field(default_factory=dict)
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Library:
    """What every language shares: the release, its rows, and the register of pages."""

    release: Release
    base_address: str
    pages: dict[str, Page] = field(default_factory=dict)
    attachments: Mapping[tuple[str, str], Sequence[Path]] = field(default_factory=dict)

    def attached(self, kind: str, document: str, language: str) -> tuple[str, ...]:
        """Names of the files that stand beside the page of a document."""
        if kind != self.kind_with_files(document):
            return ()
        return tuple(
            path.name for path in self.attachments.get((document, language), ())
        )

    def kind_with_files(self, document: str) -> str:
        """Kind of the document beside which files of an id are laid: the report, where others share its id."""
        kinds = [other.kind for other in self.release.documents if other.id == document]
        if not kinds:
            return ""
        return "report" if "report" in kinds else kinds[-1]

    def page_with_files(self, document: str) -> Page | None:
        """Page beside which the files of a document are laid; None if there is none."""
        return self.pages.get(f"document:{self.kind_with_files(document)}:{document}")

    @cached_property
    def rows(self) -> Mapping[str, Rows]:
        """Rows of every series that has any, by indicator."""
        return rows_of(self.release.series)

    @cached_property
    def editions(self) -> Mapping[str, Edition]:
        """The release in every language of the project, by language."""
        return {
            language: Edition(self.release, language)
            for language in self.release.face.languages
        }

    @cached_property
    def cited(self) -> Mapping[str, Cited]:
        """Cited figures by id."""
        return {figure.id: figure for figure in self.release.cited}

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Cited figures, grouped into series."""
        return group(self.release)

    @cached_property
    def group_of(self) -> Mapping[str, Group]:
        """Series of each cited figure, by its id."""
        group_of = {}
        for group_ in self.groups:
            for figure in group_.figures:
                group_of[figure.id] = group_
        return group_of

    @cached_property
    def printed_of(self) -> Mapping[str, Group]:
        """Series that stands in for an indicator that is not counted here: of those about it, the longest."""
        printed_of: dict[str, Group] = {}
        shortest_first = sorted(self.groups, key=lambda group_: len(group_.figures))
        for group_ in shortest_first:
            for figure in group_.figures:
                is_counted_here = figure.indicator in self.release.indicators
                is_total = bool(figure.indicator) and not figure.where
                if is_total and not is_counted_here:
                    # A longer series comes later, and takes the place of a shorter one.
                    printed_of[figure.indicator] = group_
        return printed_of

    @cached_property
    def organisations(self) -> Mapping[str, organisations.Organisation]:
        """Every organisation that the release names, by its key."""
        return organisations.index(self.release, self.groups)

    @cached_property
    def municipality_codes(self) -> frozenset[str]:
        """Codes of the municipalities of the map."""
        country = self.release.geography
        if country is None:
            return frozenset()
        municipalities = country.level(country.leaf_level)
        return frozenset(area.code for area in municipalities)

    @cached_property
    def local(self) -> tuple[Indicator, ...]:
        """Indicators with a figure per municipality."""
        local = []
        for id_ in self.rows:
            indicator = self.release.indicators.get(id_)
            if indicator is not None and self.local_dimension(id_):
                local.append(indicator)
        return tuple(local)

    def local_dimension(self, indicator: str) -> str:
        """Name of the dimension that holds municipalities; empty if an indicator has no figure per municipality."""
        for where in self.rows[indicator].wheres:
            if len(where) == 1:
                name, code = where[0]
                if code in self.municipality_codes:
                    return name
        return ""


class SiteEdition(Edition):
    """The release in one language, with the ways from page to page.

    Parameters
    ----------
    library : what every language shares
    language : one of those of the project

    See Also
    --------
    seen_from : what the content of a page is composed with
    """

    def __init__(self, library: Library, language: str) -> None:
        super().__init__(library.release, language)
        self.library = library
        self.here = ""
        """Path of the page that shows it, from the top of the site."""

    @property
    def rows(self) -> Mapping[str, Rows]:
        """Rows of every series that has any, by indicator; every language shares them."""
        return self.library.rows

    @property
    def cited(self) -> Mapping[str, Cited]:
        """Cited figures by id; every language shares them."""
        return self.library.cited

    def path(self, page: str) -> str:
        """Path of a page in this language, from the top of the site.

        Raises
        ------
        PublishingError : there is no such page
        """
        known = self.library.pages.get(page)
        if known is None:
            raise PublishingError(
                f"A page refers to {page}, which does not exist.",
                now="Correct the reference.",
            )
        return known.paths[self.language]

    def has(self, page: str) -> bool:
        """Whether a page exists."""
        return page in self.library.pages

    def seen_from(self, page: str) -> "SiteEdition":
        """Return this edition as one page sees it: relative addresses start there."""
        seen = copy(self)
        seen.here = self.path(page)
        return seen

    @property
    def up(self) -> str:
        """Relative address of the top of the site."""
        return way_up(self.here)

    def way(self, page: str) -> str:
        """Relative address of another page."""
        return (self.up + self.path(page)) or "./"

    def address(self, path: str) -> str:
        """Full address of a path, where the address of the site is known."""
        base = self.library.base_address
        return f"{base.rstrip('/')}/{path}" if base else f"/{path}"

    def notice(self) -> str:
        """State that a release is a preview, or approved for demonstration only; empty when two signed it for good."""
        # One key counts once, however often it signed.
        approval_of = {approval.key_id: approval for approval in self.release.approvals}
        if len(approval_of) < _REVIEWERS_NEEDED:
            return self.words("preview")
        if any(approval.demonstration for approval in approval_of.values()):
            return self.words("demonstration_notice")
        return ""

    def marked(self, row: Row) -> str:
        """Write the value of a row, with a quiet mark behind it where it is provisional."""
        return self.with_mark(self.number_alone(row), row)

    def with_mark(self, number: str, row: Row) -> str:
        """Write a number that belongs to a row, with the mark of that row where it is provisional.

        The mark is a word set small, and in a table a letter that a note below it explains.
        """
        if not self.is_provisional(row):
            return number
        mark = Markup('<span class="mark" data-mark="{}"> ({})</span>')
        word = mark.format(
            self.words("provisional.mark"), self.words("provisional.word")
        )
        return Markup("{}{}").format(number, word)

    def sentence(self, words: str, values: Sequence[Cell]) -> Markup:
        """Fill numbers into a sentence, each marked as a figure, with its address where it was counted.

        Raises
        ------
        PublishingError : the sentence asks for other figures than it was given
        """
        marked = [_strong(value) for value in values]
        try:
            return Markup(str(escape(words))).format(*marked)  # noqa: S704 - escaped on this very line
        except (IndexError, KeyError, ValueError):
            raise PublishingError(
                f"The sentence {words!r} of a key figure asks for other figures than its {len(values)}.",
                now="Write {0}, {1} for the figures in order.",
            ) from None
