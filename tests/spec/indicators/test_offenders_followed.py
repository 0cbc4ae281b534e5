"""Offenders are followed from their release, and only those who can be."""

from tests.spec.indicators.test_times import spans

from zicht.vocabulary.dimensions import TOTAL

CASES = """
person  | zaak_id    | registratie_datum | klasse     | ernst      | afdoening    | detentie | vrij_datum | leeftijd
p1      | z1         | 2019-01-01        | mensenhandel | ernstig  | veroordeling | nee      | -          | 30
p1      | z2         | 2019-01-31        | vermogen     | minder_ernstig | veroordeling | nee | -        | 30
p2      | z3         | 2019-01-01        | mensenhandel | ernstig  | veroordeling | ja       | 2020-01-01 | 30
p3      | z4         | 2019-01-01        | mensenhandel | ernstig  | veroordeling | ja       | 2020-01-01 | 30
p4      | z5         | 2019-01-01        | mensenhandel | ernstig  | veroordeling | nee      | -          | 30
"""
EVENTS = """
person  | gebeurtenis_id | gebeurtenis_datum | gebeurtenis
p2      | g1             | 2019-06-01        | vertrek
p3      | g2             | 2020-03-01        | overlijden
p4      | g3             | 2018-06-01        | vertrek
"""


LAST_DAY = 1460
"""Days from the first of 2019 to the last day of 2022, which the test country counts."""


def test_who_left_before_the_release_is_not_followed_as_one_who_never_offends_again(
    counted,
):
    """p1 has a new case after 30 days; p2 was deported in detention; p3 died after 60 days; p4 came back before."""
    tables = {"objd": CASES, "bevolkingsgebeurtenissen": EVENTS}
    found = spans(counted(tables, ["R01"]), "R01")
    (everybody,) = [
        people
        for (_, *codes), people in found.items()
        if people and set(codes) == {TOTAL}
    ]
    followed = sorted(person for (person,) in everybody)
    assert followed == [(30, True), (60, False), (LAST_DAY, False)]
