"""The register of cited figures: each found by its id, its series, and the conflicts between them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from zicht.edition import numerals
from zicht.edition.words import in_every_language
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import Conflict
from zicht.vocabulary.releases import KeyFigure


@dataclass(frozen=True)
class Register:
    """Cited figures in the order in which they were read; ids are unique."""

    cited: tuple[Cited, ...]
    _by_id: Mapping[str, Cited] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id: dict[str, Cited] = {}
        for figure in self.cited:
            if figure.id in by_id:
                raise ProjectError(
                    f"Two cited figures have the id {figure.id}.",
                    now="Give each its own.",
                )
            by_id[figure.id] = figure
        # The class is frozen; the index follows from the figures.
        object.__setattr__(self, "_by_id", by_id)
        _refuse_mixed_units(self.cited)

    def __len__(self) -> int:
        return len(self.cited)

    def __contains__(self, figure_id: object) -> bool:
        return figure_id in self._by_id

    def find(self, figure_id: str, *, place: str = "") -> Cited:
        """Return a figure by its id; `place` is the file and line that asks for it, for the error."""
        if figure_id not in self._by_id:
            raise ProjectError(
                f"{place + ': ' if place else ''}{figure_id!r} is not a figure of the register.",
                now="Add it to figures/*.toml, or correct the id.",
            )
        return self._by_id[figure_id]

    def series(self, name: str) -> tuple[Cited, ...]:
        """Every printing of one series, by period and vintage."""
        return tuple(
            sorted(
                (figure for figure in self.cited if figure.series == name), key=_order
            )
        )

    def same_as(self, figure: Cited) -> tuple[Cited, ...]:
        """Every printing of the same thing of the same period, the figure itself among them.

        Figures are of the same thing when they declare the same identity: who counts, by which rule, of which country,
        population and unit.
        """
        return tuple(
            other
            for other in self.series(figure.series)
            if other.period == figure.period
            and (other is figure or other.is_of_the_same(figure))
        )

    def conflicts(self) -> tuple[Conflict, ...]:
        """Things of one period of which different numbers were printed, in the order of the register.

        A number that is another one rounded does not conflict with it.

        Figures without a series or without a period are never compared: nobody knows whether they are of one thing.
        Numbers that two rules of counting give of one period do not contradict each other.
        """
        conflicts = []
        compared: set[str] = set()
        for figure in self.cited:
            if not figure.series or not figure.period or figure.id in compared:
                continue
            printings = self.same_as(figure)
            # All printings of one thing are one conflict, reported at the first.
            compared |= {other.id for other in printings}
            pairs = combinations(printings, 2)
            if not all(first.agrees_with(second) for first, second in pairs):
                conflicts.append(_conflict(printings))
        return tuple(conflicts)

    def refuse_unknown(self, cards: Iterable[KeyFigure]) -> None:
        """Refuse cards that refer to figures that are not here, or type a number that a reference should give.

        Raises
        ------
        ProjectError : names the theme of the card and what is wrong with it; all mistakes together
        """
        mistakes = [mistake for card in cards for mistake in self._mistakes(card)]
        if mistakes:
            raise ProjectError(
                f"{len(mistakes)} mistakes in the key figures.", details=mistakes
            )

    def _mistakes(self, card: KeyFigure) -> Iterable[str]:
        cited = [figure for figure in card.figures if ":" not in figure]
        for figure in cited:
            if figure not in self:
                yield f"card under {card.theme}: {figure!r} is not a figure of the register"
        for figure in filter(self.__contains__, cited):
            # A typed number does not follow its figure when that is corrected.
            for language, words in card.sentence.items():
                if _number(self.find(figure), language) in words.split():
                    yield f"card under {card.theme}: the number of {figure} is typed; refer to it"


def _order(figure: Cited) -> tuple[str, str, str]:
    return figure.period, figure.citation.date or "undated", figure.id


def _number(figure: Cited, language: str) -> str:
    return numerals.as_printed(figure.value, language)


def _conflict(same: tuple[Cited, ...]) -> Conflict:
    return Conflict(
        series=same[0].series,
        period=same[0].period,
        figures=tuple(figure.id for figure in same),
        words=in_every_language(lambda language: _says(same, language)),
    )


def _says(same: tuple[Cited, ...], language: str) -> str:
    """Write who printed which number: `984 (CoMensha 2021), 1.013 (...)`."""
    by_number: dict[str, list[str]] = {}
    for figure in same:
        vintages = by_number.setdefault(_number(figure, language), [])
        if figure.vintage not in vintages:
            vintages.append(figure.vintage)
    return "; ".join(
        f"{number} ({', '.join(vintages)})" for number, vintages in by_number.items()
    )


def _refuse_mixed_units(cited: Iterable[Cited]) -> None:
    units: dict[str, str] = {}
    for figure in cited:
        if (
            figure.series
            and units.setdefault(figure.series, figure.unit) != figure.unit
        ):
            raise ProjectError(
                f"Series {figure.series} is printed in {units[figure.series]} and, by {figure.id}, in {figure.unit}.",
                now="Figures of one series share a unit: make two series.",
            )
