"""Terms of retention: what is past its term is named, forgotten everywhere, and does not come back."""

import datetime
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from tests.attack.acting import Told, run_without_pages
from tests.golden import albion

from zicht.edition.edition import Edition
from zicht.edition.missing import missing_notes
from zicht.pipeline import (
    folders,
    forgetting,
    itinerary,
    reproducing,
    safekeeping,
    status,
)
from zicht.pipeline.project_keys import unlocked
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.project.forms import read_form
from zicht.release import store
from zicht.vault.coverage import coverage
from zicht.vault.sealed_files import SealedFiles
from zicht.vocabulary.errors import DeliveryError, ProjectError, ReleaseError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")
TERMS = """
[retention]
ground = "Section 2 of an invented act"
link_fields = 2
payload = 2
quarantine = 1
"""
TODAY = datetime.date(2026, 1, 1)
"""Two years after the first of January 2024: records of 2023 are past their term, those of 2024 are not."""
SETTINGS = albion.SETTINGS + albion.EXPECTED


@pytest.fixture(scope="module", name="kept")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project after its first run, whose files were sealed away; copy it before changing anything."""
    folder = tmp_path_factory.mktemp("kept") / "albion"
    sealing = "disk_is_encrypted = true\nkeep_delivered = false"
    albion.make_project(
        folder, settings=SETTINGS.replace("disk_is_encrypted = true", sealing)
    )
    form = folder / "forms" / "referrals.toml"
    form.write_text(albion.FORM + TERMS)
    albion.deliver_all(folder)
    return run_without_pages(folder)


@pytest.fixture(name="project")
def _project(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(forgetting, "today", lambda: TODAY)
    return Path(shutil.copytree(kept, tmp_path / "albion"))


def years_held(project: Path) -> dict[str, Counter[int]]:
    """Return, for payload and link fields, how many rows there are of each year."""
    query = "SELECT year(record.valid_from), count(*) FROM vault.payload.referrals AS record {} GROUP BY 1"
    people = "JOIN vault.identities.referrals AS person USING (pseud_id, delivery_id)"
    keys = "JOIN vault.person_keys AS key USING (pseud_id)"
    with open_vault(Project.open(project), why="test", tell=silent) as (session, _):
        return {
            "payload": Counter(dict(session.rows(query.format("")))),
            "link fields": Counter(dict(session.rows(query.format(people)))),
            "keys of persons": Counter(dict(session.rows(query.format(keys)))),
        }


def sealed_content(project: Path) -> bytes:
    files = SealedFiles(folders.sealed(project), unlocked(project).file)
    content = b""
    for about in files.deliveries():
        file, _ = files.open(about.source, about.digest)
        with file.open() as handle:
            content += handle.read()
    return content


def test_what_is_past_its_term_is_named_and_nothing_is_forgotten_by_looking(
    project: Path,
) -> None:
    before = years_held(project)
    named = status.status(project)["kept longer than its ground allows"]
    assert isinstance(named, list)
    assert {(one["what"], one["before"]) for one in named} == {
        ("payload", "2024-01-01"),
        ("link fields", "2024-01-01"),
    }
    assert (
        sum(one["rows"] for one in named if one["what"] == "payload")
        == (before["payload"][2023])
    )
    assert forgetting.forget(project, dry_run=True, tell=silent).dry_run
    assert years_held(project) == before


def test_it_is_forgotten_in_the_vault_and_in_sealed_files_and_the_journal_says_so(
    project: Path,
) -> None:
    before = years_held(project)
    forgetting.forget(project, dry_run=False, tell=silent)
    after = years_held(project)
    assert before["keys of persons"][2023] > 0
    for what, years in after.items():
        assert years == Counter({2024: before[what][2024]})
    assert b"2023-" not in sealed_content(project)
    assert b"2024-" in sealed_content(project)
    lines = folders.journal(project).read_text().splitlines()
    stated = [json.loads(line) for line in lines]
    forgotten = [line["about"] for line in stated if line["what"] == "forgotten"]
    assert {about["what"] for about in forgotten} == {"payload", "link fields"}
    assert {about["ground"] for about in forgotten} == {"Section 2 of an invented act"}
    assert forgetting.forget(project, dry_run=False, tell=silent).due == ()


def test_days_that_are_forgotten_are_missing_and_not_zero(project: Path) -> None:
    forgetting.forget(project, dry_run=False, tell=silent)
    with open_vault(Project.open(project), why="test", tell=silent) as (_, vault):
        assert {run.days.first.year for run in vault.coverage()} == {2024}


def test_figures_of_forgotten_days_say_so_and_not_that_a_delivery_is_late(
    project: Path,
) -> None:
    before = run_with_needs_of_its_own_year(project)
    forgetting.forget(project, dry_run=False, tell=silent)
    told = Told()
    report = itinerary.run(project, tell=told)
    assert not report.unchanged
    assert report.release != before
    assert "2023-01-01 to 2023-12-31, is no longer kept" in told
    assert "has not arrived" not in told
    release = store.read(folders.releases(project) / report.release)
    (lacking,) = release.awaited
    assert (lacking.first, lacking.last) == ("2023-01-01", "2023-12-31")
    assert lacking.is_forgotten
    (note,) = missing_notes(Edition(release, "en"), "R01")
    assert "2023 are no longer kept" in note
    owed = status.status(project)["owed"]
    assert isinstance(owed, list)
    assert {line["state"] for line in owed} == {"forgotten"}
    with pytest.raises(ReleaseError, match="was made from other forgotten"):
        reproducing.reproduce(project, before, tell=silent)
    again = reproducing.reproduce(project, report.release, tell=silent)
    assert again["release"] == report.release


def run_with_needs_of_its_own_year(project: Path) -> str:
    """Run a project in which a figure needs the deliveries of its own year alone; return the release."""
    indicator = project / "indicators" / "R01.toml"
    declared = indicator.read_text().replace("variant", 'needs = "own"\nvariant', 1)
    indicator.write_text(declared)
    return itinerary.run(project, tell=silent).release


def test_neither_a_backup_nor_a_rebuilt_vault_brings_it_back(
    project: Path, tmp_path: Path
) -> None:
    backup = safekeeping.back_up(project, tmp_path / "backups", tell=silent).file
    forgetting.forget(project, dry_run=False, tell=silent)
    known = years_held(project)
    safekeeping.restore(project, backup, tell=silent)
    assert years_held(project) == known
    (folders.private(project) / "vault.duckdb").unlink()
    told = Told()
    with open_vault(Project.open(project), why="test", tell=told) as (_, vault):
        lacking = {missing.period for missing in vault.missing_deliveries()}
    assert lacking == {"2024"}


def test_the_next_backup_removes_those_that_hold_what_is_forgotten(
    project: Path, tmp_path: Path
) -> None:
    place = tmp_path / "backups"
    before = safekeeping.back_up(project, place, tell=silent)
    forgetting.forget(project, dry_run=False, tell=silent)
    after = safekeeping.back_up(project, place, tell=silent)
    again = safekeeping.back_up(project, place, tell=silent)
    assert (before.removed, after.removed, again.removed) == (0, 1, 0)
    assert not before.file.exists()
    assert after.file.exists()


def test_the_same_records_once_more_do_not_stay(project: Path) -> None:
    forgetting.forget(project, dry_run=False, tell=silent)
    known = years_held(project)
    rows = albion.of_part("North", "2023")
    albion.deliver(
        project, rows, name="2023-again", part="North", extracted_on="2025-05-01"
    )
    told = Told()
    with pytest.raises(DeliveryError, match="are not there") as refused:
        itinerary.run(project, tell=told)
    assert "2023-12-31, is no longer kept" in str(refused.value)
    assert "referrals: records from before 2024-01-01 are not counted" in told
    assert years_held(project) == known


def test_coverage_ends_where_forgetting_begins() -> None:
    assert coverage([], {"referrals": TODAY}) == []


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ("[retention]\npayload = 5\n", "no legal ground"),
        ('[retention]\nground = "law"\npayload = 0\n', "whole number from 1 to 200"),
        ('[retention]\nground = "law"\npayload = 1.5\n', "whole number from 1 to 200"),
        (
            '[retention]\nground = "law"\nlink_fields = 5\npayload = 2\n',
            "kept longer than the payload",
        ),
        ('[retention]\nground = "law"\nyears = 5\n', "years"),
    ],
)
def test_terms_that_make_no_sense_are_refused(
    tmp_path: Path, terms: str, words: str
) -> None:
    form = tmp_path / "forms" / "referrals.toml"
    form.parent.mkdir()
    form.write_text(albion.FORM + terms)
    with pytest.raises(ProjectError) as raised:
        read_form(form)
    assert words in str(raised.value)
