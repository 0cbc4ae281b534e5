"""What notifications, procedures, incidents and cases state of themselves, counted from arrays.

V10 to V14, S15, K01-artikel, K01-verdachten, K02-grond, K07-vorm, K08-politie and K10.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from zicht.vocabulary.arrays import Ints, Texts
from zicht_invented import codes
from zicht_invented.cases import Cases
from zicht_invented.comensha import Particulars as NoteParticulars
from zicht_invented.counting import Single, Universe, firsts
from zicht_invented.draws import year_of
from zicht_invented.notifications import UNKNOWN_PLACE, Notifications
from zicht_invented.prosecution import Particulars as CaseParticulars
from zicht_invented.registered import MH, SGTK, Involved, Police
from zicht_invented.residence import NO_DECISION, Procedures
from zicht_invented.suspects import SUSPECT
from zicht_invented.times import Spans, Time, ended_spans, quantiles_of

_YES, _NO, _UNKNOWN = range(len(codes.YES_NO))
ASYLUM_PROCEDURES = ("dublin", "asiel", "geen", "onbekend")


def notifications_noted(
    notes: Notifications, said: NoteParticulars, years: tuple[int, ...]
) -> Universe:
    """Notifications that may be counted, by the shelter they state and by whether the exploitation was here.

    What a notification says itself goes first, then the country, which is never another one, and then the
    municipality.
    """
    says_itself = said.here != _UNKNOWN
    names_a_place = said.is_land_known | (notes.exploited != UNKNOWN_PLACE)
    of_place = np.where(names_a_place, _YES, _UNKNOWN)
    is_here = np.where(says_itself, said.here, of_place)
    counted = ~notes.refused
    return Universe(
        years,
        year_of(notes.date)[counted],
        {
            "opvang_type": Single(codes.SHELTERS, said.shelter[counted]),
            "in_nederland": Single(
                codes.YES_NO, is_here[counted], {"bekend": codes.YES_NO[:2]}
            ),
        },
    )


def lengths_of_exploitation(
    notes: Notifications, said: NoteParticulars, years: tuple[int, ...]
) -> Iterator[Time]:
    """Return V10: days of exploitation, of notifications that may be counted and state when it began and ended."""
    has_both = ~notes.refused & ~np.isnat(said.started) & ~np.isnat(said.ended)
    days = (said.ended - said.started)[has_both].astype(np.float64)
    spans = ended_spans(years, year_of(notes.date)[has_both], days, {})
    yield from quantiles_of("V10", spans, ((),))


def decided_procedures(procedures: Procedures, years: tuple[int, ...]) -> Universe:
    """Residence procedures that were decided, by the year of the application."""
    is_decided = procedures.decision != NO_DECISION
    without_dublin = np.asarray(
        [ASYLUM_PROCEDURES.index(name) for name in ("asiel", "geen", "onbekend")]
    )[procedures.asylum]
    asylum = np.where(
        procedures.dublin == _YES, ASYLUM_PROCEDURES.index("dublin"), without_dublin
    )
    return Universe(
        years,
        year_of(procedures.applied)[is_decided],
        {
            "verblijfsbeslissing": Single(
                codes.RESIDENCE_DECISIONS, procedures.decision[is_decided]
            ),
            "verblijfsgrond": Single(
                codes.RESIDENCE_GROUNDS, procedures.ground[is_decided]
            ),
            "asielprocedure": Single(ASYLUM_PROCEDURES, asylum[is_decided]),
        },
    )


def lengths_of_reflection(
    procedures: Procedures, years: tuple[int, ...]
) -> Iterator[Time]:
    """Return V14: days of reflection periods, by the year in which they ended."""
    has_ended = ~np.isnat(procedures.reflection_ends)
    ends = procedures.reflection_ends[has_ended]
    days = (ends - procedures.reflection_begins[has_ended]).astype(np.float64)
    yield from quantiles_of("V14", ended_spans(years, year_of(ends), days, {}), ((),))


def incidents_by_article(
    police: Police, article: Texts, years: tuple[int, ...]
) -> Universe:
    """Incidents of sexual violence against children in which somebody stands, by their article of law."""
    incidents = police.incidents
    stands = np.unique(police.delivered(years).incident)
    rows = stands[incidents.field[stands] == SGTK]
    return Universe(
        years,
        year_of(incidents.date[rows]),
        {"wetsartikel": _articles(article[rows])},
    )


def cases_noted(
    cases: Cases, noted: CaseParticulars, years: tuple[int, ...]
) -> Universe:
    """Cases by the year of their registration, and their article of law."""
    return Universe(
        years, year_of(cases.registered), {"wetsartikel": _articles(noted.article)}
    )


def _articles(article: Texts) -> Single:
    place = {code: at for at, code in enumerate(codes.ARTICLES)}
    return Single(
        codes.ARTICLES,
        np.asarray([place[code] for code in article.tolist()], dtype=np.int64),
    )


def prosecuted_persons(cases: Cases, sex: Ints, years: tuple[int, ...]) -> Universe:
    """People by year in which a case was registered against them; sex and age are those of the first case.

    Parameters
    ----------
    sex : of everybody, as it truly is: the prosecution service makes no mistake in it
    """
    year = year_of(cases.registered)
    first, _ = firsts(cases.person, year)
    return Universe(
        years,
        year[first],
        {
            "geslacht": Single((*codes.SEXES, "onbekend"), sex[cases.person[first]]),
            "leeftijdsgroep": Single(
                codes.AGE_GROUPS, codes.age_group(cases.age[first]), codes.AGE_LEVELS
            ),
        },
    )


def dismissed_cases(
    cases: Cases, noted: CaseParticulars, years: tuple[int, ...]
) -> Universe:
    """Cases that were dismissed, by the year in which that was decided, and the ground."""
    dismissals = [
        codes.DECISIONS.index(code) for code in ("sepot_technisch", "sepot_beleid")
    ]
    rows = np.flatnonzero(np.isin(cases.decision, dismissals))
    return Universe(
        years,
        year_of(cases.decided[rows]),
        {"sepotgrond": Single(codes.GROUNDS, noted.ground[rows])},
    )


def convictions(
    cases: Cases, noted: CaseParticulars, years: tuple[int, ...]
) -> Universe:
    """Cases that ended in a conviction, by the year of the judgment, and the measure."""
    rows = np.flatnonzero(cases.judgment == codes.JUDGMENTS.index("veroordeling"))
    return Universe(
        years,
        year_of(cases.judged[rows]),
        {"maatregel": Single(codes.MEASURES, noted.measure[rows])},
    )


def sentences_by_form(
    cases: Cases, police: Police, years: tuple[int, ...]
) -> Iterator[Time]:
    """Return K07-vorm: unconditional days for trafficking, by forms of earlier incidents of the person convicted.

    A sentence counts once under each form of all these incidents together. One without an earlier incident in the years
    covered does not count.
    """
    forms_of = _forms_suspected_of(police, years)
    harsh = [codes.PENALTIES.index(code) for code in codes.UNCONDITIONAL]
    rows = np.flatnonzero((cases.field == MH) & np.isin(cases.penalty, harsh))
    counted: list[int] = []
    counted_by_form: list[int] = []
    forms: list[int] = []
    for row in rows.tolist():
        earlier = [
            recorded
            for date, recorded in forms_of.get(int(cases.person[row]), [])
            if date <= cases.registered[row]
        ]
        if not earlier:
            continue
        of_sentence = sorted(frozenset[int]().union(*earlier))
        counted.append(row)
        counted_by_form += [row] * len(of_sentence)
        forms += of_sentence
    names = (*codes.FORMS, "onbekend")
    by_form = {"vorm": (names, np.asarray(forms, dtype=np.int64))}
    total = _sentences(cases, counted, {}, years)
    yield from quantiles_of("K07-vorm", total, ((),))
    of_forms = _sentences(cases, counted_by_form, by_form, years)
    yield from quantiles_of("K07-vorm", of_forms, (("vorm",),))


def _sentences(
    cases: Cases,
    rows: Sequence[int],
    groups: Mapping[str, tuple[tuple[str, ...], Ints]],
    years: tuple[int, ...],
) -> Spans:
    """Return the unconditional days of sentences, in the year of the judgment."""
    chosen = np.asarray(rows, dtype=np.int64)
    days = cases.days_served[chosen].astype(np.float64)
    return ended_spans(years, year_of(cases.judged[chosen]), days, groups)


def _forms_suspected_of(
    police: Police, years: tuple[int, ...]
) -> dict[int, list[tuple[np.datetime64, frozenset[int]]]]:
    """Return per suspect of trafficking the date and the recorded forms of each of their incidents."""
    rows, incidents = police.delivered(years), police.incidents
    forms_of: dict[int, list[tuple[np.datetime64, frozenset[int]]]] = {}
    for row in _suspects(rows, police, MH).tolist():
        incident = rows.incident[row]
        forms = frozenset(np.flatnonzero(incidents.forms[incident]).tolist())
        person = int(rows.person[row])
        forms_of.setdefault(person, []).append((incidents.date[incident], forms))
    return forms_of


def times_at_the_police(
    cases: Cases, police: Police, years: tuple[int, ...]
) -> Iterator[Time]:
    """Return K08-politie: days from the last earlier incident of the field with the person as a suspect, to a case."""
    waited = np.full(len(cases), -1, dtype=np.int64)
    for field in (MH, SGTK):
        dates_of = _dates_as_suspect(police, field, years)
        for case in np.flatnonzero(cases.field == field).tolist():
            registered = cases.registered[case]
            dates = dates_of.get(int(cases.person[case]), [])
            earlier = [date for date in dates if date <= registered]
            if earlier:
                waited[case] = (registered - max(earlier)).astype(np.int64)
    counted = waited >= 0
    spans = ended_spans(
        years,
        year_of(cases.registered)[counted],
        waited[counted].astype(np.float64),
        {"veld": (codes.FIELDS, cases.field[counted])},
    )
    yield from quantiles_of("K08-politie", spans, ((), ("veld",)))


def _dates_as_suspect(
    police: Police, field: int, years: tuple[int, ...]
) -> dict[int, list[np.datetime64]]:
    """Return per person the dates of the incidents of a field in which they are a suspect."""
    rows = police.delivered(years)
    suspects = _suspects(rows, police, field)
    dates = police.incidents.date[rows.incident[suspects]]
    dates_of: dict[int, list[np.datetime64]] = {}
    for person, date in zip(rows.person[suspects].tolist(), dates, strict=True):
        dates_of.setdefault(person, []).append(date)
    return dates_of


def _suspects(rows: Involved, police: Police, field: int) -> Ints:
    """Return the rows of suspects in incidents of one field."""
    is_field = police.incidents.field[rows.incident] == field
    return np.flatnonzero((rows.role == SUSPECT) & is_field)
