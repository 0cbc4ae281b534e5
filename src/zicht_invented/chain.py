"""How far incidents of sexual violence against children came: K09, counted from arrays."""

import numpy as np

from zicht.vocabulary.arrays import Bools, Ints
from zicht_invented import codes
from zicht_invented.cases import Cases
from zicht_invented.counting import Single, Universe
from zicht_invented.draws import year_of
from zicht_invented.registered import SGTK, Police
from zicht_invented.suspects import SUSPECT

_YES_NO = ("ja", "nee")


def through_the_chain(police: Police, cases: Cases, years: tuple[int, ...]) -> Universe:
    """Incidents by year, and whether a suspect had a case, a conviction and custody on that day or later."""
    rows, incidents = police.delivered(years), police.incidents
    is_field = incidents.field[rows.incident] == SGTK
    suspects = np.flatnonzero(is_field & (rows.role == SUSPECT))
    incident, case = _cases_of(rows.person[suspects], cases)
    of = rows.incident[suspects][incident]
    is_later = (cases.registered[case] >= incidents.date[of]) & (
        cases.field[case] == SGTK
    )
    of, case = of[is_later], case[is_later]
    harsh = [codes.PENALTIES.index(code) for code in codes.UNCONDITIONAL]
    convicted = cases.judgment[case] == codes.JUDGMENTS.index("veroordeling")
    in_custody = convicted & np.isin(cases.penalty[case], harsh)
    known = np.unique(rows.incident[is_field])
    n = len(incidents.date)
    return Universe(
        years,
        year_of(incidents.date)[known],
        {
            "aangifte": Single(codes.YES_NO, incidents.complaint[known]),
            "zaak": _reached(of, np.ones(len(of), dtype=np.bool_), n, known),
            "veroordeeld": _reached(of, convicted, n, known),
            "onvoorwaardelijk": _reached(of, in_custody, n, known),
        },
    )


def _cases_of(person: Ints, cases: Cases) -> tuple[Ints, Ints]:
    """Pair each person with each of their cases: places in `person`, and rows of cases."""
    order = np.argsort(cases.person, kind="stable")
    start = np.searchsorted(cases.person[order], person, side="left")
    end = np.searchsorted(cases.person[order], person, side="right")
    times = end - start
    of = np.repeat(np.arange(len(person)), times)
    step = np.arange(len(of)) - np.repeat(np.cumsum(times) - times, times)
    return of, order[start[of] + step]


def _reached(of: Ints, is_so: Bools, n: int, known: Ints) -> Single:
    """Say of known incidents whether it is so of one of their cases."""
    reached = np.bincount(of, weights=is_so, minlength=n) > 0
    return Single(_YES_NO, np.where(reached[known], 0, 1))
