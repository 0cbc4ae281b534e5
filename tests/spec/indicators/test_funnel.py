"""How far incidents came through the chain: the same incidents followed from report to sentence (K09)."""
# ruff: noqa: E501 - small tables are wide

TABLES = {
    "politie_incidenten": """
    person  | incident_id | persoon_volgnr | record | registratie_datum | rol         | maatschappelijke_klasse | delict   | aangifte
    c1      | i1          | 1              | i1/1   | 2020-03-01        | slachtoffer | sgtk                    | hands_on | ja
    s1      | i1          | 2              | i1/2   | 2020-03-01        | verdachte   | sgtk                    | hands_on | ja
    s2      | i1          | 3              | i1/3   | 2020-03-01        | verdachte   | sgtk                    | hands_on | ja
    c2      | i2          | 1              | i2/1   | 2020-04-01        | slachtoffer | sgtk                    | grooming | nee
    s3      | i2          | 2              | i2/2   | 2020-04-01        | verdachte   | sgtk                    | grooming | nee
    c3      | i3          | 1              | i3/1   | 2020-05-01        | slachtoffer | sgtk                    | hands_on | ja
    s4      | i4          | 1              | i4/1   | 2020-06-01        | verdachte   | sgtk                    | hands_on | ja
    """,
    "om_zaken": """
    person  | zaak_id | record | instroom_datum | veld | om_beslissing | beslis_datum | rechter_uitspraak | uitspraak_datum | straf_type
    s1      | z1      | z1     | 2020-06-01     | sgtk | sepot_beleid  | 2020-07-01   | -                 | -               | -
    s2      | z2      | z2     | 2020-06-01     | sgtk | dagvaarding   | 2020-07-01   | veroordeling      | 2021-01-01      | jeugddetentie_onvw
    s3      | z3      | z3     | 2020-03-31     | sgtk | dagvaarding   | 2020-07-01   | veroordeling      | 2021-01-01      | taakstraf
    s3      | z4      | z4     | 2020-09-01     | mh   | -             | -            | -                 | -               | -
    s4      | z5      | z5     | 2020-06-01     | sgtk | dagvaarding   | 2020-07-01   | veroordeling      | 2021-01-01      | taakstraf
    """,
}


def test_an_incident_comes_as_far_as_the_furthest_of_its_suspects(counted):
    """i1 ends in custody, i4 in another sentence; the case of i2 is older or of another field; i3 has no suspect."""
    ids = ["K09-zaak", "K09-veroordeling", "K09-onvoorwaardelijk"]
    made = counted(TABLES, ids)
    universe = "sgtk_trechter"
    assert made.cell(universe, 2020) == 4
    assert made.cell(universe, 2020, zaak="ja") == 2
    assert made.cell(universe, 2020, veroordeeld="ja") == 2
    assert made.cell(universe, 2020, onvoorwaardelijk="ja") == 1
    assert made.cell(universe, 2020, aangifte="ja", zaak="ja") == 2
