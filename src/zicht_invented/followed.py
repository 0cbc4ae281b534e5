"""To whom it truly happened again: V08, V09, S08, B01 and B02, counted from arrays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Ints
from zicht_invented import codes
from zicht_invented.counting import Single, Universe
from zicht_invented.draws import NEVER, last_day_of, year_of
from zicht_invented.lives import Lives, first_incidents
from zicht_invented.registered import MH, SGTK, Police
from zicht_invented.suspects import SUSPECT, VICTIM
from zicht_invented.times import HORIZONS, Time, survived, were_seen_for

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
        incident = rows.incident[victims]
        field = incidents.field[incident]
        is_physical = (field == SGTK) & (incidents.kind[incident] == 0)
        seriousness = np.where(
            (field == MH) | is_physical,
            codes.SERIOUSNESS.index("zeer_ernstig"),
            codes.SERIOUSNESS.index("ernstig"),
        )
        offence = len(codes.OTHER_CLASSES) + field
        return cls(
            person=np.concatenate([rows.person[victims], others.person]),
            date=np.concatenate([incidents.date[incident], others.date]),
            offence=np.concatenate([offence, others.offence]),
            seriousness=np.concatenate([seriousness, others.seriousness]),
        )

    def is_of(self, *classes: str) -> Bools:
        """Whether each incident is of one of some classes, by their codes."""
        codes_in_order = (*codes.OTHER_CLASSES, *codes.FIELDS)
        return np.isin(self.offence, [codes_in_order.index(code) for code in classes])

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
    is_serious = _RANK_OF_SERIOUSNESS[later.seriousness] == 3
    everything = np.ones(len(later.person), dtype=np.bool_)
    # What counts as coming back, for each indicator: by the victims of which field, which incidents, how soon.
    indicators = {
        "V08": (MH, everything, HORIZONS),
        "V08-ernstig": (MH, is_serious, LONG),
        "V08-mensenhandel": (MH, later.is_of("mh"), LONG),
        "V08-seksueel": (MH, later.is_of("sgtk", "seksueel"), LONG),
        "V08-geweld": (MH, later.is_of("geweld"), LONG),
        "V08-vermogen": (MH, later.is_of("vermogen"), LONG),
        "S08": (SGTK, everything, HORIZONS),
    }
    for indicator, (field, chosen, horizons) in indicators.items():
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
    is_whole = were_seen_for(_FIVE_YEARS, begin, until, last)
    of = _place_in(person, later.person)
    of_victims = np.flatnonzero(of >= 0)
    wait = later.date[of_victims] - begin[of[of_victims]]
    is_within = (wait > np.timedelta64(0, "D")) & (wait <= _FIVE_YEARS)
    again = of_victims[is_within]
    worst = np.zeros(len(person), dtype=np.int64)
    np.maximum.at(worst, of[again], _RANK_OF_SERIOUSNESS[later.seriousness[again]])
    age_codes, age = groups["leeftijdsgroep"]
    return Universe(
        years,
        year_of(begin)[is_whole],
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
    return Universe(
        years,
        year_of(begin),
        {
            "ook_verdachte": _is_among(suspects, person),
            "ook_kind": _is_among(children, person),
        },
    )


def _is_among(others: Ints, person: Ints) -> Single:
    return Single(("ja", "nee"), np.where(np.isin(person, others), 0, 1))


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
