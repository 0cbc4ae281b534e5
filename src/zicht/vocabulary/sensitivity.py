"""What shakes an estimate: lists left out, what all lists together may hide, lists found again from the others."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class WithoutList:
    """An estimate with one list left out.

    Parameters
    ----------
    left_out : the list
    observed : persons on the other lists
    method : of the estimate
    estimate : None where the method refuses
    refusal : why there is no estimate
    """

    left_out: str
    observed: int
    method: str
    estimate: float | None
    refusal: str = ""


@dataclass(frozen=True)
class HiddenInteraction:
    """What the estimates would be if all lists together hid an interaction of this size.

    Parameters
    ----------
    factor : by which the unseen are multiplied
    estimates : method to estimate
    """

    factor: float
    estimates: Mapping[str, float]


@dataclass(frozen=True)
class Consistency:
    """A list whose size is known, estimated from the other lists.

    Parameters
    ----------
    list : its name
    known : how many persons are on it
    seen : how many of them another list sees
    method : of the estimate
    estimate : None where the method refuses
    ratio : estimate over known; None where there is no estimate
    refusal : why there is no estimate
    lower, upper : limits of the estimate; None where none were computed
    """

    list: str
    known: int
    seen: int
    method: str
    estimate: float | None
    ratio: float | None = None
    refusal: str = ""
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class NearModel:
    """A model on the way to the best one.

    Parameters
    ----------
    model : its interactions in brackets
    estimate : persons in the population
    bic_above_best : by how much its BIC is above that of the best model
    """

    model: str
    estimate: float
    bic_above_best: float


@dataclass(frozen=True)
class StratumTotal:
    """One total of a model with covariates: everyone, a level, a year, or a level in a year.

    Parameters
    ----------
    levels : covariate to level; empty for everyone
    observed : persons seen
    estimate, lower, upper : persons seen plus the unseen by the model; limits None without replicates
    fitted : persons by the model alone, seen ones smoothed too, as some programs print it
    """

    levels: Mapping[str, str]
    observed: int
    estimate: float
    lower: float | None
    upper: float | None
    fitted: float


@dataclass(frozen=True)
class StatedSensitivity:
    """What an estimate would be if an assumption failed that no data can test.

    Parameters
    ----------
    name : `spurious_records`, `missed_links`, `false_links` or `unreachable`
    share : how far the assumption fails
    estimate : persons in the population then
    """

    name: str
    share: float
    estimate: float


@dataclass(frozen=True)
class Sensitivity:
    """All findings about one estimate; what was not looked at is empty."""

    without_list: tuple[WithoutList, ...] = ()
    hidden_interaction: tuple[HiddenInteraction, ...] = ()
    consistency: tuple[Consistency, ...] = ()
    near_models: tuple[NearModel, ...] = ()
    totals: tuple[StratumTotal, ...] = ()
    stated: tuple[StatedSensitivity, ...] = ()
