"""Judgements of clerical review in the vault: dated, signed, erased with their records."""

import json
from dataclasses import astuple, dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from zicht.engine.session import Session
from zicht.engine.words import Sql, sql
from zicht.vault.shelves import fit_shelf, shelf
from zicht.vocabulary.errors import VaultError

TABLE = "link_reviews"
_COLUMNS = {
    "day": "VARCHAR",
    "reviewer": "VARCHAR",
    "left_id": "VARCHAR",
    "right_id": "VARCHAR",
    "drawn_from": "VARCHAR",
    "is_one_person": "BOOLEAN",
    "public_key": "VARCHAR",
    "signature": "VARCHAR",
}


@dataclass(frozen=True)
class LinkReview:
    """What somebody judged of two records.

    Parameters
    ----------
    day : of the judgement, YYYY-MM-DD
    reviewer : name under which the key is listed
    left, right : pseudonyms of the records
    stratum : of which the pair was drawn
    is_one_person : the judgement
    """

    day: str
    reviewer: str
    left: str
    right: str
    stratum: str
    is_one_person: bool

    def message(self) -> bytes:
        """Write what is signed."""
        # Reviewers sign releases with the same key. The first text keeps a judgement from passing for
        # anything else.
        return json.dumps(["zicht link review", *astuple(self)]).encode()


def write_review(session: Session, review: LinkReview, key: Ed25519PrivateKey) -> None:
    """Sign a judgement and keep it."""
    fit_reviews(session)
    public = key.public_key().public_bytes_raw().hex()
    signature = key.sign(review.message()).hex()
    session.execute(
        sql("INSERT INTO {t} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", t=shelf(TABLE)),
        [*astuple(review), public, signature],
    )


def read_reviews(session: Session) -> list[LinkReview]:
    """Return every judgement, oldest first.

    Raises
    ------
    VaultError : a judgement is not what was signed
    """
    fit_reviews(session)
    reviews = []
    query = sql("SELECT * FROM {t} ORDER BY rowid", t=shelf(TABLE))
    for *fields, public, signature in session.rows(query):
        review = LinkReview(*fields)
        signer = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        try:
            signer.verify(bytes.fromhex(signature), review.message())
        except InvalidSignature:
            raise VaultError(
                f"A judgement of clerical review of {review.day} is not what was signed.",
                now="Restore a backup of the vault: `zicht restore`.",
            ) from None
        reviews.append(review)
    return reviews


def erase_reviews(session: Session, named: str) -> None:
    """Erase the judgements about records that were named, within a transaction of the caller.

    Parameters
    ----------
    session : of the vault
    named : relation with the column `pseud_id`
    """
    # A judgement is about both people of the pair, so it goes when either of them withdraws.
    query = (
        "DELETE FROM {t} WHERE left_id IN (SELECT pseud_id FROM {named})"
        " OR right_id IN (SELECT pseud_id FROM {named})"
    )
    session.execute(sql(query, t=shelf(TABLE), named=Sql(named)))


def fit_reviews(session: Session) -> None:
    """Make the table of judgements where a vault has none yet."""
    fit_shelf(session, "main", TABLE, _COLUMNS)
