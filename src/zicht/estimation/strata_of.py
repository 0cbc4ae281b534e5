"""Estimates of kinds of persons: a year, or all years of one form, sex or age."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zicht.estimation.comparing import compare
from zicht.estimation.settings import Settings
from zicht.vocabulary.errors import EstimationRefused
from zicht.vocabulary.estimates import CaptureTable, Estimate


@dataclass(frozen=True)
class Stratum:
    """Persons of one kind.

    Parameters
    ----------
    levels : covariate and level, such as ("year", "2024")
    """

    levels: tuple[tuple[str, str], ...]

    def within(self, table: CaptureTable) -> CaptureTable | None:
        """Return the part of a table about these persons, without covariates.

        Returns
        -------
        None where fewer than two lists hold any of them
        """
        places = [table.covariates.index(name) for name, _ in self.levels]
        wanted = tuple(level for _, level in self.levels)
        counts: dict[int, int] = {}
        for pattern, count, row in zip(
            table.patterns, table.counts, table.levels, strict=True
        ):
            if tuple(row[place] for place in places) == wanted:
                counts[pattern] = counts.get(pattern, 0) + count
        return _with_filled_lists(table, counts)


def _with_filled_lists(
    table: CaptureTable, counts: dict[int, int]
) -> CaptureTable | None:
    """Keep the lists that hold anybody; None where they are fewer than two."""
    filled = 0
    for pattern, count in counts.items():
        if count:
            filled |= pattern
    kept = [i for i in range(table.n_lists) if filled >> i & 1]
    if len(kept) < 2:
        return None
    packed = [
        sum((pattern >> old & 1) << new for new, old in enumerate(kept))
        for pattern in counts
    ]
    return CaptureTable(
        tuple(table.lists[i] for i in kept), tuple(packed), tuple(counts.values())
    )


def strata_of(
    table: CaptureTable,
    years: Sequence[str],
    covariates: Sequence[str],
    year: str,
    unknown: Mapping[str, Collection[str]],
) -> Iterator[Stratum]:
    """List every year, and every known level of each covariate over all years.

    Parameters
    ----------
    table : with the covariates, one of which is the year
    years : to list
    covariates : whose levels to list
    year : name of the covariate that is the year
    unknown : covariate to its levels that mean "not known"
    """
    for one_year in years:
        yield Stratum(((year, one_year),))
    for name in covariates:
        place = table.covariates.index(name)
        levels = {row[place] for row in table.levels}
        for level in sorted(levels - set(unknown[name])):
            yield Stratum(((name, level),))


def estimate_stratum(
    stratum: Stratum, table: CaptureTable, settings: Settings
) -> Estimate | None:
    """Estimate one kind of persons with all evidence that a verdict takes.

    Returns
    -------
    None where there is too little to estimate from
    """
    part = stratum.within(table)
    if part is None:
        return None
    try:
        return compare(part, settings=settings, until_decided=True).estimate
    except EstimationRefused:
        return None
