"""The files of the register, read or refused with file and line."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from tests.dutch import read_cited, read_codes, read_indicators

from zicht.project.addresses import refuse_uncounted
from zicht.project.cited import read_checks, read_key_figures
from zicht.project.dimensions import dimension_lists
from zicht.vocabulary.errors import ProjectError

Change = Callable[[str, str, str], None]
FILE = "figures/verslag.toml"


def test_a_figure_takes_what_its_series_and_publication_say(project: Path) -> None:
    _, figure = read_cited(project)
    assert figure.title.nl == "Gemelde mensen"
    assert figure.value == Decimal(984)
    assert figure.citation.publisher == "Bureau"
    assert figure.producer == ""
    assert figure.unit_words is not None
    assert (figure.indicator, figure.checked) == ("V01", "document")


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("value = 984", 'value = "984"', (24, "must be a number")),
        ("value = 984", "value = 1.372.0", (24, "this is no TOML")),
        ('series = "gemeld"', 'series = "gemeldd"', (22, "Did you mean 'gemeld'")),
        ('publication = "verslag"', 'publication = "boek"', (26, "which is not known")),
        ('unit = "persons"', 'unit = "mensen"', (14, "which is not known")),
        (
            'theme = "slachtoffers"',
            'theme = "slachtofers"',
            (13, "Did you mean 'slachtoffers'"),
        ),
        ('vintage = "Bureau 2021"', "", (20, "'vintage' is missing")),
        ("value = 984", "value = 1.372", (24, "three digits after the point")),
        ('period = "2020"', 'period = "2O20"', (23, "no period")),
        ('period = "2020"', 'period = "2020-2019"', (23, "no period")),
        ("value = 984", "waarde = 984", (24, "'waarde' is not a known key")),
        (', en = "people" }', ', en = "" }', (15, "none in one of its languages")),
    ],
)
def test_a_mistake_is_refused_with_file_and_line(
    project: Path, change: Change, old: str, new: str, at: tuple[int, str]
) -> None:
    line, what = at
    change(FILE, old, new)
    with pytest.raises(ProjectError) as refusal:
        read_cited(project)
    assert f"{FILE}:{line}" in str(refusal.value)
    assert what in str(refusal.value)


def test_an_id_stands_once_in_all_files(project: Path) -> None:
    (project / "figures" / "weer.toml").write_text(
        (project / FILE).read_text("utf-8"), "utf-8"
    )
    with pytest.raises(
        ProjectError,
        match=r"figures/weer\.toml:\d+: id 'verslag' stands at figures/verslag\.toml",
    ):
        read_cited(project)


def test_a_table_nobody_reads_is_refused(project: Path) -> None:
    (project / "figures" / "weer.toml").write_text("[[figuur]]\nid = 'a'\n", "utf-8")
    with pytest.raises(
        ProjectError, match=r"weer\.toml:1: \[\[figuur\]\] is not a known table"
    ):
        read_cited(project)


def test_a_project_that_cites_nothing_is_fine(tmp_path: Path) -> None:
    assert read_cited(tmp_path) == ()
    assert read_checks(tmp_path) == ()
    assert read_key_figures(tmp_path) == ()


def check(**other: str) -> str:
    settings = {
        "id": '"som"',
        "title": '{ nl = "Som", en = "Sum" }',
        "parts": '["gemeld-2020", "-gemeld-2020"]',
        "whole": '"gemeld-2020"',
        "holds": "false",
        "reason": '{ nl = "Omdat.", en = "Because." }',
        **other,
    }
    return (
        "[[check]]\n"
        + "\n".join(f"{key} = {value}" for key, value in settings.items() if value)
        + "\n"
    )


def test_a_check_reads_signs(project: Path) -> None:
    (project / "figures" / "reconciliations.toml").write_text(check(), "utf-8")
    (found,) = read_checks(project)
    assert found.parts == ((1, "gemeld-2020"), (-1, "gemeld-2020"))
    assert found.kind == "sum"
    assert found.place == "figures/reconciliations.toml:1"


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"kind": '"growth"'}, "needs a divisor"),
        ({"divisor": '["gemeld-2020"]'}, "has no divisor"),
        ({"kind": '"product"'}, "which is not known"),
        ({"holds": '"nee"'}, "must be true or false"),
        ({"parts": '"gemeld-2020;x"', "holds": ""}, "must be true or false"),
        ({"parts": "[1]"}, "must be a list of texts"),
    ],
)
def test_a_check_that_cannot_be_computed_is_refused(
    project: Path, other: dict[str, str], what: str
) -> None:
    (project / "figures" / "reconciliations.toml").write_text(check(**other), "utf-8")
    with pytest.raises(ProjectError, match=what):
        read_checks(project)


@pytest.mark.parametrize("sentence", ["Zonder plaats.", "{0} en {1}.", "{0} en { }."])
def test_a_card_has_a_place_for_each_figure(project: Path, sentence: str) -> None:
    words = f'{{ nl = "{sentence}", en = "{{0}}" }}'
    card = f'[[card]]\ntheme = "slachtoffers"\nfigures = ["gemeld-2020"]\nsentence = {words}\n'
    (project / "key_figures.toml").write_text(card, "utf-8")
    with pytest.raises(
        ProjectError,
        match=r"key_figures\.toml:4: The sentence has not exactly one place",
    ):
        read_key_figures(project)


def test_a_card_of_an_unknown_figure_is_refused_with_its_line(project: Path) -> None:
    words = '{ nl = "{0}", en = "{0}" }'
    card = f'[[card]]\ntheme = "slachtoffers"\nfigures = ["gemeld-2021"]\nsentence = {words}\n'
    (project / "key_figures.toml").write_text(card, "utf-8")
    with pytest.raises(
        ProjectError,
        match=r"key_figures\.toml:3: 'gemeld-2021' is not a figure .* Did you mean|gemeld-2020",
    ):
        read_key_figures(project, {"gemeld-2020"})


@pytest.mark.parametrize(
    ("address", "what", "now"),
    [
        ("V01:2025", "V01 has no period '2025'", "2019, 2020, 2021, 2022"),
        ("V1:2020", "'V1' is not an indicator of this project", "Did you mean 'V01'?"),
        ("V01:2020:vorm=AUU", "vorm has no code 'AUU'", "Did you mean 'AU'?"),
        (
            "V01:2020:haarkleur=rood",
            "V01 is not broken down by haarkleur",
            "It is broken down by vorm",
        ),
        ("L01:2020", "L01 has no period '2020'", "Its periods are 2019-2021."),
        ("V01:", "'V01:' is not a valid figure address", "Write INDICATOR:PERIOD"),
    ],
)
def test_the_address_of_a_card_is_refused_before_anything_is_counted(
    project: Path, address: str, what: str, now: str
) -> None:
    indicators = read_indicators(project, chosen=["V01", "L01"])
    lists = dimension_lists(read_codes(), None, (2019, 2020, 2021, 2022))
    words = '{ nl = "{0}", en = "{0}" }'
    card = f'[[card]]\ntheme = "slachtoffers"\nfigures = ["{address}"]\nsentence = {words}\n'
    (project / "key_figures.toml").write_text(card, "utf-8")
    with pytest.raises(ProjectError) as refusal:
        read_key_figures(
            project, (), lambda words: refuse_uncounted(words, indicators, lists)
        )
    assert refusal.value.what.startswith(f"key_figures.toml:3: {address}: {what}")
    assert now in refusal.value.now


@pytest.mark.parametrize(
    "address",
    ["V01:2020", "V01:2020:vorm=AU", "V01:2020:geslacht=v,vorm=AU", "L01:2019-2021"],
)
def test_an_address_that_may_be_counted_passes(project: Path, address: str) -> None:
    indicators = read_indicators(project, chosen=["V01", "L01"])
    refuse_uncounted(
        address,
        indicators,
        dimension_lists(read_codes(), None, (2019, 2020, 2021, 2022)),
    )
