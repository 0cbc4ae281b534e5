"""Slips of the pen: what exact linkage cannot see through. Off unless `noise` asks for them."""

from collections.abc import Callable

import numpy as np

from zicht.vocabulary.arrays import Texts

Record = dict[str, str]


def _swapped_letters(record: Record, at: float) -> None:
    name = record["achternaam"]
    place = int(at * (len(name) - 1))
    record["achternaam"] = (
        name[:place] + name[place : place + 2][::-1] + name[place + 2 :]
    )


def _lost_letter(record: Record, at: float) -> None:
    name = record["achternaam"]
    place = int(at * len(name))
    record["achternaam"] = name[:place] + name[place + 1 :] if len(name) > 2 else name


def _only_first_name(record: Record, at: float) -> None:
    del at
    record["voornamen"] = record["voornamen"].split()[0].split("-")[0]


def _birth_year_only(record: Record, at: float) -> None:
    del at
    record["geboortedatum"] = record["geboortedatum"][:4]


def _no_birth_date(record: Record, at: float) -> None:
    del at
    record["geboortedatum"] = ""


def _day_and_month_swapped(record: Record, at: float) -> None:
    del at
    year, month, day = record["geboortedatum"].split("-")
    if int(day) <= 12:
        record["geboortedatum"] = f"{year}-{day}-{month}"


_SLIPS: tuple[Callable[[Record, float], None], ...] = (
    _swapped_letters, _lost_letter, _only_first_name, _birth_year_only, _no_birth_date, _day_and_month_swapped,
)  # fmt: skip
_FIELDS = ("voornamen", "achternaam", "geboortedatum")


def slipped(
    columns: dict[str, Texts], share: float, rng: np.random.Generator
) -> dict[str, Texts]:
    """Let a share of records slip, each in one way; sex, numbers and places stay as they are."""
    n = len(columns["voornamen"])
    chosen = np.flatnonzero(rng.random(n) < share)
    which, at = rng.random(len(chosen)), rng.random(len(chosen))
    texts = {name: columns[name].tolist() for name in _FIELDS} if len(chosen) else {}
    for place, kind, where in zip(
        chosen.tolist(), which.tolist(), at.tolist(), strict=True
    ):
        record = {name: texts[name][place] for name in _FIELDS}
        _SLIPS[int(kind * len(_SLIPS))](record, where)
        for name, text in record.items():
            texts[name][place] = text
    return {**columns, **{name: np.asarray(text) for name, text in texts.items()}}
