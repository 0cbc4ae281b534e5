"""What a query may say, and what is refused before it runs."""
# ruff: noqa: E501 - small tables are wide

import pytest
from tests.dutch import read_forms, read_indicators, read_views

from zicht.indicators import check
from zicht.indicators.lint import read, relations
from zicht.vocabulary.errors import IndicatorError

LINK_FIELDS = ("surname", "born_on", "citizen_number")
GRANTED = ("meldingen", "links", "levels", "numbers")


def refused(sql: str) -> str:
    with pytest.raises(IndicatorError) as caught:
        check(sql, GRANTED, where="a test", forbidden=LINK_FIELDS)
    return " / ".join(caught.value.details)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT unit, year FROM meldingen",
        "select m.unit from meldingen as m join links as k on k.pseud_id = m.pseud_id where m.a in ('x', 'y')",
        "WITH eerste AS (SELECT a FROM meldingen), tweede AS (SELECT a FROM eerste) SELECT a FROM tweede",
        "SELECT count(*) AS n, sum(CASE WHEN a = 1 THEN 1 ELSE 0 END) AS s FROM meldingen GROUP BY b HAVING count(*) > 1",
        "SELECT a FROM (SELECT a, row_number() OVER (PARTITION BY b ORDER BY c, d) AS n FROM meldingen) AS t WHERE n = 1",
        "SELECT extract(year FROM datum) AS year FROM meldingen -- bsn is not read here",
        "SELECT a FROM meldingen WHERE b IS NOT DISTINCT FROM c AND d = 'bsn; * FROM geheim'",
        "SELECT trim(split_part(a, ';', n.number)) FROM meldingen JOIN numbers AS n ON n.number <= length(a)",
        "SELECT a || '-' || b AS c, 2 * n AS d FROM meldingen UNION ALL SELECT c, d FROM links",
    ],
)
def test_plain_queries_may_run(sql):
    check(sql, GRANTED, where="a test")


@pytest.mark.parametrize("name", LINK_FIELDS)
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT {} FROM meldingen",
        "SELECT m.{} FROM meldingen AS m",
        'SELECT "{}" AS a FROM meldingen',
    ],
)
def test_link_fields_may_not_be_mentioned(name, sql):
    assert f"it mentions the link field {name}" in refused(sql.format(name))
    assert f"it mentions the link field {name}" in refused(sql.format(name.upper()))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM identities",
        "SELECT a FROM meldingen JOIN identities AS i ON i.a = a",
        "SELECT a FROM meldingen WHERE a IN (SELECT a FROM identities)",
        "SELECT a, identities AS b FROM identities",
        "SELECT 1.FROM identities",
        "SELECT 1e5FROM identities",
        'SELECT a FROM "identities"',
        "SELECT a FROM meldingen UNION SELECT a FROM identities",
        "WITH meldingen AS (SELECT a FROM identities) SELECT a FROM meldingen",
        "SELECT extract(year FROM (SELECT max(a) FROM identities)) FROM meldingen",
        "SELECT a FROM/**/identities",
        "SELECT a FROM (WITH identities AS (SELECT a FROM meldingen) SELECT a FROM identities) AS t JOIN identities AS i ON i.a = t.a",
        "WITH identities AS (SELECT a FROM identities) SELECT a FROM identities",
    ],
)
def test_only_granted_relations_are_read(sql):
    assert "identities: nothing of such a source" in refused(sql)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELECT a FROM vault.identities", "database or schema"),
        ("SELECT * FROM meldingen", "selects *"),
        ("SELECT m.* FROM meldingen AS m", "selects *"),
        ("SELECT a FROM meldingen, links", "comma"),
        ("SELECT a FROM 'file.csv'", "it reads file.csv"),
        ("SELECT a FROM read_csv('file.csv')", "function read_csv"),
        ('SELECT "upper"(a) FROM meldingen', "function upper"),
        ("SELECT m.a.upper() FROM meldingen AS m", "function upper"),
        ("SELECT a FROM meldingen; DROP TABLE links", "more than one statement"),
        ("DROP TABLE links", "does not start with SELECT"),
        ("", "does not start with SELECT"),
        ("FROM meldingen", "selects *"),
        ("SELECT a FROM (TABLE identities)", "selects *"),
        ("SELECT (TABLE identities)", "selects *"),
        ("SELECT a FROM (FROM identities)", "selects *"),
        ("SELECT a FROM (DESCRIBE identities)", "DESCRIBE"),
        ("SELECT cast(a AS integer) FROM meldingen", "CAST"),
        ("SELECT a::integer FROM meldingen", "CAST"),
        ("SELECT a + interval 1 year FROM meldingen", "INTERVAL"),
        ("SELECT date_diff('year', a, b) FROM meldingen", "function date_diff"),
        ("SELECT lower(a) FROM meldingen", "function lower"),
        ("SELECT concat(a, b) FROM meldingen", "function concat"),
        (
            "SELECT regexp_replace(a, 'b', 'c') FROM meldingen",
            "function regexp_replace",
        ),
        ("SELECT unnest(a) FROM meldingen", "UNNEST"),
        ("SELECT a[1] FROM meldingen", "sign ["),
        ("SELECT a FROM meldingen WHERE b = ?", "sign ?"),
        ("SELECT a FROM meldingen WHERE b = $1", "sign ? or $"),
        ("SELECT a FROM meldingen WHERE b = current_date", "day it is counted"),
        ("SELECT a FROM (SELECT b FROM meldingen", "Expecting )"),
        ("SELECT a) FROM meldingen", "line 1: it cannot be read as SQL"),
        ("SELECT a FROM meldingen TABLESAMPLE 10%", "chance"),
        ("SELECT a FROM meldingen QUALIFY b = 1", "QUALIFY"),
        ("SELECT a FROM meldingen GROUP BY ALL", "GROUP BY ALL"),
        ("SELECT a FROM meldingen ORDER BY ALL", "VAR"),
        ("SELECT COLUMNS('a') FROM meldingen", "function columns"),
        ("SELECT {'a': b} FROM meldingen", "function"),
        ("SELECT a FROM (VALUES (1)) AS t", "VALUES"),
        ("SELECT #1 FROM meldingen", "POSITIONALCOLUMN"),
        ("WITH RECURSIVE t AS (SELECT a FROM meldingen) SELECT a FROM t", "RECURSIVE"),
        ("SELECT a FROM meldingen CROSS JOIN links", "CROSS JOIN"),
        ("SELECT a FROM meldingen NATURAL JOIN links", "NATURAL JOIN"),
        ("SELECT a FROM meldingen UNION BY NAME SELECT a FROM links", "BY NAME"),
        ("SELECT a FROM meldingen WHERE b = 'x", "not closed"),
    ],
)
def test_what_is_not_in_the_subset_is_refused(sql, why):
    assert why in refused(sql)


def test_everything_wrong_is_reported_together():
    assert len(refused("SELECT *, lower(surname) FROM identities").split(" / ")) == 4


def test_every_fault_has_the_line_on_which_it_stands():
    sql = "SELECT a,\n    lower(b)\nFROM meldingen\nJOIN identities AS i ON i.a = a"
    assert refused(sql).split(" / ") == [
        "line 2: the function lower is not in the subset",
        "line 4: it reads identities: nothing of such a source was received, and no view has that name",
    ]


def test_what_runs_is_written_from_what_was_read():
    """No second reading of the text: what a comment or odd spacing hides is gone before the database sees it."""
    assert read("select a /* x */ from(meldingen)").text == "SELECT a FROM (meldingen)"


def test_an_error_names_the_indicator():
    with pytest.raises(IndicatorError, match="The query of indicator V99 may not run"):
        check("SELECT b FROM identities", GRANTED, where="indicator V99")


def test_relations_leave_out_what_a_query_defines_itself():
    sql = "WITH a AS (SELECT x FROM meldingen) SELECT x FROM a JOIN links AS k ON k.x = a.x"
    assert relations(sql) == {"meldingen", "links"}


def test_every_query_of_the_catalogue_may_run():
    views = read_views()
    granted = {
        *views,
        *read_forms(),
        "links",
        "levels",
        "numbers",
        "observation",
    }
    for name, sql in views.items():
        check(sql, granted, where=name)
    for indicator in read_indicators():
        check(indicator.sql, granted, where=indicator.id)


def test_every_query_of_the_catalogue_says_in_words_what_it_counts():
    texts = {**read_views(), **{i.id: i.sql for i in read_indicators()}}
    assert not [
        name
        for name, sql in texts.items()
        if not sql.startswith("-- ") or not sql.endswith("\n")
    ]
