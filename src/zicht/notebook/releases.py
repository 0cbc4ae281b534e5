"""Releases in a notebook: published figures as tables."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zicht.notebook.frames import Library, make_frame
from zicht.release import store
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.estimates import PublishedEstimate
from zicht.vocabulary.releases import Release


@dataclass(frozen=True, eq=False)
class OpenRelease:
    """A release that was read and verified: every byte is that of its manifest, and its cells carry the gate's seal.

    Parameters
    ----------
    release : everything that may be seen outside
    library : of the tables that are given
    """

    release: Release
    library: Library

    def __repr__(self) -> str:
        return (
            f"<OpenRelease {self.release.digest[:16]}: {len(self.release.series)} indicators,"
            f" {len(self.release.cited)} cited figures>"
        )

    @property
    def indicators(self) -> Any:
        """A row per counted indicator: id, version, title, and how many figures it has."""
        series = self.release.series
        rows = [self.release.indicators[name] for name in series]
        columns: dict[str, list[object]] = {
            "indicator": [row.id for row in rows],
            "version": [row.version for row in rows],
            "title": [row.title.en for row in rows],
            "figures": [len(series[row.id]) for row in rows],
        }
        return make_frame(columns, self.library)

    def figures(self, indicator: str) -> Any:
        """Return the published figures of an indicator.

        Parameters
        ----------
        indicator : str
            Its id.

        Returns
        -------
        table, shape (n_figures, n_dimensions + 5)
            `period`, a column per dimension (`_T` is the total), `value` in the unit of the indicator and null where
            nothing is shown, `status`, `lower` and `upper` (bounds of the true value; null where they are not told).

        Raises
        ------
        UsageError
            The release has no such indicator.
        """
        series = self.release.series.get(indicator)
        if series is None:
            raise UsageError(
                f"This release has no figures of {indicator}.",
                now=f"It has {', '.join(self.release.series) or 'none'}.",
            )
        columns: dict[str, list[object]] = {"period": series.periods.tolist()}
        for name, codes in zip(series.dimensions, series.codes, strict=True):
            columns[name] = codes.tolist()
        columns["value"] = [_number(value) for value in series.values.tolist()]
        columns["status"] = series.statuses.tolist()
        columns["lower"] = [_number(value) for value in series.lower.tolist()]
        columns["upper"] = [_number(value) for value in series.upper.tolist()]
        return make_frame(columns, self.library)

    @property
    def cited(self) -> Any:
        """A row per figure published elsewhere: id, title, value as printed, unit, period, producer and source."""
        rows = self.release.cited
        columns: dict[str, list[object]] = {
            "id": [row.id for row in rows],
            "title": [row.title.en for row in rows],
            "value": [float(row.value) for row in rows],
            "unit": [row.unit for row in rows],
            "period": [row.period for row in rows],
            "producer": [row.producer for row in rows],
            "source": [row.citation.title for row in rows],
        }
        return make_frame(columns, self.library)

    def estimate(self, name: str) -> PublishedEstimate:
        """Return an estimate of those nobody registered by its id.

        Raises
        ------
        UsageError
            The release has no such estimate.
        """
        estimates = self.release.estimates
        if name not in estimates:
            raise UsageError(
                f"This release has no estimate {name}.",
                now=f"It has {', '.join(estimates) or 'none'}.",
            )
        return estimates[name]


def open_release(
    path: Path | str, digest: str = "", *, library: Library = "polars"
) -> OpenRelease:
    """Open a release, after verifying it.

    Parameters
    ----------
    path : path
        Folder of a release, of a folder with releases, or of a project.
    digest : str
        The first characters of its name; the newest release by default.
    library : {"pyarrow", "pandas", "polars"}
        Of the tables that are given.

    Returns
    -------
    OpenRelease
        `figures("ID")`, `indicators` and `cited` are tables; `release` holds everything, typed.

    Raises
    ------
    ReleaseError
        There is no release, or a byte of it was altered.

    Examples
    --------
    >>> release = open_release("projects/nederland")  # doctest: +SKIP
    >>> release.cited.filter(period="2019")  # doctest: +SKIP
    """
    folder = Path(path)
    if (folder / "content").is_dir():
        return OpenRelease(store.read(folder), library)
    inside = folder / "releases"
    place = inside if inside.is_dir() else folder
    return OpenRelease(store.read(store.find(place, digest)), library)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
