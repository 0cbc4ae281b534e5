"""The secret of the noise: made once, of its owner only, and no key of anything else."""

import stat

import pytest

from zicht.vault.keys import Keys
from zicht.vault.noise import noise_key
from zicht.vocabulary.errors import VaultError


def test_it_is_made_once_and_read_again(tmp_path):
    Keys.create(tmp_path / "keys")
    first = noise_key(tmp_path / "keys")
    assert len(first) == 32
    assert noise_key(tmp_path / "keys") == first
    made = tmp_path / "keys" / "cellkey.key"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == [
        "cellkey.key",
        "file.key",
        "pseudonym.key",
    ]


def test_it_is_no_key_of_the_vault(tmp_path):
    keys = Keys.create(tmp_path / "keys")
    assert noise_key(tmp_path / "keys") not in (keys.file, keys.pseudonym)


@pytest.mark.parametrize("spoil", ["open", "short", "gone"])
def test_a_key_that_is_open_or_damaged_is_refused(tmp_path, spoil):
    folder = tmp_path / "keys"
    if spoil != "gone":
        Keys.create(folder)
        noise_key(folder)
    if spoil == "open":
        (folder / "cellkey.key").chmod(0o644)
    if spoil == "short":
        (folder / "cellkey.key").write_text("00")
    with pytest.raises(VaultError):
        noise_key(folder)
