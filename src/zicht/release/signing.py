"""Signed statements beside a release: one canonical file each, of which every byte is either signed or fixed.

A statement is a JSON object. Its signature covers every other field, so a date, a reason or the digest of the ledger
cannot be changed without the key. A file that is not written exactly as `write` writes it is refused: bytes that no
signature covers, such as the case of hexadecimal digits or blanks, would let one signature stand for two files.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zicht.release import files, security_keys
from zicht.release.security_keys import Touch, TouchedSigner
from zicht.vocabulary.durable import write_whole
from zicht.vocabulary.errors import ReleaseError

FORMAT = 2
"""Of statements. Statements of format 1 name no format: they signed some of their fields only."""
_PUBLIC_KEY = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True)
class Statement:
    """A signed statement whose signature holds.

    Parameters
    ----------
    fields : everything it states, its signature included
    """

    fields: Mapping[str, object]

    @property
    def format(self) -> int:
        """Format of the statement: 1 where it names none."""
        return FORMAT if self.fields.get("format") == FORMAT else 1

    @property
    def public_key(self) -> str:
        """Key that signed it, in lower-case hexadecimal."""
        return str(self.fields["public_key"])

    def text(self, name: str) -> str:
        """Return a field as text; empty where the statement has none."""
        return str(self.fields.get(name, ""))


def now() -> str:
    """Return the time of day in UTC, to the second, as statements have it."""
    # Times of several machines are compared as texts, so all of them need one zone and one length.
    return datetime.now(UTC).isoformat(timespec="seconds")


class Signer(Protocol):
    """A key that signs: a private key, or one that an agent holds."""

    def sign(self, data: bytes) -> bytes:
        """Return the Ed25519 signature of some bytes."""

    def public_key(self) -> Ed25519PublicKey:
        """Return the public half."""


AnySigner = Signer | TouchedSigner


def public_hex(key: AnySigner) -> str:
    """Return the public half of a signing key in lower-case hexadecimal."""
    return key.public_key().public_bytes_raw().hex()


def signed(
    kind: str, fields: Mapping[str, object], key: AnySigner
) -> dict[str, object]:
    """Return a statement with its signature.

    Parameters
    ----------
    kind : `gate`, `builder`, `approval` and so on; a signature of one kind is none of another
    fields : what is stated
    key : that signs
    """
    stated = {"format": FORMAT, **fields, "public_key": public_hex(key)}
    message = _message(kind, stated)
    # What a token adds is known only after it signed, so it stands beside the signed fields and not
    # among them.
    if isinstance(key, TouchedSigner):
        signature, touch = key.touch(message)
        return {
            **stated,
            security_keys.FIELD: touch.as_field(),
            "signature": signature.hex(),
        }
    return {**stated, "signature": key.sign(message).hex()}


def check(kind: str, fields: Mapping[str, object], name: str) -> Statement:
    """Return a statement of format 2 after checking its signature.

    Raises
    ------
    ReleaseError : it is not signed, or its signature is of other fields
    """
    not_in_message = {"signature", security_keys.FIELD}
    stated = {key: fields[key] for key in fields if key not in not_in_message}
    # A statement that names another format may have signed other fields.
    if fields.get("format") != FORMAT:
        raise not_a_statement(name)
    message = _message(kind, stated)
    if security_keys.FIELD in fields:
        message = _touched(fields[security_keys.FIELD], message, name)
    verify(fields, message, name)
    return Statement(fields)


def _touched(field: object, message: bytes, name: str) -> bytes:
    """Return what a security key signed of a message."""
    try:
        return Touch.of_field(field).signed_bytes(message)
    except ValueError:
        raise not_a_statement(name) from None


def verify(fields: Mapping[str, object], message: bytes, name: str) -> None:
    """Check the signature of some fields over a message.

    Raises
    ------
    ReleaseError : key or signature are not written in lower-case hexadecimal, or the signature is of another message
    """
    public_key, signature = fields.get("public_key"), fields.get("signature")
    # `bytes.fromhex` also reads capitals and blanks. One signature would then stand for several
    # files.
    if not (isinstance(public_key, str) and _PUBLIC_KEY.fullmatch(public_key)):
        raise not_a_statement(name)
    if not (isinstance(signature, str) and _SIGNATURE.fullmatch(signature)):
        raise not_a_statement(name)
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        raise ReleaseError(
            f"The signature in {name} does not fit this release.",
            now="Remove that file and have it signed again.",
        ) from None


def read(path: Path) -> dict[str, object]:
    """Read the fields of a statement from its file, which must be written in the one canonical way.

    Raises
    ------
    ReleaseError : it cannot be read, or has bytes that no signature covers
    """
    try:
        content = path.read_bytes()
        fields: dict[str, object] = files.from_json(content, dict[str, object])
    except (OSError, ReleaseError, ValueError):
        raise not_a_statement(path.name) from None
    if files.to_json(fields) != content:
        raise not_a_statement(path.name)
    return fields


def write(
    path: Path, fields: Mapping[str, object], *, draft: Path | None = None
) -> None:
    """Write a statement: whole or not at all, and on the disk before the caller goes on.

    Parameters
    ----------
    path : of its file
    fields : of the statement, signed
    draft : where it is written first; beside the file when left out
    """
    write_whole(path, files.to_json(dict(fields)), draft=draft)


def not_a_statement(name: str) -> ReleaseError:
    """Return the error for a file that is not a valid signature."""
    return ReleaseError(
        f"{name} is not a valid signature.",
        now="Remove that file and have it signed again.",
    )


def _message(kind: str, stated: Mapping[str, object]) -> bytes:
    """Return the bytes that are signed: the kind and all fields, in one order."""
    # The kind is signed, so that an approval cannot be put in the place of a statement of the
    # builder.
    message = ["zicht", kind, dict(stated)]
    return json.dumps(message, sort_keys=True, separators=(",", ":")).encode()
