"""Makes the invented country: one straight story from nothing to deliveries and their truth."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zicht.vocabulary.arrays import Ints, Texts
from zicht.vocabulary.progress import Progress, silent
from zicht_invented import comensha, life_events, prosecution
from zicht_invented import police as register_of_police
from zicht_invented.cases import prosecute
from zicht_invented.country import found
from zicht_invented.deliveries import INVENTED, Sent, Table, send
from zicht_invented.draws import Draws
from zicht_invented.geography import write_geography
from zicht_invented.helped import help_children
from zicht_invented.identities import name_people
from zicht_invented.incidents import investigate
from zicht_invented.judicial import remember
from zicht_invented.lives import live_on, registered_events
from zicht_invented.moves import move_house, together
from zicht_invented.notifications import notify
from zicht_invented.people import People
from zicht_invented.records import (
    Records,
    write_faults,
    write_figures,
    write_hidden,
    write_markers,
    write_persons,
)
from zicht_invented.residence import apply_for_residence
from zicht_invented.scene import Scene
from zicht_invented.settings import InventSettings
from zicht_invented.spelling import Spelling
from zicht_invented.tallies import tables_of_tallies, tally
from zicht_invented.truth import Known, figures
from zicht_invented.victims import Victims, make_victims


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
    known = _live_through(victims, scene)
    tell("names", 40, 100)
    spelling = _named(known, scene)
    registers = tuple(_registers(known, spelling, scene))
    tell("deliveries", 50, 100)
    _clear(folder)
    write_geography(scene, folder)
    tables = [
        *(table for register in registers for table in register.tables),
        *tables_of_tallies(known.tallies, scene),
    ]
    sent = [
        send(table, folder, scene)
        for table in tables
        if sources is None or table.source in sources
    ]
    tell("truth", 80, 100)
    truth = folder / "truth"
    n_figures = write_figures(truth, figures(known, scene))
    write_faults(truth, sent)
    write_hidden(truth, victims, known.notes)
    # People and their truth are the same whichever sources deliver. Only the list of records follows
    # the deliveries.
    delivered = {delivery.source for delivery in sent}
    records = [register.records for register in registers]
    write_persons(truth, [of for of in records if of.source in delivered])
    if settings.marker:
        write_markers(truth, settings.marker, spelling.who.bsn)
    _write_notices(folder)
    tell("done", 100, 100)
    return Invented(
        folder,
        persons=len(spelling.who),
        victims=len(victims.people),
        rows=_good_rows(sent),
        faults=_spoiled_rows(sent),
        figures=n_figures,
    )


# ---- what happens to people


def _live_through(victims: Victims, scene: Scene) -> Known:
    """Draw what happens to victims and to everybody they meet, and what organisations come to know of it.

    Each step draws from a stream of its own. What it takes from earlier steps sets the order.
    """
    # Moves have streams of their own, so that they change no other draw (ADR 0204).
    moves_of_victims = move_house(victims.people, scene, "moves of victims")
    notes = notify(victims, moves_of_victims, scene)
    police = investigate(victims, scene)
    # The police know the victims and others: the people after the victims move here.
    moves_of_others = move_house(
        police.people, scene, "moves of others", first=len(victims.people)
    )
    lives = live_on(police, together(moves_of_victims, moves_of_others), scene)
    cases = prosecute(police, scene)
    notes_say = comensha.particulars(notes, victims, scene)
    return Known(
        notes=notes,
        police=police,
        lives=lives,
        cases=cases,
        judicial=remember(cases, police.people, lives, scene),
        courses=help_children(police, scene),
        procedures=apply_for_residence(notes, notes_say, victims, scene),
        notes_say=notes_say,
        police_say=register_of_police.particulars(police, scene),
        cases_say=prosecution.particulars(cases, scene),
        tallies=tally(scene),
    )


def _named(known: Known, scene: Scene) -> Spelling:
    """Name everybody who stands in some record."""
    people = known.police.people
    appears = np.zeros(len(people), dtype=np.bool_)
    appears[known.notes.victim] = True
    appears[known.police.delivered(scene.settings.years).person] = True
    appears[known.cases.person] = True
    with_records = People(
        people.sex[appears],
        people.born[appears],
        people.nationality[appears],
        people.home[appears],
    )
    return Spelling(
        name_people(with_records, scene.draws, noise=scene.settings.noise),
        np.where(appears, np.cumsum(appears) - 1, -1),
        known.lives.moves,
        scene,
    )


# ---- what registers deliver


@dataclass(frozen=True)
class _Register:
    """What one source with names delivers, and whom its records are truly about."""

    tables: Sequence[Table]
    records: Records


def _registers(known: Known, spelling: Spelling, scene: Scene) -> Iterator[_Register]:
    """Return what each source with names delivers."""
    yield _notifications(known, spelling, scene)
    yield _police(known, spelling, scene)
    others = known.lives.others
    tables, ids = life_events.other_tables(others, spelling, scene)
    # The police number the persons of an incident, also where there is one.
    records = _one_person_each(life_events.OTHERS, ids, others.person, number=1)
    yield _Register(tables, records)
    events = registered_events(known.police, known.lives, scene)
    tables, ids = life_events.event_tables(events, spelling, scene)
    records = _one_person_each(life_events.EVENTS, ids, events.person)
    yield _Register(tables, records)
    table, ids = life_events.judicial_table(known.judicial, spelling, scene)
    records = _one_person_each(life_events.JUDICIAL, ids, known.judicial.person)
    yield _Register([table], records)
    table, ids = life_events.help_table(known.courses, spelling, scene)
    records = _one_person_each(life_events.HELP, ids, known.courses.person)
    yield _Register([table], records)
    table, ids = life_events.residence_table(known.procedures, spelling, scene)
    records = _one_person_each(life_events.RESIDENCE, ids, known.procedures.person)
    yield _Register([table], records)
    table, ids = prosecution.cases_table(known.cases, known.cases_say, spelling, scene)
    records = _one_person_each("om_zaken", ids, known.cases.person)
    yield _Register([table], records)


def _notifications(known: Known, spelling: Spelling, scene: Scene) -> _Register:
    notes = known.notes
    tables, ids = comensha.notifications_tables(notes, known.notes_say, spelling, scene)
    number = np.zeros(len(notes), dtype=np.int64)
    records = Records("comensha_meldingen", ids, number, notes.victim, ~notes.refused)
    return _Register(tables, records)


def _police(known: Known, spelling: Spelling, scene: Scene) -> _Register:
    tables, ids = register_of_police.police_tables(
        known.police, known.police_say, spelling, scene
    )
    rows = known.police.delivered(scene.settings.years)
    records = Records(
        "politie_incidenten",
        ids[rows.incident],
        rows.number,
        rows.person,
        rows.number > 0,
    )
    return _Register(tables, records)


def _one_person_each(
    source: str, ids: Texts, person: Ints, *, number: int = 0
) -> Records:
    """Return whom the records of a source are about, where each record is about one person and counts."""
    n = len(ids)
    return Records(source, ids, np.full(n, number), person, np.ones(n, dtype=np.bool_))


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


def _good_rows(sent: Sequence[Sent]) -> dict[str, int]:
    n_rows: Counter[str] = Counter()
    for delivery in sent:
        n_rows[delivery.source] += delivery.good
    return dict(n_rows)


def _spoiled_rows(sent: Sequence[Sent]) -> dict[str, int]:
    n_rows: Counter[str] = Counter()
    for delivery in sent:
        n_rows[delivery.source] += sum(delivery.faults.values())
    return dict(n_rows)
