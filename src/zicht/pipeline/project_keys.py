"""The keys of a project and the sealed files that they open; a rotation that was interrupted is completed first."""

from pathlib import Path

from zicht.pipeline import folders
from zicht.pipeline.rotation import complete_rotation
from zicht.vault.keys import Keys
from zicht.vault.sealed_files import SealedFiles


def unlocked(folder: Path, *, may_lack_entries: bool = False) -> Keys:
    """Return the keys of the vault of a project.

    Parameters
    ----------
    may_lack_entries : see `complete_rotation`

    Raises
    ------
    VaultError : they are missing, damaged, or open to others
    """
    complete_rotation(folder, may_lack_entries=may_lack_entries)
    return Keys.load(folders.keys(folder))


def sealed_files(folder: Path) -> SealedFiles:
    """Return the folder with sealed deliveries of a project.

    Raises
    ------
    VaultError : keys are missing, damaged, or open to others
    """
    return SealedFiles(folders.sealed(folder), unlocked(folder).file)
