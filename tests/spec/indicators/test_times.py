"""How long it took (K07, K08), and to whom it happened again (R02)."""
# ruff: noqa: E501 - small tables are wide

from dataclasses import replace

import pytest

from zicht.vocabulary.definitions import Selection
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import IndicatorError, ProjectError

CASES = {
    "om_zaken": """
    person  | zaak_id | record | instroom_datum | veld | om_beslissing | beslis_datum | rechter_uitspraak | uitspraak_datum | straf_type               | straf_dagen_onvoorwaardelijk
    p1      | z1      | z1     | 2019-12-31     | mh   | dagvaarding   | 2020-01-10   | veroordeling      | 2020-02-09      | gevangenisstraf_onvw     | 400
    p1      | z2      | z2     | 2020-01-01     | mh   | dagvaarding   | 2020-01-02   | veroordeling      | 2020-01-03      | gevangenisstraf_deels_vw | 100
    p2      | z3      | z3     | 2020-01-01     | sgtk | dagvaarding   | 2020-01-31   | veroordeling      | 2021-01-31      | taakstraf                | 60
    p3      | z4      | z4     | 2020-01-01     | sgtk | sepot_beleid  | 2020-01-01   | -                 | -               | -                        | -
    p4      | z5      | z5     | 2020-01-01     | sgtk | -             | -            | -                 | -               | -                        | -
    p5      | z6      | z6     | 2020-01-01     | sgtk | dagvaarding   | 2020-03-01   | veroordeling      | 2020-04-01      | jeugddetentie_onvw       | -
    """
}


def spans(found, indicator: str) -> dict[tuple[str, ...], tuple]:
    (table,) = (table for table in found.draft.spans if table.indicator == indicator)
    return {cell.codes: cell.people for cell in table.cells}


def test_the_time_of_a_stage_counts_in_the_year_in_which_it_ends(counted):
    found = spans(counted(CASES, ["K08-om", "K02"]), "K08-om")
    assert found["2020", TOTAL] == (
        ((0, True),),
        ((1, True), (10, True)),
        ((30, True),),
        ((60, True),),
    )
    assert found["2020", "mh"] == (((1, True), (10, True)),)
    assert found["2019", TOTAL] == ()
    found = spans(counted(CASES, ["K08-rechter", "K05"]), "K08-rechter")
    assert found["2020", TOTAL] == (((1, True), (30, True)), ((31, True),))
    assert found["2021", "sgtk"] == (((366, True),),)


def test_the_length_of_a_sentence_is_that_of_unconditional_custody(counted):
    """A community sentence has days too; a sentence of unknown length has none."""
    made = counted(CASES, ["K07", "K06"])
    found = spans(made, "K07")
    assert found["2020", TOTAL] == found["2020", "mh"] == (((100, True), (400, True)),)
    assert found["2021", TOTAL] == ()
    assert made.cell("uitspraken", 2020, straf="onvoorwaardelijk", veld="mh") == 2


def test_a_new_case_counts_against_people_convicted_unless_it_ended_in_nothing(counted):
    """Of the same kind, later, and neither acquitted nor dismissed for want of evidence; a pending one counts."""
    table = """
    person  | zaak_id | record | instroom_datum | veld | om_beslissing   | beslis_datum | rechter_uitspraak | uitspraak_datum
    p1      | z1      | z1     | 2019-01-01     | mh   | dagvaarding     | 2019-02-01   | veroordeling      | 2019-03-01
    p1      | z2      | z2     | 2019-06-01     | sgtk | -               | -            | -                 | -
    p1      | z3      | z3     | 2019-07-01     | mh   | dagvaarding     | 2019-08-01   | vrijspraak        | 2019-09-01
    p1      | z4      | z4     | 2019-07-02     | mh   | sepot_technisch | 2019-08-01   | -                 | -
    p1      | z5      | z5     | 2020-01-01     | mh   | -               | -            | -                 | -
    p2      | z6      | z6     | 2020-01-01     | sgtk | dagvaarding     | 2019-02-01   | vrijspraak        | 2019-03-01
    p2      | z7      | z7     | 2021-12-31     | sgtk | dagvaarding     | 2022-02-01   | veroordeling      | 2022-03-01
    """
    found = spans(counted({"om_zaken": table}, ["R02-speciaal"]), "R02-speciaal")
    assert found["2019-2021", TOTAL, TOTAL] == (((365, False),), ((365, True),))
    assert found["2019-2021", "mh", TOTAL] == (((365, True),),)


def test_a_query_that_yields_no_spans_is_refused(counted, catalogue):
    with pytest.raises(IndicatorError, match="yields no spans"):
        counted(CASES, [replace(catalogue["K08-om"], sql=catalogue["K02"].sql)])


def test_a_span_that_ends_before_it_begins_is_refused(counted, catalogue):
    backwards = (
        catalogue["K08-om"]
        .sql.replace("AS start_date", "AS x")
        .replace("AS end_date", "AS start_date")
        .replace("AS x", "AS end_date")
    )
    with pytest.raises(IndicatorError, match="4 spans end before they begin"):
        counted(CASES, [replace(catalogue["K08-om"], sql=backwards)])


@pytest.mark.parametrize(
    ("yields", "instead", "words"),
    [
        ("person_id AS person", "NULL AS person", "5 spans are of nobody"),
        ("person_id AS person", "CASE WHEN veld = 'mh' THEN person_id END AS person", "3 spans are of nobody"),
        ("instroom_datum AS start_date, beslis_datum AS end_date", "1.5 AS days", "not whole"),
        ("instroom_datum AS start_date, beslis_datum AS end_date", "-0.4 AS days", "not whole"),
    ],
)  # fmt: skip
def test_spans_of_nobody_and_parts_of_days_are_refused(
    counted, catalogue, yields, instead, words
):
    """All spans without a person would be of one person, and -0.4 days would be none."""
    wrong = catalogue["K08-om"].sql.replace(yields, instead)
    with pytest.raises(IndicatorError, match=words):
        counted(CASES, [replace(catalogue["K08-om"], sql=wrong), catalogue["K02"]])


def test_only_durations_and_survival_have_statistics(catalogue):
    with pytest.raises(ProjectError, match="statistics"):
        replace(catalogue["K08-om"], statistics=None)
    with pytest.raises(ProjectError, match="statistics"):
        replace(
            catalogue["K08-om"], shape="share", denominator=Selection("om_beslissingen")
        )


SPANS_OF_FORMS = """
SELECT zaak AS unit, person_id AS person, 2020 AS year, vormen.vorm, 10 AS days
FROM zaken
JOIN (SELECT 'AU' AS vorm UNION ALL SELECT 'BSU' AS vorm) AS vormen ON vormen.vorm <= {most}
"""


def test_a_record_with_two_forms_stands_under_both_and_once_in_the_total(
    counted, catalogue
):
    indicator = replace(
        catalogue["K08-om"],
        breakdowns=((), ("vorm",)),
        universe="zaken_met_vorm",
        numerator=Selection("zaken_met_vorm"),
        sql=SPANS_OF_FORMS.format(most="'BSU'"),
    )
    (table,) = counted(CASES, [indicator]).draft.spans
    n_people = {cell.codes: cell.n_people for cell in table.cells}
    assert n_people["2020", TOTAL] == n_people["2020", "AU"] == 5
    assert n_people["2020", "BSU"] == 5
    (everybody,) = (cell for cell in table.cells if cell.codes == ("2020", TOTAL))
    assert everybody.kinds == {((10, True), (10, True)): 1, ((10, True),): 4}


def test_a_record_with_two_spans_is_refused(counted, catalogue):
    twice = SPANS_OF_FORMS.format(most="'BSU'").replace(
        "10 AS days", "CASE vormen.vorm WHEN 'AU' THEN 10 ELSE 20 END AS days"
    )
    indicator = replace(
        catalogue["K08-om"],
        breakdowns=((),),
        universe="zaken_met_vorm",
        numerator=Selection("zaken_met_vorm"),
        sql=twice,
    )
    with pytest.raises(IndicatorError, match="one record has two spans"):
        counted(CASES, [indicator])
