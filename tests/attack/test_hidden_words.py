"""The hunt for a marker finds it wherever a finder would: packed, compressed, and drawn in a PDF."""

import gzip
import io
import zipfile
import zlib
from pathlib import Path

import pytest
import typst
from tests.attack.hidden_words import holds, places_with

WORD = "Qxzwkjv"
SHEET = f"{WORD} was referred.".encode()


def in_archive(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("page.pdf", content)
    return file.getvalue()


HIDDEN = {
    "as it is": SHEET,
    "in capitals": SHEET.upper(),
    "in UTF-16": SHEET.decode().encode("utf-16-le"),
    "gzip": gzip.compress(SHEET),
    "zlib": zlib.compress(SHEET),
    "an archive": in_archive(SHEET),
    "a PDF": typst.compile(SHEET),
    "a PDF in an archive": in_archive(typst.compile(SHEET)),
    "the title of a PDF": typst.compile(f'#set document(title: "{WORD}")\nx'.encode()),
}
"""Where a word is hidden, to the file."""


@pytest.mark.parametrize("where", HIDDEN)
def test_a_word_is_found_wherever_it_stands(where: str) -> None:
    assert holds(WORD, HIDDEN[where])
    assert not holds("Kwyjibo", HIDDEN[where])


def test_a_pdf_does_not_show_its_words_in_its_bytes() -> None:
    """Why the bytes alone are not enough."""
    assert WORD.encode() not in HIDDEN["a PDF"]


def test_names_of_files_are_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / WORD.lower()).touch()
    (tmp_path / "other").write_bytes(b"nothing")
    assert places_with(WORD, tmp_path) == [WORD.lower()]
    assert places_with(WORD, tmp_path, leave_out=(WORD.lower(),)) == []
