"""Capture tables made from linked registrations; lists merged or omitted, on record."""

from collections import Counter
from collections.abc import Mapping, Sequence

from zicht.edition.numerals import sentence
from zicht.vocabulary.errors import EstimationRefused, UsageError
from zicht.vocabulary.estimates import CaptureTable
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.text import Text


def _refuse_unknown(names: Sequence[str], known: Sequence[str]) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(
            f"The table has no column {', '.join(unknown)}.",
            now=f"It has {', '.join(known)}.",
        )


def _kept(
    lists: tuple[str, ...],
    covariates: tuple[str, ...],
    patterns: Sequence[int],
    counts: Sequence[int],
    levels: Sequence[tuple[str, ...]],
) -> CaptureTable:
    return CaptureTable(
        lists,
        tuple(patterns),
        tuple(counts),
        covariates,
        tuple(levels) if covariates else (),
    )


def _count_persons(
    lists: tuple[str, ...],
    covariates: tuple[str, ...],
    patterns: Sequence[int],
    levels: Sequence[tuple[str, ...]],
) -> CaptureTable:
    tally = Counter(zip(patterns, levels, strict=True))
    keys = sorted(tally)
    return _kept(
        lists,
        covariates,
        [key[0] for key in keys],
        [tally[key] for key in keys],
        [key[1] for key in keys],
    )


def capture_table_from_links(
    persons: Sequence[object],
    sources: Sequence[str],
    *,
    lists: Sequence[str] = (),
    covariates: Mapping[str, Sequence[object]] | None = None,
) -> CaptureTable:
    """Make a capture table from linked registrations.

    Parameters
    ----------
    persons : one per registration; the linked person it is about
    sources : one per registration; the list it stands on
    lists : order of the lists; by default the order of their names
    covariates : per covariate one value per registration; the same for all registrations of a person

    Raises
    ------
    EstimationRefused : a person has two values of one covariate, or the table cannot be used
    """
    names = tuple(lists) or tuple(sorted(set(sources)))
    _refuse_unknown(sorted(set(sources)), names)
    columns = covariates or {}
    patterns = _patterns_of_persons(persons, sources, names)
    levels = _levels_of_persons(persons, list(columns.values()))
    return _count_persons(
        names,
        tuple(columns),
        list(patterns.values()),
        [levels[person] for person in patterns],
    )


def _patterns_of_persons(
    persons: Sequence[object], sources: Sequence[str], names: Sequence[str]
) -> dict[object, int]:
    """Return per person the lists of their registrations, in bits."""
    bit_of = {name: 1 << place for place, name in enumerate(names)}
    patterns: dict[object, int] = {}
    for person, source in zip(persons, sources, strict=True):
        patterns[person] = patterns.get(person, 0) | bit_of[source]
    return patterns


def _levels_of_persons(
    persons: Sequence[object], columns: Sequence[Sequence[object]]
) -> dict[object, tuple[str, ...]]:
    """Return per person the values of the covariates, the same in every registration.

    Raises
    ------
    EstimationRefused : a person has two values of one covariate
    """
    levels: dict[object, tuple[str, ...]] = {}
    contradicted: set[object] = set()
    for row, person in enumerate(persons):
        values = tuple(str(column[row]) for column in columns)
        if levels.setdefault(person, values) != values:
            contradicted.add(person)
    if contradicted:
        raise EstimationRefused(
            f"{counted(len(contradicted), 'person has', 'persons have')} more than one value of a covariate.",
            now="Decide on one value per person before counting.",
        )
    return levels


def merge_lists(
    table: CaptureTable, names: Sequence[str], *, into: str = ""
) -> CaptureTable:
    """Make one list of several; a person on any of them is on it. The merge goes on record.

    Raises
    ------
    UsageError : fewer than two lists of the table are named, or another column has the name of the merged list
    """
    _refuse_unknown(names, table.lists)
    if len(set(names)) < 2:
        raise UsageError("Merging takes two lists or more.", now="Write --merge A+B.")
    new = into or "".join(name for name in table.lists if name in names)
    if new in {*table.lists, *table.covariates} - set(names):
        raise UsageError(
            f"The table has another column {new}.",
            now=f"Give the merged list a name of its own: --merge {'+'.join(names)}=NAME.",
        )
    first = min(table.lists.index(name) for name in names)
    lists = tuple(
        new if i == first else name
        for i, name in enumerate(table.lists)
        if i == first or name not in names
    )
    position = {
        name: lists.index(new if name in names else name) for name in table.lists
    }
    words = sentence("estimate_note.merged", names=", ".join(names), new=new)
    return _recast(table, lists, position, words)


def omit_list(table: CaptureTable, name: str) -> CaptureTable:
    """Leave a list out; persons seen nowhere else leave the table. The omission goes on record."""
    _refuse_unknown([name], table.lists)
    bit = 1 << table.lists.index(name)
    alone = sum(
        n
        for pattern, n in zip(table.patterns, table.counts, strict=True)
        if pattern == bit
    )
    lists = tuple(other for other in table.lists if other != name)
    words = sentence("estimate_note.omitted", name=name, n=alone)
    return _recast(table, lists, {other: lists.index(other) for other in lists}, words)


def keep_lists(table: CaptureTable, names: Sequence[str]) -> CaptureTable:
    """Keep these lists and leave out every other."""
    _refuse_unknown(names, table.lists)
    for name in table.lists:
        if name not in names:
            table = omit_list(table, name)
    return table


def _recast(
    table: CaptureTable,
    lists: tuple[str, ...],
    position: Mapping[str, int],
    words: Text,
) -> CaptureTable:
    tally: Counter[tuple[int, tuple[str, ...]]] = Counter()
    blank: tuple[str, ...] = ()
    for row, (pattern, count) in enumerate(
        zip(table.patterns, table.counts, strict=True)
    ):
        new = 0
        for i, name in enumerate(table.lists):
            if pattern >> i & 1 and name in position:
                new |= 1 << position[name]
        if new and count:
            tally[new, table.levels[row] if table.covariates else blank] += count
    keys = list(tally)
    return CaptureTable(
        lists,
        tuple(key[0] for key in keys),
        tuple(tally[key] for key in keys),
        table.covariates,
        tuple(key[1] for key in keys) if table.covariates else (),
        (*table.record, words),
    )


def without_covariates(table: CaptureTable) -> CaptureTable:
    """Add the rows up over the covariates."""
    if not table.covariates:
        return table
    counts = table.by_pattern
    patterns = list(dict.fromkeys(table.patterns))
    return CaptureTable(
        table.lists,
        tuple(patterns),
        tuple(int(counts[p]) for p in patterns),
        record=table.record,
    )
