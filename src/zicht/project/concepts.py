"""Words of readers: those of a pack, and what a project adds."""

from pathlib import Path

from zicht.project.packs import NO_PACK, Pack
from zicht.project.rows import Row, each, read_sheet, refuse_doubles
from zicht.vocabulary.content import Concept
from zicht.vocabulary.text import is_language


def read_concepts(folder: Path, *, pack: Pack = NO_PACK) -> tuple[Concept, ...]:
    """Read the words of readers: those of a pack, then `synonyms.toml` of a project's content.

    Parameters
    ----------
    folder : of the content of a project
    pack : of the project

    Returns
    -------
    one concept per thing; a project's concept replaces that of the pack with the same id

    Raises
    ------
    ProjectError : a concept stands twice in a file, or has no words; names file and line
    """
    concepts: dict[str, Concept] = {}
    for path, root in (
        (pack.folder / "knowledge" / "synonyms.toml", pack.folder),
        (folder / "synonyms.toml", folder.parent),
    ):
        if not path.exists():
            continue
        rows = read_sheet(path, root, known=("concept",)).only_tables().rows("concept")
        refuse_doubles(rows)
        for concept in each(rows, _concept):
            if root != pack.folder or not pack.has_removed("synonyms", concept.id):
                concepts[concept.id] = concept
    return tuple(concepts.values())


def _concept(row: Row) -> Concept:
    languages = [key for key in row.values if key != "id"]
    strays = [key for key in languages if not is_language(key)]
    if strays:
        raise row.wrong(strays[0], f"{strays[0]!r} is not the code of a language.")
    words = {language: row.texts(language) for language in languages}
    if not words or not all(words.values()):
        raise row.wrong(
            "",
            "A concept has words in every language of the project.",
            "Add them; the field's own word first.",
        )
    return Concept(row.text("id"), words)
