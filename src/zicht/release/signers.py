"""Opens the key of a person to sign: in a file, or in the ssh-agent, where it may lie on a card or a security key."""

from pathlib import Path

from zicht.release import agent
from zicht.release.approval import load_key
from zicht.release.signing import AnySigner
from zicht.vocabulary.errors import UsageError


def open_signer(
    file: Path | None, *, passphrase: bytes = b"", agent_key: str = ""
) -> AnySigner | None:
    """Open a signing key; None where neither a file nor a key of the agent is named.

    Parameters
    ----------
    file : with the private key
    passphrase : that opens the file; none for a key without
    agent_key : public half of a key that the ssh-agent holds, 64 hexadecimal digits

    Raises
    ------
    UsageError : both are named
    ReleaseError : the file is not a key that the passphrase opens, or the agent does not hold the key
    """
    if file is not None and agent_key:
        raise UsageError(
            "A key in a file and one in the ssh-agent are named.", now="Name one."
        )
    if file is not None:
        return load_key(file, passphrase)
    return agent.agent_key(agent_key) if agent_key else None
