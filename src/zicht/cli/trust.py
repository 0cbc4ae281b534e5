"""The verbs on the root of trust of a project."""

from pathlib import Path

from cyclopts import App

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import AsJson, File, ProjectFolder
from zicht.cli.passphrases import new_passphrase, passphrase_of
from zicht.edition.messages import Message, value_in_words

trusts = App(
    name="trust",
    help="Say who may review, build and seal: a file that a root key signs, outside the project.",
)
app.command(trusts)


def _passphrase(root_key: Path | None, file: Path | None) -> bytes:
    """Return the passphrase of a root key in a file; none is needed for one in the ssh-agent."""
    return b"" if root_key is None else passphrase_of(root_key, file)


@trusts.command
def init(
    project: ProjectFolder,
    *,
    root_key: Path | None = None,
    agent_key: str = "",
    builder: str,
    since: str = "",
    passphrase_file: Path | None = None,
    json: AsJson = False,
) -> None:
    """Make the root key of a project and list this installation: who runs Zicht here, and its gate.

    Keep the file with the root key on another machine, or on a medium in a safe. Whoever has it decides who may
    publish; it is needed again only to list or to revoke.

    Example: `zicht trust init projects/mijnland --root-key /media/safe/root.key --builder "Data desk"`

    Parameters
    ----------
    root_key
        File for the root key, outside the project.
    agent_key
        Public half of a root key that your ssh-agent holds, on a card or security key, instead of --root-key.
    builder
        Name of the person who runs Zicht on this machine; they cannot approve what they build.
    since
        First day on which releases of this installation count, YYYY-MM-DD; today when left out.
    passphrase_file
        File with the passphrase on its first line; asked on the terminal when left out.
    """
    from zicht.pipeline import releasing, trust

    passphrase = b""
    if root_key is not None:
        # A wrong name or place is refused before anybody chooses a passphrase.
        releasing.refuse_wrong_key(project, builder, root_key)
        passphrase = new_passphrase(passphrase_file, of=Message("value.the_root_key"))
    with output.steps() as tell:
        change = trust.begin(
            project,
            root_key=root_key,
            builder=builder,
            passphrase=passphrase,
            agent_key=agent_key,
            since=since,
            tell=tell,
        )
    output.give_answer(change.as_fields(), as_json=json)
    if root_key is not None:
        output.say(Message("note.take_root_key_away", file=root_key))
    output.say(Message("note.list_reviewers"))


@trusts.command
def add(
    project: ProjectFolder,
    *,
    root_key: File | None = None,
    agent_key: str = "",
    person: str,
    public_key: str,
    role: str = "reviewer",
    since: str = "",
    until: str = "",
    passphrase_file: Path | None = None,
    json: AsJson = False,
) -> None:
    """List the key of a person, signed with the root key.

    Example: `zicht trust add projects/mijnland --root-key /media/root.key --person "A. Director" --public-key 3b6a...`

    Parameters
    ----------
    root_key
        File with the root key.
    agent_key
        Public half of the root key in your ssh-agent, instead of --root-key.
    person
        Name of the person who holds the key. Two keys of one person count once.
    public_key
        64 hexadecimal digits, as `zicht release key` showed them to that person.
    role
        reviewer, builder or gate.
    since
        First day on which signatures count, YYYY-MM-DD; today when left out.
    until
        First day on which they do not count any more.
    passphrase_file
        File with the passphrase of the root key; asked on the terminal when left out.
    """
    from zicht.pipeline import trust

    with output.steps() as tell:
        change = trust.add(
            project,
            root_key=root_key,
            passphrase=_passphrase(root_key, passphrase_file),
            agent_key=agent_key,
            person=person,
            public_key=public_key,
            role=role,
            since=since,
            until=until,
            tell=tell,
        )
    output.give_answer(change.as_fields(), as_json=json)


@trusts.command
def revoke(
    project: ProjectFolder,
    *,
    root_key: File | None = None,
    agent_key: str = "",
    person: str = "",
    public_key: str = "",
    day: str = "",
    passphrase_file: Path | None = None,
    json: AsJson = False,
) -> None:
    """End the roles of a person, or of one key. What was published before stays valid.

    Example: `zicht trust revoke projects/mijnland --root-key /media/safe/root.key --person "A. Director"`

    Parameters
    ----------
    root_key
        File with the root key.
    agent_key
        Public half of the root key in your ssh-agent, instead of --root-key.
    person
        Name of the person whose roles end, exactly as it is listed.
    public_key
        The one key whose roles end.
    day
        First day on which signatures do not count any more, YYYY-MM-DD; today when left out.
    passphrase_file
        File with the passphrase of the root key; asked on the terminal when left out.
    """
    from zicht.pipeline import trust

    with output.steps() as tell:
        change = trust.revoke(
            project,
            root_key=root_key,
            passphrase=_passphrase(root_key, passphrase_file),
            agent_key=agent_key,
            person=person,
            public_key=public_key,
            day=day,
            tell=tell,
        )
    output.give_answer(change.as_fields(), as_json=json)


@trusts.command(name="list")
def list_members(project: ProjectFolder, *, json: AsJson = False) -> None:
    """Show who may review, build and seal, from when until when.

    Example: `zicht trust list projects/mijnland`

    """
    from zicht.pipeline import trust

    roles = trust.listed(project)
    if json:
        members = [
            {
                "person": member.person,
                "role": str(member.role),
                "public_key": member.public_key,
                "since": member.since,
                "until": member.until,
            }
            for member in roles.members
        ]
        output.give_json(
            {"root": roles.root, "version": roles.number, "members": members}
        )
        return
    output.give_fields({"root key": roles.root})
    rows = [
        (
            member.person,
            value_in_words(member.role),
            member.since,
            member.until or "-",
            member.public_key,
        )
        for member in roles.members
    ]
    output.give_table(("person", "role", "since", "until", "public key"), rows)


@trusts.command
def pin(
    project: ProjectFolder, *, root: str, roles: File, json: AsJson = False
) -> None:
    """Trust a root key on this machine, with the file of roles that it signed.

    Needed on a second machine that runs the project, and for each new version of the file there.

    Example: `zicht trust pin projects/mijnland --root 9f2c... --roles /media/stick/roles.json`

    Parameters
    ----------
    root
        Public root key, 64 hexadecimal digits, as whoever keeps it tells you.
    roles
        File with roles.
    """
    from zicht.pipeline import trust

    pinned = trust.pin(project, root=root, roles_file=roles)
    output.give_answer(pinned.as_fields(), as_json=json)
