"""A label and its value are joined by a phrase of the language: French has a space before a colon."""

import re
from pathlib import Path

import zicht.site

TEMPLATES = sorted((Path(zicht.site.__file__).parent / "templates").glob("*.jinja"))
COLON_BETWEEN_WORD_AND_VALUE = re.compile(r'\{\{ w\("\w+"\) \}\}: \{\{')


def test_no_template_writes_a_colon_between_a_word_and_its_value() -> None:
    assert TEMPLATES
    writing = [
        template.name
        for template in TEMPLATES
        if COLON_BETWEEN_WORD_AND_VALUE.search(template.read_text("utf-8"))
    ]
    assert writing == []
