"""Delivered files after reception: each sealed away in a file of its own, encrypted and read block by block.

A file begins with a header that can be read without a key, and that the first block cannot be decrypted without: which
delivery it is, and nothing of what it holds. Each block is AES-256-GCM under a key of this one file, derived from the
vault's file key and a salt; its number is its nonce. So a workbook of gigabytes is read here and there without a clear
copy of it, and a block that was moved, cut off or altered is refused.
"""

import io
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zicht.vault.keys import flush
from zicht.vault.sealed_cells import key_for
from zicht.vocabulary.errors import VaultError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

ENDING = ".sealed"
_MAGIC = b"zicht sealed delivery 1\n"
_BLOCK, _TAG = 1 << 20, 16
"""Bytes of a block before encryption, and bytes that encryption adds."""
_LARGEST_HEADER = 100_000


@dataclass(frozen=True)
class SealedDelivery:
    """What can be read of a sealed delivery without a key.

    Parameters
    ----------
    source : id of the source
    digest : of file and letter, as they were delivered
    content : digest of the file alone, in hexadecimal digits
    name : of the file
    accepted_because : reason why it was accepted in spite of what was doubtful about it
    cut_for : digest of who had withdrawn when rows were taken out of it; empty for the file as it was delivered
    """

    source: str
    digest: str
    content: str
    name: str
    accepted_because: str = ""
    cut_for: str = ""


class SealedContent:
    """A file, or a letter, within a sealed delivery."""

    def __init__(
        self, path: Path, key: bytes, name: str, part: slice, *, is_cut: bool
    ) -> None:
        self._path, self._key, self._part = path, key, part
        self._name, self._is_cut = name, is_cut

    def __repr__(self) -> str:
        return f"<SealedContent of {self._path.name}>"

    @property
    def name(self) -> str:
        """Name of the file as it was delivered."""
        return self._name

    @property
    def is_cut(self) -> bool:
        """Whether rows were taken out of it."""
        return self._is_cut

    def open(self) -> BinaryIO:
        """Open it at its start; what is read is decrypted in memory."""
        blocks = _Blocks(self._path, self._key)
        within = _Part(blocks, self._part.start, self._part.stop)
        return cast("BinaryIO", io.BufferedReader(within, _BLOCK))


class SealedFiles:
    """The folder with sealed deliveries of a vault.

    Parameters
    ----------
    folder : private, with a folder per source
    secret : key of the vault's file
    """

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder, self._secret = folder, secret

    def __repr__(self) -> str:
        return f"<SealedFiles in {self._folder.name}>"

    def write(
        self, about: SealedDelivery, letter: bytes, content: Iterable[bytes]
    ) -> None:
        """Seal a delivery, whole or not at all; one that was sealed before is replaced.

        Parameters
        ----------
        about : which delivery
        letter : its bytes
        content : bytes of the file, or what is left of it, in parts

        Raises
        ------
        OSError : it could not be written
        """
        path = self.path_of(about.source, about.digest)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        header = {**asdict(about), "letter": len(letter)}
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            _write_blocks(file, header, self._secret, [letter, *content])
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        flush(path.parent)

    def open(self, source: str, digest: str) -> tuple[SealedContent, SealedContent]:
        """Return file and letter of a sealed delivery.

        Raises
        ------
        VaultError : it is damaged, or no delivery was sealed under this digest
        """
        path = self.path_of(source, digest)
        about, letter_size = _read_header(path)
        blocks = _Blocks(path, self._secret)
        is_cut = bool(about.cut_for)
        letter = slice(0, letter_size)
        content = slice(letter_size, blocks.size)
        blocks.close()
        return (
            SealedContent(path, self._secret, about.name, content, is_cut=is_cut),
            SealedContent(path, self._secret, "letter.toml", letter, is_cut=False),
        )

    def has(self, source: str, digest: str) -> bool:
        """Whether a delivery was sealed under this digest."""
        return self.path_of(source, digest).is_file()

    def about(self, source: str, digest: str) -> SealedDelivery:
        """Return what is known of a sealed delivery without decrypting it."""
        return _read_header(self.path_of(source, digest))[0]

    def renew(self, before: bytes) -> None:
        """Encrypt with this key what is still encrypted with the key of the vault's file of before."""
        old = SealedFiles(self._folder, before)
        for about in list_sealed(self._folder):
            if self._opens(about):
                continue
            file, letter = old.open(about.source, about.digest)
            with letter.open() as handle:
                letter_bytes = handle.read()
            with file.open() as handle:
                self.write(about, letter_bytes, iter(partial(handle.read, _BLOCK), b""))

    def _opens(self, about: SealedDelivery) -> bool:
        """Whether this key opens a sealed delivery."""
        blocks = _Blocks(self.path_of(about.source, about.digest), self._secret)
        try:
            blocks.block(0)
        except VaultError:
            return False
        finally:
            blocks.close()
        return True

    def remove(self, source: str, digest: str) -> None:
        """Remove a sealed delivery."""
        self.path_of(source, digest).unlink(missing_ok=True)

    def path_of(self, source: str, digest: str) -> Path:
        """Return where a delivery is sealed, whether or not it is there."""
        return self._folder / source / f"{digest}{ENDING}"


def list_sealed(folder: Path) -> list[SealedDelivery]:
    """List the sealed deliveries of a folder by source and digest; no key is needed.

    Raises
    ------
    VaultError : a file there is damaged
    """
    return [_read_header(path)[0] for path in sorted(folder.glob(f"*/*{ENDING}"))]


def _write_blocks(
    file: BinaryIO,
    header: dict[str, object],
    secret: bytes,
    parts: Iterable[bytes],
) -> None:
    """Write header and encrypted blocks; the last block may be short, and its nonce says that it is the last."""
    salt = os.urandom(16)
    start = _start_of(header, salt)
    key = AESGCM(_key_of_file(secret, salt))
    file.write(start)
    number = 0
    blocks = _in_blocks(parts)
    block = next(blocks)
    for following in blocks:
        file.write(_encrypted(key, start, number, block, is_last=False))
        block, number = following, number + 1
    file.write(_encrypted(key, start, number, block, is_last=True))


def _start_of(header: dict[str, object], salt: bytes) -> bytes:
    words = json.dumps(header, sort_keys=True).encode()
    return _MAGIC + len(words).to_bytes(4, "big") + words + salt


def _key_of_file(secret: bytes, salt: bytes) -> bytes:
    return key_for(f"sealed delivery {salt.hex()}", secret)


def _encrypted(
    key: AESGCM, start: bytes, number: int, block: bytes, *, is_last: bool
) -> bytes:
    return key.encrypt(_nonce(number, is_last=is_last), block, start)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return bytes([is_last]) + number.to_bytes(11, "big")


def _in_blocks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Cut a stream of bytes into blocks of equal size; there is always a last one, which may be empty."""
    waiting = bytearray()
    for part in parts:
        waiting += part
        while len(waiting) > _BLOCK:
            yield bytes(waiting[:_BLOCK])
            del waiting[:_BLOCK]
    yield bytes(waiting)


def _read_start(file: BinaryIO, name: str) -> tuple[dict[str, object], bytes, bytes]:
    """Return header, salt, and the bytes before the first block."""
    magic = file.read(len(_MAGIC))
    size = int.from_bytes(file.read(4), "big")
    if magic != _MAGIC or size > _LARGEST_HEADER:
        raise _damaged(name)
    words, salt = file.read(size), file.read(16)
    try:
        header = json.loads(words)
    except ValueError:
        raise _damaged(name) from None
    if not isinstance(header, dict) or len(salt) != 16:
        raise _damaged(name)
    return header, salt, magic + size.to_bytes(4, "big") + words + salt


def _read_header(path: Path) -> tuple[SealedDelivery, int]:
    """Return what a sealed file says of itself, and the size of the letter in it."""
    try:
        with path.open("rb") as file:
            header, _, _ = _read_start(file, path.name)
        size = header.pop("letter")
        about = SealedDelivery(**{name: str(text) for name, text in header.items()})
    except (OSError, KeyError, TypeError):
        raise _damaged(path.name) from None
    if not isinstance(size, int) or about.digest != path.name.removesuffix(ENDING):
        raise _damaged(path.name)
    return about, size


def _damaged(name: str) -> VaultError:
    return VaultError(
        f"The sealed delivery {name} is damaged or altered.",
        now="Restore it from a backup, or ask the supplier for the file again.",
    )


class _Blocks:
    """The decrypted bytes of a sealed file, one block in memory at a time."""

    def __init__(self, path: Path, secret: bytes) -> None:
        self._name = path.name
        try:
            self._file = path.open("rb")
        except OSError:
            raise _damaged(path.name) from None
        try:
            _, salt, self._start = _read_start(self._file, path.name)
        except VaultError:
            self._file.close()
            raise
        self._key = AESGCM(_key_of_file(secret, salt))
        encrypted = path.stat().st_size - len(self._start)
        self._count = max(1, -(-encrypted // (_BLOCK + _TAG)))
        self.size = encrypted - self._count * _TAG
        self._held: tuple[int, bytes] = (-1, b"")
        if self.size < 0:
            raise _damaged(path.name)

    def block(self, number: int) -> bytes:
        """Return a block, decrypted and checked."""
        if self._held[0] != number:
            self._file.seek(len(self._start) + number * (_BLOCK + _TAG))
            is_last = number == self._count - 1
            nonce = _nonce(number, is_last=is_last)
            try:
                content = self._key.decrypt(
                    nonce, self._file.read(_BLOCK + _TAG), self._start
                )
            except InvalidTag:
                raise _damaged(self._name) from None
            self._held = (number, content)
        return self._held[1]

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class _Part(io.RawIOBase):
    """A run of bytes of a sealed file, as a file that can be read here and there."""

    def __init__(self, blocks: _Blocks, start: int, stop: int) -> None:
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
        number, within = divmod(self._at, _BLOCK)
        wanted = min(len(view), self._stop - self._at)
        if wanted <= 0:
            return 0
        part = self._blocks.block(number)[within : within + wanted]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        """Close the sealed file."""
        self._blocks.close()
        super().close()
