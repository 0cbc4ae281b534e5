"""A marker in every name leaves no trace of linkage: of its model, draws, keys of persons, review or spill files."""

import base64
import io
import sys
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.attack.vault.making import DIGITS, MARKER
from tests.attack.vault.test_marker import WORDS, found_in, traces
from tests.spec.sources.making import CODES, FORMS, GEOGRAPHY, melding, write_delivery

from zicht.engine.session import Session
from zicht.linkage import linking
from zicht.linkage.linking import Linkage
from zicht.pipeline.link_review import Answer, Reviewed, Shown, judge_sample
from zicht.pipeline.linking import keep_persons
from zicht.sources import check
from zicht.vault.keys import Keys
from zicht.vault.vault import Vault
from zicht.vocabulary.progress import silent

SOURCE = "comensha_meldingen"
N_RECORDS = 400
GIVEN = ("Mina", "Efua", "Ioana", "Katarzyna", "Sofia", "Blessing", "Joy", "Linh")
FAMILY = ("Osei", "Popescu", "Kaya", "Nowak", "Jansen", "Okafor", "Nguyen", "Hoxha")
LITTLE_MEMORY = "200MB"


def records() -> list[dict[str, str]]:
    """Two records of each of 200 people, the second with a slip; one in ten has a citizen number."""
    rows = []
    for number in range(N_RECORDS):
        person = number // 2
        slip = "x" if number % 2 else ""
        day = 1 + person % 28
        rows.append(
            melding(
                number + 1,
                voornamen=f"{GIVEN[person % 8]}{slip} {MARKER}",
                achternaam=f"{FAMILY[person // 8 % 8]} {MARKER.lower()}",
                geboortedatum=f"{1960 + person % 45}-0{1 + person % 9}-{day:02d}",
                bsn=DIGITS if person == 0 else "",
            )
        )
    return rows


class Watch(threading.Thread):
    """Searches a folder again and again, while others write in it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.folder = folder
        self.places: set[str] = set()
        self.seen: set[str] = set()
        self.n_searches = 0
        self.ended = threading.Event()

    def run(self) -> None:
        looked_for = traces(WORDS)
        while not self.ended.wait(0.05):
            try:
                self.places.update(found_in(self.folder, looked_for))
                self.seen.update(path.name for path in self.folder.rglob("*"))
                self.n_searches += 1
            except OSError:
                continue  # a file went away while it was looked for


class Linked:
    """Records that were linked, reviewed and kept, and what was said and written meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.private = folder / "private"
        self.keys = Keys.create(folder / "keys")
        file, letter = write_delivery(folder / "in", records(), source=SOURCE)
        said = io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            Session(
                self.private, memory=LITTLE_MEMORY, reads=[folder / "in"]
            ) as session,
            Vault.open(self.private / "vault.duckdb", self.keys, session) as vault,
        ):
            patch.setattr(sys, "stdout", said)
            patch.setattr(sys, "stderr", said)
            vault.receive(check(session, FORMS[SOURCE], CODES, GEOGRAPHY, file, letter))
            self.watch = Watch(self.private)
            self.watch.start()
            self.linkage: Linkage = linking.link(session, vault.link_fields())
            keep_persons(session, vault, self.linkage.links, silent)
            self.reviewed = self._review(session, vault)
            self.kept = [
                session.rows(f"SELECT * FROM vault.main.{table}")  # noqa: S608
                for table in ("link_reviews", "person_keys")
            ]
            self.watch.ended.set()
            self.watch.join()
        self.said = said.getvalue()

    def _review(self, session: Session, vault: Vault) -> Reviewed:
        def ask(shown: Shown) -> Answer:
            sys.stdout.write(repr(shown))
            return Answer.ONE if shown.number % 2 else Answer.TWO

        sample = self.linkage.review
        key = Ed25519PrivateKey.generate()
        return judge_sample(session, vault, sample, reviewer="A", key=key, ask=ask)


@pytest.fixture(scope="module")
def linked(tmp_path_factory) -> Linked:
    return Linked(tmp_path_factory.mktemp("linked"))


def test_something_was_linked_kept_and_judged(linked):
    assert linked.linkage.links.records == N_RECORDS
    assert linked.linkage.links.persons < N_RECORDS
    assert linked.reviewed.n_now > 0
    assert all(linked.kept)


def test_no_file_held_it_at_any_moment_of_linking(linked):
    """Neither what splink and DuckDB write, nor spill files, nor the log of the vault."""
    assert linked.watch.n_searches > 3
    assert "vault.duckdb" in linked.watch.seen
    assert linked.watch.places == set()


def test_no_file_holds_it_afterwards(linked):
    assert found_in(linked.private, traces(WORDS)) == []


def test_what_is_kept_of_review_and_persons_holds_pseudonyms_alone(linked):
    text = str(linked.kept)
    assert not any(word in text for word in WORDS)
    assert not any(word in text for word in (*GIVEN, *FAMILY))


def test_model_report_and_sample_hold_no_value(linked):
    text = repr((linked.linkage, linked.reviewed)) + linked.said
    assert not any(word in text for word in (*WORDS, *GIVEN, *FAMILY))
    for key in (linked.keys.file, linked.keys.pseudonym):
        assert key.hex() not in text
        assert base64.b64encode(key).decode() not in text
