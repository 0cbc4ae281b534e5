"""kill -9 in every verb that changes what must not be forgotten: journal, vault and releases agree afterwards."""

import datetime
import random
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.attack.agreement import check_agreement, check_nothing_lingers
from tests.attack.dying import Dying, Ending
from tests.golden import albion

from zicht.pipeline import forgetting

pytestmark = pytest.mark.usefixtures("without_pages")
EXPECTED = """
[[expected]]
source = "referrals"
parts = ["North", "South"]
from = "2024-01-01"
"""
"""Nobody owes 2023 any more: its term ends, and a run after that counts without it."""
TERMS = """
[retention]
ground = "Section 2 of an invented act"
link_fields = 2
payload = 2
"""
MOMENTS = {
    "run": 560,
    "withdraw": 510,
    "approve": 80,
    "backup": 70,
    "restore": 230,
    "rotate": 250,
    "forget": 440,
}
"""Verbs to about how many moments they have at which they can be killed."""
BY_DAY = ("approve", "backup", "restore", "rotate", "forget")
"""Verbs that take less than a second: those that link and count are killed at night."""
SECONDS = 6.0
"""About how long the longest verb takes."""
PEOPLE = [person for person in albion.people() if person.year == "2024"]
"""Who may withdraw: their records stay when those of 2023 are forgotten."""


@pytest.fixture(scope="module", name="dying")
def _dying() -> Iterator[Dying]:
    with Dying() as dying:
        yield dying


@pytest.fixture(scope="module", name="begun")
def _begun(dying: Dying, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a publication, a backup of before it, and a correction that waits."""
    base = tmp_path_factory.mktemp("begun")
    project = albion.make_project(
        base / "albion", settings=albion.SEALING_SETTINGS + EXPECTED
    )
    (project / "forms" / "referrals.toml").write_text(albion.FORM + TERMS)
    albion.deliver_all(project)
    backups = base / "backups"
    for verb, file in (("run", base), ("backup", backups), ("approve", base)):
        assert dying.work(verb, project, file).error == ""
    (base / "kept").write_bytes(next(backups.iterdir()).read_bytes())
    correct(project)
    return base


@pytest.fixture(autouse=True)
def _before_any_term_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Doctor looks on a day on which nothing is due; `forget` is told of a later one."""
    monkeypatch.setattr(forgetting, "today", lambda: datetime.date(2025, 1, 1))


def correct(project: Path) -> None:
    """Deliver a part once more, of a later day, without its last record."""
    rows = albion.of_part("South", "2024")[:-1]
    albion.deliver(
        project, rows, name="2024-late", part="South", extracted_on="2025-03-01"
    )


def keys_of(numbers: set[int]) -> set[str]:
    return {
        referral["reference"]
        for number in numbers
        for referral in albion.referrals(PEOPLE[number])
    }


def file_for(verb: str, base: Path, leaving: set[int]) -> Path:
    """Return what a verb works with: a request, the folder for backups, or a backup of before."""
    if verb == "backup":
        return base / "backups"
    if verb == "restore":
        return base / "kept"
    request = base / "request.csv"
    rows = "".join(f"{SOURCE},{key}\n" for key in sorted(keys_of(leaving)))
    request.write_text(f"source,reference\n{rows}")
    return request


SOURCE = "referrals"


class Life:
    """A copy of the project, in which verbs are killed until it ends.

    Parameters
    ----------
    base : folder with project, backups and a backup of before
    verbs : that are killed
    chance : chooses verbs and moments
    """

    def __init__(
        self, base: Path, dying: Dying, verbs: Sequence[str], chance: random.Random
    ) -> None:
        self.base, self.dying, self.verbs, self.chance = base, dying, verbs, chance
        self.project = base / "albion"
        self.leaving = 0
        self.left: set[str] = set()
        self.published = 1
        self.has_rotated = self.has_restored = False

    def kill_one(self) -> str:
        """Kill a verb at a random moment, and check; return which, or nothing when it ended before that moment."""
        verb = self.chance.choice(self.verbs)
        if verb == "restore" and self.has_rotated:
            verb = "backup"  # a backup of before a rotation needs the keys of before
        if self.chance.random() < 0.7:
            ending = self.work(verb, moment=self.chance.randint(1, MOMENTS[verb]))
        else:
            ending = self.work(verb, seconds=self.chance.uniform(0.01, SECONDS))
        now = check_agreement(self.project, self.left, lacks=self.has_restored)
        assert now >= self.published, "nothing published leaves the ledger"
        self.published = now
        return verb if ending.was_killed else ""

    def work(self, verb: str, *, moment: int = 0, seconds: float = 0.0) -> Ending:
        """Carry a verb out; who is to withdraw is somebody who did not yet, until a withdrawal was completed."""
        file = file_for(verb, self.base, {self.leaving})
        self.has_rotated |= verb == "rotate"
        self.has_restored |= verb == "restore"
        ending = self.dying.work(
            verb, self.project, file, moment=moment, seconds=seconds
        )
        assert is_expected(ending.error), (verb, ending)
        if verb == "withdraw" and not ending.was_killed:
            self.left |= keys_of({self.leaving})
            self.leaving += 1
        return ending

    def end(self, verbs: Sequence[str]) -> None:
        """Carry verbs out whole: nothing that was killed is in their way, and nothing of it lingers."""
        for verb in verbs:
            assert self.work(verb).error == "", verb
        lacks = self.has_restored and "run" not in verbs
        self.published = check_agreement(self.project, self.left, lacks=lacks)
        check_nothing_lingers(self.project, self.base / "backups", self.left)


def is_expected(error: str) -> bool:
    """Whether a verb that was not killed may refuse so: a release was overtaken by what happened since."""
    return not error or "was published since this one was protected" in error


def live(
    begun: Path,
    dying: Dying,
    tmp_path: Path,
    verbs: Sequence[str],
    *,
    kills: int,
    seed: int,
) -> Counter[str]:
    """Kill verbs of a copy of the project until there were enough kills, and end it; return how often each was."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    life = Life(
        Path(shutil.copytree(begun, tmp_path / str(seed))), dying, verbs, chance
    )
    killed: Counter[str] = Counter()
    while killed.total() < kills:
        killed.update(filter(None, [life.kill_one()]))
    life.end(
        [verb for verb in ("withdraw", "run", "approve", "rotate") if verb in verbs]
        + ["backup"]
    )
    shutil.rmtree(life.base)
    return killed


def test_killed_at_a_few_moments(begun: Path, dying: Dying, tmp_path: Path) -> None:
    killed = live(begun, dying, tmp_path, BY_DAY, kills=5, seed=15)
    assert killed.total() == 5


@pytest.mark.nightly
def test_killed_at_two_hundred_moments(
    begun: Path, dying: Dying, tmp_path: Path
) -> None:
    killed: Counter[str] = Counter()
    for seed in range(25):
        killed += live(begun, dying, tmp_path, tuple(MOMENTS), kills=8, seed=seed)
    assert killed.total() == 200
    assert set(killed) == set(MOMENTS)
