"""Ctrl-C ends a command with one line and code 130, whatever the program is doing at that moment.

Three things happen on Ctrl-C. Python raises KeyboardInterrupt as soon as it runs its own code again. A library may turn
that into an error of its own, as a database does with a query: the interrupt is remembered, so that such an error is
not taken for a fault. And code of a solver may not come back to Python for minutes: a thread then ends the process.
What is written is written whole or not at all, so that ending it leaves nothing half done.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
"""Exit code of a command that was interrupted, as shells have it."""
WORDS = "Interrupted. What was finished is kept; run the same command again to go on."
PATIENCE_SECONDS = 3.0
"""How long the program may take to come back to Python."""


class Interrupts:
    """What is known of Ctrl-C while a command runs.

    Parameters
    ----------
    happened : whether somebody pressed it
    words : printed where the program does not come back; English until the language of the command is chosen
    """

    def __init__(self) -> None:
        self.happened = False
        self.words = WORDS

    def raise_interrupt(self, _number: int, _frame: FrameType | None) -> None:
        """Remember the interrupt, and raise it."""
        self.happened = True
        raise KeyboardInterrupt


@contextmanager
def watch_interrupts() -> Iterator[Interrupts]:
    """Watch for Ctrl-C while a command runs; afterwards it is ignored, for only the end of the program is left.

    Outside the main thread, and for a command inside another program, nothing is changed.
    """
    interrupts = Interrupts()
    if threading.current_thread() is not threading.main_thread():
        yield interrupts
        return
    before = signal.signal(signal.SIGINT, interrupts.raise_interrupt)
    read_end, write_end = os.pipe()
    # A handler of signals that waits for a full pipe would stop the program.
    os.set_blocking(write_end, False)
    wakeup_before = signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
    has_ended = threading.Event()
    threading.Thread(
        target=_end_when_stuck, args=(read_end, has_ended, interrupts), daemon=True
    ).start()
    try:
        yield interrupts
    finally:
        has_ended.set()
        signal.set_wakeup_fd(wakeup_before)
        signal.signal(signal.SIGINT, before)
        # The thread, which waits for a byte, reads the end of the pipe.
        os.close(write_end)


def _end_when_stuck(
    read_end: int, has_ended: threading.Event, interrupts: Interrupts
) -> None:
    """Wait for a signal, give the program time to end by itself, and end it where it does not."""
    received = os.read(read_end, 1)
    while received and received[0] != signal.SIGINT:
        received = os.read(read_end, 1)
    os.close(read_end)
    if received and not has_ended.wait(PATIENCE_SECONDS):
        os.write(2, f"{interrupts.words}\n".encode())
        os._exit(INTERRUPTED)


def end_at_once(_number: int, _frame: FrameType | None) -> None:
    """End the process: for the moments before a command begins, when there is nothing to keep."""
    os.write(2, f"{WORDS}\n".encode())
    os._exit(INTERRUPTED)
