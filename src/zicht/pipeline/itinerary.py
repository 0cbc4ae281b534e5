"""One run: deliveries in, a sealed release and its pages out. Read top to bottom."""

import datetime
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from zicht import release as room
from zicht import reports
from zicht.figures.reconcile import reconcile
from zicht.figures.register import Register
from zicht.knowledge import shelve
from zicht.pipeline import delivered, folders, pages, releasing
from zicht.pipeline.checking import refuse_early
from zicht.pipeline.counting import Counted, count_all
from zicht.pipeline.deriving import refuse_underived
from zicht.pipeline.estimating import estimate_published
from zicht.pipeline.expected import owed_deliveries, refuse_nothing_there, slots
from zicht.pipeline.inbox import Inbox, open_inbox
from zicht.pipeline.inputs import inputs_of
from zicht.pipeline.intake import Judged, receive_all
from zicht.pipeline.secret import keyed_digests
from zicht.pipeline.vaults import State, has_vault, open_vault, state_of
from zicht.pipeline.vaults import refuse_missing as refuse_lacking
from zicht.project.folder import Project
from zicht.project.packs import NO_PACK
from zicht.project.reports import read_reports
from zicht.vocabulary.errors import ProjectError, PublishingError
from zicht.vocabulary.figures import FigureKey, Series
from zicht.vocabulary.progress import Progress, silent
from zicht.vocabulary.releases import Inputs, Release


@dataclass(frozen=True)
class Report:
    """What a run did.

    Parameters
    ----------
    project : folder
    release : name of the release that stands now; empty after a dry run
    unchanged : whether there was nothing to do
    would_do : steps, of a dry run
    received : receipts of new deliveries, and of those judged again because forms or code lists were corrected
    figures : counted and cited figures of the release
    seconds : it took
    """

    project: Path
    release: str
    unchanged: bool
    would_do: tuple[str, ...] = ()
    received: tuple[Judged, ...] = ()
    persons: int = 0
    figures: int = 0
    seconds: float = 0.0

    def as_fields(self) -> dict[str, object]:
        """Give the report as lines."""
        if self.would_do:
            return {"would do": "; ".join(self.would_do)}
        if self.unchanged:
            return {
                "release": self.release,
                "unchanged": "nothing to do: deliveries, withdrawals, settings and code are the same",
            }
        new = [judged.now for judged in self.received if judged.before is None]
        rows, quarantined = (
            sum(receipt.rows for receipt in new),
            sum(receipt.quarantined for receipt in new),
        )
        return {
            "release": self.release,
            "received": f"{len(new)} deliveries, {rows} rows, {quarantined} of them in quarantine",
            **self._judged_again(),
            "persons": self.persons,
            "figures": self.figures,
            "pages": folders.site(self.project),
            "seconds": f"{self.seconds:.1f}",
        }

    def _judged_again(self) -> dict[str, str]:
        pairs = [
            (judged.before, judged.now)
            for judged in self.received
            if judged.before is not None
        ]
        if not pairs:
            return {}
        before, now = (
            sum(old.quarantined for old, _ in pairs),
            sum(new.quarantined for _, new in pairs),
        )
        return {
            "judged again": f"{len(pairs)} deliveries; in quarantine {before} rows before, {now} now"
        }

    def as_json(self) -> dict[str, object]:
        """Give the report as plain values."""
        return {
            "release": self.release,
            "unchanged": self.unchanged,
            "would_do": list(self.would_do),
            "received": [
                {
                    "source": now.source,
                    "period": now.period,
                    "rows": now.rows,
                    "quarantined": now.quarantined,
                    "quarantined_before": before.quarantined if before else None,
                }
                for now, before in (
                    (judged.now, judged.before) for judged in self.received
                )
            ],
            "persons": self.persons,
            "figures": self.figures,
            "seconds": round(self.seconds, 1),
        }

    def next_step(self) -> str:
        """Return what a user may do now."""
        folder = quote(str(self.project))
        if self.would_do:
            return f"Do it: zicht run {folder}"
        return f"Look at it: zicht serve {folder}   Approve it: zicht release approve {folder} --reviewer ..."


def run(
    folder: Path,
    *,
    tell: Progress,
    dry_run: bool = False,
    accept: str = "",
    keep: bool = False,
) -> Report:
    """Make the release of what lies in the project folder, and its pages. Unchanged input does nothing.

    Every step leaves vault, releases and pages whole, so a run that was killed can be run again.

    Parameters
    ----------
    accept : reason for which deliveries that are doubtful as a whole are received all the same
    keep : True to leave delivered files as they came; else those that hold people are sealed away

    Raises
    ------
    ZichtError : of the room that refused; earlier releases and pages stand as they were
    """
    project = Project.open(folder)
    if dry_run:
        return _run(project, tell=tell, dry_run=True)
    with folders.claimed(folder):
        report = _run(project, tell=tell, dry_run=False, accept=accept, keep=keep)
        _seal_what_came_again(project, keep=keep, tell=tell)
    return report


def _run(
    project: Project,
    *,
    tell: Progress,
    dry_run: bool,
    accept: str = "",
    keep: bool = False,
) -> Report:
    folder, inbox = project.folder, open_inbox(project)
    digests = [waiting.digest for waiting in inbox.waiting]
    state = state_of(project, why="run", tell=tell)
    inputs = inputs_now(project, digests, state.withdrawals)
    if dry_run:
        inbox.refuse_questions()
    made = _made_from(folder, inputs)
    is_done = made is not None and pages.is_made(folder, made) and not state.missing
    if made is not None and is_done and not inbox.questions:
        return Report(folder, made.name, unchanged=True)
    if dry_run:
        return Report(
            folder,
            made.name if made else "",
            unchanged=False,
            would_do=_steps(inbox, made),
        )
    if not project.face.invented:
        folders.warn_of_readers(folder, tell=tell)
    return _make(project, inbox, made, state, tell=tell, accept=accept, keep=keep)


def _seal_what_came_again(project: Project, *, keep: bool, tell: Progress) -> None:
    """Seal away files that were put back, or left by a run that was cut short, where nothing had to be received."""
    if keep or delivered.keeps_clear(project) or not has_vault(project.folder):
        return
    inbox = open_inbox(project)
    if not delivered.clear_files(project, inbox):
        return
    with open_vault(project, why="seal away", tell=silent) as (_, vault):
        delivered.seal_received(project, vault, inbox, tell=tell)


def _make(
    project: Project,
    inbox: Inbox,
    made: Path | None,
    state: State,
    *,
    tell: Progress,
    accept: str,
    keep: bool,
) -> Report:
    """Make the release where there is none of these inputs, and its pages."""
    began, folder = time.monotonic(), project.folder
    digests = [waiting.digest for waiting in inbox.waiting]
    if made is not None:
        inbox.refuse_questions()
    received: list[Judged] = []
    counted = None
    if made is not None and state.missing:
        received = _receive_again(project, inbox, tell=tell, accept=accept, keep=keep)
    if made is None:
        refuse_early(project)
        if not inbox.waiting:
            inbox.refuse_questions()
        if inbox.waiting or has_vault(folder):
            with open_vault(project, why="count", tell=silent) as (session, vault):
                received = receive_all(
                    project, session, vault, inbox, tell=tell, accept=accept, keep=keep
                )
                refuse_lacking(vault)
                for source, first in vault.counts_from().items():
                    tell(
                        f"{source}: of before {first} nothing can be counted, as its term has ended"
                    )
                owed = slots(owed_deliveries(project), vault.coverage(), today())
                refuse_nothing_there(owed)
                counted = count_all(project, session, vault, owed, tell=tell)
        content = assemble(project, counted, tell=tell)
        refuse_wrong_reports(content)
        if counted:
            refuse_underived(content, counted.sealed.protected)
        tell("Sealing the release")
        made = room.freeze(
            content,
            counted.sealed if counted else None,
            inputs_now(project, digests, state.withdrawals),
            folders.releases(folder),
        )
    releasing.sign_as_builder(folder, made)
    pages.make(folder, made, tell=tell)
    release = room.read(made)
    figures = sum(len(series) for series in release.series.values()) + len(
        release.cited
    )
    persons = counted.persons if counted else 0
    return Report(
        project=folder,
        release=made.name,
        unchanged=False,
        received=tuple(received),
        persons=persons,
        figures=figures,
        seconds=time.monotonic() - began,
    )


def _receive_again(
    project: Project, inbox: Inbox, *, tell: Progress, accept: str, keep: bool
) -> list[Judged]:
    """Receive what a vault lacks that was put back to an earlier state, though its release is there."""
    with open_vault(project, why="receive again", tell=silent) as (session, vault):
        received = receive_all(
            project, session, vault, inbox, tell=tell, accept=accept, keep=keep
        )
        refuse_lacking(vault)
    return received


def inputs_now(project: Project, digests: Sequence[str], withdrawals: str) -> Inputs:
    """Compute the digests of everything that may move a figure."""
    deliveries = keyed_digests(project, digests)
    pack = None if project.pack is NO_PACK else project.pack.folder
    return inputs_of(project.folder, deliveries, withdrawals, pack=pack)


def today() -> datetime.date:
    """Return the day in UTC."""
    return datetime.datetime.now(tz=datetime.UTC).date()


def assemble(project: Project, counted: Counted | None, *, tell: Progress) -> Release:
    """Put together everything that will be published."""
    tell("Reading the register of cited figures and the texts")
    register = Register(project.cited)
    register.refuse_unknown(project.key_figures)
    content = Release(
        digest="",
        face=project.face,
        cited=project.cited,
        reconciliations=reconcile(register, project.checks),
        key_figures=project.key_figures,
        estimates=estimate_published(project, register, tell=tell),
        documents=(
            *shelve(project.content, project.cited),
            *read_reports(project.folder, project.content.documents),
        ),
    )
    _refuse_dangling(project, counted)
    if counted is None:
        return content
    return Release(
        **{
            **vars(content),
            "indicators": {indicator.id: indicator for indicator in project.indicators},
            "series": counted.series,
            "estimates": {**content.estimates, **counted.estimates},
            "codes": project.lists,
            "geography": project.geography,
            "population": counted.population,
            "receipts": counted.receipts,
            "awaited": counted.awaited,
            "policy": project.policy,
            "method": counted.sealed.protected.method,
            "losses": counted.sealed.protected.losses,
            "linkage": counted.linkage,
        }
    )


def refuse_wrong_reports(content: Release) -> None:
    """Refuse a release whose reports would not build; every problem with file and line."""
    problems = reports.check(content)
    if problems:
        details = reports.gathered(problems)
        larger = (
            " An invented country of a larger --scale hides less."
            if content.face.invented
            else ""
        )
        raise PublishingError(
            f"{len(details)} problems in the reports, at {len(problems)} places; nothing was sealed.",
            now=f"Mend the texts and run again: numbers are references, docs/reports.md.{larger}",
            details=details,
        )


def _refuse_dangling(project: Project, counted: Counted | None) -> None:
    """Refuse cards and documents that refer to counted figures which this release does not have."""
    series = counted.series if counted else {}
    named = [
        ("key_figures.toml", figure)
        for card in project.key_figures
        for figure in card.figures
    ]
    for document in project.content.documents:
        figures = document.facts.get("figures")
        listed = figures if isinstance(figures, list) else []
        named += [(f"{document.kind} {document.id}", str(figure)) for figure in listed]
    dangling = [
        f"{where}: {words}"
        for where, words in named
        if ":" in words and not _is_counted(words, series)
    ]
    if dangling:
        raise ProjectError(
            f"{len(dangling)} references to figures that are not counted.",
            now="Correct the address (INDICATOR:PERIOD[:dimension=code]), or add the indicator under [indicators].",
            details=dangling,
        )


def _is_counted(words: str, series: Mapping[str, Series]) -> bool:
    key = FigureKey.read(words)
    return key.indicator in series and series[key.indicator].row(key) is not None


def _made_from(folder: Path, inputs: Inputs) -> Path | None:
    """Find the release made from exactly these inputs; a damaged one does not count."""
    for path in reversed(room.list_releases(folders.releases(folder))):
        if room.inputs_of(path) == inputs and not room.verify(path):
            return path
    return None


def _steps(inbox: Inbox, made: Path | None) -> tuple[str, ...]:
    if made is not None:
        return ("make the pages",)
    if not inbox.waiting:
        return ("seal a release of the cited figures", "make the pages")
    return (
        f"receive up to {len(inbox.waiting)} deliveries",
        "link",
        "count",
        "protect",
        "seal a release",
        "make the pages",
    )
