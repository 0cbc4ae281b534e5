"""What the database says when something fails, retold without what it may quote: values, keys, places."""

import re
from collections.abc import Callable, Sequence

import duckdb

from zicht.vocabulary.errors import (
    DeliveryError,
    MachineError,
    ProjectError,
    VaultError,
    ZichtError,
)


class QueryError(ProjectError):
    """SQL that a project wrote is not right: a name that does not exist, or a type that does not fit.

    Parameters
    ----------
    what, now, details : as of every error
    line : of the text that was run, from 1; 0 where it is not known
    """

    def __init__(
        self, what: str, *, now: str = "", details: Sequence[str] = (), line: int = 0
    ) -> None:
        super().__init__(what, now=now, details=details)
        self.line = line


class UnreadableFileError(VaultError):
    """An encrypted file cannot be opened: it is damaged, or the key is another one."""


_ABOUT_THE_TEXT = (
    duckdb.ParserException,
    duckdb.BinderException,
    duckdb.CatalogException,
)
"""Errors about the SQL text alone: they quote the text that we wrote ourselves, and no row."""


_LINE = re.compile(r"^LINE (\d+):", re.MULTILINE)
_CANDIDATES = re.compile(r"(?:Candidate bindings|Did you mean): ?([^\n]*)")


def retell(error: duckdb.Error, *, reveals_text: bool) -> ZichtError:
    """Turn an error of the database into one that may be shown.

    Parameters
    ----------
    error : as it was raised; its message may quote values, and is dropped
    reveals_text : whether the words of an error about the SQL text itself may be shown

    Returns
    -------
    ZichtError without cause or context
    """
    message = str(error)
    # The first that fits counts, so the full disk stands before the general lack of
    # memory.
    for kind, words, replacement in _KNOWN:
        if isinstance(error, kind) and words in message:
            return replacement()
    # A binder that was given values may quote them, so the caller says whether there
    # were any.
    if reveals_text and isinstance(error, _ABOUT_THE_TEXT):
        return _about_the_text(message)
    return ZichtError(
        f"A query failed ({type(error).__name__}); what the database said is withheld, as it may quote a row.",
        now="Check the types of its columns, and whether the disk is full; `zicht doctor` says whether the vault can be"
        " read.",
    )


def _about_the_text(said: str) -> QueryError:
    """Retell an error about SQL that we wrote ourselves: what is wrong, on which line, and which names come near."""
    line = _LINE.search(said)
    candidates = _CANDIDATES.search(said)
    now = f"Did you mean {candidates[1]}?" if candidates else "Correct its SQL."
    return QueryError(
        f"A query is not right: {said.splitlines()[0]}",
        now=now,
        line=int(line[1]) if line else 0,
    )


def _too_large() -> ZichtError:
    return MachineError(
        "A query needs more memory than was allowed.", now="Raise the memory setting."
    )


def _disk_is_full() -> ZichtError:
    return MachineError(
        "The disk is full: the vault or its spill could not be written.",
        now="Make room and run the same command again; what was finished is kept.",
    )


def _cannot_write() -> ZichtError:
    return MachineError(
        "The vault or its spill could not be read or written: a quota, a right or a fault of the disk.",
        now="Mend that and run the same command again; what was finished is kept.",
    )


def _wrong_key() -> ZichtError:
    return UnreadableFileError("A file cannot be opened with this key, or is damaged.")


def _in_use() -> ZichtError:
    return VaultError(
        "Another process is using this vault.", now="Wait until it ends, or stop it."
    )


def _unreadable() -> ZichtError:
    return DeliveryError(
        "The lines of a file cannot be told apart: line ends or quotes are mixed up.",
        now="Ask for a file that holds.",
    )


def _outside() -> ZichtError:
    return ZichtError(
        "A query reached for a file outside the folders that are open to it.",
        now="Put the file into the folder with deliveries.",
    )


_KNOWN: tuple[tuple[type[duckdb.Error], str, Callable[[], ZichtError]], ...] = (
    (duckdb.OutOfMemoryException, "max_temp_directory_size", _disk_is_full),
    (duckdb.OutOfMemoryException, "", _too_large),
    (duckdb.Error, "No space left", _disk_is_full),
    (duckdb.IOException, "File too large", _cannot_write),
    (duckdb.IOException, "quota exceeded", _cannot_write),
    (duckdb.IOException, "Read-only file system", _cannot_write),
    (duckdb.IOException, "Input/output error", _cannot_write),
    (duckdb.IOException, "Too many open files", _cannot_write),
    (duckdb.Error, "ncryption key", _wrong_key),
    (duckdb.Error, "encrypted", _wrong_key),
    (duckdb.IOException, "Could not set lock", _in_use),
    (duckdb.InvalidInputException, "CSV", _unreadable),
    (duckdb.PermissionException, "", _outside),
)
"""Kind of error, words in it, and what is told instead."""
