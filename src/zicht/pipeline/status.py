"""What was received, what was released, and what waits for whom."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from zicht.edition.messages import Message
from zicht.pipeline import folders, pages, releasing
from zicht.pipeline.accepting import accepted_in_doubt
from zicht.pipeline.expected import rows_of_missing
from zicht.pipeline.forgetting import due_in, kept_in_words
from zicht.pipeline.given_tables import tables_of
from zicht.pipeline.inbox import Inbox, open_inbox
from zicht.pipeline.refused import refused_consent
from zicht.pipeline.vaults import has_vault, open_vault
from zicht.project.folder import Project
from zicht.release.store import find
from zicht.vault.vault import Vault
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.progress import Progress, silent

_Row = dict[str, object]
"""One line of a list, by column."""


def status(folder: Path, *, tell: Progress = silent) -> dict[str, object]:
    """Describe the state of a project, without changing it."""
    project = Project.open(folder)
    inbox = open_inbox(project)
    state = _state_of_folder(project, inbox)
    if has_vault(folder):
        with open_vault(project, why="status", tell=tell) as (_, vault):
            state |= _state_of_vault(project, vault, inbox)
    return state


def _state_of_folder(project: Project, inbox: Inbox) -> dict[str, object]:
    """Describe what lies in the folder of a project, beside its vault."""
    releases = releasing.list_releases(project.folder)
    return {
        "project": project.face.title.en,
        "invented": project.face.invented,
        "deliveries in the folder": len(inbox.waiting),
        "files that are not understood": [
            {"file": question} for question in inbox.questions
        ],
        "releases": [release.as_json() for release in releases],
        "pages": _state_of_pages(project.folder) if releases else Message("value.none"),
    }


def _state_of_pages(folder: Path) -> Message:
    newest = find(folders.releases(folder))
    key = "pages_up_to_date" if pages.is_made(folder, newest) else "pages_outdated"
    return Message(f"value.{key}")


def _state_of_vault(project: Project, vault: Vault, inbox: Inbox) -> dict[str, object]:
    """Describe what the vault holds, what it lacks, and what its ledger gave away."""
    received, current = vault.receipts(), vault.receipts(current_only=True)
    held = {receipt.digest for receipt in received}
    not_received = [waiting for waiting in inbox.waiting if waiting.digest not in held]
    missing = vault.missing_deliveries()
    return {
        "deliveries that the vault lacks": [
            {"delivery": str(delivery)} for delivery in missing
        ],
        "deliveries not received yet": len(not_received),
        "vault": [asdict(vault.status())],
        "tables given": tables_of(vault),
        "receipts": [_receipt_row(receipt) for receipt in current],
        "deliveries that count for nothing now": _replaced(received, current),
        "left out because consent was refused": [
            {"source": source, "records": n_records}
            for source, n_records in refused_consent(project, vault).items()
        ],
        "accepted in spite of doubts": accepted_in_doubt(vault),
        "kept longer than its ground allows": _overdue_for_erasure(project, vault),
        "owed": rows_of_missing(project, vault),
    }


def _receipt_row(receipt: Receipt) -> _Row:
    row: _Row = {
        "source": receipt.source,
        "period": receipt.period,
        "accepted": receipt.accepted,
        "quarantined": receipt.quarantined,
    }
    if receipt.part:
        row["part"] = receipt.part
    return row


def _replaced(received: Iterable[Receipt], current: Iterable[Receipt]) -> list[_Row]:
    """List the receipts that a later delivery replaced."""
    current_ids = {receipt.delivery_id for receipt in current}
    return [
        {
            "source": receipt.source,
            "period": receipt.period,
            "delivery": receipt.delivery_id,
        }
        for receipt in received
        if receipt.delivery_id not in current_ids
    ]


def _overdue_for_erasure(project: Project, vault: Vault) -> list[_Row]:
    """List the records that are kept after their retention period ended."""
    return [
        {
            "source": due.source,
            "what": kept_in_words(due),
            "before": str(due.before),
            "rows": due.rows,
        }
        for due in due_in(project, vault)
    ]
