"""The tables of a vault, and how they are made."""

from collections.abc import Mapping

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.vault.keys import HOW_KEYS_COME_BACK
from zicht.vocabulary.errors import VaultError

NAME = "vault"
"""Under which the file is attached."""
VERSION = "2"
IDENTITIES, PAYLOAD = "identities", "payload"
"""Schemas with one table per source."""

_TABLES = {
    "about": "name VARCHAR, value VARCHAR",
    "receipts": """
        number INTEGER, delivery_id VARCHAR, source VARCHAR, digest VARCHAR, form_version INTEGER, period VARCHAR,
        extracted_on DATE, legal_basis VARCHAR, consent VARCHAR, n_rows BIGINT, accepted BIGINT, quarantined BIGINT,
        reasons VARCHAR, doubtful VARCHAR, repairs VARCHAR, part VARCHAR, correction INTEGER, accepted_because VARCHAR
    """,
    "quarantine": """
        delivery_id VARCHAR, source VARCHAR, row_number BIGINT, pseud_id VARCHAR, reasons VARCHAR[], texts VARCHAR[]
    """,
    "doubtful": """
        delivery_id VARCHAR, source VARCHAR, pseud_id VARCHAR, field VARCHAR, reason VARCHAR, text VARCHAR
    """,
    "coverage": "source VARCHAR, part VARCHAR, first_day DATE, last_day DATE, delivery_id VARCHAR",
    "superseded": "source VARCHAR, pseud_id VARCHAR, delivery_id VARCHAR",
    "withdrawn": "source VARCHAR, pseud_id VARCHAR, withdrawn_on DATE, ground VARCHAR",
    "withdrawn_persons": "digest VARCHAR, withdrawn_on DATE, ground VARCHAR",
    "ledger": "number INTEGER, release VARCHAR, table_name VARCHAR, cells VARCHAR",
    "runs": "step VARCHAR, fingerprint VARCHAR",
}
"""Tables of every vault; those of a source are made when it first delivers."""


def shelf(*names: str) -> Sql:
    """Write the full name of a table of the vault."""
    return identifier(NAME, *(names if len(names) == 2 else ("main", *names)))


PROOF, FILE_PROOF = "proof", "proof of file.key"
"""Names under which a vault keeps digests that tell its keys from others."""


def make_shelves(session: Session, proof: str, file_proof: str) -> None:
    """Make the tables of a new vault.

    Parameters
    ----------
    proof, file_proof : digests that tell later whether the secrets for pseudonyms and for the file are the same
    """
    with session.transaction():
        for table, columns in _TABLES.items():
            session.execute(
                sql(
                    "CREATE TABLE {table} ({columns})",
                    table=shelf(table),
                    columns=Sql(columns),
                )
            )
        for schema in (IDENTITIES, PAYLOAD):
            session.execute(f"CREATE SCHEMA {identifier(NAME, schema)}")
        stated = {"version": VERSION, PROOF: proof, FILE_PROOF: file_proof}
        for name, value in stated.items():
            _state(session, name, value)


def _state(session: Session, name: str, value: str) -> None:
    session.execute(
        sql("INSERT INTO {about} VALUES (?, ?)", about=shelf("about")), [name, value]
    )


def check_shelves(session: Session, proof: str, file_proof: str) -> None:
    """Refuse a vault of another version, or one that was made with other keys.

    A file that is not encrypted, because its disk is, opens with any key for the file; what lies beside it does not.
    """
    about: dict[str, str] = dict(
        session.rows(sql("SELECT name, value FROM {about}", about=shelf("about")))
    )
    if about.get("version") != VERSION:
        raise VaultError(
            f"The vault is of version {about.get('version')}; this is version {VERSION}.",
            now="Use the version of Zicht that made it, or `zicht restore` a backup of this version.",
        )
    if about.get(PROOF) != proof:
        raise _other_key("The vault's pseudonyms were made with another key.")
    if FILE_PROOF not in about:  # an earlier version made it
        _state(session, FILE_PROOF, file_proof)
    elif about[FILE_PROOF] != file_proof:
        raise _other_key("The key of the vault's file is another one than file.key.")


def _other_key(what: str) -> VaultError:
    return VaultError(what, now=f"Move the folder with keys away. {HOW_KEYS_COME_BACK}")


def fit_shelf(
    session: Session, schema: str, source: str, columns: Mapping[str, str]
) -> None:
    """Make the table of a source, or give it the columns that a newer form adds."""
    found: dict[str, str] = dict(
        session.rows(
            "SELECT column_name, data_type FROM duckdb_columns()"
            " WHERE (database_name, schema_name, table_name) = (?, ?, ?)",
            [NAME, schema, source],
        )
    )
    table = shelf(schema, source)
    if not found:
        described = [
            Sql(f"{identifier(name)} {kind}") for name, kind in columns.items()
        ]
        session.execute(
            sql("CREATE TABLE {table} ({columns})", table=table, columns=described)
        )
        return
    clashes = sorted(
        name for name, kind in columns.items() if found.get(name, kind) != kind
    )
    if clashes:
        raise VaultError(
            f"Source {source}: columns {', '.join(clashes)} had another type in an earlier form.",
            now="Give the column of the new form a new name.",
        )
    for name, kind in columns.items():
        if name not in found:
            session.execute(
                sql(
                    "ALTER TABLE {t} ADD COLUMN {name} {kind}",
                    t=table,
                    name=name,
                    kind=Sql(kind),
                )
            )


def sources_in(session: Session, schema: str) -> list[str]:
    """List the sources that have a table, by name."""
    query = "SELECT table_name FROM duckdb_tables() WHERE (database_name, schema_name) = (?, ?) ORDER BY table_name"
    return [name for (name,) in session.rows(query, [NAME, schema])]


def columns_of(session: Session, schema: str, source: str) -> list[str]:
    """List the columns of the table of a source, in order."""
    query = (
        "SELECT column_name FROM duckdb_columns()"
        " WHERE (database_name, schema_name, table_name) = (?, ?, ?) ORDER BY column_index"
    )
    return [name for (name,) in session.rows(query, [NAME, schema, source])]


def current(source: str) -> Sql:
    """Write SQL for the payload of a source that counts now: rows that no later delivery replaced."""
    return sql(
        "(SELECT record.* FROM {table} AS record"
        " JOIN {coverage} AS covered ON covered.source = {source} AND covered.delivery_id = record.delivery_id"
        " AND record.valid_from BETWEEN covered.first_day AND covered.last_day"
        " ANTI JOIN (SELECT pseud_id, delivery_id FROM {superseded} WHERE source = {source}) AS old"
        " ON old.pseud_id = record.pseud_id AND old.delivery_id = record.delivery_id)",
        table=shelf(PAYLOAD, source),
        coverage=shelf("coverage"),
        superseded=shelf("superseded"),
        source=literal(source),
    )


def current_identities(source: str, event: tuple[str, str] | None) -> Sql:
    """Write SQL for the link fields of the records of a source that count now, with their year and event.

    Parameters
    ----------
    source : id of the source
    event : its columns of the event and of the part in it; None where it has none
    """
    numbers = Sql("NULL::VARCHAR AS event, NULL::BIGINT AS part")
    if event:
        numbers = sql(
            # Ranks state which records are of one event, and hide the numbers of the source.
            "{source} || dense_rank() OVER (ORDER BY {event}) AS event, dense_rank() OVER (ORDER BY {part}) AS part",
            source=literal(source),
            event=identifier(event[0]),
            part=identifier(event[1]),
        )
    return sql(
        "(SELECT person.*, year(valid_from) AS year, event, part FROM {table} AS person"
        " JOIN (SELECT DISTINCT pseud_id, delivery_id, valid_from, {numbers} FROM {records}) AS record"
        " ON record.pseud_id = person.pseud_id AND record.delivery_id = person.delivery_id)",
        table=shelf(IDENTITIES, source),
        records=current(source),
        numbers=numbers,
    )
