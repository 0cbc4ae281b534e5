"""The ledger of the gate, kept in the vault: what every published release and table printed.

A table asked on demand counts from the moment it is given. A release is written down before it is frozen, under the
digest of the gate, and counts from its publication on: a preview that nobody approved does not bind the next one.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace

from zicht.project.dimensions import dimensions
from zicht.vault.ledger import CELLS
from zicht.vault.vault import Vault
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.former_names import name_of_today
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.releases import Release
from zicht.vocabulary.spans import PrintedSpan


def write_down(
    vault: Vault, protected: Protected, spans: tuple[PrintedSpan, ...] = ()
) -> None:
    """Write what a release will print, before it is frozen; of spans of time also what it was printed of."""
    entry = json.loads(
        Ledger().entered(protected.digest, protected, spans=spans).as_json()
    )
    vault.remember(protected.digest, {CELLS: json.dumps(entry, sort_keys=True)})


def cells_of(release: Release, sealed: Protected, gate_digest: str) -> str:
    """Return what a release printed as the ledger keeps it, read back from its signed files.

    The spans of time that a release was printed of are not in its files: they are true values.

    Parameters
    ----------
    release : verified
    sealed : its protected tables; the categories of their dimensions are read from the code lists of the release
    gate_digest : of what the gate sealed, under which the ledger knows it
    """
    known = dimensions(release.codes)
    tables = tuple(_with_categories(table, known) for table in sealed.tables)
    # True values of spans are kept in the vault alone.
    protected = replace(sealed, tables=tables, spans=())
    entry = json.loads(Ledger().entered(gate_digest, protected).as_json())
    return json.dumps(entry, sort_keys=True)


def _with_categories(
    table: ProtectedTable, known: Mapping[str, Dimension]
) -> ProtectedTable:
    """Return a table with the categories of its dimensions; a curve has no code list, and its steps are its codes."""
    dimensions_with_categories = []
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        steps = [code for code in dict.fromkeys(codes.tolist()) if code != TOTAL]
        curve = Dimension(dimension.name, tuple(steps), adds_up=False)
        dimensions_with_categories.append(known.get(dimension.name, curve))
    return replace(table, dimensions=tuple(dimensions_with_categories))


def digest_of(ledger: Ledger) -> str:
    """Return the digest by which a ledger is known; that of an empty one is empty.

    It stands beside releases, so it is of what was printed alone: the name of an entry is the digest of all of that.
    """
    printed = Ledger(tuple(replace(entry, spans=()) for entry in ledger.entries))
    return (
        hashlib.sha256(printed.as_json().encode()).hexdigest() if ledger.entries else ""
    )


def knows(vault: Vault, gate_digest: str) -> bool:
    """Whether the vault wrote down what the gate sealed under this digest."""
    return any(entry.release == gate_digest for entry in vault.recall())


def refuse_outdated(vault: Vault, gate_digest: str, attacked_with: str | None) -> None:
    """Refuse to publish what was protected before another release or a table was published.

    What counts already is not refused: it may be signed once more.

    Parameters
    ----------
    gate_digest : of what is to be published
    attacked_with : digest of the ledger it was attacked together with, as the gate signed it; None where no signature
        covers it

    Raises
    ------
    ReleaseError : the ledger has moved on; the two were never attacked together
    """
    if vault.is_published(gate_digest):
        return
    if attacked_with is None:
        raise ReleaseError(
            "The gate did not sign which ledger this release was attacked together with.",
            now="An earlier version made it. Move it out of releases/ and run again.",
        )
    # The release itself is left out: a run that was cut short may have entered it
    # already.
    others = Ledger(
        tuple(
            entry for entry in published(vault).entries if entry.release != gate_digest
        )
    )
    if digest_of(others) != attacked_with:
        raise ReleaseError(
            "Another release or a table was published since this one was protected: together they were never attacked.",
            now="Move this release out of releases/ and run again; then have the new one reviewed.",
        )


def of_today(ledger: Ledger) -> Ledger:
    """Return a ledger under the names that dimensions have today, to be compared with what is printed now."""
    return ledger.with_names(name_of_today)


def published(vault: Vault) -> Ledger:
    """Return what every published release printed, oldest first, under the names that dimensions had then."""
    entries = [
        entry
        # What was written down and never published binds nobody.
        for kept in vault.recall()
        if kept.table == CELLS and vault.is_published(kept.release)
        for entry in Ledger.from_json(kept.cells).entries
    ]
    return Ledger(tuple(entries))
