"""How to estimate: replicates, seed, level and the choices inside the methods."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import Literal, get_args

from zicht.estimation.latent import FIRST_SWEEPS, MOST_SWEEPS, LatentPrior
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.errors import UsageError

Bootstrap = Literal["unconditional", "conditional"]
THRESHOLD = 0.02
"""Largest p-value at which a pair of lists enters the stepwise model, as in Chan, Silverman & Vincent (2021)."""
LOWEST_LEVEL = 0.5
REPLICATES = 10_000
MOST_REPLICATES = 1_000_000
MOST_THREADS = 1_024
MOST_MODELS = 100_000
MOST_LATENT_SWEEPS = 1_000_000_000
MOST_ORDER = 20
FEWEST_JUDGED = 200
"""A verdict takes this many resamples, or more (ADR 0140)."""


@dataclass(frozen=True)
class Settings:
    """How to estimate.

    Parameters
    ----------
    replicates : bootstrap resamples; 0 for point estimates only
    resamples : given resamples instead, one row each, columns in the order of the
        table's rows
    seed : of every draw
    level : of the intervals
    threads : processes
    max_order : most lists in one interaction for `bic`; by default one less than
        the lists
    p_value : at which a pair still enters for `stepwise`
    n_top : models that compete again in every resample for `bic`
    year : covariate with a trend for `covariates`; guessed from its name where None
    bootstrap : `unconditional` draws the number of persons seen as well;
        `conditional` holds it fixed, as SparseMSE does
    latent_prior : of the mixture of `latent`
    latent_sweeps : budget of each chain of `latent`

    Raises
    ------
    UsageError : a value outside its range
    """

    replicates: int = REPLICATES
    resamples: Ints | None = None
    seed: int = 1
    level: float = 0.95
    threads: int = 1
    max_order: int | None = None
    p_value: float = THRESHOLD
    n_top: int = 100
    year: str | None = None
    bootstrap: Bootstrap = "unconditional"
    latent_prior: LatentPrior = field(default_factory=LatentPrior)
    latent_sweeps: int = MOST_SWEEPS

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise UsageError(
                "These settings are not valid.",
                details=problems,
                now="Give values within the ranges named.",
            )

    @property
    def is_standard(self) -> bool:
        """Whether a verdict may rest on these settings."""
        usual = Settings()
        return (
            not self.is_conditional
            and self.replicates >= FEWEST_JUDGED
            and self.level >= usual.level
            and self.p_value == usual.p_value
            and self.max_order is None
            and self.latent_prior == usual.latent_prior
            and self.latent_sweeps >= usual.latent_sweeps
        )

    @property
    def is_conditional(self) -> bool:
        """Whether resamples hold the number of persons seen fixed."""
        return self.bootstrap == "conditional" or self.resamples is not None


@dataclass(frozen=True)
class _Range:
    """The numbers that a setting may be.

    Parameters
    ----------
    least, most : both allowed
    words : the range in words
    is_whole : whether it must be a whole number
    """

    least: float
    most: float
    words: str
    is_whole: bool = True

    def holds(self, value: object) -> bool:
        """Return whether a value is in the range; a truth value is not a number."""
        kind = Integral if self.is_whole else Real
        if isinstance(value, bool) or not isinstance(value, kind):
            return False
        return self.least <= float(value) <= self.most


_RANGES = {
    "level": _Range(
        LOWEST_LEVEL,
        math.nextafter(1, 0),
        "at least 0.5 and below 1, such as 0.95",
        is_whole=False,
    ),
    "p_value": _Range(
        math.nextafter(0, 1),
        math.nextafter(1, 0),
        "between 0 and 1, such as 0.02",
        is_whole=False,
    ),
    "replicates": _Range(
        0, MOST_REPLICATES, f"a whole number from 0 to {MOST_REPLICATES:,}"
    ),
    "threads": _Range(1, MOST_THREADS, f"a whole number from 1 to {MOST_THREADS:,}"),
    "n_top": _Range(1, MOST_MODELS, f"a whole number from 1 to {MOST_MODELS:,}"),
    "latent_sweeps": _Range(
        2 * FIRST_SWEEPS,
        MOST_LATENT_SWEEPS,
        f"a whole number from {2 * FIRST_SWEEPS:,} to {MOST_LATENT_SWEEPS:,}",
    ),
    "seed": _Range(0, math.inf, "a whole number, zero or more"),
    "max_order": _Range(1, MOST_ORDER, f"a whole number from 1 to {MOST_ORDER}"),
}


def _problems(settings: Settings) -> Iterator[str]:
    """Name every setting outside its range."""
    for name, allowed in _RANGES.items():
        value = getattr(settings, name)
        may_be_none = name == "max_order" and value is None
        if not may_be_none and not allowed.holds(value):
            yield f"{name} is {value}; it must be {allowed.words}."
    if settings.bootstrap not in get_args(Bootstrap):
        words = " or ".join(get_args(Bootstrap))
        yield f"bootstrap is {settings.bootstrap}; it must be {words}."
    year: object = settings.year
    if not (year is None or isinstance(year, str)):
        yield f"year is {year}; it must be the name of a covariate."
