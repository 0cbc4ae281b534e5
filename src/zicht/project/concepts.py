"""Words of readers: the standard list, and what a project adds."""

from pathlib import Path

from zicht.project.rows import Row, each, read_sheet, refuse_doubles
from zicht.vocabulary.content import Concept
from zicht.vocabulary.text import is_language

CATALOGUE = Path(__file__).parent.parent / "catalogue"


def read_concepts(folder: Path) -> tuple[Concept, ...]:
    """Read the words of readers: those of the standard catalogue, then `synonyms.toml` of a project's content.

    Parameters
    ----------
    folder : of the content of a project

    Returns
    -------
    one concept per thing; a project's concept replaces the standard one of the same id

    Raises
    ------
    ProjectError : a concept stands twice in a file, or has no words; names file and line
    """
    standard = CATALOGUE / "knowledge" / "synonyms.toml"
    found: dict[str, Concept] = {}
    for path, root in (
        (standard, CATALOGUE),
        (folder / "synonyms.toml", folder.parent),
    ):
        rows = (
            read_sheet(path, root, known=("concept",)).only_tables().rows("concept")
            if path.exists()
            else ()
        )
        refuse_doubles(rows)
        found.update((concept.id, concept) for concept in each(rows, _concept))
    return tuple(found.values())


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
