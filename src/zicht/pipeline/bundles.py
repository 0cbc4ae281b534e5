"""Bundles for review on another machine: one without any secret goes out, and a signature comes back."""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zicht.edition.messages import Message
from zicht.pipeline import bundle_layout as layout
from zicht.pipeline import folders, pages, releasing, reviewers
from zicht.pipeline.bundle_facts import (
    CHECKLIST,
    Facts,
    facts_of_release,
    facts_of_vault,
    page,
)
from zicht.pipeline.vaults import has_vault
from zicht.project.folder import Project
from zicht.release import files, signing, store
from zicht.release.approval import load_key
from zicht.vocabulary.durable import move_whole
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.progress import Progress

_EPOCH = (2000, 1, 1, 0, 0, 0)
"""Time of day of every file in the archive: the same release gives the same bytes."""


@dataclass(frozen=True)
class Made:
    """A bundle that was written.

    Parameters
    ----------
    file : path
    release : name of the release
    digest : SHA-256 of the file
    """

    file: Path
    release: str
    digest: str

    def as_fields(self) -> dict[str, object]:
        """Return it as plain values."""
        return {
            "bundle": str(self.file),
            "release": self.release,
            "SHA-256": self.digest,
        }


def make(project_folder: Path, digest: str, out: Path, *, tell: Progress) -> Made:
    """Write the bundle of a release: its files, the release before, facts, pages, roles and a checklist.

    Raises
    ------
    ReleaseError : the release is damaged
    UsageError : there is a file already
    """
    project = Project.open(project_folder)
    if out.exists():
        raise UsageError(f"{out} is there already.", now="Name another file for --out.")
    path = store.find(folders.releases(project_folder), digest)
    # A damaged release is not sent to somebody whose signature would then be of other
    # bytes.
    releasing.verify(project_folder, path.name).refuse_if_damaged()
    tell(Message("progress.gathering_for_reviewer"))
    parts = _parts(project, path, tell=tell)
    # The builder signs, so that the machine of the reviewer can check who made the
    # bundle.
    key = load_key(folders.keys(project_folder) / "builder.key")
    statement = _statement(project, path, parts, key)
    parts[layout.STATEMENT] = files.to_json(statement)
    out.parent.mkdir(parents=True, exist_ok=True)
    _write_zip(out, parts)
    return Made(out, path.name, hashlib.sha256(out.read_bytes()).hexdigest())


def _parts(project: Project, path: Path, *, tell: Progress) -> dict[str, bytes]:
    """Return every file of the bundle by its name, but for the statement that lists them."""
    published = pages.published_before(project.folder, path)
    before = published[-1] if published else None
    parts = dict(_files_of(path, f"{layout.RELEASE}/{path.name}"))
    if before is not None:
        parts.update(_files_of(before, f"{layout.BEFORE}/{before.name}"))
    if pages.is_made(project.folder, path):
        parts.update(_files_of(folders.site(project.folder), layout.SITE))
    if reviewers.trusted_root(project.face.id):
        roles = reviewers.trust_folder(project.face.id) / reviewers.ROLES
        parts[layout.ROLES] = roles.read_bytes()
    facts = _facts(project, path, before, tell=tell)
    has_site = f"{layout.SITE}/index.html" in parts
    parts[layout.FACTS] = files.to_json(facts)
    parts[layout.PAGE] = page(facts, has_site=has_site).encode()
    return parts


def _facts(
    project: Project, path: Path, before: Path | None, *, tell: Progress
) -> Facts:
    facts = facts_of_release(path, before)
    if has_vault(project.folder):
        facts |= facts_of_vault(project, tell=tell)
    facts["checklist"] = list(CHECKLIST)
    return facts


def _files_of(folder: Path, within: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"{within}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _statement(
    project: Project,
    path: Path,
    parts: Mapping[str, bytes],
    key: Ed25519PrivateKey,
) -> dict[str, object]:
    """List every file of the bundle with its digest, signed by the builder."""
    digests = {name: files.digest_of(content) for name, content in parts.items()}
    stated = {
        "project": project.face.id,
        "release": path.name,
        "at": signing.now(),
        "files": digests,
    }
    return signing.signed(layout.KIND, stated, key)


def _write_zip(out: Path, parts: Mapping[str, bytes]) -> None:
    # The file gets its name when it is whole: half a bundle could be carried to the
    # other machine.
    draft = out.with_name(f".{out.name}.new")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(parts.items()):
            archive.writestr(
                zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED
            )
    move_whole(draft, out)


def receive(
    project_folder: Path, signature: Path, *, tell: Progress
) -> dict[str, object]:
    """Put a signature that came back beside its release; the second one publishes it.

    Raises
    ------
    ReleaseError : it is of no release of this project, or does not count
    """
    project = Project.open(project_folder)
    fields = signing.read(signature)
    digest = str(fields.get("digest", ""))
    if not digest:
        raise signing.not_a_statement(signature.name)
    path = store.find(folders.releases(project_folder), digest[:16])
    panel = reviewers.registered(project_folder)
    return releasing.enter(project, path, fields, panel, tell=tell)
