"""kill -9 at any moment: the vault opens, and holds whole deliveries only; the next attempt completes it."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.attack.vault.making import DELIVERIES, receive_all, write_all

from zicht.engine.session import Session
from zicht.vault.keys import Keys
from zicht.vault.vault import Vault

ROOT = Path(__file__).parents[3]
ROWS = 2000
SCHEMAS = ("payload", "identities")
COUNTS = (
    "SELECT accepted, quarantined, count(*) FILTER (what = 'payload'), count(*) FILTER (what = 'identities'),"
    " count(*) FILTER (what = 'quarantine')"
    " FROM vault.receipts LEFT JOIN held USING (delivery_id) GROUP BY delivery_id, accepted, quarantined"
)


def start(project: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.attack.vault.making", project]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def deliveries_held(project: Path) -> int:
    """Open the vault and hold it to account: every delivery in it is whole, and nothing is of no delivery."""
    private = project / ".zicht"
    if not (private / "vault.duckdb").exists():
        return 0
    keys = Keys.load(private / "keys")
    with (
        Session(private) as session,
        Vault.open(private / "vault.duckdb", keys, session) as vault,
    ):
        tables = [
            "quarantine",
            *(
                f"{schema}.{source}"
                for source in vault.payload().rows
                for schema in SCHEMAS
            ),
        ]
        selects = [
            f"FROM vault.{table} SELECT delivery_id, '{table.partition('.')[0]}' AS what"
            for table in tables
        ]
        session.execute(f"CREATE VIEW held AS {' UNION ALL '.join(selects)}")
        for accepted, quarantined, payload, identities, refused in session.rows(COUNTS):
            assert accepted == payload == identities
            assert quarantined == refused
        stray = "SELECT count(*) FROM held WHERE delivery_id NOT IN (SELECT delivery_id FROM vault.receipts)"
        assert session.value(stray) == 0
        assert sum(vault.payload().rows.values()) == sum(
            receipt.accepted for receipt in vault.receipts()
        )
        return len(vault.receipts())


@pytest.fixture(scope="module", name="delivered")
def _delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("project")
    write_all(project / "deliveries", ROWS)
    Keys.create(project / ".zicht" / "keys")
    return project


def test_killed_at_many_moments_the_vault_stays_whole(
    delivered: Path, tmp_path: Path
) -> None:
    project = tmp_path / "killed"
    shutil.copytree(delivered, project)
    kept = [0]
    for attempt in range(7):
        process = start(project)
        assert process.stdout is not None
        for _ in range(attempt % 4):
            process.stdout.readline()
        time.sleep((0.03 if attempt % 4 else 0.1) * attempt)
        process.kill()
        _, errors = process.communicate()
        assert "Traceback" not in errors
        kept.append(deliveries_held(project))
        assert kept[-1] >= kept[-2], "what was received stays"
    receive_all(project)
    assert deliveries_held(project) == len(DELIVERIES)
    assert not list((project / ".zicht").glob("spill-*"))


def test_killed_in_the_middle_of_writing(delivered: Path, tmp_path: Path) -> None:
    """A process that kills itself just before each kind of statement within the reception."""
    for number, moment in enumerate(
        ("INSERT INTO", "payload", "identities", "quarantine", "superseded", "COMMIT")
    ):
        project = tmp_path / f"killed-{number}"
        shutil.copytree(delivered, project)
        script = (
            "import os, signal, sys; from pathlib import Path; from zicht.engine.session import Session\n"
            "from tests.attack.vault.making import receive_all\n"
            "execute = Session.execute\n"
            "seen = []\n"
            "def dying(self, text, *values):\n"
            "    if seen and sys.argv[2] in text: os.kill(os.getpid(), signal.SIGKILL)\n"
            "    if 'COMMIT' in text: seen.append(text)\n"
            "    execute(self, text, *values)\n"
            "Session.execute = dying\n"
            "receive_all(Path(sys.argv[1]))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, project, moment],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == -9, done.stderr
        assert deliveries_held(project) <= 1, moment
