"""Decisions are numbered once, listed, and found at the number they had."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "adr"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
INDEX = (FOLDER / "README.md").read_text("utf-8")
RETIRED = INDEX.split("## Retired")[1]
NUMBER_IN_TEXT = re.compile(r"\badr/(\d{4})\b|\bADR (\d{4})\b")


def retired_numbers() -> set[str]:
    return set(re.findall(r"^\| (\d{4}) \| \[", RETIRED, re.MULTILINE))


def test_a_record_has_the_number_of_its_file() -> None:
    for record in RECORDS:
        heading = record.read_text("utf-8").splitlines()[0]
        match = re.fullmatch(r"# (\d{4}) .+", heading)
        assert match is not None, record.name
        assert int(match[1]) == int(record.name[:4])


def test_every_record_stands_once_in_the_index_under_its_title() -> None:
    titles = [
        (record.name, record.read_text("utf-8").splitlines()[0].split(" ", 2)[2])
        for record in RECORDS
    ]
    by_subject = INDEX.split("## By subject")[1].split("## Retired")[0]
    listed = re.findall(r"^- \[\d{4}\]\(([^)]+)\) (.+)$", by_subject, re.MULTILINE)
    assert sorted(listed) == sorted(titles)


def test_numbers_are_used_once() -> None:
    numbers = [record.name[:4] for record in RECORDS]
    assert len(numbers) == len(set(numbers))


def test_every_record_says_what_was_decided() -> None:
    for record in RECORDS:
        text = record.read_text("utf-8")
        assert re.search(r"^(\*\*|## )Decision", text, re.MULTILINE), record.name
        assert len(text.split()) < 800, f"{record.name} is too long for one decision"


def test_a_retired_number_is_not_used_again_and_names_its_heir() -> None:
    assert not retired_numbers() & {record.name[:4] for record in RECORDS}
    for target in re.findall(r"\]\(([^)]+)\)", RETIRED):
        assert (FOLDER / target).exists(), target


def sources() -> list[Path]:
    return [
        path
        for folder, pattern in (
            ("src", "*.py"),
            ("src", "*.toml"),
            ("docs", "*.md"),
            ("tests", "*.py"),
        )
        for path in sorted((ROOT / folder).rglob(pattern))
        if FOLDER not in path.parents
    ]


def test_code_and_documents_name_decisions_that_are_there() -> None:
    numbers = {record.name[:4] for record in RECORDS}
    unknown = {
        f"{path.relative_to(ROOT)}: {number}"
        for path in [*sources(), ROOT / "GLOSSARY.md", ROOT / "README.md"]
        for found in NUMBER_IN_TEXT.findall(path.read_text("utf-8"))
        for number in found
        if number and number not in numbers
    }
    assert unknown == set()
