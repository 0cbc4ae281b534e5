"""What `zicht check` says of SQL that cannot run: file, line and what is wrong, for all of it at once."""

from pathlib import Path

import pytest
from tests.dutch import FOLDER as STANDARD
from tests.projects import filled_project

from zicht.pipeline.checking import check, refuse_early
from zicht.pipeline.scaffold import Country
from zicht.project.folder import Project
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.progress import silent

SETTINGS = """
[sources]
use = ["om_zaken"]
years = [2023, 2024]

[indicators]
use = ["K01", "K02"]
"""
K01 = (STANDARD / "indicators" / "K01.sql").read_text("utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    filled_project(folder, Country("Proef", "NL", ("nl", "en")))
    settings = folder / "zicht.toml"
    kept = settings.read_text("utf-8").partition("[sources]")[0]
    settings.write_text(kept + SETTINGS, "utf-8")
    return folder


def own_sql(project: Path, name: str, sql: str) -> None:
    folder = project / "indicators"
    folder.mkdir(exist_ok=True)
    definition = STANDARD / "indicators" / f"{name}.toml"
    (folder / definition.name).write_text(definition.read_text("utf-8"), "utf-8")
    (folder / f"{name}.sql").write_text(sql, "utf-8")


def own_view(project: Path, name: str, sql: str) -> None:
    (project / "views").mkdir(exist_ok=True)
    (project / "views" / f"{name}.sql").write_text(sql, "utf-8")


def told(project: Path) -> list[str]:
    with pytest.raises(ProjectError) as caught:
        check(project, tell=silent)
    return list(caught.value.details)


def test_the_queries_of_the_catalogue_pass(project: Path) -> None:
    check(project, tell=silent)


@pytest.mark.parametrize(
    ("sql", "line", "words"),
    [
        (K01.replace("unit", "untit"), 1, "no column unit"),
        (K01.replace("zaken", "zakken"), 3, "it reads zakken"),
        (K01.replace("FROM zaken", "FORM zaken"), 3, "cannot be read as SQL"),
        (K01.replace("veld", "lower(veld) AS veld"), 2, "function lower"),
        (K01.replace(" AS year", ""), 1, "no column year"),
        (K01.replace("zaak AS unit", "*"), 2, "selects *"),
        (K01.replace("instroom_datum", "instroom_datm"), 2, "instroom_datum"),
        (K01.replace("arrondissement", "veld + 1 AS arrondissement"), 2, "+"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_and_line(
    project: Path, sql: str, line: int, words: str
) -> None:
    own_sql(project, "K01", sql)
    (detail,) = told(project)
    assert detail.startswith("indicators/K01.sql:")
    assert words in detail
    if line:
        assert detail.startswith(f"indicators/K01.sql:{line}: ")


def test_a_misspelt_column_is_told_with_those_that_come_near(project: Path) -> None:
    own_view(
        project,
        "eigen",
        "-- x\nSELECT pseud_id,\n    instroom_datm AS dag\nFROM om_zaken\n",
    )
    (detail,) = told(project)
    assert detail.startswith("views/eigen.sql:3: ")
    assert '"instroom_datum"' in detail


def test_all_mistakes_are_told_at_once(project: Path) -> None:
    own_sql(project, "K01", "-- x\nSELECT unit\nFROM zaken\n")
    own_sql(project, "K02", "-- x\nSELECT bsn AS unit\nFROM zaken\n")
    own_view(project, "eigen", "-- x\nSELECT niets FROM om_zaken\n")
    files = {detail.partition(":")[0] for detail in told(project)}
    assert files == {"indicators/K01.sql", "indicators/K02.sql", "views/eigen.sql"}


def test_a_query_over_a_view_that_is_wrong_is_not_told_as_well(project: Path) -> None:
    own_view(project, "zaken", "-- x\nSELECT niets FROM om_zaken\n")
    (detail,) = told(project)
    assert detail.startswith("views/zaken.sql:2: ")


def test_a_misspelt_column_in_a_rule_of_a_form_is_told(project: Path) -> None:
    form = (STANDARD / "forms" / "om_zaken.toml").read_text("utf-8")
    wrong = form.replace("(om_beslissing IS NULL) =", "(om_beslising IS NULL) =")
    (project / "forms").mkdir()
    (project / "forms" / "om_zaken.toml").write_text(wrong, "utf-8")
    line = 1 + wrong[: wrong.index("(om_beslising")].count("\n")
    (detail,) = told(project)
    assert detail.startswith(f"forms/om_zaken.toml:{line}: rule ")
    assert '"om_beslissing"' in detail


def test_sources_without_indicators_are_refused(project: Path) -> None:
    settings = project / "zicht.toml"
    settings.write_text(settings.read_text("utf-8").replace('["K01", "K02"]', "[]"))
    with pytest.raises(ProjectError, match=r"zicht.toml:\d+: \[indicators\]"):
        check(project, tell=silent)


def test_what_check_refuses_run_refuses_before_anything_is_received(
    project: Path,
) -> None:
    own_sql(project, "K01", "-- x\nSELECT unit\nFROM zaken\n")
    with pytest.raises(ProjectError, match="1 mistake"):
        refuse_early(Project.open(project))


@pytest.mark.parametrize(
    "name", ["zicht.toml", "codes/eigen.toml", "indicators/K01.sql"]
)
def test_a_file_in_another_encoding_is_told_with_its_line(
    project: Path, name: str
) -> None:
    own_sql(project, "K01", K01)
    (project / "codes").mkdir()
    (project / "codes" / "eigen.toml").write_text(
        'name = "eigen"\n[[code]]\ncode = "a"\nnl = "A"\nen = "A"\n'
    )
    file = project / name
    lines = file.read_bytes().count(b"\n")
    file.write_bytes(file.read_bytes() + "# caf\u00e9\n".encode("cp1252"))
    with pytest.raises(ProjectError) as caught:
        check(project, tell=silent)
    assert f"{name}:{lines + 1}: this is not written in UTF-8." in str(caught.value)


@pytest.mark.parametrize("name", ["zicht.toml", "codes/eigen.toml"])
def test_the_mark_of_a_spreadsheet_program_changes_nothing(
    project: Path, name: str
) -> None:
    (project / "codes").mkdir()
    (project / "codes" / "eigen.toml").write_text(
        'name = "eigen"\n[[code]]\ncode = "a"\nnl = "A"\nen = "A"\n'
    )
    file = project / name
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    check(project, tell=silent)
