"""The secret of the gate, and digests that nobody can try without it."""

import hashlib
import hmac
from collections.abc import Iterable

from zicht.edition.messages import Message
from zicht.pipeline import folders
from zicht.pipeline.project_journal import publications
from zicht.project.folder import Project
from zicht.release import store
from zicht.vault.noise import NOISE, has_noise_key, noise_key
from zicht.vocabulary.progress import Progress

INVENTED_SECRET = b"The secret of an invented country is known to all."


def gate_secret(project: Project) -> bytes:
    """Return the secret of the gate of this project, for whatever is left to chance.

    An invented country has nothing to hide, and its release is the same on every
    machine: its secret is public.
    """
    if project.face.invented:
        return INVENTED_SECRET
    return noise_key(folders.keys(project.folder))


def lost_secret(project: Project) -> str:
    """State that the secret of the gate is lost; empty if it is there, or nothing was protected with it yet.

    Releases of an invented country are protected with a public secret, and only its tables with this one.

    Raises
    ------
    VaultError : the journal, which names the tables that were given, was altered
    """
    place = folders.keys(project.folder)
    if has_noise_key(place):
        return ""
    has_releases = bool(store.list_releases(folders.releases(project.folder)))
    # Under another secret the same records would get a second, independent noise (ADR
    # 0196).
    has_tables = any(entry.text("table") for entry in publications(project.folder))
    if not has_tables and (project.face.invented or not has_releases):
        return ""
    return Message("doctor.secret_lost", name=NOISE, folder=place)


def say_lost_secret(project: Project, tell: Progress) -> None:
    """Warn that the secret of the gate is lost, before another is made."""
    lost = lost_secret(project)
    if lost:
        tell(Message("careful.secret_lost", lost=lost))


def keyed(digest: str, secret: bytes) -> str:
    """Return a digest that only who has the secret can compute."""
    return hmac.digest(secret, digest.encode(), hashlib.sha256).hex()


def keyed_digests(project: Project, digests: Iterable[str]) -> list[str]:
    """Return keyed digests of deliveries, as a release names them.

    Before the first run there are no keys, and no release to compare with: every digest
    is empty then. It is also empty where the secret is lost: only what protects makes
    another, and says so.
    """
    plain = list(digests)
    has_keys = project.face.invented or folders.keys(project.folder).is_dir()
    if not plain or not has_keys or lost_secret(project):
        # An empty digest equals no other, so that the release counts as made from
        # something else.
        return [""] * len(plain)
    secret = gate_secret(project)
    return [keyed(digest, secret) for digest in plain]
