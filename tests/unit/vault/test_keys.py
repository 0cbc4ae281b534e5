"""Keys: made once, readable by their owner only, never shown."""

import copy
import os
import pickle
from pathlib import Path

import pytest

from zicht.vault.keys import FILE, PSEUDONYM, Keys
from zicht.vault.pseudonyms import Pseudonyms
from zicht.vocabulary.errors import VaultError


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    Keys.create(tmp_path / "keys")
    return tmp_path / "keys"


def test_keys_are_made_once_and_read_back(folder: Path) -> None:
    first, again = Keys.load(folder), Keys.load(folder)
    assert (first.file, first.pseudonym) == (again.file, again.pseudonym)
    assert first.file != first.pseudonym
    assert len(first.file) == len(first.pseudonym) == 32
    with pytest.raises(VaultError, match="not empty"):
        Keys.create(folder)
    assert Keys.load(folder).file == first.file
    assert [path.name for path in folder.parent.iterdir()] == ["keys"]


def test_only_their_owner_may_read_them(folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in folder.iterdir())
    for path, rights, kept in (
        (folder, 0o750, 0o700),
        (folder / FILE, 0o640, 0o600),
        (folder / PSEUDONYM, 0o604, 0o600),
    ):
        path.chmod(rights)
        with pytest.raises(VaultError, match="open to others") as raised:
            Keys.load(folder)
        assert f"{kept:o}" in raised.value.now
        path.chmod(kept)
    Keys.load(folder)


@pytest.mark.parametrize(
    "spoil", ["", "abc", "zz" * 32, "é" * 32, "ab" * 31, "ab" * 33]
)
def test_damaged_keys_are_refused_and_not_shown(folder: Path, spoil: str) -> None:
    (folder / PSEUDONYM).write_text(spoil)
    with pytest.raises(VaultError, match=r"pseudonym\.key is damaged") as raised:
        Keys.load(folder)
    assert len(spoil) < 4 or spoil not in str(raised.value)


def test_missing_keys_are_a_clear_error(folder: Path) -> None:
    (folder / FILE).unlink()
    with pytest.raises(VaultError, match=r"file\.key cannot be read"):
        Keys.load(folder)
    with pytest.raises(VaultError, match="no folder"):
        Keys.load(folder / "nowhere")


def test_a_link_is_no_key(folder: Path, tmp_path: Path) -> None:
    (folder / FILE).rename(tmp_path / "elsewhere.key")
    (folder / FILE).symlink_to(tmp_path / "elsewhere.key")
    with pytest.raises(VaultError, match="cannot be read"):
        Keys.load(folder)


def test_one_secret_does_not_serve_twice(folder: Path) -> None:
    (folder / FILE).write_bytes((folder / PSEUDONYM).read_bytes())
    with pytest.raises(VaultError, match="not different secrets"):
        Keys.load(folder)


def test_what_an_interrupted_making_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".keys-abcdefgh.new").mkdir()
    (tmp_path / ".keys-abcdefgh.new" / FILE).write_text("half")
    (tmp_path / "keys").mkdir()
    Keys.create(tmp_path / "keys")
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_the_drafts_of_another_project_stay(tmp_path: Path) -> None:
    """Keys of several projects lie beside each other on one medium, each in a folder with the id of its project."""
    of_another = tmp_path / ".one-2-abcdefgh.new"
    own = tmp_path / ".one-abcdefgh.new"
    for draft in (of_another, own):
        draft.mkdir()
    Keys.create(tmp_path / "one")
    assert of_another.is_dir()
    assert not own.exists()


def test_a_disk_that_refuses_leaves_no_half_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError("full")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(VaultError, match="No keys could be made"):
        Keys.create(tmp_path / "keys")
    assert not list(tmp_path.iterdir())


def test_keys_show_themselves_nowhere(folder: Path) -> None:
    keys = Keys.load(folder)
    for word in (
        repr(keys),
        str(keys),
        f"{keys}",
        repr(Pseudonyms(keys.pseudonym)),
        repr([keys]),
    ):
        assert keys.file.hex() not in word
        assert repr(keys.file)[2:10] not in word
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(VaultError, match="not copied"):
            leak(keys)
