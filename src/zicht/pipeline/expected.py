"""The calendar of deliveries: which are owed, and which of them are there. What is not there is missing, never zero."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zicht.edition.messages import Message, value_in_words
from zicht.project.folder import Project
from zicht.vault.coverage import ONE_DAY, Covered, without
from zicht.vault.vault import Vault
from zicht.vocabulary.days import Days
from zicht.vocabulary.errors import DeliveryError, ProjectError
from zicht.vocabulary.periods import COUNTABLE_YEARS
from zicht.vocabulary.plain import is_whole_number

_MONTHS = {"year": 12, "quarter": 3, "month": 1}
"""How often a delivery may be owed, to its length in months."""
KEYS = ("source", "parts", "every", "from", "until", "days")
_USUAL_DAYS = 90
_MOST_DAYS = 3_660
"""Days after the end of its period in which a delivery may be due: ten years."""
RECEIVED, PARTIAL, LATE, WAITING = "received", "partial", "late", "waiting"
"""States of what is owed: it is there; some days of it are; none, and it was due; none, and it is not due yet."""
FORGOTTEN = "forgotten"
"""State of what is owed where every day that is not there is past its retention period: nobody owes it any more."""


@dataclass(frozen=True)
class Owed:
    """One delivery that a supplier owes.

    Parameters
    ----------
    source, part : of which; part is empty for the whole source
    days : that it covers
    due : day by which it must be there
    """

    source: str
    part: str
    days: Days
    due: datetime.date

    @property
    def name(self) -> str:
        """Source, part and days, in words."""
        return str(self.in_words)

    @property
    def in_words(self) -> Message:
        """The name as the command line writes it."""
        part = f", {self.part}" if self.part else ""
        return Message(
            "value.days_of_source",
            source=f"{self.source}{part}",
            first=self.days.first,
            last=self.days.last,
        )


@dataclass(frozen=True)
class Slot:
    """What is owed, and what is there of it.

    Parameters
    ----------
    owed : delivery
    state : one of the states above
    missing : days of which nothing can be counted
    forgotten : those of them that are no longer kept, as the retention period of their source ended
    """

    owed: Owed
    state: str
    missing: tuple[Days, ...] = ()
    forgotten: tuple[Days, ...] = ()

    @property
    def state_in_words(self) -> Message:
        """The state as the command line writes it."""
        return value_in_words(self.state)

    @property
    def awaited(self) -> tuple[Days, ...]:
        """Days of which nothing is there, and which a supplier still owes."""
        return tuple(
            days for run in self.missing for days in without(run, self.forgotten)
        )


def owed_deliveries(project: Project) -> list[Owed]:
    """List what suppliers owe: as the tables [[expected]] say, or else every source whole for every year counted.

    Raises
    ------
    ProjectError : a table [[expected]] cannot be understood
    """
    tables = project.settings.get("expected", [])
    if not isinstance(tables, list) or not all(
        isinstance(table, Mapping) for table in tables
    ):
        raise ProjectError(
            "zicht.toml, [expected]: it is a list of tables.", now="Write [[expected]]."
        )
    listed = [
        owed
        for nth, table in enumerate(tables, start=1)
        for owed in _listed(project, table, nth)
    ]
    sources = {str(table.get("source")) for table in tables}
    years = project.years if project.forms else ()
    # A source without a calendar owes every year that is counted: its absence must not
    # pass for zero.
    usual = [
        Owed(source, "", Days.read(str(year)), _due(Days.read(str(year)), _USUAL_DAYS))
        for source in project.forms
        if source not in sources
        for year in years
    ]
    return [*listed, *usual]


def parts_expected(project: Project) -> dict[str, frozenset[str]]:
    """Return the names of the parts that each source delivers, for sources of which the calendar names parts."""
    parts: dict[str, set[str]] = {}
    for owed in owed_deliveries(project):
        if owed.part:
            parts.setdefault(owed.source, set()).add(owed.part)
    return {source: frozenset(names) for source, names in parts.items()}


def _listed(project: Project, table: Mapping[str, object], nth: int) -> Iterator[Owed]:
    """Read one table [[expected]]; `nth` is its place among them, by which its line is found."""
    where = f"zicht.toml, [[expected]] {nth}"
    strays = sorted(set(table) - set(KEYS))
    if strays:
        raise ProjectError(
            f"{where}: {strays[0]!r} is not a known key.",
            now=f"Known are {', '.join(sorted(KEYS))}.",
        )
    source = str(table.get("source", ""))
    if source not in project.forms:
        raise ProjectError(
            f"{where}: 'source' is {source!r}, which the project does not use.",
            now="Name it under [sources], use = [...].",
        )
    every = str(table.get("every", "year"))
    if every not in _MONTHS:
        raise ProjectError(
            f"{where}: 'every' is {every!r}.", now=f"Write one of {', '.join(_MONTHS)}."
        )
    parts, days_after = _parts_and_days(table, where)
    first = _day(table, "from", f"{project.years[0]}-01-01", where)
    last = _day(table, "until", f"{project.years[-1]}-12-31", where)
    if last < first:
        raise ProjectError(
            f"{where}: 'until' is {last}, which lies before {first}.",
            now="Swap the days, or correct one of them.",
        )
    for part in parts:
        for run in runs(Days(first, last), _MONTHS[every]):
            yield Owed(source, part, run, _due(run, days_after))


def _parts_and_days(table: Mapping[str, object], where: str) -> tuple[list[str], int]:
    """Return the names of the parts of a source, and the days after a period in which they are due."""
    parts = table.get("parts", [""])
    days = table.get("days", _USUAL_DAYS)
    are_names = isinstance(parts, list) and all(isinstance(part, str) for part in parts)
    if (
        not isinstance(parts, list)
        or not parts
        or not are_names
        # A part that is named twice would be owed twice, and one of the two never come.
        or len(set(parts)) < len(parts)
        or not is_whole_number(days)
        or not 0 <= days <= _MOST_DAYS
    ):
        raise ProjectError(
            f"{where}: 'parts' is a list of names, each of them once, and 'days' a whole number.",
            now="Write parts = ['North', 'South'] and days = 60.",
        )
    return parts, days


def runs(days: Days, months: int) -> Iterator[Days]:
    """Cut days into runs of whole months, from the first of a month."""
    start = days.first
    while start <= days.last:
        index = start.year * 12 + start.month - 1 + months
        after = datetime.date(index // 12, index % 12 + 1, 1)
        end = min(after - datetime.timedelta(days=1), days.last)
        yield Days(start, end)
        start = after


def _due(days: Days, after: int) -> datetime.date:
    return days.last + datetime.timedelta(days=after)


def _day(
    table: Mapping[str, object], key: str, usual: str, where: str
) -> datetime.date:
    """Read the day of a key, or the usual one where it is left out."""
    wrong = ProjectError(
        f"{where}: {key!r} must be a day.", now=f"Write {key} = 2024-01-01."
    )
    stated = table.get(key, usual)
    if not isinstance(stated, str | datetime.date):
        raise wrong
    try:
        day = datetime.date.fromisoformat(str(stated))
    except ValueError:
        raise wrong from None
    if day.year not in COUNTABLE_YEARS:
        raise wrong
    return day


def today() -> datetime.date:
    """Return the day in UTC."""
    return datetime.datetime.now(tz=datetime.UTC).date()


def slots(
    owed: Iterable[Owed],
    covered: Sequence[Covered],
    today: datetime.date,
    kept_from: Mapping[str, datetime.date] | None = None,
) -> list[Slot]:
    """Return, for everything that is owed, whether it is there.

    Parameters
    ----------
    owed : see `owed_deliveries`
    covered : days for which some delivery counts
    today : tells late from waiting
    kept_from : source to the first day that is still kept, where an earlier one was forgotten
    """
    lines = []
    for delivery in owed:
        days_there = [
            run.days
            for run in covered
            # A delivery of the whole source holds each of its parts.
            if run.source == delivery.source and run.part in ("", delivery.part)
        ]
        if not delivery.part:
            days_there += _covered_by_parts(delivery, covered)
        missing = without(delivery.days, days_there)
        # What the law no longer lets us keep is missing too, and nobody can be asked
        # for it (ADR 0197).
        forgotten = _before((kept_from or {}).get(delivery.source), missing)
        if not missing:
            state = RECEIVED
        # Judged before `PARTIAL`: what is past its term is nobody's omission.
        elif missing == forgotten:
            state = FORGOTTEN
        elif missing != [delivery.days]:
            state = PARTIAL
        else:
            state = LATE if today > delivery.due else WAITING
        lines.append(Slot(delivery, state, tuple(missing), tuple(forgotten)))
    return lines


def _before(first: datetime.date | None, runs_of_days: Iterable[Days]) -> list[Days]:
    """Return what some runs of days have before a day; nothing where there is no such day."""
    if first is None:
        return []
    day_before = first - ONE_DAY
    return [
        Days(run.first, min(run.last, day_before))
        for run in runs_of_days
        if run.first < first
    ]


def slots_of(project: Project, vault: Vault) -> list[Slot]:
    """Return, for everything that suppliers owe a project, whether its vault holds it."""
    owed = owed_deliveries(project)
    return slots(owed, vault.coverage(), today(), vault.counts_from())


def rows_of_missing(project: Project, vault: Vault) -> list[dict[str, object]]:
    """Return a row for each delivery that is expected and is not there: what, its state, and when it is due."""
    expected = slots_of(project, vault)
    return [
        {
            "delivery": slot.owed.in_words,
            "state": slot.state_in_words,
            "due": str(slot.owed.due),
        }
        for slot in expected
        if slot.state != RECEIVED
    ]


def _covered_by_parts(delivery: Owed, covered: Sequence[Covered]) -> list[Days]:
    """Return the days covered by every part of a source that ever delivered: no other parts are known."""
    by_part: dict[str, list[Days]] = {}
    for run in covered:
        if run.source == delivery.source and run.part:
            by_part.setdefault(run.part, []).append(run.days)
    # Without this line a source that never delivered a part would pass as covered on
    # every day.
    if not by_part:
        return []
    lacking = [
        days
        for runs_of_part in by_part.values()
        for days in without(delivery.days, runs_of_part)
    ]
    return without(delivery.days, lacking)


def refuse_nothing_there(found: Sequence[Slot]) -> None:
    """Refuse to make a release in which every counted figure would be missing.

    Raises
    ------
    DeliveryError : nothing at all of what is owed is there
    """
    # One delivery in part is enough: its figures are counted, and the others are
    # missing.
    if any(slot.missing != (slot.owed.days,) for slot in found):
        return
    refuse_missing(found)


def missing_slots(found: Sequence[Slot]) -> list[Slot]:
    """Return what is owed and not there, or not whole."""
    return [slot for slot in found if slot.state != RECEIVED]


def refuse_missing(found: Sequence[Slot]) -> None:
    """Refuse to count where a delivery that is owed is not there: it would be counted as zero.

    Raises
    ------
    DeliveryError : with a line per delivery that is missing
    """
    missing = missing_slots(found)
    if missing:
        raise DeliveryError(
            f"Deliveries that are owed and are not there, or not whole: {len(missing)}. Nothing was published, as what"
            " is missing would be counted as zero.",
            now="Ask the suppliers for them. Take what nobody owes out of the calendar: shorten `years` in zicht.toml,"
            " or write [[expected]]: docs/vault.md.",
            details=[
                f"{slot.owed.name}: {slot.state}, due {slot.owed.due}" + _lacking(slot)
                for slot in missing
            ],
        )


def _lacking(slot: Slot) -> str:
    if slot.state != PARTIAL:
        return ""
    days = ", ".join(f"{run.first} to {run.last}" for run in slot.missing[:5])
    return f"; no rows can be of {days}"
