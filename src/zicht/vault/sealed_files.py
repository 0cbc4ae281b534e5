"""Delivered files after reception: each sealed away in a file of its own, encrypted and read block by block.

Nothing of a delivery can be read without the key of the vault's file: not its content, its name or its digest. The
file is named by a keyed digest. Whoever had everything of a delivery but one field could try every value of it
against a digest without a key.

Files of the first format have a header in clear text, and are named by a digest without a key. They are read, and
written anew at the next reception.
"""

import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from hmac import digest as keyed
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zicht.vault.sealed_blocks import BLOCK, Blocks, BlockWriter
from zicht.vault.sealed_cells import decrypt, encrypt, key_for
from zicht.vocabulary.durable import flush, make_folder
from zicht.vocabulary.errors import VaultError

ENDING = ".sealed"
_IN_CLEAR = b"zicht sealed delivery 1\n"
_MAGIC = b"zicht sealed delivery 2\n"
# The length is read before anything is authenticated. The limit keeps a flipped bit from filling
# the memory.
_LARGEST_HEADER = 100_000
_SALT = 16
_NONCE_OF_HEADER = bytes([2]) + bytes(11)
"""No block has it: the first byte of theirs is 0 or 1."""
_NOTE = "note of a delivery"


@dataclass(frozen=True)
class SealedDelivery:
    """What a sealed delivery is.

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


@dataclass(frozen=True)
class _Header:
    """The start of a sealed file, read.

    Parameters
    ----------
    about : which delivery
    letter : number of bytes of the letter, which come first
    key : of the blocks
    start : bytes before the first block
    is_clear : whether it stands there in clear text, as in the first format
    """

    about: SealedDelivery
    letter: int
    key: bytes
    start: bytes
    is_clear: bool


class SealedContent:
    """A file, or a letter, within a sealed delivery."""

    def __init__(
        self, name: str, part: slice, blocks: Callable[[], Blocks], *, is_cut: bool
    ) -> None:
        self._name, self._part, self._blocks = name, part, blocks
        self._is_cut = is_cut

    def __repr__(self) -> str:
        return "<SealedContent>"

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
        return self._blocks().part(self._part.start, self._part.stop)


class SealedFiles:
    """The folder with sealed deliveries of a vault.

    Parameters
    ----------
    folder : private, with a folder per source
    secret : key of the vault's file
    """

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder, self._secret = folder, secret
        self._key_of_names = key_for("names of sealed deliveries", secret)
        self._key_of_notes = key_for(_NOTE, secret)

    def __repr__(self) -> str:
        return f"<SealedFiles in {self._folder.name}>"

    def deliveries(self) -> list[SealedDelivery]:
        """List the sealed deliveries by source and digest.

        Raises
        ------
        VaultError : a file there is damaged, or another key sealed it
        """
        listed = [self._header(path).about for path in self._paths()]
        return sorted(listed, key=lambda about: (about.source, about.digest))

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
        path = self._keyed_path(about.source, about.digest)
        make_folder(path.parent, mode=0o700)
        draft = path.with_suffix(".new")
        # Nonces are numbers of blocks, so that each file needs a key of its own. It gets a new one when
        # rows are cut out of it, too.
        salt = os.urandom(_SALT)
        key = _key_of_file(self._secret, salt)
        start = _start_of({**asdict(about), "letter": len(letter)}, key, salt)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(start)
            blocks = BlockWriter(file, key, start)
            blocks.write(letter)
            for part in content:
                blocks.write(part)
            blocks.finish()
            file.flush()
            os.fsync(file.fileno())
        # The disk has the new file before the old one goes. Without this order a power failure could lose
        # a delivery that its supplier must send again.
        draft.replace(path)
        self._path_in_clear(about.source, about.digest).unlink(missing_ok=True)
        flush(path.parent)

    def open(self, source: str, digest: str) -> tuple[SealedContent, SealedContent]:
        """Return file and letter of a sealed delivery.

        Raises
        ------
        VaultError : it is damaged, or no delivery was sealed under this digest
        """
        path = self.path_of(source, digest)
        header = self._header(path)
        blocks = partial(Blocks, path, header.key, header.start, _damaged)
        opened = blocks()
        letter = slice(0, header.letter)
        content = slice(header.letter, opened.size)
        opened.close()
        is_cut = bool(header.about.cut_for)
        return (
            SealedContent(header.about.name, content, blocks, is_cut=is_cut),
            SealedContent("letter.toml", letter, blocks, is_cut=False),
        )

    def has(self, source: str, digest: str) -> bool:
        """Whether a delivery was sealed under this digest."""
        return self.path_of(source, digest).is_file()

    def is_whole(self, path: Path) -> bool:
        """Whether a sealed file can be read to its end with this key, under its own name."""
        try:
            header = self._header(path)
            blocks = Blocks(path, header.key, header.start, _damaged)
            with blocks.part(0, blocks.size) as content:
                while content.read(BLOCK):
                    pass
        except VaultError:
            return False
        return True

    def about(self, source: str, digest: str) -> SealedDelivery:
        """Return what a sealed delivery is."""
        return self._header(self.path_of(source, digest)).about

    def renew(self, before: bytes) -> None:
        """Seal with this key, in the current format, each file sealed with the former key or in an older format."""
        old = SealedFiles(self._folder, before)
        for path in self._paths():
            if self._is_of_today(path):
                continue
            about = old._header(path).about
            file, letter = old.open(about.source, about.digest)
            with letter.open() as handle:
                letter_bytes = handle.read()
            with file.open() as handle:
                self.write(about, letter_bytes, iter(partial(handle.read, BLOCK), b""))
            if path != self._keyed_path(about.source, about.digest):
                path.unlink(missing_ok=True)

    def remove(self, source: str, digest: str) -> None:
        """Remove a sealed delivery."""
        self.path_of(source, digest).unlink(missing_ok=True)

    def path_of(self, source: str, digest: str) -> Path:
        """Return where a delivery is sealed, whether or not it is there."""
        path, in_clear = (
            self._keyed_path(source, digest),
            self._path_in_clear(source, digest),
        )
        return in_clear if in_clear.is_file() and not path.is_file() else path

    def note_of(self, digest: str) -> str:
        """Write the digest of a delivery for a note in its place, which nobody can read without the key."""
        return encrypt(digest.encode(), self._key_of_notes, _NOTE).hex()

    def read_note(self, words: str) -> str:
        """Read a note: of today, or of an earlier version, which is the digest itself.

        Raises
        ------
        VaultError : it was altered, or another key wrote it
        """
        if _is_digest(words):
            return words
        try:
            content = bytes.fromhex(words)
        except ValueError:
            content = b""
        return decrypt(content, self._key_of_notes, _NOTE).decode()

    def renew_note(self, words: str, before: bytes) -> str:
        """Return a note as this version writes it, under this key; one that is so already stays as it is."""
        if not _is_digest(words):
            with suppress(VaultError):
                self.read_note(words)
                return words
        return self.note_of(SealedFiles(self._folder, before).read_note(words))

    def _header(self, path: Path) -> _Header:
        """Read the start of a sealed file, and check that it lies under its own name.

        Raises
        ------
        VaultError : it is damaged, or another key sealed it
        """
        header = _read_start(path, self._secret)
        source, digest = header.about.source, header.about.digest
        in_place = (
            self._path_in_clear(source, digest)
            if header.is_clear
            else self._keyed_path(source, digest)
        )
        # A file that was put under the name of another delivery would be received in its place.
        if path != in_place:
            raise _damaged(path.name)
        return header

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob(f"*/*{ENDING}"))

    def _keyed_path(self, source: str, digest: str) -> Path:
        name = keyed(self._key_of_names, f"{source}/{digest}".encode(), "sha256").hex()
        return self._folder / source / f"{name[:32]}{ENDING}"

    def _path_in_clear(self, source: str, digest: str) -> Path:
        """Return where the first format sealed a delivery."""
        return self._folder / source / f"{digest}{ENDING}"

    def _is_of_today(self, path: Path) -> bool:
        """Whether a file is sealed with this key and in the format of today."""
        with suppress(VaultError):
            return not self._header(path).is_clear
        return False


def _is_digest(words: str) -> bool:
    """Whether a note is of an earlier version: the digest of its delivery in clear text."""
    return len(words) == 2 * sha256().digest_size


def _start_of(header: dict[str, object], key: bytes, salt: bytes) -> bytes:
    """Write what stands before the first block: which format, the salt of the key, and the header, encrypted."""
    plain = json.dumps(header, sort_keys=True).encode()
    words = AESGCM(key).encrypt(_NONCE_OF_HEADER, plain, _MAGIC)
    return _MAGIC + len(words).to_bytes(4, "big") + words + salt


def _key_of_file(secret: bytes, salt: bytes) -> bytes:
    return key_for(f"sealed delivery {salt.hex()}", secret)


def _read_start(path: Path, secret: bytes) -> _Header:
    """Read what stands before the first block of a sealed file."""
    try:
        with path.open("rb") as file:
            magic, size = file.read(len(_MAGIC)), file.read(4)
            length = int.from_bytes(size, "big")
            if magic not in (_MAGIC, _IN_CLEAR) or length > _LARGEST_HEADER:
                raise _damaged(path.name)
            words, salt = file.read(length), file.read(_SALT)
        key = _key_of_file(secret, salt)
        is_clear = magic == _IN_CLEAR
        plain = words if is_clear else _decrypted(words, key)
        fields = json.loads(plain)
        letter = int(fields.pop("letter"))
        about = SealedDelivery(**{name: str(text) for name, text in fields.items()})
    except (OSError, InvalidTag, ValueError, AttributeError, KeyError, TypeError):
        raise _damaged(path.name) from None
    return _Header(about, letter, key, magic + size + words + salt, is_clear)


def _decrypted(words: bytes, key: bytes) -> bytes:
    return AESGCM(key).decrypt(_NONCE_OF_HEADER, words, _MAGIC)


def _damaged(name: str) -> VaultError:
    return VaultError(
        f"The sealed delivery {name} is damaged or altered, or another key sealed it.",
        now="`zicht restore` puts it back from a backup. Without one, put the supplier's file back in deliveries/.",
    )
