"""New keys and new pseudonyms: what belonged together still does, and no kill leaves half of it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.attack.acting import held, publish, withdraw_somebody
from tests.golden import albion

from zicht.engine.words import identifier, sql
from zicht.pipeline import (
    examining,
    folders,
    itinerary,
    keeping_keys,
    reproducing,
    rotation,
)
from zicht.pipeline.linking import link_records
from zicht.pipeline.project_journal import copies_of_journal
from zicht.pipeline.project_keys import unlocked
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.vault.journal import Journal, read_copies
from zicht.vault.keys import copy_key
from zicht.vault.noise import journal_key
from zicht.vault.sealed_cells import SealedCells
from zicht.vault.sealed_files import SealedFiles
from zicht.vocabulary.errors import VaultError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")


@pytest.fixture(scope="module", name="lived")
def _lived(received: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which somebody withdrew and something was published; copy it before changing anything."""
    base = tmp_path_factory.mktemp("lived")
    project = Path(shutil.copytree(received, base / "albion"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zicht.pipeline.pages.make", lambda *_, **__: None)
        publish(project)
        assert withdraw_somebody(project, base) == 1
    return project


@pytest.fixture(name="project")
def _project(lived: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(lived, tmp_path / "albion"))


def pseudonyms(project: Path) -> set[str]:
    with open_vault(Project.open(project), why="test", tell=silent) as (session, _):
        rows = session.rows("SELECT pseud_id FROM vault.payload.referrals")
        rows += session.rows("SELECT pseud_id FROM vault.withdrawn")
        return {pseudonym for (pseudonym,) in rows}


def sizes_of_persons(project: Path) -> list[tuple[int, str]]:
    """Return how many records each linked person has, with the days of their records."""
    with open_vault(Project.open(project), why="test", tell=silent) as (session, vault):
        links = link_records(Project.open(project), session, vault).links
        vault.payload()
        query = (
            "SELECT count(*), string_agg(referred_on::VARCHAR, ' ' ORDER BY referred_on) FROM {links} AS link"
            " JOIN payload_referrals AS record ON record.pseud_id = link.pseud_id"
            " GROUP BY person_id ORDER BY ALL"
        )
        return session.rows(sql(query, links=identifier(links.relation)))


def everything_held(project: Path) -> set[str]:
    """Return every word in every table of the vault."""
    words: set[str] = set()
    with open_vault(Project.open(project), why="test", tell=silent) as (session, _):
        tables = session.rows(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'vault'"
        )
        for schema, table in tables:
            rows = session.rows(f'FROM vault."{schema}"."{table}"')
            words |= set(re.findall(r"[0-9a-f]{32}", str(rows)))
    return words


def bad(project: Path) -> list[examining.Finding]:
    findings = examining.examine(project, tell=silent)
    return [finding for finding in findings if finding.state == "bad"]


def test_every_pseudonym_is_new_and_every_link_stays(project: Path) -> None:
    before, linked, known = (
        pseudonyms(project),
        sizes_of_persons(project),
        held(project),
    )
    old_key = unlocked(project).file
    assert keeping_keys.rotate(project, tell=silent).number == 1
    after = pseudonyms(project)
    assert len(after) == len(before)
    assert after.isdisjoint(before)
    assert not everything_held(project) & before
    assert sizes_of_persons(project) == linked
    assert held(project) == known
    assert unlocked(project).file != old_key
    assert bad(project) == []


def test_later_deliveries_fit_and_who_withdrew_stays_out(project: Path) -> None:
    """The same records once more, as a later extraction: none counts twice, and the person does not return."""
    known = held(project)
    for _ in range(2):
        keeping_keys.rotate(project, tell=silent)
    rows = albion.of_part("North", "2023")
    albion.deliver(
        project, rows, name="2023-later", part="North", extracted_on="2025-03-01"
    )
    itinerary.run(project, tell=silent)
    assert held(project) == known


def test_a_vault_that_is_lost_after_a_rotation_gets_everything_back(
    project: Path,
) -> None:
    """Tombstones in the journal were made under other pseudonyms."""
    known = held(project)
    keeping_keys.rotate(project, tell=silent)
    further = withdraw_somebody(project, project.parent)
    assert further > 0
    keeping_keys.rotate(project, tell=silent)
    (folders.private(project) / "vault.duckdb").unlink()
    itinerary.run(project, tell=silent)
    assert held(project) == (
        known[0] - further,
        known[1] + further,
        known[2],
    )
    assert bad(project) == []


def interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def interrupt_second_copy(patch: pytest.MonkeyPatch) -> None:
    """Copy the key of pseudonyms, and die before that of the journal."""
    copied: list[Path] = []

    def copy_once(source: Path, target: Path) -> None:
        if copied:
            interrupted()
        copied.append(target)
        copy_key(source, target)

    patch.setattr(rotation, "copy_key", copy_once)


STEPS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "the vault": lambda patch: patch.setattr(
        "zicht.vault.vault.write_rotated", interrupted
    ),
    "the keys": lambda patch: patch.setattr(keeping_keys, "write_rotated", interrupted),
    "the decision": lambda patch: patch.setattr(
        keeping_keys, "complete_in_turn", interrupted
    ),
    "sealed files": lambda patch: patch.setattr(SealedFiles, "renew", interrupted),
    "printed cells": lambda patch: patch.setattr(SealedCells, "renew", interrupted),
    "the journal": lambda patch: patch.setattr(
        rotation, "_state_in_journal", interrupted
    ),
    "the key of pseudonyms": lambda patch: patch.setattr(
        rotation, "copy_key", interrupted
    ),
    "the key of the journal": interrupt_second_copy,
    "the end": lambda patch: patch.setattr(rotation, "rmtree", interrupted),
}
"""Step before which the process is killed, to how."""


BY_DAY = ("the decision", "sealed files", "the end")


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(step, marks=[] if step in BY_DAY else pytest.mark.nightly)
        for step in STEPS
    ],
)
def test_killed_before_any_step_the_next_command_goes_on(
    project: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = held(project)
    with monkeypatch.context() as patch:
        STEPS[step](patch)
        with pytest.raises(KeyboardInterrupt):
            keeping_keys.rotate(project, tell=silent)
    assert held(project) == known
    has_happened = (folders.keys(project) / "pseudonym-1.key").exists()
    assert has_happened == (step not in ("the vault", "the keys"))
    assert bad(project) == []


def test_the_keys_of_before_open_nothing_any_more(
    project: Path, tmp_path: Path
) -> None:
    stolen = Path(shutil.copytree(folders.keys(project), tmp_path / "stolen"))
    keeping_keys.rotate(project, tell=silent)
    cells = next(folders.cells(project).glob("*.cells"))
    old = SealedCells(
        folders.cells(project), bytes.fromhex((stolen / "file.key").read_text())
    )
    new = SealedCells(
        folders.cells(project),
        bytes.fromhex((folders.keys(project) / "file.key").read_text()),
    )
    assert new.read(cells.stem), "the keys of today open them"
    assert old.read(cells.stem) is None


def test_the_key_of_before_writes_nothing_in_the_journal_any_more(
    project: Path, tmp_path: Path
) -> None:
    stolen = Path(shutil.copytree(folders.keys(project), tmp_path / "stolen"))
    keeping_keys.rotate(project, tell=silent)
    secret = journal_key(stolen, may_make=False)
    copies = copies_of_journal(project)
    with pytest.raises(VaultError, match="signed with another key"):
        Journal.open(copies, secret)
    forger = Journal(
        copies, Ed25519PrivateKey.from_private_bytes(secret), read_copies(copies)
    )
    forger.append("published", {"gate": "ab" * 32, "name": "forged"})
    with pytest.raises(VaultError, match="The journal was altered"):
        held(project)


def test_the_copies_of_the_journal_are_found_after_a_rotation(project: Path) -> None:
    before = copies_of_journal(project)
    known = held(project)
    keeping_keys.rotate(project, tell=silent)
    keeping_keys.rotate(project, tell=silent)
    assert copies_of_journal(project) == before
    folders.journal(project).unlink()
    assert held(project) == known
    assert bad(project) == []


def test_a_release_can_be_built_once_more_after_a_rotation(project: Path) -> None:
    """Somebody withdrew: the release names who under keyed digests, which a rotation changes in the vault."""
    release = itinerary.run(project, tell=silent).release
    keeping_keys.rotate(project, tell=silent)
    assert itinerary.run(project, tell=silent).unchanged
    again = reproducing.reproduce(project, release, tell=silent)
    assert again["release"] == release


def test_the_journal_states_each_rotation_once_and_a_missing_key_is_refused(
    project: Path,
) -> None:
    keeping_keys.rotate(project, tell=silent)
    keeping_keys.rotate(project, tell=silent)
    lines = folders.journal(project).read_text()
    assert lines.count('"change":"keys rotated"') == 2
    first, last = (folders.keys(project) / f"pseudonym-{n}.key" for n in (1, 2))
    content = last.read_bytes()
    last.unlink()
    with pytest.raises(VaultError, match="made with another key"):
        held(project)
    last.write_bytes(content)
    last.chmod(0o600)
    first.unlink()
    with pytest.raises(VaultError, match="earlier rotation is missing"):
        held(project)
