"""Words that the user declares: which one says that a person was on a list."""

from collections.abc import Sequence
from dataclasses import replace

from zicht.edition.numerals import sentence
from zicht.estimation.reading.cells import Cells
from zicht.estimation.reading.choices import COUNT_NAMES, COVARIATE_NAMES, Choices
from zicht.estimation.reading.codings import is_missing
from zicht.vocabulary.errors import UsageError

MOST_WORDS = 2
"""Words in a column where only one is declared."""


def with_declared_words(cells: Cells, choices: Choices) -> Cells:
    """Write 1 and 0 in the columns that hold the words of `--on` and `--off`.

    With `--on` alone, a column may hold one other word, or empty cells: these say that
    the person was not on the list. With both, an empty cell is a missing value.

    Raises
    ------
    UsageError : `--off` without `--on`, one word for both, or a word that no column holds
    """
    if not choices.on:
        if choices.off:
            raise UsageError(
                "--off names a word, and nothing says which word means on the list.",
                now="Give --on as well.",
            )
        return cells
    on, off = choices.on.strip().lower(), choices.off.strip().lower()
    if on == off:
        raise UsageError(
            "--on and --off name the same word.", now="Give two different words."
        )
    coded = [
        place
        for place, name in enumerate(cells.header)
        if _may_be_list(name, choices) and _is_declared(cells.column(place), on, off)
    ]
    if not coded:
        raise UsageError(
            "No column holds the words that --on and --off name, and nothing else.",
            now="Look in the file how a column says that a person is on its list.",
        )
    return _with_codes(cells, coded, on, off)


def _with_codes(cells: Cells, places: Sequence[int], on: str, off: str) -> Cells:
    """Write the columns at these places as 1 and 0, on record."""
    columns = [cells.column(place) for place in range(len(cells.header))]
    for place in places:
        columns[place] = [_coded(word, on, off) for word in columns[place]]
    names = ", ".join(cells.header[place] for place in places)
    remark = sentence("capture_reading.as_declared", names=names)
    rows = tuple(zip(*columns, strict=True))
    return replace(cells, rows=rows, remarks=(*cells.remarks, remark))


def _may_be_list(name: str, choices: Choices) -> bool:
    if choices.lists:
        return name in choices.lists
    is_apart = name in {*(choices.covariates or ()), choices.count}
    return not is_apart and name.lower() not in COUNT_NAMES | COVARIATE_NAMES


def _is_declared(words: Sequence[str], on: str, off: str) -> bool:
    """Return whether a column speaks in the declared words."""
    lowered = {word.lower() for word in words}
    if not off:
        return on in lowered and len(lowered) <= MOST_WORDS
    others = {word for word in lowered - {on, off} if not is_missing(word)}
    return not others and bool(lowered & {on, off})


def _coded(word: str, on: str, off: str) -> str:
    """Write one word as 1 or 0; a value that is not known stays as it is."""
    lowered = word.lower()
    if lowered == on:
        return "1"
    return "0" if not off or lowered == off else word
