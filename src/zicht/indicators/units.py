"""Returns the units of a universe with their codes, for tables that are asked on demand."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from zicht.engine.session import Session
from zicht.engine.words import Sql, sql
from zicht.indicators.counting import ADVICE_ON_STRAY_CODES, refuse_unlinked
from zicht.indicators.plan import UNIT
from zicht.indicators.relations import laid, merged
from zicht.vocabulary.arrays import Ints, Texts
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD, Dimension
from zicht.vocabulary.errors import IndicatorError, ZichtError
from zicht.vocabulary.merging import Merges
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.people import Links, Payload
from zicht.vocabulary.units import Units


def units(
    session: Session,
    payload: Payload,
    links: Links,
    indicator: Indicator,
    dimensions: Sequence[Dimension],
    *,
    views: Mapping[str, str],
    known: Mapping[str, Dimension],
    merges: Mapping[str, Merges] | None = None,
) -> Units:
    """Return the units that the query of an indicator yields, with the codes they carry.

    Parameters
    ----------
    session : in which the relations of payload and links stand
    payload, links : records without anything that names a person, and which of them are one person
    indicator : whose query tells who is counted
    dimensions : columns wanted, each a column of the query; the period (`year`) is one of them
    views : name to SQL of the views the queries share
    known : every dimension of the project, for the code lists that views read
    merges : as for `count`

    Returns
    -------
    Units; a unit of another year than the list of years holds is not among them, as in the tables of a release

    Raises
    ------
    IndicatorError : the query may not run, names no unit, or yields a code that is in no list
    """
    refuse_unlinked(session, payload, links)
    try:
        with laid(session, payload, links, views, known) as relations:
            source = relations.counted(indicator)
            columns = session.columns(
                sql(
                    "SELECT DISTINCT unit::VARCHAR AS unit, {names} FROM ({source}) AS rows_of_query ORDER BY ALL",
                    names=[
                        _column(dimension.name, (merges or {}).get(dimension.name, {}))
                        for dimension in dimensions
                    ],
                    source=source,
                )
            )
    except IndicatorError:
        raise
    except ZichtError as error:
        raise IndicatorError(
            f"Indicator {indicator.id}: {error.what}", now=error.now
        ) from None
    return _placed(indicator, dimensions, columns)


def _column(name: str, merges: Merges) -> Sql:
    return sql(
        "{code} AS {name}",
        code=merged(sql("rows_of_query.{name}", name=name), merges),
        name=name,
    )


def _placed(
    indicator: Indicator,
    dimensions: Sequence[Dimension],
    columns: Mapping[str, NDArray[np.generic]],
) -> Units:
    nameless = sum(name is None for name in columns[UNIT].tolist())
    if nameless:
        raise IndicatorError(
            f"Indicator {indicator.id}: {counted(nameless, 'row names', 'rows name')} no unit.",
            now=f"Mend its SQL: {UNIT} is empty.",
        )
    codes = {
        dimension.name: _places(dimension, columns[dimension.name])
        for dimension in dimensions
    }
    # Rows of another year than the list of years holds are left out, as in the tables of a release.
    is_counted = codes[PERIOD] >= 0
    for name, column in codes.items():
        n_strays = int(np.count_nonzero(column[is_counted] < 0))
        if n_strays:
            raise IndicatorError(
                f"Indicator {indicator.id}, dimension {name}: {counted(n_strays, 'row carries', 'rows carry')}"
                " a code that is in no list.",
                now=ADVICE_ON_STRAY_CODES,
            )
    units = columns[UNIT][is_counted].astype(object)
    names, unit_of_row = np.unique(units, return_inverse=True)
    return Units(
        indicator.universe,
        tuple(dimensions),
        names,
        unit_of_row.astype(np.int64),
        tuple(codes[dimension.name][is_counted] for dimension in dimensions),
    )


def _places(dimension: Dimension, values: NDArray[np.generic]) -> Ints:
    """Place of each code among the leaves; -1 where it is none of them."""
    place_of = {leaf: place for place, leaf in enumerate(dimension.leaves)}
    texts = values.astype(np.str_) if values.dtype.kind in "iu" else _texts(values)
    # Each different code is looked up once: rows are many, and codes few.
    codes, code_of_row = np.unique(texts, return_inverse=True)
    places = [place_of.get(str(code), -1) for code in codes.tolist()]
    return np.asarray(places, dtype=np.int64)[code_of_row]


def _texts(values: NDArray[np.generic]) -> Texts:
    """Write years that the engine holds as floats (there are missing ones) as years."""
    words = (
        str(int(v)) if isinstance(v, float) and not math.isnan(v) else str(v)
        for v in values.tolist()
    )
    return np.asarray(list(words), dtype=np.str_)
