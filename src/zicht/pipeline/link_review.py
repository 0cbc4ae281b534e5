"""Clerical review of links: one authorised person judges pairs, field by field, inside the vault."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zicht.edition.messages import Message
from zicht.edition.numerals import percentage, written
from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.linkage.reviewing import (
    Quality,
    ReviewPair,
    ReviewSample,
    estimate_quality,
)
from zicht.pipeline.linking import link_records
from zicht.pipeline.reviewers import registered
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.release.approval import load_key
from zicht.vault.link_reviews import LinkReview
from zicht.vault.vault import Vault
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.link_roles import LinkRole
from zicht.vocabulary.linkage import Share
from zicht.vocabulary.progress import Progress


class Answer(StrEnum):
    """What a person says of a pair."""

    ONE = "one person"
    TWO = "two persons"
    SKIP = "cannot tell"
    STOP = "stop"


@dataclass(frozen=True)
class Shown:
    """A pair as it is shown: link fields alone.

    Parameters
    ----------
    number, of : place of the pair, and how many there are to judge
    fields : what the field is, and its value in both records; empty where a record has none
    """

    number: int
    of: int
    fields: tuple[tuple[str, str, str], ...]

    def __repr__(self) -> str:
        return f"<Shown {self.number} of {self.of}>"


Ask = Callable[[Shown], Answer]
"""Shows a pair to a person and returns the answer."""


@dataclass(frozen=True)
class Reviewed:
    """What review says of linkage.

    Parameters
    ----------
    quality : estimated from all judgements so far
    n_now : judgements of this session
    n_left : pairs of the sample without a judgement
    """

    quality: Quality
    n_now: int
    n_left: int

    def as_fields(self) -> dict[str, object]:
        """Return what is printed."""
        return {
            "judged now": self.n_now,
            "judged in all": self.quality.n_judged,
            "left to judge": self.n_left,
            "precision": _in_words(self.quality.precision),
            "recall": _in_words(self.quality.recall),
        }


def _in_words(share: Share) -> Message:
    estimate, lower, upper = (
        percentage(written(100 * value, "en", 1), "en")
        for value in (share.estimate, share.lower, share.upper)
    )
    return Message("value.with_limits", estimate=estimate, lower=lower, upper=upper)


def review_links(
    folder: Path,
    *,
    key: Path,
    passphrase: bytes,
    ask: Ask,
    tell: Progress,
) -> Reviewed:
    """Let one authorised person judge pairs of records.

    Parameters
    ----------
    folder : of the project
    key : signing key of the person, which the root key lists
    passphrase : that opens the key
    ask : shows a pair and returns the answer
    tell : told what is being done

    Raises
    ------
    ReleaseError : the key is nobody's who may see link fields
    """
    project = Project.open(folder)
    signing_key = load_key(key, passphrase)
    reviewer = _authorised(project, signing_key)
    with open_vault(project, why="link review", tell=tell) as (session, vault):
        tell(Message("progress.linking"))
        sample = link_records(project, session, vault).review
        return judge_sample(
            session, vault, sample, reviewer=reviewer, key=signing_key, ask=ask
        )


def _authorised(project: Project, key: Ed25519PrivateKey) -> str:
    """Return the name under which a key is listed; an invented country has no secrets."""
    public = key.public_key().public_bytes_raw().hex()
    persons = sorted(registered(project.folder).persons_of(public))
    if persons:
        return persons[0]
    if project.face.invented:
        return "demonstration"
    raise ReleaseError(
        "The key is not listed for this project, and link fields are shown to nobody else.",
        now="Whoever keeps the root key adds the person: zicht trust add.",
    )


def judge_sample(
    session: Session,
    vault: Vault,
    sample: ReviewSample,
    *,
    reviewer: str,
    key: Ed25519PrivateKey,
    ask: Ask,
) -> Reviewed:
    """Ask for every pair of a sample that was not judged yet, and estimate how good linkage is.

    Judgements change no link. They say how often linkage is right.
    """
    judged_before = {(review.left, review.right) for review in vault.link_reviews()}
    to_judge = [
        pair for pair in sample.pairs if (pair.left, pair.right) not in judged_before
    ]
    n_now = 0
    for number, pair in enumerate(to_judge, start=1):
        fields = _fields_of(session, vault, pair.left, pair.right)
        answer = ask(Shown(number, len(to_judge), fields))
        if answer is Answer.STOP:
            break
        if answer is Answer.SKIP:
            continue
        # Kept at once: an answer of a session that breaks off is not lost.
        vault.keep_link_review(_review_of(pair, answer, reviewer), key)
        n_now += 1
    quality = estimate_quality(sample.sizes, _judgements_of(vault, sample))
    return Reviewed(quality, n_now, len(to_judge) - n_now)


def _review_of(pair: ReviewPair, answer: Answer, reviewer: str) -> LinkReview:
    """Return a judgement of today as the vault keeps it."""
    return LinkReview(
        datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        reviewer,
        pair.left,
        pair.right,
        pair.stratum,
        answer is Answer.ONE,
    )


def _judgements_of(vault: Vault, sample: ReviewSample) -> list[tuple[str, bool]]:
    """Return the stratum of each judged pair of a sample, and whether it is one person."""
    # A pair that was judged before may lie in another stratum since: sizes are those of today.
    stratum_of = {(pair.left, pair.right): pair.stratum for pair in sample.pairs}
    return [
        (stratum_of[review.left, review.right], review.is_one_person)
        for review in vault.link_reviews()
        if (review.left, review.right) in stratum_of
    ]


def _fields_of(
    session: Session, vault: Vault, left: str, right: str
) -> tuple[tuple[str, str, str], ...]:
    """Return the link fields of two records beside each other, those that neither has left out."""
    roles = list(map(str, LinkRole))
    query = sql(
        "SELECT pseud_id, {roles} FROM {t} WHERE pseud_id IN (?, ?)",
        roles=roles,
        t=vault.link_fields().relation,
    )
    rows = {row[0]: row[1:] for row in session.rows(query, [left, right])}
    beside = zip(roles, rows[left], rows[right], strict=True)
    return tuple(
        (role.replace("_", " "), of_left or "", of_right or "")
        for role, of_left, of_right in beside
        if of_left or of_right
    )
