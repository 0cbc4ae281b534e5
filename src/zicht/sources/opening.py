"""A delivered file opened once: a regular file, of which exactly the bytes that are read make the digest."""

import hashlib
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from zicht.vocabulary.errors import DeliveryError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LARGEST_FILE = 20_000_000_000
"""Bytes of a delivered file."""
LARGEST_PACKED = 500_000_000
"""Bytes of an archive or workbook, which is held in memory."""
LARGEST_LETTER = 100_000
_AT_ONCE = 1_000_000


class Kept(Protocol):
    """A delivered file, or a letter, that is kept elsewhere than in a file of its own: encrypted, for example."""

    @property
    def name(self) -> str:
        """Name of the file as it was delivered."""

    @property
    def is_cut(self) -> bool:
        """Whether it holds what `cut` wrote, the rows that are left of a file, and not the file."""

    def open(self) -> BinaryIO:
        """Open it at its start."""


Delivered = Path | Kept
"""A delivered file, or a letter: in the folder with deliveries, or kept elsewhere."""


@contextmanager
def opened(path: Delivered, *, largest: int = LARGEST_FILE) -> Iterator[BinaryIO]:
    """Open a regular file for reading; never a link, pipe or device, on which reading could wait forever.

    Parameters
    ----------
    path : of the file, read as it is: no sign in it has a meaning; or what is kept elsewhere
    largest : number of bytes that it may have

    Raises
    ------
    DeliveryError : it is not there, not a regular file, or too large
    """
    name = printable(path.name)
    if not isinstance(path, Path):
        with path.open() as kept:
            yield kept
        return
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise DeliveryError(
            f"{name}: the file is not there.", now="Ask the supplier for it."
        ) from None
    except OSError:
        raise DeliveryError(
            f"{name} cannot be opened, or is a link to another file.",
            now="Put the file itself in the folder, readable by you.",
        ) from None
    try:
        _refuse_unfit(os.fstat(handle), name, largest)
        file = os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise
    with file:
        yield file


def _refuse_unfit(state: os.stat_result, name: str, largest: int) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise DeliveryError(
            f"{name} is not a regular file.", now="Put the file itself in the folder."
        )
    if state.st_size > largest:
        raise DeliveryError(
            f"{name} has {state.st_size:,} bytes; at most {largest:,} are read.",
            now="Ask the supplier for the data in parts.",
        )


def digest_of(path: Delivered, *, largest: int = LARGEST_FILE) -> bytes:
    """SHA-256 of a regular file."""
    state = hashlib.sha256()
    with opened(path, largest=largest) as file:
        while part := file.read(_AT_ONCE):
            state.update(part)
    return state.digest()


class Hashed(io.RawIOBase):
    """A file read from its start to its end, while the digest is made of the bytes that are handed out."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file, self._state = file, hashlib.sha256()

    def readable(self) -> bool:
        """Whether it can be read: it can."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read into a buffer what comes next."""
        view = memoryview(buffer)
        part = self._file.read(len(view))
        self._state.update(part)
        view[: len(part)] = part
        return len(part)

    def digest(self) -> bytes:
        """SHA-256 of the whole file, after reading what is left of it."""
        while part := self._file.read(_AT_ONCE):
            self._state.update(part)
        return self._state.digest()


class Whole(io.BytesIO):
    """A file held in memory: an archive or workbook, which is read here and there."""

    @classmethod
    def of(cls, file: BinaryIO) -> "Whole":
        """Read a file into memory.

        Raises
        ------
        DeliveryError : it is too large for that
        """
        content = file.read(LARGEST_PACKED + 1)
        if len(content) > LARGEST_PACKED:
            raise DeliveryError(
                f"the packed file has more than {LARGEST_PACKED:,} bytes",
                now="Send it as CSV, packed with gzip if need be.",
            )
        return cls(content)

    def digest(self) -> bytes:
        """SHA-256 of all its bytes."""
        return hashlib.sha256(self.getbuffer()).digest()


def printable(name: str) -> str:
    """Write the name of a file so that a terminal and a page can show it; bytes that are no text become signs."""
    plain = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(
        sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in plain
    )
