"""Deliveries: found in their folder, checked, received in the vault."""

from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from zicht import sources
from zicht.engine import Session
from zicht.pipeline import folders
from zicht.project.folder import Project
from zicht.vault import Keys, Vault
from zicht.vocabulary.deliveries import Delivery, Receipt
from zicht.vocabulary.errors import DeliveryError, ProjectError
from zicht.vocabulary.progress import Progress

_PUT_AWAY = ".received"
"""Ending of the note that stays when a delivered file had to go."""


@dataclass(frozen=True)
class Waiting:
    """A file in the folder with deliveries, with its letter; or the note that it was put away.

    Parameters
    ----------
    source : id of the source, the name of the folder it lies in
    file, letter : paths
    digest : of both
    is_put_away : True when only the note of its reception is left
    """

    source: str
    file: Path
    letter: Path
    digest: str
    is_put_away: bool = False


def find_deliveries(project: Project) -> list[Waiting]:
    """List the deliveries that lie in `deliveries/<source>/`, by source and name.

    Raises
    ------
    ProjectError : a folder is of no source the project uses, or a file has no letter; all of them together
    """
    root = folders.deliveries(project.folder)
    found, wrong = [], []
    for folder in sorted(path for path in root.glob("*") if path.is_dir()):
        if folder.name not in project.forms:
            wrong.append(f"deliveries/{folder.name} is of no source the project uses.")
            continue
        for file in sorted(folder.glob("*.csv")):
            letter = file.with_suffix(".toml")
            if letter.is_file():
                found.append(
                    Waiting(
                        folder.name, file, letter, sources.delivery_digest(file, letter)
                    )
                )
            else:
                wrong.append(
                    f"deliveries/{folder.name}: a file has no letter beside it ({letter.suffix})."
                )
        here = {one.digest for one in found}
        found += [one for one in _put_away(folder) if one.digest not in here]
    if wrong:
        raise ProjectError(
            "The folder with deliveries does not fit the settings.",
            now="Name the sources under [sources] in zicht.toml; put a letter NAME.toml beside NAME.csv.",
            details=wrong,
        )
    return found


def _put_away(folder: Path) -> Iterator[Waiting]:
    for note in sorted(folder.glob(f"*{_PUT_AWAY}")):
        yield Waiting(
            folder.name,
            note,
            note.with_suffix(".toml"),
            note.read_text().strip(),
            is_put_away=True,
        )


def put_away(
    waiting: Iterable[Waiting], digests: Container[str], *, tell: Progress
) -> int:
    """Replace files that hold withdrawn records by a note with their digest: what they brought is in the vault.

    Returns
    -------
    number of files
    """
    found = [one for one in waiting if one.digest in digests and not one.is_put_away]
    for one in found:
        note = one.file.with_name(f"{one.file.stem}-{one.digest[:8]}{_PUT_AWAY}")
        note.write_text(f"{one.digest}\n")
        one.file.unlink()
        tell(
            f"Putting away deliveries/{one.source}/{one.file.name}: it holds records that were withdrawn"
        )
    return len(found)


def session_of(project: Project, folder: Path) -> Session:
    """Open a session that may read the deliveries and write in one private folder."""
    settings = project.section("sources")
    reads = [folders.deliveries(project.folder)]
    return Session(
        folder,
        memory=str(settings.get("memory", "1GB")),
        reads=[path for path in reads if path.is_dir()],
        disk_is_encrypted=bool(settings.get("disk_is_encrypted", False)),
    )


@contextmanager
def open_vault(project: Project) -> Iterator[tuple[Session, Vault]]:
    """Open the vault of a project, made with its keys at first use."""
    private, place = folders.private(project.folder), folders.keys(project.folder)
    vault = private / "vault.duckdb"
    keys = Keys.load(place) if place.is_dir() or vault.exists() else Keys.create(place)
    with (
        session_of(project, private) as session,
        Vault.open(vault, keys, session) as opened,
    ):
        yield session, opened


def check(project: Project, session: Session, waiting: Waiting) -> Delivery:
    """Check one delivery against the forms of its source."""
    return sources.check(
        session,
        project.forms[waiting.source],
        project.codes,
        project.geography,
        waiting.file,
        waiting.letter,
    )


@dataclass(frozen=True)
class Judged:
    """A delivery whose rows were judged, and how they were judged before, where the forms were corrected since."""

    now: Receipt
    before: Receipt | None = None


def receive_all(
    project: Project,
    session: Session,
    vault: Vault,
    waiting: list[Waiting],
    *,
    tell: Progress,
) -> list[Judged]:
    """Receive what the vault does not hold yet, and judge again what was judged by other forms and lists.

    A delivery that is refused stops the run after all were tried.

    Raises
    ------
    DeliveryError : with every break of every refused delivery; the good ones were received
    """
    received: list[Judged] = []
    refused = []
    held = {receipt.digest: receipt for receipt in vault.receipts()}
    for one in waiting:
        before = held.get(one.digest)
        if before is not None and (
            one.is_put_away
            or vault.judged_by(one.digest) == _judged_by(project, before)
        ):
            continue
        if one.is_put_away:
            refused.append(
                f"{one.source}/{one.file.name}: its file was put away, and this vault does not hold it"
            )
            continue
        tell(
            f"{'Receiving' if before is None else 'Judging again'} {one.source}, {one.file.stem}"
        )
        try:
            delivery = check(project, session, one)
            now = vault.receive(
                delivery, judged_by=_judged_by(project, delivery.receipt)
            )
            received.append(Judged(now, before))
        except DeliveryError as error:
            refused += [
                f"{one.source}/{one.file.name}: {detail}"
                for detail in error.details or (error.what,)
            ]
    put_away(waiting, vault.brought_withdrawn(), tell=tell)
    here = {one.digest for one in waiting}
    gone = [
        receipt
        for receipt in vault.receipts(current_only=True)
        if receipt.digest not in here
    ]
    if gone:
        raise DeliveryError(
            f"{len(gone)} deliveries that count no longer lie in their folder, or were changed since.",
            now="Put them back as they came, or begin a vault anew by moving .zicht aside.",
            details=[
                f"{receipt.source}, {receipt.period}: delivery {receipt.delivery_id}"
                for receipt in gone
            ],
        )
    if refused:
        raise DeliveryError(
            "Deliveries were refused as a whole; nothing of them was kept, and nothing was published.",
            now="Ask the supplier for a better file, or take the delivery out of its folder, and run again.",
            details=refused,
        )
    return received


def _judged_by(project: Project, receipt: Receipt) -> str:
    """Give the digest of the form and lists that a delivery is judged by today; empty where its form is gone."""
    form = next(
        (
            one
            for one in project.forms[receipt.source]
            if one.version == receipt.form_version
        ),
        None,
    )
    return sources.judged_by(form, project.codes, project.geography) if form else ""
