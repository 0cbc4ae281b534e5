"""Derives the figures of a release once more from its sealed cells: what does not follow from them is not published."""

from dataclasses import fields, replace

import numpy as np

from zicht.figures.missing import derive_known, missing_periods
from zicht.pipeline.validity import without_codes_out_of_time
from zicht.project.dimensions import dimensions
from zicht.vocabulary.errors import ReleaseError, ZichtError
from zicht.vocabulary.figures import Series
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.releases import Release


def refuse_underived(content: Release, sealed: Protected) -> None:
    """Refuse counts, shares, rates and spans of time that are not what the gate sealed.

    Raises
    ------
    ReleaseError : naming the indicators
    """
    wrong = underived(content, sealed)
    if wrong:
        raise ReleaseError(
            f"{counted(len(wrong), 'series does not follow', 'series do not follow')}"
            " from the sealed cells; nothing was sealed.",
            now="Derive every figure from what the gate gave.",
            details=wrong,
        )


def underived(content: Release, sealed: Protected) -> list[str]:
    """Name the series of a release that do not follow from its cells, its definitions and the inhabitants in it.

    Parameters
    ----------
    content : a release, with its code lists
    sealed : by the gate; categories and levels are read from the code lists of the release
    """
    known_dimensions = dimensions(content.codes)
    # The sealed files hold codes alone: which categories there are, the code lists of
    # the release tell.
    protected = replace(
        sealed,
        tables=tuple(
            replace(
                table,
                dimensions=tuple(
                    known_dimensions.get(d.name, d) for d in table.dimensions
                ),
            )
            for table in sealed.tables
        ),
    )
    return [
        f"Figures of {name} do not follow from the sealed cells."
        for name, series in content.series.items()
        if not _follows(name, series, content, protected)
    ]


def _follows(name: str, series: Series, content: Release, protected: Protected) -> bool:
    indicator = content.indicators.get(name)
    if indicator is None:
        return False
    try:
        missing = missing_periods(name, content.awaited)
        derived = derive_known(indicator, protected, content.population, missing)
        expected = without_codes_out_of_time(derived, content.codes)
        return _same(series, expected)
    except ZichtError:
        return False


def _same(published: Series, derived: Series) -> bool:
    """Whether two series agree in every field, whichever fields a series has."""
    for field in fields(Series):
        left, right = getattr(published, field.name), getattr(derived, field.name)
        # Codes are an array for each dimension.
        is_tuple_of_columns = field.name == "codes"
        pairs = (
            zip(left, right, strict=True) if is_tuple_of_columns else [(left, right)]
        )
        if not all(_is_equal(*pair) for pair in pairs):
            return False
    return True


def _is_equal(left: object, right: object) -> bool:
    """Whether two fields or columns are equal; what is not shown (NaN) equals itself."""
    is_number = isinstance(left, np.ndarray) and left.dtype.kind == "f"
    if is_number:
        return np.array_equal(left, right, equal_nan=True)  # type: ignore[arg-type]
    return np.array_equal(left, right)  # type: ignore[arg-type]
