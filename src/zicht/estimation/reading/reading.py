"""From cells to a capture table, and what was understood on the way."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zicht.edition.numerals import sentence
from zicht.estimation.reading.cells import Cells, read_cells
from zicht.estimation.reading.choices import (
    COUNT_NAMES,
    LEAVE_OUT,
    ROW_NAMES,
    ROWS,
    Choices,
    Unknown,
    is_covariate_name,
)
from zicht.estimation.reading.codings import (
    Listed,
    are_dates,
    are_ones_and_twos,
    counted_number,
    is_missing,
    read_listed,
    unread_places,
)
from zicht.estimation.reading.counting import find_count, read_counts, shown_rows
from zicht.estimation.reading.covariates import (
    NO_COVARIATES,
    Covariates,
    read_covariates,
)
from zicht.estimation.reading.declared import with_declared_words
from zicht.estimation.reading.histories import is_history, plain_history
from zicht.estimation.reading.shapes import reshaped
from zicht.vocabulary.errors import EstimationRefused, UsageError
from zicht.vocabulary.estimates import CaptureTable
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.text import Text

MOST_MISSING = 0.05
"""With a larger share of persons missing, nothing is left out silently or on record."""
NAMES_ROWS = sentence("capture_reading.names_rows")
NUMBERS_ROWS = sentence("capture_reading.numbers_rows")
IS_EMPTY = sentence("capture_reading.is_empty")


@dataclass(frozen=True)
class Reading:
    """A capture table and how it was read.

    Parameters
    ----------
    table : the capture table
    source, kind : where it came from, and how the cells were read
    n_rows : rows of the file
    count : column of counts; empty where every row is one person
    codings : list to the coding of its column
    ignored : columns that are not part of the table, with the reason
    remarks : what was handled, in words
    """

    table: CaptureTable
    source: str
    kind: str
    n_rows: int
    count: str
    codings: dict[str, str]
    ignored: dict[str, Text] = field(default_factory=dict)
    remarks: tuple[Text, ...] = ()

    def lines(self, language: str = "en") -> list[str]:
        """Return what was understood, one line each."""
        return [line.in_language(language) for line in (*self._words(), *self.remarks)]

    def _words(self) -> list[Text]:
        lists = ", ".join(f"{name} ({code})" for name, code in self.codings.items())
        if self.count:
            counted = sentence("capture_reading.counted", count=self.count)
        else:
            counted = sentence("capture_reading.one_each")
        words = [
            sentence(
                "capture_reading.read",
                source=self.source,
                kind=self.kind,
                n=self.n_rows,
                counted=counted,
            ),
            sentence("capture_reading.persons", n=float(self.table.n_observed)),
            sentence("capture_reading.lists", lists=lists),
            _covariate_words(self.table),
        ]
        unnamed = sentence("capture_reading.without_a_name")
        for name, reason in self.ignored.items():
            words.append(
                sentence(
                    "capture_reading.not_used", name=name or unnamed, reason=reason
                )
            )
        return words


def read_capture_table(
    source: Any,
    *,
    lists: Sequence[str] = (),
    covariates: Sequence[str] | None = None,
    count: str = "",
    on: str = "",
    off: str = "",
) -> CaptureTable:
    """Read a capture table; `read_table` says as well how it was understood.

    Parameters
    ----------
    source : path of a CSV, XLSX or Parquet file, `-` for standard input, or a data
        frame
    lists : columns that are lists; by default every column in a usual coding
    covariates : columns that are covariates; by default every other column
    count : column of counts, or `rows` where every row is one person
    on, off : words that say that a person was on a list, and was not; by default a
        usual coding

    Returns
    -------
    CaptureTable, rows in the order of the file

    Raises
    ------
    EstimationRefused : the rows contradict each other, or no population follows
    UsageError : the file or a column does not exist, or cannot be understood

    Examples
    --------
    >>> table = read_capture_table("lists.csv")  # doctest: +SKIP
    >>> table.n_observed  # doctest: +SKIP
    8234
    """
    reading = read_table(
        source, lists=lists, covariates=covariates, count=count, on=on, off=off
    )
    return reading.table


def read_table(
    source: Any,
    *,
    lists: Sequence[str] = (),
    covariates: Sequence[str] | None = None,
    count: str = "",
    on: str = "",
    off: str = "",
    sheet: str = "",
    unknown: Unknown = "keep",
) -> Reading:
    """Read a capture table and say what was understood.

    Parameters
    ----------
    sheet : of a spreadsheet; the first where empty
    unknown : `keep` makes persons of whom a covariate is not known a group of their
        own, `leave-out` leaves them out

    Other parameters, errors : as for `read_capture_table`
    """
    chosen = tuple(covariates) if covariates is not None else None
    if chosen == (NO_COVARIATES,):
        chosen = ()
    choices = Choices(tuple(lists), chosen, count, on, off, sheet, unknown)
    return read_chosen(source, choices)


def read_chosen(source: Any, choices: Choices) -> Reading:
    """Read a capture table by what the user says about its columns.

    Parameters, errors : as for `read_capture_table`
    """
    cells = with_declared_words(read_cells(source, choices.sheet), choices)
    cells = reshaped(cells, choices)
    return _Reader(cells, choices).read()


class _Reader:
    """Decides what each column is, in turn: count, row names, lists, covariates."""

    def __init__(self, cells: Cells, choices: Choices) -> None:
        self.cells = cells
        self.choices = choices
        self.ignored: dict[str, Text] = {}
        self.remarks: list[Text] = list(cells.remarks)
        self.columns = {name: cells.column(i) for i, name in enumerate(cells.header)}

    def read(self) -> Reading:
        self._refuse_unknown()
        self._expand_histories()
        self._ignore_row_names()
        self._ignore_empty_columns()
        listed = self._lists()
        count = self._count(listed)
        covariates = self._covariates(listed, count)
        table = self._table(listed, count, covariates)
        return Reading(
            table=table,
            source=self.cells.source,
            kind=self.cells.kind,
            n_rows=len(self.cells.rows),
            count=count,
            codings={name: listed[name].coding for name in table.lists},
            ignored=self.ignored,
            remarks=tuple(self.remarks),
        )

    # What the user said

    def _refuse_unknown(self) -> None:
        count = self.choices.count
        named = [
            *(self.choices.covariates or ()),
            *((count,) if count not in {"", ROWS} else ()),
        ]
        if not self._history_names():
            named += self.choices.lists
        unknown = [name for name in named if name not in self.columns]
        if unknown:
            raise UsageError(
                f"The table has no column {', '.join(unknown)}.",
                now=f"Its columns are {', '.join(filter(None, self.columns))}.",
            )

    # Capture histories such as 101

    def _history_names(self) -> list[str]:
        return [
            name
            for name, words in self.columns.items()
            if name not in self.choices.lists
            and name != self.choices.count
            and is_history(name, words)
        ]

    def _expand_histories(self) -> None:
        names = self._history_names()
        if len(names) != 1:
            return
        histories = [plain_history(word) for word in self.columns[names[0]]]
        width = max(len(history) for history in histories)
        self._refuse_short_histories(names[0], histories, width)
        chosen = self.choices.lists
        labels = list(chosen) or [f"L{i + 1}" for i in range(width)]
        if len(labels) != width:
            raise UsageError(
                f"Histories in column {names[0]} have {counted(width, 'list')}, not {len(labels)}.",
                now=f"Give {counted(width, 'name')} with --lists, or none.",
            )
        padded = [history.zfill(width) for history in histories]
        expanded = {
            label: [word[i] for word in padded] for i, label in enumerate(labels)
        }
        rest = {n: w for n, w in self.columns.items() if n != names[0]}
        self.columns = {**expanded, **rest}
        self.remarks.append(
            sentence("capture_reading.histories", name=names[0], width=str(width))
        )

    def _refuse_short_histories(
        self, name: str, histories: Sequence[str], width: int
    ) -> None:
        """Raise where a history misses a list: one that lost its first zeros starts with 1."""
        short = [
            place
            for place, history in enumerate(histories)
            if len(history) < width and history.startswith("0") and "1" in history
        ]
        if short:
            raise UsageError(
                f"Column {name} holds histories of different length: {self._places(short)} "
                f"does not have {counted(width, 'list')}.",
                now="Write a 1 or a 0 for every list in every history.",
            )

    # Row names

    def _ignore_row_names(self) -> None:
        unnamed = self.choices.unnamed(self.columns)
        for place, (name, words) in enumerate(list(self.columns.items())):
            if name not in unnamed:
                continue
            bare = name.lower().replace(" ", "")
            is_first = place == 0 and name == ""
            is_named = bare in ROW_NAMES and len(set(words)) == len(words)
            if is_first or (is_named and read_listed(words) is None):
                self.ignored[name] = NAMES_ROWS
                del self.columns[name]
            elif bare in ROW_NAMES:
                self._refuse_repeated(name, words)

    def _refuse_repeated(self, name: str, words: Sequence[str]) -> None:
        """Raise where a column names every row but a few by itself: these would count twice."""
        n_rows_by_name = Counter(word for word in words if not is_missing(word))
        if len(n_rows_by_name) <= len(words) / 2:
            return
        repeated = [
            place for place, word in enumerate(words) if n_rows_by_name[word] > 1
        ]
        if repeated:
            raise EstimationRefused(
                f"Column {name} holds the same in several rows, {self._places(repeated)}: "
                "who is in two rows would count twice.",
                now="Make one row of them. If the column does not name the rows, leave it out.",
            )

    def _ignore_empty_columns(self) -> None:
        for name in self.choices.unnamed(self.columns):
            if not any(self.columns[name]):
                self.ignored[name] = IS_EMPTY
                del self.columns[name]

    # Lists

    def _lists(self) -> dict[str, Listed]:
        chosen = self.choices.lists
        apart = {*(self.choices.covariates or ()), self.choices.count}
        listed = {}
        unread = []
        for name, words in self.columns.items():
            if (chosen and name not in chosen) or name in apart:
                continue
            # A column of 0 and 1 may be a covariate or a count: a usual name for one of
            # these decides, unless the user names the lists.
            coded = read_listed(words)
            is_covariate = not chosen and is_covariate_name(name)
            is_count = not chosen and name.lower() in COUNT_NAMES
            if coded is not None and not is_covariate and not is_count:
                listed[name] = coded
            elif chosen:
                unread.append(f"Column {name} {_described(words)}.")
            elif not is_covariate and not is_count:
                self._refuse_nearly_listed(name, words)
        if unread:
            raise UsageError(
                "A list column says for each row whether the person is on the list.",
                details=unread,
                now="Write 1 and 0, or TRUE and FALSE, or yes and no; or name the words with --on and --off; "
                "or leave the column out of --lists.",
            )
        if not listed:
            self._refuse_no_list()
        mixed = [name for name, column in listed.items() if column.is_mixed]
        if mixed:
            self.remarks.append(
                sentence("capture_reading.mixed", names=", ".join(mixed))
            )
        return listed

    def _refuse_no_list(self) -> None:
        self._refuse_ones_and_twos()
        self._refuse_dates()
        self._refuse_overlaps()
        raise UsageError(
            "No column is a list.",
            # By their place: where a file has no header, its first row is of a person.
            details=[
                f"Column {place} {_described(words)}."
                for place, words in enumerate(self.columns.values(), 1)
            ],
            now="Say which word means on the list, and which not: --on and --off. Or write 1 and 0 in a "
            "column per list, or a row per person and list in columns named person and list. A file "
            "without names of columns needs a first row with these.",
        )

    def _refuse_nearly_listed(self, name: str, words: Sequence[str]) -> None:
        """Raise where nearly every word of a column says whether a person is on a list."""
        places = unread_places(words)
        if places:
            raise UsageError(
                f"Column {name} says who is on a list, except in {self._places(places)}.",
                now=f"Write 1 or 0 there. If {name} is not a list: --covariate {name}, or --count {name}.",
            )

    def _refuse_dates(self) -> None:
        """Raise where columns hold dates, which may be those of being on a list."""
        dated = [name for name, words in self.columns.items() if are_dates(words)]
        if len(dated) > 1:
            advice = " ".join(f"--lists {name}" for name in dated)
            raise UsageError(
                f"Columns {', '.join(dated)} hold dates or nothing.",
                now=f"If a date says that the person was on the list: {advice}.",
            )

    def _refuse_overlaps(self) -> None:
        """Raise where a row and a column stand for every list, or a row for each."""
        first, *others = self.columns
        names = set(self.columns[first])
        if len(others) > 1 and names == set(others):
            raise UsageError(
                "The table counts the persons on every two lists, in a row and a column per list: "
                "it does not say who is on three.",
                now="Give a row per combination of lists with the persons on exactly these lists, or a row per person.",
            )

    def _refuse_ones_and_twos(self) -> None:
        coded = [n for n, words in self.columns.items() if are_ones_and_twos(words)]
        if len(coded) > 1:
            raise UsageError(
                f"Columns {', '.join(coded)} hold 1 and 2: the table does not say which of both is on the list.",
                now="Say which: --on 1 --off 2 where 2 means no, as in many surveys.",
            )

    # The count and the covariates

    def _count(self, listed: dict[str, Listed]) -> str:
        numbers = self.cells.numbers
        name, numbering = find_count(self.columns, list(listed), self.choices, numbers)
        for other in numbering:
            self.ignored[other] = NUMBERS_ROWS
            del self.columns[other]
        is_guessed = name and not self.choices.count
        if is_guessed and name.lower() not in COUNT_NAMES:
            self.remarks.append(sentence("capture_reading.taken_for_counts", name=name))
        return name

    def _covariates(self, listed: dict[str, Listed], count: str) -> Covariates:
        rest = [name for name in self.columns if name not in {*listed, count}]
        covariates = read_covariates(self.columns, rest, self.choices)
        self.ignored.update(covariates.ignored)
        self.remarks.extend(covariates.remarks)
        return covariates

    # The table

    def _table(
        self, listed: dict[str, Listed], count: str, covariates: Covariates
    ) -> CaptureTable:
        counts = self._counts(count)
        names = list(listed)
        tally: dict[tuple[int, tuple[str, ...]], int] = {}
        n_repeated = n_unseen = 0
        for place in self._known_rows(listed, counts, covariates):
            n_persons = counts[place] or 0
            row = (_pattern(listed, names, place), covariates.of_row(place))
            pattern, _levels = row
            if pattern == 0:
                n_unseen += n_persons
                continue
            n_repeated += row in tally
            tally[row] = tally.get(row, 0) + n_persons
        if n_unseen:
            self._refuse_unseen(n_unseen, names, covariates.names)
        # Where every row is a person, equal rows are the rule; in a table of counts
        # they may be a slip, which is put on record.
        if count and n_repeated:
            self.remarks.append(sentence("capture_reading.repeated", n=str(n_repeated)))
        if not count:
            # Persons stand in any order; the table of them does not depend on it.
            tally = dict(sorted(tally.items()))
        self._remark_other_totals(count, sum(tally.values()))
        return self._without_empty_lists(names, covariates.names, tally)

    def _known_rows(
        self,
        listed: dict[str, Listed],
        counts: Sequence[int | None],
        covariates: Covariates,
    ) -> list[int]:
        """Leave out, or keep as a group of their own, persons of unknown covariates."""
        rows = self._complete_rows(listed, counts)
        # Looked up once per table: made anew for every row, the time would grow with
        # the square of the rows.
        unknown_rows = covariates.unknown_rows()
        unknown = [place for place in rows if place in unknown_rows]
        is_left_out = self.choices.unknown == LEAVE_OUT
        if not unknown:
            if is_left_out:
                self.remarks.append(sentence("capture_reading.unknown_nobody"))
            return rows
        why = "unknown_left_out" if is_left_out else "unknown_kept"
        n_persons = sum(counts[place] or 0 for place in unknown)
        self.remarks.append(
            sentence(
                f"capture_reading.{why}",
                rows=self._numbers(unknown),
                n=n_persons,
            )
        )
        if not is_left_out:
            return rows
        return [place for place in rows if place not in unknown_rows]

    def _refuse_unseen(
        self, n_unseen: int, names: Sequence[str], covariates: Sequence[str]
    ) -> None:
        """Raise where persons are on no list; a list that was not read as one may be why."""
        now = "Leave out the rows without any list."
        if covariates:
            now += " If a covariate is a list, write 1 and 0 in it and name all lists with --lists."
        raise EstimationRefused(
            f"{counted(n_unseen, 'person is', 'persons are')} on no list: that number is what is to be estimated.",
            details=[
                f"Lists: {', '.join(names)}. Covariates: {', '.join(covariates) or 'none'}."
            ],
            now=now,
        )

    def _remark_other_totals(self, count: str, n_observed: int) -> None:
        """Note where a total in the file is not the number of persons of its rows."""
        if count not in self.cells.header:
            return
        place = self.cells.header.index(count)
        words = [row[place] for row in self.cells.totals if place < len(row)]
        numbers = [counted_number(word) for word in words]
        wrong = [n for n in numbers if n is not None and n != n_observed]
        if wrong:
            total = float(wrong[0])
            self.remarks.append(sentence("capture_reading.other_total", total=total))

    def _counts(self, count: str) -> list[int | None]:
        if not count:
            return [1] * len(self.cells.rows)
        words = self.columns[count]
        counts, remarks = read_counts(count, words, self.cells.numbers)
        self.remarks.extend(remarks)
        return counts

    def _complete_rows(
        self, listed: dict[str, Listed], counts: Sequence[int | None]
    ) -> list[int]:
        """Leave out rows without a count or a list, on record; raise where they are many."""
        totals = self._unnamed_totals(listed, counts)
        places = [place for place in range(len(counts)) if place not in totals]
        self._judge_uncounted(listed, counts, places)
        missing = {place for column in listed.values() for place in column.missing_rows}
        missing -= totals
        if missing:
            self._leave_missing_out(sorted(missing), counts, places)
        return [p for p in places if p not in missing and counts[p] is not None]

    def _judge_uncounted(
        self,
        listed: dict[str, Listed],
        counts: Sequence[int | None],
        places: Sequence[int],
    ) -> None:
        """Raise where persons on a list are not counted; those on none are what is to be estimated."""
        without_count = [place for place in places if counts[place] is None]
        unseen = [place for place in without_count if not _is_on_any(listed, place)]
        if unseen:
            rows = self._numbers(unseen)
            remark = sentence("capture_reading.unseen", n=len(unseen), rows=rows)
            self.remarks.append(remark)
        uncounted = [place for place in without_count if _is_on_any(listed, place)]
        if uncounted:
            raise EstimationRefused(
                f"{counted(len(uncounted), 'row has', 'rows have')} no count: {self._places(uncounted)}.",
                now="Complete the counts, or leave these rows out.",
            )

    def _leave_missing_out(
        self,
        missing: Sequence[int],
        counts: Sequence[int | None],
        places: Sequence[int],
    ) -> None:
        """Put rows that miss a list on record; raise where they hold too many persons."""
        n_missing = sum(counts[place] or 0 for place in missing)
        n_all = sum(counts[place] or 0 for place in places)
        if n_missing > MOST_MISSING * n_all:
            raise EstimationRefused(
                f"Of {counted(len(counts), 'row')}, {counted(len(missing), 'misses', 'miss')} a value, "
                f"{self._places(missing)}: too many to leave out unseen.",
                now="Write 0 where the person is not on the list, or leave these rows out.",
            )
        rows = self._numbers(missing)
        remark = sentence("capture_reading.missing", n=len(missing), rows=rows)
        self.remarks.append(remark)

    def _unnamed_totals(
        self, listed: dict[str, Listed], counts: Sequence[int | None]
    ) -> set[int]:
        """Return rows without any list that count as many persons as all others."""
        n_all = sum(count or 0 for count in counts)
        totals = {
            place
            for place, count in enumerate(counts)
            if len(counts) > 2
            and count
            and 2 * count == n_all
            and all(
                self._is_blank(name, column, place) for name, column in listed.items()
            )
        }
        if totals:
            rows = self._numbers(sorted(totals))
            remark = sentence("capture_reading.totals", n=len(totals), rows=rows)
            self.remarks.append(remark)
        return totals

    def _is_blank(self, name: str, column: Listed, place: int) -> bool:
        return column.on[place] is None or not self.columns[name][place]

    def _places(self, places: Sequence[int]) -> str:
        return f"row {self._numbers(places)}"

    def _numbers(self, places: Sequence[int]) -> str:
        return shown_rows(places, self.cells.numbers)

    def _without_empty_lists(
        self,
        names: list[str],
        covariates: tuple[str, ...],
        tally: dict[tuple[int, tuple[str, ...]], int],
    ) -> CaptureTable:
        """Make the table; lists that say nothing are left out, on record."""
        patterns = sorted({pattern for (pattern, _levels), n in tally.items() if n})
        telling = self._telling_lists(names, patterns)
        rows = _only_lists(tally, telling)
        return CaptureTable(
            tuple(names[place] for place in telling),
            tuple(pattern for pattern, _levels in rows),
            tuple(rows.values()),
            covariates,
            tuple(levels for _pattern, levels in rows) if covariates else (),
            tuple(self.remarks),
        )

    def _telling_lists(self, names: list[str], patterns: Sequence[int]) -> list[int]:
        """Return the places of the lists that say something of whom the lists miss.

        Parameters
        ----------
        names : of all lists
        patterns : with persons
        """
        patterns_of = {
            place: tuple(pattern for pattern in patterns if pattern >> place & 1)
            for place in range(len(names))
        }
        telling = [place for place in patterns_of if patterns_of[place]]
        self._remark_lists("nobody_on", names, set(patterns_of) - set(telling))
        self._refuse_single(names, telling)
        # One list under two names, and a list of everybody, once went into the models
        # without a word: they say nothing of whom the lists miss.
        telling = self._without_copies(names, telling, patterns_of)
        telling = self._without_everybody(names, telling, patterns)
        self._remark_never_alone(names, telling, patterns)
        return telling

    def _remark_lists(self, why: str, names: Sequence[str], places: set[int]) -> None:
        """Note something about lists, if there are any; `why` is a key of the words."""
        if places:
            shown = ", ".join(names[i] for i in sorted(places))
            self.remarks.append(sentence(f"capture_reading.{why}", names=shown))

    def _remark_never_alone(
        self, names: Sequence[str], kept: Sequence[int], patterns: Sequence[int]
    ) -> None:
        """Note which lists have nobody on them alone: such a list may be a covariate of 0 and 1."""
        used = sum(1 << i for i in kept)
        alone = {pattern & used for pattern in patterns}
        never = {i for i in kept if 1 << i not in alone}
        self._remark_lists("never_alone", names, never)

    def _without_copies(
        self,
        names: Sequence[str],
        kept: Sequence[int],
        persons: Mapping[int, tuple[int, ...]],
    ) -> list[int]:
        """Leave out lists with the same persons as an earlier list, on record."""
        first: dict[tuple[int, ...], int] = {}
        for i in kept:
            original = first.setdefault(persons[i], i)
            if original != i:
                self.remarks.append(
                    sentence(
                        "capture_reading.same_persons",
                        name=names[i],
                        original=names[original],
                    )
                )
        if len(first) == 1:
            raise EstimationRefused(
                f"Lists {', '.join(names[i] for i in kept)} hold the same persons in every row: they are one list.",
                now="Give two lists or more that were kept apart from each other.",
            )
        return list(first.values())

    def _without_everybody(
        self, names: Sequence[str], kept: list[int], patterns: Sequence[int]
    ) -> list[int]:
        """Leave out a list that holds everybody, on record; raise where others depend on it.

        Such a list says that nobody was missed by all lists, because it is a register
        that the table was drawn from, and no sample beside the others.
        """
        complete = [i for i in kept if all(pattern >> i & 1 for pattern in patterns)]
        if not complete:
            return kept
        (i,) = complete
        others = [other for other in kept if other != i]
        is_alone = any(pattern == 1 << i for pattern in patterns)
        if is_alone or len(others) < 2:
            raise EstimationRefused(
                f"Everybody is on list {names[i]}, so that it does not show whom the lists miss.",
                now=f"Leave column {names[i]} out, and the rows of persons on it alone; two other lists must remain.",
            )
        self._remark_lists("everybody_on", names, {i})
        return others

    def _refuse_single(self, names: list[str], kept: list[int]) -> None:
        if len(kept) == 1:
            others = [name for name in self.columns if name not in names]
            read = f" Other columns: {', '.join(others)}." if others else ""
            raise EstimationRefused(
                f"Only {names[kept[0]]} is a list with persons on it: without overlap "
                f"between lists nothing says how many were missed.{read}",
                now="Give two lists or more, each in a column of 0 and 1; name them with --lists.",
            )
        if not kept:
            raise EstimationRefused(
                "The table counts nobody.", now="Give the persons on each combination."
            )


def _pattern(listed: dict[str, Listed], names: Sequence[str], place: int) -> int:
    return sum(1 << i for i, name in enumerate(names) if listed[name].on[place])


def _is_on_any(listed: dict[str, Listed], place: int) -> bool:
    return any(column.on[place] for column in listed.values())


def _only_lists(
    tally: Mapping[tuple[int, tuple[str, ...]], int], places: Sequence[int]
) -> dict[tuple[int, tuple[str, ...]], int]:
    """Count persons by these lists alone; who is on none of them drops out."""
    rows: dict[tuple[int, tuple[str, ...]], int] = {}
    for (pattern, levels), n in tally.items():
        bits = [1 << new for new, old in enumerate(places) if pattern >> old & 1]
        if bits:
            row = (sum(bits), levels)
            rows[row] = rows.get(row, 0) + n
    return rows


def _covariate_words(table: CaptureTable) -> Text:
    """Name the covariates, with how many values each has."""
    if not table.covariates:
        none = sentence("capture_reading.none")
        return sentence("capture_reading.covariates", covariates=none)
    values = zip(*table.levels, strict=True)
    named = [
        f"{name} ({len(set(of_rows))})"
        for name, of_rows in zip(table.covariates, values, strict=True)
    ]
    return sentence("capture_reading.covariates_of", covariates=", ".join(named))


def _described(words: Sequence[str]) -> str:
    """Return what a column holds, without quoting it."""
    n_missing = sum(is_missing(word) for word in words)
    n_values = len({word for word in words if not is_missing(word)})
    missing = f", and nothing in {counted(n_missing, 'row')}" if n_missing else ""
    return f"holds {n_values} different values{missing}"
