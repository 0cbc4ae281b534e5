"""What a release publishes that is not counted: cited figures, what follows from them, and the texts."""

from zicht.figures.reconcile import reconcile
from zicht.figures.register import Register
from zicht.knowledge import shelve
from zicht.project.folder import Project
from zicht.project.reports import read_reports
from zicht.vocabulary.releases import Release
from zicht.vocabulary.text import Text


def uncounted(project: Project, register: Register) -> Release:
    """Put together the cited figures, how far they agree, and the texts; estimates are not made here."""
    return Release(
        digest="",
        face=project.face,
        names=names_in_print(project),
        roles=project.roles,
        cited=project.cited,
        reconciliations=reconcile(register, project.checks),
        key_figures=project.key_figures,
        comparisons=project.comparisons,
        documents=(
            *shelve(project.content, project.cited, project.roles),
            *read_reports(project.folder, project.content.documents),
        ),
    )


def names_in_print(project: Project) -> dict[str, Text]:
    """Return what the pack and the project call things; a source that they leave out is called by its newest form."""
    by_key: dict[str, Text] = {}
    for source, forms in project.forms.items():
        newest = max(forms, key=lambda form: form.version)
        by_key[f"source.{source}"] = newest.title
    by_key.update(project.names)
    return dict(sorted(by_key.items()))
