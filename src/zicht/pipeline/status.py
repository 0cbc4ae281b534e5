"""What was received, what was released, and what waits for whom."""

import datetime
from dataclasses import asdict
from pathlib import Path

from zicht.pipeline import folders, pages, releasing
from zicht.pipeline.expected import RECEIVED, owed_deliveries, slots
from zicht.pipeline.forgetting import due_in
from zicht.pipeline.inbox import open_inbox
from zicht.pipeline.tables import tables_of
from zicht.pipeline.vaults import has_vault, open_vault
from zicht.project.folder import Project
from zicht.release import find
from zicht.vocabulary.progress import Progress, silent


def status(folder: Path, *, tell: Progress = silent) -> dict[str, object]:
    """Describe the state of a project, without changing it."""
    project = Project.open(folder)
    inbox = open_inbox(project)
    waiting = inbox.waiting
    lines = releasing.list_releases(folder)
    newest = find(folders.releases(folder)) if lines else None
    found: dict[str, object] = {
        "project": project.face.title.en,
        "invented": project.face.invented,
        "deliveries in the folder": len(waiting),
        "files that are not understood": [
            {"file": question} for question in inbox.questions
        ],
        "releases": [line.as_json() for line in lines],
        "pages": "none"
        if newest is None
        else "up to date"
        if pages.is_made(folder, newest)
        else "to be made anew",
    }
    if has_vault(folder):
        with open_vault(project, why="status", tell=tell) as (_, vault):
            found["deliveries that the vault lacks"] = [
                {"delivery": str(missing)} for missing in vault.missing_deliveries()
            ]
            held = {one.digest for one in vault.receipts()}
            found["deliveries not received yet"] = sum(
                one.digest not in held for one in waiting
            )
            found["vault"] = [asdict(vault.status())]
            found["tables given"] = tables_of(vault)
            found["receipts"] = [
                {
                    "source": r.source,
                    "period": r.period,
                    "accepted": r.accepted,
                    "quarantined": r.quarantined,
                    **({"part": r.part} if r.part else {}),
                }
                for r in vault.receipts(current_only=True)
            ]
            current = {r.delivery_id for r in vault.receipts(current_only=True)}
            found["deliveries that count for nothing now"] = [
                {"source": r.source, "period": r.period, "delivery": r.delivery_id}
                for r in vault.receipts()
                if r.delivery_id not in current
            ]
            found["accepted in spite of doubts"] = [
                {"delivery": delivery, "because": reason}
                for delivery, reason in vault.accepted_because().items()
            ]
            found["kept longer than its ground allows"] = [
                {
                    "source": due.source,
                    "what": due.what,
                    "before": str(due.before),
                    "rows": due.rows,
                }
                for due in due_in(project, vault)
            ]
            today = datetime.datetime.now(tz=datetime.UTC).date()
            found["owed"] = [
                {
                    "delivery": slot.owed.name,
                    "state": slot.state,
                    "due": str(slot.owed.due),
                }
                for slot in slots(owed_deliveries(project), vault.coverage(), today)
                if slot.state != RECEIVED
            ]
    return found
