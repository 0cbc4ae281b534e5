"""What becomes of a delivered file after its reception: it is sealed away, and no clear copy stays."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from zicht import sources
from zicht.edition.messages import Message
from zicht.engine.session import Session
from zicht.pipeline import put_away
from zicht.pipeline.inbox import (
    Inbox,
    Waiting,
    find_deliveries,
    put_file_away,
    sealed_deliveries,
)
from zicht.pipeline.project_keys import sealed_files, unlocked
from zicht.project.folder import Project
from zicht.vault.sealed_files import SealedDelivery, SealedFiles
from zicht.vault.vault import Vault
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.errors import DeliveryError, VaultError, ZichtError
from zicht.vocabulary.progress import Progress

_AT_ONCE = 1_000_000


def keeps_clear(project: Project) -> bool:
    """Whether the project keeps delivered files as they came: nobody real stands in those of an invented country."""
    settings = project.section("sources")
    return bool(settings.get("keep_delivered", project.face.invented))


def check(
    project: Project, session: Session, waiting: Waiting, *, numbered: bool = False
) -> Delivery:
    """Check one delivery against the forms of its source, wherever its file lies.

    Parameters
    ----------
    numbered : True to keep the numbers of its rows
    """
    file: sources.Delivered = waiting.file
    letter: sources.Delivered = waiting.letter
    if waiting.is_sealed:
        file, letter = sealed_files(project.folder).open(waiting.source, waiting.digest)
    return sources.check(
        session,
        project.forms[waiting.source],
        project.codes,
        project.geography,
        file,
        letter,
        numbered=numbered,
    )


def accepted_because(project: Project, waiting: Waiting) -> str:
    """Return why a sealed delivery was accepted when it came, in spite of what was doubtful about it."""
    return (
        sealed_files(project.folder)
        .about(waiting.source, waiting.digest)
        .accepted_because
    )


def seal_received(
    project: Project, vault: Vault, inbox: Inbox, *, keep: bool = False, tell: Progress
) -> int:
    """Seal away the files that the vault has received and that hold people.

    Files that brought somebody who withdrew are sealed away whatever is kept: see `cut_withdrawn`.

    Parameters
    ----------
    keep : True to leave files as they came this time

    Returns
    -------
    number of files
    """
    keep = keep or keeps_clear(project)
    # A clear file that held somebody who withdrew is sealed whatever is kept: rows are
    # cut from sealed files (ADR 0195).
    must_go = vault.brought_withdrawn()
    leaving = [
        waiting
        for waiting in clear_files(project, inbox)
        if vault.holds(waiting.digest) and (waiting.digest in must_go or not keep)
    ]
    if not leaving:
        return 0
    tell(Message("progress.sealing_away", n=len(leaving)))
    files = sealed_files(project.folder)
    reasons = vault.accepted_because()
    for waiting in leaving:
        _seal(files, waiting, reasons.get(waiting.digest[:16], ""))
    # The journal states it before the clear files go: a run that stops in between finds
    # both.
    vault.state_sealed([waiting.digest for waiting in leaving])
    for waiting in leaving:
        put_file_away(waiting, files)
    return len(leaving)


def _seal(files: SealedFiles, waiting: Waiting, reason: str) -> None:
    """Write the sealed file and read it back, before the clear one goes."""
    if not is_sealed_well(files, waiting):
        about = SealedDelivery(
            source=waiting.source,
            digest=waiting.digest,
            content=waiting.content.hex(),
            name=waiting.file.name,
            accepted_because=reason,
        )
        files.write(about, waiting.letter.read_bytes(), _parts(waiting.file))
    # The sealed file is read back, because the clear file is the only other copy and is
    # removed next.
    if not is_sealed_well(files, waiting):
        files.remove(waiting.source, waiting.digest)
        raise DeliveryError(
            f"{waiting.name} changed while it was sealed away; the file is left as it is.",
            now="Leave the folder with deliveries alone while Zicht works, and run again.",
        )


def is_sealed_well(files: SealedFiles, waiting: Waiting) -> bool:
    """Whether a delivery is sealed, and can be read back: as it came, or without who withdrew."""
    if not files.has(waiting.source, waiting.digest):
        return False
    try:
        file, letter = files.open(waiting.source, waiting.digest)
        digest = sources.delivery_digest(file, letter)
    except VaultError:
        return False
    # A file without the rows of who withdrew has another digest, as it must.
    return file.is_cut or digest == waiting.digest


def cut_withdrawn(
    project: Project, session: Session, vault: Vault, *, tell: Progress
) -> int:
    """Remove the rows of people who withdrew from the sealed files that brought them.

    A file that the forms of today cannot read stays as it is: it may be the only copy of what others delivered. Who
    withdrew stays out of the vault whatever is received from it, and the next reception tries again.

    Returns
    -------
    number of files
    """
    files, state = sealed_files(project.folder), vault.erasures()
    changed = 0
    for waiting in not_cut(project.folder, vault):
        tell(Message("progress.cutting_withdrawn", file=waiting.name))
        try:
            _cut(project, session, vault, files, waiting, state)
        except ZichtError as error:
            path = files.path_of(waiting.source, waiting.digest)
            tell(
                Message("careful.not_cut", file=waiting.name, why=error.what, path=path)
            )
        else:
            changed += 1
    return changed


def not_cut(folder: Path, vault: Vault) -> list[Waiting]:
    """List the sealed deliveries whose files still hold people who withdrew, or what is past its term."""
    brought = vault.brought_withdrawn()
    if not brought:
        return []
    files, state = sealed_files(folder), vault.erasures()
    return [
        waiting
        for waiting in sealed_deliveries(folder)
        # A file that was cut for the present erasures needs no second cut.
        if waiting.digest in brought
        and files.about(waiting.source, waiting.digest).cut_for != state
    ]


def lost_files(project: Project, vault: Vault) -> Iterator[str]:
    """Name the deliveries whose files were sealed away and are gone: without them the vault cannot be rebuilt."""
    sealed_away = vault.sealed_away()
    if not sealed_away:
        return
    # The digest of every delivered file is computed here: they may be large.
    deliveries = find_deliveries(project)
    readable = {delivery.digest for delivery in deliveries if not delivery.is_put_away}
    for receipt in sealed_away:
        if receipt.digest not in readable:
            parts = (receipt.source, receipt.period, receipt.part)
            yield " ".join(part for part in parts if part)


def _cut(  # noqa: PLR0917 - what is cut, by what, and for whom
    project: Project,
    session: Session,
    vault: Vault,
    files: SealedFiles,
    waiting: Waiting,
    state: str,
) -> None:
    """Write one sealed file anew without the rows of people who withdrew."""
    delivery = check(project, session, waiting, numbered=True)
    rows = vault.withdrawn_rows(delivery)
    file, letter = files.open(waiting.source, waiting.digest)
    before = files.about(waiting.source, waiting.digest)
    with letter.open() as handle:
        letter_bytes = handle.read()
    left = sources.cut_file(session, project.forms[waiting.source], file, letter, rows)
    about = replace(before, cut_for=state)
    files.write(about, letter_bytes, left)


def clear_files(project: Project, inbox: Inbox) -> list[Waiting]:
    """Return the deliveries that lie in their folder and hold people, and not public counts."""
    return [
        waiting
        for waiting in inbox.waiting
        if waiting.is_clear
        and not all(form.aggregate for form in project.forms[waiting.source])
    ]


def write_in_format_of_today(project: Project) -> None:
    """Seal anew what an earlier version sealed: its files showed names and digests in clear text."""
    key = unlocked(project.folder).file
    put_away.renew(project.folder, sealed_files(project.folder), key)


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(_AT_ONCE):
            yield part
