"""What counting refuses: results that cannot be right, and queries that disagree."""

from dataclasses import replace

import pytest
from tests.dutch import read_views

from zicht.indicators import count
from zicht.indicators.relations import laid
from zicht.project.dimensions import dimensions
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.definitions import Selection
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.people import Links, Payload
from zicht.vocabulary.text import Text

from .conftest import lay

ONE = {"comensha_meldingen": "person\np1"}


def test_a_code_in_no_list_is_refused(counted):
    with pytest.raises(
        IndicatorError,
        match="dimension geslacht: at least 1 units carry a code that is in no list",
    ):
        counted({"comensha_meldingen": "person  | geslacht\np1 | vrouw"}, ["V01"])


def test_a_stray_code_among_several_is_refused(counted):
    """None of several codes is lost silently."""
    with pytest.raises(IndicatorError, match="dimension vorm"):
        counted(
            {"comensha_meldingen": "person  | uitbuitingsvorm\np1 | BSU;XX"}, ["V01"]
        )


def test_an_empty_code_is_refused(counted):
    with pytest.raises(
        IndicatorError,
        match="dimension geslacht: at least 1 units have no value there",
    ) as caught:
        counted({"comensha_meldingen": "person  | geslacht\np1 | -"}, ["V01"])
    assert "coalesce" in caught.value.now


def test_a_country_in_no_group_is_refused(counted):
    """It is not silently unknown; nor is every country when the list of countries is missing."""
    with pytest.raises(IndicatorError, match="dimension nationaliteit"):
        counted({"comensha_meldingen": "person  | nationaliteit\np1 | QQQ"}, ["V01"])


def test_the_error_quotes_no_code(counted):
    with pytest.raises(IndicatorError) as caught:
        counted({"comensha_meldingen": "person  | geslacht\np1 | geheimwoord"}, ["V01"])
    assert "geheimwoord" not in str(caught.value)


def test_a_unit_with_two_codes_of_a_list_that_adds_up_is_refused(counted, catalogue):
    both = replace(catalogue["L01"], sql="SELECT unit, year, gemeente FROM meldingen")
    table = {
        "comensha_meldingen": "person  | gemeente_verblijf\np1 | VB0001\np1 | VB0002"
    }
    with pytest.raises(
        IndicatorError, match="dimension gemeente: at least 1 units carry two codes"
    ):
        counted(table, [both])


def test_a_unit_in_two_years_is_refused(counted, catalogue):
    person = replace(
        catalogue["L01"],
        sql="SELECT person_id AS unit, year, gemeente FROM slachtofferjaren",
    )
    table = {
        "comensha_meldingen": "person  | meld_datum\np1 | 2019-05-01\np1 | 2020-05-01"
    }
    with pytest.raises(IndicatorError, match="more than one year"):
        counted(table, [person])


def test_a_unit_without_a_year_is_refused(counted, catalogue):
    timeless = replace(
        catalogue["L01"],
        sql="SELECT unit, nullif(year, 2020) AS year, gemeente FROM slachtofferjaren",
    )
    with pytest.raises(IndicatorError, match="in no year"):
        counted(ONE, [timeless])


def test_a_row_without_a_unit_is_refused(counted, catalogue):
    nameless = replace(
        catalogue["L01"],
        sql="SELECT nullif(year, 2020) AS unit, year, gemeente FROM slachtofferjaren",
    )
    with pytest.raises(IndicatorError, match="1 row names no unit"):
        counted(ONE, [nameless])


def test_two_queries_of_one_universe_must_agree(counted, catalogue):
    """V03 counts other people under the name of V01's universe: refused, not published twice."""
    other = replace(
        catalogue["V03"], sql=catalogue["V03"].sql + "WHERE f.vorm <> 'AU'\n"
    )
    table = {"comensha_meldingen": "person  | uitbuitingsvorm\np1 | BSU\np2 | AU"}
    with pytest.raises(IndicatorError, match="V01 and V03 name one universe"):
        counted(table, ["V01", other])


def test_the_error_says_which_of_two_indicators_adds_up_a_column(counted, catalogue):
    """A share of a published table needs the same `sums` as the count beside it."""
    summing = replace(
        catalogue["V03"],
        sql=catalogue["V03"].sql.replace("f.vorm,", "f.vorm, 3 AS n,"),
        sums="n",
    )
    table = {"comensha_meldingen": "person  | uitbuitingsvorm\np1 | BSU\np2 | AU"}
    with pytest.raises(IndicatorError) as caught:
        counted(table, ["V01", summing])
    assert caught.value.now.startswith("V01 counts units and V03 adds up n: ")


def test_a_share_needs_its_denominator_counted(counted):
    with pytest.raises(
        IndicatorError, match="K03-stroom divides by om_verdachtencohort"
    ):
        counted({"om_zaken": "person\np1"}, ["K03-stroom"])


def test_a_numerator_of_another_universe_than_the_query_is_refused(counted, catalogue):
    wrong = replace(catalogue["V03"], numerator=Selection("verdachtenjaren"))
    with pytest.raises(IndicatorError, match="numerator is of another universe"):
        counted(ONE, [wrong])


def test_a_dimension_without_a_code_list_is_refused(counted, catalogue):
    with pytest.raises(IndicatorError, match="No code list of kleur"):
        counted(ONE, [replace(catalogue["V01"], breakdowns=(("kleur",),))])


def test_a_query_over_a_source_that_was_not_delivered_is_refused(counted):
    with pytest.raises(IndicatorError, match="nothing of such a source was received"):
        counted(ONE, ["S01"])


def test_a_query_with_a_link_field_never_runs(counted, catalogue, session):
    sneaky = replace(
        catalogue["L01"],
        sql="SELECT unit, year, bsn AS gemeente FROM slachtofferjaren",
    )
    with pytest.raises(IndicatorError, match="may not run"):
        counted(ONE, [sneaky])
    views = {
        **read_views(),
        "slachtofferjaren": "SELECT achternaam AS unit FROM meldingen",
    }
    with pytest.raises(IndicatorError, match="view slachtofferjaren may not run"):
        counted(ONE, ["V01"], views=views)


def test_a_record_without_a_link_is_refused(session, catalogue, lists):
    """It would otherwise silently not be counted."""
    payload, _ = lay(session, ONE)
    session.execute("DELETE FROM links")
    with pytest.raises(
        IndicatorError,
        match="Records of comensha_meldingen without a link to a person: 1",
    ):
        count(
            session,
            payload,
            Links("links", 0, 0, {}),
            [catalogue["L01"]],
            dimensions(lists),
            views=read_views(),
        )


def test_what_the_database_says_of_a_query_names_the_indicator(counted, catalogue):
    wrong = replace(
        catalogue["L01"],
        sql="SELECT unit, year, plaats AS gemeente FROM slachtofferjaren",
    )
    with pytest.raises(IndicatorError, match="Indicator L01: A query is not right"):
        counted(ONE, [wrong])


def test_views_in_a_circle_are_refused(counted, catalogue):
    views = {"a": "SELECT x FROM b", "b": "SELECT x FROM a"}
    with pytest.raises(IndicatorError, match="circle"):
        counted(ONE, [replace(catalogue["L01"], sql="SELECT x FROM a")], views=views)


def test_nothing_that_was_made_stays_behind(counted, session):
    counted(ONE, ["V01"])
    with pytest.raises(IndicatorError):
        counted({"comensha_meldingen": "person  | geslacht\np1 | vrouw"}, ["V01"])
    made = {
        name
        for (name,) in session.rows(
            "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views() WHERE NOT internal"
        )
    }
    assert made == {"payload_comensha_meldingen", "links"}


def test_levels_of_a_list_with_several_codes_count_units_once(
    session, catalogue, lists
):
    """Someone with two sexual forms counts once as sexual exploitation: levels there are counted, not added up."""
    words = Text("x", "x")
    labels = dict.fromkeys(
        ["BSU", "GSU", "AU", "CU", "overig", "onbekend", "seksueel"], words
    )
    grouped = CodeList(
        "vorm", labels, {"soort": {"BSU": "seksueel", "GSU": "seksueel"}}, adds_up=False
    )
    payload, links = lay(
        session,
        {
            "comensha_meldingen": "person  | uitbuitingsvorm\np1 | BSU;GSU\np2 | GSU;AU\np3 | AU"
        },
    )
    draft = count(
        session,
        payload,
        links,
        [catalogue["V02"]],
        dimensions({**lists, "vorm": grouped}),
        views=read_views(),
    )
    cells = {
        key: int(n)
        for t in draft.tables
        for key, n in zip(t.keys(), t.counts.tolist(), strict=True)
    }

    def cell(**where: str) -> int:
        return cells["slachtofferjaren", frozenset({("year", "2020"), *where.items()})]

    assert [cell(vorm=code) for code in ("BSU", "GSU", "AU", "seksueel")] == [
        1,
        2,
        2,
        2,
    ]
    assert cell(vorm="seksueel", leeftijdsgroep="volwassen") == 2
    assert cell() == 3


def test_every_table_is_complete_with_margins(counted):
    """All codes, levels and margins of a breakdown stand in its table, for every year."""
    found = counted(ONE, ["V01"])
    table = next(
        t for t in found.draft.tables if t.names == ("year", "leeftijdsgroep", "vorm")
    )
    ages = {
        "minderjarig",
        "adolescent",
        "volwassen",
        "onbekend",
        "onder_23",
        "bekend",
        TOTAL,
    }
    assert set(table.codes[1].tolist()) == ages
    assert len(table.counts) == 4 * len(ages) * 7
    assert len(set(table.keys())) == len(table.counts)


@pytest.mark.parametrize("name", ["links", "levels", "numbers", "observation"])
def test_a_source_with_the_name_of_a_relation_of_zicht_is_refused(session, name):
    payload = Payload({name: "anything"}, {name: 0})
    with (
        pytest.raises(IndicatorError, match=f"Source {name} has the name"),
        laid(session, payload, Links("known", 0, 0, {}), {}, {}),
    ):
        pass
