"""Keys in several hands: two shares of three restore them, one tells nothing, and keys are found by a project's id."""

import itertools
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.attack.acting import held

from zicht.pipeline import folders, keeping_keys
from zicht.project.folder import Project
from zicht.vault.custody import join_shares, read_share, split_keys
from zicht.vocabulary.errors import UsageError, VaultError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")
KEYS = {"file.key": b"a" * 65, "pseudonym.key": bytes(range(65))}


@given(st.integers(2, 6), st.data())
def test_any_shares_that_suffice_restore_the_keys_and_fewer_do_not(
    shares: int, data: st.DataObject
) -> None:
    needed = data.draw(st.integers(2, shares))
    made = split_keys("albion", KEYS, shares=shares, needed=needed)
    read = [read_share(share.text(), "share") for share in made]
    some = data.draw(st.permutations(read))
    assert join_shares(some[:needed]) == KEYS
    with pytest.raises(VaultError, match="are needed"):
        join_shares(some[: needed - 1])


def test_the_same_share_twice_is_one_share() -> None:
    share = split_keys("albion", KEYS, shares=3, needed=2)[0]
    with pytest.raises(VaultError, match="1 different shares"):
        join_shares([share, share])


def test_shares_of_two_splits_do_not_mix_and_a_mistyped_word_is_not_repeated() -> None:
    first = split_keys("albion", KEYS, shares=3, needed=2)
    second = split_keys("albion", KEYS, shares=3, needed=2)
    mistyped = first[1].text().replace(first[1].words.split()[7], "academic", 1)
    messages = set()
    for pair in ([first[0], second[1]], [first[0], read_share(mistyped, "share")]):
        with pytest.raises(VaultError, match="do not belong together") as raised:
            join_shares(pair)
        assert raised.value.__context__ is None
        messages.add(str(raised.value))
    assert len(messages) == 1, "whatever the words are, none is in the message"


@pytest.mark.parametrize(("shares", "needed"), [(3, 1), (1, 1), (2, 3), (17, 2)])
def test_a_split_that_protects_nothing_is_refused(shares: int, needed: int) -> None:
    with pytest.raises(VaultError, match="not a valid split"):
        split_keys("albion", KEYS, shares=shares, needed=needed)


@pytest.mark.parametrize("name", ["../gate.key", "/gate.key", "notes.txt"])
def test_forged_shares_write_nothing_outside_the_folder_of_keys(name: str) -> None:
    forged = split_keys("albion", {name: b"a"}, shares=2, needed=2)
    with pytest.raises(VaultError, match="not keys of a project"):
        join_shares(forged)


def test_lost_keys_come_back_from_any_two_of_three(
    received_project: Path, tmp_path: Path
) -> None:
    before = held(received_project)
    made = keeping_keys.split(received_project, tmp_path / "stick", tell=silent)
    place = folders.keys(received_project)
    secrets = {path.name: path.read_bytes() for path in place.iterdir()}
    for pair in itertools.combinations(made.files, 2):
        shutil.rmtree(place)
        keeping_keys.join(received_project, pair)
        assert {path.name: path.read_bytes() for path in place.iterdir()} == secrets
    assert held(received_project) == before


def test_a_file_that_is_no_text_is_not_a_share(
    received_project: Path, tmp_path: Path
) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7 \xe2\xe3")
    with pytest.raises(VaultError, match=r"scan\.pdf is not a share"):
        keeping_keys.join(received_project, [scan, scan])


def test_shares_replace_no_key_that_is_there(
    received_project: Path, tmp_path: Path
) -> None:
    made = keeping_keys.split(received_project, tmp_path / "stick", tell=silent)
    other = folders.keys(received_project) / "file.key"
    other.write_text("00" * 32 + "\n")
    with pytest.raises(VaultError, match="other keys than these shares"):
        keeping_keys.join(received_project, made.files[:2])


def test_shares_are_not_written_in_the_project_and_only_their_owner_reads_them(
    received_project: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="stolen with it"):
        keeping_keys.split(received_project, received_project / "x", tell=silent)
    made = keeping_keys.split(received_project, tmp_path / "stick", tell=silent)
    secrets = [
        path.read_text().strip() for path in folders.keys(received_project).iterdir()
    ]
    for file in made.files:
        assert file.stat().st_mode & 0o077 == 0
        assert not [secret for secret in secrets if secret in file.read_text()]


def test_a_folder_with_the_name_of_another_project_gives_no_keys(
    received_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys were taken from a folder that bore the name of the project's folder, whoever they belonged to."""
    stick = tmp_path / "stick"
    keys = folders.keys(received_project)
    moved = received_project.rename(received_project.with_name("renamed"))
    shutil.copytree(moved / keys.relative_to(received_project), stick / "renamed")
    monkeypatch.setenv("ZICHT_KEYS", str(stick))
    with pytest.raises(VaultError, match="found by the id"):
        held(moved)
    (stick / "renamed").rename(stick / Project.open(moved).face.id)
    assert held(moved)[0] > 0
