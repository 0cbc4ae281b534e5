"""What was received, what was released, and what waits for whom."""

from dataclasses import asdict
from pathlib import Path

from zicht.pipeline import folders, pages, releasing
from zicht.pipeline.intake import find_deliveries, open_vault
from zicht.pipeline.tables import tables_of
from zicht.project.folder import Project
from zicht.release import find


def status(folder: Path) -> dict[str, object]:
    """Describe the state of a project, without changing it."""
    project = Project.open(folder)
    waiting = find_deliveries(project)
    lines = releasing.list_releases(folder)
    newest = find(folders.releases(folder)) if lines else None
    found: dict[str, object] = {
        "project": project.face.title.en,
        "invented": project.face.invented,
        "deliveries in the folder": len(waiting),
        "releases": [line.as_json() for line in lines],
        "pages": "none"
        if newest is None
        else "up to date"
        if pages.is_made(folder, newest)
        else "to be made anew",
    }
    if (folders.private(folder) / "vault.duckdb").exists():
        with open_vault(project) as (_, vault):
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
                }
                for r in vault.receipts(current_only=True)
            ]
    return found
