"""Everything that can be lost or damaged is; somebody does what Zicht advises, and it works again."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from tests.attack.acting import held, publish, run_without_pages
from tests.golden import albion

from zicht.cli import run as command_line
from zicht.pipeline import folders, keeping_keys, safekeeping, withdrawing
from zicht.pipeline.project_journal import copies_of_journal
from zicht.release import approval, store
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")
ROUNDS = 4
"""A person who has followed so many pieces of advice gives up."""
DOCTOR_AGAIN = "`zicht doctor` (?!reads)"
"""Advice to run the doctor."""


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def flip(path: Path) -> None:
    """Alter one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


def shorten(path: Path) -> None:
    """Take the last two entries of a journal away."""
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-2]))


def to_both_journals(damage: Callable[[Path], None], project: Path) -> None:
    for copy in copies_of_journal(project):
        damage(copy)


def key(project: Path, name: str) -> Path:
    return folders.keys(project) / name


def vault(project: Path) -> Path:
    return folders.private(project) / "vault.duckdb"


def sealed(project: Path) -> Path:
    return next(folders.sealed(project).glob("*/*.sealed"))


def cells(project: Path) -> Path:
    return next(folders.cells(project).iterdir())


def release(project: Path) -> Path:
    return store.find(folders.releases(project))


def put_in_order(project: Path, *damages: Callable[[Path], object]) -> None:
    for damage in damages:
        damage(project)


OTHER_KEY = "ab" * 32 + "\n"
NO_KEYS = {
    "the folder with keys is gone": lambda project: remove(folders.keys(project)),
    ".zicht is gone": lambda project: remove(folders.private(project)),
    **{
        f"{name} is gone": lambda project, name=name: remove(key(project, name))
        for name in ("file.key", "pseudonym.key", "journal.key")
    },
    **{
        f"{name} is another one": lambda project, name=name: key(
            project, name
        ).write_text(OTHER_KEY)
        for name in ("file.key", "pseudonym.key", "journal.key")
    },
    "a key is damaged": lambda project: key(project, "file.key").write_text("zz\n"),
    "keys and both journals are gone": lambda project: put_in_order(
        project,
        lambda project: to_both_journals(remove, project),
        lambda project: remove(folders.keys(project)),
    ),
}
"""States in which keys are lost: no backup holds them, and nothing but a copy or shares helps."""
DAMAGES: dict[str, Callable[[Path], object]] = {
    **NO_KEYS,
    "everybody can enter the folder with keys": lambda project: folders.keys(
        project
    ).chmod(0o755),
    "everybody can read a key": lambda project: key(project, "file.key").chmod(0o644),
    "both journals are gone": lambda project: to_both_journals(remove, project),
    "the journal of the project is altered": lambda project: flip(
        folders.journal(project)
    ),
    "the journal outside is altered": lambda project: flip(
        copies_of_journal(project)[-1]
    ),
    "both journals are altered": lambda project: to_both_journals(flip, project),
    "both journals are shortened": lambda project: to_both_journals(shorten, project),
    "the vault is gone": lambda project: remove(vault(project)),
    "the vault is altered": lambda project: flip(vault(project)),
    "the vault is empty": lambda project: vault(project).write_bytes(b""),
    "vault and both journals are gone": lambda project: put_in_order(
        project,
        lambda project: to_both_journals(remove, project),
        lambda project: remove(vault(project)),
    ),
    "vault and sealed files are gone": lambda project: put_in_order(
        project,
        lambda project: remove(folders.sealed(project)),
        lambda project: remove(vault(project)),
    ),
    "a sealed file is altered": lambda project: flip(sealed(project)),
    "a sealed file is altered and the vault is gone": lambda project: put_in_order(
        project,
        lambda project: flip(sealed(project)),
        lambda project: remove(vault(project)),
    ),
    "the release is altered": lambda project: flip(
        release(project) / "content" / "geography.json"
    ),
    "the manifest is altered": lambda project: flip(
        release(project) / "content" / "manifest.json"
    ),
    "a signature is altered": lambda project: flip(
        next((release(project) / "signatures").glob("approval*"))
    ),
    "the releases are gone": lambda project: remove(folders.releases(project)),
    "printed cells are altered": lambda project: flip(cells(project)),
    "printed cells are altered and the vault is gone": lambda project: put_in_order(
        project,
        lambda project: flip(cells(project)),
        lambda project: remove(vault(project)),
    ),
    "vault, printed cells and releases are gone": lambda project: put_in_order(
        project,
        lambda project: remove(folders.cells(project)),
        lambda project: remove(vault(project)),
        lambda project: remove(folders.releases(project)),
    ),
}
WITHOUT_BACKUP = (
    "the vault is gone",
    "the vault is altered",
    "vault and sealed files are gone",
    "a sealed file is altered",
    "a sealed file is altered and the vault is gone",
    "printed cells are altered",
)
"""States of which the advice names a way out for those who have no backup."""


BY_DAY = (
    "the folder with keys is gone",
    "file.key is another one",
    "both journals are gone",
    "the journal outside is altered",
    "the vault is altered",
    "vault and sealed files are gone",
    "the release is altered",
    "printed cells are altered and the vault is gone",
)
"""States that every test run goes through; the others are for the night."""


def by_day_or_night(states: Iterable[str]) -> list[object]:
    return [
        state if state in BY_DAY else pytest.param(state, marks=pytest.mark.nightly)
        for state in states
    ]


class Person:
    """Somebody who does what Zicht says, and nothing else.

    Parameters
    ----------
    base : folder with the project, shares of its keys, a backup and a request to withdraw
    has_backup : False where no backup was kept
    """

    def __init__(
        self, base: Path, capsys: pytest.CaptureFixture[str], *, has_backup: bool = True
    ) -> None:
        self.base, self._capsys = base, capsys
        self.project = base / "albion"
        self.has_backup = has_backup
        self.has_run = False

    def run(self, *words: object) -> str:
        """Run a command; return what it advises, or nothing where it did its work."""
        self._capsys.readouterr()
        code = command_line([str(word) for word in words])
        said = self._capsys.readouterr().err
        if code == 0:
            return ""
        advice = said.partition("What now: ")[2].strip()
        assert advice, said
        if words[0] == "doctor":
            assert not re.search(DOCTOR_AGAIN, advice), "it would be run for ever"
        return advice

    def make_work(self, *words: object) -> list[str]:
        """Run a command until it does its work, and follow each advice in between; return them."""
        advices: list[str] = []
        while advice := self.run(*words):
            advices.append(advice)
            assert len(advices) <= ROUNDS, advices
            assert self._follow(advice), f"nothing of this can be done: {advice}"
        return advices

    def _follow(self, advice: str) -> bool:
        """Do what an advice says, up to its first command of Zicht; return whether anything was done."""
        self.has_run = False
        is_followed = False
        for words in re.findall("|".join(self._ways()), advice):
            way = next(way for way in self._ways() if re.fullmatch(way, words))
            is_followed |= self._ways()[way](words) is not False
            if self.has_run:
                break
        return is_followed

    def _ways(self) -> dict[str, Callable[[str], object]]:
        return {
            "`(?:mv|cp|chmod) [^`]+`": self._shell,
            "Move the folder with keys away": lambda _: self._move_keys_away(),
            "`zicht keys join`": lambda _: self._join_shares(),
            "`zicht restore`": lambda _: self.has_backup and self._restore(),
            "move it out of releases/ and run again": lambda _: self._make_again(),
            "put the suppliers?'s? files? back": lambda _: self._put_back_originals(),
            "`zicht run`|and run\\b": lambda _: self._zicht("run", self.project),
            DOCTOR_AGAIN: lambda _: self._zicht("doctor", self.project),
            "Remove that file and have it signed again": lambda _: self._sign_again(),
        }

    def _shell(self, words: str) -> None:
        subprocess.run(shlex.split(words.strip("`")), check=True)

    def _zicht(self, *words: object) -> None:
        """Run a command that was advised; where it is refused, its own advice is followed."""
        self.has_run = True
        if advice := self.run(*words):
            self._follow(advice)

    def _join_shares(self) -> None:
        first, second, _ = sorted(self.base.glob("shares/*"))
        shares = ("--share", first, "--share", second)
        self._zicht("keys", "join", self.project, *shares)

    def _restore(self) -> None:
        self._zicht("restore", self.project, next(self.base.glob("backups/*")))

    def _move_keys_away(self) -> None:
        keys = folders.keys(self.project)
        keys.rename(keys.with_name("keys.away"))

    def _make_again(self) -> None:
        for path in folders.releases(self.project).iterdir():
            if store.verify(path):
                path.rename(self.base / path.name)
        self._zicht("run", self.project)

    def _put_back_originals(self) -> None:
        for note in folders.deliveries(self.project).rglob("*.received"):
            note.unlink()
        albion.deliver_all(self.project)

    def _sign_again(self) -> None:
        for signature in approval.approvals_of(release(self.project)):
            if signature.problem:
                file = release(self.project) / "signatures" / f"{signature.who}.json"
                file.unlink()
        publish(self.project)
        self.has_run = True


@pytest.fixture(scope="module", name="begun")
def _begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a publication and somebody who withdrew, a backup of today, and shares of its keys."""
    base = tmp_path_factory.mktemp("begun")
    project = albion.make_project(base / "albion", settings=albion.SEALING_SETTINGS)
    albion.deliver_all(project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZICHT_JOURNAL", str(base / "journals"))
        run_without_pages(project)
        keeping_keys.split(project, base / "shares", tell=silent)
        withdrawing.withdraw(
            project,
            request_of(base, 0),
            ground="law",
            day="",
            dry_run=False,
            tell=silent,
        )
        run_without_pages(project)
        patch.setattr("zicht.pipeline.pages.make", lambda *_, **__: None)
        publish(project)
        safekeeping.back_up(project, base / "backups", tell=silent)
    request_of(base, 1)
    return base


def request_of(base: Path, number: int) -> Path:
    """Write a request of one person of the deliveries."""
    reference = albion.referrals(albion.people()[number])[0]["reference"]
    request = base / "request.csv"
    request.write_text(f"source,reference\nreferrals,{reference}\n")
    return request


@pytest.fixture(name="base")
def _base(begun: Path, tmp_path: Path) -> Path:
    """A copy of the project, with what belongs to it, and with both copies of its journal."""
    base = Path(shutil.copytree(begun, tmp_path / "base"))
    own, outside = copies_of_journal(base / "albion")
    outside.parent.mkdir(exist_ok=True)
    shutil.copy(own, outside)
    return base


@pytest.mark.parametrize("state", by_day_or_night(DAMAGES))
def test_who_follows_the_doctor_gets_everything_back(
    state: str, base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = held(base / "albion")
    person = Person(base, capsys)
    DAMAGES[state](person.project)
    advices = person.make_work("doctor", person.project)
    assert state not in NO_KEYS or "No backup holds keys" in advices[0]
    assert person.make_work("run", person.project) == []
    assert held(person.project) == before


@pytest.mark.parametrize("state", by_day_or_night(WITHOUT_BACKUP))
def test_who_has_no_backup_is_told_another_way(
    state: str, base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = held(base / "albion")
    person = Person(base, capsys, has_backup=False)
    DAMAGES[state](person.project)
    person.make_work("doctor", person.project)
    person.make_work("run", person.project)
    assert held(person.project) == before


VERBS: dict[str, Callable[[Person], tuple[object, ...]]] = {
    "run": lambda person: ("run", person.project),
    "status": lambda person: ("status", person.project),
    "approve": lambda person: (
        *("release", "approve", person.project),
        *("--reviewer", "one", "--demonstration"),
    ),
    "withdraw": lambda person: (
        *("withdraw", person.project, person.base / "request.csv"),
        *("--ground", "law"),
    ),
    "backup": lambda person: ("backup", person.project, "--to", person.base / "new"),
    "restore": lambda person: (
        *("restore", person.project),
        next(person.base.glob("backups/*")),
    ),
    "rotate": lambda person: ("keys", "rotate", person.project),
    "forget": lambda person: ("forget", person.project),
    "table": lambda person: ("table", person.project, "--by", "gender"),
}


@pytest.mark.nightly
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", DAMAGES)
def test_who_follows_what_any_verb_says_gets_it_done(
    state: str, verb: str, base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person = Person(base, capsys)
    DAMAGES[state](person.project)
    person.make_work(*VERBS[verb](person))
