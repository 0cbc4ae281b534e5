"""Counts of an invented country equal the truth: every figure, every year, every breakdown, before any rounding.

The truth is counted from the invented people by arrays and knows no SQL. Nothing is rounded here: a difference of one
person shows, which after rounding it would not.
"""

import csv
import gzip
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from tests.dutch import (
    INHABITANTS,
    WITHOUT_A_TRUTH,
    read_codes,
    read_forms,
    read_indicators,
    read_views,
)

from zicht import sources
from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.figures.series import derive
from zicht.indicators import count, lint, population
from zicht.indicators.relations import laid
from zicht.linkage.linking import link
from zicht.pipeline.unrounded import unrounded
from zicht.project.dimensions import dimension_lists, dimensions
from zicht.project.geography import read_geography
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.figures import Series
from zicht.vocabulary.forms import Column, Kind, Role
from zicht.vocabulary.people import LinkFields, Links, Payload
from zicht_invented import InventSettings, invent

YEARS = (2019, 2020, 2021)
SETTINGS = InventSettings(
    first_year=YEARS[0],
    last_year=YEARS[-1],
    municipalities=40,
    scale=0.08,
    faults=0.0,
    noise=0.0,
)
IDS = [
    one.id
    for one in read_indicators()
    if one.survey is None and one.id not in WITHOUT_A_TRUTH
]
"""A survey estimates: how often its intervals hold the truth is tested apart."""


@pytest.fixture(scope="module")
def country(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("country")
    invent(SETTINGS, folder)
    return folder


@dataclass(frozen=True)
class Counted:
    """What was made of the deliveries: every figure, unrounded, who is who, and how the database joins its tables."""

    series: dict[str, Series]
    person: dict[str, str]
    plans: dict[str, str]


@pytest.fixture(scope="module")
def counted(country) -> Counted:
    codes, geography = read_codes(), read_geography(country / "geography", YEARS[-1])
    known = dimensions(dimension_lists(codes, geography, YEARS))
    indicators = read_indicators(chosen=IDS)
    private = country / "private"
    with Session(
        private, memory="400MB", reads=[country / "deliveries"], disk_is_encrypted=True
    ) as session:
        payload, fields = receive(session, country, codes, geography)
        links = true_links(session, fields, who_is_who(country))
        draft = count(session, payload, links, indicators, known, views=read_views())
        people = population(session, payload, geography.parents, INHABITANTS)
        link(session, fields, relation="found")
        person = dict(session.rows("SELECT pseud_id, person_id FROM found"))
        plans = plans_of(session, payload, links, indicators, known)
    return Counted(
        {one.id: derive(one, unrounded(draft), people) for one in indicators},
        person,
        plans,
    )


def plans_of(
    session: Session,
    payload: Payload,
    links: Links,
    indicators: Iterable[Indicator],
    known: Mapping[str, Dimension],
) -> dict[str, str]:
    """Return how the database works out the query of every indicator, and every view that one of them needs."""
    views = read_views()
    queries = {one.id: one.sql for one in indicators}
    plans = {}
    with laid(session, payload, links, views, known) as relations:
        reads = [lint.relations(query) for query in queries.values()]
        needed = relations.views_needed(frozenset().union(*reads))
        queries |= {name: views[name] for name in needed}
        for name, query in queries.items():
            ready = relations.ready(query, where=name)
            rows = session.rows(sql("EXPLAIN {ready}", ready=ready))
            plans[name] = "\n".join(text for _, text in rows)
    return plans


def receive(
    session: Session, country: Path, codes, geography
) -> tuple[Payload, LinkFields]:
    """Check every delivery and part it, as the vault does; its key stands for a pseudonym, who refused is left out."""
    relations, handed, rows = {}, [], {}
    for source, forms in read_forms().items():
        form, files = forms[-1], sorted((country / "deliveries" / source).glob("*.csv"))
        if not files:
            continue  # the invented country has no organisation that delivers this
        if not form.key and not form.aggregate:
            continue  # a survey, see above
        checked = (
            sources.check(
                session, form, codes, geography, file, file.with_suffix(".toml")
            )
            for file in files
        )
        parts = [delivery.accepted for delivery in checked]
        agreed = Sql(
            "WHERE toestemming <> 'nee'" if source == "comensha_meldingen" else ""
        )
        whole = Sql(
            " UNION ALL ".join(
                sql("SELECT * FROM {part} {agreed}", part=part, agreed=agreed)
                for part in parts
            )
        )
        key = Sql(
            " || '/' || ".join(
                f"CAST({identifier(name)} AS VARCHAR)" for name in form.key
            )
        )
        head = sql(
            "{source} || {key} AS pseud_id, {key} AS source_record_id",
            source=literal(source),
            key=key,
        )
        plain = (Kind.INTEGER, Kind.DATE)
        kept = [
            identifier(c.name)
            if c.kind in plain
            else sql("CAST({name} AS VARCHAR) AS {name}", name=c.name)
            for c in form.columns
            if c.role is not Role.LINK
        ]
        columns = [
            sql("{value} AS {role}", value=link_value(c), role=c.links_as)
            for c in form.of_role(Role.LINK)
        ]
        relations[source] = f"payload_{source}"
        heads = Sql("NULL AS pseud_id") if form.aggregate else head
        session.execute(
            sql(
                "CREATE TABLE {t} AS SELECT {heads}, {kept} FROM ({whole})",
                t=relations[source],
                heads=heads,
                kept=kept,
                whole=whole,
            )
        )
        rows[source] = session.value(
            sql("SELECT count(*) FROM {t}", t=relations[source])
        )
        if columns:
            handed.append(
                sql(
                    "SELECT {source} || {key} AS pseud_id, {source} AS source, {columns} FROM ({whole})",
                    source=literal(source),
                    key=key,
                    columns=columns,
                    whole=whole,
                )
            )
    session.execute(
        Sql("CREATE TABLE link_fields AS " + " UNION ALL BY NAME ".join(handed))
    )
    names = read_forms()["om_zaken"][-1].link_roles
    fields = LinkFields(
        "link_fields", names, session.value("SELECT count(*) FROM link_fields")
    )
    return Payload(relations, rows), fields


def true_links(
    session: Session, fields: LinkFields, person_of: Mapping[str, str]
) -> Links:
    """Write links as the truth has them: what is judged here is the SQL of indicators, not linkage."""
    records = [
        record
        for (record,) in session.rows(f"SELECT pseud_id FROM {fields.relation}")  # noqa: S608
    ]
    persons = [person_of[record] for record in records]
    columns = {
        "pseud_id": np.array(records, dtype=object),
        "person_id": np.array(persons, dtype=object),
        "status": np.full(len(records), "exact", dtype=object),
    }
    session.write("links", columns)
    n = len(records)
    return Links("links", len(set(persons)), n, {"exact": n})


def link_value(column: Column) -> Sql:
    """A link field as linkage compares it; the invented country writes no number that fails its check."""
    text = sql("CAST({name} AS VARCHAR)", name=column.name)
    for code, sex in column.sexes.items():
        text = sql(
            "CASE {text} WHEN {code} THEN {sex} ELSE {rest} END",
            text=sql("CAST({name} AS VARCHAR)", name=column.name),
            code=literal(code),
            sex=literal(sex),
            rest=text,
        )
    return text


def truth(country: Path) -> dict[str, dict[tuple[str, str], tuple[float, int | None]]]:
    figures: dict[str, dict[tuple[str, str], tuple[float, int | None]]] = {}
    with (country / "truth" / "figures.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            below = int(row["denominator"]) if row["denominator"] else None
            figures.setdefault(row["indicator"], {})[
                row["period"], row["breakdown"]
            ] = (float(row["numerator"]), below)
    return figures


def addresses(series: Series) -> Iterator[tuple[tuple[str, str], int]]:
    rows = zip(
        series.periods.tolist(),
        *(column.tolist() for column in series.codes),
        strict=True,
    )
    for at, (period, *codes) in enumerate(rows):
        pairs = zip(series.dimensions, codes, strict=True)
        yield (
            (
                period,
                ",".join(
                    sorted(f"{name}={code}" for name, code in pairs if code != TOTAL)
                ),
            ),
            at,
        )


@pytest.mark.parametrize("name", IDS)
def test_every_figure_equals_the_truth(country, counted, name):
    series = counted.series[name]
    expected, found = truth(country)[name], dict(addresses(series))
    assert expected.keys() == found.keys()
    indicator: Indicator = next(one for one in read_indicators() if one.id == name)
    wrong = [
        key
        for key, (n, below) in expected.items()
        if not is_equal(indicator, series, found[key], n, below)
    ]
    assert not wrong


def is_equal(
    indicator: Indicator, series: Series, row: int, n: float, below: int | None
) -> bool:
    if indicator.shape == "count":
        return bool(series.values[row] == n)
    if indicator.statistics is not None:
        return bool(np.isclose(series.values[row], n, rtol=1e-9, equal_nan=True))
    if indicator.shape == "share" and below is not None and below < 20:
        return bool(series.statuses[row] == "withheld")
    if indicator.shape == "rate" and not below:
        return bool(np.isnan(series.values[row]))
    return bool(series.numerators[row] == n and series.denominators[row] == below)


def test_no_query_compares_every_row_with_every_other(counted):
    """The database does so for a left join on more than a comparison of columns: ten million rows would take days."""
    assert len(counted.plans) > 100
    slow = [name for name, plan in counted.plans.items() if "BLOCKWISE_NL_JOIN" in plan]
    assert not slow


def test_there_is_something_to_count(country):
    figures = truth(country)
    surveys = {one.id for one in read_indicators() if one.survey}
    assert figures.keys() == {*IDS, *surveys}, "what has a truth is held against it"
    assert (
        sum(
            n for (period, breakdown), (n, _) in figures["V01"].items() if not breakdown
        )
        > 100
    )
    assert sum(len(of) for of in figures.values()) > 1_000


def who_is_who(country: Path) -> dict[str, str]:
    with gzip.open(
        country / "truth" / "persons.csv.gz", "rt", newline="", encoding="utf-8"
    ) as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return {
        row["source"]
        + row["record"]
        + ("/" + row["number"]) * bool(row["number"]): row["person"]
        for row in rows
    }


def n_pairs(groups: Iterable[object]) -> int:
    """Number of pairs of records that stand in one group."""
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


def judged(found: Mapping[str, str], known: Mapping[str, str]) -> tuple[float, float]:
    """Share of linked pairs of records that are right, and of right pairs that are linked."""
    n_right = n_pairs((known[record], person) for record, person in found.items())
    n_true = n_pairs(known[record] for record in found)
    return n_right / n_pairs(found.values()), n_right / n_true


def test_records_without_slips_are_linked_right(country, counted):
    """Without slips of the pen everybody has all their records, and hardly anybody those of a namesake."""
    precision, recall = judged(counted.person, who_is_who(country))
    assert precision > 0.998
    assert recall > 0.9995


def test_slips_hide_few_links(tmp_path):
    """With the usual slips, twins, namesakes and lent numbers nearly all links are found and right."""
    invent(replace(SETTINGS, noise=0.5), tmp_path)
    codes, geography = read_codes(), read_geography(tmp_path / "geography", YEARS[-1])
    with Session(
        tmp_path / "private", reads=[tmp_path / "deliveries"], disk_is_encrypted=True
    ) as session:
        _, fields = receive(session, tmp_path, codes, geography)
        link(session, fields)
        found = dict(session.rows("SELECT pseud_id, person_id FROM links"))
    precision, recall = judged(found, who_is_who(tmp_path))
    assert precision > 0.98
    assert recall > 0.97


@pytest.mark.nightly
def test_the_interval_of_persons_holds_the_truth_over_seeds(tmp_path):
    """Ten countries with slips, other people in each: a 95% interval may miss in one of ten at most."""
    missed = []
    for seed in range(10):
        folder = tmp_path / str(seed)
        invent(replace(SETTINGS, seed=seed, noise=0.25 + 0.25 * (seed % 2)), folder)
        codes, geography = read_codes(), read_geography(folder / "geography", YEARS[-1])
        with Session(
            folder / "private", reads=[folder / "deliveries"], disk_is_encrypted=True
        ) as session:
            _, fields = receive(session, folder, codes, geography)
            report = link(session, fields).report
            found = {p for (p,) in session.rows("SELECT pseud_id FROM links")}
        known = who_is_who(folder)
        n_persons = len({known[record] for record in found})
        if not report.least_persons <= n_persons <= report.most_persons:
            missed.append((seed, n_persons, report.persons_plausible))
    assert len(missed) <= 1, missed
