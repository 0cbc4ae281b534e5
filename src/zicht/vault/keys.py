"""The secrets of a vault: one opens its file, the others make its pseudonyms. They lie outside the file."""

import glob
import hashlib
import hmac
import os
import secrets
import shutil
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import NoReturn, Self

from zicht.vocabulary.durable import flush, make_folder
from zicht.vocabulary.errors import VaultError

FILE, PSEUDONYM = "file.key", "pseudonym.key"
_BYTES = 32
_DRAFT = ".new"
"""Ending of a folder with keys that is not complete yet."""
_RANDOM_CHARACTERS = 8
"""That `tempfile.mkdtemp` puts in a name."""
HOW_KEYS_COME_BACK = (
    "No backup holds keys. Put them back from the copy that was kept apart, or, where they were divided, from shares:"
    " `zicht keys join`. Without either, see Lost keys in docs/vault.md."
)
"""Advice wherever a key is missing, damaged or another one."""


@dataclass(frozen=True, repr=False, eq=False)
class Keys:
    """Independent secrets of 32 random bytes.

    Parameters
    ----------
    file : opens the vault's file
    pseudonym : makes pseudonyms; without it nobody can tell which pseudonym belongs to which record
    later : secrets of later rotations, in their order: each makes new pseudonyms of the pseudonyms before it
    """

    file: bytes
    pseudonym: bytes
    later: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        # With one secret for both, whoever opens the file for a restore could make pseudonyms of guessed
        # keys (ADR 0012).
        all_keys = (self.file, self.pseudonym, *self.later)
        are_whole = all(len(key) == _BYTES for key in all_keys)
        if not are_whole or len(set(all_keys)) < len(all_keys):
            raise VaultError(
                "The keys are not different secrets of 32 bytes.",
                now=f"Move the folder with keys away. {HOW_KEYS_COME_BACK}",
            )

    def rotated(self) -> "Keys":
        """Return the keys of the next rotation: another secret for the file, and one more for pseudonyms."""
        new_file, new_pseudonym = (secrets.token_bytes(_BYTES) for _ in range(2))
        return Keys(new_file, self.pseudonym, (*self.later, new_pseudonym))

    @property
    def proof(self) -> str:
        """Digest that tells whether pseudonyms were made with these secrets."""
        # The vault keeps this proof, so that a wrong secret is refused. It is an HMAC, and reveals
        # nothing of the secret.
        text = b"zicht: this secret made the pseudonyms"
        proof = hmac.digest(self.pseudonym, text, hashlib.sha256)
        for key in self.later:
            proof = hmac.digest(key, proof, hashlib.sha256)
        return proof.hex()

    @property
    def file_proof(self) -> str:
        """Digest that tells whether the key of the file is this one."""
        text = b"zicht: this secret opens the file"
        return hmac.digest(self.file, text, hashlib.sha256).hex()

    def __repr__(self) -> str:
        return "<Keys>"

    def __reduce__(self) -> NoReturn:
        # Pickling would write the secrets to a file, or send them to another process.
        raise VaultError("Keys are not copied.")

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make new keys in a folder of their own, which must not hold keys yet.

        Parameters
        ----------
        folder : made, readable by its owner only

        Raises
        ------
        VaultError : there are keys already; they are never overwritten
        """
        if folder.exists() and any(folder.iterdir()):
            raise VaultError(
                f"The folder {folder.name} is not empty.",
                now="Keep the keys that are there.",
            )
        make_folder(folder.parent)
        _remove_drafts(folder)
        made = Path(
            tempfile.mkdtemp(
                prefix=f".{folder.name}-", suffix=_DRAFT, dir=folder.parent
            )
        )
        try:
            for name in (FILE, PSEUDONYM):
                write_key(made / name, secrets.token_bytes(_BYTES))
            flush(made)
            made.rename(folder)  # both keys or none, whenever this is interrupted
            flush(folder.parent)
        except OSError:
            with suppress(OSError):
                shutil.rmtree(made)
            raise VaultError(
                f"No keys could be made in {folder.name}.",
                now="Check the disk and its rights.",
            ) from None
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the keys.

        Parameters
        ----------
        folder : with `file.key` and `pseudonym.key`, which only their owner may read

        Raises
        ------
        VaultError : a key is missing or damaged, or others could read it
        """
        if not folder.is_dir():
            raise VaultError(
                f"There is no folder {folder} with keys, which the vault needs.",
                now=HOW_KEYS_COME_BACK,
            )
        _refuse_open(folder, folder.stat())
        later = sorted(folder.glob("pseudonym-*.key"))
        expected = [folder / later_name(nth) for nth in range(1, 1 + len(later))]
        # Each secret digests the pseudonyms that the one before it made. With a gap later deliveries
        # would not fit, and tombstones would not hold (ADR 0196).
        if set(later) != set(expected):
            raise VaultError(
                f"A key of an earlier rotation is missing in {folder}.",
                now=HOW_KEYS_COME_BACK,
            )
        keys = [read_key(path) for path in expected]
        return cls(read_key(folder / FILE), read_key(folder / PSEUDONYM), tuple(keys))


def _remove_drafts(folder: Path) -> None:
    """Remove what an interrupted making left; the folder of a project `one-2` is not a draft of that of `one`."""
    random_part = "?" * _RANDOM_CHARACTERS
    pattern = f".{glob.escape(folder.name)}-{random_part}{_DRAFT}"
    for draft in folder.parent.glob(pattern):
        shutil.rmtree(draft, ignore_errors=True)


def later_name(rotation: int) -> str:
    """Return the name of the file with the secret of a rotation, of which the first is 1."""
    return f"pseudonym-{rotation}.key"


def write_rotated(folder: Path, keys: Keys) -> None:
    """Write what is new of rotated keys to an empty folder: the secret of the file, and the last one for pseudonyms."""
    folder.mkdir(mode=0o700)
    write_key(folder / FILE, keys.file)
    write_key(folder / later_name(len(keys.later)), keys.later[-1])
    flush(folder)


def read_rotated(folder: Path, before: Keys) -> Keys:
    """Read rotated keys from the folder that `write_rotated` wrote, and the earlier keys from `before`."""
    (path,) = folder.glob("pseudonym-*.key")
    rotation = int(path.stem.removeprefix("pseudonym-"))
    later = (*before.later[: rotation - 1], read_key(path))
    return Keys(read_key(folder / FILE), before.pseudonym, later)


def copy_key(source: Path, target: Path) -> None:
    """Copy a key over another one: the disk has it before the other goes."""
    draft = target.with_name(f".{target.name}.new")
    draft.unlink(missing_ok=True)
    write_key(draft, read_key(source))
    draft.replace(target)
    flush(target.parent)


def write_key(path: Path, secret: bytes) -> None:
    """Write a secret to a file of its own, which must not be there yet, and wait until the disk has it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, secret.hex().encode() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def read_key(path: Path) -> bytes:
    """Read a secret.

    Raises
    ------
    VaultError : the file is missing, damaged, a link, or open to others
    """
    try:
        # A link could lead to a file that somebody else chose. Rights are then read from the open file,
        # which nobody can exchange any more.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        raise VaultError(
            f"The key {path} cannot be read.", now=HOW_KEYS_COME_BACK
        ) from None
    try:
        _refuse_open(path, os.fstat(handle))
        # One byte more than a key with the end of its line is read: a longer file is damaged, and is not
        # cut to fit.
        words = os.read(handle, 2 * _BYTES + 2).strip()
    finally:
        os.close(handle)
    with suppress(ValueError):
        secret = bytes.fromhex(words.decode("ascii", errors="replace"))
        if len(secret) == _BYTES:
            return secret
    raise VaultError(
        f"The key {path} is damaged.",
        now=f"Move it away: {move_away(path)}. {HOW_KEYS_COME_BACK}",
    )


def _refuse_open(path: Path, state: os.stat_result) -> None:
    # Another owner could open the file to themselves at any time, whatever its rights are now.
    if stat.S_IMODE(state.st_mode) & 0o077 or state.st_uid != os.geteuid():
        kind = "700" if stat.S_ISDIR(state.st_mode) else "600"
        raise VaultError(
            f"{path} is open to others than its owner.",
            now=f"Close it: `chmod {kind} {quote(str(path))}`.",
        )


def move_away(path: Path) -> str:
    """Return the command that moves a file or folder out of the way and loses nothing."""
    return f"`mv {quote(str(path))} {quote(f'{path}.away')}`"
