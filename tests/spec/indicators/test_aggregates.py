"""Counts that a source delivers already added up: the hotline, and the organisations for child protection."""
# ruff: noqa: E501 - small tables are wide

from zicht.figures.series import derive
from zicht.pipeline.unrounded import unrounded

HOTLINE = {
    "eokm": """
    jaar | maand | kanaal  | leeftijdsgroep_kind | urls_gemeld | urls_strafbaar | host_nl | verwijderd_24u | beelden_strafbaar | n
    2020 | 1     | burger  | kind                | 100         | 60             | 20      | 12             | 400               | 80
    2020 | 2     | burger  | tiener              | 30          | 10             | 0       | 0              | 12                | 25
    2020 | 2     | politie | kind                | 5           | 5              | 5       | 3              | 70                | 1
    2021 | 1     | burger  | onbekend            | 7           | 0              | 0       | 0              | 0                 | 7
    """
}
CONTACTS = {
    "veilig_thuis": """
    jaar | kwartaal | contact_type | aard       | gemeente | leeftijdsgroep | n
    2020 | K1       | melding      | seksueel   | VB0001   | minderjarig    | 12
    2020 | K1       | melding      | seksueel   | VB0002   | minderjarig    | 3
    2020 | K4       | advies       | lichamelijk| VB0001   | onbekend       | 20
    """
}


def test_reports_and_addresses_stand_side_by_side_and_are_never_added(counted):
    made = counted(HOTLINE, ["S06", "S06-gemeld", "S06-strafbaar", "S06-eigen-land"])
    totals = {
        universe: made.cell(universe, 2020)
        for universe in (
            "eokm_n",
            "eokm_urls_gemeld",
            "eokm_urls_strafbaar",
            "eokm_host_nl",
        )
    }
    assert totals == {
        "eokm_n": 106,
        "eokm_urls_gemeld": 135,
        "eokm_urls_strafbaar": 75,
        "eokm_host_nl": 25,
    }
    assert made.cell("eokm_n", 2020, kanaal="burger") == 105
    assert made.cell("eokm_n", 2020, leeftijdsgroep_kind="kind") == 81
    assert made.cell("eokm_n", 2021) == 7


def test_images_and_addresses_gone_within_a_day_have_bases_of_their_own(counted):
    """15 of the 25 addresses hosted here were gone within 24 hours: the share divides the two."""
    made = counted(HOTLINE, ["S06-beelden", "S06-verwijderd", "S06-eigen-land"])
    assert made.cell("eokm_beelden", 2020) == 482
    assert made.cell("eokm_beelden", 2020, leeftijdsgroep_kind="tiener") == 12
    assert made.cell("eokm_verwijderd", 2020) == 15
    assert made.cell("eokm_host_nl", 2020) == 25


def test_contacts_are_added_over_quarters_and_places(counted):
    made = counted(CONTACTS, ["S13"])
    assert made.cell("veilig_thuis", 2020) == 35
    assert made.cell("veilig_thuis", 2020, contact_type="melding") == 15
    assert (
        made.cell("veilig_thuis", 2020, aard_geweld="seksueel", contact_type="melding")
        == 15
    )
    assert made.cell("veilig_thuis", 2020, kwartaal="K4") == 20


WORKERS = {
    "werkenden": """
    jaar | sector        | n
    2020 | bouw          | 400000
    2020 | horeca        | 600000
    2021 | bouw          | 500000
    """,
    "comensha_meldingen": """
    person  | record | meld_datum | uitbuitingsvorm | sector
    p1      | m1     | 2020-02-01 | AU              | bouw
    p2      | m2     | 2020-02-01 | AU              | bouw;horeca
    p3      | m3     | 2020-02-01 | BSU             | bouw
    p4      | m4     | 2020-02-01 | AU              | onbekend
    """,
}


def test_victims_of_labour_exploitation_are_divided_by_the_workers_of_their_sector(
    counted, catalogue
):
    """Of 400,000 in construction two: 0.5 per 100,000. Whoever was in two sectors counts in both, and once in total."""
    made = counted(WORKERS, ["V16", "W01"])
    rates = derive(catalogue["V16"], unrounded(made.draft))
    rate_of = {str(key): rates.values[at] for at, key in enumerate(rates.keys())}
    assert rate_of["V16:2020:sector=bouw"] == 0.5
    assert rate_of["V16:2020:sector=horeca"] == 0.17
    assert rate_of["V16:2020"] == 0.3


def test_a_sector_without_workers_has_no_rate(counted, catalogue):
    rates = derive(catalogue["V16"], unrounded(counted(WORKERS, ["V16", "W01"]).draft))
    status_of = {str(key): rates.statuses[at] for at, key in enumerate(rates.keys())}
    assert status_of["V16:2020:sector=onbekend"] == "withheld"
