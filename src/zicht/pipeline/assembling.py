"""Puts together everything that a release publishes, and refuses what would not hold in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from zicht.edition import nodes
from zicht.edition.messages import Message
from zicht.figures.register import Register
from zicht.pipeline.counted import Counted
from zicht.pipeline.estimating import estimate_published
from zicht.pipeline.inputs import inputs_of
from zicht.pipeline.provisional import provisional_periods
from zicht.pipeline.secret import keyed_digests
from zicht.pipeline.standing import Standing
from zicht.pipeline.uncounted import uncounted
from zicht.project.folder import Project
from zicht.project.packs import NO_PACK
from zicht.reports import resolving
from zicht.vocabulary.errors import ProjectError, PublishingError
from zicht.vocabulary.figures import FigureKey, Series
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Inputs, Release


def inputs_now(project: Project, digests: Sequence[str], standing: Standing) -> Inputs:
    """Compute the digests of everything that may move a figure.

    Parameters
    ----------
    project : its settings, and its pack
    digests : of the deliveries in its folder
    standing : of its vault, which knows what was erased
    """
    deliveries = keyed_digests(project, digests)
    pack = None if project.pack is NO_PACK else project.pack.folder
    return inputs_of(
        project.folder,
        deliveries,
        standing.withdrawals,
        standing.forgotten,
        pack=pack,
    )


def assemble(project: Project, counted: Counted | None, *, tell: Progress) -> Release:
    """Put together everything that will be published.

    Parameters
    ----------
    counted : what the gate let through; None where a project has no deliveries

    Raises
    ------
    ProjectError : a card or a document refers to a figure that this release does not have
    """
    content = _without_counts(project, tell=tell)
    # The register refused unknown cited figures already; an address with a colon names
    # a counted one.
    _refuse_dangling(project, counted)
    if counted is None:
        return content
    protected = counted.sealed.protected
    return replace(
        content,
        indicators={indicator.id: indicator for indicator in project.indicators},
        series=counted.series,
        estimates={**content.estimates, **counted.estimates},
        codes=project.lists,
        geography=project.geography,
        population=counted.population,
        receipts=counted.receipts,
        awaited=counted.awaited,
        provisional=provisional_periods(
            project, counted.receipts, counted.series, counted.estimates
        ),
        policy=project.policy,
        method=protected.method,
        losses=protected.losses,
        linkage=counted.linkage,
    )


def _without_counts(project: Project, *, tell: Progress) -> Release:
    """Put together the cited figures, what follows from them, and the texts."""
    tell(Message("progress.reading_register"))
    register = Register(project.cited)
    register.refuse_unknown(project.key_figures)
    return replace(
        uncounted(project, register),
        estimates=estimate_published(project, register, tell=tell),
    )


def refuse_wrong_reports(content: Release) -> None:
    """Refuse a release whose reports would not build; every problem with file and line."""
    problems = resolving.check(content)
    if not problems:
        return
    details = nodes.gathered(problems)
    advice = "Mend the texts and run again: numbers are references, docs/reports.md."
    if content.face.invented:
        advice += " An invented country of a larger --scale hides less."
    raise PublishingError(
        f"{counted(len(details), 'problem')} in the reports, at {counted(len(problems), 'place')}; nothing was sealed.",
        now=advice,
        details=details,
    )


def _refuse_dangling(project: Project, counted: Counted | None) -> None:
    """Refuse cards and documents that refer to counted figures which this release does not have."""
    series = counted.series if counted else {}
    dangling = [
        f"{where}: {address}"
        for where, address in _references(project)
        if ":" in address and not _is_counted(address, series)
    ]
    if dangling:
        raise ProjectError(
            f"{len(dangling)} references to figures that are not counted.",
            now="Correct the address (INDICATOR:PERIOD[:dimension=code]), or add the indicator under [indicators].",
            details=dangling,
        )


def _references(project: Project) -> Iterator[tuple[str, str]]:
    """Yield each figure that a card or a document refers to, after where it stands."""
    for card in project.key_figures:
        for figure in card.figures:
            yield "key_figures.toml", figure
    for comparison in project.comparisons:
        yield "comparisons.toml", comparison.before
        yield "comparisons.toml", comparison.after
    for document in project.content.documents:
        figures = document.facts.get("figures")
        if isinstance(figures, list):
            for figure in figures:
                yield f"{document.kind} {document.id}", str(figure)


def _is_counted(address: str, series: Mapping[str, Series]) -> bool:
    key = FigureKey.read(address)
    return key.indicator in series and series[key.indicator].row(key) is not None
