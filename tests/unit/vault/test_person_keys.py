"""Keys of persons last in the vault: a year more, a correction and a withdrawal change only what they must."""

from collections import Counter

import pytest
from tests.spec.sources.making import melding

from zicht.engine.session import Session
from zicht.linkage import linking
from zicht.pipeline.linking import keep_persons
from zicht.vault.vault import Vault
from zicht.vocabulary.progress import silent

PEOPLE = {
    1: {"voornamen": "Mina", "achternaam": "Osei", "geboortedatum": "1999-04-05"},
    2: {"voornamen": "Pieter", "achternaam": "Jansen", "geboortedatum": "1961-11-20"},
    3: {"voornamen": "Ioana", "achternaam": "Popescu", "geboortedatum": "2001-02-11"},
}


def about(number: int, person: int, **other: str) -> dict[str, str]:
    return melding(number, **{**PEOPLE[person], "bsn": "", **other})


@pytest.fixture(name="run")
def _run(session: Session, vault: Vault):
    """Link all records that count, keep the keys, and count what changed since the run before."""

    def run() -> dict[str, int]:
        n_before = len(vault.person_history())
        links = linking.link(session, vault.link_fields()).links
        keep_persons(session, vault, links, silent)
        changes = [change for _, change in vault.person_history()[n_before:]]
        return dict(Counter(str(change.kind) for change in changes))

    return run


def test_a_second_run_changes_nothing(vault, deliver, run):
    vault.receive(deliver([about(1, 1), about(2, 1), about(3, 2)]))
    assert run() == {"new": 2}
    keys = vault.person_keys()
    assert run() == {}
    assert vault.person_keys() == keys


def test_a_year_more_adds_late_links_and_new_persons(vault, deliver, run):
    vault.receive(deliver([about(1, 1), about(2, 2)]))
    run()
    keys = vault.person_keys()
    later = {"meld_datum": "2025-02-01", "pleegperiode_van": "", "pleegperiode_tot": ""}
    vault.receive(
        deliver([about(11, 1, **later), about(12, 3, **later)], period="2025")
    )
    assert run() == {"late link": 1, "new": 1}
    assert {**vault.person_keys(), **keys} == vault.person_keys()


def test_a_correction_that_drops_a_person_says_so(vault, deliver, run):
    vault.receive(deliver([about(1, 1), about(2, 2)]))
    run()
    keys = vault.person_keys()
    vault.receive(deliver([about(1, 1)], correction=1))
    assert run() == {"gone": 1}
    assert vault.person_keys().items() <= keys.items()


def test_a_withdrawal_erases_keys_and_history(vault, deliver, run, session):
    vault.receive(deliver([about(1, 1), about(2, 2)]))
    run()
    keys = vault.person_keys()
    gone = vault.pseudonym("comensha_meldingen", ["M-00002"])
    from zicht.vault.erasure import erase_records

    erase_records(session, [("comensha_meldingen", gone)], "2025-01-01", "test")
    assert gone in keys
    assert gone not in vault.person_keys()
    assert all(keys[gone] != change.key for _, change in vault.person_history())
    assert run() == {}
