"""Split custody: the keys of a vault in several shares, of which some together restore them and fewer tell nothing.

The keys are encrypted with a secret drawn for the purpose, and the secret is divided by Shamir's scheme as of SLIP-39:
words that can be printed, with a checksum. Each share holds its words and the encrypted keys.
"""

import base64
import json
import re
import secrets
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from zicht.vault.sealed_cells import decrypt, encrypt
from zicht.vocabulary.errors import VaultError

_PURPOSE = "keys in custody"
_SECRET_BYTES = 32
_NAME_OF_KEY = re.compile(r"[\w-]+\.key")


@dataclass(frozen=True, repr=False)
class Share:
    """One share of the keys of a project.

    Parameters
    ----------
    project : id of the project
    number, shares, needed : which share this is, of how many, and how many restore the keys
    words : 33 words
    keys : the encrypted keys
    """

    project: str
    number: int
    shares: int
    needed: int
    words: str
    keys: bytes

    def __repr__(self) -> str:
        return f"<Share {self.number} of {self.shares}>"

    def text(self) -> str:
        """Write the share as a file that can be printed."""
        keys = base64.b64encode(self.keys).decode()
        return (
            f"# Share {self.number} of {self.shares} of the keys of {self.project}.\n"
            f"# Any {self.needed} of them restore the keys:\n"
            "# zicht keys join PROJECT --share FILE --share FILE\n"
            "# Keep it where nobody holds another share.\n"
            f"project = {json.dumps(self.project)}\n"
            f"number = {self.number}\nshares = {self.shares}\nneeded = {self.needed}\n"
            f'words = "{self.words}"\nkeys = "{keys}"\n'
        )


def split_keys(
    project: str, keys: Mapping[str, bytes], *, shares: int, needed: int
) -> list[Share]:
    """Divide keys into shares.

    Parameters
    ----------
    project : id of the project
    keys : name of the file to its bytes
    shares, needed : how many are made, 2 to 16, and how many restore the keys, at least 2

    Raises
    ------
    VaultError : these numbers are not a valid split
    """
    # SLIP-39 numbers the shares with four bits. With one needed share, each share alone would be the
    # keys.
    if not 2 <= needed <= shares <= 16:
        raise VaultError(
            f"{needed} of {shares} shares is not a valid split.",
            now="Between 2 and 16 shares are made, and at least 2 are needed: --shares 3 --needed 2.",
        )
    # The words hold one secret of 32 bytes, and there are several keys. So a secret is drawn and
    # divided, and each share carries the keys encrypted with it.
    secret = secrets.token_bytes(_SECRET_BYTES)
    plain = {name: base64.b64encode(key).decode() for name, key in keys.items()}
    content = encrypt(json.dumps(plain).encode(), secret, _PURPOSE)
    # The secret is random, so stretching it (the exponent) would protect nothing.
    (words,) = generate_mnemonics(1, [(needed, shares)], secret, iteration_exponent=0)
    return [
        Share(project, number, shares, needed, mnemonic, content)
        for number, mnemonic in enumerate(words, start=1)
    ]


def read_share(text: str, name: str) -> Share:
    """Read a share from its file.

    Raises
    ------
    VaultError : it is not a share; the message repeats nothing of it
    """
    try:
        fields = tomllib.loads(text)
        return Share(
            project=str(fields["project"]),
            number=int(fields["number"]),
            shares=int(fields["shares"]),
            needed=int(fields["needed"]),
            # The words are typed from paper, with capitals and line breaks as they come.
            words=" ".join(str(fields["words"]).lower().split()),
            keys=base64.b64decode(str(fields["keys"]), validate=True),
        )
    # Messages of the parsers may quote the text, which is part of the secret. `from None` leaves them
    # out.
    except (ValueError, KeyError, TypeError):
        raise VaultError(
            f"{name} is not a share of keys.",
            now="Name files that `zicht keys split` wrote.",
        ) from None


def join_shares(shares: Sequence[Share]) -> dict[str, bytes]:
    """Restore keys from shares: name of the file to its bytes.

    Raises
    ------
    VaultError : too few, of different splits, or mistyped; nothing of them is repeated
    """
    different = list({share.words: share for share in shares}.values())
    needed = max((share.needed for share in different), default=2)
    if len(different) < needed:
        raise VaultError(
            f"{len(different)} different shares are given, and {needed} are needed.",
            now="Ask another holder for a share.",
        )
    try:
        secret = combine_mnemonics([share.words for share in different[:needed]])
    except MnemonicError:
        secret = None
    # The error is raised after the handler, because the message of the library may quote a word.
    if secret is None:
        raise VaultError(
            "These shares do not belong together, or a word of one is mistyped.",
            now="Compare each with its print; shares of one split have the same two first words.",
        )
    plain = json.loads(decrypt(different[0].keys, secret, _PURPOSE))
    # Whoever forges every share chooses the names: a key is written in the folder of keys alone.
    if not all(_NAME_OF_KEY.fullmatch(name) for name in plain):
        raise VaultError(
            "These shares hold files that are not keys of a project; nothing was written.",
            now="Ask who divided the keys for the shares that `zicht keys split` wrote.",
        )
    return {name: base64.b64decode(key) for name, key in plain.items()}
