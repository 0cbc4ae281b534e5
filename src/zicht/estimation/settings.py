"""How to estimate: replicates, seed, level and the choices inside the methods."""

from dataclasses import dataclass, field
from typing import Literal

from zicht.estimation.latent import FIRST_SWEEPS, MOST_SWEEPS, LatentPrior
from zicht.estimation.stepwise import THRESHOLD
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.errors import UsageError

Bootstrap = Literal["unconditional", "conditional"]
LOWEST_LEVEL = 0.5
REPLICATES = 10_000
FEWEST_JUDGED = 200
"""A verdict takes this many resamples, or more."""


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
        problems = [problem for problem in _problems(self) if problem]
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


def _problems(settings: Settings) -> list[str]:
    return [
        _outside("level", settings.level, LOWEST_LEVEL <= settings.level < 1,
                 "at least 0.5 and below 1, such as 0.95"),
        _outside("p_value", settings.p_value, 0 < settings.p_value < 1,
                 "between 0 and 1, such as 0.02"),
        _outside("replicates", settings.replicates, settings.replicates >= 0,
                 "zero or more"),
        _outside("threads", settings.threads, settings.threads >= 1, "one or more"),
        _outside("n_top", settings.n_top, settings.n_top >= 1, "one or more"),
        _outside("latent_sweeps", settings.latent_sweeps,
                 settings.latent_sweeps >= 2 * FIRST_SWEEPS,
                 f"{2 * FIRST_SWEEPS} or more"),
        _outside("seed", settings.seed, settings.seed >= 0, "zero or more"),
        _outside("max_order", settings.max_order,
                 settings.max_order is None or settings.max_order >= 1,
                 "one or more"),
        _outside("bootstrap", settings.bootstrap,
                 settings.bootstrap in {"unconditional", "conditional"},
                 "unconditional or conditional"),
    ]  # fmt: skip


def _outside(name: str, value: object, is_inside: bool, wanted: str) -> str:
    return "" if is_inside else f"{name} is {value}; it must be {wanted}."
