"""What kind of file a delivery is, by its first bytes, and its lines or cells as text."""

import codecs
import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO, Protocol

from zicht.vocabulary.errors import DeliveryError
from zicht.vocabulary.nouns import counted

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

LARGEST_UNPACKED = 20_000_000_000
"""Bytes that a packed text file may unpack to; it is read as a stream."""
_BUFFER = 1_000_000
_TEXT = 2_000_000
"""Characters that are read at a time."""
_MOST_TIMES_PACKED = 400
_SMALL = 200_000_000
"""A packed file may unpack to this many times its size; a small one to this many bytes."""
LARGEST_WORKBOOK = 1_000_000_000
"""Bytes that the parts of a workbook may unpack to; a workbook is read into memory."""


class Format(StrEnum):
    """Kind of file."""

    TEXT = "csv"
    GZIP = "gz"
    ZIP = "zip"
    WORKBOOK = "xlsx"
    OPEN_DOCUMENT = "ods"
    PARQUET = "parquet"


SUFFIXES = {
    Format.TEXT: (".csv", ".txt", ".tsv"),
    Format.GZIP: (".gz",),
    Format.ZIP: (".zip",),
    Format.WORKBOOK: (".xlsx", ".xlsm"),
    Format.OPEN_DOCUMENT: (".ods",),
    Format.PARQUET: (".parquet",),
}
"""How the name of a file of each kind ends, in capitals or not."""
SUFFIXES_OF_TABLES = tuple(
    suffix for endings in SUFFIXES.values() for suffix in endings
)
_NO_TABLES = {
    b"\xd0\xcf\x11\xe0": "an old or password-protected workbook",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"-----BEGIN PGP": "an encrypted message",
    b"<?xml": "an XML document",
    b"<!DOCTYPE": "a page of the web",
    b"<html": "a page of the web",
    b"{\\rtf": "a text document",
    b"ARROW1": "an Arrow file",
    b"MIME-Version:": "a page of the web",
    b"PARE": "an encrypted Parquet file",
    b"$FL2": "a file of SPSS",
    b"<stata_dta>": "a file of Stata",
    b"version https://": "a pointer to a file that was left behind",
}
"""First bytes of files that are often sent by mistake."""


@dataclass(frozen=True)
class Encoding:
    """How a text file writes its letters.

    Parameters
    ----------
    name : as Python knows it
    mark : number of bytes of the mark at its start
    """

    name: str
    mark: int = 0


_BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"
"""A mark and blanks, which pages of the web often have before their first sign."""
_EMPTY_ARCHIVE = b"PK\x05\x06"
_MARKS = {
    # Before those of UTF-16, with which they begin.
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}


def format_of(file: BinaryIO, name: str) -> Format:
    """Find out what kind of file this is.

    Parameters
    ----------
    file : at its start; it is left there
    name : of the file, whose ending must agree with what the file is

    Raises
    ------
    DeliveryError : it is not a table, or its name ends as that of another kind of file
    """
    first = file.read(64).lstrip(_BEFORE_TEXT)[:16]
    file.seek(0)
    for start, words in _NO_TABLES.items():
        if first.lower().startswith(start.lower()):
            raise DeliveryError(
                f"the file is {words}",
                now="Ask for CSV, or for an XLSX workbook without a password.",
            )
    found = _found(file, first)
    suffix = "." + name.rpartition(".")[2].lower()
    if found is Format.ZIP:
        _refuse_other_documents(file)
    if suffix not in SUFFIXES[found]:
        raise DeliveryError(
            f"the file is {found}, and its name ends in {suffix}",
            now=f"Name it {' or '.join(SUFFIXES[found])}, or ask what was meant.",
        )
    return found


def _found(file: BinaryIO, first: bytes) -> Format:
    if first.startswith(b"\x1f\x8b"):
        return Format.GZIP
    if first.startswith(b"PAR1"):
        return Format.PARQUET
    if not first.startswith((b"PK\x03\x04", _EMPTY_ARCHIVE)):
        return Format.TEXT
    with archive(file) as packed:
        names = packed.namelist()
        if "xl/workbook.xml" in names:
            return Format.WORKBOOK
        return Format.OPEN_DOCUMENT if "content.xml" in names else Format.ZIP


def _refuse_other_documents(file: BinaryIO) -> None:
    """Refuse the documents of office programs that are archives inside, and are no tables.

    Raises
    ------
    DeliveryError : with the name of what it is, since `zip` would mislead whoever sent it
    """
    with archive(file) as packed:
        names = {*packed.namelist()}
    for part, words in _PARTS_OF_DOCUMENTS.items():
        if part in names:
            raise DeliveryError(
                f"the file is {words}", now="Ask for CSV, or for an XLSX workbook."
            )


_PARTS_OF_DOCUMENTS = {
    "xl/workbook.bin": "a binary workbook (XLSB)",
    "word/document.xml": "a text document",
    "ppt/presentation.xml": "a presentation",
    "Index/Document.iwa": "a spreadsheet of Numbers",
}
"""Part of an archive by which a document of an office program is known."""
_DAMAGED_ARCHIVE = (
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What reading an archive raises where a directory, a size or a packed part in it is damaged; fuzzers found them."""


@contextmanager
def archive(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive; a damaged one is an error of the delivery."""
    try:
        with zipfile.ZipFile(file) as packed:
            yield packed
    except _DAMAGED_ARCHIVE:
        raise DeliveryError(
            "the file is a damaged or encrypted archive", now="Ask for it again."
        ) from None
    finally:
        file.seek(0)


def encoding_of(start: bytes, declared: str) -> Encoding:
    """Find out how a text file writes its letters: by its mark, as declared, or UTF-8.

    Raises
    ------
    DeliveryError : the mark and what was declared do not agree, or the declared encoding is not known
    """
    mark = next((mark for mark in _MARKS if start.startswith(mark)), b"")
    found = _MARKS.get(mark, "")
    if not found and not declared and b"\0" in start:
        raise DeliveryError(
            "the file has empty bytes at its start: it is written in UTF-16 or UTF-32 without a mark, or is no text",
            now="State how it is written in the letter: encoding = 'utf-16-le', for example.",
        )
    if declared:
        if not _is_text_encoding(declared):
            raise DeliveryError(
                "the declared encoding is not known",
                now="Write utf-8, utf-16, cp1252, latin-1 or another that Python knows.",
            )
        if found and not _agree(found, declared):
            raise DeliveryError(
                f"the file is written in {found}, not in the declared {declared}",
                now="Correct the encoding in the letter or form.",
            )
    return Encoding(found or declared or "utf-8", len(mark))


def _is_text_encoding(name: str) -> bool:
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return codec._is_text_encoding and codec.name not in _NOT_OF_FILES


_NOT_OF_FILES = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
)
"""Encodings of Python in which no register is written: signs in them mean other signs."""


def _agree(found: str, declared: str) -> bool:
    plain = codecs.lookup(declared).name.removesuffix("-sig")
    return found.startswith(plain)


@contextmanager
def open_texts(
    file: BinaryIO, kind: Format, *, size: int, encoding: str = "", longest: int
) -> Iterator[tuple[Iterator[str], str]]:
    """Read a text file, packed or not, some lines at a time.

    Parameters
    ----------
    file : at its start
    kind : text, gz or zip
    size : bytes of the file as it came
    encoding : as declared; empty where it is not
    longest : number of characters that a line may have

    Returns
    -------
    texts of lines that end in a line feed, whatever end they had, in which bytes that cannot be read are lone
    surrogates; and the name of the encoding

    Raises
    ------
    DeliveryError : a line is too long, the archive does not hold one file, it is damaged, or unpacks to too much
    """
    with _unpacked(file, kind, size) as plain:
        start = _start_of(plain)
        if kind is not Format.TEXT:
            _refuse_packed(start)
        found = encoding_of(start, encoding)
        plain.read(found.mark)
        # Encodings of two or four bytes have no lone bytes to escape: what cannot be read there is damage.
        is_wide = "16" in found.name or "32" in found.name
        errors = "strict" if is_wide else "surrogateescape"
        words = io.TextIOWrapper(plain, found.name, errors=errors)
        try:
            yield _whole_lines(words, longest), found.name
        finally:
            words.detach()


def _start_of(plain: io.BufferedReader) -> bytes:
    try:
        return plain.peek(16)[:16]
    except _DAMAGE:
        raise _damaged() from None


def _refuse_packed(start: bytes) -> None:
    """Refuse what is packed twice, or is no text within its packing."""
    kinds = {b"PK": "an archive or a workbook", b"\x1f\x8b": "packed once more"}
    for first, words in {**_NO_TABLES, **kinds, b"PAR1": "a Parquet file"}.items():
        if start.startswith(first):
            raise DeliveryError(
                f"what is packed in the file is {words}", now="Send it by itself."
            )


_DAMAGE = (EOFError, OSError, ValueError, zipfile.BadZipFile, zlib.error)
"""What reading raises where a packed file is damaged, or letters of two bytes are cut in two."""


def _damaged() -> DeliveryError:
    return DeliveryError(
        "the file is damaged, or was cut off while it was packed or sent",
        now="Ask for it again.",
    )


def _whole_lines(words: io.TextIOWrapper, longest: int) -> Iterator[str]:
    """Yield texts of whole lines; of the last one the line end may lack."""
    n_lines = 0
    rest = ""
    try:
        while read := words.read(_TEXT):
            text = rest + read
            end = text.rfind("\n") + 1
            rest = text[end:]
            if len(rest) >= longest:
                raise DeliveryError(
                    f"line {n_lines + text.count(chr(10)) + 1} has more than {longest:,} characters",
                    now="Check the line ends, and whether the file is a table.",
                )
            if end:
                n_lines += text.count("\n", 0, end)
                yield text[:end]
    except _DAMAGE:
        raise _damaged() from None
    if rest:
        yield rest


@contextmanager
def _unpacked(file: BinaryIO, kind: Format, size: int) -> Iterator[io.BufferedReader]:
    if kind is Format.GZIP:
        with gzip.GzipFile(fileobj=file) as packed:
            yield io.BufferedReader(_Limited(packed, _allowed(size)))
    elif kind is Format.ZIP:
        with archive(file) as folder:
            entries = [entry for entry in folder.infolist() if _is_content(entry)]
            if len(entries) != 1 or entries[0].flag_bits & 1:
                raise DeliveryError(
                    f"the archive holds {counted(len(entries), 'file')}; one, without a password, is read",
                    now="Send each file by itself.",
                )
            with folder.open(entries[0]) as packed_file:
                allowed = _allowed(entries[0].compress_size)
                yield io.BufferedReader(_Limited(packed_file, allowed))
    else:
        yield io.BufferedReader(_Limited(file, LARGEST_UNPACKED), _BUFFER)


def _is_content(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a file that somebody packed, and not what a system put beside it."""
    name = entry.filename.rpartition("/")[2]
    is_beside = entry.filename.startswith("__MACOSX/") or name.startswith("._")
    return not entry.is_dir() and not is_beside and name not in _LEFT_BY_SYSTEMS


_LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Names of files that a system puts into folders by itself."""


def _allowed(packed: int) -> int:
    """Give the bytes that a packed file may unpack to."""
    return min(LARGEST_UNPACKED, max(_SMALL, _MOST_TIMES_PACKED * packed))


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class _Limited(io.RawIOBase):
    """A stream that ends with an error when it gives more bytes than any delivery has."""

    def __init__(self, stream: "_Readable", allowed: int) -> None:
        super().__init__()
        self._stream, self._allowed, self._left = stream, allowed, allowed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "Buffer") -> int:
        view = memoryview(buffer)
        part = self._stream.read(len(view))
        self._left -= len(part)
        if self._left < 0:
            raise DeliveryError(
                f"the file unpacks to more than {self._allowed:,} bytes",
                now="Ask the supplier for the data in parts.",
            )
        view[: len(part)] = part
        return len(part)
