"""Reads how many people live in each area, for `zicht protect`."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from zicht.desk.csvs import read_rows
from zicht.disclosure.small_areas import Inhabitants
from zicht.vocabulary.errors import ProjectError, UsageError
from zicht.vocabulary.policies import Policy


def read_inhabitants(
    given: Sequence[str], policy: Policy, columns: Mapping[str, object]
) -> Inhabitants:
    """Read `region=FILE` arguments: CSVs with two columns, the code of an area and its inhabitants.

    Raises
    ------
    UsageError : a file is not as it should be, or is of a column that no table shows
    ProjectError : the policy asks for a minimum population and no file was given, or the other way round
    """
    if bool(given) != bool(policy.minimum_population):
        what = (
            "asks for a minimum population, and no inhabitants were given"
            if not given
            else "asks for none"
        )
        raise ProjectError(
            f"The policy {policy.title} {what}.",
            now="Give --inhabitants COLUMN=FILE (code of an area, inhabitants)"
            " together with minimum_population in the policy.",
        )
    found: dict[str, dict[str, int]] = {}
    for one in given:
        column, _, file = (part.strip() for part in one.partition("="))
        if not file or column not in columns:
            raise UsageError(
                f"--inhabitants {one!r} is of no column that a table shows.",
                now=f"Write COLUMN=FILE; columns: {', '.join(sorted(columns))}.",
            )
        found.setdefault(column, {}).update(_read(Path(file)))
    return found


def _read(path: Path) -> dict[str, int]:
    rows = read_rows(path)
    names = list(rows[0])
    if len(names) != 2:
        raise UsageError(
            f"{path.name} has {len(names)} columns.",
            now="It has two: code of the area, inhabitants.",
        )
    code, number = names
    bad = sum(not row[number].strip().isdigit() for row in rows)
    if bad or len({row[code] for row in rows}) != len(rows):
        raise UsageError(
            f"{path.name}: {bad} numbers of inhabitants are no whole number from 0, or an area stands twice.",
            now="Give each area once, with its inhabitants.",
        )
    return {row[code].strip(): int(row[number]) for row in rows}
