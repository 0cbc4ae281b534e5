"""Forms and code lists: those of the standard catalogue, and what is said of files that do not hold."""

from pathlib import Path

import pytest
from tests.dutch import FOLDER, read_codes, read_forms
from tests.spec.sources.making import GEOGRAPHY, PERSON

from zicht.project.codes import codes_of_areas
from zicht.sources import check_forms
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.forms import Kind, Role

CODES, FORMS = read_codes(), read_forms()
ONE = '[[column]]\nname = "n"\nkind = "text"\nrole = "key"\ntitle = {nl = "a", en = "b"}\n'
FORM = (
    'source = "x"\nversion = 1\nproducer = "p"\ntitle = {nl = "a", en = "b"}\nkey = ["n"]\nperiod_column = "jaar"\n'
    + ONE
    + '[[column]]\nname = "jaar"\nkind = "integer"\nrole = "payload"\ntitle = {nl = "a", en = "b"}\n'
)
LIST = 'name = "kleur"\n[[code]]\ncode = "rood"\nnl = "Rood"\nen = "Red"\n'


@pytest.mark.parametrize(
    ("name", "leaves"),
    [
        ("vorm", "BSU GSU AU CU overig onbekend"),
        ("geslacht", "v m onbekend"),
        ("leeftijdsgroep", "minderjarig adolescent volwassen onbekend"),
        ("nationaliteit", "NL EU overig onbekend"),
        ("route", "binnenlands grensoverschrijdend onbekend"),
        (
            "melder",
            "politie kmar nla zorgcoordinatie opvang jeugdzorg gemeente coa nidos advocaat ngo zelf overig",
        ),
        (
            "om_beslissing",
            "dagvaarding ohm_strafbeschikking sepot_technisch sepot_beleid transactie voeging overdracht",
        ),
        ("uitspraak", "veroordeling vrijspraak ovar overig"),
        ("veld", "mh sgtk"),
        ("delict", "hands_on hands_off beeldmateriaal grooming"),
        ("ja_nee_lopend", "ja nee lopend"),
    ],
)
def test_standard_lists(name: str, leaves: str) -> None:
    assert CODES[name].leaves == tuple(leaves.split())


def test_levels_of_standard_lists() -> None:
    assert CODES["leeftijdsgroep"].parents["leeftijd"]["onder_23"] == "bekend"
    assert set(CODES["om_beslissing"].parents["sepot"]) == {
        "sepot_technisch",
        "sepot_beleid",
    }
    assert len(CODES["straf"].parents["onvoorwaardelijk"]) == 4
    assert set(CODES["land"].parents["nationaliteit"].values()) == {
        "NL",
        "EU",
        "overig",
    }
    assert (
        sum(group == "EU" for group in CODES["land"].parents["nationaliteit"].values())
        == 26
    )
    assert {name for name, one in CODES.items() if not one.adds_up} == {
        *("vorm", "melder", "sector"),
        *("maat", "termijn", "ervaring"),
    }


def test_standard_forms_hold() -> None:
    check_forms(
        [form for versions in FORMS.values() for form in versions], CODES, GEOGRAPHY
    )
    for (one,) in FORMS.values():
        links = [column.name for column in one.of_role(Role.LINK)]
        assert links in ([], list(PERSON))
        assert not [
            column.name
            for column in one.of_role(Role.PAYLOAD)
            if column.kind is Kind.TEXT
        ], "no free text"
        assert set(one.checks) == set(one.check_titles)
        assert not any(column.required for column in one.of_role(Role.LINK))


def test_a_project_adds_and_replaces(tmp_path: Path) -> None:
    (tmp_path / "kleur.toml").write_text(LIST)
    (tmp_path / "veld.toml").write_text(LIST.replace("kleur", "veld"))
    read = read_codes(tmp_path)
    assert read["kleur"].leaves == read["veld"].leaves == ("rood",)
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "a.toml").write_text(FORM)
    (tmp_path / "forms" / "b.toml").write_text(
        FORM.replace("version = 1", "version = 3")
    )
    (tmp_path / "forms" / "c.toml").write_text(
        FORM.replace("version = 1", "version = 2")
    )
    assert [one.version for one in read_forms(tmp_path / "forms")["x"]] == [1, 2, 3]


def test_municipalities_are_a_list_too() -> None:
    made = codes_of_areas(GEOGRAPHY)
    assert made.leaves == ("VB0001", "VB0002", "VB0003", "VB0004", "VB0005", "unknown")
    assert set(made.parents) == {"provincie", "politie_eenheid"}
    assert "unknown" not in made.parents["provincie"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LIST + "kleur = 1", "kleur.toml:6: 'kleur' is neither"),
        ('name = "kleur"', "has no codes"),
        (LIST + 'x = "y"\n[b]', "'b'|\\[b"),
        (LIST + LIST.partition("\n")[2], "stands at"),
        (LIST.replace('en = "Red"', 'en = ""'), "none in one of its languages"),
        (LIST + 'in = { warm = "vuur" }', "'rood' is part of 'vuur'"),
        (LIST.replace("kleur", "tint"), "calls itself 'tint'"),
        ("name = ", "no TOML"),
    ],
)
def test_lists_that_do_not_hold(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "kleur.toml").write_text(text)
    with pytest.raises(ProjectError, match=words):
        read_codes(tmp_path)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('producer = "p"\n', "", "'producer' is missing"),
        ('producer = "p"', 'producer = "p"\nkleur = 1', "'kleur' is not a known key"),
        ('kind = "text"\n', "", "'kind' is missing"),
        ('kind = "text"', 'kind = "tekst"', "Did you mean 'text'"),
        ('role = "key"', 'role = "key"\nmin = 1', "'min' is not a known key"),
        ('kind = "text"', 'kind = "code"', "names its code list"),
        ('key = ["n"]', 'key = ["m"]', "m is not a column"),
        ('en = "b"', 'en = ""', "none in one of its languages"),
        ("source", "source = ", "no TOML"),
    ],
)
def test_forms_that_do_not_hold(
    tmp_path: Path, before: str, after: str, words: str
) -> None:
    (tmp_path / "x.toml").write_text(FORM.replace(before, after, 1))
    with pytest.raises(ProjectError) as raised:
        read_forms(tmp_path)
    assert words in str(raised.value)


def test_lists_that_are_missing_are_named_together() -> None:
    with pytest.raises(ProjectError) as raised:
        check_forms(FORMS["comensha_meldingen"], {}, None)
    assert len(raised.value.details) > 10
    form = (FOLDER / "forms" / "comensha_meldingen.toml").read_text("utf-8")
    line = 1 + form.splitlines().index('name = "melder_type"')
    place = f"forms/comensha_meldingen.toml:{line}, column melder_type"
    assert f"{place}: there is no code list melder" in raised.value.details
