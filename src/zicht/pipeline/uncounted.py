"""What a release publishes that is not counted: cited figures, what follows from them, and the texts."""

from zicht.figures.reconcile import reconcile
from zicht.figures.register import Register
from zicht.knowledge import shelve
from zicht.project.folder import Project
from zicht.project.reports import read_reports
from zicht.vocabulary.releases import Release


def uncounted(project: Project, register: Register) -> Release:
    """Put together the cited figures, how far they agree, and the texts; estimates are not made here."""
    return Release(
        digest="",
        face=project.face,
        names=project.names,
        cited=project.cited,
        reconciliations=reconcile(register, project.checks),
        key_figures=project.key_figures,
        documents=(
            *shelve(project.content, project.cited),
            *read_reports(project.folder, project.content.documents),
        ),
    )
