"""A reviewer's key on a security key: what it signs is checked as OpenSSH checks it, and no byte of it is free."""

import base64
import hashlib
import struct
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.attack.acting import newest
from tests.unit.release.test_agent import Agent, string

from zicht.pipeline import releasing, trust
from zicht.release.agent import SecurityKey, agent_key, agent_keys
from zicht.release.approval import check_approval, sign_approval
from zicht.release.security_keys import Touch
from zicht.release.signing import check
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.progress import silent

KIND = string(b"sk-ssh-ed25519@openssh.com")
APPLICATION = b"ssh:zicht"
TOUCHED = b"\x01"


class AgentWithToken(Agent):
    """An agent with a token, which signs as PROTOCOL.u2f of OpenSSH says."""

    flags = TOUCHED
    counter = 6

    @property
    def blob(self) -> bytes:
        public = self.key.public_key().public_bytes_raw()
        return KIND + string(public) + string(APPLICATION)

    def answer(self, request: bytes) -> bytes:
        if request == b"\x0b":
            return b"\x0c\0\0\0\x01" + string(self.blob) + string(b"Ann")
        before, data_and_flags = request.split(string(self.blob), 1)
        assert before == b"\x0d"
        (size,) = struct.unpack_from(">I", data_and_flags)
        return b"\x0e" + string(self.signature(data_and_flags[4 : 4 + size]))

    def signature(self, data: bytes) -> bytes:
        self.counter += 1
        rest = self.flags + struct.pack(">I", self.counter)
        signed = hashlib.sha256(APPLICATION).digest() + rest
        signed += hashlib.sha256(data).digest()
        return KIND + string(self.key.sign(signed)) + rest


@pytest.fixture(name="agent")
def _agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AgentWithToken:
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
    agent = AgentWithToken(tmp_path / "agent")
    agent.start()
    return agent


def approval(key: SecurityKey) -> dict[str, object]:
    return sign_approval("ab" * 32, key, reviewer="Ann", statement="Read.")


def the_key() -> SecurityKey:
    (key,) = agent_keys()
    assert isinstance(key, SecurityKey)
    return key


@pytest.mark.usefixtures("agent")
def test_an_approval_of_a_security_key_is_checked_as_any_other() -> None:
    key = the_key()
    assert (key.comment, key.application) == ("Ann", "ssh:zicht")
    assert agent_key(key.public.hex()) == key
    fields = approval(key)
    statement = check_approval(fields, "ab" * 32, "approval")
    assert statement.public_key == key.public.hex()
    assert fields["security_key"] == {
        "application": "ssh:zicht",
        "flags": 1,
        "counter": 7,
    }


@pytest.mark.usefixtures("agent")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("counter", 8),
        ("counter", True),
        ("counter", -1),
        ("counter", 1 << 32),
        ("counter", 7.0),
        ("flags", 3),
        ("flags", 0),
        ("flags", 257),
        ("application", "ssh:"),
        ("application", "https://example.org"),
        ("application", None),
        ("note", "x"),
    ],
)
def test_nothing_of_it_can_be_altered(field: str, value: object) -> None:
    fields = approval(the_key())
    touch = fields["security_key"]
    assert isinstance(touch, dict)
    altered = {**fields, "security_key": {**touch, field: value}}
    with pytest.raises(ReleaseError):
        check("approval", altered, "approval")


@pytest.mark.usefixtures("agent")
def test_a_signature_of_one_kind_is_none_of_the_other() -> None:
    fields = approval(the_key())
    plain = {name: fields[name] for name in fields if name != "security_key"}
    with pytest.raises(ReleaseError, match="does not fit"):
        check("approval", plain, "approval")
    own = Ed25519PrivateKey.generate()
    signed = sign_approval("ab" * 32, own, reviewer="Ann", statement="Read.")
    with pytest.raises(ReleaseError, match="does not fit"):
        check(
            "approval", {**signed, "security_key": fields["security_key"]}, "approval"
        )


def test_a_token_that_nobody_touched_signs_nothing(agent: AgentWithToken) -> None:
    """Keys may be made with `no-touch-required`: whoever has the machine signs with them."""
    agent.flags = b"\0"
    with pytest.raises(ReleaseError, match="not understood"):
        approval(the_key())


def test_openssh_accepts_what_is_checked_here(
    agent: AgentWithToken, tmp_path: Path
) -> None:
    """The bytes that a token signs are those of OpenSSH: its own program accepts the same signature."""
    message = b"A release.\n"
    about = string(b"zicht") + string(b"") + string(b"sha512")
    data = b"SSHSIG" + about + string(hashlib.sha512(message).digest())
    signature = agent.signature(data)
    whole = b"SSHSIG" + struct.pack(">I", 1) + string(agent.blob) + about
    armoured = base64.encodebytes(whole + string(signature)).decode()
    file = tmp_path / "message.sig"
    begin, end = (f"-----{word} SSH SIGNATURE-----" for word in ("BEGIN", "END"))
    file.write_text(f"{begin}\n{armoured}{end}\n")
    command = ["ssh-keygen", "-Y", "check-novalidate", "-n", "zicht", "-s", str(file)]
    done = subprocess.run(command, input=message, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    touch = Touch("ssh:zicht", 1, agent.counter)
    (size,) = struct.unpack_from(">I", signature, len(KIND))
    raw = signature[len(KIND) + 4 : len(KIND) + 4 + size]
    agent.key.public_key().verify(raw, touch.signed_bytes(data))


@pytest.mark.usefixtures("without_pages")
def test_the_root_key_and_the_keys_of_reviewers_may_lie_on_tokens(
    received_project: Path,
    tmp_path: Path,
    agent: AgentWithToken,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A root key on a token lists a reviewer with a token, who approves where the release was built."""
    monkeypatch.setenv("ZICHT_TRUST", str(tmp_path / "trust"))
    root = the_key().public.hex()
    begun = trust.begin(
        received_project, root_key=None, agent_key=root, builder="Bea", tell=silent
    )
    assert begun.roles.root == root
    other_token = AgentWithToken(tmp_path / "other agent")
    other_token.start()
    reviewer = other_token.key.public_key().public_bytes_raw().hex()
    trust.add(
        received_project,
        root_key=None,
        agent_key=root,
        person="Ann",
        public_key=reviewer,
        tell=silent,
    )
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "other agent"))
    with pytest.raises(ReleaseError, match="does not hold this key"):
        trust.revoke(
            received_project,
            root_key=None,
            agent_key=root,
            person="Ann",
            tell=silent,
        )
    with pytest.raises(ReleaseError, match="not the root key"):
        trust.revoke(
            received_project,
            root_key=None,
            agent_key=reviewer,
            person="Ann",
            tell=silent,
        )
    signed = releasing.approve(
        received_project,
        newest(received_project).name,
        reviewer="Ann",
        key=None,
        agent_key=reviewer,
        statement="Figures and wording.",
        demonstration=False,
        tell=silent,
    )
    assert signed["signed by"] == "Ann"
    agent.flags = b"\0"
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
    with pytest.raises(ReleaseError):
        trust.revoke(
            received_project,
            root_key=None,
            agent_key=root,
            person="Ann",
            tell=silent,
        )
