"""Counts a plain file of records into tables."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np

from zicht.desk.csvs import MARGIN, Rows, need, numbers_of, pairs_of, read_rows
from zicht.desk.marginals import refuse_unmarked
from zicht.desk.merging import refuse_idle
from zicht.desk.nested import refuse_unsaid, split_columns, trees_of
from zicht.desk.several import JOINT, each_once, merged_codes, read_several
from zicht.desk.tabulate import tabulate
from zicht.desk.totals import Margins, details, levels_left_out
from zicht.desk.trees import dimension_of, must_be_used, read_hierarchies
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Bools, Ints, Texts
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable
from zicht.vocabulary.text import Text

COUNT = "n"
ROWS = "rows"
COUNTS = frozenset(
    {
        "count",
        "counts",
        "freq",
        "frequency",
        "people",
        "persons",
        "personen",
        "aantal",
        "weight",
        "cases",
        "victims",
    }
    | {
        "antall",
        "antal",
        "anzahl",
        "effectif",
        "nombre",
        "n_obs",
        "nb_obs",
        "obs_value",
        "value",
        "total",
        "totaal",
    }
)
RESERVED = frozenset({"n", "status", "lower", "upper"})
"""Columns that a protected table has besides those it is broken down by."""
PERSON = re.compile(
    r"(^|[_\s.-])(id|person|persoon|client|cli[eë]nt|victim|slachtoffer|pseudonym|pseudoniem|rin|rinpersoon|bsn)($|[_\s.-])"
    r"|(person|persoon|client|victim|slachtoffer)_?(id|nr|nummer|number|key)$",
    re.IGNORECASE,
)
"""What a column is called that says whose row it is."""
SHARE_OF_PERSONS = 0.2
"""Values by the number of rows, from which they are persons and no groups of them."""
FEW = 2000
"""Rows among which equal ones are sought first: most files of records have some."""


@dataclass(frozen=True, eq=False)
class Records:
    """Records as they are counted.

    Parameters
    ----------
    columns : per dimension the leaf of each record; where one may carry several, all codes at which it counts
    weights : how many units each record stands for
    dimensions : by column
    wanted : per table its columns, as they were asked for
    levels : the column of which a name is a level; None where it is a column itself
    rows : of the file that are counted, for further columns
    notes : what was left out, in words
    """

    columns: Mapping[str, Texts]
    weights: Ints
    dimensions: Mapping[str, Dimension]
    wanted: tuple[tuple[str, ...], ...]
    levels: Mapping[str, str | None]
    rows: Rows = field(repr=False)
    notes: tuple[Text, ...] = ()

    def layout(self) -> list[tuple[list[Dimension], dict[str, str]]]:
        """Give per table its dimensions, and the level at which a dimension is shown."""
        return [
            (
                [self.dimensions[self.levels[name] or name] for name in names],
                {own: name for name in names if (own := self.levels[name]) is not None},
            )
            for names in self.wanted
        ]

    def tables(self) -> tuple[CountTable, ...]:
        """Count every table that was asked for."""
        return tuple(
            tabulate(
                self.columns,
                self._weights_of(dimensions),
                dimensions,
                "records",
                levels=levels,
            )
            for dimensions, levels in self.layout()
        )

    def _weights_of(self, shown: Sequence[Dimension]) -> Ints:
        """Take rows out that count at one code of several alone, where a table does not show that column."""
        weights = self.weights
        for name, own in self.dimensions.items():
            if not own.adds_up and name not in [dimension.name for dimension in shown]:
                is_whole = np.asarray(
                    [
                        TOTAL in codes.split(JOINT)
                        for codes in self.columns[name].tolist()
                    ],
                    dtype=bool,
                )
                weights = np.where(is_whole, weights, 0)
        return weights


def names_of(one: str) -> tuple[str, ...]:
    """Read the columns of one table: `region,year`."""
    names = tuple(name.strip() for name in one.split(",") if name.strip())
    if not names or len(set(names)) != len(names):
        raise UsageError(
            f"--by {one!r} names no columns, or one twice.",
            now="Write --by region,year",
        )
    return names


def read_records(
    micro: Path,
    by: Sequence[str],
    hierarchies: Sequence[str],
    rules: Policy,
    *,
    count: str = "",
    without: Sequence[str] = (),
    several: Sequence[str] = (),
    person: str = "",
    totals: Sequence[str] = (),
) -> Records:
    """Read a file of records.

    Parameters
    ----------
    micro : CSV with a row per record, or per number of equal records
    by : for each table its columns
    hierarchies : `region=FILE`, `region=province` for a column of the file, `region=` where no other is a level of it
    rules : whose merges are applied
    count : column that says how many units a row stands for; `n` where it is empty and there is one
    without : `COLUMN=MEMBER` (with * for anything): rows to leave out
    several : columns of which one may carry several codes
    person : column that says whose row it is; rows of one person with the same other codes count once
    totals : `COLUMN=CODE`: the code of a total where its name does not say so; `COLUMN=` where there is none

    Raises
    ------
    UsageError : columns are missing, or totals among the records do not add up to their details
    """
    rows: Rows = read_rows(micro)
    wanted = tuple(names_of(one) for one in by)
    if not wanted:
        raise UsageError(
            "No table was asked for.", now="Say which columns: --by region,year"
        )
    reserved = sorted(
        {name for names in wanted for name in names if name.casefold() in RESERVED}
    )
    if reserved:
        raise UsageError(
            f"{micro.name}: column {', '.join(reserved)} would stand twice in the tables that are written.",
            now="Give the column another name.",
        )
    twice = len(wanted) - len({frozenset(names) for names in wanted})
    if twice:
        raise UsageError(
            f"{twice} tables are asked for twice.",
            now="Give each set of columns in one --by.",
        )
    files, uppers, none = split_columns(hierarchies, rows)
    above = read_hierarchies(files)
    for column, trees in trees_of(uppers, rows, micro.name).items():
        known = [
            other
            for other in above.get(column, [])
            if all(other.parents != tree.parents for tree in trees)
        ]
        above[column] = [*known, *trees]
    levels = {
        name: _level_of(name, names, above, rows) for names in wanted for name in names
    }
    columns = sorted({levels[name] or name for names in wanted for name in names})
    need(rows, columns, micro.name)
    must_be_used(above, [columns])
    margins = Margins(dict(pairs_of("--total", totals)))
    need(rows, [*margins.said], micro.name)
    rows = margins.renamed(rows)
    rows, notes = _filtered(rows, without, micro.name)
    weights = _weights(rows, count, columns, micro.name)
    blank = [name for name in columns if any(not row[name].strip() for row in rows)]
    if blank:
        raise UsageError(
            f"{micro.name}: column {', '.join(blank)} is empty in some rows.",
            now='Write unknown out as a category, or leave them out with --without "COLUMN=".',
        )
    if not person and not count:
        _refuse_persons(rows, columns, micro.name)
    carried = read_several(rows, several, person=person, where=micro.name)
    rows, weights = each_once(
        rows, weights, columns, carried, person=person, where=micro.name
    )
    up = {name: own for name, own in above.items() if name not in carried.columns}
    kept, left_uppers = levels_left_out(
        rows, weights, columns, up, margins=margins, where=micro.name
    )
    rows, weights = _only(rows, weights, kept)
    kept, left_out = details(
        rows, weights, columns, micro.name, margins=margins, apart=carried.columns
    )
    rows, weights = _only(rows, weights, kept)
    refuse_idle(rules, set(rows[0]), above, where=micro.name)
    apart = {
        name: [row[name].strip() for row in rows]
        for name in columns
        if name not in carried.columns
    }
    refuse_unsaid(
        apart,
        [[levels[name] or name for name in names] for names in wanted],
        none,
        micro.name,
    )
    codes, merged = merged_codes(
        rows, columns, carried, above=above, rules=rules, where=micro.name
    )
    dimensions = {
        name: dimension_of(
            name,
            {code for joint in dict.fromkeys(own) for code in joint.split(JOINT)},
            merged.get(name, ()),
            adds_up=name not in carried.columns,
        )
        for name, own in codes.items()
    }
    named = sorted(name for name, own in dimensions.items() if MARGIN in own.codes)
    if named:
        raise UsageError(
            f"{micro.name}: a category of {', '.join(named)} is called {MARGIN}, as the margin of the tables is.",
            now="Give that category another name.",
        )
    if count != ROWS:
        _refuse_unmarked(codes, weights, dimensions, margins)
    arrays = {name: np.asarray(own) for name, own in codes.items()}
    return Records(
        arrays,
        weights,
        dimensions,
        wanted,
        levels,
        rows,
        (*notes, *left_out, *left_uppers),
    )


def _only(rows: Rows, weights: Ints, kept: Bools) -> tuple[Rows, Ints]:
    return [
        row for row, keep in zip(rows, kept.tolist(), strict=True) if keep
    ], weights[kept]


def _level_of(
    name: str,
    names: Sequence[str],
    above: Mapping[str, Sequence[Hierarchy]],
    rows: Rows,
) -> str | None:
    """Give the column of which a name is a level, so that a province is the sum of its municipalities in any table."""
    for column, hierarchies in above.items():
        for hierarchy in hierarchies:
            if hierarchy.name != name or column == name or column not in rows[0]:
                continue
            if name in rows[0] and any(
                hierarchy.parents.get(row[column].strip()) != row[name].strip()
                for row in rows
            ):
                continue
            if column in names:
                raise UsageError(
                    f"--by names {column} and {name}, which is a level of it.",
                    now=f"Leave {name} out: it is added.",
                )
            return column
    return None


def _weights(rows: Rows, count: str, columns: Sequence[str], where: str) -> Ints:
    """How many units each row stands for; a column that looks like a count is not passed over in silence."""
    if count and count != ROWS:
        return numbers_of(rows, count, where).astype(np.int64)
    if not count and COUNT in rows[0] and COUNT not in columns:
        return numbers_of(rows, COUNT, where).astype(np.int64)
    likely = [
        name for name in rows[0] if name.casefold() in COUNTS and name not in columns
    ]
    if not count and not likely:
        likely = _numbers_beside_different_rows(rows, columns)
    if likely and not count:
        raise UsageError(
            f"{where}: column {likely[0]} may say how many units a row stands for.",
            now=f"Give --count {likely[0]}, or --count {ROWS} to count rows.",
        )
    return np.ones(len(rows), dtype=np.int64)


def _refuse_persons(rows: Rows, columns: Sequence[str], where: str) -> None:
    """Refuse records in which one person may stand several times: five rows of one person are no five persons."""
    for name in rows[0]:
        if name in columns or not PERSON.search(name):
            continue
        values = {row[name].strip() for row in rows}
        if SHARE_OF_PERSONS * len(rows) <= len(values) < len(rows):
            raise UsageError(
                f"{where}: some values of column {name} stand in several rows: are these of one person?",
                now=f"Give --person {name} to count each once, or --count {ROWS} to count rows.",
            )


def _numbers_beside_different_rows(rows: Rows, columns: Sequence[str]) -> list[str]:
    """Give the columns of whole numbers of a file in which no two rows are of one kind: then it holds counts."""
    if len(rows) < 4:
        return []
    for some in (rows[:FEW], rows):
        numbers = [
            name
            for name in some[0]
            if name
            and name not in columns
            and all(row[name].strip().isdigit() for row in some)
        ]
        kinds = [
            name
            for name in some[0]
            if name
            and (
                name in columns
                or (
                    name not in numbers
                    and 2 * len({row[name] for row in some}) <= len(some)
                )
            )
        ]
        many = [
            name for name in numbers if any(row[name].strip() != "1" for row in some)
        ]
        if not many or len(
            {tuple(row[name].strip() for name in kinds) for row in some}
        ) < len(some):
            return []
    return many


def _refuse_unmarked(
    codes: Mapping[str, Sequence[str]],
    weights: Ints,
    dimensions: Mapping[str, Dimension],
    margins: Margins,
) -> None:
    """Refuse counts in which a code looks like all others together: read as one part more it would count all twice."""
    if (
        not len(weights)
        or (weights == 1).all()
        or len({*zip(*codes.values(), strict=True)}) < len(weights)
    ):
        return
    shown = np.full(len(weights), int(Mark.SHOWN), dtype=np.int64)
    table = PublishedTable(
        "records",
        tuple(dimensions[name] for name in codes),
        tuple(np.asarray(own) for own in codes.values()),
        weights.astype(np.float64),
        shown,
        np.zeros(len(weights)),
        np.full(len(weights), np.inf),
    )
    refuse_unmarked([table], margins.said, tops=True)


def _filtered(
    rows: Rows, without: Sequence[str], where: str
) -> tuple[Rows, list[Text]]:
    notes = []
    for one in without:
        column, mark, pattern = one.partition("=")
        column, pattern = column.strip(), pattern.strip().casefold()
        if not column or not mark:
            raise UsageError(
                f"--without {one!r} is not understood.",
                now="Write --without COLUMN=MEMBER",
            )
        need(rows, [column], where)
        left = [
            row
            for row in rows
            if not fnmatchcase(row[column].strip().casefold(), pattern)
        ]
        if len(left) == len(rows):
            raise UsageError(
                f"--without {one!r}: no row has that.",
                now="Mind the spelling; * stands for anything.",
            )
        if not left:
            raise UsageError(
                f"--without {one!r} leaves no row.", now="Leave fewer rows out."
            )
        rows = left
        notes.append(
            Text(
                nl=f"Rijen met {column} = {pattern or 'niets'} zijn weggelaten, zoals gevraagd.",
                en=f"Rows with {column} = {pattern or 'nothing'} were left out, as was asked.",
            )
        )
    return rows, notes
