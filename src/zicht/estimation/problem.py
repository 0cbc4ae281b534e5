"""A table to estimate from, with its settings, and what a method returns."""

from dataclasses import dataclass, field

import numpy as np

from zicht.edition.all_words import all_words
from zicht.estimation.fit_tests import FitTests
from zicht.estimation.settings import Settings
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.estimates import CaptureTable, MethodEstimate
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.sensitivity import StratumTotal
from zicht.vocabulary.text import Text


@dataclass(frozen=True)
class Trace:
    """What plots and the judgement need besides the estimate.

    Parameters
    ----------
    draws : populations of the resamples or the posterior
    weights : of the draws; None where equal
    path : models with their estimates, along the search or by rank
    totals : per stratum and year, of `covariates`
    tests : whether the model of `covariates` leaves something out
    has_lists_by_kind : whether lists see kinds of persons differently, by `covariates`
    """

    draws: Floats = field(default_factory=lambda: np.empty(0))
    weights: Floats | None = None
    path: tuple[tuple[str, float, float], ...] = ()
    totals: tuple[StratumTotal, ...] = ()
    tests: FitTests | None = None
    has_lists_by_kind: bool = False


Outcome = tuple[MethodEstimate, Trace]


@dataclass(frozen=True)
class Problem:
    """A table with the settings that all methods share."""

    table: CaptureTable
    settings: Settings
    progress: Progress | None = None

    @property
    def counts(self) -> Floats:
        """Persons per pattern."""
        return self.table.by_pattern.astype(np.float64)

    def rng(self, name: str) -> np.random.Generator:
        """Return a generator for one method, so that methods do not disturb another."""
        return np.random.default_rng([self.settings.seed, *name.encode()])


def refused(name: str, level: float, reason: Text, model: str = "") -> Outcome:
    """Return that a method gives no estimate, and why."""
    return MethodEstimate(name, None, level=level, model=model, refusal=reason), Trace()


NOT_CONVERGED = all_words()["estimate_note.not_converged"]
