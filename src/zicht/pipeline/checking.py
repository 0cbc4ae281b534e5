"""Checks everything in a project folder without keeping anything."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from zicht import sources
from zicht.edition import nodes
from zicht.edition.edition import Edition
from zicht.edition.messages import Message
from zicht.edition.permitted import why_refused
from zicht.edition.words import REFERENCE
from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.figures.reconcile import reconcile
from zicht.figures.register import Register
from zicht.indicators.compiling import Passed
from zicht.knowledge import shelve
from zicht.pipeline import folders
from zicht.pipeline.compiling import (
    counted_as_delivered,
    refuse_sources_without_indicators,
    refuse_wrong_queries,
)
from zicht.pipeline.delivered import check as check_delivery
from zicht.pipeline.estimating import (
    groups_of,
    published_table,
    refuse_idle_registers,
    settings_of,
)
from zicht.pipeline.expected import (
    Slot,
    missing_slots,
    owed_deliveries,
    refuse_nothing_there,
    slots,
    today,
)
from zicht.pipeline.inbox import Waiting, open_inbox
from zicht.pipeline.invention_settings import refuse_wrong_settings
from zicht.pipeline.left_out import LeftOut, what_is_left_out
from zicht.pipeline.mistakes import Mistakes
from zicht.pipeline.scratch import private_scratch
from zicht.pipeline.uncounted import uncounted
from zicht.pipeline.unnamed import Unnamed, without_a_name
from zicht.pipeline.unpublished import in_unpublished_languages
from zicht.pipeline.vaults import has_vault, session_of
from zicht.project.addresses import refuse_uncounted
from zicht.project.cited import read_key_figures
from zicht.project.comparisons import read_comparisons
from zicht.project.content import read_content
from zicht.project.folder import Project
from zicht.project.forms import read_form_files
from zicht.project.languages import refuse_missing_words
from zicht.project.placeholders import is_placeholder
from zicht.project.places import refuse_what_is_not_read, written_files
from zicht.project.proof_exceptions import read_exceptions
from zicht.project.references import Everything, Known
from zicht.project.reports import read_reports
from zicht.project.rows import each, read_words
from zicht.project.settings import SETTINGS
from zicht.reports import resolving
from zicht.vault.coverage import coverage
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.errors import (
    DeliveryError,
    EstimationRefused,
    ProjectError,
    PublishingError,
    UsageError,
)
from zicht.vocabulary.forms import Form
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Release

_REFERENCE = re.compile(r"\[\[([^\[\]]+)\]\]")


@dataclass(frozen=True)
class Found:
    """What a check found; whatever is wrong was raised instead.

    Parameters
    ----------
    parts : of the project, counted
    deliveries : receipts as they would be given
    forms : of each source
    unnamed : what pages call by its id, as no name was given
    left_out : what the project declares and no page shows
    without_value : columns in which records have no value, though an indicator counts by them: the run would stop
    owed : deliveries that suppliers owe and that do not lie in the folder, or not whole; their figures would be missing
    """

    parts: dict[str, int]
    deliveries: tuple[Receipt, ...]
    forms: Mapping[str, tuple[Form, ...]]
    owed: tuple[Slot, ...] = ()
    unnamed: tuple[Unnamed, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    without_value: tuple[LeftOut, ...] = ()

    def reasons(self, language: str = REFERENCE) -> list[tuple[str, str, int]]:
        """Return source, reason in words and number of rows, over all deliveries of a source."""
        counted: Counter[tuple[str, str]] = Counter()
        for receipt in self.deliveries:
            form = next(
                f
                for f in self.forms[receipt.source]
                if f.version == receipt.form_version
            )
            for reason, rows in receipt.reasons.items():
                words = sources.reason_text(reason, form).in_language(language)
                counted[receipt.source, words] += rows
        return [
            (source, words, rows) for (source, words), rows in sorted(counted.items())
        ]

    def as_json(self) -> dict[str, object]:
        """Return the result as plain values."""
        return {
            "parts": self.parts,
            "deliveries": [
                {
                    "source": receipt.source,
                    "period": receipt.period,
                    "rows": receipt.rows,
                    "accepted": receipt.accepted,
                    "quarantined": receipt.quarantined,
                    "reasons": dict(receipt.reasons),
                }
                for receipt in self.deliveries
            ],
            "owed": [
                {"delivery": name, "state": state, "due": due}
                for name, state, due in self.owed_rows()
            ],
            "unnamed": [asdict(unnamed) for unnamed in self.unnamed],
            "left_out": [asdict(left_out) for left_out in self.left_out],
            "without_value": [asdict(column) for column in self.without_value],
        }

    def owed_rows(self) -> list[tuple[str, str, str]]:
        """Return name, state and day of what is owed and not there."""
        return [
            (slot.owed.in_words, slot.state_in_words, str(slot.owed.due))
            for slot in self.owed
        ]


def check(folder: Path, *, tell: Progress) -> Found:
    """Check settings, definitions, texts and deliveries.

    Raises
    ------
    ProjectError : a file of the project does not hold; it names file and line
    PublishingError : a report would not build; every problem with file and line
    DeliveryError : deliveries would be refused as a whole; every break of each of them
    """
    project = Project.open(folder)
    tell(Message("progress.checking_project"))
    register = refuse_early(project)
    parts = _numbers_of_parts(project, register)
    inspected = _inspect_inbox(project, tell=tell)
    owed = _owed(project, inspected.receipts)
    left_out = (
        *what_is_left_out(project),
        *in_unpublished_languages(project, _everything_published(project)),
    )
    return Found(
        parts,
        inspected.receipts,
        project.forms,
        owed,
        unnamed=tuple(without_a_name(project)),
        left_out=left_out,
        without_value=inspected.without_value,
    )


def _numbers_of_parts(project: Project, register: Register) -> dict[str, int]:
    """Count the parts of a project by kind, in the order in which they are shown."""
    parts = {
        "help lines": len(project.face.help_lines),
        "indicators": len(project.indicators),
        "sources": len(project.forms),
        "areas": len(project.geography.areas) if project.geography else 0,
        "cited figures": len(register),
        "reconciliations": len(reconcile(register, project.checks)),
        "documents": len(shelve(project.content, project.cited, project.roles)),
        "reports": len(read_reports(project.folder)),
    }
    if project.indicators:
        parts["dimensions"] = len(project.lists)
        parts["rounding base"] = project.policy.base
    return parts


def refuse_early(project: Project) -> Register:
    """Refuse settings, definitions, texts and queries with mistakes, before anything is received; all of them together.

    Returns
    -------
    the register of cited figures

    Raises
    ------
    ProjectError : every mistake of the project, with file and line
    PublishingError : the only mistakes are in reports; every problem with file and line
    """
    mistakes = Mistakes(project.folder)
    _look_at_files(project, mistakes)
    _look_at_register(project, mistakes)
    for check_of_parts in _checks_across_parts(project):
        mistakes.look_at(check_of_parts)
    mistakes.refuse()
    return Register(project.cited)


def _look_at_files(project: Project, mistakes: Mistakes) -> None:
    """Read every file of a project, and note the mistakes in each."""
    face = mistakes.look_at(lambda: project.face)
    if face is not None:
        # Raised at once: of a country that is not made yet, every other file is missing.
        _refuse_what_is_not_invented(project)
    languages = face.languages if face else None
    mistakes.look_at(lambda: _refuse_placeholders(project))
    mistakes.look_at(lambda: refuse_what_is_not_read(project.folder, languages))
    for part in _parts(project):
        mistakes.look_at(part)
    if mistakes.are_there:
        for part in _parts_alone(project):
            mistakes.look_at(part)


def _look_at_register(project: Project, mistakes: Mistakes) -> None:
    """Note the mistakes in what refers to cited figures; none where the register itself cannot be read."""
    register = mistakes.look_at(lambda: Register(project.cited))
    if register is None:
        return
    mistakes.look_at(lambda: register.refuse_unknown(project.key_figures))
    mistakes.look_at(lambda: reconcile(register, project.checks))
    before_counting = mistakes.look_at(lambda: _before_counting(project, register))
    if before_counting is not None:
        mistakes.look_at(lambda: _refuse_wrong_comparisons(before_counting))
        mistakes.look_at(lambda: _refuse_wrong_texts(before_counting))
    mistakes.look_at(lambda: _refuse_wrong_captures(project, register))
    mistakes.look_at(lambda: _refuse_uncounted_references(project))


def _checks_across_parts(project: Project) -> list[Callable[[], object]]:
    """Return what compares one part of a project with another; queries last, because they run a database."""
    return [
        project.refuse_ownerless_names,
        lambda: owed_deliveries(project),
        lambda: settings_of(project),
        lambda: groups_of(project),
        project.refuse_wrong_inhabitants,
        lambda: refuse_wrong_settings(project),
        lambda: refuse_idle_registers(project),
        lambda: refuse_sources_without_indicators(project),
        lambda: refuse_missing_words(
            _everything_published(project), project.face.languages
        ),
        lambda: refuse_wrong_queries(project),
    ]


def _parts(project: Project) -> list[Callable[[], object]]:
    """Return what reads each part of a project: a mistake in one does not hide those in another."""
    return [
        lambda: project.memory,
        lambda: project.disk_is_encrypted,
        lambda: project.geography,
        lambda: project.policy,
        lambda: project.codes,
        lambda: project.inhabitants,
        lambda: project.registers,
        lambda: project.forms,
        lambda: project.indicators,
        lambda: project.lists if project.indicators else None,
        lambda: project.cited,
        lambda: project.checks,
        lambda: project.key_figures,
        lambda: project.comparisons,
        lambda: project.settles_after_months,
        lambda: read_exceptions(project.folder),
        lambda: project.content,
        lambda: project.captures,
        lambda: project.roles,
        lambda: read_reports(project.folder, project.content.documents),
    ]


def _parts_alone(project: Project) -> list[Callable[[], object]]:
    """Return what reads parts without those they refer to, so that a mistake there does not hide mistakes here."""
    folder = project.folder
    everything = Everything()
    return [
        lambda: read_form_files(project.files("forms")),
        lambda: read_key_figures(folder),
        lambda: read_comparisons(folder),
        lambda: read_content(
            folder,
            known=Known(figures=everything),
            folder=str(project.section("content").get("folder", "content")),
            pack=project.pack,
        ),
        lambda: read_reports(folder),
    ]


def _refuse_what_is_not_invented(project: Project) -> None:
    """Refuse an invented country of which nothing is made yet: its areas and deliveries are not in the repository."""
    if project.face.invented and not (project.folder / "deliveries").exists():
        raise ProjectError(
            f"{project.folder.name} is an invented country, and its areas and deliveries are not made yet.",
            now=f"Run: zicht invent {project.folder}",
        )


def _refuse_placeholders(project: Project) -> None:
    """Refuse words that `zicht new` and `zicht form propose` left for an editor to fill in, in every file.

    So every file is read here, and signs that no reader sees are told of all of them in one go.
    """

    def refuse(path: Path) -> None:
        left = list(_placeholders_in(path, project.folder))
        if left:
            raise ProjectError(
                f"{counted(len(left), 'word is', 'words are')} still to be filled in.",
                details=left,
            )

    each(written_files(project.folder), refuse)


def _placeholders_in(path: Path, folder: Path) -> Iterator[str]:
    """Yield a mistake for each line of a file that an editor has still to write."""
    name = path.relative_to(folder).as_posix()
    for number, line in enumerate(read_words(path, folder).splitlines(), start=1):
        # A commented line is an example, which nobody has to fill in.
        if is_placeholder(line) and not line.lstrip().startswith("#"):
            key, sign, _ = line.partition("=")
            what = key.strip() if sign else "this text"
            yield (
                f"{name}:{number}: {what} is still to be filled in."
                " Write it, in every language of the project."
            )


def _everything_published(project: Project) -> list[object]:
    """Return every part of a project that holds words for readers."""
    used = set(project.lists) if project.indicators else set()
    return [
        project.face,
        project.indicators,
        {name: codes for name, codes in project.codes.items() if name in used},
        project.policy,
        project.cited,
        project.checks,
        project.key_figures,
        project.comparisons,
        project.captures,
        project.content.documents,
        project.content.accounts,
        project.content.recommendations,
        read_reports(project.folder, project.content.documents),
    ]


def _refuse_wrong_comparisons(known: Release) -> None:
    """Refuse declared comparisons of figures that may not be compared."""
    edition = Edition(known, known.face.languages[0])
    wrong = []
    for comparison in known.comparisons:
        reason = why_refused(edition, comparison)
        if reason:
            wrong.append(f"{comparison.place}: {comparison.id}: {reason}.")
    if wrong:
        raise ProjectError(
            f"{len(wrong)} comparisons do not hold.",
            now="Compare figures of one identity, the earlier one first; or take the comparison out.",
            details=wrong,
        )


def _before_counting(project: Project, register: Register) -> Release:
    """Return what the release will hold, without the figures that are not counted yet."""
    return replace(
        uncounted(project, register),
        indicators={indicator.id: indicator for indicator in project.indicators},
        codes=project.lists if project.indicators else {},
        geography=project.geography,
        policy=project.policy,
    )


def _refuse_wrong_texts(known: Release) -> None:
    """Refuse reports with references and numbers that the release will not bear out."""
    # A reference to a figure that will be counted is pending, not wrong.
    problems = [problem for problem in resolving.check(known) if not problem.is_pending]
    if problems:
        raise PublishingError(
            f"{counted(len(problems), 'problem')} in the reports.",
            now="Mend the texts: numbers are references, docs/reports.md.",
            details=nodes.gathered(problems),
        )


def _refuse_uncounted_references(project: Project) -> None:
    """Refuse references of reports to figures that will not be counted, whatever the deliveries hold.

    Raises
    ------
    PublishingError : with file and line of each
    """
    if not project.indicators:
        return
    wrong = []
    for report in read_reports(project.folder, project.content.documents):
        for language, words in report.body.items():
            name = f"{report.facts['folder']}/{language}.md"
            for number, line in enumerate(words.splitlines(), start=1):
                wrong += [
                    f"{name}:{number}: {reason}"
                    for reason in _uncounted_in(line, project)
                ]
    if wrong:
        raise PublishingError(
            f"{len(wrong)} references to figures that are not counted.", details=wrong
        )


def _uncounted_in(line: str, project: Project) -> Iterator[str]:
    """Yield why addresses in the references of a line will not be counted: `[[ID:2024:dimension=code]]`."""
    ids = {indicator.id for indicator in project.indicators}
    for reference in _REFERENCE.findall(line):
        for word in reference.split():
            indicator, _, rest = word.partition(":")
            names_a_period = rest != "" and "=" not in rest.partition(":")[0]
            if indicator not in ids or not names_a_period:
                continue
            try:
                refuse_uncounted(word, project.indicators, project.lists)
            except ProjectError as error:
                yield f"{error.what} {error.now}"


def _owed(project: Project, receipts: Sequence[Receipt]) -> tuple[Slot, ...]:
    """Return what is owed and not there; of a source whose files were put away, only the vault knows.

    Raises
    ------
    DeliveryError : nothing of what is owed is there, so that `run` would refuse
    """
    inbox = open_inbox(project)
    put_away = {waiting.source for waiting in inbox.waiting if not waiting.is_clear}
    owed = [
        delivery
        for delivery in owed_deliveries(project)
        if delivery.source not in put_away
    ]
    expected = slots(owed, coverage(receipts), today())
    # Without a vault and without files put away, what lies here is all there is.
    if receipts and not put_away and not has_vault(project.folder):
        refuse_nothing_there(expected)
    return tuple(missing_slots(expected))


def _without_value(
    session: Session,
    delivery: Delivery,
    as_delivered: Mapping[tuple[str, str], Passed],
) -> Iterator[LeftOut]:
    """Yield the columns of a delivery in which records have no value and by which an indicator counts."""
    for column in delivery.form.columns:
        passed = as_delivered.get((delivery.form.source, column.name))
        if passed is None or column.required:
            continue
        n_rows = session.value(
            sql(
                "SELECT count(*) FROM {rows} WHERE {column} IS NULL",
                rows=delivery.accepted,
                column=column.name,
            )
        )
        if n_rows:
            yield LeftOut(
                column.declared_at,
                f"{delivery.receipt.source}, {delivery.receipt.period}: {counted(n_rows, 'row has', 'rows have')}"
                f" no value in {column.name},"
                f" and {passed.indicator} counts by {passed.dimension}: the run stops unless its query leaves them out",
                "Let the query yield the code for unknown: coalesce(column, 'unknown');"
                " or write required = true, so that such a row goes to quarantine.",
            )


def _refuse_wrong_captures(project: Project, register: Register) -> None:
    """Refuse published capture tables that cannot be read, or that their publication does not agree with."""
    for nth, source in enumerate(project.captures, start=1):
        where = f"{SETTINGS}, [[capture]] {nth}"
        if not (project.folder / source.file).is_file():
            raise ProjectError(
                f"{where}: 'file' is {source.file!r}, and there is no such file.",
                now="Correct the name, or put the file there.",
            )
        try:
            published_table(project, source, register)
        except (EstimationRefused, UsageError, PublishingError) as error:
            raise ProjectError(
                f"{where}: 'file': {error.what}", now=error.now
            ) from None


@dataclass(frozen=True)
class _Inspected:
    """What lies in the inbox, or one delivery of it.

    Parameters
    ----------
    receipts : as they would be given
    without_value : columns in which a value is missing that an indicator needs
    refused : why deliveries would be refused, with the name of each
    """

    receipts: tuple[Receipt, ...] = ()
    without_value: tuple[LeftOut, ...] = ()
    refused: tuple[str, ...] = ()

    def followed_by(self, other: "_Inspected") -> "_Inspected":
        """Return both together, this one first."""
        return _Inspected(
            (*self.receipts, *other.receipts),
            (*self.without_value, *other.without_value),
            (*self.refused, *other.refused),
        )


def _inspect_inbox(project: Project, *, tell: Progress) -> _Inspected:
    """Check every delivery that lies in the inbox.

    Raises
    ------
    DeliveryError : some would be refused; every break of each of them
    """
    inbox = open_inbox(project)
    as_delivered = counted_as_delivered(project)
    inspected = _Inspected(refused=inbox.questions)
    if not project.face.invented:
        folders.warn_of_readers(project.folder, tell=tell)
    with private_scratch(folders.private(project.folder)) as scratch:
        for waiting in inbox.waiting:
            # What is sealed away was checked when it came; of what was put away only the
            # note is left.
            if not waiting.is_clear:
                continue
            name = f"{waiting.source}, {waiting.file.stem}"
            tell(Message("progress.checking_delivery", delivery=name))
            # A session for each: tables of one delivery must not reach the next.
            with session_of(project, scratch) as session:
                of_delivery = _inspect(project, session, waiting, as_delivered)
            inspected = inspected.followed_by(of_delivery)
    if inspected.refused:
        raise DeliveryError(
            "Deliveries would be refused as a whole.",
            now="Ask the supplier for a better file, with its letter.",
            details=inspected.refused,
        )
    return inspected


def _inspect(
    project: Project,
    session: Session,
    waiting: Waiting,
    as_delivered: Mapping[tuple[str, str], Passed],
) -> _Inspected:
    """Check one delivery: its breaks, or its receipt and the doubts about it."""
    try:
        delivery = check_delivery(project, session, waiting)
    except DeliveryError as error:
        breaks = error.details or (error.what,)
        return _Inspected(
            refused=tuple(f"{waiting.name}: {broken}" for broken in breaks)
        )
    profile = sources.profile_of(session, delivery)
    doubts = sources.doubts(session, delivery, profile)
    return _Inspected(
        (delivery.receipt,),
        tuple(_without_value(session, delivery, as_delivered)),
        tuple(f"{waiting.name}: {doubt.words}" for doubt in doubts),
    )
