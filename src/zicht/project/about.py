"""What figures are about: the concepts that series, indicators and codes declare."""

from zicht.project.rows import Row
from zicht.proof.lexicon import about_problems

WHERE_CONCEPTS_STAND = "docs/proof.md says where the concepts are listed."


def about_of(row: Row) -> tuple[str, ...]:
    """Read what figures are about; a word that names no concept is a mistake, with file and line."""
    about = tuple(row.texts("about")) if row.has("about") else ()
    unknown = about_problems(about)
    if unknown:
        raise row.wrong(
            "about",
            f"'about' names no known concept: {', '.join(unknown)}.",
            WHERE_CONCEPTS_STAND,
        )
    return about
