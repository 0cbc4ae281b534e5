"""Shares of a sample, against the R package survey on its own example data."""

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from zicht.methods.surveys import Design, beta_interval, logit_interval, share
from zicht.vocabulary.errors import IndicatorError

FACTS = Path(__file__).parents[1] / "data" / "surveys"


def rows(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def columns(name: str) -> dict[str, NDArray[np.str_]]:
    read = rows(f"{name}.csv")
    return {key: np.array([row[key] for row in read]) for key in read[0]}


def numbers(column: NDArray[np.str_]) -> NDArray[np.float64]:
    return column.astype(np.float64)


def designs() -> Mapping[str, tuple[str, Design]]:
    strat, one, two = (columns(name) for name in ("apistrat", "apiclus1", "apiclus2"))
    weights = {name: numbers(own["pw"]) for name, own in (("s", strat), ("1", one))}
    stages = [two["dnum"], two["snum"]]
    sizes = [numbers(two["fpc1"]), numbers(two["fpc2"])]
    return {
        "apistrat": (
            "apistrat",
            Design.of(
                weights["s"], strat["stype"], populations=[numbers(strat["fpc"])]
            ),
        ),
        "apistrat_without_fpc": ("apistrat", Design.of(weights["s"], strat["stype"])),
        "apiclus1": (
            "apiclus1",
            Design.of(
                weights["1"], clusters=[one["dnum"]], populations=[numbers(one["fpc"])]
            ),
        ),
        "apiclus1_without_fpc": (
            "apiclus1",
            Design.of(weights["1"], clusters=[one["dnum"]]),
        ),
        "apiclus2": (
            "apiclus2",
            Design.of(numbers(two["pw"]), clusters=stages, populations=sizes),
        ),
        "apiclus2_weights": (
            "apiclus2",
            Design.of(numbers(two["pw"]), clusters=stages),
        ),
    }


@pytest.mark.parametrize("name", list(designs()))
def test_shares_errors_and_intervals_are_those_of_r(name: str) -> None:
    """R 4.2.2, survey 4.1-1: `svymean`, and `svyciprop` with methods xlogit and beta."""
    sample, design = designs()[name]
    data = columns(sample)
    judged = [row for row in rows("r_survey.csv") if row["design"] == name]
    assert len(judged) == 12
    for row in judged:
        outcome = numbers(data[row["outcome"]])
        school = row["domain"]
        domain = data["stype"] == school if school else None
        estimate = share(design, outcome, domain)
        numbers_of_r = {key: float(row[key]) for key in list(row)[3:]}
        assert estimate.share == pytest.approx(numbers_of_r["share"], abs=1e-9)
        assert estimate.standard_error == pytest.approx(numbers_of_r["se"], abs=1e-9)
        assert estimate.respondents == numbers_of_r["n"]
        assert estimate.freedom == numbers_of_r["df"]
        for interval, method in ((logit_interval, "logit"), (beta_interval, "beta")):
            bounds = [numbers_of_r[f"{method}_{end}"] for end in ("lower", "upper")]
            assert interval(estimate) == pytest.approx(bounds, abs=1e-8)


@pytest.mark.parametrize(
    ("design", "schools", "printed"),
    [
        ("apiclus1", "E", (0.786885, 0.0463)),
        ("apiclus1", "H", (0.076503, 0.0268)),
        ("apiclus1", "M", (0.136612, 0.0296)),
    ],
)
def test_shares_of_schools_are_those_printed_in_the_manual(
    design: str, schools: str, printed: tuple[float, float]
) -> None:
    """Lumley, "Estimates in subpopulations and summaries", example-summary of survey."""
    sample, drawn = designs()[design]
    estimate = share(drawn, (columns(sample)["stype"] == schools).astype(np.float64))
    assert estimate.share == pytest.approx(printed[0], abs=5e-7)
    assert estimate.standard_error == pytest.approx(printed[1], abs=5e-5)


def test_an_unknown_answer_leaves_the_share_and_stays_in_the_design() -> None:
    """As `svymean(na.rm = TRUE)`: the respondent is outside the domain."""
    _, design = designs()["apistrat"]
    data = columns("apistrat")
    outcome = numbers(data["awards"])
    unknown = np.where(data["stype"] == "H", np.nan, outcome)
    left = share(design, unknown)
    domain = share(design, outcome, data["stype"] != "H")
    assert left == domain


@pytest.mark.parametrize(
    ("columns_of", "words"),
    [
        ({"weights": [1.0, 0.0]}, "1 weights are not above 0"),
        ({"weights": [1.0, float("nan")]}, "1 weights are not above 0"),
        ({"weights": [1.0, 1.0], "strata": ["a", "b"]}, "2 strata hold one cluster"),
        ({"weights": [1.0, 1.0], "strata": ["a"]}, "differ in length"),
        ({"weights": [1.0, 1.0], "populations": [[1.0, 1.0]]}, "more clusters"),
        ({"weights": [1.0, 1.0], "populations": [[5.0, 6.0]]}, "differs within"),
    ],
)
def test_a_design_that_cannot_be_is_refused(
    columns_of: dict[str, list[object]], words: str
) -> None:
    with pytest.raises(IndicatorError, match=words):
        Design.of(**columns_of)  # type: ignore[arg-type]
