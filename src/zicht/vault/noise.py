"""Further secrets beside the keys of the vault, made at first use: of the noise on tables, and of the journal."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from zicht.vault.keys import (
    _BYTES,
    HOW_KEYS_COME_BACK,
    read_key,
    write_key,
)
from zicht.vocabulary.durable import flush
from zicht.vocabulary.errors import VaultError

NOISE, JOURNAL_KEY = "cellkey.key", "journal.key"


def noise_key(folder: Path) -> bytes:
    """Return the secret of the noise, made where there is none yet.

    Without it nobody can take the noise away. Who loses it gives cells that were never printed other noise than they
    would have had; what was printed stands in the ledger and stays.

    Parameters
    ----------
    folder : with the keys of the vault, readable by its owner only

    Raises
    ------
    VaultError : there is no folder with keys, or the key is damaged or open to others
    """
    return _secret(folder, NOISE)


def has_noise_key(folder: Path) -> bool:
    """Whether the secret of the noise was made and is there; whether it is whole, reading it says."""
    return (folder / NOISE).exists()


def journal_key(folder: Path, *, may_make: bool) -> bytes:
    """Return the secret that signs the journal now: the last that a rotation brought, or the first.

    Parameters, errors : see `first_journal_key`
    """
    first = first_journal_key(folder, may_make=may_make)
    # As text `journal-10` stands before `journal-2`, and an earlier key would sign.
    later = sorted(folder.glob("journal-*.key"), key=_rotation_of)
    return read_key(later[-1]) if later else first


def later_journal_key(rotation: int) -> str:
    """Return the name of the file with the secret that signs the journal from a rotation on."""
    return f"journal-{rotation}.key"


def write_journal_key(folder: Path, rotation: int) -> None:
    """Make the secret that will sign the journal from a rotation on."""
    write_key(folder / later_journal_key(rotation), secrets.token_bytes(_BYTES))
    flush(folder)


def _rotation_of(path: Path) -> int:
    number = path.stem.removeprefix("journal-")
    return int(number) if number.isdecimal() else 0


def first_journal_key(folder: Path, *, may_make: bool) -> bytes:
    """Return the secret that signed the first entry of the journal, by which its copy outside the project is found.

    Parameters
    ----------
    folder : with the keys of the vault
    may_make : whether it is made where there is none: only before there is a journal

    Raises
    ------
    VaultError : it is missing, damaged or open to others
    """
    # A new key cannot continue a journal that another key signed. It would only hide that the key was
    # lost.
    if not may_make and not (folder / JOURNAL_KEY).exists():
        raise VaultError(
            f"There is a journal, and its key is not in {folder}.",
            now=HOW_KEYS_COME_BACK,
        )
    return _secret(folder, JOURNAL_KEY)


def _secret(folder: Path, name: str) -> bytes:
    """Return a secret of the folder with keys, made where there is none yet."""
    if not folder.is_dir():
        raise VaultError(
            f"There is no folder {folder.name} with keys.",
            now="Restore it, or make new keys.",
        )
    path = folder / name
    if not path.exists():
        _make(path)
    return read_key(path)


def _make(path: Path) -> None:
    """Write it under another name first, so that there is a whole key or none."""
    made = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        write_key(made, secrets.token_bytes(_BYTES))
        with suppress(FileExistsError):
            # `link` fails where there is a key already, and `rename` would replace it. Of two commands at one
            # time the first decides, and both read its key.
            os.link(made, path)
        flush(path.parent)
    except OSError:
        raise VaultError(
            f"The key {path.name} could not be made.",
            now="Check the disk and its rights.",
        ) from None
    finally:
        made.unlink(missing_ok=True)
