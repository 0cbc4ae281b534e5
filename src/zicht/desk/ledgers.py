"""The ledger of `zicht protect`: what earlier outputs printed, and the secret that determines random rounding.

With a ledger, an unchanged count keeps its printed number in every output, and a new output that would reveal a count
together with earlier ones is repaired or refused. The file is encrypted, because its secret is as sensitive as the
records. The key is kept elsewhere, in the settings of the user.
"""

import json
import os
import secrets
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zicht.vocabulary.durable import flush, make_folder
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.ledger import Ledger, LedgerEntry
from zicht.vocabulary.protected import Protected, ProtectedTable

KIND = b"zicht ledger 1\n"
"""First bytes of such a file. They are authenticated together with the content."""
Merged = Mapping[str, Mapping[str, str]]
"""Per column, each merged category and the category it became part of."""
KEY_BYTES, NONCE_BYTES, SECRET_BYTES = 32, 12, 32
OWNER_ONLY = 0o600


@dataclass(frozen=True)
class FileLedger:
    """A ledger in a file.

    Parameters
    ----------
    path : of the file
    secret : for the random choices of the gate
    printed : counts that earlier outputs printed
    sums : sums of amounts that earlier outputs printed
    behind_sums : bounds of the number of records in each cell, as these sums reveal them
    merged : categories that these outputs merged, as rare or by policy
    """

    path: Path
    secret: bytes = field(repr=False)
    printed: Ledger = field(default_factory=Ledger)
    sums: Ledger = field(default_factory=Ledger)
    behind_sums: Ledger = field(default_factory=Ledger)
    merged: Merged = field(default_factory=dict)

    @property
    def n_outputs(self) -> int:
        """Number of earlier outputs with counts."""
        return len(self.printed.entries)

    @property
    def n_outputs_of_sums(self) -> int:
        """Number of earlier outputs with sums of amounts."""
        return len(self.sums.entries)

    @property
    def tables(self) -> tuple[ProtectedTable, ...]:
        """Every table of counts or sums that earlier outputs printed."""
        return (*self.printed.tables, *self.sums.tables)

    @property
    def columns(self) -> frozenset[str]:
        """Columns by which earlier outputs were broken down."""
        return frozenset(name for table in self.tables for name in table.names)

    @property
    def columns_of_tables(self) -> tuple[tuple[str, ...], ...]:
        """Columns of each table, without those in which one person may have several codes."""
        return tuple(map(_columns_that_add_up, self.tables))

    def refuse_other_merges(self, merges: Merged, columns: Collection[str]) -> None:
        """Refuse to merge other categories than earlier outputs merged.

        A merged category may keep its name and hold more people. The difference between
        the two outputs is then the number of people in the categories that joined it.

        Parameters
        ----------
        merges : of this output
        columns : by which it is broken down

        Raises
        ------
        UsageError : naming the columns
        """
        changed = [
            name
            for name in sorted(self.columns & set(columns))
            if dict(merges.get(name, {})) != dict(self.merged.get(name, {}))
        ]
        if changed:
            raise UsageError(
                f"{self.path.name} holds outputs in which other categories of"
                f" {', '.join(changed)} were merged: the difference between the outputs"
                " would reveal the people of the merged categories.",
                now="Merge the same categories, or begin another ledger and do not"
                " publish both outputs.",
            )

    def save_with(self, name: str, protected: Protected, merged: Merged) -> None:
        """Write the ledger with one more output of counts; an error leaves the file as it was.

        Parameters
        ----------
        name : of the output
        protected : tables that will be published
        merged : categories that the output merges
        """
        printed = self.printed.entered(name, protected)
        replace(self, printed=printed)._save(merged)

    def save_sums_with(
        self,
        name: str,
        protected: Protected,
        revealed: tuple[ProtectedTable, ...],
        merged: Merged,
    ) -> None:
        """Write the ledger with one more output of sums, as `save_with` does.

        Parameters
        ----------
        revealed : bounds of the number of records in each cell, as the sums reveal them
        """
        sums = self.sums.entered(name, protected)
        # The bounds are kept, not computed again: they rest on amounts that a later
        # file may no longer hold.
        entries = (*self.behind_sums.entries, LedgerEntry(name, revealed))
        replace(self, sums=sums, behind_sums=Ledger(entries))._save(merged)

    def _save(self, merged: Merged) -> None:
        """Write the ledger, with the categories that its last output merged."""
        content = {
            "secret": self.secret.hex(),
            "printed": self.printed.as_json(),
            "sums": self.sums.as_json(),
            "behind_sums": self.behind_sums.as_json(),
            "merged": {**self.merged, **merged},
        }
        # A nonce that is used twice with one key reveals both contents, so each write
        # draws a new one.
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(read_key(make=True)).encrypt(
            nonce, json.dumps(content).encode(), KIND
        )
        _replace(self.path, KIND + nonce + sealed)


def _columns_that_add_up(table: ProtectedTable) -> tuple[str, ...]:
    """Return the columns of a table in which every person has one code."""
    return tuple(dimension.name for dimension in table.dimensions if dimension.adds_up)


def open_ledger(path: Path) -> FileLedger:
    """Open a ledger; a path without a file begins a new one.

    Raises
    ------
    UsageError : the file is not a ledger, was changed, or was written with another key
    """
    if not path.exists():
        return FileLedger(path, secrets.token_bytes(SECRET_BYTES))
    content = json.loads(_decrypted(path, _read_sealed(path)))
    return FileLedger(
        path,
        secret=bytes.fromhex(content["secret"]),
        printed=Ledger.from_json(content["printed"]),
        # Ledgers of the first version have no sums.
        sums=Ledger.from_json(content.get("sums", "[]")),
        behind_sums=Ledger.from_json(content.get("behind_sums", "[]")),
        merged=content.get("merged", {}),
    )


def _read_sealed(path: Path) -> bytes:
    """Read the encrypted content of a ledger, after the bytes that mark its kind."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read as a ledger.", now="Give the path of a file."
        ) from error
    if not content.startswith(KIND):
        raise UsageError(
            f"{path} is not a ledger of zicht protect.",
            now="Give --ledger another path; a path without a file begins a ledger.",
        )
    return content.removeprefix(KIND)


def _decrypted(path: Path, sealed: bytes) -> bytes:
    """Decrypt a ledger with the key of the user."""
    nonce = sealed[:NONCE_BYTES]
    ciphertext = sealed[NONCE_BYTES:]
    try:
        return AESGCM(read_key()).decrypt(nonce, ciphertext, KIND)
    except (InvalidTag, ValueError) as error:
        # A file that was cut off raises a ValueError.
        raise UsageError(
            f"{path} cannot be opened with the key in {key_path()}: it was written with another key, or changed.",
            now="Use the key with which it was written; without it, earlier outputs cannot be guarded.",
        ) from error


def key_path() -> Path:
    """Return the path of the key for all ledgers of this user."""
    # Not beside the ledger: a folder of outputs is passed on with everything in it (ADR
    # 0103).
    settings = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(settings) / "zicht" / "ledger.key"


def read_key(*, make: bool = False) -> bytes:
    """Read the key for all ledgers of this user.

    Parameters
    ----------
    make : whether to make a key if there is none

    Raises
    ------
    UsageError : there is no key, or the file does not hold one
    """
    path = key_path()
    # Only a write makes a key: reading with a new key would report a changed file
    # instead of a missing key.
    if not path.exists() and make:
        make_folder(path.parent, mode=0o700)
        _replace(path, secrets.token_bytes(KEY_BYTES))
    try:
        key = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"The key of the ledger is missing: {path} does not exist or cannot be read.",
            now="Put the key with which the ledger was written there.",
        ) from error
    if len(key) != KEY_BYTES:
        raise UsageError(
            f"{path} does not hold a key of {KEY_BYTES} bytes.",
            now="Restore the key with which your ledgers were written.",
        )
    return key


def _replace(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read; an error leaves an earlier file as it was."""
    make_folder(path.parent)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            # Without it a power cut after the rename may leave an empty file, and
            # earlier outputs unguarded.
            os.fsync(file.fileno())
        Path(name).chmod(OWNER_ONLY)
        Path(name).replace(path)
        flush(path.parent)
    finally:
        Path(name).unlink(missing_ok=True)
