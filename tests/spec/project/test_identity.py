"""The identity of printed figures: what `check` refuses, with file and line."""

from pathlib import Path

import pytest

from zicht.project.cited import read_cited
from zicht.vocabulary.cited import Direction
from zicht.vocabulary.errors import ProjectError

RULE = """
[[rule]]
id = "office"
title = { en = "Persons in the file of the office" }
counted_by = "Office"
register = "Registry"
country = "NL"
law = "Penal code"

[[publication]]
id = "report"
title = "Report"
publisher = "Office"
checked = "document"
"""
SERIES = """
[[series]]
id = "seen"
title = { en = "Seen" }
field = "mensenhandel"
theme = "slachtoffers"
rule = "office"
unit = "persons"
kind = "count"
population = { en = "Persons seen" }
"""
FIGURE = """
[[figure]]
id = "seen-2023"
series = "seen"
period = "2023"
value = 984
producer = "Office"
vintage = "2024"
publication = "report"
"""
CHANGE = SERIES.replace('unit = "persons"', 'unit = "percent"').replace(
    'kind = "count"', 'kind = "change"\nsince = "2022"'
)


def read(folder: Path, *parts: str) -> None:
    (folder / "figures").mkdir(exist_ok=True)
    text = "".join(parts)
    (folder / "figures" / "own.toml").write_text(text, encoding="utf-8")
    read_cited(folder)


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize("key", ["counted_by", "country", "law", "title"])
def test_a_rule_without_one_of_its_fields_is_refused(tmp_path: Path, key: str) -> None:
    kept = [line for line in RULE.splitlines(keepends=True) if not line.startswith(key)]
    if key == "title":
        kept += ['title = "Report"\n']
    with pytest.raises(ProjectError, match=rf"figures/own.toml:2: '{key}' is missing"):
        read(tmp_path, "".join(kept), SERIES, FIGURE)


@pytest.mark.parametrize("key", ["rule", "kind", "unit", "population"])
def test_a_series_without_a_field_of_its_identity_is_refused(
    tmp_path: Path, key: str
) -> None:
    series = "".join(
        line for line in SERIES.splitlines(keepends=True) if not line.startswith(key)
    )
    line = line_of(RULE + series, "[[series]]")
    with pytest.raises(ProjectError, match=rf"own.toml:{line}: '{key}' is missing"):
        read(tmp_path, RULE, series, FIGURE)


def test_a_publication_must_say_whether_somebody_read_it(tmp_path: Path) -> None:
    unread = RULE.replace('checked = "document"\n', "")
    with pytest.raises(ProjectError, match=r"own.toml:10: 'checked' is missing"):
        read(tmp_path, unread, SERIES, FIGURE)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('kind = "count"', 'kind = "share"', "a number in persons cannot be"),
        ('kind = "count"', 'kind = "count"\nsince = "2022"', "has no 'since'"),
        ('kind = "count"', 'kind = "change"', "cannot be"),
        ('kind = "count"', 'kind = "difference"', "needs 'since'"),
        ('kind = "count"', 'kind = "count"\nabout = ["24m"]', "a term of follow-up"),
        ('kind = "count"', 'kind = "count"\nabout = ["germany"]', "is a country"),
        ('kind = "count"', 'kind = "count"\nfollow_up = "2 years"', "number of months"),
        ('producer = "Office"', 'producer = "Police"', "Office or Registry counts"),
        ("value = 984", 'value = 984\ndirection = "up"', "is not a change"),
        ("value = 984", 'value = 984\nrule = "police"', "'rule' is 'police'"),
    ],
)
def test_what_contradicts_itself_is_refused(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    with pytest.raises(ProjectError, match=r"own.toml:\d+: ") as error:
        read(tmp_path, RULE, *(p.replace(before, after) for p in (SERIES, FIGURE)))
    assert told in str(error.value)


def test_a_change_says_which_way_it_went_and_its_sign_agrees(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="'direction' is missing"):
        read(tmp_path, RULE, CHANGE, FIGURE)
    fall = FIGURE.replace("value = 984", 'value = -40\ndirection = "{}"')
    with pytest.raises(ProjectError, match="goes the other way"):
        read(tmp_path, RULE, CHANGE, fall.format("up"))
    read(tmp_path, RULE, CHANGE, fall.format("down"))
    (figure,) = read_cited(tmp_path)
    assert figure.direction is Direction.DOWN


def test_figures_of_a_rule_that_nobody_states_are_alike_within_a_publication_only(
    tmp_path: Path,
) -> None:
    unstated = RULE.replace('law = "Penal code"', 'law = "none"\nstated = false')
    other = '[[publication]]\nid = "letter"\ntitle = "Letter"\npublisher = "Office"\nchecked = "copy"\n'
    again = FIGURE.replace("2023", "2024")
    elsewhere = FIGURE.replace("2023", "2025").replace('"report"', '"letter"')
    read(tmp_path, unstated, other, SERIES, FIGURE, again, elsewhere)
    first, second, third = read_cited(tmp_path)
    assert first.is_of_the_same(second)
    assert not first.is_of_the_same(third)
