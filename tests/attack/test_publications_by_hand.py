"""Attacks on publication with files alone: signatures put in place by hand, old lists of roles, old releases."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.attack.acting import ROOT_WORDS, WORDS, newest, person, sign
from tests.attack.test_trust_attacks import _panel

from zicht import release as room
from zicht.pipeline import (
    folders,
    itinerary,
    pages,
    releasing,
    reviewers,
    reviewing,
    trust,
)
from zicht.pipeline.project_journal import publications, states_publication
from zicht.release import approval, roles, signing, store
from zicht.release.approval import load_key
from zicht.vault.journal import PUBLISHED, STATES_EVERY_RELEASE, Journal
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")


@pytest.fixture(name="project")
def _project(trusted_project: Path) -> Path:
    return trusted_project


def put_in_place(project: Path, name: str, key: Path, at: str = "") -> None:
    """Sign on another machine, and copy the signature beside the release without Zicht."""
    path = newest(project)
    with pytest.MonkeyPatch.context() as patch:
        if at:
            patch.setattr(signing, "now", lambda: at)
        fields = approval.sign_approval(
            room.files.digest_of((path / "content" / "manifest.json").read_bytes()),
            load_key(key, WORDS),
            reviewer=name,
            statement="Figures.",
        )
    key_id = approval.key_id(bytes.fromhex(str(fields["public_key"])))
    signing.write(path / "signatures" / f"approval-{key_id}.json", fields)


def revoke(project: Path, name: str) -> None:
    trust.revoke(
        project,
        root_key=project.parent / "root.key",
        passphrase=ROOT_WORDS,
        person=name,
        tell=silent,
    )


def test_signatures_put_in_place_by_hand_publish_nothing_beside_the_ledger(
    project: Path,
) -> None:
    ann, ben = person(project, "Ann"), person(project, "Ben")
    put_in_place(project, "Ann", ann)
    put_in_place(project, "Ben", ben)
    path = newest(project)
    assert not pages.is_published(project, path)
    assert [line.state for line in releasing.list_releases(project)] == [
        "waits for signatures"
    ]
    assert sign(project, "Ben", ben) is True
    assert pages.is_in_ledger(project, path)


def test_a_signature_put_in_place_after_its_role_ended_publishes_nothing(
    project: Path,
) -> None:
    """The date in a signature is what its signer wrote: here of the day on which the release was built."""
    ann, cyd = person(project, "Ann"), person(project, "Cyd", until="2999-01-01")
    put_in_place(project, "Cyd", cyd)
    assert len(approval.counting_approvals(newest(project), _panel(project))) == 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "now", lambda: "3000-01-01T12:00:00+00:00")
        with pytest.raises(ReleaseError, match="role ended"):
            sign(project, "Ann", ann)
    assert not pages.is_in_ledger(project, newest(project))


def test_a_release_with_other_texts_and_the_same_tables_is_published_by_itself(
    project: Path,
) -> None:
    """The journal stated what the gate sealed once, so that two signatures by hand published every later wording."""
    ann, cyd = person(project, "Ann"), person(project, "Cyd", until="2999-01-01")
    sign(project, "Ann", ann)
    assert sign(project, "Cyd", cyd) is True
    first = newest(project)
    settings = project / "zicht.toml"
    settings.write_text(settings.read_text().replace("Sight on", "A look at"))
    itinerary.run(project, tell=silent)
    second = newest(project)
    assert store.gate_of(second) == store.gate_of(first), "not a number moved"
    put_in_place(project, "Ann", ann)
    put_in_place(project, "Cyd", cyd)
    assert not pages.is_published(project, second)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "now", lambda: "3000-01-01T12:00:00+00:00")
        with pytest.raises(ReleaseError, match="role ended"):
            sign(project, "Ann", ann)
    assert sign(project, "Ann", ann) is True
    stated = [entry.text("name") for entry in publications(project)]
    assert stated == [first.name, second.name]
    assert sign(project, "Ann", ann) is True
    assert len(publications(project)) == 2, "to finish it again states nothing more"


def test_an_earlier_version_stated_the_same_tables_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What such a journal published stays published; a release that was built since is stated by its name."""
    with monkeypatch.context() as patch:
        patch.setattr("zicht.vault.journal.STATES_EVERY_RELEASE", "not stated then")
        journal = Journal.open([folders.journal(tmp_path)], bytes(range(32)))
    journal.append(PUBLISHED, {"gate": "sealed", "name": "first"})
    before = journal.head
    assert states_publication(tmp_path, "sealed", "second", before)
    assert not states_publication(tmp_path, "other", "second", before)
    about = {"gate": "sealed", "name": "third", STATES_EVERY_RELEASE: True}
    journal.append(PUBLISHED, about)
    assert states_publication(tmp_path, "sealed", "second", before)
    assert states_publication(tmp_path, "sealed", "third", before)
    assert not states_publication(tmp_path, "sealed", "fourth", journal.head)
    for made_up in ("", "0 ", f"1 {'0' * 64}", before.replace("2 ", "1 ")):
        assert not states_publication(tmp_path, "sealed", "fourth", made_up)


def test_an_earlier_list_of_roles_does_not_bring_a_reviewer_back(
    project: Path, tmp_path: Path
) -> None:
    ann, ben = person(project, "Ann"), person(project, "Ben")
    file = reviewers.trust_folder("albion") / reviewers.ROLES
    earlier = Path(shutil.copy(file, tmp_path / "earlier.json"))
    revoke(project, "Ben")
    root = trust.listed(project).root
    with pytest.raises(ReleaseError, match="is here already"):
        trust.pin(project, root=root, roles_file=earlier)
    shutil.copy(earlier, file)
    for name, key in (("Ann", ann), ("Ben", ben)):
        with pytest.raises(ReleaseError, match="the journal knows version"):
            sign(project, name, key)


def test_who_builds_cannot_make_an_old_release_the_newest(project: Path) -> None:
    """The builder signs an old release again, with a later number: its approvals of then do not count any more."""
    sign(project, "Ann", person(project, "Ann"))
    sign(project, "Ben", person(project, "Ben"))
    path, builder = newest(project), folders.keys(project) / "builder.key"
    assert pages.is_published(project, path)
    (path / "signatures" / "builder.json").unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "now", lambda: "2999-01-01T00:00:00+00:00")
        approval.sign_as_builder(path, load_key(builder), number=99)
    assert not pages.is_published(project, path)


def test_a_number_does_not_make_a_release_later_than_its_date(tmp_path: Path) -> None:
    """Signed again with the date of then, an old release stays old whatever its number."""
    key = tmp_path / "builder.key"
    approval.make_key(key)
    signed = (("old", 99, "2026-01-01"), ("new", 2, "2026-02-01"))
    for name, number, at in signed:
        path = tmp_path / "releases" / name
        (path / "signatures").mkdir(parents=True)
        (path / "content").mkdir()
        (path / "content" / "manifest.json").write_text("{}\n")
        approval.sign_as_builder(path, load_key(key), number=number, at=at)
    made = store.list_releases(tmp_path / "releases")
    assert [path.name for path in made] == ["old", "new"]


@pytest.mark.parametrize("second", ["Jose\u0301 Bo\u0300s", "JOSE-BOS", "Jose  Bos"])
def test_another_spelling_of_a_name_is_no_second_person(second: str) -> None:
    assert roles.same_person("Jos\u00e9 B\u00f2s") == roles.same_person(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Bj\u00f8rn", "Bjoern"),
        ("Bj\u00f8rn", "Bjorn"),
        ("M\u00fcller", "Mueller"),
        ("\u00c5se", "Aase"),
        ("\u0141ukasz", "Lukasz"),
        ("I\u015f\u0131k", "Isik"),
        ("Stra\u00dfe", "Strasse"),
        ("\uff21nn", "Ann"),
    ],
)
def test_a_name_as_a_keyboard_without_its_letters_writes_it_is_no_second_person(
    first: str, second: str
) -> None:
    assert roles.same_person(first) == roles.same_person(second)
    assert roles.same_person(first) != roles.same_person("Ben")


def _with_passphrase(content: bytes) -> bytes:
    """Mark every file of an archive as encrypted."""
    marked = bytearray(content)
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(header)
        while place >= 0:
            marked[place + flags] |= 1
            place = content.find(header, place + 1)
    return bytes(marked)


def _damaged(content: bytes) -> bytes:
    """Alter the compressed bytes of the first file."""
    marked = bytearray(content)
    marked[45:60] = b"\xff" * 15
    return bytes(marked)


@pytest.mark.parametrize("alter", [_with_passphrase, _damaged, lambda _: b"PK"])
def test_an_archive_that_cannot_be_read_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alter: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    bundle, unpacked = tmp_path / "review.zip", tmp_path / "unpacked"
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bundle.json", b"{}" * 500)
        archive.writestr("facts.json", b"{}")
    bundle.write_bytes(alter(bundle.read_bytes()))
    with pytest.raises(ReleaseError, match="not a bundle"):
        reviewing.review(bundle, root="ab" * 32, unpack=unpacked)
    assert not unpacked.exists()


def test_pages_of_a_bundle_that_nobody_signed_are_not_left_for_a_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    bundle, unpacked = tmp_path / "review.zip", tmp_path / "unpacked"
    with zipfile.ZipFile(bundle, "w") as archive:
        for name in ("bundle.json", "facts.json", "site/index.html"):
            archive.writestr(name, b"{}\n")
    with pytest.raises(ReleaseError):
        reviewing.review(bundle, root="ab" * 32, unpack=unpacked)
    assert not unpacked.exists()
