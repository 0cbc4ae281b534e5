"""The register holds every row of the two lists of published figures, with the value of the list."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from zicht.figures.register import Register


@pytest.mark.parametrize(
    ("name", "count"), [("seed_figures.csv", 58), ("published_figures.csv", 117)]
)
def test_every_row_of_the_lists_is_there_with_its_value(
    name: str, count: int, data: Path, register: Register
) -> None:
    with (data / "figures" / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count
    by_row = {figure.row: figure for figure in register.cited if figure.row}
    for row in rows:
        figure = by_row[row["id"]]
        assert figure.value == Decimal(row["value"]), row["id"]
        assert (figure.unit == "percent") == (row["unit"] == "percent"), row["id"]
        assert (figure.unit == "euro") == (row["unit"] == "euro"), row["id"]


def test_a_source_that_the_document_does_not_name_is_left_empty(
    data: Path, register: Register
) -> None:
    """A question mark in the list means: not named."""
    by_row = {figure.row: figure for figure in register.cited if figure.row}
    for name in ("seed_figures.csv", "published_figures.csv"):
        with (data / "figures" / name).open(encoding="utf-8") as file:
            doubtful = [
                row["id"]
                for row in csv.DictReader(file)
                if row["source_org"].endswith("?")
            ]
        assert doubtful
        assert [row for row in doubtful if by_row[row].producer] == []


def test_every_figure_says_how_it_was_checked_and_where_it_was_printed(
    register: Register,
) -> None:
    for figure in register.cited:
        assert figure.checked in ("document", "copy", "list")
        assert figure.citation.title
        assert figure.citation.publisher
        assert figure.vintage
        assert figure.period or figure.when, figure.id
    by_document = [figure for figure in register.cited if figure.checked == "document"]
    assert len(by_document) == 58


def test_conflicts_are_kept_and_shown(register: Register) -> None:
    """2017: 958 and 956 by one rule. 1,372 and 1,334 of 2019, and 1,013 and 984 of 2020, are counted by two rules."""
    values = {
        (conflict.series, conflict.period): {
            register.find(figure).value for figure in conflict.figures
        }
        for conflict in register.conflicts()
    }
    assert values["gemelde-slachtoffers", "2017"] == {956, 958}
    assert ("gemelde-slachtoffers", "2019") not in values
    assert ("gemelde-slachtoffers", "2020") not in values
    assert values["gemelde-slachtoffers", "2014"] >= {1255, 1256}
    assert values["gemelde-minderjarigen", "2020"] == {68, 152}
    assert values["vk-verwijzingen", "2023-Q3"] == {4131, 4138}
    assert ("meldingen-eokm", "2021") not in values  # 413,000 is 413,262 rounded
