"""The four findings of the monitors, from hand-made deliveries of some fifty invented people.

Every delivery is a file in the shape of its form, with a letter; it is checked, linked by citizen number, counted and
laid out as figures, without rounding. What must come out was worked out by hand from the tables below:

- nine of twenty trafficking victims (45%) are a victim of an offence again within five years, six of the nine (two
  thirds) of a serious one, ten (50%) within seven years;
- six of twenty-five minors who abused children (24%) have a new case within two years, one of them of a sexual offence;
- ten of thirteen suspects (77%) are known to the child, six of thirteen (46%) are peers;
- five of thirteen children have no help within a year.

Followed are the years 2016 to 2024. v01 to v22 are victims of trafficking, of whom v01 to v13 were child victims of
sexual violence before; m01 to m25 are minors with a case of it, and m01 to m13 the suspects of those incidents.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.dutch import read_codes, read_indicators, read_views
from tests.spec.indicators.conftest import Counted
from tests.spec.indicators.test_truth import receive
from tests.spec.sources.making import (
    FORMS,
    GEOGRAPHY,
    INCIDENT,
    LETTER,
    PERSON,
    write_delivery,
)

from zicht.engine.session import Session
from zicht.figures.series import derive
from zicht.indicators import count
from zicht.linkage.linking import link
from zicht.pipeline.unrounded import unrounded
from zicht.project.dimensions import dimension_lists, dimensions
from zicht.vocabulary.dimensions import TOTAL

YEARS = range(2016, 2025)
BLOCK = "2016-2018"

# First incidents of trafficking, all on 1 March 2017. Five whole years end on 1 March 2022, seven on 29 February 2024.
VICTIMS = [f"v{number:02d}" for number in range(1, 23)]
AGAIN = """
who | registratie_datum | klasse   | ernst          # days after the first incident
v01 | 2017-06-01        | geweld   | zeer_ernstig   # 92
v02 | 2018-03-01        | geweld   | ernstig        # 365
v03 | 2018-09-01        | seksueel | zeer_ernstig   # 549
v04 | 2019-03-01        | vermogen | ernstig        # 730
v05 | 2020-03-01        | geweld   | minder_ernstig # 1096, and a serious one later
v05 | 2021-03-01        | geweld   | ernstig        # 1461
v06 | 2021-09-01        | seksueel | ernstig        # 1645
v07 | 2019-01-01        | vermogen | minder_ernstig # 671
v08 | 2020-01-01        | overig   | minder_ernstig # 1036
v09 | 2022-03-01        | vermogen | onbekend       # 1826: the last day of five years
v10 | 2023-03-01        | geweld   | zeer_ernstig   # 2191: after five years, within seven
v11 | 2017-03-01        | geweld   | zeer_ernstig   # the day itself is no return
v21 | 2018-01-01        | geweld   | zeer_ernstig   # left before: not followed any more
"""
LEFT = """
who | gebeurtenis_datum | gebeurtenis
v21 | 2017-04-30        | vertrek
v22 | 2017-05-01        | overlijden
m25 | 2019-01-01        | verhuizing
"""

# Thirteen incidents of sexual violence against children, all on 1 April 2016: a child of twelve and a suspect each.
RELATIONS = """
child | suspect | relatie_dader | leeftijd # of the suspect
v01   | m01     | ouder         | 16       # a peer: four years
v02   | m02     | familie       | 15
v03   | m03     | familie       | 14
v04   | m04     | partner       | 13
v05   | m05     | bekende       | 12
v06   | m06     | bekende       | 14
v07   | m07     | bekende       | 17       # no peer: five years
v08   | m08     | bekende       | 17
v09   | m09     | bekende       | 17
v10   | m10     | overig        | 17
v11   | m11     | online_contact| 17
v12   | m12     | vreemde       | 17
v13   | m13     | vreemde       | 17
"""
HELP = """
who | start      | eind       # days after 1 April 2016
v01 | 2015-01-01 |            # help was there already
v02 | 2016-04-01 | 2016-05-01 # from the day itself
v03 | 2016-01-01 | 2016-04-01 # until the day itself
v04 | 2016-07-01 |            # 91
v05 | 2016-07-02 |            # 92
v06 | 2016-10-01 |            # 183
v07 | 2016-10-02 |            # 184
v08 | 2017-04-01 |            # 365
v09 | 2017-04-02 |            # 366: after a year
v10 | 2015-01-01 | 2016-03-31 # over before
"""

# Cases of twenty-five minors, of 1 June 2016, and what came later; m01 was in detention until 1 June 2017.
MINORS = [f"m{number:02d}" for number in range(1, 26)]
NEW_CASES = """
who | registratie_datum | klasse   | ernst          | afdoening       # days
m01 | 2017-03-01        | geweld   | ernstig        | veroordeling    # in detention: no time at risk
m02 | 2016-07-01        | vermogen | minder_ernstig | veroordeling    # 30
m03 | 2017-06-01        | vermogen | ernstig        | strafbeschikking # 365
m04 | 2017-09-01        | geweld   | zeer_ernstig   | lopend          # 457: pending counts
m05 | 2018-01-01        | overig   | minder_ernstig | transactie      # 579
m06 | 2018-06-01        | geweld   | minder_ernstig | sepot_beleid    # 730
m07 | 2018-06-02        | sgtk     | zeer_ernstig   | veroordeling    # 731: the last day of two years
m08 | 2018-06-03        | vermogen | ernstig        | veroordeling    # 732: too late
m09 | 2017-01-01        | geweld   | ernstig        | vrijspraak      # an acquittal is no new case
m10 | 2017-01-01        | geweld   | ernstig        | sepot_technisch # nor is a dismissal for want of evidence
"""


def rows_of(table: str) -> list[dict[str, str]]:
    lines = [
        line.split("#")[0].split("|")
        for line in table.strip().splitlines()
        if line.strip()
    ]
    names = [name.strip() for name in lines[0]]
    return [
        dict(zip(names, (cell.strip() for cell in line), strict=True))
        for line in lines[1:]
    ]


def person(who: str) -> dict[str, str]:
    """Link fields of an invented person, whose number passes the eleven test."""
    number = 12_000 + ord(who[0]) * 100 + int(who[1:])
    digits = f"000{number:05d}"
    while True:
        weighed = sum(int(d) * w for d, w in zip(digits, range(9, 1, -1), strict=True))
        if weighed % 11 < 10:
            break
        number += 7_000
        digits = f"000{number:05d}"
    return {
        **PERSON,
        "bsn": f"{digits}{weighed % 11}",
        "voornamen": f"Naam{'abcdefghijklmnopqrstuvwxyz'[int(who[1:])]}",
        "achternaam": f"Van{who[0]}{'abcdefghijklmnopqrstuvwxyz'[int(who[1:])]}",
    }


def incidents() -> Iterator[dict[str, str]]:
    for number, who in enumerate(VICTIMS):
        changes = {"incident_id": f"T{number}", "registratie_datum": "2017-03-01"}
        role = {"rol": "slachtoffer", "relatie_dader": "bekende", "leeftijd": "13"}
        yield {
            **INCIDENT,
            **person(who),
            **changes,
            **role,
            "pleeg_van": "",
            "pleeg_tot": "",
        }
    for number, row in enumerate(rows_of(RELATIONS)):
        of_field = {
            **INCIDENT,
            "incident_id": f"S{number}",
            "registratie_datum": "2016-04-01",
            "pleeg_van": "",
            "pleeg_tot": "",
            "maatschappelijke_klasse": "sgtk",
            "vorm": "",
            "delict": "hands_on",
            "wetsartikel": "sr_244_oud",
        }
        relation = {"relatie_dader": row["relatie_dader"], "leeftijd": "12"}
        yield {**of_field, **person(row["child"]), "rol": "slachtoffer", **relation}
        role = {"persoon_volgnr": "2", "rol": "verdachte", "leeftijd": row["leeftijd"]}
        yield {**of_field, **person(row["suspect"]), **role}


def cases() -> Iterator[dict[str, str]]:
    first = {
        "registratie_datum": "2016-06-01",
        "leeftijd": "16",
        "klasse": "sgtk",
        "ernst": "zeer_ernstig",
        "afdoening": "veroordeling",
        "detentie": "nee",
        "vrij_datum": "",
    }
    for number, who in enumerate(MINORS):
        free = {"detentie": "ja", "vrij_datum": "2017-06-01"}
        detained = free if who == "m01" else {}
        yield {"zaak_id": f"Z{number}", **person(who), **first, **detained}
    # Whoever was acquitted is no offender, and an adult is no minor.
    acquitted = {"zaak_id": "Z90", "afdoening": "vrijspraak"}
    yield {**person("a01"), **first, **acquitted}
    yield {**person("a02"), **first, "zaak_id": "Z91", "leeftijd": "40"}
    # Whoever is still detained is counted, and not followed yet.
    yield {**person("a03"), **first, "zaak_id": "Z92", "detentie": "ja"}
    for number, row in enumerate(rows_of(NEW_CASES)):
        later = {"zaak_id": f"N{number}", "leeftijd": "18", "detentie": "nee"}
        later["vrij_datum"] = ""
        yield {**later, **person(row.pop("who")), **row}


def deliveries() -> Mapping[str, list[dict[str, str]]]:
    others = [
        {"incident_id": f"A{n}", "persoon_volgnr": "1", "rol": "slachtoffer", **row}
        for n, row in enumerate(rows_of(AGAIN))
    ]
    events = [{"gebeurtenis_id": f"B{n}", **row} for n, row in enumerate(rows_of(LEFT))]
    courses = [{"traject_id": f"H{n}", **row} for n, row in enumerate(rows_of(HELP))]
    named = {
        "politie_overige_incidenten": others,
        "bevolkingsgebeurtenissen": events,
        "jeugdhulp": courses,
    }
    return {
        "politie_incidenten": list(incidents()),
        "objd": list(cases()),
        **{
            source: [{**person(row.pop("who")), **row} for row in rows]
            for source, rows in named.items()
        },
    }


def write(folder: Path) -> None:
    """Write every delivery with its letter, columns in the order of the form."""
    for source, rows in deliveries().items():
        form = FORMS[source][-1]
        names = [column.name for column in form.columns]
        ordered = [{name: row[name] for name in names} for row in rows]
        letter = {
            **LETTER,
            "source": source,
            "form_version": form.version,
            "period": "2015-2024",
        }
        write_delivery(folder / "deliveries" / source, ordered, **letter)


IDS = (
    "V08 V08-ernstig V09 R01 R02-ernstig R02-zeer-ernstig R03"  # noqa: SIM905 - words
    " S07 S08 S09 S10 S11 S12 B01 B02".split()
)


@dataclass(frozen=True)
class Office:
    """What an office finds: counts, and percentages of people who were followed."""

    counts: Counted
    curves: Mapping[str, Mapping[tuple[str, ...], float]]
    persons: int


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("office")
    write(folder)
    codes = read_codes()
    known = dimensions(dimension_lists(codes, GEOGRAPHY, YEARS))
    indicators = read_indicators(chosen=IDS)
    with Session(
        folder / "private", reads=[folder / "deliveries"], disk_is_encrypted=True
    ) as session:
        payload, fields = receive(session, folder, codes, GEOGRAPHY)
        links = link(session, fields).links
        draft = count(session, payload, links, indicators, known, views=read_views())
    protected = unrounded(draft)
    curves = {}
    for indicator in indicators:
        if indicator.statistics:
            series = derive(indicator, protected)
            columns = zip(*(column.tolist() for column in series.codes), strict=True)
            curves[indicator.id] = {
                (period, *where): value
                for period, where, value in zip(
                    series.periods.tolist(),
                    columns,
                    series.values.tolist(),
                    strict=True,
                )
            }
    return Office(Counted(draft), curves, links.persons)


def test_every_row_is_accepted_and_everybody_is_told_apart(office: Office) -> None:
    assert office.persons == len(VICTIMS) + len(MINORS) + 3


def test_45_percent_are_a_victim_again_within_five_years(office: Office) -> None:
    """Two of the twenty-two left before anything happened; twenty were followed, and nine came back."""
    curve = office.curves["V08"]
    assert office.counts.cell("slachtoffers_index", BLOCK) == 22
    assert curve[BLOCK, TOTAL, "m60"] == pytest.approx(100 * 9 / 20)
    assert curve[BLOCK, TOTAL, "m84"] == pytest.approx(100 * 10 / 20)
    assert curve[BLOCK, TOTAL, "m24"] == pytest.approx(100 * 5 / 20)


def test_two_thirds_of_them_of_a_serious_offence(office: Office) -> None:
    universe = "slachtoffers_vijf_jaar"
    assert office.counts.cell(universe, BLOCK) == 20
    assert office.counts.cell(universe, BLOCK, terugkeer="opnieuw") == 9
    assert office.counts.cell(universe, BLOCK, terugkeer="ernstig") == 6
    serious = office.curves["V08-ernstig"][BLOCK, TOTAL, "m60"]
    assert serious == pytest.approx(100 * 6 / 20)


def test_24_percent_of_minors_have_a_new_case_within_two_years(office: Office) -> None:
    minors = (BLOCK, "sgtk", "minderjarig", "m24")
    assert office.curves["R01"][minors] == pytest.approx(100 * 6 / 25)
    assert office.curves["R02-ernstig"][minors] == pytest.approx(100 * 3 / 25)
    assert office.curves["R02-zeer-ernstig"][minors] == pytest.approx(100 * 2 / 25)
    assert office.counts.cell("daders_index", BLOCK) == 27


def test_usually_the_new_case_is_not_of_a_sexual_offence(office: Office) -> None:
    where = {"veld": "sgtk", "leeftijdsgroep": "minderjarig"}
    new = office.counts.cell(
        "daders_twee_jaar", BLOCK, nieuw_delict="nieuwe_zaak", **where
    )
    sexual = office.counts.cell(
        "daders_twee_jaar", BLOCK, nieuw_delict="seksueel", **where
    )
    assert (sexual, new) == (1, 6)


def test_77_percent_are_known_to_the_child_and_46_percent_are_peers(
    office: Office,
) -> None:
    universe = "sgtk_verdachtenjaren"
    assert office.counts.cell(universe, 2016, bekende="vermeld") == 13
    assert office.counts.cell(universe, 2016, bekende="ja") == 10
    assert office.counts.cell(universe, 2016, leeftijdsgenoot="vermeld") == 13
    assert office.counts.cell(universe, 2016, leeftijdsgenoot="ja") == 6


def test_some_children_get_no_help(office: Office) -> None:
    """v09 got help after a year, v10 before only; v11 to v13 never."""
    counts = {
        code: office.counts.cell("kinderen_hulp", 2016, hulp=code)
        for code in ("liep_al", "m03", "m06", "m12", "geen", "half_jaar")
    }
    assert counts == {
        "liep_al": 3, "m03": 1, "m06": 2, "m12": 2, "geen": 5, "half_jaar": 6,
    }  # fmt: skip


def test_children_are_counted_as_persons_by_their_relation(office: Office) -> None:
    assert office.counts.cell("kinderen_jaren", 2016) == 13
    where = {"relatie_dader": "bekend_met_kind"}
    assert office.counts.cell("kinderen_jaren", 2016, **where) == 10
    assert office.counts.cell("kinderen_jaren", 2016, meer_dagen="ja") == 0


def test_whoever_is_known_in_two_roles_or_two_fields_is_counted_only(
    office: Office,
) -> None:
    assert office.counts.cell("slachtoffers_rollen", BLOCK, ook_kind="ja") == 13
    assert office.counts.cell("slachtoffers_rollen", BLOCK, ook_verdachte="ja") == 0
