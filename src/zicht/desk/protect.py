"""The verbs `zicht protect` and `zicht audit` on plain CSV files."""

import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zicht.desk.inhabitants import read_inhabitants
from zicht.desk.losses import Loss
from zicht.desk.rare import Gate, group_rare
from zicht.desk.records import read_records
from zicht.desk.written import must_be_free, write
from zicht.disclosure import policy as policies
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.protected import Status
from zicht.vocabulary.tables import CountTable
from zicht.vocabulary.text import Language

MANY, LEAST_STEP = 8, 3
"""Numbers of which it is no chance that all are multiples of this, or of more."""


@dataclass(frozen=True)
class ProtectReport:
    """What `zicht protect` did.

    Parameters
    ----------
    files : written, in the order of the tables
    method, policy : how, and by which rules
    cells, hidden : how many cells there are, and how many show no number
    losses : by name
    tables : what each table lost, as it can be read off the published table
    page : that tells it
    audit : the command that attacks the tables
    notes : what was left out or merged, in words
    seconds : it took
    """

    files: tuple[Path, ...]
    method: str
    policy: str
    cells: int
    hidden: int
    losses: Mapping[str, float]
    tables: tuple[Loss, ...]
    page: Path
    audit: str
    notes: tuple[str, ...]
    seconds: float

    def as_mapping(self) -> dict[str, object]:
        """Give what `--json` prints."""
        return {
            "files": [path.name for path in self.files],
            "method": self.method,
            "policy": self.policy,
            "cells": self.cells,
            "hidden": self.hidden,
            "losses": dict(self.losses),
            "tables": [loss.as_mapping() for loss in self.tables],
            "page": self.page.name,
            "audit": self.audit,
            "notes": list(self.notes),
            "seconds": round(self.seconds, 3),
        }


def protect_files(
    micro: Path,
    *,
    by: Sequence[str],
    hierarchies: Sequence[str] = (),
    policy: Path,
    out: Path,
    inhabitants: Sequence[str] = (),
    count: str = "",
    without: Sequence[str] = (),
    merge_rare: Sequence[str] = (),
    several: Sequence[str] = (),
    person: str = "",
    totals: Sequence[str] = (),
    language: Language = "en",
    progress: Progress | None = None,
    seconds: float = 300.0,
) -> ProtectReport:
    """Count micro data, protect all tables as one system, attack them, and write them.

    Parameters
    ----------
    micro : CSV with a row per record
    by : for each table its columns, as `region,year`; the name of a level (`province`) stands for its column there
    hierarchies : `region=FILE`, several for one column where they cross; a CSV of child and parent, or a .hrc file;
        `region=province` for a column of the micro data, and `region=` where no other column is a level of it
    policy : TOML file with the rules
    out : folder to write to, new or written by an earlier run; a file per table (`region_year.csv`), the levels, a page
    inhabitants : `region=FILE`, for a policy with `minimum_population`
    count : column that says how many units a row stands for; `n` where there is one, and `rows` for one each
    without : `COLUMN=MEMBER`: rows to leave out, with * for anything
    merge_rare : `COLUMN=LEAST`: categories whose published number is below it are published together
    several : columns of which one may carry several codes: they do not add up to their total
    person : column that says whose row it is: rows of one person with the same other codes count once
    totals : `COLUMN=CODE`: the code of a total where its name does not say so; `COLUMN=` where there is none
    language : of the page and the notes
    seconds : the longest one part of the protection, or the attack, may take

    Returns
    -------
    files, losses and seconds; nothing is written when the gate refuses

    Raises
    ------
    UsageError, ProjectError : a file cannot be read as what it should be, or the folder holds other files
    DisclosureRefused : the gate refuses, and says what to merge
    """
    begin = time.monotonic()
    rules = read_policy(policy)
    must_be_free(out)
    records = read_records(
        micro,
        by,
        hierarchies,
        rules,
        count=count,
        without=without,
        several=several,
        person=person,
        totals=totals,
    )
    people = dict.fromkeys(records.dimensions, records)
    gate = Gate(rules, read_inhabitants(inhabitants, rules, people), progress, seconds)
    grouped = group_rare(records, merge_rare, gate)
    protected = gate.publish(grouped.records.tables())
    written = write(
        protected,
        grouped.records.wanted,
        out,
        rules,
        notes=records.notes,
        groups=grouped.groups,
        language=language,
    )
    hidden = sum(
        int((table.statuses != Status.PUBLISHED).sum()) for table in protected.tables
    )
    return ProtectReport(
        files=written.files,
        method=protected.method,
        policy=protected.policy,
        cells=sum(len(table.values) for table in protected.tables),
        hidden=hidden,
        losses=protected.losses,
        tables=written.losses,
        page=written.page,
        audit=written.audit,
        notes=tuple(
            note.in_language(language) for note in (*records.notes, *grouped.notes)
        ),
        seconds=time.monotonic() - begin,
    )


def read_policy(path: Path) -> Policy:
    """Read the rules from a TOML file."""
    try:
        mapping = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(
            f"{path.name} is no TOML: {error}.",
            now="See docs/disclosure.md for a policy.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ProjectError(
            f"{path.name} cannot be read as UTF-8 text.",
            now="Give a TOML file with rules.",
        ) from error
    return policies.read(mapping, where=path.name)


def count_file(
    micro: Path, by: Sequence[str], hierarchies: Sequence[str], rules: Policy
) -> tuple[CountTable, ...]:
    """Count a micro data file into the tables asked for."""
    return read_records(micro, by, hierarchies, rules).tables()
