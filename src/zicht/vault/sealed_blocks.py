"""Encrypted streams of any size, written and read one block at a time.

Each block is AES-256-GCM; its nonce is its number and whether it is the last, so a block that was moved, cut off or
altered is refused (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zicht.vocabulary.errors import VaultError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# A workbook is read here and there and may not fit in memory (ADR 0195).
BLOCK = 1 << 20
"""Bytes of a block before encryption."""
_TAG = 16
"""Bytes that encryption adds to a block."""


class BlockWriter:
    """Encrypts what is written to it; `finish` must follow, or nothing can be read back.

    Parameters
    ----------
    file : open for writing, after its start
    key : 32 bytes, of this one file
    start : bytes that stand before the first block; every block is authenticated with them
    """

    def __init__(self, file: BinaryIO, key: bytes, start: bytes) -> None:
        self._file, self._key, self._start = file, AESGCM(key), start
        self._waiting = bytearray()
        self._number = 0

    def write(self, part: bytes) -> int:
        """Write some bytes; return how many, as files do."""
        self._waiting += part
        # A block that is exactly full waits, because it may be the last one, which is marked as such.
        while len(self._waiting) > BLOCK:
            self._encrypt(bytes(self._waiting[:BLOCK]), is_last=False)
            del self._waiting[:BLOCK]
        return len(part)

    def finish(self) -> None:
        """Write the last block, which may be short or empty."""
        self._encrypt(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _encrypt(self, block: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._number, is_last=is_last)
        self._file.write(self._key.encrypt(nonce, block, self._start))
        self._number += 1


class Blocks:
    """The decrypted bytes of a file, one block in memory at a time.

    Parameters
    ----------
    path : of the file
    key : 32 bytes, of this one file
    start : bytes that stand before the first block
    damaged : makes the error for a block that does not hold
    """

    def __init__(
        self,
        path: Path,
        key: bytes,
        start: bytes,
        damaged: Callable[[str], VaultError],
    ) -> None:
        self._name, self._damaged = path.name, damaged
        self._key, self._start = AESGCM(key), start
        try:
            self._file = path.open("rb")
            encrypted = path.stat().st_size - len(start)
        except OSError:
            raise damaged(path.name) from None
        self._count = max(1, -(-encrypted // (BLOCK + _TAG)))
        self.size = encrypted - self._count * _TAG
        self._held: tuple[int, bytes] = (-1, b"")
        if self.size < 0:
            self._file.close()
            raise damaged(path.name)

    def block(self, number: int) -> bytes:
        """Return a block, decrypted and checked."""
        if self._held[0] != number:
            self._file.seek(len(self._start) + number * (BLOCK + _TAG))
            # A file that was cut off after a whole block fails here: its last block was not marked as the
            # last.
            nonce = _nonce(number, is_last=number == self._count - 1)
            encrypted = self._file.read(BLOCK + _TAG)
            try:
                content = self._key.decrypt(nonce, encrypted, self._start)
            except InvalidTag:
                raise self._damaged(self._name) from None
            # Readers ask for small pieces, each of which would otherwise decrypt the whole block again.
            self._held = (number, content)
        return self._held[1]

    def part(self, start: int, stop: int) -> BinaryIO:
        """Return a run of the bytes as a file of its own, which closes this one when it is closed."""
        return cast("BinaryIO", io.BufferedReader(_Part(self, start, stop), BLOCK))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class _Part(io.RawIOBase):
    """A run of decrypted bytes, as a file that can be read here and there."""

    def __init__(self, blocks: Blocks, start: int, stop: int) -> None:
        super().__init__()
        self._blocks, self._start, self._stop = blocks, start, stop
        self._at = start

    def readable(self) -> bool:
        """Whether it can be read: it can."""
        return True

    def seekable(self) -> bool:
        """Whether it can be read here and there: it can."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place within the run."""
        origin = {
            io.SEEK_SET: self._start,
            io.SEEK_CUR: self._at,
            io.SEEK_END: self._stop,
        }
        self._at = max(self._start, origin[whence] + offset)
        return self.tell()

    def tell(self) -> int:
        """Return the place within the run."""
        return self._at - self._start

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read into a buffer what comes next."""
        view = memoryview(buffer)
        number, within = divmod(self._at, BLOCK)
        wanted = min(len(view), self._stop - self._at)
        if wanted <= 0:
            return 0
        part = self._blocks.block(number)[within : within + wanted]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        """Close the file of the blocks."""
        self._blocks.close()
        super().close()


def _nonce(number: int, *, is_last: bool) -> bytes:
    return bytes([is_last]) + number.to_bytes(11, "big")
