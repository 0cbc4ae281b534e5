"""The largest or smallest category of a figure, for references such as `[[largest ID:2024 DIMENSION]]`."""

from dataclasses import dataclass
from typing import Literal

from zicht.edition.addresses import find_figure
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import Figure
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.figures import FigureKey

Extreme = Literal["largest", "smallest"]


@dataclass(frozen=True)
class RankedCategory:
    """A category that is largest or smallest.

    Parameters
    ----------
    code : of the category
    figure : of that category
    """

    code: str
    figure: Figure


def extreme_categories(
    address: str, dimension: str, edition: Edition, extreme: Extreme
) -> list[RankedCategory]:
    """Find the largest or smallest category of a dimension; several where they are equal.

    Parameters
    ----------
    address : of the figure that is broken down, such as `ID:2024`
    dimension : by which it is broken down
    edition : release in one language
    extreme : which end is asked for

    Raises
    ------
    NoSuchFigure : the figure does not exist, or has no shown figure by this dimension
    """
    whole = find_figure(edition, address)
    shown = []
    for code in _leaves(edition, address, dimension):
        figure = _figure_of_category(edition, address, dimension, code)
        if figure is not None and figure.value is not None:
            shown.append(RankedCategory(code, figure))
    if not shown:
        raise NoSuchFigure(
            f"{whole.address} has no shown figure by {dimension}.",
            "Choose another breakdown.",
        )
    values = [category.figure.value or 0 for category in shown]
    extreme_value = max(values) if extreme == "largest" else min(values)
    return [category for category in shown if category.figure.value == extreme_value]


def _leaves(edition: Edition, address: str, dimension: str) -> list[str]:
    """Return the counted categories that have no parts, without what is rest or unknown."""
    indicator, *_ = address.split(":")
    series = edition.series(indicator)
    if dimension not in series.dimensions:
        raise NoSuchFigure(
            f"{indicator} has no dimension {dimension!r}.",
            f"It has {', '.join(series.dimensions)}.",
        )
    axis = series.dimensions.index(dimension)
    counted = set(series.codes[axis].tolist())
    code_list = edition.release.codes.get(dimension)
    if code_list is None:
        return sorted(counted - {TOTAL})
    # Rest and unknown are not groups of people. A sentence that calls them the largest would mislead.
    left_out = {TOTAL, *code_list.residual}
    return [code for code in code_list.leaves if code in counted - left_out]


def _figure_of_category(
    edition: Edition, address: str, dimension: str, code: str
) -> Figure | None:
    """Find the figure of one category of another figure; None if the release has none."""
    try:
        return find_figure(edition, _address_of_category(address, dimension, code))
    except NoSuchFigure:
        return None


def _address_of_category(address: str, dimension: str, code: str) -> str:
    """Add a category to an address: `ID:2024` becomes `ID:2024:dimension=code`."""
    key = FigureKey.read(address)
    where = sorted([*key.where, (dimension, code)])
    return str(FigureKey(key.indicator, key.period, tuple(where)))
