"""A reviewer's key in an ssh-agent signs as a key in a file does, and never leaves the agent."""

import os
import signal
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zicht.release.agent import AgentKey, agent_key, agent_keys
from zicht.release.approval import make_key, sign_approval
from zicht.release.signing import check
from zicht.vocabulary.errors import ReleaseError


def string(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


class Agent(threading.Thread):
    """An agent that holds one key, and answers as the protocol says."""

    def __init__(self, place: Path) -> None:
        super().__init__(daemon=True)
        self.key = Ed25519PrivateKey.generate()
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(place))
        self.server.listen()

    def run(self) -> None:
        while True:
            connection, _ = self.server.accept()
            with connection:
                request = connection.recv(10_000)[4:]
                connection.sendall(string(self.answer(request)))

    def answer(self, request: bytes) -> bytes:
        kind = string(b"ssh-ed25519")
        blob = kind + string(self.key.public_key().public_bytes_raw())
        if request == b"\x0b":
            others = string(string(b"ssh-rsa") + string(b"n")) + string(b"Ben")
            return b"\x0c\0\0\0\x02" + others + string(blob) + string(b"Ann")
        before, data_and_flags = request.split(string(blob), 1)
        assert before == b"\x0d"
        (size,) = struct.unpack_from(">I", data_and_flags)
        data = data_and_flags[4 : 4 + size]
        return b"\x0e" + string(kind + string(self.key.sign(data)))


def test_an_approval_that_an_agent_signed_is_checked_as_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
    Agent(tmp_path / "agent").start()
    (key,) = agent_keys()
    assert key.comment == "Ann"
    fields = sign_approval(
        "ab" * 32, agent_key(key.public.hex()), reviewer="Ann", statement="Read."
    )
    assert check("approval", fields, "approval").public_key == key.public.hex()
    with pytest.raises(ReleaseError, match="does not fit"):
        check("approval", {**fields, "statement": "Not read."}, "approval")


@pytest.fixture(name="agent")
def _agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The agent of OpenSSH."""
    place = tmp_path / "agent"
    said = subprocess.run(
        ["ssh-agent", "-s", "-a", str(place)],
        capture_output=True,
        text=True,
        check=True,
    )
    number = int(said.stdout.split("SSH_AGENT_PID=")[1].split(";")[0])
    monkeypatch.setenv("SSH_AUTH_SOCK", str(place))
    yield tmp_path
    os.kill(number, signal.SIGTERM)


def added(folder: Path, *words: str) -> Path:
    """Make a key with OpenSSH, and add it to the agent."""
    path = folder / "key"
    made = ["ssh-keygen", "-q", "-t", *words, "-N", "", "-f", str(path)]
    subprocess.run(made, check=True)
    subprocess.run(["ssh-add", "-q", str(path)], check=True)
    return path


@pytest.mark.nightly
def test_the_agent_of_openssh_signs(agent: Path) -> None:
    added(agent, "ed25519", "-C", "Ann")
    (key,) = agent_keys()
    assert key.comment == "Ann"
    fields = sign_approval("ab" * 32, key, reviewer="Ann", statement="Read.")
    assert check("approval", fields, "approval").public_key == key.public.hex()


@pytest.mark.nightly
def test_a_key_of_ours_can_be_added_to_an_agent(agent: Path) -> None:
    path = agent / "review.key"
    public = make_key(path, passphrase=b"words of a reviewer")
    asking = agent / "ask"
    asking.write_text("#!/bin/sh\necho words of a reviewer\n")
    asking.chmod(0o700)
    environment = {
        **os.environ,
        "SSH_ASKPASS": str(asking),
        "SSH_ASKPASS_REQUIRE": "force",
    }
    subprocess.run(["ssh-add", "-q", str(path)], check=True, env=environment)
    assert [key.public for key in agent_keys()] == [public]


@pytest.mark.nightly
def test_keys_of_other_kinds_are_passed_over(agent: Path) -> None:
    added(agent, "ecdsa")
    assert agent_keys() == []
    with pytest.raises(ReleaseError, match="does not hold this key"):
        agent_key("ab" * 32)


@pytest.mark.nightly
def test_a_locked_agent_does_not_sign(agent: Path) -> None:
    path = added(agent, "ed25519")
    (key,) = agent_keys()
    subprocess.run(["ssh-add", "-q", "-d", str(path)], check=True)
    with pytest.raises(ReleaseError, match="did not sign"):
        key.sign(b"words")


def test_no_agent_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with pytest.raises(ReleaseError, match="SSH_AUTH_SOCK is not set"):
        agent_keys()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0\0\0\0",
        b"\xff\xff\xff\xff",
        b"\0\0\0\x05\x0c\0\0\0\x09",
        b"\0\0\0\x01\x05",
    ],
)
def test_strange_answers_are_refused(
    answer: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "strange"
    monkeypatch.setenv("SSH_AUTH_SOCK", str(place))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(place))
        server.listen()

        def speak() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100)
                connection.sendall(answer)

        speaking = threading.Thread(target=speak)
        speaking.start()
        with pytest.raises(ReleaseError, match="not understood"):
            agent_keys()
        speaking.join()


@pytest.mark.nightly
def test_an_agent_that_signs_with_another_key_is_refused(agent: Path) -> None:
    added(agent, "ed25519")
    with pytest.raises(ReleaseError, match="did not sign"):
        AgentKey(bytes(32), "another").sign(b"words")


@pytest.mark.nightly
def test_the_agent_of_gnupg_signs_behind_which_an_openpgp_card_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a card the agent asks it to sign; with a key in its own folder the protocol is the same."""
    home = tmp_path / "g"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    made = ["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key"]
    subprocess.run([*made, "Ann", "ed25519", "auth", "never"], check=True)
    listed = subprocess.run(
        ["gpg", "--list-keys", "--with-keygrip", "--with-colons"],
        capture_output=True,
        text=True,
        check=True,
    )
    grip = listed.stdout.split("\ngrp:")[1].split(":")[8]
    (home / "sshcontrol").write_text(f"{grip}\n")
    subprocess.run(["gpgconf", "--kill", "gpg-agent"], check=True)
    subprocess.run(["gpg-agent", "--daemon", "--enable-ssh-support"], check=True)
    monkeypatch.setenv("SSH_AUTH_SOCK", str(home / "S.gpg-agent.ssh"))
    try:
        (key,) = agent_keys()
        fields = sign_approval("ab" * 32, key, reviewer="Ann", statement="Read.")
        assert check("approval", fields, "approval").public_key == key.public.hex()
    finally:
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], check=True)
