"""The verbs on the releases of a project."""

from pathlib import Path
from typing import TYPE_CHECKING

from cyclopts import App

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import AsJson, File, Flag, Folder, ProjectFolder
from zicht.cli.passphrases import new_passphrase, passphrase_of
from zicht.edition.messages import Message
from zicht.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from zicht.vocabulary.releases import Change

releases = App(name="release", help="List, verify, compare and approve releases.")
app.command(releases)


@releases.command(name="list")
def list_releases(project: ProjectFolder, *, json: AsJson = False) -> None:
    """List the releases of a project, oldest first, with who signed them.

    Example: `zicht release list projects/voorbeeldland`

    """
    from zicht.pipeline import releasing

    releases_made = releasing.list_releases(project)
    if json:
        output.give_json([line.as_json() for line in releases_made])
        return
    header = ("release", "figures", "cited", "signed by", "state")
    rows = [
        (
            line.release,
            line.figures,
            line.cited,
            ", ".join(map(output.spoken, line.signed_by)) or Message("value.nobody"),
            line.state,
        )
        for line in releases_made
    ]
    output.give_table(header, rows)


@releases.command
def verify(project: ProjectFolder, release: str = "", *, json: AsJson = False) -> None:
    """Compare every byte of a release with its manifest, and check the signatures of gate, builder and reviewers.

    Example: `zicht release verify projects/voorbeeldland`

    Parameters
    ----------
    release
        Start of its digest; the newest when left out.
    """
    from zicht.pipeline import releasing

    verification = releasing.verify(project, release)
    if json:
        output.give_json(verification.as_json())
    else:
        output.give_table(("signature of", "found"), verification.signatures)
    verification.refuse_if_damaged()
    if not json:
        output.give(
            Message("note.verified", release=verification.release, n=verification.files)
        )


@releases.command
def diff(
    project: ProjectFolder, before: str, after: str = "", *, json: AsJson = False
) -> None:
    """List every figure that moved between two releases, and why.

    Example: `zicht release diff projects/voorbeeldland 3f2a 9c1e`

    Parameters
    ----------
    before
        Start of the digest of the older release.
    after
        Start of the digest of the newer one; the newest when left out.
    """
    from zicht.pipeline import releasing

    changes = releasing.diff(project, before, after)
    if json:
        output.give_json([_as_json(change) for change in changes])
        return
    rows = []
    for change in changes:
        why = change.reason.in_language(output.language())
        rows.append((change.figure, change.before, change.after, why))
    output.give_table(("figure", "before", "after", "why"), rows)
    output.say(Message("note.figures_moved", n=len(changes)))


def _as_json(change: "Change") -> dict[str, object]:
    """Return a change as programs read it: the reason in English, whatever the language of the user."""
    return {
        "figure": change.figure,
        "before": change.before,
        "after": change.after,
        "why": change.reason.en,
    }


@releases.command
def approve(
    project: ProjectFolder,
    release: str = "",
    *,
    reviewer: str,
    key: Path | None = None,
    agent_key: str = "",
    statement: str = "",
    demonstration: Flag = False,
    passphrase_file: Path | None = None,
    json: AsJson = False,
) -> None:
    """Sign a release as one reviewer; the second signature publishes it and makes its pages anew.

    Example: `zicht release approve projects/mijnland 3f2a --reviewer Director --key review.key --statement "..."`

    Parameters
    ----------
    release
        Start of its digest; with --demonstration the newest when left out.
    reviewer
        Name of the person under which the root key lists the key.
    key
        File with the reviewer's own signing key.
    agent_key
        Public half of their key in the ssh-agent, instead of --key: `zicht release agent-keys` lists them.
    statement
        What was reviewed, and by whom wording was read; it is published, so you write it yourself.
    demonstration
        Use a generated key that stands for nobody; pages say "demonstration".
    passphrase_file
        File with the passphrase of the key; asked on the terminal when left out.
    """
    from zicht.pipeline import releasing

    passphrase = b"" if key is None else passphrase_of(key, passphrase_file)

    with output.steps() as tell:
        approved = releasing.approve(
            project,
            release,
            reviewer=reviewer,
            key=key,
            statement=statement,
            demonstration=demonstration,
            passphrase=passphrase,
            agent_key=agent_key,
            tell=tell,
        )
    output.give_answer(approved, as_json=json)


@releases.command
def reproduce(
    project: ProjectFolder, release: str = "", *, json: AsJson = False
) -> None:
    """Build a release once more from the same inputs on the same code, and compare every byte.

    Example: `zicht release reproduce projects/voorbeeldland`

    Parameters
    ----------
    release
        Start of its digest; the newest when left out.
    """
    from zicht.pipeline import reproducing

    with output.steps() as tell:
        reproduced = reproducing.reproduce(project, release, tell=tell)
    output.give_answer(reproduced, as_json=json)


@releases.command
def bundle(
    project: ProjectFolder, release: str = "", *, out: Path, json: AsJson = False
) -> None:
    """Write all that a reviewer on another machine needs, and no secret, into one file.

    It holds the release, the one published before, what moved and why, what was withheld, deliveries accepted in spite
    of doubts and missing ones, how sure linkage is, the pages, and a checklist as a page.

    Example: `zicht release bundle projects/mijnland 3f2a --out ~/review.zip`

    Parameters
    ----------
    release
        Start of its digest; the newest when left out.
    out
        File that is made.
    """
    from zicht.pipeline import bundles

    with output.steps() as tell:
        bundle = bundles.make(project, release, out, tell=tell)
    output.give_answer(bundle.as_fields(), as_json=json)
    output.say(Message("note.hand_to_reviewer"))


@releases.command
def receive(project: ProjectFolder, signature: File, *, json: AsJson = False) -> None:
    """Take in a signature that a reviewer made on another machine; the second one publishes the release.

    Example: `zicht release receive projects/mijnland ~/signature.json`

    Parameters
    ----------
    signature
        File that `zicht review` made.
    """
    from zicht.pipeline import bundles

    with output.steps() as tell:
        entered = bundles.receive(project, signature, tell=tell)
    output.give_answer(entered, as_json=json)


@app.command
def review(
    bundle: File,
    *,
    root: str,
    unpack: Folder | None = None,
    key: Path | None = None,
    agent_key: str = "",
    reviewer: str = "",
    statement: str = "",
    out: Path | None = None,
    passphrase_file: Path | None = None,
    json: AsJson = False,
) -> None:
    """Verify a bundle, add up every table, and sign its release: no project, vault or secret is needed.

    Without --key or --agent-key the bundle is only verified.

    Example: `zicht review review.zip --root 9f2c... --key my.key --reviewer Ann --statement "..." --out a.json`

    Parameters
    ----------
    bundle
        File that `zicht release bundle` made.
    root
        Public root key of the institute, 64 hexadecimal digits, from whoever keeps it; not from the bundle.
    unpack
        Folder for the pages and the checklist; open `review.html` there in a browser.
    key
        File with your own signing key.
    agent_key
        Public half of your key in the ssh-agent, instead of --key: `zicht release agent-keys` lists them.
    reviewer
        Your name, as the root key lists it.
    statement
        What you reviewed; it is published.
    out
        File for your signature, which goes back to the builder.
    passphrase_file
        File with the passphrase of your key; asked on the terminal when left out.
    """
    from zicht.pipeline import reviewing
    from zicht.release.signers import open_signer

    passphrase = b"" if key is None else passphrase_of(key, passphrase_file)
    signing_key = open_signer(key, passphrase=passphrase, agent_key=agent_key)
    signer = None
    if signing_key is not None:
        # Refused before the bundle is verified, so that the reviewer does not wait twice.
        if not (reviewer and statement.strip() and out is not None):
            raise UsageError(
                Message("error.incomplete_signature"),
                now=Message("error.complete_signature"),
            )
        signer = reviewing.Signer(signing_key, reviewer, statement, out)
    reviewed = reviewing.review(
        bundle, root=root.strip().lower(), unpack=unpack, signer=signer
    )
    output.give_answer(reviewed.as_fields(), as_json=json)


@releases.command(name="agent-keys")
def list_agent_keys(*, json: AsJson = False) -> None:
    """List the signing keys that your ssh-agent holds: Ed25519 keys in files, on a card, or on a security key.

    Whoever keeps the root key lists the public key with `zicht trust add`; `zicht review --agent-key` signs with it.

    Example: `zicht release agent-keys`

    """
    from zicht.release import agent

    keys = [(key.public.hex(), key.comment) for key in agent.agent_keys()]
    header = ("public key", "comment")
    if json:
        output.give_json([dict(zip(header, key, strict=True)) for key in keys])
        return
    output.give_table(header, keys)


@releases.command(name="key")
def make_key(
    project: ProjectFolder | None = None,
    *,
    reviewer: str,
    out: Path,
    passphrase_file: Path | None = None,
    json: AsJson = False,
) -> None:
    """Make a signing key for one person, locked with a passphrase that only they know.

    The person keeps the file. Its public half goes to whoever keeps the root key, who lists it with `zicht trust add`.
    No project is needed: a reviewer makes the key on a machine of their own.

    Example: `zicht release key --reviewer "Head of research" --out ~/review.key`

    Parameters
    ----------
    reviewer
        Name of the person.
    out
        File for the private key; keep it where only its owner can read it, outside the project.
    passphrase_file
        File with the passphrase on its first line; asked on the terminal when left out.
    """
    from zicht.pipeline import releasing

    # A wrong name or place is refused before anybody chooses a passphrase.
    releasing.refuse_wrong_key(project, reviewer, out)
    reviewer_key = releasing.make_reviewer(
        project,
        reviewer=reviewer,
        out=out,
        passphrase=new_passphrase(passphrase_file, of=Message("value.the_key")),
    )
    output.give_answer(reviewer_key, as_json=json)
    output.say(Message("note.list_public_key"))
