"""Who may review, build and seal: persons with their keys, in a file that a root key signed.

The file lies outside the project, and the institute keeps the root key elsewhere. So neither write access to the
project nor two keys in one hand are enough to publish.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PublicKey,
)

from zicht.release import signing
from zicht.vocabulary.durable import make_folder
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.text import letters_and_digits

_ROLES = "roles"
_HEX_OF_A_KEY = 64
_LATIN = "LATIN"
"""First word of the names of Latin letters."""
_LATIN_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzæœøłđðħıßþəŋŧ")
"""Latin letters of names once accents are taken off. Others, most of them phonetic, may be drawn as one of these."""
_ONE_LETTER = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "æ": "a",
        "œ": "o",
        "ŋ": "n",
        "ŧ": "t",
    }
)
"""Letters that have no accent to take off, and the letter without its stroke or dot."""
_TWO_LETTERS = {"ae": "a", "oe": "o", "ue": "u", "aa": "a"}
"""How letters are written where a keyboard lacks them."""


class Role(StrEnum):
    """What somebody, or an installation, may do."""

    REVIEWER = "reviewer"
    BUILDER = "builder"
    GATE = "gate"


@dataclass(frozen=True)
class Member:
    """A key, the person who holds it, and what they may do with it.

    Parameters
    ----------
    person : name of a person; of a gate, the name of the office
    role : reviewer, builder or gate
    public_key : in lower-case hexadecimal
    since : first day on which signatures count, YYYY-MM-DD
    until : first day on which they do not count any more; empty while nothing ended
    """

    person: str
    role: Role
    public_key: str
    since: str
    until: str = ""

    def holds(self, at: str) -> bool:
        """Whether a signature of this time of day, or day, counts."""
        day = at[:10]
        return bool(day) and self.since <= day and (not self.until or day < self.until)


@dataclass(frozen=True)
class Roles:
    """Everybody with a role in a project.

    Parameters
    ----------
    project : id of the project
    number : of this version of the file; it only rises
    at : when the root key signed it
    members : all that ever held a role; who left has `until`
    root : public key that signed the file
    """

    project: str
    number: int
    at: str
    members: tuple[Member, ...]
    root: str

    def of(self, role: Role) -> tuple[Member, ...]:
        """Return the members with one role."""
        return tuple(member for member in self.members if member.role is role)


@dataclass(frozen=True)
class Panel:
    """Of whom two must sign before a release is published.

    Parameters
    ----------
    reviewers : whose signatures count
    builders : who may build; nobody signs a release that they built, with whatever key. Empty for a demonstration,
        where every builder may build
    gates : whose seals count; empty for a demonstration
    is_demonstration : whether signatures are of generated keys that stand for nobody
    """

    reviewers: tuple[Member, ...]
    builders: tuple[Member, ...] = ()
    gates: tuple[Member, ...] = ()
    is_demonstration: bool = False

    @classmethod
    def of(cls, roles: Roles) -> "Panel":
        """Return the panel of a file with roles."""
        return cls(roles.of(Role.REVIEWER), roles.of(Role.BUILDER), roles.of(Role.GATE))

    def persons_of(self, public_key: str) -> frozenset[str]:
        """Return who holds a key, in whatever role and at whatever time."""
        return frozenset(
            same_person(member.person)
            # Ended roles are included: who built a release and left the list since is still who built it.
            for member in (*self.reviewers, *self.builders)
            if member.public_key == public_key
        )

    def reviewer(self, public_key: str, at: str) -> Member | None:
        """Return the reviewer whose key this was at a time of day; None where it was nobody's."""
        for member in self.reviewers:
            if member.public_key == public_key and member.holds(at):
                return member
        return None

    def may_build(self, public_key: str, at: str) -> bool:
        """Whether a release with this builder's signature may be published."""
        if self.is_demonstration:
            return True
        return _holds(self.builders, public_key, at)

    def may_seal(self, public_key: str, at: str) -> bool:
        """Whether tables with this gate's seal may be published."""
        if self.is_demonstration:
            return True
        return _holds(self.gates, public_key, at)


def _holds(members: tuple[Member, ...], public_key: str, at: str) -> bool:
    return any(
        member.public_key == public_key and member.holds(at) for member in members
    )


def same_person(name: str) -> str:
    """Return the form of a name in which one person is written in one way.

    Accents, case, blanks and hyphens do not make a second person, nor does the order of bytes in which an accent is
    written, nor two letters in the place of one that a keyboard lacks: Müller and Mueller, Bjørn and Bjoern. Mas and
    Maes become one person with it, which refuses a signature and never adds one.
    """
    plain = letters_and_digits(name).translate(_ONE_LETTER)
    for pair, letter in _TWO_LETTERS.items():
        plain = plain.replace(pair, letter)
    return plain


def write_roles(
    path: Path,
    project: str,
    number: int,
    members: tuple[Member, ...],
    root: signing.AnySigner,
) -> Roles:
    """Sign the roles of a project with the root key, and write them.

    Raises
    ------
    ReleaseError : a name or key is not valid, or one key is given to two persons
    """
    _refuse_wrong_members(members)
    _refuse_weak_keys(members)
    stated = {
        "project": project,
        "number": number,
        "at": signing.now(),
        "members": [_plain(member) for member in members],
    }
    fields = signing.signed(_ROLES, stated, root)
    make_folder(path.parent, mode=0o700)
    signing.write(path, fields)
    return roles_of(fields, path.name)


def read_roles(path: Path, *, root: str, project: str) -> Roles:
    """Read the roles of a project, and check that the root key signed them.

    Parameters
    ----------
    path : of the file
    root : public key that is trusted, in lower-case hexadecimal
    project : id of the project they must be of

    Raises
    ------
    ReleaseError : the file was altered, another key signed it, or it is of another project
    """
    roles = roles_of(signing.read(path), path.name)
    # The file names the key that signed it, so that a signature that holds proves nothing by itself.
    if roles.root != root:
        raise ReleaseError(
            f"{path} was not signed by the root key that is trusted for {project}.",
            now="Get the file with roles from whoever keeps the root key.",
        )
    # One root key may sign the roles of several projects, and a reviewer of one is not a reviewer of
    # another.
    if roles.project != project:
        raise ReleaseError(
            f"{path} lists roles of project {roles.project!r}, not of {project!r}.",
            now="Get the file of this project.",
        )
    return roles


def roles_of(fields: Mapping[str, object], name: str) -> Roles:
    """Read signed roles from their fields, after checking their signature.

    Raises
    ------
    ReleaseError : the signature does not hold, or a member is not valid
    """
    statement = signing.check(_ROLES, fields, name)
    listed, number = fields.get("members"), fields.get("number")
    if not isinstance(listed, list) or not isinstance(number, int):
        raise signing.not_a_statement(name)
    members = tuple(_member(plain) for plain in listed)
    _refuse_wrong_members(members)
    return Roles(
        project=statement.text("project"),
        number=number,
        at=statement.text("at"),
        members=members,
        root=statement.public_key,
    )


def _plain(member: Member) -> dict[str, str]:
    return {
        "person": member.person,
        "role": str(member.role),
        "public_key": member.public_key,
        "since": member.since,
        "until": member.until,
    }


def _member(plain: object) -> Member:
    try:
        fields = dict(plain)  # type: ignore[call-overload]  # checked by what follows
        return Member(
            person=str(fields["person"]),
            role=Role(fields["role"]),
            public_key=str(fields["public_key"]),
            since=str(fields["since"]),
            until=str(fields["until"]),
        )
    except (KeyError, TypeError, ValueError):
        raise ReleaseError(
            "A member of the file with roles is not complete.",
            now="Write it with `zicht trust add`.",
        ) from None


def refuse_look_alikes(person: str) -> None:
    """Refuse a name with letters that may be drawn as others: one person would be listed as two, and nobody would see.

    Names that are listed already are not looked at again: that would refuse to revoke anybody. A name wholly in one
    other script is listed, and so are `Ilse` and `llse`: who keeps the root key compares the list with persons.

    Raises
    ------
    ReleaseError : letters of two scripts, or a Latin letter that is not one of those in names
    """
    letters = [
        letter for letter in unicodedata.normalize("NFKD", person) if letter.isalpha()
    ]
    scripts = [_script(letter) for letter in letters]
    if not scripts:
        return
    # The rarer script is the strange one; where two are as frequent, the one that comes later in the name.
    usual = max(dict.fromkeys(scripts), key=scripts.count)
    for letter, script in zip(letters, scripts, strict=True):
        if script != usual:
            raise _strange_letter(
                letter, f"the others are {usual}, and some look alike"
            )
        if script == _LATIN and not set(letter.casefold()) <= _LATIN_LETTERS:
            raise _strange_letter(letter, "it may look like another letter")


def _script(letter: str) -> str:
    """Return the script of a letter: the first word of its name, such as `LATIN`."""
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]


def _strange_letter(letter: str, reason: str) -> ReleaseError:
    name = unicodedata.name(letter, "a letter without a name")
    return ReleaseError(
        f"A name has {name} (U+{ord(letter):04X}): {reason}.",
        now=f"Replace U+{ord(letter):04X} by the letter of the alphabet that the person writes with, and see whether"
        " `zicht trust list` shows the person already.",
    )


def _refuse_weak_keys(members: tuple[Member, ...]) -> None:
    """Refuse public keys under which everybody can sign, and texts that are not a public key.

    A point of small order is such a key: the signature of a zero fits one message in eight or more, whatever it says.
    """
    for member in members:
        if _is_weak(bytes.fromhex(member.public_key)):
            raise ReleaseError(
                f"The public key of {member.person} is not a key that one person holds: everybody can sign with it.",
                now="Ask them for the public key that `zicht release key` or `zicht release agent-keys` shows.",
            )


def _is_weak(public: bytes) -> bool:
    """Whether a signature that needs no private key fits any of some messages."""
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
    except ValueError:
        return True
    # Under a key of small order the signature fits each message with a chance of at least 1/8. Not
    # one of 256 fits with a chance of (7/8)^256, below 10^-14.
    return any(_fits(key, bytes([number])) for number in range(256))


def _fits(key: Ed25519PublicKey, message: bytes) -> bool:
    """Whether the signature of a zero fits a message: its point is the neutral one, and its number 0."""
    neutral = b"\x01" + bytes(31)
    try:
        key.verify(neutral + bytes(32), message)
    except InvalidSignature:
        return False
    return True


def _refuse_wrong_members(members: tuple[Member, ...]) -> None:
    """Refuse keys that are not written in the one way, and one key in two hands."""
    persons: dict[str, str] = {}
    for member in members:
        key = member.public_key
        is_hexadecimal = len(key) == _HEX_OF_A_KEY and set(key) <= set(
            "0123456789abcdef"
        )
        if not is_hexadecimal or not same_person(member.person) or not member.since:
            raise ReleaseError(
                "A member needs a name, a first day, and a public key of 64 digits in lower-case hexadecimal.",
                now="Write it with `zicht trust add`.",
            )
        # Signatures are counted by person, so one key in two hands would make one signature count as that
        # of either.
        if persons.setdefault(key, same_person(member.person)) != same_person(
            member.person
        ):
            raise ReleaseError(
                "One key is listed for two persons.",
                now="Every person holds a key of their own.",
            )
