"""What editors write: read into documents, or refused with file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.dutch import read_content

from zicht.project.references import Known
from zicht.vocabulary.content import Content
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text

Change = Callable[[str, str, str], None]
REPORT, ADVICE = (
    "content/publications/verslag.md",
    "content/recommendations/advies-1.md",
)


def read(project: Path, **other: object) -> Content:
    return read_content(
        project, known=Known({"gemeld-2020", "uitgaven-2020"}, **other), checks={"som"}
    )  # type: ignore[arg-type]


def document(content: Content, id_: str) -> object:
    return next(found for found in content.documents if found.id == id_)


def test_a_page_becomes_a_document_in_both_languages(project: Path) -> None:
    content = read(project)
    found = next(found for found in content.documents if found.id == "verslag")
    assert found.kind == "publication"
    assert found.body == Text("Nederlandse woorden.", "English words.")
    assert found.slug == Text("verslag-over-2020", "report-on-2020")
    assert found.facts["figures"] == ["gemeld-2020"]


def test_standard_definitions_and_themes_come_along_and_can_be_replaced(
    project: Path,
) -> None:
    assert {found.kind for found in read(project).documents} >= {
        "definition",
        "theme",
        "method",
    }
    (project / "content" / "definitions.toml").write_text(
        '[[definition]]\nid = "sepot"\ntitle = { nl = "Eigen", en = "Own" }\n'
        'summary = { nl = "Iets.", en = "Some." }\n',
        "utf-8",
    )
    same = [found for found in read(project).documents if found.id == "sepot"]
    assert [found.title.nl for found in same] == ["Eigen"]


def test_a_standard_document_leaves_out_indicators_that_the_project_does_not_use(
    project: Path,
) -> None:
    content = read(project, indicators={"V01"})
    named = {
        word for found in content.documents for word in found.facts.get("figures", ())
    }  # type: ignore[attr-defined]
    assert named <= {"V01", "gemeld-2020"}


MISTAKES = [
    (
        REPORT,
        ("gemeld-2020", "gemeld-2021"),
        (f"{REPORT}:6", "'gemeld-2021' is not a figure"),
    ),
    (
        ADVICE,
        ('source = "verslag"', 'source = "weg"'),
        (f"{ADVICE}:6", "'weg' is not a document"),
    ),
    (
        ADVICE,
        ('evidence = "verslag"', 'evidence = "weg"'),
        (f"{ADVICE}:21", "'weg' is not a document"),
    ),
    (
        ADVICE,
        ('evidence = "verslag"\nstrength = "own_statement"\n', ""),
        (f"{ADVICE}:18", "nothing counts as adopted without it"),
    ),
    (
        ADVICE,
        ('strength = "own_statement"', 'strength = "sterk"'),
        (f"{ADVICE}:18", "its strength go together"),
    ),
    (
        ADVICE,
        ('date = "2021"\nstatus', 'date = "2019"\nstatus'),
        (f"{ADVICE}:2", "not in order of date"),
    ),
    (
        ADVICE,
        ('status = "adopted"', 'status = "gelukt"'),
        (f"{ADVICE}:18", "'gelukt' of 2021 is not known"),
    ),
    (
        REPORT,
        ('status = "published"', 'status = "klaar"'),
        (f"{REPORT}:4", "'status' is 'klaar'"),
    ),
    (
        REPORT,
        ('status = "published"', 'status = "postponed"'),
        (f"{REPORT}:4", "says why"),
    ),
    (
        REPORT,
        ('date = "2021"', 'datum = "2021"'),
        (f"{REPORT}:5", "'datum' is not a known key"),
    ),
    (REPORT, ('date = "2021"', 'date = "vorig jaar"'), (f"{REPORT}:5", "no date")),
    (
        REPORT,
        ('id = "verslag"', 'id = "Het verslag"'),
        (f"{REPORT}:2", "is not a valid id"),
    ),
    (REPORT, ('id = "verslag"', "id = verslag"), (f"{REPORT}:2", "this is no TOML")),
    (REPORT, ("+++ en\n", "+++ en\nx\n+++ en\n"), (f"{REPORT}:13", "begin twice")),
    (REPORT, ("English words.", ""), (f"{REPORT}:11", "no words in this language")),
    (REPORT, ("+++\nid", "id"), (f"{REPORT}:1", "front matter")),
    (REPORT, ("+++ nl\n", ""), (f"{REPORT}:8", "in which language")),
    (REPORT, ('date = "2021"', 'date = "2021-13"'), (f"{REPORT}:5", "no date")),
    (REPORT, ('date = "2021"', 'date = "2021-02-30"'), (f"{REPORT}:5", "no date")),
    (REPORT, ('date = "2021"\n', ""), (f"{REPORT}:4", "has a date")),
    (
        REPORT,
        ('status = "published"', 'status = "planned"'),
        (f"{REPORT}:4", "says for when"),
    ),
    (
        REPORT,
        ('date = "2021"', 'date = "2021"\nplanned_for = "2020"'),
        (f"{REPORT}:6", "says why"),
    ),
    (
        REPORT,
        ('date = "2021"', 'date = "2021"\nplanned_for = "ooit"'),
        (f"{REPORT}:6", "no period"),
    ),
    (
        REPORT,
        ('date = "2021"', 'date = "2021"\naddress = "www.bureau.nl"'),
        (f"{REPORT}:6", "no address"),
    ),
    (
        REPORT,
        ('date = "2021"', 'date = "2021"\ntheme = "slachtofers"'),
        (f"{REPORT}:6", "'slachtofers' is not a theme"),
    ),
    (REPORT, ("gemeld-2020", "gemeld:"), (f"{REPORT}:6", "'gemeld:' is not a figure")),
    (ADVICE, ('["Minister"]', "[]"), (f"{ADVICE}:5", "made to somebody")),
    (
        ADVICE,
        ('source = "verslag"', 'source = "sepot"'),
        (f"{ADVICE}:6", "is a definition, no publication"),
    ),
    (
        ADVICE,
        ('source = "verslag"', 'source = "https://a.nl"'),
        (f"{ADVICE}:6", "is not a document"),
    ),
    (
        ADVICE,
        ('evidence = "verslag"', 'evidence = "advies-1"'),
        (f"{ADVICE}:21", "no evidence of what was done"),
    ),
    (
        ADVICE,
        ('evidence = "verslag"', 'evidence = "slachtoffers"'),
        (f"{ADVICE}:21", "is a theme and no evidence"),
    ),
    (
        ADVICE,
        ('evidence = "verslag"', 'evidence = "https://"'),
        (f"{ADVICE}:21", "is not a document"),
    ),
    (
        ADVICE,
        ('date = "2020-10-16"\naddr', 'date = "2020-11"\naddr'),
        (f"{ADVICE}:2", "before the day it was made"),
    ),
    (
        "content/finances.toml",
        ("uitgaven-2020", "weg"),
        ("content/finances.toml:6", "'weg' is not a figure"),
    ),
    (
        "content/finances.toml",
        ("is_total", 'check = "weg"\nis_total'),
        ("finances.toml:13", "not a reconciliation"),
    ),
    (
        "content/finances.toml",
        ('year = "2020"', 'year = "twintig"'),
        ("finances.toml:3", "no year"),
    ),
    (
        "content/finances.toml",
        ("\n[[line]]", "jaar = 2020\n[[line]]"),
        ("finances.toml:1", "'jaar' is not a known key"),
    ),
]
"""File, what is written wrong, and what the refusal says."""


@pytest.mark.parametrize(("name", "slip", "at"), MISTAKES)
def test_a_mistake_is_refused_with_file_and_line(
    project: Path, change: Change, name: str, slip: tuple[str, str], at: tuple[str, str]
) -> None:
    change(name, *slip)
    with pytest.raises(ProjectError) as refusal:
        read(project)
    assert [words for words in at if words not in str(refusal.value)] == []


def test_evidence_of_any_step_must_have_appeared(project: Path, change: Change) -> None:
    change(REPORT, 'status = "published"', 'status = "planned"\nplanned_for = "2022"')
    with pytest.raises(ProjectError, match="was not published yet and is no evidence"):
        read(project)


def test_evidence_may_be_an_address(project: Path, change: Change) -> None:
    change(ADVICE, 'evidence = "verslag"', 'evidence = "https://wetten.invalid/wet"')
    read(project)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("activites.csv", "activities.csv"),
        ("letters/brief.md", "Did you mean"),
        ("publications/brief.markdown", "publications/brief.md"),
        ("publications/oud/brief.md", "publications/brief.md"),
    ],
)
def test_a_file_that_nobody_reads_is_refused(
    project: Path, name: str, meant: str
) -> None:
    path = project / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("iets", "utf-8")
    with pytest.raises(ProjectError, match="nobody reads this file") as refusal:
        read(project)
    assert f"content/{name}:1" in str(refusal.value)
    assert meant in str(refusal.value)


def test_two_documents_of_a_kind_have_two_addresses(project: Path) -> None:
    page = (
        (project / REPORT)
        .read_text("utf-8")
        .replace('id = "verslag"', 'id = "verslag-weer"')
    )
    (project / REPORT).with_name("weer.md").write_text(page, "utf-8")
    with pytest.raises(
        ProjectError,
        match=r"weer\.md:2: its address 'verslag-over-2020' is that of content/publ",
    ):
        read(project)


def test_an_event_moves_what_is_measured(project: Path) -> None:
    words = '{ nl = "Wet", en = "Law" }'
    event = f'[[event]]\nid = "wet"\ntitle = {words}\nsummary = {words}\ndate = "2020"\nmoves = ["V01", "V91"]\n'
    (project / "content" / "events.toml").write_text(event, "utf-8")
    with pytest.raises(
        ProjectError, match=r"events\.toml:6: 'V91' is not an indicator"
    ):
        read(project, measures={"V01"})
    read(project, measures={"V01", "V91"})


def test_a_figure_that_will_not_be_counted_is_refused(
    project: Path, change: Change
) -> None:
    def refuse(words: str) -> None:
        raise ProjectError(f"{words.partition(':')[0]} has no such period.")

    change(REPORT, '["gemeld-2020"]', '["V01:2031"]')
    with pytest.raises(
        ProjectError,
        match=r"verslag\.md:6: 'V01:2031' is not a figure: V01 has no such period",
    ):
        read(project, indicators={"V01"}, refuse_address=refuse)


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
    with pytest.raises(ProjectError, match="2 mistakes") as refusal:
        read(project)
    assert len(refusal.value.details) == 2


def test_rows_may_stand_in_csv(project: Path) -> None:
    header = "id,kind,title_nl,title_en,partners,theme,field,period,place,source,note_nl,note_en\n"
    path = project / "content" / "activities.csv"
    path.write_text(
        header
        + "raad,advisory_board,Raad,Board,A;B,slachtoffers,beide,2020,,verslag,,\n",
        "utf-8",
    )
    found = next(found for found in read(project).documents if found.id == "raad")
    assert found.facts["partners"] == ["A", "B"]
    assert found.date == "2020"
    path.write_text(header + "raad,borrel,Raad,Board,,,,2020,,verslag,,\n", "utf-8")
    with pytest.raises(
        ProjectError, match=r"content/activities\.csv:2: 'kind' is 'borrel'"
    ):
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
