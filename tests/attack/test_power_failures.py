"""The power fails: what must not be forgotten is on the disk, with its name, and was there before its name.

A test cannot cut the power. It remembers what the disk was asked to hold: at each `fsync` the state of a file, or the
names in a folder. What stands otherwise at the end of a command would be empty after a power failure, or gone. A file
that gets its name before the disk has its bytes may be empty under that name.
"""

import os
import shutil
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.attack.acting import (
    ROOT_WORDS,
    person,
    run_and_accept,
    sign,
)
from tests.desk import protect_files
from tests.golden import albion

from zicht.linkage import at_source
from zicht.pipeline import (
    folders,
    keeping_keys,
    safekeeping,
    trust,
    withdrawing,
)
from zicht.pipeline.project_journal import copies_of_journal
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")
WRITTEN_BY_THE_DATABASE = ("vault.duckdb", "vault.duckdb.wal")
"""Files that the database writes and flushes itself, outside Python; their names are not its business."""
POLICY = 'name = "p"\nversion = 1\nreason = "test"\nminimum_mean_count = 0.0\n'


class Disk:
    """What the disk was asked to hold, and what was renamed before it held that."""

    def __init__(self) -> None:
        self._too_early: set[Path] = set()
        self._states: dict[int, tuple[int, int]] = {}
        self._names: dict[int, dict[str, int]] = {}
        self._flush, self._replace, self._rename = os.fsync, os.replace, os.rename

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(os, "fsync", self._note)
        patch.setattr(os, "replace", self._moving(self._replace))
        patch.setattr(os, "rename", self._moving(self._rename))

    def _note(self, handle: int) -> None:
        about = os.fstat(handle)
        if stat.S_ISDIR(about.st_mode):
            entries = os.scandir(handle)
            self._names[about.st_ino] = {entry.name: entry.inode() for entry in entries}
        else:
            self._states[about.st_ino] = (about.st_mtime_ns, about.st_size)
        self._flush(handle)

    def _moving(self, move: Callable[[Path, Path], None]) -> Callable[..., None]:
        def moved(source: Path, target: Path) -> None:
            for path in (Path(source), *Path(source).rglob("*")):
                if not self._has(path):
                    self._too_early.add(Path(target) / path.relative_to(source))
            move(source, target)

        return moved

    def _has(self, path: Path) -> bool:
        """Whether the disk has a file as it is, whatever its name."""
        about = path.stat()
        if stat.S_ISDIR(about.st_mode) or path.name in WRITTEN_BY_THE_DATABASE:
            return True
        return self._states.get(about.st_ino) == (about.st_mtime_ns, about.st_size)

    def lacks(self, base: Path, places: Sequence[Path]) -> list[str]:
        """Name the files below some places that the disk lacks, or lacked when they got their name.

        Parameters
        ----------
        base : folder that was there before; names on the way from it to a file are of interest too
        """
        lacking = []
        for place in places:
            assert place.exists(), place
            within = [path for path in place.rglob("*") if path.is_file()]
            for path in within if place.is_dir() else [place]:
                if not self._has(path) or path in self._too_early:
                    lacking.append(f"bytes of {path.relative_to(base)}")
                lacking += [
                    f"name of {step.relative_to(base)}"
                    for step in (path, *path.parents)
                    if step != base and base in step.parents
                    if not self._has_name(step)
                ]
        return sorted(set(lacking))

    def _has_name(self, path: Path) -> bool:
        names = self._names.get(path.parent.stat().st_ino, {})
        return names.get(path.name) == path.stat().st_ino


@pytest.fixture(name="disk")
def _disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Disk:
    for variable, name in (("ZICHT_TRUST", "trust"), ("XDG_CONFIG_HOME", "settings")):
        monkeypatch.setenv(variable, str(tmp_path / name))
    disk = Disk()
    disk.watch(monkeypatch)
    return disk


@pytest.fixture(name="began")
def _began(disk: Disk, tmp_path: Path) -> Path:
    """A project that nothing was made in yet: its own files are of whoever wrote them."""
    project = albion.make_project(
        tmp_path / "albion", settings=albion.SEALING_SETTINGS + albion.EXPECTED
    )
    albion.deliver_all(project)
    for folder in (tmp_path, project, *project.rglob("*")):
        if folder.is_dir():
            handle = os.open(folder, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
    return project


def kept(project: Path) -> list[Path]:
    """Return what must not be forgotten of a project that was run."""
    return [
        *copies_of_journal(project),
        folders.keys(project),
        folders.releases(project),
        folders.sealed(project),
        folders.private(project) / "vault.duckdb",
        *folders.deliveries(project).rglob("*.received"),
    ]


def withdraw(project: Path, folder: Path) -> None:
    """Withdraw one person, whose deliveries are sealed away."""
    reference = albion.referrals(albion.people()[0])[0]["reference"]
    request = folder / "request.csv"
    request.write_text(f"source,reference\nreferrals,{reference}\n")
    withdrawing.withdraw(
        project, request, ground="law", day="", dry_run=False, tell=silent
    )


def test_what_every_verb_leaves_is_on_the_disk(
    disk: Disk, began: Path, tmp_path: Path
) -> None:
    """Journals written whole, signatures, releases, notes, keys and names were not: the power could take them."""
    run_and_accept(began)
    assert disk.lacks(tmp_path, kept(began)) == []
    root = tmp_path / "root.key"
    trust.begin(
        began,
        root_key=root,
        builder="Bea Builder",
        passphrase=ROOT_WORDS,
        tell=silent,
    )
    keys = [person(began, name) for name in ("Ann", "Ben")]
    roles = [tmp_path / "trust", root, *keys]
    assert disk.lacks(tmp_path, [*kept(began), *roles]) == []
    assert not sign(began, "Ann", keys[0])
    assert disk.lacks(tmp_path, kept(began)) == []
    assert sign(began, "Ben", keys[1])
    published = [*kept(began), folders.cells(began)]
    assert disk.lacks(tmp_path, published) == []
    backups = tmp_path / "backups"
    file = safekeeping.back_up(began, backups, tell=silent).file
    assert disk.lacks(tmp_path, [*published, backups]) == []
    withdraw(began, tmp_path)
    assert disk.lacks(tmp_path, published) == []
    safekeeping.restore(began, file, tell=silent)
    assert disk.lacks(tmp_path, published) == []
    keeping_keys.rotate(began, tell=silent)
    assert disk.lacks(tmp_path, published) == []


def test_a_copy_of_the_journal_that_is_written_anew_is_on_the_disk(
    disk: Disk, began: Path, tmp_path: Path
) -> None:
    run_and_accept(began)
    for copy in copies_of_journal(began):
        copy.unlink()
        keeping_keys.split(began, tmp_path / copy.parent.name / "shares", tell=silent)
        assert disk.lacks(tmp_path, kept(began)) == []


def test_keys_and_shares_are_on_the_disk(
    disk: Disk, began: Path, tmp_path: Path
) -> None:
    run_and_accept(began)
    shares = keeping_keys.split(began, tmp_path / "shares", tell=silent).files
    assert disk.lacks(tmp_path, shares) == []
    shutil.rmtree(folders.keys(began))
    keeping_keys.join(began, shares[:2])
    assert disk.lacks(tmp_path, [folders.keys(began)]) == []
    tokens = tmp_path / "tokens.key"
    at_source.new_key(str(tokens))
    assert disk.lacks(tmp_path, [tokens]) in ([], ["name of tokens.key"])


def test_the_ledger_of_files_is_on_the_disk(disk: Disk, tmp_path: Path) -> None:
    records = tmp_path / "records.csv"
    records.write_text("region\n" + "north\nsouth\nwest\n" * 30)
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY)
    ledger = tmp_path / "ledgers" / "all.ledger"
    protect_files(
        records, by=["region"], policy=policy, out=tmp_path / "out", ledger=ledger
    )
    kept_files = [ledger, tmp_path / "settings" / "zicht" / "ledger.key"]
    assert disk.lacks(tmp_path, kept_files) == []
