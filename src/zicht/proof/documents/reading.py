"""Chooses the reader of a file by its name, and decodes text."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from zicht.proof.blocks import Document
from zicht.proof.documents.markdown import read_markdown
from zicht.proof.documents.plain import read_pages, read_plain
from zicht.proof.documents.web import read_html
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.text import holds_control_signs

_BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_MARKDOWN_HEADING = re.compile(r"^#{1,4} \w", re.MULTILINE)
LARGEST = 100 * 1024 * 1024
"""Bytes above which a file is refused: no text of people is as long."""


def read_document(path: Path) -> Document:
    """Read a file.

    Parameters
    ----------
    path : `.md`, `.txt`, `.html`, `.docx`, `.odt` or `.pdf`; other names are read as plain text

    Raises
    ------
    PublishingError : the file is not what its name says, is encrypted, has no text, or is too large
    """
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise PublishingError(
            f"{path.name} has {len(content):,} bytes; at most {LARGEST:,} are read.",
            now="Give the text without its pictures.",
        )
    return read_text(content, path.suffix.lower(), path.name)


def read_text(content: bytes, suffix: str, name: str) -> Document:
    """Read the bytes of a file with this suffix; `name` is for errors."""
    if suffix in _BINARY:
        reader, what = _BINARY[suffix]
        try:
            document = reader(content)
        except Exception as error:  # noqa: BLE001 - each library raises errors of its own
            raise PublishingError(
                f"{name} cannot be read as {what} ({type(error).__name__}).",
                now="Open and save it again, without a password, or give plain text.",
            ) from None
        if not document.blocks:
            raise PublishingError(
                f"{name} holds no text.",
                now="A scan has pictures only: give a file with text.",
            )
        return document
    text = decoded(content, name)
    if suffix in {".html", ".htm", ".xhtml"}:
        return read_html(text)
    if suffix in {".md", ".markdown"} or _MARKDOWN_HEADING.search(text):
        return read_markdown(text)
    return read_plain(text)


def decoded(content: bytes, name: str) -> str:
    """Decode text: by its byte order mark, else as UTF-8, else as Windows-1252.

    Raises
    ------
    PublishingError : it holds bytes that no text has, or is not written as its byte order mark says
    """
    no_text = PublishingError(
        f"{name} is not a text.",
        now=f"Give one of {', '.join(SUFFIXES)}.",
    )
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if not content.startswith(mark):
            continue
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            raise no_text from None
    if holds_control_signs(content):
        raise no_text
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _read_docx(content: bytes) -> Document:
    import mammoth  # noqa: PLC0415 - loaded for this format only

    html: str = mammoth.convert_to_html(io.BytesIO(content)).value
    return without_lines(read_html(html))


def _read_odt(content: bytes) -> Document:
    from odfdo import Document as OpenDocument  # noqa: PLC0415 - loaded for this format only

    markdown = str(OpenDocument(io.BytesIO(content)).to_markdown())
    return without_lines(read_markdown(markdown))


def _read_pdf(content: bytes) -> Document:
    from pypdf import PdfReader  # noqa: PLC0415 - loaded for this format only

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return read_pages(pages)


def without_lines(document: Document) -> Document:
    """Give each block of a document without lines its number in place of a line."""
    blocks = [
        replace(block, line=number, breaks=())
        for number, block in enumerate(document.blocks, start=1)
    ]
    return Document(tuple(blocks))


_BINARY: Mapping[str, tuple[Callable[[bytes], Document], str]] = {
    ".docx": (_read_docx, "a Word document"),
    ".odt": (_read_odt, "an OpenDocument text"),
    ".pdf": (_read_pdf, "a PDF"),
}
SUFFIXES = (".md", ".txt", ".html", *_BINARY)
"""Names of files that have a reader of their own."""
