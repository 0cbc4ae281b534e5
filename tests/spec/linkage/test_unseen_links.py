"""Links that no pair of records shows: how many there are follows from those that are seen."""

import random
from dataclasses import replace

import numpy as np
import pytest
from tests.spec.linkage.kinds_of_noise import Record, linked, records_of
from tests.spec.linkage.test_unanchored import Register, persons_of

from zicht.engine.session import Session
from zicht.linkage import linking
from zicht.linkage.uncompared import Uncompared


@pytest.fixture
def causes(monkeypatch: pytest.MonkeyPatch) -> list[Uncompared]:
    """Keep the causes for which links are not seen."""
    kept: list[Uncompared] = []
    estimate = linking._uncompared

    def keep(*arguments: object) -> list[Uncompared]:
        kept.extend(estimate(*arguments))
        return kept

    monkeypatch.setattr(linking, "_uncompared", keep)
    return kept


def without(records: list[tuple[int, Record]], field: str, office: str) -> None:
    for _, record in records:
        if record["source"] == office:
            record[field] = None


def test_persons_whom_two_offices_describe_in_other_fields_are_in_the_band(
    session: Session,
) -> None:
    """The police know no birth dates and the helpline no family names; nobody else is there to tie them."""
    records = [
        (person, record)
        for person, record in records_of("slips", 900, seed=4)
        if record["source"] != "shelter"
    ]
    # The last year is complete in both offices: it shows how many people both see.
    for field, office in (("birth_date", "police"), ("family_name", "helpline")):
        without(
            [row for row in records if row[1]["year"] != 2023],
            field,
            office,
        )
    report = linked(session, records)
    true = len({person for person, _ in records})
    assert report.persons > 1.1 * true
    assert report.least_persons <= true <= report.most_persons


def test_no_links_are_missing_where_all_records_can_be_compared(
    session: Session, causes: list[Uncompared]
) -> None:
    linked(session, records_of("relatives", 300, seed=2))
    assert all(cause.pairs is None for cause in causes)


@pytest.mark.parametrize("seed", [6, 7])
def test_persons_of_records_with_nothing_in_common_are_in_the_band(
    session: Session, causes: list[Uncompared], seed: int
) -> None:
    """Each name is another in one of eight second records; where both are, nothing is left without the place."""
    register = Register(seed, 0.0)
    chance = random.Random(seed)  # noqa: S311 - invented people need no secrecy
    records = []
    n_people = 700
    for number in range(n_people):
        person, other = register.somebody(), register.somebody()
        second = replace(
            person,
            given=other.given if chance.random() < 0.12 else person.given,
            family=other.family if chance.random() < 0.12 else person.family,
            place=other.place if chance.random() < 0.5 else person.place,
        )
        records.append((number, register.record(person)))
        records.append((number, register.record(second, without_date=0.1)))
    n_counted, least, most = persons_of(session, records)
    assert n_counted > n_people
    assert least <= n_people <= most
    assert np.mean(causes[0].n_links) > 0
