"""A release as one language reads it: words, numbers, labels, and ways from page to page."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal

from markupsafe import Markup, escape

from zicht.edition.printed import Group, group
from zicht.edition.rows import Row, Rows, Where
from zicht.site import numbers, organisations
from zicht.site.addresses import way_up
from zicht.site.words import Words
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.figures import PENDING, Cited
from zicht.vocabulary.protected import Status
from zicht.vocabulary.releases import Release
from zicht.vocabulary.text import Text

Content = dict[str, object]
LEVELS = ("provincie", "politie_eenheid", "arrondissement", "gemeente", "land")
_LAST = ("overig", "onbekend", "nvt")
_RUN = re.compile(r"(\d{4})-(\d{4})")


def _weight(value: str) -> str:
    """Class of a value in a sentence: words are set smaller than digits."""
    return (
        "figure"
        if any(letter.isdigit() for letter in value) and len(value) <= 14
        else "figure words"
    )


@dataclass(frozen=True)
class Finding:
    """What search knows of a page."""

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
    id : by which other pages refer to it, such as `indicator:V01`
    paths : language to path from the top of the site
    template : that draws it
    content : gives what the template needs; `title` at least
    section : entry of the navigation it belongs to
    help_first : whether where to find help stands at its top
    finding : gives what search knows of it; None keeps it out of search
    formerly : language to addresses at which it, or what it replaces, stood before; they lead here
    """

    id: str
    paths: Mapping[str, str]
    template: str
    content: "Callable[[Edition], Content]"
    section: str = ""
    help_first: bool = False
    finding: "Callable[[Edition], Finding] | None" = None
    formerly: Mapping[str, Sequence[str]] = field(default_factory=dict)


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
        kinds = [found.kind for found in self.release.documents if found.id == document]
        return "report" if "report" in kinds else kinds[-1] if kinds else ""

    @cached_property
    def rows(self) -> Mapping[str, Rows]:
        """Rows of every series that has any, by indicator."""
        return {
            id_: Rows(series)
            for id_, series in sorted(self.release.series.items())
            if len(series)
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
        return {figure.id: group for group in self.groups for figure in group.figures}

    @cached_property
    def printed_of(self) -> Mapping[str, Group]:
        """Series that stands in for an indicator that is not counted here: of those about it, the longest."""
        found: dict[str, Group] = {}
        for each in sorted(self.groups, key=lambda each: len(each.figures)):
            for figure in each.figures:
                if (
                    figure.indicator
                    and not figure.where
                    and figure.indicator not in self.release.indicators
                ):
                    found[figure.indicator] = each
        return found

    @cached_property
    def organisations(self) -> Mapping[str, organisations.Organisation]:
        """Every organisation that the release names, by its key."""
        return organisations.index(self.release, self.groups)

    @cached_property
    def municipality_codes(self) -> frozenset[str]:
        """Codes of the municipalities of the map."""
        country = self.release.geography
        return (
            frozenset(area.code for area in country.level("gemeente"))
            if country
            else frozenset()
        )

    @cached_property
    def local(self) -> tuple[Indicator, ...]:
        """Indicators with a figure per municipality."""
        return tuple(
            self.release.indicators[id_]
            for id_, rows in self.rows.items()
            if id_ in self.release.indicators and self._is_local(rows)
        )

    def _is_local(self, rows: Rows) -> bool:
        return any(
            code in self.municipality_codes
            for where in rows.wheres
            if len(where) == 1
            for _, code in where
        )

    def local_dimension(self, indicator: str) -> str:
        """Name of the dimension that holds municipalities."""
        return next(
            name
            for where in self.rows[indicator].wheres
            if len(where) == 1
            for name, code in where
            if code in self.municipality_codes
        )


class Edition:
    """The release in one language."""

    def __init__(self, library: Library, language: str) -> None:
        self.library = library
        self.release = library.release
        self.language = language
        self.words = Words(language)
        self._labels: dict[tuple[str, str], str] = {}

    def say(self, text: Text | None) -> str:
        """Give a text in this language."""
        return "" if text is None else text.in_language(self.language)

    def number(self, value: float | Decimal, decimals: int = 0) -> str:
        """Write a number."""
        return numbers.number(value, self.language, decimals)

    def day(self, words: str) -> str:
        """Write a date."""
        return numbers.day(words, self.language)

    def period(self, period: str) -> str:
        """Write a year or a run of years."""
        return _RUN.sub("\\1\u2013\\2", period)

    # ---- figures counted here

    def decimals(self, indicator: Indicator, row: Row) -> int:
        """How many decimals the value of a row and its bounds are shown with: no more than the bounds bear."""
        return row.decimals(indicator.shape)

    def value(self, row: Row, indicator: Indicator) -> str:
        """Write the value of a row as it may be shown: a number, a band, or that it is withheld or not known yet."""
        if row.value is not None:
            shown = self.number(row.value, self.decimals(indicator, row))
            return f"{shown}%" if indicator.is_percentage else shown
        if row.status == Status.BANDED:
            return self.words("fewer_than", n=self.number(self.band(row)))
        return self.words("pending" if row.status == PENDING else "withheld")

    def band(self, row: Row) -> float:
        """Below what number a banded value lies."""
        if row.upper is not None:
            return row.upper + 1
        policy = self.release.policy
        return policy.local_threshold if policy else 10

    def bounds(self, row: Row, indicator: Indicator) -> str:
        """Between what the true value lies; empty where the value is exact or nothing may be said."""
        if (
            row.value is None
            or row.lower is None
            or row.upper is None
            or row.lower == row.upper
        ):
            return ""
        low, high = (
            self.number(bound, self.decimals(indicator, row))
            for bound in (row.lower, row.upper)
        )
        return "" if low == high else f"{low}\u2013{high}"

    def unit(self, indicator: Indicator) -> str:
        """Name what one is, in the plural: `mogelijke slachtoffers`."""
        if indicator.is_percentage:
            return self.words("unit.share")
        if indicator.shape == "duration":
            return self.words("unit.days")
        if indicator.shape == "rate":
            return self.words("unit.rate", scale=self.number(indicator.scale))
        return self.words.any_of(
            f"unit.{indicator.universe}", otherwise=self.say(indicator.counting_unit)
        )

    # ---- labels

    def label(self, dimension: str, code: str) -> str:
        """Name of a category."""
        key = (dimension, code)
        if key not in self._labels:
            self._labels[key] = self._find_label(dimension, code)
        return self._labels[key]

    def _find_label(self, dimension: str, code: str) -> str:
        if code == TOTAL:
            return self.words("total")
        codes = self.release.codes.get(dimension)
        if codes and code in codes.labels:
            return self.say(codes.labels[code])
        country = self.release.geography
        if country and code in country.areas:
            return country.areas[code].name
        return self.words.any_of(f"code.{code}", otherwise=code)

    def where(self, where: Where) -> str:
        """Name what a row is about; the total when it is about everything."""
        return ", ".join(self.label(name, code) for name, code in where) or self.words(
            "total"
        )

    def dimension(self, name: str) -> str:
        """Name of a dimension, as in `naar vorm van uitbuiting`."""
        return self.words.any_of(f"dimension.{name}", otherwise=name.replace("_", " "))

    def dimension_slug(self, name: str) -> str:
        """Word of a dimension in an address."""
        return self.words.any_of(
            f"dimension_slug.{name}", otherwise=name.replace("_", "-")
        )

    def theme(self, theme: str) -> str:
        """Name of a theme."""
        for document in self.release.documents:
            if document.kind == "theme" and document.id == theme:
                return self.say(document.title)
        return self.words.any_of(
            f"theme.{theme}",
            otherwise=theme.replace("-", " ").replace("_", " ").capitalize(),
        )

    def code_order(self, dimension: str) -> Mapping[str, int]:
        """Place of each category in its list: areas by level, others as listed, what is rest or unknown last."""
        codes = self.release.codes.get(dimension)
        listed = list(codes.labels) if codes else []
        ranked = sorted(
            listed,
            key=lambda code: (
                _LAST.index(code) if code in _LAST else -1,
                self.level_place(code),
            ),
        )
        return {code: at for at, code in enumerate(ranked)}

    def level(self, code: str) -> str:
        """Level of an area; empty when the code is none."""
        country = self.release.geography
        return country.areas[code].level if country and code in country.areas else ""

    def level_place(self, code: str) -> int:
        """Place of the level of an area among the levels."""
        level = self.level(code)
        return LEVELS.index(level) + 1 if level in LEVELS else 0

    # ---- figures cited from elsewhere

    def printed(self, figure: Cited) -> str:
        """Write a cited figure exactly as it was printed, with its unit where that is a sign."""
        if figure.printed is not None:
            return self.say(figure.printed)
        shown = numbers.as_printed(figure.value, self.language)
        if figure.unit == "percent":
            return f"{shown}%"
        if figure.unit == "euro":
            return f"\u20ac{numbers.NO_BREAK}{shown}"
        return shown

    def cited_unit(self, figure: Cited) -> str:
        """Name the unit of a cited figure."""
        if figure.unit_words is not None:
            return self.say(figure.unit_words)
        return self.words.any_of(f"unit.{figure.unit}", otherwise=figure.unit)

    def cited_period(self, figure: Cited) -> str:
        """When a cited figure was true."""
        if figure.when is not None:
            return self.say(figure.when)
        return (
            self.period(figure.period)
            if figure.period
            else self.words("period_not_stated")
        )

    # ---- ways

    def path(self, page: str) -> str:
        """Path of a page in this language, from the top of the site."""
        found = self.library.pages.get(page)
        if found is None:
            raise PublishingError(
                f"A page refers to {page}, which does not exist.",
                now="Correct the reference.",
            )
        return found.paths[self.language]

    def has(self, page: str) -> bool:
        """Whether a page exists."""
        return page in self.library.pages

    def way(self, here: str, page: str) -> str:
        """Relative address of a page, seen from the path of another."""
        return (way_up(here) + self.path(page)) or "./"

    def address(self, path: str) -> str:
        """Full address of a path, where the address of the site is known."""
        base = self.library.base_address
        return f"{base.rstrip('/')}/{path}" if base else f"/{path}"

    @property
    def country(self) -> str:
        """Name of the country; `this country` where the release knows no more than a code."""
        country = self.release.geography
        if country and country.country in country.areas:
            return country.areas[country.country].name
        name = self.release.face.country
        return self.words("this_country") if len(name) <= 3 else name

    def notice(self) -> str:
        """Say that a release is a preview, or approved for demonstration only; empty when two signed it for good."""
        signed = {approval.key_id: approval for approval in self.release.approvals}
        if len(signed) < 2:
            return self.words("preview")
        if any(approval.demonstration for approval in signed.values()):
            return self.words("demonstration_notice")
        return ""

    def sentence(self, words: str, values: list[str]) -> Markup:
        """Fill numbers into a sentence, each marked as a figure."""
        marked = [
            Markup('<strong class="{}">{}</strong>').format(_weight(value), value)
            for value in values
        ]
        try:
            return Markup(str(escape(words))).format(*marked)  # noqa: S704 - escaped on this very line
        except (IndexError, KeyError, ValueError):
            raise PublishingError(
                f"The sentence {words!r} of a key figure asks for other figures than its {len(values)}.",
                now="Write {0}, {1} for the figures in order.",
            ) from None
