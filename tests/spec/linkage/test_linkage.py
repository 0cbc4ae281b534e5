"""Which records are one person."""

import pytest

from zicht.linkage import link
from zicht.linkage.names import family, spelled
from zicht.vocabulary.errors import LinkageError
from zicht.vocabulary.people import LinkFields


def test_one_citizen_number_is_one_person(linked):
    """Records with the same citizen number are one person, whatever the names say."""
    found = linked("""
        record | national_number | given_names | family_name
        a      | 111222333 | Mina      | Osei
        b      | 111222333 | -         | -
        c      | 123456782 | Mina      | Osei
    """)
    assert found.groups() == ["ab", "c"]
    assert found.status == {"a": "bsn", "b": "bsn", "c": "alleen"}


def test_names_birth_date_and_sex_are_one_person(linked):
    """Without a number, given names, family name, full birth date and sex together make one person."""
    found = linked("""
        record | national_number | given_names   | name_prefix | family_name   | birth_date | sex
        a      | -   | Anne-Sofie  | van der       | Berg         | 1999-04-05    | female
        b      | -   | ANNE SOFIE  | -             | van der Berg | 1999-04-05    | female
        c      | -   | Anne Sofié  | v.d.          | berg         | 1999-04-05    | female
        d      | -   | Anne-Sofie  | van der       | Berg         | 1999-04-05    | male
        e      | -   | Anne-Sofie  | van der       | Berg         | 1999-04-06    | female
        f      | -   | Anne        | van der       | Berg         | 1999-04-05    | female
    """)
    assert found.groups() == ["abc", "d", "e", "f"]
    assert set(found.status.values()) == {"naam", "alleen"}


@pytest.mark.parametrize("date", ["1999", "1999-04", "-"])
def test_part_of_a_birth_date_never_links(linked, date):
    """Half a birth date and a name are shared by many: they make nobody one person."""
    found = linked(f"""
        record | given_names | family_name | birth_date | sex
        a      | Mina      | Osei       | {date}        | female
        b      | Mina      | Osei       | {date}        | female
    """)
    assert found.groups() == ["a", "b"]
    assert found.evidence.partial_dates == (0 if date == "-" else 2)


def test_unknown_sex_never_links_by_name(linked):
    found = linked("""
        record | given_names | family_name | birth_date | sex
        a      | Mina      | Osei       | 1999-04-05    | onbekend
        b      | Mina      | Osei       | 1999-04-05    | onbekend
        c      | Mina      | Osei       | 1999-04-05    | -
    """)
    assert found.groups() == ["a", "b", "c"]


def test_links_go_on_through_others(linked):
    """b shares a number with a and a name with c: all three are one person, under the smallest pseudonym."""
    found = linked("""
        record | national_number | given_names | family_name | birth_date | sex
        c      | -         | Mina      | Osei       | 1999-04-05    | female
        a      | 111222333 | Mina      | Ossei      | 1999-04-05    | female
        b      | 111222333 | Mina      | Osei       | 1999-04-05    | female
    """)
    assert found.groups() == ["abc"]
    assert set(found.person.values()) == {"a"}
    assert found.status == {"a": "bsn", "b": "bsn", "c": "naam"}


def test_two_numbers_are_never_one_person(linked):
    """Two citizen numbers and one name: the numbers stay apart, and who has only the name is refused a link."""
    found = linked("""
        record | national_number | given_names | family_name | birth_date | sex
        a      | 111222333 | Mina      | Osei       | 1999-04-05    | female
        b      | 111222333 | Mina      | Osei       | 1999-04-05    | female
        c      | 123456782 | Mina      | Osei       | 1999-04-05    | female
        d      | -         | Mina      | Osei       | 1999-04-05    | female
        e      | -         | Mina      | Osei       | 1999-04-05    | female
    """)
    assert found.groups() == ["ab", "c", "d", "e"]
    assert found.status == {
        "a": "bsn",
        "b": "bsn",
        "c": "geweigerd",
        "d": "geweigerd",
        "e": "geweigerd",
    }
    assert found.evidence.conflicts == 1
    assert found.evidence.refused == 3


def test_a_placeholder_number_joins_nobody(linked):
    """A number that many different people carry stands for nobody, even when it passes its check."""
    found = linked("""
        record | national_number | given_names | family_name | birth_date | sex
        a      | 111111110 | Mina      | Osei       | 1999-04-05    | female
        b      | 111111110 | Sam       | Prins      | 1988-01-09    | male
        c      | 111111110 | Lotte     | Kaya       | 2001-12-24    | female
        d      | 111111110 | Ivan      | Petrov     | 1979-06-30    | male
    """)
    assert found.groups() == ["a", "b", "c", "d"]
    assert found.evidence.placeholder_numbers == 4


def test_a_source_without_numbers_links_by_name_alone(linked):
    found = linked("""
        record | given_names | family_name | birth_date | sex
        a      | Mina      | Osei       | 1999-04-05    | female
        b      | Mina      | Osei       | 1999-04-05    | female
    """)
    assert found.groups() == ["ab"]


def test_other_scripts_are_names_too(linked):
    found = linked("""
        record | given_names | family_name | birth_date | sex
        a      | Иван      | Петров     | 1979-06-30    | male
        b      | иван      | петров     | 1979-06-30    | male
        c      | Олег      | Петров     | 1979-06-30    | male
    """)
    assert found.groups() == ["ab", "c"]


def test_quality_counts_and_never_quotes(linked):
    found = linked("""
        record | source             | national_number | given_names | family_name | birth_date | sex
        a      | comensha_meldingen | 111222333 | Mina      | Osei       | 1999-04-05    | female
        b      | politie_incidenten | 111222333 | Mina      | Osei       | 1999-04-05    | female
        c      | politie_incidenten | -         | Mina      | Osei       | 1999-04-05    | female
        d      | om_zaken           | -         | Sam       | Prins      | 1988-01-09    | male
        e      | om_zaken           | -         | Sam       | Prins      | 1988-01-09    | male
    """)
    report = found.quality
    assert (report.records, report.persons) == (5, 2)
    assert report.sizes == {2: 1, 3: 1}
    assert report.pairs == {
        ("comensha_meldingen", "politie_incidenten", "bsn"): 1,
        ("om_zaken", "om_zaken", "naam"): 1,
        ("politie_incidenten", "politie_incidenten", "naam"): 1,
    }
    assert not any(
        word in repr(report) for word in ("Mina", "Osei", "111222333", "1999")
    )


def test_nothing_with_link_fields_stays_behind(session, linked):
    linked("""
        record | national_number | given_names | family_name
        a      | 111222333 | Mina      | Osei
    """)
    left = {name for (name,) in session.rows("SELECT table_name FROM duckdb_tables()")}
    assert left == {"velden", "links"}


def test_two_records_with_one_pseudonym_are_refused(session):
    session.execute(
        "CREATE TABLE velden AS SELECT 'a' AS pseud_id, 'om_zaken' AS source,"
        " NULL::VARCHAR AS national_number FROM range(2)"
    )
    with pytest.raises(LinkageError, match="2 are there, with 1 pseudonyms"):
        link(session, LinkFields("velden", ("national_number",), 2))


def test_what_the_database_says_is_an_error_of_linkage(session):
    with pytest.raises(LinkageError, match="Linking: A query is not right"):
        link(session, LinkFields("nergens", ("national_number",), 1))
    assert not session.rows("SELECT table_name FROM duckdb_tables()")


def test_nobody_is_nobody(session):
    session.execute(
        "CREATE TABLE velden (pseud_id VARCHAR, source VARCHAR, national_number VARCHAR)"
    )
    links = link(session, LinkFields("velden", ("national_number",), 0))
    assert (links.records, links.persons) == (0, 0)


@pytest.mark.parametrize(
    ("prefix", "name", "written"),
    [
        ("van der", "Berg", "vanderberg"),
        (None, "van der Berg", "vanderberg"),
        ("v.d.", "Berg", "vanderberg"),
        ("v/d", "Berg", "vanderberg"),
        ("vd", "Berg", "vanderberg"),
        ("v.", "Dijk", "vandijk"),
        (None, "Berg, van der", "vanderberg"),
        ("van 't", "Hoen", "vanthoen"),
        (None, "Cruz-García", "cruzgarcia"),
        ("van", "", ""),
        (None, None, ""),
    ],
)
def test_family_names_in_one_spelling(prefix, name, written):
    assert family(prefix, name) == written


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("José", "jose"),
        ("Søren", "soren"),
        ("Łukasz", "lukasz"),
        ("İLKER", "ilker"),
        ("Strauß", "strauss"),
        ("Nguyễn", "nguyen"),
        ("  Anne - Marie ", "annemarie"),
        ("محمد", "محمد"),
        ("", ""),
        (None, ""),
    ],
)
def test_names_in_one_spelling(words, written):
    assert spelled(words) == written
