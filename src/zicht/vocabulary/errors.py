"""Errors: what is wrong, where, and what to do now. They count rows and never quote one.

ZichtError
 ├── UsageError          2   the command line was used wrongly
 ├── ProjectError        3   settings, definitions or content of a project do not hold
 ├── DeliveryError       4   a delivery was refused; nothing of it was kept
 ├── VaultError          5   the vault cannot be opened, or its keys are missing
 ├── LinkageError        6   records cannot be linked as asked
 ├── IndicatorError      7   an indicator cannot be counted
 ├── EstimationRefused   8   no estimate that may be trusted
 ├── DisclosureRefused   9   the gate refuses to publish
 ├── AuditFailed        10   an audit found something revealed, or did not finish
 ├── ReleaseError       11   a release is damaged, incomplete or not approved
 ├── PublishingError    12   pages or reports cannot be made
 ├── TextContradicted   13   a text contradicts what is known, or itself
 └── MachineError       74   the disk is full, may not be written, or there is too little memory
"""

import errno
import os
from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar


class Refusal(StrEnum):
    """Kinds of reasons for which the gate refuses a table."""

    POLICY = "the policy prints exact numbers"
    NO_RELEASE = "no release printed its totals"
    SPARSE = "too sparse"
    LARGE = "too large"
    SMALL_AREAS = "areas with too few inhabitants"
    REVEALS = "cells would be revealed"
    CONTRADICTS = "the printed figures would contradict each other"
    NOT_FINISHED = "the attack did not end in time"
    DO_NOT_ADD_UP = "its counts do not add up"
    SHORT_KEY = "the secret of the noise is too short"
    NO_NOISE = "no noise fits its counts"
    MALFORMED = "its columns do not fit each other"
    OTHER = "another reason"
    """Of what is no table on demand: those state one of the kinds above."""


class ZichtError(Exception):
    """Base of every error a user may meet.

    Parameters
    ----------
    what : what is wrong and where, in one sentence
    now : what the reader can do about it
    details : further breaks of the same kind, reported together
    """

    exit_code: ClassVar[int] = 70
    """Of what belongs to no family: a fault in Zicht."""

    def __init__(
        self, what: str, *, now: str = "", details: Sequence[str] = ()
    ) -> None:
        super().__init__(what)
        self.what = what
        self.now = now
        self.details = tuple(details)

    def __str__(self) -> str:
        lines = [self.what, *(f"  - {detail}" for detail in self.details)]
        if self.now:
            lines.append(self.now)
        return "\n".join(lines)


class UsageError(ZichtError):
    """The command line was used wrongly."""

    exit_code = 2


class ProjectError(ZichtError):
    """Settings, definitions or content of a project do not hold."""

    exit_code = 3


class DeliveryError(ZichtError):
    """A delivery was refused; nothing of it was kept."""

    exit_code = 4


class VaultError(ZichtError):
    """The vault cannot be opened, or its keys are missing."""

    exit_code = 5


class LinkageError(ZichtError):
    """Records cannot be linked as asked."""

    exit_code = 6


class IndicatorError(ZichtError):
    """An indicator cannot be counted."""

    exit_code = 7


class EstimationRefused(ZichtError):  # noqa: N818 - a refusal is a result of the method, not a fault
    """No estimate that may be trusted."""

    exit_code = 8


class DisclosureRefused(ZichtError):  # noqa: N818 - a refusal is a result of the gate, not a fault
    """The gate refuses to publish.

    Parameters
    ----------
    what, now, details : as of every error
    reason : which kind of reason it has, as the journal states it; it names no cell and no count
    """

    exit_code = 9

    def __init__(
        self,
        what: str,
        *,
        now: str = "",
        details: Sequence[str] = (),
        reason: Refusal = Refusal.OTHER,
    ) -> None:
        super().__init__(what, now=now, details=details)
        self.reason = reason


class AuditFailed(ZichtError):  # noqa: N818 - the audit worked; what it looked at did not pass
    """An audit found something revealed, or did not finish."""

    exit_code = 10


class ReleaseError(ZichtError):
    """A release is damaged, incomplete or not approved."""

    exit_code = 11


class PublishingError(ZichtError):
    """Pages or reports cannot be made."""

    exit_code = 12


class TextContradicted(ZichtError):  # noqa: N818 - the check worked; the text did not pass
    """A text contradicts what is known, or itself."""

    exit_code = 13


class MachineError(ZichtError):
    """The disk is full, may not be written, or there is too little memory."""

    exit_code = 74

    @classmethod
    def of(cls, error: Exception) -> "MachineError | None":
        """Retell an error of the operating system, with the file it is about; None where it is another kind."""
        if not isinstance(error, OSError) or error.errno not in _OF_THE_MACHINE:
            return None
        about = f": {error.filename}" if isinstance(error.filename, str) else ""
        return cls(f"{os.strerror(error.errno)}{about}.", now=_what_now(error))


def _what_now(error: OSError) -> str:
    """Say what to do about an error of the operating system.

    To open a private folder to others is never the answer: whoever looks at releases needs nothing in it.
    """
    is_private = error.errno in (errno.EACCES, errno.EPERM) and ".zicht" in str(
        error.filename
    )
    if is_private:
        return (
            ".zicht is private to the user who runs Zicht here: run this as that user, and do not open it to others. A"
            " reviewer needs a bundle and nothing else: `zicht release bundle`."
        )
    return "Make room, or mend the rights, and run the same command again; what was finished is kept."


_OF_THE_MACHINE = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EROFS,
        errno.EACCES,
        errno.EPERM,
        errno.EIO,
        errno.EMFILE,
        errno.ENFILE,
    }
)
