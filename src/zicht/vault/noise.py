"""The secret of the noise on tables asked on demand. It lies beside the keys of the vault, and is made at first use."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from zicht.vault.keys import _BYTES, _flush, _read, _write
from zicht.vocabulary.errors import VaultError

NOISE = "cellkey.key"


def noise_key(folder: Path) -> bytes:
    """Give the secret of the noise, made where there is none yet.

    Without it nobody can take the noise away. Who loses it gives cells that were never printed other noise than they
    would have had; what was printed stands in the ledger and stays.

    Parameters
    ----------
    folder : with the keys of the vault, readable by its owner only

    Raises
    ------
    VaultError : there is no folder with keys, or the key is damaged or open to others
    """
    if not folder.is_dir():
        raise VaultError(
            f"There is no folder {folder.name} with keys.",
            now="Restore it, or make new keys.",
        )
    path = folder / NOISE
    if not path.exists():
        _make(path)
    return _read(path)


def _make(path: Path) -> None:
    """Write it under another name first, so that there is a whole key or none."""
    made = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        _write(made, secrets.token_bytes(_BYTES))
        with suppress(FileExistsError):
            os.link(made, path)
        _flush(path.parent)
    except OSError:
        raise VaultError(
            "No key for the noise could be made.", now="Check the disk and its rights."
        ) from None
    finally:
        made.unlink(missing_ok=True)
