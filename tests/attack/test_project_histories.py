"""Random histories of a whole project: nobody who withdrew returns, and nothing published is lost."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.attack.acting import publish, run_and_accept, run_without_pages
from tests.attack.agreement import check_agreement, check_nothing_lingers
from tests.golden import albion

from zicht.pipeline import (
    folders,
    keeping_keys,
    pages,
    releasing,
    reproducing,
    safekeeping,
    withdrawing,
)
from zicht.pipeline.project_journal import copies_of_journal
from zicht.release import store
from zicht.vocabulary.errors import ReleaseError, VaultError, ZichtError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")
PARTS = ("North", "South")
WITHDRAWING = [person for person in albion.people() if person.consents][::9]
"""Some people of both years, of one to three records each, who may withdraw."""


@dataclass(frozen=True)
class Backup:
    """A backup that somebody kept, and what there was when it was made."""

    file: Path
    rotations: int
    corrections: int
    releases: frozenset[str]


class Histories(RuleBasedStateMachine):
    """Deliver, correct, withdraw, publish, back up, restore, rotate keys, lose the vault; files are sealed away."""

    begun: Path
    """A project after its first run, of which every history begins with a copy."""

    @initialize(
        publishes=st.booleans(),
        withdrawing=st.none() | st.integers(0, len(WITHDRAWING) - 1),
    )
    def begin(self, *, publishes: bool, withdrawing: int | None) -> None:
        """Begin with something that must not be forgotten, in most histories."""
        self.base = Path(tempfile.mkdtemp(prefix="zicht-project-history-"))
        self.project = Path(shutil.copytree(self.begun, self.base / "albion"))
        self.backups = self.base / "backups"
        self.backup: Backup | None = None
        self.left: set[str] = set()
        self.published: dict[str, bytes] = {}
        self.corrections = self.rotations = 0
        self.lacks = False
        if publishes:
            self.publish(builds_again=False)
        if withdrawing is not None:
            self.withdraw(withdrawing)

    def teardown(self) -> None:
        """At the end what a restored backup lacked is received again, and every published release stands."""
        run_and_accept(self.project)
        self.lacks = False
        self.everything_agrees()
        check_nothing_lingers(self.project, self.backups, self.left)
        for name, content in self.published.items():
            path = folders.releases(self.project) / name
            assert (path / "content" / "manifest.json").read_bytes() == content
            assert releasing.verify(self.project, name).wrong == ()
            assert pages.is_published(self.project, path)
        shutil.rmtree(self.base)

    @rule(
        part=st.sampled_from(PARTS),
        year=st.sampled_from(("2023", "2024")),
        fewer=st.integers(0, 3),
    )
    def correct(self, part: str, year: str, fewer: int) -> None:
        """Deliver a part of a year once more, with everybody who withdrew, and without a few others."""
        self.corrections += 1
        rows = albion.of_part(part, year)
        rows = rows[: len(rows) - fewer]
        day = f"2025-{3 + self.corrections // 28:02}-{1 + self.corrections % 28:02}"
        name = f"{year}-{part}-{self.corrections}"
        albion.deliver(self.project, rows, name=name, part=part, extracted_on=day)

    @rule()
    def run(self) -> None:
        run_and_accept(self.project)
        self.lacks = False

    @rule(number=st.integers(0, len(WITHDRAWING) - 1))
    def withdraw(self, number: int) -> None:
        """Withdraw by one record of a person, of which a restored vault may know nothing yet."""
        key = albion.referrals(WITHDRAWING[number])[0]["reference"]
        request = self.base / "request.csv"
        request.write_text(f"source,reference\nreferrals,{key}\n")
        withdrawing.withdraw(
            self.project, request, ground="law", day="", dry_run=False, tell=silent
        )
        self.left.add(key)

    @rule(builds_again=st.booleans())
    def publish(self, *, builds_again: bool) -> None:
        """Sign the newest release, which may be overtaken; what is published can be built once more."""
        try:
            name = publish(self.project)
        except (ReleaseError, VaultError) as refused:
            self.expect(refused, "was published since")
            return
        manifest = folders.releases(self.project) / name / "content" / "manifest.json"
        self.published[name] = manifest.read_bytes()
        if builds_again:
            self.build_again(name)

    def build_again(self, name: str) -> None:
        try:
            again = reproducing.reproduce(self.project, name, tell=silent)
        except (ReleaseError, VaultError) as refused:
            self.expect(refused, "was made from other")
            return
        assert again["release"] == name

    def expect(self, refused: ZichtError, words: str) -> None:
        """Expect why something is refused; a vault that lacks deliveries refuses much."""
        if words not in str(refused) and not self.lacks:
            raise refused

    @rule()
    def back_up(self) -> None:
        made = safekeeping.back_up(self.project, self.backups, tell=silent).file
        kept = Path(shutil.copy(made, self.base / "kept"))
        releases = self.releases()
        self.backup = Backup(kept, self.rotations, self.corrections, releases)

    def releases(self) -> frozenset[str]:
        made = store.list_releases(folders.releases(self.project))
        return frozenset(path.name for path in made)

    @precondition(lambda self: self.backup and self.backup.rotations == self.rotations)
    @rule(
        loses=st.sampled_from(
            (
                "nothing",
                "the vault",
                "the sealed files",
                "the releases",
                "both journals",
            )
        )
    )
    def restore(self, loses: str) -> None:
        """Put the last backup back, which somebody kept although a later withdrawal removed it."""
        assert self.backup is not None
        private = folders.private(self.project)
        if loses == "the vault":
            (private / "vault.duckdb").unlink(missing_ok=True)
        elif (
            loses == "the sealed files" and self.corrections == self.backup.corrections
        ):
            shutil.rmtree(folders.sealed(self.project))
        elif loses == "the releases":
            for name in self.backup.releases:
                shutil.rmtree(folders.releases(self.project) / name)
        elif loses == "both journals" and self.backup.releases == self.releases():
            # A release of after the backup names an entry that nobody has any more, so that nothing is counted.
            for copy in copies_of_journal(self.project):
                copy.unlink()
        safekeeping.restore(self.project, self.backup.file, tell=silent)
        self.lacks = True

    @rule()
    def rotate(self) -> None:
        """Give the vault new keys; a backup of before cannot be put back then."""
        keeping_keys.rotate(self.project, tell=silent)
        self.rotations += 1

    @rule()
    def lose_the_vault(self) -> None:
        (folders.private(self.project) / "vault.duckdb").unlink(missing_ok=True)
        self.lacks = True

    @rule()
    def lose_a_copy_of_the_journal(self) -> None:
        folders.journal(self.project).unlink(missing_ok=True)

    @invariant()
    def everything_agrees(self) -> None:
        stated = check_agreement(self.project, self.left, lacks=self.lacks)
        assert stated >= len(self.published), "nothing published leaves the ledger"


def live(begun: Path, *, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        type("HistoriesOfACopy", (Histories,), {"begun": begun}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture(scope="module", name="begun")
def _begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun") / "albion"
    albion.make_project(folder, settings=albion.SEALING_SETTINGS + albion.EXPECTED)
    albion.deliver_all(folder)
    return run_without_pages(folder)


def test_a_random_history_forgets_nothing(begun: Path) -> None:
    live(begun, examples=1, steps=6)


@pytest.mark.nightly
def test_a_hundred_random_histories_forget_nothing(begun: Path) -> None:
    live(begun, examples=100, steps=10)
