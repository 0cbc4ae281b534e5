"""Random histories of a vault: whatever happens, nobody who withdrew returns, and nothing published is forgotten."""

import datetime
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.spec.sources.making import CODES, FORMS, GEOGRAPHY, melding, write_delivery

from zicht.engine.session import Session
from zicht.engine.words import identifier, sql
from zicht.sources import check
from zicht.vault.journal import Journal
from zicht.vault.keys import Keys
from zicht.vault.record import Record
from zicht.vault.vault import Vault
from zicht.vocabulary.forms import Retention
from zicht.vocabulary.withdrawals import Withdrawal

SOURCE = "comensha_meldingen"
PEOPLE = st.integers(min_value=1, max_value=6)
GIVEN = ("Anna", "Bram", "Cato", "Daan", "Emma", "Finn", "Gijs")


def notification(person: int, key: int) -> dict[str, str]:
    """A notification of one of a few people, under any key."""
    about = {
        "bsn": "",
        "voornamen": GIVEN[person],
        "tussenvoegsel": "",
        "achternaam": f"Familie{'x' * person}",
        "geboortedatum": f"1990-01-0{person}",
    }
    return melding(key, **about)


class Histories(RuleBasedStateMachine):
    """Deliver, correct, withdraw, publish, rotate keys, forget by term, back up, restore, lose."""

    @initialize()
    def begin(self) -> None:
        self.base = Path(tempfile.mkdtemp(prefix="zicht-history-"))
        self.keys = Keys.create(self.base / "keys")
        self.path = self.base / "private" / "vault.duckdb"
        self.backup: Path | None = None
        self.keys_of_backup = self.keys
        self.forgot = False
        self.extracted, self.published = 0, 0
        self.withdrawn: set[int] = set()
        self.person_of_key: dict[int, int] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.base)

    @contextmanager
    def opened(self) -> Iterator[Vault]:
        with (
            Session(self.base / "private", reads=[self.base]) as session,
            Vault.open(self.path, self.keys, session) as vault,
        ):
            copies = (self.base / "journal.jsonl", self.base / "other.jsonl")
            journal = Journal.open(copies, bytes(range(32)))
            vault.follow(Record(journal, self.base / "cells", self.keys), why="test")
            self.session = session
            yield vault

    @rule(people=st.lists(PEOPLE, min_size=1, max_size=4), first=st.integers(1, 8))
    def deliver(self, people: list[int], first: int) -> None:
        """A later extraction, which also corrects: keys are used again for other people."""
        self.extracted += 1
        rows = []
        for key, person in enumerate(people, start=first):
            rows.append(notification(person, key))
            self.person_of_key[key] = person
        folder = self.base / f"in-{self.extracted}"
        day = f"2025-{2 + self.extracted // 28:02}-{1 + self.extracted % 28:02}"
        with self.opened() as vault:
            file, letter = write_delivery(folder, rows, source=SOURCE, extracted_on=day)
            vault.receive(
                check(self.session, FORMS[SOURCE], CODES, GEOGRAPHY, file, letter)
            )

    @rule(key=st.integers(1, 12))
    def withdraw(self, key: int) -> None:
        with self.opened() as vault:
            asked = [Withdrawal(FORMS[SOURCE][-1], (f"M-{key:05}",))]
            done = vault.withdraw(
                asked, day="2026-02-01", ground="wet", same_person=self.same_name
            )
            if done.answers[0].records:
                self.withdrawn.add(self.person_of_key[key])

    def same_name(self, pseudonyms: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        """Linkage of this small world: one given name is one person."""
        query = (
            "SELECT mine.pseud_id, theirs.pseud_id FROM vault.identities.comensha_meldingen AS mine"
            " JOIN vault.identities.comensha_meldingen AS theirs USING (given_names)"
            " WHERE list_contains(?, mine.pseud_id)"
        )
        is_empty = not self.session.rows(
            "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'identities'"
        )
        if is_empty:
            return {}
        others: dict[str, list[tuple[str, str]]] = {}
        for mine, theirs in self.session.rows(query, [list(pseudonyms)]):
            others.setdefault(mine, []).append((SOURCE, theirs))
        return others

    @rule()
    def publish(self) -> None:
        self.published += 1
        gate = f"{self.published:064}"
        with self.opened() as vault:
            vault.remember(gate, {"cells": f"[{self.published}]"})
            vault.publish(gate, f"release {self.published}")

    @rule()
    def back_up(self) -> None:
        if self.path.exists():
            self.backup, self.keys_of_backup = self.base / "backup", self.keys
            shutil.copy(self.path, self.backup)

    @rule()
    def restore(self) -> None:
        if self.backup is not None and self.keys == self.keys_of_backup:
            shutil.copy(self.backup, self.path)

    @rule()
    def rotate(self) -> None:
        """New keys; a backup of before cannot be opened with them."""
        fresh = self.path.with_name("rotated")
        keys = self.keys.rotated()
        with self.opened() as vault:
            vault.write_rotated(fresh, keys, {})
            vault.state_change_of_keys("keys rotated", {"rotation": len(keys.later)})
        fresh.replace(self.path)
        self.keys = keys

    @rule()
    def forget(self) -> None:
        """The notifications are of 2024: their term ends in 2026, and never again is one of that year kept."""
        terms = {SOURCE: Retention("wet", link_fields=1, payload=1)}
        with self.opened() as vault:
            self.forgot |= bool(vault.forget(terms, datetime.date(2026, 6, 1)))

    @rule()
    def lose_the_vault(self) -> None:
        self.path.unlink(missing_ok=True)

    @rule()
    def lose_a_copy_of_the_journal(self) -> None:
        (self.base / "journal.jsonl").unlink(missing_ok=True)

    @invariant()
    def nothing_is_forgotten(self) -> None:
        with self.opened() as vault:
            names = self._names(vault)
            for person in self.withdrawn:
                assert GIVEN[person] not in names
            assert not (self.forgot and names)
            for number in range(1, self.published + 1):
                assert vault.is_published(f"{number:064}")
            assert len(vault.recall()) == self.published

    def _names(self, vault: Vault) -> set[str]:
        if not vault.receipts():
            return set()
        fields = vault.link_fields()
        rows = self.session.rows(
            sql("SELECT given_names FROM {t}", t=identifier(fields.relation))
        )
        return {name for (name,) in rows}


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_random_histories_forget_nothing() -> None:
    run(examples=4, steps=7)


@pytest.mark.nightly
def test_a_hundred_random_histories_forget_nothing() -> None:
    run(examples=100, steps=12)
