"""Signatures of security keys, as OpenSSH makes them (PROTOCOL.u2f): Ed25519 on a FIDO token that somebody touches.

A token signs more than it is given: the digest of the application it was made for, flags, and a counter of its
signatures. All three stand beside the signature, so that everybody can compute again what was signed.
"""

import hashlib
import struct
from dataclasses import dataclass
from typing import Protocol, Self, runtime_checkable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zicht.vocabulary.plain import is_whole_number

FIELD = "security_key"
"""Field of a statement that a security key signed."""
_APPLICATION = "ssh:"
"""Start of the application of a key of OpenSSH: a token signs for web sites too, under other names."""
_LONGEST_APPLICATION = 200
_IS_TOUCHED = 0x01
_FLAGS, _COUNTERS = 1 << 8, 1 << 32
"""How many values each has."""


@dataclass(frozen=True)
class Touch:
    """What a token signed besides the message.

    Parameters
    ----------
    application : for which the key was made, `ssh:` or a name that begins so
    flags : one byte; its lowest bit says that a person touched the token
    counter : of the signatures of the token
    """

    application: str
    flags: int
    counter: int

    def __post_init__(self) -> None:
        is_of_ssh = self.application.startswith(_APPLICATION)
        if not is_of_ssh or len(self.application) > _LONGEST_APPLICATION:
            raise ValueError("not a key of OpenSSH")
        if not (0 <= self.flags < _FLAGS and 0 <= self.counter < _COUNTERS):
            raise ValueError("flags or counter out of range")
        # A key that was made with `no-touch-required` signs for anybody who has the machine (ADR 0192).
        if not self.flags & _IS_TOUCHED:
            raise ValueError("nobody touched the token")

    @classmethod
    def of_field(cls, field: object) -> Self:
        """Read it from a statement.

        Raises
        ------
        ValueError : it is not what a token signs
        """
        names = ("application", "flags", "counter")
        # The signature covers the values of these three names only, so a further name would be a byte
        # that is not signed.
        if not isinstance(field, dict) or field.keys() != set(names):
            raise ValueError("not the fields of a security key")
        application, flags, counter = (field[name] for name in names)
        is_understood = isinstance(application, str) and is_whole_number(flags)
        if not (is_understood and is_whole_number(counter)):
            raise ValueError("values of another kind")
        return cls(application, flags, counter)

    def as_field(self) -> dict[str, object]:
        """Return it as a field of a statement."""
        return {
            "application": self.application,
            "flags": self.flags,
            "counter": self.counter,
        }

    def signed_bytes(self, message: bytes) -> bytes:
        """Return what the token signed, given the message that it was asked to sign."""
        return (
            hashlib.sha256(self.application.encode()).digest()
            + struct.pack(">BI", self.flags, self.counter)
            + hashlib.sha256(message).digest()
        )


@runtime_checkable
class TouchedSigner(Protocol):
    """A key on a token, which signs when somebody touches it."""

    def touch(self, data: bytes) -> tuple[bytes, Touch]:
        """Return the signature of some bytes, and what else it is of."""

    def public_key(self) -> Ed25519PublicKey:
        """Return the public half."""
