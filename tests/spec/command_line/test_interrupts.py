"""Ctrl-C ends with one line and code 130, whatever the program was doing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from zicht.cli import run
from zicht.cli.interrupts import INTERRUPTED, WORDS, watch_interrupts
from zicht.vocabulary.errors import ZichtError

SQL = """
import sys
from pathlib import Path
from zicht.cli import entry, main
from zicht.engine.session import Session

def verb(_words):
    with Session(Path(sys.argv[1]), disk_is_encrypted=True) as session:
        print("begun", flush=True)
        session.rows("SELECT sum(sin(a.range * b.range)) FROM range(300000) a, range(300000) b")

entry._run_verb = verb
main()
"""
STUCK = """
import time
from zicht.cli import entry, interrupts, main

interrupts.PATIENCE_SECONDS = 0.2

def verb(_words):
    print("begun", flush=True)
    while True:
        try:
            time.sleep(60)
        except KeyboardInterrupt:
            pass

entry._run_verb = verb
main()
"""
START = """
import signal
from zicht.cli import main

set_handler = signal.signal

def begun(*handler):
    # Before the handler is in place Python itself answers to Ctrl-C.
    before = set_handler(*handler)
    print('begun', flush=True)
    return before

signal.signal = begun
main()
"""


def interrupted(
    code: str, *words: str, after: float = 0.0, lines: int = 1
) -> tuple[int, str]:
    """Run code in a process, interrupt it some time after it printed a line, and return its exit code and stderr."""
    with subprocess.Popen(
        [sys.executable, "-c", code, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for _ in range(lines):
            process.stdout.readline()
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        err = process.stderr.read()
    return process.returncode, err


@pytest.mark.parametrize("after", [0.0, 0.05, 0.3])
def test_a_query_that_runs_is_interrupted(tmp_path, after):
    code, err = interrupted(SQL, str(tmp_path / "engine"), after=after)
    assert code == INTERRUPTED
    assert err.strip() == WORDS


def test_code_that_does_not_come_back_is_ended(tmp_path):
    code, err = interrupted(STUCK, after=0.1)
    assert code == INTERRUPTED
    assert err.strip() == WORDS


@pytest.mark.parametrize("after", [0.0, 0.05, 0.1, 0.2, 0.4])
def test_a_command_is_interrupted_while_it_starts(tmp_path, after):
    (tmp_path / "r.csv").write_text("a,b\n" + "x,y\n" * 300_000)
    words = ["protect", str(tmp_path / "r.csv"), "--by", "a,b"]
    code, err = interrupted(START, *words, "--out", str(tmp_path / "out"), after=after)
    assert code == INTERRUPTED
    assert err.strip().endswith(WORDS)
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


def verb_that(does: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zicht.cli.entry._run_verb", lambda _words: does())


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_an_error_that_a_library_makes_of_an_interrupt_is_no_fault(monkeypatch, capsys):
    def query() -> None:
        try:
            interrupt()
        except KeyboardInterrupt:
            raise RuntimeError("Query interrupted") from None

    verb_that(query, monkeypatch)
    assert run([]) == INTERRUPTED
    assert capsys.readouterr().err.strip() == WORDS


def test_an_error_without_an_interrupt_stays_what_it_is(monkeypatch, capsys):
    def fail() -> None:
        raise ZichtError("It failed.")

    verb_that(fail, monkeypatch)
    assert run([]) == ZichtError.exit_code
    assert "It failed." in capsys.readouterr().err


def test_afterwards_ctrl_c_means_what_it_meant_before():
    before = signal.getsignal(signal.SIGINT)
    with watch_interrupts() as interrupts:
        with pytest.raises(KeyboardInterrupt):
            interrupt()
        assert interrupts.happened
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.nightly
def test_a_whole_run_is_interrupted_at_any_moment(tmp_path: Path):
    from tests.golden.conftest import new_project, run_zicht

    project = new_project(tmp_path / "voorbeeldland")
    run_zicht("invent", project, "--scale", "0.2")
    for tenths in range(5, 160, 7):
        code, err = interrupted(START, "run", str(project), after=tenths / 10)
        assert code == INTERRUPTED
        assert err.strip().endswith(WORDS)
