"""How long it took (K07, K08), and to whom it happened again (V08)."""
# ruff: noqa: E501 - small tables are wide

from dataclasses import replace

import pytest

from zicht.vocabulary.definitions import Selection
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import IndicatorError, ProjectError

CASES = {
    "om_zaken": """
    persoon | zaak_id | record | instroom_datum | veld | om_beslissing | beslis_datum | rechter_uitspraak | uitspraak_datum | straf_type               | straf_dagen_onvoorwaardelijk
    p1      | z1      | z1     | 2019-12-31     | mh   | dagvaarding   | 2020-01-10   | veroordeling      | 2020-02-09      | gevangenisstraf_onvw     | 400
    p1      | z2      | z2     | 2020-01-01     | mh   | dagvaarding   | 2020-01-02   | veroordeling      | 2020-01-03      | gevangenisstraf_deels_vw | 100
    p2      | z3      | z3     | 2020-01-01     | sgtk | dagvaarding   | 2020-01-31   | veroordeling      | 2021-01-31      | taakstraf                | 60
    p3      | z4      | z4     | 2020-01-01     | sgtk | sepot_beleid  | 2020-01-01   | -                 | -               | -                        | -
    p4      | z5      | z5     | 2020-01-01     | sgtk | -             | -            | -                 | -               | -                        | -
    p5      | z6      | z6     | 2020-01-01     | sgtk | dagvaarding   | 2020-03-01   | veroordeling      | 2020-04-01      | jeugddetentie_onvw       | -
    """
}
VICTIMS = {
    "politie_incidenten": """
    persoon | incident_id | registratie_datum | rol         | maatschappelijke_klasse | delict   | vorm | leeftijd
    p1      | i1          | 2019-01-01        | slachtoffer | sgtk                    | hands_on | -    | 17
    p1      | i2          | 2020-01-01        | slachtoffer | mh                      | nvt      | BSU  | 18
    p1      | i3          | 2021-06-01        | slachtoffer | mh                      | nvt      | BSU  | 19
    p2      | i4          | 2022-12-01        | slachtoffer | mh                      | nvt      | BSU  | -
    p3      | i5          | 2020-05-01        | slachtoffer | mh                      | nvt      | BSU  | 30
    p3      | i6          | 2020-05-01        | slachtoffer | sgtk                    | grooming | -    | 30
    p4      | i4          | 2020-05-01        | verdachte   | mh                      | nvt      | BSU  | 30
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


def test_people_are_followed_from_their_first_incident_until_the_next_or_the_last_day(
    counted,
):
    made = counted(VICTIMS, ["V08"])
    found = spans(made, "V08")
    assert found["2019-2021", TOTAL, TOTAL] == (((365, True),), ((974, False),))
    assert found["2019-2021", "sgtk", TOTAL] == (((365, True),),)
    assert found["2019-2021", "mh", TOTAL] == (((974, False),),)
    assert made.cell("slachtoffers_index", "2019-2021") == 2
    assert (
        made.cell("slachtoffers_index", "2019-2021", leeftijdsgroep="minderjarig") == 1
    )


def test_what_happens_after_the_last_day_did_not_happen_yet(counted):
    """A delivery may hold later years than are counted."""
    table = """
    persoon | incident_id | registratie_datum | rol         | maatschappelijke_klasse | delict   | vorm | leeftijd
    p1      | i1          | 2021-12-01        | slachtoffer | mh                      | nvt      | BSU  | 30
    p1      | i2          | 2023-01-01        | slachtoffer | mh                      | nvt      | BSU  | 30
    p2      | i3          | 2023-02-01        | slachtoffer | mh                      | nvt      | BSU  | 30
    """
    found = spans(counted({"politie_incidenten": table}, ["V08"]), "V08")
    assert {people for people in found.values() if people} == {(((395, False),),)}


def test_a_new_case_counts_against_people_convicted_unless_it_ended_in_nothing(counted):
    """Of the same kind, later, and neither acquitted nor dismissed for want of evidence; a pending one counts."""
    table = """
    persoon | zaak_id | record | instroom_datum | veld | om_beslissing   | beslis_datum | rechter_uitspraak | uitspraak_datum
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
        .sql.replace("AS van", "AS x")
        .replace("AS tot", "AS van")
        .replace("AS x", "AS tot")
    )
    with pytest.raises(IndicatorError, match="4 spans end before they begin"):
        counted(CASES, [replace(catalogue["K08-om"], sql=backwards)])


def test_only_durations_and_survival_have_statistics(catalogue):
    with pytest.raises(ProjectError, match="statistics"):
        replace(catalogue["K08-om"], statistics=None)
    with pytest.raises(ProjectError, match="statistics"):
        replace(
            catalogue["K08-om"], shape="share", denominator=Selection("om_beslissingen")
        )
