"""How two records are compared, field by field: the levels of agreement, as splink reads them."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

ALIKE, SOMEWHAT_ALIKE = 0.92, 0.82
"""Jaro-Winkler similarities: one slip in a name of usual length; the same name in another spelling."""


BLOOM_ALIKE, BLOOM_SOMEWHAT_ALIKE = 0.75, 0.55
"""Dice's coefficients of Bloom filters: one slip in a name of usual length, or one part of a date that differs; a name
in common, or half a date."""


SHORTEST_WITH_EDIT = 3
"""Letters of a name from which on one other letter is another spelling: Eva and Eea, but not Jo and Bo."""


def _level(label: str, condition: str, **more: Any) -> dict[str, Any]:
    return {"label_for_charts": label, "sql_condition": condition, **more}


def _unknown(condition: str) -> dict[str, Any]:
    return _level("not known", condition, is_null_level=True)


def _by_frequency(column: str) -> dict[str, Any]:
    """Weigh agreement on a rare value heavier."""
    return {
        "tf_adjustment_column": column,
        "tf_adjustment_weight": 1.0,
        "disable_tf_exact_match_detection": True,
    }


def _similar(left: str, right: str, least: float) -> str:
    return f"jaro_winkler_similarity({left}, {right}) >= {least}"


def _one_edit(left: str, right: str) -> str:
    """Write that two short names differ in one letter: their similarity falls below every threshold."""
    return (
        f"(damerau_levenshtein({left}, {right}) <= 1"
        f" AND least(length({left}), length({right})) >= {SHORTEST_WITH_EDIT})"
    )


_ELSE = _level("different", "ELSE")


def _given_as_family(one: str, other: str, least: float) -> str:
    return (
        f"(list_has_any(given_words_{one}, family_words_{other})"
        f" OR jaro_winkler_similarity(given_first_{one}, family_{other}) >= {least})"
    )


def _initial_as_family(one: str, other: str) -> str:
    return (
        f"(least(length(given_first_{one}), length(family_{other})) = 1"
        f" AND given_first_{one}[1] = family_{other}[1])"
    )


_WORDS_SWAPPED = (
    "(list_has_any(given_words_l, family_words_r) AND list_has_any(given_words_r, family_words_l)"
    " AND NOT list_has_any(given_words_l, given_words_r) AND NOT list_has_any(family_words_l, family_words_r))"
)
"""Whole words changed places. This is recognised even where all names are similar because they begin alike."""


def _swapped(least: float) -> str:
    """Write that given and family name changed places; one of them may be an initial."""
    given_fits = _given_as_family("l", "r", least)
    family_fits = _given_as_family("r", "l", least)
    return (
        f"({_WORDS_SWAPPED} OR ({given_fits} AND {family_fits} OR {given_fits} AND {_initial_as_family('r', 'l')}"
        f" OR {family_fits} AND {_initial_as_family('l', 'r')})"
        f" AND NOT {_similar('given_l', 'given_r', SOMEWHAT_ALIKE)}"
        f" AND NOT {_similar('family_l', 'family_r', SOMEWHAT_ALIKE)})"
    )


_SHARED_WORD = "list_has_any({field}_words_l, {field}_words_r)"

_INITIAL = (
    "(least(length(given_first_l), length(given_first_r)) = 1"
    " AND given_first_l[1] = given_first_r[1])"
)

_FAMILY_INITIAL = (
    "(least(length(family_l), length(family_r)) = 1 AND family_l[1] = family_r[1])"
)

_COMPLETE = "(birth_l NOT LIKE '%-00' AND birth_r NOT LIKE '%-00')"

_OTHER_ORDER = "(birth_l[:4] = birth_r[:4] AND birth_l[6:7] = birth_r[9:10] AND birth_l[9:10] = birth_r[6:7])"

_CONVENTIONAL = (
    "(birth_l[:4] = birth_r[:4] AND"
    " (birth_l[6:] IN ('01-01', '07-01') OR birth_r[6:] IN ('01-01', '07-01')))"
)

_PARTIAL = (
    "((birth_l LIKE '%-00' OR birth_r LIKE '%-00') AND birth_l[:4] = birth_r[:4]"
    " AND (birth_l[6:7] = '00' OR birth_r[6:7] = '00' OR birth_l[6:7] = birth_r[6:7]))"
)

_DAYS_APART = "abs(try_cast(birth_l AS DATE) - try_cast(birth_r AS DATE))"
_NEARBY = (
    f"({_COMPLETE} AND ({_DAYS_APART} <= 31 OR {_DAYS_APART} BETWEEN 364 AND 366))"
)
"""A month apart or less, or a year: a date that was copied or counted wrongly."""

_YEARS_APART = "abs(CAST(birth_l[:4] AS INTEGER) - CAST(birth_r[:4] AS INTEGER))"

_GIVEN = [
    _unknown("given_l IS NULL OR given_r IS NULL"),
    _level(
        "same",
        "given_l = given_r AND length(given_l) > 1",
        **_by_frequency("given_first"),
    ),
    _level("given and family name swapped", _swapped(ALIKE)),
    _level("swapped, in another spelling", _swapped(SOMEWHAT_ALIKE)),
    _level(
        "same first name",
        "given_first_l = given_first_r AND length(given_first_l) > 1",
        **_by_frequency("given_first"),
    ),
    _level(
        "one slip",
        f"{_similar('given_l', 'given_r', ALIKE)} OR {_similar('given_first_l', 'given_first_r', ALIKE)}",
    ),
    _level("a name in common", _SHARED_WORD.format(field="given")),
    _level("initial fits", _INITIAL),
    _level(
        "another spelling",
        f"{_similar('given_first_l', 'given_first_r', SOMEWHAT_ALIKE)}"
        f" OR {_similar('given_l', 'given_r', SOMEWHAT_ALIKE)}"
        f" OR {_one_edit('given_first_l', 'given_first_r')}",
    ),
    _ELSE,
]

_FAMILY = [
    # A family name that changed places is told by the level of the given names, so that
    # it is evidence once.
    _unknown(f"family_l IS NULL OR family_r IS NULL OR {_swapped(SOMEWHAT_ALIKE)}"),
    _level("same", "family_l = family_r", **_by_frequency("family")),
    _level("one slip", _similar("family_l", "family_r", ALIKE)),
    _level("a part in common", _SHARED_WORD.format(field="family")),
    _level("initial fits", _FAMILY_INITIAL),
    _level(
        "another spelling",
        f"{_similar('family_l', 'family_r', SOMEWHAT_ALIKE)} OR {_one_edit('family_l', 'family_r')}",
    ),
    _ELSE,
]

_BIRTH = [
    _unknown("birth_l IS NULL OR birth_r IS NULL"),
    _level("same", f"birth_l = birth_r AND {_COMPLETE}"),
    _level("day and month in the other order", f"{_COMPLETE} AND {_OTHER_ORDER}"),
    _level("conventional day", f"{_COMPLETE} AND {_CONVENTIONAL}"),
    _level("one digit differs", f"{_COMPLETE} AND hamming(birth_l, birth_r) = 1"),
    _level("same as far as known", _PARTIAL),
    _level("a month or a year apart", _NEARBY),
    _level("same year", "birth_l[:4] = birth_r[:4]"),
    _level("one year apart", f"{_YEARS_APART} = 1"),
    _ELSE,
]


def _plain(field: str, **more: Any) -> list[dict[str, Any]]:
    return [
        _unknown(f"{field}_l IS NULL OR {field}_r IS NULL"),
        _level("same", f"{field}_l = {field}_r", **more),
        _ELSE,
    ]


_MUNICIPALITY = [
    _unknown("municipality_l IS NULL OR municipality_r IS NULL"),
    _level("same", "municipality_l = municipality_r", **_by_frequency("municipality")),
    # Two codes that look alike are two municipalities: names alone have spellings.
    _level(
        "another spelling",
        f"{_similar('municipality_l', 'municipality_r', ALIKE)}"
        " AND NOT regexp_matches(municipality_l || municipality_r, '[0-9]')",
    ),
    _ELSE,
]

_TOKEN = [
    # Tokens of two keys are never equal: that they differ says nothing.
    _unknown("token_l IS NULL OR token_r IS NULL OR token_key_l <> token_key_r"),
    _level("same", "token_l = token_r"),
    _level(
        "half or more in common",
        "2 * len(list_intersect(tokens_l, tokens_r)) >= least(len(tokens_l), len(tokens_r))",
    ),
    _level("one or more in common", "list_has_any(tokens_l, tokens_r)"),
    _ELSE,
]


def _bloom(field: str) -> list[dict[str, Any]]:
    """Compare two Bloom filters by Dice's coefficient: bits that both have, twice, over the bits of each."""
    left, right = f"{field}_l", f"{field}_r"
    both = f"bit_count({left}::BIT & {right}::BIT)"
    dice = f"2 * {both} / (bit_count({left}::BIT) + bit_count({right}::BIT))"
    has_two_lengths = f"length({left}) <> length({right})"
    return [
        _unknown(
            f"{left} IS NULL OR {right} IS NULL OR {has_two_lengths} OR bloom_key_l <> bloom_key_r"
        ),
        _level("same", f"{left} = {right}"),
        _level("one slip", f"{dice} >= {BLOOM_ALIKE}"),
        _level("another spelling", f"{dice} >= {BLOOM_SOMEWHAT_ALIKE}"),
        _ELSE,
    ]


LEVELS: Mapping[str, list[dict[str, Any]]] = {
    "number": _plain("number"),
    "token": _TOKEN,
    "given_bloom": _bloom("given_bloom"),
    "family_bloom": _bloom("family_bloom"),
    "birth_bloom": _bloom("birth_bloom"),
    "given": _GIVEN,
    "family": _FAMILY,
    "birth": _BIRTH,
    "sex": _plain("sex"),
    "nationality": _plain("nationality", **_by_frequency("nationality")),
    "municipality": _MUNICIPALITY,
}
"""Field to its levels of agreement, the first that holds counts. Splink numbers them from the last, which is 0; the
first, not known, is -1."""

SAME_DATE = 8
"""Level of birth dates at which they are complete and the same."""

SLIPPED_DATE = (5, 7)
"""Levels of birth dates at which two complete dates are one with a slip: in a digit or in the order."""

SWAPPED = (6, 7)
"""Levels of given names at which given and family name changed places."""

ANCHORS: Mapping[str, tuple[int, ...]] = {
    "number": (1,),
    "token": (1, 2, 3),
    "given_bloom": (3,),
    "birth_bloom": (3,),
    "given": (5, *SWAPPED, 8),
    "birth": (4, 6, 7, SAME_DATE),
}
"""Levels at which a field of a single person is the same in two records, written in full, in part or in another order.
A family name is no anchor, because relatives share it; nor is a slip, because numbered and short names look alike."""


class Lack(IntEnum):
    """What keeps a pair of records from having an anchor."""

    NOTHING = 0
    BOTH = 1
    """Given names and birth date differ."""
    GIVEN = 2
    """Given names differ, and a birth date is not known."""
    BIRTH = 3
    """Birth dates differ, and given names are not known; or neither is known."""


WEIGHED_BY_FREQUENCY = ("given", "family", "nationality", "municipality")
"""Fields of which agreement on a rare value says more; of given names, the first counts."""

FIRST_GUESS_M: Mapping[str, tuple[float, ...]] = {
    "number": (0.05, 0.95),
    "token": (0.10, 0.10, 0.20, 0.60),
    "given_bloom": (0.10, 0.10, 0.15, 0.65),
    "family_bloom": (0.08, 0.08, 0.14, 0.70),
    "birth_bloom": (0.05, 0.05, 0.10, 0.80),
    "given": (0.05, 0.04, 0.04, 0.05, 0.10, 0.15, 0.005, 0.015, 0.55),
    "family": (0.07, 0.05, 0.01, 0.05, 0.12, 0.70),
    "birth": (0.01, 0.01, 0.03, 0.02, 0.07, 0.05, 0.03, 0.03, 0.75),
    "sex": (0.04, 0.96),
    "nationality": (0.10, 0.90),
    "municipality": (0.39, 0.01, 0.60),
}
"""Where estimation begins: shares of the levels among pairs of one person, the worst level first. Weighed as few pairs,
so that it decides only where the records are too few to tell."""

NAMES = ("given", "family", "nationality", "sex")
"""Fields that agree together more often than apart among different people."""

FIRST_GUESS_U: Mapping[str, tuple[float, ...]] = {
    "number": (0.999999, 0.000001),
    "token": (0.999996, 0.000002, 0.000001, 0.000001),
    "given_bloom": (0.980, 0.012, 0.004, 0.004),
    "family_bloom": (0.9905, 0.005, 0.0005, 0.004),
    "birth_bloom": (0.955, 0.035, 0.0097, 0.0003),
    "given": (0.9667, 0.012, 0.008, 0.0005, 0.005, 0.004, 0.00009, 0.00001, 0.0037),
    "family": (0.9885, 0.004, 0.001, 0.0005, 0.002, 0.004),
    "birth": (0.9, 0.053, 0.025, 0.004, 0.008, 0.004, 0.005, 0.0007, 0.0003),
    "sex": (0.5, 0.5),
    "nationality": (0.8, 0.2),
    "municipality": (0.968, 0.002, 0.03),
}
"""The same among pairs of two persons."""


def weighed_levels(field: str) -> list[int]:
    """Levels of a field at which the pair is weighed by the frequency of the value."""
    known_levels = LEVELS[field][1:]
    return [
        len(known_levels) - 1 - position
        for position, level in enumerate(known_levels)
        # The first level listed has the highest number, as splink counts them.
        if "tf_adjustment_column" in level
    ]
