"""What sentences compute from the numbers before them: right, wrong, or neither."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from judged_texts import verdicts

from zicht.proof.topics import Knowledge

FILE = Path(__file__).with_name("computed_sentences.toml")
SENTENCES: list[dict[str, Any]] = tomllib.loads(FILE.read_text("utf-8"))["sentence"]
VERDICTS = {
    "derived": {"derived"},
    "contradicted": {"contradicted"},
    "open": {"unknown", "ambiguous"},
}
CASES = [
    (sentence, number, name)
    for sentence in SENTENCES
    for name in VERDICTS
    for number in sentence.get(name, ())
]


@pytest.mark.parametrize(("sentence", "number", "expected"), CASES)
def test_a_computed_number_is_judged_by_the_numbers_before_it(
    known: dict[str, Knowledge], sentence: dict[str, Any], number: str, expected: str
) -> None:
    text = sentence["text"].format(number)
    language = sentence["language"]
    found = verdicts(text, language, number, known[language])
    assert found, text
    assert found[-1] in VERDICTS[expected], text


def test_every_kind_of_verdict_is_asked_for() -> None:
    asked = {name for _, _, name in CASES}
    assert asked == set(VERDICTS)
