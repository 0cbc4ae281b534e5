"""Where things stand in a project folder."""

import fcntl
import hashlib
import os
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zicht.edition.messages import Message
from zicht.release.drafts import remove_drafts
from zicht.vocabulary.durable import make_folder
from zicht.vocabulary.errors import ProjectError, VaultError
from zicht.vocabulary.progress import Progress


def private(project: Path) -> Path:
    """Return the folder that holds vault, keys and spill; only its owner may enter."""
    path = project / ".zicht"
    if not path.is_dir():
        # The folder is closed from the moment it exists, because it holds records of
        # people.
        make_folder(path, mode=0o700)
    return path


@contextmanager
def claimed(project: Path) -> Iterator[None]:
    """Keep other runs out while this one writes releases and pages; the claim of a killed run ends with it."""
    with (private(project) / "claim").open("a+") as claim:
        try:
            # A lock and not the file itself: the lock of a process that was killed ends
            # with it.
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            claim.seek(0)
            raise ProjectError(
                f"Another command is at work on {project}: process {claim.read().strip() or 'unknown'}.",
                now="Wait until it ends, and run yours again.",
            ) from None
        claim.truncate(0)
        claim.write(f"{os.getpid()}\n")
        claim.flush()
        remove_drafts(releases(project))
        try:
            yield
        finally:
            claim.truncate(0)


def keys(project: Path) -> Path:
    """Return the folder with the keys, outside the vault's file: beside it, or where ZICHT_KEYS points."""
    elsewhere = os.environ.get("ZICHT_KEYS", "")
    if not elsewhere:
        return private(project) / "keys"
    if not Path(elsewhere).is_dir():
        raise VaultError(
            f"ZICHT_KEYS points to {elsewhere}, which is not a folder.",
            now="Connect the medium with the keys, or make it.",
        )
    by_identity = Path(elsewhere) / _identity(project)
    by_name = Path(elsewhere) / project.resolve().name
    is_of_old = by_name.is_dir() and not by_identity.is_dir()
    if is_of_old and (private(project) / "vault.duckdb").exists():
        # An earlier version named the folder after that of the project; a project of another id may bear that name.
        raise VaultError(
            f"Keys are found by the id of a project, and {by_name} bears the name of its folder.",
            now=f"If it holds the keys of this project: mv {quote(str(by_name))} {quote(str(by_identity))}",
        )
    return by_identity


def _identity(project: Path) -> str:
    """Return the id of a project: its folder may be renamed, and two projects may lie in folders of one name."""
    try:
        settings = tomllib.loads((project / "zicht.toml").read_text(encoding="utf-8"))
        words = str(settings["project"]["id"])
    except (OSError, ValueError, KeyError, TypeError):
        raise ProjectError(
            f"{project} has no id, by which its keys are found.",
            now="Fill in `id` under [project] in zicht.toml.",
        ) from None
    return re.sub(r"[^\w-]", "-", words.casefold())


def sealed(project: Path) -> Path:
    """Return the folder with deliveries that were sealed away after reception."""
    return private(project) / "delivered"


def deliveries(project: Path) -> Path:
    """Return the folder where suppliers' files are put."""
    return project / "deliveries"


def warn_of_readers(project: Path, *, tell: Progress) -> None:
    """Warn if everybody can read the deliveries. Rights of a group are left alone: suppliers may need them."""
    folder = deliveries(project)
    if folder.is_dir() and folder.stat().st_mode & 0o005:
        tell(Message("careful.readable", folder=folder, quoted=quote(str(folder))))


def releases(project: Path) -> Path:
    """Return the folder with releases."""
    return project / "releases"


def journal(project: Path) -> Path:
    """Return the copy of the journal that lies in the project."""
    return project / "journal" / "entries.jsonl"


def cells(project: Path) -> Path:
    """Return the folder with what publications printed, encrypted, beside the journal."""
    return journal(project).parent / "cells"


def other_journal(project: Path, secret: bytes) -> Path:
    """Return where the second copy of the journal lies, outside the project.

    It is named by the first key of the journal and the place of the project, so that a copy of the folder elsewhere is
    a project of its own, and a rotation of keys changes no name.

    Parameters
    ----------
    project : folder
    secret : of the journal's first key
    """
    public = Ed25519PrivateKey.from_private_bytes(secret).public_key()
    identity = hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]
    digest_of_place = hashlib.sha256(str(project.resolve()).encode()).hexdigest()[:8]
    return outside_journals() / f"{identity}-{digest_of_place}.jsonl"


def outside_journals() -> Path:
    """Return the folder for journals outside projects: where ZICHT_JOURNAL says, or with the state of the user."""
    elsewhere = os.environ.get("ZICHT_JOURNAL", "")
    if elsewhere:
        return Path(elsewhere)
    state = os.environ.get("XDG_STATE_HOME", "")
    base = Path(state) if state else Path.home() / ".local" / "state"
    return base / "zicht" / "journals"


def site(project: Path) -> Path:
    """Return the folder with pages."""
    return project / "site"
