"""What editors write: read into documents, or refused with file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from zicht.project.content import read_content
from zicht.vocabulary.content import Content
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text

Change = Callable[[str, str, str], None]
REPORT, ADVICE = "content/publications/verslag.md", "content/recommendations/advies-1.md"


def read(project: Path, **other: object) -> Content:
    return read_content(project, figures={"gemeld-2020"}, **other)  # type: ignore[arg-type]


def document(content: Content, id_: str) -> object:
    return next(found for found in content.documents if found.id == id_)


def test_a_page_becomes_a_document_in_both_languages(project: Path) -> None:
    content = read(project)
    found = next(found for found in content.documents if found.id == "verslag")
    assert found.kind == "publication"
    assert found.body == Text("Nederlandse woorden.", "English words.")
    assert found.slug == Text("verslag-over-2020", "report-on-2020")
    assert found.facts["figures"] == ["gemeld-2020"]


def test_standard_definitions_and_themes_come_along_and_can_be_replaced(project: Path) -> None:
    assert {found.kind for found in read(project).documents} >= {"definition", "theme", "method"}
    (project / "content" / "definitions.toml").write_text(
        '[[definition]]\nid = "sepot"\ntitle = { nl = "Eigen", en = "Own" }\n'
        'summary = { nl = "Iets.", en = "Some." }\n',
        "utf-8",
    )
    same = [found for found in read(project).documents if found.id == "sepot"]
    assert [found.title.nl for found in same] == ["Eigen"]


def test_a_standard_document_leaves_out_indicators_that_the_project_does_not_use(project: Path) -> None:
    content = read(project, indicators={"V01"})
    named = {word for found in content.documents for word in found.facts.get("figures", ())}  # type: ignore[attr-defined]
    assert named <= {"V01", "gemeld-2020"}


MISTAKES = [
    (REPORT, ("gemeld-2020", "gemeld-2021"), (f"{REPORT}:6", "'gemeld-2021' is no figure")),
    (ADVICE, ('source = "verslag"', 'source = "weg"'), (f"{ADVICE}:6", "'weg' is no document")),
    (ADVICE, ('evidence = "verslag"', 'evidence = "weg"'), (f"{ADVICE}:", "'weg' is no document")),
    (
        ADVICE,
        ('evidence = "verslag"\nstrength = "own_statement"\n', ""),
        (f"{ADVICE}:18", "nothing counts as adopted without it"),
    ),
    (ADVICE, ('strength = "own_statement"', 'strength = "sterk"'), (f"{ADVICE}:18", "its strength go together")),
    (ADVICE, ('date = "2021"\nstatus', 'date = "2019"\nstatus'), (f"{ADVICE}:2", "not in order of date")),
    (ADVICE, ('status = "adopted"', 'status = "gelukt"'), (f"{ADVICE}:18", "'gelukt' of 2021 is not known")),
    (REPORT, ('status = "published"', 'status = "klaar"'), (f"{REPORT}:4", "'status' is 'klaar'")),
    (REPORT, ('status = "published"', 'status = "postponed"'), (f"{REPORT}:4", "says why")),
    (REPORT, ('date = "2021"', 'datum = "2021"'), (f"{REPORT}:5", "'datum' is no known key")),
    (REPORT, ('date = "2021"', 'date = "vorig jaar"'), (f"{REPORT}:5", "no date")),
    (REPORT, ('id = "verslag"', 'id = "Het verslag"'), (f"{REPORT}:2", "is no word")),
    (REPORT, ('id = "verslag"', "id = verslag"), (f"{REPORT}:2", "this is no TOML")),
    (REPORT, ("+++ en\nEnglish words.\n", ""), (f"{REPORT}:8", "then in English")),
    (REPORT, ("English words.", ""), (f"{REPORT}:11", "no words in this language")),
    (REPORT, ("+++\nid", "id"), (f"{REPORT}:1", "front matter")),
    ("content/finances.toml", ("gemeld-2020", "weg"), ("content/finances.toml:6", "'weg' is no figure")),
]


@pytest.mark.parametrize(("name", "slip", "at"), MISTAKES)
def test_a_mistake_is_refused_with_file_and_line(
    project: Path, change: Change, name: str, slip: tuple[str, str], at: tuple[str, str]
) -> None:
    change(name, *slip)
    with pytest.raises(ProjectError) as refusal:
        read(project)
    assert [words for words in at if words not in str(refusal.value)] == []


def test_one_id_for_two_documents_is_refused(project: Path, change: Change) -> None:
    change(ADVICE, 'id = "advies-1"', 'id = "verslag"')
    with pytest.raises(ProjectError, match="stands at"):
        read(project)


def test_a_counted_figure_may_be_referred_to(project: Path, change: Change) -> None:
    change(REPORT, '["gemeld-2020"]', '["V01:2024", "V01"]')
    read(project, indicators={"V01"})
    with pytest.raises(ProjectError, match="lead nowhere"):
        read(project, indicators={"V02"})


def test_several_mistakes_are_reported_together(project: Path, change: Change) -> None:
    change(REPORT, 'status = "published"', 'status = "klaar"')
    change(ADVICE, 'status = "adopted"', 'status = "gelukt"')
    with pytest.raises(ProjectError, match="2 rows") as refusal:
        read(project)
    assert len(refusal.value.details) == 2


def test_rows_may_stand_in_csv(project: Path) -> None:
    header = "id,kind,title_nl,title_en,partners,theme,field,period,place,source,note_nl,note_en\n"
    path = project / "content" / "activities.csv"
    path.write_text(header + "raad,advisory_board,Raad,Board,A;B,slachtoffers,beide,2020,,verslag,,\n", "utf-8")
    found = next(found for found in read(project).documents if found.id == "raad")
    assert found.facts["partners"] == ["A", "B"]
    assert found.date == "2020"
    path.write_text(header + "raad,borrel,Raad,Board,,,,2020,,verslag,,\n", "utf-8")
    with pytest.raises(ProjectError, match=r"content/activities\.csv:2: 'kind' is 'borrel'"):
        read(project)
    path.write_text(header + "raad,advisory_board\n", "utf-8")
    with pytest.raises(ProjectError, match=r"activities\.csv:2: 2 cells instead of 12"):
        read(project)
    path.write_text("id,soort\n", "utf-8")
    with pytest.raises(ProjectError, match=r"activities\.csv:1: columns missing"):
        read(project)


def test_a_project_without_content_still_has_the_standard_one(tmp_path: Path) -> None:
    content = read_content(tmp_path)
    assert content.recommendations == ()
    assert content.concepts
