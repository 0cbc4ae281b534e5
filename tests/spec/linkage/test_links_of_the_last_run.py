"""Tables on demand count by the links of the last run, as long as linking anew would find the same."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.golden import albion

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, sql
from zicht.pipeline import itinerary, keeping_keys, linking, withdrawing
from zicht.pipeline.linking import link_records, links_of_records
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.vault.shelves import IDENTITIES, shelf
from zicht.vault.vault import Vault
from zicht.vocabulary.link_roles import LinkRole
from zicht.vocabulary.people import Links
from zicht.vocabulary.progress import silent

Row = tuple[str, str, str]


@pytest.fixture(scope="module", name="run")
def _run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("run")
    project = albion.make_project(base / "albion")
    albion.deliver_all(project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZICHT_JOURNAL", str(base / "journals"))
        patch.setattr("zicht.pipeline.pages.make", lambda *_, **__: None)
        itinerary.run(project, tell=silent)
    return project


@pytest.fixture(name="project")
def _project(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZICHT_JOURNAL", str(tmp_path / "journals"))
    return Path(shutil.copytree(run, tmp_path / "albion"))


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Project, Session, Vault]]:
    project = Project.open(folder)
    with open_vault(project, why="test", tell=silent) as (session, vault):
        yield project, session, vault


def rows(session: Session, links: Links) -> list[Row]:
    query = "SELECT pseud_id, person_id, status FROM {t} ORDER BY ALL"
    return session.rows(sql(query, t=Sql(links.relation)))


def kept(
    project: Project, session: Session, vault: Vault
) -> tuple[list[Row], Links] | None:
    """Return the links of the last run; None where everything would be linked anew."""

    class LinkedAnewError(Exception):
        pass

    def link(*_: object) -> None:
        raise LinkedAnewError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linking, "link_records", link)
        try:
            links = links_of_records(project, session, vault)
        except LinkedAnewError:
            return None
        return rows(session, links), links


def test_they_are_those_that_linkage_finds(project: Path) -> None:
    with opened(project) as (opened_project, session, vault):
        found = kept(opened_project, session, vault)
        assert found is not None
        of_last_run, links = found
        anew = link_records(opened_project, session, vault).links
        assert of_last_run == rows(session, anew)
        assert len(of_last_run) > 200
        assert links.persons < links.records, "some people have several records"
        statuses = {name: n for name, n in anew.statuses.items() if n}
        assert (links.persons, links.records) == (anew.persons, anew.records)
        assert links.statuses == statuses


def test_any_link_field_of_any_record_that_changes_is_noticed(project: Path) -> None:
    with opened(project) as (opened_project, session, vault):
        table = shelf(IDENTITIES, "referrals")
        query = (
            "SELECT column_name FROM duckdb_columns() WHERE table_name = 'referrals'"
        )
        columns = {name for (name,) in session.rows(query)}
        fields = [role.value for role in LinkRole if role.value in columns]
        assert len(fields) >= 5
        # One after the other: what the field before changed is put back.
        for field in fields:
            was = session.value(
                sql("SELECT {f} FROM {t} WHERE rowid = 7", f=identifier(field), t=table)
            )
            change = "UPDATE {t} SET {f} = ? WHERE rowid = 7"
            changed = sql(change, t=table, f=identifier(field))
            session.execute(changed, [f"x{was or ''}"])
            assert kept(opened_project, session, vault) is None, field
            session.execute(changed, [was])
        assert kept(opened_project, session, vault) is not None


def test_other_code_links_anew(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "digest_of_code", lambda: "of tomorrow")
    with opened(project) as (opened_project, session, vault):
        assert kept(opened_project, session, vault) is None


def test_after_a_withdrawal_and_a_rotation_everything_is_linked_anew(
    project: Path, tmp_path: Path
) -> None:
    """A person is called by its smallest pseudonym, which another record has when that one is gone."""
    keeping_keys.rotate(project, tell=silent)
    with opened(project) as (opened_project, session, vault):
        assert kept(opened_project, session, vault) is None
    request = tmp_path / "request.csv"
    request.write_text(
        f"source,reference\nreferrals,{albion.first_reference(project)}\n"
    )
    withdrawing.withdraw(
        project, request, ground="law", day="", dry_run=False, tell=silent
    )
    with opened(project) as (opened_project, session, vault):
        assert kept(opened_project, session, vault) is None
        links = links_of_records(opened_project, session, vault)
        linked = rows(session, links)
        assert linked == rows(
            session, link_records(opened_project, session, vault).links
        )
