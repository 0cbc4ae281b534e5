"""Strata: every pattern of lists in every combination of covariates, and the year as a polynomial."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from zicht.estimation.column_words import column_words
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import EstimationRefused
from zicht.vocabulary.estimates import CaptureTable
from zicht.vocabulary.nouns import counted

YEAR_NAMES = column_words("years")
DEGREE = 2
"""Of the polynomial of the year, where there are three years or more: a quadratic trend, as in Cruyff and others
(2017)."""
MAX_CELLS = 400_000


@dataclass(frozen=True)
class Variable:
    """A list, a covariate or the year: its column values per cell, and which cells share a level."""

    name: str
    columns: Floats
    levels: Ints
    n_levels: int


@dataclass(frozen=True)
class Strata:
    """The full table: every pattern in every stratum, seen cells and unseen.

    Parameters
    ----------
    table : counts with covariates
    year : name of the covariate that is a year; empty where none is
    """

    table: CaptureTable
    year: str = ""

    def __post_init__(self) -> None:
        if not self.table.covariates:
            raise EstimationRefused(
                "The table has no covariates.", now="Add columns such as year or sex."
            )
        if self.year and self.year not in self.table.covariates:
            raise EstimationRefused(f"The table has no covariate {self.year}.")
        n_cells = (1 << self.table.n_lists) * self.n_strata
        if n_cells > MAX_CELLS:
            raise EstimationRefused(
                f"Lists and covariates make {counted(n_cells, 'cell')}; at most {MAX_CELLS:,} are possible.",
                now="Merge lists or levels.",
            )

    @cached_property
    def level_names(self) -> tuple[tuple[str, ...], ...]:
        """Levels of each covariate, sorted; years as numbers."""
        found = [
            sorted({row[i] for row in self.table.levels})
            for i in range(len(self.table.covariates))
        ]
        if self.year:
            place = self.table.covariates.index(self.year)
            found[place].sort(key=_year_number)
        return tuple(tuple(levels) for levels in found)

    @property
    def n_strata(self) -> int:
        """How many combinations of covariate levels there are."""
        return int(np.prod([len(levels) for levels in self.level_names]))

    @cached_property
    def stratum_levels(self) -> Ints:
        """Per stratum the number of its level on each covariate; strata x covariates."""
        return np.array(
            list(product(*(range(len(levels)) for levels in self.level_names))),
            dtype=np.int64,
        )

    @cached_property
    def row_cells(self) -> Ints:
        """Cell of each row of the table; cell = stratum * 2**t + pattern."""
        sizes = [len(levels) for levels in self.level_names]
        numbers = [
            {name: i for i, name in enumerate(levels)} for levels in self.level_names
        ]
        places = np.array(
            [
                [numbers[i][value] for i, value in enumerate(row)]
                for row in self.table.levels
            ]
        )
        stratum = np.ravel_multi_index(tuple(places.T), tuple(sizes))
        return np.asarray(
            stratum * (1 << self.table.n_lists) + np.array(self.table.patterns),
            dtype=np.int64,
        )

    def spread(self, counts: Sequence[int] | Ints) -> Floats:
        """Lay counts per row out over all cells."""
        out = np.zeros(self.n_strata << self.table.n_lists)
        np.add.at(out, self.row_cells, np.asarray(counts, dtype=np.float64))
        return out

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """Lists, then covariates, each with its columns over all cells."""
        n_patterns = 1 << self.table.n_lists
        pattern = np.tile(np.arange(n_patterns), self.n_strata)
        stratum = np.repeat(np.arange(self.n_strata), n_patterns)
        found = []
        for i, name in enumerate(self.table.lists):
            on = pattern >> i & 1
            found.append(Variable(name, on[:, None].astype(np.float64), on, 2))
        for i, name in enumerate(self.table.covariates):
            level = self.stratum_levels[stratum, i]
            found.append(
                Variable(name, self._columns(i, level), level, len(self.level_names[i]))
            )
        return tuple(found)

    def _columns(self, covariate: int, level: Ints) -> Floats:
        names = self.level_names[covariate]
        if self.table.covariates[covariate] == self.year:
            return _year_columns(names)[level]
        return np.asarray(
            level[:, None] == np.arange(1, len(names))[None, :], dtype=np.float64
        )

    @cached_property
    def is_seen(self) -> Bools:
        """Per cell, whether its persons are on a list."""
        return np.asarray(
            np.arange(self.n_strata << self.table.n_lists) % (1 << self.table.n_lists)
            != 0
        )


def _year_number(name: str) -> float:
    try:
        return float(name)
    except ValueError as error:
        raise EstimationRefused(
            "The years of the table are not numbers.", now="Name another column."
        ) from error


def _year_columns(names: Sequence[str]) -> Floats:
    """Orthogonal polynomials of the year, of degree two where there are three years or more."""
    years = np.array([_year_number(name) for name in names])
    degree = min(DEGREE, len(names) - 1)
    if not degree:
        return np.zeros((1, 0))
    centred = (years - years.mean()) / max(
        float(np.abs(years - years.mean()).max()), 1.0
    )
    basis, _rest = np.linalg.qr(np.vander(centred, degree + 1, increasing=True))
    return np.asarray(basis[:, 1:])


def guess_year(table: CaptureTable) -> str:
    """Find the covariate that is a year by its name; empty where there is none."""
    return next((name for name in table.covariates if name.lower() in YEAR_NAMES), "")
