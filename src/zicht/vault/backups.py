"""Backups: many files in one, packed and encrypted as a stream, so that a vault of any size fits in little memory."""

import io
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, cast

from zicht.vault.sealed_blocks import Blocks, BlockWriter
from zicht.vault.sealed_cells import decrypt, key_for
from zicht.vocabulary.durable import flush
from zicht.vocabulary.errors import VaultError

_MAGIC = b"zicht backup 2\n"
_SALT = 16
_PURPOSE = "backups"


def write_backup(target: Path, parts: Mapping[str, Path], secret: bytes) -> None:
    """Write a backup, whole or not at all.

    Parameters
    ----------
    target : file of the backup
    parts : name within the backup to the file that is packed under it
    secret : key of the vault's file

    Raises
    ------
    OSError : it could not be written
    """
    draft = target.with_name(f".{target.name}.new")
    # Nonces are numbers of blocks. Each backup has a key of its own, because one nonce under one key
    # for two contents would reveal both.
    salt = os.urandom(_SALT)
    start = _MAGIC + salt
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(start)
        blocks = BlockWriter(file, _key(secret, salt), start)
        # It is written to from start to end only, which is all that a stream asks of a file.
        stream = cast("IO[bytes]", blocks)
        with tarfile.open(fileobj=stream, mode="w|gz") as archive:
            for name, path in parts.items():
                archive.add(path, arcname=name)
        blocks.finish()
        file.flush()
        # The disk has the bytes before the name changes. Otherwise a power failure could put an empty
        # file in the place of a good backup.
        os.fsync(file.fileno())
    draft.replace(target)
    flush(target.parent)


def read_backup(file: Path, secret: bytes, folder: Path) -> None:
    """Unpack a backup into a folder; names that lead out of it are refused.

    Raises
    ------
    VaultError : the keys do not open it, or it was altered
    OSError : it could not be read
    """
    with file.open("rb") as handle:
        start = handle.read(len(_MAGIC) + _SALT)
    if start.startswith(_MAGIC):
        key = _key(secret, start.removeprefix(_MAGIC))
        blocks = Blocks(file, key, start, _altered)
        stream = blocks.part(0, blocks.size)
    else:  # of an earlier version: one block, as large as the backup
        key = key_for(_PURPOSE, secret)
        stream = io.BytesIO(decrypt(file.read_bytes(), key, _PURPOSE))
    try:
        with stream, tarfile.open(fileobj=stream, mode="r|gz") as archive:
            # A backup may come from anywhere. The filter refuses links and names that lead out of the folder.
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError):
        raise _altered(file.name) from None


def _key(secret: bytes, salt: bytes) -> bytes:
    return key_for(f"backup {salt.hex()}", secret)


def _altered(name: str) -> VaultError:
    return VaultError(
        f"{name} cannot be decrypted: it was altered, or belongs to other keys.",
        now="Use another backup, or restore the keys that belong to this one.",
    )
