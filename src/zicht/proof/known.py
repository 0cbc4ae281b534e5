"""Every figure of a release that a text may speak of, findable by what it says and by what it is about."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from zicht.edition import numerals
from zicht.edition.edition import Edition
from zicht.edition.rows import Rows
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.figures import Cited
from zicht.vocabulary.releases import Release

_WORD = re.compile(r"[^\W\d_]{3,}|(?<!\d)\d{1,2}(?![\d.,%])")
_AREA = "gemeente"
"""Dimension of areas: a text speaks of their figures only where it names an area."""
_CITED_KINDS = {"percent": "percent", "euro": "euro"}
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
    edition = Edition(release, language)
    knowledge = Knowledge(
        earlier={change.figure: change.before for change in release.changes}
    )
    for id_, rows in edition.rows.items():
        if id_ in release.indicators:
            for figure in _counted(edition, release.indicators[id_], rows):
                knowledge.add(figure)
    for cited in release.cited:
        knowledge.add(_cited(edition, cited))
    return knowledge


def _counted(edition: Edition, indicator: Indicator, rows: Rows) -> Iterator[Known]:
    title = stems(edition.say(indicator.title)) | stems(edition.say(indicator.question))
    for row in rows.all:
        decimals = row.decimals(indicator.shape)
        narrow: frozenset[str] = frozenset()
        for name, code in row.where:
            narrow |= _label_stems(edition, name, code)
        address = str(row.key)
        value = row.value if row.is_shown else None
        yield Known(
            id=address,
            value=None if value is None else numerals.rounded(value, decimals),
            kind="percent" if indicator.is_percentage else "number",
            shown=edition.shown(row),
            years=years_in(row.period),
            stems=title | narrow,
            narrow=narrow,
            same=address,
            decimals=decimals,
            area=any(name == _AREA for name, _ in row.where),
        )


def _label_stems(edition: Edition, name: str, code: str) -> frozenset[str]:
    """Beginnings of the words of a category; its code where it has none that carry meaning."""
    codes = edition.release.codes.get(name)
    if codes is None or code not in codes.labels:
        return frozenset({code})
    return stems(edition.label(name, code)) or frozenset({code})


def _cited(edition: Edition, figure: Cited) -> Known:
    exponent = figure.value.normalize().as_tuple().exponent
    when = figure.period or edition.say(figure.when)
    return Known(
        id=figure.id,
        value=figure.value,
        kind=_CITED_KINDS.get(figure.unit, "number"),
        shown=edition.printed(figure),
        years=years_in(when),
        stems=stems(f"{edition.say(figure.title)} {edition.say(figure.population)}"),
        narrow=frozenset(),
        same=f"{figure.series or figure.id}:{when}",
        decimals=max(0, -exponent) if isinstance(exponent, int) else 0,
        vintage=figure.vintage,
    )
