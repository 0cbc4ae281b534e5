"""Every number printed in the two documents is in the register, or is not a figure for a stated reason."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from zicht.edition.figures import printed_number
from zicht.figures.register import Register
from zicht.vocabulary.cited import Cited

DOCUMENTS = {"kerncijfers-en-inzichten-2022": "kc22", "jaarverslag-2020": "jv20"}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def printed_as(figure: Cited) -> str:
    """Words of the figure with the spaces and signs of the document."""
    words = printed_number(figure, "nl").replace("€\u00a0", "€").replace("\u2212", "-")
    return words.replace("\u00a0", " ").replace(" procent", "%")


def comes_from(figure: Cited, document: str) -> bool:
    short = DOCUMENTS[document]
    return figure.id.endswith((short, f"{short}-tabel"))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_printed_number_is_registered_once_under_its_heading(
    document: str, data: Path, register: Register
) -> None:
    counted = {row["figure"] for row in rows_of(data / "documents" / "counted.csv")}
    registered = Counter(
        (figure.citation.place, printed_as(figure))
        for figure in register.cited
        if comes_from(figure, document) and figure.id not in counted
    )
    printed = Counter(
        (row["heading"], row["printed"])
        for row in rows_of(data / "documents" / "printed_numbers.csv")
        if row["document"] == document and not row["why_not_a_figure"]
    )
    assert printed.total() >= 20
    assert registered == printed


def test_counts_that_are_not_printed_are_right(data: Path, register: Register) -> None:
    rows = rows_of(data / "documents" / "counted.csv")
    assert len(rows) == 4
    for row in rows:
        assert register.find(row["figure"]).value == int(row["count"]), row["figure"]


def test_the_list_of_activities_is_as_long_as_the_register_says(
    data: Path, register: Register
) -> None:
    activities = rows_of(data / "documents" / "activities.csv")
    assert register.find("adviesraden-2020-jv20").value == len(activities)
