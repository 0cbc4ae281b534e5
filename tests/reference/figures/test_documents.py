"""Every number printed in the two documents is in the register, or is no figure for a stated reason."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from zicht.edition.figures import printed_number
from zicht.figures.register import Register
from zicht.vocabulary.figures import Cited

DOCUMENTS = {"kerncijfers-en-inzichten-2022": "kc22", "jaarverslag-2020": "jv20"}
WORDS = "twee|drie|vier|vijf|zes|zeven|acht|negen|tien|eerste|tweede|derde|helft|kwart|dubbel"
NUMBER = re.compile(rf"\d[\d.,]*\d%?|\d%?|\b(?:{WORDS})\b", re.IGNORECASE)
NOT_PRINTED = {
    "aanbevelingen-2020-jv20",
    "regionale-pilots-2020-jv20",
    "adviesraden-2020-jv20",
    "financiers-2020-jv20",
}
"""Counted from a list: the number itself is not printed."""


def read(shared: Path, name: str) -> str:
    return re.sub(
        r"\s+",
        " ",
        (shared / "documents" / f"{name}.txt").read_text("utf-8").replace("**", ""),
    )


def printed_as(figure: Cited) -> str:
    words = printed_number(figure, "nl").replace("\u00a0", "").replace("\u2212", "-")
    return words.removesuffix(" procent").removeprefix("een daling van ") + (
        "%" if "procent" in words else ""
    )


def spans_of(figure: Cited, text: str) -> Iterator[tuple[int, int]]:
    """Where the number stands, from the heading on that the register names as its place."""
    start = text.index(figure.citation.place.removesuffix(" (tabel)"))
    pattern = re.escape(printed_as(figure)).replace("€", r"€\s*")
    for match in re.compile(
        rf"(?<![\w.\-]){pattern}(?![\w%]|\.\d)", re.IGNORECASE
    ).finditer(text, start):
        yield match.span()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_printed_number_is_registered_or_excused(
    name: str, shared: Path, register: Register
) -> None:
    text = read(shared, name)
    taken: set[tuple[int, int]] = set()
    unseen = []
    for figure in register.cited:
        if figure.id.endswith(DOCUMENTS[name]) or figure.id.endswith(
            f"{DOCUMENTS[name]}-tabel"
        ):
            free = [span for span in spans_of(figure, text) if span not in taken]
            if free:
                taken.add(free[0])
            elif figure.id not in NOT_PRINTED:
                unseen.append(figure.id)
    assert not unseen, "registered, but not printed so in the document"
    with (Path(__file__).parent / "exceptions.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["document"] == name]
    for row in rows:
        found = [match.span() for match in re.finditer(row["pattern"], text)]
        assert len(found) == int(row["count"]), row
        taken.update(found)
    loose = [
        text[max(0, match.start() - 40) : match.end() + 30]
        for match in NUMBER.finditer(text)
        if not any(
            start <= match.start() and match.end() <= end for start, end in taken
        )
    ]
    assert not loose


def test_counts_that_are_not_printed_are_right(
    shared: Path, register: Register
) -> None:
    raw = (shared / "documents" / "jaarverslag-2020.txt").read_text("utf-8")
    assert (
        len(re.findall(r"^-\t", raw, re.MULTILINE))
        == register.find("adviesraden-2020-jv20").value
    )
    assert (
        len(re.findall(r"^\d\s*�", raw, re.MULTILINE))
        == register.find("aanbevelingen-2020-jv20").value
    )
    pilots = re.search(
        r"in (Oost-Brabant), (Noord-Holland)\s+en (Rotterdam-Rijnmond)", raw
    )
    assert pilots is not None
    assert len(pilots.groups()) == register.find("regionale-pilots-2020-jv20").value
    funders = re.search(r"financiers (\w+), (\w+), (\w+) en (SZW)", raw)
    assert funders is not None
    assert len(funders.groups()) == register.find("financiers-2020-jv20").value
