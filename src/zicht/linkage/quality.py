"""How well linkage went, in counts alone: no value of any record."""

from collections.abc import Mapping
from dataclasses import dataclass

from zicht.engine import Session, identifier
from zicht.linkage.matching import BY_NAME, BY_NUMBER, Evidence
from zicht.vocabulary.people import LinkFields, Links

LARGE = 10
"""Persons with so many records or more are counted together."""


@dataclass(frozen=True)
class Quality:
    """Counts that say how well records were brought together. May be read by anyone in the office.

    Parameters
    ----------
    records, persons : numbers of each
    statuses : why a record is linked, to number of records
    sizes : number of records of a person, to number of persons; the last stands for it and more
    pairs : two sources and the rule that joins them, to number of persons; a source beside itself counts persons with
        several records there
    evidence : what there was to go by
    """

    records: int
    persons: int
    statuses: Mapping[str, int]
    sizes: Mapping[int, int]
    pairs: Mapping[tuple[str, str, str], int]
    evidence: Evidence


def quality(session: Session, link_fields: LinkFields, links: Links, evidence: Evidence) -> Quality:
    """Report on links just made.

    Parameters
    ----------
    session : in which both relations stand
    link_fields : of which only pseudonym and source are read
    links, evidence : as `link_with_evidence` gave them

    Returns
    -------
    Quality, in counts of records and persons
    """
    table = identifier(links.relation)
    sizes = session.rows(
        f"SELECT least(n, {LARGE}) AS n, count(*) FROM (SELECT count(*) AS n FROM {table} GROUP BY persoon_id)"  # noqa: S608
        " GROUP BY 1 ORDER BY 1"
    )
    source = identifier(*(part.strip('"') for part in link_fields.relation.split(".")))
    pairs = session.rows(
        "WITH bronnen AS (SELECT k.persoon_id, f.source AS bron, count(*) AS n,"  # noqa: S608
        f" count(*) FILTER (k.status = '{BY_NUMBER}') AS n_bsn"
        f" FROM {table} AS k JOIN {source} AS f ON f.pseud_id = k.pseud_id GROUP BY 1, 2)"
        " SELECT a.bron, b.bron, CASE WHEN least(a.n_bsn, b.n_bsn) > CASE WHEN a.bron = b.bron THEN 1 ELSE 0 END"
        f" THEN '{BY_NUMBER}' ELSE '{BY_NAME}' END, count(*)"
        " FROM bronnen AS a JOIN bronnen AS b ON a.persoon_id = b.persoon_id"
        " AND (a.bron < b.bron OR a.bron = b.bron AND a.n > 1) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    return Quality(
        records=links.records,
        persons=links.persons,
        statuses=dict(links.statuses),
        sizes={int(size): int(n) for size, n in sizes},
        pairs={(a, b, rule): int(n) for a, b, rule, n in pairs},
        evidence=evidence,
    )
