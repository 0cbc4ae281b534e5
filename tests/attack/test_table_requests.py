"""Somebody asks table after table until the gate refuses: each request stands in the journal, with its answer."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.attack.acting import publish, run_without_pages

from zicht.disclosure import ondemand
from zicht.pipeline import folders, tables
from zicht.pipeline.tables import Request
from zicht.vault.journal import (
    PUBLISHED,
    TABLE_ASKED,
    TABLE_GIVEN_AGAIN,
    TABLE_REFUSED,
    Entry,
    check_journal,
)
from zicht.vocabulary.errors import DisclosureRefused, Refusal, ZichtError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")
HALF_OF_A_YEAR = """
    CASE WHEN extract(month FROM r.referred_on) <= 6 THEN 'h1' ELSE 'h2' END AS half,"""
CROSSED = Request(by=("gender", "half"), statement="for a letter")
"""A table whose cells no release printed: each holds people of one gender in one half of a year."""
STATEMENTS = (TABLE_ASKED, TABLE_REFUSED, TABLE_GIVEN_AGAIN, PUBLISHED)


@pytest.fixture(scope="module", name="published")
def _published(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Albion after a release by gender and by half of a year, but not by both."""
    project = Path(
        shutil.copytree(delivered, tmp_path_factory.mktemp("published") / "albion")
    )
    codes = "".join(
        f'[[code]]\ncode = "{code}"\nnl = "{code}"\nen = "{code}"\n'
        for code in ("h1", "h2")
    )
    (project / "codes" / "half.toml").write_text(f'name = "half"\n{codes}')
    query = project / "indicators" / "R01.sql"
    query.write_text(query.read_text().replace("SELECT", f"SELECT{HALF_OF_A_YEAR}"))
    breakdowns(project, '[[], ["gender"], ["half"]]')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zicht.pipeline.pages.make", lambda *_, **__: None)
        run_without_pages(project)
        publish(project)
    return project


def breakdowns(project: Path, words: str) -> None:
    indicator = project / "indicators" / "R01.toml"
    lines = [
        f"breakdowns = {words}" if line.startswith("breakdowns = ") else line
        for line in indicator.read_text().splitlines()
    ]
    indicator.write_text("\n".join(lines) + "\n")


@pytest.fixture(name="project")
def _project(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "albion"))


def ask(project: Path, request: Request = CROSSED) -> None:
    tables.ask(project, request, tell=silent)


def stated(project: Path) -> list[Entry]:
    """Return what the journal states of tables, oldest first."""
    entries = check_journal(folders.journal(project))
    return [
        entry
        for entry in entries
        if entry.what in STATEMENTS and (entry.what != PUBLISHED or entry.text("table"))
    ]


def without_a_release(project: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tables, "_printed_by_releases", lambda *_: set())


def settings(words: str) -> Callable[[Path, pytest.MonkeyPatch], None]:
    def change(project: Path, _: pytest.MonkeyPatch) -> None:
        file = project / "zicht.toml"
        policy = f'[policy]\nname = "strict"\nreason = "test"\n{words}'
        file.write_text(file.read_text().replace("[policy]", policy))

    return change


def which(reason: Refusal) -> Callable[[Path, pytest.MonkeyPatch], None]:
    """Let the gate refuse for a reason, as it would."""

    def change(_: Path, patch: pytest.MonkeyPatch) -> None:
        def refuse(*_: Any, **__: Any) -> None:
            raise DisclosureRefused("gender=f of 3 people", reason=reason)

        patch.setattr(ondemand, "_attack_and_repair", refuse)

    return change


def with_a_fault(_: Path, patch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    patch.setattr(ondemand, "DrawnTable", fail)


def with_a_delivery_missing(_: Path, patch: pytest.MonkeyPatch) -> None:
    def refuse(_: Any) -> None:
        raise ZichtError("3 deliveries are missing")

    patch.setattr(tables, "refuse_missing", refuse)


REFUSALS: dict[str, Callable[[Path, pytest.MonkeyPatch], None]] = {
    **{reason.value: which(reason) for reason in Refusal},
    Refusal.NO_RELEASE.value: without_a_release,
    Refusal.SPARSE.value: settings("minimum_mean_count = 1000.0"),
    Refusal.POLICY.value: settings('method = "suppression"'),
    "ZeroDivisionError": with_a_fault,
    "ZichtError": with_a_delivery_missing,
}


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_refusal_is_stated_with_the_kind_of_its_reason(
    project: Path, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stood in the journal as one opening of the vault like every other."""
    REFUSALS[reason](project, monkeypatch)
    with pytest.raises((ZichtError, ZeroDivisionError)):
        ask(project)
    asked, refused = stated(project)
    assert asked.what == TABLE_ASKED
    assert asked.about["question"] == "of referred_persons by year, gender, half"
    assert asked.about["statement"] == CROSSED.statement
    assert refused.what == TABLE_REFUSED
    assert dict(refused.about) == {"request": asked.number, "reason": reason}


def test_a_table_that_is_given_names_its_request(project: Path) -> None:
    ask(project)
    ask(project)
    first, given, second, again = stated(project)
    assert [entry.what for entry in (first, given, second, again)] == [
        TABLE_ASKED,
        PUBLISHED,
        TABLE_ASKED,
        TABLE_GIVEN_AGAIN,
    ]
    assert given.about["request"] == first.number
    assert json.loads(given.text("table"))["statement"] == CROSSED.statement
    assert again.about["request"] == second.number


KILLED = """
import os, pathlib, signal, sys
from zicht.pipeline import tables
from zicht.vocabulary.progress import silent
tables._count_units = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
tables.ask(pathlib.Path(sys.argv[1]), tables.Request(by=("gender",)), tell=silent)
"""


def test_a_request_that_was_killed_stands_in_the_journal(project: Path) -> None:
    words = [sys.executable, "-c", KILLED, str(project)]
    assert subprocess.run(words, check=False).returncode == -signal.SIGKILL
    (asked,) = stated(project)
    assert asked.what == TABLE_ASKED
