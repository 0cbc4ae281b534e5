"""The root of trust of a project: who may review, build and seal, signed by a key that is kept elsewhere."""

import datetime
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from zicht.edition.messages import Message
from zicht.pipeline import counting, folders, reviewers
from zicht.pipeline.releasing import refuse_wrong_key
from zicht.pipeline.vaults import has_vault, open_vault
from zicht.project.folder import Project
from zicht.release import signing
from zicht.release.approval import load_key, make_key
from zicht.release.roles import (
    Member,
    Role,
    Roles,
    refuse_look_alikes,
    roles_of,
    same_person,
    write_roles,
)
from zicht.release.signers import open_signer
from zicht.vocabulary.durable import make_folder, write_whole
from zicht.vocabulary.errors import ReleaseError, UsageError
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.progress import Progress

NOTHING_LISTED = "This project has no root of trust."


@dataclass(frozen=True)
class Change:
    """What the root key signed.

    Parameters
    ----------
    roles : as they are now
    folder : with the file, outside the project
    """

    roles: Roles
    folder: Path

    def as_fields(self) -> dict[str, object]:
        """Return it as plain values."""
        return {
            "project": self.roles.project,
            "version of the file": self.roles.number,
            "root key": self.roles.root,
            "file": str(self.folder / reviewers.ROLES),
            "listed": len(self.roles.members),
        }


def begin(
    folder: Path,
    *,
    root_key: Path | None,
    builder: str,
    passphrase: bytes = b"",
    agent_key: str = "",
    since: str = "",
    tell: Progress,
) -> Change:
    """Make the root key of a project, trust it on this machine, and list this installation's builder and gate.

    Parameters
    ----------
    folder : of the project
    root_key : file for the root key, outside the project; it is to be kept on another machine
    builder : name of the person who runs Zicht here; they cannot approve what they build
    passphrase : of the root key
    agent_key : public half of a root key that the ssh-agent holds, in place of a file: nothing is made then
    since : first day on which signatures of builder and gate count; today when left out

    Raises
    ------
    UsageError : the file lies in the project, or there is no passphrase
    ReleaseError : the project has a root of trust already
    """
    reviewers.word_of(builder)
    refuse_look_alikes(builder)
    project = Project.open(folder)
    trust_place = reviewers.trust_folder(project.face.id)
    if reviewers.trusted_root(project.face.id):
        raise ReleaseError(
            f"{project.face.id} has a root of trust already: {trust_place}.",
            now="Add and revoke with it: `zicht trust add`, `zicht trust revoke`.",
        )
    members = _first_members(project, builder, _day(since))
    if root_key is not None and not agent_key:
        _make_root_key(folder, builder, root_key, passphrase)
    root = _root(root_key, passphrase, agent_key)
    roles = write_roles(
        trust_place / reviewers.ROLES, project.face.id, 1, members, root
    )
    write_whole(trust_place / reviewers.ROOT, f"{roles.root}\n".encode())
    _write_in_journal(project, roles, "root of trust made", tell=tell)
    return Change(roles, trust_place)


def _first_members(project: Project, builder: str, day: str) -> tuple[Member, Member]:
    """Return the builder and the gate of this installation, as listed from a day on."""
    folder = project.folder
    institute = project.face.institute.en
    # What was built before there was a root counts from its own day on.
    return (
        Member(builder, Role.BUILDER, _public(_builder_key(folder)), day),
        Member(institute, Role.GATE, _public(_gate(folder)), day),
    )


def _make_root_key(folder: Path, builder: str, file: Path, passphrase: bytes) -> None:
    """Make a root key in a file outside the project, locked with a passphrase."""
    refuse_wrong_key(folder, builder, file)
    if not passphrase:
        raise UsageError(
            "The root key needs a passphrase.",
            now="Give one when asked, or --passphrase-file.",
        )
    make_key(file, passphrase=passphrase)


def _root(file: Path | None, passphrase: bytes, agent_key: str) -> signing.AnySigner:
    """Open the root key, in a file or in the ssh-agent."""
    root = open_signer(file, passphrase=passphrase, agent_key=agent_key)
    if root is None:
        raise UsageError("Which root key?", now="Give --root-key FILE, or --agent-key.")
    return root


def add(
    folder: Path,
    *,
    root_key: Path | None,
    passphrase: bytes = b"",
    agent_key: str = "",
    person: str,
    public_key: str,
    role: str = Role.REVIEWER,
    since: str = "",
    until: str = "",
    tell: Progress,
) -> Change:
    """List one more key of a person.

    Raises
    ------
    UsageError : the role or a day is not valid
    ReleaseError : another key signed the roles, or the key is listed for somebody else
    """
    reviewers.word_of(person)
    refuse_look_alikes(person)
    if role not in tuple(Role):
        raise UsageError(
            f"{role!r} is not a valid role.", now=f"Known are {', '.join(Role)}."
        )
    member = Member(
        person,
        Role(role),
        public_key.strip().lower(),
        _day(since),
        _day(until) if until else "",
    )
    return _change(
        folder,
        _root(root_key, passphrase, agent_key),
        lambda members: (*members, member),
        what=f"{role} listed",
        tell=tell,
    )


def revoke(
    folder: Path,
    *,
    root_key: Path | None,
    passphrase: bytes = b"",
    agent_key: str = "",
    person: str = "",
    public_key: str = "",
    day: str = "",
    tell: Progress,
) -> Change:
    """End the roles of a person, or of one key; what they signed before that day stays valid.

    Parameters
    ----------
    person : name exactly as it is listed; other spellings that may be of the same person are told, and keep theirs
    public_key : in place of a name
    day : from which the roles do not count any more; today when left out

    Raises
    ------
    UsageError : neither a person nor a key is given, or nobody like that is listed
    """
    if not person and not public_key:
        raise UsageError("Whose role ends?", now="Give --person or --public-key.")
    until = _day(day)
    key = public_key.strip().lower()

    def ended(members: tuple[Member, ...]) -> tuple[Member, ...]:
        changed = [
            replace(member, until=until)
            if _is_meant(member, person, key) and member.holds(until)
            else member
            for member in members
        ]
        if tuple(changed) == members:
            raise UsageError(
                "Nobody of exactly this name or key holds a role on that day.",
                now="`zicht trust list` shows who does: write the name as it stands there.",
            )
        return tuple(changed)

    root = _root(root_key, passphrase, agent_key)
    changed = _change(folder, root, ended, what="role ended", tell=tell)
    for name in _still_listed(changed.roles, person, until) if not key else ():
        tell(Message("careful.may_be_the_same_person", ended=person, name=name))
    return changed


def _is_meant(member: Member, person: str, public_key: str) -> bool:
    if public_key:
        return member.public_key == public_key
    # By the name as it is listed: Mas and Maes may not sign one release together, and may still be two people.
    return _as_typed(member.person) == _as_typed(person)


def _as_typed(name: str) -> str:
    """Return a name as it is listed, whatever bytes its accents and blanks are typed with."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def _still_listed(roles: Roles, person: str, day: str) -> list[str]:
    """Return other names that may be of a person whose role ended, and that hold a role on that day."""
    return sorted(
        {
            member.person
            for member in roles.members
            if member.holds(day) and same_person(member.person) == same_person(person)
        }
    )


def listed(folder: Path) -> Roles:
    """Return the roles of a project.

    Raises
    ------
    ReleaseError : it has no root of trust, or the file was altered
    """
    roles = reviewers.roles_of(Project.open(folder).face.id)
    if roles is None:
        raise ReleaseError(NOTHING_LISTED, now="Make one: `zicht trust init`.")
    return roles


def pin(folder: Path, *, root: str, roles_file: Path) -> Change:
    """Trust a root key on this machine, with the file of roles that it signed.

    Raises
    ------
    ReleaseError : the file was signed by another key, is earlier than the one that is here, or another root key is
        trusted here already
    """
    project = Project.open(folder)
    place = reviewers.trust_folder(project.face.id)
    trusted = reviewers.trusted_root(project.face.id)
    if trusted and trusted != root:
        raise ReleaseError(
            "Another root key is trusted here.",
            now=f"Ask who keeps it; only then remove {place / reviewers.ROOT}.",
        )
    fields = signing.read(roles_file)
    roles = roles_of(fields, roles_file.name)
    if roles.root != root or roles.project != project.face.id:
        raise ReleaseError(
            "The file with roles is of another project, or of another root key.",
            now="Get the file of this project.",
        )
    roles_here = reviewers.roles_of(project.face.id) if trusted else None
    # An earlier file would bring roles back that ended.
    if roles_here is not None and roles.number < roles_here.number:
        raise ReleaseError(
            f"The file with roles is version {roles.number}; version {roles_here.number} is here already.",
            now="Get the last file from whoever keeps the root key.",
        )
    make_folder(place, mode=0o700)
    signing.write(place / reviewers.ROLES, fields)
    write_whole(place / reviewers.ROOT, f"{root}\n".encode())
    return Change(roles, place)


def _change(
    folder: Path,
    root: signing.AnySigner,
    change: Callable[[tuple[Member, ...]], tuple[Member, ...]],
    *,
    what: str,
    tell: Progress,
) -> Change:
    """Sign a changed file with roles."""
    project = Project.open(folder)
    roles = listed(folder)
    # Another key would make a file that no other machine accepts.
    if signing.public_hex(root) != roles.root:
        raise ReleaseError(
            "This is not the root key of this project.",
            now="Use the key that signed the roles: `zicht trust list` shows it.",
        )
    place = reviewers.trust_folder(project.face.id)
    changed = write_roles(
        place / reviewers.ROLES,
        project.face.id,
        roles.number + 1,
        change(roles.members),
        root,
    )
    _write_in_journal(project, changed, what, tell=tell)
    return Change(changed, place)


def _write_in_journal(
    project: Project, roles: Roles, what: str, *, tell: Progress
) -> None:
    """State the change in the journal, where the project has one."""
    if has_vault(project.folder):
        with open_vault(project, why="trust", tell=tell) as (_, vault):
            vault.state_change_of_keys(
                what, {"roles": roles.number, "root": roles.root}
            )


def _builder_key(folder: Path) -> Path:
    path = folders.keys(folder) / "builder.key"
    if not path.exists():
        make_key(path)
    return path


def _gate(folder: Path) -> Path:
    counting.gate_key(folder)
    return folders.keys(folder) / "gate.key"


def _public(path: Path) -> str:
    return signing.public_hex(load_key(path))


def _day(words: str) -> str:
    """Return a day as YYYY-MM-DD; today where none is given."""
    if not words:
        return datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    try:
        return datetime.date.fromisoformat(words).isoformat()
    except ValueError:
        raise UsageError(
            f"{counted(len(words), 'character is not', 'characters are not')} a valid day.",
            now="Write it as YYYY-MM-DD.",
        ) from None
