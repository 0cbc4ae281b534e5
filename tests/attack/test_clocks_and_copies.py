"""Attacks with what nobody signs: the clock, copies of a project, links, and files that lie beside a release."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from tests.attack.acting import (
    ROOT_WORDS,
    Told,
    held,
    newest,
    person,
    publish,
    sign,
    withdraw_somebody,
)
from tests.golden import albion

from zicht.pipeline import folders, itinerary, pages, safekeeping, trust
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.release import signing, store
from zicht.vault import journal
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")


def set_clock(patch: pytest.MonkeyPatch, **away: int) -> None:
    """Set the clock that the journal, backups and signatures look at, some days or hours from now."""
    moment = datetime.now(UTC) + timedelta(**away)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # noqa: ARG003
            return moment

    for module in (journal, signing, safekeeping):
        patch.setattr(module, "datetime", Clock)
    patch.setattr("zicht.pipeline.vaults.datetime", Clock)


def test_a_backup_of_before_a_withdrawal_is_removed_though_the_clock_ran_ahead(
    received_project: Path, tmp_path: Path
) -> None:
    place = tmp_path / "backups"
    with pytest.MonkeyPatch.context() as patch:
        set_clock(patch, days=400)
        ahead = safekeeping.back_up(received_project, place, tell=silent).file
    withdraw_somebody(received_project, tmp_path)
    assert safekeeping.back_up(received_project, place, tell=silent).removed == 1
    assert not ahead.exists()


def test_a_clock_that_was_set_back_brings_no_role_back(trusted_project: Path) -> None:
    """The journal knows of a day after the end of a role, and the clock says that it has not ended yet."""
    ann, ben = (person(trusted_project, name) for name in ("Ann", "Ben"))
    sign(trusted_project, "Ann", ann)
    with pytest.MonkeyPatch.context() as patch:
        set_clock(patch, days=2)
        with open_vault(Project.open(trusted_project), why="test", tell=silent):
            pass
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    trust.revoke(
        trusted_project,
        root_key=trusted_project.parent / "root.key",
        passphrase=ROOT_WORDS,
        person="Ann",
        day=tomorrow,
        tell=silent,
    )
    with pytest.raises(ReleaseError, match="Ann signed"):
        sign(trusted_project, "Ben", ben)


def test_a_clock_before_the_last_entry_of_the_journal_is_said(
    received_project: Path,
) -> None:
    told = Told()
    with pytest.MonkeyPatch.context() as patch:
        set_clock(patch, hours=-3)
        with open_vault(Project.open(received_project), why="test", tell=told):
            pass
    assert "Careful: the clock says" in told


def test_two_copies_that_publish_hear_of_each_other(
    received_project: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(received_project, tmp_path / "copy"))
    publish(received_project)
    with pytest.MonkeyPatch.context() as patch:
        # Within one second both journals would hold the very same entry.
        set_clock(patch, hours=1)
        publish(copy)
    for place in (received_project, copy):
        told = Told()
        held(place, told)
        assert "in another place this project published 1 release or" in told
        assert "another project" not in told


def test_two_projects_with_one_id_and_one_folder_of_keys_hear_of_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy begins as its original does; another project has a journal of its own, and shares the keys unseen."""
    keys = tmp_path / "keys"
    keys.mkdir()
    monkeypatch.setenv("ZICHT_KEYS", str(keys))
    first = albion.make_project(tmp_path / "first")
    told = Told()
    held(first, told)
    second = albion.make_project(tmp_path / "second")
    with pytest.MonkeyPatch.context() as patch:
        # Within one second, and with one key, both journals would begin with the very same entry.
        set_clock(patch, hours=1)
        held(second, Told())
    for place in (first, second):
        told = Told()
        held(place, told)
        assert "another project has the id and the keys of this one" in told


def test_the_second_of_two_copies_does_not_publish(
    trusted_project: Path, tmp_path: Path
) -> None:
    """The same two reviewers sign in both: each ledger would lack what the other printed."""
    keys = {name: person(trusted_project, name) for name in ("Ann", "Ben")}
    copy = Path(shutil.copytree(trusted_project, tmp_path / "copy"))
    assert [sign(copy, name, key) for name, key in keys.items()] == [False, True]
    assert sign(trusted_project, "Ann", keys["Ann"]) is False
    with pytest.raises(
        ReleaseError, match="the attack here did not take them into account"
    ):
        sign(trusted_project, "Ben", keys["Ben"])
    assert held(trusted_project)[2] == 0
    assert not pages.is_published(trusted_project, newest(trusted_project))


def test_a_link_in_the_place_of_a_file_or_a_release_is_noticed(
    received_project: Path, tmp_path: Path
) -> None:
    """What is behind a link may be another file tomorrow."""
    path = newest(received_project)
    assert not store.verify(path)
    for name in ("content/manifest.json", "signatures/builder.json"):
        file, moved = path / name, tmp_path / Path(name).name
        shutil.move(file, moved)
        file.symlink_to(moved)
        assert any("is a link" in wrong for wrong in store.verify(path))
        file.unlink()
        shutil.move(moved, file)
    elsewhere = Path(shutil.move(path, tmp_path / "elsewhere"))
    path.symlink_to(elsewhere)
    assert any("is a link" in wrong for wrong in store.verify(path))


@pytest.mark.parametrize(
    "name",
    [
        f"{place}{name}"
        for place in ("", "content/", "content/cells/", "content/more/", "signatures/")
        for name in ("more.csv", "more.tmp", ".more", ".more.new", "gate.json~")
    ],
)
def test_a_file_more_anywhere_in_a_release_is_noticed(
    received_project: Path, name: str
) -> None:
    path = newest(received_project)
    (path / name).parent.mkdir(exist_ok=True)
    (path / name).write_text("x")
    assert any("does not belong" in wrong for wrong in store.verify(path))
    with pytest.raises(ReleaseError):
        publish(received_project)


@pytest.mark.parametrize(
    "name", ["more", "content/more", "signatures/approval-more.json", ".more"]
)
@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_folders_and_pipes_in_a_release_are_noticed(
    received_project: Path, name: str, make: Callable[[Path], None]
) -> None:
    """Nothing read them: what is put into them later would go with the release."""
    path = newest(received_project)
    make(path / name)
    assert any("does not belong" in wrong for wrong in store.verify(path))
    with pytest.raises(ReleaseError):
        publish(received_project)


def test_a_journal_behind_a_link_that_is_shortened_is_completed(
    received_project: Path, tmp_path: Path
) -> None:
    known = held(received_project)
    own = folders.journal(received_project)
    moved = Path(shutil.move(own, tmp_path / "entries.jsonl"))
    own.symlink_to(moved)
    lines = moved.read_text().splitlines(keepends=True)
    moved.write_text("".join(lines[:-2]))
    assert held(received_project) == known
    assert own.read_text().startswith("".join(lines)), "its other copy completed it"
    itinerary.run(received_project, tell=silent)
    assert held(received_project) == known
