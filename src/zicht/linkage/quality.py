"""How well linkage went, in counts alone: no value of any record."""

from collections.abc import Mapping
from dataclasses import dataclass

from zicht.engine import Session, Sql, literal, sql
from zicht.linkage.matching import BY_NAME, BY_NUMBER, Evidence, relation_of
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


def quality(
    session: Session, link_fields: LinkFields, links: Links, evidence: Evidence
) -> Quality:
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
    names = {
        "links": links.relation,
        "fields": relation_of(link_fields),
        "number": literal(BY_NUMBER),
    }
    sizes = session.rows(
        sql(
            "SELECT least(n, {large}) AS n, count(*) FROM (SELECT count(*) AS n FROM {links} GROUP BY persoon_id)"
            " GROUP BY 1 ORDER BY 1",
            large=Sql(str(LARGE)),
            **names,
        )
    )
    pairs = session.rows(
        sql(
            "WITH bronnen AS (SELECT k.persoon_id, f.source AS bron, count(*) AS n,"
            " count(*) FILTER (k.status = {number}) AS n_bsn"
            " FROM {links} AS k JOIN {fields} AS f ON f.pseud_id = k.pseud_id GROUP BY 1, 2)"
            " SELECT a.bron, b.bron, CASE WHEN least(a.n_bsn, b.n_bsn) > CASE WHEN a.bron = b.bron THEN 1 ELSE 0 END"
            " THEN {number} ELSE {name} END, count(*)"
            " FROM bronnen AS a JOIN bronnen AS b ON a.persoon_id = b.persoon_id"
            " AND (a.bron < b.bron OR a.bron = b.bron AND a.n > 1) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            name=literal(BY_NAME),
            **names,
        )
    )
    return Quality(
        records=links.records,
        persons=links.persons,
        statuses=dict(links.statuses),
        sizes={int(size): int(n) for size, n in sizes},
        pairs={(a, b, rule): int(n) for a, b, rule, n in pairs},
        evidence=evidence,
    )
