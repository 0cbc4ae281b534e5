"""Whoever asks for a figure that is not there is told how those of that name are written."""

import pytest
import site_sample as sample

from zicht.edition.edition import Edition
from zicht.pipeline.explanation import explain_in
from zicht.vocabulary.errors import ProjectError


def told(figure: str) -> str:
    with pytest.raises(ProjectError) as refused:
        explain_in(Edition(sample.release(), "en"), figure)
    return refused.value.now


def test_an_estimate_without_its_period_is_answered_with_the_period() -> None:
    period = sample.release().estimates["P01"].period
    assert told("P01") == f"Write P01:{period}."


def test_an_indicator_of_another_year_is_answered_with_its_years_and_breakdowns() -> (
    None
):
    words = told("V01:1901")
    series = sample.release().series["V01"]
    assert all(period in words for period in series.periods)
    assert all(f"{dimension}=CODE" in words for dimension in series.dimensions)


def test_a_name_that_is_not_there_is_answered_with_the_nearest() -> None:
    assert told("V1:2024").startswith("Near it: V01")
