"""Receptions that are killed, interrupted, out of disk or run twice: nothing is half received, and nothing is lost.

Each reception is disturbed at a random moment and then repeated undisturbed. The vault must end as that of a reception
that nobody disturbed, row by row.
"""

import gzip
import multiprocessing
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from tests.attack.receiving import receive_and_exit
from tests.golden import albion

from zicht.engine.session import Session
from zicht.engine.words import identifier, sql
from zicht.pipeline.inbox import open_inbox
from zicht.project.folder import Project
from zicht.vault.keys import Keys
from zicht.vault.vault import Vault

Content = dict[str, list[tuple[object, ...]]]

SETTINGS = albion.SETTINGS.replace("[2023, 2024]", "[2024, 2024]").replace(
    "disk_is_encrypted = true", "disk_is_encrypted = true\nkeep_delivered = false"
)
FEW, MANY = 4, 300
MOST_ROWS = 3
"""Rows that are shown of a table that differs."""
INTERRUPTED, BUSY, DISK_FULL = 130, 3, 74
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.attack.receiving"])


def delivered_project(folder: Path) -> Path:
    """Make a project with parts, a correction, a packed file, bad rows and doubtful numbers, all of it to be sealed."""
    project = albion.make_project(folder, settings=SETTINGS + albion.EXPECTED)
    for part in ("North", "South"):
        rows = albion.of_part(part, "2024")
        albion.deliver(project, rows, name=f"2024-{part}", part=part)
    rows = albion.of_part("North", "2024")
    rows[1] = {**rows[1], "gender": "unheard of"}
    rows[2] = {**rows[2], "referred_on": "2024-13-41"}
    corrected = albion.deliver(
        project, rows, name="2024-North-2", part="North", correction=1
    )
    corrected.with_name("2024-North-2.csv.gz").write_bytes(
        gzip.compress(corrected.read_bytes(), mtime=0)
    )
    corrected.unlink()
    Keys.create(project / ".zicht" / "keys")
    return project


def content(project: Path) -> Content:
    """Return every row of every table of a vault, but the notes about its journal, and hold each receipt to account."""
    private = project / ".zicht"
    if not (private / "vault.duckdb").exists():
        return {}
    keys = Keys.load(private / "keys")
    with (
        Session(private, disk_is_encrypted=True) as session,
        Vault.open(private / "vault.duckdb", keys, session) as vault,
    ):
        tables = session.rows(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'vault' ORDER BY ALL"
        )
        found = {
            f"{schema}.{table}": session.rows(
                sql("FROM {t} ORDER BY ALL", t=identifier("vault", schema, table))
            )
            for schema, table in tables
            if table != "runs"
        }
        for receipt in vault.receipts():
            held = rows_of(session, receipt.delivery_id, found)
            whole = {
                "main.quarantine": receipt.quarantined,
                "payload.referrals": receipt.accepted,
            }
            assert held == Counter(whole), "a delivery is half received"
        return found


def differences(
    found: Content, expected: Content
) -> dict[str, tuple[list[tuple[object, ...]], list[tuple[object, ...]]]]:
    """Return, per table that differs, a few rows that only one of two vaults has."""
    differing = {}
    for table in sorted({*found, *expected}):
        here, there = found.get(table, []), expected.get(table, [])
        if here != there:
            only_here = [row for row in here if row not in there]
            only_there = [row for row in there if row not in here]
            differing[table] = (only_here[:MOST_ROWS], only_there[:MOST_ROWS])
    return differing


def rows_of(session: Session, delivery_id: str, tables: Content) -> Counter[str]:
    """Count the rows of a delivery in each table that holds rows of deliveries."""
    return Counter(
        {
            table: session.value(
                sql(
                    "SELECT count(*) FROM {t} WHERE delivery_id = ?",
                    t=identifier("vault", *table.split(".")),
                ),
                [delivery_id],
            )
            for table in ("main.quarantine", "payload.referrals")
            if table in tables
        }
    )


def digests_that_are_there(project: Path) -> set[str]:
    """Return the digests of the deliveries whose file can be read, in its folder or sealed away."""
    return {
        delivery.digest
        for delivery in open_inbox(Project.open(project)).waiting
        if not delivery.is_put_away
    }


def start(project: Path, largest_file: int | None = None) -> ForkServerProcess:
    process = PROCESSES.Process(target=receive_and_exit, args=(project, largest_file))
    process.start()
    return process


def send(process: ForkServerProcess, number: int) -> None:
    """Send a signal to a process, which may have ended."""
    with suppress(ProcessLookupError):
        os.kill(process.pid or 0, number)


def kill(project: Path, moment: float, _chance: random.Random) -> None:
    process = start(project)
    time.sleep(moment)
    send(process, signal.SIGKILL)
    process.join()
    assert process.exitcode in (-signal.SIGKILL, 0)


def interrupt(project: Path, moment: float, _chance: random.Random) -> None:
    process = start(project)
    time.sleep(moment)
    send(process, signal.SIGINT)
    process.join()
    assert process.exitcode in (INTERRUPTED, 0)


def fill_disk(project: Path, _moment: float, chance: random.Random) -> None:
    """No file can grow beyond a random size; the vault of this project takes some three million bytes."""
    process = start(project, largest_file=int(2 ** chance.uniform(6, 22)))
    process.join()
    assert process.exitcode in (DISK_FULL, 0)


def run_twice(project: Path, moment: float, _chance: random.Random) -> None:
    first = start(project)
    time.sleep(moment)
    second = start(project)
    first.join()
    second.join()
    assert {first.exitcode, second.exitcode} in ({0}, {0, BUSY})


DISTURBANCES: tuple[Callable[[Path, float, random.Random], None], ...] = (
    kill,
    interrupt,
    fill_disk,
    run_twice,
)


@pytest.fixture(scope="module", name="project")
def _project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return delivered_project(tmp_path_factory.mktemp("reception") / "albion")


@pytest.fixture(scope="module", name="undisturbed")
def _undisturbed(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, float]:
    """The project after a reception that nobody disturbed, and the seconds that it took."""
    base = tmp_path_factory.mktemp("undisturbed")
    # The first process waits until the server has imported everything.
    for name in ("first", "albion"):
        folder = Path(shutil.copytree(project, base / name))
        began = time.monotonic()
        process = start(folder)
        process.join()
        assert process.exitcode == 0
    return folder, time.monotonic() - began


def disturb(
    project: Path, undisturbed: tuple[Path, float], base: Path, receptions: int
) -> None:
    """Disturb receptions one after the other, each in a project of its own."""
    finished, seconds = undisturbed
    expected, all_of_them = content(finished), digests_that_are_there(finished)
    assert all_of_them == digests_that_are_there(project)
    for number in range(receptions):
        chance = random.Random(number)  # noqa: S311 - moments, no secrets
        disturbance = DISTURBANCES[number % len(DISTURBANCES)]
        folder = Path(shutil.copytree(project, base / f"{number:03}"))
        disturbance(folder, chance.uniform(0, seconds), chance)
        place = f"reception {number}, {disturbance.__name__}"
        assert digests_that_are_there(folder) == all_of_them, f"{place}: a file is lost"
        content(folder)
        again = start(folder)
        again.join()
        assert again.exitcode == 0, place
        assert differences(content(folder), expected) == {}, place
        assert digests_that_are_there(folder) == all_of_them, place
        assert not list((folder / ".zicht").glob("spill-*")), place
        assert not list((folder / "deliveries").rglob("*.csv*")), place
        shutil.rmtree(folder)


def test_disturbed_receptions_end_as_undisturbed_ones(
    project: Path, undisturbed: tuple[Path, float], tmp_path: Path
) -> None:
    disturb(project, undisturbed, tmp_path, FEW)


@pytest.mark.nightly
def test_three_hundred_disturbed_receptions_end_as_undisturbed_ones(
    project: Path, undisturbed: tuple[Path, float], tmp_path: Path
) -> None:
    disturb(project, undisturbed, tmp_path, MANY)
