"""Lists, verifies, compares and approves the releases of a project."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from zicht.edition.messages import Message
from zicht.pipeline import folders, ledger, pages, reviewers
from zicht.pipeline.adding_up import wrong_sums
from zicht.pipeline.deriving import underived
from zicht.pipeline.inputs import digest_of_code
from zicht.pipeline.project_journal import (
    journal_head,
    latest_time,
    refuse_published_elsewhere,
)
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.project.settings import SETTINGS
from zicht.release import compare, files, roles, store
from zicht.release.approval import (
    REVIEWERS_NEEDED,
    Signature,
    approvals_of,
    builder_of,
    counting_approvals,
    ended_reviewers,
    enter_approval,
    key_id,
    load_key,
    make_key,
    read_approvals,
    refuse_uncounted,
    sign_approval,
    unlisted_makers,
)
from zicht.release.approval import sign_as_builder as sign_with_key
from zicht.release.freeze import MANIFEST
from zicht.release.signers import open_signer
from zicht.vocabulary.errors import ReleaseError, UsageError
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Approval, Change


@dataclass(frozen=True)
class Line:
    """One release, as a list shows it."""

    release: str
    figures: int
    cited: int
    signed_by: tuple[str, ...]
    state: str

    def as_json(self) -> dict[str, object]:
        """Return the line as plain values."""
        return {**asdict(self), "signed_by": list(self.signed_by)}


def list_releases(project: Path) -> list[Line]:
    """Return the releases of a project, oldest first, with who signed them."""
    Project.open(project)
    panels = reviewers.panels(project)
    return [
        _line(project, path, panels)
        for path in store.list_releases(folders.releases(project))
    ]


def _line(project: Path, path: Path, panels: Sequence[roles.Panel]) -> Line:
    release = store.read(path)
    return Line(
        release=path.name,
        figures=sum(len(series) for series in release.series.values()),
        cited=len(release.cited),
        signed_by=tuple(_signers(path, panels)),
        state=_state(project, path, panels),
    )


def _state(project: Path, path: Path, panels: Sequence[roles.Panel]) -> Message:
    registered, demonstrators = panels
    if pages.is_published_by(project, path, registered):
        return Message("value.published")
    if pages.is_published_by(project, path, demonstrators):
        return Message("value.published_demonstration")
    return Message("value.waits_for_signatures")


def _signers(path: Path, panels: Sequence[roles.Panel]) -> list[str]:
    """Name who signed a release, and say of whom that the signature does not count."""
    counting = {
        approval.key_id
        for panel in panels
        for approval in counting_approvals(path, panel)
    }
    return [
        _signer(approval, counts=approval.key_id in counting)
        for approval in read_approvals(path)
    ]


def _signer(approval: Approval, *, counts: bool) -> str:
    if not counts:
        # The role ended, or had not begun. Two signatures that do not publish otherwise wait for no stated reason.
        return Message("value.does_not_count", name=approval.reviewer)
    if approval.demonstration:
        return Message("value.demonstrator", name=approval.reviewer)
    return approval.reviewer


@dataclass(frozen=True)
class Verification:
    """What `release verify` found.

    Parameters
    ----------
    release : its name
    files : number of files compared
    signatures : whose, and what was found: gate, builder, reviewers
    wrong : everything that makes the release damaged
    """

    release: str
    files: int
    signatures: tuple[tuple[str, str], ...]
    wrong: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return the result as plain values."""
        return {
            "release": self.release,
            "files": self.files,
            "intact": not self.wrong,
            "signatures": [
                {"of": who, "found": found} for who, found in self.signatures
            ],
            "wrong": list(self.wrong),
        }

    def refuse_if_damaged(self) -> None:
        """Raise when anything is wrong."""
        if self.wrong:
            raise ReleaseError(
                f"Release {self.release} is damaged.",
                now="Do not publish it. `zicht restore` puts it back from a backup. Without one, move it out of"
                " releases/ and run again.",
                details=self.wrong,
            )


def verify(project: Path, digest: str = "") -> Verification:
    """Compare every byte with the manifest, add up every table, derive every figure, and check each signature.

    Returns
    -------
    Verification; a signature that does not fit is wrong, one that is missing or of somebody unknown is told
    """
    Project.open(project)
    path = store.find(folders.releases(project), digest)
    builder, approvals = builder_of(path), approvals_of(path)
    # Files that were altered need not be readable at all.
    content = tuple(store.verify(path) or _foreign_gate(project, path))
    signatures = [builder, *approvals] if builder is not None else approvals
    unsigned = tuple(signature.problem for signature in signatures if signature.problem)
    return Verification(
        release=path.name,
        files=sum(file.is_file() for file in (path / "content").rglob("*")),
        signatures=(
            (Message("value.gate"), _of_gate(path, is_altered=bool(content))),
            (Message("value.builder"), _of_builder(project, builder)),
            *_of_reviewers(project, path, approvals),
        ),
        wrong=(*content, *unsigned) or underived_figures(path),
    )


def _of_gate(path: Path, *, is_altered: bool) -> Message:
    """State whether the signature of the gate holds; a release that counts nothing has none."""
    if is_altered:
        return Message("value.invalid")
    has_gate = (path / "signatures" / "gate.json").is_file()
    return Message("value.valid" if has_gate else "value.nothing_counted")


def _of_reviewers(
    project: Path, path: Path, approvals: Sequence[Signature]
) -> Iterator[tuple[str, Message]]:
    """Yield each reviewer and whether the signature counts, then a line for each that is missing."""
    for approval in approvals:
        yield approval.who, _of_reviewer(project, path, approval)
    for _ in range(REVIEWERS_NEEDED - len(approvals)):
        yield Message("value.reviewer"), Message("value.missing")


def _of_builder(project: Path, signature: Signature | None) -> Message:
    """State whether the builder signed, and whether that was this installation."""
    if signature is None:
        return Message("value.missing")
    if signature.problem:
        return Message("value.invalid")
    key = folders.keys(project) / "builder.key"
    if not key.is_file():
        # On another machine there is no key to compare with.
        return Message("value.valid")
    public = load_key(key).public_key().public_bytes_raw().hex()
    is_ours = public == signature.public_key
    place = "this_installation" if is_ours else "another_installation"
    return Message(f"value.valid_{place}")


def _of_reviewer(project: Path, path: Path, signature: Signature) -> Message:
    if signature.problem:
        return Message("value.invalid")
    panel = (
        reviewers.demonstrators(project)
        if signature.demonstration
        else reviewers.registered(project)
    )
    kind = "demonstration" if signature.demonstration else "registered"
    counting = counting_approvals(path, panel)
    if any(approval.reviewer == signature.who for approval in counting):
        return Message(f"value.valid_{kind}")
    return Message("value.valid_of_nobody")


def underived_figures(path: Path) -> tuple[str, ...]:
    """Add up every table and derive the figures again; another version may have derived them otherwise."""
    release = store.read(path)
    if release.gate is None:
        return ()
    sealed = store.read_sealed(path, release.gate)
    unsound = wrong_sums(release, sealed)
    if unsound:
        return tuple(unsound)
    # Sums are checked first: no sound figure follows from cells that contradict each
    # other.
    wrong = underived(release, sealed)
    if wrong and release.inputs.code != digest_of_code():
        wrong.append(
            "Another version of Zicht made this release: verify it with that one, or run again."
        )
    return tuple(wrong)


def _foreign_gate(project: Path, path: Path) -> list[str]:
    """Compare the key beside a release with the key of this project's own gate, where it is here."""
    own_key, gate = folders.keys(project) / "gate.key", store.gate_of(path)
    if not own_key.is_file() or gate is None:
        return []
    try:
        sealed_by = store.gate_statement(path, gate).public_key
    except ReleaseError as error:
        return [error.what]
    if sealed_by == load_key(own_key).public_key().public_bytes_raw().hex():
        return []
    return ["It was sealed by another gate than that of this project."]


def diff(project: Path, before: str, after: str = "") -> tuple[Change, ...]:
    """List what moved between two releases."""
    Project.open(project)
    releases_folder = folders.releases(project)
    return compare.compare(
        store.read(store.find(releases_folder, before)),
        store.read(store.find(releases_folder, after)),
    )


def approve(
    project: Path,
    digest: str,
    *,
    reviewer: str,
    key: Path | None,
    statement: str,
    demonstration: bool,
    tell: Progress,
    passphrase: bytes = b"",
    agent_key: str = "",
) -> dict[str, object]:
    """Sign a release as one reviewer; at the second signature its pages are made anew.

    Parameters
    ----------
    key, passphrase, agent_key : signing key of the reviewer, see `open_signer`

    Raises
    ------
    ReleaseError : the release is damaged, another gate sealed it, or it was protected before a release that was
        published since
    """
    if not demonstration and not (digest and statement.strip()):
        raise UsageError(
            "Which release, and what was reviewed?",
            now="Give the start of the digest of the release behind the project, and --statement; `zicht status` lists "
            "digests.",
        )
    opened = Project.open(project)
    path = store.find(folders.releases(project), digest)
    if demonstration:
        # The key is made first: the panel lists those that are there.
        key = _demonstrator(opened, reviewer, path)
        statement = statement or "Demonstration: nobody reviewed this release."
        panel = reviewers.demonstrators(project)
    else:
        panel = reviewers.registered(project)
        _refuse_without_root(opened, panel)
    signer = open_signer(key, passphrase=passphrase, agent_key=agent_key)
    if signer is None:
        raise UsageError(
            "No key was given.",
            now="Pass --key FILE or --agent-key, or --demonstration for a generated key.",
        )
    fields = None
    # Who signed before signs nothing more: the command then finishes what was cut short.
    if not _has_signed(path, reviewer):
        fields = sign_approval(
            files.digest_of((path / "content" / MANIFEST).read_bytes()),
            signer,
            reviewer=reviewer,
            statement=statement,
            demonstration=demonstration,
        )
    return enter(opened, path, fields, panel, tell=tell)


def _has_signed(path: Path, reviewer: str) -> bool:
    """Whether a person signed a release already, however their name was written."""
    person = roles.same_person(reviewer)
    return any(
        roles.same_person(approval.reviewer) == person
        for approval in read_approvals(path)
    )


def enter(
    project: Project,
    path: Path,
    fields: dict[str, object] | None,
    panel: roles.Panel,
    *,
    tell: Progress,
) -> dict[str, object]:
    """Put a signature beside its release; at the second one the release is published.

    The ledger is written before the signature that publishes, so that no published release is missing from it. Without
    a new signature, whatever was cut short after the last one is finished.

    Parameters
    ----------
    fields : of a signed approval, from here or from another machine; None where it was given before
    panel : of whom two must sign

    Raises
    ------
    ReleaseError : the signature does not count, the release is damaged, or it was overtaken
    """
    with folders.claimed(project.folder):
        verify(project.folder, path.name).refuse_if_damaged()
        _refuse_overtaken(project.folder, path)
        # A clock that was set back does not bring a role back that ended.
        passed = latest_time(project.folder)
        if fields is not None:
            refuse_uncounted(path, fields, panel, not_before=passed)
        n_counting = len(counting_approvals(path, panel)) + (fields is not None)
        if n_counting >= REVIEWERS_NEEDED:
            _prepare_publication(project, path, panel, passed, tell=tell)
        if fields is not None:
            enter_approval(path, fields, panel, not_before=passed)
        published = pages.is_published(project.folder, path)
        if published:
            _show_published(project.folder, tell=tell)
    signed = _signers(path, reviewers.panels(project.folder))
    return {
        "release": path.name,
        "signed by": Message("value.listed", names=signed) if signed else "",
        "published": published,
    }


def _prepare_publication(
    project: Project, path: Path, panel: roles.Panel, passed: str, *, tell: Progress
) -> None:
    """Refuse what may not be published, and enter the rest in the ledger, before the signature that publishes it."""
    _refuse_unlisted_makers(path, panel)
    # What stands in the ledger is published already, and is only finished here.
    if not pages.is_in_ledger(project.folder, path):
        _refuse_ended(path, panel, passed)
        if not panel.is_demonstration:
            refuse_published_elsewhere(project.folder)
    _enter_in_ledger(project, path, tell=tell)


def _refuse_unlisted_makers(path: Path, panel: roles.Panel) -> None:
    """Refuse to publish what a builder or gate made that the root key does not list."""
    unlisted = unlisted_makers(path, panel)
    if unlisted:
        raise ReleaseError(
            f"The {' and the '.join(unlisted)} of {path.name} were not listed on the day that it was made.",
            now="Who keeps the root key lists their keys (`zicht trust add --role builder`, `--role gate`), from that"
            " day on if they vouch for it. Otherwise run again and have the new release reviewed.",
        )


def _refuse_ended(path: Path, panel: roles.Panel, passed: str) -> None:
    """Refuse to publish on an approval of somebody whose role ended: its date is what they wrote themselves."""
    ended = ended_reviewers(path, panel, not_before=passed)
    if ended:
        raise ReleaseError(
            f"{', '.join(ended)} signed {path.name}, and cannot publish any more since their role ended.",
            now="Remove that signature from the release, and ask another reviewer.",
        )


def _refuse_without_root(project: Project, panel: roles.Panel) -> None:
    if not panel.reviewers:
        raise ReleaseError(
            f"No reviewers are listed for {project.face.id}: it has no root of trust.",
            now="Who leads the institute makes one, and keeps its key elsewhere: `zicht trust init`.",
        )


def _enter_in_ledger(project: Project, path: Path, *, tell: Progress) -> None:
    """From now on, no later release may reveal anything together with this one."""
    gate = store.read(path).gate
    if gate:
        attacked_with = store.gate_statement(path, gate).ledger
        if not (folders.private(project.folder) / "vault.duckdb").exists():
            raise _not_the_office(path)
        with open_vault(project, why="approve", tell=tell) as (_, vault):
            # A project has one ledger: what another copy publishes would never be
            # attacked together with this.
            if not ledger.knows(vault, gate.digest):
                raise _not_the_office(path)
            ledger.refuse_outdated(vault, gate.digest, attacked_with)
            vault.publish(gate.digest, path.name)


def _not_the_office(path: Path) -> ReleaseError:
    """Return the error for a publication that the one ledger would not learn of."""
    return ReleaseError(
        f"The vault of this project did not make {path.name}: publishing it here would stay out of the ledger.",
        now="Publish in the project that made it: `zicht release receive` there. If this is that project and its vault"
        " was lost or put back: `zicht run` counts it again.",
    )


def _refuse_overtaken(project: Path, path: Path) -> None:
    """Refuse to publish a release that was made before one that is published already."""
    releases = store.list_releases(folders.releases(project))
    later = releases[releases.index(path) + 1 :]
    published = [other.name for other in later if pages.is_published(project, other)]
    if published and not pages.is_published(project, path):
        raise ReleaseError(
            f"Release {published[-1]} is later than {path.name}, and is published already.",
            now="Publish a new release: `zicht run` makes it. A site never goes back to an earlier one.",
        )


def _show_published(project: Path, *, tell: Progress) -> None:
    """Make the pages of the last release that is published, which need not be the one that was signed just now."""
    releases = store.list_releases(folders.releases(project))
    published = [path for path in releases if pages.is_published(project, path)]
    if published:
        pages.make(project, published[-1], tell=tell)


def _demonstrator(project: Project, name: str, path: Path) -> Path:
    """Return the generated key of a demonstrator, made at first use. Refused for reviewers and for counts of people."""
    listed = {
        roles.same_person(member.person)
        for member in reviewers.registered(project.folder).reviewers
    }
    if roles.same_person(name) in listed:
        raise ReleaseError(
            f"{name!r} is a registered reviewer.",
            now="Sign with --key, without --demonstration.",
        )
    if not project.face.invented and store.read(path).series:
        raise ReleaseError(
            "Counts of people are not published by demonstration.",
            now="Two registered reviewers sign: `zicht trust init`, then --key FILE.",
        )
    folder = folders.private(project.folder) / "demonstration"
    key = folder / f"{reviewers.word_of(name)}.key"
    if not key.exists():
        reviewers.register(folder, name, make_key(key))
    return key


def make_reviewer(
    project: Path | None, *, reviewer: str, out: Path, passphrase: bytes
) -> dict[str, object]:
    """Make a signing key for one person; who keeps the root key lists its public half."""
    refuse_wrong_key(project, reviewer, out)
    if not passphrase:
        raise UsageError(
            "A reviewer's key needs a passphrase.",
            now="Give one when asked, or --passphrase-file.",
        )
    public = make_key(out, passphrase=passphrase)
    return {
        "reviewer": reviewer,
        "private key": str(out),
        "public key": public.hex(),
        "key id": key_id(public),
    }


def refuse_wrong_key(project: Path | None, person: str, out: Path) -> None:
    """Refuse a name that is not valid, and a file for a private key that lies in a project."""
    if project is not None:
        Project.open(project)
    reviewers.word_of(person)
    is_inside = any((folder / SETTINGS).is_file() for folder in out.resolve().parents)
    if is_inside:
        raise UsageError(
            "A private key does not belong in a project.",
            now="Choose a file outside it.",
        )


def sign_as_builder(project: Path, path: Path) -> None:
    """Record that this installation built a release, and which release of the project it is."""
    key = folders.keys(project) / "builder.key"
    if not key.exists():
        make_key(key)
    # The number orders releases: times of files are those of the last copy (ADR 0190).
    number = store.next_number(folders.releases(project))
    sign_with_key(path, load_key(key), number=number, journal=journal_head(project))
