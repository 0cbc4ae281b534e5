"""How many records are left out because the people they are about refused consent."""

from zicht.project.folder import Project
from zicht.vault.vault import Vault


def refused_consent(project: Project, vault: Vault) -> dict[str, int]:
    """Count these records per source that asks for consent, zeros too.

    They are for the people of the office, who judge with them how complete a figure is. They are not published: who
    refused to be counted is not counted for readers either (ADR 0206).
    """
    counts = vault.refused_consent()
    return {
        source: n_records
        for source, n_records in sorted(counts.items())
        if any(form.consent for form in project.forms.get(source, ()))
    }
