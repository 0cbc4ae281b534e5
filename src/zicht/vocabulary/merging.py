"""Categories that are published together: checked once, for projects and for plain files alike."""

from collections.abc import Mapping

from zicht.vocabulary.errors import ProjectError

Merges = Mapping[str, str]
"""Category to the category it becomes part of."""


def refuse_unfit(
    merges: Merges,
    known: set[str],
    levels: Mapping[str, Mapping[str, str]],
    *,
    where: str,
) -> None:
    """Refuse merges that would do nothing, or something else than they say.

    Parameters
    ----------
    merges : of one dimension
    known : its categories
    levels : per level of the dimension, category to the code above it
    where : file and rule, for the error

    Raises
    ------
    ProjectError : a category is unknown, joins one that is merged itself, or lies under another code of a level
    """
    unknown = sorted({code for code in merges if code not in known})
    chained = sorted({into for into in merges.values() if into in merges})
    crossing = sorted(
        f"{code} (in {level})"
        for level, parents in levels.items()
        for code, into in merges.items()
        if parents.get(code) != parents.get(into) and into in known
    )
    faults = [
        *(f"{code} is not a category here" for code in unknown),
        *(f"{into} is merged itself" for into in chained),
        *(f"{code} would leave the code above it" for code in crossing),
    ]
    if faults:
        raise ProjectError(
            f"{where}: these merges cannot be done.",
            details=faults,
            now='Write category = "category it becomes part of"; both as the list has them, and under the same code.',
        )
