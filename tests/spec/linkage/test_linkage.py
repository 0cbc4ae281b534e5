"""Which records are one person."""

import pytest
from tests.spec.linkage.conftest import Linked, hand_over

from zicht.linkage.linking import link
from zicht.vocabulary.errors import LinkageError
from zicht.vocabulary.people import LinkFields


def test_the_same_number_and_names_are_one_person(linked):
    found = linked("""
        record | number    | given | family | birth      | sex
        a      | 111222333 | Mina  | Osei   | 1999-04-05 | v
        b      | 111222333 | Mina  | Osei   | -          | -
        c      | 123456782 | Mina  | Osei   | 1999-04-05 | v
    """)
    assert found.groups() == ["ab", "c"]
    assert found.status["a"] == found.status["b"] == "number"


def test_a_number_is_evidence_and_not_truth(linked):
    """Two people with different names and birth dates who use one number are two people."""
    found = linked("""
        record | number    | given | family  | birth      | sex | nationality
        a      | 111222333 | Mina  | Osei    | 1999-04-05 | v   | GHA
        b      | 111222333 | Pieter | Jansen | 1961-11-20 | m   | NLD
    """)
    assert found.groups() == ["a", "b"]


def test_two_numbers_are_never_one_person(linked):
    found = linked("""
        record | number    | given | family | birth      | sex
        a      | 111222333 | Mina  | Osei   | 1999-04-05 | v
        b      | 123456782 | Mina  | Osei   | 1999-04-05 | v
        c      | -         | Mina  | Osei   | 1999-04-05 | v
    """)
    assert found.person["a"] != found.person["b"]
    assert found.report.persons == 2
    assert found.report.conflicts == 1


def test_a_token_stands_for_a_name(linked):
    """A source that may not hand over names makes one token of them; without one, nobody there could be linked."""
    found = linked("""
        record | token | sex | nationality | birth
        a      | 9F3A  | v   | GHA         | 1999
        b      | 9f3a  | v   | GHA         | 1999
        c      | 77b1  | v   | GHA         | 1999
        d      | 0c55  | m   | NLD         | 1984
        e      | -     | v   | GHA         | 1999
    """)
    assert found.groups() == ["ab", "c", "d", "e"]


def test_one_token_with_two_citizen_numbers_is_two_persons(linked):
    found = linked("""
        record | number    | token | sex
        a      | 111222333 | 9f3a  | v
        b      | 123456782 | 9f3a  | v
    """)
    assert found.groups() == ["a", "b"]


TWO_PARTS = """
    record | event | part | given | family | birth      | sex
    a      | i1    | 1    | Mina  | Osei   | 1999-04-05 | v
    b      | {event} | {part} | Mina  | Osei   | 1999-04-05 | v
    c      | -     | -    | Mina  | Osei   | 1999-04-05 | v
"""


def test_a_victim_and_a_suspect_of_one_incident_are_two_persons(linked):
    """However equal what is written of them. A third record is of one of the two."""
    found = linked(TWO_PARTS.format(event="i1", part="2"))
    assert found.person["a"] != found.person["b"]
    assert found.report.persons == 2


@pytest.mark.parametrize(("event", "part"), [("i1", "1"), ("i2", "2"), ("-", "-")])
def test_one_part_or_two_incidents_may_be_one_person(linked, event, part):
    assert linked(TWO_PARTS.format(event=event, part=part)).groups() == ["abc"]


def test_a_placeholder_number_joins_nobody(linked):
    """A number that many different people carry stands for nobody, even when it passes its check."""
    found = linked("""
        record | number    | given | family | birth      | sex
        a      | 111111110 | Mina  | Osei   | 1999-04-05 | v
        b      | 111111110 | Sam   | Prins  | 1988-01-09 | m
        c      | 111111110 | Lotte | Kaya   | 2001-12-24 | v
        d      | 111111110 | Ivan  | Petrov | 1979-06-30 | m
    """)
    assert found.groups() == ["a", "b", "c", "d"]
    assert found.report.placeholder_numbers == 4


@pytest.mark.parametrize(
    "other",
    [
        "ANNE SOFIE | -       | van der Berg | 1999-04-05 | v",
        "Anne Sofié | v.d.    | berg         | 1999-04-05 | v",
        "Sofie Anne | van der | Berg         | 1999-04-05 | v",
        "A.S.       | van der | Berg         | 1999-04-05 | v",
        "Anne       | -       | Berg-Jansen  | 1999-04-05 | v",
        "Berg       | -       | Anne-Sofie   | 1999-04-05 | v",
        "Anne-Sofie | van der | Breg         | 1999-04-05 | v",
        "Anne-Sofie | van der | Berg         | 1999-05-04 | v",
        "Anne-Sofie | van der | Berg         | 1999-01-01 | v",
        "Anne-Sofie | van der | Berg         | 1999-04-06 | v",
        "Anne-Sofie | van der | Berg         | 1998-04-05 | v",
        "Anne-Sofie | van der | Berg         | 1999-05-06 | v",
        "Berg       | -       | A.           | 1999-04-05 | v",
        "Berg       | -       | Anne-Sofie   | -          | v",
        "Anne-Sofie | van der | Berg         | 1999-04-05 | m",
        "Ану-Софи   | -       | Берг         | 1999-04-05 | v",
    ],
)
def test_one_person_written_in_another_way(linked, other):
    """Capitals, accents, particles, order, initials, married names, swapped fields, slips, scripts."""
    found = linked(f"""
        record | given      | prefix  | family       | birth      | sex
        a      | Anne-Sofie | van der | Berg         | 1999-04-05 | v
        b      | {other}
        c      | Mohammed   | el      | Amrani       | 1984-12-30 | m
        d      | Katarzyna  | -       | Wisniewska   | 1991-07-17 | v
        e      | Ioana      | -       | Popescu      | 2001-02-11 | v
    """)
    assert found.groups() == ["ab", "c", "d", "e"]


def test_many_records_of_one_person_do_not_make_a_rare_name_common(session):
    """Each of ten people has a name of their own, six records, and no birth date in half of these."""
    n_people, n_each = 10, 6
    names = [
        f"{a}{b}" for a in ("Bar", "Kel", "Mun", "Sor", "Tim") for b in ("do", "ra")
    ]
    table = "record | given | family | birth | sex\n" + "\n".join(
        f"{person}{record} | {names[person]} | {names[-person]}sen"
        f" | {'-' if record % 2 else f'19{70 + person}-03-1{person}'} | v"
        for person in range(n_people)
        for record in range(n_each)
    )
    found = Linked(session, hand_over(session, table))
    assert found.report.persons == n_people
    assert found.report.most_persons - found.report.least_persons <= 1


@pytest.mark.parametrize("unknown", ["onbekend", "NN", "N.N.", "unknown", "-", "xxx"])
def test_a_placeholder_is_never_evidence(linked, unknown):
    """Two records that say of everything that it is not known have nothing in common."""
    found = linked(f"""
        record | given     | family    | birth      | sex
        a      | {unknown} | {unknown} | 1900-01-01 | onbekend
        b      | {unknown} | {unknown} | 1900-01-01 | onbekend
    """)
    assert found.groups() == ["a", "b"]
    assert found.report.known["given"] == found.report.known["birth"] == 0


def test_a_source_without_any_link_field_links_nobody(session):
    session.execute(
        "CREATE TABLE fields AS SELECT i::VARCHAR AS pseud_id, 'om_zaken' AS source FROM range(3) AS t(i)"
    )
    linkage = link(session, LinkFields("fields", (), 3))
    assert linkage.links.persons == 3
    assert linkage.links.statuses["little_known"] == 3


def test_links_go_on_through_others(linked):
    """The person is named after the smallest pseudonym."""
    found = linked("""
        record | number    | given | family | birth      | sex
        c      | -         | Mina  | Osei   | 1999-04-05 | v
        a      | 111222333 | Mina  | Ossei  | 1999-04-05 | v
        b      | 111222333 | Mina  | Osei   | 1999-04-05 | v
    """)
    assert found.groups() == ["abc"]
    assert set(found.person.values()) == {"a"}


def test_the_report_counts_and_never_quotes(linked):
    found = linked("""
        record | source             | number    | given | family | birth      | sex
        a      | comensha_meldingen | 111222333 | Mina  | Osei   | 1999-04-05 | v
        b      | politie_incidenten | 111222333 | Mina  | Osei   | 1999-04-05 | v
        c      | politie_incidenten | -         | Mina  | Osei   | 1999-04    | v
        d      | om_zaken           | -         | Sam   | Prins  | 1988-01-09 | m
    """)
    report = found.report
    assert (report.records, report.persons) == (4, 2)
    assert report.sizes == {1: 1, 3: 1}
    assert report.known["number"] == 2
    assert report.partial_dates == 1
    assert report.least_persons <= 2 <= report.most_persons
    assert not any(
        word in repr(report) for word in ("Mina", "Osei", "111222333", "1999")
    )


def test_nothing_with_link_fields_stays_behind(session, linked):
    """Neither the tables of linkage nor those of splink outlive it; what stays holds pseudonyms and statuses."""
    linked("""
        record | number    | given | family
        a      | 111222333 | Mina  | Osei
        b      | -         | Mina  | Osei
    """)
    columns = session.rows(
        "SELECT DISTINCT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND table_name <> 'fields'"
    )
    assert {name for _, name in columns} == {"pseud_id", "person_id", "status"}
    assert all(table.startswith("links") for table, _ in columns)


def test_two_records_with_one_pseudonym_are_refused(session):
    session.execute(
        "CREATE TABLE fields AS SELECT 'a' AS pseud_id, 'om_zaken' AS source, NULL::VARCHAR AS sex FROM range(2)"
    )
    with pytest.raises(LinkageError, match="2 are there, with 1 pseudonyms"):
        link(session, LinkFields("fields", ("sex",), 2))


def test_what_the_database_says_is_an_error_of_linkage(session):
    with pytest.raises(LinkageError, match="Record linkage: A query is not right"):
        link(session, LinkFields("nowhere", ("sex",), 1))
    assert not session.rows("SELECT table_name FROM duckdb_tables()")


def test_nobody_is_nobody(session):
    session.execute(
        "CREATE TABLE fields (pseud_id VARCHAR, source VARCHAR, sex VARCHAR)"
    )
    links = link(session, LinkFields("fields", ("sex",), 0)).links
    assert (links.records, links.persons) == (0, 0)
