"""Whoever loses the secret of the gate is told, before another takes its place."""

from pathlib import Path

import pytest
from tests.golden import albion

from zicht.pipeline import examining, folders, itinerary, secret
from zicht.project.folder import Project
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")
SETTINGS = albion.SETTINGS.replace("invented = true", "invented = false")


def findings_on_keys(project: Path) -> list[tuple[str, str]]:
    findings = examining.examine(project, tell=silent)
    return [(each.state, each.found) for each in findings if each.part == "keys"]


def test_a_lost_secret_is_told_by_doctor_and_by_the_run_that_makes_another(
    tmp_path: Path,
) -> None:
    project = albion.make_project(
        tmp_path / "albion", settings=SETTINGS + albion.EXPECTED
    )
    albion.deliver_all(project)
    told: list[str] = []

    def tell(words: str, done: int | None = None, total: int | None = None) -> None:
        told.append(words)

    itinerary.run(project, tell=tell, keep=True)
    assert not any("secret of the gate" in words for words in told)
    key = folders.keys(project) / "cellkey.key"
    first = key.read_bytes()
    ((state, _),) = findings_on_keys(project)
    assert state == "good"

    key.unlink()
    ((state, found),) = findings_on_keys(project)
    assert state == "bad"
    assert "cellkey.key" in found
    plan = itinerary.run(project, tell=silent, dry_run=True)
    assert not plan.unchanged
    assert secret.keyed_digests(Project.open(project), ["00"]) == [""]
    assert not key.exists(), "nothing that only looks makes another"

    key.write_bytes(first)
    key.chmod(0o600)
    assert itinerary.run(project, tell=silent, keep=True).unchanged

    key.unlink()
    itinerary.run(project, tell=tell, keep=True)
    assert any(words.startswith("Careful: cellkey.key") for words in told)
    assert key.read_bytes() != first
    ((state, _),) = findings_on_keys(project)
    assert state == "good"
