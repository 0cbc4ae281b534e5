"""Makes the invented country: one straight story from nothing to deliveries and their truth."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zicht.vocabulary.arrays import Ints, Texts
from zicht.vocabulary.progress import Progress, silent
from zicht_invented import comensha, life_events, prosecution
from zicht_invented import police as register
from zicht_invented.cases import Cases, prosecute
from zicht_invented.country import found
from zicht_invented.deliveries import INVENTED, Sent, send
from zicht_invented.draws import Draws
from zicht_invented.geography import write_geography
from zicht_invented.helped import help_children
from zicht_invented.identities import name_people
from zicht_invented.incidents import investigate
from zicht_invented.judicial import remember
from zicht_invented.lives import live_on, registered_events
from zicht_invented.moves import Moves, move_house, together
from zicht_invented.notifications import Notifications, notify
from zicht_invented.people import People
from zicht_invented.records import (
    Records,
    write_faults,
    write_figures,
    write_hidden,
    write_markers,
    write_persons,
)
from zicht_invented.registered import Police
from zicht_invented.residence import apply_for_residence
from zicht_invented.scene import Scene
from zicht_invented.settings import InventSettings
from zicht_invented.spelling import Spelling
from zicht_invented.tallies import tables_of_tallies, tally
from zicht_invented.truth import Known, figures
from zicht_invented.victims import make_victims


@dataclass(frozen=True)
class Invented:
    """What was made.

    Parameters
    ----------
    folder : of the project
    persons : people who stand in some record
    victims : persons exploited in some year, registered or not
    rows : source to good rows
    faults : source to spoiled rows, which stand in the files besides
    figures : true figures written
    """

    folder: Path
    persons: int
    victims: int
    rows: Mapping[str, int]
    faults: Mapping[str, int]
    figures: int


def invent(
    settings: InventSettings,
    folder: Path,
    progress: Progress | None = None,
    *,
    sources: Collection[str] | None = None,
) -> Invented:
    """Make a country, its people, what thirteen sources deliver about them, and the truth.

    Parameters
    ----------
    settings : equal settings give equal files, byte for byte
    folder : of the project; `geography`, `deliveries` and `truth` in it are written, earlier invented ones replaced
    progress : called with what is being made, and the percentage of the work that is done
    sources : that deliver; all of them where it is left out. People and their truth are the same

    Returns
    -------
    counts of what was made

    Raises
    ------
    ProjectError : settings do not hold (when they are made)

    Examples
    --------
    >>> import tempfile
    >>> made = invent(InventSettings(scale=0.01, municipalities=40), Path(tempfile.mkdtemp()))
    >>> len(made.rows)
    13
    """
    tell = progress or silent
    tell("country", 0, 100)
    scene = Scene(settings, found(settings), Draws(settings.seed))
    tell("people", 30, 100)
    victims = make_victims(scene)
    # Moves have streams of their own, so that they change no other draw (ADR 0204).
    moves_of_victims = move_house(victims.people, scene, "moves of victims")
    notes = notify(victims, moves_of_victims, scene)
    police = investigate(victims, scene)
    moves = together(
        moves_of_victims,
        move_house(police.people, scene, "moves of others", first=len(victims.people)),
    )
    lives = live_on(police, moves, scene)
    events = registered_events(police, lives, scene)
    cases = prosecute(police, scene)
    judicial = remember(cases, police.people, lives, scene)
    courses = help_children(police, scene)
    notes_say = comensha.particulars(notes, victims, scene)
    police_say = register.particulars(police, scene)
    cases_say = prosecution.particulars(cases, scene)
    procedures = apply_for_residence(notes, notes_say, victims, scene)
    tallies = tally(scene)
    tell("names", 40, 100)
    spelling = _named(police, notes, cases, lives.moves, scene)
    tell("deliveries", 50, 100)
    _clear(folder)
    write_geography(scene, folder)
    note_tables, note_ids = comensha.notifications_tables(
        notes, notes_say, spelling, scene
    )
    police_years, incident_ids = register.police_tables(
        police, police_say, spelling, scene
    )
    other_years, other_ids = life_events.other_tables(lives.others, spelling, scene)
    event_years, event_ids = life_events.event_tables(events, spelling, scene)
    judicial_records, judicial_ids = life_events.judicial_table(
        judicial, spelling, scene
    )
    help_courses, help_ids = life_events.help_table(courses, spelling, scene)
    residence, residence_ids = life_events.residence_table(procedures, spelling, scene)
    case_table, case_ids = prosecution.cases_table(cases, cases_say, spelling, scene)
    tables = [
        *note_tables,
        *police_years,
        *other_years,
        *event_years,
        judicial_records,
        help_courses,
        residence,
        case_table,
        *tables_of_tallies(tallies, scene),
    ]
    sent = [
        send(table, folder, scene)
        for table in tables
        if sources is None or table.source in sources
    ]
    tell("truth", 80, 100)
    truth = folder / "truth"
    known = Known(
        notes=notes,
        police=police,
        lives=lives,
        cases=cases,
        judicial=judicial,
        courses=courses,
        procedures=procedures,
        notes_say=notes_say,
        police_say=police_say,
        cases_say=cases_say,
        tallies=tallies,
    )
    n_figures = write_figures(truth, figures(known, scene))
    write_faults(truth, sent)
    write_hidden(truth, victims, notes)
    rows, one = police.delivered(settings.years), np.zeros(len(cases), dtype=np.int64)
    only = np.zeros(len(notes), dtype=np.int64)
    records = (
        Records("comensha_meldingen", note_ids, only, notes.victim, ~notes.refused),
        Records(
            "politie_incidenten",
            incident_ids[rows.incident],
            rows.number,
            rows.person,
            rows.number > 0,
        ),
        _one_person_each(life_events.OTHERS, other_ids, lives.others.person, number=1),
        _one_person_each(life_events.EVENTS, event_ids, events.person),
        _one_person_each(life_events.JUDICIAL, judicial_ids, judicial.person),
        _one_person_each(life_events.HELP, help_ids, courses.person),
        _one_person_each(life_events.RESIDENCE, residence_ids, procedures.person),
        Records("om_zaken", case_ids, one, cases.person, one == 0),
    )
    # People and their truth are the same whichever sources deliver. Only the list of records follows
    # the deliveries.
    delivered = {one_sent.source for one_sent in sent}
    write_persons(truth, [of for of in records if of.source in delivered])
    if settings.marker:
        write_markers(truth, settings.marker, spelling.who.bsn)
    _write_notices(folder)
    tell("done", 100, 100)
    return Invented(
        folder,
        len(spelling.who),
        len(victims.people),
        _added(sent, good=True),
        _added(sent, good=False),
        n_figures,
    )


def _one_person_each(
    source: str, ids: Texts, person: Ints, *, number: int = 0
) -> Records:
    """Return whom the records of a source are about, where each record is about one person and counts."""
    n = len(ids)
    return Records(source, ids, np.full(n, number), person, np.ones(n, dtype=np.bool_))


def _named(
    police: Police, notes: Notifications, cases: Cases, moves: Moves, scene: Scene
) -> Spelling:
    """Name everybody who stands in some record."""
    people = police.people
    appears = np.zeros(len(people), dtype=np.bool_)
    for persons in (
        notes.victim,
        police.delivered(scene.settings.years).person,
        cases.person,
    ):
        appears[persons] = True
    chosen = People(
        *(
            getattr(people, name)[appears]
            for name in ("sex", "born", "nationality", "home")
        )
    )
    return Spelling(
        name_people(chosen, scene.draws, noise=scene.settings.noise),
        np.where(appears, np.cumsum(appears) - 1, -1),
        moves,
        scene,
    )


def _clear(folder: Path) -> None:
    """Remove what an earlier run invented, and folders that are empty then; files of others are left alone."""
    # A file of an earlier country beside the new one would be received as well, and no truth would
    # fit.
    for pattern in ("deliveries/*/verzonnen-*.csv", "deliveries/*/verzonnen-*.toml"):
        for file in sorted(folder.glob(pattern)):
            file.unlink()
    for place in sorted(folder.glob("deliveries/*")):
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()


def _write_notices(folder: Path) -> None:
    for name in ("deliveries", "geography", "truth"):
        text = f"{INVENTED}\n\nMade by `zicht invent`; see docs/invented-country.md. Do not edit: make it anew.\n"
        (folder / name / "README.md").write_text(
            f"# {name}\n\n{text}", encoding="utf-8"
        )


def _added(sent: list[Sent], *, good: bool) -> dict[str, int]:
    totals: dict[str, int] = {}
    for one in sent:
        totals[one.source] = totals.get(one.source, 0) + (
            one.good if good else sum(one.faults.values())
        )
    return totals
