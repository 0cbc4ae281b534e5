"""The verbs on the keys of a project."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import AsJson, File, Folder, ProjectFolder
from zicht.edition.messages import Message

keys = App(
    name="keys",
    help="Rotate the keys of a project, divide them among several people, and restore them.",
)
app.command(keys)


@keys.command
def split(
    project: ProjectFolder,
    *,
    to: Folder,
    shares: int = 3,
    needed: int = 2,
    json: AsJson = False,
) -> None:
    """Write the keys as shares, of which some together restore them and fewer tell nothing.

    Give each file to another person, who keeps it elsewhere, printed or on a medium. Then remove the files.

    Example: `zicht keys split projects/mijnland --to /media/stick`

    Parameters
    ----------
    to
        Folder for the shares, outside the project.
    shares
        How many are made.
    needed
        How many restore the keys.
    """
    from zicht.pipeline import keeping_keys

    with output.steps() as tell:
        shares_written = keeping_keys.split(
            project, to, shares=shares, needed=needed, tell=tell
        )
    output.give_answer(shares_written.as_fields(), as_json=json)
    output.say(Message("note.hand_out_shares"))


@keys.command
def rotate(project: ProjectFolder, *, json: AsJson = False) -> None:
    """Give the vault a new key and every record a new pseudonym, after a key may have been seen, or as a rule.

    Links stay: records of one person remain linked, withdrawn people stay out, later deliveries fit. Earlier
    backups open with the former keys only.

    Example: `zicht keys rotate projects/mijnland`

    """
    from zicht.pipeline import keeping_keys

    with output.steps() as tell:
        done = keeping_keys.rotate(project, tell=tell)
    output.give_answer(done.as_fields(), as_json=json)
    output.say(Message("note.after_rotation"))


@keys.command
def join(
    project: ProjectFolder,
    *,
    share: Annotated[tuple[File, ...], Parameter(negative="")],
    json: AsJson = False,
) -> None:
    """Restore the keys from shares. Keys that are there are never replaced.

    Example: `zicht keys join projects/mijnland --share mijnland-share-1.toml --share mijnland-share-3.toml`

    Parameters
    ----------
    share
        File with a share; repeat for each.
    """
    from zicht.pipeline import keeping_keys

    files: tuple[Path, ...] = share
    restored = keeping_keys.join(project, files)
    output.give_answer(restored.as_fields(), as_json=json)
