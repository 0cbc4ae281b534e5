"""Writes a proposed form and its code lists into a project, for a person to correct."""

import tomllib
from pathlib import Path

from zicht.project.settings import SETTINGS
from zicht.sources import Proposal
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.text import is_language


def languages_of(folder: Path | None) -> tuple[str, ...]:
    """Return the languages of a project, as far as its settings can be read; English alone where they cannot."""
    if folder is None or not (folder / SETTINGS).is_file():
        return ("en",)
    try:
        table = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8-sig"))
    except ValueError:
        return ("en",)
    languages = table.get("project", {}).get("languages", [])
    return tuple(word for word in languages if is_language(word)) or ("en",)


def write_proposal(proposal: Proposal, folder: Path, source: str) -> list[Path]:
    """Write a proposal to `forms` and `codes` of a project.

    Raises
    ------
    UsageError : one of the files is there already, or the id of the source is no name of a file; nothing is written
    """
    # An id such as ../x would write outside the project.
    if Path(source).name != source:
        raise UsageError(
            f"{source!r} is not a valid id of a source; nothing was written.",
            now="Write letters, digits, hyphens and underscores.",
        )
    texts = {folder / "forms" / f"{source}.toml": proposal.form}
    for name, text in proposal.lists.items():
        texts[folder / "codes" / f"{name}.toml"] = text
    existing = [str(path) for path in texts if path.exists()]
    if existing:
        raise UsageError(
            f"{', '.join(existing)} is there already; nothing was written.",
            now="Move it aside, or leave out --out and take what you need.",
        )
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(texts)
