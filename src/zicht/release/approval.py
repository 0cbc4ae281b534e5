"""Who may publish: two reviewers, each with a key of their own, and never the builder."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from zicht.release import files
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.releases import Approval

REVIEWERS_NEEDED = 2
OTHERS_MAY_NOT = 0o077
"""Rights on a private key that nobody but its owner may have."""
_BUILDER = "builder"


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
    return _public_bytes(key.public_key())


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


def _public_bytes(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def key_id(public_key: bytes) -> str:
    """Short name of a key: first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def _message(digest: str, reviewer: str, statement: str, demonstration: bool) -> bytes:
    return json.dumps(
        ["zicht release", digest, reviewer, statement, demonstration]
    ).encode()


def _manifest_digest(release: Path) -> str:
    return files.digest_of((release / "content" / "manifest.json").read_bytes())


def sign_as_builder(release: Path, key: Ed25519PrivateKey) -> None:
    """Record who built a release, so that the builder cannot approve it."""
    path = release / "signatures" / f"{_BUILDER}.json"
    if path.exists():
        return
    message = _message(_manifest_digest(release), _BUILDER, "", demonstration=False)
    public = _public_bytes(key.public_key())
    _write(path, {"public_key": public.hex(), "signature": key.sign(message).hex()})


def _write(path: Path, fields: dict[str, object]) -> None:
    draft = path.with_suffix(".tmp")
    draft.write_bytes(files.to_json(fields))
    draft.replace(path)


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
    public = _public_bytes(key.public_key())
    if registered.get(reviewer) != public.hex():
        raise ReleaseError(
            f"This key is not registered for reviewer {reviewer!r}.",
            now="Register its public key in the project: `zicht release key`.",
        )
    builder = _builder_key(release)
    if builder is None:
        raise ReleaseError(
            "It is not recorded who built this release.", now="Run the pipeline again."
        )
    if builder == public.hex():
        raise ReleaseError(
            "Whoever built a release cannot approve it.", now="Ask two colleagues."
        )
    given = read_approvals(release)
    if any(
        approval.key_id == key_id(public) or approval.reviewer == reviewer
        for approval in given
    ):
        raise ReleaseError(
            f"{reviewer} has signed this release already.",
            now="The second signature is another's.",
        )
    message = _message(_manifest_digest(release), reviewer, statement, demonstration)
    approval = Approval(
        reviewer, key_id(public), key.sign(message).hex(), statement, demonstration
    )
    fields = {
        "reviewer": reviewer,
        "statement": statement,
        "demonstration": demonstration,
        "public_key": public.hex(),
        "signature": approval.signature,
    }
    _write(release / "signatures" / f"approval-{approval.key_id}.json", fields)
    return approval


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
    """Give the builder's signature, checked; None where there is none."""
    path = release / "signatures" / f"{_BUILDER}.json"
    if not path.exists():
        return None
    try:
        return Signature(_BUILDER, _builder_key(release) or "")
    except ReleaseError as error:
        return Signature(_BUILDER, "", error.what)


def approvals_of(release: Path) -> list[Signature]:
    """Give the signatures of reviewers, each checked by itself."""
    found = []
    for path in _approval_files(release):
        try:
            one, public = _read_approval(path, _manifest_digest(release))
            found.append(
                Signature(one.reviewer, public, demonstration=one.demonstration)
            )
        except ReleaseError as error:
            found.append(Signature(path.stem, "", error.what))
    return found


def _builder_key(release: Path) -> str | None:
    path = release / "signatures" / f"{_BUILDER}.json"
    if not path.exists():
        return None
    fields = _fields(path)
    message = _message(_manifest_digest(release), _BUILDER, "", demonstration=False)
    public = str(fields.get("public_key", ""))
    _verify(public, str(fields.get("signature", "")), message, path.name)
    return public


def _fields(path: Path) -> dict[str, object]:
    try:
        fields: dict[str, object] = files.from_json(
            path.read_bytes(), dict[str, object]
        )
    except (OSError, ReleaseError):
        raise _no_signature(path) from None
    return fields


def _no_signature(path: Path) -> ReleaseError:
    return ReleaseError(
        f"{path.name} is no signature.",
        now="Remove that file and have it signed again.",
    )


def _verify(public_key: str, signature: str, message: bytes, name: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            bytes.fromhex(signature), message
        )
    except (InvalidSignature, ValueError):
        raise ReleaseError(
            f"The signature in {name} does not fit this release.",
            now="Remove that file and have it signed again.",
        ) from None


def read_approvals(release: Path) -> list[Approval]:
    """Read the signatures of reviewers, each checked against the digest; one that does not fit is an error."""
    return [
        _read_approval(path, _manifest_digest(release))[0]
        for path in _approval_files(release)
    ]


def _approval_files(release: Path) -> list[Path]:
    return sorted((release / "signatures").glob("approval-*.json"))


def _read_approval(path: Path, digest: str) -> tuple[Approval, str]:
    """Give an approval and its public key; one that does not fit the release is an error."""
    fields = _fields(path)
    if (
        not {"reviewer", "statement", "demonstration", "public_key", "signature"}
        <= fields.keys()
    ):
        raise _no_signature(path)
    reviewer, statement = str(fields["reviewer"]), str(fields["statement"])
    demonstration = bool(fields["demonstration"])
    public, signature = str(fields["public_key"]), str(fields["signature"])
    _verify(
        public,
        signature,
        _message(digest, reviewer, statement, demonstration),
        path.name,
    )
    return Approval(
        reviewer, key_id(bytes.fromhex(public)), signature, statement, demonstration
    ), public


def is_published(release: Path, registered: dict[str, str]) -> bool:
    """Whether enough registered reviewers, none of them the builder, have signed."""
    builder = _builder_key(release)
    known = {
        key_id(bytes.fromhex(public)): reviewer
        for reviewer, public in registered.items()
        if public != builder
    }
    signed = {
        approval.key_id
        for approval in read_approvals(release)
        if known.get(approval.key_id) == approval.reviewer
    }
    return builder is not None and len(signed) >= REVIEWERS_NEEDED
