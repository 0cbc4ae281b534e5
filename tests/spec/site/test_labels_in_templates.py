"""A label and its value are joined by a phrase of the language: French has a space before a colon."""

import re
from pathlib import Path

import zicht.edition
import zicht.reports
import zicht.site
from zicht.edition.catalogue_files import words_of

TEMPLATES = sorted((Path(zicht.site.__file__).parent / "templates").glob("*.jinja"))
COLON_BETWEEN_WORD_AND_VALUE = re.compile(r"\}\}(</\w+>)?: ?(\{[{%]|<)")


def test_no_template_writes_a_colon_between_a_word_and_its_value() -> None:
    assert TEMPLATES
    writing = [
        template.name
        for template in TEMPLATES
        if COLON_BETWEEN_WORD_AND_VALUE.search(template.read_text("utf-8"))
    ]
    assert writing == []


ROOMS = [
    Path(zicht.site.__file__).parent / "pages",
    Path(zicht.edition.__file__).parent,
    Path(zicht.reports.__file__).parent,
]
COLON_IN_CODE = re.compile(r"f\"[^\"]*\}: (\{|\")")
FOR_EDITORS = {"catalogues.py", "nodes.py", "pairs.py"}
"""Files whose colons stand in errors."""
WITHOUT_A_LANGUAGE = {"fluid.py", "spreads.py"}
"""Files with labels inside a drawing."""


def test_no_page_or_report_writes_a_colon_between_a_label_and_its_value() -> None:
    writing = {
        path.name
        for room in ROOMS
        for path in room.rglob("*.py")
        if COLON_IN_CODE.search(path.read_text("utf-8"))
    }
    assert writing - FOR_EDITORS - WITHOUT_A_LANGUAGE == set()


def test_french_has_a_narrow_space_before_its_double_signs() -> None:
    words = words_of("fr")
    assert {
        key for key, text in words.items() if re.search(r"[ \u00a0][:;!?\u00bb]", text)
    } == set()
    assert words["labelled"] == "{label}\u202f: {value}"
