"""One exit code per family of errors, whichever verb meets it."""

from pathlib import Path

import pytest

from zicht.cli import run

CAPTURES = "A,B,count\n1,0,50\n0,1,60\n1,1,30\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "captures.csv").write_text(CAPTURES)
    (tmp_path / "text.csv").write_text("A,B,count\n1,0,many\n")
    (tmp_path / "leak.csv").write_text("r,n\nTotal,30\na,x\nb,28\n")
    (tmp_path / "records.csv").write_text("r,s\n" + "a,m\n" * 5)
    (tmp_path / "policy.toml").write_text('name = "p"\nversion = 1\n')
    (tmp_path / "sparse.csv").write_text(
        "r,s\n" + "".join(f"r{i},s{i}\n" for i in range(40))
    )
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.txt").write_text("mine")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("estimate empty.csv", 2),
        ("protect empty.csv --by r --out new", 2),
        ("audit empty.csv --by r", 2),
        ("estimate text.csv", 2),
        ("estimate captures.csv --language xx", 2),
        ("estimate captures.csv --method covariates --replicates 0", 8),
        ("estimate captures.csv --method covariates --replicates 0 --json", 8),
        ("protect records.csv --by q --out new", 2),
        ("protect records.csv --by r --out taken", 2),
        ("protect records.csv --by r --policy policy.toml --out new", 3),
        ("protect sparse.csv --by r,s --out new", 9),
        ("audit leak.csv --by r", 10),
        ("audit leak.csv --by r --attacker me", 2),
        ("audit leak.csv --by r --hierarchy r=none.csv", 2),
        ("audit leak.csv --by r --small 4", 2),
    ],
)
def test_each_family_of_errors_has_its_code(folder: Path, words: str, code: int):
    assert run(words.split()) == code
    assert not (folder / "new").exists()
