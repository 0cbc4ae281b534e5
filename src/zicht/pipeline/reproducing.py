"""Builds a release once more from the same inputs on the same code, and compares every byte."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from zicht.pipeline import folders, ledger
from zicht.pipeline.assembling import assemble, inputs_now
from zicht.pipeline.counted import Counted
from zicht.pipeline.counting import count_all
from zicht.pipeline.expected import slots_of
from zicht.pipeline.inbox import open_inbox
from zicht.pipeline.scratch import private_scratch
from zicht.pipeline.vault_standing import standing_of
from zicht.pipeline.vaults import open_vault, refuse_missing
from zicht.project.folder import Project
from zicht.release import freeze, store
from zicht.vault.vault import Vault
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Inputs, SealedBy


def reproduce(folder: Path, digest: str, *, tell: Progress) -> dict[str, object]:
    """Build a release once more, and compare it with the one that is there.

    Parameters
    ----------
    folder : of the project, with the deliveries and the vault that the release was made from
    digest : start of the digest of the release; the newest when empty

    Returns
    -------
    name of the release, and how many files are the same

    Raises
    ------
    ReleaseError : deliveries, settings, code or withdrawals are not those of the release, or the bytes differ
    """
    project = Project.open(folder)
    path = store.find(folders.releases(folder), digest)
    release = store.read(path)
    inputs = _inputs_of_today(project, tell=tell)
    _refuse_other_inputs(path, release.inputs, inputs)
    # The release is built in a scratch folder: a second one of the same inputs does not
    # belong among the releases.
    with folders.claimed(folder), private_scratch(folders.private(folder)) as scratch:
        counted = _count_again(project, path, release.gate, tell=tell)
        content = assemble(project, counted, tell=tell)
        sealed = counted.sealed if counted else None
        rebuilt = freeze.freeze(content, sealed, inputs, scratch)
        contents = _contents(path)
        _refuse_differences(path, _differing(contents, _contents(rebuilt)))
    return {"release": path.name, "files that are the same": len(contents)}


def _inputs_of_today(project: Project, *, tell: Progress) -> Inputs:
    """Return the digests of the deliveries, settings, code and withdrawals as they are now."""
    standing = standing_of(project, why="reproduce", tell=tell)
    arrived = [waiting.digest for waiting in open_inbox(project).waiting]
    return inputs_now(project, arrived, standing)


def _count_again(
    project: Project, path: Path, gate: SealedBy | None, *, tell: Progress
) -> Counted | None:
    """Count with the ledger of that day; None for a release of cited figures alone."""
    if gate is None:
        return None
    attacked_with = store.gate_statement(path, gate).ledger or ""
    with open_vault(project, why="reproduce", tell=tell) as (session, vault):
        refuse_missing(vault)
        owed = slots_of(project, vault)
        before = _ledger_of(vault, attacked_with, path)
        return count_all(project, session, vault, owed, before=before, tell=tell)


def _refuse_differences(path: Path, differing: Sequence[str]) -> None:
    if differing:
        raise ReleaseError(
            f"Built once more, {path.name} differs. Files that differ: {len(differing)}.",
            now="Do not publish it. Report the version of Zicht, and whether the machine is another.",
            details=differing[:20],
        )


def _refuse_other_inputs(path: Path, then: Inputs, now: Inputs) -> None:
    """Refuse to compare with a release that was made from something else."""
    other = [
        field.name
        for field in fields(Inputs)
        if getattr(then, field.name) != getattr(now, field.name)
    ]
    if other:
        raise ReleaseError(
            f"{path.name} was made from other {', '.join(other)} than lie here now.",
            now="Check out the settings and the version of Zicht of that day, with its deliveries, and try again.",
        )


def _ledger_of(vault: Vault, digest: str, path: Path) -> Ledger:
    """Return the ledger as it was when the release was attacked together with it."""
    entries = ledger.published(vault).entries
    # A ledger only grows, so an earlier one is its beginning.
    for length in range(len(entries) + 1):
        before = Ledger(entries[:length])
        if ledger.digest_of(before) == digest:
            return before
    raise ReleaseError(
        f"The ledger that {path.name} was attacked together with cannot be found again.",
        now="`zicht restore` a backup of that project.",
    )


def _differing(first: Mapping[str, bytes], second: Mapping[str, bytes]) -> list[str]:
    """Name the files that two releases do not have in common, byte for byte."""
    names = sorted({*first, *second})
    return [name for name in names if first.get(name) != second.get(name)]


def _contents(path: Path) -> dict[str, bytes]:
    """Read every file of the content of a release, by its name."""
    folder = path / "content"
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }
