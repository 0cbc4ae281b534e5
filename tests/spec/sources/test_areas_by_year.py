"""Rows and the years of their areas and codes: a code that did not exist is no code, and a merger is declared."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from zicht.engine.session import Session
from zicht.engine.words import identifier, sql
from zicht.project.codes import read_codes
from zicht.project.forms import read_forms
from zicht.project.geography import read_geography
from zicht.sources import check, judged_by
from zicht.vocabulary.areas import Geography
from zicht.vocabulary.checked_deliveries import Delivery

FORM = """
source = "calls"
version = 1
producer = "Helpline"
title = { en = "Calls" }
key = ["call"]
period_column = "on"

[[column]]
name = "call"
kind = "text"
role = "key"
title = { en = "Call" }

[[column]]
name = "on"
kind = "date"
role = "payload"
title = { en = "Day" }

[[column]]
name = "town"
kind = "area"
role = "payload"
codes = "town"
title = { en = "Town" }

[[column]]
name = "subjects"
kind = "codes"
role = "payload"
codes = "subject"
title = { en = "Subjects" }
"""
SUBJECTS = """
name = "subject"
adds_up = false

[[code]]
code = "work"
en = "Work"

[[code]]
code = "web"
en = "Online"
valid_from = 2023
"""
SETTINGS = """
country = "AL"
attribution = "A test"
width = 2
height = 1
levels = []
tables = []
"""
AREAS = """code,name,level,valid_from,valid_until,continues_as
AL,Albion,country,,,
A,Ashford,town,,2021,B
B,Barnby,town,2022,2022,C
C,Corby,town,2023,,
D,Derry,town,,2021,
E,Elton,town,,2021,F
F,Farley,town,2022,2022,
"""
LETTER = """
source = "calls"
form_version = 1
period = "2021-2024"
extracted_on = "2025-02-01"
legal_basis = "A test"
consent = "not needed"
"""
Judge = Callable[..., tuple[Delivery, list[str]]]


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    for name, words in {
        "forms/calls.toml": FORM,
        "codes/subject.toml": SUBJECTS,
        "geography/geography.toml": SETTINGS,
        "geography/areas.csv": AREAS,
        "geography/inhabitants.csv": "code,year,n\nC,2024,900\n",
        "geography/map.json": json.dumps({"C": [[[0, 0], [1, 0], [1, 1]]]}),
        "calls.toml": LETTER,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(words, "utf-8")
    return tmp_path


def areas_of(folder: Path) -> Geography:
    return read_geography(folder / "geography", 2024)


@pytest.fixture(name="judge")
def _judge(folder: Path, session: Session) -> Judge:
    def judge(*rows: str) -> tuple[Delivery, list[str]]:
        file = folder / "calls.csv"
        file.write_text("\n".join(["call,on,town,subjects", *rows, ""]), "utf-8")
        (form,) = read_forms(folder / "forms")["calls"]
        codes = read_codes(folder / "codes")
        letter = folder / "calls.toml"
        delivery = check(session, form, codes, areas_of(folder), file, letter)
        towns = session.rows(
            sql(
                "SELECT town::VARCHAR FROM {accepted} ORDER BY call",
                accepted=identifier(delivery.accepted),
            )
        )
        return delivery, [town for (town,) in towns]

    return judge


def test_an_area_is_told_as_it_was_in_the_year_of_the_row(judge: Judge) -> None:
    delivery, towns = judge(
        "1,2021-12-31,A,work", "2,2022-01-01,B,work", "3,2023-01-01,C,work"
    )
    assert towns == ["A", "B", "C"]
    assert delivery.receipt.quarantined == 0


def test_a_code_of_an_area_that_merged_counts_for_what_it_became(judge: Judge) -> None:
    _, towns = judge(
        "1,2022-06-01,A,work", "2,2023-06-01,A,work", "3,2024-06-01,B,work"
    )
    assert towns == ["B", "C", "C"]


def test_an_area_without_a_declared_successor_is_joined_to_none(judge: Judge) -> None:
    delivery, towns = judge("1,2021-06-01,D,work", "2,2022-06-01,D,work")
    assert towns == ["D"]
    assert delivery.receipt.reasons == {"out_of_time:town": 1}


def test_an_area_that_became_part_of_one_that_ended_counts_for_nothing_afterwards(
    judge: Judge,
) -> None:
    delivery, towns = judge("1,2022-06-01,E,work", "2,2023-06-01,E,work")
    assert towns == ["F"]
    assert delivery.receipt.reasons == {"out_of_time:town": 1}


def test_a_new_area_does_not_exist_before_its_first_year(judge: Judge) -> None:
    delivery, _ = judge("1,2022-06-01,C,work")
    assert delivery.receipt.reasons == {"out_of_time:town": 1}


def test_a_code_among_several_must_exist_in_the_year_of_the_row(judge: Judge) -> None:
    delivery, towns = judge("1,2022-06-01,B,work;web", "2,2023-06-01,C,work;web")
    assert towns == ["C"]
    assert delivery.receipt.reasons == {"out_of_time:subjects": 1}


def test_deliveries_are_judged_again_when_a_merger_is_declared(folder: Path) -> None:
    (form,) = read_forms(folder / "forms")["calls"]
    codes = read_codes(folder / "codes")
    before = judged_by(form, codes, areas_of(folder))
    areas = folder / "geography" / "areas.csv"
    areas.write_text(AREAS.replace(",2021,\n", ",2021,B\n"), "utf-8")
    assert judged_by(form, codes, areas_of(folder)) != before
