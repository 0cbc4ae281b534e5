"""After reception no clear copy of a delivery stays, and the vault can still be rebuilt."""

import os
import shutil
from pathlib import Path

import pytest
from tests.attack.acting import Told, held, withdraw_somebody
from tests.golden import albion

from zicht.pipeline import (
    checking,
    delivered,
    folders,
    inbox,
    itinerary,
    safekeeping,
    withdrawing,
)
from zicht.pipeline.vaults import open_vault, unlocked
from zicht.project.folder import Project
from zicht.vault import SealedFiles, list_sealed
from zicht.vocabulary.errors import VaultError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")
SETTINGS = albion.SETTINGS.replace("disk_is_encrypted = true", "keep_delivered = false")
SOMEBODY = b"R0000-0"
"""Key of the first record, which no other record starts with."""


@pytest.fixture(scope="module", name="sealed")
def _sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted project after its first run, whose files were sealed away; copy it before changing anything."""
    folder = tmp_path_factory.mktemp("sealed") / "albion"
    albion.make_project(folder, settings=SETTINGS + albion.EXPECTED)
    albion.deliver_all(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zicht.pipeline.pages.make", lambda *_, **__: None)
        itinerary.run(folder, tell=silent)
    return folder


@pytest.fixture(name="project")
def _project(sealed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sealed, tmp_path / "sealed"))


@pytest.fixture(scope="module", name="left")
def _left(sealed: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The project after somebody withdrew, and a backup of before."""
    base = tmp_path_factory.mktemp("left")
    project = Path(shutil.copytree(sealed, base / "project"))
    backup = safekeeping.back_up(project, base / "backups", tell=silent).file
    request = base / "request.csv"
    request.write_text("source,reference\nreferrals,R0000-0\n")
    report = withdrawing.withdraw(
        project, request, ground="GDPR, art. 7", day="", dry_run=False, tell=silent
    )
    assert report.done.records > 0
    return project, backup


@pytest.fixture(name="withdrawn")
def _withdrawn(left: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(left[0], tmp_path / "withdrawn"))


@pytest.fixture(name="backup")
def _backup(left: tuple[Path, Path]) -> Path:
    return left[1]


@pytest.fixture(name="clear")
def _clear(delivered: Path) -> dict[str, bytes]:
    """The delivered files as they came."""
    files = (delivered / "deliveries" / "referrals").glob("*.csv")
    return {path.name: path.read_bytes() for path in files}


def files_of(project: Path) -> SealedFiles:
    return SealedFiles(folders.sealed(project), unlocked(project).file)


def read(project: Path) -> dict[str, bytes]:
    """Return the content of every sealed file by name."""
    contents = {}
    for about in list_sealed(folders.sealed(project)):
        file, _ = files_of(project).open(about.source, about.digest)
        with file.open() as handle:
            contents[about.name] = handle.read()
    return contents


def test_no_name_stays_readable_anywhere_in_the_project(sealed: Path) -> None:
    names = {
        row[column].encode()
        for person in albion.people()
        for row in albion.referrals(person)
        for column in ("surname", "nino", "first_name")
        if row[column] not in ("", "not known")
    }
    assert len(names) > 300
    for path in sealed.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert not [name for name in names if name in content], path
    assert list((sealed / "deliveries").rglob("*.csv")) == []


def test_a_check_does_not_call_what_is_sealed_late(sealed: Path) -> None:
    assert checking.check(sealed, tell=silent).owed == ()


def test_sealed_files_hold_what_was_delivered(
    sealed: Path, clear: dict[str, bytes]
) -> None:
    assert read(sealed) == clear


def test_a_second_run_does_nothing_and_the_release_is_that_of_clear_files(
    project: Path, received_project: Path
) -> None:
    itinerary.run(project, tell=silent)  # makes the pages, which the fixture left out
    assert itinerary.run(project, tell=silent).unchanged
    assert held(project) == held(received_project)


def test_after_a_withdrawal_the_vault_is_rebuilt_without_the_person(
    withdrawn: Path,
) -> None:
    assert SOMEBODY not in b"".join(read(withdrawn).values())
    before = held(withdrawn)
    assert before[1] > 0
    (folders.private(withdrawn) / "vault.duckdb").unlink()
    told = Told()
    itinerary.run(withdrawn, tell=told)
    assert "Missing delivery" in told
    assert held(withdrawn) == before
    with open_vault(Project.open(withdrawn), why="test", tell=silent) as (_, vault):
        assert vault.missing_deliveries() == ()


def test_a_withdrawal_cuts_clear_files_too_and_leaves_none(
    received_project: Path, tmp_path: Path
) -> None:
    """An invented country keeps clear files; the one that holds who withdrew goes all the same."""
    before = sorted((received_project / "deliveries").rglob("*.csv"))
    withdraw_somebody(received_project, tmp_path)
    after = sorted((received_project / "deliveries").rglob("*.csv"))
    assert 0 < len(after) < len(before)
    clear = b"".join(path.read_bytes() for path in after)
    sealed = b"".join(read(received_project).values())
    assert SOMEBODY not in clear + sealed


def test_sealed_files_are_judged_again_when_a_list_is_corrected(
    withdrawn: Path,
) -> None:
    """As they came, and without who withdrew."""
    before = held(withdrawn)
    answers = withdrawn / "codes" / "answer.toml"
    later = '\n[[code]]\ncode = "later"\nnl = "later"\nen = "later"\n'
    answers.write_text(answers.read_text() + later)
    report = itinerary.run(withdrawn, tell=silent)
    assert [judged.before is None for judged in report.received] == [False] * 4
    assert held(withdrawn) == before


def test_a_file_that_comes_back_is_sealed_again(
    project: Path, clear: dict[str, bytes]
) -> None:
    name, content = min(clear.items())
    path = project / "deliveries" / "referrals" / name
    path.write_bytes(content)
    itinerary.run(project, tell=silent)
    assert not path.exists()
    assert read(project) == clear


def test_keep_leaves_files_as_they_came(project: Path, clear: dict[str, bytes]) -> None:
    name, content = min(clear.items())
    path = project / "deliveries" / "referrals" / name
    path.write_bytes(content)
    itinerary.run(project, tell=silent, keep=True)
    assert path.read_bytes() == content


def test_every_flipped_byte_and_every_cut_of_a_sealed_file_is_noticed(
    project: Path,
) -> None:
    about = list_sealed(folders.sealed(project))[0]
    path = files_of(project).path_of(about.source, about.digest)
    whole = path.read_bytes()
    places = [*range(0, 600, 7), *range(600, len(whole), 499), len(whole) - 1]
    spoiled = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in places]
    spoiled += [whole[:-1], whole[: len(whole) // 2], whole + b"\0", b""]
    for content in spoiled:
        path.write_bytes(content)
        with pytest.raises(VaultError, match="damaged or altered"):
            read(project)


def test_a_sealed_file_of_another_project_cannot_be_opened(
    project: Path, tmp_path: Path
) -> None:
    other = albion.make_project(tmp_path / "other", settings=SETTINGS)
    shutil.copytree(folders.sealed(project), folders.sealed(other))
    with open_vault(Project.open(other), why="test", tell=silent):
        pass
    with pytest.raises(VaultError, match="damaged or altered"):
        read(other)


def test_killed_between_any_two_steps_of_sealing_the_next_run_completes_it(
    sealed: Path,
    clear: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = ("write", "journal", "note")
    for step in steps:
        project = Path(shutil.copytree(sealed, tmp_path / step))
        shutil.rmtree(folders.sealed(project))
        for name, content in clear.items():
            (project / "deliveries" / "referrals" / name).write_bytes(content)
        with monkeypatch.context() as patch:
            stop_at(step, patch)
            with pytest.raises(KeyboardInterrupt):
                itinerary.run(project, tell=silent)
        itinerary.run(project, tell=silent)
        assert read(project) == clear
        assert list((project / "deliveries").rglob("*.csv")) == []


def stop_at(step: str, patch: pytest.MonkeyPatch) -> None:
    """Let the process be interrupted as it takes a step."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    if step == "write":
        patch.setattr(os, "fsync", interrupted)
    elif step == "journal":
        patch.setattr("zicht.vault.vault.Vault.state_sealed", interrupted)
    else:
        patch.setattr(delivered, "leave_note", interrupted)


def test_a_backup_brings_sealed_files_back_without_who_withdrew_since(
    withdrawn: Path, backup: Path
) -> None:
    before = held(withdrawn)
    shutil.rmtree(folders.sealed(withdrawn))
    (folders.private(withdrawn) / "vault.duckdb").unlink()
    safekeeping.restore(withdrawn, backup, tell=silent)
    itinerary.run(withdrawn, tell=silent)
    assert held(withdrawn) == before
    assert len(read(withdrawn)) == 4
    assert SOMEBODY not in b"".join(read(withdrawn).values())


def test_the_doctor_names_a_sealed_file_that_cannot_be_read_back(
    project: Path,
) -> None:
    about = list_sealed(folders.sealed(project))[0]
    path = files_of(project).path_of(about.source, about.digest)
    path.write_bytes(path.read_bytes()[:-1])
    sealed_lines = [
        line[1:]
        for line in safekeeping.examine(project, tell=silent)
        if line[0] == "sealed deliveries"
    ]
    assert sealed_lines == [
        ("bad", f"referrals/{about.name} cannot be read back"),
        ("good", "3 can be read back to their end"),
    ]


@pytest.mark.parametrize("keeps_note", [True, False])
def test_the_doctor_names_a_sealed_file_that_is_gone(
    project: Path, *, keeps_note: bool
) -> None:
    about = list_sealed(folders.sealed(project))[0]
    files_of(project).path_of(about.source, about.digest).unlink()
    if not keeps_note:
        for note in folders.deliveries(project).rglob(f"*{about.digest[:8]}.received"):
            note.unlink()
    said = [
        line[2]
        for line in safekeeping.examine(project, tell=silent)
        if line[0] == "sealed deliveries"
    ]
    assert len(said) == 2
    assert said[0].startswith("the file of referrals 202")
    assert "is gone" in said[0]
    assert said[1] == "3 can be read back to their end"


def test_a_note_alone_is_no_sealed_delivery(project: Path) -> None:
    shutil.rmtree(folders.sealed(project))
    waiting = inbox.open_inbox(Project.open(project)).waiting
    assert [one.is_put_away for one in waiting] == [True] * 4
