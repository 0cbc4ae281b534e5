"""Carries verbs out in processes that die: before their nth change of the disk, or after a time.

One process is started and imports Zicht; every verb runs in a fork of it, which costs milliseconds. A moment is a
statement of the database, or a call that changes a file of the project: open for writing, write, fsync, rename, remove,
make, truncate. A write that is a moment is cut in half, as a power failure would.
"""

import datetime
import json
import mmap
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]
_CHANGING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGES = (
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.truncate",
    "os.link",
    "os.chmod",
    "shutil.rmtree",
    "shutil.copyfile",
)
"""Names of audit events that change a file."""


@dataclass(frozen=True)
class Ending:
    """How a verb ended.

    Parameters
    ----------
    was_killed : whether it died before its end
    error : what it said when it refused; empty when it did its work
    moments : at how many moments it could have been killed until then
    seconds : it took
    """

    was_killed: bool
    error: str
    moments: int
    seconds: float


class Dying:
    """A process that forks for every verb; made once, closed at the end."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.attack.dying"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def work(
        self,
        verb: str,
        project: Path,
        file: Path,
        *,
        moment: int = 0,
        seconds: float = 0.0,
    ) -> Ending:
        """Carry out a verb, and kill it at its nth moment or after a time; at neither when both are 0."""
        asked = [verb, str(project), str(file), moment, seconds]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return Ending(**json.loads(self._process.stdout.readline()))


def carry_out(verb: str, project: Path, file: Path) -> None:
    """Carry out one verb of Zicht."""
    from tests.attack.acting import run_and_accept

    from zicht.pipeline import (
        forgetting,
        keeping_keys,
        pages,
        releasing,
        safekeeping,
        withdrawing,
    )
    from zicht.vocabulary.progress import silent

    setattr(pages, "make", lambda *_, **__: None)  # noqa: B010 - pages hold nothing that is attacked here
    if verb == "run":
        run_and_accept(project)
    elif verb == "withdraw":
        withdrawing.withdraw(
            project, file, ground="law", day="", dry_run=False, tell=silent
        )
    elif verb == "approve":
        for name in ("one", "two"):
            releasing.approve(
                project,
                "",
                reviewer=name,
                key=None,
                statement="",
                demonstration=True,
                tell=silent,
            )
    elif verb == "backup":
        safekeeping.back_up(project, file, tell=silent)
    elif verb == "restore":
        safekeeping.restore(project, file, tell=silent)
    elif verb == "rotate":
        keeping_keys.rotate(project, tell=silent)
    elif verb == "forget":
        day = datetime.date(2026, 1, 1)
        setattr(forgetting, "today", lambda: day)  # noqa: B010 - the term of 2023 has ended
        forgetting.forget(project, dry_run=False, tell=silent)
    else:
        raise ValueError(verb)


class _Moments:
    """Counts the moments of this process, and kills it at one of them.

    Parameters
    ----------
    base : folder whose files count
    last : number of the moment to die at; 0 for none
    count : eight bytes that the parent process reads
    """

    def __init__(self, base: Path, last: int, count: mmap.mmap) -> None:
        self._base, self._last, self._count = str(base), last, count
        self._number = 0

    def watch(self) -> None:
        """Begin to count."""
        from zicht.engine.session import Session

        sys.addaudithook(self._see)
        carried_out, written, flushed = Session._try, os.write, os.fsync

        def try_after(session: Session, *words: Any) -> Any:
            self.pass_one()
            return carried_out(session, *words)

        def write_half(handle: int, content: Any) -> int:
            self.pass_one(lambda: written(handle, content[: len(content) // 2]))
            return written(handle, content)

        def flush_after(handle: int) -> None:
            self.pass_one()
            flushed(handle)

        setattr(Session, "_try", try_after)  # noqa: B010 - every statement goes through it
        os.write, os.fsync = write_half, flush_after  # type: ignore[assignment]

    def pass_one(self, before_death: Callable[[], object] = lambda: None) -> None:
        """Pass one moment, or die at it."""
        self._number += 1
        self._count[:8] = self._number.to_bytes(8, "little")
        if self._number == self._last:
            before_death()
            os.kill(os.getpid(), signal.SIGKILL)

    def _see(self, event: str, values: tuple[Any, ...]) -> None:
        changes = event in _CHANGES or (event == "open" and values[2] & _CHANGING)
        if changes and str(values[0]).startswith(self._base):
            self.pass_one()


def _work_in_a_fork(
    verb: str, project: Path, file: Path, moment: int, seconds: float
) -> Ending:
    """Fork, carry the verb out in the child, and kill it after a time where one is given."""
    count = mmap.mmap(-1, 8)
    reading, writing = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reading)
        words = ""
        try:
            _Moments(project.parent, moment, count).watch()
            carry_out(verb, project, file)
        except Exception as error:  # noqa: BLE001 - the parent process judges what it says
            words = f"{type(error).__name__}: {error}"
        os.write(writing, words.encode() or b" ")
        os._exit(0)
    os.close(writing)
    select.select([reading], [], [], seconds or None)
    if seconds:
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as said:
        words = said.read().decode()
    os.waitpid(child, 0)
    return Ending(
        was_killed=not words,
        error=words.strip(),
        moments=int.from_bytes(count[:8], "little"),
        seconds=time.monotonic() - began,
    )


def main() -> None:
    """Carry out what is asked on standard input, a line each, and say how it ended."""
    # Imported before any fork, and not used in this process: a database has threads, which no fork takes over.
    import zicht.pipeline.itinerary
    import zicht.pipeline.keeping_keys
    import zicht.pipeline.safekeeping
    import zicht.pipeline.withdrawing  # noqa: F401

    for line in sys.stdin:
        verb, project, file, moment, seconds = json.loads(line)
        ending = _work_in_a_fork(verb, Path(project), Path(file), moment, seconds)
        sys.stdout.write(json.dumps(vars(ending)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
