"""The statistician's bench: one model at a time, and simple estimators to compare with."""

from zicht.estimation.bench.fitted import FittedModel, ProfileInterval, fit_model
from zicht.estimation.bench.simple import (
    SimpleEstimate,
    estimate_chao,
    estimate_chapman,
    estimate_removal,
    estimate_sample_coverage,
    simple_estimates,
)

__all__ = [
    "FittedModel",
    "ProfileInterval",
    "SimpleEstimate",
    "estimate_chao",
    "estimate_chapman",
    "estimate_removal",
    "estimate_sample_coverage",
    "fit_model",
    "simple_estimates",
]
