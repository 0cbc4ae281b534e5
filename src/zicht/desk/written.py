"""Writes protected tables into a folder: everything or nothing, and never over files of others."""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zicht.desk.command import audit_command, dimensions_of
from zicht.desk.csvs import PACKAGE, PROFILE
from zicht.desk.losses import Loss
from zicht.desk.page import Page
from zicht.desk.page_writing import html_of
from zicht.desk.requests import Destination, Names
from zicht.desk.table_files import (
    description,
    fields_of,
    file_names,
    write_levels,
    write_table,
)
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.text import Text

PAGE = "report.html"


@dataclass(frozen=True)
class Written:
    """The files that were written.

    Parameters
    ----------
    files : the tables, in the order in which they were asked for
    audit : the command that attacks them
    losses : per table
    page : that describes them
    """

    files: tuple[Path, ...]
    audit: str
    losses: tuple[Loss, ...]
    page: Path


@dataclass(frozen=True)
class Summed:
    """What was summed, and how `zicht audit` finds the records behind it.

    Parameters
    ----------
    column : with the amounts
    options : of `zicht audit`, which name the records and rules
    options_on_page : the same without a path, for the page
    """

    column: str
    options: tuple[str, ...]
    options_on_page: tuple[str, ...]


@dataclass(frozen=True)
class Output:
    """Protected tables with everything that is written about them.

    Parameters
    ----------
    protected : as the gate sealed it
    tables : per table the columns it was asked by
    policy : that was applied
    notes : on rows that were left out and categories that were merged
    groups : per column, each merged category and the category it became part of
    summed : the column that was summed; None for counts
    existence : per column without a list of its codes, the number of codes that the rows reveal
    known : columns whose codes every reader knows
    earlier_outputs : earlier outputs in the ledger that were attacked together with these tables; None without a ledger
    """

    protected: Protected
    tables: Sequence[Names]
    policy: Policy
    notes: Sequence[Text]
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    summed: Summed | None = None
    existence: Mapping[str, int] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    earlier_outputs: int | None = None

    @property
    def amount(self) -> str:
        """The column that was summed; empty for counts."""
        return self.summed.column if self.summed else ""

    @property
    def files(self) -> list[str]:
        """Names of the files of the tables."""
        return file_names(self.tables, self.amount)

    def losses(self) -> tuple[Loss, ...]:
        """Return what each table lost."""
        tables = zip(self.files, self.tables, self.protected.tables, strict=True)
        return tuple(Loss.of(file, columns, table) for file, columns, table in tables)

    def command(self, folder: Path, level_files: Sequence[tuple[str, str]]) -> str:
        """Return the command that attacks the tables.

        Parameters
        ----------
        folder : of the files; empty for a command that is run inside it
        level_files : column and name of each file with levels
        """
        behind: tuple[str, ...] = ()
        if self.summed:
            is_on_page = not folder.name
            behind = self.summed.options_on_page if is_on_page else self.summed.options
        return audit_command(
            folder,
            self.files,
            self.tables,
            level_files,
            protected=self.protected,
            policy=self.policy,
            known=self.known,
            sums_of=self.amount,
            behind=behind,
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
            several=tuple(
                dimension.name for dimension in dimensions if not dimension.adds_up
            ),
            local=local_levels(self.protected, self.policy),
            amount=self.amount,
            existence=self.existence,
            earlier_outputs=self.earlier_outputs,
            language=language,
        )

    def description(self, level_files: Sequence[str]) -> str:
        """Describe the files as a data package."""
        method, policy = self.protected.method, self.protected.policy
        return description(
            amount=self.amount,
            made_by=f"Protected by {method} under policy {policy}; Total is the margin.",
            columns_by_file=dict(zip(self.files, self.tables, strict=True)),
            further_files=level_files,
        )


def local_levels(protected: Protected, policy: Policy) -> tuple[str, ...]:
    """Return the columns and levels of the tables to which the local threshold of the policy applies."""
    names = set()
    for dimension in dimensions_of(protected):
        names.add(dimension.name)
        names.update(hierarchy.name for hierarchy in dimension.hierarchies)
    return tuple(name for name in policy.local_levels if name in names)


# ---- the folder


def must_be_free(folder: Path) -> None:
    """Refuse a folder that holds files which no earlier run wrote.

    Raises
    ------
    UsageError : counting these files
    """
    if folder.is_file():
        raise UsageError(f"{folder} is a file.", now="Give a folder with --out.")
    if not folder.is_dir():
        return
    # Tables of another run in the same folder would look as if they were protected
    # together.
    present = {path.name for path in folder.iterdir()}
    foreign = sorted(present - _files_of_earlier_run(folder))
    if foreign:
        raise UsageError(
            f"{folder} holds {counted(len(foreign), 'file')} that `zicht protect` did not write, such as {foreign[0]}.",
            now="Give a new folder with --out; tables of two runs beside each other were not protected together.",
        )


def _files_of_earlier_run(folder: Path) -> set[str]:
    """Return the files that an earlier run wrote, as its description lists them; empty without such a description."""
    try:
        package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
        if package.get("profile") != PROFILE:
            return set()
        listed = {PACKAGE, PAGE, *map(str, package["files"])}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        # Any other file of that name is foreign, whatever it holds.
        return set()
    return {path.name for path in folder.iterdir() if path.is_file()} & listed


def write(output: Output, destination: Destination) -> Written:
    """Write the tables, their levels, the page and the description.

    They are written into a temporary folder beside the target, which then replaces the
    target. An error leaves the target as it was.

    Parameters
    ----------
    output : what is written
    destination : folder and language
    """
    target = destination.folder
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target, because a rename between file systems copies, and may stop half
    # way.
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    losses = output.losses()
    try:
        level_files = _write_files(output, folder, losses, destination.language)
        _put_in_place(folder, target)
    finally:
        # After the rename there is nothing left to remove.
        shutil.rmtree(folder, ignore_errors=True)
    return Written(
        files=tuple(target / name for name in output.files),
        audit=output.command(target, level_files),
        losses=losses,
        page=target / PAGE,
    )


def _write_files(
    output: Output, folder: Path, losses: tuple[Loss, ...], language: str
) -> list[tuple[str, str]]:
    """Write every file of an output.

    Returns
    -------
    column and name of each file with levels
    """
    _write_tables(output, folder)
    level_files = write_levels(output.protected, folder)
    # The page stands in the folder and may be published with it: its command names no
    # path.
    command = output.command(Path(), level_files)
    page = output.page(losses, command, language)
    description = output.description([name for _, name in level_files])
    (folder / PAGE).write_text(html_of(page), encoding="utf-8")
    (folder / PACKAGE).write_text(description, encoding="utf-8")
    return level_files


def _write_tables(output: Output, folder: Path) -> None:
    """Write a file per table."""
    fields = fields_of(output.amount)
    tables = zip(output.protected.tables, output.tables, output.files, strict=True)
    for table, columns, name in tables:
        write_table(table, folder / name, columns, fields)


def _put_in_place(folder: Path, target: Path) -> None:
    """Rename a folder to the target, after removing the files of an earlier run there."""
    folder.chmod(0o755)  # `mkdtemp` lets nobody but the owner read it
    if target.exists():
        for name in _files_of_earlier_run(target):
            (target / name).unlink(missing_ok=True)
        # Fails if a file of somebody else came into the folder meanwhile; nothing of it
        # is lost.
        target.rmdir()
    folder.rename(target)
