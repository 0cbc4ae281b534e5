"""Looks for words in files as a finder would: in their bytes, and in what archives, compressed files and PDFs hold."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_DEEPEST = 3
"""Archives within archives are opened this far."""


def places_with(
    word: str, folder: Path, *, leave_out: tuple[str, ...] = ()
) -> list[str]:
    """Name the files in a folder that hold a word, in whatever case and wherever in them, or have it in their name.

    Parameters
    ----------
    leave_out : starts of the names, within the folder, of files that may hold it
    """
    names = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if name.startswith(leave_out):
            continue
        is_in_name = word.lower() in name.lower()
        if is_in_name or (path.is_file() and holds(word, path.read_bytes())):
            names.append(name)
    return names


def holds(word: str, content: bytes) -> bool:
    """Whether a file holds a word."""
    forms = {
        variant.encode(encoding)
        for variant in (word, word.lower(), word.upper(), word.capitalize())
        for encoding in _ENCODINGS
    }
    return any(form in part for part in parts_of(content) for form in forms)


def parts_of(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """Yield what a file holds: its bytes, and those of everything that is packed in it."""
    yield content
    if depth >= _DEEPEST:
        return
    for part in _packed_in(content):
        yield from parts_of(part, depth + 1)


def _packed_in(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"%PDF"):
        yield from _parts_of_pdf(content)
    elif content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield "\n".join(archive.namelist()).encode()
            for name in archive.namelist():
                yield archive.read(name)
    else:
        try:
            yield zlib.decompress(content)
        except zlib.error:
            return


def _parts_of_pdf(content: bytes) -> Iterator[bytes]:
    """Yield the text that a PDF shows, letter by letter another than in its bytes, and everything else in it."""
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            yield page.get_textpage().get_text_bounded().encode()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for item in pdf.objects:
            is_stream = isinstance(item, pikepdf.Stream)
            yield item.read_bytes() if is_stream else repr(item).encode()
