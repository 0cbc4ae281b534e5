"""After reception no clear copy of a delivery stays, and the vault can still be rebuilt."""

import json
import os
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from tests.attack.acting import Told, held, run_without_pages, withdraw_somebody
from tests.golden import albion

from zicht.pipeline import (
    checking,
    delivered,
    examining,
    folders,
    inbox,
    itinerary,
    safekeeping,
    withdrawing,
)
from zicht.pipeline.project_keys import unlocked
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.vault.sealed_files import SealedDelivery, SealedFiles
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
    return run_without_pages(folder)


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
    for about in files_of(project).deliveries():
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
    about = files_of(project).deliveries()[0]
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
        patch.setattr(delivered, "put_file_away", interrupted)


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
    about = files_of(project).deliveries()[0]
    path = files_of(project).path_of(about.source, about.digest)
    path.write_bytes(path.read_bytes()[:-1])
    sealed_lines = [
        (finding.state, finding.found)
        for finding in examining.examine(project, tell=silent)
        if finding.part == "sealed deliveries"
    ]
    assert sealed_lines == [
        ("bad", f"referrals/{about.name} cannot be read back"),
        ("good", "3 can be read back to their end"),
    ]


@pytest.mark.parametrize("keeps_note", [True, False])
def test_the_doctor_names_a_sealed_file_that_is_gone(
    project: Path, *, keeps_note: bool
) -> None:
    about = files_of(project).deliveries()[0]
    files_of(project).path_of(about.source, about.digest).unlink()
    if not keeps_note:
        base = about.name.removesuffix(".csv")
        for note in folders.deliveries(project).rglob(f"{base}-*.received"):
            note.unlink()
    said = [
        finding.found
        for finding in examining.examine(project, tell=silent)
        if finding.part == "sealed deliveries"
    ]
    assert len(said) == 2
    assert said[0].startswith("the file of referrals 202")
    assert "is gone" in said[0]
    assert said[1] == "3 can be read back to their end"


def test_a_note_alone_is_no_sealed_delivery(project: Path) -> None:
    shutil.rmtree(folders.sealed(project))
    waiting = inbox.open_inbox(Project.open(project)).waiting
    assert [one.is_put_away for one in waiting] == [True] * 4


def test_neither_name_nor_digest_of_a_delivery_can_be_read_without_the_key(
    project: Path,
) -> None:
    """With a digest in clear text, whoever has a file but for one field could try every value of that field."""
    listed = files_of(project).deliveries()
    assert len(listed) == 4
    shown = [
        str(path.relative_to(project)).encode() + path.read_bytes()
        for place in (folders.sealed(project), folders.deliveries(project))
        for path in place.rglob("*")
        if path.is_file() and path.suffix != ".toml"
    ]
    assert len(shown) == 8
    for about in listed:
        told = (about.digest, about.digest[:8], about.content)
        assert not any(words.encode() in content for words in told for content in shown)
    for path in folders.sealed(project).rglob("*.sealed"):
        assert not any(about.name.encode() in path.read_bytes() for about in listed)


def seal_in_first_format(project: Path, about: SealedDelivery, content: bytes) -> Path:
    """Seal a delivery as the first version did: header in clear text, named by a digest without a key."""
    letter = b'source = "referrals"\n'
    header = json.dumps({**vars(about), "letter": len(letter)}, sort_keys=True).encode()
    salt = bytes(range(16))
    start = b"zicht sealed delivery 1\n" + len(header).to_bytes(4, "big")
    start += header + salt
    purpose = f"zicht: sealed delivery {salt.hex()}".encode()
    derive = HKDF(hashes.SHA256(), length=32, salt=None, info=purpose)
    key = AESGCM(derive.derive(unlocked(project).file))
    last = key.encrypt(bytes([1]) + bytes(11), letter + content, start)
    path = folders.sealed(project) / about.source / f"{about.digest}.sealed"
    path.write_bytes(start + last)
    return path


def test_a_file_of_the_first_format_still_opens_and_is_written_anew(
    project: Path, clear: dict[str, bytes]
) -> None:
    files = files_of(project)
    about = files.deliveries()[0]
    files.remove(about.source, about.digest)
    earlier = seal_in_first_format(project, about, clear[about.name])
    (note,) = folders.deliveries(project).rglob(f"{Path(about.name).stem}-*.received")
    note.write_text(f"{about.digest}\n")
    assert read(project) == clear
    with (project / "zicht.toml").open("a") as settings:
        settings.write("\n# so that a run has something to do\n")
    itinerary.run(project, tell=silent)
    assert not earlier.exists()
    assert about.digest not in note.read_text()
    assert read(project) == clear
    assert len(inbox.open_inbox(Project.open(project)).waiting) == 4


def test_who_withdraws_stays_out_though_no_form_of_today_reads_the_file_which_is_kept(
    project: Path, tmp_path: Path
) -> None:
    """The file may be the only copy of what others delivered; it is cut as soon as the forms read it."""
    form = project / "forms" / "referrals.toml"
    form.write_text(form.read_text().replace('name = "gender"', 'name = "sex"'))
    told = Told()
    request = tmp_path / "request.csv"
    request.write_text("source,reference\nreferrals,R0000-0\n")
    before = held(project)
    report = withdrawing.withdraw(
        project, request, ground="GDPR, art. 7", day="", dry_run=False, tell=told
    )
    assert report.files == 0
    assert "still holds people who withdrew" in told
    after = held(project)
    assert after[1] == report.done.records > 0
    assert after[0] == before[0] - report.done.records
    assert len(files_of(project).deliveries()) == 4
    assert any(
        finding.state == "bad" and "still holds people" in finding.found
        for finding in examining.examine(project, tell=silent)
    )
    form.write_text(albion.FORM)
    itinerary.run(project, tell=silent)
    assert held(project) == after
    assert SOMEBODY not in b"".join(read(project).values())
    assert all(
        finding.state != "bad" for finding in examining.examine(project, tell=silent)
    )


def test_a_run_with_a_sealed_file_gone_does_not_say_that_there_is_nothing_to_do(
    project: Path,
) -> None:
    itinerary.run(project, tell=silent)
    assert "nothing to do" in str(itinerary.run(project, tell=silent).as_fields())
    listed = {about.name: about for about in files_of(project).deliveries()}
    about = listed["2023-North.csv"]
    files_of(project).remove(about.source, about.digest)
    report = itinerary.run(project, tell=silent)
    assert report.unchanged
    assert "nothing to do" not in str(report.as_fields())
    assert "referrals 2023 North" in str(report.as_fields())
    assert report.as_json()["sealed_files_gone"] == ["referrals 2023 North"]


def test_a_rebuilt_vault_says_how_many_persons_there_are(project: Path) -> None:
    with open_vault(Project.open(project), why="test", tell=silent) as (_, vault):
        persons = len(set(vault.person_keys().values()))
    assert persons > 100
    (folders.private(project) / "vault.duckdb").unlink()
    assert itinerary.run(project, tell=silent).persons == persons
