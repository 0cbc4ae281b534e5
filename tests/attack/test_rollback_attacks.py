"""Attacks on memory: a vault or a journal is put back, deleted or altered, and nothing is forgotten unnoticed."""

import json
import shutil
from pathlib import Path

import pytest
from tests.attack.acting import (
    Told,
    held,
    newest,
    publish,
    shown_release,
    withdraw_somebody,
)
from tests.golden import albion

from zicht.pipeline import (
    examining,
    folders,
    itinerary,
    keeping_keys,
    ledger,
    releasing,
    safekeeping,
)
from zicht.pipeline.project_journal import copies_of_journal, journal_head
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.release import store
from zicht.vocabulary.errors import ReleaseError, VaultError, ZichtError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")


@pytest.fixture(name="project")
def project_that_was_run(opened_project: Path) -> Path:
    """Every attack here begins after a first run, which all of them share."""
    return opened_project


def entries(project: Path) -> list[dict[str, object]]:
    lines = folders.journal(project).read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_yesterdays_vault_does_not_bring_a_withdrawn_person_back(
    project: Path, tmp_path: Path
) -> None:
    first = publish(project)
    yesterday = shutil.copytree(project / ".zicht", tmp_path / "yesterday")
    assert withdraw_somebody(project, tmp_path) == 1
    second = itinerary.run(project, tell=silent).release
    now = held(project)
    shutil.rmtree(project / ".zicht")
    shutil.copytree(yesterday, project / ".zicht")
    told = Told()
    again = itinerary.run(project, tell=told)
    assert "earlier copy" in told
    assert "Withdrawn again: 1 record that" in told
    assert again.release == second != first
    assert held(project) == now
    assert now[1] == 1


def test_a_deleted_vault_gets_its_tombstones_and_its_ledger_back(
    project: Path, tmp_path: Path
) -> None:
    publish(project)
    withdraw_somebody(project, tmp_path)
    records, withdrawn, published = held(project)
    (project / ".zicht" / "vault.duckdb").unlink()
    told = Told()
    assert held(project, told) == (0, withdrawn, published)
    assert "Missing delivery: referrals" in told
    put_back_originals(project)
    itinerary.run(project, tell=silent)
    assert held(project) == (records, withdrawn, published)


@pytest.mark.parametrize("rotates", [False, True])
def test_a_release_waits_for_its_signatures_though_the_vault_that_counted_it_is_lost(
    project: Path, rotates: bool
) -> None:
    """What is not published yet stands in no journal: the next run counts it again, to the same bytes."""
    waiting = newest(project).name
    (project / ".zicht" / "vault.duckdb").unlink()
    if rotates:
        keeping_keys.rotate(project, tell=silent)
    with pytest.raises((ReleaseError, VaultError)):
        publish(project)
    report = itinerary.run(project, tell=silent)
    assert (report.release, report.unchanged) == (waiting, False)
    assert publish(project) == waiting
    assert itinerary.run(project, tell=silent).unchanged


def test_a_vault_put_back_to_before_a_release_counts_it_again(
    project: Path, tmp_path: Path
) -> None:
    """No delivery is missing, and yet the ledger lacks what the release prints."""
    backup = safekeeping.back_up(project, tmp_path / "backups", tell=silent).file
    indicator = project / "indicators" / "R01.toml"
    words = indicator.read_text()
    indicator.write_text(words.replace('[[], ["gender"]]', "[[]]"))
    later = itinerary.run(project, tell=silent).release
    vault = project / ".zicht" / "vault.duckdb"
    vault.unlink()
    safekeeping.restore(project, backup, tell=silent)
    assert not itinerary.run(project, tell=silent, dry_run=True).unchanged
    assert itinerary.run(project, tell=silent).release == later
    assert publish(project) == later


def put_back_originals(project: Path) -> None:
    """The supplier sends again what was put away: with the person who withdrew."""
    shutil.rmtree(project / "deliveries")
    albion.deliver_all(project)


def test_nothing_is_counted_from_a_vault_that_lacks_deliveries(project: Path) -> None:
    for file in (project / "deliveries").rglob("*2024*"):
        file.unlink()
    (project / ".zicht" / "vault.duckdb").unlink()
    with pytest.raises(ZichtError, match=r"lacks|missing"):
        itinerary.run(project, tell=silent)


def test_a_vault_without_its_keys_is_not_begun_anew(project: Path) -> None:
    shutil.rmtree(project / ".zicht")
    with pytest.raises(VaultError, match="its keys are not in"):
        itinerary.run(project, tell=silent)


def test_keys_on_a_medium_are_found_by_the_project_and_not_by_its_folder(
    delivered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Path(shutil.copytree(delivered, tmp_path / "albion"))
    medium = tmp_path / "medium"
    medium.mkdir()
    monkeypatch.setenv("ZICHT_KEYS", str(medium))
    itinerary.run(project, tell=silent)
    assert [path.name for path in medium.iterdir()] == ["albion"]
    now = held(project)
    renamed = project.rename(tmp_path / "another name")
    assert held(renamed) == now


def test_a_deleted_journal_comes_back_from_its_other_copy(project: Path) -> None:
    before = entries(project)
    shutil.rmtree(folders.journal(project).parent)
    held(project)
    assert entries(project)[: len(before)] == before


def test_a_project_that_was_put_back_as_a_whole_remembers_by_the_other_copy(
    project: Path, tmp_path: Path
) -> None:
    yesterday = shutil.copytree(project, tmp_path / "yesterday")
    withdraw_somebody(project, tmp_path)
    now = held(project)
    shutil.rmtree(project)
    yesterday.rename(project)
    told = Told()
    assert held(project, told) == now
    assert "Withdrawn again: 1 record that" in told


def test_a_project_that_was_put_back_under_another_name_says_who_withdrew_since(
    project: Path, tmp_path: Path
) -> None:
    yesterday = shutil.copytree(project, tmp_path / "yesterday")
    assert not any("Careful" in line for line in _told_by(yesterday))
    withdraw_somebody(project, tmp_path)
    shutil.rmtree(project)
    for _ in range(2):
        assert any("1 withdrawal that" in line for line in _told_by(yesterday))


def _told_by(project: Path) -> list[str]:
    told = Told()
    held(project, told)
    return told.lines


def test_a_journal_that_is_gone_altogether_is_not_begun_anew(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(folders.journal(project).parent)
    monkeypatch.setenv("ZICHT_JOURNAL", str(tmp_path / "elsewhere"))
    with pytest.raises(VaultError, match=r"journal of .* is gone"):
        held(project)


def test_a_journal_that_was_shortened_in_both_copies_is_noticed_by_the_vault(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    withdraw_somebody(project, tmp_path)
    journal = folders.journal(project)
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(lines[:3]))
    monkeypatch.setenv("ZICHT_JOURNAL", str(tmp_path / "elsewhere"))
    with pytest.raises(VaultError, match="put back to an earlier state"):
        held(project)


def test_published_releases_are_not_taken_for_first_use(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(project)
    shutil.rmtree(project / ".zicht")
    shutil.rmtree(folders.journal(project).parent)
    monkeypatch.setenv("ZICHT_JOURNAL", str(tmp_path / "elsewhere"))
    with pytest.raises(VaultError, match="neither vault nor journal"):
        itinerary.run(project, tell=silent)


def test_the_ledger_is_rebuilt_from_signed_releases(project: Path) -> None:
    publish(project)
    opened = Project.open(project)
    with open_vault(opened, why="test", tell=silent) as (_, vault):
        before = ledger.published(vault)
    (project / ".zicht" / "vault.duckdb").unlink()
    shutil.rmtree(folders.journal(project).parent / "cells")
    with open_vault(opened, why="test", tell=silent) as (_, vault):
        after = ledger.published(vault)
    assert ledger.digest_of(after) == ledger.digest_of(before) != ""


FLIPS = (0, 40, 200, -2)


@pytest.mark.parametrize("place", FLIPS)
def test_an_altered_journal_is_noticed(project: Path, place: int) -> None:
    journal = folders.journal(project)
    altered = bytearray(journal.read_bytes())
    altered[place] ^= 0x01
    journal.write_bytes(altered)
    with pytest.raises(VaultError, match="journal"):
        held(project)


def test_a_line_that_was_cut_off_by_a_crash_has_no_effect(project: Path) -> None:
    journal = folders.journal(project)
    with journal.open("a") as file:
        file.write('{"about":{"records":')
    held(project)
    assert all(entry["what"] for entry in entries(project))


def test_the_journal_says_who_did_what_and_holds_nothing_of_a_person(
    project: Path, tmp_path: Path
) -> None:
    publish(project)
    withdraw_somebody(project, tmp_path)
    kinds = {entry["what"] for entry in entries(project)}
    assert {"begun", "opened", "received", "published", "withdrawn"} <= kinds
    assert all(entry["who"] and entry["at"] for entry in entries(project))
    text = folders.journal(project).read_text()
    assert albion.first_reference(project) not in text
    assert folders.journal(project).stat().st_mode & 0o077 == 0


def test_signing_an_old_release_again_does_not_roll_the_site_back(
    project: Path, tmp_path: Path
) -> None:
    first = publish(project)
    withdraw_somebody(project, tmp_path)
    second = itinerary.run(project, tell=silent).release
    publish(project, second)
    assert shown_release(project) == second
    releasing.approve(
        project,
        first,
        reviewer="three",
        key=None,
        statement="",
        demonstration=True,
        tell=silent,
    )
    assert shown_release(project) == second


def test_an_older_release_is_not_published_after_a_later_one(
    project: Path, tmp_path: Path
) -> None:
    first = newest(project).name
    withdraw_somebody(project, tmp_path)
    second = itinerary.run(project, tell=silent).release
    publish(project, second)
    with pytest.raises(ReleaseError, match="later than"):
        publish(project, first)
    assert store.find(folders.releases(project)).name == second


def bad_heads(project: Path, head: str = "") -> list[str]:
    findings = examining.examine(project, head=head, tell=silent)
    return [
        finding.found
        for finding in findings
        if (finding.part, finding.state) == ("head of the journal", "bad")
    ]


def test_everything_put_back_together_is_noticed_by_a_head_that_was_written_down(
    received_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Vault, releases and both copies of the journal of yesterday agree with each other, and not with the note."""
    outside = tmp_path / "outside"
    monkeypatch.setenv("ZICHT_JOURNAL", str(outside))
    held(received_project)
    yesterday = shutil.copytree(received_project, tmp_path / "yesterday")
    journals = shutil.copytree(outside, tmp_path / "journals")
    withdraw_somebody(received_project, tmp_path)
    head = journal_head(received_project)
    assert bad_heads(received_project, head) == []
    shutil.rmtree(received_project)
    shutil.copytree(yesterday, received_project)
    shutil.rmtree(outside)
    shutil.copytree(journals, outside)
    assert bad_heads(received_project) == []
    assert (
        "the journal was put back to an earlier state"
        in bad_heads(received_project, head)[0]
    )


def test_a_release_remembers_the_journal_of_when_it_was_built(
    received_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder of releases stays, and vault and journal go back: its builder signed a later entry."""
    project, outside = received_project, tmp_path / "outside"
    monkeypatch.setenv("ZICHT_JOURNAL", str(outside))
    held(project)
    yesterday = shutil.copytree(project, tmp_path / "yesterday")
    journals = shutil.copytree(outside, tmp_path / "journals")
    withdraw_somebody(project, tmp_path)
    made = itinerary.run(project, tell=silent).release
    for name in (".zicht", "journal"):
        shutil.rmtree(project / name)
        shutil.copytree(yesterday / name, project / name)
    shutil.rmtree(outside)
    shutil.copytree(journals, outside)
    assert f"of release {made}" in bad_heads(project)[0]
    with pytest.raises(VaultError, match="put back to before 1 releases") as refused:
        itinerary.run(project, tell=silent)
    assert f"release {made}" in str(refused.value)
    with pytest.raises(VaultError, match="would count again"):
        publish(project)


def test_a_vault_that_is_lost_with_the_end_of_both_journals_does_not_count_the_person(
    project: Path, tmp_path: Path
) -> None:
    """Nothing in the vault notes the entry that is gone; the release of after the withdrawal names it."""
    lines = folders.journal(project).read_text().splitlines(keepends=True)
    withdraw_somebody(project, tmp_path)
    itinerary.run(project, tell=silent)
    (project / ".zicht" / "vault.duckdb").unlink()
    for copy in copies_of_journal(project):
        copy.write_text("".join(lines))
    put_back_originals(project)
    with pytest.raises(VaultError, match="would count again"):
        itinerary.run(project, tell=silent)
