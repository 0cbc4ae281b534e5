"""Names in one language: categories, dimensions, areas, units, themes and periods of a release."""

import re
from collections.abc import Collection, Mapping
from functools import cached_property

from zicht.edition import locales, numerals
from zicht.edition.rows import Row, Where
from zicht.edition.words import Words
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.definitions import POPULATION, Indicator
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.releases import Release
from zicht.vocabulary.text import Text

_LONGEST_COUNTRY_CODE = 3


class Labels:
    """Names in one language.

    Parameters
    ----------
    release : what is named
    language : code of a language that has a catalogue
    section : table of the fixed words that comes before the shared ones, such as `report`
    """

    def __init__(self, release: Release, language: str, section: str = "") -> None:
        self.release = release
        self.language = language
        country = release.geography
        level = country.leaf_level if country is not None else ""
        self.words = Words(language, section, release.names, level)
        self._labels: dict[tuple[str, str], str] = {}

    def say(self, text: Text | None) -> str:
        """Return a text in this language; empty if there is no text."""
        return "" if text is None else text.in_language(self.language)

    # ---- dates and periods

    def day(self, date: str) -> str:
        """Write a date, or as much of it as is known."""
        return numerals.day(date, self.language)

    @staticmethod
    def period(period: str) -> str:
        """Write a year or a run of years."""
        return numerals.period(period)

    def cited_period(self, figure: Cited) -> str:
        """When a cited figure was true."""
        if figure.when is not None:
            return numerals.dashed(self.say(figure.when))
        if figure.period:
            return self.period(figure.period)
        return self.words("period_not_stated")

    # ---- categories and dimensions

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
        if codes is not None and code in codes.labels:
            return self.say(codes.labels[code])
        country = self.release.geography
        if country is not None and code in country.areas:
            return country.areas[code].name
        return self.words.any_of(
            f"split.{dimension}.{code}", f"code.{code}", otherwise=code
        )

    def where(self, where: Where) -> str:
        """Name the categories of a row, or the total."""
        labels = [self.label(name, code) for name, code in where if code != TOTAL]
        return ", ".join(labels) or self.words("total")

    def dimension(self, name: str) -> str:
        """Return the name of a dimension, as it follows `by`: the title of its list, where it has one."""
        codes = self.release.codes.get(name)
        if codes is not None and codes.title is not None:
            return self.say(codes.title)
        return self.words.any_of(f"dimension.{name}", otherwise=name.replace("_", " "))

    def code_order(self, dimension: str) -> Mapping[str, int]:
        """Place of each category in its list: areas by level, others as listed, what is rest or unknown last."""
        codes = self.release.codes.get(dimension)
        if codes is None:
            return {}
        residual = codes.residual

        def place(code: str) -> tuple[int, int]:
            place_at_the_end = residual.index(code) if code in residual else -1
            return place_at_the_end, self.level_place(code)

        in_order = sorted(codes.labels, key=place)
        return {code: number for number, code in enumerate(in_order)}

    def side_by_side(
        self, dimension: str, codes: Collection[str], *, most: int | None = None
    ) -> tuple[str, ...]:
        """Choose the categories that a chart may draw side by side: none of them contains another."""
        code_list = self.release.codes.get(dimension)
        if code_list is None:
            return tuple(code for code in codes if code != TOTAL)
        return code_list.side_by_side(codes, most=most)

    def parts_of(self, dimension: str, code: str) -> tuple[str, ...]:
        """Return the categories that add up to this one directly; empty if it is not a subtotal."""
        code_list = self.release.codes.get(dimension)
        return code_list.parts_of(code) if code_list else ()

    # ---- areas

    def level(self, code: str) -> str:
        """Level of an area; empty if the code is not an area."""
        country = self.release.geography
        return country.areas[code].level if country and code in country.areas else ""

    def level_name(self, level: str) -> str:
        """Return the heading of areas of a level: fixed words, or the name that the project gives the level."""
        own_name = with_capital(level.replace("_", " "))
        return self.words.any_of(f"level.{level}", otherwise=own_name)

    def level_place(self, code: str) -> int:
        """Place of the level of an area among the levels, from 1; 0 where the code is not an area."""
        country = self.release.geography
        level = self.level(code)
        return country.levels.index(level) + 1 if country and level else 0

    @cached_property
    def country(self) -> str:
        """Name of the country; `this country` where the release knows no more than a code."""
        country = self.release.geography
        if country and country.country in country.areas:
            return country.areas[country.country].name
        name = self.release.face.country
        if len(name) <= _LONGEST_COUNTRY_CODE:
            return self.words("this_country")
        return name

    @cached_property
    def not_real(self) -> str:
        """State that an invented country does not exist, or that it is not the real one of that name."""
        is_name_of_real = locales.is_country(self.country, self.language)
        key = "invented_of_real" if is_name_of_real else "invented"
        return with_capital(self.words(key, country=self.country))

    # ---- units and themes

    def unit(self, indicator: Indicator) -> str:
        """Name the unit of a count in the plural: `mogelijke slachtoffers`."""
        if indicator.is_percentage:
            return self.words("unit.share")
        if indicator.shape == "duration":
            return self.words("unit.days")
        if indicator.shape == "rate":
            return self._unit_of_rate(indicator)
        return self.words.any_of(
            f"universe.{indicator.universe}",
            otherwise=in_a_sentence(self.say(indicator.counting_unit)),
        )

    def unit_beside(self, indicator: Indicator, row: Row) -> str:
        """Name the unit as it stands beside the number of a row: `1 day`, `182 days`; that of a count is a plural."""
        if indicator.shape != "duration" or row.value is None:
            return self.unit(indicator)
        return self.words.form("day_or_days", numerals.rounded(row.value))

    def _unit_of_rate(self, indicator: Indicator) -> str:
        """State per how many inhabitants a rate is, or per how many of what another indicator counts."""
        scale = numerals.written(indicator.scale, self.language)
        below = indicator.denominator.universe if indicator.denominator else POPULATION
        if below == POPULATION:
            return self.words("unit.rate", scale=scale)
        people = self.words.any_of(f"universe.{below}", otherwise=below)
        return self.words("unit.rate_of", scale=scale, people=people)

    def cited_unit(self, figure: Cited) -> str:
        """Name the unit of a cited figure."""
        if figure.unit_words is not None:
            return self.say(figure.unit_words)
        return self.words.any_of(f"unit.{figure.unit}", otherwise=figure.unit)

    def source(self, source: str) -> str:
        """Name of a source that delivers; its id in words where nothing names it."""
        plain = with_capital(source.replace("_", " "))
        return self.words.any_of(f"source.{source}", otherwise=plain)

    def theme(self, theme: str) -> str:
        """Name of a theme."""
        for document in self.release.documents:
            if document.kind == "theme" and document.id == theme:
                return self.say(document.title)
        plain = theme.replace("-", " ").replace("_", " ").capitalize()
        return self.words.any_of(f"theme.{theme}", otherwise=plain)


def with_capital(words: str) -> str:
    """Write words as they stand at the head of a column or a sentence; capitals within them stay."""
    return words[:1].upper() + words[1:]


def in_a_sentence(label: str) -> str:
    """Write the name of a category as it stands within a sentence: without its capital, unless it is a short name."""
    head = label.split(" ", 1)[0]
    is_name = head.isupper() or any(letter.isupper() for letter in head[1:])
    return label if is_name else label[:1].lower() + label[1:]


def names_local_authorities(release: Release, addressee: str) -> bool:
    """Whether the addressee of a recommendation is a local authority, or local authorities together.

    The country says with what words the names of its local authorities begin.
    """
    country = release.geography
    level = country.leaf_level if country is not None else ""
    declared = release.names.get(f"area.{level}.authorities")
    if declared is None:
        return False
    beginnings: list[str] = []
    for language in declared.languages:
        beginnings += declared.in_language(language).casefold().split()
    words = re.findall(r"\w+", addressee.casefold())
    return any(word.startswith(tuple(beginnings)) for word in words)


def order_of_themes(release: Release) -> tuple[str, ...]:
    """Return the ids of the themes in the order in which pack and project declare them."""
    themes = [document for document in release.documents if document.kind == "theme"]
    return tuple(theme.id for theme in themes)


def themes_with_figures(release: Release) -> tuple[str, ...]:
    """Return the themes of which a release has figures, in the order in which they are declared; others last."""
    used = dict.fromkeys(indicator.theme for indicator in release.indicators.values())
    used |= dict.fromkeys(figure.theme for figure in release.cited)
    used |= dict.fromkeys(card.theme for card in release.key_figures)
    declared = order_of_themes(release)
    first = [theme for theme in declared if theme in used]
    others = [theme for theme in used if theme and theme not in declared]
    return (*first, *others)
