"""Counts of an invented country over the persons as they truly are: what is wrong then is not linkage."""

import csv
import gzip
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.figures.series import derive
from zicht.indicators import count
from zicht.pipeline.inhabitants import inhabitants_of
from zicht.pipeline.linking import add_anonymous
from zicht.pipeline.unrounded import unrounded
from zicht.pipeline.vaults import open_vault
from zicht.project.dimensions import dimensions
from zicht.project.folder import Project
from zicht.vault.vault import Vault
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import Series
from zicht.vocabulary.former_names import advice_on
from zicht.vocabulary.people import Links
from zicht.vocabulary.progress import silent


def counted_over_true_persons(project: Project, persons: Path) -> dict[str, Series]:
    """Count every indicator over the true persons, unrounded.

    Parameters
    ----------
    project : of an invented country that was run
    persons : file of the truth that says which record is about whom
    """
    with open_vault(project, why="truth", tell=silent) as (session, vault):
        links = _true_links(session, vault, persons)
        payload = replace(vault.payload(), link_names=project.link_names)
        draft = count(
            session,
            payload,
            links,
            project.indicators,
            dimensions(project.all_lists),
            views=project.views,
            merges=project.policy.merges,
        )
        inhabitants = inhabitants_of(project, session, payload)
    counts = unrounded(draft)
    return {
        indicator.id: derive(indicator, counts, inhabitants)
        for indicator in project.indicators
    }


def refuse_earlier_version(file: Path, columns: Iterable[str]) -> None:
    """Refuse a file of the truth whose columns have names of an earlier version.

    Raises
    ------
    ProjectError : a column was renamed since; names the file
    """
    renamed = advice_on(columns)
    if renamed:
        raise ProjectError(
            f"{file.name} was written by an earlier version: {renamed}",
            now="Make the invented country anew: `zicht invent`.",
        )


def _true_links(session: Session, vault: Vault, persons: Path) -> Links:
    """Write the links of all records that count, as the truth has them."""
    person_of = _true_person_of_records(vault, persons)
    records = session.columns(
        sql("SELECT pseud_id FROM {t}", t=vault.link_fields().relation)
    )["pseud_id"].tolist()
    of_records = [person_of[record] for record in records]
    columns = {
        "pseud_id": np.array(records, dtype=object),
        "person_id": np.array(of_records, dtype=object),
        "status": np.full(len(records), "true", dtype=object),
    }
    session.write("true_links", columns)
    n_persons = len(set(of_records))
    links = Links("true_links", n_persons, len(records), {"true": len(records)})
    add_anonymous(session, vault, links)
    return links


def _true_person_of_records(vault: Vault, persons: Path) -> dict[str, str]:
    """Read the person of every record, by its pseudonym."""
    person_of = {}
    with gzip.open(persons, "rt", newline="", encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        refuse_earlier_version(persons, rows.fieldnames or ())
        for row in rows:
            key = [row["record"], *([row["number"]] if row["number"] else [])]
            # The truth names records as suppliers do; the vault knows them by pseudonym
            # alone.
            person_of[vault.pseudonym(row["source"], key)] = row["person"]
    return person_of
