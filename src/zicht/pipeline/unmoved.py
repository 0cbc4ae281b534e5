"""Keeps published estimates unchanged after a withdrawal: one that moved would reveal who withdrew."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from zicht.pipeline import folders, pages
from zicht.release import store
from zicht.vocabulary.estimates import PublishedEstimate, StratumEstimate
from zicht.vocabulary.linkage import PublishedLinkage
from zicht.vocabulary.releases import Release


def unmoved(
    project: Path, now: Mapping[str, PublishedEstimate]
) -> dict[str, PublishedEstimate]:
    """Return the estimates, with those of the last published release wherever the persons in view are the same."""
    last = _last_published(project)
    if last is None:
        return dict(now)
    estimates = {}
    for name, estimate in now.items():
        earlier = last.estimates.get(name)
        estimates[name] = keep_printed(earlier, estimate) if earlier else estimate
    return estimates


def unmoved_linkage(project: Path, now: PublishedLinkage) -> PublishedLinkage:
    """Return how linkage went as the last published release has it, with the bands of periods that are new."""
    last = _last_published(project)
    if last is None or last.linkage is None:
        return now
    before = last.linkage
    # Bands that were printed win over those of today.
    bands = {
        indicator: {**of_indicator, **before.bands.get(indicator, {})}
        for indicator, of_indicator in now.bands.items()
    }
    return replace(before, bands=bands)


def _last_published(project: Path) -> Release | None:
    published = [
        path
        for path in store.list_releases(folders.releases(project))
        if pages.is_published(project, path)
    ]
    return store.read(published[-1]) if published else None


def keep_printed(
    before: PublishedEstimate, now: PublishedEstimate
) -> PublishedEstimate:
    """Return an estimate with every total, and the methods side by side, as printed of the same persons in view.

    A stratum of another year, or with another printed number in view, is about other persons and is estimated anew.
    """
    printed = {_persons(total): total for total in before.totals}
    totals = [printed.get(_persons(total), total) for total in now.totals]
    with_printed_totals = replace(now, totals=tuple(totals))
    same_persons = (before.period, before.observed, before.lists) == (
        now.period,
        now.observed,
        now.lists,
    )
    # Methods side by side are of the last year alone.
    if not same_persons:
        return with_printed_totals
    return replace(
        with_printed_totals,
        methods=before.methods,
        verdict=before.verdict,
        record=before.record,
    )


def _persons(total: StratumEstimate) -> tuple[object, ...]:
    return tuple(sorted(total.levels.items())), total.observed
