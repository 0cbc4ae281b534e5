"""A marker in every identifying field is found nowhere but in the deliveries: in no file, no output, no error."""

import base64
import logging
import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from tests.attack.vault.making import DELIVERIES, DIGITS, MARKER, receive_all, write_all
from tests.spec.sources.making import CODES, FORMS, GEOGRAPHY

from zicht.engine.session import Session
from zicht.sources import check
from zicht.vault.keys import Keys
from zicht.vault.vault import Vault
from zicht.vocabulary.errors import ZichtError

ROOT = Path(__file__).parents[3]
MAKING = ("-m", "tests.attack.vault.making")
WORDS = (MARKER, MARKER.lower(), MARKER.capitalize(), DIGITS)


def traces(words: tuple[str, ...]) -> tuple[bytes, ...]:
    encoded = [
        word.encode(form)
        for word in words
        for form in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")
    ]
    encoded += [word.encode()[::-1] for word in words] + [
        word.encode().hex().encode() for word in words
    ]
    return tuple(
        encoded + [base64.b64encode(word.encode()).rstrip(b"=")[:-1] for word in words]
    )


def found_in(folder: Path, looked_for: tuple[bytes, ...]) -> list[str]:
    places = []
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if any(
            trace in content or trace in os.fsencode(path.name) for trace in looked_for
        ):
            places.append(str(path.relative_to(folder)))
    return places


@pytest.fixture(scope="module", name="project")
def _project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("project")
    write_all(project / "deliveries", 1500)
    Keys.create(project / ".zicht" / "keys")
    return project


@pytest.fixture(scope="module", name="said")
def _said(project: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Receive and link in a process of its own, which writes its temporary files where they can be searched."""
    temporary = tmp_path_factory.mktemp("tmp")
    done = subprocess.run(
        [sys.executable, "-X", "dev", *MAKING, project, "link"],
        cwd=ROOT,
        env={
            **os.environ,
            "TMPDIR": str(temporary),
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert found_in(temporary, traces(WORDS)) == []
    return done.stdout + done.stderr


def test_the_search_finds_what_is_there(project: Path) -> None:
    files = {f"{source}/{year}.csv" for source, year in DELIVERIES}
    assert files <= set(found_in(project / "deliveries", traces((MARKER,))))
    assert files <= set(found_in(project / "deliveries", traces((DIGITS,))))


def test_it_is_in_no_file_beside_the_deliveries(project: Path, said: str) -> None:
    assert "om_zaken 2024" in said
    assert "linked LinkageReport(" in said
    assert found_in(project / ".zicht", traces(WORDS)) == []
    assert (project / ".zicht" / "vault.duckdb").stat().st_size > 1_000_000


def test_the_keys_are_in_no_other_file(project: Path, said: str) -> None:
    keys = Keys.load(project / ".zicht" / "keys")
    for key in (keys.file, keys.pseudonym):
        looked_for = (key, key.hex().encode(), base64.b64encode(key))
        assert found_in(project / ".zicht", looked_for) in (
            ["keys/file.key"],
            ["keys/pseudonym.key"],
        )
        assert not any(trace.decode("latin-1") in said for trace in looked_for)


def test_it_is_in_no_output(said: str) -> None:
    assert not any(word in said for word in WORDS)


def test_it_is_in_the_vault_for_linkage_alone(project: Path, said: str) -> None:
    assert said
    private = project / ".zicht"
    keys = Keys.load(private / "keys")
    with (
        Session(private) as session,
        Vault.open(private / "vault.duckdb", keys, session) as vault,
    ):
        links = vault.link_fields()
        assert links.rows == len(DELIVERIES) * (1500 - 2)
        assert MARKER in str(session.rows(f"SELECT * FROM {links.relation} LIMIT 1"))  # noqa: S608
        for relation in vault.payload().relations.values():
            columns = session.columns(f"SELECT * FROM {relation}")  # noqa: S608
            assert not any(
                word in str(value)
                for values in columns.values()
                for value in values
                for word in WORDS
            )
        told = repr(
            (
                vault,
                keys,
                links,
                vault.payload(),
                vault.status(),
                vault.receipts(),
                session,
            )
        )
        assert not any(word in told for word in WORDS)
        assert keys.pseudonym.hex() not in told


def test_it_is_in_no_wal_and_no_spill_while_the_vault_is_at_work(
    project: Path, tmp_path: Path
) -> None:
    """Little memory, and no checkpoint at the end: what lies on disk in the middle of the work is searched."""
    Keys.create(tmp_path / ".zicht" / "keys")
    (tmp_path / "deliveries").symlink_to(project / "deliveries")
    searched: list[str] = []
    execute = Session.execute

    def searching(self: Session, text: str, *values: object) -> None:
        execute(self, text, *values)  # type: ignore[arg-type]
        files = [path for path in (tmp_path / ".zicht").rglob("*") if path.is_file()]
        searched.extend(path.name for path in files if path.stat().st_size)
        assert found_in(tmp_path / ".zicht", traces((MARKER, DIGITS))) == []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "execute", searching)
        patch.setattr("tests.attack.vault.making.DELIVERIES", DELIVERIES[:2])
        receive_all(tmp_path)
    assert any(name.endswith(".wal") for name in searched)


def test_no_error_of_a_crash_shows_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Every fifth statement of a reception fails in turn, and the database quotes the marker: what is told is read."""
    write_all(tmp_path / "deliveries", 5)
    keys = Keys.create(tmp_path / "keys")
    file = tmp_path / "deliveries" / "comensha_meldingen" / "2024.csv"
    execute, fails, left = Session.execute, 0, 0

    def failing(self: Session, text: str, *values: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            text, values = "SELECT error(achternaam) FROM read_csv(?)", ([str(file)],)
        execute(self, text, *values)  # type: ignore[arg-type]

    caplog.set_level(logging.DEBUG)
    for number in range(1, 200, 5):
        left, told = number, ""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Session, "execute", failing)
            try:
                receive_one(tmp_path / f"private-{number}", keys, file)
            except ZichtError as error:
                fails += 1
                told = (
                    "".join(traceback.format_exception(error))
                    + repr(error.__context__)
                    + repr(error.__cause__)
                )
        told += caplog.text
        assert not any(
            word in told
            for word in (*WORDS, keys.file.hex(), base64.b64encode(keys.file).decode())
        )
        if left > 0:
            break
    assert fails > 10
    assert left > 0, "the last statements had no turn"


def receive_one(private: Path, keys: Keys, file: Path) -> None:
    with (
        Session(private, reads=[file.parent]) as session,
        Vault.open(private / "vault.duckdb", keys, session) as vault,
    ):
        form = FORMS["comensha_meldingen"]
        vault.receive(
            check(session, form, CODES, GEOGRAPHY, file, file.with_suffix(".toml"))
        )
        vault.link_fields()
        vault.payload()


def test_a_crashing_process_dumps_nothing(tmp_path: Path) -> None:
    script = (
        "import resource, sys; from pathlib import Path; from zicht.engine.session import Session\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))\n"
        "Session(Path(sys.argv[1])); import os; os.abort()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "p"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode < 0
    assert not list(tmp_path.glob("core*"))
