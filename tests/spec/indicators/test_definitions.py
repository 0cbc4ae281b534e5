"""Definitions are data: texts in two languages beside a query, read from files."""

import shutil

import pytest
from tests.dutch import FOLDER as STANDARD
from tests.dutch import read_codes, read_indicators, read_views

from zicht.project.dimensions import dimension_lists, dimensions, years_and_blocks
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import ProjectError

ALL = """
    V01 V02 V03 V04 V05 V06 V07 V08 V08-ernstig V08-mensenhandel V08-seksueel V08-geweld V08-vermogen V09
    D01 D02 K01 K02 K03 K03-stroom K04 K04-stroom K05 K06 K07 K08-om K08-rechter
    K09-zaak K09-veroordeling K09-onvoorwaardelijk R02-speciaal
    R01 R02-ernstig R02-zeer-ernstig R03 P03 P03-jaar P03-niemand
    S01 S02 S03 S04 S07 S08 S09 S10 S11 S12 S13
    S06 S06-gemeld S06-strafbaar S06-eigen-land B01 B02 L01 L01S
    V10 V11 V12 V13 V14 K01-artikel K01-verdachten K02-grond K06-leeftijd K07-vorm K07-opgelegd
    K08-politie K08-beroep K10 S14 S15 S16 V15 K11 S17
    S05 S06-beelden S06-verwijderd V16 W01
""".split()  # noqa: SIM905 - a table reads better


@pytest.fixture
def own(tmp_path):
    """A project's folder with a copy of one definition."""
    (tmp_path / "indicators").mkdir()
    for suffix in (".toml", ".sql"):
        shutil.copy(STANDARD / "indicators" / f"V03{suffix}", tmp_path / "indicators")
    return tmp_path


def edit(folder, before: str, after: str) -> None:
    path = folder / "indicators" / "V03.toml"
    words = path.read_text("utf-8")
    assert before in words
    path.write_text(words.replace(before, after, 1), "utf-8")


def refused(folder) -> str:
    with pytest.raises(ProjectError) as caught:
        read_indicators(folder)
    return str(caught.value)


def test_the_standard_catalogue():
    assert sorted(indicator.id for indicator in read_indicators()) == sorted(ALL)
    assert [indicator.id for indicator in read_indicators(chosen=ALL)] == ALL


@pytest.mark.parametrize("indicator", read_indicators(), ids=lambda one: one.id)
def test_texts_are_complete_and_careful(indicator):
    """Nobody is called a victim as if it were proven; a suspect is no offender; a low number is no good news."""
    assert indicator.question.nl.endswith("?")
    assert indicator.question.en.endswith("?")
    assert indicator.caveats
    words = [c.nl for c in indicator.caveats]
    if indicator.universe == "slachtofferjaren":
        assert any("mogelijk slachtoffer" in word for word in words)
        assert "presumed victim" in indicator.counts.en.lower()
    if indicator.shape == "share":
        assert any("afgerond" in word for word in words)
    if indicator.theme == "lokaal":
        assert "betekent niet dat er geen probleem is" in words[0]
    if indicator.theme in ("daders", "keten"):
        assert any("geen dader" in word or "niet als dader" in word for word in words)
    if indicator.variant == "cohort":
        assert any("volgt dezelfde" in word for word in words)
    if indicator.id.endswith("-stroom"):
        assert any("niet over dezelfde" in word for word in words)
    if indicator.theme in ("sgtk", "keten"):
        assert [one.year for one in indicator.breaks] == [2024]
    if indicator.universe == "slachtofferjaren":
        assert [one.year for one in indicator.breaks] == [2018]


def test_every_code_a_definition_names_is_in_its_list():
    """Where, shows and breakdowns name dimensions, levels and codes that exist."""
    known = dimensions(dimension_lists(read_codes(), None, range(2019, 2025)))
    known["gemeente"] = type(known["year"])("gemeente", ())
    for indicator in read_indicators():
        assert set(indicator.dimensions) <= set(known), indicator.id
        for selection in (indicator.numerator, indicator.denominator):
            for name, code in selection.where.items() if selection else ():
                assert code in known[name].codes | {TOTAL}, (indicator.id, name, code)


def test_a_project_replaces_a_definition_and_keeps_the_others(own):
    edit(own, "version = 1", "version = 2")
    read = {indicator.id: indicator.version for indicator in read_indicators(own)}
    assert read["V03"] == 2
    assert len(read) == len(ALL)


def test_a_project_adds_sentences_of_its_own(own):
    (own / "remarks").mkdir()
    (own / "remarks" / "caveats.toml").write_text(
        '[[caveat]]\nid = "eigen"\nnl = "Let op."\nen = "Mind this."\n', "utf-8"
    )
    edit(own, 'caveats = ["mogelijk"', 'caveats = ["eigen"')
    (read,) = read_indicators(own, chosen=["V03"])
    assert read.caveats[0].en == "Mind this."


def test_a_project_replaces_a_view(tmp_path):
    (tmp_path / "views").mkdir()
    (tmp_path / "views" / "zaken.sql").write_text(
        "-- Ours.\nSELECT zaak_id AS zaak FROM om_zaken\n", "utf-8"
    )
    assert read_views(tmp_path)["zaken"].startswith("-- Ours.")
    assert read_views(tmp_path).keys() == read_views().keys()


def test_an_indicator_that_is_nowhere():
    with pytest.raises(
        ProjectError, match="names V99, of which there is no definition"
    ):
        read_indicators(chosen=["V01", "V99"])


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('id = "V03"', 'id = "V33"', "the file calls itself V33"),
        ('shape = "share"', 'shape = "part"', "'part', which is not known"),
        (
            'theme = "slachtoffers"',
            'theme = "slachtofers"',
            "Did you mean 'slachtoffers'? A theme is declared in content/themes.toml",
        ),
        ("breakdowns = [[], ", "breakdowns = [", None),
        (
            'breakdowns = [[], ["vorm"]]',
            'breakdowns = "vorm"',
            "list of lists of dimensions",
        ),
        (
            'caveats = ["mogelijk"',
            'caveats = ["mogelik"',
            "mogelik stands in no file of remarks",
        ),
        ("[question]\n", "[vraag]\n", "[[vraag]] is not a known table"),
        ("version = 1", "versie = 1", "'versie' is not a known key"),
        ("[numerator]\n", "[numerator]\nwaar = 1\n", "'waar' is not a known key"),
        ('en = "Person per year"', 'en = ""', "every language"),
        ("scale = 100", "scale = [", "no TOML"),
    ],
)
def test_what_is_wrong_with_a_definition_is_said(own, before, after, said):
    edit(own, before, after)
    if said is None:
        assert read_indicators(own)
    else:
        assert said in refused(own)


def test_a_definition_needs_its_query(own):
    (own / "indicators" / "V03.sql").unlink()
    assert "no V03.sql beside it" in refused(own)


def test_two_indicators_never_share_an_address(own):
    edit(own, 'nl = "aandeel-jonger-dan-23"', 'nl = "gemelde-slachtoffers"')
    assert "have one address (nl): gemelde-slachtoffers" in refused(own)


def test_blocks_of_three_years_never_shift():
    """Blocks are counted from 2019 whatever years are covered; one that is not whole is not made."""
    early, late = (
        years_and_blocks(range(2015, 2023)),
        years_and_blocks(range(2018, 2026)),
    )
    assert set(early.parents["year_block"].values()) == {"2016-2018", "2019-2021"}
    assert set(late.parents["year_block"].values()) == {"2019-2021", "2022-2024"}
    assert years_and_blocks([2020, 2021]).parents == {}
    with pytest.raises(ProjectError):
        years_and_blocks([2020, 2019])
    with pytest.raises(ProjectError):
        years_and_blocks([])


def test_municipalities_have_two_ways_up(geography):
    lists = dimension_lists(read_codes(), geography, [2020])
    place = dimensions(lists)["gemeente"]
    assert place.leaves == ("VB0001", "VB0002", "VB0003", "VB0004", "onbekend")
    assert {hierarchy.name for hierarchy in place.hierarchies} == {
        "provincie",
        "politie_eenheid",
    }
    assert place.named(["provincie", "onbekend"]) == {"VP01", "VP02", "onbekend", TOTAL}
