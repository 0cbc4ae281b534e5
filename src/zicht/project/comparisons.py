"""Declared comparisons of a project: `comparisons.toml`. `docs/register.md` tells an editor how."""

from collections.abc import Callable, Collection
from pathlib import Path

from zicht.project.addresses import refuse_unknown_figure
from zicht.project.rows import Row, each, read_sheet, refuse_doubles
from zicht.vocabulary.figures import Comparison

FILE = "comparisons.toml"
COMPARISON_KEYS = "id from to reason across"


def read_comparisons(
    project: Path,
    figures: Collection[str] | None = None,
    refuse_address: Callable[[str], None] | None = None,
) -> tuple[Comparison, ...]:
    """Read the declared comparisons of a project.

    Parameters
    ----------
    project : its folder
    figures : ids of the register, to which a comparison may refer; None leaves that unchecked
    refuse_address : raises for the address of a figure that will not be counted; None leaves that unchecked

    Returns
    -------
    one Comparison per table, in the order of the file; empty where the project has no such file

    Raises
    ------
    ProjectError : a mistake in the file, or a figure that is not known; names file and line
    """
    path = project / FILE
    if not path.exists():
        return ()
    sheet = read_sheet(path, project, known=("comparison",)).only_tables()
    rows = sheet.rows("comparison")
    refuse_doubles(rows)
    return each(rows, lambda row: _comparison(row, figures, refuse_address))


def _comparison(
    row: Row,
    figures: Collection[str] | None,
    refuse_address: Callable[[str], None] | None,
) -> Comparison:
    row.only(COMPARISON_KEYS)
    comparison = Comparison(
        id=row.slug("id"),
        before=row.text("from"),
        after=row.text("to"),
        reason=row.words("reason"),
        # A comparison across a break in the series needs a reason of its own (ADR
        # 0202).
        across=row.maybe_words("across"),
        place=row.at(),
    )
    if comparison.id in (figures or ()):
        raise row.wrong(
            "id",
            f"{comparison.id!r} is the id of a cited figure.",
            "Choose another id.",
        )
    refuse_unknown_figure(row, "from", comparison.before, figures, refuse_address)
    refuse_unknown_figure(row, "to", comparison.after, figures, refuse_address)
    return comparison
