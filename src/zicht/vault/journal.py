"""The journal: what must not be forgotten, outside the vault, append-only, hash-chained and signed.

One entry per line of canonical JSON. Every entry holds the digest of the line before it, so the signature of the last
entry covers all of them. Two copies are written, the second outside the project: the longer completes the shorter.
"""

import getpass
import hashlib
import json
import os
import socket
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from zicht.vault.keys import HOW_KEYS_COME_BACK, move_away
from zicht.vocabulary.durable import OWNER_ONLY, flush, make_folder, write_whole
from zicht.vocabulary.errors import VaultError

BEGUN, OPENED, RECEIVED, WITHDRAWN = "begun", "opened", "received", "withdrawn"
PUBLISHED, KEY_CHANGED, BACKED_UP = "published", "key changed", "backed up"
RESTORED, FORGOTTEN, SEALED = "restored", "forgotten", "sealed away"
TABLE_ASKED, TABLE_REFUSED = "table asked", "table refused"
TABLE_GIVEN_AGAIN = "table given again"
"""What entries are about. A table that prints something new is `published`."""
_SAY_WHO_WORKED = (
    OPENED,
    BACKED_UP,
    RESTORED,
    TABLE_ASKED,
    TABLE_REFUSED,
    TABLE_GIVEN_AGAIN,
)
"""Entries that say who worked with the vault, and nothing that vault or ledger would lack without them."""
STATES_EVERY_RELEASE = "states every release"
"""Field of an entry: from it on each published release has an entry, also where an earlier one printed the same.

Earlier versions stated what the gate sealed only once.
"""
SET_ASIDE = "set aside"
"""Field of an entry with those that gave way to the journal of a backup, with their numbers and digests."""
ROTATION = "rotation"
"""Field of an entry that says which rotation of keys it states."""
_FIELDS = {"number", "previous", "at", "who", "what", "about", "signature"}
_NO_PREVIOUS = "0" * 64
_OWNER_ENTERS = 0o700
"""Rights of the folders with copies."""


@dataclass(frozen=True)
class Entry:
    """One entry.

    Parameters
    ----------
    number : from 1, without gaps
    previous : SHA-256 of the line before it
    at : time of day in UTC
    who : user and machine
    what : such as `withdrawn`
    about : keyed digests and names of sources and releases; nothing of a person
    line : as it stands in the file, without the end of the line
    """

    number: int
    previous: str
    at: str
    who: str
    what: str
    about: Mapping[str, object]
    line: str

    @property
    def digest(self) -> str:
        """SHA-256 of the line."""
        return hashlib.sha256(self.line.encode()).hexdigest()

    def text(self, name: str) -> str:
        """Return a field of what it is about as text; empty where there is none."""
        return str(self.about.get(name, ""))


class Journal:
    """An open journal, whose chain and last signature were checked; made by `Journal.open`."""

    def __init__(
        self, copies: Sequence[Path], key: Ed25519PrivateKey, entries: Sequence[Entry]
    ) -> None:
        self._copies, self._key = tuple(copies), key
        self._entries = list(entries)
        self._rotated_at = [
            entry.number for entry in entries if ROTATION in entry.about
        ]

    def __repr__(self) -> str:
        return f"<Journal: {len(self._entries)} entries>"

    @classmethod
    def open(cls, copies: Sequence[Path], secret: bytes) -> Self:
        """Read a journal and complete the copies that lag behind; begin one where there is none.

        Parameters
        ----------
        copies : files, the first of them in the project
        secret : 32 bytes of its signing key

        Raises
        ------
        VaultError : it was altered, two copies contradict each other, or its key is another one
        """
        key = Ed25519PrivateKey.from_private_bytes(secret)
        entries = read_copies(copies)
        journal = cls(copies, key, entries)
        if not entries:
            about = {"public_key": journal._public_key, STATES_EVERY_RELEASE: True}
            journal.append(BEGUN, about)
        else:
            journal.refuse_other_key()
        return journal

    def refuse_other_key(self) -> None:
        """Refuse to go on with a journal under another key than the one that signed it.

        A journal names its own key, so a journal that somebody began anew with another key holds in itself. Only the
        key in the folder reveals it.

        Raises
        ------
        VaultError : another key signed it
        """
        if key_of(self._entries) != self._public_key:
            raise VaultError(
                "The journal was signed with another key than the one in the folder of keys.",
                now=f"Move the folder with keys away. {HOW_KEYS_COME_BACK}",
            )

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, oldest first."""
        return tuple(self._entries)

    @property
    def head(self) -> str:
        """Number and digest of the last entry, as the vault notes them."""
        return head_of(self._entries[-1])

    def of(self, *kinds: str) -> list[Entry]:
        """Return the entries of some kinds, oldest first."""
        return [entry for entry in self._entries if entry.what in kinds]

    def rotations_before(self, number: int) -> int:
        """Count the rotations of keys before an entry: its digests were made under them."""
        return bisect_left(self._rotated_at, number)

    def holds(self, head: str) -> bool:
        """Whether an entry with this number and digest stands in it."""
        number, _, digest = head.partition(" ")
        place = int(number) - 1 if number.isdecimal() else -1
        return 0 <= place < len(self._entries) and self._entries[place].digest == digest

    def append(self, what: str, about: Mapping[str, object]) -> Entry:
        """Write an entry to every copy, and wait until the disks have it.

        Raises
        ------
        OSError : a copy could not be written
        """
        previous = self._entries[-1].digest if self._entries else _NO_PREVIOUS
        stated: dict[str, object] = {
            "number": len(self._entries) + 1,
            "previous": previous,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "who": _user(),
            "what": what,
            "about": dict(about),
        }
        signature = self._key.sign(_canonical(stated).encode()).hex()
        entry = _entry(_canonical({**stated, "signature": signature}), "a new entry")
        # A kill between two copies leaves one ahead, which completes the other at the next opening (ADR
        # 0191).
        for copy in self._copies:
            _append(copy, entry.line)
        self._entries.append(entry)
        if ROTATION in entry.about:
            self._rotated_at.append(entry.number)
        return entry

    @property
    def _public_key(self) -> str:
        return _public_hex(self._key)


def public_key_of(secret: bytes) -> str:
    """Return the public half of a signing key, as entries state it."""
    return _public_hex(Ed25519PrivateKey.from_private_bytes(secret))


def _public_hex(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def head_of(entry: Entry) -> str:
    """Return number and digest of an entry: whoever keeps them can tell later whether it was taken back."""
    return f"{entry.number} {entry.digest}"


def read_copies(copies: Sequence[Path]) -> list[Entry]:
    """Read the copies of a journal, check them, and complete the shorter ones from the longest.

    Raises
    ------
    VaultError : a copy was altered, or two contradict each other
    """
    lines_of = {copy: _lines(copy) for copy in copies}
    longest = max(lines_of.values(), key=len, default=[])
    for copy, lines in lines_of.items():
        if lines != longest[: len(lines)]:
            raise VaultError(
                f"Two copies of the journal contradict each other; one of them is {copy}.",
                now=how_copies_come_back(copies),
                details=[str(other) for other in copies],
            )
    entries = check_chain(longest)
    for copy in copies:
        _cut_off(copy)
    for copy, lines in lines_of.items():
        if len(lines) < len(longest) or not copy.exists():
            _write_whole(copy, longest)
    return entries


def continue_copies(
    copies: Sequence[Path],
    other: Path,
    about: Mapping[str, object],
    secret: Callable[[], bytes],
) -> None:
    """Let the copies of a journal continue with that of a backup, where they lack entries of it.

    A journal that was put back to an earlier state, and was opened since, contradicts the backup from there on. Its
    entries since then give way as long as they only say who opened the vault, or made or restored a backup. An entry
    that states them is written together with those that take their place, so that no kill loses them.

    Parameters
    ----------
    copies : of the journal
    other : journal of the backup
    about : what that entry states besides
    secret : returns the 32 bytes of the signing key; called only where entries give way

    Raises
    ------
    VaultError : the two contradict each other in anything else, one of them was altered, or the key is another one
    """
    others = _lines(other)
    lines_of = {copy: _lines(copy) for copy in copies}
    lagging: set[Path] = set()
    set_aside: dict[str, Entry] = {}
    for copy, lines in lines_of.items():
        entries = check_chain(lines)
        if lines[: len(others)] == others:
            continue
        lagging.add(copy)
        contradicting = entries[_common_start(lines, others) :]
        _refuse_other_history(contradicting)
        set_aside |= {head_of(entry): entry for entry in contradicting}
    if not lagging:
        return
    check_every_signature(check_chain(others))
    # A copy that holds the backup and more was not put back, or was continued before a kill: the others follow it.
    whole = [lines for copy, lines in lines_of.items() if copy not in lagging]
    longest = max(whole, key=len, default=others)
    unstated = lacking_heads(check_chain(longest), set_aside)
    if unstated:
        stated = stated_aside([set_aside[head] for head in unstated])
        journal = Journal(
            (), Ed25519PrivateKey.from_private_bytes(secret()), check_chain(longest)
        )
        journal.refuse_other_key()
        longest = [
            *longest,
            journal.append(RESTORED, {**about, SET_ASIDE: stated}).line,
        ]
    for copy, lines in lines_of.items():
        if copy in lagging or lines == longest[: len(lines)]:
            _write_whole(copy, longest)


def _refuse_other_history(contradicting: Sequence[Entry]) -> None:
    """Refuse entries that contradict those of a backup and state more than who worked with the vault."""
    if any(entry.what not in _SAY_WHO_WORKED for entry in contradicting):
        raise VaultError(
            "The backup is of another copy of this project: its journal states other things than the one here.",
            now="Restore a backup that was made here. What happened in the other copy is not known here.",
        )


def stated_aside(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """Return entries that gave way to those of a backup, as the entry about the restoring states them."""
    return [
        {
            "number": entry.number,
            "digest": entry.digest,
            "at": entry.at,
            "who": entry.who,
            "what": entry.what,
            "about": dict(entry.about),
        }
        for entry in entries
    ]


def files_set_aside(restored: Entry) -> set[str]:
    """Return the names of the backups in entries that gave way when a backup was restored, earlier ones included."""
    return {
        str(stated["about"]["file"])
        for stated in _set_aside_in(restored.about)
        if stated["what"] == BACKED_UP
    }


def _set_aside_in(about: object) -> Iterator[Mapping[str, Any]]:
    """Return what an entry states of entries that gave way, and what these state of earlier ones."""
    set_aside = about.get(SET_ASIDE, []) if isinstance(about, Mapping) else []
    for stated in set_aside if isinstance(set_aside, list) else []:
        yield stated
        yield from _set_aside_in(stated["about"])


def lacking_heads(entries: Sequence[Entry], heads: Iterable[str]) -> list[str]:
    """Return those of some heads that a journal neither holds nor states as set aside: it was put back before them.

    Whoever noted the head of a journal that had been put back, or signed it in a release, noted an entry that only
    says who worked. What stands before it is in the journal of the backup that it gave way to.

    Parameters
    ----------
    entries : of the journal
    heads : number and digest of an entry each, as `head_of` gave them at some time
    """
    known = {head_of(entry) for entry in entries}
    for entry in entries:
        for stated in _set_aside_in(entry.about):
            known.add(f"{stated['number']} {stated.get('digest', '')}")
    return [head for head in heads if head not in known]


def _common_start(lines: Sequence[str], others: Sequence[str]) -> int:
    """Count the first lines that two journals have in common."""
    n_common = 0
    for line, other in zip(lines, others, strict=False):
        if line != other:
            break
        n_common += 1
    return n_common


def how_copies_come_back(copies: Sequence[Path]) -> str:
    """Return advice for a journal of which one copy, or all of them, were altered."""
    whole = [copy for copy in copies if copy.exists() and _is_whole(copy)]
    altered = [copy for copy in copies if copy.exists() and copy not in whole]
    if not altered and len({_first_line(copy) for copy in whole}) > 1:
        return (
            "They begin otherwise, so that one of them is the journal of another project. Move that one away:"
            " `zicht doctor` compares the other with the releases."
        )
    if not altered:
        return (
            "Each is whole in itself: somebody who has its key wrote to one of them alone. Compare them, also with a"
            " head that was written down (`zicht doctor --head`), and move the wrong one away."
        )
    if whole:
        good, bad = quote(str(whole[0])), quote(str(altered[0]))
        return f"The other copy is whole: `cp {good} {bad}`."
    moves = " ".join(map(move_away, altered))
    return (
        f"No copy is whole. Move them away: {moves}. Then `zicht restore` the latest backup: it brings a journal. What"
        " the vault knows of withdrawals and publications is written down again."
    )


def _first_line(copy: Path) -> str:
    return next(iter(_lines(copy)), "")


def _is_whole(copy: Path) -> bool:
    try:
        check_every_signature(check_journal(copy))
    except VaultError:
        return False
    return True


def check_journal(path: Path) -> list[Entry]:
    """Read one copy of a journal alone, and check its chain and last signature."""
    return check_chain(_lines(path))


def check_chain(lines: Sequence[str]) -> list[Entry]:
    """Check the chain and the last signature of a journal.

    Raises
    ------
    VaultError : naming the first line that does not hold
    """
    entries: list[Entry] = []
    previous = _NO_PREVIOUS
    for number, line in enumerate(lines, start=1):
        entry = _entry(line, f"line {number}")
        if (entry.number, entry.previous) != (number, previous):
            raise _altered(f"line {number}")
        entries.append(entry)
        previous = entry.digest
    if entries:
        # One signature covers the whole chain. All of them are checked where the journal comes from
        # outside (`check_every_signature`).
        # An entry that states a new key is signed with the key before it.
        check_signature(entries[-1], key_of(entries[:-1] or entries))
    return entries


def key_of(entries: Sequence[Entry]) -> str:
    """Return the public key that signs now: that of the first entry, or of the last change of keys."""
    keys = [entry.text("public_key") for entry in entries]
    changed = [
        key
        for entry, key in zip(entries, keys, strict=True)
        if entry.what in (BEGUN, KEY_CHANGED) and key
    ]
    return changed[-1] if changed else ""


def check_signature(entry: Entry, public_key: str) -> None:
    """Check the signature of one entry.

    Raises
    ------
    VaultError : another key signed it
    """
    fields = json.loads(entry.line)
    signature = str(fields.pop("signature"))
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), _canonical(fields).encode())
    except (InvalidSignature, ValueError):
        raise _altered(f"line {entry.number}") from None


def check_every_signature(entries: Sequence[Entry]) -> None:
    """Check every signature: where one fails, the chain was made anew by somebody who had a later key only.

    Raises
    ------
    VaultError : naming the first line that does not hold
    """
    public_key = key_of(entries[:1])
    for entry in entries:
        check_signature(entry, public_key)
        if entry.what == KEY_CHANGED and entry.text("public_key"):
            public_key = entry.text("public_key")


def _entry(line: str, where: str) -> Entry:
    """Read one line, which must be written in the one canonical way."""
    try:
        fields = json.loads(line)
    except ValueError:
        raise _altered(where) from None
    is_whole = isinstance(fields, dict) and fields.keys() == _FIELDS
    if not is_whole or _canonical(fields) != line:
        raise _altered(where)
    return Entry(
        number=fields["number"],
        previous=fields["previous"],
        at=fields["at"],
        who=fields["who"],
        what=fields["what"],
        about=fields["about"],
        line=line,
    )


def _altered(where: str) -> VaultError:
    return VaultError(
        f"The journal was altered: {where} does not follow from what stands before it.",
        now="`zicht doctor` names the copies of the journal, and says how it comes back.",
    )


def _lines(path: Path) -> list[str]:
    """Return the complete lines of a copy; one that was cut off while it was written had no effect yet."""
    if not path.exists():
        return []
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    # Bytes that are not UTF-8 must end in the error for an altered line, which says what to do.
    return whole.decode(errors="replace").split("\n") if whole else []


def _cut_off(path: Path) -> None:
    """Remove a last line without its end: it was never completed, and nothing was done on its strength."""
    if not path.exists():
        return
    whole, _, rest = path.read_bytes().rpartition(b"\n")
    if rest:
        os.truncate(path, len(whole) + 1 if whole else 0)


def _append(path: Path, line: str) -> None:
    # One that is empty was begun by a command that was killed before its folder had the name.
    is_begun = path.exists() and path.stat().st_size > 0
    make_folder(path.parent, mode=_OWNER_ENTERS)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
    try:
        os.write(handle, f"{line}\n".encode())
        # The caller erases or publishes next, and the entry must survive a power failure before that (ADR
        # 0191).
        os.fsync(handle)
    finally:
        os.close(handle)
    if not is_begun:
        flush(path.parent)


def _write_whole(path: Path, lines: Sequence[str]) -> None:
    """Write a copy as a whole, or not at all."""
    if not lines:
        return
    make_folder(path.parent, mode=_OWNER_ENTERS)
    content = "".join(f"{line}\n" for line in lines)
    # Where both copies are written anew, an empty file would be all that is left after a power failure.
    write_whole(path, content.encode(), mode=OWNER_ONLY)


def _canonical(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _user() -> str:
    """Return who is at work, as the machine knows them."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return f"{name} on {socket.gethostname()}"
