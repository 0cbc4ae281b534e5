"""Notes that stay in the folder with deliveries when a delivered file was sealed away."""

from pathlib import Path

from zicht.pipeline import folders
from zicht.vault.sealed_files import SealedFiles
from zicht.vocabulary.durable import write_whole

ENDING = ".received"


def leave_note(
    file: Path, base: str, source: str, digest: str, files: SealedFiles
) -> None:
    """Leave a note in the place of a delivered file, and remove the file.

    The note can be read with the keys alone: a digest in clear text would tell whoever has the file but for one field
    what that field holds.

    Parameters
    ----------
    file : as it was delivered
    base : its name without ending
    source, digest : of the delivery
    files : of the project
    """
    number = files.path_of(source, digest).stem[:8]
    note = file.with_name(f"{base}-{number}{ENDING}")
    # The disk has the note before the file goes: a run that stops in between leaves both.
    write_whole(note, f"{files.note_of(digest)}\n".encode())
    file.unlink()


def read_note(note: Path, files: SealedFiles) -> str:
    """Return the digest of the delivery that a note is of.

    Raises
    ------
    VaultError : it was altered, or belongs to other keys
    """
    return files.read_note(_words(note))


def renew(project: Path, files: SealedFiles, before: bytes) -> None:
    """Write sealed files and notes in the format of today, under the key of today.

    Parameters
    ----------
    project : folder
    files : of the project, under the key of today
    before : key of the vault's file until now; that of today where only the format may be earlier
    """
    files.renew(before)
    for note in folders.deliveries(project).glob(f"*/*{ENDING}"):
        words = _words(note)
        renewed = files.renew_note(words, before)
        if renewed != words:
            write_whole(note, f"{renewed}\n".encode())


def _words(note: Path) -> str:
    return note.read_text(encoding="utf-8", errors="replace").strip()
