"""Review of a bundle on another machine: what is verified there, and the signature that comes of it."""

import json
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from zicht.edition.messages import Message
from zicht.pipeline import bundle_layout as layout
from zicht.pipeline import releasing, reviewers
from zicht.pipeline.bundle_facts import facts_of_release, page
from zicht.pipeline.scratch import private_scratch
from zicht.release import files, signing, store
from zicht.release.approval import (
    approvals_of,
    builder_of,
    is_published,
    refuse_uncounted,
    sign_approval,
    unlisted_makers,
)
from zicht.release.roles import Panel, read_roles, roles_of
from zicht.vocabulary.errors import ReleaseError, UsageError
from zicht.vocabulary.nouns import counted

Checks = tuple[tuple[str, str], ...]
"""What was checked, and the outcome."""
_LARGEST = 4_000_000_000
"""Bytes of a bundle when it is unpacked."""
_LONGEST_NAME = 200
"""Characters of the name of an entry that an error shows."""
_NOT_A_BUNDLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What reading a file raises that is no archive, is damaged, or has a passphrase or a compression of its own."""


@dataclass(frozen=True)
class Reviewed:
    """What a review of a bundle found.

    Parameters
    ----------
    project, release : which
    digest : of the manifest of the release
    checks : what was checked, and the outcome
    facts : as they stand in the bundle
    signature : file with the signature; None where the bundle was only verified
    """

    project: str
    release: str
    digest: str
    checks: Checks
    facts: Mapping[str, object]
    signature: Path | None = None

    def as_fields(self) -> dict[str, object]:
        """Return it as plain values."""
        moved = self.facts.get("moved", [])
        return {
            "project": self.project,
            "release": self.release,
            "digest": self.digest,
            **dict(self.checks),
            "figures that moved": len(moved) if isinstance(moved, list) else 0,
            "signature": str(self.signature)
            if self.signature
            else Message("value.not_signed"),
        }


@dataclass(frozen=True)
class Signer:
    """With which key a reviewer signs what, and where the signature goes.

    Parameters
    ----------
    key : of the reviewer
    reviewer : name, as the root key lists it
    statement : what was reviewed; it is published
    out : file for the signature, which goes back to the builder
    """

    key: signing.AnySigner
    reviewer: str
    statement: str
    out: Path

    def sign(self, path: Path, digest: str, panel: Panel) -> None:
        """Sign the digest of a release, and write the signature.

        Raises
        ------
        ReleaseError : the signature would not count
        """
        approval = sign_approval(
            digest, self.key, reviewer=self.reviewer, statement=self.statement
        )
        refuse_uncounted(path, approval, panel)
        signing.write(self.out, approval)


def review(
    bundle: Path,
    *,
    root: str,
    unpack: Path | None = None,
    signer: Signer | None = None,
) -> Reviewed:
    """Verify a bundle, add up every table, and sign the release, with no secret but the reviewer's own key.

    Parameters
    ----------
    bundle : file that a builder handed over
    root : public root key of the institute in hexadecimal, from whoever keeps it and not from the bundle
    unpack : folder for the pages, to be looked at in a browser; nothing is left behind when left out
    signer : who signs; the bundle is only verified when left out

    Raises
    ------
    ReleaseError : something was altered, does not add up, or is of somebody whom the root key does not list
    UsageError : the root key is not a key
    """
    _refuse_wrong_root(root)
    with _unpacked(bundle, unpack) as folder:
        fields = signing.read(folder / layout.STATEMENT)
        stated = signing.check(layout.KIND, fields, layout.STATEMENT)
        _refuse_altered(folder, fields)
        path = folder / layout.RELEASE / stated.text("release")
        panel = _panel(folder, root, stated.text("project"))
        checks = _check_release(path, panel, stated)
        facts = json.loads((folder / layout.FACTS).read_bytes())
        checks += _check_facts(folder, path, facts, panel)
        digest = files.digest_of((path / "content" / "manifest.json").read_bytes())
        if signer is not None:
            signer.sign(path, digest, panel)
    return Reviewed(
        project=stated.text("project"),
        release=path.name,
        digest=digest,
        checks=checks,
        facts=facts,
        signature=signer.out if signer else None,
    )


def _refuse_wrong_root(root: str) -> None:
    if not reviewers.is_public_key(root):
        raise UsageError(
            "The root key is not 64 hexadecimal digits.",
            now="Ask whoever keeps it; `zicht trust list` shows it where the project is.",
        )


@contextmanager
def _unpacked(bundle: Path, unpack: Path | None) -> Iterator[Path]:
    """Unpack a bundle whose names all lie within it."""
    if unpack is not None and unpack.exists() and any(unpack.iterdir()):
        raise UsageError(
            f"{unpack} is not empty.", now="Name a folder that is not there yet."
        )
    with private_scratch(_private_folder()) as scratch:
        folder = scratch / "bundle"
        folder.mkdir()
        _extract(bundle, folder)
        yield folder
        if unpack is not None:
            # Only now that every check held: pages of an altered bundle are not to be opened in a browser.
            shutil.copytree(folder, unpack, dirs_exist_ok=True)


def _extract(bundle: Path, folder: Path) -> None:
    advice = "Ask the builder for `zicht release bundle`."
    try:
        with zipfile.ZipFile(bundle) as archive:
            # Judged by the list of contents, before anything is written.
            _refuse_strange(archive.infolist())
            archive.extractall(folder)
    except (OSError, *_NOT_A_BUNDLE):
        raise ReleaseError(
            f"{bundle} is not a bundle for review.", now=advice
        ) from None
    needed = (folder / layout.STATEMENT, folder / layout.FACTS)
    if not all(file.is_file() for file in needed):
        raise ReleaseError(f"{bundle} is not complete.", now=advice)


def _private_folder() -> Path:
    """Return a folder of this user for scratch."""
    return reviewers.settings_folder() / "review"


def _refuse_strange(entries: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse an archive that would write outside its folder, fill the disk, or hold more than the files of a bundle.

    Of two files of one name the last is verified, and another program may show the first.

    Raises
    ------
    ReleaseError : naming the first entry that is refused, and why
    """
    size = 0
    names: set[str] = set()
    for entry in entries:
        size += entry.file_size
        # Systems that do not tell capitals apart, or write an accent in one way, unpack both into one file.
        folded = unicodedata.normalize("NFC", entry.filename).casefold()
        reason = _why_strange(entry)
        if folded in names:
            reason = "it is there twice"
        if size > _LARGEST:
            reason = f"the bundle is too large: more than {_LARGEST} bytes"
        if reason:
            raise ReleaseError(
                "The bundle holds a file that does not belong there.",
                now="Do not unpack it. Ask the builder for another.",
                # Written with escapes: a name may hold signs that move the cursor of a terminal.
                details=[f"{entry.filename[:_LONGEST_NAME]!a}: {reason}"],
            )
        names.add(folded)


def _why_strange(entry: zipfile.ZipInfo) -> str:
    """Return why an entry alone is not a file of a bundle; empty where it may be one."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    path = PurePosixPath(entry.filename)
    if entry.is_dir():
        return "it is a folder"
    if kind not in (0, stat.S_IFREG):
        return "it is a link or a device"
    if path.is_absolute() or ".." in path.parts:
        return "it leads outside the bundle"
    # `./x`, `a//b` and `a/./b` are unpacked into the place of `x` and `a/b`; Python ends a name at a zero, and
    # elsewhere a reversed slash parts folders.
    has_other_writing = (
        path.as_posix() != entry.filename
        or entry.orig_filename != entry.filename
        or "\\" in entry.filename
    )
    return "its name can be written in another way" if has_other_writing else ""


def _refuse_altered(folder: Path, fields: Mapping[str, object]) -> None:
    """Compare every file with the digest that the builder signed."""
    listed = fields.get("files")
    expected = dict(listed) if isinstance(listed, dict) else {}
    present = {
        path.relative_to(folder).as_posix(): files.digest_of(path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and path != folder / layout.STATEMENT
    }
    altered = sorted(
        name
        # In both directions: a file that the builder did not sign may be a page with
        # other numbers.
        for name in {*expected, *present}
        if name not in present or present[name] != expected.get(name)
    )
    if altered:
        raise ReleaseError(
            f"{counted(len(altered), 'file of the bundle is', 'files of the bundle are')}"
            " not those that its builder signed.",
            now="Do not sign. Ask the builder for another bundle.",
            details=altered[:20],
        )


def _panel(folder: Path, root: str, project: str) -> Panel:
    """Read the roles in a bundle, which the trusted root key must have signed."""
    path = folder / layout.ROLES
    if not path.is_file():
        raise ReleaseError(
            "The bundle lists no roles: its project has no root of trust.",
            now="Who leads the institute makes one: `zicht trust init`.",
        )
    roles = roles_of(signing.read(path), path.name)
    # The root key comes from whoever keeps it: one that came with the bundle would
    # vouch for itself.
    if roles.root != root:
        raise ReleaseError(
            "The roles in the bundle were not signed by the root key that you gave.",
            now="Compare --root with what whoever keeps the root key tells you. If it is right, do not sign.",
        )
    return Panel.of(read_roles(path, root=root, project=project))


def _check_release(path: Path, panel: Panel, stated: signing.Statement) -> Checks:
    """Verify a release from its files alone.

    Raises
    ------
    ReleaseError : naming everything that is wrong
    """
    problems = _problems(path, panel, stated)
    if problems:
        raise ReleaseError(
            f"Release {path.name} does not hold.",
            now="Do not sign. Report this to whoever built it.",
            details=problems,
        )
    return (
        ("every byte", Message("value.as_sealed")),
        ("every table", Message("value.adds_up")),
        ("every figure", Message("value.follows_from_cells")),
        ("builder and gate", Message("value.listed_by_root")),
    )


def _problems(path: Path, panel: Panel, stated: signing.Statement) -> list[str]:
    """List what is wrong with a release; its figures and signers only where its bytes are right."""
    problems = list(store.verify(path))
    builder = builder_of(path)
    if builder is None or builder.problem:
        problems.append("The signature of the builder is missing or invalid.")
    approvals = approvals_of(path)
    problems += [approval.problem for approval in approvals if approval.problem]
    if not problems:
        problems += releasing.underived_figures(path)
    if not problems:
        unlisted = unlisted_makers(path, panel)
        problems += [f"The {who} is not listed by the root key." for who in unlisted]
    # Who states the facts must be who built the release.
    if builder is not None and builder.public_key != stated.public_key:
        problems.append("Another key signed the bundle than the builder's.")
    return problems


def _check_facts(
    folder: Path, path: Path, facts: Mapping[str, object], panel: Panel
) -> Checks:
    """Compute the facts of a bundle again from its two releases.

    What only the vault knows cannot be computed here; the answer names it.

    Raises
    ------
    ReleaseError : the builder stated something else
    """
    earlier = sorted((folder / layout.BEFORE).glob("*"))
    before = earlier[0] if earlier else None
    problems = _problems_before(earlier)
    if not problems:
        computed = facts_of_release(path, before)
        problems = _misstated(facts, computed)
    if not problems and not _shows_facts(folder, facts):
        problems = ["The page of the bundle does not show its facts."]
    if problems:
        raise ReleaseError(
            f"The bundle does not describe release {path.name}.",
            now="Do not sign. Report this to whoever built it.",
            details=problems,
        )
    stated_alone = sorted(set(facts) - set(computed) - {"checklist"})
    return (
        ("published before", _publication_in_words(before, panel)),
        ("what moved, what is withheld", Message("value.computed_again")),
        (
            "stated by the builder alone",
            ", ".join(stated_alone) or Message("value.nothing"),
        ),
    )


def _problems_before(earlier: Sequence[Path]) -> list[str]:
    """List what is wrong with the release that figures are compared with."""
    problems = list(store.verify(earlier[0])) if earlier else []
    if len(earlier) > 1:
        problems.append("It holds several earlier releases, and figures move from one.")
    return problems


def _misstated(
    facts: Mapping[str, object], computed: Mapping[str, object]
) -> list[str]:
    return [
        f"What the bundle states of {name!r} does not follow from its releases."
        for name, value in computed.items()
        if files.to_json(facts.get(name)) != files.to_json(value)
    ]


def _shows_facts(folder: Path, facts: Mapping[str, object]) -> bool:
    """Whether the page of a bundle is the one that its facts give."""
    has_site = (folder / layout.SITE / "index.html").is_file()
    expected = page(facts, has_site=has_site).encode()
    return (folder / layout.PAGE).read_bytes() == expected


def _publication_in_words(before: Path | None, panel: Panel) -> Message:
    """State whether the release that figures are compared with was published by listed reviewers."""
    if before is None:
        return Message("value.no_release_before")
    if is_published(before, panel):
        return Message("value.before_by_listed", release=before.name)
    return Message("value.before_by_unlisted", release=before.name)
