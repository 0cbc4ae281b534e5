"""What the police registered: incidents, and everybody in them."""

from dataclasses import dataclass

from zicht.vocabulary.arrays import Bools, Dates, Ints
from zicht_invented.codes import FIELDS
from zicht_invented.draws import year_of
from zicht_invented.people import People

UNKNOWN_AGE = -1

UNKNOWN_PLACE = -1

UNKNOWN_SEX = 2

MH, SGTK = range(len(FIELDS))


@dataclass(frozen=True, eq=False)
class Incidents:
    """One row per incident, in the order of their numbers, which is that of their dates.

    Parameters
    ----------
    field : `MH` or `SGTK`
    kind : index in `codes.FORMS` (of the main form) or in `codes.OFFENCES`
    forms : incidents x (`codes.FORMS` and unknown), as recorded; all False for SGTK
    online, complaint : index in `codes.YES_NO`
    place : index of a municipality, or `UNKNOWN_PLACE`
    unit : index of the police unit
    started, ended : days from the start and from the end of the offence to registration
    """

    date: Dates
    field: Ints
    kind: Ints
    forms: Bools
    online: Ints
    complaint: Ints
    place: Ints
    unit: Ints
    started: Ints
    ended: Ints


@dataclass(frozen=True, eq=False)
class Involved:
    """One row per incident and person, by incident; victims first.

    Parameters
    ----------
    incident : row of the incident
    number : of the person within the incident, from 1
    role : `suspects.VICTIM` or `suspects.SUSPECT`
    person : index of the person in the joined people: victims of trafficking, their suspects, then those of SGTK
    sex : 0, 1, or `UNKNOWN_SEX`
    age : at registration, or `UNKNOWN_AGE`
    """

    incident: Ints
    number: Ints
    role: Ints
    person: Ints
    sex: Ints
    age: Ints


@dataclass(frozen=True, eq=False)
class Police:
    """All incidents, those of the run-up years too, and everybody in them."""

    people: People
    incidents: Incidents
    involved: Involved

    def delivered(self, years: tuple[int, ...]) -> Involved:
        """Those involved in incidents of the years covered: what the police deliver."""
        year = year_of(self.incidents.date)[self.involved.incident]
        inside = (year >= years[0]) & (year <= years[-1])
        return Involved(
            **{name: column[inside] for name, column in vars(self.involved).items()}
        )
