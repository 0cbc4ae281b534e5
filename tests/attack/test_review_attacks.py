"""Review on another machine: it needs no secret, it notices what was altered, and publication enters the one ledger."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.attack.acting import ROOT_WORDS, WORDS
from tests.golden import albion

from zicht.pipeline import (
    bundle_facts,
    bundles,
    folders,
    itinerary,
    ledger,
    releasing,
    reviewers,
    reviewing,
    trust,
)
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.release import approval, files, store
from zicht.release.approval import load_key
from zicht.vocabulary.errors import ReleaseError, UsageError, ZichtError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")
SOURCES = Path(__file__).parents[2] / "src"


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project with a root of trust, two reviewers, and a release that waits for them."""
    base = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zicht.pipeline.pages.make", lambda *_, **__: None)
        patch.setattr("zicht.pipeline.pages.is_made", lambda *_: False)
        patch.setenv("ZICHT_TRUST", str(base / "trust"))
        project = albion.make_project(base / "albion")
        albion.deliver_all(project)
        itinerary.run(project, tell=silent)
        root = base / "root.key"
        trust.begin(
            project,
            root_key=root,
            builder="Bea Builder",
            passphrase=ROOT_WORDS,
            tell=silent,
        )
        for name in ("Ann", "Ben"):
            made = releasing.make_reviewer(
                project, reviewer=name, out=base / f"{name}.key", passphrase=WORDS
            )
            trust.add(
                project,
                root_key=root,
                passphrase=ROOT_WORDS,
                person=name,
                public_key=str(made["public key"]),
                tell=silent,
            )
        bundles.make(project, "", base / "review.zip", tell=silent)
        yield base


@pytest.fixture(name="base")
def _base(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    base = Path(shutil.copytree(built, tmp_path / "base"))
    monkeypatch.setenv("ZICHT_TRUST", str(base / "trust"))
    return base


def root_of(base: Path) -> str:
    return (base / "trust" / "albion" / reviewers.ROOT).read_text().strip()


def sign(base: Path, name: str, bundle: Path | None = None) -> Path:
    out = base / f"{name}.json"
    reviewing.review(
        bundle or base / "review.zip",
        root=root_of(base),
        signer=reviewing.Signer(
            load_key(base / f"{name}.key", WORDS), name, "Figures and wording.", out
        ),
    )
    return out


def published(project: Path) -> int:
    with open_vault(Project.open(project), why="test", tell=silent) as (_, vault):
        return len(ledger.published(vault).entries)


def test_two_signatures_that_come_back_publish_in_the_one_ledger(base: Path) -> None:
    project = base / "albion"
    first = bundles.receive(project, sign(base, "Ann"), tell=silent)
    assert (first["published"], published(project)) == (False, 0)
    second = bundles.receive(project, sign(base, "Ben"), tell=silent)
    assert (second["published"], published(project)) == (True, 1)
    lines = folders.journal(project).read_text().splitlines()
    assert any(json.loads(line)["what"] == "published" for line in lines)


def test_a_bundle_holds_no_secret_and_nothing_of_a_person(base: Path) -> None:
    people = {row["surname"] for row in albion.of_part("North", "2023")}
    people |= {row["nino"] for row in albion.of_part("North", "2023")}
    people -= {"not known", ""}
    private = base / "albion" / ".zicht" / "keys"
    written = [path.read_bytes().strip() for path in private.iterdir()]
    bare = [bytes.fromhex(key.decode()) for key in written if len(key) == 64]
    assert len(bare) >= 3
    with zipfile.ZipFile(base / "review.zip") as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
    assert {"facts.json", "review.html", "roles.json", "bundle.json"} <= set(names)
    assert not any(
        name.startswith((".zicht", "deliveries", "journal")) for name in names
    )
    for secret in (*written, *bare):
        assert secret not in everything
    lower = everything.lower()
    assert [word for word in people if word.lower().encode() in lower] == []


STRANGER = 65534
"""Number of the user `nobody`."""
AS_STRANGER = f"""
import os, sys
import bcrypt, encodings.cp437, encodings.idna, getpass, importlib.readers, socket
import zicht.cli.entry
zicht.cli.register_verbs()
import zicht.pipeline.bundles, zicht.pipeline.reviewing, zicht.release.approval
if os.geteuid() == 0:
    os.setgroups([]); os.setgid({STRANGER}); os.setuid({STRANGER})
assert not os.access(sys.argv[1], os.R_OK) or os.geteuid() != {STRANGER}
sys.exit(zicht.cli.run(sys.argv[2:]))
"""


def as_stranger(
    base: Path, home: Path, *words: str | Path
) -> subprocess.CompletedProcess[str]:
    """Run Zicht as another Unix user where that is possible, who has the bundle, a key and nothing else.

    The interpreter may lie where that user cannot read it, so the user changes after everything is imported.
    """
    keys = base / "albion" / ".zicht" / "keys"
    return subprocess.run(
        [sys.executable, "-c", AS_STRANGER, keys, *map(str, words)],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(SOURCES)},
    )


def test_another_unix_user_with_nothing_secret_does_the_whole_review(
    base: Path,
) -> None:
    home = Path(tempfile.mkdtemp(prefix="zicht-reviewer-"))
    try:
        (home / "words").write_bytes(WORDS)
        for name in ("review.zip", "Ann.key"):
            shutil.copy(base / name, home / name)
        if os.geteuid() == 0:
            for path in (home, *home.iterdir()):
                os.chown(path, STRANGER, STRANGER)
        done = as_stranger(
            base, home, "review", "review.zip", "--root", root_of(base),
            "--unpack", "pages", "--key", "Ann.key", "--reviewer", "Ann",
            "--statement", "Figures and wording.", "--out", "a.json",
            "--passphrase-file", "words", "--json",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["every table"] == "adds up"
        page = (home / "pages" / "review.html").read_text()
        assert "Survivors read the wording" in page
        shutil.copy(home / "a.json", base / "a.json")
    finally:
        shutil.rmtree(home)
    entered = bundles.receive(base / "albion", base / "a.json", tell=silent)
    assert entered["signed by"] == "Ann"


def rewritten(base: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write the bundle once more, with other content."""
    with zipfile.ZipFile(base / "review.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    altered = base / "altered.zip"
    with zipfile.ZipFile(altered, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return altered


def test_every_file_of_a_bundle_is_under_the_signature(base: Path) -> None:
    with zipfile.ZipFile(base / "review.zip") as archive:
        names = archive.namelist()
    for name in [*names[:: max(1, len(names) // 12)], "bundle.json", "facts.json"]:

        def flip(parts: dict[str, bytes], name: str = name) -> None:
            whole = bytearray(parts[name])
            whole[len(whole) // 2] ^= 0x01
            parts[name] = bytes(whole)

        with pytest.raises(ZichtError):
            sign(base, "Ann", rewritten(base, flip))
    assert not (base / "Ann.json").exists()


def test_a_bundle_that_leads_out_of_its_folder_is_not_unpacked(base: Path) -> None:
    def escape(parts: dict[str, bytes]) -> None:
        parts["../escaped"] = b"x"

    with pytest.raises(ReleaseError, match="does not belong"):
        sign(base, "Ann", rewritten(base, escape))
    assert not (base / "escaped").exists()


def _linked() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("site/index.html.1")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def _cut_at_a_zero() -> zipfile.ZipInfo:
    """Return an entry that Python unpacks as `extra.html`, and that other programs may call otherwise."""
    entry = zipfile.ZipInfo("extra.html")
    entry.filename = "extra.html\0.txt"
    return entry


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("review.html", "twice"),
        ("bundle.json", "twice"),
        ("REVIEW.html", "twice"),
        ("attachments/", "a folder"),
        (_linked(), "a link"),
        ("../escaped", "outside"),
        ("/escaped", "outside"),
        ("./review.html", "another way"),
        ("site//index.html", "another way"),
        ("site/./index.html", "another way"),
        ("site\\index.html", "another way"),
        (_cut_at_a_zero(), "another way"),
    ],
)
def test_a_bundle_with_an_entry_more_is_refused(
    base: Path, entry: str | zipfile.ZipInfo, reason: str
) -> None:
    """Of two entries that are unpacked into one file the last was verified, and another program may show the first."""
    more = base / "more.zip"
    with (
        zipfile.ZipFile(base / "review.zip") as archive,
        zipfile.ZipFile(more, "w") as copy,
    ):
        copy.writestr(entry, b"")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # zipfile warns of the second name
            for name in archive.namelist():
                copy.writestr(name, archive.read(name))
    with pytest.raises(ReleaseError, match="does not belong") as refused:
        sign(base, "Ann", more)
    (named,) = refused.value.details
    assert reason in named


def test_a_root_key_that_comes_with_the_bundle_is_not_trusted(base: Path) -> None:
    with pytest.raises(ReleaseError, match="root key"):
        reviewing.review(base / "review.zip", root="ab" * 32)


def test_a_root_key_that_is_cut_off_is_told_apart_from_a_wrong_one(base: Path) -> None:
    with pytest.raises(UsageError, match="not 64 hexadecimal digits"):
        reviewing.review(base / "review.zip", root=root_of(base)[:-1])
    with pytest.raises(ReleaseError, match="the root key that you gave"):
        reviewing.review(base / "review.zip", root="ab" * 32)


def test_a_reviewer_without_a_project_makes_a_key_but_not_inside_one(
    base: Path,
) -> None:
    made = releasing.make_reviewer(
        None, reviewer="Cleo", out=base / "cleo.key", passphrase=WORDS
    )
    key = load_key(base / "cleo.key", WORDS)
    assert key.public_key().public_bytes_raw().hex() == made["public key"]
    with pytest.raises(UsageError, match="does not belong in a project"):
        releasing.make_reviewer(
            None, reviewer="Cleo", out=base / "albion" / "cleo.key", passphrase=WORDS
        )


def test_a_signature_of_another_release_is_not_taken_in(base: Path) -> None:
    fields = json.loads(sign(base, "Ann").read_text())
    fields["digest"] = "ab" * 32
    (base / "other.json").write_bytes(files.to_json(fields))
    with pytest.raises(ReleaseError):
        bundles.receive(base / "albion", base / "other.json", tell=silent)


def test_a_copy_of_the_project_does_not_publish_beside_the_ledger(
    base: Path, tmp_path: Path
) -> None:
    """A copy without vault and keys cannot publish; with them it is the vault of the office that is needed."""
    copy = tmp_path / "copy"
    shutil.copytree(
        base / "albion", copy, ignore=shutil.ignore_patterns(".zicht", "journal")
    )
    for name in ("Ann", "Ben"):
        signature = sign(base, name)
        if name == "Ann":
            bundles.receive(copy, signature, tell=silent)
    with pytest.raises(ZichtError):
        bundles.receive(copy, base / "Ben.json", tell=silent)
    newest = store.find(folders.releases(copy))
    assert not approval.is_published(newest, reviewers.registered(copy))


def test_a_builder_who_tells_less_than_the_releases_show_is_noticed(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bundle is signed, and its facts are not those that follow from what lies in it."""
    true = bundles.facts_of_release

    def flattered(path: Path, before: Path | None) -> dict[str, object]:
        return true(path, before) | {"withheld": {"published": 1}, "moved": []}

    with monkeypatch.context() as patch:
        patch.setattr(bundles, "facts_of_release", flattered)
        bundles.make(base / "albion", "", base / "flattered.zip", tell=silent)
    with pytest.raises(ReleaseError, match="does not describe") as raised:
        reviewing.review(base / "flattered.zip", root=root_of(base))
    assert "What the bundle states of 'withheld'" in raised.value.details[0]


def test_a_page_that_shows_other_facts_is_noticed(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(bundles, "page", lambda *_, **__: "<p>all is well</p>")
        bundles.make(base / "albion", "", base / "page.zip", tell=silent)
    with pytest.raises(ReleaseError, match="does not describe"):
        reviewing.review(base / "page.zip", root=root_of(base))


def test_a_review_says_what_it_cannot_compute_again(base: Path) -> None:
    reviewed = reviewing.review(base / "review.zip", root=root_of(base))
    checks = dict(reviewed.checks)
    assert checks["published before"] == "nothing: every figure is new"
    assert checks["stated by the builder alone"] == (
        "accepted in spite of doubts, missing"
    )


def test_how_sure_linkage_is_follows_from_the_release(base: Path) -> None:
    """In the shares that are published, and no closer: exact shares of few records would tell their number."""
    linkage = reviewing.review(base / "review.zip", root=root_of(base)).facts["linkage"]
    assert isinstance(linkage, dict)
    newest = store.find(folders.releases(base / "albion"))
    published = store.read(newest).linkage
    assert published is not None
    stated = linkage["pairs of one person that are not linked"]
    numbers = [float(number) for number in re.findall(r"[\d.]+", stated)]
    share = published.missed_links
    assert numbers == pytest.approx(
        [100 * value for value in (share.estimate, share.lower, share.upper)]
    )


def test_the_bundle_states_the_rules_of_the_gate_and_what_its_audit_knew(
    base: Path,
) -> None:
    reviewed = reviewing.review(base / "review.zip", root=root_of(base))
    gate = reviewed.facts["gate"]
    assert isinstance(gate, dict)
    assert gate["smallest group"] == 5
    assert gate["smallest group in the smallest areas"] == 10
    assert gate["audited together with earlier publications"] == "there were none"
    assert set(gate["losses"]) >= {"cells", "hidden share", "largest change"}
    page = bundle_facts.page(reviewed.facts, has_site=False)
    # The page shows each loss in a row of its own.
    for name, loss in gate["losses"].items():
        assert f"<th>{name}</th><td>{loss}</td>" in page
