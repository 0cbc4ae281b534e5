"""The secret of the gate, and digests that nobody can try without it."""

import hashlib
import hmac
from collections.abc import Iterable

from zicht.pipeline import folders
from zicht.project.folder import Project
from zicht.vault import noise_key

INVENTED_SECRET = b"The secret of an invented country is known to all."


def gate_secret(project: Project) -> bytes:
    """Return the secret of the gate of this project, for whatever is left to chance.

    An invented country has nothing to hide, and its release is the same on every
    machine: its secret is public.
    """
    if project.face.invented:
        return INVENTED_SECRET
    return noise_key(folders.keys(project.folder))


def keyed(digest: str, secret: bytes) -> str:
    """Return a digest that only who has the secret can compute."""
    return hmac.digest(secret, digest.encode(), hashlib.sha256).hex()


def keyed_digests(project: Project, digests: Iterable[str]) -> list[str]:
    """Return keyed digests of deliveries, as a release names them.

    Before the first run there are no keys, and no release to compare with: every digest
    is empty then.
    """
    plain = list(digests)
    has_keys = project.face.invented or folders.keys(project.folder).is_dir()
    if not plain or not has_keys:
        return [""] * len(plain)
    secret = gate_secret(project)
    return [keyed(digest, secret) for digest in plain]
