"""Records prepared for comparison: each field in one spelling, equal records taken together as one unit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, sql
from zicht.linkage import spelling
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.errors import LinkageError
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.people import LinkFields

VALUES_AT_ONCE = 200_000
"""How many different values are spelled in memory at a time."""

LONGEST_FIXED_TEXT = 64
"""Arrays of equal width are faster to hand over, and are used for texts up to this length."""

LARGEST_BLOCK = 60
"""Units with one key in common up to which each is compared with each."""

RECORDS, UNITS, OUTCOME = "linkage_records", "linkage_units", "linkage_outcome"
"""Tables that hold link fields, or say who is who, while records are linked."""

SPELLINGS: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "number": ("national_number", spelling.national_number),
    "token": ("token", spelling.token),
    "given_bloom": ("given_bloom", spelling.bloom),
    "family_bloom": ("family_bloom", spelling.bloom),
    "birth_bloom": ("birth_bloom", spelling.bloom),
    "given": ("given_names", spelling.given_names),
    "family": ("family_name", lambda text: spelling.family_name(*text.split("\x1f"))),
    "birth": ("birth_date", spelling.birth_date),
    "sex": ("sex", spelling.category),
    "nationality": ("nationality", spelling.category),
    "municipality": ("municipality", spelling.category),
    "token_key": ("token", spelling.key_mark),
    "bloom_key": ("given_bloom", spelling.key_mark),
}
"""Prepared field to the role it is read from and the function that spells it."""


@dataclass(frozen=True)
class Prepared:
    """Handle on prepared records.

    Parameters
    ----------
    unit_of : per record, in the order of what they say, its unit
    fields : prepared field to one value per unit, empty where it is not known
    sources : per unit, number of the source of its first record, in alphabetical order
    years : per unit, year of its first record; 0 where it is not known
    apart : both units of each pair that had different parts in one event, the smaller one first: two persons
    placeholder_records : records whose number too many different people carry; it is left out
    """

    unit_of: Ints
    fields: Mapping[str, NDArray[Any]]
    sources: Ints
    years: Ints
    apart: tuple[Ints, Ints]
    placeholder_records: int

    @property
    def n_units(self) -> int:
        """How many different spellings of people there are."""
        return len(self.fields["number"])


def prepare(session: Session, link_fields: LinkFields) -> Prepared:
    """Make the tables of prepared records and of units.

    A unit is a set of records with the same number, names, full birth date and sex, or one record where any of names,
    full birth date and sex is not known. Units are compared, not records: the same spelling is not scored twice.
    """
    source = identifier(*(part.strip('"') for part in link_fields.relation.split(".")))
    texts = _texts_of(link_fields)
    for field, (_, spell) in SPELLINGS.items():
        _spell(session, source, field, texts[field], spell)
    _make_records(session, source, texts, _origin(session, source))
    _refuse_double(session, link_fields)
    # Before units are numbered: a number that many people carry would make them one unit.
    placeholder_records = _drop_placeholder_numbers(session)
    _number_units(session)
    _make_units(session)
    unit_of = session.columns(
        sql("SELECT unit FROM {records} ORDER BY nr", records=RECORDS)
    )["unit"]
    sources, years = _origins_of_units(session)
    return Prepared(
        unit_of.astype(np.int64),
        _fields_of_units(session),
        sources,
        years,
        _two_parts(session),
        placeholder_records,
    )


def _fields_of_units(session: Session) -> dict[str, NDArray[Any]]:
    """Read every prepared field, one value per unit; empty where it is not known."""
    fields = ", ".join(f"coalesce({field}, '') AS {field}" for field in SPELLINGS)
    return session.columns(
        sql(
            "SELECT {fields} FROM {units} ORDER BY unit",
            fields=Sql(fields),
            units=UNITS,
        )
    )


def _origins_of_units(session: Session) -> tuple[Ints, Ints]:
    """Return the number of the source of each unit, and its year: those of its first record."""
    origins = session.columns(
        sql(
            "SELECT arg_min(source, nr) AS source, arg_min(year, nr) AS year FROM {t} GROUP BY unit ORDER BY unit",
            t=RECORDS,
        )
    )
    sources = np.unique(origins["source"].astype(str), return_inverse=True)[1]
    return sources, origins["year"].astype(np.int64)


def _two_parts(session: Session) -> tuple[Ints, Ints]:
    """Find the pairs of units with different parts in one event, such as a victim and a suspect of one incident."""
    query = sql(
        "SELECT DISTINCT least(one.unit, other.unit) AS l, greatest(one.unit, other.unit) AS r"
        " FROM {t} AS one JOIN {t} AS other ON one.event = other.event AND one.part < other.part ORDER BY l, r",
        t=RECORDS,
    )
    pairs = session.columns(query)
    return pairs["l"].astype(np.int64), pairs["r"].astype(np.int64)


def _origin(session: Session, source: Sql) -> dict[str, Sql]:
    """Write SQL for the source, year, event and part of a record, where records say these."""
    columns = session.columns(sql("SELECT * FROM {source} LIMIT 0", source=source))
    return {
        "source_of": Sql("f.source" if "source" in columns else "''"),
        "year_of": Sql("coalesce(f.year, 0)" if "year" in columns else "0"),
        "event_of": Sql("f.event" if "event" in columns else "NULL::VARCHAR"),
        "part_of": Sql("f.part" if "part" in columns else "NULL::BIGINT"),
    }


def scratch_tables() -> tuple[str, ...]:
    """Names of the tables that hold link fields while records are linked."""
    return (
        RECORDS,
        UNITS,
        OUTCOME,
        *(f"linkage_spelled_{field}" for field in SPELLINGS),
    )


def _texts_of(link_fields: LinkFields) -> dict[str, Sql]:
    """Write each field as SQL text; a field that no source delivers is missing."""
    missing = Sql("CAST(NULL AS VARCHAR)")

    def text(role: str) -> Sql:
        if role not in link_fields.columns:
            return missing
        return sql("CAST(f.{role} AS VARCHAR)", role=role)

    texts = {field: text(role) for field, (role, _) in SPELLINGS.items()}
    # The particle and the name are spelled together, with a sign between them that no
    # name holds.
    texts["family"] = sql(
        "(coalesce({prefix}, '') || chr(31) || {name})",
        prefix=text("name_prefix"),
        name=text("family_name"),
    )
    return texts


def _spell(
    session: Session, source: Sql, field: str, text: Sql, spell: Callable[[str], str]
) -> None:
    """Spell every different value of a field, a bounded number at a time."""
    table = f"linkage_spelled_{field}"
    session.execute(
        sql("CREATE OR REPLACE TABLE {t} (raw VARCHAR, spelled VARCHAR)", t=table)
    )
    n = session.value(sql("SELECT count(*) FROM {source}", source=source))
    # Many records have few different values, but a bound must not rest on it.
    parts = 1 + int(n) // VALUES_AT_ONCE
    for part in range(parts):
        query = sql(
            "SELECT DISTINCT {text} AS raw FROM {source} AS f"
            " WHERE {text} IS NOT NULL AND hash({text}) % {parts} = {part}",
            text=text,
            source=source,
            parts=Sql(str(parts)),
            part=Sql(str(part)),
        )
        raw = session.columns(query)["raw"].tolist()
        spelled = [spell(value) for value in raw]
        session.append(table, {"raw": _array(raw), "spelled": _array(spelled)})
    session.execute(sql("UPDATE {t} SET spelled = NULL WHERE spelled = ''", t=table))


def _array(values: list[str]) -> NDArray[Any]:
    longest = max(map(len, values), default=1)
    return np.array(values, dtype=np.str_ if longest <= LONGEST_FIXED_TEXT else object)


def _make_records(
    session: Session,
    source: Sql,
    texts: Mapping[str, Sql],
    origin: Mapping[str, Sql],
) -> None:
    """Write the spelled fields of every record, numbered in the order of what they say.

    Pseudonyms decide between equal records only: they come of a key, and what is drawn at random must not depend on it.
    """
    columns = ", ".join(f"spelled_{field}.spelled AS {field}" for field in SPELLINGS)
    joins = " ".join(
        f"LEFT JOIN linkage_spelled_{field} AS spelled_{field}"
        f" ON spelled_{field}.raw = {texts[field]}"
        for field in SPELLINGS
    )
    order = ", ".join(f"spelled_{field}.spelled" for field in SPELLINGS)
    session.execute(
        sql(
            "CREATE OR REPLACE TABLE {records} AS SELECT row_number() OVER (ORDER BY {order}, {source_of}, f.pseud_id)"
            " - 1 AS nr,"
            " f.pseud_id, {source_of} AS source, {year_of} AS year, {event_of} AS event,"
            " {part_of} AS part, {columns}"
            " FROM {source} AS f {joins}",
            records=RECORDS,
            columns=Sql(columns),
            order=Sql(order),
            **origin,
            source=source,
            joins=Sql(joins),
        )
    )


def _drop_placeholder_numbers(session: Session) -> int:
    """Drop numbers that stand for nobody: most of their records differ in both names and birth date."""
    placeholders = sql(
        "(SELECT number FROM {records} WHERE number IS NOT NULL GROUP BY number HAVING count(*) >= 4"
        " AND 2 * count(DISTINCT birth) > count(*) AND 2 * count(DISTINCT given || '|' || family) > count(*))",
        records=RECORDS,
    )
    dropped: int = session.value(
        sql(
            "SELECT count(*) FROM {records} WHERE number IN {placeholders}",
            records=RECORDS,
            placeholders=placeholders,
        )
    )
    session.execute(
        sql(
            "UPDATE {records} SET number = NULL WHERE number IN {placeholders}",
            records=RECORDS,
            placeholders=placeholders,
        )
    )
    return dropped


def _number_units(session: Session) -> None:
    """Write the number of its unit beside each record, in order of the first record of each unit.

    Records with the same number, names, full birth date and sex are one unit.

    Records with the same several tokens, sex and birth year are one unit only where they are too many to compare in
    pairs: fewer of them show how often the tokens of one person are all the same.

    Records with different parts in one event are two units, however equal.
    """
    session.execute(
        sql(
            "CREATE OR REPLACE TABLE {records} AS WITH keyed AS (SELECT *,"
            " CASE WHEN given IS NOT NULL AND family IS NOT NULL AND sex IS NOT NULL AND birth NOT LIKE '%-00'"
            " THEN concat_ws('|', coalesce(number, ''), coalesce(token, ''), given, family, birth, sex)"
            " WHEN given IS NULL AND family IS NULL AND contains(token, ' ')"
            " AND count(*) OVER (PARTITION BY number, token, birth, sex) > {many}"
            " THEN concat_ws('|', coalesce(number, ''), token, coalesce(birth, ''), coalesce(sex, ''))"
            " ELSE nr::VARCHAR END AS written"
            " FROM {records}), told AS (SELECT *, CASE WHEN event IS NOT NULL"
            " AND min(part) OVER in_event < max(part) OVER in_event THEN concat_ws('|', written, event, part)"
            " ELSE written END AS spelling FROM keyed WINDOW in_event AS (PARTITION BY written, event)),"
            " first AS (SELECT *, min(nr) OVER (PARTITION BY spelling) AS first_nr FROM told)"
            " SELECT * EXCLUDE (written, spelling, first_nr),"
            " dense_rank() OVER (ORDER BY first_nr) - 1 AS unit FROM first",
            many=Sql(str(LARGEST_BLOCK)),
            records=RECORDS,
        )
    )


def _refuse_double(session: Session, link_fields: LinkFields) -> None:
    records, pseudonyms = session.rows(
        sql("SELECT count(*), count(DISTINCT pseud_id) FROM {t}", t=RECORDS)
    )[0]
    # A pseudonym that stands twice would give one record two persons.
    if records != pseudonyms or records != link_fields.rows:
        raise LinkageError(
            f"Link fields: of {counted(link_fields.rows, 'record')} {records} are there, with {pseudonyms} pseudonyms.",
            now="Every record needs a pseudonym of its own: receive the deliveries again.",
        )


def _make_units(session: Session) -> None:
    """Describe each unit by the first known value of each field."""
    fields = ", ".join(f"arg_min({field}, nr) AS {field}" for field in SPELLINGS)
    session.execute(
        sql(
            "CREATE OR REPLACE TABLE {units} AS SELECT *,"
            " string_split(token, ' ') AS tokens,"
            " string_split(given, ' ')[1] AS given_first,"
            " list_filter(string_split(given, ' '), word -> length(word) > 1) AS given_words,"
            " list_filter(string_split(family, ' '), word -> length(word) > 1) AS family_words FROM ("
            " SELECT unit::BIGINT AS unit, {fields} FROM {records} GROUP BY unit) ORDER BY unit",
            units=UNITS,
            fields=Sql(fields),
            records=RECORDS,
        )
    )
