"""Every figure the chain should find, counted from what is known about the people themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Dates, Ints
from zicht_invented import codes
from zicht_invented.cases import Cases
from zicht_invented.chain import through_the_chain
from zicht_invented.children import (
    child_years,
    helped_children,
    suspects_of_children,
)
from zicht_invented.comensha import Particulars as NoteParticulars
from zicht_invented.counting import Cell, Multiple, Single, Universe, any_of, firsts
from zicht_invented.country import AGE_CLASSES, Country
from zicht_invented.draws import year_of
from zicht_invented.experiences import shares_of_population
from zicht_invented.followed import followed, in_two_roles, within_five_years
from zicht_invented.helped import Courses
from zicht_invented.hotline import sums_of_reports
from zicht_invented.judicial import JudicialCases
from zicht_invented.lives import Lives
from zicht_invented.noted import (
    cases_noted,
    convictions,
    decided_procedures,
    dismissed_cases,
    incidents_by_article,
    lengths_of_exploitation,
    lengths_of_reflection,
    notifications_noted,
    prosecuted_persons,
    sentences_by_form,
    times_at_the_police,
)
from zicht_invented.notifications import Notifications
from zicht_invented.police import Particulars as IncidentParticulars
from zicht_invented.prosecution import Particulars as CaseParticulars
from zicht_invented.registered import MH, SGTK, Police
from zicht_invented.reoffending import reoffended, within_two_years
from zicht_invented.residence import Procedures
from zicht_invented.scene import Scene
from zicht_invented.suspects import SUSPECT, VICTIM
from zicht_invented.tallies import Tallies
from zicht_invented.times import durations, lengths_of_incidents, recidivism
from zicht_invented.true_figures import Codes, Figure

_FORMS = (*codes.FORMS, "onbekend")
_SEXES = (*codes.SEXES, "onbekend")
_OUTCOMES = ("veroordeling", "geen_veroordeling", "lopend")
_BREAKDOWNS_V01 = (
    (), ("vorm",), ("geslacht",), ("leeftijdsgroep",), ("nationaliteit",), ("melder",), ("sector",), ("route",),
    ("vorm", "geslacht"), ("vorm", "leeftijdsgroep"), ("geslacht", "leeftijdsgroep"), ("vorm", "route"), ("gemeente",),
)  # fmt: skip
_BREAKDOWNS_D01 = (
    (), ("vorm",), ("geslacht",), ("leeftijdsgroep",), ("vorm", "leeftijdsgroep"), ("geslacht", "leeftijdsgroep"),
)  # fmt: skip
_BREAKDOWNS_S13 = (
    (), ("contact_type",), ("aard_geweld",), ("leeftijdsgroep",), ("kwartaal",), ("contact_type", "aard_geweld"),
)  # fmt: skip

Steps = Mapping[str, Ints]
"""What a notification says of a step, as index in `codes.YES_NO`: `dublin`, `bedenktijd`, `aangifte`."""


def victim_years(
    all_notes: Notifications, steps: Steps, country: Country, years: tuple[int, ...]
) -> Universe:
    """Persons notified in a year; what may differ between notifications is that of the first of the year."""
    notes = all_notes.counted()
    first, group = firsts(notes.victim, year_of(notes.date))
    n = len(first)
    melders = np.eye(len(codes.MELDERS), dtype=np.bool_)[notes.melder]
    known_routes = {"bekend": codes.ROUTES[:2]}
    dimensions: dict[str, Single | Multiple] = {
        "vorm": Multiple(_FORMS, any_of(group, n, notes.forms)),
        "geslacht": Single(_SEXES, notes.sex[first]),
        "leeftijdsgroep": _age_groups(notes.age[first]),
        "nationaliteit": _nationality_groups(notes.nationality[first]),
        "melder": Multiple(codes.MELDERS, any_of(group, n, melders)),
        "sector": Multiple(codes.SECTORS, any_of(group, n, notes.sectors)),
        "route": Single(codes.ROUTES, notes.route[first], known_routes),
        "gemeente": _areas(notes.stays[first], country),
        "kwartaal": _quarters(notes.date[first]),
    }
    for name, answers in steps.items():
        dimensions[name] = _answer_of_group(answers[~all_notes.refused], group, n)
    return Universe(years, year_of(notes.date)[first], dimensions)


def _nationality_groups(nationality: Ints) -> Single:
    unknown = codes.NATIONALITY_GROUPS.index("onbekend")
    groups = [
        codes.NATIONALITY_GROUPS.index(group) for _, group, _ in codes.NATIONALITIES
    ]
    # An unknown nationality has the number after the last one.
    group_of = np.asarray([*groups, unknown])
    foreign = {"buitenlands": ("EU", "overig")}
    return Single(codes.NATIONALITY_GROUPS, group_of[nationality], foreign)


def _answer_of_group(answers: Ints, group: Ints, n: int) -> Single:
    """Yes where one record of a group says yes, else no where one says no, else unknown."""
    given = any_of(group, n, np.eye(len(codes.YES_NO), dtype=np.bool_)[answers])
    yes, no = given[:, 0], given[:, 1]
    return Single(codes.YES_NO, np.select([yes, no], [0, 1], default=2))


def suspect_years(police: Police, years: tuple[int, ...]) -> Universe:
    """Persons who were a suspect of trafficking in a year."""
    rows, incidents = police.involved, police.incidents
    taken = np.flatnonzero(
        (rows.role == SUSPECT) & (incidents.field[rows.incident] == MH)
    )
    year = year_of(incidents.date)[rows.incident[taken]]
    taken = taken[(year >= years[0]) & (year <= years[-1])]
    year = year_of(incidents.date)[rows.incident[taken]]
    first, group = firsts(rows.person[taken], year)
    return Universe(
        years,
        year[first],
        {
            "vorm": Multiple(
                _FORMS, any_of(group, len(first), incidents.forms[rows.incident[taken]])
            ),
            "geslacht": Single(_SEXES, rows.sex[taken][first]),
            "leeftijdsgroep": _age_groups(rows.age[taken][first]),
        },
    )


def sgtk_suspect_years(police: Police, years: tuple[int, ...]) -> Universe:
    """Persons who were a suspect of sexual violence against children in a year, with offence and age of the first."""
    rows, incidents = police.delivered(years), police.incidents
    taken = np.flatnonzero(
        (rows.role == SUSPECT) & (incidents.field[rows.incident] == SGTK)
    )
    year = year_of(incidents.date)[rows.incident[taken]]
    first, _ = firsts(rows.person[taken], year)
    return Universe(
        years,
        year[first],
        {
            "leeftijdsgroep": _age_groups(rows.age[taken][first]),
            "delict": Single(
                codes.OFFENCES, incidents.kind[rows.incident[taken]][first]
            ),
        },
    )


def sgtk_incidents(
    police: Police, interview: Ints, country: Country, years: tuple[int, ...]
) -> Universe:
    """Incidents of sexual violence against children; an informative interview is one with a victim."""
    incidents, people = police.incidents, police.delivered(years)
    victims = people.role == VICTIM
    interviewed = _answer_of_group(
        interview[victims], people.incident[victims], len(incidents.date)
    )
    involved = np.zeros(len(incidents.date), dtype=np.bool_)
    involved[police.involved.incident] = True
    year = year_of(incidents.date)
    rows = np.flatnonzero(
        (incidents.field == SGTK) & involved & (year >= years[0]) & (year <= years[-1])
    )
    return Universe(
        years,
        year[rows],
        {
            "delict": Single(codes.OFFENCES, incidents.kind[rows]),
            "online": Single(codes.YES_NO, incidents.online[rows]),
            "aangifte": Single(codes.YES_NO, incidents.complaint[rows]),
            "informatief_gesprek": Single(codes.YES_NO, interviewed.of[rows]),
            "gemeente": _areas(incidents.place[rows], country),
            "kwartaal": _quarters(incidents.date[rows]),
            "eigen_eenheid": _own_unit(
                incidents.place[rows], incidents.unit[rows], country
            ),
        },
    )


def _quarters(dates: Dates) -> Single:
    """Put dates in the quarter of their year."""
    month = dates.astype("datetime64[M]").astype(np.int64) % 12
    return Single(("K1", "K2", "K3", "K4"), month // 3)


def _own_unit(place: Ints, unit: Ints, country: Country) -> Single:
    """Whether the police unit that registered an incident is that of the place; unknown where the place is."""
    of_place = country.unit[np.maximum(place, 0)]
    is_own = np.where(of_place == unit, 0, 1)
    return Single(
        codes.YES_NO, np.where(place < 0, 2, is_own), {"bekend": codes.YES_NO[:2]}
    )


def _age_groups(age: Ints) -> Single:
    return Single(
        codes.AGE_GROUPS,
        codes.age_group(age),
        codes.AGE_LEVELS,
    )


def _areas(place: Ints, country: Country) -> Single:
    names = [*country.codes, "onbekend"]
    levels = {}
    for prefix, group_of in (("VP", country.province), ("VE", country.unit)):
        for group in range(group_of.max() + 1):
            members = np.flatnonzero(group_of == group).tolist()
            code = f"{prefix}{group + 1:02d}"
            levels[code] = tuple(country.codes[area] for area in members)
    return Single(tuple(names), np.where(place < 0, len(names) - 1, place), levels)


@dataclass(frozen=True, eq=False)
class Known:
    """All that is known about people, their records and their cases.

    Parameters
    ----------
    notes_say, police_say, cases_say : what notifications, incidents and cases state besides
    tallies : what sources without names report
    """

    notes: Notifications
    police: Police
    lives: Lives
    cases: Cases
    judicial: JudicialCases
    courses: Courses
    procedures: Procedures
    notes_say: NoteParticulars
    police_say: IncidentParticulars
    cases_say: CaseParticulars
    tallies: Tallies


def steps_of(said: NoteParticulars) -> Steps:
    """Return what notifications state about steps, by the name of the dimension."""
    return {
        "dublin": said.dublin,
        "bedenktijd": said.reflection,
        "aangifte": said.complaint,
    }


def figures(known: Known, scene: Scene) -> Iterator[Figure]:
    """Return every figure of every indicator, year and breakdown, zeros included."""
    country, years, police = scene.country, scene.settings.years, known.police
    tallies = known.tallies
    steps = steps_of(known.notes_say)
    victims = victim_years(known.notes, steps, country, years)
    yield from _of_victims(victims, country, years)
    yield from _per_worker(victims, tallies.workers, years)
    yield from _counts("S13", tallies.contacts, _BREAKDOWNS_S13)
    yield from _of_suspects(suspect_years(police, years))
    interview = known.police_say.interview
    yield from _of_sgtk(sgtk_incidents(police, interview, country, years))
    yield from _of_young_suspects(sgtk_suspect_years(police, years))
    yield from _of_cases(known.cases, country, years)
    yield from _of_children(known, years)
    yield from _of_chain(known, years)
    yield from _of_roles(in_two_roles(police, years))
    yield from _of_records(known, years)
    yield from _of_new_cases(within_two_years(known.judicial, known.lives, years))
    yield from _of_returns(within_five_years(police, known.lives, years))
    for time in (
        *durations(known.cases, years),
        *lengths_of_incidents(police, years),
        *followed(police, known.lives, years),
        *reoffended(known.judicial, known.lives, years),
        *recidivism(known.cases, years),
        *lengths_of_exploitation(known.notes, known.notes_say, years),
        *lengths_of_reflection(known.procedures, years),
        *sentences_by_form(known.cases, police, years),
        *times_at_the_police(known.cases, police, years),
    ):
        yield Figure(time.indicator, time.period, time.where, time.value)
    for indicator, (period, where), n_yes, n_asked in shares_of_population(
        tallies.experiences, years
    ):
        yield Figure(indicator, period, where, n_yes, n_asked)
    for indicator, (period, where), total, of in sums_of_reports(
        tallies.reports, years
    ):
        yield Figure(indicator, period, where, total, of)


def _counts(
    indicator: str,
    universe: Universe,
    breakdowns: tuple[tuple[str, ...], ...],
    *,
    blocks: bool = False,
) -> Iterator[Figure]:
    """Figures of a count; of municipalities in single years only the levels above them."""
    cells: dict[Cell, int] = {}
    for breakdown in breakdowns:
        cells.update(universe.count(breakdown, blocks=blocks))
    for (period, where), count in cells.items():
        if blocks or not dict(where).get("gemeente", "").startswith("VB"):
            yield Figure(indicator, period, where, count)


@dataclass(frozen=True)
class _Share:
    """Cells of `top` with the codes `over`, divided by cells of `bottom` with the codes `under`."""

    top: Universe
    bottom: Universe
    over: Codes = ()
    under: Codes = ()
    blocks: bool = False

    def figures(
        self, indicator: str, breakdowns: tuple[tuple[str, ...], ...]
    ) -> Iterator[Figure]:
        names_over = tuple(name for name, _ in self.over)
        names_under = tuple(name for name, _ in self.under)
        # Breakdowns share their margins, and a figure is stated once.
        stated: set[Cell] = set()
        for breakdown in breakdowns:
            tops = self.top.count((*breakdown, *names_over), blocks=self.blocks)
            bottoms = self.bottom.count((*breakdown, *names_under), blocks=self.blocks)
            for (period, where), n_bottom in bottoms.items():
                fixed = {pair for pair in where if pair[0] in names_over + names_under}
                codes_of_figure = tuple(pair for pair in where if pair not in fixed)
                is_stated = (period, codes_of_figure) in stated
                if fixed != set(self.under) or is_stated:
                    continue
                stated.add((period, codes_of_figure))
                codes_of_top = tuple(sorted((*codes_of_figure, *self.over)))
                n_top = tops[period, codes_of_top]
                yield Figure(indicator, period, codes_of_figure, n_top, n_bottom)


def _of_victims(
    victims: Universe, country: Country, years: tuple[int, ...]
) -> Iterator[Figure]:
    yield from _counts("V01", victims, _BREAKDOWNS_V01)
    by_quarter = ((), ("kwartaal",), ("vorm",), ("kwartaal", "vorm"))
    yield from _counts("V15", victims, by_quarter)
    yield from _parts_of_all("V02", victims, "vorm", ("leeftijdsgroep",))
    under_23, known_age = (
        (("leeftijdsgroep", "onder_23"),),
        (("leeftijdsgroep", "bekend"),),
    )
    yield from _Share(victims, victims, under_23, known_age).figures(
        "V03", ((), ("vorm",))
    )
    domestic, known_route = (("route", "binnenlands"),), (("route", "bekend"),)
    yield from _Share(victims, victims, domestic, known_route).figures(
        "V04", ((), ("vorm",))
    )
    foreign, reflection = ("nationaliteit", "buitenlands"), ("bedenktijd", "ja")
    offered = _Share(victims, victims, (foreign, reflection), (foreign,))
    yield from offered.figures("V06", ((), ("vorm",), ("dublin",)))
    yield from _Share(victims, victims, (("aangifte", "ja"),)).figures(
        "V07", ((), ("melder",), ("vorm",))
    )
    yield from _rates(victims, country, years)
    yield from _counts("L01", victims, (("gemeente",),), blocks=True)


def _rates(
    victims: Universe, country: Country, years: tuple[int, ...]
) -> Iterator[Figure]:
    """Per inhabitant; whose sex or age is unknown has no denominator."""
    people = country.inhabitants.sum(axis=0)
    bounds = {"minderjarig": (0, 18), "adolescent": (18, 23), "volwassen": (23, 999)}
    ages = np.asarray(AGE_CLASSES)
    for breakdown in ((), ("geslacht",), ("leeftijdsgroep",), ("vorm",)):
        for (period, where), count in victims.count(breakdown).items():
            # The total stands in the first breakdown, and is stated once.
            if breakdown and not where:
                continue
            code_of = dict(where)
            sex, age_group = code_of.get("geslacht"), code_of.get("leeftijdsgroep")
            if sex == "onbekend" or (age_group and age_group not in bounds):
                continue
            inhabitants = people[int(period) - years[0]]
            if sex:
                inhabitants = inhabitants[[codes.SEXES.index(sex)]]
            low, high = bounds[age_group] if age_group else (0, 999)
            of_ages = inhabitants[:, (ages >= low) & (ages < high)]
            yield Figure("V05", period, where, count, int(of_ages.sum()))


def _per_worker(
    victims: Universe, workers: Ints, years: tuple[int, ...]
) -> Iterator[Figure]:
    """Count workers of each sector, and rate labour exploitation by them; in some sectors nobody is counted."""
    by_sector = victims.count(("vorm", "sector"))
    labour = ("vorm", "AU")
    for year, of_year in zip(years, workers.tolist(), strict=True):
        period = str(year)
        n_workers = dict.fromkeys(codes.SECTORS, 0)
        n_workers |= dict(zip(codes.WORK_SECTORS, of_year, strict=True))
        n_victims = by_sector[period, (labour,)]
        yield Figure("W01", period, (), sum(of_year))
        yield Figure("V16", period, (), n_victims, sum(of_year))
        for sector, n in n_workers.items():
            where = (("sector", sector),)
            n_victims = by_sector[period, (*where, labour)]
            yield Figure("W01", period, where, n)
            yield Figure("V16", period, where, n_victims, n)


def _of_suspects(suspects: Universe) -> Iterator[Figure]:
    yield from _counts("D01", suspects, _BREAKDOWNS_D01)
    under_23, known_age = (
        (("leeftijdsgroep", "onder_23"),),
        (("leeftijdsgroep", "bekend"),),
    )
    yield from _Share(suspects, suspects, under_23, known_age).figures(
        "D02", ((), ("vorm",))
    )


def _of_sgtk(incidents: Universe) -> Iterator[Figure]:
    yield from _counts(
        "S01",
        incidents,
        ((), ("delict",), ("online",), ("delict", "online"), ("gemeente",)),
    )
    by_quarter = ((), ("kwartaal",), ("online",), ("kwartaal", "online"))
    yield from _counts("S17", incidents, by_quarter)
    yield from _of_images(incidents)
    elsewhere, known = (("eigen_eenheid", "nee"),), (("eigen_eenheid", "bekend"),)
    yield from _Share(incidents, incidents, elsewhere, known).figures("S16", ((),))
    yield from _Share(incidents, incidents, (("aangifte", "ja"),)).figures(
        "S02", ((), ("delict",), ("online",))
    )
    interviewed = (("informatief_gesprek", "ja"),)
    yield from _Share(incidents, incidents, interviewed).figures(
        "S03", ((), ("delict",), ("online",))
    )
    yield from _counts("L01S", incidents, (("gemeente",),), blocks=True)


def _of_images(incidents: Universe) -> Iterator[Figure]:
    """Incidents of images: those of one offence, which leaves it no breakdown of its own."""
    of_images = ("delict", "beeldmateriaal")
    for (period, where), count in incidents.count(("delict", "online")).items():
        if of_images in where:
            others = tuple(pair for pair in where if pair != of_images)
            yield Figure("S05", period, others, count)


def _of_young_suspects(suspects: Universe) -> Iterator[Figure]:
    minor, known_age = (
        (("leeftijdsgroep", "minderjarig"),),
        (("leeftijdsgroep", "bekend"),),
    )
    yield from _Share(suspects, suspects, minor, known_age).figures(
        "S04", ((), ("delict",))
    )


def _of_children(known: Known, years: tuple[int, ...]) -> Iterator[Figure]:
    police = known.police
    children = child_years(police, known.police_say.relation_sgtk, years)
    single = (
        "geslacht",
        "leeftijd_kind",
        "relatie_dader",
        "online",
        "delict",
        "meer_dagen",
    )
    crossed = ("geslacht", "leeftijd_kind")
    yield from _counts("S07", children, ((), *((name,) for name in single), crossed))
    suspects = suspects_of_children(police, known.police_say.relation_sgtk, years)
    for indicator, name in (("S09", "bekende"), ("S10", "leeftijdsgenoot")):
        share = _Share(suspects, suspects, ((name, "ja"),), ((name, "vermeld"),))
        yield from share.figures(indicator, ((), ("delict",), ("leeftijdsgroep",)))
    helped = helped_children(police, known.lives, known.courses, years)
    for indicator, code in (("S11", "half_jaar"), ("S12", "geen")):
        yield from _Share(helped, helped, (("hulp", code),)).figures(indicator, ((),))


def _of_records(known: Known, years: tuple[int, ...]) -> Iterator[Figure]:
    """Return figures of what records state about themselves: notifications, procedures, incidents and cases."""
    notes = notifications_noted(known.notes, known.notes_say, years)
    here, place_known = (("in_nederland", "ja"),), (("in_nederland", "bekend"),)
    yield from _parts_of_all("V11", notes, "opvang_type")
    yield from _Share(notes, notes, here, place_known).figures("V12", ((),))
    procedures = decided_procedures(known.procedures, years)
    for name in ("", "verblijfsgrond", "asielprocedure"):
        by = (name,) if name else ()
        yield from _parts_of_all("V13", procedures, "verblijfsbeslissing", by)
    incidents = incidents_by_article(known.police, known.police_say.article, years)
    yield from _counts("S15", incidents, ((), ("wetsartikel",)))
    cases = cases_noted(known.cases, known.cases_say, years)
    yield from _counts("K01-artikel", cases, ((), ("wetsartikel",)))
    persons = prosecuted_persons(known.cases, known.police.people.sex, years)
    single = ("geslacht", "leeftijdsgroep")
    yield from _counts(
        "K01-verdachten", persons, ((), *((name,) for name in single), single)
    )
    dismissed = dismissed_cases(known.cases, known.cases_say, years)
    yield from _parts_of_all("K02-grond", dismissed, "sepotgrond")
    convicted = convictions(known.cases, known.cases_say, years)
    yield from _parts_of_all("K10", convicted, "maatregel")


def _parts_of_all(
    indicator: str, universe: Universe, name: str, by: tuple[str, ...] = ()
) -> Iterator[Figure]:
    """Return the share of each code of a dimension in all codes together, within every code of other dimensions."""
    counts = universe.count((name, *by))
    for (period, where), count in counts.items():
        others = tuple(pair for pair in where if pair[0] != name)
        if where != others:  # a share of everybody in everybody is no figure
            yield Figure(indicator, period, where, count, counts[period, others])


def _of_chain(known: Known, years: tuple[int, ...]) -> Iterator[Figure]:
    incidents = through_the_chain(known.police, known.cases, years)
    for indicator, name in (
        ("K09-zaak", "zaak"),
        ("K09-veroordeling", "veroordeeld"),
        ("K09-onvoorwaardelijk", "onvoorwaardelijk"),
    ):
        share = _Share(incidents, incidents, ((name, "ja"),))
        yield from share.figures(indicator, ((), ("aangifte",)))


def _of_roles(victims: Universe) -> Iterator[Figure]:
    for indicator, name in (("B01", "ook_verdachte"), ("B02", "ook_kind")):
        share = _Share(victims, victims, ((name, "ja"),), blocks=True)
        yield from share.figures(indicator, ((),))


def _of_new_cases(offenders: Universe) -> Iterator[Figure]:
    sexual, new = (("nieuw_delict", "seksueel"),), (("nieuw_delict", "nieuwe_zaak"),)
    share = _Share(offenders, offenders, sexual, new, blocks=True)
    by_both = ("veld", "leeftijdsgroep")
    yield from share.figures("R03", ((), ("veld",), ("leeftijdsgroep",), by_both))


def _of_returns(victims: Universe) -> Iterator[Figure]:
    serious, again = (("terugkeer", "ernstig"),), (("terugkeer", "opnieuw"),)
    share = _Share(victims, victims, serious, again, blocks=True)
    yield from share.figures("V09", ((), ("leeftijdsgroep",)))


def _of_cases(
    cases: Cases, country: Country, years: tuple[int, ...]
) -> Iterator[Figure]:
    registered, judged = _registered(cases, country, years), _judged(cases, years)
    yield from _of_registered(registered)
    yield from _of_dismissals(_decided(cases, years))
    yield from _of_summons(_cohort(cases, years), _summoned(cases, years))
    yield from _of_judgments(registered, judged)


_BY_FIELD = ((), ("veld",))


def _of_registered(registered: Universe) -> Iterator[Figure]:
    by_court = (*_BY_FIELD, ("veld", "arrondissement"))
    yield from _counts("K01", registered, by_court)
    by_quarter = ((), ("kwartaal",), ("veld",), ("kwartaal", "veld"))
    yield from _counts("K11", registered, by_quarter)


def _of_dismissals(decided: Universe) -> Iterator[Figure]:
    dismissed = _Share(decided, decided, (("om_beslissing", "sepot"),))
    yield from dismissed.figures("K02", _BY_FIELD)
    # The two grounds are parts of all decisions, not of all dismissals.
    all_decided = decided.count(())
    for (period, where), count in decided.count(("om_beslissing",)).items():
        if where and where[0][1] in ("sepot_technisch", "sepot_beleid"):
            yield Figure("K02", period, where, count, all_decided[period, ()])


def _of_summons(cohort: Universe, summoned: Universe) -> Iterator[Figure]:
    """Return shares of suspects summoned: of those registered in a year, and all summoned in it by all registered."""
    of_cohort = _Share(cohort, cohort, (("voor_de_rechter", "ja"),))
    yield from of_cohort.figures("K03", _BY_FIELD)
    yield from _Share(summoned, cohort).figures("K03-stroom", _BY_FIELD)


def _of_judgments(registered: Universe, judged: Universe) -> Iterator[Figure]:
    of_cohort = _Share(registered, registered, (("uitkomst", "veroordeling"),))
    yield from of_cohort.figures("K04", _BY_FIELD)
    convicted = (("uitspraak", "veroordeling"),)
    of_registrations = _Share(judged, registered, convicted)
    yield from of_registrations.figures("K04-stroom", _BY_FIELD)
    of_judgments = _Share(judged, judged, convicted)
    yield from of_judgments.figures("K05", _BY_FIELD)
    unconditional = _Share(judged, judged, (("straf", "onvoorwaardelijk"),), convicted)
    yield from unconditional.figures("K06", _BY_FIELD)
    yield from unconditional.figures("K06-leeftijd", ((), ("leeftijdsgroep",)))


def _registered(cases: Cases, country: Country, years: tuple[int, ...]) -> Universe:
    """Return cases by year of registration, with how they ended by the last day covered."""
    is_convicted = cases.judgment == 0
    has_ended = (cases.decision > 0) | (cases.judgment > 0)
    outcome = np.select([is_convicted, has_ended], [0, 1], default=2)
    courts = tuple(f"VA{court + 1:02d}" for court in range(len(country.court_names)))
    return Universe(
        years,
        year_of(cases.registered),
        {
            "veld": Single(codes.FIELDS, cases.field),
            "arrondissement": Single(courts, cases.court),
            "uitkomst": Single(_OUTCOMES, outcome),
            "kwartaal": _quarters(cases.registered),
        },
    )


def _decided(cases: Cases, years: tuple[int, ...]) -> Universe:
    rows = np.flatnonzero(cases.decision >= 0)
    sepot = {"sepot": ("sepot_technisch", "sepot_beleid")}
    return Universe(
        years, year_of(cases.decided[rows]),
        {
            "veld": Single(codes.FIELDS, cases.field[rows]),
            "om_beslissing": Single(codes.DECISIONS, cases.decision[rows], sepot),
        },
    )  # fmt: skip


def _judged(cases: Cases, years: tuple[int, ...]) -> Universe:
    rows = np.flatnonzero(cases.judgment >= 0)
    return Universe(
        years, year_of(cases.judged[rows]),
        {
            "veld": Single(codes.FIELDS, cases.field[rows]),
            "uitspraak": Single(codes.JUDGMENTS, cases.judgment[rows]),
            "straf": Single(codes.PENALTIES, cases.penalty[rows], {"onvoorwaardelijk": codes.UNCONDITIONAL}),
            "leeftijdsgroep": _age_groups(cases.age[rows]),
        },
    )  # fmt: skip


def _cohort(cases: Cases, years: tuple[int, ...]) -> Universe:
    """Suspects by year of registration, and whether one of their cases of that year was summoned."""
    year = year_of(cases.registered)
    first, group = firsts(cases.person, year)
    summoned = np.bincount(group, weights=cases.decision == 0, minlength=len(first)) > 0
    pending = np.bincount(group, weights=cases.decision < 0, minlength=len(first)) > 0
    return Universe(
        years, year[first],
        {
            "veld": Single(codes.FIELDS, cases.field[first]),
            "voor_de_rechter": Single(("ja", "nee", "lopend"), np.where(summoned, 0, np.where(pending, 2, 1))),
        },
    )  # fmt: skip


def _summoned(cases: Cases, years: tuple[int, ...]) -> Universe:
    """Suspects by year of summons; the field is that of the first summons of the year."""
    rows = np.flatnonzero(cases.decision == 0)
    rows = rows[np.lexsort((rows, cases.decided[rows]))]
    year = year_of(cases.decided[rows])
    first, _ = firsts(cases.person[rows], year)
    return Universe(
        years, year[first], {"veld": Single(codes.FIELDS, cases.field[rows][first])}
    )
