"""The light core estimates, protects and audits without the extras, and says which extra another command needs."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from zicht.cli.entry import EXTRA_OF

ROOT = Path(__file__).parents[2]
WITHOUT_EXTRAS = f"""
import sys
from importlib.abc import MetaPathFinder

class NotInstalled(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {sorted(EXTRA_OF)!r}:
            raise ModuleNotFoundError(f"No module named {{name}}", name=name)

sys.meta_path.insert(0, NotInstalled())
from zicht.cli import run
sys.exit(run(sys.argv[1:]))
"""
RECORDS = "tests/reference/data/disclosure/synthetic/micro.csv"
FORM = "tests/reference/data/disclosure/protected/tauargus_optimal_prov_year_form.csv"


def run_without_extras(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_EXTRAS, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (
            (
                "estimate",
                "tests/reference/data/capture/Western.csv",
                "--replicates",
                "20",
            ),
            0,
        ),
        (
            ("protect", RECORDS, "--by", "sex,year", "--count", "n", "--out", "FOLDER"),
            0,
        ),
        (("audit", FORM, "--by", "prov,year,form"), 10),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_the_core_works_without_extras(
    words: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    named = [str(tmp_path / "out") if word == "FOLDER" else word for word in words]
    done = run_without_extras(*named)
    assert done.returncode == code, done.stderr
    assert done.stdout


def test_a_command_that_needs_an_extra_names_it() -> None:
    done = run_without_extras("check", "projects/nederland")
    assert done.returncode == 2
    assert "pip install 'zicht[site,reports,linkage,proof]'" in done.stderr


def test_every_extra_is_one_of_the_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = settings["project"]["optional-dependencies"]
    assert set(EXTRA_OF.values()) <= set(extras)
