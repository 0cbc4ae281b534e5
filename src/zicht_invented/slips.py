"""Slips of the pen: what makes two records of one person differ, and linkage more than a comparison of texts."""

import random
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Bools, Texts

Record = dict[str, str]

FULL_NOISE = 0.5
"""`noise` at which slips are as common as `SLIPS` says; other values scale them."""

WITH_NUMBER = 0.2
"""Part of the slips that is made in a record with a citizen number: most of it was copied from a register."""

MOST = 0.95
"""Largest share of records with one kind of slip, however much noise was asked for."""

_FIELDS = (
    "voornamen",
    "achternaam",
    "geboortedatum",
    "link_geslacht",
    "link_nationaliteit",
    "link_gemeente",
)

_SPELLINGS = (
    ("sch", "sh"), ("kh", "ch"), ("ou", "u"), ("oe", "u"), ("ph", "f"), ("ij", "y"), ("aa", "a"), ("ks", "x"),
    ("ya", "ia"), ("dj", "j"), ("th", "t"), ("gh", "g"), ("ee", "i"), ("k", "c"), ("z", "s"), ("v", "w"), ("y", "i"),
)  # fmt: skip
"""How one sound is written in Latin letters by two clerks."""


@dataclass(frozen=True)
class Pen:
    """What a clerk may write instead.

    Parameters
    ----------
    random : chance
    families, nationalities, places : what others are called, and where others are from
    """

    random: random.Random
    families: Sequence[str]
    nationalities: Sequence[str]
    places: Sequence[str]


def _typo(name: str, pen: Pen) -> str:
    """Swap, lose, change or add one letter."""
    place = pen.random.randrange(max(len(name) - 1, 1))
    letter = pen.random.choice(string.ascii_lowercase)
    before, here, after = name[:place], name[place : place + 1], name[place + 1 :]
    shorter = before + after if len(name) > 2 else name
    return pen.random.choice(
        (
            before + after[:1] + here + after[1:],
            shorter,
            before + letter + after,
            before + letter + here + after,
        )
    )


def _typo_in_given_names(record: Record, pen: Pen) -> None:
    record["voornamen"] = _typo(record["voornamen"], pen)


def _typo_in_family_name(record: Record, pen: Pen) -> None:
    record["achternaam"] = _typo(record["achternaam"], pen)


def _other_spelling(record: Record, pen: Pen) -> None:
    name = pen.random.choice(("voornamen", "achternaam"))
    for letters, others in _SPELLINGS:
        if letters in record[name]:
            record[name] = record[name].replace(letters, others)
            return


def _only_first_name(record: Record, pen: Pen) -> None:
    del pen
    record["voornamen"] = record["voornamen"].split()[0].split("-")[0]


def _initials(record: Record, pen: Pen) -> None:
    del pen
    words = record["voornamen"].replace("-", " ").split()
    record["voornamen"] = "".join(f"{word[0]}." for word in words)


def _married_name(record: Record, pen: Pen) -> None:
    record["achternaam"] += f"-{pen.random.choice(pen.families)}"


def _names_swapped(record: Record, pen: Pen) -> None:
    del pen
    record["voornamen"], record["achternaam"] = (
        record["achternaam"],
        record["voornamen"],
    )


def _birth_year_only(record: Record, pen: Pen) -> None:
    del pen
    record["geboortedatum"] = record["geboortedatum"][:4]


def _no_birth_date(record: Record, pen: Pen) -> None:
    del pen
    record["geboortedatum"] = ""


def _new_years_day(record: Record, pen: Pen) -> None:
    del pen
    if record["geboortedatum"]:
        record["geboortedatum"] = f"{record['geboortedatum'][:4]}-01-01"


def _day_and_month_swapped(record: Record, pen: Pen) -> None:
    del pen
    year, _, rest = record["geboortedatum"].partition("-")
    month, _, day = rest.partition("-")
    if day and int(day) <= 12:
        record["geboortedatum"] = f"{year}-{day}-{month}"


def _another_day(record: Record, pen: Pen) -> None:
    if record["geboortedatum"].count("-") == 2:
        days = pen.random.choice((-365, -1, 1, 10, 31, 365))
        moved = np.datetime64(record["geboortedatum"]) + np.timedelta64(days, "D")
        record["geboortedatum"] = str(moved)


def _other_sex(record: Record, pen: Pen) -> None:
    del pen
    record["link_geslacht"] = "m" if record["link_geslacht"] == "v" else "v"


def _no_sex(record: Record, pen: Pen) -> None:
    del pen
    record["link_geslacht"] = ""


def _other_nationality(record: Record, pen: Pen) -> None:
    record["link_nationaliteit"] = pen.random.choice(pen.nationalities)


def _no_municipality(record: Record, pen: Pen) -> None:
    del pen
    record["link_gemeente"] = ""


def _other_municipality(record: Record, pen: Pen) -> None:
    record["link_gemeente"] = pen.random.choice(pen.places)


SLIPS: tuple[tuple[float, Callable[[Record, Pen], None]], ...] = (
    (0.13, _typo_in_given_names),
    (0.13, _typo_in_family_name),
    (0.05, _other_spelling),
    (0.10, _only_first_name),
    (0.04, _initials),
    (0.03, _married_name),
    (0.03, _names_swapped),
    (0.07, _birth_year_only),
    (0.07, _no_birth_date),
    (0.03, _new_years_day),
    (0.03, _day_and_month_swapped),
    (0.03, _another_day),
    (0.02, _other_sex),
    (0.05, _no_sex),
    (0.08, _other_nationality),
    (0.25, _no_municipality),
    (0.20, _other_municipality),
)
"""Share of records without a citizen number that slip in each way, independently of each other."""


def slipped(
    columns: dict[str, Texts],
    noise: float,
    rng: np.random.Generator,
    *,
    nationalities: Sequence[str],
    places: Sequence[str],
) -> dict[str, Texts]:
    """Let the pen slip.

    Parameters
    ----------
    columns : link fields of records
    noise : `FULL_NOISE` for the shares of `SLIPS`; other values scale them
    rng : of the source
    nationalities, places : codes that a clerk may write instead
    """
    has_number = columns["bsn"] != ""
    # Records with a number slip less, because most of them were copied from a register.
    scale = np.where(has_number, WITH_NUMBER, 1.0) * noise / FULL_NOISE
    slips = [
        rng.random(len(scale)) < np.minimum(rate * scale, MOST) for rate, _ in SLIPS
    ]
    rows = np.flatnonzero(np.any(slips, axis=0))
    if not len(rows):
        return columns
    texts = {name: columns[name].tolist() for name in _FIELDS}
    pen = Pen(
        random.Random(int(rng.integers(2**62))),  # noqa: S311 - invented people need no secrecy
        texts["achternaam"].copy(),
        nationalities,
        places,
    )
    for row in rows.tolist():
        record = {name: texts[name][row] for name in _FIELDS}
        _slip(record, slips, row, pen)
        for name, text in record.items():
            texts[name][row] = text
    return {**columns, **{name: np.asarray(text) for name, text in texts.items()}}


def _slip(record: Record, slips: Sequence[Bools], row: int, pen: Pen) -> None:
    for (_, slip), chosen in zip(SLIPS, slips, strict=True):
        if chosen[row]:
            slip(record, pen)
