"""Attacks on backups: an old one undoes nothing, none holds who withdrew, and nothing is readable in one."""

import io
import os
import shutil
import tarfile
import tracemalloc
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from tests.attack.acting import Told, held, newest, publish, withdraw_somebody
from tests.golden import albion

from zicht.pipeline import examining, folders, keeping_keys, safekeeping
from zicht.pipeline.project_journal import copies_of_journal
from zicht.pipeline.project_keys import unlocked
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.vault.backups import read_backup, write_backup
from zicht.vault.journal import check_journal
from zicht.vocabulary.errors import UsageError, VaultError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")


@pytest.fixture(name="project")
def project_that_was_run(opened_project: Path) -> Path:
    """Every attack here begins after a first run, which all of them share."""
    return opened_project


def back_up(project: Path) -> Path:
    return safekeeping.back_up(project, project.parent / "backups", tell=silent).file


def test_restoring_undoes_neither_a_withdrawal_nor_a_publication(
    project: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    shutil.copy(back_up(project), kept)
    publish(project)
    withdraw_somebody(project, tmp_path)
    now = held(project)
    told = Told()
    safekeeping.restore(project, kept, tell=told)
    assert "Withdrawn again" in told
    assert held(project) == now
    assert (now[1], now[2]) == (1, 1)


def lose_journals(project: Path) -> None:
    """Both copies, and with them the only entries about what happened since the backup."""
    for copy in copies_of_journal(project):
        copy.unlink()


def test_what_only_the_vault_knows_survives_that_a_backup_takes_its_place(
    received_project: Path, tmp_path: Path
) -> None:
    """The advice for a lost journal is to restore a backup: it brought back whoever withdrew since it was made."""
    kept = shutil.copy(back_up(received_project), tmp_path / "kept")
    publish(received_project)
    withdraw_somebody(received_project, tmp_path)
    now = held(received_project)
    lose_journals(received_project)
    told = Told()
    safekeeping.restore(received_project, kept, tell=told)
    assert "Withdrawn again: 1 record that" in told
    assert held(received_project) == now
    assert (now[1], now[2]) == (1, 1)


def test_tombstones_of_persons_survive_that_a_backup_takes_their_place(
    received_project: Path, tmp_path: Path
) -> None:
    """Not only records: the person stays out under another key."""
    kept = shutil.copy(back_up(received_project), tmp_path / "kept")
    withdraw_somebody(received_project, tmp_path)
    before = tombstones(received_project)
    lose_journals(received_project)
    safekeeping.restore(received_project, kept, tell=silent)
    assert tombstones(received_project) == before
    assert before


def tombstones(project: Path) -> set[str]:
    opened = Project.open(project)
    with open_vault(opened, why="test", tell=silent) as (session, _):
        rows = session.rows("SELECT digest FROM vault.main.withdrawn_persons")
    return {digest for (digest,) in rows}


def test_a_vault_under_other_keys_is_not_replaced(
    received_project: Path, tmp_path: Path
) -> None:
    """It may know who withdrew since; the keys may come back."""
    kept = shutil.copy(back_up(received_project), tmp_path / "kept")
    withdraw_somebody(received_project, tmp_path)
    now = held(received_project)
    key = folders.keys(received_project) / "pseudonym.key"
    right = key.read_text()
    key.write_text("ab" * 32 + "\n")
    with pytest.raises(VaultError, match="another key"):
        safekeeping.restore(received_project, kept, tell=silent)
    key.write_text(right)
    assert held(received_project) == now


def test_a_journal_that_was_shortened_is_continued_by_that_of_a_backup(
    received_project: Path, tmp_path: Path
) -> None:
    withdraw_somebody(received_project, tmp_path)
    now = held(received_project)
    file = back_up(received_project)
    whole = check_journal(folders.journal(received_project))
    for copy in copies_of_journal(received_project):
        lines = copy.read_text().splitlines(keepends=True)
        copy.write_text("".join(lines[:3]))
    vault_of(received_project).unlink()
    safekeeping.restore(received_project, file, tell=silent)
    assert check_journal(folders.journal(received_project))[: len(whole)] == whole
    assert held(received_project) == now


def test_a_backup_of_another_copy_of_the_project_is_refused_before_anything_changes(
    received_project: Path, tmp_path: Path
) -> None:
    """Its vault took the place of the one that was here, and from then on every command was refused."""
    elsewhere = Path(shutil.copytree(received_project, tmp_path / "elsewhere" / "a"))
    withdraw_somebody(elsewhere, tmp_path)
    file = safekeeping.back_up(elsewhere, tmp_path / "backups", tell=silent).file
    publish(received_project)
    now = held(received_project)
    with pytest.raises(VaultError, match="another copy of this project"):
        safekeeping.restore(received_project, file, tell=silent)
    assert held(received_project) == now


def test_restoring_a_release_writes_nothing_through_a_link(
    received_project: Path, tmp_path: Path
) -> None:
    """Somebody puts a link in the place of a release: its files would be written where the link leads."""
    release = newest(received_project)
    file = back_up(received_project)
    elsewhere = tmp_path / "elsewhere"
    release.rename(elsewhere)
    (elsewhere / "content" / "geography.json").unlink()
    release.symlink_to(elsewhere)
    safekeeping.restore(received_project, file, tell=silent)
    assert not (elsewhere / "content" / "geography.json").exists()
    assert not release.is_symlink()
    assert states(received_project) == {}


def vault_of(project: Path) -> Path:
    return folders.private(project) / "vault.duckdb"


def test_changes_that_a_lost_vault_had_not_written_yet_do_not_enter_a_new_one(
    received_project: Path,
) -> None:
    """A killed command leaves them in a file of their own; the vault is lost, and they stay."""
    vault = vault_of(received_project)
    pending = vault.with_name(f"{vault.name}.wal")
    vault.unlink()
    pending.write_bytes(b"changes of another vault" * 40)
    assert held(received_project)[0] == 0
    assert not pending.exists()


def test_a_backup_of_before_a_rotation_is_not_put_back(
    project: Path, tmp_path: Path
) -> None:
    """Its vault has the keys and pseudonyms of before; nothing of the project changes when it is tried."""
    kept = shutil.copy(back_up(project), tmp_path / "kept")
    publish(project)
    withdraw_somebody(project, tmp_path)
    keeping_keys.rotate(project, tell=silent)
    now = held(project)
    with pytest.raises(VaultError, match="belongs to other keys"):
        safekeeping.restore(project, kept, tell=silent)
    assert held(project) == now


def test_a_lost_vault_and_lost_releases_come_back_from_a_backup(
    project: Path, tmp_path: Path
) -> None:
    release = publish(project)
    withdraw_somebody(project, tmp_path)
    now = held(project)
    file = back_up(project)
    (project / ".zicht" / "vault.duckdb").unlink()
    shutil.rmtree(folders.releases(project))
    shutil.rmtree(folders.journal(project).parent)
    safekeeping.restore(project, file, tell=silent)
    assert held(project) == now, "also the deliveries whose files were put away"
    assert (folders.releases(project) / release / "content").is_dir()


def test_a_backup_of_before_a_withdrawal_is_removed_by_the_next(
    project: Path, tmp_path: Path
) -> None:
    first = back_up(project)
    withdraw_somebody(project, tmp_path)
    second = back_up(project)
    assert not first.exists()
    assert second.exists()
    third = back_up(project)
    assert second.exists()
    assert third.exists()


def test_a_backup_is_readable_with_the_keys_alone(project: Path) -> None:
    file = back_up(project)
    content = file.read_bytes().lower()
    assert b"o'family" not in content
    assert b"manifest" not in content
    assert file.stat().st_mode & 0o077 == 0
    altered = bytearray(file.read_bytes())
    altered[len(altered) // 2] ^= 0x01
    file.write_bytes(altered)
    with pytest.raises(VaultError, match="decrypted"):
        safekeeping.restore(project, file, tell=silent)


def test_a_backup_does_not_lie_in_its_project(project: Path) -> None:
    with pytest.raises(UsageError, match="lost with it"):
        safekeeping.back_up(project, project / "backups", tell=silent)


def states(project: Path) -> dict[str, str]:
    return {
        finding.part: finding.state
        for finding in examining.examine(project, tell=silent)
        if finding.state == "bad"
    }


def test_the_doctor_names_what_is_wrong(project: Path, tmp_path: Path) -> None:
    release = publish(project)
    assert states(project) == {}
    cells = next((folders.releases(project) / release / "content").rglob("cells/*.csv"))
    cells.chmod(0o644)
    cells.write_bytes(cells.read_bytes()[:-3])
    assert states(project) == {f"release {release}": "bad"}
    (project / ".zicht" / "vault.duckdb").unlink()
    assert "vault" in states(project)
    journal = folders.journal(project)
    journal.write_text(journal.read_text().replace("received", "recieved", 1))
    assert {"journal", "vault"} <= states(project).keys()
    assert albion.first_reference(project)


def test_a_backup_is_packed_and_unpacked_in_little_memory(tmp_path: Path) -> None:
    large = tmp_path / "large"
    size = 24 << 20
    large.write_bytes(os.urandom(size))
    secret, backup = os.urandom(32), tmp_path / "backup"
    tracemalloc.start()
    try:
        write_backup(backup, {"inside/large": large}, secret)
        read_backup(backup, secret, tmp_path / "unpacked")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < size / 2
    assert (
        tmp_path / "unpacked" / "inside" / "large"
    ).read_bytes() == large.read_bytes()
    for spoiled in (backup.read_bytes()[:-5], b"zicht backup 2\n", b""):
        backup.write_bytes(spoiled)
        with pytest.raises(VaultError, match="altered"):
            read_backup(backup, secret, tmp_path / "again")


def test_a_backup_of_an_earlier_version_can_be_put_back(
    received_project: Path, tmp_path: Path
) -> None:
    """They were one block, encrypted at once."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        archive.add(received_project / ".zicht" / "vault.duckdb", ".zicht/vault.duckdb")
    derive = HKDF(hashes.SHA256(), length=32, salt=None, info=b"zicht: backups")
    key, nonce = derive.derive(unlocked(received_project).file), os.urandom(12)
    backup = tmp_path / "earlier.zicht-backup"
    backup.write_bytes(
        nonce + AESGCM(key).encrypt(nonce, buffer.getvalue(), b"backups")
    )
    known = held(received_project)
    (received_project / ".zicht" / "vault.duckdb").unlink()
    safekeeping.restore(received_project, backup, tell=silent)
    assert held(received_project) == known


def test_what_a_killed_command_left_half_written_is_removed_by_the_next(
    received_project: Path, tmp_path: Path
) -> None:
    """Drafts hold people who may withdraw later: of the vault, of sealed files, of a rotation, of a backup."""
    private, backups = received_project / ".zicht", tmp_path / "backups"
    (private / "delivered" / "referrals").mkdir(parents=True, exist_ok=True)
    (private / "keys" / "next").mkdir()
    backups.mkdir()
    drafts = [
        private / ".vault.duckdb.new",
        private / "vault.duckdb.new",
        private / "vault.duckdb.rotated",
        private / "vault.duckdb.rotated.draft",
        private / "delivered" / "referrals" / "some.new",
        private / "keys" / "next" / "file.key",
        backups / ".albion-20250101T000000000000Z.zicht-backup.new",
    ]
    for draft in drafts:
        draft.write_text("half")
    safekeeping.back_up(received_project, backups, tell=silent)
    assert [draft for draft in drafts if draft.exists()] == []


def test_backups_of_another_project_in_the_same_folder_stay(
    received_project: Path, tmp_path: Path
) -> None:
    """Projects `albion` and `albion-1` may keep their backups in one place."""
    withdraw_somebody(received_project, tmp_path)
    names = (
        "albion-1-20200101T000000000000Z.zicht-backup",
        ".albion-1-20200101T000000000000Z.zicht-backup.new",
    )
    for name in names:
        (tmp_path / name).write_text("of another project")
    safekeeping.back_up(received_project, tmp_path, tell=silent)
    assert all((tmp_path / name).exists() for name in names)
