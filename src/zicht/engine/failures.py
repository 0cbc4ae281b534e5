"""What the database says when something fails, retold without what it may quote: values, keys, places."""

import duckdb

from zicht.vocabulary.errors import VaultError, ZichtError

_ABOUT_THE_TEXT = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)
"""Errors about the SQL text alone: they quote the text that we wrote ourselves, and no row."""


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
    said = str(error)
    if isinstance(error, duckdb.OutOfMemoryException):
        return ZichtError("A query needs more memory than was allowed.", now="Raise the memory setting.")
    if "encryption key" in said or "encrypted" in said:
        return VaultError("A file cannot be opened with this key.", now="Check the folder with the keys.")
    if isinstance(error, duckdb.IOException) and "lock" in said:
        return VaultError("Another process is using this vault.", now="Wait until it ends, or stop it.")
    if isinstance(error, duckdb.PermissionException):
        return ZichtError("A query reached for a file outside the folders that are open to it.")
    if reveals_text and isinstance(error, _ABOUT_THE_TEXT):
        return ZichtError(f"A query is not right: {said.splitlines()[0]}", now="Mend its SQL.")
    return ZichtError(
        f"A query failed ({type(error).__name__}); what the database said is withheld, as it may quote a row.",
        now="Check the types of its columns, and whether the disk is full.",
    )
