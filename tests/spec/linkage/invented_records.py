"""Link fields of an invented country with its truth, without a vault."""

import csv
import gzip
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.linkage.linking import Linkage, link
from zicht.vocabulary.people import LinkFields, interval
from zicht_invented import InventSettings, invent

COLUMNS = {
    "national_number": "bsn",
    "given_names": "voornamen",
    "name_prefix": "tussenvoegsel",
    "family_name": "achternaam",
    "birth_date": "geboortedatum",
    "sex": "link_geslacht",
    "nationality": "link_nationaliteit",
    "municipality": "link_gemeente",
}
KEYS = {
    "comensha_meldingen": ("melding_id",),
    "politie_incidenten": ("incident_id", "persoon_volgnr"),
    "om_zaken": ("zaak_id",),
}
DAYS = {
    "comensha_meldingen": "meld_datum",
    "politie_incidenten": "registratie_datum",
    "om_zaken": "instroom_datum",
}


@dataclass(frozen=True)
class Count:
    """Number of persons in some records: the truth, and the band of plausible linkages."""

    what: str
    true: int
    band: tuple[float, float]

    @property
    def is_held(self) -> bool:
        """Whether the truth lies in the band, rounded outward to whole persons.

        What is published is rounded outward further, to whole per cent.
        """
        lower, upper = self.band
        return math.floor(lower) <= self.true <= math.ceil(upper)


class LinkedCountry:
    """An invented country whose records were linked.

    Parameters
    ----------
    folder : empty, for the country
    settings : of the country
    """

    def __init__(self, folder: Path, settings: InventSettings) -> None:
        invent(settings, folder)
        rows = list(_rows(folder))
        self.true_person = np.array([row["person"] for row in rows])
        is_notified = np.array([row["source"] == "comensha_meldingen" for row in rows])
        self.year_of_notification = np.where(
            is_notified, [int(row["year"]) for row in rows], 0
        )
        with Session(
            folder / "private", memory="1GB", disk_is_encrypted=True
        ) as session:
            fields = _hand_over(session, rows)
            self.linkage: Linkage = link(session, fields)
            everybody = _persons(session, "links")
            drawn = [
                _persons(session, plausible.relation)
                for plausible in self.linkage.plausible.drawn
            ]
        self.chosen = np.array([everybody[row["record"]] for row in rows])
        self.plausible = [
            np.array(
                [draw.get(row["record"], everybody[row["record"]]) for row in rows]
            )
            for draw in drawn
        ]

    def counts(self) -> Iterator[Count]:
        """Count persons over all records, over notifications, and over those of each year."""
        yield self._count("all", np.ones(len(self.chosen), dtype=np.bool_))
        yield self._count("notified", self.year_of_notification > 0)
        for year in np.unique(self.year_of_notification)[1:].tolist():
            yield self._count(str(year), self.year_of_notification == year)

    def _count(self, what: str, records: np.ndarray) -> Count:
        numbers = [len(np.unique(draw[records])) for draw in self.plausible]
        return Count(what, len(np.unique(self.true_person[records])), interval(numbers))


def _rows(folder: Path) -> Iterator[dict[str, str]]:
    """Read the records of people who agree to processing, each with its person."""
    person_of = {}
    with gzip.open(folder / "truth" / "persons.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            person_of[row["source"], row["record"], row["number"]] = row["person"]
    for source, key in KEYS.items():
        for path in sorted((folder / "deliveries" / source).glob("*.csv")):
            with path.open(newline="", encoding="utf-8") as file:
                for row in csv.DictReader(file, delimiter=_delimiter(path)):
                    if row.get("toestemming") == "nee":
                        continue
                    names = [row[column] for column in key]
                    number = names[1] if len(names) > 1 else ""
                    yield {
                        **{role: row[column] for role, column in COLUMNS.items()},
                        "source": source,
                        "year": row[DAYS[source]][:4],
                        "record": f"{source}/{'/'.join(names)}",
                        "person": person_of[source, names[0], number],
                    }


def _delimiter(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        header = file.readline()
    return ";" if header.count(";") > header.count(",") else ","


def _hand_over(session: Session, rows: list[dict[str, str]]) -> LinkFields:
    columns = {
        role: np.array([row[role] or None for row in rows], dtype=object)
        for role in COLUMNS
    }
    columns["pseud_id"] = np.array([row["record"] for row in rows], dtype=object)
    columns["source"] = np.array([row["source"] for row in rows], dtype=object)
    columns["year"] = np.array([int(row["year"]) for row in rows])
    session.write("fields", columns)
    return LinkFields("fields", tuple(COLUMNS), len(rows))


def _persons(session: Session, relation: str) -> dict[str, str]:
    query = sql("SELECT pseud_id, person_id FROM {t}", t=relation)
    return dict(session.rows(query))
