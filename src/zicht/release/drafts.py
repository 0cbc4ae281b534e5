"""What is not complete yet lies beside the folders of releases, under names of its own."""

import shutil
from pathlib import Path

RELEASE = ".draft-"
"""Start of the name of a folder in which a release is written, until it is complete."""
SIGNATURE = ".new"
"""Ending of the name of a signature that is not complete yet, or of a file that is restored."""


def draft_of_signature(release: Path, name: str) -> Path:
    """Return where a signature is written until it is complete.

    Nothing that is not of a release may lie in its folder, not even what a killed command leaves there.

    Parameters
    ----------
    release : folder of the release
    name : of the file with the signature
    """
    return release.with_name(f".{release.name}-{name}{SIGNATURE}")


def remove_drafts(releases: Path) -> None:
    """Remove what a killed command left half written among the releases of a project.

    Whoever has claimed the project may do so: nobody else writes a release or a signature then.
    """
    for draft in releases.glob(f"{RELEASE}*"):
        shutil.rmtree(draft)
    for draft in releases.glob(f".*{SIGNATURE}"):
        draft.unlink()
