"""The session: what it gives back, what it keeps shut, what its errors say."""

import base64
import multiprocessing
import os
import resource
import secrets
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from zicht.engine import session
from zicht.engine.failures import QueryError
from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.vocabulary.errors import UsageError, VaultError, ZichtError

MARKER = "QXMARKERZ"


@pytest.fixture(name="open_session")
def _open_session(tmp_path: Path) -> Iterator[Session]:
    with Session(tmp_path / "private", reads=[tmp_path / "open"]) as opened:
        yield opened


def test_rows_value_and_columns(open_session: Session) -> None:
    query = "SELECT * FROM (VALUES (1, 'a', DATE '2020-02-03', true), (2, NULL, NULL, NULL)) AS t(n, word, day, sure)"
    assert open_session.value("SELECT $x + 1", {"x": 41}) == 42
    assert len(open_session.rows(query)) == 2
    columns = open_session.columns(query)
    assert columns["n"].dtype.kind == "i"
    assert columns["word"].tolist() == ["a", None]
    assert columns["day"].dtype.kind == "M"
    assert np.isnat(columns["day"][1])
    assert columns["sure"].tolist() == [True, None]
    missing = open_session.columns("SELECT unnest([1, NULL]) AS n")["n"]
    assert missing.dtype == np.float64
    assert np.isnan(missing[1])
    with pytest.raises(ZichtError, match="no row"):
        open_session.value("SELECT 1 WHERE false")


def test_arrays_go_in_and_come_back(open_session: Session) -> None:
    had_pandas = "pandas" in sys.modules  # a notebook test of this worker imports it
    words = np.array([None, "x", "y", None], dtype=object)
    numbers = np.array([1, 2, 3, 2**64 - 1], dtype=np.uint64)
    open_session.write("made", {"word": words, "Number": numbers})
    open_session.append("made", {"Number": numbers[:1], "word": words[1:2]})
    back = open_session.columns("SELECT * FROM made")
    assert back["word"].tolist() == [None, "x", "y", None, "x"]
    assert back["Number"].tolist() == [*numbers.tolist(), 1]
    open_session.write("made", {"fixed": np.array(["ab", "c"])})
    assert open_session.rows("FROM made") == [("ab",), ("c",)]
    assert ("pandas" in sys.modules) == had_pandas


def test_many_texts_go_in_fast(open_session: Session) -> None:
    """Without care, every text makes the database search the disk for pandas: half a minute for this."""
    words = np.array([f"{n:032x}" for n in range(200_000)], dtype=object)
    open_session.write("made", {"word": words})
    assert open_session.value("SELECT max(word) FROM made") == words[-1]


def test_batches_let_others_write_meanwhile(open_session: Session) -> None:
    open_session.execute(
        "CREATE TABLE wide AS SELECT i FROM range(250) AS t(i); CREATE TABLE seen (n INTEGER)"
    )
    for batch in open_session.batches("SELECT i FROM wide ORDER BY i", size=100):
        open_session.append("seen", {"n": np.array([len(batch)])})
    assert open_session.rows("FROM seen") == [(100,), (100,), (50,)]
    with pytest.raises(ZichtError):
        list(open_session.batches("SELECT nothing FROM wide"))
    with pytest.raises(ZichtError) as failed:
        list(open_session.batches("SELECT CAST(? || i AS INTEGER) FROM wide", [MARKER]))
    assert MARKER not in str(failed.value)


def test_a_transaction_does_everything_or_nothing(open_session: Session) -> None:
    def insert(*values: str) -> None:
        with open_session.transaction():
            for value in values:
                open_session.execute("INSERT INTO t SELECT CAST(? AS INTEGER)", [value])
                if value == "0":
                    raise RuntimeError("stop")

    open_session.execute("CREATE TABLE t (n INTEGER)")
    with pytest.raises(RuntimeError, match="stop"):
        insert("1", "0")
    with pytest.raises(ZichtError):
        insert("2", "x")
    insert("3")
    assert open_session.rows("FROM t") == [(3,)]
    with (
        pytest.raises(ZichtError, match="within another"),
        open_session.transaction(),
        open_session.transaction(),
    ):
        pass


def relations(session: Session) -> set[str]:
    found = session.rows(
        "SELECT table_name FROM duckdb_tables() UNION ALL"
        " SELECT view_name FROM duckdb_views() WHERE NOT internal"
    )
    return {name for (name,) in found}


def test_relations_are_dropped_where_they_exist(open_session: Session) -> None:
    open_session.execute("CREATE TABLE t (n INTEGER); CREATE VIEW v AS SELECT n FROM t")
    assert relations(open_session) == {"t", "v"}
    open_session.drop("v", "t", "w")
    assert relations(open_session) == set()


def test_words() -> None:
    assert (
        sql("{a} {b} {c}", a=["x", 'y"'], b=literal("o'"), c=Sql("now()"))
        == '"x", "y""" \'o\'\'\' now()'
    )
    assert identifier("a", "b") == '"a"."b"'


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("SELECT CAST(word AS INTEGER) FROM (VALUES ('QXMARKERZ')) AS t(word)", ()),
        ("SELECT CAST($word AS DATE)", {"word": MARKER}),
        ("SELECT CAST(? AS INTEGER)", [MARKER]),
        (f"SELECT error('{MARKER}')", ()),
        (f"SELECT strptime('{MARKER}', '%Y')", ()),
        ("SELECT nothing(?)", [MARKER]),
        (f"SELECT '{MARKER}'::STRUCT(a INTEGER)", ()),
    ],
)
def test_errors_quote_no_value(
    open_session: Session, query: str, parameters: list[str] | dict[str, str]
) -> None:
    with pytest.raises(ZichtError) as raised:
        open_session.rows(query, parameters)
    error = raised.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert error.now
    told = "".join(traceback.format_exception_only(error)) + repr(error)
    assert MARKER not in told


def test_errors_about_our_own_text_have_its_line_and_near_names(
    open_session: Session,
) -> None:
    with pytest.raises(QueryError, match="ammount") as raised:
        open_session.rows("SELECT\n  ammount\nFROM (SELECT 1 AS amount)")
    assert raised.value.line == 2
    assert "amount" in raised.value.now


def test_only_the_named_folders_are_open(open_session: Session, tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "shut").mkdir()
    for folder in ("open", "shut"):
        (tmp_path / folder / "a.csv").write_text("a\n1\n")
    assert (
        open_session.value(
            "SELECT count(*) FROM read_csv(?)", [str(tmp_path / "open" / "a.csv")]
        )
        == 1
    )
    for query in (
        f"FROM read_csv('{tmp_path}/shut/a.csv')",
        f"COPY (SELECT 1) TO '{tmp_path}/shut/b.csv'",
        f"ATTACH '{tmp_path}/shut/c.duckdb' AS c",
        "INSTALL spatial",
        "SELECT * FROM read_csv('https://example.org/a.csv')",
    ):
        with pytest.raises(ZichtError, match="outside the folders"):
            open_session.execute(query)
    for setting in (
        "enable_external_access = true",
        "temp_file_encryption = false",
        "memory_limit = '9GB'",
    ):
        with pytest.raises(ZichtError):
            open_session.execute(f"SET {setting}")
    local = [MARKER]
    with pytest.raises(ZichtError, match="local"):
        open_session.rows("FROM local")
    del local


def test_an_encrypted_file_opens_with_its_key_only(tmp_path: Path) -> None:
    path, key = tmp_path / "private" / "kept.duckdb", secrets.token_bytes(32)
    with Session(tmp_path / "private") as first:
        first.attach(path, key, "kept")
        first.execute("CREATE TABLE kept.t AS SELECT ? AS word", [MARKER])
        first.detach("kept")
        first.attach(path, key, "kept")
        assert first.value("SELECT count(*) FROM kept.t") == 1
    assert path.stat().st_mode & 0o077 == 0
    assert MARKER.encode() not in path.read_bytes()
    with Session(tmp_path / "private") as second:
        for wrong, words in (
            (secrets.token_bytes(32), "this key"),
            (b"short", "32 bytes"),
        ):
            with pytest.raises(VaultError, match=words):
                second.attach(path, wrong, "kept")
        path.write_bytes(b"no database" * 1000)
        with pytest.raises(VaultError):
            second.attach(path, key, "kept")


def test_the_key_is_nowhere_to_be_asked(tmp_path: Path) -> None:
    key = secrets.token_bytes(32)
    with Session(tmp_path / "private") as opened:
        opened.attach(tmp_path / "private" / "kept.duckdb", key, "kept")
        asked = "".join(
            str(opened.rows(f"FROM {view}()"))
            for view in (
                "duckdb_databases", "duckdb_settings", "duckdb_variables", "duckdb_logs", "duckdb_prepared_statements",
                "duckdb_temporary_files", "duckdb_memory", "duckdb_connection_count",
            )
        )  # fmt: skip
    for form in (key.hex(), base64.b64encode(key).decode(), repr(key)):
        assert form not in asked
    assert "duckdb" in asked


def test_one_process_at_a_time(tmp_path: Path) -> None:
    key = secrets.token_bytes(32)
    script = (
        "import sys; from pathlib import Path; from zicht.engine.failures import QueryError\n"
        "from zicht.engine.session import Session\n"
        "folder = Path(sys.argv[1])\n"
        "try: Session(folder).attach(folder / 'kept.duckdb', bytes.fromhex(sys.argv[2]), 'kept')\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    with Session(tmp_path) as first:
        first.attach(tmp_path / "kept.duckdb", key, "kept")
        done = subprocess.run(
            [sys.executable, "-c", script, tmp_path, key.hex()],
            capture_output=True,
            check=True,
        )
    assert done.stdout.decode().startswith("VaultError Another process")


def test_encryption_that_is_missing_is_refused_unless_the_disk_is_encrypted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_builds_of_encryption", lambda: [tmp_path / "none"])
    with pytest.raises(VaultError, match="Encryption is not available"):
        Session(tmp_path / "private")
    assert not list((tmp_path / "private").glob("spill-*"))
    with Session(tmp_path / "private", disk_is_encrypted=True) as opened:
        assert not opened.encrypts
        opened.attach(
            tmp_path / "private" / "plain.duckdb", secrets.token_bytes(32), "plain"
        )
        opened.execute("CREATE TABLE plain.t AS SELECT 1")


def test_settings_that_make_no_sense_are_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="much") as raised:
        Session(tmp_path, memory="much")
    assert raised.value.__context__ is None


def test_spill_is_encrypted_and_removed(tmp_path: Path) -> None:
    """What does not fit in memory goes to disk, unreadable, and is gone afterwards."""
    with Session(tmp_path, memory="60MB") as opened:
        opened.execute(
            "CREATE TABLE big AS SELECT ? || i AS word, i FROM range(2000000) AS t(i)",
            [MARKER],
        )
        spilled = [
            path for path in tmp_path.glob("spill-*/*") if path.stat().st_size > 100_000
        ]
        assert spilled
        assert not any(MARKER.encode() in path.read_bytes() for path in spilled)
        assert (
            opened.value(
                "SELECT count(*) FROM (SELECT word FROM big ORDER BY word) WHERE word IS NOT NULL"
            )
            == 2e6
        )
    assert not list(tmp_path.glob("spill-*"))


def test_what_a_crash_left_is_removed_by_the_next_session(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_stay, args=(tmp_path,))
    process.start()
    while not list(tmp_path.glob("spill-*/lock")):
        assert process.is_alive()
    with Session(tmp_path):
        assert len(list(tmp_path.glob("spill-*"))) == 2, (
            "the folder of a living session is left alone"
        )
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    process.close()
    assert len(list(tmp_path.glob("spill-*"))) == 1
    with Session(tmp_path):
        assert len(list(tmp_path.glob("spill-*"))) == 1
    assert not list(tmp_path.glob("spill-*"))


def _stay(folder: Path) -> None:
    with Session(folder):
        time.sleep(60)


def test_the_folder_is_closed_and_cores_are_not_dumped(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir(mode=0o755)
    with Session(tmp_path / "private") as opened:
        assert (tmp_path / "private").stat().st_mode & 0o077 == 0
        assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
        assert repr(opened) == "<Session in private>"


def test_too_little_memory_is_a_clear_error(tmp_path: Path) -> None:
    with (
        Session(tmp_path, memory="40MB") as opened,
        pytest.raises(ZichtError, match="more memory") as raised,
    ):
        opened.rows("SELECT list(i) FROM range(100000000) AS t(i)")
    assert "memory setting" in raised.value.now


def test_a_query_that_ctrl_c_stops_is_an_interrupt_and_no_fault_of_its_rows(
    open_session: Session,
) -> None:
    stop = threading.Timer(0.2, open_session._connection.interrupt)
    stop.start()
    with pytest.raises(KeyboardInterrupt):
        open_session.rows("SELECT count(*) FROM range(100000000000) AS t(i)")
    stop.join()
    assert open_session.value("SELECT 1") == 1
