"""Counts that a source delivers already added up: the hotline, and the organisations for child protection."""

HOTLINE = {
    "eokm": """
    jaar | maand | kanaal  | leeftijdsgroep_kind | urls_gemeld | urls_strafbaar | host_nl | n
    2020 | 1     | burger  | kind                | 100         | 60             | 20      | 80
    2020 | 2     | burger  | tiener              | 30          | 10             | 0       | 25
    2020 | 2     | politie | kind                | 5           | 5              | 5       | 1
    2021 | 1     | burger  | onbekend            | 7           | 0              | 0       | 7
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


def test_contacts_are_added_over_quarters_and_places(counted):
    made = counted(CONTACTS, ["S13"])
    assert made.cell("veilig_thuis", 2020) == 35
    assert made.cell("veilig_thuis", 2020, contact_type="melding") == 15
    assert (
        made.cell("veilig_thuis", 2020, aard_geweld="seksueel", contact_type="melding")
        == 15
    )
    assert made.cell("veilig_thuis", 2020, kwartaal="K4") == 20
