"""To whom it truly happened again: V08, V09, S08, B01 and B02, counted from arrays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Ints
from zicht_invented import codes
from zicht_invented.counting import Single, Universe
from zicht_invented.draws import NEVER, last_day_of
from zicht_invented.lives import Lives, first_incidents
from zicht_invented.registered import MH, SGTK, Police
from zicht_invented.suspects import SUSPECT, VICTIM
from zicht_invented.times import HORIZONS, Time, survived

LONG = {"m24": HORIZONS["m24"], "m60": HORIZONS["m60"], "m84": HORIZONS["m84"]}
_FIVE_YEARS = np.timedelta64(HORIZONS["m60"], "D")
_OUTCOMES = ("niet", "minder_ernstig", "onbekend", "ernstig")
_RANK_OF_SERIOUSNESS = np.asarray([1, 3, 3, 2])
"""Place in `_OUTCOMES` of each of `codes.SERIOUSNESS`."""


@dataclass(frozen=True, eq=False)
class Later:
    """Every incident of any class in which somebody stands as a victim: class and seriousness by their codes."""

    person: Ints
    date: Dates
    offence: Ints
    seriousness: Ints

    @classmethod
    def of(cls, police: Police, lives: Lives, years: tuple[int, ...]) -> "Later":
        """Put incidents of both fields and those of other offences together; fields stand after other classes."""
        rows, incidents, others = (
            police.delivered(years),
            police.incidents,
            lives.others,
        )
        victims = np.flatnonzero(rows.role == VICTIM)
        at = rows.incident[victims]
        is_physical = (incidents.field[at] == SGTK) & (incidents.kind[at] == 0)
        is_worst = (incidents.field[at] == MH) | is_physical
        seriousness = np.where(
            is_worst,
            codes.SERIOUSNESS.index("zeer_ernstig"),
            codes.SERIOUSNESS.index("ernstig"),
        )
        return cls(
            np.concatenate([rows.person[victims], others.person]),
            np.concatenate([incidents.date[at], others.date]),
            np.concatenate(
                [len(codes.OTHER_CLASSES) + incidents.field[at], others.offence]
            ),
            np.concatenate([seriousness, others.seriousness]),
        )

    def first_after(self, person: Ints, begin: Dates, chosen: Bools) -> Dates:
        """Return the date of the first chosen incident of each person after a date; NaT where there is none."""
        first = np.full(len(person), NEVER, dtype="datetime64[D]")
        of = _place_in(person, self.person)
        fits = np.flatnonzero(chosen & (of >= 0))
        fits = fits[self.date[fits] > begin[of[fits]]]
        by_date = fits[np.argsort(self.date[fits], kind="stable")[::-1]]
        first[of[by_date]] = self.date[by_date]
        return first


def followed(police: Police, lives: Lives, years: tuple[int, ...]) -> Iterator[Time]:
    """Return V08 and its kin, and S08: by the years of the first incident, and age at it."""
    later = Later.of(police, lives, years)
    classes = {
        code: at for at, code in enumerate((*codes.OTHER_CLASSES, *codes.FIELDS))
    }
    is_serious = _RANK_OF_SERIOUSNESS[later.seriousness] == 3
    everything = np.ones(len(later.person), dtype=np.bool_)
    taken = {
        "V08": (MH, everything, HORIZONS),
        "V08-ernstig": (MH, is_serious, LONG),
        "V08-mensenhandel": (MH, later.offence == classes["mh"], LONG),
        "V08-seksueel": (
            MH,
            np.isin(later.offence, [classes["sgtk"], classes["seksueel"]]),
            LONG,
        ),
        "V08-geweld": (MH, later.offence == classes["geweld"], LONG),
        "V08-vermogen": (MH, later.offence == classes["vermogen"], LONG),
        "S08": (SGTK, everything, HORIZONS),
    }
    for indicator, (field, chosen, horizons) in taken.items():
        person, begin, groups = _index(police, field, years)
        again = later.first_after(person, begin, chosen)
        until = _until(lives, person)
        yield from survived(
            indicator, begin, again, until, groups, years, horizons=horizons
        )


def within_five_years(police: Police, lives: Lives, years: tuple[int, ...]) -> Universe:
    """Victims of trafficking who were seen for five whole years, and the most serious offence of those years."""
    later = Later.of(police, lives, years)
    person, begin, groups = _index(police, MH, years)
    until = _until(lives, person)
    last = last_day_of(years[-1])
    is_whole = (last - begin >= _FIVE_YEARS) & (
        np.isnat(until) | (until - begin >= _FIVE_YEARS)
    )
    of = _place_in(person, later.person)
    known = np.flatnonzero(of >= 0)
    wait = later.date[known] - begin[of[known]]
    known = known[(wait > np.timedelta64(0, "D")) & (wait <= _FIVE_YEARS)]
    worst = np.zeros(len(person), dtype=np.int64)
    np.maximum.at(worst, of[known], _RANK_OF_SERIOUSNESS[later.seriousness[known]])
    year = begin.astype("datetime64[Y]").astype(np.int64) + 1970
    age_codes, age = groups["leeftijdsgroep"]
    return Universe(
        years,
        year[is_whole],
        {
            "leeftijdsgroep": Single(age_codes, age[is_whole], codes.AGE_LEVELS),
            "terugkeer": Single(_OUTCOMES, worst[is_whole], {"opnieuw": _OUTCOMES[1:]}),
        },
    )


def in_two_roles(police: Police, years: tuple[int, ...]) -> Universe:
    """Victims of trafficking, whether they are suspects as well, and child victims as well."""
    rows = police.delivered(years)
    person, begin, _ = _index(police, MH, years)
    children, _, _ = _index(police, SGTK, years)
    suspects = rows.person[rows.role == SUSPECT]
    year = begin.astype("datetime64[Y]").astype(np.int64) + 1970
    return Universe(
        years,
        year,
        {
            "ook_verdachte": Single(
                ("ja", "nee"), np.where(np.isin(person, suspects), 0, 1)
            ),
            "ook_kind": Single(
                ("ja", "nee"), np.where(np.isin(person, children), 0, 1)
            ),
        },
    )


def _index(
    police: Police, field: int, years: Sequence[int]
) -> tuple[Ints, Dates, Mapping[str, tuple[tuple[str, ...], Ints]]]:
    """Return the victims of a field, the date of their first incident, and their age group at it."""
    rows = police.delivered(tuple(years))
    person, row, begin = first_incidents(rows, police, field)
    age = rows.age[row]
    group = codes.age_group(age)
    return person, begin, {"leeftijdsgroep": (codes.AGE_GROUPS, group)}


def _until(lives: Lives, person: Ints) -> Dates:
    """Return the day of the death or departure of each person; NaT where there is none."""
    until = np.full(len(person), NEVER, dtype="datetime64[D]")
    of = _place_in(person, lives.exits.person)
    until[of[of >= 0]] = lives.exits.date[of >= 0]
    return until


def _place_in(person: Ints, wanted: Ints) -> Ints:
    """Return the place of each wanted person in a sorted list; -1 where it is not there."""
    if not len(person):
        return np.full(len(wanted), -1)
    place = np.minimum(np.searchsorted(person, wanted), len(person) - 1)
    return np.where(person[place] == wanted, place, -1)
