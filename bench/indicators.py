"""How long linking and counting take, and how much memory, at several sizes.

Run: python bench/indicators.py [notifications ...]; writes bench/results/indicators.json. Seconds of processor and clock,
two threads, 1 GB for the engine, spill encrypted. Beside the notifications stand half as many rows of the police and half
as many cases. The records are numbers in the shape of records: nobody is in them.
"""
# ruff: noqa: E501 - queries are read by column

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

import zicht_nl
from zicht.disclosure import gate  # noqa: F401 - loaded first, so that its libraries are not measured
from zicht.engine import Session
from zicht.figures.series import derive
from zicht.indicators import captures, count
from zicht.linkage import link
from zicht.project.codes import read_codes
from zicht.project.designs import registers_of
from zicht.project.dimensions import dimension_lists, dimensions
from zicht.project.indicators import read_indicators, read_views
from zicht.project.packs import settings_of
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.people import LinkFields, Links, Payload
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.tables import Draft

PACK = Path(zicht_nl.__file__).parent
REGISTERS = registers_of(settings_of(PACK).rows("registers")[0])

Made = TypeVar("Made")
RESULTS = Path(__file__).parent / "results"
YEARS = range(2016, 2025)
N_PLACES, N_PROVINCES, N_UNITS = 345, 12, 10

_LINK_FIELDS = """
CREATE TABLE link_fields AS SELECT
    lpad(i::VARCHAR, 12, '0') AS pseud_id,
    ['comensha_meldingen', 'politie_incidenten', 'om_zaken'][1 + i % 3] AS source,
    CASE WHEN hash(i) % 10 < 6 AND proof < 10 THEN bsn || proof::VARCHAR END AS national_number,
    'Voornaam' || p % 9001 AS given_names,
    CASE WHEN p % 4 = 0 THEN 'van der' END AS name_prefix,
    'Achternaam-' || p % 30011 AS family_name,
    CASE WHEN hash(i) % 9 = 0 THEN (1950 + p % 60)::VARCHAR
        ELSE (1950 + p % 60)::VARCHAR || '-0' || 1 + p % 9 || '-' || 10 + p % 18 END AS birth_date,
    CASE WHEN p % 3 = 0 THEN 'm' ELSE 'v' END AS sex
FROM (SELECT i, p, bsn, list_sum(list_transform(range(1, 9), lambda place: bsn[place]::INTEGER * (10 - place))) % 11 AS proof
    FROM (SELECT i, p, (10000000 + p * 37)::VARCHAR AS bsn
        FROM (SELECT i, (i * 10 // 14)::BIGINT AS p FROM range({n}) AS r(i))))
"""
_NOTIFICATIONS = """
CREATE TABLE payload_m AS SELECT 'm' || i AS pseud_id, lpad(i::VARCHAR, 9, '0') AS source_record_id,
    make_date(2016 + (hash(i) % 9)::INTEGER, 1 + (hash(i * 3) % 12)::INTEGER, 1 + (hash(i * 5) % 28)::INTEGER) AS meld_datum,
    ['politie', 'kmar', 'opvang', 'ngo', 'gemeente', 'coa'][1 + (hash(i * 7) % 6)::INTEGER] AS melder_type,
    CASE WHEN hash(i * 11) % 50 = 0 THEN 'onbekend' WHEN hash(i // 2) % 3 = 0 THEN 'm' ELSE 'v' END AS geslacht,
    nullif((10 + hash(i * 13) % 50)::INTEGER, 59) AS leeftijd_bij_melding,
    ['NLD', 'ROU', 'NGA', 'VNM', 'POL', 'onbekend'][1 + (hash(i * 17) % 6)::INTEGER] AS nationaliteit,
    ['BSU', 'GSU', 'AU', 'CU', 'BSU;CU', 'GSU;AU', 'onbekend'][1 + (hash(i * 19) % 7)::INTEGER] AS uitbuitingsvorm,
    ['raam', 'thuis', 'online;hotel', 'bouw', 'horeca;huishouden', 'onbekend'][1 + (hash(i * 23) % 6)::INTEGER] AS sector,
    ['binnenlands', 'grensoverschrijdend', 'onbekend'][1 + (hash(i * 29) % 3)::INTEGER] AS binnenlands_grensoverschrijdend,
    CASE WHEN hash(i * 31) % 15 = 0 THEN 'onbekend'
        ELSE 'VB' || lpad((1 + hash(i * 37) % 345)::VARCHAR, 4, '0') END AS gemeente_verblijf
FROM range({n}) AS r(i)
"""
_INCIDENTS = """
CREATE TABLE payload_p AS SELECT 'p' || i AS pseud_id, lpad(i::VARCHAR, 9, '0') AS source_record_id,
    'i' || i // 2 AS incident_id, 1 + (i % 2)::INTEGER AS persoon_volgnr,
    make_date(2016 + (hash(i // 2) % 9)::INTEGER, 1 + (hash(i // 2 * 3) % 12)::INTEGER, 1) AS registratie_datum,
    CASE WHEN i // 2 % 2 = 0 THEN 'mh' ELSE 'sgtk' END AS maatschappelijke_klasse,
    CASE WHEN i // 2 % 2 = 0 THEN ['BSU', 'GSU', 'AU;CU', 'onbekend'][1 + (hash(i * 7) % 4)::INTEGER] END AS vorm,
    CASE WHEN i // 2 % 2 = 0 THEN 'nvt' ELSE ['hands_on', 'hands_off', 'grooming'][1 + (hash(i // 2 * 7) % 3)::INTEGER] END
        AS delict,
    'VB' || lpad((1 + hash(i // 2 * 37) % 345)::VARCHAR, 4, '0') AS gemeente_pleegplaats,
    CASE WHEN i % 2 = 0 THEN 'slachtoffer' ELSE 'verdachte' END AS rol,
    (12 + hash(i * 13) % 60)::INTEGER AS leeftijd, CASE WHEN hash(i) % 5 = 0 THEN 'v' ELSE 'm' END AS geslacht,
    ['ja', 'nee', 'onbekend'][1 + (hash(i // 2 * 5) % 3)::INTEGER] AS aangifte,
    ['ja', 'nee', 'onbekend'][1 + (hash(i // 2 * 9) % 3)::INTEGER] AS online
FROM range({n}) AS r(i)
"""
_CASES = """
CREATE TABLE payload_z AS SELECT *, CASE WHEN rechter_uitspraak = 'veroordeling' THEN
    ['gevangenisstraf_onvw', 'taakstraf', 'gevangenisstraf_deels_vw'][1 + (hash(source_record_id) % 3)::INTEGER] END AS straf_type
FROM (SELECT *, beslis_datum + 200 AS uitspraak_datum,
    CASE WHEN om_beslissing = 'dagvaarding' THEN
        ['veroordeling', 'veroordeling', 'vrijspraak', 'ovar'][1 + (hash(source_record_id || 'u') % 4)::INTEGER] END
        AS rechter_uitspraak
FROM (SELECT 'z' || i AS pseud_id, lpad(i::VARCHAR, 9, '0') AS source_record_id, 'z' || i AS zaak_id,
    make_date(2016 + (hash(i) % 9)::INTEGER, 1 + (hash(i * 3) % 12)::INTEGER, 1) AS instroom_datum,
    instroom_datum + 90 AS beslis_datum,
    CASE WHEN hash(i * 7) % 3 = 0 THEN 'mh' ELSE 'sgtk' END AS veld,
    'VA' || lpad((1 + hash(i * 11) % 10)::VARCHAR, 2, '0') AS arrondissement,
    ['dagvaarding', 'dagvaarding', 'sepot_technisch', 'sepot_beleid', 'overdracht'][1 + (hash(i * 13) % 5)::INTEGER]
        AS om_beslissing
FROM range({n}) AS r(i)))
"""
_LINKS = """
CREATE TABLE known_links AS SELECT pseud_id, lpad((nr * 10 // 14)::VARCHAR, 12, '0') AS person_id, 'bsn' AS status
FROM (SELECT pseud_id, row_number() OVER () AS nr FROM
    (SELECT pseud_id FROM payload_m UNION ALL SELECT pseud_id FROM payload_p UNION ALL SELECT pseud_id FROM payload_z))
"""


def geography() -> Geography:
    """Make municipalities in provinces, and police units that cross them."""
    codes = [f"VB{n:04d}" for n in range(1, N_PLACES + 1)]
    provinces = {
        code: f"VP{1 + at * N_PROVINCES // N_PLACES:02d}"
        for at, code in enumerate(codes)
    }
    units = {
        code: f"VE{1 + at * N_UNITS // N_PLACES:02d}" for at, code in enumerate(codes)
    }
    areas = [Area(code, code, "gemeente") for code in codes]
    areas += [Area(code, code, "provincie") for code in sorted(set(provinces.values()))]
    areas += [
        Area(code, code, "politie_eenheid") for code in sorted(set(units.values()))
    ]
    areas.append(Area("VL", "VL", "land"))
    return Geography(
        2024,
        {a.code: a for a in areas},
        {"provincie": provinces, "politie_eenheid": units},
        "VL",
        unknown="onbekend",
    )


class Clock:
    """Seconds of processor and of the clock per step."""

    def __init__(self) -> None:
        self.steps: dict[str, dict[str, float]] = {}

    def time(self, name: str, work: Callable[[], Made]) -> Made:
        processor, clock = time.process_time(), time.monotonic()
        made = work()
        self.steps[name] = {
            "processor": round(time.process_time() - processor, 2),
            "clock": round(time.monotonic() - clock, 2),
            "peak_megabytes": round(
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
            ),
        }
        return made


def measure(n: int) -> dict[str, object]:
    """Link and count once."""
    clock = Clock()
    known = dimensions(
        dimension_lists(read_codes(PACK / "codes"), geography(), list(YEARS))
    )
    views, indicators = read_views(PACK), read_indicators(PACK)
    with (
        tempfile.TemporaryDirectory() as folder,
        Session(Path(folder) / "private", memory="1GB") as session,
    ):
        for text in (_LINK_FIELDS, _NOTIFICATIONS):
            session.execute(text.format(n=n))
        for text in (_INCIDENTS, _CASES):
            session.execute(text.format(n=n // 2))
        session.execute(_LINKS)
        start = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)
        fields = (
            "national_number",
            "given_names",
            "name_prefix",
            "family_name",
            "birth_date",
            "sex",
        )
        handed = LinkFields("link_fields", fields, n)
        made = clock.time("link", lambda: link(session, handed)).links
        session.drop("link_fields", "links")
        payload = Payload(
            {
                "comensha_meldingen": "payload_m",
                "politie_incidenten": "payload_p",
                "om_zaken": "payload_z",
            },
            {"comensha_meldingen": n, "politie_incidenten": n // 2, "om_zaken": n // 2},
        )
        persons = session.value("SELECT count(DISTINCT person_id) FROM known_links")
        links = Links("known_links", persons, 2 * n, {"number": 2 * n})
        chosen = [one for one in indicators if one.shape != "rate"]
        draft = clock.time(
            "count", lambda: count(session, payload, links, chosen, known, views=views)
        )
        clock.time(
            "captures",
            lambda: captures(
                session,
                payload,
                links,
                dimensions=known,
                views=views,
                registers=REGISTERS,
            ),
        )
    protected = as_published(draft)
    clock.time("derive", lambda: [derive(one, protected) for one in chosen])
    return {
        "notifications": n,
        "rows_counted": 2 * n,
        "persons_linked": made.persons,
        "indicators": len(chosen),
        "tables": len(draft.tables),
        "cells": sum(len(table.counts) for table in draft.tables),
        "megabytes_before": start,
        "steps": clock.steps,
    }


def as_published(draft: Draft) -> Protected:
    """Stand in for the gate, which has a benchmark of its own."""
    tables = tuple(
        ProtectedTable(
            t.universe,
            t.dimensions,
            t.codes,
            t.counts,
            np.full(len(t.counts), "published"),
            t.counts,
            t.counts,
        )
        for t in draft.tables
    )
    return Protected(tables, "none", "none")


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or [10_000, 100_000, 1_000_000]
    if len(sizes) == 1:
        print(json.dumps(measure(sizes[0])))
        return
    rows = []
    for (
        size
    ) in sizes:  # each in a process of its own, so that its peak of memory is its own
        done = subprocess.run(
            [sys.executable, __file__, str(size)],
            check=True,
            capture_output=True,
            text=True,
        )
        rows.append(json.loads(done.stdout))
        print(done.stdout.strip())
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "indicators.json").write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
