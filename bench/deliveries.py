"""How long checking and receiving a delivery take, and how much memory: beside a plain reading, pandera, and a workbook.

Run: python bench/deliveries.py [rows ...]; writes bench/results/deliveries.json. Goals: 10 million registrations through
check and vault in 90 seconds and 4 GB on two cores; a workbook of 200,000 rows in 20 seconds. Seconds of processor and
clock, two threads, 3 GB for the engine, each measurement in a process of its own. The records are numbers in the shape of
records: nobody is in them. 1.3% of the rows are bad, and one in a thousand stands twice. The comparison with pandera takes
`pip install "pandera[polars]"`; it checks the same columns of the same file, and keeps nothing.
"""
# ruff: noqa: E501 - queries are read by column

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import xlsxwriter

import zicht_nl
from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.project.codes import read_codes
from zicht.project.forms import read_forms
from zicht.sources import check
from zicht.vault.keys import Keys
from zicht.vault.vault import Vault
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.forms import Kind

PACK = Path(zicht_nl.__file__).parent

Made = TypeVar("Made")
MEMORY = "3GB"
"""For the engine; what Python holds comes on top of it, up to the goal of 4 GB."""
RESULTS = Path(__file__).parent / "results"
SOURCE = "comensha_meldingen"
GEOGRAPHY = Geography(
    2024,
    {f"VB{n:04d}": Area(f"VB{n:04d}", str(n), "gemeente") for n in range(1, 346)},
    {},
    "VL",
)
LETTER = """
source = "comensha_meldingen"
form_version = 1
period = "2019-2024"
extracted_on = "2025-02-01"
legal_basis = "Verzonnen"
consent = "Verzonnen"
"""
_ROWS = """
COPY (
    SELECT 'M-' || (i - (i % 1000 = 7)::INTEGER) AS melding_id,
        CASE WHEN h % 2 = 0 THEN lpad((h % 1000000000)::VARCHAR, 9, '0') END AS bsn,
        ['Fenna', 'Amina', 'Ioana', 'Zoltán', 'Li Na', 'Maria Elena'][1 + h % 6] AS voornamen,
        CASE WHEN h % 3 = 0 THEN 'van der' END AS tussenvoegsel,
        ['Duinhoven', 'Kovács', 'Popescu', 'Yılmaz', 'Jansen', 'Oosterhuis'][1 + (h >> 8) % 6] || (i % 1000) AS achternaam,
        (DATE '1960-01-01' + ((h >> 16) % 18000)::INTEGER)::DATE AS geboortedatum,
        ['v', 'm'][1 + (h >> 3) % 2] AS link_geslacht, ['NLD', 'ROU', 'HUN', 'BGR'][1 + (h >> 4) % 4] AS link_nationaliteit,
        'VB' || lpad((1 + (h >> 5) % 345)::VARCHAR, 4, '0') AS link_gemeente,
        (DATE '2019-01-01' + ((h >> 20) % 2190)::INTEGER)::DATE AS meld_datum, 'politie' AS melder_type,
        ['v', 'm'][1 + (h >> 3) % 2] AS geslacht, (h >> 6) % 60 AS leeftijd_bij_melding, 'ROU' AS nationaliteit,
        ['BSU', 'BSU;CU', 'AU', 'GSU'][1 + (h >> 7) % 4] AS uitbuitingsvorm, 'hotel' AS sector,
        'binnenlands' AS binnenlands_grensoverschrijdend, 'NLD' AS land_uitbuiting, 'VB0001' AS gemeente_uitbuiting,
        'VB0002' AS gemeente_verblijf, DATE '2018-01-01' AS pleegperiode_van, DATE '2018-12-01' AS pleegperiode_tot,
        'ja' AS uitbuiting_in_nl, 'nee' AS dublin, 'nee' AS bedenktijd, 'onbekend' AS aangifte, 'geen' AS opvang_type,
        CASE WHEN h % 77 = 0 THEN 'misschien' ELSE 'ja' END AS toestemming
    FROM (SELECT i, (hash(i) >> 1)::BIGINT AS h FROM range({rows}) AS t(i))
) TO '{file}' (HEADER)
"""


def timed(
    steps: dict[str, dict[str, float]], name: str, make: Callable[[], Made]
) -> Made:
    """Carry out one step and note what it took."""
    clock, processor = time.perf_counter(), time.process_time()
    made = make()
    steps[name] = {
        "processor": round(time.process_time() - processor, 2),
        "clock": round(time.perf_counter() - clock, 2),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    return made


def measure(n_rows: int, *, encrypted: bool) -> dict[str, object]:
    """Read, check, receive and hand over one delivery."""
    steps: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        private, file = written(Path(folder), n_rows)
        letter = file.with_suffix(".toml")
        keys = Keys.create(private / "keys")
        with Session(private, disk_is_encrypted=not encrypted) as session:
            plain = f"CREATE TABLE plain AS FROM read_csv('{file}', all_varchar = true)"
            timed(steps, "plain reading", lambda: session.execute(plain))
        with (
            Session(private, memory=MEMORY, disk_is_encrypted=not encrypted) as session,
            Vault.open(private / "vault.duckdb", keys, session) as vault,
        ):
            delivery = timed(steps, "check", lambda: checked(session, file, letter))
            receipt = timed(steps, "receive", lambda: vault.receive(delivery))
            digest = receipt.digest
            timed(steps, "recognise", lambda: vault.holds(digest))
            relation = vault.payload().relations[SOURCE]
            count = sql("SELECT geslacht, count(*) FROM {t} GROUP BY ALL", t=relation)
            timed(steps, "count the payload", lambda: session.rows(count))
        size = (private / "vault.duckdb").stat().st_size
        megabytes = file.stat().st_size // 2**20
    return {
        "rows": n_rows,
        "encrypted": encrypted,
        "accepted": receipt.accepted,
        "quarantined": receipt.quarantined,
        "megabytes": {"file": megabytes, "vault": size // 2**20},
        "steps": steps,
        "processor_of_check_and_receive": round(
            steps["check"]["processor"] + steps["receive"]["processor"], 1
        ),
        "load_of_the_machine": os.getloadavg()[0],
    }


def measure_pandera(n_rows: int) -> dict[str, object]:
    """Check one delivery here, and by pandera over polars, in one process after the other has ended."""
    steps: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        private, file = written(Path(folder), n_rows)
        letter = file.with_suffix(".toml")
        with Session(private, memory=MEMORY) as session:
            delivery = timed(steps, "check", lambda: checked(session, file, letter))
            refused = delivery.receipt.quarantined
        found = timed(steps, "pandera", lambda: faults_by_pandera(file))
    return {
        "rows": n_rows,
        "refused": refused,
        "faults_by_pandera": found,
        "steps": steps,
        "ratio_of_processor_to_pandera": round(
            steps["check"]["processor"] / steps["pandera"]["processor"], 2
        ),
    }


def faults_by_pandera(file: Path) -> int:
    """Check the same file by pandera: types, lists, areas, bounds, presence, and the key."""
    import pandera.polars as pa  # noqa: PLC0415 - this comparison alone needs it
    import polars as pl  # noqa: PLC0415 - this comparison alone needs it

    form, codes = read_forms(PACK / "forms")[SOURCE][-1], read_codes(PACK / "codes")
    areas = [*GEOGRAPHY.areas, "onbekend", "nvt"]
    columns = {}
    for column in form.columns:
        checks = [pa.Check.str_length(max_value=200)]
        if column.kind is Kind.CODE:
            checks = [pa.Check.isin(codes[column.codes].leaves)]
        elif column.kind is Kind.CODES:
            one = "|".join(codes[column.codes].leaves)
            checks = [pa.Check.str_matches(f"^({one})(;({one}))*$")]
        elif column.kind is Kind.AREA:
            checks = [pa.Check.isin(areas)]
        elif column.kind in (Kind.DATE, Kind.PARTIAL_DATE):
            checks = [pa.Check.str_matches(r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
        elif column.kind is Kind.INTEGER:
            checks = [pa.Check.str_matches(r"^-?[0-9]{1,3}$")]
        columns[column.name] = pa.Column(
            str, checks, nullable=not column.required, unique=column.name in form.key
        )
    frame = pl.read_csv(file, infer_schema=False)
    try:
        pa.DataFrameSchema(columns).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        return len(error.failure_cases)
    return 0


def measure_workbook(n_rows: int) -> dict[str, object]:
    """Check one delivery that is a workbook."""
    steps: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        private, file = written(Path(folder), n_rows)
        letter = file.with_suffix(".toml")
        book = file.with_suffix(".xlsx")
        with xlsxwriter.Workbook(str(book), {"constant_memory": True}) as workbook:
            sheet = workbook.add_worksheet()
            with file.open(encoding="utf-8", newline="") as handle:
                for place, row in enumerate(csv.reader(handle)):
                    for column, text in enumerate(row):
                        sheet.write_string(place, column, text)
        with Session(private, memory=MEMORY) as session:
            delivery = timed(steps, "check", lambda: checked(session, book, letter))
            receipt = delivery.receipt
    # What the process that reads the workbook took is no part of this process.
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "workbook_rows": n_rows,
        "accepted": receipt.accepted,
        "steps": steps,
        "processor_of_the_reading_process": round(
            children.ru_utime + children.ru_stime, 2
        ),
        "peak_megabytes_of_the_reading_process": children.ru_maxrss // 1024,
    }


def written(folder: Path, n_rows: int) -> tuple[Path, Path]:
    """Write a delivery with its letter; return the private folder and the file."""
    private = folder / "private"
    file = private / "delivery.csv"
    with Session(private) as session:
        session.execute(_ROWS.format(rows=n_rows, file=file))
    file.with_suffix(".toml").write_text(LETTER)
    return private, file


def checked(session: Session, file: Path, letter: Path) -> Delivery:
    """Check a delivery as a run does."""
    forms, codes = read_forms(PACK / "forms")[SOURCE], read_codes(PACK / "codes")
    return check(session, forms, codes, GEOGRAPHY, file, letter)


def main() -> None:
    """Measure every size in processes of their own."""
    if sys.argv[1:2] == ["--one"]:
        what, n_rows = sys.argv[2], int(sys.argv[3])
        if what == "pandera":
            measured = measure_pandera(n_rows)
        elif what == "workbook":
            measured = measure_workbook(n_rows)
        else:
            measured = measure(n_rows, encrypted=what == "encrypted")
        print(json.dumps(measured))
        return
    sizes = [int(word) for word in sys.argv[1:]] or [1_000_000]
    wanted = [("encrypted", size) for size in sizes]
    wanted += [("pandera", 1_000_000), ("workbook", 200_000)]
    results = []
    for what, size in wanted:
        command = [sys.executable, __file__, "--one", what, str(size)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        results.append({"measured": what, **json.loads(done.stdout)})
        print(json.dumps(results[-1], indent=1), flush=True)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "deliveries.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
