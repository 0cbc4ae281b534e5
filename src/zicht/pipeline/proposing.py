"""Writes a proposed form and its code lists into a project, for a person to correct."""

from pathlib import Path

from zicht.sources import Proposal
from zicht.vocabulary.errors import UsageError


def write_proposal(proposal: Proposal, folder: Path, source: str) -> list[Path]:
    """Write a proposal to `forms` and `codes` of a project.

    Raises
    ------
    UsageError : one of the files is there already; nothing is written
    """
    texts = {folder / "forms" / f"{source}.toml": proposal.form}
    for name, text in proposal.lists.items():
        texts[folder / "codes" / f"{name}.toml"] = text
    there = [str(path) for path in texts if path.exists()]
    if there:
        raise UsageError(
            f"{', '.join(there)} is there already; nothing was written.",
            now="Move it aside, or leave out --out and take what you need.",
        )
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(texts)
