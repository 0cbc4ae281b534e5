"""Which columns are covariates, and the values that make persons one group."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zicht.edition.numerals import sentence
from zicht.estimation.column_words import column_words
from zicht.estimation.reading.choices import Choices
from zicht.estimation.reading.codings import is_missing
from zicht.estimation.reading.counting import PERCENTAGE_NAMES, may_count
from zicht.estimation.reading.records import TOTAL_NAMES
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.text import Text

NO_COVARIATES = "none"
"""`--covariate none` says that no column is a covariate."""
UNKNOWN = "unknown"
"""Group of the persons of whom a covariate is not known."""
FRACTION = re.compile(r"\d+[.,]\d*[1-9]\d*\s*%?|\d+\s*%")
"""A number with decimals other than zero, or a percentage."""
UNKNOWN_WORDS = column_words("unknown")
"""Words that say in a covariate that its value is not known, beside empty cells."""
MOST_LEVELS = 30
FEW_ROWS = 3
"""In so few rows all values may differ by chance."""
NOT_CHOSEN = sentence("capture_reading.not_chosen")
ONE_VALUE = sentence("capture_reading.one_value")


@dataclass(frozen=True)
class Covariates:
    """The covariates of a table.

    Parameters
    ----------
    levels : per covariate the group of every row
    ignored : other columns, with the reason why they are no covariate
    remarks : what was done with the values, in words
    """

    levels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ignored: Mapping[str, Text] = field(default_factory=dict)
    remarks: tuple[Text, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The covariates in the order of the file."""
        return tuple(self.levels)

    def of_row(self, place: int) -> tuple[str, ...]:
        """Return the group of one row by every covariate."""
        return tuple(levels[place] for levels in self.levels.values())

    def unknown_rows(self) -> set[int]:
        """Return the places of the rows of which a covariate is not known."""
        return {
            place
            for levels in self.levels.values()
            for place, level in enumerate(levels)
            if level == UNKNOWN
        }


def read_covariates(
    columns: Mapping[str, Sequence[str]], rest: Sequence[str], choices: Choices
) -> Covariates:
    """Read the columns that are neither lists nor counts.

    Parameters
    ----------
    columns : every column of the table
    rest : names of the columns that may be covariates
    choices : of the user; columns that they do not name are left out where they name any

    Raises
    ------
    UsageError : a column holds measures, counts, too many values, or totals
    """
    chosen = choices.covariates
    if chosen is None:
        _refuse_measures(rest, columns)
        _refuse_further_counts(rest, columns)
        _refuse_many_values(rest, columns)
        read, ignored = list(rest), {}
    else:
        read = [name for name in rest if name in chosen]
        ignored = {name: NOT_CHOSEN for name in rest if name not in chosen}
    levels: dict[str, Sequence[str]] = {}
    remarks: list[Text] = []
    for name in read:
        _refuse_totals(name, columns[name])
        groups = _groups(columns[name])
        # A column that the user names stays, for a method may need it.
        if len(set(groups)) == 1 and chosen is None:
            ignored[name] = ONE_VALUE
            continue
        levels[name] = groups
        spellings = {word for word in columns[name] if not _is_unknown(word)}
        if len(spellings) > len(set(groups) - {UNKNOWN}):
            remarks.append(sentence("capture_reading.one_spelling", name=name))
    return Covariates(levels, ignored, tuple(remarks))


def _groups(words: Sequence[str]) -> list[str]:
    """Return values in one spelling, the usual one, where they differ in capitals and blanks only."""
    spellings: dict[str, Counter[str]] = {}
    for word in words:
        if not _is_unknown(word):
            spellings.setdefault(_plain(word), Counter())[word] += 1
    usual = {plain: found.most_common(1)[0][0] for plain, found in spellings.items()}
    return [UNKNOWN if _is_unknown(word) else usual[_plain(word)] for word in words]


def _is_unknown(word: str) -> bool:
    return is_missing(word) or _plain(word) in UNKNOWN_WORDS


def _plain(word: str) -> str:
    return " ".join(word.casefold().split())


def _refuse_measures(
    names: Sequence[str], columns: Mapping[str, Sequence[str]]
) -> None:
    """Raise where a column holds fractions, or has the name of percentages: no kinds of persons."""
    for name in names:
        are_fractions = any(FRACTION.fullmatch(word) for word in columns[name])
        if are_fractions or name.lower() in PERCENTAGE_NAMES:
            raise UsageError(
                f"Column {name} holds fractions or percentages: no counts, and no covariate.",
                now="Leave it out: --covariate none, or name the covariates; and name the counts with --count.",
            )


def _refuse_further_counts(
    names: Sequence[str], columns: Mapping[str, Sequence[str]]
) -> None:
    """Raise where a column holds another number in most rows, as counts do."""
    for name in names:
        words = columns[name]
        most_differ = len(words) > FEW_ROWS and len(set(words)) > len(words) / 2
        if not (most_differ and may_count(name, words)):
            continue
        now = "Leave it out: --covariate none, or name the covariates."
        if {"0", "1"} <= set(words):
            now += " If it counts how often a person was on a list, write 1 for once or more."
        raise UsageError(
            f"Column {name} holds another number in nearly every row, so that it is not a covariate.",
            now=now,
        )


def _refuse_many_values(
    names: Sequence[str], columns: Mapping[str, Sequence[str]]
) -> None:
    many = [name for name in names if len(set(columns[name])) > MOST_LEVELS]
    if not many:
        return
    others = [name for name in names if name not in many] or [NO_COVARIATES]
    advice = " ".join(f"--covariate {name}" for name in others)
    n_values = len({word for word in columns[many[0]] if not is_missing(word)})
    raise UsageError(
        f"Column {many[0]} holds {n_values} different values: too many for a covariate.",
        now=f"Group its values, or name the covariates without it: {advice}; or name the counts with --count.",
    )


def _refuse_totals(name: str, words: Sequence[str]) -> None:
    levels = {word.lower() for word in words}
    if len(levels) > 1 and levels & TOTAL_NAMES:
        raise UsageError(
            f"Column {name} holds totals beside its other values: persons would count twice.",
            now="Leave out the rows with totals.",
        )
