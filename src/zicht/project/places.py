"""Compares the files in the folder of a project with the files that are read."""

import difflib
from collections.abc import Collection, Iterator
from pathlib import Path

from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.text import is_language

FOLDERS = frozenset(
    {
        "codes",
        "content",
        "deliveries",
        "figures",
        "forms",
        "geography",
        "indicators",
        "names",
        "remarks",
        "reports",
        "views",
    }
)
"""Folders of a project that something reads."""
FILES = frozenset({"comparisons.toml", "key_figures.toml", "proof.toml", "zicht.toml"})
"""Files of a project, beside its folders."""
_NOTE = "README.md"
"""Note of `zicht new` on what goes into a folder."""
_NEAR = 0.85
"""How alike a name must be to one that is read to be a mistake in spelling: 1 where they are the same."""


def written_files(folder: Path) -> list[Path]:
    """Return the files of a project that an editor writes: settings, TOML, tables, queries and pages."""
    folders = sorted(FOLDERS - {"deliveries"})
    files = [
        path
        for name in folders
        for ending in ("toml", "csv", "sql", "md")
        for path in sorted((folder / name).rglob(f"*.{ending}"))
        if path.is_file() and path.name != _NOTE
    ]
    settings = [folder / name for name in sorted(FILES)]
    return [*filter(Path.is_file, settings), *files]


def refuse_what_is_not_read(
    folder: Path, languages: Collection[str] | None = None
) -> None:
    """Refuse files and folders that resemble those of a project and are not read.

    Parameters
    ----------
    folder : of the project
    languages : in which the project publishes; None where they are not known

    Raises
    ------
    ProjectError : a folder is a file or the reverse, a name is nearly one that is read, or a file of names or text of
        a report is of no language of the project; all of them at once
    """
    mistakes: list[str] = []
    for path in sorted(folder.iterdir()):
        mistakes += _faults_of_entry(path)
    if (folder / "names").is_dir():
        mistakes += _faults_of_names(folder / "names")
    if languages is not None:
        mistakes += _faults_of_languages(folder, languages)
    if mistakes:
        raise ProjectError(
            f"{counted(len(mistakes), 'place of this project is', 'places of this project are')} not read.",
            details=mistakes,
        )


def _faults_of_entry(path: Path) -> Iterator[str]:
    name = path.name
    if name in FOLDERS:
        if not path.is_dir():
            yield f"{name}: this is a file, and is not read. Make it a folder."
    elif name in FILES:
        if not path.is_file():
            yield f"{name}: this is a folder, and is not read. Make it a file."
    elif path.suffix in (".toml", ".csv") and path.stem in FOLDERS:
        yield f"{name}: this is not read. Put its contents into the folder {path.stem}."
    else:
        known = FOLDERS if path.is_dir() else FILES
        near = difflib.get_close_matches(name, known, n=1, cutoff=_NEAR)
        if near:
            yield f"{name}: this is not read. Did you mean {near[0]!r}?"


def _faults_of_names(folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        is_read = path.suffix == ".toml" and is_language(path.stem)
        is_hidden = path.name.startswith(".")
        if not is_read and not is_hidden and path.suffix != ".md":
            yield (
                f"names/{path.name}: this is not read."
                " Names stand in CODE.toml, with the code of their language."
            )


def _faults_of_languages(folder: Path, languages: Collection[str]) -> Iterator[str]:
    """Yield files of names and texts of reports in a language that the project does not publish in."""
    files = [*folder.glob("names/*.toml"), *folder.glob("reports/*/*.md")]
    for path in sorted(files):
        if is_language(path.stem) and path.stem not in languages:
            yield (
                f"{path.relative_to(folder).as_posix()}:1: this is not published: the languages of the project"
                f" are {', '.join(languages)}. Name {path.stem!r} under [project] languages in zicht.toml,"
                " or remove the file."
            )
