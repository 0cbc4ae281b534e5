"""Who may publish: two reviewers, each with a key of their own, and never the builder."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zicht.release import files, security_keys, signing
from zicht.release.drafts import draft_of_signature
from zicht.release.roles import Panel, same_person
from zicht.release.signing import Statement
from zicht.vocabulary.durable import flush, make_folder
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.releases import Approval

# One person must not be able to publish alone (ADR 0190).
REVIEWERS_NEEDED = 2
OTHERS_MAY_NOT = 0o077
"""Rights on a private key that nobody but its owner may have."""
_OPENSSH = b"BEGIN OPENSSH PRIVATE KEY"
ROUNDS_OF_BCRYPT = 32
"""So that a guess of a passphrase takes about a second."""
_BUILDER = "builder"
_APPROVAL = "approval"


def make_key(path: Path, *, passphrase: bytes = b"") -> bytes:
    """Make a signing key in a file only its owner may read; return the public key, 32 bytes.

    Parameters
    ----------
    path : of the file, which must not exist
    passphrase : that opens the key (OpenSSH format, bcrypt); none for keys of an installation, which sign unattended
    """
    key = Ed25519PrivateKey.generate()
    make_folder(path.parent, mode=0o700)
    try:
        # The file has its rights from its first byte on. A later chmod would leave a moment in which
        # others can read the key.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ReleaseError(
            f"There is a key in {path} already.",
            now="Choose another file; keys are never overwritten.",
        ) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(_private_bytes(key, passphrase))
        file.flush()
        # Its public half is listed next, and a key that is lost signs nothing.
        os.fsync(file.fileno())
    flush(path.parent)
    return key.public_key().public_bytes_raw()


def _private_bytes(key: Ed25519PrivateKey, passphrase: bytes) -> bytes:
    """Write a private key: with a passphrase in the format of OpenSSH, whose derivation is slow to guess."""
    if not passphrase:
        return key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    slow = serialization.PrivateFormat.OpenSSH.encryption_builder()
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        slow.kdf_rounds(ROUNDS_OF_BCRYPT).build(passphrase),
    )


def load_key(path: Path, passphrase: bytes = b"") -> Ed25519PrivateKey:
    """Load a signing key.

    Parameters
    ----------
    path : of the file
    passphrase : that opens it; none for a key without

    Raises
    ------
    ReleaseError : it is missing, no signing key, others could read it, or the passphrase does not open it
    """
    try:
        with path.open("rb") as file:
            # Rights are read from the open file and not from its path, which may lead to another file a
            # moment later.
            _refuse_open(path, os.fstat(file.fileno()))
            content = file.read()
    except FileNotFoundError:
        raise ReleaseError(
            f"There is no key {path}.",
            now="Name another file, or make one: `zicht release key`.",
        ) from None
    except OSError:
        raise _not_a_key(path) from None
    if _OPENSSH in content:
        return _open_with(content, passphrase, path)
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError):
        raise _not_a_key(path) from None
    return _ed25519(key, path)


def needs_passphrase(path: Path) -> bool:
    """Whether a key file is one that a passphrase opens."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    if _OPENSSH not in content:
        return False
    try:
        serialization.load_ssh_private_key(content, password=None)
    except (TypeError, ValueError):
        return True
    return False


def _open_with(content: bytes, passphrase: bytes, path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_ssh_private_key(content, password=passphrase or None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ReleaseError(
            f"The passphrase does not open the key {path}.",
            now="Give its passphrase; without it the key cannot be used.",
        ) from None
    return _ed25519(key, path)


def _ed25519(key: object, path: Path) -> Ed25519PrivateKey:
    if not isinstance(key, Ed25519PrivateKey):
        raise _not_a_key(path)
    return key


def _not_a_key(path: Path) -> ReleaseError:
    return ReleaseError(
        f"{path} is not an Ed25519 signing key.",
        now="Make one with `zicht release key`.",
    )


def _refuse_open(path: Path, state: os.stat_result) -> None:
    if state.st_mode & OTHERS_MAY_NOT:
        raise ReleaseError(
            f"The key {path} can be read by others than its owner.",
            now=f"chmod 600 {path}; where others use this machine, make a new key and register it instead.",
        )


def key_id(public_key: bytes) -> str:
    """Short name of a key: first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def _manifest_digest(release: Path) -> str:
    return files.digest_of((release / "content" / "manifest.json").read_bytes())


def sign_as_builder(
    release: Path,
    key: Ed25519PrivateKey,
    *,
    number: int = 1,
    at: str = "",
    journal: str = "",
) -> None:
    """Record who built a release, so that the builder cannot approve it.

    Parameters
    ----------
    release : folder of the release
    key : the builder's
    number : of the release among those of its project, in order of making
    at : time of day in UTC; now when left out
    journal : number and digest of the last entry of the journal; empty where there is none
    """
    path = _builder_file(release)
    # Whoever built first stays the builder. A second signature has a later time, and approvals from
    # before that time would no longer count.
    if path.exists():
        return
    # The number is signed because it orders releases. Times of files do not: `cp -r` reverses them
    # (ADR 0190).
    stated = {
        "digest": _manifest_digest(release),
        "number": number,
        "at": at or signing.now(),
    }
    # A vault and journals that were all put back to yesterday agree with each other. They do not
    # agree with a release that names a later entry (ADR 0191).
    if journal:
        stated["journal"] = journal
    _write_beside(release, path.name, signing.signed(_BUILDER, stated, key))


def _write_beside(release: Path, name: str, fields: dict[str, object]) -> None:
    """Write a signature beside the content of a release."""
    draft = draft_of_signature(release, name)
    signing.write(release / "signatures" / name, fields, draft=draft)


def _builder_file(release: Path) -> Path:
    return release / "signatures" / f"{_BUILDER}.json"


def approve(
    release: Path,
    key: Ed25519PrivateKey,
    *,
    reviewer: str,
    statement: str,
    panel: Panel,
) -> Approval:
    """Sign a release as one reviewer.

    Parameters
    ----------
    release : folder of the release
    key : the reviewer's own signing key
    reviewer : name of the person under which the key is listed
    statement : what was reviewed, figures and wording
    panel : of whom two must sign

    Raises
    ------
    ReleaseError : the key is not listed for this person today, or the person built the release or signed it before
    """
    fields = sign_approval(
        _manifest_digest(release),
        key,
        reviewer=reviewer,
        statement=statement,
        demonstration=panel.is_demonstration,
    )
    return enter_approval(release, fields, panel)


def sign_approval(
    digest: str,
    key: signing.AnySigner,
    *,
    reviewer: str,
    statement: str,
    demonstration: bool = False,
) -> dict[str, object]:
    """Sign the digest of a release's manifest as one reviewer; nothing is written."""
    stated = {
        "digest": digest,
        "reviewer": reviewer,
        "statement": statement,
        "demonstration": demonstration,
        "at": signing.now(),
    }
    return signing.signed(_APPROVAL, stated, key)


def enter_approval(
    release: Path, fields: dict[str, object], panel: Panel, *, not_before: str = ""
) -> Approval:
    """Put a signed approval beside its release, after checking that it counts today.

    Parameters
    ----------
    release : folder of the release
    fields : of the approval, signed here or on another machine
    panel : of whom two must sign
    not_before : time of day that has passed for certain, whatever the clock says; the key must be listed then too

    Raises
    ------
    ReleaseError : the signature does not fit; the key is not listed for this person, today and when it was signed; the
        person built the release, or signed it before
    """
    approval = refuse_uncounted(release, fields, panel, not_before=not_before)
    _write_beside(release, approval_file(release, approval).name, fields)
    return approval


def refuse_uncounted(
    release: Path, fields: dict[str, object], panel: Panel, *, not_before: str = ""
) -> Approval:
    """Return a signed approval that would count; see `enter_approval`."""
    statement = check_approval(fields, _manifest_digest(release), "the approval")
    approval = _approval_of(statement)
    now = signing.now()
    _refuse_future(approval, now)
    # The key must be listed on the day of signing and on the day of entry, so that a revoked key
    # cannot sign with an earlier date (ADR 0192). `not_before` defeats a clock that was set back.
    for moment in (approval.at, max(now, not_before)):
        _refuse_unlisted(approval, statement.public_key, panel, moment)
    _refuse_builder(release, approval, statement.public_key, panel)
    _refuse_second_signature(release, approval)
    return approval


def _refuse_future(approval: Approval, now: str) -> None:
    if approval.at > now:
        raise ReleaseError(
            f"The approval of {approval.reviewer} is dated {approval.at}, which is in the future.",
            now="Set the clock of that machine, and sign again.",
        )


def _refuse_unlisted(
    approval: Approval, public_key: str, panel: Panel, moment: str
) -> None:
    """Refuse an approval whose key the panel does not list for its reviewer at a moment."""
    member = panel.reviewer(public_key, moment)
    if member is None or member.person != approval.reviewer:
        raise ReleaseError(
            f"This key is not registered for reviewer {approval.reviewer!r} on {moment[:10]}.",
            now="Who keeps the root key lists it: `zicht trust add`.",
        )


def _refuse_builder(
    release: Path, approval: Approval, public_key: str, panel: Panel
) -> None:
    """Refuse an approval by whoever built the release, under any of their keys, or from before it was built."""
    builder = _read_builder(release)
    if builder is None:
        raise ReleaseError(
            "It is not recorded who built this release.", now="Run the pipeline again."
        )
    if approval.at < builder.text("at"):
        raise ReleaseError(
            f"The approval of {approval.reviewer} is dated {approval.at}, before the release was built.",
            now="Set the clocks of both machines, and sign again.",
        )
    # Persons are compared, because a builder may hold a second key (ADR 0192). The key itself is
    # compared as well, for a builder whom the panel does not list.
    persons_who_built = panel.persons_of(builder.public_key)
    has_built = same_person(approval.reviewer) in persons_who_built
    if builder.public_key == public_key or has_built:
        raise ReleaseError(
            "Whoever built a release cannot approve it.", now="Ask two colleagues."
        )


def _refuse_second_signature(release: Path, approval: Approval) -> None:
    """Refuse an approval by a key or a person who approved this release before."""
    person = same_person(approval.reviewer)
    for given in read_approvals(release):
        if given.key_id == approval.key_id or same_person(given.reviewer) == person:
            raise ReleaseError(
                f"{approval.reviewer} has signed this release already.",
                now="The second signature is another person's.",
            )


def approval_file(release: Path, approval: Approval) -> Path:
    """Return where an approval stands beside a release."""
    return release / "signatures" / f"{_APPROVAL}-{approval.key_id}.json"


@dataclass(frozen=True)
class Signature:
    """One signature beside a release, as it was found.

    Parameters
    ----------
    who : `builder`, or the name of a reviewer; of one that cannot be read, the name of its file
    public_key : hexadecimal; empty where it cannot be read
    problem : what is wrong with it; empty when it fits the release
    demonstration : of an approval, whether it was given with a generated key that stands for nobody
    """

    who: str
    public_key: str
    problem: str = ""
    demonstration: bool = False


def builder_of(release: Path) -> Signature | None:
    """Return the builder's signature, checked; None where there is none."""
    try:
        builder = _read_builder(release)
    except ReleaseError as error:
        return Signature(_BUILDER, "", error.what)
    return None if builder is None else Signature(_BUILDER, builder.public_key)


def number_of(release: Path) -> int:
    """Return the number that the builder signed; 0 where none was signed."""
    try:
        builder = _read_builder(release)
    except (OSError, ReleaseError):
        return 0
    number = builder.fields.get("number", 0) if builder else 0
    return number if isinstance(number, int) else 0


def built_at(release: Path) -> str:
    """Return when a release was built, as its builder signed it; empty where that was not signed."""
    try:
        builder = _read_builder(release)
    except (OSError, ReleaseError):
        return ""
    return builder.text("at") if builder else ""


def journal_of(release: Path) -> str:
    """Return the last entry of the journal when a release was built: number and digest; empty where none was signed."""
    try:
        builder = _read_builder(release)
    except (OSError, ReleaseError):
        return ""
    return builder.text("journal") if builder else ""


def approvals_of(release: Path) -> list[Signature]:
    """Return the signatures of reviewers, each checked by itself."""
    signatures = []
    for path in _approval_files(release):
        try:
            approval, public = _read_approval(path, _manifest_digest(release))
            signature = Signature(
                approval.reviewer, public, demonstration=approval.demonstration
            )
        except ReleaseError as error:
            signature = Signature(path.stem, "", error.what)
        signatures.append(signature)
    return signatures


def signature_files(release: Path) -> list[Path]:
    """Return where signatures of a gate, a builder and reviewers stand beside a release; the first two may be missing.

    Whether they fit is not checked here.
    """
    gate = release / "signatures" / "gate.json"
    return [gate, _builder_file(release), *_approval_files(release)]


def _read_builder(release: Path) -> Statement | None:
    path = _builder_file(release)
    if not path.exists():
        return None
    fields = signing.read(path)
    digest = _manifest_digest(release)
    if "format" in fields:
        return _of_this_release(signing.check(_BUILDER, fields, path.name), release)
    # Format 1 signed some fields only. No signature would cover a further field.
    if fields.keys() != {"public_key", "signature"}:
        raise signing.not_a_statement(path.name)
    message = _message_of_format_1(digest, _BUILDER, "", demonstration=False)
    signing.verify(fields, message, path.name)
    return Statement(fields)


def _of_this_release(statement: Statement, release: Path) -> Statement:
    if statement.text("digest") != _manifest_digest(release):
        raise ReleaseError(
            f"The signature of {statement.text('reviewer') or _BUILDER} is of another release.",
            now="Remove that file and have this release signed.",
        )
    return statement


def read_approvals(release: Path) -> list[Approval]:
    """Read the signatures of reviewers, each checked against the digest; one that does not fit is an error."""
    return [
        _read_approval(path, _manifest_digest(release))[0]
        for path in _approval_files(release)
    ]


def _approval_files(release: Path) -> list[Path]:
    named = (release / "signatures").glob(f"{_APPROVAL}-*.json")
    # A folder or a pipe under such a name is not a signature; reading a pipe would never end.
    return sorted(path for path in named if path.is_file())


def _read_approval(path: Path, digest: str) -> tuple[Approval, str]:
    """Return an approval and its public key; one that does not fit the release is an error."""
    statement = check_approval(signing.read(path), digest, path.name)
    approval = _approval_of(statement)
    # The name of the file follows from the key, so that a copy under another name is not a second
    # approval.
    if path.stem != f"{_APPROVAL}-{approval.key_id}":
        raise signing.not_a_statement(path.name)
    return approval, statement.public_key


def check_approval(fields: dict[str, object], digest: str, name: str) -> Statement:
    """Check the signature of an approval, and that it is of this release.

    Parameters
    ----------
    fields : of the approval
    digest : of the manifest of the release
    name : of the file, for messages

    Raises
    ------
    ReleaseError : it is not an approval, or one of other content
    """
    # A missing field would be read as an empty text, and in format 1 no signature would cover a
    # further one.
    expected = {"reviewer", "statement", "demonstration", "public_key", "signature"}
    if "format" in fields:
        expected |= {"format", "digest", "at"}
        expected |= fields.keys() & {security_keys.FIELD}
    is_whole = fields.keys() == expected
    if not is_whole or not isinstance(fields["demonstration"], bool):
        raise signing.not_a_statement(name)
    if "format" in fields:
        statement = signing.check(_APPROVAL, fields, name)
    else:
        message = _message_of_format_1(
            digest,
            str(fields["reviewer"]),
            str(fields["statement"]),
            demonstration=fields["demonstration"],
        )
        signing.verify(fields, message, name)
        return Statement(fields)
    if statement.text("digest") != digest:
        raise ReleaseError(
            f"The signature in {name} does not fit this release.",
            now="Remove that file and have it signed again.",
        )
    return statement


def _approval_of(statement: Statement) -> Approval:
    return Approval(
        reviewer=statement.text("reviewer"),
        key_id=key_id(bytes.fromhex(statement.public_key)),
        signature=statement.text("signature"),
        statement=statement.text("statement"),
        demonstration=bool(statement.fields["demonstration"]),
        at=statement.text("at"),
    )


def _message_of_format_1(
    digest: str, reviewer: str, statement: str, *, demonstration: bool
) -> bytes:
    return json.dumps(
        ["zicht release", digest, reviewer, statement, demonstration]
    ).encode()


def counting_approvals(release: Path, panel: Panel) -> list[Approval]:
    """Return the approvals that count: of listed persons, none of them the builder, one per person.

    Raises
    ------
    ReleaseError : a signature beside the release does not hold
    """
    builder = _read_builder(release)
    if builder is None:
        return []
    builders = panel.persons_of(builder.public_key)
    counted: dict[str, Approval] = {}
    for path in _approval_files(release):
        approval, public = _read_approval(path, _manifest_digest(release))
        member = panel.reviewer(public, approval.at)
        person = same_person(approval.reviewer)
        is_listed = member is not None and member.person == approval.reviewer
        is_builder = public == builder.public_key or person in builders
        # Keys of a demonstration stand for nobody, so they never approve counts of real people (ADR
        # 0192).
        is_of_panel = approval.demonstration == panel.is_demonstration
        # Who builds could otherwise sign an old release again as the newest, with the approvals of then.
        is_after_building = approval.at >= builder.text("at")
        if is_listed and is_of_panel and is_after_building and not is_builder:
            counted.setdefault(person, approval)
    return list(counted.values())


def ended_reviewers(release: Path, panel: Panel, *, not_before: str = "") -> list[str]:
    """Name who gave an approval that counts, with a key that is not listed any more today.

    Parameters
    ----------
    not_before : time of day that has passed for certain, whatever the clock says
    """
    # A clock that was set back must not bring an ended role back.
    now = max(signing.now(), not_before)
    listed = {
        (member.person, key_id(bytes.fromhex(member.public_key)))
        for member in panel.reviewers
        if member.holds(now)
    }
    return [
        approval.reviewer
        for approval in counting_approvals(release, panel)
        if (approval.reviewer, approval.key_id) not in listed
    ]


def is_published(release: Path, panel: Panel) -> bool:
    """Whether two listed persons signed a release that a listed builder built and a listed gate sealed."""
    builder = _read_builder(release)
    if builder is None or len(counting_approvals(release, panel)) < REVIEWERS_NEEDED:
        return False
    return not unlisted_makers(release, panel)


def unlisted_makers(release: Path, panel: Panel) -> list[str]:
    """Name the keys that made a release and are not listed: of its builder, and of the gate that sealed its tables.

    Raises
    ------
    ReleaseError : a signature beside the release does not hold
    """
    builder = _read_builder(release)
    unlisted = []
    # The day of the signature decides, and not today: what was published before a revocation stays
    # published (ADR 0192).
    if builder is None or not panel.may_build(builder.public_key, builder.text("at")):
        unlisted.append("builder")
    if not _is_sealed_by(release, panel):
        unlisted.append("gate")
    return unlisted


def _is_sealed_by(release: Path, panel: Panel) -> bool:
    """Whether a listed gate sealed the tables; a release that counts nothing has no gate."""
    path = release / "signatures" / "gate.json"
    if not path.exists():
        return True
    fields = signing.read(path)
    return panel.may_seal(str(fields.get("public_key", "")), str(fields.get("at", "")))
