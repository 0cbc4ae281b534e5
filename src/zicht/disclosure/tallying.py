"""Counts the units of every cell of a table on demand, and adds up their keys.

The noise of a cell is drawn from the sum of the keys of its units (cell key method): the
same units give the same sum, and so the same noise, in any table and any order.

References
----------
Fraser & Wooton (2005), A proposed method for confidentialising tabular output to protect
against differencing.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

import numpy as np

from zicht.disclosure.protect.cellkey import record_keys, sum_keys
from zicht.vocabulary.arrays import Ints, UInts
from zicht.vocabulary.errors import DisclosureRefused, Refusal
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.sizes import MOST_CELLS
from zicht.vocabulary.tables import CountTable
from zicht.vocabulary.units import Layer, Units

Shape = Mapping[str, tuple[Layer, ...]]
"""Per dimension, in the order of the table: the layers it shows."""
NOWHERE = -1
"""Place of a leaf that a layer does not show."""


def keys_of(units: Units, secret: bytes) -> UInts:
    """Return the key of every unit: a keyed hash of its name, made of pseudonyms."""
    return record_keys(units.names.astype(np.str_), secret)


def tally(units: Units, shape: Shape, keys: UInts) -> tuple[CountTable, UInts]:
    """Count the different units of every cell, and add up their keys.

    Parameters
    ----------
    units : of the universe
    shape : the layers of each dimension; every combination of their codes is a cell
    keys : of the units

    Returns
    -------
    the table of true counts; and per cell the sum of the keys of its units modulo 2^64,
    each unit once

    Raises
    ------
    DisclosureRefused : the table has too many cells
    """
    codes = [_codes_of(layers) for layers in shape.values()]
    n_cells = prod(len(of_dimension) for of_dimension in codes)
    if n_cells > MOST_CELLS:
        raise DisclosureRefused(
            f"The table would have {counted(n_cells, 'cell')}; the gate takes {MOST_CELLS}.",
            now="Break down by fewer dimensions.",
            reason=Refusal.LARGE,
        )
    counts = np.zeros(n_cells, dtype=np.int64)
    sums = np.zeros(n_cells, dtype=np.uint64)
    for cells, unit in _placed(units, shape, codes):
        counts += np.bincount(cells, minlength=n_cells)
        sums += sum_keys(cells, keys[unit], n_cells)
    return _table(units, shape, codes, counts), sums


def _table(
    units: Units, shape: Shape, codes: Sequence[Sequence[str]], counts: Ints
) -> CountTable:
    """Return the table with a row per combination of codes, the last dimension fastest."""
    dimensions = {dimension.name: dimension for dimension in units.dimensions}
    words = [np.asarray(of_dimension, dtype=np.str_) for of_dimension in codes]
    grid = np.meshgrid(*words, indexing="ij") if words else []
    return CountTable(
        units.universe,
        tuple(dimensions[name] for name in shape),
        tuple(column.ravel() for column in grid),
        counts,
    )


def _codes_of(layers: Sequence[Layer]) -> list[str]:
    """Return the codes that some layers show, each once."""
    codes: dict[str, None] = {}
    for layer in layers:
        codes |= dict.fromkeys(layer.values())
    return list(codes)


def _placed(
    units: Units, shape: Shape, codes: Sequence[Sequence[str]]
) -> Iterator[tuple[Ints, Ints]]:
    """Yield, for each combination of layers, the cells of the units that fall in one.

    Parameters
    ----------
    units : of the universe
    shape : the layers of each dimension
    codes : of each dimension, in the order of the cells

    Yields
    ------
    a cell, and the unit that falls in it; a unit that falls in a cell twice once
    """
    columns = [units.column(name) for name in shape]
    strides = _strides([len(of_dimension) for of_dimension in codes])
    has_one_row_each = len(units.rows) == len(units.names)
    for place_of_leaf in product(*_places_by_layer(units, shape, codes)):
        cells = np.zeros(len(units.rows), dtype=np.int64)
        is_inside = np.ones(len(units.rows), dtype=bool)
        axes = zip(place_of_leaf, columns, strides, strict=True)
        for place_of_axis, column, stride in axes:
            place = place_of_axis[column]
            is_inside &= place != NOWHERE
            cells += place * stride
        cells, unit = cells[is_inside], units.rows[is_inside]
        # A unit with two codes has two rows, and may fall in one cell by both.
        if not has_one_row_each:
            cells, unit = _each_once(cells, unit, len(units.names))
        yield cells, unit


def _strides(sizes: Sequence[int]) -> list[int]:
    """Return by how much the number of a cell grows per place on each axis."""
    return [prod(sizes[axis + 1 :]) for axis in range(len(sizes))]


def _each_once(cells: Ints, unit: Ints, n_units: int) -> tuple[Ints, Ints]:
    """Return pairs of a cell and a unit, each pair once."""
    pairs = np.unique(cells * n_units + unit)
    once, unit_once = np.divmod(pairs, n_units)
    return once, unit_once


def _places_by_layer(
    units: Units, shape: Shape, codes: Sequence[Sequence[str]]
) -> list[list[Ints]]:
    """Return, per dimension and layer, the place among the codes of each leaf."""
    dimensions = {dimension.name: dimension for dimension in units.dimensions}
    return [
        _places(dimensions[name].leaves, layers, of_dimension)
        for (name, layers), of_dimension in zip(shape.items(), codes, strict=True)
    ]


def _places(
    leaves: Sequence[str], layers: Sequence[Layer], codes: Sequence[str]
) -> list[Ints]:
    """Return, per layer, the place among the codes of what holds each leaf."""
    place_of = {code: place for place, code in enumerate(codes)}
    places = []
    for layer in layers:
        of_layer = [place_of.get(layer.get(leaf, ""), NOWHERE) for leaf in leaves]
        places.append(np.asarray(of_layer, dtype=np.int64))
    return places
