"""Says which records are one person, by two exact rules and a guard. Sees link fields, never payload."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from zicht.engine import Session, Sql, identifier, literal, sql
from zicht.linkage.names import family, spelled
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.errors import LinkageError, ZichtError
from zicht.vocabulary.forms import LinkRole, Sex
from zicht.vocabulary.people import LinkFields, Links

BY_NUMBER, BY_NAME, ALONE, REFUSED = STATUSES = ("bsn", "naam", "alleen", "geweigerd")
"""Why a record is linked: it shares a citizen number; it shares names, full birth date and sex; it stands alone; it
stands alone because a link would have joined two different citizen numbers."""

VALUES_AT_ONCE = 200_000
"""How many different values are spelled in memory at a time."""

WIDEST = 64
"""Letters of a value up to which arrays of equal width are used."""

_FIELDS: tuple[str, ...] = (
    LinkRole.NATIONAL_NUMBER,
    LinkRole.GIVEN_NAMES,
    LinkRole.NAME_PREFIX,
    LinkRole.FAMILY_NAME,
    LinkRole.BIRTH_DATE,
    LinkRole.SEX,
)


@dataclass(frozen=True)
class Evidence:
    """What linkage had to go by, in counts of records.

    Parameters
    ----------
    numbers : records with a citizen number that was used
    placeholder_numbers : records with a number that too many different people carry
    names : records with full names, birth date and sex
    partial_dates : records of which the birth date misses day or month: those never link by name
    conflicts : groups that a name would have joined although their citizen numbers differ
    refused : records that stand alone for that reason
    """

    numbers: int
    placeholder_numbers: int
    names: int
    partial_dates: int
    conflicts: int
    refused: int


def link(
    session: Session, link_fields: LinkFields, *, relation: str = "links"
) -> Links:
    """Find out which records are one person.

    Records are one person when they share a national number, or given names, family name, full birth date and sex.
    Numbers that fail their check were set aside when they were received. Links go on through others: a record that
    shares a number with one and a name with another joins them. Where that would put two different citizen numbers
    in one person, nobody in that group is linked by name.

    Parameters
    ----------
    session : in which the link fields stand
    link_fields : one row per record; fields a source does not have are missing
    relation : name of the table that is made: `pseud_id`, `persoon_id`, `status`

    Returns
    -------
    Links; `persoon_id` is the smallest pseudonym of the person, so that the same records give the same persons. Status
    is `bsn`, `naam`, `alleen`, or `geweigerd` for a record that stands alone because of conflicting numbers

    Raises
    ------
    LinkageError : two records have one pseudonym

    References
    ----------
    docs/adr/0040-linkage.md
    """
    return link_with_evidence(session, link_fields, relation=relation)[0]


def link_with_evidence(
    session: Session, link_fields: LinkFields, *, relation: str = "links"
) -> tuple[Links, Evidence]:
    """Link as `link` does, and say what there was to go by."""
    with _scratch(session) as scratch:
        scratch.number_records(link_fields)
        placeholders = scratch.distrust_placeholders()
        numbers, names = scratch.groups("bsn"), scratch.groups("naam")
        persons, statuses, conflicts = decide(numbers, names)
        links = scratch.write(relation, persons, statuses)
        evidence = Evidence(
            numbers=int(np.count_nonzero(numbers >= 0)),
            names=scratch.n("naam IS NOT NULL"),
            placeholder_numbers=placeholders,
            partial_dates=scratch.n("length(datum) BETWEEN 1 AND 9"),
            conflicts=conflicts,
            refused=links.statuses[REFUSED],
        )
    return links, evidence


def decide(numbers: Ints, names: Ints) -> tuple[Ints, Ints, int]:
    """Put records together.

    Parameters
    ----------
    numbers, names : per record the group of its citizen number and of its name key, from 0; -1 where it has none

    Returns
    -------
    per record the first record of its person; per record the index of its status; number of groups with a conflict
    """
    together = _components(numbers, names)
    pairs = np.unique(np.column_stack([together, numbers])[numbers >= 0], axis=0)
    labels, different = np.unique(pairs[:, 0], return_counts=True)
    conflicting = labels[different > 1]
    in_conflict = np.isin(together, conflicting)
    together = _components(numbers, np.where(in_conflict, -1, names))
    _, first, inverse, size = np.unique(
        together, return_index=True, return_inverse=True, return_counts=True
    )
    shares_number = _shared(numbers)
    is_alone = size[inverse] == 1
    status = np.where(shares_number, STATUSES.index(BY_NUMBER), STATUSES.index(BY_NAME))
    status[is_alone] = STATUSES.index(ALONE)
    status[is_alone & in_conflict] = STATUSES.index(REFUSED)
    return first[inverse].astype(np.int64), status.astype(np.int64), len(conflicting)


def _shared(groups: Ints) -> Bools:
    sizes = np.bincount(groups[groups >= 0], minlength=1)
    return (groups >= 0) & (sizes[np.maximum(groups, 0)] > 1)


def _components(numbers: Ints, names: Ints) -> Ints:
    """Label records that hang together: each is tied to its number and to its name."""
    n, n_numbers = len(numbers), int(numbers.max(initial=-1)) + 1
    size = n + n_numbers + int(names.max(initial=-1)) + 1
    records = np.arange(n)
    starts = np.concatenate([records[numbers >= 0], records[names >= 0]])
    ends = np.concatenate(
        [n + numbers[numbers >= 0], n + n_numbers + names[names >= 0]]
    )
    graph = coo_array(
        (np.ones(len(starts), dtype=np.int8), (starts, ends)), shape=(size, size)
    )
    labels = connected_components(graph, directed=False)[1]
    return np.asarray(labels[:n], dtype=np.int64)


_BETWEEN = "\x1f"


def _family(text: str) -> str:
    prefix, _, name = text.partition(_BETWEEN)
    return family(prefix, name)


def _texts_of(link_fields: LinkFields) -> dict[str, Sql]:
    """Write each field as text, one that a source lacks as missing; prefix and name as one, to be spelled together."""
    missing = Sql("CAST(NULL AS VARCHAR)")
    texts = {
        name: sql("CAST(f.{name} AS VARCHAR)", name=name)
        for name in link_fields.columns
    }
    fields = {name: texts.get(name, missing) for name in _FIELDS}
    whole = "(coalesce({prefix}, '') || {between} || {name})"
    familie = sql(
        whole,
        prefix=fields["name_prefix"],
        between=literal(_BETWEEN),
        name=fields["family_name"],
    )
    return {**fields, "familie": familie}


def relation_of(link_fields: LinkFields) -> Sql:
    """Write the name of the relation of link fields, `name` or `file.schema.name`, as SQL."""
    return identifier(*(part.strip('"') for part in link_fields.relation.split(".")))


def _array(values: list[str]) -> NDArray[Any]:
    """Give texts as an array; of equal width where that takes little, which the engine reads much faster."""
    return np.array(
        values, dtype=np.str_ if max(map(len, values), default=1) <= WIDEST else object
    )


@contextmanager
def _scratch(session: Session) -> Iterator["_Scratch"]:
    """Keep tables with link fields no longer than linking takes."""
    scratch = _Scratch(session)
    failure = None
    try:
        yield scratch
    except LinkageError:
        raise
    except ZichtError as error:
        failure = LinkageError(f"Linking: {error.what}", now=error.now)
    finally:
        session.drop(*scratch.tables)
    if failure:
        raise failure


class _Scratch:
    """Tables of the session that hold link fields while records are linked."""

    spellings: Mapping[str, Callable[[str], str]] = {
        "given_names": spelled,
        "familie": _family,
    }
    tables = (
        "koppelen_records",
        "koppelen_groepen",
        "koppelen_uitkomst",
        *(f"koppelen_{field}" for field in spellings),
    )

    def __init__(self, session: Session) -> None:
        self.session = session

    def number_records(self, link_fields: LinkFields) -> None:
        """Give records a number in the order of pseudonyms, and their citizen number and name key in one spelling."""
        source = relation_of(link_fields)
        texts = _texts_of(link_fields)
        self._spell(source, texts)
        self.session.execute(
            sql(
                "CREATE OR REPLACE TABLE koppelen_records AS"
                " WITH gespeld AS (SELECT f.pseud_id, nullif(trim({national_number}), '') AS bsn, v.net AS voornaam,"
                " a.net AS familie, trim({birth_date}) AS datum, {sex} AS sekse FROM {source} AS f"
                " LEFT JOIN koppelen_given_names AS v ON v.ruw = {given_names}"
                " LEFT JOIN koppelen_familie AS a ON a.ruw = {familie})"
                " SELECT row_number() OVER (ORDER BY pseud_id) - 1 AS nr, pseud_id, bsn, voornaam, familie, datum,"
                " CASE WHEN length(datum) = 10 AND sekse IN ({female}, {male})"
                " THEN voornaam || '|' || familie || '|' || datum || '|' || sekse END AS naam FROM gespeld",
                source=source,
                female=literal(Sex.FEMALE),
                male=literal(Sex.MALE),
                **texts,
            )
        )
        records, persons = self.session.rows(
            "SELECT count(*), count(DISTINCT pseud_id) FROM koppelen_records"
        )[0]
        if records != persons or records != link_fields.rows:
            raise LinkageError(
                f"Link fields: of {link_fields.rows} records {records} are there, with {persons} pseudonyms.",
                now="Every record needs a pseudonym of its own: receive the deliveries again.",
            )

    def distrust_placeholders(self) -> int:
        """Drop numbers that stand for nobody: most of their records differ in both names and birth date."""
        self.session.execute(
            "CREATE OR REPLACE TABLE koppelen_groepen AS SELECT bsn FROM koppelen_records WHERE bsn IS NOT NULL"
            " GROUP BY bsn HAVING count(*) >= 4 AND 2 * count(DISTINCT datum) > count(*)"
            " AND 2 * count(DISTINCT voornaam || '|' || familie) > count(*)"
        )
        dropped = self.n("bsn IN (SELECT bsn FROM koppelen_groepen)")
        self.session.execute(
            "UPDATE koppelen_records SET bsn = NULL WHERE bsn IN (SELECT bsn FROM koppelen_groepen)"
        )
        return dropped

    def groups(self, key: str) -> Ints:
        """Give each different value of a key a number; per record, in order, that number, or -1."""
        self.session.execute(
            sql(
                "CREATE OR REPLACE TABLE koppelen_groepen AS SELECT {key} AS waarde, row_number() OVER () - 1 AS groep"
                " FROM (SELECT DISTINCT {key} FROM koppelen_records WHERE {key} IS NOT NULL)",
                key=key,
            )
        )
        found = self.session.columns(
            sql(
                "SELECT coalesce(g.groep, -1) AS groep FROM koppelen_records AS r"
                " LEFT JOIN koppelen_groepen AS g ON g.waarde = r.{key} ORDER BY r.nr",
                key=key,
            )
        )
        return found["groep"].astype(np.int64)

    def write(self, relation: str, persons: Ints, statuses: Ints) -> Links:
        """Make the relation of links."""
        columns = {
            "nr": np.arange(len(persons)),
            "persoon": persons,
            "status": statuses,
        }
        self.session.write("koppelen_uitkomst", columns)
        words = " ".join(
            f"WHEN {at} THEN {literal(status)}" for at, status in enumerate(STATUSES)
        )
        self.session.execute(
            sql(
                "CREATE OR REPLACE TABLE {relation} AS SELECT r.pseud_id, p.pseud_id AS persoon_id,"
                " CASE u.status {words} END AS status FROM koppelen_uitkomst AS u"
                " JOIN koppelen_records AS r ON r.nr = u.nr JOIN koppelen_records AS p ON p.nr = u.persoon"
                " ORDER BY r.nr",
                relation=relation,
                words=Sql(words),
            )
        )
        counts = np.bincount(statuses, minlength=len(STATUSES)).tolist()
        return Links(
            relation,
            len(np.unique(persons)),
            len(persons),
            dict(zip(STATUSES, counts, strict=True)),
        )

    def n(self, condition: str) -> int:
        """Count records."""
        return int(
            self.session.value(
                sql(
                    "SELECT count(*) FROM koppelen_records WHERE {holds}",
                    holds=Sql(condition),
                )
            )
        )

    def _spell(self, source: Sql, texts: Mapping[str, Sql]) -> None:
        """Write every different value in one spelling, a bounded number at a time."""
        records = int(
            self.session.value(sql("SELECT count(*) FROM {source}", source=source))
        )
        parts = 1 + records // VALUES_AT_ONCE
        for field, spell in self.spellings.items():
            table, words = f"koppelen_{field}", texts[field]
            self.session.execute(
                sql(
                    "CREATE OR REPLACE TABLE {table} (ruw VARCHAR, net VARCHAR)",
                    table=table,
                )
            )
            for part in range(parts):
                values = self.session.columns(
                    sql(
                        "SELECT DISTINCT {words} AS ruw FROM {source} AS f"
                        " WHERE {words} IS NOT NULL AND hash({words}) % {parts} = {part}",
                        words=words,
                        source=source,
                        parts=Sql(str(parts)),
                        part=Sql(str(part)),
                    )
                )["ruw"].tolist()
                self.session.append(
                    table,
                    {"ruw": _array(values), "net": _array(list(map(spell, values)))},
                )
            self.session.execute(
                sql("UPDATE {table} SET net = NULL WHERE net = ''", table=table)
            )
