"""The reference of keys is complete: the readers accept what it lists, and nothing else."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "tools"))

import print_reference


def test_the_page_is_printed_from_the_readers() -> None:
    page = print_reference.PAGE.read_text("utf-8")
    assert print_reference.printed_page() == page, "run tools/print_reference.py"


def test_a_key_without_a_meaning_is_an_error() -> None:
    with pytest.raises(print_reference.IncompleteReferenceError, match="colour"):
        print_reference.section_of("t", ("id", "colour"), {"id": "! of it"})
    with pytest.raises(print_reference.IncompleteReferenceError, match="colour"):
        print_reference.section_of("t", ("id",), {"id": "! of it", "colour": "none"})
