"""Every figure of a release that a text may speak of, findable by what it says and by what it is about."""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from zicht.edition import numerals
from zicht.vocabulary.dimensions import categories
from zicht.vocabulary.figures import Cited, FigureKey, Series
from zicht.vocabulary.protected import Status
from zicht.vocabulary.releases import Release

_WORD = re.compile(r"[^\W\d_]{3,}|(?<!\d)\d{1,2}(?![\d.,%])")
_YEARS = re.compile(r"(?:19|20)\d{2}")
_COMMON = frozenset(
    [
        "aandeel", "aantal", "alle", "als", "and", "are", "bij", "dan", "dat", "deel", "der", "des", "die", "dit",
        "door", "een", "elke", "for", "from", "had", "heeft", "hen", "het", "hij", "hoe", "hoeveel", "how", "human",
        "hun", "is", "jaar", "jaren", "maar", "many", "meer", "men", "met", "minder", "naar", "niet", "nog",
        "number", "of", "off", "old", "onder", "ook", "over", "people", "per", "percent", "personen", "procent",
        "share", "that", "the", "their", "them", "these", "they", "this", "tot", "uit", "van", "voor", "waren",
        "was", "welk", "welke", "werd", "were", "what", "which", "who", "wie", "with", "word", "worden", "wordt",
        "year", "years", "zij", "zijn",
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """One figure.

    Parameters
    ----------
    id : address of a counted figure, id of a cited one
    value : None where it is hidden
    kind : `number`, `percent` or `euro`
    shown : as a report shows it
    years : that it is about; empty where that is not known
    stems : beginnings of the words it is described with
    narrow : beginnings of the words of its categories: a text that speaks of it names them all
    same : what is measured and when, without the edition: figures of one thing share it
    area : whether it is about one area
    """

    id: str
    value: Decimal | None
    kind: str
    shown: str
    years: frozenset[str]
    stems: frozenset[str]
    narrow: frozenset[str]
    same: str
    decimals: int = 0
    vintage: str = ""
    area: bool = False


@dataclass
class Knowledge:
    """Figures by value, by what they measure, and all of them."""

    figures: list[Known] = field(default_factory=list)
    by_value: dict[tuple[str, Decimal], list[Known]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_thing: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    earlier: dict[str, str] = field(default_factory=dict)

    def add(self, figure: Known) -> None:
        """Take in one figure, under every rounding in which a text may give it."""
        self.figures.append(figure)
        self.by_thing[figure.same].append(figure)
        if figure.value is None:
            return
        for decimals in range(figure.decimals + 1):
            value = numerals.rounded(figure.value, decimals).normalize()
            if figure not in self.by_value[figure.kind, value]:
                self.by_value[figure.kind, value].append(figure)


def stems(words: str) -> frozenset[str]:
    """Beginnings of the words that carry meaning; Dutch and English inflect at the end."""
    bare = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return frozenset(
        word[:6].rstrip("s") for word in _WORD.findall(plain) if word not in _COMMON
    )


def years_in(words: str) -> frozenset[str]:
    """Years that a text names; a run of years names each."""
    found = set(_YEARS.findall(words))
    for first, last in re.findall(
        r"((?:19|20)\d{2})\s?[-\u2013/]\s?((?:19|20)\d{2})", words
    ):
        found.update(
            str(year) for year in range(int(first), min(int(last), int(first) + 60) + 1)
        )
    return frozenset(found)


def know(release: Release, language: str) -> Knowledge:
    """Read every figure of a release."""
    knowledge = Knowledge(
        earlier={change.figure: change.before for change in release.changes}
    )
    for series in release.series.values():
        if series.indicator in release.indicators:
            for figure in _counted(series, release, language):
                knowledge.add(figure)
    for cited in release.cited:
        knowledge.add(_cited(cited, language))
    return knowledge


def _counted(series: Series, release: Release, language: str) -> Iterator[Known]:
    indicator = release.indicators[series.indicator]
    title = stems(indicator.title.in_language(language)) | stems(
        indicator.question.in_language(language)
    )
    labels = _labels(release, language)
    columns = [column.tolist() for column in series.codes]
    numbers = (series.values.tolist(), series.lower.tolist(), series.upper.tolist())
    rows = zip(
        series.periods.tolist(),
        series.statuses.tolist(),
        *numbers,
        *columns,
        strict=True,
    )
    for period, status, value, lower, upper, *codes in rows:
        decimals = numerals.decimals_of(indicator.shape, value, lower, upper)
        where = dict(categories(zip(series.dimensions, codes, strict=True)))
        narrow = frozenset().union(
            *(labels.get(pair) or frozenset({pair[1]}) for pair in where.items())
        )
        is_shown = status == Status.PUBLISHED and not math.isnan(value)
        exact = numerals.rounded(value, decimals) if is_shown else None
        address = str(FigureKey(series.indicator, period, tuple(sorted(where.items()))))
        percent = "%" if indicator.is_percentage else ""
        yield Known(
            id=address,
            value=exact,
            kind="percent" if indicator.is_percentage else "number",
            shown=numerals.written(exact, language, decimals) + percent
            if exact is not None
            else "",
            years=years_in(period),
            stems=title | narrow,
            narrow=narrow,
            same=address,
            decimals=decimals,
            area="gemeente" in where,
        )


def _labels(
    release: Release, language: str
) -> Mapping[tuple[str, str], frozenset[str]]:
    return {
        (name, code): stems(text.in_language(language))
        for name, codes in release.codes.items()
        for code, text in codes.labels.items()
    }


def _cited(figure: Cited, language: str) -> Known:
    exponent = figure.value.normalize().as_tuple().exponent
    kind = {"percent": "percent", "euro": "euro"}.get(figure.unit, "number")
    shown = numerals.as_printed(figure.value, language)
    printed = figure.printed.in_language(language) if figure.printed else ""
    when = figure.period or (figure.when.in_language(language) if figure.when else "")
    words = f"{figure.title.in_language(language)} {figure.population.in_language(language)}"
    return Known(
        id=figure.id,
        value=figure.value,
        kind=kind,
        shown=printed
        or (
            f"{shown}%"
            if kind == "percent"
            else f"€{shown}"
            if kind == "euro"
            else shown
        ),
        years=years_in(when),
        stems=stems(words),
        narrow=frozenset(),
        same=f"{figure.series or figure.id}:{when}",
        decimals=max(0, -exponent) if isinstance(exponent, int) else 0,
        vintage=figure.vintage,
    )
