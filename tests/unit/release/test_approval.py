"""Two reviewers sign, each with a key of their own; the builder never does."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from zicht.release.approval import (
    approvals_of,
    approve,
    builder_of,
    is_published,
    load_key,
    make_key,
    read_approvals,
    sign_as_builder,
)
from zicht.release.freeze import Sealed, freeze
from zicht.release.roles import Member, Panel, Role
from zicht.release.store import read
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.releases import Inputs, Release


@pytest.fixture(name="path")
def built(content: Release, sealed: Sealed, tmp_path: Path) -> Path:
    path = freeze(content, sealed, Inputs(), tmp_path / "releases")
    make_key(tmp_path / "builder.key")
    sign_as_builder(path, load_key(tmp_path / "builder.key"))
    return path


@pytest.fixture(name="registered")
def two_reviewers(tmp_path: Path) -> dict[str, str]:
    return {name: make_key(tmp_path / f"{name}.key").hex() for name in ("one", "two")}


def panel_of(registered: dict[str, str]) -> Panel:
    """Reviewers with these keys, and anybody as builder."""
    members = (
        Member(name, Role.REVIEWER, public, "2000-01-01")
        for name, public in registered.items()
    )
    return Panel(tuple(members), is_demonstration=True)


def test_published_after_two_signatures(
    path: Path, registered: dict[str, str], tmp_path: Path
) -> None:
    for count, name in enumerate(("one", "two")):
        assert is_published(path, panel_of(registered)) is False
        approve(
            path,
            load_key(tmp_path / f"{name}.key"),
            reviewer=name,
            statement="figures and wording",
            panel=panel_of(registered),
        )
        assert len(read_approvals(path)) == count + 1
    assert is_published(path, panel_of(registered)) is True
    assert {approval.reviewer for approval in read(path).approvals} == {"one", "two"}


def test_one_reviewer_cannot_sign_twice(
    path: Path, registered: dict[str, str], tmp_path: Path
) -> None:
    approve(
        path,
        load_key(tmp_path / "one.key"),
        reviewer="one",
        statement="",
        panel=panel_of(registered),
    )
    with pytest.raises(ReleaseError, match="already"):
        approve(
            path,
            load_key(tmp_path / "one.key"),
            reviewer="one",
            statement="",
            panel=panel_of(registered),
        )


def test_a_key_registered_under_two_names_counts_once(
    path: Path, registered: dict[str, str], tmp_path: Path
) -> None:
    registered["alias"] = registered["one"]
    approve(
        path,
        load_key(tmp_path / "one.key"),
        reviewer="one",
        statement="",
        panel=panel_of(registered),
    )
    with pytest.raises(ReleaseError, match="not registered"):
        approve(
            path,
            load_key(tmp_path / "one.key"),
            reviewer="alias",
            statement="",
            panel=panel_of(registered),
        )


def test_the_builder_cannot_approve(
    path: Path, registered: dict[str, str], tmp_path: Path
) -> None:
    registered["builder"] = (
        load_key(tmp_path / "builder.key").public_key().public_bytes_raw().hex()
    )
    with pytest.raises(ReleaseError, match="built"):
        approve(
            path,
            load_key(tmp_path / "builder.key"),
            reviewer="builder",
            statement="",
            panel=panel_of(registered),
        )


def test_a_stranger_cannot_approve(
    path: Path, registered: dict[str, str], tmp_path: Path
) -> None:
    make_key(tmp_path / "stranger.key")
    with pytest.raises(ReleaseError, match="not registered"):
        approve(
            path,
            load_key(tmp_path / "stranger.key"),
            reviewer="one",
            statement="",
            panel=panel_of(registered),
        )


def test_a_signature_of_another_release_does_not_count(
    path: Path,
    registered: dict[str, str],
    content: Release,
    sealed: Sealed,
    tmp_path: Path,
) -> None:
    approve(
        path,
        load_key(tmp_path / "one.key"),
        reviewer="one",
        statement="",
        panel=panel_of(registered),
    )
    other = freeze(content, sealed, Inputs(code="other"), tmp_path / "releases")
    signature = next((path / "signatures").glob("approval-*.json"))
    (other / "signatures" / signature.name).write_bytes(signature.read_bytes())
    with pytest.raises(ReleaseError, match="does not fit"):
        read_approvals(other)


def test_a_removed_reviewer_no_longer_counts(
    path: Path, registered: dict[str, str], tmp_path: Path
) -> None:
    for name in ("one", "two"):
        approve(
            path,
            load_key(tmp_path / f"{name}.key"),
            reviewer=name,
            statement="",
            panel=panel_of(registered),
        )
    del registered["two"]
    assert is_published(path, panel_of(registered)) is False


def test_keys_are_private_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    make_key(path)
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(ReleaseError, match="never overwritten"):
        make_key(path)


def test_each_signature_is_checked_by_itself(
    path: Path, registered: dict[str, str], tmp_path: Path
) -> None:
    for name in ("one", "two"):
        approve(
            path,
            load_key(tmp_path / f"{name}.key"),
            reviewer=name,
            statement="figures",
            panel=panel_of(registered),
        )
    builder = builder_of(path)
    assert builder is not None
    assert builder.problem == ""
    assert {(one.who, one.public_key, one.problem) for one in approvals_of(path)} == {
        (name, public, "") for name, public in registered.items()
    }
    tampered = next(
        file
        for file in (path / "signatures").glob("approval-*")
        if '"one"' in file.read_text()
    )
    tampered.write_text(tampered.read_text().replace('"figures"', '"everything"'))
    found = {one.who: one.problem for one in approvals_of(path)}
    assert found.pop("two") == ""
    assert found == {
        tampered.stem: f"The signature in {tampered.name} does not fit this release."
    }


@pytest.mark.parametrize(
    "words", ["", "{", "[]", "{}", '{"public_key": "zz", "signature": "00"}']
)
def test_a_file_that_is_no_signature_is_told_apart(words: str, path: Path) -> None:
    builder = path / "signatures" / "builder.json"
    builder.write_text(words)
    (path / "signatures" / "approval-0.json").write_text(words)
    found = builder_of(path)
    assert found is not None
    assert "builder.json" in found.problem
    assert [one.who for one in approvals_of(path)] == ["approval-0"]
    assert "approval-0.json" in approvals_of(path)[0].problem
    builder.unlink()
    assert builder_of(path) is None


@pytest.mark.parametrize("rights", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_signs_nothing(
    rights: int, path: Path, registered: dict[str, str], tmp_path: Path
) -> None:
    key = tmp_path / "one.key"
    key.chmod(rights)
    with pytest.raises(ReleaseError, match="read by others") as refused:
        approve(
            path,
            load_key(key),
            reviewer="one",
            statement="",
            panel=panel_of(registered),
        )
    assert "chmod 600" in refused.value.now
    assert read_approvals(path) == []


def test_a_key_that_is_not_there_is_called_missing(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="There is no key"):
        load_key(tmp_path / "none.key")


def test_the_command_line_makes_keys_that_are_slow_to_guess(tmp_path: Path) -> None:
    """In a process of its own: the tests derive keys quickly."""
    words = tmp_path / "words.txt"
    words.write_text("words of a reviewer\n")
    made = tmp_path / "reviewer.key"
    command = [
        *(sys.executable, "-m", "zicht", "release", "key", "--reviewer", "Head"),
        *("--out", str(made), "--passphrase-file", str(words)),
    ]
    subprocess.run(command, check=True, capture_output=True)
    assert derivation(made) == (b"bcrypt", 32)


def derivation(key: Path) -> tuple[bytes, int]:
    """Read from a file in the format of OpenSSH how its passphrase is stretched, and in how many rounds."""
    lines = key.read_text().splitlines()
    content = base64.b64decode("".join(lines[1:-1]))
    rest = content.removeprefix(b"openssh-key-v1\0")
    _cipher, rest = first_string(rest)
    name, rest = first_string(rest)
    options, _ = first_string(rest)
    _salt, rounds = first_string(options)
    return name, int.from_bytes(rounds)


def first_string(content: bytes) -> tuple[bytes, bytes]:
    """Split what follows a length of four bytes from what comes after it."""
    length = int.from_bytes(content[:4])
    return content[4 : 4 + length], content[4 + length :]
