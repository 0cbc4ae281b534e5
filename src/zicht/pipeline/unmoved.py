"""Estimates that were printed before people withdrew: one that moved would tell in which groups those people were."""

from collections.abc import Mapping
from pathlib import Path

from zicht import release as room
from zicht.pipeline import folders, pages

Estimates = dict[str, dict[str, object]]


def unmoved(project: Path, now: Estimates) -> Estimates:
    """Let estimates of the last published release stand wherever the part in view is still told as it was."""
    published = [
        path
        for path in room.list_releases(folders.releases(project))
        if pages.is_published(project, path)
    ]
    if not published:
        return now
    before = room.read(published[-1]).estimates
    return {
        name: keep_printed(before.get(name, {}), told) for name, told in now.items()
    }


def keep_printed(
    before: Mapping[str, object], now: Mapping[str, object]
) -> dict[str, object]:
    """Give an estimate with every total, and the methods side by side, as printed of the same persons in view.

    A stratum of another year, or with another printed number in view, is about others and is told anew.

    Parameters
    ----------
    before, now : as in a release: `totals` with `levels` and `observed`, `methods`, `verdict`, `period`, `lists`
    """
    old = {_about(total): total for total in _totals(before)}
    kept = {**now, "totals": [old.get(_about(total), total) for total in _totals(now)]}
    same = all(
        before.get(name) == now.get(name) for name in ("period", "observed", "lists")
    )
    if same:
        kept |= {
            name: before[name]
            for name in ("methods", "verdict", "record")
            if name in before
        }
    return kept


def _totals(told: Mapping[str, object]) -> list[Mapping[str, object]]:
    totals = told.get("totals")
    return (
        [total for total in totals if isinstance(total, Mapping)]
        if isinstance(totals, list | tuple)
        else []
    )


def _about(total: Mapping[str, object]) -> tuple[object, ...]:
    levels = total.get("levels")
    return tuple(sorted(levels.items())) if isinstance(
        levels, Mapping
    ) else (), total.get("observed")
