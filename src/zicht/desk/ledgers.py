"""The ledger of `zicht protect`: what earlier outputs printed, and the secret by which they were drawn.

With it a count that did not change keeps its number from file to file, and what earlier outputs would reveal together
with a new one is repaired or refused. The file is encrypted: the secret in it is as secret as the records. The key is
kept apart from it, in the settings of the user.
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

from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.ledger import Ledger, LedgerEntry
from zicht.vocabulary.protected import Protected, ProtectedTable

KIND = b"zicht ledger 1\n"
"""How such a file begins; it is authenticated together with what follows."""
Merged = Mapping[str, Mapping[str, str]]
"""Per column, categories and those they became part of."""
KEY_BYTES, NONCE_BYTES, SECRET_BYTES = 32, 12, 32
OWNER_ONLY = 0o600


@dataclass(frozen=True)
class FileLedger:
    """A ledger in a file.

    Parameters
    ----------
    path : of the file
    secret : for whatever the gate leaves to chance
    printed : counts that earlier outputs printed
    sums : sums of amounts that earlier outputs printed
    behind_sums : the fewest and the most records that each cell can have, given these sums
    merged : categories that were merged in these, because they were rare or by policy
    """

    path: Path
    secret: bytes = field(repr=False)
    printed: Ledger = field(default_factory=Ledger)
    sums: Ledger = field(default_factory=Ledger)
    behind_sums: Ledger = field(default_factory=Ledger)
    merged: Merged = field(default_factory=dict)

    @property
    def n_outputs(self) -> int:
        """How many earlier outputs with counts it holds."""
        return len(self.printed.entries)

    @property
    def n_outputs_of_sums(self) -> int:
        """How many earlier outputs with sums of amounts it holds."""
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
        return tuple(
            tuple(own.name for own in table.dimensions if own.adds_up)
            for table in self.tables
        )

    def refuse_other_merges(self, merges: Merged, columns: Collection[str]) -> None:
        """Refuse to merge other categories than earlier outputs did.

        A category that others became part of has its old name and holds more people:
        the difference of two outputs would be those who were merged.

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
                f" {', '.join(changed)} were merged: the difference would be the people"
                " who were merged.",
                now="Merge the same categories, or begin another ledger and do not"
                " publish both outputs.",
            )

    def save_with(self, name: str, protected: Protected, merged: Merged) -> None:
        """Write the ledger with one output more, whole or not at all.

        Parameters
        ----------
        name : of the output
        protected : as it will be published
        merged : categories that were merged in it
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
        """Write the ledger with one output of sums more: as `save_with`.

        Parameters
        ----------
        revealed : the fewest and the most records that each cell can have, given the sums
        """
        sums = self.sums.entered(name, protected)
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
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(read_key(make=True)).encrypt(
            nonce, json.dumps(content).encode(), KIND
        )
        _replace(self.path, KIND + nonce + sealed)


def open_ledger(path: Path) -> FileLedger:
    """Open a ledger, or begin one where there is no such file.

    Raises
    ------
    UsageError : the file is not a ledger, was changed, or was written with another key
    """
    if not path.exists():
        return FileLedger(path, secrets.token_bytes(SECRET_BYTES))
    try:
        sealed = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read as a ledger.", now="Give the path of a file."
        ) from error
    if not sealed.startswith(KIND):
        raise UsageError(
            f"{path} is not a ledger of zicht protect.",
            now="Give --ledger another path: a file that is not there yet begins a ledger.",
        )
    nonce = sealed[len(KIND) : len(KIND) + NONCE_BYTES]
    try:
        opened = AESGCM(read_key()).decrypt(
            nonce, sealed[len(KIND) + NONCE_BYTES :], KIND
        )
    except (InvalidTag, ValueError) as error:
        # A ValueError is of a file that was cut off.
        raise UsageError(
            f"{path} cannot be opened with the key in {key_path()}: it was written with another key, or changed.",
            now="Take the key with which it was written; without it, earlier outputs cannot be guarded.",
        ) from error
    content = json.loads(opened)
    secret = bytes.fromhex(content["secret"])
    printed = Ledger.from_json(content["printed"])
    # A ledger of an earlier version holds no sums.
    sums = Ledger.from_json(content.get("sums", "[]"))
    behind_sums = Ledger.from_json(content.get("behind_sums", "[]"))
    merged = content.get("merged", {})
    return FileLedger(path, secret, printed, sums, behind_sums, merged)


def key_path() -> Path:
    """Return the file with the key of this user's ledgers."""
    settings = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(settings) / "zicht" / "ledger.key"


def read_key(*, make: bool = False) -> bytes:
    """Read the key of this user's ledgers.

    Parameters
    ----------
    make : whether to make one where there is none

    Raises
    ------
    UsageError : there is no key, or the file does not hold one
    """
    path = key_path()
    if not path.exists() and make:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, secrets.token_bytes(KEY_BYTES))
    try:
        key = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"There is no key in {path} to open the ledger with.",
            now="Put the key there with which it was written.",
        ) from error
    if len(key) != KEY_BYTES:
        raise UsageError(
            f"{path} does not hold a key of {KEY_BYTES} bytes.",
            now="Put the key back with which your ledgers were written.",
        )
    return key


def _replace(path: Path, content: bytes) -> None:
    """Write a file for its owner alone, in the place of one that may be there, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(OWNER_ONLY)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
