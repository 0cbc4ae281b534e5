"""Who may publish: two reviewers, each with a key of their own, and never the builder."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zicht.release import files, signing
from zicht.release.signing import Statement
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.releases import Approval

REVIEWERS_NEEDED = 2
OTHERS_MAY_NOT = 0o077
"""Rights on a private key that nobody but its owner may have."""
_BUILDER = "builder"
_APPROVAL = "approval"


def make_key(path: Path) -> bytes:
    """Make a signing key in a file only its owner may read; gives the public key, 32 bytes."""
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ReleaseError(
            f"There is a key in {path} already.",
            now="Choose another file; keys are never overwritten.",
        ) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
    return key.public_key().public_bytes_raw()


def load_key(path: Path) -> Ed25519PrivateKey:
    """Load a signing key.

    Raises
    ------
    ReleaseError : it is not there or no signing key, or others could read it
    """
    try:
        with path.open("rb") as file:
            _refuse_open(path, os.fstat(file.fileno()))
            key = serialization.load_pem_private_key(file.read(), password=None)
    except FileNotFoundError:
        raise ReleaseError(
            f"There is no key {path}.",
            now="Name another file, or make one: `zicht release key`.",
        ) from None
    except (OSError, ValueError):
        raise ReleaseError(
            f"{path} is no signing key.", now="Make one with `zicht release key`."
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ReleaseError(
            f"{path} is no Ed25519 key.", now="Make one with `zicht release key`."
        )
    return key


def _refuse_open(path: Path, state: os.stat_result) -> None:
    if state.st_mode & OTHERS_MAY_NOT:
        raise ReleaseError(
            f"The key {path} can be read by others than its owner.",
            now=f"chmod 600 {path}; where others use this machine, make a new key and register it instead.",
        )


def key_id(public_key: bytes) -> str:
    """Short name of a key: first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def _manifest_digest(release: Path) -> str:
    return files.digest_of((release / "content" / "manifest.json").read_bytes())


def sign_as_builder(
    release: Path, key: Ed25519PrivateKey, *, number: int = 1, at: str = ""
) -> None:
    """Record who built a release, so that the builder cannot approve it.

    Parameters
    ----------
    release : folder of the release
    key : the builder's
    number : of the release among those of its project, in order of making
    at : time of day in UTC; now when left out
    """
    path = _builder_file(release)
    if path.exists():
        return
    stated = {
        "digest": _manifest_digest(release),
        "number": number,
        "at": at or signing.now(),
    }
    signing.write(path, signing.signed(_BUILDER, stated, key))


def _builder_file(release: Path) -> Path:
    return release / "signatures" / f"{_BUILDER}.json"


def approve(
    release: Path,
    key_file: Path,
    *,
    reviewer: str,
    statement: str,
    registered: dict[str, str],
    demonstration: bool = False,
) -> Approval:
    """Sign a release as one reviewer.

    Parameters
    ----------
    release : folder of the release
    key_file : the reviewer's own signing key
    reviewer : name or role under which the key is registered
    statement : what was reviewed, figures and wording
    registered : reviewer to public key (hexadecimal), from the project
    demonstration : True for a generated key that stands for nobody

    Raises
    ------
    ReleaseError : the key is not registered for this reviewer, built the release, or signed it before
    """
    key = load_key(key_file)
    public = signing.public_hex(key)
    if _lower(registered).get(reviewer) != public:
        raise ReleaseError(
            f"This key is not registered for reviewer {reviewer!r}.",
            now="Register its public key in the project: `zicht release key`.",
        )
    builder = _read_builder(release)
    if builder is None:
        raise ReleaseError(
            "It is not recorded who built this release.", now="Run the pipeline again."
        )
    if builder.public_key == public:
        raise ReleaseError(
            "Whoever built a release cannot approve it.", now="Ask two colleagues."
        )
    given = read_approvals(release)
    if any(
        approval.key_id == key_id(bytes.fromhex(public))
        or approval.reviewer == reviewer
        for approval in given
    ):
        raise ReleaseError(
            f"{reviewer} has signed this release already.",
            now="The second signature is another's.",
        )
    stated = {
        "digest": _manifest_digest(release),
        "reviewer": reviewer,
        "statement": statement,
        "demonstration": demonstration,
        "at": signing.now(),
    }
    fields = signing.signed(_APPROVAL, stated, key)
    approval = _approval_of(Statement(fields))
    signing.write(approval_file(release, approval), fields)
    return approval


def approval_file(release: Path, approval: Approval) -> Path:
    """Return where an approval stands beside a release."""
    return release / "signatures" / f"{_APPROVAL}-{approval.key_id}.json"


@dataclass(frozen=True)
class Signature:
    """One signature beside a release, as it was found.

    Parameters
    ----------
    who : `builder`, or the name of a reviewer; of one that cannot be read, the name of its file
    public_key : hexadecimal; empty where it cannot be read
    problem : what is wrong with it; empty when it fits the release
    demonstration : of an approval, whether it was given with a generated key that stands for nobody
    """

    who: str
    public_key: str
    problem: str = ""
    demonstration: bool = False


def builder_of(release: Path) -> Signature | None:
    """Return the builder's signature, checked; None where there is none."""
    try:
        builder = _read_builder(release)
    except ReleaseError as error:
        return Signature(_BUILDER, "", error.what)
    return None if builder is None else Signature(_BUILDER, builder.public_key)


def number_of(release: Path) -> int:
    """Return the number that the builder signed; 0 where none was signed."""
    try:
        builder = _read_builder(release)
    except (OSError, ReleaseError):
        return 0
    number = builder.fields.get("number", 0) if builder else 0
    return number if isinstance(number, int) else 0


def approvals_of(release: Path) -> list[Signature]:
    """Return the signatures of reviewers, each checked by itself."""
    signatures = []
    for path in _approval_files(release):
        try:
            approval, public = _read_approval(path, _manifest_digest(release))
            signature = Signature(
                approval.reviewer, public, demonstration=approval.demonstration
            )
        except ReleaseError as error:
            signature = Signature(path.stem, "", error.what)
        signatures.append(signature)
    return signatures


def foreign_files(release: Path) -> list[str]:
    """Name the files beside the content of a release that are no signature of a gate, a builder or a reviewer."""
    folder = release / "signatures"
    known = {f"{_BUILDER}.json", "gate.json"}
    known |= {path.name for path in _approval_files(release)}
    return sorted(
        path.name
        for path in folder.glob("*")
        if path.name not in known and path.suffix != ".tmp"
    )


def _read_builder(release: Path) -> Statement | None:
    path = _builder_file(release)
    if not path.exists():
        return None
    fields = signing.read(path)
    digest = _manifest_digest(release)
    if "format" in fields:
        return _of_this_release(signing.check(_BUILDER, fields, path.name), release)
    if fields.keys() != {"public_key", "signature"}:
        raise signing.not_a_statement(path.name)
    message = _message_of_format_1(digest, _BUILDER, "", demonstration=False)
    signing.verify(fields, message, path.name)
    return Statement(fields)


def _of_this_release(statement: Statement, release: Path) -> Statement:
    if statement.text("digest") != _manifest_digest(release):
        raise ReleaseError(
            f"The signature of {statement.text('reviewer') or _BUILDER} is of another release.",
            now="Remove that file and have this release signed.",
        )
    return statement


def read_approvals(release: Path) -> list[Approval]:
    """Read the signatures of reviewers, each checked against the digest; one that does not fit is an error."""
    return [
        _read_approval(path, _manifest_digest(release))[0]
        for path in _approval_files(release)
    ]


def _approval_files(release: Path) -> list[Path]:
    return sorted((release / "signatures").glob(f"{_APPROVAL}-*.json"))


def _read_approval(path: Path, digest: str) -> tuple[Approval, str]:
    """Return an approval and its public key; one that does not fit the release is an error."""
    statement = check_approval(signing.read(path), digest, path.name)
    approval = _approval_of(statement)
    if path.stem != f"{_APPROVAL}-{approval.key_id}":
        raise signing.not_a_statement(path.name)
    return approval, statement.public_key


def check_approval(fields: dict[str, object], digest: str, name: str) -> Statement:
    """Check the signature of an approval, and that it is of this release.

    Parameters
    ----------
    fields : of the approval
    digest : of the manifest of the release
    name : of the file, for messages

    Raises
    ------
    ReleaseError : it is not an approval, or one of other content
    """
    expected = {"reviewer", "statement", "demonstration", "public_key", "signature"}
    if "format" in fields:
        expected |= {"format", "digest", "at"}
    is_whole = fields.keys() == expected
    if not is_whole or not isinstance(fields["demonstration"], bool):
        raise signing.not_a_statement(name)
    if "format" in fields:
        statement = signing.check(_APPROVAL, fields, name)
    else:
        message = _message_of_format_1(
            digest,
            str(fields["reviewer"]),
            str(fields["statement"]),
            demonstration=fields["demonstration"],
        )
        signing.verify(fields, message, name)
        return Statement(fields)
    if statement.text("digest") != digest:
        raise ReleaseError(
            f"The signature in {name} does not fit this release.",
            now="Remove that file and have it signed again.",
        )
    return statement


def _approval_of(statement: Statement) -> Approval:
    return Approval(
        reviewer=statement.text("reviewer"),
        key_id=key_id(bytes.fromhex(statement.public_key)),
        signature=statement.text("signature"),
        statement=statement.text("statement"),
        demonstration=bool(statement.fields["demonstration"]),
        at=statement.text("at"),
    )


def _message_of_format_1(
    digest: str, reviewer: str, statement: str, *, demonstration: bool
) -> bytes:
    return json.dumps(
        ["zicht release", digest, reviewer, statement, demonstration]
    ).encode()


def _lower(registered: dict[str, str]) -> dict[str, str]:
    """Return public keys in lower case: one key has one spelling wherever keys are compared."""
    return {name: public.lower() for name, public in registered.items()}


def is_published(release: Path, registered: dict[str, str]) -> bool:
    """Whether enough registered reviewers, none of them the builder, have signed."""
    builder = _read_builder(release)
    if builder is None:
        return False
    known = {
        key_id(bytes.fromhex(public)): reviewer
        for reviewer, public in _lower(registered).items()
        if public != builder.public_key
    }
    signed = {
        approval.key_id
        for approval in read_approvals(release)
        if known.get(approval.key_id) == approval.reviewer
    }
    return len(signed) >= REVIEWERS_NEEDED
