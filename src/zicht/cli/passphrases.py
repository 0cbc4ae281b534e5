"""Passphrases of keys: asked on the terminal, or read from a file; never an argument that others can see."""

import getpass
import sys
from pathlib import Path

from zicht.vocabulary.errors import UsageError


def new_passphrase(file: Path | None, *, of: str) -> bytes:
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
    first = getpass.getpass(f"New passphrase of {of}: ")
    if first != getpass.getpass("The same once more: "):
        raise UsageError("The two passphrases differ.", now="Run the command again.")
    return first.encode()


def passphrase_of(key: Path, file: Path | None) -> bytes:
    """Return the passphrase that opens a key; empty for a key without one.

    Raises
    ------
    UsageError : the key needs one, and there is no file and no terminal
    """
    from zicht.release import needs_passphrase

    if file is not None:
        return _first_line(file)
    if not needs_passphrase(key):
        return b""
    _refuse_without_terminal()
    return getpass.getpass(f"Passphrase of {key}: ").encode()


def _first_line(file: Path) -> bytes:
    try:
        lines = file.read_bytes().splitlines()
    except OSError:
        raise UsageError(
            f"The file {file} with the passphrase cannot be read.",
            now="Name a file with the passphrase on its first line.",
        ) from None
    if not lines or not lines[0].strip():
        raise UsageError(
            f"The file {file} has no passphrase on its first line.",
            now="Write it there.",
        )
    return lines[0].strip()


def _refuse_without_terminal() -> None:
    if not sys.stdin.isatty():
        raise UsageError(
            "A passphrase is needed, and there is no terminal to ask for it.",
            now="Give --passphrase-file FILE.",
        )
