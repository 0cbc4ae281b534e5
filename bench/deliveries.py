"""How long checking and receiving a delivery take, and how much memory, beside a plain reading of the same file.

Run: python bench/deliveries.py [rows ...]; writes bench/results/deliveries.json. Seconds of processor and clock, two threads,
1 GB for the engine, in a process per size and kind of vault. The records are numbers in the shape of records: nobody is in
them. 1.3% of the rows are bad, and one in a thousand stands twice.
"""
# ruff: noqa: E501 - queries are read by column

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import zicht_nl
from zicht.engine import Session, sql
from zicht.project.codes import read_codes
from zicht.project.forms import read_forms
from zicht.sources import check, delivery_digest
from zicht.vault import Keys, Vault
from zicht.vocabulary.areas import Area, Geography

PACK = Path(zicht_nl.__file__).parent

Made = TypeVar("Made")
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
        private, file = (
            Path(folder) / "private",
            Path(folder) / "private" / "delivery.csv",
        )
        letter = file.with_suffix(".toml")
        keys = Keys.create(private / "keys")
        letter.write_text(LETTER)
        with Session(private) as session:
            session.execute(_ROWS.format(rows=n_rows, file=file))
        with Session(private, disk_is_encrypted=not encrypted) as session:
            timed(
                steps,
                "plain reading",
                lambda: session.execute(
                    f"CREATE TABLE plain AS FROM read_csv('{file}', all_varchar = true)"
                ),
            )
            session.drop("plain")
        timed(steps, "reading by the csv module", lambda: read_with_csv(file))
        with (
            Session(private, disk_is_encrypted=not encrypted) as session,
            Vault.open(private / "vault.duckdb", keys, session) as vault,
        ):
            timed(steps, "digest of the bytes", lambda: delivery_digest(file, letter))
            delivery = timed(
                steps,
                "check",
                lambda: check(
                    session,
                    read_forms(PACK / "forms")[SOURCE],
                    read_codes(PACK / "codes"),
                    GEOGRAPHY,
                    file,
                    letter,
                ),
            )
            receipt = timed(steps, "receive", lambda: vault.receive(delivery))
            timed(
                steps, "recognise", lambda: vault.holds(delivery_digest(file, letter))
            )
            relation = vault.payload().relations[SOURCE]
            timed(
                steps,
                "count the payload",
                lambda: session.rows(
                    sql("SELECT geslacht, count(*) FROM {t} GROUP BY ALL", t=relation)
                ),
            )
        size = (private / "vault.duckdb").stat().st_size
        megabytes = file.stat().st_size // 2**20
    base = steps["plain reading"]["processor"]
    return {
        "rows": n_rows,
        "encrypted": encrypted,
        "accepted": receipt.accepted,
        "quarantined": receipt.quarantined,
        "megabytes": {"file": megabytes, "vault": size // 2**20},
        "steps": steps,
        "ratio_to_plain_reading": {
            name: round(step["processor"] / base, 2) for name, step in steps.items()
        },
    }


def read_with_csv(file: Path) -> int:
    """Read a file with the csv module of the standard library."""
    with file.open(encoding="utf-8", newline="") as handle:
        return sum(1 for _ in csv.reader(handle))


def main() -> None:
    """Measure every size in processes of their own."""
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]), encrypted=sys.argv[3] == "yes")))
        return
    results = []
    for n_rows in [int(word) for word in sys.argv[1:]] or [100_000, 1_000_000]:
        for encrypted in ("yes", "no"):
            command = [sys.executable, __file__, "--one", str(n_rows), encrypted]
            results.append(
                json.loads(
                    subprocess.run(
                        command, check=True, capture_output=True, text=True
                    ).stdout
                )
            )
            print(json.dumps(results[-1], indent=1))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "deliveries.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
