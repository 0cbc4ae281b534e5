"""Reads how many people live in each area, for `zicht protect`."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from zicht.desk.csvs import read_columns
from zicht.desk.requests import AreaFile
from zicht.disclosure.small_areas import Inhabitants
from zicht.vocabulary.errors import ProjectError, UsageError
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.policies import Policy


def read_inhabitants(
    files: Sequence[AreaFile], policy: Policy, columns: Iterable[str]
) -> Inhabitants:
    """Read CSVs with two columns: the code of an area and its inhabitants.

    Parameters
    ----------
    files : per column of areas
    policy : with or without a minimum population
    columns : that tables show

    Raises
    ------
    UsageError : a file is not as it should be, or is of a column that no table shows
    ProjectError : the policy asks for a minimum population and no file was given, or the other way round
    """
    # Either without the other has no effect, although the user expects protection from
    # it.
    if bool(files) != bool(policy.minimum_population):
        fault = (
            "asks for none"
            if files
            else "asks for a minimum population, and no inhabitants were given"
        )
        raise ProjectError(
            f"The policy {policy.title} {fault}.",
            now="Give --inhabitants COLUMN=FILE (code of an area, inhabitants)"
            " together with minimum_population in the policy.",
        )
    known = set(columns)
    inhabitants: dict[str, dict[str, int]] = {}
    for file in files:
        if file.column not in known:
            raise UsageError(
                f"--inhabitants '{file.column}={file.path}' names a column that no table shows.",
                now=f"Write COLUMN=FILE; columns: {', '.join(sorted(known))}.",
            )
        of_column = inhabitants.setdefault(file.column, {})
        of_column.update(_read(file.path))
    return inhabitants


def _read(path: Path) -> dict[str, int]:
    """Read the inhabitants of each area from one file."""
    file = read_columns(path)
    if len(file.by_name) != 2:
        raise UsageError(
            f"{path.name} has {counted(len(file.by_name), 'column')}.",
            now="It has two: code of the area, inhabitants.",
        )
    areas, numbers = file.by_name.values()
    n_bad = int((~numbers.where(str.isdecimal)).sum())
    if n_bad or len(areas.texts) != len(areas):
        raise UsageError(
            f"{path.name}: {n_bad} numbers of inhabitants are not whole numbers from 0, or an area stands twice.",
            now="Give each area once, with its inhabitants.",
        )
    pairs = zip(areas.to_list(), numbers.to_list(), strict=True)
    return {area: int(number) for area, number in pairs}
