"""The one place where SQL meets the database: bounded memory, encrypted files, errors that quote nothing."""

from zicht.engine.failures import QueryError, UnreadableFileError
from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql

__all__ = [
    "QueryError",
    "Session",
    "Sql",
    "UnreadableFileError",
    "identifier",
    "literal",
    "sql",
]
