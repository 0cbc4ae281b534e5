"""Says which records are one person, by two exact rules and a guard. Sees link fields, never payload."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from zicht.engine import Session, identifier
from zicht.linkage.names import citizen_number, family, spelled
from zicht.vocabulary.errors import LinkageError
from zicht.vocabulary.people import LinkFields, Links

BY_NUMBER, BY_NAME, ALONE, REFUSED = STATUSES = ("bsn", "naam", "alleen", "geweigerd")
"""Why a record is linked: it shares a citizen number; it shares names, full birth date and sex; it stands alone; it
stands alone because a link would have joined two different citizen numbers."""

VALUES_AT_ONCE = 500_000
"""How many different values are spelled in memory at a time."""

Ints = NDArray[np.int64]
_FIELDS = ("bsn", "voornamen", "tussenvoegsel", "achternaam", "geboortedatum", "link_geslacht")


@dataclass(frozen=True)
class Evidence:
    """What linkage had to go by, in counts of records.

    Parameters
    ----------
    numbers : records with a citizen number that was used
    invalid_numbers : records with a number that fails the elfproef
    placeholder_numbers : records with a number that too many different people carry
    names : records with full names, birth date and sex
    partial_dates : records of which the birth date misses day or month: those never link by name
    conflicts : groups that a name would have joined although their citizen numbers differ
    refused : records that stand alone for that reason
    """

    numbers: int
    invalid_numbers: int
    placeholder_numbers: int
    names: int
    partial_dates: int
    conflicts: int
    refused: int


def link(session: Session, link_fields: LinkFields, *, relation: str = "links") -> Links:
    """Find out which records are one person.

    Records are one person when they share a citizen number that passes the elfproef, or given names, family name, full
    birth date and sex. Links go on through others: a record that shares a number with one and a name with another joins
    them. Where that would put two different citizen numbers in one person, nobody in that group is linked by name.

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


def link_with_evidence(session: Session, link_fields: LinkFields, *, relation: str = "links") -> tuple[Links, Evidence]:
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
            invalid_numbers=scratch.n("ongeldig"),
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
    _, first, inverse, size = np.unique(together, return_index=True, return_inverse=True, return_counts=True)
    shares_number = _shared(numbers)
    is_alone = size[inverse] == 1
    status = np.where(shares_number, STATUSES.index(BY_NUMBER), STATUSES.index(BY_NAME))
    status[is_alone] = STATUSES.index(ALONE)
    status[is_alone & in_conflict] = STATUSES.index(REFUSED)
    return first[inverse].astype(np.int64), status.astype(np.int64), len(conflicting)


def _shared(groups: Ints) -> NDArray[np.bool_]:
    sizes = np.bincount(groups[groups >= 0], minlength=1)
    return (groups >= 0) & (sizes[np.maximum(groups, 0)] > 1)


def _components(numbers: Ints, names: Ints) -> Ints:
    """Label records that hang together: each is tied to its number and to its name."""
    n, n_numbers = len(numbers), int(numbers.max(initial=-1)) + 1
    size = n + n_numbers + int(names.max(initial=-1)) + 1
    records = np.arange(n)
    starts = np.concatenate([records[numbers >= 0], records[names >= 0]])
    ends = np.concatenate([n + numbers[numbers >= 0], n + n_numbers + names[names >= 0]])
    graph = coo_array((np.ones(len(starts), dtype=np.int8), (starts, ends)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1]
    return np.asarray(labels[:n], dtype=np.int64)


@contextmanager
def _scratch(session: Session) -> Iterator["_Scratch"]:
    """Keep tables with link fields no longer than linking takes."""
    scratch = _Scratch(session)
    try:
        yield scratch
    finally:
        session.drop(*scratch.tables)


class _Scratch:
    """Tables of the session that hold link fields while records are linked."""

    tables = ("koppelen_records", "koppelen_spelling", "koppelen_groepen", "koppelen_uitkomst")

    def __init__(self, session: Session) -> None:
        self.session = session

    def number_records(self, link_fields: LinkFields) -> None:
        """Give records a number in the order of pseudonyms, and their citizen number and name key in one spelling."""
        texts = {field: f"CAST(f.{identifier(field)} AS VARCHAR)" for field in link_fields.columns}
        here = {field: texts.get(field, "CAST(NULL AS VARCHAR)") for field in _FIELDS}
        source = identifier(*(part.strip('"') for part in link_fields.relation.split(".")))
        self._spell(source, here)
        self.session.execute(
            "CREATE OR REPLACE TABLE koppelen_records AS"  # noqa: S608 - names, written as names
            " WITH gespeld AS (SELECT f.pseud_id, f.source AS bron, n.net AS bsn,"
            f" n.net IS NULL AND nullif(trim({here['bsn']}), '') IS NOT NULL AS ongeldig,"
            f" v.net AS voornaam, a.net AS familie, trim({here['geboortedatum']}) AS datum,"
            f" {here['link_geslacht']} AS sekse"
            f" FROM {source} AS f"
            f" LEFT JOIN koppelen_spelling AS n ON n.veld = 'bsn' AND n.ruw = {here['bsn']}"
            f" LEFT JOIN koppelen_spelling AS v ON v.veld = 'voornamen' AND v.ruw = {here['voornamen']}"
            f" LEFT JOIN koppelen_spelling AS a ON a.veld = 'familie' AND a.ruw = {_family_text(here)})"
            " SELECT row_number() OVER (ORDER BY pseud_id) - 1 AS nr, pseud_id, bron, bsn, coalesce(ongeldig, false) AS"
            " ongeldig, voornaam, familie, datum, CASE WHEN length(datum) = 10 AND sekse IN ('v', 'm')"
            " THEN voornaam || '|' || familie || '|' || datum || '|' || sekse END AS naam FROM gespeld"
        )
        records, persons = self.session.rows("SELECT count(*), count(DISTINCT pseud_id) FROM koppelen_records")[0]
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
        self.session.execute("UPDATE koppelen_records SET bsn = NULL WHERE bsn IN (SELECT bsn FROM koppelen_groepen)")
        return dropped

    def groups(self, key: str) -> Ints:
        """Give each different value of a key a number; per record, in order, that number, or -1."""
        self.session.execute(
            f"CREATE OR REPLACE TABLE koppelen_groepen AS SELECT {key} AS waarde, row_number() OVER () - 1 AS groep"  # noqa: S608
            f" FROM (SELECT DISTINCT {key} FROM koppelen_records WHERE {key} IS NOT NULL)"
        )
        found = self.session.columns(
            "SELECT coalesce(g.groep, -1) AS groep FROM koppelen_records AS r"  # noqa: S608
            f" LEFT JOIN koppelen_groepen AS g ON g.waarde = r.{key} ORDER BY r.nr"
        )
        return found["groep"].astype(np.int64)

    def write(self, relation: str, persons: Ints, statuses: Ints) -> Links:
        """Make the relation of links."""
        columns = {"nr": np.arange(len(persons)), "persoon": persons, "status": statuses}
        self.session.write("koppelen_uitkomst", columns)
        words = " ".join(f"WHEN {at} THEN '{status}'" for at, status in enumerate(STATUSES))
        self.session.execute(
            f"CREATE OR REPLACE TABLE {identifier(relation)} AS SELECT r.pseud_id, p.pseud_id AS persoon_id,"  # noqa: S608
            f" CASE u.status {words} END AS status FROM koppelen_uitkomst AS u"
            " JOIN koppelen_records AS r ON r.nr = u.nr JOIN koppelen_records AS p ON p.nr = u.persoon ORDER BY r.nr"
        )
        counts = np.bincount(statuses, minlength=len(STATUSES)).tolist()
        return Links(relation, len(np.unique(persons)), len(persons), dict(zip(STATUSES, counts, strict=True)))

    def n(self, condition: str) -> int:
        """Count records."""
        return int(self.session.value(f"SELECT count(*) FROM koppelen_records WHERE {condition}"))  # noqa: S608

    def _spell(self, source: str, here: Mapping[str, str]) -> None:
        """Write every different value in one spelling, a bounded number at a time."""
        self.session.execute("CREATE OR REPLACE TABLE koppelen_spelling (veld VARCHAR, ruw VARCHAR, net VARCHAR)")
        spellings: tuple[tuple[str, str, Callable[[str], str]], ...] = (
            ("bsn", here["bsn"], citizen_number),
            ("voornamen", here["voornamen"], spelled),
            ("familie", _family_text(here), _family),
        )
        parts = 1 + int(self.session.value(f"SELECT count(*) FROM {source}")) // VALUES_AT_ONCE  # noqa: S608
        for field, text, spell in spellings:
            for part in range(parts):
                values = self.session.columns(
                    f"SELECT DISTINCT {text} AS ruw FROM {source} AS f"  # noqa: S608 - names, written as names
                    f" WHERE {text} IS NOT NULL AND hash({text}) % {parts} = {part}"
                )["ruw"]
                neat = np.array([spell(value) or None for value in values], dtype=object)
                fields = np.full(len(values), field, dtype=object)
                self.session.append("koppelen_spelling", {"veld": fields, "ruw": values, "net": neat})


_BETWEEN = "\x1f"


def _family_text(here: Mapping[str, str]) -> str:
    """Write prefix and name as one text, so that each different pair is spelled once."""
    return f"(coalesce({here['tussenvoegsel']}, '') || '{_BETWEEN}' || {here['achternaam']})"


def _family(text: str) -> str:
    prefix, _, name = text.partition(_BETWEEN)
    return family(prefix, name)
