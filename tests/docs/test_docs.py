"""Documents say what is there; the house holds what the contracts cannot see."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.dutch import WITHOUT_A_TRUTH

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("projects/*/*.md")]
)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    dead = [
        target
        for target in LINK.findall(page.read_text())
        if not (page.parent / target).exists()
    ]
    assert not dead


@pytest.mark.parametrize("name", ["zicht", "zicht_invented"])
def test_every_python_file_is_in_the_import_graph(name: str) -> None:
    package = ROOT / "src" / name
    outside = [
        path.relative_to(package)
        for path in package.rglob("*.py")
        if not all(
            (parent / "__init__.py").exists()
            for parent in path.parents
            if package in (parent, *parent.parents)
        )
    ]
    assert not outside, "import contracts do not see a folder without __init__.py"


def test_the_lock_names_no_registry_and_pins_with_hashes() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text
        pins = re.findall(
            r"^[a-z0-9][\w.-]*(?:\[[^\]]*\])?(\S*)", text, flags=re.MULTILINE
        )
        assert pins
        assert all(pin.startswith("==") for pin in pins)
        assert text.count("--hash=sha256:") >= len(pins)


def test_the_changelog_opens_with_figures_that_move() -> None:
    headings = re.findall(
        r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE
    )
    assert headings[0] == "Figures that move"


def test_the_licence_is_the_european_one() -> None:
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (ROOT / "LICENSE").read_text()


def test_the_handbook_of_indicators_is_printed_from_the_definitions() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "print_handbook.py", "--check"], check=False
    )
    assert done.returncode == 0, "run tools/print_handbook.py"


def test_every_indicator_without_a_truth_has_its_reason() -> None:
    text = (ROOT / "docs" / "invented-country.md").read_text("utf-8")
    section = text.partition("## Indicators without a truth")[2].partition("## ")[0]
    rows = re.findall(r"^\| ([A-Z]\d[^|]*) \| ([^|]+) \|$", section, flags=re.MULTILINE)
    named = [name.strip() for names, _ in rows for name in names.split(",")]
    assert sorted(named) == sorted(WITHOUT_A_TRUTH)
    assert all(reason.strip() for _, reason in rows)
