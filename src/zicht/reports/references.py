"""Resolves `[[...]]`: to a figure, or to a word computed from figures. A typed number is not valid there."""

from collections.abc import Callable, Mapping

from zicht.edition import numerals
from zicht.edition.addresses import find_figure
from zicht.edition.comparisons import change_between, may_be_either
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import quantity
from zicht.edition.labels import in_a_sentence
from zicht.reports.entries import refuse_unknown, select
from zicht.reports.pairs import comparable_pair, direction, part_and_whole, with_value
from zicht.reports.ranking import Extreme, extreme_categories
from zicht.reports.resolved import Resolved

_WORDS_OF_COMPARISON = {"rose": "smaller", "fell": "larger", "same": "similar"}
"""Direction from the first figure to the second, to how the first compares with the second."""


def resolve(words: str, edition: Edition) -> Resolved:
    """Find what a reference shows.

    Parameters
    ----------
    words : `ID:2024`, an id of a cited figure, or a verb with figures: `trend ID 2019-2024`
    edition : the release in one language

    Raises
    ------
    NoSuchFigure : it is unknown, hidden, or cannot be computed
    """
    parts = words.split()
    if not parts:
        raise NoSuchFigure(
            "An empty reference.", "Write [[ID:2024]] or the id of a cited figure."
        )
    if len(parts) == 1:
        figure = with_value(find_figure(edition, parts[0]), edition)
        return Resolved(figure.number, (figure,), figure.qualifier)
    verb_name, *arguments = parts
    verb = VERBS.get(verb_name)
    if verb is None:
        raise NoSuchFigure(
            f"{verb_name!r} is not a known verb.",
            f"Known are {', '.join(sorted(VERBS))}.",
        )
    return verb(arguments, edition)


def _trend(arguments: list[str], edition: Edition) -> Resolved:
    """State whether a figure rose or fell: `[[trend ID 2019-2024]]`."""
    pair = comparable_pair(arguments, edition, over_time=True)
    words = edition.words(f"trend.{direction(pair.first, pair.second)}")
    return Resolved(words, pair.figures, is_number=False)


def _compare(arguments: list[str], edition: Edition) -> Resolved:
    """State whether one figure is larger or smaller than another: `[[compare A to B]]`."""
    pair = comparable_pair(arguments, edition, over_time=False)
    comparison = _WORDS_OF_COMPARISON[direction(pair.first, pair.second)]
    words = edition.words(f"compare.{comparison}")
    return Resolved(words, pair.figures, is_number=False)


def _difference(arguments: list[str], edition: Edition) -> Resolved:
    """Write how far two figures lie apart, in their own unit."""
    pair = comparable_pair(arguments, edition, over_time=False)
    distance = abs((pair.second.value or 0) - (pair.first.value or 0))
    decimals = 0 if distance.is_integer() else 1
    number = edition.number(distance, decimals)
    if pair.first.is_share:
        points = numerals.rounded(distance, decimals)
        number = edition.words.count("shown.points", points)
    return Resolved(number, pair.figures)


def _change(arguments: list[str], edition: Edition) -> Resolved:
    """Write a change as a percentage of the first figure; its bounds stand in the note."""
    pair = comparable_pair(arguments, edition, over_time=True)
    if not pair.first.value:
        raise NoSuchFigure(
            f"{pair.first.address} is 0: a change from it has no percentage.",
            "Use difference.",
        )
    change = change_between(edition, *pair.figures, in_points=False)
    if may_be_either(change):
        raise NoSuchFigure(
            f"The bounds of {pair.first.address} and {pair.second.address} allow a rise as well as a fall.",
            "Write [[trend ...]], or show both figures.",
        )
    percentage = 100 * abs((pair.second.value or 0) - pair.first.value)
    number = quantity(percentage / pair.first.value, "percent", edition.language)
    return Resolved(number, (*pair.figures, change))


def _share(arguments: list[str], edition: Edition) -> Resolved:
    """Write a part as a percentage of its whole: `[[share ID:2024:dimension=code of ID:2024]]`."""
    pair = part_and_whole(arguments, edition)
    percentage = 100 * (pair.first.value or 0) / (pair.second.value or 1)
    number = quantity(percentage, "percent", edition.language)
    return Resolved(number, pair.figures)


def _figure_or_band(arguments: list[str], edition: Edition) -> Resolved:
    """Write a figure, or its band where it is hidden."""
    if len(arguments) != 1:
        raise NoSuchFigure(
            "`shown` takes one figure.",
            "Write [[shown ID:2022-2024:DIMENSION=CODE]].",
        )
    figure = find_figure(edition, arguments[0])
    return Resolved(figure.number, (figure,), figure.qualifier)


def _label(arguments: list[str], edition: Edition) -> Resolved:
    """Write the name of a category: `[[label DIMENSION=CODE]]`."""
    dimension, equals_sign, code = arguments[0].partition("=")
    code_list = edition.release.codes.get(dimension)
    is_category = code_list is not None and code in code_list.labels
    if len(arguments) != 1 or not equals_sign or not is_category:
        raise NoSuchFigure(
            f"{' '.join(arguments)!r} is not a category.",
            "Write [[label DIMENSION=CODE]].",
        )
    label = in_a_sentence(edition.label(dimension, code))
    return Resolved(label, is_number=False)


def _largest(arguments: list[str], edition: Edition) -> Resolved:
    return _extreme(arguments, edition, "largest")


def _smallest(arguments: list[str], edition: Edition) -> Resolved:
    return _extreme(arguments, edition, "smallest")


def _extreme(arguments: list[str], edition: Edition, extreme: Extreme) -> Resolved:
    """Name the largest or smallest category; all of them where several are equal."""
    if len(arguments) != 2:
        raise NoSuchFigure(
            "A figure and a dimension are needed here.",
            f"Write [[{extreme} ID:2024 DIMENSION]].",
        )
    address, dimension = arguments
    categories = extreme_categories(address, dimension, edition, extreme)
    labels = []
    for category in categories:
        label = edition.label(dimension, category.code)
        labels.append(in_a_sentence(label))
    names = f" {edition.words('and')} ".join(labels)
    figures = tuple(category.figure for category in categories)
    return Resolved(names, figures, is_number=False)


def _count(arguments: list[str], edition: Edition) -> Resolved:
    """Count documents of a kind: `[[count recommendation year=2024]]`."""
    kind, *written_conditions = arguments
    conditions = {}
    for condition in written_conditions:
        key, equals_sign, value = condition.partition("=")
        if not equals_sign or key in conditions:
            raise NoSuchFigure(
                "Conditions are written key=value, each key once.",
                "Write [[count recommendation year=2024]].",
            )
        conditions[key] = value
    kinds = {document.kind for document in edition.release.documents}
    if kind not in kinds:
        raise NoSuchFigure(
            f"The release holds no {kind!r}.",
            f"It holds {', '.join(sorted(kinds))}.",
        )
    refuse_unknown(edition.release, kind, conditions, ())
    documents = list(select(edition.release, kind, conditions))
    return Resolved(edition.number(len(documents)))


Verb = Callable[[list[str], Edition], Resolved]
VERBS: Mapping[str, Verb] = {
    "trend": _trend,
    "compare": _compare,
    "difference": _difference,
    "change": _change,
    "share": _share,
    "shown": _figure_or_band,
    "label": _label,
    "largest": _largest,
    "smallest": _smallest,
    "count": _count,
}
"""Verbs that may open a reference."""
