"""Writes protected tables into a folder: all of it or nothing, and never over somebody else's files."""

import csv
import json
import re
import shlex
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zicht.desk.csvs import MARGIN, is_total
from zicht.desk.losses import Loss
from zicht.desk.page import Page, page_of
from zicht.vocabulary.dimensions import TOTAL, Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected, ProtectedTable, Status
from zicht.vocabulary.text import Language, Text

PACKAGE = "datapackage.json"
PAGE = "report.html"
PROFILE = "zicht-protected-tables"
Fields = tuple[tuple[str, str, str], ...]
FIELDS: Fields = (
    ("n", "integer", "What is shown; empty where no number is."),
    ("status", "string", "published, banded (between lower and upper) or withheld."),
    ("lower", "integer", "The count is at least this."),
    ("upper", "integer", "The count is at most this."),
)


def fields_of(amount: str) -> Fields:
    """Give the columns that stand behind the codes: of counts, or of sums of a column."""
    if not amount:
        return FIELDS
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
    audit : the command that attacks them; empty for sums of amounts, which it does not know
    losses : per table
    page : that tells it
    """

    files: tuple[Path, ...]
    audit: str
    losses: tuple[Loss, ...]
    page: Path


def must_be_free(out: Path) -> None:
    """Refuse a folder that holds anything but what an earlier run wrote."""
    if out.is_file():
        raise UsageError(f"{out} is a file.", now="Give a folder with --out.")
    strangers = (
        sorted({path.name for path in out.iterdir()} - _own(out))
        if out.is_dir()
        else []
    )
    if strangers:
        raise UsageError(
            f"{out} holds {len(strangers)} files that `zicht protect` did not write, such as {strangers[0]}.",
            now="Give a new folder with --out; tables of two runs beside each other were not protected together.",
        )


def _own(out: Path) -> set[str]:
    try:
        package = json.loads((out / PACKAGE).read_text(encoding="utf-8"))
        if package.get("profile") != PROFILE:
            return set()
        return {PACKAGE, PAGE, *map(str, package["files"])} & {
            path.name for path in out.iterdir() if path.is_file()
        }
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return set()


def write(
    protected: Protected,
    wanted: Sequence[Sequence[str]],
    out: Path,
    policy: Policy,
    *,
    notes: Sequence[Text],
    groups: Mapping[str, Mapping[str, str]] | None = None,
    amount: str = "",
    language: Language = "en",
) -> Written:
    """Write the tables, their hierarchies, a page and a description, beside the folder first and then in its place.

    Parameters
    ----------
    protected : as the gate sealed it
    wanted : per table the columns it was asked by
    out : folder
    policy : that was applied
    notes : what was left out or merged, in words
    groups : per column, the categories that were merged and into what
    amount : the column that was summed; empty for counts
    language : of the page
    """
    names = _file_names(wanted, f"{_plain(amount)}_by_" if amount else "")
    fields = fields_of(amount)
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        for table, columns, name in zip(protected.tables, wanted, names, strict=True):
            _write_table(table, folder / name, columns, fields)
        trees = _write_trees(protected, folder)
        losses = tuple(
            Loss.of(name, columns, table)
            for table, columns, name in zip(
                protected.tables, wanted, names, strict=True
            )
        )
        adds_up = {
            dimension.name: dimension.adds_up
            for table in protected.tables
            for dimension in table.dimensions
        }
        page = Page(
            protected.policy,
            protected.method,
            policy,
            losses,
            tuple(notes),
            groups or {},
            ""
            if amount
            else _audit_command(
                Path(), names, wanted, trees, protected=protected, policy=policy
            ),
            several=tuple(name for name, adds in adds_up.items() if not adds),
            local=tuple(
                name for name in policy.local_levels if name in _levels_in(protected)
            ),
            amount=amount,
            language=language,
        )
        (folder / PAGE).write_text(page_of(page), encoding="utf-8")
        files = [*names, *(path for _, path in trees)]
        (folder / PACKAGE).write_text(
            _package(page, wanted, names, files, fields), encoding="utf-8"
        )
        _put_in_place(folder, out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    audit = (
        ""
        if amount
        else _audit_command(
            out, names, wanted, trees, protected=protected, policy=policy
        )
    )
    return Written(tuple(out / name for name in names), audit, losses, out / PAGE)


def _put_in_place(folder: Path, out: Path) -> None:
    folder.chmod(0o755)
    if out.exists():
        for name in _own(out):
            (out / name).unlink(missing_ok=True)
        out.rmdir()
    folder.rename(out)


def _file_names(wanted: Sequence[Sequence[str]], begin: str) -> list[str]:
    found: list[str] = []
    for columns in wanted:
        stem = begin + "_".join(_plain(name) for name in columns)
        while f"{stem}.csv" in found:
            stem += "_2"
        found.append(f"{stem}.csv")
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^\w-]+", "-", name).strip("-") or "column"


def _write_table(
    table: ProtectedTable, path: Path, names: Sequence[str], fields: Fields
) -> None:
    shown = table.statuses == Status.PUBLISHED
    withheld = table.statuses == Status.WITHHELD
    columns = (
        [
            "" if not show else str(n)
            for n, show in zip(table.values.tolist(), shown, strict=True)
        ],
        table.statuses.tolist(),
        [
            "" if hide else str(n)
            for n, hide in zip(table.lower.tolist(), withheld, strict=True)
        ],
        [
            "" if hide else str(n)
            for n, hide in zip(table.upper.tolist(), withheld, strict=True)
        ],
    )
    codes = [
        [MARGIN if code == TOTAL else code for code in column.tolist()]
        for column in table.codes
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*names, *(field for field, _, _ in fields)])
        writer.writerows(zip(*codes, *columns[: len(fields)], strict=True))


def _write_trees(protected: Protected, folder: Path) -> list[tuple[str, str]]:
    """Write the hierarchies as they were used: code lists, in which nothing is counted."""
    found: dict[tuple[str, str], tuple[Hierarchy, frozenset[str]]] = {}
    for table in protected.tables:
        for dimension in table.dimensions:
            for hierarchy in dimension.hierarchies:
                found[dimension.name, hierarchy.name] = (hierarchy, dimension.roots)
    written = []
    for (column, level), (hierarchy, roots) in found.items():
        name = f"{_plain(column)}.{_plain(level)}.levels.csv"
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([column, level if level != column else f"{level} (level)"])
            writer.writerows(sorted(hierarchy.parents.items()))
            writer.writerows((code, "") for code in sorted(roots))
        written.append((column, name))
    return written


def _audit_command(
    out: Path,
    names: Sequence[str],
    wanted: Sequence[Sequence[str]],
    trees: Sequence[tuple[str, str]],
    *,
    protected: Protected,
    policy: Policy,
) -> str:
    words = ["zicht", "audit", *(str(out / name) for name in names)]
    for columns in wanted:
        words += ["--by", ",".join(columns)]
    for column, name in trees:
        words += ["--hierarchy", f"{column}={out / name}"]
    adds_up = {
        dimension.name: dimension.adds_up
        for table in protected.tables
        for dimension in table.dimensions
    }
    words += [
        part
        for name, adds in adds_up.items()
        if not adds
        for part in ("--several", name)
    ]
    words += [
        part
        for name in _with_odd_codes(protected)
        for part in ("--total", f"{name}={MARGIN}")
    ]
    groups = [
        f"{name}={code}"
        for name, codes in policy.sensitive.items()
        if name in adds_up
        for code in codes
    ]
    words += [part for one in groups for part in ("--sensitive", one)]
    if policy.method == "suppression" or groups:
        words += ["--small", f"1-{max(1, policy.threshold - 1)}"]
    if policy.method == "suppression":
        words += ["--attacker", "one" if policy.zeros == "structural" else "zero"]
    else:
        words += ["--attacker", "rounded", "--base", str(policy.base)]
    return shlex.join(words)


def _with_odd_codes(protected: Protected) -> list[str]:
    """Give the dimensions of which a category is called as totals usually are."""
    found = {own.name: own for table in protected.tables for own in table.dimensions}
    return [
        name
        for name, own in found.items()
        if any(is_total(code) for code in own.codes - {TOTAL})
    ]


def _levels_in(protected: Protected) -> set[str]:
    dimensions = [own for table in protected.tables for own in table.dimensions]
    return {
        name
        for own in dimensions
        for name in (own.name, *(hierarchy.name for hierarchy in own.hierarchies))
    }


def _package(
    page: Page,
    wanted: Sequence[Sequence[str]],
    names: Sequence[str],
    files: Sequence[str],
    fields: Fields,
) -> str:
    resources = [
        {
            "name": name.removesuffix(".csv").lower(),
            "path": name,
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": {
                "fields": [
                    *({"name": column, "type": "string"} for column in columns),
                    *(
                        {"name": field, "type": kind, "description": told}
                        for field, kind, told in fields
                    ),
                ],
                "primaryKey": list(columns),
                "missingValues": [""],
            },
        }
        for name, columns in zip(names, wanted, strict=True)
    ]
    package = {
        "profile": PROFILE,
        "title": f"Protected sums of {page.amount}"
        if page.amount
        else "Protected tables",
        "description": f"Protected by {page.method} under policy {page.title}; Total is the margin.",
        "resources": resources,
        "files": list(files),
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"
