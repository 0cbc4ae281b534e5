"""Vault and journal are put back to yesterday together: the entries since then stay within reach of a backup."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from tests.attack.acting import (
    held,
    publish,
    run_without_pages,
    withdraw_somebody,
)

from zicht.pipeline import (
    examining,
    folders,
    itinerary,
    keeping_keys,
    put_away,
    rotation,
    safekeeping,
    status,
)
from zicht.pipeline.project_journal import copies_of_journal, journal_head
from zicht.release import approval, store
from zicht.vault import journal
from zicht.vault.journal import (
    BACKED_UP,
    OPENED,
    RESTORED,
    SET_ASIDE,
    Entry,
    check_every_signature,
    check_journal,
)
from zicht.vocabulary.errors import VaultError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")


@dataclass(frozen=True)
class Past:
    """A project with somebody who withdrew and a release without them, and how it was the day before.

    Parameters
    ----------
    base : folder with the project, with yesterday's, and with a backup of after the release
    head : of the journal at the end, as somebody wrote it down
    """

    base: Path
    head: str

    @property
    def project(self) -> Path:
        return self.base / "albion"

    def put_back(self, *names: str) -> None:
        """Put the whole project back to yesterday, or some folders of it; the journal outside it goes back too."""
        for name in names or (".",):
            shutil.rmtree(self.project / name)
            shutil.copytree(self.base / "yesterday" / name, self.project / name)
        # The next command would write it anew from the copy of yesterday in the project.
        shutil.rmtree(folders.outside_journals(), ignore_errors=True)

    def lines(self) -> list[list[str]]:
        copies = copies_of_journal(self.project)
        return [copy.read_text().splitlines() for copy in copies if copy.exists()]

    def entries(self, kind: str) -> list[Entry]:
        entries = check_journal(folders.journal(self.project))
        return [entry for entry in entries if entry.what == kind]

    def set_aside(self) -> list[list[dict[str, object]]]:
        """Return what each entry about a restoring states of entries that gave way."""
        stated = [entry.about.get(SET_ASIDE) for entry in self.entries(RESTORED)]
        return [entries for entries in stated if isinstance(entries, list)]

    def bad(self, head: str = "") -> list[str]:
        found = examining.examine(self.project, head=head, tell=silent)
        return [finding.found for finding in found if finding.state == "bad"]

    def restore(self) -> None:
        safekeeping.restore(self.project, self.base / "kept", tell=silent)


@pytest.fixture(scope="module", name="begun")
def _begun(received: Path, tmp_path_factory: pytest.TempPathFactory) -> Past:
    base = tmp_path_factory.mktemp("begun")
    project = Path(shutil.copytree(received, base / "albion"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZICHT_JOURNAL", str(base / "journals"))
        held(project)
        shutil.copytree(project, base / "yesterday")
        withdraw_somebody(project, base)
        run_without_pages(project)
        made = safekeeping.back_up(project, base / "backups", tell=silent)
        shutil.copy(made.file, base / "kept")
        return Past(base, journal_head(project))


@pytest.fixture(name="past")
def _past(begun: Past, tmp_path: Path) -> Past:
    return Past(Path(shutil.copytree(begun.base, tmp_path / "base")), begun.head)


def look(past: Past) -> object:
    return status.status(past.project)


def put_back_and_look(past: Past) -> str:
    """Put the journal back and open the vault with it; return the digest of the entry that states this."""
    past.put_back()
    look(past)
    return past.entries(OPENED)[-1].digest


def withdraw(past: Past) -> object:
    return withdraw_somebody(past.project, past.base)


VERBS: dict[str, Callable[[Past], object]] = {
    "run": lambda past: itinerary.run(past.project, tell=silent),
    "publish": lambda past: publish(past.project),
    "backup": lambda past: safekeeping.back_up(
        past.project, past.base / "more", tell=silent
    ),
    "withdraw": withdraw,
    "status": look,
}


def test_no_verb_writes_in_a_journal_that_lacks_what_a_release_names(
    past: Past,
) -> None:
    """Every verb wrote that it opened the vault, and then the backup that would help contradicted the journal."""
    past.put_back(".zicht", "journal")
    before = past.lines()[0]
    for verb in VERBS.values():
        with pytest.raises(VaultError, match="put back to before 1 releases"):
            verb(past)
    assert "put back to an earlier state" in past.bad()[0]
    assert all(lines == before for lines in past.lines())
    past.restore()
    assert held(past.project)[1] == 1
    assert past.bad(past.head) == []


def test_without_a_backup_the_way_that_the_refusal_names_leads_on(past: Past) -> None:
    past.put_back(".zicht", "journal", "deliveries")
    shutil.rmtree(folders.releases(past.project))
    withdraw(past)
    itinerary.run(past.project, tell=silent)
    assert held(past.project)[1] == 1
    assert past.bad() == []


def test_what_was_opened_since_gives_way_to_the_entries_of_a_backup(past: Past) -> None:
    """Releases went back too, so that nothing tells; the project is looked at and backed up before anybody notices."""
    past.put_back()
    look(past)
    backups = past.base / "backups"
    late = safekeeping.back_up(past.project, backups, tell=silent).file
    before = past.lines()
    assert "entry" in past.bad(past.head)[0]
    assert past.lines() == before, "a doctor who knows of a later head writes nothing"
    past.restore()
    assert held(past.project)[1] == 1
    assert past.bad(past.head) == []
    (stated,) = past.set_aside()
    assert {entry["what"] for entry in stated} == {OPENED, BACKED_UP}
    check_every_signature(check_journal(folders.journal(past.project)))
    safekeeping.back_up(past.project, backups, tell=silent)
    assert not late.exists(), "it holds who withdrew, though its date is later"


def test_what_was_done_since_does_not_give_way(past: Past) -> None:
    past.put_back()
    publish(past.project)
    before = past.lines()
    with pytest.raises(VaultError, match="states other things"):
        past.restore()
    assert past.lines() == before


def test_killed_between_the_copies_the_next_restore_completes_them(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = put_back_and_look(past)
    written: list[Path] = []
    write_whole = journal._write_whole

    def write_first(copy: Path, lines: Sequence[str]) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(copy)
        write_whole(copy, lines)

    with monkeypatch.context() as patch:
        patch.setattr(journal, "_write_whole", write_first)
        with pytest.raises(KeyboardInterrupt):
            past.restore()
    with pytest.raises(VaultError, match="contradict each other"):
        held(past.project)
    past.restore()
    assert held(past.project)[1] == 1
    (entries,) = past.set_aside()
    assert looked_at in {entry["digest"] for entry in entries}


def test_what_gave_way_is_stated_though_the_restoring_fails_after_it(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was kept in memory until the end, and the next restore found nothing that gave way."""
    looked_at = put_back_and_look(past)

    def fail(*_: object) -> None:
        raise VaultError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(safekeeping, "_let_journal_learn", fail)
        with pytest.raises(VaultError, match="full"):
            past.restore()
    past.restore()
    (entries,) = past.set_aside()
    assert looked_at in {entry["digest"] for entry in entries}


def test_a_head_of_the_journal_that_was_put_back_is_known_after_the_restore(
    past: Past,
) -> None:
    """It counted as lost, in doctor and in a release that was built meanwhile, and every verb refused for good."""
    past.put_back()
    # Built once more, a release names the head of today.
    shutil.rmtree(folders.releases(past.project))
    look(past)
    run_without_pages(past.project)
    meanwhile = journal_head(past.project)
    past.restore()
    (stated,) = past.set_aside()
    given_way = {f"{entry['number']} {entry['digest']}" for entry in stated}
    releases = store.list_releases(folders.releases(past.project))
    assert given_way & {approval.journal_of(path) for path in releases}
    assert held(past.project)[1] == 1
    assert past.bad(meanwhile) == []
    number, _, digest = meanwhile.partition(" ")
    assert past.bad(f"{number} {digest[::-1]}") != []


def test_no_verb_completes_a_rotation_in_a_journal_that_lacks_what_a_release_names(
    received: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stated the rotation before the comparison, and the journal contradicted every backup of after it."""
    base = tmp_path / "base"
    project = Path(shutil.copytree(received, base / "albion"))
    monkeypatch.setenv("ZICHT_JOURNAL", str(base / "journals"))

    def die(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keeping_keys, "complete_in_turn", die)
        with pytest.raises(KeyboardInterrupt):
            keeping_keys.rotate(project, tell=silent)
    shutil.copytree(project, base / "yesterday")
    withdraw_somebody(project, base)
    run_without_pages(project)
    shutil.copy(
        safekeeping.back_up(project, base / "backups", tell=silent).file, base / "kept"
    )
    past = Past(base, journal_head(project))
    past.put_back(".zicht", "journal")
    before = past.lines()
    for verb in VERBS.values():
        with pytest.raises(VaultError, match="put back to before 1 releases"):
            verb(past)
    assert any("put back to" in sentence for sentence in past.bad())
    assert past.lines() == before
    past.restore()
    assert held(project)[1] == 1
    assert past.bad(past.head) == []


def rotate_until(
    past: Past, patch: pytest.MonkeyPatch, module: object, step: str
) -> None:
    """Rotate keys, and die before a step of it."""

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with patch.context() as dying:
        dying.setattr(module, step, die)
        with pytest.raises(KeyboardInterrupt):
            keeping_keys.rotate(past.project, tell=silent)


def cut_a_copy(past: Past, _: pytest.MonkeyPatch) -> None:
    copy = folders.journal(past.project)
    copy.write_text("\n".join(copy.read_text().splitlines()[:-2]) + "\n{")


def leave_drafts(past: Past, _: pytest.MonkeyPatch) -> None:
    private = folders.private(past.project)
    for place in (private, private / "keys", folders.journal(past.project).parent):
        (place / ".left.new").write_text("left")
    (private / "scratch-left").mkdir()
    (folders.releases(past.project) / ".draft-left").mkdir()


STATES: dict[str, Callable[[Past, pytest.MonkeyPatch], None]] = {
    "nothing else": lambda *_: None,
    "a copy that lags behind, with half a line": cut_a_copy,
    "drafts that were left": leave_drafts,
    **{
        f"a rotation that died before {step}": partial(
            rotate_until, module=module, step=step
        )
        for module, step in (
            (keeping_keys, "complete_in_turn"),
            (rotation, "move_whole"),
            (put_away, "renew"),
            (rotation, "_state_in_journal"),
            (rotation, "copy_key"),
            (rotation, "rmtree"),
        )
    },
}


def everything(base: Path) -> dict[Path, bytes]:
    """Return every file and folder with its bytes."""
    return {
        path: path.read_bytes() if path.is_file() else b""
        for path in sorted(base.rglob("*"))
    }


@pytest.mark.parametrize("state", STATES)
def test_a_doctor_who_finds_that_the_journal_was_put_back_writes_nothing(
    past: Past, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It completed a rotation: the journal stated that, and a backup of after it fitted no more."""
    STATES[state](past, monkeypatch)
    before = everything(past.base.parent)
    assert past.bad(f"999 {'ab' * 32}") != []
    assert everything(past.base.parent) == before


def test_the_journal_of_another_project_is_called_so(
    past: Past, delivered: Path, tmp_path: Path
) -> None:
    """It was said that somebody with the key of this project had written it."""
    other = Path(shutil.copytree(delivered, tmp_path / "other" / "albion"))
    held(other)
    held(past.project)
    shutil.copy(folders.journal(other), folders.journal(past.project))
    with pytest.raises(VaultError, match="journal of another project"):
        itinerary.run(past.project, tell=silent)
