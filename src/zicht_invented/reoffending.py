"""Against whom a new case truly came: R01, R02-ernstig, R02-zeer-ernstig and R03, counted from arrays."""

from collections.abc import Iterator

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Ints
from zicht_invented import codes
from zicht_invented.counting import Single, Universe
from zicht_invented.draws import NEVER, last_day_of, year_of
from zicht_invented.judicial import (
    NO_CASE,
    JudicialCases,
    followed_from,
    index_cases,
    seen_until,
)
from zicht_invented.lives import Lives
from zicht_invented.times import (
    HORIZONS,
    WITHIN_FIVE_YEARS,
    Time,
    survived,
    were_seen_for,
)

_TWO_YEARS = np.timedelta64(HORIZONS["m24"], "D")
_SHORT = {"m24": HORIZONS["m24"], "m60": HORIZONS["m60"]}
_NEW = ("seksueel", "mensenhandel", "geweld", "vermogen", "overig", "onbekend", "geen")


def reoffended(
    judicial: JudicialCases, lives: Lives, years: tuple[int, ...]
) -> Iterator[Time]:
    """Return R01 and R02: by the years of the first case, field and age at it."""
    rows = index_cases(judicial, lives)
    person, begin = judicial.person[rows], followed_from(judicial, rows)
    until = seen_until(lives, person, begin)
    serious = [codes.SERIOUSNESS.index(code) for code in ("ernstig", "zeer_ernstig")]
    chosen = {
        "R01": (np.ones(len(judicial), dtype=np.bool_), WITHIN_FIVE_YEARS),
        "R02-ernstig": (np.isin(judicial.seriousness, serious), _SHORT),
        "R02-zeer-ernstig": (judicial.seriousness == serious[1], _SHORT),
    }
    for indicator, (is_chosen, horizons) in chosen.items():
        row = _first_new(judicial, person, begin, is_chosen)
        again = np.where(row >= 0, judicial.registered[row], NEVER)
        yield from survived(
            indicator, begin, again, until, _groups(judicial, rows), years,
            horizons=horizons, crossed=True, cohort=judicial.registered[rows],
        )  # fmt: skip


def within_two_years(
    judicial: JudicialCases, lives: Lives, years: tuple[int, ...]
) -> Universe:
    """Offenders who were seen for two whole years, and what their first new case in them was about."""
    rows = index_cases(judicial, lives)
    person, begin = judicial.person[rows], followed_from(judicial, rows)
    until = seen_until(lives, person, begin)
    last = last_day_of(years[-1])
    is_whole = were_seen_for(_TWO_YEARS, begin, until, last)
    row = _first_new(judicial, person, begin, np.ones(len(judicial), dtype=np.bool_))
    is_in_time = (row >= 0) & (judicial.registered[row] - begin <= _TWO_YEARS)
    new_of_class = np.asarray([_new_offence(code) for code in codes.JUSTICE_CLASSES])
    none = _NEW.index("geen")
    new = np.where(is_in_time, new_of_class[judicial.offence[row]], none)
    groups = _groups(judicial, rows)
    return Universe(
        years,
        year_of(judicial.registered[rows])[is_whole],
        {
            "veld": Single(codes.FIELDS, groups["veld"][1][is_whole]),
            "leeftijdsgroep": Single(
                codes.AGE_GROUPS,
                groups["leeftijdsgroep"][1][is_whole],
                codes.AGE_LEVELS,
            ),
            "nieuw_delict": Single(_NEW, new[is_whole], {"nieuwe_zaak": _NEW[:-1]}),
        },
    )


def _new_offence(code_of_class: str) -> int:
    """Return the index in `_NEW` of a class of cases; sexual violence against children is a sexual offence as well."""
    return _NEW.index("seksueel" if code_of_class == "sgtk" else code_of_class)


def _first_new(
    judicial: JudicialCases, person: Ints, begin: Dates, is_chosen: Bools
) -> Ints:
    """Return the row of the first chosen case of each person after a day; -1 where there is none."""
    nothing = [codes.DISPOSALS.index(code) for code in NO_CASE]
    place = np.minimum(np.searchsorted(person, judicial.person), len(person) - 1)
    is_of_person = person[place] == judicial.person
    is_case = ~np.isin(judicial.disposal, nothing)
    is_later = judicial.registered > begin[place]
    first = np.full(len(person), -1)
    # Cases stand in the order of registration: backwards, the first one is written last, and stays.
    rows = np.flatnonzero(is_chosen & is_of_person & is_case & is_later)[::-1]
    first[place[rows]] = rows
    return first


def _groups(
    judicial: JudicialCases, rows: Ints
) -> dict[str, tuple[tuple[str, ...], Ints]]:
    """Return field and age group of cases, with their codes."""
    is_child = judicial.offence[rows] == codes.JUSTICE_CLASSES.index("sgtk")
    age_group = codes.age_group(judicial.age[rows])
    return {
        "veld": (codes.FIELDS, is_child.astype(np.int64)),
        "leeftijdsgroep": (codes.AGE_GROUPS, age_group),
    }
