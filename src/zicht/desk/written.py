"""Writes protected tables into a folder: all of it or nothing, and never over files of others."""

import csv
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from zicht.desk.command import audit_command, dimensions_of
from zicht.desk.csvs import PACKAGE, PROFILE
from zicht.desk.losses import Loss
from zicht.desk.names import MARGIN
from zicht.desk.page import Page, page_of
from zicht.desk.requests import Destination, Names
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.dimensions import TOTAL, Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected, ProtectedTable, Status
from zicht.vocabulary.text import Text

PAGE = "report.html"
Field = tuple[str, str, str]
"""Name, type and meaning of a column."""
COUNT_FIELDS: tuple[Field, ...] = (
    ("n", "integer", "What is shown; empty where no number is."),
    ("status", "string", "published, banded (between lower and upper) or withheld."),
    ("lower", "integer", "The count is at least this."),
    ("upper", "integer", "The count is at most this."),
)


def fields_of(amount: str) -> tuple[Field, ...]:
    """Return the columns that stand behind the codes: of counts, or of sums of a column."""
    if not amount:
        return COUNT_FIELDS
    return (
        (amount, "integer", "The sum; empty where it is withheld."),
        ("status", "string", "published or withheld."),
    )


@dataclass(frozen=True)
class Written:
    """What was written.

    Parameters
    ----------
    files : the tables, in the order in which they were asked for
    audit : the command that attacks them
    losses : per table
    page : that describes it
    """

    files: tuple[Path, ...]
    audit: str
    losses: tuple[Loss, ...]
    page: Path


def must_be_free(folder: Path) -> None:
    """Refuse a folder that holds anything but what an earlier run wrote.

    Raises
    ------
    UsageError : counting the other files
    """
    if folder.is_file():
        raise UsageError(f"{folder} is a file.", now="Give a folder with --out.")
    if not folder.is_dir():
        return
    present = {path.name for path in folder.iterdir()}
    foreign = sorted(present - _files_of_earlier_run(folder))
    if foreign:
        raise UsageError(
            f"{folder} holds {len(foreign)} files that `zicht protect` did not write, such as {foreign[0]}.",
            now="Give a new folder with --out; tables of two runs beside each other were not protected together.",
        )


def _files_of_earlier_run(folder: Path) -> set[str]:
    """Return the files that an earlier run wrote, as its description lists them; none where there is no such run."""
    try:
        package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
        if package.get("profile") != PROFILE:
            return set()
        listed = {PACKAGE, PAGE, *map(str, package["files"])}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return set()
    return {path.name for path in folder.iterdir() if path.is_file()} & listed


@dataclass(frozen=True)
class Output:
    """Everything that is written about protected tables.

    Parameters
    ----------
    protected : as the gate sealed it
    tables : per table the columns it was asked by
    policy : that was applied
    notes : what was left out or merged
    groups : per column, the categories that were merged and into what
    amount : the column that was summed; empty for counts
    behind : the options of `zicht audit` that say which records and rules are behind sums
    behind_on_page : the same, as the page writes them: without a path
    existence : per column without a list of its codes, of how many codes the rows reveal
        that somebody has them
    known : columns whose codes are known to every reader
    earlier_outputs : together with which the tables were attacked; None where there is no
        ledger
    """

    protected: Protected
    tables: Sequence[Names]
    policy: Policy
    notes: Sequence[Text]
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    amount: str = ""
    behind: tuple[str, ...] = ()
    behind_on_page: tuple[str, ...] = ()
    existence: Mapping[str, int] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    earlier_outputs: int | None = None

    @property
    def files(self) -> list[str]:
        """Names of the files of the tables."""
        prefix = f"{_plain(self.amount)}_by_" if self.amount else ""
        return _file_names(self.tables, prefix)

    def losses(self) -> tuple[Loss, ...]:
        """Return what each table lost."""
        columns = zip(self.files, self.tables, self.protected.tables, strict=True)
        return tuple(Loss.of(name, names, table) for name, names, table in columns)

    def command(self, inside: Path, level_files: Sequence[tuple[str, str]]) -> str:
        """Return the command that attacks the tables.

        Parameters
        ----------
        inside : folder of the files, empty for a command that is run inside it
        level_files : column and name of each file with levels
        """
        return audit_command(
            inside,
            self.files,
            self.tables,
            level_files,
            protected=self.protected,
            policy=self.policy,
            known=self.known,
            sums_of=self.amount,
            behind=self.behind if inside.name else self.behind_on_page,
        )

    def page(self, losses: tuple[Loss, ...], command: str, language: str) -> Page:
        """Return the page beside the tables."""
        dimensions = dimensions_of(self.protected)
        return Page(
            title=self.protected.policy,
            method=self.protected.method,
            policy=self.policy,
            losses=losses,
            notes=tuple(self.notes),
            groups=self.groups,
            audit=command,
            several=tuple(own.name for own in dimensions if not own.adds_up),
            local=local_levels(self.protected, self.policy),
            amount=self.amount,
            existence=self.existence,
            earlier_outputs=self.earlier_outputs,
            language=language,
        )


def write(output: Output, destination: Destination) -> Written:
    """Write the tables, their levels, a page and a description.

    They are written into a folder beside the target, which then takes its place: whole,
    or not at all.

    Parameters
    ----------
    output : what is written
    destination : folder and language
    """
    target = destination.folder
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    losses = output.losses()
    try:
        fields = fields_of(output.amount)
        for table, columns, name in zip(
            output.protected.tables, output.tables, output.files, strict=True
        ):
            _write_table(table, folder / name, columns, fields)
        level_files = _write_levels(output.protected, folder)
        command = output.command(Path(), level_files)
        page = output.page(losses, command, destination.language)
        (folder / PAGE).write_text(page_of(page), encoding="utf-8")
        listed = [*output.files, *(name for _, name in level_files)]
        description = _description(page, output.tables, output.files, listed)
        (folder / PACKAGE).write_text(description, encoding="utf-8")
        _put_in_place(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Written(
        files=tuple(target / name for name in output.files),
        audit=output.command(target, level_files),
        losses=losses,
        page=target / PAGE,
    )


def _put_in_place(folder: Path, target: Path) -> None:
    """Give a folder the name of the target, which holds nothing but files of an earlier run."""
    folder.chmod(0o755)
    if target.exists():
        for name in _files_of_earlier_run(target):
            (target / name).unlink(missing_ok=True)
        target.rmdir()
    folder.rename(target)


def _file_names(tables: Sequence[Names], prefix: str) -> list[str]:
    """Name the file of each table by its columns."""
    names: list[str] = []
    for columns in tables:
        stem = prefix + "_".join(_plain(column) for column in columns)
        while f"{stem}.csv" in names:
            stem += "_2"
        names.append(f"{stem}.csv")
    return names


def _plain(name: str) -> str:
    """Return a name that every file system takes."""
    return re.sub(r"[^\w-]+", "-", name).strip("-") or "column"


def _write_table(
    table: ProtectedTable, path: Path, columns: Names, fields: Sequence[Field]
) -> None:
    """Write a table: the codes, then what is published of each cell."""
    is_published = table.statuses == Status.PUBLISHED
    has_bounds = table.statuses != Status.WITHHELD
    published = (
        _texts(table.values, is_published),
        table.statuses.tolist(),
        _texts(table.lower, has_bounds),
        _texts(table.upper, has_bounds),
    )
    codes = [np.where(column == TOTAL, MARGIN, column) for column in table.codes]
    header = [*columns, *(name for name, _, _ in fields)]
    rows = zip(*codes, *published[: len(fields)], strict=True)
    _write_csv(path, [header, *rows])


def _texts(numbers: Ints, shown: Bools) -> list[str]:
    """Write the marked numbers, and nothing for the others."""
    pairs = zip(numbers.tolist(), shown.tolist(), strict=True)
    return [str(number) if is_shown else "" for number, is_shown in pairs]


def _write_csv(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _write_levels(protected: Protected, folder: Path) -> list[tuple[str, str]]:
    """Write the hierarchies as they were used: lists of codes, in which nothing is counted.

    Returns
    -------
    column and file name of each
    """
    hierarchies: dict[tuple[str, str], tuple[Hierarchy, frozenset[str]]] = {}
    for table in protected.tables:
        for dimension in table.dimensions:
            for hierarchy in dimension.hierarchies:
                key = (dimension.name, hierarchy.name)
                hierarchies[key] = (hierarchy, dimension.roots)
    written = []
    for (column, level), (hierarchy, roots) in hierarchies.items():
        name = f"{_plain(column)}.{_plain(level)}.levels.csv"
        header = (column, level if level != column else f"{level} (level)")
        below = sorted(hierarchy.parents.items())
        top = [(code, "") for code in sorted(roots)]
        _write_csv(folder / name, [header, *below, *top])
        written.append((column, name))
    return written


def local_levels(protected: Protected, policy: Policy) -> tuple[str, ...]:
    """Return the levels of the tables that have the threshold of small areas."""
    names = set()
    for dimension in dimensions_of(protected):
        names.add(dimension.name)
        names.update(hierarchy.name for hierarchy in dimension.hierarchies)
    return tuple(name for name in policy.local_levels if name in names)


def _description(
    page: Page, tables: Sequence[Names], files: Sequence[str], listed: Sequence[str]
) -> str:
    """Describe the files as a data package."""
    amount_fields = [
        {"name": name, "type": kind, "description": meaning}
        for name, kind, meaning in fields_of(page.amount)
    ]
    resources = []
    for name, columns in zip(files, tables, strict=True):
        code_fields = [{"name": column, "type": "string"} for column in columns]
        resources.append(
            {
                "name": name.removesuffix(".csv").lower(),
                "path": name,
                "profile": "tabular-data-resource",
                "encoding": "utf-8",
                **({"amount": page.amount} if page.amount else {}),
                "schema": {
                    "fields": [*code_fields, *amount_fields],
                    "primaryKey": list(columns),
                    "missingValues": [""],
                },
            }
        )
    package = {
        "profile": PROFILE,
        "title": f"Protected sums of {page.amount}"
        if page.amount
        else "Protected tables",
        "description": f"Protected by {page.method} under policy {page.title}; Total is the margin.",
        "resources": resources,
        "files": list(listed),
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"
