"""Years in which codes may be used: no count lies outside them, and no figure is published outside them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from zicht.vocabulary.arrays import Texts
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.dimensions import PERIOD, TOTAL
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.figures import Series
from zicht.vocabulary.tables import Draft


def refuse_codes_out_of_time(draft: Draft, lists: Mapping[str, CodeList]) -> None:
    """Refuse counts of codes in years in which the codes may not be used.

    Raises
    ------
    IndicatorError : naming list, code and period of each
    """
    faults: dict[str, None] = {}
    for table in draft.tables:
        # A table without years says nothing of when a code was used.
        if PERIOD not in table.names:
            continue
        by_name = dict(zip(table.names, table.codes, strict=True))
        periods = by_name.pop(PERIOD)
        for name, codes in by_name.items():
            # A cell that counts nobody is made by the crossing of all codes and years.
            wrong = _out_of_time(periods, codes, lists.get(name)) & (table.counts > 0)
            pairs = zip(codes[wrong].tolist(), periods[wrong].tolist(), strict=True)
            faults |= dict.fromkeys(f"{name} {code} in {p}" for code, p in pairs)
    if faults:
        raise IndicatorError(
            "Records carry codes in years in which their lists do not allow them.",
            details=sorted(faults),
            now="Correct valid_from and valid_until in codes/*.toml, or ask the supplier for a better delivery.",
        )


def without_codes_out_of_time(series: Series, lists: Mapping[str, CodeList]) -> Series:
    """Leave out the figures of codes in years in which the codes did not exist: a zero there would be a claim."""
    keep = np.ones(len(series), dtype=np.bool_)
    for name, codes in zip(series.dimensions, series.codes, strict=True):
        keep &= ~_out_of_time(series.periods, codes, lists.get(name))
    if keep.all():
        return series
    return replace(
        series,
        periods=series.periods[keep],
        codes=tuple(codes[keep] for codes in series.codes),
        values=series.values[keep],
        statuses=series.statuses[keep],
        lower=series.lower[keep],
        upper=series.upper[keep],
        numerators=series.numerators[keep],
        denominators=series.denominators[keep],
        unknown=None if series.unknown is None else series.unknown[keep],
    )


def _out_of_time(
    periods: Texts, codes: Texts, code_list: CodeList | None
) -> NDArray[np.bool_]:
    """Return, per row, whether its code did not exist in its period."""
    if code_list is None or not code_list.validity:
        return np.zeros(len(periods), dtype=np.bool_)
    pairs: Iterable[tuple[str, str]] = zip(
        periods.tolist(), codes.tolist(), strict=True
    )
    return np.array(
        [
            period != TOTAL and not code_list.exists_in(code, period)
            for period, code in pairs
        ],
        dtype=np.bool_,
    )
