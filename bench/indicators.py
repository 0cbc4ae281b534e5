"""How long counting every indicator takes, and how much memory, over registrations of the invented country.

Run: python bench/indicators.py [SCALE ...]; writes bench/results/indicators.json. A scale of 1 is some 100,000
registrations of people, 100 is ten million. Seconds of processor and clock, two threads, 1 GB for the engine, spill
encrypted. Every indicator is counted over the true persons: linkage and the gate have benchmarks of their own. What is
`slowest` is the query of an indicator with the views that no earlier one needed.

The goal is ten million registrations in 120 seconds and 4 GB on two cores.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import zicht_nl
from zicht.disclosure import gate  # noqa: F401 - loaded first, so that its libraries are not measured
from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.indicators import count, counting
from zicht.indicators.spans import spans
from zicht.indicators.surveys import survey_of
from zicht.project.codes import read_codes
from zicht.project.dimensions import dimension_lists, dimensions
from zicht.project.forms import read_forms
from zicht.project.geography import read_geography
from zicht.project.indicators import read_indicators, read_views
from zicht.vault.reception import payload_columns
from zicht.vocabulary.forms import Form
from zicht.vocabulary.people import Links, Payload
from zicht.vocabulary.tables import Draft
from zicht_invented import InventSettings, invent

PACK = Path(zicht_nl.__file__).parent
RESULTS = Path(__file__).parent / "results"
N_SLOWEST = 8


def delivered(folder: Path, scale: float) -> dict[str, int]:
    """Invent a country without spoiled rows; returns the rows of each source."""
    settings = InventSettings(scale=scale, faults=0.0, noise=0.0)
    return dict(invent(settings, folder).rows)


def as_payload(session: Session, folder: Path, forms: dict[str, Form]) -> Payload:
    """Read deliveries into relations as the vault hands them over; keys stand in the place of pseudonyms."""
    relations, rows = {}, {}
    for source, form in forms.items():
        relation = f"payload_{source}"
        files = folder / "deliveries" / source / "*.csv"
        columns = payload_columns(form)
        made_here = ("pseud_id", "source_record_id", "delivery_id", "valid_from")
        typed = [
            sql(
                f"TRY_CAST(nullif({{name}}, '') AS {kind}) AS {{name}}",
                name=identifier(name),
            )
            for name, kind in columns.items()
            if name not in (*made_here, "refuses_processing")
        ]
        # A form without a key counts rows; they are told apart by their file and place.
        key = [identifier(name) for name in form.key] or [
            Sql("filename"),
            Sql("row_number() OVER ()"),
        ]
        consent = form.consent
        kept = Sql("true")
        if consent is not None:
            refusing = [Sql(literal(code)) for code in consent.refused_by]
            kept = sql(
                "{name} NOT IN ({refusing})",
                name=identifier(consent.name),
                refusing=refusing,
            )
        session.execute(
            sql(
                "CREATE TABLE {relation} AS SELECT {pseudonym} AS pseud_id, concat_ws('-', {key}) AS source_record_id,"
                " 'd' AS delivery_id, DATE '2025-03-01' AS valid_from, {typed}"
                " FROM read_csv({files}, header = true, all_varchar = true, filename = true) WHERE {kept}",
                relation=relation,
                pseudonym=Sql("NULL") if form.aggregate else _pseudonym(source, key),
                key=key,
                typed=typed,
                files=Sql(literal(str(files))),
                kept=kept,
            )
        )
        relations[source] = relation
        rows[source] = session.value(
            sql("SELECT count(*) FROM {relation}", relation=relation)
        )
    return Payload(relations, rows)


def _pseudonym(source: str, key: list[Sql]) -> Sql:
    parts = [Sql(literal(source)), *key]
    return sql("concat_ws('|', {parts})", parts=parts)


def true_links(session: Session, folder: Path, respondents: list[str]) -> Links:
    """Read which record is about whom; in relations of `respondents` every record is a person."""
    session.execute(
        sql(
            "CREATE TABLE true_links AS SELECT concat_ws('|', source, record, nullif(number, '')) AS pseud_id,"
            " person AS person_id, 'true' AS status"
            " FROM read_csv({file}, header = true, all_varchar = true, skip = 1) WHERE counts = 'ja'",
            file=Sql(literal(str(folder / "truth" / "persons.csv.gz"))),
        )
    )
    for relation in respondents:
        session.execute(
            sql(
                "INSERT INTO true_links SELECT pseud_id, pseud_id, 'true' FROM {relation}",
                relation=relation,
            )
        )
    n_persons, n_records = session.rows(
        sql("SELECT count(DISTINCT person_id), count(*) FROM true_links")
    )[0]
    return Links("true_links", n_persons, n_records, {"true": n_records})


class Timed:
    """Wraps a function of the counting room, and keeps the seconds of each indicator."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(relations: object, of: Any, *rest: Any, **more: Any) -> Any:
            indicator = getattr(of, "indicator", of)
            began = time.process_time()
            try:
                return function(relations, of, *rest, **more)
            finally:
                took = time.process_time() - began
                self.seconds[indicator.id] = self.seconds.get(indicator.id, 0) + took

        return timed

    def slowest(self) -> dict[str, float]:
        """Return the indicators that took longest, in seconds of processor."""
        by_time = sorted(self.seconds.items(), key=lambda pair: -pair[1])
        return {name: round(seconds, 1) for name, seconds in by_time[:N_SLOWEST]}


def measure(folder: Path) -> dict[str, object]:
    """Count every indicator once over what lies in a folder."""
    sources = {place.name for place in (folder / "deliveries").iterdir()}
    forms = {
        source: versions[-1]
        for source, versions in read_forms(PACK / "forms").items()
        if source in sources
    }
    geography = read_geography(folder / "geography", 2024)
    years = range(2019, 2025)
    known = dimensions(dimension_lists(read_codes(PACK / "codes"), geography, years))
    indicators = [one for one in read_indicators(PACK) if one.sql]
    timed = Timed()
    with (
        tempfile.TemporaryDirectory() as private,
        Session(Path(private) / "private", memory="1GB", reads=[folder]) as session,
    ):
        payload = as_payload(session, folder, forms)
        respondents = [
            payload.relations[source]
            for source, form in forms.items()
            if not form.aggregate and not form.link_roles
        ]
        links = true_links(session, folder, respondents)
        start = _peak_megabytes()
        processor, clock = time.process_time(), time.monotonic()
        with (
            mock.patch.object(
                counting, "count_tables", timed.around(counting.count_tables)
            ),
            mock.patch.object(counting, "spans", timed.around(spans)),
            mock.patch.object(counting, "survey_of", timed.around(survey_of)),
        ):
            draft = count(
                session, payload, links, indicators, known, views=read_views(PACK)
            )
    return {
        "registrations": links.records,
        "rows": sum(payload.rows.values()),
        "persons": links.persons,
        "indicators": len(indicators),
        "cells": _n_cells(draft),
        "processor_seconds": round(time.process_time() - processor, 1),
        "clock_seconds": round(time.monotonic() - clock, 1),
        "megabytes_before": start,
        "peak_megabytes": _peak_megabytes(),
        "slowest": timed.slowest(),
    }


def _n_cells(draft: Draft) -> int:
    of_spans = sum(len(table.cells) for table in draft.spans)
    return of_spans + sum(len(table.counts) for table in draft.tables)


def _peak_megabytes() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)


def results(scales: list[float]) -> Iterator[dict[str, object]]:
    """Measure each scale in a process of its own, so that its peak of memory is its own."""
    for scale in scales:
        with tempfile.TemporaryDirectory() as folder:
            began = time.monotonic()
            delivered(Path(folder), scale)
            invented = round(time.monotonic() - began, 1)
            done = subprocess.run(
                [sys.executable, __file__, folder],
                check=True,
                capture_output=True,
                text=True,
            )
        row = json.loads(done.stdout)
        yield {"scale": scale, "inventing_seconds": invented, **row}


def main() -> None:
    """Measure one folder, or each scale."""
    if len(sys.argv) == 2 and Path(sys.argv[1]).is_dir():
        print(json.dumps(measure(Path(sys.argv[1]))))
        return
    scales = [float(word) for word in sys.argv[1:]] or [1.0, 10.0]
    rows = []
    for row in results(scales):
        rows.append(row)
        print(json.dumps(row), flush=True)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "indicators.json").write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
