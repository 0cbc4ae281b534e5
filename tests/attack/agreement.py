"""What must hold of a project whatever was killed: journal, vault, releases and sealed files agree."""

from pathlib import Path

from zicht.engine.words import identifier, sql
from zicht.pipeline import examining, folders, ledger
from zicht.pipeline.project_journal import copies_of_journal
from zicht.pipeline.project_keys import sealed_files
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.release import store
from zicht.vault.journal import PUBLISHED, check_journal
from zicht.vault.vault import Vault
from zicht.vocabulary.progress import silent

SOURCE = "referrals"
_TABLES_WITH_PSEUDONYMS = (
    "SELECT schema_name, table_name FROM duckdb_columns()"
    " WHERE database_name = 'vault' AND column_name = 'pseud_id' AND table_name <> 'withdrawn'"
)


def check_agreement(project: Path, left: set[str], *, lacks: bool = False) -> int:
    """Check that nothing of a project contradicts anything else; return how many publications there are.

    Parameters
    ----------
    left : keys of records whose withdrawal was completed
    lacks : whether an earlier backup was put back, so that the vault may lack a delivery until the next run
    """
    with open_vault(Project.open(project), why="test", tell=silent) as (session, vault):
        for table in session.rows(_TABLES_WITH_PSEUDONYMS):
            query = sql("SELECT pseud_id FROM {t}", t=identifier("vault", *table))
            held = session.rows(query)
            assert not {pseudonym for (pseudonym,) in held} & _pseudonyms(vault, left)
        known = {
            kept.release: kept.cells
            for kept in vault.recall()
            if vault.is_published(kept.release)
        }
    assert len({copy.read_bytes() for copy in copies_of_journal(project)}) == 1
    stated = _publications(project)
    assert set(known) == {gate for gate, _ in stated}, (
        "vault and journal state the same publications"
    )
    _check_releases(project, stated, known)
    found = examining.examine(project, tell=silent)
    bad = [one for one in found if one.state == "bad" and not _may_be(one, lacks)]
    assert not bad, bad
    return len(stated)


def _may_be(finding: examining.Finding, lacks: bool) -> bool:
    """Whether doctor may say so: a run is asked for, to receive again or to finish what a withdrawal began."""
    lacking = ("The vault is behind its journal", "Missing delivery")
    return "`zicht run` takes them out" in finding.now or (
        lacks and finding.found.startswith(lacking)
    )


def _pseudonyms(vault: Vault, keys: set[str]) -> set[str]:
    return {vault.pseudonym(SOURCE, [key]) for key in keys}


def _publications(project: Path) -> list[tuple[str, str]]:
    """Return what the gate sealed of each publication of the journal, and the name of its release."""
    entries = check_journal(folders.journal(project))
    return [
        (entry.text("gate"), entry.text("name"))
        for entry in entries
        if entry.what == PUBLISHED
    ]


def _check_releases(
    project: Path, stated: list[tuple[str, str]], known: dict[str, str]
) -> None:
    """Check that every publication has its release, whole, and that the ledger holds what it printed."""
    for gate_digest, name in stated:
        path = folders.releases(project) / name
        assert not store.verify(path)
        gate = store.gate_of(path)
        assert gate is not None
        assert gate.digest == gate_digest
        sealed = store.read_sealed(path, gate)
        printed = ledger.cells_of(store.read(path), sealed, gate_digest)
        assert known[gate_digest] == printed


def check_nothing_lingers(project: Path, backups: Path, left: set[str]) -> None:
    """Check that after a whole command no draft stays, and no sealed file holds anybody who withdrew."""
    drafts = [
        path
        for place in (project, backups)
        for path in place.rglob("*")
        if ".new" in path.name
        or path.name.startswith(("scratch-", "spill-", ".draft-"))
        or "rotated" in path.name
        or path.name == "next"
    ]
    assert not drafts, drafts
    files = sealed_files(project)
    for about in files.deliveries():
        file, _ = files.open(about.source, about.digest)
        with file.open() as handle:
            content = handle.read()
        assert not [key for key in left if f"{key},".encode() in content]
