import tomllib
from pathlib import Path

import pytest

from zicht.project.face import read_captures, read_face
from zicht.vocabulary.errors import ProjectError

ROOT = Path(__file__).parents[3]
BOTH = {"nl": "Voorbeeld", "en": "Example"}


def settings(**other: object) -> dict[str, object]:
    project = {
        "id": "proef",
        "country": "VL",
        "languages": ["nl", "en"],
        "title": BOTH,
        "institute": BOTH,
        "about": BOTH,
        **other,
    }
    return {
        "project": project,
        "help": [{"name": "112", "telephone": "112", "what": BOTH}],
    }


def test_a_face_has_sensible_silences() -> None:
    face = read_face(settings())
    assert face.languages == ("nl", "en")
    assert not face.invented
    assert face.licence == "CC BY 4.0"


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"id": "Het land"}, "is not a valid id"),
        ({"titel": BOTH}, "Did you mean 'title'"),
        ({"languages": ["nl", "de"]}, "Zicht has no words in de"),
        ({"languages": ["nl", "nl"]}, "stands twice"),
        ({"base_address": "http://zicht.example"}, "https://"),
        ({"invented": "nee"}, "true or false"),
    ],
)
def test_a_mistake_names_its_section(other: dict[str, object], what: str) -> None:
    with pytest.raises(ProjectError, match=r"zicht\.toml, \[project\]: ") as refusal:
        read_face(settings(**other))
    assert what in str(refusal.value)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ({"name": "Hulp", "what": BOTH}, "an address or a telephone number"),
        ({"name": "Hulp", "what": BOTH, "telephone": "bel maar"}, "more than digits"),
        ({"name": "Hulp", "what": BOTH, "address": "http://hulp.example"}, "https://"),
        ({"what": BOTH, "telephone": "112"}, "'name' is missing"),
    ],
)
def test_a_line_of_help_can_be_reached(line: dict[str, object], what: str) -> None:
    with pytest.raises(ProjectError, match=r"zicht\.toml, \[\[help\]\] 1") as refusal:
        read_face({**settings(), "help": [line]})
    assert what in str(refusal.value)


def test_help_stands_on_every_page() -> None:
    with pytest.raises(ProjectError, match="where to find help"):
        read_face({**settings(), "help": []})


def test_the_netherlands_says_that_it_is_not_the_institutes_own_site() -> None:
    found = tomllib.loads(
        (ROOT / "projects" / "nederland" / "zicht.toml").read_text("utf-8")
    )
    face = read_face(found)
    assert "niet de website van de Nationaal Rapporteur" in face.about.nl
    assert "not the website of the National Rapporteur" in face.about.en
    assert "demonstratie" in face.institute.nl
    assert any(line.telephone == "112" for line in face.help_lines)
    assert len(face.help_lines) >= 8


def test_the_capture_table_of_the_netherlands_has_its_lists_and_its_sum() -> None:
    project = ROOT / "projects" / "nederland"
    (source,) = read_captures(
        tomllib.loads((project / "zicht.toml").read_text("utf-8"))
    )
    header, *rows = (project / source.file).read_text("utf-8").split()
    assert header.split(",") == [*source.lists, "count"]
    assert sum(int(row.rsplit(",", 1)[1]) for row in rows) == 8234
    assert source.years == 6


@pytest.mark.parametrize("years", [0, -1, True])
def test_a_capture_table_covers_at_least_one_year(years: int) -> None:
    table = {
        "id": "P01",
        "file": "x.csv",
        "period": "2020",
        "title": BOTH,
        "population": BOTH,
        "source": BOTH,
        "years": years,
    }
    with pytest.raises(ProjectError, match="years"):
        read_captures({"capture": [table]})
