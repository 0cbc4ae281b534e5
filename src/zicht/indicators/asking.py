"""What a table on demand is asked of: a universe, dimensions or their levels, and the rows to show."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD, Dimension
from zicht.vocabulary.errors import ProjectError, UsageError
from zicht.vocabulary.former_names import advice_on
from zicht.vocabulary.units import Layer, layers

MOST_NAMED = 12


@dataclass(frozen=True)
class Asked:
    """A table that somebody asks for, as the project understands it.

    Parameters
    ----------
    indicator : whose query tells who is counted
    known : every dimension of the project
    shape : per dimension of the table: the layers it shows
    shown : per dimension: the codes whose rows are shown; others are part of the table all the same
    words : the question in one line, the same for every way of asking it
    """

    indicator: Indicator
    known: Mapping[str, Dimension]
    shape: Mapping[str, tuple[Layer, ...]]
    shown: Mapping[str, frozenset[str]]
    words: str

    @property
    def universe(self) -> str:
        """Whose units are counted."""
        return self.indicator.universe


def asked(
    indicators: Sequence[Indicator],
    known: Mapping[str, Dimension],
    by: Sequence[str],
    *,
    of: str,
    indicator: str,
    where: Sequence[str],
) -> Asked:
    """Understand what is asked for.

    Parameters
    ----------
    indicators : of the project: they tell what can be counted
    known : every dimension of the project, by name
    by : names of dimensions, or of levels of one (`provincie`); a name may hold several, with commas
    of : a universe; that of the first indicator when neither it nor `indicator` is given
    indicator : whose universe is meant
    where : `dimension=code[,code]`: the rows to show

    Raises
    ------
    UsageError : a name is unknown; those that are known are listed
    """
    counted = _of_universe(indicators, of, indicator)
    universe = counted[0].universe
    columns = {name for counting in counted for name in columns_of(counting)}
    levels = _levels(known, {PERIOD, *columns & known.keys()})
    levels_by_dimension: dict[str, list[str]] = {}
    for name in _split(by):
        if name not in levels:
            raise _unknown("dimension", name, levels, f"of {universe}")
        levels_by_dimension.setdefault(levels[name], []).append(name)
    selections = [_selection(word, known, levels, universe) for word in where]
    # A table can only show rows of a dimension that it has: what --where names becomes one of its dimensions.
    for dimension, codes in selections:
        level = _level_of(dimension, codes)
        levels_by_dimension.setdefault(dimension.name, [level])
    levels_by_dimension.setdefault(PERIOD, [PERIOD])
    best = _best_fitting(counted, list(levels_by_dimension))
    others = sorted(levels_by_dimension.keys() - {PERIOD})
    shape = {
        name: layers(known[name], levels_by_dimension[name], total=name != PERIOD)
        for name in (PERIOD, *others)
    }
    shown = _shown(selections)
    _refuse_unshown(shown, shape)
    ordered_levels = [
        level for name in shape for level in sorted(levels_by_dimension[name])
    ]
    words = _in_words(universe, ordered_levels, shown)
    return Asked(best, known, shape, shown, words)


def _best_fitting(counted: Sequence[Indicator], names: Sequence[str]) -> Indicator:
    """Return the indicator whose query has all of these dimensions, and the most others."""
    fitting = [
        indicator
        for indicator in counted
        if set(names) <= {PERIOD, *columns_of(indicator)}
    ]
    if fitting:
        return max(fitting, key=lambda indicator: len(columns_of(indicator)))
    others = [name for name in names if name != PERIOD]
    raise UsageError(
        f"No indicator of {counted[0].universe} counts by {', '.join(others)} at once.",
        now="; ".join(
            f"{indicator.id}: {', '.join(columns_of(indicator)) or 'years only'}"
            for indicator in counted[:MOST_NAMED]
        ),
    )


def _in_words(
    universe: str, levels: Sequence[str], shown: Mapping[str, frozenset[str]]
) -> str:
    """Write what is asked for, as the answer repeats it."""
    words = [f"of {universe} by {', '.join(levels)}"]
    for name, codes in sorted(shown.items()):
        words.append(f"where {name} is {' or '.join(sorted(codes))}")
    return " ".join(words)


def columns_of(indicator: Indicator) -> tuple[str, ...]:
    """Return the dimensions that the query of an indicator is known to have."""
    names = list(indicator.dimensions)
    for selection in (indicator.numerator, indicator.denominator):
        if selection and selection.universe == indicator.universe:
            names += selection.where
    return tuple(dict.fromkeys(names))


def _of_universe(
    indicators: Sequence[Indicator], of: str, indicator: str
) -> list[Indicator]:
    if not indicators:
        raise ProjectError(
            "The project counts nothing.",
            now="Name indicators under [indicators] in zicht.toml.",
        )
    universes = list(dict.fromkeys(one.universe for one in indicators))
    if indicator:
        chosen = {one.id: one for one in indicators}.get(indicator)
        if chosen is None:
            raise _unknown(
                "indicator",
                indicator,
                [one.id for one in indicators],
                "of this project",
            )
        if of and chosen.universe != of:
            raise UsageError(
                f"Indicator {indicator} counts {chosen.universe}, not {of}.",
                now="Give one of the two.",
            )
        return [chosen]
    of = of or universes[0]
    if of not in universes:
        raise _unknown("universe", of, universes, "of this project")
    return [one for one in indicators if one.universe == of]


def _levels(known: Mapping[str, Dimension], able: Iterable[str]) -> dict[str, str]:
    """Return the dimension of every name that may stand in `--by`: its own, or that of a level above its leaves."""
    found = {name: name for name in sorted(able)}
    for name in list(found):
        for hierarchy in known[name].hierarchies:
            found.setdefault(hierarchy.name, name)
    return found


def _split(words: Sequence[str]) -> list[str]:
    return list(
        dict.fromkeys(
            part.strip() for word in words for part in word.split(",") if part.strip()
        )
    )


def _shown(
    selections: Sequence[tuple[Dimension, frozenset[str]]],
) -> dict[str, frozenset[str]]:
    """Return the codes to show of each dimension; of one that is named twice, the codes named both times."""
    shown: dict[str, frozenset[str]] = {}
    for dimension, codes in selections:
        shown[dimension.name] = shown.get(dimension.name, codes) & codes
    return shown


def _selection(
    word: str,
    known: Mapping[str, Dimension],
    levels: Mapping[str, str],
    universe: str,
) -> tuple[Dimension, frozenset[str]]:
    """Read `dimension=code,code`; a level of a dimension may stand for it."""
    name, equals, after = word.partition("=")
    if not equals or not after:
        raise UsageError(
            f"--where {word}: no code is given.",
            now=f"Write --where {PERIOD}=2023.",
        )
    if name.strip() not in levels:
        raise _unknown("dimension", name.strip(), levels, f"of {universe}")
    dimension = known[levels[name.strip()]]
    codes = _split([after])
    for code in codes:
        if code not in dimension.codes:
            raise _unknown(
                "code", code, sorted(dimension.codes), f"of {dimension.name}"
            )
    return dimension, frozenset(codes)


def _level_of(dimension: Dimension, codes: frozenset[str]) -> str:
    """Return the level that holds these codes."""
    for hierarchy in dimension.hierarchies:
        if codes & set(hierarchy.parents.values()):
            return hierarchy.name
    return dimension.name


def _refuse_unshown(
    shown: Mapping[str, frozenset[str]], shape: Mapping[str, tuple[Layer, ...]]
) -> None:
    for name, codes in shown.items():
        held = {code for layer in shape[name] for code in layer.values()}
        if codes - held:
            raise UsageError(
                f"--where {name}={','.join(sorted(codes - held))}: the table has no such row.",
                now=f"Ask --by for the level of that code of {name} as well.",
            )


def _unknown(kind: str, name: str, known: Iterable[str], of_what: str) -> UsageError:
    names = list(known)
    near = difflib.get_close_matches(name, names, n=3)
    further = [other for other in names if other not in near]
    listed = [*near, *further][:MOST_NAMED]
    more = f" and {len(names) - len(listed)} more" if len(names) > len(listed) else ""
    return UsageError(
        f"{name!r} is no {kind} {of_what}.",
        now=advice_on([name]) or f"Known: {', '.join(listed)}{more}.",
    )
