"""Respondents of whom nothing is known to link by are no persons that a run counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.spec.sources.making import CODES, write_delivery

from zicht.engine.session import Session
from zicht.engine.words import identifier, sql
from zicht.linkage import linking
from zicht.pipeline.linking import add_anonymous, keep_persons
from zicht.sources import check
from zicht.vault.keys import Keys
from zicht.vault.vault import Vault
from zicht.vocabulary.forms import Column, Form, Kind, Role
from zicht.vocabulary.link_roles import LinkRole
from zicht.vocabulary.people import Links
from zicht.vocabulary.progress import silent
from zicht.vocabulary.text import Text

WORD = Text("a", "a")
KEY = Column("id", Kind.TEXT, Role.KEY, WORD)
DAY = Column("day", Kind.DATE, Role.PAYLOAD, WORD)
NUMBER = Column(
    "number",
    Kind.TEXT,
    Role.LINK,
    WORD,
    links_as=LinkRole.NATIONAL_NUMBER,
    validator="nl.bsn",
)
REGISTER = Form("register", 1, WORD, "x", (KEY, DAY, NUMBER), ("id",), "day")
SURVEY = Form("survey", 1, WORD, "x", (DAY,), (), "day")
REGISTERED = [
    {"id": "1", "day": "2024-01-01", "number": "123456782"},
    {"id": "2", "day": "2024-02-01", "number": "123456782"},
    {"id": "3", "day": "2024-03-01", "number": "111222333"},
]
RESPONDENTS = [{"day": "2024-01-01"}] * 5


@pytest.fixture(name="opened")
def _opened(tmp_path: Path) -> Iterator[tuple[Session, Vault]]:
    """Three records of two persons, and five respondents."""
    with Session(tmp_path / "private", reads=[tmp_path]) as session:
        keys = Keys.create(tmp_path / "keys")
        path = tmp_path / "private" / "vault.duckdb"
        with Vault.open(path, keys, session) as vault:
            for form, rows in ((REGISTER, REGISTERED), (SURVEY, RESPONDENTS)):
                delivered = write_delivery(
                    tmp_path / "in", rows, name=form.source, source=form.source
                )
                vault.receive(check(session, form, CODES, None, *delivered))
            yield session, vault


def link(session: Session, vault: Vault) -> Links:
    links = linking.link(session, vault.link_fields()).links
    add_anonymous(session, vault, links)
    return links


def test_respondents_are_counted_neither_as_persons_nor_as_linked_records(
    opened: tuple[Session, Vault],
) -> None:
    links = link(*opened)
    assert (links.persons, links.records) == (2, 3)


def test_an_indicator_that_joins_the_links_finds_every_respondent(
    opened: tuple[Session, Vault],
) -> None:
    session, vault = opened
    links = link(session, vault)
    counted = sql("SELECT count(*) FROM {links}", links=identifier(links.relation))
    assert session.value(counted) == 8


def test_respondents_get_no_lasting_key_of_a_person(
    opened: tuple[Session, Vault],
) -> None:
    session, vault = opened
    keep_persons(session, vault, link(session, vault), silent)
    assert len(set(vault.person_keys().values())) == 2
