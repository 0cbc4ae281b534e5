"""To whom it happened again: people followed from a first incident until a later one, or until nobody sees them."""

from tests.spec.indicators.test_times import spans

from zicht.vocabulary.dimensions import TOTAL

INCIDENTS = """
person  | incident_id | registratie_datum | rol         | maatschappelijke_klasse | delict   | vorm | leeftijd
p1      | i1          | 2019-01-01        | slachtoffer | sgtk                    | hands_on | -    | 17
p1      | i2          | 2020-01-01        | slachtoffer | mh                      | nvt      | BSU  | 18
p1      | i3          | 2021-06-01        | slachtoffer | mh                      | nvt      | BSU  | 19
p2      | i4          | 2022-12-01        | slachtoffer | mh                      | nvt      | BSU  | -
p3      | i5          | 2020-05-01        | slachtoffer | mh                      | nvt      | BSU  | 30
p3      | i6          | 2020-05-01        | slachtoffer | sgtk                    | grooming | -    | 30
p4      | i4          | 2020-05-01        | verdachte   | mh                      | nvt      | BSU  | 30
p5      | i7          | 2020-01-01        | slachtoffer | mh                      | nvt      | AU   | 40
p6      | i8          | 2020-01-01        | slachtoffer | mh                      | nvt      | AU   | 40
"""
OTHERS = """
person  | incident_id | registratie_datum | rol         | klasse   | ernst
p1      | o1          | 2020-03-01        | slachtoffer | vermogen | minder_ernstig
p3      | o2          | 2020-05-01        | slachtoffer | geweld   | zeer_ernstig
p3      | o3          | 2021-05-01        | verdachte   | geweld   | zeer_ernstig
p5      | o4          | 2020-07-01        | slachtoffer | geweld   | ernstig
p6      | o5          | 2020-07-01        | slachtoffer | geweld   | onbekend
"""
EVENTS = """
person  | gebeurtenis_id | gebeurtenis_datum | gebeurtenis
p1      | g1             | 2001-01-01        | geboorte
p5      | g2             | 2020-03-31        | vertrek
p5      | g3             | 2020-06-01        | vestiging
p3      | g4             | 2019-01-01        | vertrek
p3      | g5             | 2022-01-01        | overlijden
"""
TABLES = {
    "politie_incidenten": INCIDENTS,
    "politie_overige_incidenten": OTHERS,
    "bevolkingsgebeurtenissen": EVENTS,
}
NOTHING_ELSE = {
    "politie_overige_incidenten": "person  | incident_id",
    "bevolkingsgebeurtenissen": "person  | gebeurtenis_id",
}


def test_any_later_incident_counts_and_whoever_leaves_is_followed_no_longer(counted):
    """p1 returns after 60 days; p5 left after 90 days, before the next incident; p3 died; p6 returns after 182."""
    made = counted(TABLES, ["V08"])
    found = spans(made, "V08")
    assert found["2019-2021", TOTAL] == (
        ((60, True),),
        ((90, False),),
        ((182, True),),
        ((610, False),),
    )
    assert found["2019-2021", "adolescent"] == (((60, True),),)
    assert made.cell("slachtoffers_index", "2019-2021") == 4


def test_by_class_the_first_incident_of_that_class_counts(counted):
    """p1 came back to trafficking after 517 days, whatever happened in between; p6 to violence after 182."""
    ids = ["V08-mensenhandel", "V08-geweld", "V08-vermogen", "V08-seksueel"]
    made = counted(TABLES, ids)
    ended = {
        name: [
            days
            for ((days, is_over),) in spans(made, name)["2019-2021", TOTAL]
            if is_over
        ]
        for name in ids
    }
    assert ended == {
        "V08-mensenhandel": [517],
        "V08-geweld": [182],
        "V08-vermogen": [60],
        "V08-seksueel": [],
    }


def test_an_offence_of_unknown_seriousness_is_not_a_serious_one(counted):
    found = spans(counted(TABLES, ["V08-ernstig"]), "V08-ernstig")
    assert found["2019-2021", TOTAL] == (
        ((90, False),),
        ((517, True),),
        ((610, False),),
        ((1095, False),),
    )


def test_children_are_followed_from_their_first_incident_of_sexual_violence(counted):
    found = spans(counted(TABLES, ["S08"]), "S08")
    assert found["2019-2021", TOTAL] == (((365, True),), ((610, False),))


def test_what_happens_after_the_last_day_did_not_happen_yet(counted):
    """A delivery may hold later years than are counted."""
    table = """
    person  | incident_id | registratie_datum | rol         | maatschappelijke_klasse | delict   | vorm | leeftijd
    p1      | i1          | 2021-12-01        | slachtoffer | mh                      | nvt      | BSU  | 30
    p1      | i2          | 2023-01-01        | slachtoffer | mh                      | nvt      | BSU  | 30
    p2      | i3          | 2023-02-01        | slachtoffer | mh                      | nvt      | BSU  | 30
    """
    tables = {"politie_incidenten": table, **NOTHING_ELSE}
    found = spans(counted(tables, ["V08"]), "V08")
    assert {people for people in found.values() if people} == {(((395, False),),)}
