"""Children as persons, who their suspects are to them, and what help they get: S07 and S09 to S12, from arrays."""

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Ints
from zicht_invented import codes
from zicht_invented.counting import Single, Universe, firsts
from zicht_invented.draws import last_day_of, year_of
from zicht_invented.helped import Courses
from zicht_invented.judicial import seen_until
from zicht_invented.lives import Lives, first_incidents
from zicht_invented.registered import SGTK, Involved, Police
from zicht_invented.suspects import SUSPECT, VICTIM

AGES = ("tot_12", "van_12_tot_16", "van_16_tot_18", "vanaf_18", "onbekend")
HELP = ("liep_al", "m03", "m06", "m12", "geen")
PEER_YEARS = 4
"""Most years of age by which a peer differs."""
_KNOWN = ("ouder", "familie", "partner", "bekende", "werkgever", "overig")
_NOT_KNOWN = ("online_contact", "vreemde")
_YES, _NO, _UNKNOWN = range(3)
_YEAR = np.timedelta64(365, "D")
_NONE = np.iinfo(np.int64).max
_YES_NO_LEVELS = {"vermeld": codes.YES_NO[:2]}


def child_years(police: Police, relation: Ints, years: tuple[int, ...]) -> Universe:
    """Child victims per year, with what the first incident of the year says, and the relation of each row involved."""
    rows, incidents = police.delivered(years), police.incidents
    victims = _of_field(rows, police, VICTIM)
    date = incidents.date[rows.incident[victims]]
    first, group = firsts(rows.person[victims], year_of(date))
    # What may differ between incidents of one child and year is that of the first.
    row = victims[first]
    incident = rows.incident[row]
    is_other_day = date != date[first][group]
    n_other_days = np.bincount(group, weights=is_other_day, minlength=len(first))
    levels = {
        "bekend_met_kind": _KNOWN,
        "niet_bekend_met_kind": _NOT_KNOWN,
        "relatie_vermeld": (*_KNOWN, *_NOT_KNOWN),
    }
    return Universe(
        years,
        year_of(date)[first],
        {
            "geslacht": Single((*codes.SEXES, "onbekend"), rows.sex[row]),
            "leeftijd_kind": _ages_of_children(rows.age[row]),
            "relatie_dader": Single((*codes.RELATIONS, "nvt"), relation[row], levels),
            "online": Single(codes.YES_NO, incidents.online[incident]),
            "delict": Single(codes.OFFENCES, incidents.kind[incident]),
            "meer_dagen": Single(("ja", "nee"), np.where(n_other_days > 0, 0, 1)),
        },
    )


def _ages_of_children(age: Ints) -> Single:
    unknown = len(AGES) - 1
    group = np.where(age < 0, unknown, np.digitize(age, (12, 16, 18)))
    return Single(AGES, group, {"tot_18": AGES[:3]})


def suspects_of_children(
    police: Police, relation: Ints, years: tuple[int, ...]
) -> Universe:
    """Suspects of sexual violence against children per year: known to a child of the first incident, and a peer."""
    rows, incidents = police.delivered(years), police.incidents
    children = _of_field(rows, police, VICTIM)
    suspects = _of_field(rows, police, SUSPECT)
    n = len(incidents.date)
    known = _any(rows.incident[children], _in(relation[children], _KNOWN), n)
    unknown = _any(rows.incident[children], _in(relation[children], _NOT_KNOWN), n)
    gap = _smallest_gap(rows, children, suspects)
    year = year_of(incidents.date)[rows.incident[suspects]]
    first, _ = firsts(rows.person[suspects], year)
    incident = rows.incident[suspects][first]
    age = rows.age[suspects][first]
    is_known = np.where(
        known[incident], _YES, np.where(unknown[incident], _NO, _UNKNOWN)
    )
    own_gap = gap[first]
    is_peer = np.where(
        own_gap == _NONE, _UNKNOWN, np.where(own_gap <= PEER_YEARS, _YES, _NO)
    )
    return Universe(
        years,
        year[first],
        {
            "delict": Single(codes.OFFENCES, incidents.kind[incident]),
            "leeftijdsgroep": Single(codes.AGE_GROUPS, codes.age_group(age)),
            "bekende": Single(codes.YES_NO, is_known, _YES_NO_LEVELS),
            "leeftijdsgenoot": Single(codes.YES_NO, is_peer, _YES_NO_LEVELS),
        },
    )


def helped_children(
    police: Police, lives: Lives, courses: Courses, years: tuple[int, ...]
) -> Universe:
    """Minors at their first incident who were seen for a whole year, and when help began."""
    rows = police.delivered(years)
    person, row, begin = first_incidents(rows, police, SGTK)
    until = seen_until(lives, person, begin)
    last = last_day_of(years[-1])
    age = rows.age[row]
    is_whole = (last - begin >= _YEAR) & (np.isnat(until) | (until - begin >= _YEAR))
    is_counted = is_whole & (age >= 0) & (age < 18)
    begins = _help_begins(person, begin, courses)
    return Universe(
        years,
        year_of(begin)[is_counted],
        {"hulp": Single(HELP, begins[is_counted], {"half_jaar": HELP[:3]})},
    )


def _help_begins(person: Ints, begin: Dates, courses: Courses) -> Ints:
    """Return the place in `HELP` of the first help of each person."""
    place = np.minimum(np.searchsorted(person, courses.person), len(person) - 1)
    wait = (courses.started - begin[place]).astype(np.int64)
    runs = np.isnat(courses.ended) | (courses.ended >= begin[place])
    fits = (person[place] == courses.person) & runs & (wait <= 365)
    kind = np.digitize(wait, (1, 92, 184))
    begins = np.full(len(person), len(HELP) - 1)
    np.minimum.at(begins, place[fits], kind[fits])
    return begins


def _of_field(rows: Involved, police: Police, role: int) -> Ints:
    """Return the rows of people in one role in incidents of sexual violence against children."""
    is_field = police.incidents.field[rows.incident] == SGTK
    return np.flatnonzero((rows.role == role) & is_field)


def _in(relation: Ints, names: tuple[str, ...]) -> Bools:
    return np.isin(relation, [codes.RELATIONS.index(name) for name in names])


def _any(incident: Ints, is_so: Bools, n: int) -> Bools:
    """Return per incident whether something is so of one of its rows."""
    return np.bincount(incident, weights=is_so, minlength=n) > 0


def _smallest_gap(rows: Involved, children: Ints, suspects: Ints) -> Ints:
    """Return per suspect the smallest difference of age with a child of the incident; the largest number if unknown."""
    of_incident: dict[int, list[int]] = {}
    known = children[rows.age[children] >= 0]
    for incident, age in zip(
        rows.incident[known].tolist(), rows.age[known].tolist(), strict=True
    ):
        of_incident.setdefault(incident, []).append(age)
    gaps = []
    for incident, age in zip(
        rows.incident[suspects].tolist(), rows.age[suspects].tolist(), strict=True
    ):
        ages = of_incident.get(incident, [])
        is_known = age >= 0 and ages
        gaps.append(min(abs(age - other) for other in ages) if is_known else _NONE)
    return np.asarray(gaps, dtype=np.int64)
