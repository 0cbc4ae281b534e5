"""Passphrases of keys: asked on the terminal, or read from a file; never an argument that others can see."""

import getpass
import sys
from pathlib import Path

from zicht.cli import output
from zicht.edition.messages import Message
from zicht.vocabulary.errors import UsageError


def new_passphrase(file: Path | None, *, of: Message) -> bytes:
    """Return the passphrase of a key that is about to be made.

    Parameters
    ----------
    file : with the passphrase on its first line; asked twice on the terminal when left out
    of : which key, for the question

    Raises
    ------
    UsageError : there is no file and no terminal, or the two answers differ
    """
    if file is not None:
        return _first_line(file)
    _refuse_without_terminal()
    first = _ask(Message("prompt.new_passphrase", key=of))
    # A passphrase that was mistyped once would lock its key for ever.
    if first != _ask(Message("prompt.same_passphrase")):
        raise UsageError(
            Message("error.passphrases_differ"), now=Message("error.run_again")
        )
    return first.encode()


def passphrase_of(key: Path, file: Path | None) -> bytes:
    """Return the passphrase that opens a key; empty for a key without one.

    Raises
    ------
    UsageError : the key needs one, and there is no file and no terminal
    """
    from zicht.release.approval import needs_passphrase

    if file is not None:
        return _first_line(file)
    if not needs_passphrase(key):
        return b""
    _refuse_without_terminal()
    return _ask(Message("prompt.passphrase", key=key)).encode()


def _ask(question: Message) -> str:
    return getpass.getpass(f"{output.spoken(question)} ")


def _first_line(file: Path) -> bytes:
    try:
        lines = file.read_bytes().splitlines()
    except OSError:
        raise UsageError(
            Message("error.passphrase_file_unreadable", file=file),
            now=Message("error.name_passphrase_file"),
        ) from None
    if not lines or not lines[0].strip():
        raise UsageError(
            Message("error.passphrase_file_empty", file=file),
            now=Message("error.write_passphrase"),
        )
    return lines[0].strip()


def _refuse_without_terminal() -> None:
    # Without a terminal `getpass` reads standard input, and shows what is typed.
    if not sys.stdin.isatty():
        raise UsageError(
            Message("error.no_terminal_for_passphrase"),
            now=Message("error.give_passphrase_file"),
        )
