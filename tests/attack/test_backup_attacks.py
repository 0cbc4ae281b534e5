"""Attacks on backups: an old one undoes nothing, none holds who withdrew, and nothing is readable in one."""

import shutil
from pathlib import Path

import pytest
from tests.attack.acting import Told, held, publish, withdraw_somebody
from tests.golden import albion

from zicht.pipeline import folders, itinerary, safekeeping
from zicht.vocabulary.errors import UsageError, VaultError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")


def back_up(project: Path) -> Path:
    return safekeeping.back_up(project, project.parent / "backups", tell=silent).file


def test_restoring_undoes_neither_a_withdrawal_nor_a_publication(
    project: Path, tmp_path: Path
) -> None:
    itinerary.run(project, tell=silent)
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


def test_a_lost_vault_and_lost_releases_come_back_from_a_backup(
    project: Path, tmp_path: Path
) -> None:
    itinerary.run(project, tell=silent)
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
    itinerary.run(project, tell=silent)
    first = back_up(project)
    withdraw_somebody(project, tmp_path)
    second = back_up(project)
    assert not first.exists()
    assert second.exists()
    third = back_up(project)
    assert second.exists()
    assert third.exists()


def test_a_backup_is_readable_with_the_keys_alone(project: Path) -> None:
    itinerary.run(project, tell=silent)
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
    itinerary.run(project, tell=silent)
    with pytest.raises(UsageError, match="lost with it"):
        safekeeping.back_up(project, project / "backups", tell=silent)


def states(project: Path) -> dict[str, str]:
    return {
        part: state
        for part, state, _ in safekeeping.examine(project, tell=silent)
        if state == "bad"
    }


def test_the_doctor_names_what_is_wrong(project: Path, tmp_path: Path) -> None:
    itinerary.run(project, tell=silent)
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
