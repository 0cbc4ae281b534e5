"""What people do in these attacks: they publish, withdraw, list each other, and sign."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.golden import albion

from zicht.pipeline import (
    folders,
    itinerary,
    ledger,
    releasing,
    trust,
    withdrawing,
)
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.release import store
from zicht.vocabulary.errors import DeliveryError
from zicht.vocabulary.progress import silent

ROOT_WORDS, WORDS = b"root words", b"words of a reviewer"


class Told:
    """Remembers what a verb told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, step: str, *_: object) -> None:
        self.lines.append(step)

    def __contains__(self, words: str) -> bool:
        return any(words in line for line in self.lines)


def run_and_accept(project: Path) -> None:
    """Run a project; where deliveries are doubtful, accept each doubt that the refusal names."""
    try:
        itinerary.run(project, tell=silent)
    except DeliveryError as error:
        if "doubtful as a whole" not in error.what:
            raise
        addresses = [line.partition(": ")[0] for line in error.details]
        accept = [f"{address}=a correction" for address in addresses]
        itinerary.run(project, tell=silent, accept=accept)


def run_without_pages(project: Path) -> Path:
    """Run a project for a fixture that several tests share: its release is made, and no pages; return the folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zicht.pipeline.pages.make", lambda *_, **__: None)
        itinerary.run(project, tell=silent)
    return project


def shown_release(project: Path) -> str:
    """Return the release that the site shows, as the fixture `without_pages` writes it."""
    shown = folders.site(project) / "shown"
    return shown.read_text() if shown.exists() else ""


def publish(project: Path, release: str = "") -> str:
    """Have two demonstrators sign a release; return its name."""
    for name in ("one", "two"):
        signed = releasing.approve(
            project,
            release,
            reviewer=name,
            key=None,
            statement="",
            demonstration=True,
            tell=silent,
        )
    return str(signed["release"])


def withdraw_somebody(project: Path, folder: Path) -> int:
    """Withdraw the first record of the deliveries; return how many records went."""
    reference = albion.first_reference(project)
    request = folder / "request.csv"
    request.write_text(f"source,reference\nreferrals,{reference}\n")
    report = withdrawing.withdraw(
        project, request, ground="GDPR, art. 7", day="", dry_run=False, tell=silent
    )
    return report.done.records


def held(project: Path, tell: Callable[..., None] = silent) -> tuple[int, int, int]:
    """Return how many records count, how many withdrew, and how many publications the ledger has."""
    with open_vault(Project.open(project), why="test", tell=tell) as (_, vault):
        status = vault.status()
        published = len(ledger.published(vault).entries)
        return sum(status.records.values()), status.withdrawn, published


def person(project: Path, name: str, *, file: str = "", **about: str) -> Path:
    """Make a key for somebody, and have the root key list it."""
    key = project.parent / f"{file or name}.key"
    made = releasing.make_reviewer(project, reviewer=name, out=key, passphrase=WORDS)
    trust.add(
        project,
        root_key=project.parent / "root.key",
        passphrase=ROOT_WORDS,
        person=name,
        public_key=str(made["public key"]),
        tell=silent,
        **about,
    )
    return key


def newest(project: Path) -> Path:
    return store.find(folders.releases(project))


def sign(project: Path, name: str, key: Path) -> bool:
    """Sign the release; return whether it is published."""
    done = releasing.approve(
        project,
        newest(project).name,
        reviewer=name,
        key=key,
        statement="Figures and wording.",
        demonstration=False,
        passphrase=WORDS,
        tell=silent,
    )
    return bool(done["published"])
