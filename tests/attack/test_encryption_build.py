"""What encryption at rest rests on, held against the database itself: a build that its makers signed, and no other."""

import base64
import shutil
from pathlib import Path

import duckdb
import pytest

from zicht.engine import session
from zicht.engine.session import Session
from zicht.vocabulary.errors import VaultError

KEY = bytes(range(32))


@pytest.fixture(name="build")
def _build() -> Path:
    return next(path for path in session._builds_of_encryption() if path.is_file())


@pytest.fixture(name="vault")
def _vault(tmp_path: Path) -> Path:
    path = tmp_path / "private" / "vault.duckdb"
    with Session(tmp_path / "private") as made:
        made.attach(path, KEY, "vault")
        made.execute("CREATE TABLE vault.people AS SELECT 'QXZWKJV' AS name")
        made.detach("vault")
    return path


def only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this be the one place where a build is looked for."""
    monkeypatch.setattr(session, "_builds_of_encryption", lambda: [path])


def test_a_build_with_one_altered_byte_is_not_loaded(
    build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytearray(build.read_bytes())
    content[len(content) // 2] ^= 1
    altered = tmp_path / build.name
    altered.write_bytes(content)
    only(altered, monkeypatch)
    with pytest.raises(VaultError, match="Encryption is not available"):
        Session(tmp_path / "private")


def test_a_build_of_nobody_is_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stray = tmp_path / "httpfs.duckdb_extension"
    stray.write_bytes(b"\x7fELF" + bytes(5000))
    only(stray, monkeypatch)
    with pytest.raises(VaultError, match="Encryption is not available"):
        Session(tmp_path / "private")


def test_the_build_that_duckdb_itself_installs_will_do(
    build: Path, vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the wheel is missing, or of another version."""
    home = tmp_path / "home"
    place = home / ".duckdb" / "extensions" / f"v{duckdb.__version__}" / "linux"
    place.mkdir(parents=True)
    shutil.copy(build, place)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(duckdb, "__file__", str(tmp_path / "duckdb" / "__init__.py"))
    with Session(tmp_path / "private") as opened:
        opened.attach(vault, KEY, "vault")
        assert opened.value("SELECT count(*) FROM vault.people") == 1


def test_the_database_reads_a_vault_without_the_build_and_does_not_write_one(
    vault: Path, tmp_path: Path
) -> None:
    """So an upgrade of DuckDB never locks a vault, and encryption never falls back to what its makers call unsafe."""
    bare = duckdb.connect(":memory:", config={"autoload_known_extensions": "false"})
    key = base64.b64encode(KEY).decode()
    how = "ENCRYPTION_KEY ?, ENCRYPTION_CIPHER 'GCM'"
    bare.execute(f"ATTACH '{vault}' AS vault ({how}, READ_ONLY)", [key])
    assert bare.execute("SELECT name FROM vault.people").fetchall() == [("QXZWKJV",)]
    with pytest.raises(duckdb.Error, match="read-only crypto module"):
        bare.execute(f"ATTACH '{tmp_path / 'new.duckdb'}' AS new ({how})", [key])
