"""One log-linear model at a time, and simple estimators, from a table in a notebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zicht.edition.charts.ridges import Ridge, ridges
from zicht.edition.charts.scales import logarithmic
from zicht.estimation.bench import (
    FittedModel,
    ProfileInterval,
)
from zicht.estimation.bench import fit_model as fit_one
from zicht.estimation.bench import (
    simple_estimates as estimate_simply,
)
from zicht.notebook.estimating import as_capture_table
from zicht.notebook.frames import Library, make_frame
from zicht.notebook.shown import columns_of, html_table, text_table
from zicht.vocabulary.errors import UsageError

Rows = list[dict[str, object]]
N_GRID = 120


@dataclass(frozen=True)
class ModelResult:
    """One fitted model.

    Parameters
    ----------
    fitted : the model
    library : of the tables that are given
    """

    fitted: FittedModel
    library: Library

    @property
    def estimate(self) -> float:
        """Estimated population: persons seen and unseen."""
        return self.fitted.estimate

    @property
    def standard_error(self) -> float:
        """Standard error of the population, conditional on the model."""
        return self.fitted.standard_error

    @property
    def coefficients(self) -> Any:
        """A row per parameter: term, coefficient, standard error, z, p; minus infinity where an overlap is empty."""
        return make_frame(columns_of(self.fitted.coefficient_rows()), self.library)

    @property
    def residuals(self) -> Any:
        """A row per combination of lists: observed, expected, Pearson residual."""
        return make_frame(columns_of(self.fitted.residual_rows()), self.library)

    @property
    def fit(self) -> Any:
        """One row: estimate, standard error, deviance, degrees of freedom, p, AIC, BIC."""
        return make_frame(columns_of([_fit_row(self.fitted)]), self.library)

    def profile(self, level: float = 0.95) -> ProfileInterval:
        """Return the interval of the population by profile likelihood."""
        return self.fitted.profile(level)

    def summary(self) -> str:
        """Return fit and coefficients as text."""
        fit = text_table([_fit_row(self.fitted)])
        return f"{fit}\n\n{text_table(self.fitted.coefficient_rows())}"

    def plot(self, language: str = "en") -> str:
        """Draw the profile likelihood of the population, as SVG."""
        from zicht.edition.charts.pictures import (  # noqa: PLC0415 - needs typst
            PICTURE,
            picture,
        )

        interval = self.profile(0.999)
        profile = self._profile_curve(interval)
        axis = logarithmic(profile.values[0], profile.values[-1])
        drawing = ridges([profile], axis, language, PICTURE)
        title = "Profile likelihood of the population"
        alt = f"{title}; highest at {interval.estimate:,.0f}."
        return picture(title, [("", drawing)], PICTURE, alt)

    def _profile_curve(self, interval: ProfileInterval) -> Ridge:
        """Return the profile likelihood over an interval, relative to its highest value."""
        n_seen = self.fitted.table.n_observed
        # An interval without an upper end is drawn as far as its picture needs.
        farthest = interval.upper or 20 * self.fitted.estimate
        # The points lie on a geometric scale of persons nobody saw: it cannot begin at none.
        fewest = max(interval.lower - n_seen, 0.5)
        unseen = np.geomspace(fewest, farthest - n_seen, N_GRID)
        heights = np.array([self.fitted.profile_height(n) for n in unseen])
        relative = np.exp(heights - heights.max())
        population = (unseen + n_seen).tolist()
        return Ridge(self.fitted.model, population, relative.tolist(), is_first=True)

    def __repr__(self) -> str:
        words = f"{self.estimate:,.0f}, standard error {self.standard_error:,.0f}"
        return f"<ModelResult {self.fitted.model}: {words}>"

    def _repr_html_(self) -> str:
        fit = html_table([_fit_row(self.fitted)], f"Model {self.fitted.model}")
        return fit + html_table(self.fitted.coefficient_rows(), "Coefficients")


def _fit_row(fitted: FittedModel) -> dict[str, object]:
    return {
        "model": fitted.model,
        "estimate": fitted.estimate,
        "standard_error": fitted.standard_error,
        "deviance": fitted.deviance,
        "degrees": fitted.degrees,
        "p": fitted.p_value,
        "aic": fitted.aic,
        "bic": fitted.bic,
    }


def fit_model(table: Any, model: str, *, library: Library = "polars") -> ModelResult:
    """Fit one log-linear model.

    Parameters
    ----------
    table : CaptureTable, or a table as for `capture_table`
        Counts of persons by the lists they were seen on.
    model : str
        `M0`, `Mt`, `Mh SHAPE` or `Mth SHAPE` with a shape Chao (a lower bound), Poisson, Darroch or Gamma;
        `independence`, `pairwise`; or a formula of interactions such as `A:B + C`.
    library : {"pyarrow", "pandas", "polars"}
        Of the tables that are given, where `table` is a CaptureTable.

    Returns
    -------
    ModelResult
        Estimates are persons in the population, seen and unseen. Its error is conditional on the model: `estimate`
        redoes the choice of model in every resample.

    Raises
    ------
    UsageError
        There is no such model, or a term names no list.
    EstimationRefused
        The estimate does not exist, or is not the only one.

    References
    ----------
    Baillargeon, S. & Rivest, L.-P. (2007). Rcapture: loglinear models for capture-recapture in R. Journal of
    Statistical Software 19(5). The shapes of Poisson (base 2) and Gamma (3.5) are its defaults.

    Examples
    --------
    >>> import pyarrow as pa
    >>> seen = pa.table({"a": [1, 1, 0], "b": [1, 0, 1], "count": [20, 80, 30]})
    >>> round(fit_model(seen, "independence").estimate)
    250
    """
    captured, library = as_capture_table(table, library)
    return ModelResult(fit_one(captured, model), library)


def compare_models(
    table: Any, models: Sequence[str], *, library: Library = "polars"
) -> Any:
    """Fit several log-linear models and put them side by side, the lowest AIC first.

    Parameters
    ----------
    table : CaptureTable, or a table as for `capture_table`
        Counts of persons by the lists they were seen on.
    models : sequence of str
        As for `fit_model`.
    library : {"pyarrow", "pandas", "polars"}
        Of the table that is given, where `table` is a CaptureTable.

    Returns
    -------
    table
        A row per model: estimate, standard error, deviance, degrees of freedom, p, AIC, BIC.

    Raises
    ------
    UsageError
        There is no such model, or none is named.
    EstimationRefused
        The estimate of a model does not exist, or is not the only one.

    Examples
    --------
    >>> import pyarrow as pa
    >>> seen = pa.table({"a": [1, 0, 0, 1], "b": [0, 1, 0, 1], "c": [0, 0, 1, 1], "n": [30, 25, 20, 9]})
    >>> compare_models(seen, ["M0", "Mt"])["model"].to_pylist()
    ['M0', 'Mt']
    """
    if not models:
        raise UsageError("No model is named.", now="Give, for example, ['M0', 'Mt'].")
    captured, library = as_capture_table(table, library)
    fitted = [fit_one(captured, model) for model in models]
    fitted.sort(key=lambda model: model.aic)
    rows = [_fit_row(model) for model in fitted]
    return make_frame(columns_of(rows), library)


def simple_estimates(table: Any, *, library: Library = "polars") -> Any:
    """Estimate in closed form, to compare with: Chapman, Chao's lower bound, removal, sample coverage.

    Parameters
    ----------
    table : CaptureTable, or a table as for `capture_table`
        Counts of persons by the lists they were seen on.
    library : {"pyarrow", "pandas", "polars"}
        Of the table that is given, where `table` is a CaptureTable.

    Returns
    -------
    table
        A row per estimator that suits the table: estimate, standard error, 95% limits, and what it assumes. Mb and Mbh
        take the lists as an order in time.

    Raises
    ------
    UsageError
        A column does not exist, or holds something else than it should.
    EstimationRefused
        No estimator suits the table.

    Examples
    --------
    >>> import pyarrow as pa
    >>> seen = pa.table({"a": [1, 1, 0], "b": [1, 0, 1], "count": [20, 80, 30]})
    >>> round(simple_estimates(seen)["estimate"].to_pylist()[0])
    244
    """
    captured, library = as_capture_table(table, library)
    estimates, _ = estimate_simply(captured)
    rows: Rows = []
    for estimated in estimates:
        rows.append(
            {
                "estimator": estimated.name,
                "estimate": float(estimated.estimate),
                "standard_error": estimated.standard_error,
                "lower": estimated.lower,
                "upper": estimated.upper,
                "note": estimated.note.en,
            }
        )
    return make_frame(columns_of(rows), library)
