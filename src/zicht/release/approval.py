"""Who may publish: two reviewers, each with a key of their own, and never the builder."""

import hashlib
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zicht.release import files
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.releases import Approval

REVIEWERS_NEEDED = 2
_BUILDER = "builder"


def make_key(path: Path) -> bytes:
    """Make a signing key in a file only its owner may read; gives the public key, 32 bytes."""
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ReleaseError(
            f"There is a key in {path} already.", now="Choose another file; keys are never overwritten."
        ) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
    return _public_bytes(key.public_key())


def load_key(path: Path) -> Ed25519PrivateKey:
    """Load a signing key."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError):
        raise ReleaseError(f"{path} is no signing key.", now="Make one with `zicht release key`.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ReleaseError(f"{path} is no Ed25519 key.", now="Make one with `zicht release key`.")
    return key


def _public_bytes(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def key_id(public_key: bytes) -> str:
    """Short name of a key: first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def _message(digest: str, reviewer: str, statement: str, demonstration: bool) -> bytes:
    return json.dumps(["zicht release", digest, reviewer, statement, demonstration]).encode()


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
        raise ReleaseError("It is not recorded who built this release.", now="Run the pipeline again.")
    if builder == public.hex():
        raise ReleaseError("Whoever built a release cannot approve it.", now="Ask two colleagues.")
    given = read_approvals(release)
    if any(approval.key_id == key_id(public) or approval.reviewer == reviewer for approval in given):
        raise ReleaseError(f"{reviewer} has signed this release already.", now="The second signature is another's.")
    message = _message(_manifest_digest(release), reviewer, statement, demonstration)
    approval = Approval(reviewer, key_id(public), key.sign(message).hex(), statement, demonstration)
    fields = {
        "reviewer": reviewer,
        "statement": statement,
        "demonstration": demonstration,
        "public_key": public.hex(),
        "signature": approval.signature,
    }
    _write(release / "signatures" / f"approval-{approval.key_id}.json", fields)
    return approval


def _builder_key(release: Path) -> str | None:
    path = release / "signatures" / f"{_BUILDER}.json"
    if not path.exists():
        return None
    fields: dict[str, str] = files.from_json(path.read_bytes(), dict[str, str])
    message = _message(_manifest_digest(release), _BUILDER, "", demonstration=False)
    _verify(fields["public_key"], fields["signature"], message, path.name)
    return fields["public_key"]


def _verify(public_key: str, signature: str, message: bytes, name: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        raise ReleaseError(
            f"The signature in {name} does not fit this release.", now="Remove that file and have it signed again."
        ) from None


def read_approvals(release: Path) -> list[Approval]:
    """Read the signatures of reviewers, each checked against the digest; one that does not fit is an error."""
    digest = _manifest_digest(release)
    approvals = []
    for path in sorted((release / "signatures").glob("approval-*.json")):
        fields: dict[str, object] = files.from_json(path.read_bytes(), dict[str, object])
        if not {"reviewer", "statement", "demonstration", "public_key", "signature"} <= fields.keys():
            raise ReleaseError(f"{path.name} is no signature.", now="Remove that file and have it signed again.")
        reviewer, statement = str(fields["reviewer"]), str(fields["statement"])
        demonstration = bool(fields["demonstration"])
        public, signature = str(fields["public_key"]), str(fields["signature"])
        _verify(public, signature, _message(digest, reviewer, statement, demonstration), path.name)
        approvals.append(Approval(reviewer, key_id(bytes.fromhex(public)), signature, statement, demonstration))
    return approvals


def is_published(release: Path, registered: dict[str, str]) -> bool:
    """Whether enough registered reviewers, none of them the builder, have signed."""
    builder = _builder_key(release)
    known = {key_id(bytes.fromhex(public)): reviewer for reviewer, public in registered.items() if public != builder}
    signed = {
        approval.key_id for approval in read_approvals(release) if known.get(approval.key_id) == approval.reviewer
    }
    return builder is not None and len(signed) >= REVIEWERS_NEEDED
