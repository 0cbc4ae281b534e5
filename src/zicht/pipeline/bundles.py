"""Review on another machine: a bundle without any secret goes out, and a signature comes back."""

import hashlib
import html
import json
import shutil
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zicht import release as room
from zicht.edition.figures import quantity
from zicht.pipeline import folders, pages, releasing, reviewers
from zicht.pipeline.assembling import today
from zicht.pipeline.expected import RECEIVED, owed_deliveries, slots
from zicht.pipeline.linking import link_records
from zicht.pipeline.scratch import private_scratch
from zicht.pipeline.vaults import has_vault, open_vault
from zicht.project.folder import Project
from zicht.release import files, signing
from zicht.release.approval import load_key
from zicht.vocabulary.errors import ReleaseError, UsageError
from zicht.vocabulary.people import LinkageReport, Share
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Release

_BUNDLE = "bundle"
_STATEMENT, _FACTS, _ROLES, _PAGE = (
    "bundle.json",
    "facts.json",
    "roles.json",
    "review.html",
)
_RELEASE, _BEFORE, _SITE = "release", "before", "site"
_LARGEST = 4_000_000_000
"""Bytes of a bundle when it is unpacked."""
_NOT_A_BUNDLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What reading a file raises that is no archive, is damaged, or has a passphrase or a compression of its own."""
_EPOCH = (2000, 1, 1, 0, 0, 0)
CHECKLIST = (
    "The figures are plausible beside those of last year, and every large change has a reason.",
    "What moved since the last publication is meant, and readers are told.",
    "What was withheld is withheld for a reason that may be published.",
    "Deliveries that were accepted in spite of doubts were rightly accepted.",
    "What is missing is said on the pages.",
    "Survivors read the wording.",
    "Practitioners read the wording.",
    "The pages were looked at in every language.",
)


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
    path = room.find(folders.releases(project_folder), digest)
    releasing.verify(project_folder, path.name).refuse_if_damaged()
    before = _published_before(project_folder, path)
    tell("Gathering what a reviewer needs")
    parts = dict(_files_of(path, f"{_RELEASE}/{path.name}"))
    if before is not None:
        parts.update(_files_of(before, f"{_BEFORE}/{before.name}"))
    facts = facts_of_release(path, before)
    if has_vault(project_folder):
        facts |= _facts_of_vault(project, tell=tell)
    facts["checklist"] = list(CHECKLIST)
    parts[_FACTS] = files.to_json(facts)
    if pages.is_made(project_folder, path):
        parts.update(_files_of(folders.site(project_folder), _SITE))
    roles = reviewers.trust_folder(project.face.id) / reviewers.ROLES
    if reviewers.trusted_root(project.face.id):
        parts[_ROLES] = roles.read_bytes()
    parts[_PAGE] = _page(facts, has_site=f"{_SITE}/index.html" in parts).encode()
    key = load_key(folders.keys(project_folder) / "builder.key")
    parts[_STATEMENT] = files.to_json(_statement(project, path, parts, key))
    out.parent.mkdir(parents=True, exist_ok=True)
    _write_zip(out, parts)
    return Made(out, path.name, hashlib.sha256(out.read_bytes()).hexdigest())


def _published_before(project: Path, path: Path) -> Path | None:
    """Return the last release that was published before another; None where none was."""
    made = room.list_releases(folders.releases(project))
    earlier = [
        other
        for other in made[: made.index(path)]
        if pages.is_published(project, other)
    ]
    return earlier[-1] if earlier else None


def _files_of(folder: Path, within: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".tmp":
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
    return signing.signed(_BUNDLE, stated, key)


def _write_zip(out: Path, parts: Mapping[str, bytes]) -> None:
    draft = out.with_name(f".{out.name}.new")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(parts.items()):
            archive.writestr(
                zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED
            )
    draft.replace(out)


def facts_of_release(path: Path, before: Path | None) -> dict[str, object]:
    """Return what follows from a release and the one before; no count of records, which would undo the rounding.

    The builder writes them in the bundle, and the machine of the reviewer computes them again.
    """
    release = room.read(path)
    earlier = room.read(before) if before else None
    moved = room.compare(earlier, release) if earlier else ()
    return {
        "project": release.face.title.en,
        "release": path.name,
        "digest": release.digest,
        "published before": before.name if before else "",
        "figures": sum(len(series) for series in release.series.values()),
        "moved": [
            {
                "figure": change.figure,
                "before": change.before,
                "after": change.after,
                "why": change.reason.en,
            }
            for change in moved
        ],
        "withheld": _withheld(release, path),
        "gate": {
            "policy": release.policy.title if release.policy else "",
            "method": release.method,
            "losses": dict(release.losses),
        },
        "deliveries": [
            {"source": receipt.source, "period": receipt.period}
            for receipt in release.receipts
        ],
        "people withdrew": release.has_withdrawals,
        "texts": [
            {"kind": document.kind, "title": document.title.en}
            for document in release.documents
        ],
        "journal": room.journal_of(path),
    }


def _withheld(release: Release, path: Path) -> dict[str, int]:
    """Count the printed cells by what was done with them."""
    if release.gate is None:
        return {}
    counted: Counter[str] = Counter()
    for table in room.read_sealed(path, release.gate).tables:
        counted.update(table.statuses.tolist())
    return dict(sorted(counted.items()))


def _facts_of_vault(project: Project, *, tell: Progress) -> dict[str, object]:
    with open_vault(project, why="bundle", tell=tell) as (session, vault):
        owed = slots(owed_deliveries(project), vault.coverage(), today())
        facts: dict[str, object] = {
            "accepted in spite of doubts": [
                {"delivery": delivery, "because": reason}
                for delivery, reason in vault.accepted_because().items()
            ],
            "missing": [
                {
                    "delivery": slot.owed.name,
                    "state": str(slot.state),
                    "due": str(slot.owed.due),
                }
                for slot in owed
                if slot.state != RECEIVED
            ],
        }
        if vault.receipts():
            facts["linkage"] = _linkage(link_records(project, session, vault).report)
    return facts


def _linkage(report: LinkageReport) -> dict[str, str]:
    """Return how sure linkage is, in shares."""
    shares = {
        "linked pairs that are two people": report.false_links,
        "pairs of one person that are not linked": report.missed_links,
    }
    return {words: _percentage(share) for words, share in shares.items()}


def _percentage(share: Share) -> str:
    """Write a share with its interval as percentages."""
    estimate, lower, upper = (
        quantity(100 * value, "percent", "en", 2)
        for value in (share.estimate, share.lower, share.upper)
    )
    return f"{estimate} ({lower} to {upper})"


def _page(facts: Mapping[str, object], *, has_site: bool) -> str:
    """Write the facts and the checklist as one page that opens without a network."""
    sections = [
        f"<h2>{html.escape(name)}</h2>\n{_value(value)}"
        for name, value in facts.items()
        if name != "checklist"
    ]
    boxes = "\n".join(
        f'<li><label><input type="checkbox"> {html.escape(line)}</label></li>'
        for line in CHECKLIST
    )
    link = '<p><a href="site/index.html">The pages</a></p>' if has_site else ""
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Review of {html.escape(str(facts['release']))}</title>\n"
        "<style>body{font:1rem/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .5rem;text-align:left}"
        "ul.check{list-style:none;padding:0}</style>\n"
        f"<h1>Review of release {html.escape(str(facts['release']))}</h1>\n{link}\n"
        f'<h2>Checklist</h2>\n<ul class="check">\n{boxes}\n</ul>\n'
        + "\n".join(sections)
        + "\n</html>\n"
    )


def _value(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        header = "".join(f"<th>{html.escape(str(name))}</th>" for name in value[0])
        rows = "\n".join(
            "<tr>"
            + "".join(f"<td>{html.escape(str(v))}</td>" for v in row.values())
            + "</tr>"
            for row in value
        )
        return f"<table><tr>{header}</tr>\n{rows}</table>"
    if isinstance(value, dict):
        rows = "\n".join(
            f"<tr><th>{html.escape(str(name))}</th><td>{html.escape(str(text))}</td></tr>"
            for name, text in value.items()
        )
        return f"<table>{rows}</table>" if rows else "<p>nothing</p>"
    return f"<p>{html.escape(str(value)) if value not in ('', []) else 'nothing'}</p>"


@dataclass(frozen=True)
class Reviewed:
    """What a review of a bundle found.

    Parameters
    ----------
    project, release : which
    digest : of the manifest of the release
    checks : what was checked, and what was found
    facts : as they stand in the bundle
    signature : file with the signature; None where the bundle was only verified
    """

    project: str
    release: str
    digest: str
    checks: tuple[tuple[str, str], ...]
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
            "signature": str(self.signature or "not signed"),
        }


def review(
    bundle: Path,
    *,
    root: str,
    unpack: Path | None = None,
    key: signing.Signer | None = None,
    reviewer: str = "",
    statement: str = "",
    out: Path | None = None,
) -> Reviewed:
    """Verify a bundle, add up every table, and sign the release, with no secret but the reviewer's own key.

    Parameters
    ----------
    bundle : file that a builder handed over
    root : public root key of the institute in hexadecimal, from whoever keeps it and not from the bundle
    unpack : folder for the pages, to be looked at in a browser; nothing is left behind when left out
    key, reviewer, statement, out : to sign: key, name, what was reviewed, and the file for the signature

    Raises
    ------
    ReleaseError : something was altered, does not add up, or is of somebody whom the root key does not list
    UsageError : a signature is asked for, and reviewer, statement or file are missing
    """
    if not reviewers.is_public_key(root):
        raise UsageError(
            "The root key is not 64 hexadecimal digits.",
            now="Ask whoever keeps it; `zicht trust list` shows it where the project is.",
        )
    if key is not None and not (reviewer and statement.strip() and out is not None):
        raise UsageError(
            "Who signs, what was reviewed, and in which file?",
            now="Give --reviewer, --statement and --out.",
        )
    with _unpacked(bundle, unpack) as folder:
        fields = signing.read(folder / _STATEMENT)
        stated = signing.check(_BUNDLE, fields, _STATEMENT)
        _refuse_altered(folder, fields)
        path = folder / _RELEASE / stated.text("release")
        panel = _panel(folder, root, stated.text("project"))
        checks = _checks(path, panel, stated)
        facts = json.loads((folder / _FACTS).read_bytes())
        checks += _check_facts(folder, path, facts, panel)
        digest = files.digest_of((path / "content" / "manifest.json").read_bytes())
        signature = None
        if key is not None and out is not None:
            approval = room.sign_approval(
                digest, key, reviewer=reviewer, statement=statement
            )
            room.refuse_uncounted(path, approval, panel)
            signing.write(out, approval)
            signature = out
    return Reviewed(stated.text("project"), path.name, digest, checks, facts, signature)


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
        try:
            with zipfile.ZipFile(bundle) as archive:
                _refuse_strange(archive.infolist())
                archive.extractall(folder)
        except (OSError, *_NOT_A_BUNDLE):
            raise ReleaseError(
                f"{bundle} is not a bundle for review.",
                now="Ask the builder for `zicht release bundle`.",
            ) from None
        if not (folder / _STATEMENT).is_file() or not (folder / _FACTS).is_file():
            raise ReleaseError(
                f"{bundle} is not complete.",
                now="Ask the builder for `zicht release bundle`.",
            )
        yield folder
        if unpack is not None:
            # Only now that every check held: pages of an altered bundle are not to be opened in a browser.
            shutil.copytree(folder, unpack, dirs_exist_ok=True)


def _private_folder() -> Path:
    """Return a folder of this user for scratch."""
    return reviewers.settings_folder() / "review"


def _refuse_strange(entries: Iterable[zipfile.ZipInfo]) -> None:
    size = 0
    for entry in entries:
        name = PurePosixPath(entry.filename)
        size += entry.file_size
        is_within = not name.is_absolute() and ".." not in name.parts
        if not is_within or "\\" in entry.filename or size > _LARGEST:
            raise ReleaseError(
                "The bundle holds a file that does not belong there.",
                now="Do not unpack it. Ask the builder for another.",
            )


def _refuse_altered(folder: Path, fields: Mapping[str, object]) -> None:
    """Compare every file with the digest that the builder signed."""
    listed = fields.get("files")
    expected = dict(listed) if isinstance(listed, dict) else {}
    present = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and path != folder / _STATEMENT
    }
    altered = sorted(
        name
        for name in {*expected, *present}
        if name not in present
        or files.digest_of(present[name].read_bytes()) != expected.get(name)
    )
    if altered:
        raise ReleaseError(
            f"{len(altered)} files of the bundle are not those that its builder signed.",
            now="Do not sign. Ask the builder for another bundle.",
            details=altered[:20],
        )


def _panel(folder: Path, root: str, project: str) -> room.Panel:
    """Read the roles in a bundle, which the trusted root key must have signed."""
    path = folder / _ROLES
    if not path.is_file():
        raise ReleaseError(
            "The bundle lists no roles: its project has no root of trust.",
            now="Who leads the institute makes one: `zicht trust init`.",
        )
    roles = room.roles_of(signing.read(path), path.name)
    if roles.root != root:
        raise ReleaseError(
            "The roles in the bundle were not signed by the root key that you gave.",
            now="Compare --root with what whoever keeps the root key tells you. If it is right, do not sign.",
        )
    return room.Panel.of(room.read_roles(path, root=root, project=project))


def _checks(
    path: Path, panel: room.Panel, stated: signing.Statement
) -> tuple[tuple[str, str], ...]:
    """Verify a release from its files alone; raise at the first thing that is wrong."""
    wrong = [*room.verify(path)]
    builder = room.builder_of(path)
    if builder is None or builder.problem:
        wrong.append("The signature of the builder is missing or invalid.")
    wrong += [one.problem for one in room.approvals_of(path) if one.problem]
    if not wrong:
        wrong += releasing.underived_figures(path)
    unlisted = room.unlisted_makers(path, panel) if not wrong else []
    wrong += [f"The {who} is not listed by the root key." for who in unlisted]
    if builder is not None and builder.public_key != stated.public_key:
        wrong.append("Another key signed the bundle than the builder's.")
    if wrong:
        raise ReleaseError(
            f"Release {path.name} does not hold.",
            now="Do not sign. Report this to whoever built it.",
            details=wrong,
        )
    return (
        ("every byte", "as it was sealed"),
        ("every table", "adds up"),
        ("every figure", "follows from the sealed cells"),
        ("builder and gate", "listed by the root key"),
    )


def _check_facts(
    folder: Path, path: Path, facts: Mapping[str, object], panel: room.Panel
) -> tuple[tuple[str, str], ...]:
    """Compute the facts of a bundle again from its two releases; raise where the builder stated something else.

    What only the vault knows cannot be computed here; the answer names it.
    """
    earlier = sorted((folder / _BEFORE).glob("*"))
    before = earlier[0] if earlier else None
    wrong = list(room.verify(before)) if before is not None else []
    if len(earlier) > 1:
        wrong.append("It holds several earlier releases, and figures move from one.")
    if not wrong:
        computed = facts_of_release(path, before)
        wrong = [
            f"What the bundle states of {name!r} does not follow from its releases."
            for name, value in computed.items()
            if files.to_json(facts.get(name)) != files.to_json(value)
        ]
    page = _page(facts, has_site=(folder / _SITE / "index.html").is_file())
    if not wrong and (folder / _PAGE).read_bytes() != page.encode():
        wrong = ["The page of the bundle does not show its facts."]
    if wrong:
        raise ReleaseError(
            f"The bundle does not describe release {path.name}.",
            now="Do not sign. Report this to whoever built it.",
            details=wrong,
        )
    stated = sorted(set(facts) - set(computed) - {"checklist"})
    return (
        ("published before", _said_of(before, panel)),
        ("what moved, what is withheld", "computed again here"),
        ("stated by the builder alone", ", ".join(stated) or "nothing"),
    )


def _said_of(before: Path | None, panel: room.Panel) -> str:
    """Say whether the release that figures are compared with was published by listed reviewers."""
    if before is None:
        return "nothing: every figure is new"
    if room.is_published(before, panel):
        return f"{before.name}, by two listed reviewers"
    return f"{before.name}, not by reviewers who are listed: ask what was published"


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
    path = room.find(folders.releases(project_folder), digest[:16])
    panel = reviewers.registered(project_folder)
    return releasing.enter(project, path, fields, panel, tell=tell)
