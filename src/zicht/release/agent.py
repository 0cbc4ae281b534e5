"""Signing keys that an ssh-agent holds: they never enter this process, and may lie on a card that the agent reads.

Two requests of the protocol of agents are needed (draft-miller-ssh-agent): list keys, and sign. An Ed25519 signature of
an agent is that of the bytes themselves, so it stands beside a release as any other. Keys of the kind `sk-ssh-ed25519`
lie on a security key, which signs a counter and flags as well: see `security_keys`.
"""

import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zicht.release.security_keys import Touch
from zicht.vocabulary.errors import ReleaseError

_LIST, _LISTED, _SIGN, _SIGNED = 11, 12, 13, 14
"""Numbers of requests and answers."""
_KIND = b"ssh-ed25519"
_KIND_ON_TOKEN = b"sk-ssh-ed25519@openssh.com"
_BYTES_OF_SIGNATURE = 64
# An agent states the size of its answer in four bytes, up to 4 GiB. The limit keeps a faulty
# agent from filling the memory.
_LARGEST_ANSWER = 1 << 20
_SECONDS = 120
"""How long a person may take to touch a card or to confirm."""


@dataclass(frozen=True)
class AgentKey:
    """An Ed25519 key that an ssh-agent holds.

    Parameters
    ----------
    public : 32 bytes
    comment : as the agent shows it
    """

    public: bytes
    comment: str

    def public_key(self) -> Ed25519PublicKey:
        """Return the public half."""
        return Ed25519PublicKey.from_public_bytes(self.public)

    def sign(self, data: bytes) -> bytes:
        """Have the agent sign some bytes.

        Raises
        ------
        ReleaseError : the agent refuses, or the person did not confirm
        """
        blob = _string(_KIND) + _string(self.public)
        signed, _ = _signed_by_agent(_KIND, blob, data)
        # One signature that does not fit makes every reading of the release fail, so it is refused before
        # anything is written.
        _refuse_other_signature(self.public_key(), signed, data)
        return signed


@dataclass(frozen=True)
class SecurityKey:
    """An Ed25519 key on a security key, by way of an ssh-agent.

    Parameters
    ----------
    public : 32 bytes
    comment : as the agent shows it
    application : for which the key was made
    """

    public: bytes
    comment: str
    application: str

    def public_key(self) -> Ed25519PublicKey:
        """Return the public half."""
        return Ed25519PublicKey.from_public_bytes(self.public)

    def touch(self, data: bytes) -> tuple[bytes, Touch]:
        """Have the security key sign some bytes, when somebody touches it.

        Raises
        ------
        ReleaseError : nobody touched it, or the key was made so that it signs without a touch
        """
        application = _string(self.application.encode())
        blob = _string(_KIND_ON_TOKEN) + _string(self.public) + application
        signed, rest = _signed_by_agent(_KIND_ON_TOKEN, blob, data)
        try:
            flags, counter = struct.unpack(">BI", rest)
            touch = Touch(self.application, flags, counter)
        except (struct.error, ValueError):
            raise _not_understood() from None
        _refuse_other_signature(self.public_key(), signed, touch.signed_bytes(data))
        return signed, touch


def _signed_by_agent(kind: bytes, blob: bytes, data: bytes) -> tuple[bytes, bytes]:
    """Have the agent sign with a key of some kind; return the signature, and what stands behind it."""
    # The four bytes at the end are flags, which choose a hash for RSA keys only.
    request = bytes([_SIGN]) + _string(blob) + _string(data) + struct.pack(">I", 0)
    number, answer = _asked(request)
    if number != _SIGNED:
        raise ReleaseError(
            "The ssh-agent did not sign.",
            now="Unlock it, confirm the signature or touch the security key, and run the command again.",
        )
    (signature,) = _strings(answer, 1)
    name, signed = _strings(signature, 2)
    if name != kind or len(signed) != _BYTES_OF_SIGNATURE:
        raise _not_understood()
    return signed, signature[len(_string(name) + _string(signed)) :]


def _refuse_other_signature(
    key: Ed25519PublicKey, signature: bytes, data: bytes
) -> None:
    try:
        key.verify(signature, data)
    except InvalidSignature:
        raise _not_understood() from None


def agent_keys() -> list[AgentKey | SecurityKey]:
    """List the Ed25519 keys of the ssh-agent of the user, those on security keys included.

    Raises
    ------
    ReleaseError : there is no agent, or it does not answer
    """
    kind, answer = _asked(bytes([_LIST]))
    if kind != _LISTED or len(answer) < 4:
        raise _not_understood()
    (count,) = struct.unpack_from(">I", answer)
    texts = _strings(answer[4:], 2 * count)
    keys: list[AgentKey | SecurityKey] = []
    # Keys of other kinds are passed over, because every statement is signed with Ed25519 (ADR 0192).
    for blob, comment_bytes in zip(texts[::2], texts[1::2], strict=True):
        comment = comment_bytes.decode(errors="replace")
        if blob.startswith(_string(_KIND)):
            _, public = _strings(blob, 2)
            keys.append(AgentKey(public, comment))
        elif blob.startswith(_string(_KIND_ON_TOKEN)):
            _, public, application = _strings(blob, 3)
            name = application.decode(errors="replace")
            keys.append(SecurityKey(public, comment, name))
    return keys


def agent_key(public_key: str) -> AgentKey | SecurityKey:
    """Return the key of the ssh-agent with a public key in hexadecimal.

    Raises
    ------
    ReleaseError : the agent does not hold it
    """
    wanted = public_key.strip().lower()
    for key in agent_keys():
        if key.public.hex() == wanted:
            return key
    raise ReleaseError(
        "The ssh-agent does not hold this key.",
        now="`zicht release agent-keys` lists those that it holds; `ssh-add` adds one.",
    )


def _asked(request: bytes) -> tuple[int, bytes]:
    """Send one request, and return the kind of the answer and what it holds."""
    path = os.environ.get("SSH_AUTH_SOCK", "")
    if not path:
        raise ReleaseError(
            "There is no ssh-agent: SSH_AUTH_SOCK is not set.",
            now="Start one, or sign with --key FILE.",
        )
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_SECONDS)
            connection.connect(path)
            connection.sendall(_string(request))
            (size,) = struct.unpack(">I", _received(connection, 4))
            if not 0 < size <= _LARGEST_ANSWER:
                raise _not_understood()
            answer = _received(connection, size)
    except OSError:
        raise ReleaseError(
            "The ssh-agent does not answer.",
            now="Start one, or sign with --key FILE.",
        ) from None
    return answer[0], answer[1:]


def _received(connection: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            raise _not_understood()
        parts += part
    return bytes(parts)


def _string(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


def _strings(content: bytes, count: int) -> list[bytes]:
    """Read some strings that stand behind each other."""
    found = list(_read_strings(content, count))
    if len(found) < count:
        raise _not_understood()
    return found


def _read_strings(content: bytes, count: int) -> Iterator[bytes]:
    at = 0
    for _ in range(count):
        if at + 4 > len(content):
            return
        (size,) = struct.unpack_from(">I", content, at)
        if at + 4 + size > len(content):
            return
        yield content[at + 4 : at + 4 + size]
        at += 4 + size


def _not_understood() -> ReleaseError:
    return ReleaseError(
        "The answer of the ssh-agent is not understood.",
        now="Use the ssh-agent of OpenSSH, or sign with --key FILE.",
    )
