"""Pseudonyms for every record of a delivery, made in batches outside SQL."""

from collections.abc import Sequence

import numpy as np

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.vault.pseudonyms import Pseudonyms
from zicht.vocabulary.arrays import UInts
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.deliveries import DAY
from zicht.vocabulary.forms import Column, Form, Kind

_BYTES = 16
"""Of a pseudonym: half of HMAC-SHA-256. The other half makes the id of the record."""
_DIGITS = Sql("'%016x%016x'")


def keys_of(form: Form) -> tuple[Column, ...]:
    """List the columns of the key, in the order of the key."""
    columns = {column.name: column for column in form.columns}
    return tuple(columns[name] for name in form.key)


def coded_keys(form: Form) -> tuple[Column, ...]:
    """List the columns of the key that go in as keyed digests: all but sequence numbers within a longer key."""
    keys = keys_of(form)
    if form.aggregate:
        return ()
    return (
        keys
        if len(keys) <= 1
        else tuple(column for column in keys if column.kind is not Kind.INTEGER)
    )


def mark_accepted(
    session: Session, delivery: Delivery, pseudonyms: Pseudonyms, name: str
) -> None:
    """Make the table `name`: for every accepted row its place, and digests as whole numbers (see `written`).

    A record id reads `0000003-d1e5...`: the third record of its day by its own key, and a keyed digest. So records of
    one day keep their order, and nothing else of their key is told.
    """
    keys = [identifier(column.name) for column in keys_of(delivery.form)]
    if not keys:
        # Without a key of its own a record is its place in this delivery, and in no other.
        keys = [literal(delivery.receipt.digest), Sql("rowid")]
    query = sql(
        # Indicators ask for the first record of a year, and a digest hides the number of the source. The
        # place within the day keeps that order (ADR 0012).
        "SELECT rowid, row_number() OVER (PARTITION BY {day} ORDER BY {keys}), {texts} FROM {accepted}",
        day=DAY,
        keys=keys,
        texts=[Sql(f"{key}::VARCHAR") for key in keys],
        accepted=delivery.accepted,
    )
    _mark(session, query, delivery.form, pseudonyms, name)


def mark_refused(
    session: Session, delivery: Delivery, pseudonyms: Pseudonyms, name: str
) -> None:
    """Make the same table for refused rows whose key is there, so that their people can withdraw too."""
    places = [
        delivery.form.columns.index(column) + 1 for column in keys_of(delivery.form)
    ]
    query = sql(
        # In a row with another number of fields the key may stand in another column.
        "SELECT rowid, 0, {texts} FROM {refused} WHERE len(texts) = {width} AND {known}",
        texts=[Sql(f"texts[{place}]") for place in places] or [literal("")],
        refused=delivery.refused,
        width=Sql(str(len(delivery.form.columns))),
        known=Sql(
            " AND ".join(f"texts[{place}] IS NOT NULL" for place in places) or "false"
        ),
    )
    _mark(session, query, delivery.form, pseudonyms, name)


def pseudonym_of(source: str, key: Sequence[str], pseudonyms: Pseudonyms) -> str:
    """Return the pseudonym of one record."""
    return pseudonyms.of("record", source)(key)[:_BYTES].hex()


def written(form: Form) -> dict[str, Sql]:
    """Write SQL for pseudonym, record id and coded keys, over the relation `mark` that was made here."""
    record = sql("printf({digits}, mark.record_1, mark.record_2)", digits=_DIGITS)
    codes = {
        column.name: record
        if len(form.key) <= 1
        else sql(
            "printf({digits}, mark.code{n}_1, mark.code{n}_2)",
            digits=_DIGITS,
            n=Sql(str(number)),
        )
        for number, column in enumerate(coded_keys(form))
    }
    return {
        "pseud_id": sql("printf({digits}, mark.pseud_1, mark.pseud_2)", digits=_DIGITS),
        "source_record_id": sql("printf('%07d-', mark.nth) || {record}", record=record),
        **codes,
    }


def _mark(
    session: Session, query: Sql, form: Form, pseudonyms: Pseudonyms, name: str
) -> None:
    keys = keys_of(form)
    coded = coded_keys(form) if len(keys) > 1 else ()
    digest_records = pseudonyms.of_many("record", form.source)
    # Place of a coded column in a row of the query, after `place` and `nth`, and how its values are digested.
    digest_columns = [
        (
            keys.index(column) + 2,
            pseudonyms.of_many("column", form.source, column.name),
        )
        for column in coded
    ]
    numbers = ["pseud_1", "pseud_2", "record_1", "record_2"]
    for nth in range(len(coded)):
        numbers += [f"code{nth}_1", f"code{nth}_2"]
    columns = [Sql("place BIGINT"), Sql("nth BIGINT")]
    columns += [Sql(f"{number} UBIGINT") for number in numbers]
    session.execute(sql("CREATE TABLE {name} ({columns})", name=name, columns=columns))
    # Digests are made outside the database, so that it never sees the secret (ADR 0012).
    for batch in session.batches(query):
        places, nths, *texts = zip(*batch, strict=True)
        halves = [_whole_numbers(digest_records(zip(*texts, strict=True)))]
        for place, digest_column in digest_columns:
            of_column = digest_column((text,) for text in texts[place - 2])
            halves.append(_whole_numbers([digest[:_BYTES] for digest in of_column]))
        words = np.concatenate(halves, axis=1)
        digests = {number: words[:, at] for at, number in enumerate(numbers)}
        order = {
            "place": np.array(places, dtype=np.int64),
            "nth": np.array(nths, dtype=np.int64),
        }
        session.append(name, {**order, **digests})


def _whole_numbers(digests: Sequence[bytes]) -> UInts:
    """Read digests as whole numbers of 64 bits: they enter the database many times faster than text."""
    return (
        np.frombuffer(b"".join(digests), dtype=">u8")
        .reshape(len(digests), -1)
        .astype(np.uint64)
    )
