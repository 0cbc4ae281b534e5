"""One run: deliveries in, a sealed release and its pages out. Read top to bottom."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zicht.edition.messages import Message
from zicht.pipeline import delivered, folders, pages, releasing
from zicht.pipeline.accepting import Acceptances
from zicht.pipeline.assembling import assemble, inputs_now, refuse_wrong_reports
from zicht.pipeline.checking import refuse_early
from zicht.pipeline.counted import Counted
from zicht.pipeline.counting import count_all
from zicht.pipeline.deriving import refuse_underived
from zicht.pipeline.expected import refuse_nothing_there, slots_of
from zicht.pipeline.inbox import Inbox, open_inbox
from zicht.pipeline.intake import receive_all
from zicht.pipeline.linking import (
    keep_persons,
    link_records,
    note_linked,
)
from zicht.pipeline.run_report import Report
from zicht.pipeline.standing import Standing
from zicht.pipeline.vault_standing import standing_of
from zicht.pipeline.vaults import has_vault, open_vault
from zicht.pipeline.vaults import refuse_missing as refuse_lacking
from zicht.project.folder import Project
from zicht.release import freeze, store
from zicht.vault.vault import Vault
from zicht.vocabulary.deliveries import Judged
from zicht.vocabulary.progress import Progress, silent
from zicht.vocabulary.releases import Inputs


@dataclass(frozen=True)
class _Work:
    """What a run works on, and how it was asked to receive deliveries.

    Parameters
    ----------
    project, inbox : settings, and what lies in the folder for deliveries
    standing : of the vault before the run
    accept : doubts about deliveries that are accepted, each with a reason: SOURCE/FILE:DOUBT=REASON
    keep : True to leave delivered files as they came; else those that hold people are sealed away
    tell : is told each step
    """

    project: Project
    inbox: Inbox
    standing: Standing
    accept: Sequence[str]
    keep: bool
    tell: Progress

    def inputs(self) -> Inputs:
        """Compute the digests of everything that may move a figure, as it lies there now."""
        digests = [waiting.digest for waiting in self.inbox.waiting]
        return inputs_now(self.project, digests, self.standing)


def run(
    folder: Path,
    *,
    tell: Progress,
    dry_run: bool = False,
    accept: Sequence[str] = (),
    keep: bool = False,
) -> Report:
    """Make the release of what lies in the project folder, and its pages. Unchanged input does nothing.

    Every step leaves vault, releases and pages whole, so a run that was killed can be run again.

    Parameters
    ----------
    accept : doubts about deliveries that are accepted, each with a reason: SOURCE/FILE:DOUBT=REASON
    keep : True to leave delivered files as they came; else those that hold people are sealed away

    Raises
    ------
    ZichtError : of the room that refused; earlier releases and pages stand as they were
    """
    project = Project.open(folder)
    # A plan changes nothing, so it needs no claim and may run beside another command.
    if dry_run:
        return _plan(_begin(project, accept, keep, tell))
    with folders.claimed(folder):
        report = _run(_begin(project, accept, keep, tell))
        _seal_what_came_again(project, keep=keep, tell=tell)
    return report


def _begin(
    project: Project, accept: Sequence[str], keep: bool, tell: Progress
) -> _Work:
    inbox = open_inbox(project)
    standing = standing_of(project, why="run", tell=tell)
    return _Work(project, inbox, standing, accept, keep, tell)


def _plan(work: _Work) -> Report:
    """Return what a run would do, without doing it."""
    folder, inputs = work.project.folder, work.inputs()
    work.inbox.refuse_questions()
    release = _made_from(work, inputs)
    if release is not None and _is_complete(work, release):
        return Report(folder, release.name, unchanged=True)
    name = release.name if release else ""
    steps = _steps(work.inbox, release)
    return Report(folder, name, unchanged=False, would_do=steps)


def _run(work: _Work) -> Report:
    folder = work.project.folder
    # This comes before anything else (ADR 0198): whatever stops the run later, no
    # sealed file holds people who withdrew.
    if work.standing.holds_withdrawn:
        _cut_what_was_left(work)
    release = _made_from(work, work.inputs())
    # A file that is not understood may be a delivery: the same release may be out of
    # date.
    is_understood = not work.inbox.questions
    if release is not None and is_understood and _is_complete(work, release):
        Acceptances(work.accept).tell_unused(work.tell)
        lost = work.standing.lost
        return Report(folder, release.name, unchanged=True, lost=lost)
    if not work.project.face.invented:
        folders.warn_of_readers(folder, tell=work.tell)
    if release is None:
        return _make_release(work)
    return _make_pages_again(work, release)


def _is_complete(work: _Work, release: Path) -> bool:
    """Whether a release has its pages, and the vault all that was received."""
    return pages.is_made(work.project.folder, release) and not work.standing.missing


def _make_release(work: _Work) -> Report:
    """Receive, count, seal a release, and make its pages."""
    began = time.monotonic()
    received, counted = _receive_and_count(work)
    release = _seal(work, counted)
    _make_pages(work, release)
    n_persons = counted.persons if counted else 0
    report = _report(work, release, received, n_persons, began)
    return replace(report, refused=counted.refused if counted else {})


def _make_pages_again(work: _Work, release: Path) -> Report:
    """Make the pages of a release that is there, after receiving what its vault lacks."""
    began = time.monotonic()
    work.inbox.refuse_questions()
    received: list[Judged] = []
    if work.standing.missing:
        received = _receive_again(work)
    _make_pages(work, release)
    return _report(work, release, received, _n_persons(work.project), began)


def _report(
    work: _Work,
    release: Path,
    received: Sequence[Judged],
    n_persons: int,
    began: float,
) -> Report:
    """Report what was made; `began` is the start, on the clock of `time.monotonic`."""
    return Report(
        project=work.project.folder,
        release=release.name,
        unchanged=False,
        received=tuple(received),
        persons=n_persons,
        figures=_n_figures(release),
        seconds=time.monotonic() - began,
        lost=work.standing.lost,
    )


def _make_pages(work: _Work, release: Path) -> None:
    releasing.sign_as_builder(work.project.folder, release)
    pages.make(work.project.folder, release, tell=work.tell)


def _n_figures(path: Path) -> int:
    """Count the counted and cited figures of a release."""
    release = store.read(path)
    n_counted = sum(len(series) for series in release.series.values())
    return n_counted + len(release.cited)


def _n_persons(project: Project) -> int:
    """Return how many persons the last linkage of the vault found among named records; 0 where there is no vault."""
    if not has_vault(project.folder):
        return 0
    with open_vault(project, why="run", tell=silent) as (_, vault):
        return len(set(vault.person_keys().values()))


# ---- receiving and counting


def _receive_and_count(work: _Work) -> tuple[list[Judged], Counted | None]:
    """Receive what waits, and count; nothing is counted in a project that never had a delivery."""
    project, inbox = work.project, work.inbox
    # A mistake in a text is reported before anything is received, and not after all the
    # counting.
    refuse_early(project)
    if not inbox.waiting:
        inbox.refuse_questions()
        if not has_vault(project.folder):
            return [], None
    with open_vault(project, why="count", tell=silent) as (session, vault):
        received = receive_all(
            project,
            session,
            vault,
            inbox,
            tell=work.tell,
            accept=work.accept,
            keep=work.keep,
        )
        refuse_lacking(vault)
        _say_what_was_forgotten(vault, work.tell)
        owed = slots_of(project, vault)
        refuse_nothing_there(owed)
        counted = count_all(project, session, vault, owed, tell=work.tell)
    return received, counted


def _say_what_was_forgotten(vault: Vault, tell: Progress) -> None:
    """Name the sources of which early records were erased because their retention period ended."""
    for source, first in vault.counts_from().items():
        tell(Message("careful.records_forgotten", source=source, first=first))


def _receive_again(work: _Work) -> list[Judged]:
    """Receive what a vault lacks that was put back to an earlier state, though its release is there."""
    with open_vault(work.project, why="receive again", tell=silent) as (session, vault):
        received = receive_all(
            work.project,
            session,
            vault,
            work.inbox,
            tell=work.tell,
            accept=work.accept,
            keep=work.keep,
        )
        refuse_lacking(vault)
        links = link_records(work.project, session, vault).links
        keep_persons(session, vault, links, work.tell)
        note_linked(work.project, session, vault)
    return received


def _cut_what_was_left(work: _Work) -> None:
    """Remove people who withdrew from sealed files that a restored backup, or a command that was killed, left."""
    with open_vault(work.project, why="withdraw", tell=silent) as (session, vault):
        delivered.cut_withdrawn(work.project, session, vault, tell=work.tell)


def _seal_what_came_again(project: Project, *, keep: bool, tell: Progress) -> None:
    """Seal away files that were put back, or left by a run that was cut short, where nothing had to be received."""
    if keep or delivered.keeps_clear(project) or not has_vault(project.folder):
        return
    inbox = open_inbox(project)
    if not delivered.clear_files(project, inbox):
        return
    with open_vault(project, why="seal away", tell=silent) as (_, vault):
        delivered.seal_received(project, vault, inbox, tell=tell)


# ---- releases


def _seal(work: _Work, counted: Counted | None) -> Path:
    """Write the release, after its reports and its figures were checked."""
    content = assemble(work.project, counted, tell=work.tell)
    refuse_wrong_reports(content)
    sealed = None
    if counted is not None:
        sealed = counted.sealed
        # The last guard before a release exists: every printed number follows from what
        # the gate sealed.
        refuse_underived(content, sealed.protected)
    work.tell(Message("progress.sealing_release"))
    releases = folders.releases(work.project.folder)
    return freeze.freeze(content, sealed, work.inputs(), releases)


def _made_from(work: _Work, inputs: Inputs) -> Path | None:
    """Find the release made from exactly these inputs; a damaged one does not count.

    A release that was not published stands in the ledger of the vault that counted it and nowhere else. Where that
    vault was lost or put back, the release is counted again: without its cells in the ledger it cannot be published.
    """
    # The newest first: after a setting was changed and changed back, an earlier release
    # may fit again.
    for path in reversed(store.list_releases(folders.releases(work.project.folder))):
        if store.inputs_of(path) != inputs or store.verify(path):
            continue
        if work.standing.can_publish(store.gate_of(path)):
            return path
    return None


def _steps(inbox: Inbox, release: Path | None) -> tuple[Message, ...]:
    """Name the steps that a run would take."""
    make_pages = Message("step.make_pages")
    if release is not None:
        return (make_pages,)
    if not inbox.waiting:
        return (Message("step.seal_cited"), make_pages)
    return (
        Message("step.receive", n=len(inbox.waiting)),
        Message("step.link"),
        Message("step.count"),
        Message("step.protect"),
        Message("step.seal"),
        make_pages,
    )
