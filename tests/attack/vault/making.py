"""Work for a process that will be killed, or searched: every source, with a marker in every identifying field."""

import sys
from pathlib import Path

from tests.spec.sources.making import (
    CODES,
    FORMS,
    GEOGRAPHY,
    INCIDENT,
    MELDING,
    PERSON,
    ZAAK,
    write_delivery,
)

from zicht.engine.session import Session
from zicht.linkage.linking import link
from zicht.sources import check, delivery_digest
from zicht.vault.keys import Keys
from zicht.vault.vault import Vault

MARKER = "QXZWKJV"
DIGITS = "987612345"
"""Marks the citizen number, which holds digits only."""
YEARS = range(2019, 2025)
DELIVERIES = [
    (source, year)
    for year in YEARS
    for source in ("comensha_meldingen", "politie_incidenten", "om_zaken")
]


def marked(row: dict[str, str]) -> dict[str, str]:
    """Put the marker into every field that identifies, as far as its form allows."""
    names = {
        name: f"{MARKER} {value}"
        for name, value in PERSON.items()
        if name in ("voornamen", "achternaam")
    }
    return {**row, **names, "tussenvoegsel": MARKER.lower(), "bsn": DIGITS}


def write_all(folder: Path, rows_each: int) -> None:
    """Write the deliveries of all sources and years; some rows are spoiled."""
    for source, year in DELIVERIES:
        good = {
            "comensha_meldingen": MELDING,
            "politie_incidenten": INCIDENT,
            "om_zaken": ZAAK,
        }[source]
        key, day = FORMS[source][-1].key[0], FORMS[source][-1].period_column
        dates = {name: "" for name, value in good.items() if value.startswith("20")}
        empty = (
            {"om_beslissing": "", "rechter_uitspraak": ""}
            if source == "om_zaken"
            else {}
        )
        rows = [
            {
                **marked(good),
                **dates,
                **empty,
                day: f"{year}-03-01",
                key: f"{MARKER}-{year}-{n}",
            }
            for n in range(rows_each)
        ]
        rows[1]["geslacht"] = MARKER
        rows[2]["geboortedatum"] = MARKER
        rows[3][day] = MARKER
        write_delivery(
            folder / source, rows, name=str(year), source=source, period=str(year)
        )


def receive_all(project: Path) -> None:
    """Receive everything that is not in the vault yet."""
    private = project / ".zicht"
    keys = Keys.load(private / "keys")
    with (
        Session(private, memory="200MB", reads=[project / "deliveries"]) as session,
        Vault.open(private / "vault.duckdb", keys, session) as vault,
    ):
        sys.stdout.write("open\n")
        sys.stdout.flush()
        for source, year in DELIVERIES:
            file = project / "deliveries" / source / f"{year}.csv"
            letter = file.with_suffix(".toml")
            if vault.holds(delivery_digest(file, letter)):
                continue
            vault.receive(check(session, FORMS[source], CODES, GEOGRAPHY, file, letter))
            sys.stdout.write(f"{source} {year}\n")
            sys.stdout.flush()


def link_all(project: Path) -> None:
    """Link everything in the vault, in so little memory that tables spill."""
    private = project / ".zicht"
    keys = Keys.load(private / "keys")
    with (
        Session(private, memory="200MB") as session,
        Vault.open(private / "vault.duckdb", keys, session) as vault,
    ):
        report = link(session, vault.link_fields()).report
    sys.stdout.write(f"linked {report}\n")


if __name__ == "__main__":
    receive_all(Path(sys.argv[1]))
    if "link" in sys.argv[2:]:
        link_all(Path(sys.argv[1]))
