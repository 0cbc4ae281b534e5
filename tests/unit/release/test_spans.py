"""Spans of time in a release: sealed as counts are, and never other than what the gate gave."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.dutch import read_indicators

from zicht.figures.missing import with_missing_rows
from zicht.figures.series import derive
from zicht.release.files import (
    series_from_csv,
    series_to_csv,
    spans_from_csv,
    spans_to_csv,
)
from zicht.release.freeze import Sealed, freeze
from zicht.release.store import verify
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import ProjectError, ReleaseError
from zicht.vocabulary.figures import FigureKey
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.releases import Inputs
from zicht.vocabulary.spans import ProtectedSpans

(TIME,) = read_indicators(chosen=["K08-om"])
(SURVEY,) = read_indicators(chosen=["P03-niemand"])


def sealed_spans(median: float = 168.0) -> Sealed:
    key = Ed25519PrivateKey.generate()
    table = ProtectedTable(
        "om_beslissingen", (Dimension("year", ("2020",)),), (np.array(["2020"]),),
        np.array([1600]), np.array(["published"]), np.array([1596]), np.array([1604]),
    )  # fmt: skip
    spans = ProtectedSpans(
        "K08-om", ("year", "veld", "maat"),
        (np.array(["2020", "2020"]), np.array([TOTAL, TOTAL]), np.array(["mediaan", "p90"])),
        np.array([median, np.nan]), np.array([median - 7, np.nan]), np.array([median + 7, np.nan]),
    )  # fmt: skip
    protected = Protected(
        (table,), "standaard 1", "controlled rounding", {"cells": 0.0}, spans=(spans,)
    )
    return Sealed.by(protected, key)


@pytest.fixture(name="spans")
def release_of_spans(content):
    sealed = sealed_spans()
    series = {TIME.id: derive(TIME, sealed.protected)}
    return replace(content, series=series, indicators={TIME.id: TIME}), sealed


def test_the_headline_stands_at_the_margin(spans):
    content, _ = spans
    series = content.series[TIME.id]
    for address, value, status in (
        ("K08-om:2020", 168, "published"),
        ("K08-om:2020:maat=mediaan", 168, "published"),
        ("K08-om:2020:maat=p90", np.nan, "withheld"),
    ):
        row = series.row(FigureKey.read(address))
        assert np.array_equal(series.values[row], value, equal_nan=True)
        assert series.statuses[row] == status
        assert series.denominators[row] == 1600


def test_a_frozen_duration_is_intact_and_an_altered_one_is_not(spans, tmp_path):
    content, sealed = spans
    path = freeze(content, sealed, Inputs(), tmp_path)
    assert verify(path) == []
    (file,) = (path / "content" / "spans").iterdir()
    file.chmod(0o644)
    file.write_text(file.read_text().replace("168", "175"))
    assert verify(path) == ["spans/000-K08-om.csv was altered."]


def test_spans_that_the_gate_did_not_seal_are_refused(spans, tmp_path):
    content, sealed = spans
    other = replace(sealed_spans(175.0).protected, seal=sealed.protected.seal)
    with pytest.raises(ReleaseError, match="seal of the gate"):
        freeze(content, replace(sealed, protected=other), Inputs(), tmp_path)


def test_a_figure_that_is_not_what_the_gate_gave_is_refused(spans, tmp_path):
    content, sealed = spans
    series = content.series[TIME.id]
    sharper = replace(
        series, values=np.where(np.isnan(series.values), 431.0, series.values)
    )
    with pytest.raises(ReleaseError, match="K08-om is not what the gate sealed"):
        freeze(replace(content, series={TIME.id: sharper}), sealed, Inputs(), tmp_path)


def test_a_year_that_was_not_delivered_claims_nothing_and_can_be_sealed(
    spans, tmp_path
):
    content, sealed = spans
    series = with_missing_rows(TIME, content.series[TIME.id], frozenset({"2021"}))
    assert "missing" in series.statuses
    path = freeze(
        replace(content, series={TIME.id: series}), sealed, Inputs(), tmp_path
    )
    assert verify(path) == []


def test_a_figure_of_a_year_that_the_gate_did_not_see_is_refused(spans, tmp_path):
    content, sealed = spans
    series = with_missing_rows(TIME, content.series[TIME.id], frozenset({"2021"}))
    series = replace(
        series, values=np.where(series.statuses == "missing", 168.0, series.values)
    )
    with pytest.raises(ReleaseError, match="K08-om is not what the gate sealed"):
        freeze(replace(content, series={TIME.id: series}), sealed, Inputs(), tmp_path)


def test_a_duration_without_spans_from_the_gate_cannot_be_derived(spans):
    _, sealed = spans
    with pytest.raises(ProjectError, match="the gate let nothing of it through"):
        derive(TIME, replace(sealed.protected, spans=()))


def survey_share(unknown: float | None = 4.0) -> Protected:
    """A share of one cell, with the percentage whose answer is not known; early releases have none."""
    counts = ProtectedTable(
        "slachtoffers_in_enquete", (Dimension("year", ("2020",)),), (np.array(["2020"]),),
        np.array([500]), np.array(["published"]), np.array([496]), np.array([504]),
    )  # fmt: skip
    share = ProtectedSpans(
        "P03-niemand", ("year", "geslacht", "leeftijdsgroep"),
        (np.array(["2020"]), np.array([TOTAL]), np.array([TOTAL])),
        np.array([32.0]), np.array([28.0]), np.array([36.5]),
        None if unknown is None else np.array([unknown]),
    )  # fmt: skip
    return Protected((counts,), "standaard 1", "controlled rounding", spans=(share,))


@pytest.mark.parametrize("unknown", [4.0, None])
def test_the_share_unknown_of_a_survey_is_sealed_and_read_back(unknown):
    protected = survey_share(unknown)
    (share,) = protected.spans
    again = spans_from_csv("P03-niemand", spans_to_csv(share))
    assert replace(protected, spans=(again,)).digest == protected.digest
    assert (again.unknown is None) == (unknown is None)
    assert survey_share(5.0).digest != protected.digest


def test_a_series_of_a_survey_keeps_the_share_unknown():
    series = derive(SURVEY, survey_share())
    again = series_from_csv("P03-niemand", series_to_csv(series))
    assert again.unknown.tolist() == [4.0]
    assert again.dimensions == series.dimensions
    assert again.denominators.tolist() == [500.0]


@pytest.mark.parametrize(
    "indicator",
    [
        SURVEY,
        SimpleNamespace(id=SURVEY.id, dimensions=SURVEY.dimensions, survey=None),
    ],
)
def test_columns_of_a_series_with_missing_rows_are_of_one_length(indicator):
    """Also where the indicator is not a survey any more: the series has the column all the same."""
    series = with_missing_rows(indicator, derive(SURVEY, survey_share()), {"2021"})
    assert series.statuses.tolist() == ["published", "missing"]
    assert series.unknown.tolist()[0] == 4.0
    assert len(series.unknown) == len(series.values) == 2
    assert np.isnan(series.unknown[1])


def test_a_share_unknown_that_the_gate_did_not_seal_is_refused(content, tmp_path):
    key = Ed25519PrivateKey.generate()
    sealed = Sealed.by(survey_share(), key)
    series = derive(SURVEY, sealed.protected)
    changed = replace(series, unknown=np.array([1.0]))
    draft = replace(
        content, series={SURVEY.id: changed}, indicators={SURVEY.id: SURVEY}
    )
    with pytest.raises(ReleaseError, match="not what the gate sealed"):
        freeze(draft, sealed, Inputs(), tmp_path)
