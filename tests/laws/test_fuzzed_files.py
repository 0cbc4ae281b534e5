# ruff: noqa: S311, PT017 - chance without secrets; a refusal is one of two good ends
"""Fuzzers of every reader: whatever the bytes, a file is received or refused with words, and each row is accounted for.

By night each reader gets ten minutes; `ZICHT_FUZZ_SECONDS` says another time. A case is made from a seed that the
failure names, so it can be made again.
"""

import gzip
import io
import os
import random
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import odfdo
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from tests.spec.sources.making import (
    CODES,
    FORMS,
    GEOGRAPHY,
    MELDING,
    melding,
    write_delivery,
    write_letter,
)

from zicht import sources
from zicht.engine.session import Session
from zicht.project.geography import COLUMNS_OF_AREAS
from zicht.project.rows import read_table
from zicht.vocabulary.deliveries import Layout
from zicht.vocabulary.errors import DeliveryError, ZichtError

FORM = FORMS["comensha_meldingen"]
SECONDS = float(os.environ.get("ZICHT_FUZZ_SECONDS", "600"))
FEW = 6
LONGEST = 60.0
"""Seconds that one case may take."""
MARKER = "QXMARKERZ"
TOKENS = [
    *(b"\n", b"\r", b"\r\n", b",", b";", b'"', b'""', b"\0", b"\xff", b"\xef\xbb\xbf"),
    *(b"=", b"[", b"]", b"{", b"}", b"'", b"\x1f", b"-1", b"999999999999999999999"),
    *(b"<", b">", b"&amp;", b"</row>", b'r="XFD1048576"', b"<v>", b"PK\x03\x04"),
    *(b"\xe2\x80\x8b", b"1e309", b"NaN", b"inf", b"2024-02-30", b"sep=;\n"),
]


def changed(content: bytes, chance: random.Random) -> bytes:
    """Change some bytes: turn, take out, put in, double, cut off."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data) + 1)
        size = chance.choice((1, 1, 2, 8, 64, 1000))
        change = chance.randrange(6)
        if change == 0 and place < len(data):
            data[place] ^= 1 << chance.randrange(8)
        elif change == 1:
            del data[place : place + size]
        elif change == 2:
            data[place:place] = chance.choice(TOKENS) * chance.choice((1, 1, 2, 50))
        elif change == 3:
            data[place:place] = data[place : place + size]
        elif change == 4:
            data[place : place + size] = chance.randbytes(size)
        elif chance.random() < 0.2:
            del data[place:]
    return bytes(data)


def changed_part(content: bytes, chance: random.Random) -> bytes:
    """Change a part of an archive, so that what is packed is damaged and its packing is not."""
    if chance.random() < 0.3:
        return changed(content, chance)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = chance.choice([name for name in parts if parts[name]])
    parts[name] = changed(parts[name], chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry, part in parts.items():
            packed.writestr(entry, part)
    return buffer.getvalue()


def changed_gzip(content: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.5:
        return changed(content, chance)
    return gzip.compress(changed(gzip.decompress(content), chance))


def rows() -> list[dict[str, str]]:
    return [melding(number, achternaam=MARKER) for number in range(1, 6)]


def csv_file() -> bytes:
    lines = [",".join(MELDING), *(",".join(row.values()) for row in rows())]
    return "\n".join(lines).encode() + b"\n"


def workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("data")
        sheet.write_row(0, 0, list(MELDING))
        for place, row in enumerate(rows(), start=1):
            sheet.write_row(place, 0, list(row.values()))
    return buffer.getvalue()


def open_document() -> bytes:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("data")
    for place, values in enumerate(
        [list(MELDING), *(list(r.values()) for r in rows())]
    ):
        table.set_row_values(place, values)
    document.body.append(table)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def parquet() -> bytes:
    buffer = io.BytesIO()
    columns = {name: [row[name] for row in rows()] for name in MELDING}
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", csv_file())
    return buffer.getvalue()


Change = Callable[[bytes, random.Random], bytes]
READERS: dict[str, tuple[Callable[[], bytes], Change]] = {
    "csv": (csv_file, changed),
    "csv.gz": (lambda: gzip.compress(csv_file()), changed_gzip),
    "zip": (archive, changed_part),
    "xlsx": (workbook, changed_part),
    "ods": (open_document, changed_part),
    "parquet": (parquet, changed),
}
"""Ending of a file to a good one, and how it is changed."""


@pytest.fixture(scope="module", name="session")
def _session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with Session(tmp_path_factory.mktemp("private")) as opened:
        yield opened


def judged(session: Session, file: Path, letter: Path) -> None:
    """Check a file; it is received whole, or refused with words that repeat nothing of it."""
    try:
        delivery = sources.check(session, FORM, CODES, GEOGRAPHY, file, letter)
    except DeliveryError as error:
        assert MARKER not in str(error)
        assert error.now
        return
    receipt = delivery.receipt
    assert receipt.rows == receipt.accepted + receipt.quarantined
    assert (
        not sources.doubts(session, delivery, sources.profile_of(session, delivery))
        or receipt.rows
    )
    session.drop(delivery.accepted, delivery.refused, delivery.doubtful)


def proposed(file: Path) -> None:
    """Propose a form for a file; that ends in a form, or in words that repeat nothing of the rows."""
    try:
        sources.propose(file, source="x", layout=Layout())
    except DeliveryError as error:
        assert error.now


def seeds(seconds: float, few: int) -> Iterator[int]:
    """Give a few seeds by day; by night new ones until the time is over."""
    if not seconds:
        yield from range(few)
        return
    end = time.monotonic() + seconds
    start = random.SystemRandom().randrange(2**40)
    while time.monotonic() < end:
        yield start
        start += 1


def fuzz_file(session: Session, folder: Path, ending: str, seconds: float) -> None:
    make, change = READERS[ending]
    good, letter = make(), write_letter(folder / "a.toml")
    file = folder / f"a.{ending}"
    for seed in seeds(seconds, FEW):
        file.write_bytes(change(good, random.Random(seed)))
        began = time.monotonic()
        try:
            judged(session, file, letter)
            proposed(file)
        except Exception as error:
            raise AssertionError(f"{ending}, seed {seed}: {error!r}") from error
        assert time.monotonic() - began < LONGEST, f"{ending}, seed {seed}"


@pytest.mark.parametrize("ending", READERS)
def test_a_few_damaged_files(session: Session, tmp_path: Path, ending: str) -> None:
    fuzz_file(session, tmp_path, ending, 0)


@pytest.mark.nightly
@pytest.mark.parametrize("ending", READERS)
def test_damaged_files_by_night(session: Session, tmp_path: Path, ending: str) -> None:
    fuzz_file(session, tmp_path, ending, SECONDS)


def fuzz_letter(session: Session, folder: Path, seconds: float) -> None:
    file, letter = write_delivery(folder, rows())
    stated = {"rows": 5, "part": "North", "correction": 1, "encoding": "utf-8"}
    write_letter(letter, **stated)
    good = letter.read_bytes() + b"[sums]\nleeftijd_bij_melding = 120\n"
    for seed in seeds(seconds, 5 * FEW):
        letter.write_bytes(changed(good, random.Random(seed)))
        try:
            judged(session, file, letter)
        except Exception as error:
            raise AssertionError(f"letter, seed {seed}: {error!r}") from error


def test_a_few_damaged_letters(session: Session, tmp_path: Path) -> None:
    fuzz_letter(session, tmp_path, 0)


@pytest.mark.nightly
def test_damaged_letters_by_night(session: Session, tmp_path: Path) -> None:
    fuzz_letter(session, tmp_path, SECONDS)


def fuzz_requests(folder: Path, seconds: float) -> None:
    """Requests for withdrawal, and proposals of a form, by the same reader."""
    good = b"source,melding_id,bsn\ncomensha_meldingen,M-1,\ncomensha_meldingen,,123456782\n"
    file = folder / "request.csv"
    for seed in seeds(seconds, 5 * FEW):
        file.write_bytes(changed(good, random.Random(seed)))
        try:
            sources.propose(file, source="x", layout=Layout())
            sources.read_withdrawals(file, FORMS)
        except DeliveryError as error:
            assert error.now
        except Exception as error:
            raise AssertionError(f"request, seed {seed}: {error!r}") from error


def test_a_few_damaged_requests(tmp_path: Path) -> None:
    fuzz_requests(tmp_path, 0)


@pytest.mark.nightly
def test_damaged_requests_by_night(tmp_path: Path) -> None:
    fuzz_requests(tmp_path, SECONDS)


def fuzz_geography(folder: Path, seconds: float) -> None:
    """Tables of areas and inhabitants, which the reader of deliveries reads too."""
    good = (
        b"# invented\ncode,name,level,valid_from,continues_as\n"
        b'VB1,"Dorp, aan zee",gemeente,2019,\nVB2,Stad,gemeente,,VB1\n'
    )
    file = folder / "areas.csv"
    for seed in seeds(seconds, 5 * FEW):
        file.write_bytes(changed(good, random.Random(seed)))
        try:
            read_table(file, folder, columns=COLUMNS_OF_AREAS[:3])
        except ZichtError as error:
            # Several mistakes say what to do in a line of each.
            assert error.now or error.details
        except Exception as error:
            raise AssertionError(f"geography, seed {seed}: {error!r}") from error


def test_a_few_damaged_tables_of_areas(tmp_path: Path) -> None:
    fuzz_geography(tmp_path, 0)


@pytest.mark.nightly
def test_damaged_tables_of_areas_by_night(tmp_path: Path) -> None:
    fuzz_geography(tmp_path, SECONDS)
