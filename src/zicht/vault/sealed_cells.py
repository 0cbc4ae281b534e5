"""Printed cells of a publication, encrypted beside the journal, so that a lost ledger can be rebuilt."""

import json
import os
import zlib
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zicht.vault.ledger import Remembered
from zicht.vocabulary.durable import OWNER_ONLY, make_folder, write_whole
from zicht.vocabulary.errors import VaultError

_NONCE_BYTES = 12


def key_for(purpose: str, secret: bytes) -> bytes:
    """Derive a key for one purpose from the key of the vault's file (HKDF-SHA-256)."""
    # One key per purpose: what was encrypted as one kind of file does not open as another (ADR 0194).
    # The secret is random, so that a salt would add nothing.
    derive = HKDF(
        algorithm=hashes.SHA256(),
        length=32,
        salt=None,
        info=f"zicht: {purpose}".encode(),
    )
    return derive.derive(secret)


def encrypt(content: bytes, key: bytes, name: str) -> bytes:
    """Encrypt with AES-256-GCM; the name is authenticated with it."""
    # The name is authenticated, so that cells of one publication cannot be put in the place of those
    # of another.
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, name.encode())


def decrypt(content: bytes, key: bytes, name: str) -> bytes:
    """Decrypt what `encrypt` made.

    Raises
    ------
    VaultError : another key, another name, or altered bytes
    """
    try:
        return AESGCM(key).decrypt(
            content[:_NONCE_BYTES], content[_NONCE_BYTES:], name.encode()
        )
    except (InvalidTag, ValueError):
        raise VaultError(
            f"{name} cannot be decrypted: it was altered, or belongs to other keys.",
            now="`zicht doctor` says whether it is the keys or the file.",
        ) from None


class SealedCells:
    """Files with what publications printed, one each.

    Parameters
    ----------
    folder : beside the journal
    secret : key of the vault's file
    """

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder = folder
        self._key = key_for("printed cells", secret)

    def __repr__(self) -> str:
        return f"<SealedCells in {self._folder}>"

    def write(self, name: str, entries: list[tuple[int, Remembered]]) -> None:
        """Write what a publication printed, with its numbers in the ledger: whole or not at all."""
        plain = [
            [number, entry.release, entry.table, entry.cells]
            for number, entry in entries
        ]
        self._write_whole(name, zlib.compress(json.dumps(plain).encode()))

    def _write_whole(self, name: str, content: bytes) -> None:
        make_folder(self._folder, mode=0o700)
        path = self._path(name)
        # The journal states the publication next, and an entry without its cells could not be replayed.
        write_whole(path, encrypt(content, self._key, name), mode=OWNER_ONLY)

    def read(self, name: str) -> list[tuple[int, Remembered]] | None:
        """Read it back; None where the file is missing, damaged, or belongs to other keys."""
        try:
            encrypted = self._path(name).read_bytes()
            content = zlib.decompress(decrypt(encrypted, self._key, name))
        except (OSError, VaultError):
            return None
        return [
            (number, Remembered(release, table, cells))
            for number, release, table, cells in json.loads(content)
        ]

    def is_whole(self, path: Path) -> bool:
        """Whether a file with printed cells can be read with this key."""
        return self.read(path.stem) is not None

    def renew(self, before: bytes) -> None:
        """Encrypt with this key the cells that are still encrypted with the former key of the vault file.

        A file that neither key opens is damaged, and stays: the vault writes it again at its next opening.
        """
        old = key_for("printed cells", before)
        for path in sorted(self._folder.glob("*.cells")):
            if self.is_whole(path):
                continue
            with suppress(VaultError):
                content = decrypt(path.read_bytes(), old, path.stem)
                self._write_whole(path.stem, content)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.cells"
