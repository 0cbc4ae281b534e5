"""Lists, verifies, compares and approves the releases of a project."""

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from zicht import release as room
from zicht.pipeline import folders, ledger, pages, reviewers
from zicht.pipeline.intake import open_vault
from zicht.project.folder import Project
from zicht.release.approval import load_key
from zicht.vocabulary.errors import ReleaseError, UsageError
from zicht.vocabulary.releases import Change

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Line:
    """One release, as a list shows it."""

    release: str
    figures: int
    cited: int
    signed_by: tuple[str, ...]
    state: str

    def as_json(self) -> dict[str, object]:
        """Give the line as plain values."""
        return {**asdict(self), "signed_by": list(self.signed_by)}


def list_releases(project: Path) -> list[Line]:
    """Give the releases of a project, oldest first, with who signed them."""
    Project.open(project)
    return [_line(project, path) for path in room.list_releases(folders.releases(project))]


def _line(project: Path, path: Path) -> Line:
    release = room.read(path)
    return Line(
        release=path.name,
        figures=sum(len(series) for series in release.series.values()),
        cited=len(release.cited),
        signed_by=tuple(_signer(a.reviewer, demonstration=a.demonstration) for a in release.approvals),
        state="published" if is_published(project, path) else "waits for signatures",
    )


def _signer(reviewer: str, *, demonstration: bool) -> str:
    return f"{reviewer} (demonstration)" if demonstration else reviewer


def is_published(project: Path, path: Path) -> bool:
    """Whether two reviewers of the project signed a release."""
    return room.is_published(path, reviewers.known(project))


@dataclass(frozen=True)
class Verification:
    """What `release verify` found."""

    release: str
    files: int
    wrong: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Give the result as plain values."""
        return {"release": self.release, "files": self.files, "intact": not self.wrong, "wrong": list(self.wrong)}

    def refuse_if_damaged(self) -> None:
        """Raise when anything is wrong."""
        if self.wrong:
            raise ReleaseError(
                f"Release {self.release} is damaged.",
                now="Do not publish it. Restore it from a copy, or run the pipeline again.",
                details=self.wrong,
            )


def verify(project: Path, digest: str = "") -> Verification:
    """Compare every byte of a release with its manifest."""
    path = room.find(folders.releases(project), digest)
    wrong = tuple(room.verify(path))
    return Verification(path.name, sum(file.is_file() for file in (path / "content").rglob("*")), wrong)


def diff(project: Path, before: str, after: str = "") -> tuple[Change, ...]:
    """List what moved between two releases."""
    place = folders.releases(project)
    return room.compare(room.read(room.find(place, before)), room.read(room.find(place, after)))


def approve(
    project: Path, digest: str, *, reviewer: str, key: Path | None, statement: str, demonstration: bool, tell: Tell
) -> dict[str, object]:
    """Sign a release as one reviewer; at the second signature its pages are made anew."""
    path = room.find(folders.releases(project), digest)
    room.read(path)
    if demonstration:
        key = _demonstrator(project, reviewer)
    if key is None:
        raise UsageError("No key was given.", now="Pass --key FILE, or --demonstration for a generated key.")
    counted = reviewers.demonstrators(project) if demonstration else reviewers.registered(project)
    if not any(approval.reviewer == reviewer for approval in room.read_approvals(path)) or not demonstration:
        room.approve(path, key, reviewer=reviewer, statement=statement, registered=counted, demonstration=demonstration)
    published = is_published(project, path)
    if published:
        with folders.claimed(project):
            _enter_in_ledger(project, path)
            pages.make(project, path, tell=tell)
    signed = [_signer(a.reviewer, demonstration=a.demonstration) for a in room.read_approvals(path)]
    return {"release": path.name, "signed by": ", ".join(signed), "published": published}


def _enter_in_ledger(project: Path, path: Path) -> None:
    """From now on, no later release may reveal anything together with this one."""
    gate = room.read(path).manifest.get("gate")
    if isinstance(gate, dict) and gate:
        with open_vault(Project.open(project)) as (_, vault):
            ledger.mark_published(vault, str(gate["digest"]), path.name)


def _demonstrator(project: Path, name: str) -> Path:
    """Give the generated key of a demonstrator, made at first use. Never for a registered reviewer's name."""
    if name in reviewers.registered(project):
        raise ReleaseError(f"{name!r} is a registered reviewer.", now="Sign with --key, without --demonstration.")
    folder = folders.private(project) / "demonstration"
    key = folder / f"{name}.key"
    if not key.exists():
        shutil.rmtree(key, ignore_errors=True)
        reviewers.register(folder, name, room.make_key(key))
    return key


def make_reviewer(project: Path, *, reviewer: str, out: Path) -> dict[str, object]:
    """Make a signing key and register its public half."""
    Project.open(project)
    if reviewer in reviewers.registered(project):
        raise ReleaseError(f"{reviewer!r} is registered already.", now="Remove the old file in reviewers/ first.")
    public = room.make_key(out)
    registered = reviewers.register(project / "reviewers", reviewer, public)
    return {
        "reviewer": reviewer,
        "private key": str(out),
        "registered in": str(registered),
        "key id": room.key_id(public),
    }


def sign_as_builder(project: Path, path: Path) -> None:
    """Record that this installation built a release."""
    key = folders.keys(project) / "builder.key"
    if not key.exists():
        room.make_key(key)
    room.sign_as_builder(path, load_key(key))
