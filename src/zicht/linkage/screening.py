"""Which pairs of units are compared in full: chosen from every pair where that is affordable, from blocks beyond."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

from zicht.engine.session import Session
from zicht.engine.words import Sql, sql
from zicht.linkage.levels import BLOOM_ALIKE, BLOOM_SOMEWHAT_ALIKE
from zicht.linkage.preparing import LARGEST_BLOCK, UNITS, Prepared
from zicht.vocabulary.arrays import Bools, Ints

Points = NDArray[np.int8]

AFFORDABLE_PAIRS = 200_000_000
"""Pairs up to which every pair is looked at: 20,000 records without citizen numbers, in some seconds."""

NEEDED_POINTS = 3
"""A pair with fewer points is dropped: what is left of names and birth date could not outweigh the rest."""

ALIKE, SOMEWHAT_ALIKE = 0.88, 0.78
"""Jaro-Winkler similarity of names worth two points and one point."""

MOST_KEPT = 5_000_000
"""Pairs that screening may keep: where one word or ending stands in nearly every name, nearly every pair looks alike,
and blocks are used instead, so that memory stays bounded."""

NEIGHBOURS = 20
"""Units that follow, with which a unit is compared where a token is of more units than a block may have."""

_ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Pairs:
    """Pairs of units.

    Parameters
    ----------
    left, right : units, the smaller one left; in order, each pair once
    n_possible : pairs from which these were chosen
    """

    left: Ints
    right: Ints
    n_possible: int

    def __len__(self) -> int:
        return len(self.left)


def possible_pairs(prepared: Prepared) -> int:
    """Count pairs of units that could be one person: all but those with two different citizen numbers."""
    numbers = prepared.fields["number"]
    n_numbered = int(np.count_nonzero(numbers != ""))
    n_loose = len(numbers) - n_numbered
    among_loose = n_loose * (n_loose - 1) // 2
    return among_loose + n_loose * n_numbered + len(_same(numbers)[0])


def screen_every_pair(prepared: Prepared) -> Pairs | None:
    """Look at every pair of units and keep those that could be one person; None where they are more than `MOST_KEPT`.

    A pair gets up to two points for each of given names, family name (in either order) and birth date, and one for the
    municipality; a field that is not known gets one. Units with the same citizen number or token are always kept,
    units with two different numbers never.
    """
    loose = np.flatnonzero(prepared.fields["number"] == "")
    left, right, n_screened = screen_rows(prepared, loose)
    # Screening stopped early, so what it kept is a part of the pairs only.
    if n_screened < len(loose):
        return None
    same_left, same_right = _same(prepared.fields["number"])
    # Units with a token may have no name to get points for, so their pairs are added as
    # they are.
    token_left, token_right = _with_a_token_in_common(prepared.fields["token"])
    is_one_number = ~_two_numbers(prepared, token_left, token_right)
    return _ordered(
        np.concatenate([left, same_left, token_left[is_one_number]]),
        np.concatenate([right, same_right, token_right[is_one_number]]),
        prepared.n_units,
        possible_pairs(prepared),
    )


def screen_rows(
    prepared: Prepared, rows: Ints, *, most: int = MOST_KEPT
) -> tuple[Ints, Ints, int]:
    """Screen pairs of some units without a citizen number with each other, once, and with all other units.

    Returns
    -------
    both units of each pair that is kept, and how many of the rows were screened: fewer than all where more than `most`
    pairs were kept before
    """
    if not len(rows):
        return rows, rows, 0
    screen = _Screen(prepared, rows)
    lefts, rights = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    n_kept = n_screened = 0
    for place, unit in enumerate(rows.tolist()):
        # Judged before a row is screened: the last row is whole, and the caller knows
        # which were looked at.
        if n_kept > most:
            break
        kept_columns = screen.kept_beside(place)
        lefts.append(np.full(len(kept_columns), unit))
        rights.append(kept_columns)
        n_kept += len(kept_columns)
        n_screened += 1
    return np.concatenate(lefts), np.concatenate(rights), n_screened


class _Screen:
    """Gives points to pairs of some units, the rows, with all units, the columns.

    Values are fewer than units, so each two different values are compared once, and a pair of units looks its points
    up (docs/adr/0150-probabilistic-linkage.md).

    Parameters
    ----------
    prepared : the units
    rows : some of them
    """

    def __init__(self, prepared: Prepared, rows: Ints) -> None:
        is_row = np.zeros(prepared.n_units, dtype=np.bool_)
        is_row[rows] = True
        # The rows stand first among the columns: behind its own place a row finds every unit that it has not met yet.
        self.columns = np.concatenate([rows, np.flatnonzero(~is_row)])
        fields = prepared.fields
        self.given = _Field(fields["given"], rows, self.columns)
        self.family = _Field(fields["family"], rows, self.columns)
        self.birth = _Field(fields["birth"], rows, self.columns)
        self.municipality = _Field(fields["municipality"], rows, self.columns)
        given, family, birth = self.given, self.family, self.birth
        self.given_points = _name_points(given.of_rows, given.of_columns)
        self.family_points = _name_points(family.of_rows, family.of_columns)
        self.given_as_family = _name_points(given.of_rows, family.of_columns)
        self.family_as_given = _name_points(family.of_rows, given.of_columns)
        self.birth_points = _birth_points(birth.of_rows, birth.of_columns)
        # Filters replace the points of a field where both units have one.
        self.blooms = {
            field: _BloomPoints(fields[f"{field}_bloom"].astype(str), self.columns)
            for field in ("given", "family", "birth")
        }
        self.is_nameless = nameless_units(prepared)

    def kept_beside(self, place: int) -> Ints:
        """Return the later columns that a row could be one person with.

        Parameters
        ----------
        place : of the row among the rows
        """
        unit = int(self.columns[place])
        later = slice(place + 1, None)
        names = self._points_of_names(place, unit, later)
        # A record where the two names changed places has as many points as one where both are alike.
        points = np.maximum(names, 2 * self._points_of_swapped_names(place, later))
        points += self._points_of_birth(place, unit, later)
        # One point for the place at most: it decides only where names and date leave a
        # doubt.
        points += self._points_of_place(place, later)
        if self.is_nameless[unit]:
            # Two units without names are one person only with a token in common, which is looked at elsewhere.
            points[self.is_nameless[self.columns[later]]] = 0
        return self.columns[later][points >= NEEDED_POINTS]

    def _points_of_names(self, place: int, unit: int, later: slice) -> Points:
        given = self.given_points[self.given.rows[place]][self.given.columns[later]]
        family = self.family_points[self.family.rows[place]]
        family = family[self.family.columns[later]]
        points: Points = self.blooms["given"].put_in(given, unit, later)
        points += self.blooms["family"].put_in(family, unit, later)
        return points

    def _points_of_swapped_names(self, place: int, later: slice) -> Points:
        """Points of the worse of the two: given names held beside the family name, and the other way about."""
        given_beside_family = self.given_as_family[self.given.rows[place]]
        family_beside_given = self.family_as_given[self.family.rows[place]]
        worse: Points = np.minimum(
            given_beside_family[self.family.columns[later]],
            family_beside_given[self.given.columns[later]],
        )
        return worse

    def _points_of_birth(self, place: int, unit: int, later: slice) -> Points:
        points = self.birth_points[self.birth.rows[place]][self.birth.columns[later]]
        return self.blooms["birth"].put_in(points, unit, later)

    def _points_of_place(self, place: int, later: slice) -> Bools:
        """One point for one municipality; a place that is not known is nobody's."""
        municipality = self.municipality.rows[place]
        if not self.municipality.of_rows[municipality]:
            return np.zeros(len(self.columns[later]), dtype=np.bool_)
        return self.municipality.same(municipality, later)


class _Field:
    """One field of some units, the rows, and of others, the columns, as codes of its different values."""

    def __init__(self, values: NDArray[Any], rows: Ints, columns: Ints) -> None:
        texts = values.astype(str)
        row_values, self.rows = np.unique(texts[rows], return_inverse=True)
        column_values, self.columns = np.unique(texts[columns], return_inverse=True)
        self.of_rows: list[str] = row_values.tolist()
        self.of_columns: list[str] = column_values.tolist()
        self._code_of_column = {text: i for i, text in enumerate(self.of_columns)}

    def same(self, row_code: int, part: slice) -> Bools:
        """Whether columns have the value of a row."""
        # No column has the code -1: a value that no column has agrees with no column.
        code = self._code_of_column.get(self.of_rows[row_code], -1)
        return np.asarray(self.columns[part] == code)


class _BloomPoints:
    """Points of Bloom filters, for units that are compared by these.

    Parameters
    ----------
    filters : of every unit, as bits; empty where there is none
    columns : units with which a row is compared
    """

    def __init__(self, filters: NDArray[Any], columns: Ints) -> None:
        self.filters = filters
        self.columns = columns
        has_filter = filters != ""
        self.is_empty = not has_filter.any()
        n_bits = max(map(len, filters.tolist()), default=0)
        # As floats, because a product of float matrices is the fastest way to count
        # common bits.
        self.bits = np.zeros((len(filters), n_bits), dtype=np.float32)
        for unit in np.flatnonzero(has_filter).tolist():
            letters = np.frombuffer(filters[unit].encode("ascii"), dtype=np.uint8)
            self.bits[unit, : len(letters)] = letters == ord("1")
        self.n_set = self.bits.sum(axis=1)
        self.known = has_filter
        self.of_columns = self.bits[columns]

    def put_in(self, points: Points, unit: int, part: slice) -> Points:
        """Replace the points of pairs of which both units have a filter."""
        if self.is_empty or not self.known[unit]:
            return points
        others = self.columns[part]
        both = self.of_columns[part] @ self.bits[unit]
        dice = 2 * both / (self.n_set[others] + self.n_set[unit])
        of_filters = (dice >= BLOOM_SOMEWHAT_ALIKE).astype(np.int8)
        of_filters += dice >= BLOOM_ALIKE
        return np.where(self.known[others], of_filters, points)


def nameless_units(prepared: Prepared) -> Bools:
    """Find units without names, in clear or as filters: two of these are one person only with a token in common."""
    fields = ("given", "family", "given_bloom", "family_bloom")
    return np.asarray(
        np.all([prepared.fields[field] == "" for field in fields], axis=0)
    )


def _with_a_token_in_common(tokens: NDArray[Any]) -> tuple[Ints, Ints]:
    """Pairs of units with a keyed token in common.

    Of a token that more units have than a block may have, each unit is paired with those that follow it: units are
    numbered in the order of what they say (Hernández and Stolfo, The merge/purge problem for large databases, 1995).
    """
    # Two units may share several tokens; the pair counts once.
    pairs: set[tuple[int, int]] = set()
    for units in _units_by_token(tokens).values():
        pairs.update(_pairs_of_block(units))
    codes = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return codes[:, 0], codes[:, 1]


def _units_by_token(tokens: NDArray[Any]) -> dict[str, list[int]]:
    """Return the units with each token, in their order."""
    units_of: dict[str, list[int]] = {}
    for unit, text in enumerate(tokens.astype(str).tolist()):
        for token in text.split():
            units_of.setdefault(token, []).append(unit)
    return units_of


def _pairs_of_block(units: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield every pair of a block; of one that is too large, each unit with those that follow it."""
    if len(units) <= LARGEST_BLOCK:
        yield from combinations(units, 2)
        return
    for distance in range(1, NEIGHBOURS + 1):
        yield from zip(units[:-distance], units[distance:], strict=True)


def _name_points(rows: Sequence[str], columns: Sequence[str]) -> Points:
    """Compare names by their first words and as a whole."""
    first_rows = [name.split(" ")[0] for name in rows]
    first_columns = [name.split(" ")[0] for name in columns]
    points = np.zeros((len(rows), len(columns)), dtype=np.int8)
    # Similarities are floats, points are bytes: in parts, only the points are held for
    # all pairs.
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        similarity = np.maximum(
            _similarity(rows[part], columns),
            _similarity(first_rows[part], first_columns),
        )
        points[part] = similarity >= SOMEWHAT_ALIKE
        points[part] += similarity >= ALIKE
    _add_words_in_common(points, rows, columns)
    _add_initials(points, first_rows, first_columns)
    _fill_unknown(points, rows, columns)
    return points


def _similarity(rows: Sequence[str], columns: Sequence[str]) -> NDArray[np.float32]:
    return np.asarray(
        cdist(
            rows,
            columns,
            scorer=JaroWinkler.similarity,
            score_cutoff=SOMEWHAT_ALIKE,
            workers=2,
        )
    )


def _add_words_in_common(
    points: Points, rows: Sequence[str], columns: Sequence[str]
) -> None:
    """Give two points to names with a whole word in common."""
    columns_with: dict[str, list[int]] = {}
    for column, name in enumerate(columns):
        for word in name.split():
            columns_with.setdefault(word, []).append(column)
    for row, name in enumerate(rows):
        for word in name.split():
            if len(word) > 1:
                points[row, columns_with.get(word, [])] = 2


def _add_initials(points: Points, rows: Sequence[str], columns: Sequence[str]) -> None:
    """Give one point to an initial and a name that begins with it."""
    letters_rows = np.array([name[:1] for name in rows])
    letters_columns = np.array([name[:1] for name in columns])
    for row in [i for i, name in enumerate(rows) if len(name) == 1]:
        fits = letters_columns == letters_rows[row]
        points[row, fits] = np.maximum(points[row, fits], 1)
    for column in [i for i, name in enumerate(columns) if len(name) == 1]:
        fits = letters_rows == letters_columns[column]
        points[fits, column] = np.maximum(points[fits, column], 1)


def _fill_unknown(points: Points, rows: Sequence[str], columns: Sequence[str]) -> None:
    """Give one point where a value is not known: it neither speaks for one person nor against it."""
    points[[not text for text in rows]] = 1
    points[:, [not text for text in columns]] = 1


def _birth_points(rows: Sequence[str], columns: Sequence[str]) -> Points:
    """Give two points to the same date or one slip away, one to the same year or a date that is not complete."""
    years_rows = np.array([date[:4] for date in rows])
    years_columns = np.array([date[:4] for date in columns])
    points: Points = (years_rows[:, None] == years_columns[None, :]).astype(np.int8)
    points[_is_one_slip_away(rows, columns)] = 2
    _add_swapped_days(points, rows, columns)
    _fill_unknown(points, rows, columns)
    return points


def _is_one_slip_away(rows: Sequence[str], columns: Sequence[str]) -> Bools:
    """Whether two complete dates differ in one sign at most."""
    letters_rows, letters_columns = _letters(rows), _letters(columns)
    n_letters = letters_rows.shape[1]
    n_same = np.zeros((len(rows), len(columns)), dtype=np.int8)
    for position in range(n_letters):
        n_same += (
            letters_rows[:, position][:, None] == letters_columns[:, position][None, :]
        )
    is_complete_row = np.array([_is_complete(date) for date in rows])
    is_complete_column = np.array([_is_complete(date) for date in columns])
    is_complete = is_complete_row[:, None] & is_complete_column[None, :]
    return np.asarray((n_same >= n_letters - 1) & is_complete)


def _is_complete(date: str) -> bool:
    """Whether a date has its day; `1990-05-00` has not."""
    return not date.endswith("-00")


def _add_swapped_days(
    points: Points, rows: Sequence[str], columns: Sequence[str]
) -> None:
    """Give two points to dates of which day and month changed places."""
    column_of = {date: column for column, date in enumerate(columns)}
    for row, date in enumerate(rows):
        if not date or not _is_complete(date):
            continue
        year, month, day = date[:4], date[5:7], date[8:]
        column = column_of.get(f"{year}-{day}-{month}")
        if column is not None:
            points[row, column] = 2


def _letters(dates: Sequence[str]) -> NDArray[np.uint8]:
    # Ten letters, as every date has; none of them is a digit, so it is never one slip
    # away from a date.
    text = "".join(date or "unknown   " for date in dates)
    codes = np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    return np.asarray(codes.reshape(-1, 10))


def _two_numbers(prepared: Prepared, left: Ints, right: Ints) -> Bools:
    """Whether pairs have two different citizen numbers."""
    number = prepared.fields["number"]
    is_known = (number[left] != "") & (number[right] != "")
    return np.asarray(is_known & (number[left] != number[right]))


def _same(values: NDArray[Any]) -> tuple[Ints, Ints]:
    """Pairs of units with the same known value."""
    numbers = values.astype(str)
    numbered = np.flatnonzero(numbers != "")
    order = numbered[np.argsort(numbers[numbered], kind="stable")]
    changes = np.flatnonzero(numbers[order][1:] != numbers[order][:-1]) + 1
    lefts, rights = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for group in np.split(order, changes):
        if len(group) > 1:
            first, second = np.triu_indices(len(group), k=1)
            lefts.append(group[first])
            rights.append(group[second])
    return np.concatenate(lefts), np.concatenate(rights)


def _ordered(left: Ints, right: Ints, n_units: int, n_possible: int) -> Pairs:
    low, high = np.minimum(left, right), np.maximum(left, right)
    codes = np.unique(low * n_units + high)
    return Pairs(codes // n_units, codes % n_units, n_possible)


_YEAR, _DAY = "left(birth, 4)", "substr(birth, 6)"
_HAS_YEAR, _HAS_DAY = "birth IS NOT NULL", "birth NOT LIKE '%-00'"
_HAS_NAME, _HAS_PLACE = "length(given_first) > 1", "municipality IS NOT NULL"
_CONSONANTS = "regexp_replace({name}, '[aeiouyhw ]', '', 'g')"
_GIVEN_SOUND = _CONSONANTS.format(name="given_first")
_FAMILY_SOUND = _CONSONANTS.format(name="family")
_WORDS = "list_filter([given_first, family, family_words[1]], word -> length(word) > 1)"


_WINDOWS = (
    "unnest(list_transform(range(length(given_bloom) // 12), lambda place:"
    " place || substr(given_bloom, 12 * place + 1, 12) || substr(family_bloom, 12 * place + 1, 12)))"
)
"""Twelve bits of two filters at one place: filters that are alike agree at some places (Gionis, Indyk and Motwani,
Similarity search in high dimensions via hashing, 1999)."""


def _either_order(given: str, family: str) -> str:
    return f"least({given}, {family}) || ' ' || greatest({given}, {family})"


BLOCKING_KEYS: tuple[tuple[str, str], ...] = (
    ("number", "number IS NOT NULL"),
    ("birth_bloom", "birth_bloom IS NOT NULL"),
    (_WINDOWS, "given_bloom IS NOT NULL AND family_bloom IS NOT NULL"),
    ("birth", _HAS_DAY),
    ("birth || left(given, 1)", _HAS_DAY),
    ("birth || left(family, 1)", _HAS_DAY),
    (f"given_first || {_YEAR}", f"{_HAS_NAME} AND {_HAS_YEAR}"),
    (f"family || {_YEAR}", _HAS_YEAR),
    (f"{_FAMILY_SOUND} || {_YEAR}", _HAS_YEAR),
    (f"given_first || {_DAY}", f"{_HAS_NAME} AND {_HAS_DAY}"),
    (f"family || {_DAY}", _HAS_DAY),
    (f"left(given, 2) || left(family, 2) || {_YEAR}", _HAS_YEAR),
    (f"right(given_first, 2) || right(family, 2) || {_YEAR}", _HAS_YEAR),
    ("given_first || left(family, 1)", _HAS_NAME),
    ("family || left(given, 1)", "family IS NOT NULL"),
    (_either_order("right(given_first, 3)", "right(family, 3)"), _HAS_NAME),
    (_either_order("left(given_first, 3)", "left(family, 3)"), _HAS_NAME),
    (_either_order("given_first", "family"), _HAS_NAME),
    (_either_order(_GIVEN_SOUND, _FAMILY_SOUND), _HAS_NAME),
    (f"unnest({_WORDS}) || ' ' || {_YEAR}", _HAS_YEAR),
    (f"unnest({_WORDS}) || ' ' || {_DAY}", _HAS_DAY),
    (f"unnest({_WORDS}) || ' ' || municipality", _HAS_PLACE),
)
"""Keys, in SQL over the table of units, and the condition under which a unit has them: units with one key in common are
compared. Each leaves out a field or the end of a name, so that no single slip hides a pair from all of them. Keys of
names without a birth date, and of one name, do not tell given and family name apart: these may have changed places.

A key that more units have than `LARGEST_BLOCK` is left out: it says little, and its pairs are many."""


def screen_blocks(session: Session, prepared: Prepared) -> Pairs:
    """Keep pairs of units with a blocking key in common, where every pair would be too many."""
    selects = " UNION ".join(
        sql(
            "SELECT unit, {number} AS kind, hash({key}) AS key FROM {units} WHERE {condition}",
            number=Sql(str(number)),
            key=Sql(key),
            units=UNITS,
            condition=Sql(condition),
        )
        for number, (key, condition) in enumerate(BLOCKING_KEYS)
    )
    columns = session.columns(
        sql(
            "WITH keys AS ({selects}), small AS (SELECT kind, key FROM keys WHERE key IS NOT NULL"
            " GROUP BY kind, key HAVING count(*) BETWEEN 2 AND {largest}),"
            " kept AS (SELECT keys.* FROM keys SEMI JOIN small USING (kind, key))"
            " SELECT DISTINCT a.unit AS l, b.unit AS r FROM kept AS a JOIN kept AS b"
            " ON a.kind = b.kind AND a.key = b.key AND a.unit < b.unit",
            selects=Sql(selects),
            largest=Sql(str(LARGEST_BLOCK)),
        )
    )
    token_left, token_right = _with_a_token_in_common(prepared.fields["token"])
    left = np.concatenate([columns["l"].astype(np.int64), token_left])
    right = np.concatenate([columns["r"].astype(np.int64), token_right])
    # Left out here and not only when clusters join: the share of matches is of pairs
    # that could be one person.
    conflict = _two_numbers(prepared, left, right)
    return _ordered(
        left[~conflict], right[~conflict], prepared.n_units, possible_pairs(prepared)
    )
