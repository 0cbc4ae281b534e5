"""Compares a release of an invented country with its truth file: every figure, every year, every breakdown."""

import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from zicht.edition.messages import Message
from zicht.pipeline import folders
from zicht.pipeline.true_persons import (
    counted_over_true_persons,
    refuse_earlier_version,
)
from zicht.project.folder import Project
from zicht.release import store
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD, TOTAL
from zicht.vocabulary.errors import IndicatorError, ProjectError
from zicht.vocabulary.figures import Series
from zicht.vocabulary.releases import Release

Figures = dict[str, dict[str, tuple[float, float]]]
"""Indicator to address of a figure to its numerator and denominator."""
PER_CENT = 100
"""Scale of what a survey estimates."""
_NO_GROUP = frozenset({PERIOD, "total", "registered", "seen", "notified"})
"""Columns of the file of whom nobody registered that tell no groups of people apart."""


@dataclass
class Score:
    """How the figures of one indicator compare with the truth.

    Parameters
    ----------
    figures : true figures
    shown : of these, printed as a number
    within : of these, with the truth between the bounds
    missing, extra : figures that only the truth has, and that only the release has
    largest : difference between a printed number and the truth
    is_sampled : the bounds are the 95% interval of a sample, which the truth may lie outside of
    far : figures of a sample whose truth lies outside an interval twice as wide
    """

    figures: int = 0
    shown: int = 0
    within: int = 0
    missing: int = 0
    extra: int = 0
    largest: float = 0.0
    is_sampled: bool = False
    far: int = 0

    @property
    def off(self) -> int:
        """Figures that are further off than rounding allows, or than chance allows a sample."""
        if self.is_sampled:
            return self.far
        return self.figures - self.within - self.missing

    @property
    def is_right(self) -> bool:
        """Whether every figure is there and none is off."""
        return not self.off and not self.missing and not self.extra


@dataclass(frozen=True)
class Judged:
    """One estimate of those nobody registered, beside how many there truly were."""

    whom: str
    estimate: float
    lower: float
    upper: float
    true: int

    @property
    def covers(self) -> bool:
        """Whether the truth lies in the interval."""
        return self.lower <= self.true <= self.upper

    def row(self) -> tuple[str, str, str, str, str]:
        """Return the line of a table."""
        limits = f"{self.lower:,.0f}-{self.upper:,.0f}"
        return (
            self.whom,
            f"{self.true:,}",
            f"{self.estimate:,.0f}",
            limits,
            Message("frame.yes" if self.covers else "frame.no"),
        )


@dataclass(frozen=True)
class Comparison:
    """How a release compares with the truth.

    Parameters
    ----------
    release : start of its digest
    scores : of each indicator
    estimates : of those nobody registered
    moved_by_linkage : indicators with figures that are off, and equal the truth when they are counted over the true
        persons: linkage is what went wrong, and not their SQL
    """

    release: str
    scores: dict[str, Score] = field(default_factory=dict)
    estimates: tuple[Judged, ...] = ()
    moved_by_linkage: tuple[str, ...] = ()

    @property
    def without_truth(self) -> tuple[str, ...]:
        """Indicators of which the truth knows no figure: the invented people do not decide them."""
        return tuple(i for i, score in sorted(self.scores.items()) if not score.figures)

    @property
    def sampled(self) -> tuple[str, ...]:
        """Indicators whose bounds are those of a sample."""
        return tuple(i for i, score in sorted(self.scores.items()) if score.is_sampled)

    def rows(self) -> list[tuple[str, int, int, int, str]]:
        """Return a line per indicator."""
        return [
            (i, s.figures, s.shown, s.within, f"{s.largest:.4g}")
            for i, s in sorted(self.scores.items())
        ]

    def as_json(self) -> dict[str, object]:
        """Return the result as plain values."""
        return {
            "release": self.release,
            "indicators": {i: vars(s) for i, s in sorted(self.scores.items())},
            "estimates": [asdict(judged) for judged in self.estimates],
            "moved_by_linkage": list(self.moved_by_linkage),
            "without_truth": list(self.without_truth),
        }

    def wrong(self) -> list[str]:
        """Name indicators of which a figure is missing, unexpected or off, for a reason other than linkage."""
        return [
            f"{indicator}: {score.off} off, {score.missing} missing,"
            f" {score.extra} unexpected"
            for indicator, score in sorted(self.scores.items())
            if not score.is_right
            and indicator not in (*self.moved_by_linkage, *self.without_truth)
        ]

    def refuse_if_wrong(self) -> None:
        """Raise when the release and the truth differ by more than rounding allows."""
        if self.wrong():
            raise IndicatorError(
                f"Release {self.release} differs from the truth by more than rounding allows.",
                now="Compare the SQL of these indicators with docs/invented-country.md.",
                details=self.wrong(),
            )


def compare(project: Path) -> Comparison:
    """Compare the newest release with `truth/figures.csv`."""
    opened = Project.open(project)
    path = project / "truth" / "figures.csv"
    if not path.is_file():
        raise ProjectError(
            f"{project} has no truth file.",
            now="Only an invented country has: `zicht invent`.",
        )
    release = store.read(store.find(folders.releases(project)))
    merged = _merged(release)
    truth = _comparable(_truth(path), opened, merged)
    if not truth:
        raise ProjectError(
            f"{path.relative_to(project)} has no figure of an indicator of this project.",
            now="Make the invented country anew: `zicht invent`.",
        )
    scores = _scores(truth, release.indicators, release.series, merged)
    wrong = [indicator for indicator, score in scores.items() if not score.is_right]
    hidden = path.with_name("hidden.csv")
    return Comparison(
        release=release.digest[:16],
        scores=scores,
        estimates=tuple(_judged(release, hidden)) if hidden.is_file() else (),
        moved_by_linkage=_moved_by_linkage(opened, wrong, truth, merged),
    )


def _comparable(figures: Figures, project: Project, merged: frozenset[str]) -> Figures:
    """Return the true figures of the indicators that the project chose, without categories that were merged."""
    chosen = {indicator.id for indicator in project.indicators}
    return {
        indicator: {
            key: figure for key, figure in true.items() if not merged & _named(key)
        }
        for indicator, true in figures.items()
        if indicator in chosen
    }


def _scores(
    truth: Figures,
    indicators: Mapping[str, Indicator],
    series: Mapping[str, Series],
    merged: frozenset[str],
) -> dict[str, Score]:
    """Score every indicator that is published, or that the truth knows and the project chose."""
    scores = {
        indicator: Score(figures=len(figures), missing=len(figures))
        for indicator, figures in truth.items()
    }
    for indicator, of_indicator in series.items():
        true = truth.get(indicator, {})
        scores[indicator] = _score(true, of_indicator, indicators[indicator], merged)
    return scores


def _moved_by_linkage(
    project: Project, wrong: Sequence[str], truth: Figures, blurred: frozenset[str]
) -> tuple[str, ...]:
    """Name indicators that equal the truth when they are counted over the true persons."""
    persons = project.folder / "truth" / "persons.csv.gz"
    if not wrong or not persons.is_file():
        return ()
    series = counted_over_true_persons(project, persons)
    indicators = {indicator.id: indicator for indicator in project.indicators}
    scores = _scores(truth, indicators, series, blurred)
    return tuple(indicator for indicator in wrong if scores[indicator].is_right)


def _judged(release: Release, hidden: Path) -> Iterator[Judged]:
    """Compare estimates with the truth, but for those by codes of which a person may have several."""
    rows = _rows_of(hidden)
    columns = list(rows[0]) if rows else []
    refuse_earlier_version(hidden, columns)
    estimate = release.estimates.get(release.roles.estimated)
    groups = [name for name in columns if name not in _NO_GROUP]
    for total in estimate.totals if estimate else ():
        where = dict.fromkeys(groups, TOTAL) | dict(total.levels)
        if total.estimate is None or total.lower is None or total.upper is None:
            continue
        if _is_by_overlapping_codes(release, where):
            continue
        true = sum(int(row["total"]) for row in rows if where.items() <= row.items())
        whom = ", ".join(f"{name} {code}" for name, code in total.levels.items())
        yield Judged(whom, total.estimate, total.lower, total.upper, true)


def _is_by_overlapping_codes(release: Release, where: Mapping[str, str]) -> bool:
    """Whether an estimate is of a code beside which a person may have others."""
    lists = release.codes
    return any(
        code != TOTAL and name in lists and not lists[name].is_disjoint
        for name, code in where.items()
    )


def _rows_of(path: Path) -> list[dict[str, str]]:
    """Read a file of the truth; lines that begin with # say what it is."""
    with path.open(newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def _truth(path: Path) -> Figures:
    """Read the true figures: numerator and denominator of each indicator, by its address."""
    figures: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    for row in _rows_of(path):
        parts = (row["indicator"], row["period"], row["breakdown"])
        key = ":".join(part for part in parts if part)
        denominator = float(row["denominator"]) if row["denominator"] else math.nan
        figures[row["indicator"]][key] = (float(row["numerator"]), denominator)
    return dict(figures)


def _merged(release: Release) -> frozenset[str]:
    """Name the categories that the policy merged: the truth knows them one by one."""
    merges = release.policy.merges if release.policy else {}
    return frozenset(
        f"{name}={code}"
        for name, merged_codes in merges.items()
        for code in (*merged_codes, *merged_codes.values())
    )


def _named(key: str) -> frozenset[str]:
    return frozenset(word for part in key.split(":") for word in part.split(","))


def _score(
    truth: Mapping[str, tuple[float, float]],
    series: Series,
    indicator: Indicator,
    merged: frozenset[str],
) -> Score:
    """Count how many figures of a series agree with the truth, are missing, and are unexpected."""
    rows = {
        str(key): row
        for row, key in enumerate(series.keys())
        if not merged & _named(str(key))
    }
    score = Score(
        figures=len(truth),
        missing=len(truth.keys() - rows.keys()),
        extra=len(rows.keys() - truth.keys()),
        is_sampled=indicator.survey is not None,
    )
    scale = PER_CENT if indicator.survey else indicator.scale
    for key in truth.keys() & rows.keys():
        true = _true_value(truth[key], scale)
        _add_to(score, true, series, rows[key])
    return score


def _add_to(score: Score, true: float, series: Series, row: int) -> None:
    """Compare one figure with the truth: the difference of a number that is shown, and its bounds."""
    lower, upper = float(series.lower[row]), float(series.upper[row])
    is_shown = series.statuses[row] == "published"
    score.shown += bool(is_shown)
    if is_shown and not math.isnan(true):
        score.largest = max(score.largest, abs(float(series.values[row]) - true))
    score.within += _is_within(true, lower, upper)
    width = upper - lower
    # Chance leaves one interval in twenty beside the truth; twice as wide, hardly one
    # in ten thousand.
    score.far += not _is_within(true, lower - width / 2, upper + width / 2)


def _true_value(figure: tuple[float, float], scale: int) -> float:
    """Return a true count, or a true share or rate; NaN where it is of nobody."""
    numerator, denominator = figure
    if math.isnan(denominator):
        return numerator
    return scale * numerator / denominator if denominator else math.nan


def _is_within(true: float, lower: float, upper: float) -> bool:
    # Where nothing is printed, nothing can be off.
    if math.isnan(true) or math.isnan(lower):
        return True
    return lower - 1e-9 <= true <= upper + 1e-9
