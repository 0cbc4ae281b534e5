"""Estimates of kinds of persons: a year, or all years of one form, sex or age."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.estimates import CaptureTable


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
        return with_filled_lists(table.lists, self.persons_in(table))

    def persons_in(self, table: CaptureTable) -> Ints:
        """Return how many of these persons of a table have each pattern; `2**t` long for t lists."""
        places = [table.covariates.index(name) for name, _ in self.levels]
        wanted = tuple(level for _, level in self.levels)
        persons = np.zeros(1 << table.n_lists, dtype=np.int64)
        for pattern, count, row in zip(
            table.patterns, table.counts, table.levels, strict=True
        ):
            if tuple(row[place] for place in places) == wanted:
                persons[pattern] += count
        return persons


def with_filled_lists(lists: Sequence[str], persons: Ints) -> CaptureTable | None:
    """Return a table of the lists that hold anybody.

    Parameters
    ----------
    lists : names
    persons : per pattern of these lists

    Returns
    -------
    None where fewer than two lists hold anybody
    """
    patterns = np.flatnonzero(persons).tolist()
    filled = 0
    for pattern in patterns:
        filled |= pattern
    kept = [number for number in range(len(lists)) if filled >> number & 1]
    if len(kept) < 2:
        return None
    packed = [
        sum((pattern >> old & 1) << new for new, old in enumerate(kept))
        for pattern in patterns
    ]
    return CaptureTable(
        tuple(lists[number] for number in kept),
        tuple(packed),
        tuple(persons[patterns].tolist()),
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
